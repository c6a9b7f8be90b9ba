"""Contracts that the types of routes name, where their endpoint promises another one, or a list of them: `Promise<Order>` for `Order[]`.

A wrapper may take what it is asked for out of what comes, and may put it into something: then nothing is said.
"""

from collections.abc import Iterator
from typing import Literal

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Place
from dovetail.core.parameters import ELEMENT
from dovetail.core.shapes import SCHEMA_OBJECTS, Field, Kind, Modelled, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..contracts.parts import contract_of
from ..faults import Fault
from ..files.imported import contract_of as named_contract
from ..files.imported import handed_on
from ..python.held import Held, Lookup
from ..records.bases import completed
from .answered_values import listed_values
from .bound_routes import Bound, bound_routes, stands_in
from .endpoints import field_at, members_of
from .typescript_models import TYPE_OF, typed

_DATA = frozenset({"pydantic model", "msgspec struct", "dataclass", "typed dict", "serializer", "marshmallow schema"})
_HELD = (("request",), ("query",), ("response",), ("response", ELEMENT))
_REFUSED = (("errors",),)
_PLACE = "(0)"
_WORDS = frozenset({"string", "number", "int", "boolean", "enum", "uuid", "instant", "date"})
_CHANGES = ("HttpInterceptor", "NestInterceptor", "useGlobalInterceptors")  # of Angular and NestJS
Sort = Literal["list-mismatch", "reference-mismatch"]


@dataclass(frozen=True, slots=True)
class _Typed:
    """A value of a contract, in so many lists, and the names of what its type parameters stand for."""

    contract: Contract
    depth: int
    of: frozenset[str] = frozenset()


def carried_types(source: Source, snapshot: Snapshot, sort: Sort) -> Iterator[Fault]:
    """What the types that routes of a file name are, and their endpoints do not promise."""
    for bound in bound_routes(source, snapshot):
        if sort == "list-mismatch" and (not bound.of_test or stands_in(bound)):
            yield from _sent_lists(bound, snapshot)
        models = (*bound.route.models, *schemas(bound, _HELD)) if not bound.of_test else ()
        for model in models:
            if model.chain[0] == "errors" or not model.range.end or not model.type:
                continue
            given, promised = _given(model, source, snapshot), _promised(model, bound, snapshot)
            if promised is not None and _may_be_either(model, promised, models):
                continue
            if given is None and promised is not None and sort == "list-mismatch" and model.direct:
                depth = _lists(model, source, snapshot)
                if depth is not None and depth != promised.depth:
                    said = f"{'a list' if depth else 'one'} of `{model.type.rstrip('[]')}`"
                    yield _fault(said, promised, model, bound)
            if given is None or promised is None or _is_envelope(given, promised, model, snapshot):
                continue
            if model.chain == ("response",) and given.contract.name in _refusals(bound, snapshot):
                continue  # read where the answer was a refusal
            other = _is_other(given, promised, snapshot) or _is_unfit(given, promised, model, bound, snapshot)
            found: Sort | None = "reference-mismatch" if other else "list-mismatch"
            if (other or given.depth != promised.depth) and found == sort:
                yield _fault(_said(given), promised, model, bound)
        if sort == "reference-mismatch" and not bound.of_test and bound.route.side == "server":
            yield from _refused(bound, snapshot)


def _refused(bound: Bound, snapshot: Snapshot) -> Iterator[Fault]:
    """The schemas of answers to refusals that lack what each of the errors needs which the endpoint promises."""
    for model in schemas(bound, _REFUSED):
        given = _given(model, bound.source, snapshot)
        contracts = (snapshot.contracts.get(name) for name in sorted(_refusals(bound, snapshot)))
        promised = [c for c in contracts if c is not None and isinstance(c.declaration, Record)]
        if given is None or not promised or not isinstance(given.contract.declaration, Record):
            continue
        own = set(_fields(given.contract, snapshot))
        if given.contract not in promised and not any(_needs(_fields(c, snapshot)) <= own for c in promised):
            yield _fault(_said(given), _Typed(promised[0], 0), model, bound)


def _may_be_either(model: Modelled, promised: _Typed, models: tuple[Modelled, ...]) -> bool:
    """True for one value, or for a list, of what may be the other as well, which is what is promised: `typeof users[]`, `typeof users`."""
    other = model.type.removesuffix("[]") if model.type.endswith("[]") else f"{model.type}[]"
    either = any(m.range == model.range and m.type == other for m in models)
    return either and model.type.endswith("[]") != bool(promised.depth)


def _refusals(bound: Bound, snapshot: Snapshot) -> set[str]:
    """The contracts that an endpoint answers with when it refuses, by whatever status."""
    errors = snapshot.contracts.looked_up(Kind("unknown", bound.contract.name, steps=("errors",)))
    if errors is None:
        return set()
    whole = (errors.kind, *errors.kind.options)
    by_status = [p.field.kind for kind in whole for p in snapshot.contracts.fields_of(kind) or ()]
    kinds = (*whole, *by_status)
    return {target for kind in kinds for target in _targets(kind)}


def _sent_lists(bound: Bound, snapshot: Snapshot) -> Iterator[Fault]:
    """Objects that a server, or what stands in for one, writes where a list is promised, and lists where one value is."""
    if not (bound.route.side == "server" or stands_in(bound)) or bound.made:
        return
    if bound.of_test and bound.is_on_purpose(bound.route.range):
        return
    sent = [
        (s.part, s.chain, s.range) for s in bound.route.sent if s.part == "response" and (s.names or not bound.of_test)
    ]
    written = [u for u in bound.route.carries if u.access == "write" and u.chain[0] == "response"]
    keys = {u.chain: u.ranges[-1] for u in written}
    items = [(u.chain, u.ranges[0]) for u in written]
    items += [(p.chain, p.range) for p in bound.route.passes if p.chain[:1] == ("response",)]
    wrong: dict[Range, tuple[tuple[str, ...], bool]] = {at: ((part, *chain), False) for part, chain, at in sent}
    for chain, at in items:
        if ELEMENT in chain:
            before = chain[: chain.index(ELEMENT)]
            wrong.setdefault(keys.get(before, at), (before, True))
    for chain, is_list, at in listed_values(bound, snapshot):
        same = [place for place, other in wrong.items() if other == (chain, is_list)]
        for place in same:  # where the value is made, not where it is sent
            del wrong[place]
        own = next((u.ranges[-1] for u in written if u.chain == chain and u.ranges[0] == at), at)
        wrong[own] = chain, is_list
    for at, (chain, is_list) in wrong.items():
        field = field_at(bound.contract, chain, snapshot)
        if field is None or bool(field.list_depth) == is_list:
            continue
        if members_of(field.kind, snapshot) is None and snapshot.contracts.resolved(field.kind).name not in _WORDS:
            continue
        name = ".".join(chain[1:]) or chain[0]
        message = (
            f"`{name}` is {'a list' if is_list else 'one value'} here, and {'a list' if field.list_depth else 'one value'} in contract "
            f"{bound.contract.name}, which is {bound.endpoint.method} {bound.endpoint.path}."
        )
        yield Fault(bound.source.path, at, message, (_place(bound),), severity=bound.severity)


def schemas(bound: Bound, held: tuple[tuple[str, ...], ...]) -> Iterator[Modelled]:
    """What schemas hold some parts of an endpoint to, under whose names they are handed on: `zValidator("json", newUser)`."""
    for passed in bound.route.passes if bound.source.shapes.language == "typescript" else ():
        if passed.chain in held and passed.callee.endswith(_PLACE):
            yield Modelled(passed.chain, f"{TYPE_OF}{passed.callee.removesuffix(_PLACE)}", range=passed.range)


def _lists(model: Modelled, source: Source, snapshot: Snapshot) -> int | None:
    """In how many lists a type is that says no contract; None where that is not known."""
    if source.shapes.language == "python":
        found = Lookup(snapshot).typed(model.type, source)
        return found.depth if found is not None and found.what == "value" and _is_record(found, snapshot) else None
    if source.shapes.language != "typescript":
        return None
    held = typed(model.type, source, snapshot)
    written = len(model.type) - len(model.type.rstrip("[]"))
    return held.depth if held is not None else written // 2 or None


def _is_record(held: Held, snapshot: Snapshot) -> bool:
    """True for a class of Python that holds data."""
    own = (r for r in held.source.shapes.records if r.name == held.name)
    return any(completed(r, held.source, snapshot).construct in _DATA for r in own)


def _fault(given: str, promised: _Typed, model: Modelled, bound: Bound) -> Fault:
    name = ".".join(step for step in model.chain[1:] if step != ELEMENT) or model.chain[0]
    message = (
        f"`{name}` is {given} here, and {_said(promised)} in contract {bound.contract.name}, "
        f"which is {bound.endpoint.method} {bound.endpoint.path}."
    )
    return Fault(bound.source.path, model.range, message, (_place(bound),), severity=bound.severity)


def _place(bound: Bound) -> Place:
    contract = bound.contract
    return Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}")


def _said(typed: _Typed) -> str:
    return f"{'a list of ' if typed.depth else ''}{typed.contract.name}"


def _given(model: Modelled, source: Source, snapshot: Snapshot) -> _Typed | None:
    """The contract that a type is, by its name or because its class says so."""
    written = model.type
    name = written.partition("<")[0].rstrip("[]")
    if written.startswith(TYPE_OF) and source.shapes.language == "typescript":
        return _of_schema(written.removeprefix(TYPE_OF), source, snapshot)
    if source.shapes.language == "typescript":
        contract = named_contract(name, source, snapshot)
        depth = 0 if written.endswith(">") else written.count("[]")
        if contract is not None:
            return _Typed(contract, depth) if "<" not in name else None
        return _of_class(typed(written, source, snapshot), snapshot)
    return _of_class(Lookup(snapshot).typed(written, source), snapshot)


def _of_class(held: Held | None, snapshot: Snapshot) -> _Typed | None:
    """The contract that a class or a type says it is itself."""
    if held is None or held.what != "value":
        return None
    pairings = snapshot.pairings_by_path.get(held.source.path, ())
    own = [p for p in pairings if isinstance(p.implementation, Record) and p.implementation.name == held.name]
    whole = own[0].contract if len(own) == 1 and own[0].mode != "subset" and not own[0].is_store else None
    return _Typed(whole, held.depth) if whole is not None else None


def _of_schema(name: str, source: Source, snapshot: Snapshot) -> _Typed | None:
    """The contract that a schema says it is."""
    found = handed_on(name, source, snapshot)
    if found is None:
        return None
    pairings = snapshot.pairings_by_path.get(found[0].path, ())
    records = [(p, p.implementation) for p in pairings if isinstance(p.implementation, Record)]
    own = [p for p, record in records if record.name == found[1] and record.construct in SCHEMA_OBJECTS]
    if len(own) != 1 or own[0].mode == "subset" or own[0].part or own[0].contract.is_endpoint:
        return None  # a part of an endpoint is compared field by field
    return _Typed(own[0].contract, 0)


def _promised(model: Modelled, bound: Bound, snapshot: Snapshot) -> _Typed | None:
    steps = model.chain
    promise = snapshot.contracts.looked_up(Kind("unknown", bound.contract.name, steps=steps))
    contract = contract_of(promise, bound.contract, snapshot) if promise is not None else None
    if promise is None or contract is None or contract.is_endpoint:
        return None
    of = frozenset(t for option in promise.kind.options for t in _targets(option))
    return _Typed(contract, promise.list_depth, of) if isinstance(contract.declaration, Record) else None


def _is_other(given: _Typed, promised: _Typed, snapshot: Snapshot) -> bool:
    """True where neither has all that the other needs, or only parts of it."""
    if given.contract.name == promised.contract.name:
        return False
    own, wanted = _fields(given.contract, snapshot), _fields(promised.contract, snapshot)
    return not (_needs(own) <= set(wanted) or _needs(wanted) <= set(own))


def _is_unfit(given: _Typed, promised: _Typed, model: Modelled, bound: Bound, snapshot: Snapshot) -> bool:
    """True for a model of Python, or a schema, that leaves out of an answer what is promised, or asks a body for what nobody sends."""
    is_schema = model.type.startswith(TYPE_OF)
    if (bound.source.shapes.language != "python" and not is_schema) or bound.route.side != "server":
        return False
    if not is_schema and not model.direct:  # several bodies stand under their names
        bodies = [m for m in bound.route.models if m.chain == ("request",) and _given(m, bound.source, snapshot)]
        if bodies != [model]:
            return False
    own, wanted = _fields(given.contract, snapshot), _fields(promised.contract, snapshot)
    asks, gives = (own, wanted) if model.chain[0] == "request" else (wanted, own)
    return not _needs(asks) <= set(gives)


def _needs(fields: dict[str, Field]) -> set[str]:
    return {name for name, field in fields.items() if field.presence == "required"}


def _fields(contract: Contract, snapshot: Snapshot) -> dict[str, Field]:
    promises, _ = snapshot.contracts.promised(contract)
    return {p.field.name: p.field for p in promises}


def _is_envelope(given: _Typed, promised: _Typed, model: Modelled, snapshot: Snapshot) -> bool:
    """True where one of the two holds the other, or they cannot be compared."""
    if given.contract.name == promised.contract.name:
        return False
    if given.contract.name in promised.of:  # `Page<Member>`, of which only what looks into all answers makes a list
        return not (given.depth and not promised.depth and model.direct) or bool(snapshot.of_sources(_unwraps))
    if not isinstance(given.contract.declaration, Record):
        return True
    if model.direct:
        return False
    if promised.contract.name in model.type.partition("<")[2]:
        return True
    return _holds(promised.contract, given.contract, snapshot) or _holds(given.contract, promised.contract, snapshot)


def _unwraps(source: Source) -> bool:
    """True for a file that may take something out of the answers to all requests, or put something around them."""
    text = source.text.source if source.shapes.language == "typescript" else ""
    return source.shapes.intercepts or any(word in text for word in _CHANGES)


def _holds(outer: Contract, inner: Contract, snapshot: Snapshot) -> bool:
    return any(inner.name in _targets(_found(f.kind, snapshot)) for f in _fields(outer, snapshot).values())


def _found(kind: Kind, snapshot: Snapshot) -> Kind:
    """A kind, or what it looks up: who has a `Loan["id"]` holds no loan."""
    if kind.name != "unknown" or not kind.target or not kind.steps:
        return kind
    promise = snapshot.contracts.looked_up(kind)
    return promise.kind if promise is not None else kind


def _targets(kind: Kind) -> set[str]:
    return {kind.target} | {t for o in kind.options for t in _targets(o)}
