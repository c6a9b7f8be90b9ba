"""A table says that it is a contract, and the contract's `@db` names another one, or none."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import Pairing, stored_names, tagged_contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Record, Tag
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text
from dovetail.core.words import in_casing, key

from . import rule
from .faults import Fault

_DRIZZLE = "drizzle table"  # whose name in code is only that of a variable
_TABLES = frozenset({"table", "model", "table model", "django model", "embedded table", "mongoose schema", _DRIZZLE})
_NAMED_BY_LIBRARIES = ("table model", "django model", "mongoose schema")


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    record, contract = pairing.implementation, pairing.contract
    tag = contract.declaration.tag("db")
    if not isinstance(record, Record) or tag is None or not tag.value:
        return
    if record.construct not in _TABLES and not _is_entity(record):
        return
    if record.construct in _NAMED_BY_LIBRARIES and record.table is None:
        return  # how a library names its tables cannot be seen
    named = record.construct == "model" and record.table is not None  # its name in the database is written out
    names = (record.table or "",) if record.construct == _DRIZZLE else (record.name, record.table or "")
    if (tagged_contract(record.tags) is None and not named) or key(tag.value) in map(key, names):
        return
    table = record.table or record.name
    told = "says that it is not stored" if tag.value == "none" else f"says that it is stored in `{tag.value}`"
    yield Fault(
        pairing.path,
        _place(record, table, snapshot.sources[pairing.path].text),
        f"`{table}` is contract {contract.name}, which {told}; say `@db {table}` there, or call the table so."
        if tag.value != "none"
        else f"`{table}` is contract {contract.name}, which {told}; say `@db {table}` there.",
        (Place(contract.path, tag.range, f"`@db` of contract {contract.name}"),),
        _fixes(pairing, table, tag, snapshot),
    )


def _is_entity(record: Record) -> bool:
    """True for a class of which a decorator says the table; where it says none, a naming strategy may make another name of the class's."""
    named = record.construct == "class" and record.layer == "db" and record.table is not None
    return named and record.table != in_casing(record.name, "snake_case")


def _place(record: Record, table: str, text: Text) -> Range:
    """Where the table's name is written: `@@map("people")`, `__tablename__ = "people"`; the record's own name where that is not clear."""
    if table == record.name:
        return record.name_range
    quoted = re.compile(rf"""(?<=["'`]){re.escape(table)}(?=["'`])""")
    found = [Range(m.start(), m.end()) for m in quoted.finditer(text.source, record.range.start, record.range.end)]
    return found[0] if len(found) == 1 else record.name_range


def _fixes(pairing: Pairing, table: str, tag: Tag, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The contract says the table's name, or the table is called as the other stores of the contract call theirs."""
    stores = [p for p in snapshot.pairings_by_contract.get(pairing.contract.name, ()) if p.is_store and p != pairing]
    named = [n for p in stores if isinstance(p.implementation, Record) for n in stored_names(p.implementation, p.path)]
    if any(key(n) == key(tag.value) for n in named):
        return _renamed(pairing, table, tag.value, snapshot)
    if named and key(table) not in {key(n) for n in named}:
        return ()
    return (Fix(f"Say `@db {table}` in the contract", (Edit(pairing.contract.path, tag.value_range, table),)),)


def _renamed(pairing: Pairing, table: str, wanted: str, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The table under the other name, where nothing else in any schema says the one that it has."""
    word = re.compile(rf"(?<![\w$]){re.escape(table)}(?![\w$])")
    schemas = (s for s in snapshot.implementations if s.path.endswith((".sql", ".prisma")))
    found = [(s.path, m.start()) for s in schemas for m in word.finditer(s.text.source)]
    if len(found) != 1 or found[0][0] != pairing.path or found[0][1] not in pairing.implementation.range:
        return ()
    at = Range(found[0][1], found[0][1] + len(table))
    return (Fix(f"Call the table `{wanted}`", (Edit(pairing.path, at, wanted),)),)
