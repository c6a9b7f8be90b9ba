"""Writes a contract's field as a line of a message."""

import re

from dovetail.core.conventions import Conventions
from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Edit
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range
from dovetail.core.words import in_casing

from .._writing import replaced

_TYPES = {
    "string": "string", "uuid": "string", "literal": "string", "int": "int32", "float": "double", "number": "double",
    "bigint": "int64", "decimal": "string", "boolean": "bool", "instant": "google.protobuf.Timestamp", "date": "string",
    "time": "string", "bytes": "bytes", "json": "google.protobuf.Value", "any": "google.protobuf.Value",
    "map": "google.protobuf.Struct", "unknown": "google.protobuf.Value", "union": "google.protobuf.Value",
}  # fmt: skip
_RESERVED = range(19000, 20000)  # the numbers that Protocol Buffers keeps for itself


@dataclass(frozen=True, slots=True)
class Message(Record):
    """A message, with the lowest number above all that are taken or reserved."""

    next_number: int = 1


class ProtoWriter:
    """Names are snake_case, from which JSON makes the contract's own."""

    def field(self, field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
        type = _type(field.kind)
        plural = field.list_depth == 1 or (type is not None and type.startswith("map<"))
        if type is None or field.list_depth > 1 or (plural and field.nullable == "yes"):
            return None  # neither a list of lists nor a list that is null can be said
        name = in_casing(field.name, "snake_case")
        number = record.next_number if isinstance(record, Message) else 1 + len(record.fields)
        number = _RESERVED.stop if number in _RESERVED else number
        absent = field.presence == "optional" or field.nullable == "yes"
        label = "repeated " if field.list_depth else "optional " if absent and not plural else ""
        wire = field.wire or field.name
        first, *rest = name.split("_")
        made = first + "".join(p[:1].upper() + p[1:] for p in rest)
        option = f' [json_name = "{wire}"]' if made != wire else ""
        return f"{label}{type} {name} = {number}{option};"

    def retyped(
        self, given: Field, wanted: Field, record: Record, source: Source, conventions: Conventions | None
    ) -> tuple[Edit, ...] | None:
        if given.type_range is None or wanted.list_depth > 1:
            return None
        own = source.text[given.type_range]
        type = own if wanted.kind == given.kind else _type(wanted.kind)
        if type is None:
            return None
        plural = wanted.list_depth == 1 or type.startswith("map<")
        absent = wanted.presence == "optional" or wanted.nullable == "yes"
        if (plural and wanted.nullable == "yes") or own.startswith("google.protobuf."):
            return None
        label = "repeated " if wanted.list_depth else "optional " if absent and not plural else ""
        before = re.search(r"(?:\b(?:optional|repeated|required)\s+)?\Z", source.text.source[: given.type_range.start])
        start = before.start() if before is not None else given.type_range.start
        return replaced(source, Range(start, given.type_range.end), label + type)

    def comment(self, text: str) -> str:
        return f"// {text}"


def _type(kind: Kind) -> str | None:
    if kind.name in ("enum", "ref"):
        return kind.target or None  # an enum has a name here
    if kind.name == "map" and kind.options:
        value = _type(kind.options[-1])
        return f"map<string, {value}>" if value is not None and not value.startswith("map<") else _TYPES["map"]
    return _TYPES.get(kind.name)
