"""Writes a contract's field as a line of a Prisma model."""

from dovetail.core.conventions import Conventions
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.words import in_casing

from ._writing import column_name, may_be_absent

_TYPES = {
    "string": "String", "uuid": "String", "literal": "String", "int": "Int", "float": "Float", "number": "Float",
    "bigint": "BigInt", "decimal": "Decimal", "boolean": "Boolean", "instant": "DateTime", "date": "DateTime @db.Date",
    "time": "DateTime @db.Time", "bytes": "Bytes", "json": "Json", "map": "Json", "record": "Json", "any": "Json", "union": "Json",
    "unknown": "Json",
}  # fmt: skip


class PrismaWriter:
    """Prisma names stay as the contract's; the column is mapped."""

    def field(self, field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
        column = column_name(field, record, conventions, path)
        written = _type(field.kind)
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

    def comment(self, text: str) -> str:
        return f"/// {text}"


def _type(kind: Kind) -> str | None:
    if kind.name == "enum":
        return kind.target or "String"
    return _TYPES.get(kind.name)
