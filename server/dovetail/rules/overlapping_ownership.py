"""Two packages own the same file, so two agents would write it at the same time."""

from collections.abc import Iterator
from operator import itemgetter

from dovetail.core.assignments import Assignment
from dovetail.core.findings import Fix
from dovetail.core.globs import is_literal, matches, overlap
from dovetail.core.plan import Package, Sprint, WorkPackage
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import rule
from .checks.packages import place_of
from .edits.yaml_edits import removed_item
from .faults import Fault


@rule("plan", "error")
def check(work: WorkPackage, snapshot: Snapshot) -> Iterator[Fault]:
    sprint, package = work.sprint, work.package
    for other in _earlier(work) if package.is_open else ():
        found = _first_overlap(sprint, other, package)
        if found is None:
            continue
        mine, theirs, place = found
        where = _shared_path(mine, theirs, snapshot)
        yield Fault(
            sprint.path,
            place,
            f"`{package.id}` and `{other.id}` both own {where}; give each file to one package, or list it under `shared`.",
            (place_of(sprint, other, f"`{other.id}` owns `{theirs}` here", "owns", other.owns.index(theirs)),),
            tuple(_fixes(sprint, package, other.id, mine)) if mine == theirs else (),
        )


def _earlier(work: WorkPackage) -> Iterator[Assignment]:
    """The packages before this one that own something in a folder of its own, or one above or below; no others can overlap."""
    found: dict[int, Assignment] = {}
    assignments = work.sprint.assignments
    for folder in work.package.assignment.folders:
        found.update(assignments.owning_about(folder))
    for position, other in sorted(found.items(), key=itemgetter(0)):
        if position < work.position and other.id != work.package.id:
            yield other


def _first_overlap(sprint: Sprint, a: Assignment, b: Package) -> tuple[str, str, Range] | None:
    """The first glob of `b` that shares a path with one of `a`, that one, and the place of the first."""
    for mine in dict.fromkeys(b.owns):
        for theirs in a.owns:
            if overlap(mine, theirs):
                return mine, theirs, sprint.item_place(b.id, "owns", mine)
    return None


def _fixes(sprint: Sprint, package: Package, other_id: str, glob: str) -> Iterator[Fix]:
    """Whoever is to keep what both name alike; none where the two overlap otherwise, too, or one would own nothing.

    Nor is there one where several packages have the same id: which of them would change is not sure.
    """
    other = sprint.package(other_id)
    if other is None or sum(p.id in (other_id, package.id) for p in sprint.packages) > 2:
        return
    if sum(overlap(mine, theirs) for mine in package.owns for theirs in other.owns) > 1:
        return
    for keeper, loser in ((other, package), (package, other)):
        items = [sprint.place(loser.id, "owns", n) for n in range(len(loser.owns))]
        outer = sprint.place(loser.id, "owns")
        edit = removed_item(sprint.path, sprint.text, outer, items, loser.owns.index(glob))
        if edit is not None:
            yield Fix(f"Leave `{glob}` to `{keeper.id}`", (edit,))


def _shared_path(mine: str, theirs: str, snapshot: Snapshot) -> str:
    """What two globs share: a file that exists, else the narrower of the two."""
    if mine == theirs:
        return f"`{mine}`"
    for path in sorted(snapshot.paths):
        if matches(mine, path) and matches(theirs, path):
            return f"`{path}`"
    if is_literal(mine) or is_literal(theirs):
        return f"`{mine if is_literal(mine) else theirs}`"
    return f"what matches `{mine}` and `{theirs}`"
