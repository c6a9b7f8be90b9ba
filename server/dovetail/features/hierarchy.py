"""The order of packages: what each waits for, and what waits for it, as a call hierarchy shows who calls whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dovetail.core.contracts import Contracts
from dovetail.core.plan import Package, Sprint
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.rules.checks.packages import providers

from .occurrences import unquoted
from .places import PackageAt, at


@dataclass(frozen=True, slots=True)
class Step:
    """A package in the order: its whole entry, its id, and in a few words when it can start."""

    path: str
    id: str
    detail: str
    range: Range
    name_range: Range


@dataclass(frozen=True, slots=True)
class Need:
    """A step that another needs or is needed by, and the places in the needing package that say so."""

    step: Step
    places: tuple[Range, ...]


def prepared(snapshot: Snapshot, path: str, offset: int) -> Step | None:
    """The package at an offset, wherever in its entry."""
    here = at(snapshot, path, offset)
    if isinstance(here, PackageAt):
        return step(snapshot, here.sprint, here.package)
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    if sprint is None:
        return None
    around = (p for p in sprint.packages if sprint.package_range(p.id).start <= offset < sprint.package_range(p.id).end)
    package = next(around, None)
    return step(snapshot, sprint, package) if package is not None else None


def needs(snapshot: Snapshot, path: str, id: str) -> tuple[Need, ...]:
    """What a package waits for: those named in `after`, and those that provide what it consumes."""
    sprint, package = _package(snapshot, path, id)
    if sprint is None or package is None:
        return ()
    found = (
        Need(step(snapshot, sprint, p), tuple(places)) for p, places in _needed(snapshot.contracts, sprint, package)
    )
    return tuple(found)


def needed_by(snapshot: Snapshot, path: str, id: str) -> tuple[Need, ...]:
    """The packages that wait for a package, or consume what it provides."""
    sprint, package = _package(snapshot, path, id)
    if sprint is None or package is None:
        return ()
    found: list[Need] = []
    for other in sprint.packages:
        for needed, places in _needed(snapshot.contracts, sprint, other):
            if needed.id == id:
                found.append(Need(step(snapshot, sprint, other), tuple(places)))
    return tuple(found)


def step(snapshot: Snapshot, sprint: Sprint, package: Package) -> Step:
    wave = waves(snapshot.contracts, sprint).get(package.id)
    when = f"step {wave}" if wave is not None else "waits in a circle"
    detail = f"{when} · after {', '.join(package.after)}" if package.after else when
    whole, name = sprint.package_range(package.id), unquoted(sprint.text, sprint.place(package.id))
    return Step(sprint.path, package.id, detail, Range(min(whole.start, name.start), max(whole.end, name.end)), name)


def waves(contracts: Contracts, sprint: Sprint) -> Mapping[str, int]:
    """By package, the step in which it can start, from 1. Only `after` makes a package wait: a contract stands in for its code.

    A package in a circle is in none.
    """
    after = {p.id: [a for a in p.after if sprint.package(a) is not None] for p in sprint.packages}
    found: dict[str, int] = {}
    wave = 1
    while True:
        free = [id for id, waits in after.items() if id not in found and all(found.get(w, wave) < wave for w in waits)]
        if not free:
            return found
        found.update(dict.fromkeys(free, wave))
        wave += 1


def _needed(contracts: Contracts, sprint: Sprint, package: Package) -> Iterator[tuple[Package, list[Range]]]:
    places: dict[str, list[Range]] = {}
    for id in package.after:
        places.setdefault(id, []).append(unquoted(sprint.text, sprint.item_place(package.id, "after", id)))
    for name in package.consumes:
        for provider in providers(name, sprint, contracts):
            if provider.id != package.id:
                at = unquoted(sprint.text, sprint.item_place(package.id, "consumes", name))
                places.setdefault(provider.id, []).append(at)
    for id, found in places.items():
        needed = sprint.package(id)
        if needed is not None:
            yield needed, found


def _package(snapshot: Snapshot, path: str, id: str) -> tuple[Sprint | None, Package | None]:
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    return sprint, sprint.package(id) if sprint is not None else None
