"""Zod object schemas, as records. What a schema computes is unknown; what it is spread or merged from makes it open."""

import re
from collections.abc import Callable, Iterator
from itertools import takewhile

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind, KindName, Nullable, Presence, Reference, Step

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.origins import initializer
from ..syntax.literals import Pair, field_of, pairs, value_of
from ..syntax.nodes import parts
from ..syntax.types import Types, unquoted

_KINDS: dict[str, KindName] = {
    "string": "string", "number": "number", "int": "int", "int32": "int", "boolean": "boolean", "bigint": "bigint",
    "date": "instant", "uuid": "uuid", "guid": "uuid", "email": "string", "url": "string", "cuid": "string",
    "cuid2": "string", "ulid": "string", "any": "any", "unknown": "any", "null": "null", "record": "map", "map": "map",
    "iso.datetime": "instant", "iso.date": "date", "iso.time": "time", "json": "json", "float64": "float",
}  # fmt: skip
ZOD = re.compile(r"""["'][@\w./-]*\bzod(?:[/-][\w/-]+)?["']""")  # also `drizzle-zod` and `@hono/zod-openapi`
_OBJECTS = ("object", "strictObject", "looseObject")
_UNIONS = ("union", "discriminatedUnion")
_EXTENDS = ("extend", "safeExtend", "augment", "merge", "and")
_OF_OBJECTS = frozenset(
    {"extend", "safeExtend", "merge", "pick", "omit", "partial", "required"}
)  # what objects alone have
_USUAL = frozenset({"z", "zod"})
# Another name for all of zod: `import { z as s } from "zod"`, `import v from "zod/v4"`.
_RENAMED = re.compile(
    r"""\bimport\s+(?:\{[^}]*\bz\s+as\s+([\w$]+)[^}]*\}|(?:\*\s*as\s+)?([\w$]+))\s+from\s+["']zod(?:/[\w/-]+)?["']"""
)
_MAKERS = frozenset({"createSelectSchema", "createInsertSchema", "createUpdateSchema"})  # of drizzle-zod
OF_TABLE = "made of a table"  # how a schema refers to a table that it has the columns of
MADE_OF = "made of"  # how a schema refers to one of another file that it has the fields of
_WRAPS = frozenset("nullable nullish optional default prefault array".split())  # what makes another thing of an object
_NAMES = ("identifier", "shorthand_property_identifier")
_DEEPEST = 20
_LONGEST = 40
_NARROWED: dict[str, KindName] = {"uuid": "uuid", "datetime": "instant", "date": "date", "time": "time", "int": "int"}
_SAME = frozenset(
    "strict strip passthrough loose describe brand readonly meta catch safe min max nonempty refine superRefine check openapi".split()
)
_REMAKES = ("transform", "pipe")


Chain = list[tuple[str, Node]]
Fields = dict[str, Field]


def _some(fields: Fields, names: list[str]) -> Fields:
    return {n: replace(f, presence="optional") if n in names else f for n, f in fields.items()}


def _all(fields: Fields, names: list[str]) -> Fields:
    return {n: replace(f, presence="required") if n in names else f for n, f in fields.items()}


# What is left of the fields of an object, by the names that are chosen.
_CHOOSES: dict[str, Callable[[Fields, list[str]], Fields]] = {
    "pick": lambda fields, names: {n: f for n, f in fields.items() if n in names},
    "omit": lambda fields, names: {n: f for n, f in fields.items() if n not in names},
    "partial": _some,
    "required": _all,
}


def is_schema(types: Types, node: Node) -> bool:
    """True for what makes a schema of an object."""
    return schema_chain(types, node)[0] in _OBJECTS


@dataclass(frozen=True, slots=True)
class ZodObject:
    """What an object's schema has: its fields, whether there may be others, the literal that they stand in, and what else it is made of.

    `bases` are the names of schemas that are not in this file, each with what is done to its fields. `remade` where what comes of it is
    made of its fields, and need not have them.
    """

    fields: Fields
    opened: bool = False
    literal: Node | None = None
    bases: tuple[Reference, ...] = ()
    remade: bool = False

    def with_all(self, other: "ZodObject") -> "ZodObject":
        """The same with what another adds."""
        return ZodObject(
            self.fields | other.fields,
            self.opened or other.opened,
            other.literal or self.literal,
            self.bases + other.bases,
            self.remade,
        )

    def chosen(self, how: str, names: list[str] | None) -> "ZodObject":
        """What is left of it by the names that are chosen; None of them are all."""
        fields = _CHOOSES[how](self.fields, list(self.fields) if names is None else names)
        step = Step(how, frozenset(names or ()))
        return replace(self, fields=fields, bases=tuple(replace(b, steps=(*b.steps, step)) for b in self.bases))


_OPEN = ZodObject({}, True)


def object_schema(types: Types, node: Node) -> ZodObject | None:
    """What `z.object({…})` has with what is chained behind it; None if it is no such thing.

    What it is chained to may also be a schema of its own name: `base.partial()`.
    """
    return _object(types, *schema_chain(types, node), 0) if node.type == "call_expression" else None


def enum_values(types: Types, node: Node) -> list[Node] | None:
    """The strings in `z.enum([…])`, also where the list has a name of its own."""
    root, chain = schema_chain(types, node)
    given = arguments_of(chain[0][1]) if root == "enum" and chain else []
    listed = given[0] if given else None
    if listed is not None and listed.type == "identifier":
        listed = _declared(types, listed)
    if listed is None or listed.type != "array":
        return None
    return [c for c in listed.children if c.type == "string"]


def alternatives(types: Types, node: Node) -> list[Node]:
    """The names in `z.discriminatedUnion("kind", [Card, Transfer])` and `z.union([Card, Transfer])`; none where others stand there, too."""
    root, chain = schema_chain(types, node)
    given = arguments_of(chain[0][1]) if root in _UNIONS and all(name in _SAME for name, _ in chain[1:]) else []
    listed = parts(given[-1 if root == "union" else 1]) if len(given) > (root != "union") else []
    return listed if listed and all(n.type == "identifier" for n in listed) else []


def members_of(types: Types, node: Node) -> Iterator[tuple[Node, Node]]:
    """The keys of `z.object({…})` with their schemas, where it is nothing but that, also under a name of its own."""
    root, chain = schema_chain(types, node)
    literal = next(iter(arguments_of(chain[0][1])), None) if root in _OBJECTS else None
    plain = all(name in _SAME for name, _ in chain[1:])
    if literal is not None and plain and ts.child(literal, "spread_element") is None:
        yield from ((pair.key, pair.value) for pair in pairs(types.syntax, literal))


def _object(types: Types, root: str | None, chain: Chain, depth: int) -> ZodObject | None:
    made = _first(types, root, chain, depth)
    if made is None:
        return None
    for name, call in chain[1:]:
        argument = next(iter(arguments_of(call)), None)
        if name in _EXTENDS and argument is not None:
            made = made.with_all(_shape(types, argument, depth + 1))
        elif name in _CHOOSES:
            made = made.chosen(name, _keys(types, argument) if argument is not None else None)
        elif name not in _SAME:
            made = replace(made, opened=True, remade=made.remade or name in _REMAKES)
    return made


def _first(types: Types, root: str | None, chain: Chain, depth: int) -> ZodObject | None:
    """What a chain begins with: `z.object({…})`, `z.intersection(a, b)`, or the name of a schema that another file declares."""
    given = arguments_of(chain[0][1]) if root is not None and chain else []
    if root in _OBJECTS and given:
        literal = _literal_of(types, given[0])
        return _members(types, literal, depth) if literal is not None else None
    if root in _MAKERS and given:
        return _of_table(types, given)
    if root == "intersection" and len(given) == 2 and depth <= _DEEPEST:
        first, second = (_shape(types, each, depth + 1) for each in given)
        return None if first.opened or second.opened else first.with_all(second)
    if root is None and len(chain) > 1 and chain[1][0] in _OF_OBJECTS:
        return _elsewhere(types, chain[0][1])
    return None


def _of_table(types: Types, given: list[Node]) -> ZodObject | None:
    """What drizzle-zod makes of a table, with the schemas that are given in the place of its own."""
    name = types.syntax.str(given[0])
    if given[0].type not in ("identifier", "member_expression"):
        return None
    literal = given[1] if len(given) > 1 and given[1].type == "object" else None
    written = pairs(types.syntax, literal) if literal is not None else ()
    own = [_field(types, p, 0) for p in written if p.value.type != "arrow_function"]  # which narrows the column's own
    base = Reference(name, types.syntax.range(given[0]), OF_TABLE)
    return ZodObject({f.name: f for f in own}, bases=(base,))


def _elsewhere(types: Types, name: Node) -> ZodObject | None:
    """A schema of another file, by the name that an import gives it."""
    own = types.syntax.str(name)
    if name.type != "identifier" or not _is_imported(types, own):
        return None
    return ZodObject({}, bases=(Reference(own, types.syntax.range(name), MADE_OF),))


def _is_imported(types: Types, name: str) -> bool:
    clauses = (c for c in types.syntax.root.children if c.type == "import_statement")
    return any(re.search(rf"\b{re.escape(name)}\b", types.syntax.str(c)) for c in clauses)


def _literal_of(types: Types, node: Node) -> Node | None:
    """The object that is written, or that a name of this file stands for."""
    named = _declared(types, node) if node.type == "identifier" else node
    return named if named is not None and named.type == "object" else None


def _members(types: Types, literal: Node, depth: int) -> ZodObject:
    """The fields of `{ …base.shape, name: z.string() }`, and whether there may be others."""
    made = ZodObject({}, literal=literal)
    for spread in (c for c in literal.children if c.type == "spread_element"):
        made = made.with_all(replace(_shape(types, spread.children[-1], depth + 1), literal=None))
    return made.with_all(ZodObject({f.name: f for f in _fields(types, literal, depth)}))


def _shape(types: Types, node: Node, depth: int) -> ZodObject:
    """What `{ … }`, be it under a name, `other.shape` or another schema adds, and whether it may add more."""
    literal = _literal_of(types, node)
    if literal is not None:
        return _members(types, literal, depth) if depth <= _DEEPEST else _OPEN
    if node.type == "member_expression" and types.syntax.str(node).endswith(".shape"):
        node = node.children[0]
    if node.type == "identifier" and _declared(types, node) is None:
        return _elsewhere(types, node) or _OPEN
    found = _object(types, *schema_chain(types, node), depth) if depth <= _DEEPEST else None
    return found if found is not None else _OPEN


def _keys(types: Types, node: Node) -> list[str]:
    """The names in `{ id: true, email: true }`."""
    return [unquoted(types.syntax.str(pair.key)) for pair in pairs(types.syntax, node)]


def _fields(types: Types, literal: Node, depth: int) -> "list[Field]":
    return [_field(types, pair, depth) for pair in pairs(types.syntax, literal)]


def _field(types: Types, pair: Pair, depth: int) -> Field:
    kind, presence, nullable, lists = _schema(types, pair.value, depth)
    return field_of(types.syntax, pair, Typed(kind, nullable, lists), presence)


def _schema(types: Types, node: Node, depth: int) -> tuple[Kind, Presence, Nullable, int]:
    """Kind, presence, nullability and list depth of a schema."""
    text = types.syntax.str(node)
    root, chain = schema_chain(types, node)
    if depth > _DEEPEST or (root is None and not chain and node.type not in _NAMES):
        return Kind("unknown", text=text), "required", "unknown", 0
    presence: Presence = "required"
    nullable: Nullable = "no"
    lists = 0
    given = arguments_of(chain[0][1]) if root is not None else []
    match root:
        case None:  # a schema of its own name
            target = types.syntax.str(node if not chain else chain[0][1])
            kind = Kind("ref", target=target, text=text)
        case "object" | "strictObject" | "looseObject":
            made = list(takewhile(lambda call: call[0] not in _WRAPS, chain))
            shape = _object(types, root, made, depth + 1)
            whole = shape is not None and not shape.opened and not shape.bases
            kind = (
                Kind("record", members=tuple(shape.fields.values()), text=text)
                if shape and whole
                else Kind("unknown", text=text)
            )
        case "array" | "set" if given:
            kind, _, _, lists = _schema(types, given[0], depth + 1)
            lists += 1
        case "enum":
            values = tuple(unquoted(types.syntax.str(n)) for n in enum_values(types, chain[0][1]) or [])
            kind = Kind("enum", values=values, text=text) if values else _of_enum(types, given, text)
        case "nativeEnum":
            kind = _of_enum(types, given, text)
        case "literal" if given:
            kind = _literal(types, given[0], text)
        case "union" if given and (texts := _texts(types, given[0])):
            kind = Kind("enum", values=texts, text=text)
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
        elif name in ("default", "prefault", "catch"):
            presence = "defaulted"
        elif name == "array":
            lists += 1
            nullable, presence = "no", "required"
        elif name in ("transform", "pipe", "or", "and"):
            kind, nullable = Kind("unknown", text=text), "unknown"
        elif name in _NARROWED and kind.name == ("number" if name == "int" else "string"):
            kind = replace(kind, name=_NARROWED[name])
    return kind, presence, nullable, lists


def _literal(types: Types, given: Node, text: str) -> Kind:
    """The one value of `z.literal("a")`, or the several of `z.literal(["a", "b"])`."""
    if given.type not in ("array", "identifier", "as_expression", "spread_element"):
        return Kind("literal", values=(unquoted(types.syntax.str(given)),), text=text)
    listed = parts(given) if given.type == "array" else []
    if not listed or any(each.type != "string" for each in listed):
        return Kind("unknown", text=text)
    return Kind("enum", values=tuple(unquoted(types.syntax.str(each)) for each in listed), text=text)


def _of_enum(types: Types, given: list[Node], text: str) -> Kind:
    """The values of an enum by its name: `z.nativeEnum(Role)`."""
    name = types.syntax.str(given[0]) if given and given[0].type == "identifier" else ""
    return Kind("enum", target=name, text=text) if name else Kind("unknown", text=text)


def _texts(types: Types, listed: Node) -> tuple[str, ...]:
    """The texts of `[z.literal("a"), z.literal("b")]`, where there is nothing else."""
    kinds = [_schema(types, each, _DEEPEST)[0] for each in listed.children if each.is_named and each.type != "comment"]
    return tuple(k.values[0] for k in kinds) if all(k.name == "literal" for k in kinds) else ()


def schema_chain(types: Types, node: Node) -> tuple[str | None, Chain]:
    """A chain of calls on `z`: the schema's name (`object`, `iso.date`), and each call with its name, the first first.

    A schema of its own name (`Role.optional()`) stands for what it is declared as; where that is not in this file, the chain has no
    schema's name, and its first entry is the name.
    """
    calls: Chain = []
    for _ in range(_LONGEST):
        if node.type in _NAMES:
            declared = _declared(types, node)
            if declared is None or declared.type != "call_expression":
                return None, [("", node), *calls[::-1]] if calls else []
            node = declared
        function = ts.field(node, "function") if node.type == "call_expression" else None
        if function is not None and function.type == "identifier" and types.syntax.str(function) in _MAKERS:
            calls.append((types.syntax.str(function), node))
            return calls[-1][0], calls[::-1]
        if function is None or function.type != "member_expression":
            return None, []
        target, name = ts.field(function, "object"), ts.field(function, "property")
        if target is None or name is None:
            return None, []
        calls.append((types.syntax.str(name), node))
        written = types.syntax.str(target)
        namespace, _, part = written.partition(".")
        if part in ("", "coerce") and namespace in _namespaces(types.syntax):
            return calls[-1][0], calls[::-1]
        if part == "iso" and namespace in _namespaces(types.syntax):
            return "iso." + calls[-1][0], calls[::-1]
        node = target
    return None, []


def _namespaces(syntax: Syntax) -> frozenset[str]:
    """What a file calls zod: `z`, and what it imports it as."""
    return syntax.once(_named_in) if syntax.says(_RENAMED, "zod") else _USUAL


def _named_in(syntax: Syntax) -> frozenset[str]:
    return _USUAL.union(m[1] or m[2] for m in _RENAMED.finditer(syntax.text.source))


def _declared(types: Types, name: Node) -> Node | None:
    """What a variable of this file is declared as."""
    value = initializer(types.syntax, name)
    return value_of(value).node if value is not None else None


def arguments_of(call: Node) -> list[Node]:
    """What a call is given."""
    return parts(ts.field(call, "arguments"))
