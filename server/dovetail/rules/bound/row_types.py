"""Types that code says to be the rows of a table: `knex<UserRow>("users")` makes `UserRow` what the contract is stored as.

So does `class_row(User)` in Python, or `User(**row)`, beside a statement that reads that table. The type says nothing of that itself, and
may leave columns out, so that what is found there is no error.
"""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.bindings import Mode, Pairing, stored_key
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import ROWS_OF, STATED, Field, Kind, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import key

from ..files.imported import declared
from ..files.python_names import defined
from ..records.migrations import series_of
from ..statements.sql_columns import tables_made

_CONSTRUCTS = frozenset(
    {"interface", "type", "dataclass", "named tuple", "pydantic model", "msgspec struct", "zod object"}
)
_LANGUAGES = frozenset({"typescript", "python"})
_NUMBERS = frozenset({"number", "int", "float", "bigint", "decimal"})
_LISTED = frozenset({"enum", "literal", "union", "ref"})  # kinds by which a type lists values, or may
_THERE = re.compile(r"""(\w+)["`]?\s+IS\s+NOT\s+NULL\b""", re.IGNORECASE)
_TELLING = 2  # columns that show that a type is meant to have those of the table


def row_types(path: str, snapshot: Snapshot) -> Iterator[Pairing]:
    """The types of a file that are the rows of a table which stores a contract, where they do not say themselves what they are."""
    source = snapshot.sources.get(path)
    if source is None or source.shapes.language not in _LANGUAGES or series_of(path) is not None:
        return  # a step of a series speaks of rows as they were
    bound = {p.implementation.range.start for p in snapshot.pairings_by_path.get(path, ())}
    for record in source.shapes.records:
        if record.construct not in _CONSTRUCTS or record.layer == "db" or record.range.start in bound:
            continue
        said = {(p, t, via) for p, tables in snapshot.sources_with(_of_tables, record.name) for t, via in tables}
        meant = sorted((p, t, via) for p, t, via in said if _means(p, record.name, path, snapshot))
        contract = snapshot.contracts.by_table(meant[0][1]) if meant and len({t for _, t, _ in meant}) == 1 else None
        mode = _mode(record, contract, snapshot) if contract is not None else None
        if contract is not None and mode is not None:
            table = meant[0][1]
            because = f"{meant[0][0]} reads the rows of `{table}` as it"
            stated = any(via == STATED for _, _, via in meant)
            fields = (
                _stated(record, {p for p, _, _ in meant}, snapshot)
                if stated
                else _read(record, contract, table, snapshot)
            )
            rows, mode = replace(record, layer="db", table=table, fields=fields), "subset" if stated else mode
            yield Pairing(contract, path, rows, mode, because, guessed=True)


def _stated(record: Record, readers: set[str], snapshot: Snapshot) -> tuple[Field, ...]:
    """The fields of rows that statements give: whether they may be null, unless a statement asks only for those that are not, and the
    values that they list. Which kind stands for a number or a date is the driver's.
    """
    there = {key(c) for p in readers for c in _THERE.findall(snapshot.sources[p].text.source)}
    told = (replace(f, nullable="unknown") if f.key in there else f for f in record.fields)
    return tuple(f if f.kind.name in _LISTED else replace(f, kind=Kind("unknown", text=f.kind.text)) for f in told)


def _read(record: Record, contract: Contract, table: str, snapshot: Snapshot) -> tuple[Field, ...]:
    """The fields of rows. A driver may give a large or exact number as a text, which counts for a column of plain whole numbers alone."""
    made = (f for _, r in tables_made(table.lower(), snapshot) for f in r.fields)
    whole = {key(f.stored or f.name) for f in made if f.kind.name == "int"}
    promised = snapshot.contracts.promised(contract)[0]
    numbers = {stored_key(p.field) for p in promised if snapshot.contracts.resolved(p.field.kind).name in _NUMBERS}
    return tuple(
        replace(f, kind=Kind("unknown", text=f.kind.text))
        if f.kind.name == "string" and f.key in numbers - whole
        else f
        for f in record.fields
    )


def row_type_paths(snapshot: Snapshot) -> frozenset[str]:
    """The files with such types."""
    found: set[str] = set()
    for path, named in snapshot.of_sources(_of_tables).items():
        for name in named:
            there = _declared(name, snapshot.sources[path], snapshot)
            found.update([there[0].path] if there is not None else [])
    return frozenset(found)


def _of_tables(source: Source) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The tables of which a file reads the rows as something, and how it says so, by the names of the types."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for use in source.shapes.uses if source.shapes.language in _LANGUAGES else ():
        if use.type_name.startswith(ROWS_OF):
            table = use.type_name.removeprefix(ROWS_OF)
            found[use.chain[0]] = tuple(dict.fromkeys((*found.get(use.chain[0], ()), (table, use.via))))
    return found


def _declared(name: str, source: Source, snapshot: Snapshot) -> tuple[Source, str] | None:
    """The file that declares what a file calls so, and its name there."""
    return (defined if source.shapes.language == "python" else declared)(name, source, snapshot)


def _means(path: str, name: str, declaring: str, snapshot: Snapshot) -> bool:
    """True where a file means by a name the type that another one, or itself, declares under it."""
    if path == declaring:
        return True
    there = _declared(name, snapshot.sources[path], snapshot)
    return there is not None and there[0].path == declaring and there[1] == name


def _mode(record: Record, contract: Contract, snapshot: Snapshot) -> Mode | None:
    """Whether all columns must be there: of a type that leaves out more than one, none need be; one with hardly any is something else."""
    promises, _ = snapshot.contracts.promised(contract)
    wanted = {k for p in promises if (k := stored_key(p.field)) is not None}
    has = {f.key for f in record.fields} & wanted
    if len(has) < _TELLING or 2 * len(has) <= len(record.fields):
        return None
    return "whole" if len(wanted - has) <= 1 and not record.open else "subset"
