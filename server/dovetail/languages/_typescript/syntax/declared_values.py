"""Values that a declaration says instead of holding them: `declare const ROLES: readonly ["admin", "member"];`."""

import json
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Entry, Field, Member

from ... import _treesitter as ts
from ..._numbers import parsed_number, written_number
from ..._treesitter import MAX_DEPTH, Syntax
from .types import Literals, Types, name_of, unquoted, unquoted_range

_NO_GENERICS: frozenset[str] = frozenset()


def declared_type(declarator: Node) -> Node | None:
    """The type of a constant that is declared without a value; None for one that has a value, or no type."""
    annotation = ts.field(declarator, "type") if ts.field(declarator, "value") is None else None
    type = next((c for c in annotation.children if c.is_named), None) if annotation is not None else None
    inner = next((c for c in type.children if c.is_named), None) if type is not None else None
    return inner if type is not None and type.type == "readonly_type" else type


def declared_members(syntax: Syntax, type: Node) -> tuple[Member, ...] | None:
    """The members of a list of texts, `readonly ["a", "b"]`; None for what is none."""
    items = [c for c in type.children if c.is_named and c.type != "comment"] if type.type == "tuple_type" else []
    texts = [c.children[0] for c in items if c.type == "literal_type" and c.children[0].type == "string"]
    if not items or len(texts) < len(items):
        return None
    return tuple(Member(name_of(syntax, t), name_of(syntax, t), unquoted_range(syntax, t)) for t in texts)


def declared_entries(types: Types, type: Node) -> tuple[Entry, ...] | None:
    """The values of an object all of whose members are literals, or a literal alone; None where one is not."""
    if type.type == "literal_type":
        value = _value(types.syntax.str(type))
        range = types.syntax.range(type)
        return (Entry("", value, range, range),) if value is not None else None
    if type.type != "object_type":
        return None
    if any(c.type not in ("property_signature", "comment") for c in type.children if c.is_named):
        return None
    found = [*_entries(types.fields(type, _NO_GENERICS), "")]
    entries = [e for e in found if e is not None]
    return tuple(entries) if entries and len(entries) == len(found) else None


def declared_literals(types: Types, type: Node) -> Literals | None:
    """What `typeof` gives for a list or an object that is declared with its values."""
    members = declared_members(types.syntax, type)
    if members is not None:
        return Literals((), tuple(m.value for m in members))
    found = declared_entries(types, type) if type.type == "object_type" else None
    own = [e for e in found or () if "." not in e.name]
    values = tuple(json.loads(e.value) if e.value.startswith('"') else e.value for e in own)
    return Literals(tuple(e.name for e in own), values) if own else None


def _entries(fields: tuple[Field, ...], prefix: str, depth: int = 0) -> Iterator[Entry | None]:
    for field in fields:
        name = prefix + field.name
        if field.kind.name == "record" and depth < MAX_DEPTH and field.presence == "required":
            yield from _entries(field.kind.members, f"{name}.", depth + 1)
            continue
        plain = field.kind.name == "literal" and field.presence == "required" and not field.list_depth
        value = _value(field.kind.text) if plain and field.nullable == "no" else None
        yield Entry(name, value, field.name_range, field.range, field.doc, field.tags) if value is not None else None


def _value(text: str) -> str | None:
    """A literal type in the one form that all languages share."""
    if text[:1] in "\"'":
        return json.dumps(unquoted(text), ensure_ascii=False)
    if text in ("true", "false"):
        return text
    negative = text.startswith("-")
    number = parsed_number(text.lstrip("-").strip()) if text.lstrip("-")[:1].isdigit() else None
    return None if number is None else written_number(-number if negative else number)
