"""What some databases have no type for, and is written into texts there: lists in MySQL and SQLite, and JSON in SQLite."""

import re
from collections.abc import Callable

from dovetail.core.bindings import Pairing, stored_key
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot, Source

# What only those dialects of SQL, and their tables in Drizzle, say.
_SQLITE = r"\bAUTOINCREMENT\b|\bPRAGMA\b|\bWITHOUT\s+ROWID\b|\)\s*STRICT\b|\bsqliteTable\b"
_WITHOUT_JSON = re.compile(_SQLITE, re.IGNORECASE)
_WITHOUT_LISTS = re.compile(rf"{_SQLITE}|\bAUTO_INCREMENT\b|\bENGINE\s*=|\bmysqlTable\b", re.IGNORECASE)
_PRISMA_WITHOUT_JSON = re.compile(r'\bprovider\s*=\s*"sqlite"')
_PRISMA_WITHOUT_LISTS = re.compile(r'\bprovider\s*=\s*"(?:sqlite|mysql|sqlserver)"')
_OPENS_SQLITE = re.compile(
    r"^[ \t]*(?:import|from)[ \t]+(?:aio)?sqlite3?\b|[\"'](?:better-sqlite3|sqlite3?|(?:node|bun):sqlite|@libsql/client)[\"']|\bsqlite(?:\+\w+)?:///",
    re.MULTILINE,
)
# What only PostgreSQL says, and its tables in Drizzle.
_POSTGRES = re.compile(
    r"\b(?:TIMESTAMPTZ|JSONB|(?:BIG|SMALL)?SERIAL|gen_random_uuid|CREATE\s+EXTENSION|plpgsql|pgTable)\b|'::\w",
    re.IGNORECASE,
)
_IN_SQL = frozenset({"table", "embedded table"})
_DATES = frozenset({"instant", "date"})
_COUNTS = frozenset({"int", "bigint"})
_EMPTY_LIST = re.compile(r"DEFAULT\s*\(?\s*'\[\]'|json_valid\s*\(", re.IGNORECASE)
_EMPTY_OBJECT = re.compile(r"DEFAULT\s*\(?\s*'\{\s*\}'|json_valid\s*\(", re.IGNORECASE)


def is_list_in_text(field: Field, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a text in a database that has no lists, or that is empty as a list in JSON is."""
    return _is_in_text(field, pairing, snapshot, _WITHOUT_LISTS, _EMPTY_LIST, _prisma_without_lists)


def is_json_in_text(field: Field, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a text in a database that has no JSON, or that is empty as an object in JSON is."""
    return _is_in_text(field, pairing, snapshot, _WITHOUT_JSON, _EMPTY_OBJECT, _prisma_without_json)


def has_booleans(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a store that has a type of its own for what is true or false: SQLite has none, nor need a migration for it say so."""
    source = snapshot.sources[pairing.path]
    language = source.shapes.language
    if language in ("python", "prisma"):
        return True
    return language in ("sql", "typescript") and _POSTGRES.search(source.text.source) is not None


def counts_moments(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a table of SQLite, which has no type for a date, where each column that stores one is a whole number."""
    record = pairing.implementation
    if not isinstance(record, Record) or record.construct not in _IN_SQL:
        return False
    promised = {
        stored_key(p.field) for p in snapshot.contracts.promised(pairing.contract)[0] if p.field.kind.name in _DATES
    }
    stored = [f.kind.name for f in record.fields if f.key in promised]
    if not all(name in _COUNTS for name in stored):
        return False
    said = _WITHOUT_JSON.search(snapshot.sources[pairing.path].text.source) is not None
    return said or bool(snapshot.of_sources(_opens_sqlite))


def may_be_null_by_prisma(field: Field, pairing: Pairing) -> bool:
    """True for a list in a migration that Prisma wrote: it never says `NOT NULL` of lists, and never writes null into them."""
    return pairing.is_store and field.list_depth > 0 and pairing.path.endswith("/migration.sql")


def _is_in_text(
    field: Field,
    pairing: Pairing,
    snapshot: Snapshot,
    lacking: re.Pattern[str],
    empty: re.Pattern[str],
    of_prisma: Callable[[Source], bool],
) -> bool:
    if not pairing.is_store or field.kind.name != "string":
        return False
    source = snapshot.sources[pairing.path]
    if source.shapes.language == "prisma":
        return bool(snapshot.of_sources(of_prisma))
    text = source.text.source
    if empty.search(text[field.range.start : field.range.end]) is not None or lacking.search(text) is not None:
        return True
    return bool(snapshot.of_sources(_opens_sqlite))


def _opens_sqlite(source: Source) -> bool:
    """True for code that opens a database of SQLite, whose schemas need not say that they are for it."""
    text = source.text.source
    return (
        ("sqlite" in text or "libsql" in text)
        and source.shapes.language != "sql"
        and _OPENS_SQLITE.search(text) is not None
    )


def _prisma_without_lists(source: Source) -> bool:
    return source.shapes.language == "prisma" and _PRISMA_WITHOUT_LISTS.search(source.text.source) is not None


def _prisma_without_json(source: Source) -> bool:
    return source.shapes.language == "prisma" and _PRISMA_WITHOUT_JSON.search(source.text.source) is not None
