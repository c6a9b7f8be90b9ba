"""Two packages own the same file, so two agents would write it at the same time."""

from collections.abc import Iterable, Iterator, Sequence

from dovetail.core.globs import fixed_parts, is_literal, matches, overlap
from dovetail.core.plan import Package, Sprint
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import rule
from .faults import Fault
from .packages import open_packages, place_of


@rule("plan", "error")
def check(sprint: Sprint, snapshot: Snapshot) -> Iterator[Fault]:
    packages = open_packages(sprint)
    for first, second in sorted(_near([p.owns for p in packages])):
        a, b = packages[first], packages[second]
        if a.id == b.id:
            continue
        found = _first_overlap(sprint, a, b)
        if found is None:
            continue
        mine, theirs, place = found
        where = _shared_path(mine, theirs, snapshot)
        yield Fault(
            sprint.path,
            place,
            f"`{b.id}` and `{a.id}` both own {where}; give each file to one package, or list it under `shared`.",
            (place_of(sprint, a, f"`{a.id}` owns `{theirs}` here", "owns", a.owns.index(theirs)),),
        )


def _near(owned: Sequence[Iterable[str]]) -> set[tuple[int, int]]:
    """The pairs of owners, the earlier first, that own something in one folder, or one above the other; no others can overlap."""
    at: dict[str, set[int]] = {}  # by the folder that a glob names before its first wildcard, and
    below: dict[str, set[int]] = {}  # by each folder above it
    found: set[tuple[int, int]] = set()
    for owner, globs in enumerate(owned):
        for folder in {f for glob in globs for f in fixed_parts(glob)}:
            above = [folder[: i + 1] for i, c in enumerate(folder[:-1]) if c == "/"]
            others = at.get(folder, set()).union(below.get(folder, ()), *(at.get(f, ()) for f in above))
            found.update((other, owner) for other in others if other != owner)
            at.setdefault(folder, set()).add(owner)
            for one in above:
                below.setdefault(one, set()).add(owner)
    return found


def _first_overlap(sprint: Sprint, a: Package, b: Package) -> tuple[str, str, Range] | None:
    """The first glob of `b` that shares a path with one of `a`, that one, and the place of the first."""
    for mine in dict.fromkeys(b.owns):
        for theirs in a.owns:
            if overlap(mine, theirs):
                return mine, theirs, sprint.item_place(b.id, "owns", mine)
    return None


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
