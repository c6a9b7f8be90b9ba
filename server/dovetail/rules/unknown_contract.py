"""A package provides or consumes something that no contract declares."""

from collections.abc import Iterator

from dovetail.core.plan import WorkPackage
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .packages import nearest_fix


@rule("plan", "error")
def check(work: WorkPackage, snapshot: Snapshot) -> Iterator[Fault]:
    sprint, package = work.sprint, work.package
    for key, verb, names in (
        ("provides", "provides", package.provides),
        ("consumes", "consumes", package.consumes),
    ):
        for name in dict.fromkeys(names):
            if not snapshot.contracts.paths_of(name):
                place = sprint.item_place(package.id, key, name)
                hint, fixes = nearest_fix(sprint, name, snapshot.contracts.names, place)
                yield Fault(
                    sprint.path,
                    place,
                    f"`{package.id}` {verb} `{name}`, which no contract declares; {hint}",
                    fixes=fixes,
                )
