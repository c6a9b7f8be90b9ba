"""The names that conventions speak of in contracts, and in code that is bound to a contract; `declared_names` has those of other code."""

import keyword
from collections.abc import Iterator

from dovetail.core.bindings import Pairing, field_pairs
from dovetail.core.contracts import Contract
from dovetail.core.conventions import NameKind
from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import SCHEMA_ENUMS, SCHEMA_OBJECTS, Alias, Constant, Enum, Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import in_casing, key

from ..bound.inline import is_inside
from ..contracts.promises import own_fields
from ..records.migrations import changed_later

_VALUES = SCHEMA_OBJECTS | {"object literal", "query"}  # their names are those of variables

WIRE_VALUES = SCHEMA_ENUMS | {
    "union",
    "list",
    "as const list",
    "drizzle enum",
    "literal",
    "schema",
}  # whose members are the values themselves


@dataclass(frozen=True, slots=True)
class Name:
    """A name, where it stands, and the kinds of name that it may be governed as, the most telling first.

    `what` calls it in a sentence; `field` and `record` are what it names, where a fix needs them.
    """

    path: str
    name: str
    range: Range
    kinds: tuple[NameKind, ...]
    what: str
    record: Record | None = None
    field: Field | None = None
    contract: Contract | None = None


def names_of(subject: Contract | Pairing, snapshot: Snapshot) -> tuple[Name, ...]:
    """The names that conventions may speak of in a contract, or in code that implements one."""
    # Ten rules ask for the same ones. The subject is kept beside them, so that no other has its identity.
    return snapshot.once(("names", id(subject)), lambda: (subject, tuple(_names_of(subject, snapshot))))[1]


def _names_of(subject: Contract | Pairing, snapshot: Snapshot) -> Iterator[Name]:
    if isinstance(subject, Contract):
        yield from _of_contract(subject)
    elif not is_inside(subject, snapshot):
        yield from _of_pairing(subject, snapshot)
    elif subject.is_store and isinstance(subject.implementation, Record):  # what a later migration makes of a table
        yield from _columns(subject, subject.implementation, snapshot)


def _of_contract(contract: Contract) -> Iterator[Name]:
    path, declaration = contract.path, contract.declaration
    own = declaration.name_range
    match declaration:
        case Record():
            yield Name(path, declaration.name, own, ("types",), f"type `{declaration.name}`", contract=contract)
            yield from _contract_fields(contract, declaration)
        case Enum():
            frozen = declaration.construct == "as const list"
            kinds: tuple[NameKind, ...] = ("constants",) if frozen else ("enums", "types")
            yield Name(
                path,
                declaration.name,
                own,
                kinds,
                f"{'constant' if frozen else 'enum'} `{declaration.name}`",
                contract=contract,
            )
            yield from members_of(path, declaration)
        case Constant():
            yield Name(path, declaration.name, own, ("constants",), f"constant `{declaration.name}`", contract=contract)
        case Alias():
            yield Name(path, declaration.name, own, ("types",), f"type `{declaration.name}`", contract=contract)


def _contract_fields(contract: Contract, record: Record) -> Iterator[Name]:
    own = {id(f) for f in record.fields} if contract.is_endpoint else frozenset[int]()
    for label, field in own_fields(contract):
        if id(field) in own:
            continue  # an endpoint's members are called as Dovetail calls them
        if contract.is_endpoint and label.split(".")[1:2] == ["headers"]:
            continue  # `idempotency-key` is how HTTP spells it
        what = f"field `{field.name}` of `{label.rpartition('.')[0]}`"
        yield Name(contract.path, field.name, field.name_range, ("fields",), what, record, field, contract)


def spelled(field: Field, path: str) -> str:
    """What a field is called on the wire; in Protocol Buffers as it is written, of which the name in JSON is made."""
    return field.name if path.endswith(".proto") else field.wire or field.name


def members_of(path: str, enum: Enum) -> Iterator[Name]:
    for member in enum.members:
        yield Name(path, member.name, member.range, ("members",), f"member `{member.name}` of `{enum.name}`")


def kinds_of(record: Record) -> tuple[NameKind, ...]:
    """As what a type is judged that code declares: an interface is no class."""
    return ("types",) if record.construct in ("interface", "type") else ("classes", "types")


def _of_pairing(pairing: Pairing, snapshot: Snapshot) -> Iterator[Name]:
    path, item = pairing.path, pairing.implementation
    own = item.name.rpartition(".")[2] if isinstance(item, Record | Enum) else ""  # within its namespace
    match item:
        case Record() if item.layer == "db":
            yield from _of_store(pairing, item, snapshot)
        case Record():
            if item.construct not in _VALUES:
                yield Name(path, own, item.name_range, kinds_of(item), f"type `{item.name}`", item)
            yield from _attributes(path, item)
            promised = {id(pair.implementation) for pair in field_pairs(pairing)}
            kinds: tuple[NameKind, ...] = ("props",) if item.layer == "ui" else ("json",)
            for field in item.fields:
                if (
                    id(field) not in promised and not field.relation
                ):  # the spelling of a promised field is the contract's
                    what = f"field `{spelled(field, path)}` of `{item.name}`"
                    yield Name(path, spelled(field, path), field.name_range, kinds, what, item, field)
        case Enum():
            yield Name(path, own, item.name_range, ("enums", "types"), f"enum `{item.name}`")
            if item.construct not in WIRE_VALUES:
                yield from members_of(path, item)
        case Constant():
            yield Name(path, item.name, item.name_range, ("constants",), f"constant `{item.name}`")
        case _:
            pass


def _of_store(pairing: Pairing, record: Record, snapshot: Snapshot) -> Iterator[Name]:
    yield from table_names(pairing.path, record)
    yield from _columns(pairing, record, snapshot)
    yield from _attributes(pairing.path, record)


def table_names(path: str, record: Record) -> Iterator[Name]:
    """A table is called by its mapped name, and a model has a name of its own besides."""
    if record.construct == "model":
        yield Name(path, record.name, record.name_range, ("models",), f"model `{record.name}`", record)
    table = record.table or record.name
    yield Name(path, table, record.name_range, ("tables",), f"table `{table}`", record)


def _columns(pairing: Pairing, record: Record, snapshot: Snapshot) -> Iterator[Name]:
    """A column that `@db` names is the contract's."""
    tags = (p.contract.tag("db") for p in field_pairs(pairing))
    promised = {tag.value for tag in tags if tag is not None}
    return (n for n in column_names(pairing.path, record, snapshot) if n.name not in promised)


def column_names(path: str, record: Record, snapshot: Snapshot) -> Iterator[Name]:
    """The columns of a table; one that a later migration changes may have another name there."""
    table = record.table or record.name
    later = changed_later(record, path, snapshot)
    for field in record.fields:
        column = field.stored or field.name
        if not field.relation and key(column) not in later:
            yield Name(path, column, field.name_range, ("columns",), f"column `{column}` of `{table}`", record, field)


def _is_made(outside: str, field: Field, record: Record) -> bool:
    """True for a name that an alias generator makes, which makes the same one of the field in another casing."""
    casing = record.casing
    return casing is not None and outside == in_casing(in_casing(field.name, "snake_case"), casing)


def _attributes(path: str, record: Record) -> Iterator[Name]:
    """What Python calls a field that has another name outside; without one, that name is the contract's or the store's."""
    for field in record.fields if path.endswith(".py") else ():
        outside = field.wire or field.stored
        inside = record.range.start <= field.name_range.start < record.range.end
        evades = keyword.iskeyword(field.name.removesuffix("_"))  # `class_` can be written in no other way
        another = outside is not None and (outside != field.name or _is_made(outside, field, record))
        if another and inside and not field.relation and not evades:
            what = f"attribute `{field.name}` of `{record.name}`"
            yield Name(path, field.name, field.name_range, ("attributes",), what)
