"""What routes carry, held against the endpoint that they are: names that its parts do not have, or that are not sent.

A test that does not say which endpoint is meant may send what is wrong on purpose: where it is about that, only a name
counts that is all but another, and nothing need be there.
"""

import re
from collections.abc import Iterator

from dovetail.core.bindings import imported_contract
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import ASKED, OF_KIND, Field, Record, Sent, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import in_casing, key, nearest

from ..contracts.chains import BUILT_IN, fields_of
from ..edits.suggestions import is_shorthand, listed, meant
from ..faults import Fault
from ..records.kinds import keys_of
from .answered_values import sent_values
from .asked_parts import part_asked
from .bound_routes import Bound, Sharing, bound_routes, parameters_of, stands_in
from .endpoints import field_at, member, members_of
from .models import own_members
from .refusals import is_of_malformed, is_of_one_test, is_of_success
from .typed_answers import sent_by_functions

# What guards a form, or says what it is for.
_GUARD = re.compile(r"csrf|xsrf|captcha|authenticity_token|^intent$", re.IGNORECASE)
# By which pydantic and parsers of Django's REST framework take a body by the names that the server gives to its attributes.
_OWN_NAMES = re.compile(
    r"populate_by_name|allow_population_by_field_name|validate_by_name|humps|decamelize|underscoreize|to_snake|snake_case|CamelCase|CamelModel"
)
_ANSWERS = ("response", "errors")
# What frameworks answer of their own where a call is refused.
REFUSALS = frozenset("detail details error errors message msg title type status code loc non_field_errors".split())


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that a route carries, and that its endpoint does not have; with those that it has in that place."""

    bound: Bound
    name: str
    range: Range
    known: tuple[str, ...]
    owner: str
    beside: frozenset[str] = frozenset()
    only: bool = False  # what is known is all that can be meant

    def fault(self, message: str, they: str = "it has") -> Fault:
        """A fault at the name, with what is meant. The message says all up to that; `they` begins what comes behind it."""
        path = self.bound.source.path
        near = self.known[0] if self.only and len(self.known) == 1 else meant(self.name, self.known, self.beside)
        new = self._renamed(near) if near else None
        fixes = (Fix(f"Change to `{near}`", (Edit(path, self.range, new),)),) if new is not None else ()
        hint = f"did you mean `{near}`?" if near else f"{they} {listed(self.known)}."
        return Fault(
            path, self.range, f"{message}; {hint}", (self.bound.endpoint.place,), fixes, severity=self.bound.severity
        )

    def _renamed(self, new: str) -> str | None:
        """What is written for another name; None where the name is that of a variable too, in a language without a way around."""
        source, range = self.bound.source, self.range
        if source.text[range] != self.name:
            return None
        if source.shapes.language == "python":
            return new if source.text.source[range.start - 1 : range.start] in ('"', "'") else None
        return f"{new}: {self.name}" if is_shorthand(source, range) else new


def unknown_parameters(source: Source, snapshot: Snapshot) -> Iterator[Unknown]:
    """Names among the parameters of the path. A server calls them as its own path does; of routes that share a schema it is told once."""
    places: set[Range] = set()
    for bound in bound_routes(source, snapshot):
        uses = [u for u in bound.route.carries if u.chain[0] == "params" and len(u.chain) > 1]
        if not uses or "*" in bound.route.path:
            continue
        own, whole = parameters_of(bound.route.path), parameters_of(bound.endpoint.path)
        for unknown in _not_among(bound, uses, tuple(dict.fromkeys((*own, *bound.elsewhere)))):
            near = nearest(unknown.name, list(own)) is not None and unknown.name not in whole
            if unknown.range in places or _is_shared(bound, ("params", unknown.name), snapshot):
                continue
            if near or not _has_more(bound):
                places.add(unknown.range)
                yield replace(unknown, only=len(whole) == 1)


def unknown_query(source: Source, snapshot: Snapshot) -> Iterator[Unknown]:
    """Names in the query. Next has the parameters of the path there too."""
    for bound in bound_routes(source, snapshot):
        promised = member(bound.contract, "query", snapshot)
        uses = [u for u in bound.route.carries if u.chain[0] == "query" and len(u.chain) > 1]
        if promised is None or not uses:
            continue
        fields = tuple(promised)
        known = tuple(f.name for f in promised)
        path = {key(p) for p in (*parameters_of(bound.route.path), *parameters_of(bound.endpoint.path))}
        for unknown in _not_among(bound, uses, known):
            likely = not (_has_more(bound) or bound.made) or nearest(unknown.name, list(known)) is not None
            meant = bound.of_test and _is_meant(bound, uses[0], unknown.name, fields, unknown.range, snapshot)
            shared = _is_shared(bound, ("query", unknown.name), snapshot)
            shared = shared or unknown.name in own_members(bound, "query", snapshot)
            if key(unknown.name) not in path and likely and not meant and not shared:
                yield unknown


def unknown_fields(source: Source, snapshot: Snapshot, part: str) -> Iterator[Unknown]:
    """Names in a body, at any depth."""
    places: set[Range] = set()
    for bound in bound_routes(source, snapshot):
        for carried in bound.route.carries:
            use = as_part(bound, carried, snapshot)
            if use is None or use.chain[0] != part:
                continue
            for range, field, known, owner in steps(bound.contract, use, snapshot):
                name = use.chain[use.ranges.index(range)]
                told = bound.of_test and _is_meant(bound, use, name, known, range, snapshot)
                leads = (
                    range == use.ranges[0]
                )  # on the way to what another function makes or takes, which is written elsewhere
                more = leads or (bound.made and not _is_told_of_made(name, known, use, bound))
                shared = field is None and _is_shared(bound, use.chain[: use.ranges.index(range) + 1], snapshot)
                if field is not None or range in places or told or more or shared:
                    continue
                if not _is_told_by_type(name, range, source, snapshot):
                    places.add(range)
                    inside = owner if len(use.chain) > 2 else ""
                    beside = _beside(name, use, bound) if use.access == "write" else frozenset[str]()
                    yield Unknown(bound, name, range, tuple(f.name for f in known), inside, beside)


def places_read(source: Source, snapshot: Snapshot) -> frozenset[Range]:
    """Where a file reads a name of what its own requests are answered, but for those of which a type that the code gives it tells."""
    if not source.shapes.routes and not source.shapes.calls:
        return frozenset()
    reads = (
        range
        for bound in bound_routes(source, snapshot)
        for use in (bound.route.carries if bound.route.side == "client" else ())
        if use.access == "read" and use.chain[0] in ("response", "errors")
        for name, range in tuple(zip(use.chain, use.ranges, strict=True))[min(1, len(use.chain) - 1) :]
        if not _is_told_by_type(name, range, source, snapshot)
    )
    return frozenset(reads)


def _is_told_by_type(name: str, range: Range, source: Source, snapshot: Snapshot) -> bool:
    """True where the contract that a body is said to be lacks the name as well, as `unknown-property` tells: `req.body as NewOrder`."""
    for use in source.shapes.uses:
        if use.ranges[0] == range:
            contract = imported_contract(use.type_name, source.shapes, snapshot.contracts)
            fields = fields_of(contract, snapshot) if contract is not None else None
            if fields is not None and all(f.name != name for f in fields):
                return True
    return False


def as_part(bound: Bound, use: Use, snapshot: Snapshot) -> Use | None:
    """A use by the part of the endpoint that it is of: an answer to a call that was refused is in `errors`; None where it may be of both.

    What is read of an answer is of the errors, too, where its name is nearly one of theirs, and not of the response.
    """
    if use.chain[0] != "response" or len(use.chain) < 2:
        return use
    names, refused = ([f.name for f in member(bound.contract, p, snapshot) or ()] for p in ("response", "errors"))
    name = use.chain[1]
    if bound.of_test and name not in (*names, *refused) and _is_of_error(use, bound, snapshot):
        return replace(use, chain=("errors", *use.chain[1:]))
    if is_of_errors(bound, use, snapshot) and not _is_whole_answer(bound, use, snapshot):
        return replace(use, chain=("errors", *use.chain[1:])) if name in refused and name not in names else None
    # What a function makes may be sent with any status.
    either = use.access == "read" or bound.made
    nearly = either and name not in names and nearest(name, refused) is not None
    return replace(use, chain=("errors", *use.chain[1:])) if nearly and nearest(name, names) is None else use


def _is_whole_answer(bound: Bound, use: Use, snapshot: Snapshot) -> bool:
    """True for a name in an object that a server writes with all that an answer must have, and without what an error must have."""
    if bound.route.side != "server" or use.access != "write" or bound.made:
        return False
    sent = next(
        (s for s in bound.route.sent if s.part == "response" and not s.chain and s.range == use.ranges[0]), None
    )
    needed = (
        {f.key for f in member(bound.contract, part, snapshot) or () if f.presence == "required"}
        for part in ("response", "errors")
    )
    given = {key(n) for n in sent.names} if sent is not None else set[str]()
    of_answer, of_error = needed
    return bool(of_answer) and of_answer <= given and not of_error <= given


def _is_nearly(name: str, known: tuple[Field, ...], use: Use, bound: Bound) -> bool:
    """True for a name that is nearly one which is not written beside it; others are more than is promised."""
    beside = _beside(name, use, bound)
    names = [f.name for f in known if f.name not in beside]
    return nearest(name, names) is not None or meant(name, names) is not None


def _is_told_of_made(name: str, known: tuple[Field, ...], use: Use, bound: Bound) -> bool:
    """True for a name in what a function makes, perhaps for others too, that seems to be meant for one that is promised."""
    return _is_nearly(name, known, use, bound) or _is_for_missing(name, use, known, bound)


def _is_for_missing(name: str, use: Use, known: tuple[Field, ...], bound: Bound) -> bool:
    """True for the one name of an object that nobody knows, where one that must be there is all that it lacks."""
    objects = (s for s in bound.route.sent if (s.part, *s.chain) == use.chain[: use.chain.index(name, 1)])
    told = (name in s.names and _stands_for_one(s.names, known) for s in objects)
    return bound.source.shapes.language == "typescript" and any(told)


def _stands_for_one(names: tuple[str, ...], fields: tuple[Field, ...]) -> bool:
    """True for an object that has all that must be there, and nothing else, but for one name that stands in the place of another."""
    known, given = {f.name for f in fields}, {key(n) for n in names}
    others = [n for n in names if n not in known]
    missing = [f for f in fields if f.presence == "required" and f.key not in given]
    return len(others) == len(missing) == 1 and 2 * (len(names) - 1) >= len(names) > 1


def _is_shared(bound: Bound, chain: tuple[str, ...], snapshot: Snapshot) -> bool:
    """True for a name that another endpoint has, or may have, of which the same function takes the same.

    What leads to what it takes is not a name of that function.
    """
    for other in bound.shared:
        if len(chain) <= other.instead:
            return True
        there = other.at(chain)
        if there[0] == ASKED:
            if not (part := part_asked(other.contract, there[1], snapshot) if there[1:] else ""):
                return True
            there = (part, *there[1:])
        around = field_at(other.contract, there[:-1], snapshot)
        known = members_of(around.kind, snapshot) if around is not None else ()
        if known is None or any(f.name == there[-1] for f in known):
            return True
    return False


def _needs(other: Sharing, chain: tuple[str, ...], snapshot: Snapshot) -> bool:
    """True where another endpoint asks for a field in the same place."""
    found = field_at(other.contract, other.at(chain), snapshot)
    return found is not None and found.presence == "required"


def _beside(name: str, use: Use, bound: Bound) -> frozenset[str]:
    """The other names of the object that a name is of."""
    at = use.chain.index(name, 1)
    found = (u.chain[at] for u in bound.route.carries if u.chain[:at] == use.chain[:at] and len(u.chain) > at)
    return frozenset(n for n in found if n != name)


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
        keys = () if field.list_depth else keys_of(field.kind, snapshot.contracts)
        if keys:
            if name not in keys and not _is_of_framework(name):
                yield range, None, tuple(replace(field, name=k) for k in keys), field.kind.target
            return
        if known is None or field.list_depth or _is_of_framework(name) or name[:1] in ("=", OF_KIND):
            return
        owner, field = field.kind.target, next((f for f in known if f.name == name), None)
        yield range, field, known, owner


def unsent(source: Source, snapshot: Snapshot, part: str) -> Iterator[tuple[Bound, Range, Field]]:
    """The fields that must be there and that an object leaves out whose names are all seen."""
    told: set[tuple[Range, str]] = set()
    for bound in bound_routes(source, snapshot):
        values = tuple(sent_values(bound, snapshot)) if bound.route.side != "client" else ()
        passes = bound.route.passes if bound.source is source and not values else ()
        given_by = sent_by_functions(passes, source, snapshot)
        here = (s for s in bound.route.sent if bound.route.side != "client" or s.part not in _ANSWERS)
        all_sent = (*here, *given_by, *values) if _counts(bound) else ()
        expected = tuple(_expected(bound, part, snapshot)) if bound.route.side == "client" else ()
        for sent in (*all_sent, *expected) if not stands_in(bound) else _of_others(values, bound, snapshot):
            fields = inside(bound.contract, sent, snapshot) if sent.part == part else None
            if fields is None:
                continue
            given, known = {key(n) for n in sent.names}, [f.name for f in fields]
            if bound.made and not any(f.key in given for f in fields):
                continue  # another answer of a function that has several
            others = [n for n in sent.names if n not in known]
            # Those are told as unknown ones, where they are written there.
            meant_by = {meant(n, known, sent.names) for n in others} if sent not in values else set[str | None]()
            refused = (
                {f.name for f in member(bound.contract, "errors", snapshot) or ()} if part == "response" else set[str]()
            )
            if sent.names and refused.issuperset(sent.names):
                continue  # an answer to a call that was refused, whose status is said elsewhere
            missing = [f for f in fields if f.presence == "required" and f.key not in given and f.name not in meant_by]
            if bound.made and bound.source.shapes.language == "typescript" and _stands_for_one(sent.names, fields):
                continue  # which is told as an unknown one
            if (sent.chain or sent in expected) and not bound.made and len(others) >= len(missing):
                continue  # each is told as an unknown one
            for field in missing:
                if any(not _needs(other, (sent.part, *sent.chain, field.name), snapshot) for other in bound.shared):
                    continue
                if (sent.range, field.name) not in told:
                    told.add((sent.range, field.name))
                    yield bound, sent.range, field


def _expected(bound: Bound, part: str, snapshot: Snapshot) -> Iterator[Sent]:
    """What is compared with the answer to a call, as a whole, by the part of the endpoint of which most of its names are."""
    for sent in bound.route.sent if part in _ANSWERS else ():
        if sent.part != "response" or bound.made:
            continue
        ours, others = (_names_in(bound.contract, replace(sent, part=p), snapshot) for p in _ANSWERS)
        given = {key(n) for n in sent.names}
        meant_for = "errors" if len(given & others) > len(given & ours) else "response"
        if meant_for == part and 2 * len(given & (ours | others)) >= len(given):
            yield replace(sent, part=part)


def _names_in(contract: Contract, sent: Sent, snapshot: Snapshot) -> frozenset[str]:
    return frozenset(f.key for f in inside(contract, sent, snapshot) or ())


def _counts(bound: Bound) -> bool:
    return not bound.of_test or is_of_success(bound.source, bound.route.range)


def _of_others(values: tuple[Sent, ...], bound: Bound, snapshot: Snapshot) -> Iterator[Sent]:
    """What stands in for a server answers with that has none of the names which must be there: it is something else."""
    if stands_in(bound) and not bound.is_on_purpose(bound.route.range):
        for sent in values:
            fields = inside(bound.contract, sent, snapshot) or ()
            if not any(f.name in sent.names for f in fields):
                yield sent


def _is_meant(bound: Bound, use: Use, name: str, known: tuple[Field, ...], at: Range, snapshot: Snapshot) -> bool:
    """True for a name that a test may write on purpose: one that is like no other, or that other code may spell so too.

    What it reads from an answer counts whatever it is like, but where the test is about a call that is refused. So does what it asks
    by a query, and what it sends instead of what must be there, but where the test sends what nobody knows.
    """
    names = [f.name for f in known]
    if use.access == "read" and use.chain[0] == "response":
        unlike = (name in REFUSALS or nearest(name, names) is None) and bound.is_of_refusal(at)
        return unlike and not _is_in_error(use, bound, snapshot)
    part, depth = use.chain[0], len(use.chain)
    if use.access == "read" and part == "errors" and (depth > 2 or _is_of_error(use, bound, snapshot)):
        return False  # what comes under a name that the endpoint's errors have is theirs
    if use.access == "read" and part == "request" and bound.route.side == "mock":
        return False  # what stands in for a server reads what clients send
    if any(name == in_casing(n, "snake_case") for n in names) and snapshot.of_sources(_takes_own_names):
        return use.chain[0] != "query"
    if nearest(name, names) is not None:
        return use.access == "write" and part == "request" and is_of_malformed(bound.source, at)
    if use.access == "write" and name in use.chain[1:] and meant(name, names, _beside(name, use, bound)) is not None:
        return bound.is_of_refusal(at, sends=True, names=True, part=use.chain[0])
    read = use.access == "read" and bound.route.side == "mock"
    accepted = use.chain[0] == "request" and (read or _is_accepted(bound, at))
    counts = use.chain[0] == "query" or accepted or _is_instead(bound, use, name, known)
    return not counts or bound.is_of_refusal(at, sends=True, names=True, part=use.chain[0])


def _is_accepted(bound: Bound, at: Range) -> bool:
    """True where the test around a name, or around the call that sends it, says that it is accepted."""
    if is_of_success(bound.source, at):
        return True
    return not bound.is_of_refusal(at, names=True) and is_of_success(bound.source, bound.route.range)


def _is_in_error(use: Use, bound: Bound, snapshot: Snapshot) -> bool:
    """True for a name that a test reads beside another one which only the endpoint's errors have: what it reads is one of those."""
    refused, fine = ({f.name for f in member(bound.contract, p, snapshot) or ()} for p in ("errors", "response"))
    beside = (
        u for u in bound.route.carries if u.chain[0] == "response" and u.chain[1:] and u.chain[1] in refused - fine
    )
    return len(use.chain) == 2 and any(is_of_one_test(bound.source, u.ranges[1], use.ranges[1]) for u in beside)


def _is_of_error(use: Use, bound: Bound, snapshot: Snapshot) -> bool:
    """True for a name whose value a test compares with one that only a field of the endpoint's errors has: it stands for that field."""
    carried = (
        u.chain[-1] for u in bound.route.carries if u.ranges[:-1] == use.ranges and u.access == use.access == "read"
    )
    said = {c[1:] for c in carried if c[:1] == "="} if len(use.chain) == 2 else set[str]()
    fields = member(bound.contract, "errors", snapshot) or () if said else ()
    return any(said & set(snapshot.contracts.resolved(f.kind).values) for f in fields)


def _takes_own_names(source: Source) -> bool:
    """True for a file of Python that says that bodies are taken by the names of attributes, too."""
    return source.shapes.language == "python" and _OWN_NAMES.search(source.text.source) is not None


def _is_instead(bound: Bound, use: Use, name: str, known: tuple[Field, ...]) -> bool:
    """True for a name that an object has which leaves out what must be there: the one in the place of the other."""
    for sent in bound.route.sent:
        given = {key(n) for n in sent.names}
        if (sent.part, *sent.chain) == use.chain[:-1] and name in sent.names:
            return any(f.presence == "required" and f.key not in given for f in known)
    return False


def inside(contract: Contract, sent: Sent, snapshot: Snapshot) -> tuple[Field, ...] | None:
    """The fields of the part of an endpoint that an object is, at any depth; None where they are not wholly known."""
    field = field_at(contract, (sent.part, *sent.chain), snapshot)
    return members_of(field.kind, snapshot) if field is not None and not field.list_depth else None


def _has_more(bound: Bound) -> bool:
    """True where a prefix that is not seen has parameters, which the server may call as it likes."""
    own, whole = len(parameters_of(bound.route.path)), len(parameters_of(bound.endpoint.path))
    return bound.route.side == "server" and own < whole


def _not_among(bound: Bound, uses: list[Use], known: tuple[str, ...]) -> Iterator[Unknown]:
    places: set[Range] = set()
    for use in uses:
        name, range = use.chain[1].removesuffix("[]"), use.ranges[1]
        here = range.start < range.end  # and not in a function that is given something
        if here and name not in known and not _is_of_framework(name) and range not in places:
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
