"""Codecs of io-ts, as records: `t.type({ id: t.string })`, `t.intersection([t.type({…}), t.partial({…})])`."""

import re

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind, KindName, Nullable, Presence

from ... import _treesitter as ts
from ..scoping.origins import meant
from ..syntax.literals import field_of, pairs
from ..syntax.nodes import given, parts
from ..syntax.types import Types, unquoted

IO_TS = re.compile(r"""["']io-ts["']""")
_ROOT = "t."
_KINDS: dict[str, KindName] = {
    "string": "string", "number": "number", "Int": "int", "boolean": "boolean", "bigint": "bigint", "null": "null",
    "nullType": "null", "unknown": "any", "any": "any", "UnknownRecord": "map", "record": "map",
}  # fmt: skip
_OF_TYPES: dict[str, KindName] = {
    "DateFromISOString": "instant",
    "UUID": "uuid",
    "NonEmptyString": "string",
}  # of io-ts-types
_OBJECTS: dict[str, Presence] = {
    "type": "required",
    "strict": "required",
    "interface": "required",
    "partial": "optional",
}
_AROUND = frozenset({"exact", "readonly", "brand", "refinement"})
_ARRAYS = frozenset({"array", "readonlyArray", "UnknownArray"})
_DEEPEST = 20

Fields = dict[str, Field]


@dataclass(frozen=True, slots=True)
class _Codec:
    """What a codec says of a value."""

    kind: Kind
    presence: Presence = "required"
    nullable: Nullable = "no"
    lists: int = 0


def codec_object(types: Types, node: Node, depth: int = 0) -> tuple[Fields, bool, Node] | None:
    """The fields of a codec for objects, whether there may be others, and the literal that the last of them stand in."""
    name, arguments = _made(types, node)
    if not arguments or depth > _DEEPEST:
        return None
    if name in _OBJECTS and arguments[0].type == "object":
        return _members(types, arguments[0], _OBJECTS[name], depth)
    if name in _AROUND:
        return codec_object(types, arguments[0], depth + 1)
    if name != "intersection" or arguments[0].type != "array":
        return None
    found = [codec_object(types, part, depth + 1) for part in parts(arguments[0])]
    known = [f for f in found if f is not None]
    fields = {n: field for own, _, _ in known for n, field in own.items()}
    return (fields, len(known) < len(found) or any(o for _, o, _ in known), known[-1][2]) if known else None


def codec_values(types: Types, node: Node) -> list[Node]:
    """The texts of `t.union([t.literal("a"), t.literal("b")])` and `t.keyof({ a: null, b: null })`; none where there is anything else."""
    name, arguments = _made(types, node)
    if name == "keyof" and arguments and arguments[0].type == "object":
        return [pair.key for pair in pairs(types.syntax, arguments[0])]
    if name != "union" or not arguments or arguments[0].type != "array":
        return []
    said = [_made(types, part) for part in parts(arguments[0])]
    texts = [inner[0] for own, inner in said if own == "literal" and inner and inner[0].type == "string"]
    return texts if len(texts) == len(said) else []


def is_codec(types: Types, node: Node) -> bool:
    """True for a call of io-ts."""
    return bool(_made(types, node)[0])


def _members(types: Types, literal: Node, presence: Presence, depth: int) -> tuple[Fields, bool, Node]:
    fields: Fields = {}
    for pair in pairs(types.syntax, literal):
        found = _codec(types, pair.value, depth + 1)
        own = presence if found.presence == "required" else found.presence
        field = field_of(types.syntax, pair, Typed(found.kind, found.nullable, found.lists), own)
        fields[field.name] = field
    return fields, ts.child(literal, "spread_element") is not None, literal


def _made(types: Types, node: Node) -> tuple[str, list[Node]]:
    """Which codec stands there, and what it is given, also behind a name of this file; an empty name for anything else."""
    node = meant(types.syntax, node)
    called = ts.field(node, "function") if node.type == "call_expression" else node
    written = types.syntax.str(called) if called is not None and called.type == "member_expression" else ""
    if not written.startswith(_ROOT):
        return "", []
    return written.removeprefix(_ROOT), given(node) if called is not node else []


def _codec(types: Types, node: Node, depth: int) -> _Codec:
    text = types.syntax.str(node)
    unknown = _Codec(Kind("unknown", text=text), nullable="unknown")
    name, arguments = _made(types, node)
    if depth > _DEEPEST or not name:
        known = _OF_TYPES.get(text)
        return _Codec(Kind(known, text=text)) if known is not None else unknown
    if name in _OBJECTS or name == "intersection":
        found = codec_object(types, node, depth)
        whole = found is not None and not found[1]
        return _Codec(Kind("record", members=tuple(found[0].values()), text=text)) if found and whole else unknown
    if texts := codec_values(types, node):
        return _Codec(Kind("enum", values=tuple(unquoted(types.syntax.str(t)) for t in texts), text=text))
    if name == "literal" and arguments:
        return _Codec(Kind("literal", values=(unquoted(types.syntax.str(arguments[0])),), text=text))
    if name in _AROUND and arguments:
        inner = _codec(types, arguments[0], depth + 1)
        return replace(inner, kind=replace(inner.kind, text=text))
    if name in _ARRAYS:
        inner = _codec(types, arguments[0], depth + 1) if arguments else unknown
        return _Codec(inner.kind, lists=inner.lists + 1)
    if name == "union" and arguments and arguments[0].type == "array":
        return _union([_codec(types, part, depth + 1) for part in parts(arguments[0])], text)
    if name == "undefined":
        return _Codec(Kind("unknown", text="undefined"), "optional")
    return _Codec(Kind(_KINDS[name], text=text)) if name in _KINDS else unknown


def _union(found: list[_Codec], text: str) -> _Codec:
    """One of several: of several kinds is nothing known but whether null is one, and whether it may be left out."""
    others = [f for f in found if f.kind.name != "null" and f.kind.text != "undefined"]
    nullable: Nullable = "yes" if any(f.kind.name == "null" or f.nullable == "yes" for f in found) else "no"
    presence: Presence = "optional" if any(f.presence == "optional" for f in found) else "required"
    if len(others) == 1:
        return _Codec(replace(others[0].kind, text=text), presence, nullable, others[0].lists)
    texts = [f.kind.values for f in others if f.kind.name in ("literal", "enum") and not f.lists]
    if others and len(texts) == len(others):
        return _Codec(Kind("enum", values=tuple(v for values in texts for v in values), text=text), presence, nullable)
    return _Codec(Kind("unknown", text=text), presence, nullable if nullable == "yes" else "unknown")
