"""Writes a contract's field as an attribute of a Python class."""

import json
import keyword

from dovetail.core.conventions import Conventions
from dovetail.core.shapes import Field, Kind, Record

from ._writing import cased_name

_TYPES = {
    "string": "str", "int": "int", "float": "float", "number": "float", "bigint": "int", "decimal": "Decimal",
    "boolean": "bool", "instant": "datetime", "date": "date", "time": "time", "uuid": "UUID", "bytes": "bytes",
    "json": "Any", "any": "Any", "map": "dict[str, Any]", "record": "dict[str, Any]", "null": "None", "union": "Any",
}  # fmt: skip


class PythonWriter:
    """Attributes are in Python's casing, with an alias where the wire has another spelling."""

    def field(self, field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
        wire = field.wire or field.name
        type = _type(field.kind)
        if type is None:
            return None
        type = "list[" * field.list_depth + type + "]" * field.list_depth
        if field.nullable == "yes":
            type += " | None"
        optional = field.presence == "optional"
        if record.construct == "typed dict":
            return f"{wire}: NotRequired[{type}]" if optional else f"{wire}: {type}"
        name = cased_name(wire, "attributes", record, conventions, path, "snake_case")
        name += "_" if keyword.iskeyword(name) else ""
        if optional and field.nullable != "yes":
            type += " | None"
        if record.construct != "pydantic model" or name == wire:
            return f"{name}: {type} = None" if optional else f"{name}: {type}"
        given = ["default=None"] if optional else []
        return f"{name}: {type} = Field({', '.join([*given, f'alias={json.dumps(wire)}'])})"

    def comment(self, text: str) -> str:
        return f"# {text}"


def _type(kind: Kind) -> str | None:
    match kind.name:
        case "enum":
            values = ", ".join(json.dumps(v) for v in kind.values)
            return f"Literal[{values}]" if values else kind.target
        case "literal":
            return f"Literal[{json.dumps(kind.values[0])}]" if kind.values else None
        case "ref":
            return kind.target or None
        case _:
            return _TYPES.get(kind.name)
