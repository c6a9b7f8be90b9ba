"""Writes a contract's field as a column of a CREATE TABLE statement."""

import re

from dovetail.core.conventions import Conventions
from dovetail.core.shapes import Field, Record

from ._writing import column_name, may_be_absent

_TYPES = {
    "string": "TEXT", "uuid": "UUID", "literal": "TEXT", "int": "INTEGER", "float": "DOUBLE PRECISION",
    "number": "DOUBLE PRECISION", "bigint": "BIGINT", "decimal": "NUMERIC", "boolean": "BOOLEAN", "instant": "TIMESTAMPTZ",
    "date": "DATE", "time": "TIME", "bytes": "BYTEA", "json": "JSONB", "map": "JSONB", "record": "JSONB", "any": "JSONB",
    "union": "JSONB",
}  # fmt: skip
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")
_RESERVED = frozenset(
    "user order group table column select from where default check primary references end limit offset".split()
)


class SqlWriter:
    """PostgreSQL's types, which the other databases mostly accept."""

    def field(self, field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
        column = column_name(field, record, conventions, path)
        if column is None:
            return None
        if field.kind.name == "enum":
            values = ", ".join("'" + v.replace("'", "''") + "'" for v in field.kind.values)
            name = quoted(column)
            written = f"{name} TEXT{_null(field)}" + (f" CHECK ({name} IN ({values}))" if values else "")
            return written + ","
        type = _TYPES.get(field.kind.name)
        return f"{quoted(column)} {type}{'[]' * field.list_depth}{_null(field)}," if type is not None else None

    def comment(self, text: str) -> str:
        return f"-- {text}"


def quoted(name: str) -> str:
    """A name, in quotes where SQL would read it differently without."""
    plain = _PLAIN.match(name) is not None and name not in _RESERVED
    return name if plain else '"' + name.replace('"', '""') + '"'


def _null(field: Field) -> str:
    return "" if may_be_absent(field) else " NOT NULL"
