"""What routes carry, held against the endpoint that they are: names that its parts do not have, or that are not sent.

An endpoint is known by a tag, or by its method and its whole path. Where the path stands behind a prefix that is not seen,
no more than the usual ones may be missing. A test that does not say which endpoint is meant may send what is wrong on purpose: of what
it sends only a name counts that is all but another, and nothing need be there.
"""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.findings import Edit, Fix, Severity
from dovetail.core.shapes import Field, Handler, Maker, Record, Route, Sent, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key, nearest

from .answers import answering
from .chains import BUILT_IN
from .duplicate_route import is_test
from .endpoints import ANY, Endpoint, endpoint_named, endpoints_at, endpoints_with, member, members_of, routes_at
from .faults import Fault
from .mounting import given_routes, whole_paths
from .paths import normal_path, unprefixed
from .sending import routes_of

_PARAMETER = re.compile(r":(\w+)|\{(\w+)\}|\[(?:\.\.\.)?(\w+)\]|<(?:\w+:)?(\w+)>")
_GUARD = re.compile(r"csrf|xsrf|captcha|authenticity_token", re.IGNORECASE)
# What frameworks answer of their own where a call is refused.
_REFUSALS = frozenset("detail details error errors message msg title type status code loc non_field_errors".split())
_REFUSED = re.compile(
    r"\b[45]\d\d\b|HTTP_[45]|raises|refus|invalid|error|denied|forbidden|unauthori|missing|reject|fail", re.IGNORECASE
)
_ID = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}")
_SAMPLE = re.compile(r"(?!v\d+$)[\w-]*\d[\w-]*")  # what a test puts into a path


@dataclass(frozen=True, slots=True)
class Bound:
    """A route and the endpoint that it is; `made` where another function makes what it sends."""

    source: Source
    route: Route
    endpoint: Endpoint
    of_test: bool = False
    made: bool = False

    @property
    def contract(self) -> Contract:
        return self.endpoint.contract

    @property
    def severity(self) -> Severity | None:
        """A warning where only method and path say which endpoint it is."""
        return None if self.route.tag("contract") is not None else "warning"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that a route carries, and that its endpoint does not have; with those that it has in that place."""

    bound: Bound
    name: str
    range: Range
    known: tuple[str, ...]
    owner: str

    def fault(self, message: str) -> Fault:
        """A fault at the name, with what is meant. The message says all up to that."""
        path, known = self.bound.source.path, self.known
        near = next((k for k in known if key(k) == key(self.name)), None) or nearest(self.name, list(known))
        has = (
            f"it has {', '.join(f'`{k}`' for k in known[:8])}{' …' if len(known) > 8 else ''}."
            if known
            else "it has none."
        )
        new = self._renamed(near) if near else None
        fixes = (Fix(f"Change to `{near}`", (Edit(path, self.range, new),)),) if new is not None else ()
        hint = f"did you mean `{near}`?" if near else has
        return Fault(
            path, self.range, f"{message}; {hint}", (self.bound.endpoint.place,), fixes, severity=self.bound.severity
        )

    def _renamed(self, new: str) -> str | None:
        """What is written for another name; None where the name is that of a variable too, in a language without a way around."""
        text, range = self.bound.source.text.source, self.range
        if text[range.start : range.end] != self.name:
            return None
        before, behind = (
            text[max(0, range.start - 80) : range.start].rstrip()[-1:],
            text[range.end : range.end + 40].lstrip()[:1],
        )
        if self.bound.source.shapes.language == "python":
            return new if before in ('"', "'") else None
        is_shorthand = before in ("{", ",") and behind in (",", "}", "=")
        return f"{new}: {self.name}" if is_shorthand else new


def bound_routes(source: Source, snapshot: Snapshot) -> tuple[Bound, ...]:
    """The routes of a file whose endpoint is known, its handlers that are given to such routes, and what it makes that such routes send."""
    shapes = source.shapes
    if not (shapes.routes or shapes.handlers or shapes.calls or shapes.makers):
        return ()
    return snapshot.once(("bound routes", source.path), lambda: tuple(_bound_routes(source, snapshot)), ())


def _bound_routes(source: Source, snapshot: Snapshot) -> Iterator[Bound]:
    in_test = is_test(source.path)
    for route in routes_of(source, snapshot):
        of_test = in_test and route.tag("contract") is None
        if of_test and route.side != "client":
            continue
        found = _bound(route, source, snapshot)
        if found is not None:
            yield Bound(source, *found, of_test)
    for handler in source.shapes.handlers if not in_test else ():
        given = {
            f[1].contract.name: f for s, r in given_routes(handler, source, snapshot) if (f := _bound(r, s, snapshot))
        }
        found = next(iter(given.values())) if len(given) == 1 else _by_tag(handler, snapshot) if not given else None
        if found is not None:
            route, endpoint = found
            tags = handler.tags if handler.tag("contract") is not None else route.tags
            carries, sent = handler.carries, handler.sent
            yield Bound(source, replace(route, carries=carries, sent=sent, tags=tags), endpoint)
    for maker in source.shapes.makers if not in_test else ():
        yield from _made(maker, source, snapshot)


def _made(maker: Maker, source: Source, snapshot: Snapshot) -> Iterator[Bound]:
    """What a function gives that routes send, as if they had written it themselves."""
    told: set[tuple[str, tuple[str, ...]]] = set()
    for place, route, chain in answering(maker, source, snapshot):
        found = _bound(route, place, snapshot)
        if found is None or (found[1].contract.name, chain) in told:
            continue
        told.add((found[1].contract.name, chain))
        before = (maker.name_range,) * len(chain)
        carries = tuple(
            replace(u, chain=(*chain, *u.chain[1:]), ranges=(*before, *u.ranges[1:])) for u in maker.carries
        )
        sent = tuple(replace(s, part=chain[0], chain=(*chain[1:], *s.chain)) for s in maker.sent)
        yield Bound(source, replace(found[0], carries=carries, sent=sent), found[1], made=True)


def _by_tag(handler: Handler, snapshot: Snapshot) -> tuple[Route, Endpoint] | None:
    """The endpoint that a handler says it is. Its parameters are called as there, for all that can be seen."""
    tag, at = handler.tag("contract"), handler.name_range
    endpoint = _named(tag.value, snapshot) if tag is not None else None
    if endpoint is None:
        return None
    path = _PARAMETER.sub(lambda m: ":" + next(g for g in m.groups() if g), endpoint.path)
    return Route(endpoint.method, path, at, at, at, "server", handler.tags), endpoint


def unknown_parameters(source: Source, snapshot: Snapshot) -> Iterator[Unknown]:
    """Names among the parameters of the path. A server calls them as its own path does."""
    for bound in bound_routes(source, snapshot):
        uses = [u for u in bound.route.carries if u.chain[0] == "params" and len(u.chain) > 1]
        if not uses or "*" in bound.route.path:
            continue
        own, whole = _parameters(bound.route.path), _parameters(bound.endpoint.path)
        for unknown in _not_among(bound, uses, own):
            near = nearest(unknown.name, list(own)) is not None and unknown.name not in whole
            if near or not _has_more(bound):
                yield unknown


def unknown_query(source: Source, snapshot: Snapshot) -> Iterator[Unknown]:
    """Names in the query. Next has the parameters of the path there too."""
    for bound in bound_routes(source, snapshot):
        promised = member(bound.contract, "query", snapshot)
        uses = [u for u in bound.route.carries if u.chain[0] == "query" and len(u.chain) > 1]
        if promised is None or not uses:
            continue
        fields = tuple(promised)
        known = tuple(f.name for f in promised)
        path = {key(p) for p in (*_parameters(bound.route.path), *_parameters(bound.endpoint.path))}
        for unknown in _not_among(bound, uses, known):
            likely = not _has_more(bound) or nearest(unknown.name, list(known)) is not None
            meant = bound.of_test and _is_meant(bound, uses[0], unknown.name, fields)
            if key(unknown.name) not in path and likely and not meant:
                yield unknown


def unknown_fields(source: Source, snapshot: Snapshot, part: str) -> Iterator[Unknown]:
    """Names in a body, at any depth."""
    places: set[Range] = set()
    for bound in bound_routes(source, snapshot):
        for use in bound.route.carries:
            if use.chain[0] != part or is_of_errors(bound, use, snapshot):
                continue
            for range, field, known, owner in steps(bound.contract, use, snapshot):
                name = use.chain[use.ranges.index(range)]
                told = bound.of_test and _is_meant(bound, use, name, known)
                more = bound.made and (range == use.ranges[0] or not _is_nearly(name, known, use, bound))
                if field is None and range not in places and not told and not more:
                    places.add(range)
                    inside = owner if len(use.chain) > 2 else ""
                    yield Unknown(bound, name, range, tuple(f.name for f in known), inside)


def _is_nearly(name: str, known: tuple[Field, ...], use: Use, bound: Bound) -> bool:
    """True for a name that is nearly one which is not written beside it; others are more than is promised."""
    at = use.chain.index(name, 1)
    beside = {u.chain[at] for u in bound.route.carries if u.chain[:at] == use.chain[:at] and len(u.chain) > at}
    return nearest(name, [f.name for f in known if f.name not in beside]) is not None


def steps(
    contract: Contract, use: Use, snapshot: Snapshot
) -> Iterator[tuple[Range, Field | None, tuple[Field, ...], str]]:
    """The names of a chain with their places: the field of an endpoint that each is, all that are there, and whose they are."""
    declaration = contract.declaration
    fields = declaration.fields if isinstance(declaration, Record) else ()
    field = next((f for f in fields if f.name == use.chain[0]), None)
    owner = ""
    for name, range in zip(use.chain[1:], use.ranges[1:], strict=True):
        if field is None:
            return
        if name == "[]" and field.list_depth:
            field = replace(field, list_depth=field.list_depth - 1)
            continue
        known = members_of(field.kind, snapshot)
        if known is None or field.list_depth or _is_of_framework(name) or name[:1] == "=":
            return
        owner, field = field.kind.target, next((f for f in known if f.name == name), None)
        yield range, field, known, owner


def unsent(source: Source, snapshot: Snapshot, part: str) -> Iterator[tuple[Bound, Range, Field]]:
    """The fields that must be there and that an object leaves out whose names are all seen."""
    told: set[tuple[Range, str]] = set()
    for bound in bound_routes(source, snapshot):
        for sent in bound.route.sent if not bound.of_test else ():
            fields = _inside(bound.contract, sent, snapshot) if sent.part == part else None
            if fields is None:
                continue
            given, known = {key(n) for n in sent.names}, [f.name for f in fields]
            if bound.made and not any(f.key in given for f in fields):
                continue  # another answer of a function that has several
            meant = {nearest(n, known) for n in sent.names if n not in known}  # those are told as unknown ones
            refused = (
                {f.name for f in member(bound.contract, "errors", snapshot) or ()} if part == "response" else set[str]()
            )
            if sent.names and refused.issuperset(sent.names):
                continue  # an answer to a call that was refused, whose status is said elsewhere
            missing = [f for f in fields if f.presence == "required" and f.key not in given and f.name not in meant]
            others = [n for n in sent.names if n not in known]
            if sent.chain and not bound.made and len(others) >= len(missing):
                continue  # each is told as an unknown one
            for field in missing:
                if (sent.range, field.name) not in told:
                    told.add((sent.range, field.name))
                    yield bound, sent.range, field


def _is_meant(bound: Bound, use: Use, name: str, known: tuple[Field, ...]) -> bool:
    """True for a name that a test may write on purpose: one that is like no other, or that other code may spell so too.

    What it reads from an answer counts whatever it is like, but where the test is about a call that is refused.
    """
    names = [f.name for f in known]
    if use.access == "read" and use.chain[0] == "response":
        text = bound.source.text.source
        start = text.rfind("def ", 0, use.ranges[-1].start)
        behind = re.compile(r"^\s*(?:async\s+)?def ", re.MULTILINE).search(text, use.ranges[-1].end)
        refused = _REFUSED.search(text, max(start, 0), behind.start() if behind is not None else len(text))
        return name in _REFUSALS or (refused is not None and nearest(name, names) is None)
    return any(key(n) == key(name) for n in names) or nearest(name, names) is None


def _inside(contract: Contract, sent: Sent, snapshot: Snapshot) -> tuple[Field, ...] | None:
    """The fields of the part of an endpoint that an object is, at any depth; None where they are not wholly known."""
    field = field_at(contract, (sent.part, *sent.chain), snapshot)
    return members_of(field.kind, snapshot) if field is not None and not field.list_depth else None


def field_at(contract: Contract, chain: tuple[str, ...], snapshot: Snapshot) -> Field | None:
    """What a chain into an endpoint leads to, which begins with one of its parts."""
    declaration = contract.declaration
    fields = declaration.fields if isinstance(declaration, Record) else ()
    field = next((f for f in fields if f.name == chain[0]), None)
    for name in chain[1:]:
        if field is None:
            return None
        if name == "[]":
            field = replace(field, list_depth=field.list_depth - 1) if field.list_depth else None
            continue
        known = members_of(field.kind, snapshot) if not field.list_depth else None
        field = next((f for f in known or () if f.name == name), None)
    return field


def _has_more(bound: Bound) -> bool:
    """True where a prefix that is not seen has parameters, which the server may call as it likes."""
    own, whole = len(_parameters(bound.route.path)), len(_parameters(bound.endpoint.path))
    return bound.route.side == "server" and own < whole


def _not_among(bound: Bound, uses: list[Use], known: tuple[str, ...]) -> Iterator[Unknown]:
    places: set[Range] = set()
    for use in uses:
        name, range = use.chain[1].removesuffix("[]"), use.ranges[1]
        if name not in known and not _is_of_framework(name) and range not in places:
            places.add(range)
            yield Unknown(bound, name, range, known, "")


def is_of_errors(bound: Bound, use: Use, snapshot: Snapshot) -> bool:
    """True where an answer may be that of a call that was refused, which is in `errors`."""
    if use.chain[0] != "response" or len(use.chain) < 2:
        return False
    declaration = bound.contract.declaration
    errors = (
        next((f for f in declaration.fields if f.name == "errors"), None) if isinstance(declaration, Record) else None
    )
    if errors is None or errors.kind.name == "null" or errors.kind.text == "never":
        return False
    promised = member(bound.contract, "errors", snapshot)
    if promised is None:
        return bound.route.side == "client"
    return use.chain[1] in [f.name for f in promised]


def _is_of_framework(name: str) -> bool:
    """True for what every value has, and for what frameworks and browsers put into a request."""
    return "[" in name or name in BUILT_IN or name.startswith(("_", "utm_")) or _GUARD.search(name) is not None


def _parameters(path: str) -> tuple[str, ...]:
    return tuple(next(g for g in m.groups() if g) for m in _PARAMETER.finditer(path))


def _named(name: str, snapshot: Snapshot) -> Endpoint | None:
    contract = snapshot.contracts.get(name) or snapshot.contracts.by_words(name)
    return endpoint_named(contract.name, snapshot) if contract is not None else None


def _bound(route: Route, source: Source, snapshot: Snapshot) -> tuple[Route, Endpoint] | None:
    """A route with its whole path as far as that is known, and the endpoint that it is."""
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
    if not found and route.side == "client" and is_test(source.path):
        sampled = _sampled(route, snapshot)
        return (route, sampled[0]) if len(sampled) == 1 else None
    return found[0] if len(found) == 1 else None


def _sampled(route: Route, snapshot: Snapshot) -> list[Endpoint]:
    """The endpoint of a test's path in which any words stand for parameters, where no route is called so itself."""
    path = normal_path(route.path)
    if any(normal_path(p.route.path) == path for p in routes_at(route.path, snapshot, "server")):
        return []
    return [e for e in endpoints_at(route.path, snapshot) if e.method == route.method]


def _placed(route: Route, snapshot: Snapshot) -> tuple[Endpoint, ...]:
    """The endpoints that have the method and the path of a route."""
    path = "/".join(":" if _ID.fullmatch(s) else s for s in normal_path(route.path).split("/"))
    if route.method in ANY or path == "/":
        return ()
    same = endpoints_with(route.method, path, snapshot)
    if not same and route.side == "client":
        path = "/".join(":" if _SAMPLE.fullmatch(s) else s for s in normal_path(route.path).split("/"))
        same = endpoints_with(route.method, path, snapshot)
    if same:
        return same
    if not route.mounted:
        return endpoints_with(route.method, unprefixed(path), snapshot) if route.side == "client" else ()
    return endpoints_with(route.method, unprefixed(path) if route.side == "client" else path, snapshot, behind=True)
