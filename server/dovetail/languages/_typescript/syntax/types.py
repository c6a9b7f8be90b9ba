"""TypeScript types and the members of object types, as kinds and fields."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cache
from sys import intern
from typing import Protocol

from tree_sitter import Node

from dovetail.core.composition import SOME
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed, listed
from dovetail.core.shapes import Field, Kind, KindName, Nullable, Presence
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._comments import NO_COMMENT, Comment, read_comment
from ..._kinds import formatted
from ..._prisma.types import model_type
from ..._treesitter import MAX_DEPTH, Syntax

_PREDEFINED: dict[str, KindName] = {
    "string": "string", "number": "number", "boolean": "boolean", "any": "any", "unknown": "any", "object": "json",
}  # fmt: skip
_NAMED: dict[str, KindName] = {
    "bigint": "bigint", "BigInt": "bigint", "Date": "instant", "Decimal": "decimal", "Prisma.Decimal": "decimal",
    "Buffer": "bytes", "Uint8Array": "bytes", "ArrayBuffer": "bytes", "Blob": "bytes", "URL": "string",
    "String": "string", "Number": "number", "Boolean": "boolean", "JsonValue": "json", "Prisma.JsonValue": "json",
}  # fmt: skip
_LISTS = frozenset(
    "Array ReadonlyArray Set ReadonlySet Iterable IterableIterator Generator AsyncIterable AsyncIterableIterator AsyncGenerator".split()
)
_MAPS = frozenset({"Record", "Map", "ReadonlyMap", "WeakMap"})
CHOICES = ("Extract", "Exclude")  # what is left of them is not told: a name must be in one alternative at least
# What stands in for a value in a test has all that the value has.
_MOCKED = ("Mocked", "MockedObject", "MockedFunction")
_MOCKS = (*_MOCKED, *(f"{by}.{name}" for by in ("jest", "vi") for name in _MOCKED), "DeepMocked", "MockProxy")
SAME = frozenset({"Readonly", "NonNullable", "Promise", "Awaited", *_MOCKS})
_RELATED = {
    "Relation": "typeorm",
    "Rel": "@mikro-orm",
}  # around an entity, for files that import one another, by whose they are
PICKERS = frozenset({"Pick", "Omit", "Partial", "Required"})
_MAPPED = {"opting_type_annotation": "partial", "omitting_type_annotation": "required"}  # `]?:` and `]-?:`
_PLAIN = ("string", "number", "boolean")
_HOLE = Kind("hole")
_ALONE = re.compile(r"`\$\{(\w+)\}`")


_HEAD = 300  # characters from the start of a statement to the brace that opens its body, at most
_BODIES = ("interface_body", "object_type", "class_body", "enum_body", "object")
_OPENING = re.compile(r"[ \t]*(//|/\*)[^\n]*@")
_WHOLE = re.compile(r"(?<!\S)@(?:contract|api|closed|owner|view|db)\b")


class Maker(Protocol):
    """Says how a type is made of others; None for a type that is not."""

    def __call__(self, types: "Types", node: Node, generics: frozenset[str], depth: int) -> "Typed | None": ...


@dataclass(frozen=True, slots=True)
class Literals:
    """The names and values of an `as const` list (no names) or object."""

    names: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Space:
    """A namespace of a file: from where to where (bytes), what its names begin with outside, and what it declares."""

    start: int
    end: int
    prefix: str
    names: set[str]


@dataclass
class Types:
    """Reads the types of one file. `literals` are its `as const` values, for `typeof X`; `holes` collects what is being typed.

    `maker` says how types are made of others, which only those need who follow values.
    """

    syntax: Syntax
    literals: Mapping[str, Literals] = field(default_factory=dict)
    holes: list[Range] = field(default_factory=list)
    maker: "Maker | None" = None
    signer: "Maker | None" = None  # the same for functions alone
    spaces: list[Space] = field(default_factory=list[Space])  # the inner ones behind the outer ones
    # One type is asked for by several: as a field, as what a function takes, as what a name in it stands for.
    _read: dict[tuple[int, frozenset[str]], Typed] = field(default_factory=dict[tuple[int, frozenset[str]], Typed])
    functions: dict[tuple[int, frozenset[str]], Kind] = field(default_factory=dict[tuple[int, frozenset[str]], Kind])

    def annotation(self, node: Node | None, generics: frozenset[str], after: Node | None = None) -> Typed:
        """The type behind a colon; none is a hole at the end of `after`."""
        known = self._read.get((node.id, generics)) if node is not None else None
        if known is not None:
            return known
        type = (
            next((c for c in node.children if c.is_named and c.type != "comment"), None) if node is not None else None
        )
        if node is None or type is None or type.is_missing:
            before = node or after
            end = self.syntax.range(before).end if before is not None else 0
            self.holes.append(Range(end, end))
            return Typed(_HOLE, "unknown")
        # While `foo:` is typed above `bar: T`, the grammar takes `bar` for the type. A union may start on the next line.
        below = self.syntax.is_below(type, node) and type.type not in ("union_type", "intersection_type")
        if below and self.syntax.str(type)[:1] not in "|&{([":
            end = self.syntax.offset(node.start_byte) + 1
            self.holes.append(Range(end, end))
            return Typed(_HOLE, "unknown")
        found = self._read[node.id, generics] = self.typed(type, generics)
        return found

    def typed(self, node: Node, generics: frozenset[str], depth: int = 0) -> Typed:
        """What a type node says."""
        asked = (node.id, generics)
        found = self._read.get(asked)
        if found is None:
            found = self._read[asked] = self._typed(node, generics, depth)
        return found

    def _typed(self, node: Node, generics: frozenset[str], depth: int) -> Typed:
        text = self.syntax.str(node)
        if depth > MAX_DEPTH:
            return Typed(Kind("unknown", text=text), "unknown")
        kind = node.type
        if kind == "predefined_type":  # nobody makes it of others
            return _predefined(text)
        made = self.maker(self, node, generics, depth) if self.maker is not None else None
        if made is not None:
            return made
        match kind:
            case "function_type" if self.signer is not None:
                return self.signer(self, node, generics, depth) or Typed(Kind("unknown", text=text), "unknown")
            case "type_identifier" | "nested_type_identifier" | "identifier":
                return self._named(self.outer_name(node, text), generics)
            case "array_type":
                return _listed(self.typed(node.children[0], generics, depth + 1), text)
            case "readonly_type" | "parenthesized_type":
                inner = next((c for c in node.children if c.is_named and c.type != "comment"), None)
                return self._inner(inner, generics, depth, text)
            case "literal_type":
                return self._literal(node, text)
            case "union_type":
                return self._union(node, generics, depth, text)
            case "object_type":
                return self._object(node, generics, depth, text)
            case "generic_type":
                name = ts.field(node, "name")
                base = self.syntax.str(name) if name is not None else ""
                model = model_type(base) if base.startswith("Prisma.") else None
                if model is not None:
                    return Typed(model)
                base = self.outer_name(node, base)
                return self.generic(base, ts.field(node, "type_arguments"), generics, depth, text)
            case "template_literal_type" if (inner := _ALONE.fullmatch(text)) is not None:  # the values of an enum
                return self._named(inner[1], generics)
            case "template_literal_type":
                return Typed(Kind("string", text=text))
            case "lookup_type" | "index_type_query":
                return self._looked_up(node, text)
            case "tuple_type":
                return Typed(Kind("unknown", text=text), list_depth=1)
            case "intersection_type":
                parts = [self.typed(p, generics, depth + 1).kind for p in flat(node, "intersection_type")]
                keys = next((p for p in parts if p.steps == ("keyof",)), None)
                if keys is not None:  # `keyof User & string`
                    return Typed(keys)
                plain = next((p for p in parts if p.name in ("string", "number", "bigint", "boolean")), None)
                if plain is not None:  # a brand
                    return Typed(replace(plain, text=text))
                if self.maker is not None:
                    return Typed(Kind("unknown", options=tuple(parts), text=text, steps=("&",)))
                return Typed(Kind("unknown", options=tuple(p for p in parts if p.name == "ref"), text=text))
            case "ERROR":
                self.holes.append(self.syntax.range(node))
                return Typed(Kind("hole", text=text), "unknown")
            case _:
                return Typed(Kind("unknown", text=text), "unknown")

    def outer_name(self, node: Node, name: str) -> str:
        """What a name that stands at a node is called outside the namespaces around it."""
        first = name.partition(".")[0] if self.spaces else ""
        for space in reversed(self.spaces):
            if space.start <= node.start_byte < space.end and first in space.names:
                return space.prefix + name
        return name

    def fields(self, body: Node, generics: frozenset[str], depth: int = 0) -> tuple[Field, ...]:
        """The properties of an object type or of an interface's body, with the comments that belong to each."""
        found: list[Field] = []
        pending: list[Node] = []
        children = body.children
        for i, member in enumerate(children):
            if member.type == "comment":
                pending.extend([member] if i != 1 or not is_opening(member) else [])
            elif member.type in ("property_signature", "method_signature"):
                end, trailing = separator_and_trailing(children, i)
                read = self._property(member, self.comment(attached(pending, member), trailing), end, generics, depth)
                if read is not None and not (member.type == "method_signature" and _overloads(read, found)):
                    found.append(read)
                pending = []
            elif member.is_named or member.type in (";", ","):  # a comment before a separator is of what it ends
                pending = []
            if pending and i and children[i - 1].end_point.row == pending[-1].start_point.row:
                below = i + 1 < len(children) and children[i + 1].start_point.row > pending[-1].end_point.row
                if below and children[i - 1].type != "{":
                    pending = []  # it belongs to the member before it
        return tuple(found)

    def comment(self, nodes: Sequence[Node], trailing: Node | None = None) -> Comment:
        """What the comments above a declaration, and the one behind it, say."""
        return comment_of(self.syntax, nodes, trailing)

    def _property(self, node: Node, comment: Comment, end: Node, generics: frozenset[str], depth: int) -> Field | None:
        name = self.syntax.field(node, "name")
        if name is None or name.type == "computed_property_name" or ts.child(node, "set") is not None:
            return None
        if node.type == "method_signature" and ts.child(node, "get") is None:
            maker = self.signer or self.maker
            function = maker(self, node, generics, depth) if maker is not None else None
            annotation, typed = None, function or Typed(Kind("unknown", text=self.syntax.str(node)), "unknown")
        else:
            annotation = self.syntax.field(node, "type") or self.syntax.field(node, "return_type")
            typed = self.annotation(annotation, generics, node)
        optional = typed.optional or ts.child(node, "?") is not None
        start = self.syntax.offset(node.start_byte)
        return self.field(name, typed, "optional" if optional else "required", comment, start, end, annotation)

    def field(
        self, name: Node, typed: Typed, presence: Presence, comment: Comment, start: int, end: Node, type: Node | None
    ) -> Field:
        """A field of a type that has been read."""
        start = comment.start if 0 <= comment.start < start else start
        return Field(
            name=name_of(self.syntax, name),
            name_range=unquoted_range(self.syntax, name),
            kind=formatted(typed.kind, comment.tags),
            presence=presence,
            nullable=typed.nullable,
            range=Range(start, self.syntax.offset(end.end_byte)),
            type_range=self.type_range(type),
            list_depth=typed.list_depth,
            doc=comment.doc,
            tags=comment.tags,
        )

    def type_range(self, annotation: Node | None) -> Range | None:
        """The type behind the colon."""
        type = (
            next((c for c in annotation.children if c.is_named and c.type != "comment"), None) if annotation else None
        )
        return self.syntax.range(type) if type is not None else None

    def _inner(self, node: Node | None, generics: frozenset[str], depth: int, text: str) -> Typed:
        if node is None:
            return Typed(Kind("unknown", text=text), "unknown")
        inner = self.typed(node, generics, depth + 1)
        return replace(inner, kind=replace(inner.kind, text=text))

    def _named(self, text: str, generics: frozenset[str]) -> Typed:
        if text in generics:
            return Typed(Kind("unknown", text=text, steps=(f"<{text}>",)), "unknown")
        name = _NAMED.get(text)
        model = model_type(text) if text.startswith("Prisma.") and name is None else None
        if model is not None:
            return Typed(model)
        return Typed(Kind(name, text=text) if name else Kind("ref", target=text, text=text))

    def _literal(self, node: Node, text: str) -> Typed:
        literal = node.children[0] if node.children else None
        match literal.type if literal is not None else "":
            case "null":
                return Typed(Kind("null", text=text), "yes")
            case "undefined":
                return Typed(Kind("null", text=text), optional=True)
            case "string":
                return Typed(Kind("literal", values=(unquoted(text),), text=text))
            case _:
                return Typed(Kind("literal", values=(text,), text=text))

    def _union(self, node: Node, generics: frozenset[str], depth: int, text: str) -> Typed:
        parts = [self.typed(p, generics, depth + 1) for p in flat(node, "union_type")]
        rest = [p for p in parts if p.kind.name != "null" and p.kind.text != "void"]
        nullable: Nullable = "yes" if any(p.nullable == "yes" for p in parts) else "no"
        if nullable == "no" and any(p.nullable == "unknown" for p in parts):
            nullable = "unknown"
        optional = any(p.optional for p in parts)
        if not rest:
            return Typed(Kind("null", text=text), nullable, optional=optional)
        if len(rest) == 1:
            return replace(rest[0], nullable=nullable, optional=optional, kind=replace(rest[0].kind, text=text))
        kinds = [p.kind for p in rest]
        if any(p.list_depth for p in rest):
            # A contract says which of them is a list: there every part of a type is compared with what it was.
            options = tuple(listed(p).kind for p in rest) if self.signer is not None else tuple(kinds)
            return Typed(Kind("unknown", options=options, text=text), nullable, 0, optional)
        if all(k.name in ("literal", "enum") for k in kinds):
            values = tuple(dict.fromkeys(v for k in kinds for v in k.values))
            if set(values) == {"true", "false"}:
                return Typed(Kind("boolean", text=text), nullable, 0, optional)
            return Typed(Kind("enum", values=values, text=text), nullable, 0, optional)
        return Typed(Kind("union", options=tuple(kinds), text=text), nullable, 0, optional)

    def _object(self, node: Node, generics: frozenset[str], depth: int, text: str) -> Typed:
        index = ts.child(node, "index_signature")
        members = self.fields(node, generics, depth + 1)
        call = ts.child(node, "call_signature")
        if call is not None and index is None and self.maker is not None:
            called = self.maker(self, call, generics, depth)
            kind = called.kind if called is not None else Kind("unknown")
            return Typed(replace(kind, members=(*kind.members, *members)), "unknown")
        if index is not None:  # beside the members that are named there may be any others
            mapped = ts.child(index, "mapped_type_clause") is not None
            of = ts.field(index, "type") if self.maker is not None and not members and not mapped else None
            options = (listed(self.annotation(of, generics)).kind,) if of is not None else ()
            if mapped and not members and self.maker is not None:
                return self._mapped(index, generics, text)
            return Typed(Kind("unknown" if mapped else "map", options=options, text=text))
        return Typed(Kind("record", members=members, text=text))

    def _mapped(self, index: Node, generics: frozenset[str], text: str) -> Typed:
        """`{ [K in State]: Badge }` is what `Record<State, Badge>` is, unless what it has under a key hangs on the key."""
        clause = ts.child(index, "mapped_type_clause")
        name, of = (ts.field(clause, r) for r in ("name", "type")) if clause is not None else (None, None)
        written = ts.field(index, "type")
        if clause is None or name is None or of is None or written is None or ts.field(clause, "alias") is not None:
            return Typed(Kind("unknown", text=text))
        keys = self.typed(of, generics).kind
        if keys.steps == ("keyof",):
            looked = [self.syntax.str(c) for c in written.children if c.is_named]  # not `T[K] | null`
            same = looked == [f"{keys.options[0].text}[{self.syntax.str(name)}]"]
            how = _MAPPED.get(written.type, "same")
            return Typed(Kind("unknown", options=keys.options, steps=(SOME, how) if same else ("keys",), text=text))
        value = listed(self.annotation(written, generics | {self.syntax.str(name)})).kind
        if keys.name not in ("ref", "enum") and not keys.target:
            return Typed(Kind("unknown", text=text))
        return Typed(Kind("map", options=(keys, value), text=text))

    def generic(
        self, base: str, arguments: Node | None, generics: frozenset[str], depth: int = 0, text: str = ""
    ) -> Typed:
        """What a name with type arguments says."""
        nodes = [a for a in arguments.children if a.is_named and a.type != "comment"] if arguments is not None else []
        if nodes and (base in SAME or (base in _RELATED and self.syntax.has_any(_RELATED[base]))):
            return self._inner(nodes[0], generics, depth, text)
        types = [self.typed(a, generics, depth + 1) for a in nodes]
        if base in _LISTS and types:
            return _listed(types[0], text)
        options = tuple(listed(t).kind for t in types)
        if base == "Record" and self.maker is not None and _is_of_names(options):  # as `{ [K in keyof User]: string }`
            return Typed(Kind("unknown", options=options[0].options, steps=("keys",), text=text))
        if base in _MAPS:
            keyed = len(options) == 2 and (options[0].name in ("ref", "enum") or bool(options[0].target))
            return Typed(Kind("map", options=options if keyed else options[1:], text=text))
        if base in PICKERS:
            steps = (SOME, *picked(self.syntax, base, nodes)) if self.maker is not None else ()
            return Typed(Kind("unknown", options=options[:1], text=text, steps=steps))
        if base in generics:
            return Typed(Kind("unknown", text=text), "unknown")
        return Typed(Kind("ref", target=base, options=options, text=text))

    def _looked_up(self, node: Node, text: str) -> Typed:
        """`(typeof LIST)[number]`, `(typeof OBJECT)[keyof typeof OBJECT]` and `keyof typeof OBJECT` are enums."""
        names = [self.syntax.str(c) for n in ts.walk(node) if n.type == "type_query" for c in n.children[1:]]
        literals = self.literals.get(names[0]) if names and len(set(names)) == 1 else None
        if literals is not None:
            values = literals.names if node.type == "index_type_query" else self._taken(literals, node)
            if values:
                return Typed(Kind("enum", values=values, text=text))
        first = node.children[0]
        options = (Kind("ref", target=self.syntax.str(first), text=self.syntax.str(first)),)
        return Typed(Kind("unknown", options=options if first.type == "type_identifier" else (), text=text), "unknown")

    def _taken(self, literals: Literals, node: Node) -> tuple[str, ...]:
        """The values that `(typeof OBJECT)[…]` may be: all of them, or the one under a name."""
        of, index = [c for c in node.children if c.is_named and c.type != "comment"][:2]
        if of.type == "lookup_type":  # `(typeof OBJECT)["list"][number]`: what is under the name is no plain value
            return ()
        said = index.children[0] if index.type == "literal_type" and index.children else None
        if said is None or said.type != "string" or not literals.names:
            return literals.values
        pairs = zip(literals.names, literals.values, strict=False)
        own = unquoted(self.syntax.str(said))
        return tuple(value for name, value in pairs if name == own and value[:1] != "[")


def _is_of_names(options: tuple[Kind, ...]) -> bool:
    """True for what has something plain under the names of another type, or a list of that: `Record<keyof User, string[]>`."""
    if len(options) != 2 or options[0].steps != ("keyof",):
        return False
    held = options[1].options[0] if set(options[1].steps) == {"[]"} and options[1].options else options[1]
    return held.name in _PLAIN


def _overloads(method: Field, before: list[Field]) -> bool:
    """True for a method that was declared above. What an overloaded one takes and gives hangs on how it is called."""
    for n, other in enumerate(before):
        if other.name == method.name:
            before[n] = replace(other, kind=Kind("unknown", text=other.kind.text))
            return True
    return False


def flat(node: Node, type: str) -> list[Node]:
    """The alternatives of a union (or parts of an intersection), without recursion: a generated one may have thousands."""
    found: list[Node] = []
    todo = [node]
    while todo:
        here = todo.pop()
        if here.type == type:
            todo.extend(c for c in reversed(here.children) if c.is_named and c.type != "comment")
        else:
            found.append(here)
    return found


def comment_of(syntax: Syntax, nodes: Sequence[Node], trailing: Node | None) -> Comment:
    """What the comments above something, and the one behind it, say."""
    if not nodes and trailing is None:
        return NO_COMMENT
    return read_comment(syntax.text.source, [syntax.range(n) for n in (*nodes, *([trailing] if trailing else ()))])


def opening_comment(syntax: Syntax, node: Node) -> Node | None:
    """The comment behind the brace that opens what a statement declares, where it has a tag of the whole.

    `interface UserRow { // @contract User`, `z.object({ // @contract User`. It does not speak of the first member.
    """
    source, start = syntax.text.source, syntax.offset(node.start_byte)
    at = source.find("{", start, start + _HEAD) + 1
    found = _OPENING.match(source, at) if at else None
    if found is None:
        return None
    comment = syntax.at(found.start(1))
    return comment if comment.type == "comment" and is_opening(comment) else None


def is_opening(comment: Node) -> bool:
    """True for a comment that stands behind the brace of a body, on its line, and has a tag of the whole."""
    brace, outer = comment.prev_sibling, comment.parent
    if brace is None or brace.type != "{" or outer is None or outer.type not in _BODIES:
        return False
    text = (comment.text or b"").decode("utf-8", "replace")
    return brace.end_point.row == comment.start_point.row and _WHOLE.search(text) is not None


def attached(comments: Sequence[Node], node: Node) -> list[Node]:
    """The comments that belong to what follows them: a `/** */` at any distance, lines only where they touch it."""
    found: list[Node] = []
    below = node.start_point.row
    for comment in reversed(comments):
        touches = below - comment.end_point.row <= 1
        if not touches and (found or not (comment.text or b"").startswith(b"/**")):
            break
        found.append(comment)
        below = comment.start_point.row
    return found[::-1]


def separator_and_trailing(children: Sequence[Node], at: int) -> tuple[Node, Node | None]:
    """The node that ends a member (itself, its separator, or a comment on its line), and that comment."""
    end = member = children[at]
    trailing: Node | None = None
    for node in children[at + 1 : at + 3]:
        kind = node.type
        if kind not in (";", ",", "comment"):
            break
        row = member.end_point.row
        if kind != "comment" and node.start_point.row == row and trailing is None:
            end = node
        elif kind == "comment" and node.start_point.row == row and node.end_point.row == row:
            following = node.next_sibling
            if following is None or following.type in ("}", "]", ")") or following.start_point.row > row:
                end = trailing = node
            elif end is member and following.type in (";", ","):  # `tags: string[] /* as entered */;`
                end, trailing = following, node
            break
        else:
            break
    return end, trailing


def name_of(syntax: Syntax, node: Node) -> str:
    """The name that a node writes, in quotes or not. One that is written a thousand times is held once."""
    return intern(unquoted(syntax.str(node)))


@cache
def _predefined(text: str) -> Typed:
    return Typed(Kind(_PREDEFINED.get(text, "unknown"), text=text), optional=text == "void")


def unquoted(text: str) -> str:
    """A string literal's value, or a name as it is."""
    if len(text) < 2 or text[0] not in "\"'`" or text[-1] != text[0]:
        return text
    inner = text[1:-1]
    if "\\" not in inner:
        return inner
    try:
        return str(json.loads('"' + inner.replace('\\"', '"').replace('"', '\\"').replace("\\'", "'") + '"'))
    except ValueError:  # an escape that JSON does not have
        return inner


def unquoted_range(syntax: Syntax, node: Node) -> Range:
    """Where a name stands, without the quotes around it."""
    range = syntax.range(node)
    return Range(range.start + 1, range.end - 1) if node.type == "string" and range.end - range.start > 1 else range


def picked(syntax: Syntax, how: str, arguments: Sequence[Node]) -> tuple[str, ...]:
    """What a utility type does, and the names that it does it to: `("pick", "id")`; nothing where those are not spelled out."""
    names: list[str] = []
    for part in flat(arguments[1], "union_type") if len(arguments) > 1 else []:
        literal = part.children[0] if part.type == "literal_type" and part.children else None
        if literal is None or literal.type != "string":
            return ()
        names.append(unquoted(syntax.str(literal)))
    return (how.lower(), *names)


def _listed(inner: Typed, text: str) -> Typed:
    return Typed(replace(inner.kind, text=text), "no", inner.list_depth + 1)


def type_parameters(syntax: Syntax, node: Node) -> tuple[str, ...]:
    """The names of the type parameters that a declaration brings, in order."""
    parameters = syntax.field(node, "type_parameters")
    if parameters is None:
        return ()
    names = (ts.field(p, "name") for p in parameters.children if p.is_named)
    return tuple(syntax.str(n) for n in names if n is not None)


def type_defaults(syntax: Syntax, node: Node) -> tuple[Node | None, ...]:
    """What the type parameters that a declaration brings stand for where nobody says so, in order; None where that is not said."""
    parameters = ts.field(node, "type_parameters")
    found = (p for p in parameters.children if p.type == "type_parameter") if parameters is not None else ()
    said = (ts.field(p, "value") for p in found)
    return tuple(next((c for c in d.children if c.is_named), None) if d is not None else None for d in said)
