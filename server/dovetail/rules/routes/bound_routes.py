"""The endpoints that routes and their handlers are, and functions that make, or take, what such routes carry.

An endpoint is known by a tag, or by its method and its whole path. Where the path stands behind a prefix that is not seen,
no more than the usual ones may be missing.
"""

import re
from collections.abc import Iterable, Iterator

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.findings import Severity
from dovetail.core.paths import is_test
from dovetail.core.shapes import NO_ROUTE, REFUSAL_READ, THROWN, Handler, Kind, Maker, Record, Route, Sent, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..contracts.paths import normal_path, unprefixed, with_filled, with_parameters
from ..python.held import FIXTURE
from .answers import answering, names_put
from .asked_parts import in_parts
from .breakdowns import but_breakdowns
from .caught import caught
from .endpoints import (
    ANY,
    Endpoint,
    endpoint_named,
    endpoints,
    endpoints_at,
    endpoints_with,
    member,
    members_of,
    routes_at,
)
from .enveloped import before_answer, behind, enveloped
from .given_bodies import given_names, is_sent_alone, with_given
from .mentions import is_called_once, is_handed_all
from .mounting import described_calls, given_routes, whole_paths
from .passed_on import between, passed_on
from .python_answers import handed_answers
from .raised import raised
from .refusals import breaks_down, is_in_test, is_of_one_test, is_of_refusal, is_of_success, refuses
from .whole_requests import routes_of

_ASKED = ("request", "query")  # what a request is given: as a whole, so nothing else can be meant
_OF_FILE = "*"  # the method of a route that a file is by its place
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_OUTSIDE = ("client", "mock")  # what speaks to a server, or in its place, and writes its whole path
_PARAMETER = re.compile(r":(\w+)|\{(\w+)\}|\[(?:\.\.\.)?(\w+)\]|<(?:\w+:)?(\w+)>")
_STATUS = re.compile(r"[45](?:\d\d|XX)|default")
_MOST_OF_ONE = 4  # endpoints of which one function is the handler
_SAMPLE = re.compile(r"(?!v\d+$)[\w-]*\d[\w-]*")  # what a test puts into a path


@dataclass(frozen=True, slots=True)
class Bound:
    """A route and the endpoint that it is.

    `made` where another function makes what it sends, or takes what it was sent, which may be for others, too. `shared` are the
    others whose handlers hand the same on to that function: they have its names, too. `elsewhere` are the parameters of the other
    paths at which the same route stands, where its router hangs behind several prefixes.
    """

    source: Source
    route: Route
    endpoint: Endpoint
    of_test: bool = False
    made: bool = False
    shared: tuple["Sharing", ...] = ()
    elsewhere: frozenset[str] = frozenset()

    @property
    def contract(self) -> Contract:
        return self.endpoint.contract

    @property
    def severity(self) -> Severity | None:
        """A warning where only method and path say which endpoint it is."""
        return None if self.route.tag("contract") is not None else "warning"

    def is_of_refusal(self, at: Range, *, sends: bool = False, names: bool = False, part: str = "") -> bool:
        """True where the test around a place is about a call that is refused; of what stands in for a server, where that refuses.

        What such a server refuses with, its `part` "errors", is the contract's, but for one that is broken.
        """
        if self.route.side == "mock":
            fine = part == "errors" or _parts(self.route) >= {
                "errors",
                "response",
            }  # it answers where it does not refuse
            return (
                breaks_down(self.source, self.route.range, None if names else at)
                if fine
                else refuses(self.source, self.route.range)
            )
        return is_of_refusal(self.source, at, sends=sends, names=names)

    def is_on_purpose(self, at: Range) -> bool:
        """True for a value that a test may send, or answer, though it is wrong: one in a test about what is refused.

        What stands in for a server for all tests of a file is about a refusal where it refuses itself, and not where one beside it does.
        Nor is one in a test in which another one refuses.
        """
        if self.route.side == "mock" and (not is_in_test(self.source, at) or self._refuses_beside(at)):
            return self.is_of_refusal(at, sends=True)
        return is_of_refusal(self.source, at, sends=True)

    def _refuses_beside(self, at: Range) -> bool:
        """True for what stands in for a server in a test in which something refuses that does."""
        mocks = (r for r in self.source.shapes.routes if r.side == "mock" and "errors" in _parts(r))
        return any(is_of_one_test(self.source, r.range, at) for r in mocks)


def _parts(route: Route) -> frozenset[str]:
    """The parts of an endpoint that a route carries something of."""
    carried = (*route.carries, *route.sent, *route.passes, *route.models)
    return frozenset(c.part if isinstance(c, Sent) else c.chain[0] for c in carried)


@dataclass(frozen=True, slots=True)
class Sharing:
    """Another endpoint of which a function takes the same: a chain there, instead of the first names of a chain at hand."""

    contract: Contract
    chain: tuple[str, ...]
    instead: int

    def at(self, chain: tuple[str, ...]) -> tuple[str, ...]:
        """The same place of the other endpoint."""
        return (*self.chain, *chain[self.instead :])


def bound_routes(source: Source, snapshot: Snapshot) -> tuple[Bound, ...]:
    """The routes of a file whose endpoint is known, its handlers that are given to such routes, and what it makes that such routes send."""
    shapes = source.shapes
    told = (
        shapes.routes
        or shapes.inherited
        or shapes.handlers
        or shapes.calls
        or shapes.makers
        or shapes.raised
        or shapes.error_classes
    )
    if not told and shapes.language != "python":
        return ()
    return snapshot.once(("bound routes", source.path), lambda: tuple(_in_parts(source, snapshot)), ())


def _in_parts(source: Source, snapshot: Snapshot) -> Iterator[Bound]:
    for bound in _bound_routes(source, snapshot):
        parameters = {*parameters_of(bound.route.path), *parameters_of(bound.endpoint.path), *bound.elsewhere}
        route = in_parts(bound.route, bound.contract, parameters, snapshot)
        route = but_breakdowns(route, bound.contract, source, snapshot)
        yield bound if route is bound.route else replace(bound, route=route)


def _bound_routes(source: Source, snapshot: Snapshot) -> Iterator[Bound]:
    in_test = is_test(source.path)
    by_place: dict[Range, list[Bound]] = {}
    described = (r for own in routes_of(source, snapshot) for r in described_calls(own, source, snapshot))
    for route in (*(with_given(r, source, snapshot) for r in described), *handed_answers(source, snapshot)):
        of_test = (in_test or route.side == "mock") and route.tag("contract") is None
        if of_test and route.side not in _OUTSIDE:
            continue
        found = bound_route(route, source, snapshot)
        if found is not None:
            found = enveloped(found[0], source, found[1], snapshot), found[1]
            bound = Bound(source, *found, of_test, elsewhere=_elsewhere(((source, route),), snapshot))
            by_place.setdefault(route.range, []).append(bound)
    for same in by_place.values():
        yield from _together(same) if len(same) > 1 else same
    for handler in source.shapes.handlers if not in_test else ():
        if (handler.refuses or handler.name == REFUSAL_READ) and handler.tag("contract") is None:
            yield from _refusing(handler, source, snapshot)
            continue
        whole = Maker(f"{handler.name}(0)", handler.name_range, ())
        handed = ((s, r) for s, r, chain in answering(whole, source, snapshot) if not chain)
        routes = (*given_routes(handler, source, snapshot), *handed)
        given = {f[1].contract.name: f for s, r in routes if (f := bound_route(r, s, snapshot))}
        tagged = _by_tag(handler, snapshot) if not given else None
        others = {f[1].contract.name: f[1].contract for f in given.values()} if len(given) <= _MOST_OF_ONE else {}
        for route, endpoint in given.values() if others else (tagged,) if tagged is not None else ():
            shared = tuple(Sharing(c, (), 0) for name, c in others.items() if name != endpoint.contract.name)
            tags = handler.tags if handler.tag("contract") is not None else route.tags
            carries, sent = handler.carries, handler.sent
            whole = replace(route, carries=carries, sent=sent, tags=tags, passes=handler.passes, models=handler.models)
            yield Bound(source, whole, endpoint, shared=shared, elsewhere=_elsewhere(routes, snapshot))
    errors = raised(source, snapshot) if not in_test else None
    if errors is not None:
        yield from _refusing(errors, source, snapshot)
    asked = caught(source, snapshot)
    if asked is not None:
        yield from _refusing(asked, source, snapshot)
    for maker in source.shapes.makers:
        if not in_test or not maker.takes:
            yield from (_taken if maker.takes else _made)(maker, source, snapshot)


def _together(chosen: list[Bound]) -> Iterator[Bound]:
    """The requests of which one call sends one: what it sends, and reads of the answer, may be for any of them."""
    for bound in chosen:
        others = {b.contract.name: b.contract for b in chosen if b.contract.name != bound.contract.name}
        yield replace(bound, shared=tuple(Sharing(other, (), 0) for other in others.values()))


def _elsewhere(routes: Iterable[tuple[Source, Route]], snapshot: Snapshot) -> frozenset[str]:
    """The parameters of all paths at which routes stand."""
    paths = (p for source, route in routes for p in whole_paths(route, source, snapshot))
    return frozenset(name for path in paths for name in parameters_of(path))


def _refusing(handler: Handler, source: Source, snapshot: Snapshot) -> Iterator[Bound]:
    """What a function answers for whatever was refused: the errors of endpoints, where they all have the same."""
    refused: dict[str, Endpoint] = {}
    if handler.name == THROWN and snapshot.of_sources(_catches):
        return  # a filter makes something else of it
    for endpoint in endpoints(snapshot):
        declaration = endpoint.contract.declaration
        fields = declaration.fields if isinstance(declaration, Record) else ()
        errors = next((f.kind for f in fields if f.name == "errors"), None)
        if errors is not None and errors.text != "never" and errors.name != "null":
            for kind in _by_status(errors):
                refused.setdefault(kind.target or kind.text, endpoint)
    for endpoint in refused.values() if len(refused) == 1 else ():
        at, sent = handler.name_range, handler.sent
        if handler.name == NO_ROUTE:  # no endpoint is asked, but what has their form speaks their language
            known = {f.name for f in member(endpoint.contract, "errors", snapshot) or ()}
            if not known.issuperset(u.chain[1] for u in handler.carries if len(u.chain) > 1):
                return
            sent = ()
        side = "client" if handler.name == REFUSAL_READ else "server"
        route = Route(endpoint.method, endpoint.path, at, at, at, side, carries=handler.carries, sent=sent)
        route = replace(route, models=handler.models)
        yield Bound(source, route, endpoint, of_test=side == "client" and is_test(source.path))


def _catches(source: Source) -> bool:
    """True for a file with a filter of exceptions of NestJS."""
    return source.shapes.language == "typescript" and "@Catch(" in source.text.source


def _by_status(errors: Kind) -> tuple[Kind, ...]:
    """What errors are by status, `{ 404: Gone; 409: Gone }`; anything else is one kind itself."""
    listed = errors.members if errors.name == "record" else ()
    return tuple(f.kind for f in listed) if listed and all(_STATUS.fullmatch(f.name) for f in listed) else (errors,)


def _made(maker: Maker, source: Source, snapshot: Snapshot) -> Iterator[Bound]:
    """What a function gives that routes send, as if they had written it themselves."""
    found: dict[tuple[str, tuple[str, ...]], tuple[Route, Endpoint, tuple[str, ...]]] = {}
    in_test, accepted = is_test(source.path), list[tuple[str, Range]]()
    for place, route, chain in answering(maker, source, snapshot):
        asks = chain[:1] != ("response",) and route.side == "client"
        if (in_test and not asks) or (asks and is_test(place.path) and is_of_refusal(place, route.range, sends=True)):
            continue  # such a test may send what is wrong on purpose
        if asks and is_of_success(place, route.range):
            accepted.append((place.path, route.range))
        for key, made in places_of(((place, route, chain),), snapshot).items():
            found.setdefault(key, made)
    of_python = source.shapes.language == "python"
    of_one = of_python and is_called_once(maker.name, snapshot)
    whole = of_one or is_handed_all(maker, source, snapshot)
    open = maker.parameters is not None or maker.name.startswith(FIXTURE)
    told = given_names(maker, source, snapshot) if found and open else frozenset[str]()
    if told is None and maker.name.startswith(FIXTURE) and is_sent_alone(maker, accepted, source, snapshot):
        told = frozenset()  # which lacks nothing as it is, whatever others add
    if found and of_python and told is not None:
        told |= frozenset(names_put(maker, source, snapshot))
    # Where it is spread into more, it lacks what is beside it.
    alone_at = found if open or not of_python else places_of(answering(maker, source, snapshot, alone=True), snapshot)
    for place, (route, endpoint, chain) in found.items():
        carries = _behind(maker, chain)
        seen = maker.sent if told is not None and place in alone_at else ()
        sent = tuple(replace(s, part=chain[0], chain=(*chain[1:], *s.chain)) for s in seen)
        if of_python:
            sent = tuple(replace(s, names=(*s.names, *names_put_by(route, s), *(told or ()))) for s in sent)
        asked = route.side == "client" and chain[0] in _ASKED
        alone = asked or (whole and (len(chain) > 1 or _is_meant(maker, endpoint, snapshot)))
        shared = _others(found.values(), endpoint, chain) if alone and not of_one else ()
        own = replace(route, carries=carries, sent=sent, passes=(), models=())
        yield Bound(source, own, endpoint, made=not alone, shared=shared)


def places_of(
    answers: Iterable[tuple[Source, Route, tuple[str, ...]]], snapshot: Snapshot
) -> dict[tuple[str, tuple[str, ...]], tuple[Route, Endpoint, tuple[str, ...]]]:
    """The places of endpoints at which routes send what a function gives, each once, with one of the routes."""
    found: dict[tuple[str, tuple[str, ...]], tuple[Route, Endpoint, tuple[str, ...]]] = {}
    for place, route, chain in answers:
        bound = bound_route(route, place, snapshot)
        outer = before_answer(bound[0], place, bound[1], snapshot) if bound is not None else None
        if bound is not None and outer is not None:
            own = behind(chain, outer)
            found.setdefault((bound[1].contract.name, own), (*bound, own))
    return found


def names_put_by(route: Route, sent: Sent) -> Iterator[str]:
    """The names that a handler itself puts into what another function has made: `report["from"] = first`."""
    place = (sent.part, *sent.chain)
    yield from (u.chain[-1] for u in route.carries if u.access == "write" and u.chain[:-1] == place)


def _behind(maker: Maker, chain: tuple[str, ...]) -> tuple[Use, ...]:
    """What a function makes or reads, as names behind the place where that is sent or comes from."""
    before = (maker.name_range,) * len(chain)
    return tuple(replace(u, chain=(*chain, *u.chain[1:]), ranges=(*before, *u.ranges[1:])) for u in maker.carries)


def _others(
    found: Iterable[tuple[Route, Endpoint, tuple[str, ...]]], endpoint: Endpoint, chain: tuple[str, ...]
) -> tuple[Sharing, ...]:
    """The other places of the same, or of other endpoints, for which a function makes or reads the same."""
    return tuple(Sharing(e.contract, c, len(chain)) for _, e, c in found if (e, c) != (endpoint, chain))


def _is_meant(maker: Maker, endpoint: Endpoint, snapshot: Snapshot) -> bool:
    """True for a whole answer that is no other one, such as that to what was refused: a list, or what has half of the names."""
    names = {u.chain[1] for u in maker.carries if len(u.chain) == 2}
    known = {f.name for f in member(endpoint.contract, "response", snapshot) or ()}
    return not names or 2 * len(names & known) >= len(names)


def _taken(maker: Maker, source: Source, snapshot: Snapshot) -> Iterator[Bound]:
    """What a function reads that handlers hand to it, as if they had read it themselves."""
    found: dict[tuple[str, tuple[str, ...]], tuple[Route, Endpoint, tuple[str, ...]]] = {}
    for place, route, chain in answering(maker, source, snapshot):
        bound = bound_route(route, place, snapshot)
        if bound is None or not chain:
            return  # it may be any route's
        found.setdefault((bound[1].contract.name, chain), (*bound, chain))
    seen = maker.unknown or (bool(found) and is_handed_all(maker, source, snapshot))
    beside = (given_names(maker, source, snapshot) or frozenset[str]()) if found else frozenset[str]()
    for route, endpoint, chain in found.values():
        shared = _others(found.values(), endpoint, chain)
        parts = maker.parts if chain in (("query",), ("params",)) else ()
        read = tuple(u for u in _behind(maker, chain) if beside.isdisjoint(u.chain[len(chain) : len(chain) + 1]))
        own = replace(route, carries=read, sent=(), passes=(), models=(), parts=parts)
        yield Bound(source, own, endpoint, made=not seen, shared=shared)


def _by_tag(handler: Handler, snapshot: Snapshot) -> tuple[Route, Endpoint] | None:
    """The endpoint that a handler says it is. Its parameters are called as there, for all that can be seen."""
    tag, at = handler.tag("contract"), handler.name_range
    endpoint = _named(tag.value, snapshot) if tag is not None else None
    if endpoint is None:
        return None
    path = _PARAMETER.sub(lambda m: ":" + next(g for g in m.groups() if g), endpoint.path)
    return Route(endpoint.method, path, at, at, at, "server", handler.tags), endpoint


def _named(name: str, snapshot: Snapshot) -> Endpoint | None:
    contract = snapshot.contracts.get(name) or snapshot.contracts.by_words(name)
    return endpoint_named(contract.name, snapshot) if contract is not None else None


def bound_route(route: Route, source: Source, snapshot: Snapshot) -> tuple[Route, Endpoint] | None:
    """A route with its whole path as far as that is known, and the endpoint that it is.

    Of a request that another server of the tree answers first, it has what that one hands on.
    """
    found = _bound_at(route, source, snapshot)
    if route.side not in _OUTSIDE or route.tag("contract") is not None:
        return found
    if found is not None and normal_path(found[1].path) == normal_path(with_parameters(found[0].path)):
        return found
    middle = between(route, snapshot)
    if middle is None or _bound_at(*middle, snapshot) is not None:
        return found
    return passed_on(route, middle, found, snapshot, _bound_at)


def _bound_at(route: Route, source: Source, snapshot: Snapshot) -> tuple[Route, Endpoint] | None:
    tag = route.tag("contract")
    paths = whole_paths(route, source, snapshot)
    if tag is not None:
        endpoint = _named(tag.value, snapshot)
        whole = replace(route, path=paths[0]) if len(paths) == 1 else route
        return (whole, endpoint) if endpoint is not None else None
    found = [
        (whole, e)
        for p in paths or (route.path,)
        for whole in (replace(route, path=p),)
        for e in _placed(whole, snapshot)
    ]
    if not found and route.side in _OUTSIDE and is_test(source.path):
        sampled = _sampled(route, snapshot)
        return (route, sampled[0]) if len(sampled) == 1 else None
    return found[0] if len(found) == 1 and not _is_anothers(*found[0], snapshot) else None


def _is_anothers(route: Route, endpoint: Endpoint, snapshot: Snapshot) -> bool:
    """True for a server's route that stands at another path than an endpoint, at whose very path another one stands."""
    wanted = normal_path(endpoint.path)
    if route.side != "server" or normal_path(route.path) == wanted:
        return False
    for placed in routes_at(endpoint.path, snapshot, "server"):
        other = snapshot.sources.get(placed.source)
        if other is not None and placed.route.method == route.method and placed.route.range != route.range:
            paths = whole_paths(placed.route, other, snapshot) or (placed.route.path,)
            if any(normal_path(p) == wanted for p in paths):
                return True
    return False


def _sampled(route: Route, snapshot: Snapshot) -> list[Endpoint]:
    """The endpoint of a test's path in which any words stand for parameters, where no route is called so itself."""
    path = normal_path(route.path)
    if any(normal_path(p.route.path) == path for p in routes_at(route.path, snapshot, "server")):
        return []
    return [e for e in endpoints_at(route.path, snapshot) if e.method == route.method]


def _placed(route: Route, snapshot: Snapshot) -> tuple[Endpoint, ...]:
    """The endpoints that have the method and the path of a route."""
    path = with_parameters(route.path)
    if route.method == _OF_FILE and route.side == "server" and path != "/":
        return _alone_at(path, snapshot)
    if route.method == _OF_FILE and route.side == "mock":
        return _intercepted(route, snapshot)
    if route.method in ANY or path == "/":
        return ()
    same = endpoints_with(route.method, path, snapshot)
    if not same and route.side in _OUTSIDE:
        path = with_samples(route.path)
        same = endpoints_with(route.method, path, snapshot)
    if same:
        return same
    if not route.mounted:
        return endpoints_with(route.method, unprefixed(path), snapshot)
    if route.side in _OUTSIDE:
        return endpoints_with(route.method, unprefixed(path), snapshot, behind=True)
    behind = endpoints_with(route.method, path, snapshot, behind=True)
    return behind or endpoints_with(route.method, unprefixed(path), snapshot)


def stands_in(bound: Bound) -> bool:
    """True for what answers in a server's place in a test: `page.route(…)`, `http.get(…)`, `responses.get(…)`."""
    return bound.route.side == "mock" and bound.source.shapes.language in ("typescript", "python")


def with_samples(path: str) -> str:
    """A path in which what a test puts in the place of a parameter stands as one: `/users/u1`."""
    return with_filled(path, _SAMPLE)


def _alone_at(path: str, snapshot: Snapshot) -> tuple[Endpoint, ...]:
    """The endpoint that is meant by the route of a file that says no method: the one of its path that no route with a method serves."""
    wanted = normal_path(path)
    found = [e for e in endpoints_at(path, snapshot) if normal_path(e.path) == wanted]
    served = {p.route.method for p in routes_at(path, snapshot, "server") if normal_path(p.route.path) == wanted}
    alone = [e for e in found if e.method not in served]
    return tuple(alone) if len(alone) == 1 else ()


def _intercepted(route: Route, snapshot: Snapshot) -> tuple[Endpoint, ...]:
    """The endpoint in whose place a test answers, whatever the method: one of those that all answer the same, if with anything, or
    the only one whose response has most of the names that are sent. Where the test looks at what was sent, it is sent something."""
    found = [e for m in _METHODS for e in _placed(replace(route, method=m), snapshot)]
    if any(u.chain[0] == "request" for u in route.carries):
        found = [e for e in found if member(e.contract, "request", snapshot)]
    sent = {n for s in route.sent if s.part == "response" and not s.chain for n in s.names}
    answers: dict[str, Endpoint] = {}
    alike: dict[str, int] = {}
    for endpoint in found:
        declaration = endpoint.contract.declaration
        fields = declaration.fields if isinstance(declaration, Record) else ()
        for field in fields:
            if field.name == "response" and field.kind.name != "null":
                said = f"{field.kind.text}{field.list_depth}"
                answers.setdefault(said, endpoint)
                names = members_of(field.kind, snapshot) if not field.list_depth else ()
                alike[said] = len(sent & {f.name for f in names or ()})
    best = [said for said, count in alike.items() if count == max(alike.values()) and count * 2 >= len(sent) > 1]
    chosen = [*answers] if len(answers) == 1 else best if len(best) == 1 else []
    return tuple(answers[said] for said in chosen)


def parameters_of(path: str) -> tuple[str, ...]:
    """The names of the parameters of a path."""
    return tuple(next(g for g in m.groups() if g) for m in _PARAMETER.finditer(path))
