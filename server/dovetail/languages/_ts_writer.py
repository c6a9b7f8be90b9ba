"""Writes a contract's field as a member of a TypeScript type, class or Zod schema."""

import json
import re

from dovetail.core.conventions import Conventions
from dovetail.core.shapes import Field, Kind, Record

_ZOD = {
    "string": "z.string()", "uuid": "z.string().uuid()", "int": "z.number().int()", "float": "z.number()", "number": "z.number()",
    "bigint": "z.string()", "decimal": "z.string()", "boolean": "z.boolean()", "instant": "z.string().datetime()",
    "date": "z.string().date()", "time": "z.string().time()", "any": "z.unknown()", "json": "z.unknown()",
    "map": "z.record(z.string(), z.unknown())",
}  # fmt: skip
_UNTYPED = (".js", ".jsx", ".mjs", ".cjs")
_NAME = re.compile(r"[A-Za-z_$][\w$]*\Z")


class TypeScriptWriter:
    """The contract's own spelling and the contract's own type, for both are TypeScript."""

    def field(self, field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
        name = field.name if _NAME.match(field.name) else json.dumps(field.name)
        optional = field.presence == "optional"
        match record.construct:
            case "object literal":
                return None  # a value cannot be made up
            case "zod object":
                schema = _schema(field.kind)
                if schema is None:
                    return None
                schema += ".array()" * field.list_depth + (".nullable()" if field.nullable == "yes" else "")
                return f"{name}: {schema}{'.optional()' if optional else ''},"
            case _ if path.endswith(_UNTYPED):
                return None
            case _:
                type = field.kind.text
                return f"{name}{'?' if optional else ''}: {' '.join(type.split())};" if type else None

    def comment(self, text: str) -> str:
        return f"// {text}"


def _schema(kind: Kind) -> str | None:
    match kind.name:
        case "enum":
            return f"z.enum([{', '.join(json.dumps(v) for v in kind.values)}])" if kind.values else None
        case "literal":
            return f"z.literal({json.dumps(kind.values[0])})" if kind.values else None
        case _:
            return _ZOD.get(kind.name)
