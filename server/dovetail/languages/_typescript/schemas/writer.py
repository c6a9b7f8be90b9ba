"""Writes a contract's field as a member of a TypeScript type, class, schema or Drizzle table."""

import json
import re
from collections.abc import Mapping

from dovetail.core.conventions import Conventions
from dovetail.core.dataclass import replace
from dovetail.core.findings import Edit
from dovetail.core.shapes import SCHEMA_OBJECTS, Field, Kind, KindName, Record
from dovetail.core.snapshot import Source

from ..._writing import column_name, may_be_absent, replaced
from .columns import retyped_column
from .schema_writers import library_schema

_ZOD: Mapping[KindName, str] = {
    "string": "z.string()", "uuid": "z.string().uuid()", "int": "z.number().int()", "float": "z.number()", "number": "z.number()",
    "bigint": "z.string()", "decimal": "z.string()", "boolean": "z.boolean()", "instant": "z.string().datetime()",
    "date": "z.string().date()", "time": "z.string().time()", "any": "z.unknown()", "json": "z.unknown()", "null": "z.null()",
    "map": "z.record(z.string(), z.unknown())", "unknown": "z.unknown()", "union": "z.unknown()", "bytes": "z.string()",
}  # fmt: skip
_DRIZZLE: Mapping[KindName, str] = {
    "string": "text", "uuid": "uuid", "int": "integer", "float": "doublePrecision", "number": "doublePrecision",
    "decimal": "numeric", "boolean": "boolean", "date": "date", "time": "time", "bytes": "text",
}  # fmt: skip
_JSON = frozenset({"json", "any", "map", "record", "union", "unknown", "ref", "null"})
_UNTYPED = (".js", ".jsx", ".mjs", ".cjs")
_NAME = re.compile(r"[A-Za-z_$][\w$]*\Z")


class TypeScriptWriter:
    """The contract's own spelling and the contract's own type, for both are TypeScript."""

    def field(self, field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
        name = key(field.name)
        optional = field.presence == "optional"
        if record.layer == "db" and record.construct in (
            "interface",
            "type",
        ):  # a table of Kysely: its fields are the columns
            name = key(column_name(field, record, conventions, path) or field.name)
        match record.construct:
            case "object literal" | "query":
                return None  # a value cannot be made up
            case "zod object":
                written = schema(field)
                return f"{name}: {written}," if written is not None else None
            case construct if construct in SCHEMA_OBJECTS:
                written = library_schema(field, record)
                return f"{name}: {written}," if written is not None else None
            case "drizzle table":
                return _column(field, record, conventions, path)
            case construct if path.endswith(_UNTYPED):
                return _property(field, name) if construct == "type" else None
            case _:
                type = " ".join(field.kind.text.split())
                if type.startswith((f"{name}(", f"{name}<", f"{name}?(")):
                    return f"{type};"  # a method, whose text is its whole signature
                mark = "?" if optional else "!" if construct == "class" else ""  # else a class must give it a value
                return f"{name}{mark}: {type};" if type else None

    def retyped(
        self, given: Field, wanted: Field, record: Record, source: Source, conventions: Conventions | None
    ) -> tuple[Edit, ...] | None:
        """Of Zod's schemas, and of columns; a type of TypeScript takes the contract's own text."""
        if record.layer == "db" and record.construct != "zod object":
            return retyped_column(given, wanted, record, source)
        if given.type_range is None:
            return None
        own = source.text[given.type_range]
        if record.construct != "zod object":
            return None
        bare = _without_absence(own)
        if bare is None:
            return None
        if wanted.kind != given.kind or wanted.list_depth != given.list_depth:
            plain = schema(replace(wanted, nullable="no", presence="required"))
            if plain is None or ".default(" in own or ".transform(" in own:
                return None
            bare = plain
        null, optional = wanted.nullable == "yes", wanted.presence == "optional"
        written = bare + (".nullable()" if null else "") + (".optional()" if optional else "")
        return replaced(source, given.type_range, written)

    def comment(self, text: str) -> str:
        return f"// {text}"


def _property(field: Field, name: str) -> str | None:
    """A line of a `@typedef`; a name in quotes cannot be written there."""
    type = " ".join(field.kind.text.split())
    written = f"[{name}]" if field.presence == "optional" else name
    return f"* @property {{{type}}} {written}" if type and _NAME.match(name) else None


_ABSENCE = re.compile(r"\.(nullable|optional|nullish)\(\)\Z")


def _without_absence(written: str) -> str | None:
    """A schema without what lets it be missing or null at its end; None where that stands in the middle or around it."""
    while (found := _ABSENCE.search(written)) is not None:
        written = written[: found.start()].rstrip()
    around = re.match(r"z\.(?:nullable|optional|nullish)\(", written) is not None
    return None if around or re.search(r"\)\s*\.(?:nullable|optional|nullish)\(\)\s*\.", written) else written


def key(name: str) -> str:
    """A name as a key of an object, in quotes where it needs them."""
    return name if _NAME.match(name) else json.dumps(name)


def schema(field: Field) -> str | None:
    """The Zod schema of a field."""
    written = _schema(field.kind)
    if written is None:
        return None
    written += ".array()" * field.list_depth + (".nullable()" if field.nullable == "yes" else "")
    return written + (".optional()" if field.presence == "optional" else "")


def _schema(kind: Kind) -> str | None:
    match kind.name:
        case "enum":
            return f"z.enum([{', '.join(json.dumps(v) for v in kind.values)}])" if kind.values else None
        case "literal":
            return f"z.literal({_literal(kind)})" if kind.values else None
        case "record" if kind.members:
            inner = [(key(m.name), schema(m)) for m in kind.members]
            pairs = [f"{name}: {written}" for name, written in inner if written is not None]
            return f"z.object({{ {', '.join(pairs)} }})" if len(pairs) == len(inner) else None
        case "instant" if "Date" in kind.text:  # where the contract has one, so does what the schema gives
            return "z.coerce.date()"
        case "ref" if kind.text and not kind.target:  # a schema of its own, by its name
            return kind.text
        case "map" if kind.options:
            return f"z.record(z.string(), {_schema(kind.options[-1]) or 'z.unknown()'})"
        case _:
            return _ZOD.get(kind.name)


def _literal(kind: Kind) -> str:
    as_text = not kind.text or kind.text[:1] in "\"'`"
    return json.dumps(kind.values[0]) if as_text else kind.values[0]


def _column(field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
    """A column of PostgreSQL, which is what Drizzle is used with most."""
    column = column_name(field, record, conventions, path)
    if column is None or field.kind.name == "hole":
        return None
    name = json.dumps(column)
    if field.kind.name in _JSON or field.list_depth > 1:
        written = f"jsonb({name})"
    elif field.kind.name == "enum":
        written = f"text({name}, {{ enum: [{', '.join(json.dumps(v) for v in field.kind.values)}] }})"
    elif field.kind.name == "instant":
        written = f"timestamp({name}, {{ withTimezone: true }})"
    elif field.kind.name == "bigint":
        written = f'bigint({name}, {{ mode: "bigint" }})'
    else:
        written = f"{_DRIZZLE.get(field.kind.name, 'text')}({name})"
    plural = ".array()" if field.list_depth == 1 and field.kind.name not in _JSON else ""
    return f"{key(field.name)}: {written}{plural}{'' if may_be_absent(field) else '.notNull()'},"
