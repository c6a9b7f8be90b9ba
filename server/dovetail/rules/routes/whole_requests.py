"""Requests with their whole paths: what constants of other files, and the bases of clients, put before what is written.

Where the base of clients is not seen, such as one that the environment gives, while all endpoints stand behind one path and what clients
ask for are their ends, that path is the base.
"""

import re
from collections.abc import Iterator

from dovetail.core.dataclass import replace
from dovetail.core.paths import is_test
from dovetail.core.shapes import ADDRESS, OF_CLIENT, Route
from dovetail.core.snapshot import Snapshot, Source

from ..contracts.paths import asks_for, segments, unprefixed, with_parameters
from ..typescript.addresses import address_of, intercepts, paths_of
from ..typescript.reached import Reach
from .constant_paths import is_named, with_whole_path
from .inherited_views import inherited_routes
from .sending import OF_ALL, Sending, path_of_constant, requests_as_written
from .url_names import NAMED, named_paths

_PARAMETER = re.compile(r":(\w+)")
_ANSWERS = ("response", "errors")
_PERHAPS = "(response)"  # what a client's answer has as its `data`, where the client turns out to be axios


def requests_of(source: Source, snapshot: Snapshot) -> tuple[Sending, ...]:
    """The requests that a file sends through functions of our own."""
    if not source.shapes.calls:
        return ()
    return snapshot.once(("requests", source.path), lambda: tuple(_requests(source, snapshot)), circle=())


def routes_of(source: Source, snapshot: Snapshot) -> tuple[Route, ...]:
    """All routes of a file; what a call sends is as the function says that it calls, whatever that is called."""
    sent = requests_of(source, snapshot)
    own_routes = (*source.shapes.routes, *inherited_routes(source, snapshot))
    routes = behind_constants(own_routes, source, snapshot)
    if not sent:
        return routes
    calls = {s.route.range for s in sent}
    own = {r.range: r for r in routes if r.side == "client" and r.range in calls}
    return (
        *(r for r in routes if r.side != "client" or r.range not in calls),
        *(_with_answer(s, own.get(s.route.range), snapshot) for s in sent),
    )


def behind_constants(routes: tuple[Route, ...], source: Source, snapshot: Snapshot) -> tuple[Route, ...]:
    """Routes with what stands before their paths: `${ORDERS_URL}/mine`, and the base of a client; none of which nothing is known."""
    if not any(r.behind or is_named(r.path) or (r.mounted and r.side == "client") for r in routes):
        return routes
    whole = (w for r in routes if (w := with_whole_path(r, source, snapshot)) is not None)
    return tuple(found for r in whole if (found := _behind_constant(r, source, snapshot)).path)


def _behind_constant(route: Route, source: Source, snapshot: Snapshot) -> Route:
    if not route.behind:
        return behind_hidden_base(route, snapshot)
    if route.behind.startswith(NAMED):
        found = named_paths(route.behind.removeprefix(NAMED), snapshot)
        return _named(route, found[0]) if len(found) == 1 else route
    if route.behind.startswith(OF_CLIENT):
        return _behind_base(route, route.behind.removeprefix(OF_CLIENT), snapshot)
    before = path_of_constant(route.behind, source, Reach(snapshot))
    common = route.path and OF_ALL.search(before)
    return replace(route, path=before + route.path) if before and not common else route


def _named(route: Route, path: str) -> Route:
    """A request of a path by its name, with what is put into that: its parameters, and the others as the query behind it."""
    own = frozenset(_PARAMETER.findall(path))
    put = {u: replace(u, chain=("query", *u.chain[1:]), via="query") for u in route.carries if u.via == ADDRESS}
    carries = tuple(put.get(u, u) for u in route.carries if u not in put or u.chain[1] not in own)
    return replace(route, path=path.rstrip("/") + route.path, carries=carries, behind="")


def _behind_base(route: Route, before: str, snapshot: Snapshot) -> Route:
    """A request behind the path of its client's base, unless that is what a proxy takes away again before a contract's path."""
    if not before:
        return behind_hidden_base(route, snapshot)
    whole = replace(route, path=before + route.path, behind="")
    plain = OF_ALL.search(before) or (is_asked(route, snapshot) and not is_asked(whole, snapshot))
    return replace(route, behind="") if plain else whole


def _with_answer(sent: Sending, own: Route | None, snapshot: Snapshot) -> Route:
    """A request with what the file itself shows of its answer, where the call looks like that of a client."""
    route = sent.route
    if own is None or own.method != route.method or not route.path.endswith(own.path):
        return route
    answers = [u for u in own.carries if u.chain[0] in _ANSWERS]
    if sent.has_data and not snapshot.of_sources(intercepts):
        perhaps = (u for u in own.carries if u.chain[0] == _PERHAPS)
        answers += [replace(u, chain=("response", *u.chain[1:]), via="response") for u in perhaps]
    return replace(route, carries=(*route.carries, *answers))


def _requests(source: Source, snapshot: Snapshot) -> Iterator[Sending]:
    based = (r for r in source.shapes.routes if r.behind.startswith(OF_CLIENT))
    bases = {r.range: r.behind.removeprefix(OF_CLIENT) for r in based}
    for sent in requests_as_written(source, snapshot):
        yield replace(sent, route=_behind_base(sent.route, bases.get(sent.route.range, ""), snapshot))


def behind_hidden_base(route: Route, snapshot: Snapshot) -> Route:
    """What a client asks for behind a base that is not seen, with the path of that base where it can be told."""
    if route.side != "client" or not route.mounted or route.behind or is_asked(route, snapshot):
        return route
    before = snapshot.once("path of the base of clients", lambda: _hidden(snapshot))
    return replace(route, path=before + route.path) if before else route


def is_asked(route: Route, snapshot: Snapshot) -> bool:
    """True where an endpoint has the method and path of a request, with or without the usual prefix."""
    path = with_parameters(route.path)
    keys = ((False, route.method, path), (True, route.method, unprefixed(path)))
    return any(True for key in keys for _ in snapshot.contracts_with(paths_of, key))


def _hidden(snapshot: Snapshot) -> str:
    """The path that all endpoints begin with, where half of what clients ask for is one behind it, and nothing is one as it is."""
    addresses = (a for a in snapshot.of_contracts(address_of).values() if a is not None and a[1].startswith("/"))
    served = {(method, segments(path)) for method, path in addresses}
    common = _common([path for _, path in served])
    if not common:
        return ""
    asked = {(r.method, with_parameters(r.path)): r for r in _asking(snapshot)}
    if any(is_asked(r, snapshot) for r in asked.values()):
        return ""
    for length in range(len(common), 0, -1):
        rests = {(m, "/" + "/".join(p[length:])) for m, p in served}
        found = [a for a in asked if any(m == a[0] and asks_for(rest, a[1], mounted=False) for m, rest in rests)]
        if len(found) > 1 and 2 * len(found) >= len(asked):
            return "/" + "/".join(common[:length])
    return ""


def _common(paths: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The words that all paths begin with, which have more behind them."""
    if len(paths) < 2:
        return ()
    found: list[str] = []
    for words in zip(*(p[:-1] for p in paths), strict=False):
        if len(set(words)) != 1 or words[0] in (":", "*"):
            break
        found.append(words[0])
    return tuple(found)


def _asking(snapshot: Snapshot) -> Iterator[Route]:
    """What clients ask for behind a base that is not seen."""
    for own in snapshot.of_sources(_unseen).values():
        yield from own
    for path in snapshot.of_sources(_calling):
        for sent in requests_as_written(snapshot.sources[path], snapshot):
            if not sent.route.behind:
                yield sent.route


def _unseen(source: Source) -> tuple[Route, ...]:
    routes = () if is_test(source.path) else source.shapes.routes
    return tuple(r for r in routes if r.side == "client" and r.mounted and not r.behind)


def _calling(source: Source) -> bool:
    return bool(source.shapes.calls) and not is_test(source.path)
