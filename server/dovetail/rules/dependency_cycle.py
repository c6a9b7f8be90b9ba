"""Packages wait for each other in a circle, so none of them can ever start."""

from collections.abc import Iterator

from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.packages import place_of
from .faults import Fault


@rule("plan", "error")
def check(sprint: Sprint, _: Snapshot) -> Iterator[Fault]:
    after = {p.id: p.after for p in sprint.packages}
    reported: set[frozenset[str]] = set()
    for package in sprint.packages:
        cycle = _cycle_from(package.id, after)
        if cycle is None or frozenset(cycle) in reported:
            continue
        reported.add(frozenset(cycle))
        if len(cycle) == 1:
            message = f"`{package.id}` waits for itself and can never start."
        else:
            message = f"{' waits for '.join(f'`{id}`' for id in (*cycle, cycle[0]))}; none of them can ever start."
        others = (p for id in cycle[1:] if (p := sprint.package(id)) is not None)
        related = tuple(place_of(sprint, p, f"`{p.id}` waits here", "after") for p in others)
        awaited = cycle[1] if len(cycle) > 1 else package.id
        yield Fault(sprint.path, sprint.item_place(package.id, "after", awaited), message, related)


def _cycle_from(start: str, after: dict[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """The shortest way from a package back to itself."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for awaited in after.get(way[-1], ()):
            if awaited == start:
                return way
            if awaited not in seen:
                seen.add(awaited)
                ways.append((*way, awaited))
    return None
