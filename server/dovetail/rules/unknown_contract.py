"""A package provides or consumes something that no contract declares, or that several do."""

from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.plan import WorkPackage
from dovetail.core.scopes import file_of
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import rule
from .checks.packages import covers, nearest_fix
from .faults import Fault


@rule("plan", "error")
def check(work: WorkPackage, snapshot: Snapshot) -> Iterator[Fault]:
    sprint, package = work.sprint, work.package
    for key, verb, names in (
        ("provides", "provides", package.provides),
        ("consumes", "consumes", package.consumes),
    ):
        for name in dict.fromkeys(names):
            place = sprint.item_place(package.id, key, name)
            paths = snapshot.contracts.paths_of(name)
            if len(paths) > 1 and [p for p in paths if covers(sprint, p)] != [paths[0]]:
                yield _ambiguous(sprint.path, place, f"`{package.id}` {verb} `{name}`", name, snapshot)
            elif not paths and not ("." in name and snapshot.contracts.get(name)):
                hint, fixes = nearest_fix(sprint, name, snapshot.contracts.names, place)
                yield Fault(
                    sprint.path,
                    place,
                    f"`{package.id}` {verb} `{name}`, which no contract declares; {hint}",
                    fixes=fixes,
                )


def _ambiguous(path: str, place: Range, says: str, name: str, snapshot: Snapshot) -> Fault:
    """A name that several files declare: what the package means is what the first of them declares, which nobody said."""
    same = {c.path: c for c in snapshot.contracts.namesakes(name)}
    ways = [f"{file_of(p, tuple(same))}.{name}" for p in same]
    return Fault(
        path,
        place,
        f"{says}, which is declared in {' and in '.join(same)}; write {' or '.join(f'`{way}`' for way in ways)}.",
        tuple(Place(c.path, c.declaration.name_range, f"`{name}` is declared here") for c in same.values()),
        tuple(Fix(f"Change to '{way}'", (Edit(path, place, way),)) for way in ways),
    )
