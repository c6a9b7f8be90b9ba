"""Writes a contract's field as a property of a schema, on one line of YAML or of JSON."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from dovetail.core.conventions import Conventions
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.findings import Edit
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range, Text

from .yaml_tree import Node, read_tree

_Schema = Mapping[str, object]
_TYPES: dict[str, _Schema] = {
    "string": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "number": {"type": "number"},
    "bigint": {"type": "string", "format": "int64"},
    "decimal": {"type": "string", "format": "decimal"},
    "boolean": {"type": "boolean"},
    "instant": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "bytes": {"type": "string", "format": "byte"},
    "json": {},
    "any": {},
    "map": {"type": "object", "additionalProperties": True},
    "record": {"type": "object"},
    "unknown": {},
    "union": {},
}
_OF_TYPES = frozenset(
    "type format enum const $ref items oneOf anyOf allOf nullable x-nullable properties required additionalProperties pattern "
    "minLength maxLength minimum maximum minItems maxItems".split()
)  # the keys of a schema that say what its values are
_PLAIN = re.compile(r"[A-Za-z_$][\w/-]*\Z")
_RESERVED = frozenset("true false yes no on off null y n ~".split())


@dataclass(frozen=True, slots=True)
class Schema(Record):
    """A schema. A name goes among the required ones at `list_at`, as `list_as` has it around `{}`.

    `null_key` is the key that allows null in old versions of OpenAPI, where `type` cannot. `references` lead to the
    schemas of the file that have a name.
    """

    required: tuple[str, ...] = ()
    list_at: int | None = None
    list_as: str = ""
    null_key: str = ""
    references: tuple[str, ...] = ()

    def reference(self, name: str) -> str | None:
        """What leads to the schema with a name."""
        return next((r for r in self.references if r.endswith(f"/{name}")), None)


class OpenApiWriter:
    """The contract's own spelling and the schema of its type, in braces: they are YAML as well."""

    def field(self, field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
        schema = _schema(field, record if isinstance(record, Schema) else None)
        if schema is None:
            return None
        name = field.wire or field.name
        if path.endswith(".json"):
            return f"{json.dumps(name)}: {json.dumps(schema)},"
        return f"{scalar(name)}: {_flow(schema)}"

    def listing(self, field: Field, record: Record, path: str) -> tuple[int, str] | None:
        """The field's name among those that are required, and where it goes. None where it is not, is there, or has no place."""
        if field.presence == "optional" or not isinstance(record, Schema) or record.list_at is None:
            return None
        name = field.wire or field.name
        if name in record.required:
            return None
        written = json.dumps(name) if path.endswith(".json") else scalar(name)
        return record.list_at, record.list_as.replace("{}", written)

    def listed(self, field: Field, source: Source) -> Range | None:
        """The field's name among those that its schema says are required."""
        schema = _schema_with(_tree(source.text.source), field.name_range.start)
        required = schema.get("required") if schema is not None else None
        names = required.items if required is not None else ()
        return next((n.inner for n in names if n.what == "scalar" and n.text == field.name), None)

    def said_at(self, field: Field, what: Literal["presence", "null"], source: Source) -> Range | None:
        """The field's type, where it stands below it; or its name among those that are required, a name there that no property
        has, or the list on its line."""
        text, at = source.text, field.name_range.start
        if what == "null":
            node = _property(text.source, at)
            type = node.get("type") if node is not None else None
            below = type is not None and text.line_of(type.range.start) > text.line_of(at)
            return type.range if type is not None and below and not type.is_empty else None
        schema = _schema_with(_tree(text.source), at)
        properties = schema.get("properties") if schema is not None else None
        required = schema.get("required") if schema is not None else None
        if properties is None or required is None or not required.items:
            return None
        known = {e.key.text for e in properties.entries}
        others = [n.inner for n in required.items if n.text not in known]
        found = [n.inner for n in required.items if n.text == field.name] or (others if len(others) == 1 else [])
        whole = Range(required.range.start, required.items[-1].range.end)
        on_one_line = text.line_of(whole.start) == text.line_of(whole.end)
        return found[0] if found else whole if on_one_line else None

    def comment(self, text: str) -> str:
        return f"# {text}"

    def retyped(
        self, given: Field, wanted: Field, record: Record, source: Source, conventions: Conventions | None
    ) -> tuple[Edit, ...] | None:
        node = _property(source.text.source, given.name_range.start)
        if node is None or not isinstance(record, Schema):
            return None
        if wanted.presence != given.presence and replace(wanted, presence=given.presence) == given:
            if wanted.presence == "optional":
                return _unlisted(wanted, given.name_range.start, source)
            listing = self.listing(wanted, record, source.path)  # what must be there is listed elsewhere
            return (Edit(source.path, Range(listing[0], listing[0]), listing[1]),) if listing is not None else None
        schema = _of_kind(wanted.kind, record) if wanted.kind != given.kind else _written(node)
        for depth in range(wanted.list_depth):
            if schema is not None and depth == 0 and wanted.items_nullable == "yes":
                schema = _or_null(schema, record.null_key)
            schema = {"type": "array", "items": schema} if schema is not None else None
        if schema is not None and wanted.nullable == "yes":
            schema = _or_null(schema, record.null_key)
        edit = _rewritten(node, schema, source) if schema else None
        return (edit,) if edit is not None else None


def _property(text: str, at: int) -> Node | None:
    """The schema of the property whose name starts at a place, where it is a mapping."""
    todo = [_tree(text)]
    while todo:
        node = todo.pop()
        for entry in node.entries:
            if entry.key.inner.start == at:
                return entry.value if entry.value.what == "mapping" else None
            todo.append(entry.value)
        todo.extend(node.items)
    return None


def _schema_with(tree: Node, at: int) -> Node | None:
    """The schema that has the property whose name starts at a place."""
    todo = [tree]
    while todo:
        node = todo.pop()
        properties = node.get("properties") if node.entries else None
        if properties is not None and any(e.key.inner.start == at for e in properties.entries):
            return node
        todo.extend((*(e.value for e in node.entries), *node.items))
    return None


def _unlisted(field: Field, at: int, source: Source) -> tuple[Edit, ...] | None:
    """A name taken out of those that its schema requires, with what stands between it and its neighbour; None where it is the only one."""
    schema = _schema_with(_tree(source.text.source), at)
    required = schema.get("required") if schema is not None else None
    names = required.items if required is not None else ()
    n = next((n for n, name in enumerate(names) if name.text == (field.wire or field.name)), None)
    if n is None or len(names) < 2:
        return None
    first = n == 0
    gone = (
        Range(names[0].range.start, names[1].range.start)
        if first
        else Range(names[n - 1].range.end, names[n].range.end)
    )
    return (Edit(source.path, gone, ""),)


@lru_cache(maxsize=2)
def _tree(text: str) -> Node:
    """The tree of a text; several fields of one file are asked about in a row."""
    return read_tree(Text(text)).root


def _written(node: Node) -> _Schema | None:
    """What a schema says of one value, where it says no more than a type, a format or a reference."""
    if node.string("type") == "array":
        inner = node.get("items")
        return (
            _written(inner)
            if inner is not None and not (_OF_TYPES & {e.key.text for e in node.entries}) - {"type", "items"}
            else None
        )
    said = _OF_TYPES & {e.key.text for e in node.entries}
    if not said <= {"type", "format", "$ref", "nullable", "x-nullable"}:
        return None
    types = node.get("type")
    named = [i.text for i in types.items if i.text != "null"] if types is not None else []
    type = node.string("type") or (named[0] if len(named) == 1 else None)
    found = {"type": type, "format": node.string("format"), "$ref": node.string("$ref")}
    return {k: v for k, v in found.items() if v is not None} or None


def _rewritten(node: Node, schema: _Schema, source: Source) -> Edit | None:
    """A schema with what it says of its type put anew; its words, examples and the like stay."""
    own = [e for e in node.entries if e.key.text in _OF_TYPES]
    if not own:
        return None
    text = source.text
    start = own[0].range.start
    end = start + len(text.source[start : own[-1].range.end].rstrip())
    kept = [
        text[e.range].rstrip() for e in node.entries if e.key.text not in _OF_TYPES and start <= e.range.start < end
    ]
    if source.path.endswith(".json"):
        new = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in schema.items()]
    else:
        new = [f"{scalar(k)}: {_flow(v)}" for k, v in schema.items()]
    if text.source.startswith("{", node.range.start):
        first, second = node.entries[0], next(iter(node.entries[1:]), None)
        between = text.source[first.range.end : second.range.start] if second is not None else ", "
    else:
        between = "\n" + " " * text.position(start).column
    return Edit(source.path, Range(start, end), between.join((*new, *kept)))


def _schema(field: Field, owner: Schema | None) -> _Schema | None:
    schema = _of_kind(field.kind, owner)
    if schema is None:
        return None
    for _ in range(field.list_depth):
        schema = {"type": "array", "items": schema}
    return _or_null(schema, owner.null_key if owner is not None else "") if field.nullable == "yes" else schema


def _or_null(schema: _Schema, null_key: str) -> _Schema | None:
    """The schema of what may be null besides. Nothing says nothing about null."""
    if not schema:
        return schema
    if "$ref" in schema:
        return {null_key: True, "allOf": [schema]} if null_key else {"oneOf": [schema, {"type": "null"}]}
    if "type" not in schema:
        return None
    values = schema.get("enum")
    more = {"enum": [*values, None]} if isinstance(values, list) else {}
    if null_key:
        return {**schema, **more, null_key: True}
    return {**schema, **more, "type": [schema["type"], "null"]}


def _of_kind(kind: Kind, owner: Schema | None) -> _Schema | None:
    reference = owner.reference(kind.target) if owner is not None and kind.target else None
    if reference is not None:
        return {"$ref": reference}
    match kind.name:
        case "enum":
            return {"type": "string", "enum": list(kind.values)} if kind.values else None
        case "literal":
            return {"const": _value(kind)} if kind.values else None
        case "map" if kind.options:
            inner = _of_kind(kind.options[-1], owner)
            return {"type": "object", "additionalProperties": inner or True}
        case "record" if kind.members:
            inner = {(m.wire or m.name): _schema(m, owner) for m in kind.members}
            if any(schema is None for schema in inner.values()):
                return None
            required = [m.wire or m.name for m in kind.members if m.presence != "optional"]
            return {"type": "object", **({"required": required} if required else {}), "properties": inner}
        case _:
            return _TYPES.get(kind.name)


def _value(kind: Kind) -> object:
    """A literal as JSON has it: the contract's own text tells a number from a string."""
    written = kind.values[0]
    return written if kind.text[:1] in ("", '"', "'", "`") else json.loads(written) if _JSON.match(written) else written


_JSON = re.compile(r"(?:true|false|null|-?\d+(?:\.\d+)?)\Z")


def _flow(value: object) -> str:
    match value:
        case dict():
            return "{ " + ", ".join(f"{scalar(str(k))}: {_flow(v)}" for k, v in value.items()) + " }" if value else "{}"
        case list():
            return "[" + ", ".join(_flow(v) for v in value) + "]"
        case None:
            return "null"
        case bool() | int() | float():
            return json.dumps(value)
        case _:
            return scalar(str(value))


def scalar(text: str) -> str:
    """A text as YAML, in quotes where it needs them."""
    return text if _PLAIN.match(text) and text.lower() not in _RESERVED else json.dumps(text)
