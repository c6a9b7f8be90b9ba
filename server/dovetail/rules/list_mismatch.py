"""A field holds one value on one side and a list of them on the other."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Alias, Enum, Field, Record
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .bound.classes import bound_class
from .checks.type_edits import changed, contract_type
from .faults import Fault
from .files.python_names import defined, type_name
from .records.bases import is_graphql
from .records.comparison import compare, wire_name
from .records.dialects import is_list_in_text
from .records.elsewhere import declared_elsewhere
from .records.kinds import resolved
from .routes.carried_types import carried_types

_OF_ONE = ("pydantic model", "dataclass", "typed dict", "msgspec struct")
_OPAQUE = ("hole", "unknown", "any", "null", "json", "union", "bytes")


@rule("conformance", "error")
def of_routes(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    yield from carried_types(source, snapshot, "list-mismatch")


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    if not isinstance(pairing.implementation, Record):
        return
    for match in compare(pairing, snapshot).matches:
        promise, field = match.contract, match.field
        opaque = field.kind.name in _OPAQUE and not _is_array(field, pairing, snapshot)
        if promise.list_depth == field.list_depth or promise.kind.name in _OPAQUE or opaque:
            continue
        if promise.list_depth and not _is_one(field, pairing, snapshot):
            continue  # the name of a list type, or a table of its own
        if promise.list_depth and is_list_in_text(field, pairing, snapshot):
            continue
        name = (field.stored or field.name) if pairing.is_store else wire_name(field)
        yield Fault(
            pairing.path,
            field.type_range or field.name_range,
            f"`{name}` is {_shape(field.list_depth)} here and {_shape(promise.list_depth)} in contract {pairing.contract.name}.",
            (match.promise.place(pairing.contract.name),),
            contract_type(match, pairing, snapshot) or changed(match, pairing, snapshot, "list"),
        )


def _is_array(field: Field, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for what a schema says to be an array, of whatever: `type: array`, `Json[]`, `jsonb[]`."""
    return bool(field.list_depth) and snapshot.sources[pairing.path].shapes.language in ("openapi", "prisma", "sql")


def _is_one(field: Field, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True where a type can be no list under another name, as none can in GraphQL and in Protocol Buffers."""
    shapes = snapshot.sources[pairing.path].shapes
    own = pairing.implementation
    if field.kind.name not in ("ref", "map", "record") or shapes.language == "proto":
        return True
    if isinstance(own, Record) and is_graphql(own):
        return True
    if field.kind.name == "map":
        return not pairing.is_store
    known = resolved(field.kind, shapes, snapshot.contracts)
    contract = snapshot.contracts.get(known.contract) if known.contract is not None else None
    single = contract is not None and isinstance(contract.declaration, Record | Enum)
    single = single or known.record is not None or known.enum is not None or bool(known.kind.members)
    if shapes.language == "openapi" and not single and field.kind.target:
        return _is_one_schema(field, pairing, snapshot)
    if not single and field.kind.name == "ref" and not pairing.is_store:
        source = snapshot.sources[pairing.path]
        bound = bound_class(field.kind.target, source, snapshot) is not None
        return bound or (shapes.language == "python" and _is_class(type_name(field.kind), source, snapshot))
    if known.enum is not None or (contract is not None and isinstance(contract.declaration, Enum)):
        return True  # which no table is
    made = known.record.construct if known.record is not None else ""
    embedded = made == "mongoose schema" or (shapes.language == "prisma" and made == "type")
    return single and (embedded or not pairing.is_store)


def _is_one_schema(field: Field, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a schema of which one value is no list: an object, an enum, or a choice of such, in this file or in another."""
    shapes = snapshot.sources[pairing.path].shapes
    found = declared_elsewhere(field.kind.target, pairing.path, snapshot)
    own = found[1] if found is not None else next((d for d in shapes.declarations if d.name == field.kind.target), None)
    if isinstance(own, Alias):
        options = own.kind.options if own.kind.name == "union" else ()
        named = [next((r for r in shapes.records if r.name == o.target), None) for o in options]
        return found is None and bool(named) and all(named) and not own.list_depth
    return isinstance(own, Record | Enum)


def _is_class(name: str, source: Source, snapshot: Snapshot) -> bool:
    """True for what another file of Python declares as a class of its own, of which one value is one: an enum, or what holds fields."""
    found = defined(name, source, snapshot)
    if found is None:
        return False
    home, own = found[0].shapes, found[1]
    record = next((r for r in home.records if r.name == own), None)
    if record is None:
        return any(e.name == own for e in home.enums)
    return record.construct in _OF_ONE and bool(record.fields) and not any(f.name == "root" for f in record.fields)


def _shape(depth: int) -> str:
    return ("one value", "a list", "a list of lists")[depth] if depth < 3 else f"a list {depth} deep"
