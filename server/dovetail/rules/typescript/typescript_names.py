"""What the names of a file of TypeScript stand for: the types and values that it declares, or imports."""

from collections.abc import Mapping
from typing import Protocol

from dovetail.core.bindings import imported_contract
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import SCHEMA_OBJECTS, Alias, Field, Kind, Record
from dovetail.core.snapshot import Snapshot, Source

from ..contracts.asked import Bound, Unbound
from ..files.imported import declared_module, default_name, origins
from ..records.drizzle_columns import columns_shared
from ..statements.sql_columns import OF
from .addresses import ANSWERED, constant_of
from .addresses import parts_of as answered_parts
from .any_refusal import REFUSED, REFUSED_IN_TEST, any_refusal
from .elements import ATTRIBUTES, ELEMENT_PROPS
from .frameworks import ADDED, additions, of_framework
from .handed_props import HANDED, handed_props
from .prisma_models import CLIENT, GENERATED, accessor, is_extended, made_besides, models
from .route_handlers import handler
from .route_types import TYPES, of_kit, route_type
from .rpc_services import GENERATED as MADE_OF_PROTO
from .rpc_services import RPC, generated, imported
from .selected_rows import selected_row
from .sequelize_rows import ROW, loaded_model, loads_models, row_of_model
from .things import ANYTHING, CALL, NEW, Both, Declared, Module, Owner, Thing, Type, parts_of, some_of
from .wired_types import GIVEN, of_given
from .wiring import is_one, is_whole

STATE, _STORE = (
    "redux state",
    "store",
)  # how the reader of TypeScript names what the one store of a program keeps, and that
_CONSTRUCTS = SCHEMA_OBJECTS | {"interface", "type", "class", "drizzle table", "mongoose schema"}
_TYPED = (".ts", ".tsx", ".mts", ".cts")  # in JavaScript a class has whatever its constructor gives it
_DEEPEST = 12
_UNIMPORTED = (
    "typeorm.",
    "mongoose.",
    "sequelize.",
)  # how the reader of TypeScript names types of libraries that a file need not import


class Expander(Protocol):
    """Who knows what types are made of."""

    snapshot: Snapshot

    def expanded(self, thing: Thing, depth: int) -> list[Thing] | None:
        """What a type is made of, until its fields are known; None where they are not."""
        ...


def type_of(name: str, source: Source, by: Expander, depth: int) -> list[Thing] | None:
    """What a type's name stands for in a file."""
    at = ("typescript type", source.path, name)
    return by.snapshot.once(at, lambda: _declared_type(name, source, by, depth), circle=None)


def value_of(name: str, source: Source, by: Expander, depth: int = 0) -> list[Thing]:
    """What a value's name stands for in a file; nothing where that is not known."""
    shapes = source.shapes
    if depth > _DEEPEST:
        return []
    record = next(
        (r for r in shapes.records if r.name == name and r.construct in SCHEMA_OBJECTS | {"drizzle table"}), None
    )
    if record is not None:
        found = type_of(name, source, by, depth + 1)
        return [Declared(t) for t in found or () if isinstance(t, Owner)]
    route = handler(name, source)
    if route is not None:
        return [route]
    value = _values(source, by.snapshot).get(name)
    if value is not None:
        return [Type(value.kind, value.list_depth, source)]
    if any(d.name == name for d in shapes.definitions):
        return []
    if loads_models(source):
        return loaded_model(name, by.snapshot)
    for original, module in origins(name, shapes):
        other = declared_module(module, source.path, by.snapshot)
        if other is None or other.path.endswith(SUFFIX):
            continue
        if original == "*" and any(i.name == name for i in shapes.imports):
            if not is_one(other) or loads_models(other):
                return [Module(other)]
            original = "default"
        elif original == "default" and (is_whole(other) or loads_models(other)):
            return [Module(other)]
        found = value_of(original, other, by, depth + 1)
        if found:
            return found
    return []


def generic_alias(name: str, source: Source, snapshot: Snapshot, depth: int = 0) -> tuple[Alias, Source] | None:
    """An alias with type parameters that a name stands for in a file."""
    if depth > _DEEPEST:
        return None
    shapes = source.shapes
    alias = next((a for a in shapes.aliases if a.name == name and a.generics), None)
    if alias is not None:
        return alias, source
    if any(d.name == name for d in shapes.definitions):
        return None
    for original, module in origins(name, shapes):
        other = declared_module(module, source.path, snapshot)
        found = generic_alias(original, other, snapshot, depth + 1) if other is not None else None
        if found is not None:
            return found
    return None


def _declared_type(name: str, source: Source, by: Expander, depth: int) -> list[Thing] | None:
    if name == ELEMENT_PROPS:
        return [Owner(tuple((f, source) for f in ATTRIBUTES), True, None)]
    if name.startswith(TYPES):
        return of_kit(name.removeprefix(TYPES), source, by, depth)
    if name.startswith(ADDED):
        return _added(name, by.snapshot)
    if name.startswith(_UNIMPORTED):
        module, _, own = name.partition(".")
        library = by.snapshot.libraries.get(module)
        return type_of(own, library, by, depth + 1) if library is not None else None
    if name.startswith(GIVEN):
        return of_given(name, source, by)
    if name.startswith(ROW):
        return row_of_model(name.removeprefix(ROW), source, by, depth)
    if name.startswith(CLIENT):
        return _model(name.removeprefix(CLIENT), by.snapshot)
    if name.startswith(RPC):
        return generated(name, by.snapshot)
    if name == STATE:
        return _stored(by, depth)
    if name.startswith(HANDED):
        return handed_props(name.removeprefix(HANDED), source, by, depth)
    if name in (REFUSED, REFUSED_IN_TEST):
        found = [by.expanded(t, depth + 1) for t in any_refusal(source, by.snapshot, name == REFUSED_IN_TEST)]
        return [thing for things in found for thing in things or ()] if found and all(found) else None
    if name.startswith(ANSWERED):
        return _answered(name, source, by, depth)
    if name.startswith(OF):
        return [*(selected_row(name, by.snapshot) or ())] or None
    if source.path.endswith(SUFFIX):
        contracts = by.snapshot.contracts  # of several of a name in different files it is the one of this file
        return _contract(contracts.exported(name, source.path) or contracts.get(name), by, depth)
    contract = imported_contract(name, source.shapes, by.snapshot.contracts)
    if contract is not None:
        return _contract(contract, by, depth)
    shapes = source.shapes
    records = [r for r in shapes.records if r.name == name and r.construct in _CONSTRUCTS]
    alias = next((a for a in shapes.aliases if a.name == name), None)
    if records or alias is not None:
        if len(records) == 1 and (alias is None or _is_of_schema(alias, records[0])):
            return _record(records[0], source, by, depth)
        return by.expanded(Type(alias.kind, alias.list_depth, source), depth) if alias and not records else None
    if any(d.name == name for d in shapes.definitions):
        return _constructed(name, source, by, depth)
    for original, module in origins(name, shapes):
        other = declared_module(module, source.path, by.snapshot)
        if other is None and GENERATED.search(module):
            return _model(accessor(original), by.snapshot)
        if other is None and MADE_OF_PROTO.search(module) and (made := imported(original, by.snapshot)) is not None:
            return made
        if other is None and (kind := of_framework(original, module)) is not None:
            return by.expanded(Type(kind, 0, source), depth + 1)
        if other is None and (loaded := route_type(original, module, source, by, depth)) is not None:
            return loaded
        if other is None or depth > _DEEPEST:
            continue
        own = default_name(other) if original == "default" else original
        if original == "default" and own not in {d.name for d in other.shapes.definitions}:
            found = _constructed(original, other, by, depth + 1)  # `export default model("User", userSchema)`
            if found is not None:
                return found
        found = type_of(own, other, by, depth + 1)
        if found is not None:
            return found
    return None


def _is_of_schema(alias: Alias, record: Record) -> bool:
    """True for the type of a schema that has the schema's own name: `type User = z.infer<typeof User>`."""
    kind = alias.kind
    return record.construct in SCHEMA_OBJECTS and kind.target == record.name and not kind.steps and not alias.list_depth


def _constructed(name: str, source: Source, by: Expander, depth: int) -> list[Thing] | None:
    """What `new Users({ … })` makes, where that is no class but a value that says so: a model of Mongoose."""
    value = _values(source, by.snapshot).get(name)
    things = by.expanded(Type(value.kind, value.list_depth, source), depth + 1) if value is not None else None
    maker = things[0] if things is not None and len(things) == 1 and isinstance(things[0], Owner) else None
    new = next(((f, s) for f, s in maker.fields if f.name == NEW), None) if maker is not None else None
    gives = next((m for m in new[0].kind.members if m.name == CALL), None) if new is not None else None
    if maker is None or new is None or gives is None:
        return None
    made = by.expanded(Type(gives.kind, gives.list_depth, new[1], given=maker.given), depth + 1) or []
    return [Both((*parts_of(thing), Owner((new,), True, None, given=maker.given))) for thing in made]


def _added(name: str, snapshot: Snapshot) -> list[Thing] | None:
    """What the files of a program add to a type of a library, of which more is not seen."""
    found = snapshot.sources_with(additions, name)
    fields = tuple((f, snapshot.sources[path]) for path, kind in found for f in kind.members)
    return [Owner(fields, False, None)] if fields else None


def _model(name: str, snapshot: Snapshot) -> list[Thing] | None:
    """A row of a model of Prisma, with what its relations lead to."""
    found = models(snapshot).get(name)
    if found is None:
        return None
    path, record = found
    source = snapshot.sources[path]
    pairing = next((p for p in snapshot.pairings_by_path.get(path, ()) if p.implementation is record), None)
    bound = Bound(pairing, record, source) if pairing is not None else None
    besides = made_besides(name, snapshot)
    fields = tuple((_as_row(f), source) for f in record.fields if f.name not in besides)
    if besides and record.fields:
        fields += tuple((_made(n, record.fields[0]), source) for n in sorted(besides))
        bound = bound if besides.isdisjoint(f.name for f in record.fields) else None
    return [Owner(fields, not record.open and not is_extended(snapshot), bound, record, source)]


def _made(name: str, beside: Field) -> Field:
    """A field of a model's rows that the program makes, of which only the name is known."""
    return Field(name, beside.name_range, Kind("unknown"), "required", "unknown", beside.range)


def _as_row(field: Field) -> Field:
    """A field of a model, whose relation leads to a row of another one."""
    if field.kind.name != "ref":
        return field
    return replace(field, kind=replace(field.kind, target=CLIENT + accessor(field.kind.target)))


def _stored(by: Expander, depth: int) -> list[Thing] | None:
    """What the one store of a program keeps."""
    found = by.snapshot.sources_with(_stores, STATE)
    if len(found) != 1:
        return None
    path, kind = found[0]
    return by.expanded(Type(kind, 0, by.snapshot.sources[path]), depth + 1)


def _stores(source: Source) -> Mapping[str, Kind]:
    """What the store keeps that a file makes."""
    made = [m for v in source.shapes.values if v.kind.text == _STORE for m in v.kind.members if m.name == "getState"]
    states = [m.kind for getter in made for m in getter.kind.members if m.name == CALL]
    return {STATE: states[0]} if len(states) == 1 else {}


def _answered(name: str, source: Source, by: Expander, depth: int) -> list[Thing] | None:
    """What is answered to a request whose path may begin with a constant of another file."""
    constant = constant_of(name)
    found = _held(constant, source, by, depth + 1) if constant else []
    kinds = [t.kind for t in found if isinstance(t, Type) and not t.depth and t.kind.name == "literal"]
    if constant and len(kinds) != 1 and name.endswith(" -"):
        return None  # of the path nothing is known
    parts = answered_parts(name, kinds[0].values[0].rstrip("/") if kinds else "", by.snapshot)
    made = [by.expanded(part, depth + 1) for part in parts]
    return [thing for things in made for thing in things or ()] if made and made[0] is not None else None


def _held(constant: str, source: Source, by: Expander, depth: int) -> list[Thing]:
    """What a constant stands for, or what an object has under its names: `ENDPOINTS.users.list`."""
    name, *steps = constant.split(".")
    found = value_of(name, source, by, depth)
    for step in steps:
        match found:
            case [Module(source=other)]:
                found = value_of(step, other, by, depth)
            case [Type(kind=kind, depth=0, source=other)]:
                found = list[Thing]([Type(m.kind, m.list_depth, other) for m in kind.members if m.name == step])
            case _:
                return []
    return found


def _contract(contract: Contract | None, by: Expander, depth: int) -> list[Thing] | None:
    """The fields of a contract that is a record, or what an alias stands for."""
    if contract is None:
        return None
    source = by.snapshot.sources[contract.path]
    if isinstance(contract.declaration, Alias):
        declared = contract.declaration
        return by.expanded(Type(declared.kind, declared.list_depth, source, contract), depth + 1)
    if not isinstance(contract.declaration, Record):
        return None
    promises, complete = by.snapshot.contracts.promised(contract)
    fields = tuple((p.field, by.snapshot.sources[p.path]) for p in promises)
    return [Owner(fields, complete, contract, generics=contract.declaration.generics)] if complete else None


# What a route may carry, and so say which part of an endpoint it is.
_CARRIED = SCHEMA_OBJECTS | {"class", "interface", "type"}


def _record(record: Record, source: Source, by: Expander, depth: int) -> list[Thing] | None:
    """A declaration with its bases, and what it is held to."""
    pairings = by.snapshot.pairings_by_path.get(source.path, ())
    pairing = next((p for p in pairings if p.implementation == record), None)
    bound = Bound(pairing, record, source) if pairing is not None else None
    if bound is None and record.construct in _CARRIED:
        bound = Unbound(record, source)
    methods = {m.name: m for m in record.methods}
    own_fields = (methods.pop(f.name, f) if f.kind.name == "unknown" else f for f in record.fields)
    fields = tuple((f, source) for f in (*own_fields, *methods.values()))
    if record.construct == "drizzle table" and record.open and record.bases:
        shared = columns_shared(record, source, by.snapshot)
        return [Owner((*fields, *(shared or ())), shared is not None, bound, record, source, record.generics)]
    closed = not record.open and _is_whole(record, source)
    own = Owner(fields, closed, bound, record, source, record.generics)
    if not record.open or not record.bases or "**" in record.members:
        return [own]
    parts: list[Owner] = [replace(own, closed=_is_whole(record, source))]
    for base in record.bases:
        if base.name in record.generics:
            parts.append(replace(ANYTHING, stands_for=base.name, steps=base.steps))
            continue
        looked_up = base.arguments and not base.name.replace(".", "").isidentifier()  # `User["team"]`
        kind = base.arguments[0] if looked_up else Kind("ref", base.name, options=base.arguments)
        found = by.expanded(Type(kind, 0, source), depth + 1)
        if found is None or len(found) != 1 or not isinstance(found[0], Owner | Both):
            parts.append(ANYTHING)
            continue
        some = some_of(found[0], base.steps)
        parts.extend(some.parts if isinstance(some, Both) else (some,) if isinstance(some, Owner) else ())
    return [Both(tuple(parts))]


def _is_whole(record: Record, source: Source) -> bool:
    """True where a record has no names but those that are seen."""
    written = record.construct != "class" or source.path.endswith(_TYPED)
    return written and "**" not in record.members


def _values(source: Source, snapshot: Snapshot) -> Mapping[str, Field]:
    """The values of a file by name."""
    return snapshot.once(("typescript values", source.path), lambda: {v.name: v for v in source.shapes.values})
