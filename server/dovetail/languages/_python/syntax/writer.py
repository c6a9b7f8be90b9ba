"""Writes a contract's field as an attribute of a Python class, and the imports that it needs."""

import json
import keyword
import re
from collections.abc import Mapping
from typing import Literal

from dovetail.core.conventions import Conventions
from dovetail.core.dataclass import replace
from dovetail.core.findings import Edit
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from ..._writing import cased_name, column_name, may_be_absent
from .columns import column_of, retyped_column
from .imports import import_edits
from .retyping import is_partial, retyped

_TYPES = {
    "string": "str", "int": "int", "float": "float", "number": "float", "bigint": "int", "decimal": "Decimal",
    "boolean": "bool", "instant": "datetime", "date": "date", "time": "time", "uuid": "UUID", "bytes": "bytes",
    "json": "Any", "any": "Any", "map": "dict[str, Any]", "record": "dict[str, Any]", "null": "None", "union": "Any",
    "unknown": "Any",
}  # fmt: skip
_DJANGO = {
    "string": "TextField", "int": "IntegerField", "float": "FloatField", "number": "FloatField", "bigint": "BigIntegerField",
    "decimal": "DecimalField", "boolean": "BooleanField", "instant": "DateTimeField", "date": "DateField", "time": "TimeField",
    "uuid": "UUIDField", "bytes": "BinaryField", "enum": "TextField", "literal": "TextField",
}  # fmt: skip
_STEPS = frozenset({"migrated table", "altered table"})
_SAYS = {
    "null": re.compile(r"\b(?:nullable|null|allow_none|allow_null)\s*=\s*(?:True|False)\b"),
    "presence": re.compile(r"\brequired\s*=\s*(?:True|False)\b"),
}
_OPAQUE = frozenset({"json", "any", "map", "record", "union", "unknown", "null", "ref"})


class PythonWriter:
    """Attributes are in Python's casing where an alias can give them the wire's spelling, else they have that spelling."""

    def field(self, field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
        match record.construct:
            case "typed dict":
                return _key(field, is_partial(record))
            case "table model":
                return _mapped(field, record, conventions, path)
            case "django model":
                return _django(field, record, conventions, path)
            case _:
                return _attribute(field, record, conventions, path)

    def comment(self, text: str) -> str:
        return f"# {text}"

    def said_at(self, field: Field, what: Literal["presence", "null"], source: Source) -> Range | None:
        """The keyword that says it, `nullable=False`, where it stands in another line than the name."""
        text = source.text
        found = list(_SAYS[what].finditer(text.source, field.range.start, field.range.end))
        at = Range(*found[0].span()) if len(found) == 1 else None
        return at if at is not None and text.line_of(at.start) != text.line_of(field.name_range.start) else None

    def retyped(
        self, given: Field, wanted: Field, record: Record, source: Source, conventions: Conventions | None
    ) -> tuple[Edit, ...] | None:
        if record.construct in _STEPS:
            return None  # whose types are those of columns
        kinds = _TEXTS if record.construct == "typed dict" else frozenset({"bigint"})
        plain = wanted if record.layer == "db" else _as_text(wanted, kinds)
        column = column_of(given, record, source)
        if column is None:
            return retyped(given, wanted, record, source, _type(plain.kind))
        behind = retyped_column(column, given, wanted, record, source)
        if given.type_range is None or behind is None:
            return behind
        own = retyped(given, wanted, record, source, _type(plain.kind), is_column=True)
        return (*own, *behind) if own is not None else None

    def imports(self, written: str, source: Source) -> tuple[Edit, ...]:
        """The edits that import what a piece of code names and the file does not know."""
        return import_edits(written, source)


_TEXTS = frozenset({"instant", "date", "time", "uuid", "decimal", "bigint", "bytes"})


def _as_text(field: Field, kinds: frozenset[str] = frozenset({"bigint"})) -> Field:
    """The field as the wire carries it: a big integer is a string there, unless the contract itself writes a number."""
    as_number = any(word in field.kind.text for word in ("number", "bigint"))
    return replace(field, kind=Kind("string")) if field.kind.name in kinds and not as_number else field


def _annotation(field: Field) -> str | None:
    type = _type(field.kind)
    if type is None:
        return None
    type = "list[" * field.list_depth + type + "]" * field.list_depth
    return f"{type} | None" if field.nullable == "yes" and type != "Any" else type


def _key(field: Field, partial: bool) -> str | None:
    type = _annotation(_as_text(field, _TEXTS))  # a dictionary holds what JSON holds
    name = field.wire or field.name
    if type is None or not name.isidentifier() or keyword.iskeyword(name):
        return None
    if field.presence == "optional":
        return f"{name}: {type}" if partial else f"{name}: NotRequired[{type}]"
    return f"{name}: Required[{type}]" if partial else f"{name}: {type}"


def _attribute(field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
    wire = field.wire or field.name
    type = _annotation(_as_text(field))
    if type is None:
        return None
    aliased = record.construct == "pydantic model"
    name = wire if not aliased else cased_name(wire, "attributes", record, conventions, path, "snake_case")
    if not name.isidentifier() or keyword.iskeyword(name):
        if not aliased:
            return None
        name = _identifier(name)
    optional = field.presence == "optional"
    if optional and field.nullable != "yes" and type != "Any":
        type += " | None"
    if not aliased or name == wire:
        return f"{name}: {type} = None" if optional else f"{name}: {type}"
    given = ["default=None"] if optional else []
    return f"{name}: {type} = Field({', '.join([*given, f'alias={json.dumps(wire)}'])})"


def _mapped(field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
    """A column of SQLAlchemy or, where the other columns are not `Mapped`, of SQLModel."""
    column = column_name(field, record, conventions, path)
    type = _type(field.kind)
    if column is None or type is None:
        return None
    opaque = bool(field.list_depth) or field.kind.name in _OPAQUE
    type = "list[" * field.list_depth + type + "]" * field.list_depth
    if may_be_absent(field) and type != "Any":
        type += " | None"
    name = _attribute_name(field, record, conventions, path)
    if _is_sqlmodel(record):
        given = [f'sa_column_kwargs={{"name": {json.dumps(column)}}}'] if column != name else []
        given += ["sa_type=JSON"] if opaque else []
        given = ["default=None", *given] if may_be_absent(field) else given
        return f"{name}: {type}" + (f" = Field({', '.join(given)})" if given else "")
    given = [json.dumps(column)] if column != name else []
    given += ["JSON"] if opaque else []
    given += ["nullable=True"] if type == "Any" and may_be_absent(field) else []
    return f"{name}: Mapped[{type}]" + (f" = mapped_column({', '.join(given)})" if given else "")


def _django(field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
    column = column_name(field, record, conventions, path)
    if column is None or field.kind.name == "hole":
        return None
    opaque = bool(field.list_depth) or field.kind.name in _OPAQUE
    called = "JSONField" if opaque else _DJANGO.get(field.kind.name, "JSONField")
    name = _attribute_name(field, record, conventions, path)
    given: list[str] = []
    if field.kind.name in ("enum", "literal") and field.kind.values and not opaque:
        choices = ", ".join(f"({json.dumps(v)}, {json.dumps(v)})" for v in field.kind.values)
        given.append(f"choices=[{choices}]")
    given += ["max_digits=19", "decimal_places=4"] if called == "DecimalField" else []
    given += ["null=True", "blank=True"] if may_be_absent(field) else []
    given += [f"db_column={json.dumps(column)}"] if column != name else []
    return f"{name} = models.{called}({', '.join(given)})"


def _attribute_name(field: Field, record: Record, conventions: Conventions | None, path: str) -> str:
    return _identifier(cased_name(field.name, "attributes", record, conventions, path, "snake_case"))


def _identifier(name: str) -> str:
    """A name that Python can have: keywords get an underscore behind them."""
    plain = "".join(c if c.isalnum() or c == "_" else "_" for c in name)
    plain = plain if plain[:1].isalpha() or plain.startswith("_") else f"n{plain}"
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def _is_sqlmodel(record: Record) -> bool:
    """True where a column's annotation is its type alone, without `Mapped[…]` around it."""
    known = [f for f in record.fields if f.type_range is not None and f.kind.text and not f.relation]
    return any(_length(f) == len(f.kind.text) for f in known)


def _length(field: Field) -> int:
    return field.type_range.end - field.type_range.start if field.type_range is not None else 0


def _type(kind: Kind) -> str | None:
    match kind.name:
        case "enum":
            values = ", ".join(json.dumps(v, ensure_ascii=False) for v in kind.values)
            return f"Literal[{values}]" if values else kind.target or None
        case "literal":
            return _literal(kind)
        case "ref":
            return kind.target or None
        case "map" if kind.options:
            value = _type(kind.options[0])
            return f"dict[str, {value or 'Any'}]"
        case _:
            return _TYPES.get(kind.name)


_SPELLED: Mapping[str, str] = {"true": "True", "false": "False", "null": "None"}


def _literal(kind: Kind) -> str | None:
    if not kind.values:
        return None
    value = kind.values[0]
    if kind.text[:1] in "\"'`" or not kind.text:
        return f"Literal[{json.dumps(value, ensure_ascii=False)}]"
    if value in _SPELLED:
        return f"Literal[{_SPELLED[value]}]"
    return f"Literal[{value}]" if value.lstrip("-").isdigit() else "float"
