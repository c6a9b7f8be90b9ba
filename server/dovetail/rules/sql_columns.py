"""The columns that statements in strings name, held against the tables that schemas and models make.

A table is known by all that makes or alters it, in whatever language, and asked about only where one of those is bound to a contract.
"""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Place
from dovetail.core.shapes import Field, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import nearest

from .bases import completed
from .migrations import series_of, takes_back

OF = "sql "  # before the table's name in a use's type
_MAKES = frozenset({"table", "view", "materialized view", "model", "table model", "core table", "drizzle table"})
_ALTERS = "altered table"
_HIDDEN = re.compile(r"\bEXECUTE\b|\bPREPARE\b", re.IGNORECASE)  # statements that are strings


@dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A column that a table does not have, the columns that it has, and where it is made."""

    name: str
    range: Range
    table: str
    known: tuple[str, ...]
    place: Place


def unknown_columns(source: Source, snapshot: Snapshot) -> Iterator[UnknownColumn]:
    """What the statements in the strings of one file ask of tables that have no such column."""
    seen: set[Range] = set()
    in_steps = (
        source.shapes.language == "sql" and series_of(source.path) is not None
    )  # where a table is not yet what it will be
    for use in source.shapes.uses if not in_steps else ():
        if use.via in ("sql", "perhaps sql") and use.ranges[0] not in seen:
            seen.add(use.ranges[0])
            found = _unknown(use, snapshot)
            if found is not None:
                yield found


def asked_column(use: Use, snapshot: Snapshot) -> tuple[str, Field] | None:
    """The field that a column of a statement is, in the record that is bound, and the file of that."""
    name = use.chain[0].lower()
    for path, record in _made(use.type_name.removeprefix(OF).lower(), snapshot):
        if _is_bound(path, record, snapshot):
            found = next((f for f in record.fields if (f.stored or f.name).lower() == name and not f.relation), None)
            if found is not None:
                return path, found
    return None


def _unknown(use: Use, snapshot: Snapshot) -> UnknownColumn | None:
    table = use.type_name.removeprefix(OF)
    made = _made(table.lower(), snapshot)
    if not made:
        return None
    known = _columns(made, snapshot)
    name = use.chain[0]
    bound = next(((p, r) for p, r in made if _is_bound(p, r, snapshot)), None)
    if known is None or bound is None or name.lower() in known or _is_hidden(name, made, snapshot):
        return None
    if use.via != "sql" and (len(name) < 4 or nearest(name.lower(), list(known), 1 if len(name) < 6 else 2) is None):
        return None  # a word of SQL, or a name that the statement gives
    place = Place(bound[0], bound[1].name_range, f"Table {table}")
    return UnknownColumn(name, use.ranges[0], table, tuple(known.values()), place)


def _made(table: str, snapshot: Snapshot) -> list[tuple[str, Record]]:
    """All records of a table, by the paths of their files; nothing where no file makes it."""
    found = [(p, r) for p, records in snapshot.sources_with(_tables, table) for r in records]
    return found if any(r.construct in _MAKES for _, r in found) else []


def _tables(source: Source) -> Mapping[str, tuple[Record, ...]]:
    found: dict[str, tuple[Record, ...]] = {}
    if takes_back(source.path):
        return found
    for record in source.shapes.records:
        if record.construct in _MAKES or record.construct == _ALTERS:
            python = source.shapes.language == "python"
            name = record.table or ("" if python else record.name)
            key = name.rpartition(".")[2].strip('"`[]').lower()
            if key and record.layer == "db":
                found[key] = (*found.get(key, ()), record)
    return found


def _columns(made: list[tuple[str, Record]], snapshot: Snapshot) -> dict[str, str] | None:
    """The columns of a table by their names in lower case; None where not all of them are known."""
    found: dict[str, str] = {}
    for path, record in made:
        whole = completed(record, snapshot.sources[path], snapshot)
        if record.construct == _ALTERS:
            series = series_of(path)
            others = {series_of(p) for p, r in made if r.construct == "table"}
            if series is None or series in others:
                for name, _ in record.gone:
                    found.pop(name.lower(), None)
        elif whole.open or not whole.fields:
            return None
        names = (f.stored or f.name for f in whole.fields if not f.relation)
        found.update((n.lower(), n) for n in names)
    return found


def _is_bound(path: str, record: Record, snapshot: Snapshot) -> bool:
    return any(p.implementation is record for p in snapshot.pairings_by_path.get(path, ()))


def _is_hidden(name: str, made: list[tuple[str, Record]], snapshot: Snapshot) -> bool:
    """True where a file that makes the table, or one beside it, says the name in a statement that it puts together."""
    word = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
    return any(
        _HIDDEN.search(text) is not None and word.search(text) is not None
        for text in (snapshot.sources[p].text.source for p, _ in made if p.endswith(".sql"))
    )
