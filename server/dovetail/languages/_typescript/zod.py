"""Zod object schemas, as records. What a schema computes is unknown; what it is spread or merged from makes it open."""

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Kind, KindName, Nullable, Presence

from .. import _treesitter as ts
from .literals import pairs
from .types import Types, unquoted, unquoted_range

_KINDS: dict[str, KindName] = {
    "string": "string", "number": "number", "int": "int", "int32": "int", "boolean": "boolean", "bigint": "bigint",
    "date": "instant", "uuid": "uuid", "guid": "uuid", "email": "string", "url": "string", "cuid": "string",
    "cuid2": "string", "ulid": "string", "any": "any", "unknown": "any", "null": "null", "record": "map", "map": "map",
    "iso.datetime": "instant", "iso.date": "date", "iso.time": "time", "json": "json", "float64": "float",
}  # fmt: skip
_NARROWED: dict[str, KindName] = {"uuid": "uuid", "datetime": "instant", "date": "date", "time": "time", "int": "int"}
_SAME = frozenset(
    "strict strip passthrough loose describe brand readonly meta catch safe min max nonempty refine superRefine".split()
)


def is_schema(text: str) -> bool:
    """True for what makes a schema of an object."""
    return text.startswith(("z.object(", "z.strictObject(", "z.looseObject("))


def object_schema(types: Types, node: Node) -> "tuple[tuple[Field, ...], bool, Node] | None":
    """The fields of `z.object({…})` with what is chained behind it, whether it is open, and the literal; None if it is no such thing."""
    root, chain = _chain(types, node)
    if root not in ("object", "strictObject", "looseObject"):
        return None
    arguments = _arguments(chain[0][1])
    if not arguments or arguments[0].type != "object":
        return None
    fields = list(_fields(types, arguments[0], 0))
    opened = ts.child(arguments[0], "spread_element") is not None
    for name, call in chain[1:]:
        given = _arguments(call)
        if name in ("extend", "safeExtend", "augment") and given and given[0].type == "object":
            added = {f.name: f for f in _fields(types, given[0], 0)}
            fields = [f for f in fields if f.name not in added] + list(added.values())
            opened = opened or ts.child(given[0], "spread_element") is not None
        elif name == "partial" and not given:
            fields = [replace(f, presence="optional") for f in fields]
        elif name not in _SAME:
            opened = True
    return tuple(fields), opened, arguments[0]


def enum_values(types: Types, node: Node) -> list[Node] | None:
    """The strings in `z.enum([…])`."""
    root, chain = _chain(types, node)
    arguments = _arguments(chain[0][1]) if root == "enum" and chain else []
    if not arguments or arguments[0].type != "array":
        return None
    return [c for c in arguments[0].children if c.type == "string"]


def _fields(types: Types, literal: Node, depth: int) -> "list[Field]":
    found: list[Field] = []
    for pair in pairs(types.syntax, literal):
        kind, presence, nullable, lists = _schema(types, pair.value, depth)
        found.append(
            Field(
                name=unquoted(types.syntax.str(pair.key)),
                name_range=unquoted_range(types.syntax, pair.key),
                kind=kind,
                presence=presence,
                nullable=nullable,
                range=pair.range,
                type_range=types.syntax.range(pair.value),
                list_depth=lists,
                doc=pair.comment.doc,
                tags=pair.comment.tags,
            )
        )
    return found


def _schema(types: Types, node: Node, depth: int) -> tuple[Kind, Presence, Nullable, int]:
    """Kind, presence, nullability and list depth of a schema."""
    text = types.syntax.str(node)
    root, chain = _chain(types, node)
    if depth > 20 or (root is None and not chain and node.type != "identifier"):
        return Kind("unknown", text=text), "required", "unknown", 0
    presence: Presence = "required"
    nullable: Nullable = "no"
    lists = 0
    given = _arguments(chain[0][1]) if root is not None else []
    match root:
        case None:  # a schema of its own name
            target = types.syntax.str(node if not chain else chain[0][1])
            kind = Kind("ref", target=target, text=text)
        case "object" | "strictObject" | "looseObject":
            shape = object_schema(types, node) if len(chain) == 1 else None
            kind = Kind("record", members=shape[0], text=text) if shape and not shape[1] else Kind("unknown", text=text)
        case "array" | "set" if given:
            kind, _, _, lists = _schema(types, given[0], depth + 1)
            lists += 1
        case "enum":
            values = tuple(unquoted(types.syntax.str(n)) for n in enum_values(types, node) or [])
            kind = Kind("enum", values=values, text=text) if values else Kind("unknown", text=text)
        case "literal" if given:
            kind = Kind("literal", values=(unquoted(types.syntax.str(given[0])),), text=text)
        case "optional" | "nullable" | "nullish" if given:
            kind, presence, nullable, lists = _schema(types, given[0], depth + 1)
            presence = "optional" if root != "nullable" else presence
            nullable = "yes" if root != "optional" else nullable
        case _ if root in _KINDS:
            kind = Kind(_KINDS[root], text=text)
        case _:
            kind, nullable = Kind("unknown", text=text), "unknown"
    for name, _ in chain[1:] if chain else []:
        if name in ("nullable", "nullish"):
            nullable = "yes"
        if name in ("optional", "nullish"):
            presence = "optional"
        elif name in ("default", "prefault"):
            presence = "defaulted"
        elif name == "array":
            lists += 1
            nullable, presence = "no", "required"
        elif name in ("transform", "pipe", "or", "and"):
            kind, nullable = Kind("unknown", text=text), "unknown"
        elif name in _NARROWED and kind.name in ("string", "number"):
            kind = replace(kind, name=_NARROWED[name])
    return kind, presence, nullable, lists


def _chain(types: Types, node: Node) -> tuple[str | None, list[tuple[str, Node]]]:
    """A chain of calls on `z`: the schema's name (`object`, `iso.date`), and each call with its name, the first first.

    A chain on a schema of its own name (`Role.optional()`) has no schema's name; its first entry is that name.
    """
    calls: list[tuple[str, Node]] = []
    for _ in range(40):
        function = ts.field(node, "function") if node.type == "call_expression" else None
        if function is None or function.type != "member_expression":
            return None, []
        target, name = ts.field(function, "object"), ts.field(function, "property")
        if target is None or name is None:
            return None, []
        calls.append((types.syntax.str(name), node))
        written = types.syntax.str(target)
        if written in ("z", "z.coerce", "zod"):
            return calls[-1][0], calls[::-1]
        if written == "z.iso":
            return "iso." + calls[-1][0], calls[::-1]
        if target.type == "identifier":
            return None, [("", target), *calls[::-1]]
        node = target
    return None, []


def _arguments(call: Node) -> list[Node]:
    arguments = ts.field(call, "arguments")
    return [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
