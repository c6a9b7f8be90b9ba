"""Which code implements which contract. An error needs a binding, and a binding is explicit.

In this order: a tag (`@contract User`); a conformance to the contract's imported type (`satisfies User`); the
contract's own `@db`, which names a table or model; a place under the conventions' `bind`, where a record named like a
contract is that contract. Similarity of names alone never binds.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from .contracts import Contract, Contracts
from .dataclass import dataclass, replace
from .shapes import Constant, Enum, Field, FileShapes, Member, Record, Route, Tag
from .text import Range
from .words import key

if TYPE_CHECKING:
    from .conventions import Conventions

Mode = Literal["whole", "subset", "closed"]
Way = Literal["accepts", "emits", ""]
Implementation = Record | Enum | Constant | Route
_SCHEMA = re.compile(r"_?[sS]chema$")


@dataclass(frozen=True, slots=True)
class Pairing:
    """A contract and a declaration that implements it; `because` is shown to people, and `sign` is where the code itself says so.

    `part` are the steps to the part of the contract that it implements: `("request",)` of an endpoint. `guessed` where only the method and
    path of a route say so: what is found there is no error. `way` says whether it only takes such values in or only gives them out, where
    that is known by more than its place. `text` where all values cross the wire as text, as in a query, and something may read them.
    `named` where each route that carries it tells of its names, which need not be told here.
    """

    contract: Contract
    path: str
    implementation: Implementation
    mode: Mode
    because: str
    sign: Range | None = None
    part: tuple[str, ...] = ()
    guessed: bool = False
    way: Way = ""
    text: bool = False
    named: bool = False

    @property
    def is_store(self) -> bool:
        return isinstance(self.implementation, Record | Enum) and self.implementation.layer == "db"


@dataclass(frozen=True, slots=True)
class FieldPair:
    """A field of the contract and the one that implements it."""

    contract: Field
    implementation: Field


def tagged_contract(tags: Iterable[Tag]) -> "tuple[Tag, Mode] | None":
    """The `@contract NAME [subset|closed]` among the tags."""
    for tag in tags:
        if tag.name == "contract" and tag.value:
            word = tag.prose.split()[0] if tag.prose.split() else ""
            return tag, "subset" if word == "subset" else "closed" if word == "closed" else "whole"
    return None


def pairings_of_file(
    path: str, shapes: FileShapes, contracts: Contracts, conventions: "Conventions | None"
) -> tuple[Pairing, ...]:
    """Every pairing whose implementation is in one file that is not a contract."""
    implementations: list[Implementation] = [*shapes.records, *shapes.enums, *shapes.constants, *shapes.routes]
    return tuple(p for i in implementations if (p := _pairing(path, shapes, i, contracts, conventions)) is not None)


def _pairing(
    path: str, shapes: FileShapes, item: Implementation, contracts: Contracts, conventions: "Conventions | None"
) -> Pairing | None:
    tagged = tagged_contract(item.tags)
    if tagged is not None:
        tag, mode = tagged
        contract = contracts.meant(tag.value, path, shapes.imports)
        return _made(contract, path, item, mode, f"it says `@contract {tag.value}`", tag.range) if contract else None
    if isinstance(item, Route):
        return None
    if isinstance(item, Record | Enum):
        for reference in item.conforms:
            contract = imported_contract(reference.name, shapes, contracts)
            if contract is not None:
                part = reference.arguments[0].steps if reference.arguments else ()
                said = reference.name + "".join(f'["{step}"]' for step in part)
                made = _made(contract, path, item, "whole", f"it says `{reference.how} {said}`", reference.range)
                return replace(made, part=part) if made is not None and part else made
        if isinstance(item, Record) and item.layer == "db":
            for name in stored_names(item, path):
                contract = contracts.by_table(name)
                if contract is not None:
                    return _made(contract, path, item, "whole", f"the contract says `@db {name}`")
    if conventions is not None and conventions.binds(path):
        contract = contracts.meant(item.name, path, shapes.imports)
        if contract is not None:
            return _made(contract, path, item, "whole", "conventions `bind` names like contracts here")
    return None


def stored_names(record: Record, path: str) -> tuple[str, ...]:
    """The names by which a contract can mean a table of a file: its own in the database, and the model's.

    In Drizzle that is only a variable; in Mongoose it is that of the schema, `userSchema` of the model `User`.
    """
    own = record.table or implied_table(record, path)
    if record.construct == "mongoose schema":
        model = _SCHEMA.sub("", record.name)
        return tuple(n for n in (own, record.name, model[:1].upper() + model[1:]) if n)
    names = (own,) if record.construct == "drizzle table" else (own, record.name)
    return tuple(n for n in names if n)


def implied_table(record: Record, path: str) -> str:
    """The table that Django gives a model which names none, `billing_invoice` for `Invoice` of the app `billing`; empty for any other."""
    folders = path.split("/")[:-1]
    if folders[-1:] == ["models"]:
        folders.pop()
    elif not path.endswith("/models.py"):
        return ""
    return f"{folders[-1]}_{record.name.lower()}" if folders and record.construct == "django model" else ""


def as_contracted(item: Implementation, contract: Contract) -> Implementation:
    """An object of texts is the enum that a contract has in its place: `{ Paid: "paid" } as const`. Anything else is itself."""
    if not isinstance(item, Constant) or not isinstance(contract.declaration, Enum):
        return item
    entries = item.entries
    if not all(e.name and "." not in e.name and e.value.startswith('"') for e in entries):
        return item
    members = tuple(Member(e.name, json.loads(e.value), e.name_range) for e in entries)
    return Enum(item.name, item.name_range, item.range, members, "code", "constant", item.doc, item.tags)


def _made(
    contract: Contract, path: str, item: Implementation, mode: Mode, because: str, sign: Range | None = None
) -> Pairing | None:
    declaration, item = contract.declaration, as_contracted(item, contract)
    fits = (
        (isinstance(item, Record) and isinstance(declaration, Record))
        or (isinstance(item, Enum) and isinstance(declaration, Enum))
        or (isinstance(item, Constant) and isinstance(declaration, Constant))
        or (isinstance(item, Route) and contract.is_endpoint)
    )
    if not fits:
        return None
    return Pairing(contract, path, item, "closed" if contract.closed and mode == "whole" else mode, because, sign)


def imported_contract(name: str, shapes: FileShapes, contracts: Contracts) -> Contract | None:
    """The contract that a type's name in a file stands for, where it is imported from that contract's file."""
    space, dot, _ = name.partition(".")
    base = name.rpartition(".")[2]
    for imported in shapes.imports:
        if imported.name == space:
            if dot and imported.original != "*":
                return None  # a type within a namespace, which is no contract of its own
            original = imported.original if imported.original != "*" else base
            if imported.module == ANY_CONTRACT:
                contract = contracts.get(original)
                return contract if contract is not None and says_props(contract) else None
            contract = contracts.imported(original, imported.module)
            if contract is not None:
                return contract
    return None


def paired_by(contract: Contract) -> tuple[object, ...]:
    """All that is asked of a contract, beside its names, to tell what implements it and how."""
    return contract.path, type(contract.declaration), contract.is_endpoint, contract.closed, says_props(contract)


# The module of a type that a tag says, so that its file is not known where it is read.
ANY_CONTRACT = "@contract"


def says_props(contract: Contract) -> bool:
    """True for a contract of what a component is given: by `@view`, or by its name."""
    declaration = contract.declaration
    return isinstance(declaration, Record) and (declaration.tag("view") is not None or contract.name.endswith("Props"))


def named_column(field: Field) -> str | None:
    """The column that `@db` names for a contract's field; empty where it names none, None where the field is not stored."""
    tag = field.tag("db")
    if tag is None:
        return ""
    return tag.value if tag.value != "none" else None


def stored_key(field: Field) -> str | None:
    """The words of a contract field's column: `@db name` or its own name; None where it is not stored."""
    column = named_column(field)
    return key(column) if column else field.key if column is not None else None


def field_pairs(pairing: Pairing) -> Iterator[FieldPair]:
    """The fields that stand for one another, by their words."""
    contract, implementation = pairing.contract.declaration, pairing.implementation
    if not isinstance(contract, Record) or not isinstance(implementation, Record):
        return
    known = fields_by_words(implementation, pairing.is_store)
    for field in contract.fields:
        wanted = stored_key(field) if pairing.is_store else field.key
        found = known.get(wanted) if wanted is not None else None
        if found is not None:
            yield FieldPair(field, found)


def match_field(record: Record, wanted: str, store: bool) -> Field | None:
    """The field of a record with the given words; in a store the column's name and the attribute's name both count."""
    return next((f for f in record.fields if not f.relation and wanted in _words_of(f, store)), None)


def fields_by_words(record: Record, store: bool) -> Mapping[str, Field]:
    """The same for all words at once."""
    found: dict[str, Field] = {}
    for field in record.fields:
        for name in _words_of(field, store) if not field.relation else ():
            found.setdefault(name, field)
    return found


def _words_of(field: Field, store: bool) -> tuple[str, ...]:
    if not store:
        return (key(field.wire or field.name),)
    return (key(field.name),) if field.stored is None else (key(field.stored), key(field.name))
