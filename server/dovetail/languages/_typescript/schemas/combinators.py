"""Schemas that functions alone make, as TypeBox and valibot do, as records: `Type.Object({…})`, `v.object({…})`.

Both call things the same but for the first letter, so that one reading serves both. What a schema computes is unknown.
"""

import re

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind, KindName, Nullable, Presence
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..scoping.origins import initializer
from ..scoping.scopes import Value
from ..scoping.values import Uses
from ..syntax.literals import field_of, pairs, value_of
from ..syntax.made import CALL, inside
from ..syntax.nodes import given
from ..syntax.types import Types, unquoted

TYPEBOX = re.compile(r"""["'](?:@sinclair/typebox|typebox|@fastify/type-provider-typebox|elysia)["']""")
VALIBOT = re.compile(r"""["']valibot["']""")
_ROOTS = {"Type": "typebox", "t": "typebox", "T": "typebox", "v": "valibot", "valibot": "valibot"}
_KINDS: dict[str, KindName] = {
    "string": "string", "number": "number", "integer": "int", "boolean": "boolean", "bigint": "bigint", "bigInt": "bigint",
    "date": "instant", "null": "null", "null_": "null", "any": "any", "unknown": "any", "record": "map", "map": "map",
    "uint8Array": "bytes",
}  # fmt: skip
_FORMATS: dict[str, KindName] = {
    "uuid": "uuid", "date-time": "instant", "isoTimestamp": "instant", "isoDateTime": "instant", "date": "date", "isoDate": "date",
    "time": "time", "isoTime": "time", "integer": "int", "safeInteger": "int",
}  # fmt: skip
_COMPUTES = ("transform", "rawTransform", "parseJson", "toDate", "toNumber", "toString", "toBoolean", "toBigint")
_OBJECTS = frozenset("object strictObject looseObject objectWithRest".split())
_JOINS = frozenset("composite intersect evaluate interface".split())
_CHOOSES = frozenset("partial required pick omit".split())
_SAME = frozenset("readonly readonlyType recursive index".split())
_MAY_BE_LEFT_OUT = frozenset("optional exactOptional undefinedable nullish".split())
_MAY_BE_NULL = frozenset("nullable nullish".split())
_DEEPEST = 20

_CHECKS = {
    "parse": "gives", "parseAsync": "gives", "Parse": "gives", "Decode": "gives", "Cast": "gives", "safeParse": "tries",
    "safeParseAsync": "tries",
}  # fmt: skip
_CHECKING = re.compile(rf"""{VALIBOT.pattern}|["'](?:@sinclair/)?typebox/value["']""")

Fields = dict[str, Field]


def combined_object(types: Types, node: Node, depth: int = 0) -> tuple[Fields, bool, Node] | None:
    """The fields of what makes an object, whether there may be others, and the literal that they stand in; None for anything else."""
    name, arguments = _made(types, node)
    if not arguments or depth > _DEEPEST:
        return None
    if name in _OBJECTS and arguments[0].type == "object":
        fields, opened = _members(types, arguments[0], depth)
        return fields, opened or name == "looseObject", arguments[0]
    if name in _JOINS:
        return _joined(types, arguments, depth)
    if name in _CHOOSES or name == "pipe":
        found = combined_object(types, arguments[0], depth + 1)
        if found is None:
            return None
        computes = any(_made(types, a)[0] in _COMPUTES for a in arguments[1:]) if name == "pipe" else False
        fields = _chosen(types, name, found[0], arguments[1] if len(arguments) > 1 else None)
        return fields or {}, found[1] or fields is None or computes, found[2]
    return None


def chooses_elsewhere(types: Types, node: Node) -> bool:
    """True for `Type.Pick(Base, …)` and its like of a schema that another file declares: nothing is known of what is left."""
    name, arguments = _made(types, node)
    first = arguments[0] if name in _CHOOSES and arguments else None
    return first is not None and first.type == "identifier" and initializer(types.syntax, first) is None


def combined_values(types: Types, node: Node) -> list[Node] | None:
    """The strings of `v.picklist(["a", "b"])` and `Type.Union([Type.Literal("a"), Type.Literal("b")])`."""
    name, arguments = _made(types, node)
    if name not in ("picklist", "union", "unionEnum") or not arguments:
        return None
    listed = _listed(types, arguments[0])
    if name != "union":
        return listed if listed and all(n.type == "string" for n in listed) else None
    said = [_made(types, n) for n in listed]
    texts = [inner[0] for own, inner in said if own == "literal" and inner and inner[0].type == "string"]
    return texts if texts and len(texts) == len(listed) else None


def combined_alternatives(types: Types, node: Node) -> list[Node]:
    """The names in `v.variant("kind", [Card, Transfer])` and `Type.Union([Card, Transfer])`; none where others stand there, too."""
    name, arguments = _made(types, node)
    listed = _listed(types, arguments[name == "variant"]) if len(arguments) > (name == "variant") else []
    return listed if name in ("union", "variant") and all(n.type == "identifier" for n in listed) else []


def checked_by(types: Types, function: str, schema: Value | None, uses: Uses, at: Range) -> Value | None:
    """What a function that is given a schema finds right: `v.parse(User, body)`, `Value.Parse(User, body)`; of one that only tries, in
    its `output`.
    """
    how = _CHECKS.get(function.rpartition(".")[2])
    own = function.partition(".")[0] in ("v", "valibot", "Value", function)
    if how is None or not own or not types.syntax.says(_CHECKING):
        return None
    found = uses.property(uses.property(schema, "parse", at, ""), CALL, at, "")
    return uses.value(inside(output=found.typed), "parsed") if found is not None and how == "tries" else found


def library_of(types: Types, node: Node) -> str:
    """The library whose function a call is of; empty for any other."""
    function = ts.field(node, "function") if node.type == "call_expression" else None
    own = ts.field(function, "object") if function is not None and function.type == "member_expression" else None
    library = _ROOTS.get(types.syntax.str(own), "") if own is not None and own.type == "identifier" else ""
    if function is not None and function.type == "identifier":
        library = "valibot"
    return library if library and types.syntax.says(TYPEBOX if library == "typebox" else VALIBOT) else ""


def _made(types: Types, node: Node) -> tuple[str, list[Node]]:
    """What makes a schema, with what it is given, also behind names of this file; an empty name for anything else."""
    for _ in range(_DEEPEST):
        if node.type not in ("identifier", "shorthand_property_identifier"):
            break
        value = initializer(types.syntax, node)
        if value is None:
            return "", []
        node = value_of(value).node
    if not library_of(types, node):
        return "", []
    name = types.syntax.str(ts.field(node, "function") or node).rpartition(".")[2]
    return name[:1].lower() + name[1:], given(node)


def _members(types: Types, literal: Node, depth: int) -> tuple[Fields, bool]:
    """The fields of `{ ...base.entries, name: v.string() }`, and whether there may be others."""
    fields: Fields = {}
    opened = False
    for spread in (c for c in literal.children if c.type == "spread_element"):
        whole = spread.children[-1]
        part = types.syntax.str(ts.field(whole, "property") or whole) if whole.type == "member_expression" else ""
        base = ts.field(whole, "object") if part in ("entries", "properties") else None
        found = combined_object(types, base, depth + 1) if base is not None else None
        fields, opened = (fields | found[0], opened or found[1]) if found is not None else (fields, True)
    for pair in pairs(types.syntax, literal):
        kind, presence, nullable, lists = _schema(types, pair.value, depth)
        own = field_of(types.syntax, pair, Typed(kind, nullable, lists), presence)
        fields[own.name] = own
    return fields, opened


def _joined(types: Types, arguments: list[Node], depth: int) -> tuple[Fields, bool, Node] | None:
    """The fields of all the schemas in a list."""
    found = [combined_object(types, part, depth + 1) for a in arguments[:1] for part in _listed(types, a)]
    known = [f for f in found if f is not None]
    if not known:
        return None
    fields = {name: field for own, _, _ in known for name, field in own.items()}
    return fields, len(known) < len(found) or any(opened for _, opened, _ in known), known[-1][2]


def _chosen(types: Types, name: str, fields: Fields, keys: Node | None) -> Fields | None:
    """What `partial`, `required`, `pick` and `omit` leave of fields; None where the keys are not known."""
    listed = _listed(types, keys) if keys is not None else []
    names = [unquoted(types.syntax.str(n)) for n in listed if n.type == "string"]
    match name:
        case "pick" | "omit" if not listed or len(names) < len(listed):
            return None
        case "pick":
            return {n: f for n, f in fields.items() if n in names}
        case "omit":
            return {n: f for n, f in fields.items() if n not in names}
        case "partial" | "required":
            presence: Presence = "optional" if name == "partial" else "required"
            return {n: replace(f, presence=presence) if n in names or not names else f for n, f in fields.items()}
        case _:
            return fields


def _listed(types: Types, node: Node) -> list[Node]:
    """What stands in a list, also one under a name of this file."""
    value = initializer(types.syntax, node) if node.type == "identifier" else None
    inner = value_of(value if value is not None else node).node
    return [c for c in inner.children if c.is_named and c.type != "comment"] if inner.type == "array" else []


def _schema(types: Types, node: Node, depth: int) -> tuple[Kind, Presence, Nullable, int]:
    """Kind, presence, nullability and list depth of a schema."""
    text = types.syntax.str(node)
    unknown = Kind("unknown", text=text)
    name, arguments = _made(types, node)
    if depth > _DEEPEST or not name:
        return unknown, "required", "unknown", 0
    if name in _MAY_BE_LEFT_OUT | _MAY_BE_NULL | _SAME | {"pipe", "array", "set", "tuple"} and arguments:
        return _around(types, name, node, arguments, depth)
    if (texts := combined_values(types, node)) is not None:
        return Kind("enum", values=tuple(unquoted(types.syntax.str(t)) for t in texts), text=text), "required", "no", 0
    presence: Presence = "defaulted" if "default" in _options(types, arguments) else "required"
    if name == "union" and arguments:
        return *_union(types, arguments[0], text, depth), 0
    if name == "literal" and arguments:
        return Kind("literal", values=(unquoted(types.syntax.str(arguments[0])),), text=text), presence, "no", 0
    if name in _OBJECTS | _JOINS | _CHOOSES:
        found = combined_object(types, node, depth + 1)
        known = found is not None and not found[1]
        kind = Kind("record", members=tuple(found[0].values()), text=text) if found is not None and known else unknown
        return kind, presence, "no", 0
    if name not in _KINDS:
        return unknown, presence, "unknown", 0
    narrowed = _FORMATS.get(_options(types, arguments).get("format", "")) if name == "string" else None
    return Kind(narrowed or _KINDS[name], text=text), presence, "no", 0


def _around(
    types: Types, name: str, node: Node, arguments: list[Node], depth: int
) -> tuple[Kind, Presence, Nullable, int]:
    """What a schema is that stands around another one: `v.optional(…)`, `v.pipe(…)`, `Type.Array(…)`."""
    kind, presence, nullable, lists = _schema(types, arguments[0], depth + 1)
    text = types.syntax.str(node)
    if name == "tuple":
        return Kind("unknown", text=text), "required", "no", 1
    if name in ("array", "set"):
        return kind, "required", "no", lists + 1
    if name in _MAY_BE_LEFT_OUT:
        presence = "defaulted" if len(arguments) > 1 and arguments[1].type != "object" else "optional"
    if name in _MAY_BE_NULL:
        nullable = "yes"
    for step in arguments[1:] if name == "pipe" else ():
        own = _made(types, step)[0]
        if own in _FORMATS and kind.name in ("string", "number"):
            kind = replace(kind, name=_FORMATS[own])
        elif own in _COMPUTES or own in _KINDS:
            kind, nullable = Kind("unknown", text=text), "unknown"
    return replace(kind, text=text), presence, nullable, lists


def _union(types: Types, listed: Node, text: str, depth: int) -> tuple[Kind, Presence, Nullable]:
    """`Type.Union([Type.String(), Type.Null()])`; of several kinds is nothing known but whether null is one."""
    found = [_schema(types, each, depth + 1) for each in _listed(types, listed)]
    others = [f for f in found if f[0].name != "null"]
    nullable: Nullable = "yes" if len(others) < len(found) or any(f[2] == "yes" for f in others) else "no"
    if len(others) == 1 and not others[0][3]:
        return replace(others[0][0], text=text), "required", nullable
    values = tuple(v for kind, _, _, _ in others for v in kind.values if kind.name in ("literal", "enum"))
    texts = bool(others) and all(kind.name in ("literal", "enum") for kind, _, _, _ in others)
    return Kind("enum" if texts else "unknown", values=values if texts else (), text=text), "required", nullable


def _options(types: Types, arguments: list[Node]) -> dict[str, str]:
    """The options that a schema is given last: `Type.String({ format: "uuid" })`."""
    last = arguments[-1] if arguments and arguments[-1].type == "object" else None
    return (
        {unquoted(types.syntax.str(p.key)): unquoted(types.syntax.str(p.value)) for p in pairs(types.syntax, last)}
        if last
        else {}
    )
