"""Writes a contract's field as a line of a Prisma model."""

import re

from dovetail.core.conventions import Conventions
from dovetail.core.findings import Edit
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range
from dovetail.core.words import in_casing

from .._writing import column_name, counted, may_be_absent, replaced

_TYPES = {
    "string": "String", "uuid": "String", "literal": "String", "int": "Int", "float": "Float", "number": "Float",
    "bigint": "BigInt", "decimal": "Decimal", "boolean": "Boolean", "instant": "DateTime", "date": "DateTime @db.Date",
    "time": "DateTime @db.Time", "bytes": "Bytes", "json": "Json", "map": "Json", "record": "Json", "any": "Json", "union": "Json",
    "unknown": "Json",
}  # fmt: skip
_NATIVE = re.compile(r"[ \t]+@db\.(?:Date|Time|Timetz|Timestamp|Timestamptz|DateTime)\b(?:\(\d*\))?")


class PrismaWriter:
    """Prisma names stay as the contract's; the column is mapped."""

    def field(self, field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
        column = column_name(field, record, conventions, path)
        written = _type(counted(field))
        if column is None or written is None:
            return None
        type, _, native = written.partition(" ")
        mapped = any(f.stored is not None for f in record.fields) or not any("_" in f.name for f in record.fields)
        name = in_casing(field.name, "camelCase") if mapped else column
        if field.list_depth > 1 or (field.list_depth and field.nullable == "yes"):
            type, native, modifier = "Json", "", "?" if may_be_absent(field) else ""  # a list is never null here
        else:
            modifier = "[]" if field.list_depth else "?" if may_be_absent(field) else ""
        empty = "@default([])" if modifier == "[]" and may_be_absent(field) else ""
        parts = [name, type + modifier, empty, native, f'@map("{column}")' if column != name else ""]
        return " ".join(p for p in parts if p)

    def retyped(
        self, given: Field, wanted: Field, record: Record, source: Source, conventions: Conventions | None
    ) -> tuple[Edit, ...] | None:
        if given.type_range is None:
            return None
        inner = re.match(r"\w+", source.text[given.type_range])
        written = (inner[0] if inner is not None else None) if wanted.kind == given.kind else _type(counted(wanted))
        if written is None or wanted.list_depth > 1 or (wanted.list_depth and wanted.nullable == "yes"):
            return None
        type, _, native = written.partition(" ")
        rest = source.text.source[
            given.type_range.end : source.text.line_range(source.text.line_of(given.type_range.end)).end
        ]
        if re.match(r"\?", rest) is not None:
            return None
        mended: tuple[Edit, ...] = ()
        dated = inner is not None and inner[0] == type == "DateTime"
        if dated and wanted.kind != given.kind and (said := _NATIVE.search(rest)) is not None:
            at = given.type_range.end
            mended = (Edit(source.path, Range(at + said.start(), at + said.end()), ""),)
            rest = rest[: said.start()] + rest[said.end() :]
        if wanted.kind != given.kind and re.search(r"@default|@db\.|@relation|@id", rest):
            return None  # what stands there is meant for the other type
        if wanted.list_depth != given.list_depth and re.search(r"@id|@default", rest):
            return None
        mark = "[]" if wanted.list_depth else "?" if may_be_absent(wanted) else ""
        return (*replaced(source, given.type_range, f"{type}{mark}{f' {native}' if native else ''}"), *mended)

    def comment(self, text: str) -> str:
        return f"/// {text}"


def _type(kind: Kind) -> str | None:
    if kind.name == "enum":
        return kind.target or "String"
    return _TYPES.get(kind.name)
