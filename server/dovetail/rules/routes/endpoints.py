"""Endpoints of contracts against the routes that code registers, describes and calls."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.findings import Place
from dovetail.core.paths import is_test
from dovetail.core.shapes import Call, Field, Kind, Record, Route, Tag
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..contracts.alternatives import fields_of_either
from ..contracts.paths import Patterns, ends_with, segments, unprefixed
from ..typescript.addresses import address_of, paths_of
from .constant_paths import is_named, named_place
from .inherited_views import inherited_routes, is_base
from .mounting import is_mapped, stands_elsewhere, whole_paths
from .refusals import may_be_unserved
from .url_configurations import is_of_library, is_root, is_said_by_view
from .whole_requests import behind_constants, requests_of

# A tag in the comments above a function or a class of views, its decorators between them or not.
_TAGGED_FUNCTION = re.compile(
    r"^[ \t]*#[^\n]*@contract[ \t]+(\w+)[^\n]*\n(?:[ \t]*[@#][^\n]*\n)*"
    r"[ \t]*(?:(?:async[ \t]+)?def[ \t]|class[ \t]+\w+\([^)\n]*(?:View|ViewSet|Resource)\b)",
    re.MULTILINE,
)
ANY = ("*", "ALL", "ANY")
_OF_SERVICE = re.compile(r"/(?:\w+\.)*[A-Z]\w*/[A-Z]\w*")
_STATUS = re.compile(r"[1-5](?:\d\d|XX)|default")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A contract with a method and a path."""

    contract: Contract
    method: str
    path: str
    tag: Tag

    @property
    def place(self) -> Place:
        return Place(self.contract.path, self.tag.range, f"`@api` of contract {self.contract.name}")


@dataclass(frozen=True, slots=True)
class Address:
    """Method and path of an endpoint: the contract of a name, or one of those with the same name, counted from 0."""

    name: str
    nth: int
    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A route and the file that it stands in; `written` is the file and the place of its path, where that is a constant."""

    source: str
    route: Route
    written: tuple[str, Range] | None = None

    @property
    def path_place(self) -> tuple[str, Range]:
        """Where its path is written."""
        return self.written or (self.source, self.route.path_range)

    @property
    def is_tagged(self) -> bool:
        return self.route.tag("contract") is not None


def endpoints(snapshot: Snapshot) -> tuple[Endpoint, ...]:
    """Every endpoint whose `@api` is complete."""
    return snapshot.once("endpoints", lambda: tuple(endpoint_of(a, snapshot) for a in addresses(snapshot)))


def addresses(snapshot: Snapshot) -> tuple[Address, ...]:
    """The addresses of all endpoints. Who looks for one among them depends on nothing else that the others say."""
    return snapshot.once("addresses", lambda: tuple(_addresses(snapshot)))


def endpoint_of(address: Address, snapshot: Snapshot) -> Endpoint:
    """The endpoint at an address of this snapshot."""
    contract = snapshot.contracts.same_name(address.name)[address.nth]
    found = contract.endpoint
    assert found is not None
    return Endpoint(contract, *found)


def _addresses(snapshot: Snapshot) -> Iterator[Address]:
    again: dict[str, list[Contract]] = {}
    for contract in snapshot.contracts.again:
        again.setdefault(contract.name, []).append(contract)
    for name, first in snapshot.of_contracts(address_of).items():
        for nth, found in enumerate((first, *map(address_of, again.get(name, ())))):
            if found is not None and found[1].startswith("/"):
                yield Address(name, nth, *found)


def endpoint_named(name: str, snapshot: Snapshot) -> Endpoint | None:
    """The endpoint that a name stands for."""
    for contract in snapshot.contracts.same_name(name):
        if not contract.is_endpoint:
            return None
        found = contract.endpoint
        if found is not None and found[1].startswith("/"):
            return Endpoint(contract, *found)
    return None


def endpoints_with(method: str, path: str, snapshot: Snapshot, *, behind: bool = False) -> tuple[Endpoint, ...]:
    """The endpoints that have a method and a path, as `normal_path` has it; `behind` is true where their usual prefix does not count."""
    key = (behind, method, path)
    found = [c for name, _ in snapshot.contracts_with(paths_of, key) if (c := snapshot.contracts.get(name)) is not None]
    for contract in snapshot.contracts.again:
        first = snapshot.contracts.get(contract.name) if key in paths_of(contract) else None
        if first is not None and first.is_endpoint:
            found.append(contract)
    return tuple(Endpoint(c, *e) for c in found if (e := c.endpoint) is not None)


def routes(snapshot: Snapshot, side: str) -> tuple[Placed, ...]:
    """All routes of a side, but for those of tests, which are those of `"asked by tests"` and `"served in tests"`; what stands in
    for a server may be a test's."""
    return snapshot.once(
        ("routes", side),
        lambda: tuple(placed for placed in _placed(snapshot, side)),
    )


def _placed(snapshot: Snapshot, side: str) -> Iterator[Placed]:
    sending = snapshot.of_sources(_calls) if side == "client" else {}
    of_source = _READ.get(side, _routes)
    inheriting = snapshot.of_sources(_inheriting) if side == "server" else {}
    for path in sorted({*snapshot.of_sources(of_source), *sending, *inheriting}):
        source = snapshot.sources[path]
        sent = {s.route.range: s for s in requests_of(source, snapshot)} if path in sending else {}
        own = of_source(source)
        named = {r.range: named_place(r.path, source, snapshot) for r in own if is_named(r.path)}
        brought = inherited_routes(source, snapshot) if path in inheriting else ()
        for route in behind_constants((*own, *brought), source, snapshot):
            if (
                route.side == _IN_TESTS.get(side, side)
                and route.range not in sent
                and not stands_elsewhere(route, source, snapshot)
            ):
                yield Placed(path, route, named.get(route.range))
        for one in sent.values():
            yield Placed(path, one.route, (one.path, one.at))


def _calls(source: Source) -> tuple[Call, ...]:
    return () if is_test(source.path) else source.shapes.calls


def _routes(source: Source) -> tuple[Route, ...]:
    # An operation that has a file of its own is where it is referred to.
    return () if is_test(source.path) else tuple(r for r in source.shapes.routes if r.method)


def _inheriting(source: Source) -> bool:
    return bool(source.shapes.inherited) and not is_test(source.path)


def _mocked(source: Source) -> tuple[Route, ...]:
    return tuple(r for r in source.shapes.routes if r.side == "mock")


def _tested(source: Source) -> tuple[Route, ...]:
    return source.shapes.routes if is_test(source.path) else ()


_IN_TESTS: Mapping[str, str] = {"asked by tests": "client", "served in tests": "server"}
_READ: Mapping[str, Callable[[Source], tuple[Route, ...]]] = {"mock": _mocked, **dict.fromkeys(_IN_TESTS, _tested)}


def endpoints_at(path: str, snapshot: Snapshot) -> list[Endpoint]:
    """The endpoints that a path can be one of."""
    known = snapshot.once("endpoints by path", lambda: Patterns((a.path, False, a) for a in addresses(snapshot)))
    return [endpoint_of(a, snapshot) for a in known.of(path)]


def endpoints_called(route: Route, snapshot: Snapshot) -> list[Endpoint]:
    """The endpoints that a client's path can be one of, which may stand behind a base that is not seen, or before the contract's."""
    found = endpoints_at(route.path, snapshot)
    if found:
        return found
    if not route.mounted:
        bare = unprefixed(route.path)
        return endpoints_at(bare, snapshot) if bare != route.path else []
    known = snapshot.once(
        "endpoints by path without a prefix",
        lambda: Patterns((unprefixed(e.path), False, e) for e in endpoints(snapshot)),
    )
    return known.of(unprefixed(route.path))


def callers(snapshot: Snapshot) -> Iterator[Placed]:
    """Who calls a server: clients, what stands in for a server, and tests, but for those that may be about what nobody serves."""
    yield from routes(snapshot, "client")
    yield from routes(snapshot, "mock")
    for placed in routes(snapshot, "asked by tests"):
        if not routes_at(placed.route.path, snapshot, "served in tests"):
            source = snapshot.sources.get(placed.source)
            if source is not None and not may_be_unserved(source, placed.route.range):
                yield placed


def routes_at(path: str, snapshot: Snapshot, side: str) -> list[Placed]:
    """The routes of a side that can serve a path, be it behind a prefix that cannot be seen."""
    known = snapshot.once(
        ("routes by path", side),
        lambda: Patterns((*where, p) for p in routes(snapshot, side) for where in _stands_at(p, snapshot)),
    )
    return known.of(path)


def _stands_at(placed: Placed, snapshot: Snapshot) -> Iterator[tuple[str, bool]]:
    """The paths of a route, each with true where it may stand behind any prefix: of one that is seen, the usual one at most is left out."""
    source, mounted = snapshot.sources.get(placed.source), placed.route.mounted
    whole = whole_paths(placed.route, source, snapshot) if source is not None else ()
    root = not whole and source is not None and is_root(placed.route, source, snapshot)
    for path in whole or (placed.route.path,):
        yield path, mounted and not root
        if root:
            continue
        if (bare := unprefixed(path)) != path:
            yield bare, mounted and not whole


def seen_paths(placed: Placed, snapshot: Snapshot) -> tuple[str, ...]:
    """The paths of a route behind the prefixes under which its router is seen to be mounted, each without the usual prefix, too."""
    source = snapshot.sources.get(placed.source)
    whole = (whole_paths(placed.route, source, snapshot) if source is not None else ()) or (placed.route.path,)
    return tuple(dict.fromkeys(p for path in whole for p in (path, unprefixed(path))))


def shown(placed: Placed, snapshot: Snapshot) -> str:
    """A route as a sentence says it: with its own path, or for one that is all its router's, with that behind which this stands."""
    path = placed.route.path
    return f"{placed.route.method} {seen_paths(placed, snapshot)[0] if path == '/' else path}"


def answered(endpoint: Endpoint, snapshot: Snapshot, side: str) -> bool:
    """True where a route says that it is the endpoint, or has its method and path."""
    tagged = snapshot.once(("contracts of routes", side), lambda: _tagged(routes(snapshot, side)))
    if endpoint.contract.name in tagged:
        return True
    if side == "server" and any(endpoint.contract.name in said for said in snapshot.of_sources(_functions).values()):
        return True
    if side == "server" and is_of_library(endpoint.path, snapshot):
        return True
    return is_routed(endpoint.path, snapshot, side, (endpoint.method, *ANY))


def is_routed(path: str, snapshot: Snapshot, side: str, methods: Collection[str] | None = None) -> bool:
    """True where a route of a side can serve a path, with one of some methods: the root of a server is no other path's."""
    placed = [p for p in serving(path, snapshot, side) if methods is None or p.route.method in methods]
    if methods is not None and side == "server":
        placed = [p for p in placed if not is_said_by_view(p.route, snapshot.sources[p.source], snapshot)]
    return any(not _is_anything(p.route) or _may_be_there(p, path, snapshot) for p in placed)


def serving(path: str, snapshot: Snapshot, side: str) -> list[Placed]:
    """The routes of a side that can serve a path, but for those of a server of which it is seen that they stand elsewhere."""
    found = routes_at(path, snapshot, side)
    return [p for p in found if not _is_behind_served(p, path, snapshot)] if side == "server" else found


def _is_behind_served(placed: Placed, path: str, snapshot: Snapshot) -> bool:
    """True where a route could serve a path only behind a prefix that another router of the program has, though all of its own are seen:
    `/<tab>/statistics` of a router at the root is not `/tabs/7/statistics` beside `/tabs/<tab>/members`.
    """
    source, wanted = snapshot.sources[placed.source], segments(unprefixed(path))
    if not placed.route.mounted or segments(placed.route.path)[:1] != (":",):
        return False
    whole = [segments(unprefixed(w)) for w in whole_paths(placed.route, source, snapshot)]
    if not whole or any(len(w) >= len(wanted) for w in whole):
        return False
    router = placed.source, placed.route.router
    served = snapshot.once("first words of servers", lambda: _first_words(snapshot))
    return bool(served.get(wanted[0], frozenset()) - {router})


def _first_words(snapshot: Snapshot) -> Mapping[str, frozenset[tuple[str, str]]]:
    """The words with which the paths of servers begin, each with the files and names of the routers that have such paths."""
    found: dict[str, set[tuple[str, str]]] = {}
    for placed in routes(snapshot, "server"):
        for path in seen_paths(placed, snapshot):
            if (first := segments(path)[:1]) and first != (":",):
                found.setdefault(first[0], set()).add((placed.source, placed.route.router))
    return {word: frozenset(routers) for word, routers in found.items()}


def _is_anything(route: Route) -> bool:
    """True for a path without a word, which is the end of any other: `/`, `/<path:path>`."""
    return all(s == ":" for s in segments(route.path))


def _may_be_there(placed: Placed, path: str, snapshot: Snapshot) -> bool:
    """True for a router's own root where that may be a path: where nobody sees behind which prefix the router is."""
    source = snapshot.sources.get(placed.source)
    if source is None or not placed.route.router or placed.route.side != "server":
        return True
    if is_root(placed.route, source, snapshot):
        return not segments(unprefixed(path))
    own = placed.route.path
    known = whole_paths(placed.route, source, snapshot) or [p + own for p in _prefixes(placed, source, snapshot)]
    if not known and _is_of_nest(source) and not any(snapshot.of_sources(_moves_modules).values()):
        return not segments(unprefixed(path))  # a controller says its own path
    if not known and any(m.on == placed.route.router for m in source.shapes.mounts):
        # Others hang on it, so it is behind what the paths of these begin with.
        begun = snapshot.once("beginnings of endpoints", lambda: _beginnings(snapshot))
        return not segments(unprefixed(path)) or segments(path) in begun
    if not known:
        return not is_mapped(placed.route, source, snapshot) and not is_base(placed.route.router, snapshot)
    return any(_is_nearly(p, path) for p in known)


def _beginnings(snapshot: Snapshot) -> frozenset[tuple[str, ...]]:
    """What the paths of endpoints begin with."""
    paths = (segments(e.path) for e in endpoints(snapshot))
    return frozenset(path[:n] for path in paths for n in range(1, len(path)))


def _is_of_nest(source: Source) -> bool:
    return any(i.module.startswith("@nestjs/") for i in source.shapes.imports)


def _moves_modules(source: Source) -> bool:
    """True for a file that puts modules of NestJS behind prefixes of their own."""
    return source.shapes.language == "typescript" and "RouterModule" in source.text.source


def _is_nearly(known: str, path: str) -> bool:
    """True where one of two paths is the other one, or that behind a prefix."""
    own, wanted = segments(unprefixed(known)), segments(unprefixed(path))
    return own == wanted or (bool(own and wanted) and (ends_with(known, path) or ends_with(path, known)))


def _prefixes(placed: Placed, source: Source, snapshot: Snapshot) -> frozenset[str]:
    """The prefixes behind which a router is, by those of its other routes that are endpoints."""
    others = (r for r in source.shapes.routes if r.router == placed.route.router and not _is_anything(r))
    fitting = (
        (segments(e.path), len(segments(r.path)))
        for r in others
        for e in by_method(snapshot).get(r.method, ())
        if ends_with(e.path, r.path)
    )
    return frozenset("/" + "/".join(whole[: len(whole) - own]) for whole, own in fitting)


def _functions(source: Source) -> frozenset[str]:
    """The contracts that functions and views of Python say they are, where no route is seen: the methods of a viewset, say."""
    if source.shapes.language != "python" or is_test(source.path):
        return frozenset()
    called = {t.value for r in source.shapes.routes if r.side == "client" and (t := r.tag("contract")) is not None}
    return frozenset(_TAGGED_FUNCTION.findall(source.text.source)) - called


def _tagged(placed: Iterable[Placed]) -> frozenset[str]:
    return frozenset(tag.value for p in placed if (tag := p.route.tag("contract")) is not None)


def unanswered(snapshot: Snapshot, side: str) -> Iterator[Endpoint]:
    """The endpoints that no route of a side answers, of those contract files of which another endpoint is answered there.

    Methods of services, which gRPC calls by their names, are apart from what has a path of its own.
    """
    by_file: dict[tuple[str, bool], list[Endpoint]] = {}
    for endpoint in endpoints(snapshot):
        called = _OF_SERVICE.fullmatch(endpoint.path) is not None
        by_file.setdefault((endpoint.contract.path, called), []).append(endpoint)
    for same in by_file.values():
        missing = [e for e in same if not answered(e, snapshot, side)]
        if len(missing) < len(same):
            yield from missing


def uncalled(snapshot: Snapshot) -> Iterator[Endpoint]:
    """The methods of services of which no description has any: a slip in the service's own name moves them all."""
    found: dict[str, list[Endpoint]] = {}
    for endpoint in endpoints(snapshot):
        if _OF_SERVICE.fullmatch(endpoint.path):
            found.setdefault(endpoint.contract.path, []).append(endpoint)
    for same in found.values():
        if not any(answered(e, snapshot, "described") for e in same):
            yield from same


def member(contract: Contract, name: str, snapshot: Snapshot) -> tuple[Field, ...] | None:
    """The fields of one part of an endpoint, such as `query`; None where it is not there or not wholly known."""
    declaration = contract.declaration
    field = next((f for f in declaration.fields if f.name == name), None) if isinstance(declaration, Record) else None
    return members_of(field.kind, snapshot) if field is not None and not field.list_depth else None


def members_of(kind: Kind, snapshot: Snapshot) -> tuple[Field, ...] | None:
    """The fields of what a type of a contract holds; None where they are not wholly known.

    Of a union, and of what is told by status (`errors: { 404: Gone; 409: Taken }`), they are those of the one or the other.
    """
    fields = _fields_of(kind, snapshot)
    if fields is None:
        return fields_of_either(snapshot.contracts.resolved(kind).options, snapshot)
    if not fields or not _are_statuses(fields):
        return fields
    kinds = tuple(dict.fromkeys(f.kind for f in fields))
    return _fields_of(kinds[0], snapshot) if len(kinds) == 1 else fields_of_either(kinds, snapshot)


def answered_with(status: str, promise: Field, snapshot: Snapshot) -> Field | None:
    """What is promised to be answered with a status, of what may be told by status; None where nothing is said of that one.

    Of no status it is what all of them promise.
    """
    fields = _fields_of(promise.kind, snapshot)
    if not fields or not _are_statuses(fields):
        return promise
    of_it = [f for f in fields if not status or f.name in (status, f"{status[:1]}XX")]
    of_it = of_it or [f for f in fields if f.name == "default"]
    return of_it[0] if len({(f.kind, f.list_depth) for f in of_it}) == 1 else None


def _are_statuses(fields: tuple[Field, ...]) -> bool:
    return all(_STATUS.fullmatch(f.name) for f in fields)


def _fields_of(kind: Kind, snapshot: Snapshot) -> tuple[Field, ...] | None:
    found = snapshot.contracts.fields_of(kind)
    return tuple(p.field for p in found) if found is not None else None


def by_method(snapshot: Snapshot) -> Mapping[str, tuple[Endpoint, ...]]:
    found: dict[str, list[Endpoint]] = {}
    for endpoint in endpoints(snapshot):
        found.setdefault(endpoint.method, []).append(endpoint)
    return {method: tuple(same) for method, same in found.items()}


def field_at(contract: Contract, chain: tuple[str, ...], snapshot: Snapshot) -> Field | None:
    """What a chain into an endpoint leads to, which begins with one of its parts; None for no chain at all."""
    declaration = contract.declaration
    fields = declaration.fields if isinstance(declaration, Record) else ()
    field = next((f for f in fields if f.name in chain[:1]), None)
    for name in chain[1:]:
        if field is None:
            return None
        if name == "[]":
            field = replace(field, list_depth=field.list_depth - 1) if field.list_depth else None
            continue
        known = members_of(field.kind, snapshot) if not field.list_depth else None
        field = next((f for f in known or () if f.name == name), None)
    return field
