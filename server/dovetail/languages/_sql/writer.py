"""Writes a contract's field as a column of a CREATE TABLE statement."""

import re
from collections.abc import Mapping
from typing import Literal

from dovetail.core.conventions import Conventions
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.findings import Edit
from dovetail.core.shapes import Field, KindName, Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from .._writing import column_name, counted, may_be_absent, replaced

Dialect = Literal["postgresql", "mysql", "sqlite"]
_JSON = ("json", "map", "record", "any", "union", "unknown", "null")
_POSTGRESQL: Mapping[KindName, str] = {
    "string": "TEXT", "uuid": "UUID", "literal": "TEXT", "enum": "TEXT", "int": "INTEGER", "float": "DOUBLE PRECISION",
    "number": "DOUBLE PRECISION", "bigint": "BIGINT", "decimal": "NUMERIC", "boolean": "BOOLEAN", "instant": "TIMESTAMPTZ",
    "date": "DATE", "time": "TIME", "bytes": "BYTEA", **dict.fromkeys(_JSON, "JSONB"),
}  # fmt: skip
_MYSQL: Mapping[KindName, str] = {
    **_POSTGRESQL, "string": "VARCHAR(255)", "uuid": "CHAR(36)", "literal": "VARCHAR(255)", "enum": "VARCHAR(255)", "float": "DOUBLE",
    "number": "DOUBLE", "decimal": "DECIMAL(19, 4)", "instant": "DATETIME(3)", "bytes": "BLOB", **dict.fromkeys(_JSON, "JSON"),
}  # fmt: skip
# SQLite keeps what it is given and takes any name for a type; these say what is meant.
_SQLITE: Mapping[KindName, str] = {
    **_POSTGRESQL, "uuid": "TEXT", "float": "REAL", "number": "REAL", "instant": "TEXT", "date": "TEXT", "time": "TEXT",
    "bytes": "BLOB", **dict.fromkeys(_JSON, "JSON"),
}  # fmt: skip
_TYPES: Mapping[Dialect, Mapping[KindName, str]] = {"postgresql": _POSTGRESQL, "mysql": _MYSQL, "sqlite": _SQLITE}
_NOT_NULL = re.compile(r"\s+NOT\s+NULL\b", re.IGNORECASE)
_FIXED = re.compile(r"\b(?:DEFAULT|CHECK|REFERENCES|GENERATED|COLLATE|USING)\b", re.IGNORECASE)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.DOTALL)
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")
_RESERVED = frozenset(
    "user order group table column select from where default check primary references end limit offset all and as asc by case "
    "cast constraint create desc distinct else false for foreign grant having in index interval into is join key left like "
    "not null on or position range read rows session_user system then to true union unique using values when window with "
    "analyze array both collate do fetch initially lateral leading natural only placing returning right row some symmetric "
    "trailing variadic verbose rank groups lead lag of".split()
)


@dataclass(frozen=True, slots=True)
class Table(Record):
    """A table of a database whose kind is known."""

    dialect: Dialect = "postgresql"


class SqlWriter:
    """The types of the table's database; PostgreSQL's, which the others mostly accept, where it is not known."""

    def field(self, field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
        column = column_name(field, record, conventions, path)
        dialect = record.dialect if isinstance(record, Table) else "postgresql"
        type = _type(field, dialect)
        if column is None or type is None:
            return None
        name = quoted(column, dialect)
        written = f"{name} {type}" + ("" if may_be_absent(field) else " NOT NULL")
        if field.kind.name == "enum" and field.kind.values and not field.list_depth:
            values = ", ".join("'" + v.replace("'", "''") + "'" for v in field.kind.values)
            written += f" CHECK ({name} IN ({values}))"
        return written + ","

    def retyped(
        self, given: Field, wanted: Field, record: Record, source: Source, conventions: Conventions | None
    ) -> tuple[Edit, ...] | None:
        if given.type_range is None:
            return None
        own, rest = source.text[given.type_range], source.text[Range(given.type_range.end, given.range.end)]
        rest = _COMMENT.sub(lambda c: " " * len(c[0]), rest)
        edits: tuple[Edit, ...] = ()
        if wanted.kind != given.kind and wanted.kind.name == given.kind.name == "enum" and wanted.kind.values:
            return _values(given, wanted, source)
        if wanted.kind != given.kind or wanted.list_depth != given.list_depth:
            if _FIXED.search(rest) is not None:
                return None  # what stands there is meant for the other type
            kept = replace(wanted, list_depth=0)
            base = re.sub(r"(?:\s*\[\d*\]|\s+ARRAY\b)+\Z", "", own, flags=re.IGNORECASE)
            dialect = record.dialect if isinstance(record, Table) else "postgresql"
            type = base if wanted.kind == given.kind else _type(kept, dialect)
            if type is None:
                return None
            type += "[]" * wanted.list_depth
            type = type.lower() if own.islower() else type
            edits = replaced(source, given.type_range, type)
        absent, found = may_be_absent(wanted), _NOT_NULL.search(rest)
        behind = given.type_range.end
        if absent and found is not None and _is_key(given, source.text[record.range]):
            return None  # which is never null
        if absent and found is not None:
            edits += (Edit(source.path, Range(behind + found.start(), behind + found.end()), ""),)
        elif absent != may_be_absent(given) and absent:
            return None  # a key, or a constraint elsewhere
        elif not absent and may_be_absent(given) and found is None:
            explicit = re.search(r"\s+NULL\b", rest, re.IGNORECASE)
            words = " not null" if own.islower() else " NOT NULL"
            if explicit is not None and "DEFAULT" not in rest[: explicit.start()].upper():
                edits += (Edit(source.path, Range(behind + explicit.start(), behind + explicit.end()), words),)
            elif edits:
                edits = (replace(edits[0], new_text=edits[0].new_text + words),)
            else:
                edits = (Edit(source.path, Range(behind, behind), words),)
        return edits

    def comment(self, text: str) -> str:
        return f"-- {text}"


def quoted(name: str, dialect: Dialect = "postgresql") -> str:
    """A name, in quotes where SQL would read it differently without."""
    if _PLAIN.match(name) is not None and name not in _RESERVED:
        return name
    return "`" + name.replace("`", "``") + "`" if dialect == "mysql" else '"' + name.replace('"', '""') + '"'


def _values(given: Field, wanted: Field, source: Source) -> tuple[Edit, ...] | None:
    """The list of a column's own CHECK, or of a type ENUM of MySQL."""
    start = given.name_range.end
    found = list(
        re.finditer(r"\b(?:IN|ENUM)\s*\(([^()]*)\)", source.text.source[start : given.range.end], re.IGNORECASE)
    )
    if len(found) != 1:
        return None
    written = ", ".join("'" + v.replace("'", "''") + "'" for v in wanted.kind.values)
    return (Edit(source.path, Range(start + found[0].start(1), start + found[0].end(1)), written),)


def _type(field: Field, dialect: Dialect) -> str | None:
    type = _TYPES[dialect].get(counted(field).name)
    if type is None or not field.list_depth:
        return type
    if dialect != "postgresql":
        return "JSON"  # the others have no lists
    return "JSONB" if type == "JSONB" else type + "[]" * field.list_depth


def _is_key(column: Field, table: str) -> bool:
    """True for a column of the primary key, wherever the table says so."""
    name = re.escape(column.stored or column.name)
    return re.search(rf"PRIMARY\s+KEY[^(),]*\([^)]*\b{name}\b", table, re.IGNORECASE) is not None
