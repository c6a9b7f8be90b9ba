"""The contract changes of a snapshot, and who must follow them: the code that is bound, and the packages of a sprint."""

from collections.abc import Iterable, Iterator
from typing import Literal

from dovetail.core.bindings import Pairing
from dovetail.core.changes import Change
from dovetail.core.contracts import Contract, Contracts
from dovetail.core.dataclass import dataclass
from dovetail.core.evolution import changes
from dovetail.core.findings import Place
from dovetail.core.plan import Package, Sprint
from dovetail.core.shapes import Record, Route
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import key

from ..contracts.paths import ends_with, normal_path
from ..records.direction import side
from ..statements.sql_columns import tables_made
from .packages import open_packages, providers

Who = Literal["producers", "consumers"]
_SHOWN = 4  # more names than that are a number


@dataclass(frozen=True, slots=True)
class Followers:
    """Who must follow a change: places in code, and the ids of packages that are still to be built."""

    places: tuple[Place, ...]
    packages: tuple[str, ...]

    def __str__(self) -> str:
        """Their names as the subject of a sentence; empty where there are none."""
        files = [f"`{p}`" for p in dict.fromkeys(place.path for place in self.places)]
        packages = [f"`{p}`" for p in self.packages]
        named = f"package{'s' if len(packages) > 1 else ''} {listed(packages)}" if packages else ""
        return " and ".join(filter(None, (listed(files), named)))


def contract_changes(snapshot: Snapshot) -> tuple[Change, ...]:
    """What changed since the base. A contract that cannot be read to its end, on either side, is left out: it is being typed."""
    if snapshot.base is None:
        return ()
    base = snapshot.base
    return snapshot.once("contract changes", lambda: _changes(base, snapshot))


def _changes(base: Snapshot, snapshot: Snapshot) -> tuple[Change, ...]:
    unread = _unread(base.contracts) | _unread(snapshot.contracts)
    spots = ((c, (c.before, c.after, c.shown)) for c in changes(base.contracts, snapshot.contracts))
    return tuple(c for c, own in spots if not any(s is not None and s.path in unread for s in own))


def _unread(contracts: Contracts) -> frozenset[str]:
    return frozenset(
        path for path, s in contracts.by_path.items() if s.holes or any(p.rule == "syntax-error" for p in s.problems)
    )


def followers(change: Change, who: Who, snapshot: Snapshot) -> Followers:
    """The producers or the consumers of what changed."""
    places = tuple(p for p in _places(change, who, snapshot))
    packages = (p.id for s in snapshot.sprints for p in packages_with(change.contract, who, s, snapshot.contracts))
    return Followers(places, tuple(dict.fromkeys(packages)))


def packages_with(name: str, who: Who, sprint: Sprint, contracts: Contracts) -> Iterator[Package]:
    """The packages of a sprint, still to be built, that provide a contract, or consume it or what mentions it."""
    provided = {p.id for p in providers(name, sprint, contracts)}
    for package in open_packages(sprint):
        consumed = any(c in contracts.spellings(name) or name in contracts.reachable(c) for c in package.consumes)
        if package.id in provided if who == "producers" else consumed:
            yield package


def listed(names: list[str]) -> str:
    """Names as a part of a sentence, the many as a number."""
    if len(names) > _SHOWN + 1:
        names = [*names[:_SHOWN], f"{len(names) - _SHOWN} more"]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _places(change: Change, who: Who, snapshot: Snapshot) -> Iterator[Place]:
    name = change.subject.removeprefix(f"{change.contract}.").split(".")[0]
    for pairing in _pairings(change.contract, snapshot):
        if _is(who, pairing):
            yield Place(pairing.path, _range(pairing, name), f"implements `{pairing.contract.name}`")
    contract = snapshot.contracts.get(change.contract)
    old = snapshot.base.contracts.get(change.earlier) if snapshot.base is not None else None
    if contract is not None and old is not None and who == "producers":
        yield from _tables(contract, old, snapshot)
    if contract is not None and contract.is_endpoint:
        yield from _routes([c for c in (contract, old) if c is not None], who, snapshot)


def _tables(contract: Contract, old: Contract, snapshot: Snapshot) -> Iterator[Place]:
    """What stored a contract until `@db` named another table, and is bound to nothing now."""
    before, now = old.declaration.tag("db"), contract.declaration.tag("db")
    if before is None or not before.value or (now is not None and now.value == before.value):
        return
    for path, record in tables_made(before.value.lower(), snapshot):
        yield Place(path, record.name_range, f"is `{before.value}`, which stored `{contract.name}`")


def _pairings(name: str, snapshot: Snapshot) -> tuple[Pairing, ...]:
    """What implements a contract, or, where nothing does, what implements a contract that mentions it."""
    direct = snapshot.pairings_by_contract.get(name, ())
    if direct:
        return direct
    return tuple(p for p in snapshot.pairings if name in snapshot.contracts.reachable(p.contract.name))


def _is(who: Who, pairing: Pairing) -> bool:
    """Whether an implementation is on that side, also where it cannot be told."""
    if isinstance(pairing.implementation, Route):
        return _is_route(who, pairing.implementation)
    if pairing.is_store or pairing.contract.declaration.tag("view") is not None:
        return who == "producers"
    found = side(pairing)
    return found is None or (found == "server") == (who == "producers")


def _is_route(who: Who, route: Route) -> bool:
    return (route.side == "client") == (who == "consumers")


def _range(pairing: Pairing, name: str) -> Range:
    item = pairing.implementation
    if isinstance(item, Route):
        return item.path_range
    field = item.field(key(name)) if isinstance(item, Record) else None
    return field.name_range if field is not None else item.name_range


def _routes(endpoints: Iterable[Contract], who: Who, snapshot: Snapshot) -> Iterator[Place]:
    """The routes that no tag binds and that have the endpoint's method and path, as they were or as they are."""
    bound = {(p.path, p.implementation.range) for p in snapshot.pairings}
    wanted = {e.endpoint[:2] for e in endpoints if e.endpoint is not None and e.endpoint[1]}
    for source in snapshot.implementations:
        for route in source.shapes.routes:
            if (source.path, route.range) in bound or not _is_route(who, route):
                continue
            if any(method == route.method and _same(path, route) for method, path in wanted):
                yield Place(source.path, route.path_range, f"`{route.method} {route.path}`")


def _same(path: str, route: Route) -> bool:
    return ends_with(path, route.path) if route.mounted else normal_path(path) == normal_path(route.path)
