"""Writes a contract's field as a field of a GraphQL type or input."""

import re

from dovetail.core.conventions import Conventions
from dovetail.core.findings import Edit
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Source

from .._writing import replaced

_TYPES = {
    "string": "String", "uuid": "ID", "literal": "String", "int": "Int", "float": "Float", "number": "Float",
    "bigint": "BigInt", "decimal": "Decimal", "boolean": "Boolean", "instant": "DateTime", "date": "Date", "time": "Time",
    "bytes": "String", "json": "JSON", "any": "JSON", "map": "JSON", "record": "JSON",
    "unknown": "JSON", "union": "JSON",
}  # fmt: skip


class GraphQLWriter:
    """The contract's own spelling; what may be missing or null loses its exclamation mark."""

    def field(self, field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
        type = "ID" if field.name == "id" and field.kind.name == "string" else _type(field.kind)
        if type is None:
            return None
        for _ in range(field.list_depth):
            type = f"[{type}!]"
        absent = field.presence == "optional" or field.nullable == "yes"
        return f"{field.wire or field.name}: {type}{'' if absent else '!'}"

    def retyped(
        self, given: Field, wanted: Field, record: Record, source: Source, conventions: Conventions | None
    ) -> tuple[Edit, ...] | None:
        if given.type_range is None:
            return None
        own = re.search(r"\w+", source.text[given.type_range])
        type = (own[0] if own is not None else None) if wanted.kind == given.kind else _type(wanted.kind)
        if type is None:
            return None
        for depth in range(wanted.list_depth):
            type = f"[{type}]" if depth == 0 and wanted.items_nullable == "yes" else f"[{type}!]"
        absent = wanted.presence == "optional" or wanted.nullable == "yes"
        return replaced(source, given.type_range, f"{type}{'' if absent else '!'}")

    def comment(self, text: str) -> str:
        return f"# {text}"


def _type(kind: Kind) -> str | None:
    if kind.name in ("enum", "ref"):
        return kind.target or None  # an enum has a name here
    return _TYPES.get(kind.name)
