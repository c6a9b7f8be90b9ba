"""Operations of a description as what they are: the parts of an endpoint, each of which keeps the contract's."""

from collections.abc import Iterator, Mapping

from dovetail.core.bindings import Mode, Pairing
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key

from ..contracts.parts import contract_of
from ..records.kinds import resolved
from .carried import Bound, bound_routes
from .endpoints import answered_with, member
from .parameters_elsewhere import is_parameter

CONSTRUCT = "operation"
_ERRORS = "errors"
_HEADERS = "headers"
_KEY = "apiKey"  # the type of a header that a security scheme asks for
_STREAM = "stream "  # before the type of a part of which many come, as Protocol Buffers have it
# How much of each part is compared as a record's: what else a query has or lacks, other rules say.
_CARRIED = ("params", "query", "headers")
_PARTS: Mapping[tuple[str, ...], Mode] = {_CARRIED: "subset", ("request", "response"): "whole"}


def describing(source: Source) -> bool:
    """True for a file that describes what operations take and give."""
    return any(r.parts and r.side == "described" for r in source.shapes.routes)


def operations(path: str, snapshot: Snapshot) -> Iterator[Pairing]:
    """What the operations of a file take and give, as records of their endpoints' parts."""
    source = snapshot.sources[path]
    bounds = bound_routes(source, snapshot) if describing(source) else ()
    for bound in bounds:
        if not is_parameter(bound.route):
            for names, mode in _PARTS.items():
                yield from _pairing(bound, names, mode, snapshot)
            yield from _refused(bound, snapshot)
    for bound in _agreed(bounds, snapshot):
        yield from _pairing(bound, _CARRIED, _PARTS[_CARRIED], snapshot)


def _agreed(bounds: tuple[Bound, ...], snapshot: Snapshot) -> Iterator[Bound]:
    """Each parameter that stands in no operation, as part of one endpoint for all those that promise the same of it."""
    shared: dict[Range, list[Bound]] = {}
    for bound in bounds:
        if is_parameter(bound.route):
            shared.setdefault(bound.route.range, []).append(bound)
    for same in shared.values():
        promised = [(b, f) for b in same if (f := _promised(b, snapshot)) is not None]
        if promised and len({_said(f) for _, f in promised}) == 1:
            yield promised[0][0]


def _promised(bound: Bound, snapshot: Snapshot) -> Field | None:
    """What an endpoint promises of the one parameter."""
    part = bound.route.parts[0]
    name = part.kind.members[0].key
    return next((f for f in member(bound.contract, part.name, snapshot) or () if f.key == name), None)


def _said(field: Field) -> tuple[object, ...]:
    tags = tuple((t.name, t.value) for t in field.tags)
    return field.kind.text, field.presence, field.nullable, field.list_depth, tags


def _refused(bound: Bound, snapshot: Snapshot) -> Iterator[Pairing]:
    """Each answer that refuses, where the contract has one type for all of that status: whole, where it is called as that."""
    declaration = bound.contract.declaration
    errors = declaration.field(_ERRORS) if isinstance(declaration, Record) else None
    for field in bound.route.parts if errors is not None else ():
        if errors is None or field.name != _ERRORS or field.kind.name != "ref":
            continue
        status = bound.source.text.source[field.name_range.start : field.name_range.end]
        promise = answered_with(status if status.isdecimal() else "", errors, snapshot)
        if promise is not None and promise.kind.name == "ref":
            called = field.kind.target.rpartition("/")[2].partition(".")[0]
            promise = replace(promise, name=_ERRORS)
            whole = key(called) == key(promise.kind.target) or _is_nearly_all(field, promise, bound, snapshot)
            yield _made(bound, (promise,), (field,), "whole" if whole else "subset")


def _is_nearly_all(field: Field, promise: Field, bound: Bound, snapshot: Snapshot) -> bool:
    """True for a record that has all fields of the contract's, or lacks one that must be there: it is no other refusal."""
    record = resolved(field.kind, bound.source.shapes, snapshot.contracts).record
    contract = contract_of(promise, bound.contract, snapshot)
    if record is None or record.open or contract is None:
        return False
    promises, complete = snapshot.contracts.promised(contract)
    own = {f.key for f in record.fields}
    lacking = [p.field for p in promises if p.field.key not in own]
    return complete and len(promises) - len(lacking) > 1 and [f.presence for f in lacking] in ([], ["required"])


def _pairing(bound: Bound, names: tuple[str, ...], mode: Mode, snapshot: Snapshot) -> Iterator[Pairing]:
    declaration, route = bound.contract.declaration, bound.route
    if not isinstance(declaration, Record):
        return
    promised = tuple(f for f in declaration.fields if f.name in names and _holds_something(f))
    said = [f for f in route.parts if f.name in names]
    depths = {p.name: p.list_depth for p in promised}
    given = tuple(_as_promised(_as_spelled(f, bound, snapshot), depths[f.name]) for f in said if f.name in depths)
    if not promised or (mode != "whole" and not given) or (said and all(f.kind.name == "any" for f in said)):
        return  # an outline says no more than that there is something
    yield _made(bound, promised, given, mode)


def _as_spelled(part: Field, bound: Bound, snapshot: Snapshot) -> Field:
    """Headers by the names that the contract gives them, whose capitals mean nothing; without keys, of which no more is known."""
    if part.name != _HEADERS:
        return part
    names = {f.name.lower(): f.name for f in member(bound.contract, _HEADERS, snapshot) or ()}
    said = (m for m in part.kind.members if m.kind.text != _KEY)
    members = tuple(replace(m, name=names.get(m.name.lower(), m.name)) for m in said)
    return replace(part, kind=replace(part.kind, members=members))


def _as_promised(part: Field, depth: int) -> Field:
    """A stream is what comes in it, or a list of that, as the contract has it."""
    return replace(part, list_depth=min(depth, 1)) if part.kind.text.startswith(_STREAM) else part


def _made(bound: Bound, promised: tuple[Field, ...], given: tuple[Field, ...], mode: Mode) -> Pairing:
    route, declaration = bound.route, bound.contract.declaration
    record = Record(
        f"{route.method} {route.path}", route.method_range, route.range, given, "api", CONSTRUCT, tags=route.tags
    )  # fmt: skip
    assert isinstance(declaration, Record)
    contract = Contract(bound.contract.path, replace(declaration, fields=promised, bases=(), tags=()))
    because = f"the contract says `@api {bound.endpoint.method} {bound.endpoint.path}`"
    return Pairing(contract, bound.source.path, record, mode, because)


def _holds_something(part: Field) -> bool:
    return part.kind.name not in ("null", "hole") and part.presence == "required"
