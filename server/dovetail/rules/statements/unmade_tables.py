"""Tables that statements of SQL name and that nothing makes, where another is clearly meant, or where all others are made.

A name that is like no table is a slip only where something shows it: the columns that are asked of it are those of one table, or
the steps of a series make each table that they refer to, but for this one.
"""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.paths import is_test
from dovetail.core.shapes import Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import singular, words

from ..records.migrations import series_of, takes_back
from .sql_columns import OF, by_former_name, columns_of, statement_of, tables_made

NAMED = "table of sql"  # the type of a use that names a table
REFERS = "key of "  # how its use comes about, before the column that refers to it
ALTERS = "altered sql"  # and how that of a table does which is altered
_ALTERED = "altered table"
_BEFORE = 24  # letters before a name in which its schema stands
_TELLING = 2  # columns which show that a table is meant that has them
_EVERYWHERE = frozenset("id name title created_at updated_at deleted_at".split())
# Words of tables that hold rows of others for a while, which nobody need declare.
_COPIES = frozenset(
    "old new tmp temp temporary copy backup bak archive archived history log audit staging stage import raw load excluded inserted "
    "deleted".split()
)
_MAKES = re.compile(
    r"\b(?:TABLE|VIEW|RENAME\s+TO|INTO\s+TEMP|FUNCTION|PROCEDURE|SYNONYM)\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    r"[\"`\[]?(?:\w+[\"`\]]?\.[\"`\[]?)?(\w+)",
    re.IGNORECASE,
)
# Tables that databases have of themselves, and what tools keep of migrations; and what stands before those of a catalogue.
_OF_TOOLS = re.compile(
    r"(?:sqlite_|pg_|_prisma_|alembic_|django_|flyway_|liquibase_)\w+\Z|dual\Z|auth_(?:user|group|permission)\Z|\w*migrations?(?:_lock)?\Z",
    re.IGNORECASE,
)
_CATALOGUES = re.compile(
    r"\b(?:information_schema|pg_catalog|performance_schema|mysql|sys)[\"`\]]?\.[\"`\[]?\Z", re.IGNORECASE
)
_ALTERS = re.compile(r"\b(?:ALTER|DROP|TRUNCATE)\s+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unmade:
    """A table that nothing makes; `meant` is the one that is, with its contract, where columns tell, else `why` it is named at all."""

    name: str
    range: Range
    meant: tuple[str, Contract] | None
    why: str = ""


def table_unmade(use: Use, source: Source, snapshot: Snapshot) -> Unmade | None:
    """The table of a use, where nothing makes it."""
    name, at = use.chain[0], use.ranges[0]
    if takes_back(source.path) or _is_of_database(use, source) or _may_be_made(name, snapshot):
        return None
    if use.via == ALTERS or use.via.startswith(REFERS):
        if source.shapes.language != "sql":
            return None
        column = use.via.removeprefix(ALTERS).rpartition(".")[2]
        why = f"which `{column}` refers to" if column else "which is altered here"
        return Unmade(name, at, None, why) if _all_others_are_made(name, source, snapshot) else None
    found = _by_columns(name, source, snapshot)
    if found is not None:
        return Unmade(name, at, found)
    return Unmade(name, at, None, "which is asked for here") if _is_only_stranger(name, source, snapshot) else None


def _may_be_made(name: str, snapshot: Snapshot) -> bool:
    """True for a name that anything makes, or calls so for a while."""
    low = name.lower()
    known = any(r.construct != _ALTERED for _, r in tables_made(low, snapshot))
    if known or snapshot.contracts.by_table(low) is not None:
        return True
    return bool(snapshot.sources_with(_made, low) or snapshot.sources_with(by_former_name, low))


def _made(source: Source) -> Mapping[str, bool]:
    """Whatever statements in a file make, be they in strings, the tables of its records, and what a file of SQL is called, which may be
    the query behind a table (a model of dbt); in lower case."""
    text = source.text.source
    said = (
        (m for m in _MAKES.finditer(text))
        if "CREATE" in text or "create " in text or "RENAME" in text or "rename " in text
        else ()
    )
    names = {m[1].lower() for m in said if _ALTERS.search(text, max(0, m.start() - 12), m.start()) is None}
    records = (r for r in source.shapes.records if r.layer == "db" and r.construct != _ALTERED)
    names |= {n.rpartition(".")[2].strip('"`[]').lower() for r in records for n in (r.table, r.name) if n}
    if source.path.endswith(".sql"):
        names.add(source.path.rpartition("/")[2].removesuffix(".sql").lower())
    return dict.fromkeys(names, True)


def _by_columns(name: str, source: Source, snapshot: Snapshot) -> tuple[str, Contract] | None:
    """The one table that has all columns which a file asks of a name."""
    asked = {u.chain[0].lower() for u in source.shapes.uses if u.type_name.startswith(OF) and _is_of(u, name)}
    if len(asked - _EVERYWHERE) < _TELLING or _COPIES & set(words(name)):
        return None
    found = [(t, c) for t, c in _stored(snapshot) if asked <= _columns(t, snapshot)]
    if len(found) != 1:
        return None
    # What has all words of another's name, and more, may be a part or a copy of it, `ticket_holds`; or it is the other way round.
    own, other = _stems(name), _stems(found[0][0])
    return None if other <= own or (own < other and other - own <= _COPIES) else found[0]


def _is_of(use: Use, table: str) -> bool:
    said = statement_of(use.type_name).tables
    return len(said) == 1 and said[0].lower() == table.lower()


def _stems(name: str) -> set[str]:
    return {singular(w) for w in words(name)}


def _stored(snapshot: Snapshot) -> Iterator[tuple[str, Contract]]:
    for contract, table in snapshot.of_contracts(table_of).items():
        known = snapshot.contracts.get(contract)
        if known is not None:
            yield table, known


def table_of(contract: Contract) -> str:
    """The table that a record of a contract is stored in; empty where it says none."""
    return contract.table if isinstance(contract.declaration, Record) else ""


def _columns(table: str, snapshot: Snapshot) -> frozenset[str]:
    made = tables_made(table.lower(), snapshot)
    return frozenset(columns_of(made, False, snapshot) or ()) if made else frozenset()


def _all_others_are_made(name: str, source: Source, snapshot: Snapshot) -> bool:
    """True where the tables that the steps of a series refer to, or alter, are all made in it, so that this one ought to be, too."""
    series = series_of(source.path)
    if series is None:
        return False
    named = {n for p, names in snapshot.of_sources(_needed).items() if series_of(p) == series for n in names}
    others = named - {name.lower()}
    made = {n for p, names in snapshot.of_sources(_makes_tables).items() if series_of(p) == series for n in names}
    return len(others) >= _TELLING and others <= made


def _is_only_stranger(name: str, source: Source, snapshot: Snapshot) -> bool:
    """True for a table of a query, where steps make all others that statements ask for anywhere."""
    if series_of(source.path) is not None or is_test(source.path) or _COPIES & set(words(name)):
        return False
    asked = {n for names in snapshot.of_sources(_asked).values() for n in names} - {name.lower()}
    in_steps = any(n for p, n in snapshot.of_sources(_makes_tables).items() if series_of(p) is not None)
    return in_steps and len(asked) >= _TELLING and all(_may_be_made(n, snapshot) for n in asked)


def _asked(source: Source) -> frozenset[str]:
    """The tables that statements of a file ask for, be they in strings."""
    named = (u for u in source.shapes.uses if u.type_name == NAMED and u.via == "sql")
    return frozenset(u.chain[0].lower() for u in named if not _is_of_database(u, source))


def _is_of_database(use: Use, source: Source) -> bool:
    """True for a table that databases have of themselves, or that tools keep."""
    at = use.ranges[0].start
    return bool(_OF_TOOLS.match(use.chain[0]) or _CATALOGUES.search(source.text.source, max(0, at - _BEFORE), at))


def _needed(source: Source) -> frozenset[str]:
    """The tables that statements of a file refer to by keys, or alter."""
    if source.shapes.language != "sql":
        return frozenset()
    uses = (u for u in source.shapes.uses if u.type_name == NAMED)
    return frozenset(u.chain[0].lower() for u in uses if u.via == ALTERS or u.via.startswith(REFERS))


def _makes_tables(source: Source) -> frozenset[str]:
    if source.shapes.language != "sql":
        return frozenset()
    return (
        frozenset(
            r.name.rpartition(".")[2].lower()
            for r in source.shapes.records
            if r.layer == "db" and r.construct != _ALTERED
        )
        | frozenset(by_former_name(source))
        | frozenset(r.name.lower() for r in source.shapes.records if r.bases)
    )
