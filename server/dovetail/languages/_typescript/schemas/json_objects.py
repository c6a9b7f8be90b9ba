"""Schemas of JSON Schema that stand in constants, as Ajv and Fastify are given them, as records: `{ type: "object", properties: { … } }`.

What a schema refers to, or puts together, is unknown.
"""

import re
from typing import Final

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind, KindName, Presence

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.origins import meant
from ..syntax.literals import field_of, pairs, value_of
from ..syntax.nodes import given, parts
from ..syntax.types import Types, unquoted
from .json_schemas import members

CONSTRUCT: Final = "json object"
TYPED = frozenset({"JSONSchemaType"})
"""The types that say of which type a schema is: `JSONSchemaType<NewOrder>`."""

_COMPILES = re.compile(r"\.compile<")
_KINDS: dict[str, KindName] = {
    "string": "string", "number": "number", "integer": "int", "boolean": "boolean", "object": "map", "null": "null",
}  # fmt: skip
_FORMATS: dict[str, KindName] = {"uuid": "uuid", "date-time": "instant", "date": "date", "time": "time"}
_JOINS = frozenset({"allOf", "anyOf", "oneOf", "$ref", "patternProperties", "if"})
_OR_NULL = ("anyOf", "oneOf")
_DEEPEST = 20


def json_object(types: Types, node: Node, depth: int = 0) -> tuple[dict[str, Field], bool, Node] | None:
    """The fields of a schema of an object, whether there may be others, and the literal that they stand in; None for anything else."""
    literal = value_of(meant(types.syntax, node)).node
    said = members(types.syntax, literal)
    properties = value_of(said["properties"]).node if "properties" in said else None
    if properties is None or properties.type != "object" or depth > _DEEPEST:
        return None
    if ("type" not in said and "required" not in said) or _text(types, said.get("type")) not in ("", "object"):
        return None
    required = _required(types, said.get("required"))
    if required is None:
        return None
    fields: dict[str, Field] = {}
    for pair in pairs(types.syntax, properties):
        typed, defaulted = _typed(types, pair.value, depth)
        name = unquoted(types.syntax.str(pair.key))
        presence: Presence = "required" if name in required else "defaulted" if defaulted else "optional"
        fields[name] = field_of(types.syntax, pair, typed, presence)
    opened = not _JOINS.isdisjoint(said) or _has_more(literal) or _has_more(properties)
    return fields, opened, properties


def compiled_as(syntax: Syntax, name: str) -> Node | None:
    """The type that a schema is compiled to check for: `ajv.compile<NewOrder>(newOrder)`; None where no call says one."""
    if not syntax.says(_COMPILES, ".compile<"):
        return None
    for node in ts.walk(syntax.root):
        said = ts.field(node, "type_arguments") if node.type == "call_expression" else None
        function = ts.field(node, "function") if said is not None else None
        if said is None or function is None or not syntax.str(function).endswith(".compile"):
            continue
        if [syntax.str(a) for a in given(node)] == [name]:
            return next(iter(parts(said)), None)
    return None


def _required(types: Types, node: Node | None) -> set[str] | None:
    """The names that must be there; None where they are not written out."""
    if node is None:
        return set()
    inner = value_of(meant(types.syntax, node)).node
    listed = parts(inner) if inner.type == "array" else []
    if inner.type != "array" or any(n.type != "string" for n in listed):
        return None
    return {unquoted(types.syntax.str(n)) for n in listed}


def _typed(types: Types, node: Node, depth: int) -> tuple[Typed, bool]:
    """What a schema says of a value, and whether it has a default."""
    said = members(types.syntax, node) if depth <= _DEEPEST else {}
    unknown = Typed(Kind("unknown", text=types.syntax.str(node)), "unknown")
    if not said or _has_more(value_of(meant(types.syntax, node)).node):
        return unknown, False
    either = next((said[j] for j in _OR_NULL if j in said), None)
    if either is not None:
        return _or_null(types, either, unknown, depth), "default" in said
    if not _JOINS.isdisjoint(said):
        return unknown, False
    kinds = _kinds(types, said.get("type"))
    nullable = "null" in kinds or _text(types, said.get("nullable")) == "true"
    alone = [k for k in kinds if k != "null"]
    found = _plain(types, node, said, alone[0] if len(alone) == 1 else "", depth)
    if found is None:
        return unknown, "default" in said
    listed = said.get("enum")
    null = nullable or (listed is not None and any(n.type == "null" for n in parts(value_of(listed).node)))
    return replace(found, nullable="yes" if null else "no"), "default" in said


def _or_null(types: Types, either: Node, unknown: Typed, depth: int) -> Typed:
    """`anyOf: [{ type: "string" }, { type: "null" }]`; of other choices is nothing known."""
    found = [_typed(types, each, depth + 1)[0] for each in parts(value_of(either).node)]
    others = [t for t in found if t.kind.name != "null"]
    return replace(others[0], nullable="yes") if len(others) == 1 and len(found) == 2 else unknown


def _plain(types: Types, node: Node, said: dict[str, Node], kind: str, depth: int) -> Typed | None:
    """What a schema of one type says, apart from null; None where it is not known."""
    text = types.syntax.str(node)
    listed = value_of(meant(types.syntax, said["enum"])).node if "enum" in said else None
    if listed is not None:
        values = [n for n in parts(listed) if n.type != "null"] if listed.type == "array" else []
        texts = tuple(unquoted(types.syntax.str(n)) for n in values if n.type == "string")
        return Typed(Kind("enum", values=texts, text=text)) if texts and len(texts) == len(values) else None
    if "const" in said:
        own = value_of(said["const"]).node
        return (
            Typed(Kind("literal", values=(unquoted(types.syntax.str(own)),), text=text))
            if own.type == "string"
            else None
        )
    if kind == "array":
        inner = _typed(types, said["items"], depth + 1)[0] if "items" in said else None
        return replace(inner, list_depth=inner.list_depth + 1) if inner is not None else None
    if kind == "object" and (found := json_object(types, node, depth + 1)) is not None:
        return Typed(Kind("record", members=tuple(found[0].values()), text=text)) if not found[1] else None
    narrowed = _FORMATS.get(_text(types, said.get("format"))) if kind == "string" else None
    return Typed(Kind(narrowed or _KINDS[kind], text=text)) if kind in _KINDS else None


def _kinds(types: Types, node: Node | None) -> list[str]:
    """The types in `type: "string"` and `type: ["string", "null"]`."""
    inner = value_of(meant(types.syntax, node)).node if node is not None else None
    if inner is None:
        return []
    return [unquoted(types.syntax.str(n)) for n in (parts(inner) if inner.type == "array" else [inner])]


def _text(types: Types, node: Node | None) -> str:
    return unquoted(types.syntax.str(value_of(node).node)) if node is not None else ""


def _has_more(literal: Node) -> bool:
    """True for an object with what another one has: `{ ...base }`."""
    return any(c.type == "spread_element" for c in literal.children)
