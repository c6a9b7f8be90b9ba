"""Writes a contract's field as a schema of TypeBox, valibot, yup or Joi, as those that stand beside it are written."""

import json
import re
from collections.abc import Callable, Mapping

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Field, Kind, KindName, Record

_ROOT = re.compile(r"([A-Za-z_$][\w$]*)\.")
_PLAIN = re.compile(r"[A-Za-z_$][\w$]*\Z")
_DATE = "Date"  # of a contract whose moments are no strings

_TYPEBOX: Mapping[KindName, str] = {
    "string": "String()", "uuid": 'String({ format: "uuid" })', "int": "Integer()", "float": "Number()", "number": "Number()",
    "bigint": "String()", "decimal": "String()", "boolean": "Boolean()", "instant": 'String({ format: "date-time" })',
    "date": 'String({ format: "date" })', "time": 'String({ format: "time" })', "any": "Unknown()", "json": "Unknown()",
    "unknown": "Unknown()", "union": "Unknown()", "null": "Null()", "bytes": "String()",
}  # fmt: skip
_VALIBOT: Mapping[KindName, str] = {
    "string": "string()", "uuid": "pipe(·.string(), ·.uuid())", "int": "pipe(·.number(), ·.integer())", "float": "number()",
    "number": "number()", "bigint": "string()", "decimal": "string()", "boolean": "boolean()",
    "instant": "pipe(·.string(), ·.isoTimestamp())", "date": "pipe(·.string(), ·.isoDate())", "time": "pipe(·.string(), ·.isoTime())",
    "any": "unknown()", "json": "unknown()", "unknown": "unknown()", "union": "unknown()", "null": "null()", "bytes": "string()",
}  # fmt: skip
# What older versions lack, such as yup's `.datetime()`, is left out: a string is right, too.
_YUP: Mapping[KindName, str] = {
    "string": "string()", "uuid": "string().uuid()", "int": "number().integer()", "float": "number()", "number": "number()",
    "bigint": "string()", "decimal": "string()", "boolean": "boolean()", "instant": "string()", "date": "string()", "time": "string()",
    "any": "mixed()", "json": "mixed()", "unknown": "mixed()", "union": "mixed()", "map": "object()", "bytes": "string()",
}  # fmt: skip
_JOI: Mapping[KindName, str] = {
    **_YUP, "any": "any()", "json": "any()", "unknown": "any()", "union": "any()", "instant": "string().isoDate()",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Library:
    """How a library writes schemas. `·` stands for the name under which a file knows it."""

    kinds: Mapping[KindName, str]
    date: str
    values: Callable[[tuple[str, ...]], str]
    map: Callable[[str], str | None]
    list: Callable[[str], str]
    null: Callable[[str], str]
    object: str = "object"
    literal: str = ""
    optional: Callable[[str], str] = str
    required: Callable[[str, bool], str] = lambda written, _null: written


_LIBRARIES: Mapping[str, _Library] = {
    "typebox object": _Library(
        _TYPEBOX,
        "Date()",
        values=lambda values: f"Union([{', '.join(f'·.Literal({v})' for v in values)}])",
        map=lambda inner: f"Record(·.String(), ·.{inner})",
        list=lambda inner: f"Array(·.{inner})",
        null=lambda written: f"Union([·.{written}, ·.Null()])",
        object="Object",
        literal="Literal",
        optional=lambda written: f"Optional(·.{written})",
    ),
    "valibot object": _Library(
        _VALIBOT,
        "date()",
        values=lambda values: f"picklist([{', '.join(values)}])",
        map=lambda inner: f"record(·.string(), ·.{inner})",
        list=lambda inner: f"array(·.{inner})",
        null=lambda written: f"nullable(·.{written})",
        literal="literal",
        optional=lambda written: f"optional(·.{written})",
    ),
    "yup object": _Library(
        _YUP,
        "date()",
        values=lambda values: f"string().oneOf([{', '.join(values)}])",
        map=lambda _: "object()",
        list=lambda inner: f"array().of(·.{inner}.required())",
        null=lambda written: f"{written}.nullable()",
        required=lambda written, null: f"{written}.defined()" if null else f"{written}.required()",
    ),
    "joi object": _Library(
        _JOI,
        "date()",
        values=lambda values: f"string().valid({', '.join(values)})",
        map=lambda _: "object()",
        list=lambda inner: f"array().items(·.{inner})",
        null=lambda written: f"{written}.allow(null)",
        required=lambda written, _: f"{written}.required()",
    ),
}


def library_schema(field: Field, record: Record) -> str | None:
    """The schema of a field for a record of schemas; None where nothing beside it tells what the file calls the library."""
    library = _LIBRARIES.get(record.construct)
    roots = {found[1] for f in record.fields if (found := _ROOT.match(f.kind.text)) is not None}
    if library is None or len(roots) != 1:
        return None
    written = _of_field(field, library)
    root = roots.pop()
    return f"{root}.{written.replace('·', root)}" if written is not None else None


def _of_field(field: Field, library: _Library) -> str | None:
    written = _of_kind(field.kind, library)
    if written is None:
        return None
    for _ in range(field.list_depth):
        written = library.list(written)
    null = field.nullable == "yes"
    written = library.null(written) if null else written
    return library.optional(written) if field.presence == "optional" else library.required(written, null)


def _of_kind(kind: Kind, library: _Library) -> str | None:
    match kind.name:
        case "enum" | "literal" if kind.values:
            return _of_values(kind, library)
        case "record" if kind.members:
            inner = [(m.name, _of_field(m, library)) for m in kind.members]
            pairs = [f"{_key(name)}: ·.{written}" for name, written in inner if written is not None]
            return f"{library.object}({{ {', '.join(pairs)} }})" if len(pairs) == len(inner) else None
        case "map":
            return library.map(
                _of_kind(kind.options[-1], library) or library.kinds["any"] if kind.options else library.kinds["any"]
            )
        case "instant" if _DATE in kind.text:
            return library.date
        case name:
            return library.kinds.get(name)


def _of_values(kind: Kind, library: _Library) -> str | None:
    as_text = not kind.text or kind.text[:1] in "\"'`" or kind.name == "enum"
    values = tuple(json.dumps(v) if as_text else v for v in kind.values)
    if len(values) == 1 and library.literal:
        return f"{library.literal}({values[0]})"
    return library.values(values) if as_text else None


def _key(name: str) -> str:
    return name if _PLAIN.match(name) else json.dumps(name)
