"""Python's annotations, as kinds."""

import re
from collections.abc import Mapping
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Kind, KindName, Nullable
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import MAX_DEPTH, Syntax
from .literals import string_value

_BY_KIND: dict[KindName, str] = {
    "string": "str EmailStr AnyUrl HttpUrl AnyHttpUrl StrictStr SecretStr Text NameEmail FilePath Path constr",
    "int": "int PositiveInt NonNegativeInt NegativeInt StrictInt conint",
    "float": "float PositiveFloat NonNegativeFloat StrictFloat FiniteFloat confloat",
    "boolean": "bool StrictBool",
    "decimal": "Decimal condecimal",
    "instant": "datetime AwareDatetime NaiveDatetime PastDatetime FutureDatetime",
    "date": "date PastDate FutureDate",
    "time": "time",
    "uuid": "UUID UUID1 UUID3 UUID4 UUID5 UUID7",
    "bytes": "bytes bytearray",
    "any": "Any object",
    "map": "dict Dict Mapping MutableMapping OrderedDict defaultdict",
    "json": "Json JsonValue",
}
_KINDS: dict[str, KindName] = {name: kind for kind, names in _BY_KIND.items() for name in names.split()}
_LISTS = frozenset(
    "list List set Set frozenset FrozenSet Sequence MutableSequence Iterable Collection AbstractSet deque conlist".split()
)
_QUOTED_WRAPPER = re.compile(r"\s*(?:\w+\.)*(NotRequired|Required|ReadOnly)\[(.*)\]\s*", re.DOTALL)
_JSON = {"True": "true", "False": "false"}
_WRAPPERS = frozenset("Annotated Required NotRequired ReadOnly Final Mapped InitVar".split())


@dataclass(frozen=True, slots=True)
class Annotated:
    """An annotation: its type, what wraps it, and the metadata of `Annotated`."""

    kind: Kind
    nullable: Nullable = "no"
    list_depth: int = 0
    wrappers: frozenset[str] = frozenset()
    metadata: tuple[Node, ...] = ()


@dataclass
class Types:
    """Reads the annotations of one file. `enums` are those that it defines; `holes` collects what is being typed,
    `aliases` the names that the file gives to other types."""

    syntax: Syntax
    enums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    holes: list[Range] = field(default_factory=list)
    aliases: dict[str, Annotated] = field(default_factory=dict)

    def alias(self, node: Node) -> Annotated | None:
        """What `NewType("Id", str)` and `Annotated[str, …]` stand for, where that is a plain type."""
        function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        inner: Node | None = None
        if node.type == "call" and function is not None and arguments is not None:
            parts = [c for c in arguments.children if c.is_named and c.type != "comment"]
            inner = parts[1] if self.syntax.str(function).endswith("NewType") and len(parts) == 2 else None
        elif node.type == "subscript":
            value = ts.field(node, "value")
            inner = node if value is not None and self.syntax.str(value).endswith("Annotated") else None
        found = self.annotation(inner) if inner is not None else None
        return found if found is not None and found.kind.name not in ("ref", "unknown") else None

    def annotation(self, node: Node, depth: int = 0) -> Annotated:
        """What a type says."""
        text = self.syntax.str(node)
        unknown = Annotated(Kind("unknown", text=text), "unknown")
        if depth > MAX_DEPTH:
            return unknown
        match node.type:
            case "type" | "parenthesized_expression":
                inner = next((c for c in node.children if c.is_named), None)
                return self.annotation(inner, depth + 1) if inner is not None else unknown
            case "identifier" if text in self.aliases:
                found = self.aliases[text]
                return replace(found, kind=replace(found.kind, text=text))
            case "identifier" | "attribute" | "dotted_name" | "member_type":
                return Annotated(self._named(text))
            case "none":
                return Annotated(Kind("null", text=text), "yes")
            case "string":
                return self._quoted(string_value(text), text)
            case "binary_operator" | "union_type":
                return self._union(self._alternatives(node), text, depth)
            case "generic_type" | "subscript":
                return self._generic(node, text, depth)
            case _:
                return unknown

    def _named(self, text: str) -> Kind:
        name = text.rsplit(".", 1)[-1]
        if name in self.enums:
            return Kind("enum", name, self.enums[name], text=text)
        if name in _LISTS:
            return Kind("unknown", text=text)
        known = _KINDS.get(name)
        return Kind(known, text=text) if known is not None else Kind("ref", name, text=text)

    def _quoted(self, inner: str, text: str) -> Annotated:
        """A forward reference. Only a plain name, or one that may be None, is followed, and what a typed dictionary says of its keys."""
        wrapped = _QUOTED_WRAPPER.fullmatch(inner)
        if wrapped is not None:
            held = self._quoted(wrapped[2].strip(), text)
            return replace(held, wrappers=held.wrappers | {wrapped[1]})
        name, *rest = (p.strip() for p in inner.split("|"))
        if not name.replace(".", "").isidentifier() or any(r != "None" for r in rest):
            return Annotated(Kind("unknown", text=text), "unknown")
        return Annotated(replace(self._named(name), text=text), "yes" if rest else "no")

    def _alternatives(self, node: Node) -> list[Node]:
        """The parts between `|`, without recursion."""
        found: list[Node] = []
        todo = [node]
        while todo:
            here = todo.pop()
            if here.type in ("binary_operator", "union_type"):
                todo.extend(c for c in reversed(here.children) if c.is_named and c.type != "comment")
            elif (
                here.type == "type"
                and here.child_count == 1
                and here.children[0].type in ("union_type", "binary_operator")
            ):
                todo.append(here.children[0])
            else:
                found.append(here)
        return found

    def _union(self, nodes: list[Node], text: str, depth: int) -> Annotated:
        parts = [self.annotation(n, depth + 1) for n in nodes]
        rest = [p for p in parts if p.kind.name != "null"]
        nullable: Nullable = "yes" if any(p.nullable == "yes" for p in parts) else "no"
        if len(rest) == 1:
            return replace(rest[0], nullable=nullable, kind=replace(rest[0].kind, text=text))
        if not rest:
            return Annotated(Kind("null", text=text), "yes")
        if all(p.kind.name in ("enum", "literal") and not p.list_depth for p in rest):
            values = tuple(dict.fromkeys(v for p in rest for v in p.kind.values))
            return Annotated(Kind("enum", values=values, text=text), nullable)
        return Annotated(Kind("union", options=tuple(p.kind for p in rest), text=text), nullable)

    def _generic(self, node: Node, text: str, depth: int) -> Annotated:
        base, arguments = self._arguments(node)
        name = base.rsplit(".", 1)[-1]
        if name in _WRAPPERS and arguments:
            inner = self.annotation(arguments[0], depth + 1)
            return replace(
                inner,
                kind=replace(inner.kind, text=self.syntax.str(arguments[0])),
                wrappers=inner.wrappers | {name},
                metadata=(*inner.metadata, *arguments[1:]),
            )
        if name == "ClassVar":
            return Annotated(Kind("unknown", text=text), "unknown", wrappers=frozenset({"ClassVar"}))
        if name == "Optional" and arguments:
            inner = self.annotation(arguments[0], depth + 1)
            return replace(inner, nullable="yes", kind=replace(inner.kind, text=text))
        if name == "Union" and arguments:
            return self._union([a for n in arguments for a in self._alternatives(n)], text, depth)
        if name == "Literal" and arguments:
            return self._literals(arguments, text)
        if (
            name in _LISTS or (name in ("tuple", "Tuple") and len(arguments) == 2 and self._is_ellipsis(arguments[1]))
        ) and arguments:
            inner = self.annotation(arguments[0], depth + 1)
            return Annotated(replace(inner.kind, text=text), "no", inner.list_depth + 1)
        options = tuple(self.annotation(a, depth + 1).kind for a in arguments)
        if _KINDS.get(name) == "map":
            return Annotated(Kind("map", options=options[1:], text=text))
        if name in ("tuple", "Tuple", "type", "Type", "Callable"):
            return Annotated(Kind("unknown", text=text), "unknown")
        return Annotated(Kind("ref", name, options=options, text=text))

    def _literals(self, arguments: list[Node], text: str) -> Annotated:
        """The values of `Literal[…]`, None apart; unknown where one is a member of an enum, or another name."""
        if any(a.type in ("attribute", "identifier", "member_type", "generic_type", "subscript") for a in arguments):
            return Annotated(Kind("unknown", text=text), "unknown")
        written = [self.syntax.str(a) for a in arguments]
        values = tuple(_JSON.get(w) or string_value(w) for w in written if w != "None")
        kind = Kind("literal" if len(values) == 1 else "enum", values=values, text=text)
        return Annotated(kind, "yes" if "None" in written else "no")

    def _arguments(self, node: Node) -> tuple[str, list[Node]]:
        if node.type == "subscript":
            value = ts.field(node, "value")
            return (self.syntax.str(value) if value else ""), list(node.children_by_field_name("subscript"))
        parameters = ts.child(node, "type_parameter")
        base = node.children[0] if node.children else node
        inner = [c for c in parameters.children if c.is_named and c.type != "comment"] if parameters is not None else []
        return self.syntax.str(base), [c.children[0] if c.type == "type" and c.child_count == 1 else c for c in inner]

    def _is_ellipsis(self, node: Node) -> bool:
        return self.syntax.str(node) == "..."
