"""The top-level statements of a TypeScript file: imports, exports, definitions and declarations."""

import re
from collections.abc import Callable, Sequence
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.modules import TAKEN_IN
from dovetail.core.shapes import Definition, Import
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._comments import NO_COMMENT, Comment
from ..._treesitter import Syntax
from ..scoping.mocks import mocked_exports, mocks_modules
from ..syntax.declarations import Declarations
from ..syntax.declared_values import declared_literals, declared_type
from ..syntax.literals import literals_of, value_of
from ..syntax.signatures import signature, wrapped_name
from ..syntax.types import Literals, Space, Types, attached, name_of, opening_comment, separator_and_trailing, unquoted
from .reckoning import Reckoning

_CONSTRUCTS = {
    "interface_declaration": "interface",
    "type_alias_declaration": "type",
    "enum_declaration": "enum",
    "class_declaration": "class",
    "abstract_class_declaration": "class",
    "function_declaration": "function",
    "generator_function_declaration": "function",
    "function_signature": "function",
    "variable_declarator": "const",
    "internal_module": "namespace",
    "module": "namespace",
}

_CALLED = ("arrow_function", "function_expression", "generator_function")
_TYPES = ("interface_declaration", "type_alias_declaration", "enum_declaration")
_SPACES = ("internal_module", "module")
_TYPES_OF_ALL = re.compile(r"\bexport[ \t]+type[ \t]*\*")
_TYPE_FROM = re.compile(r"\bimport\(\s*(?:\"[^\"\n]*\"|'[^'\n]*')\s*\)\.(?=[A-Z_$])")
_CALLS = frozenset({"call_expression"})
_RUN = ("import_statement", "expression_statement", "function_declaration", "generator_function_declaration")
_AROUND = ("export_statement", "ambient_declaration", "expression_statement")


@dataclass(frozen=True, slots=True)
class Statement:
    """A top-level declaration without `export` around it; `range` is all of it with its comment."""

    node: Node
    outer: Node
    comment: Comment
    range: Range
    exported: bool


@dataclass
class File:
    """Reads the top level of a file."""

    declarations: Declarations
    imports: list[Import] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    exported: set[str] = field(default_factory=set)
    comments: dict[str, Comment] = field(default_factory=dict)  # by the name that is defined below it
    inside: int = 0  # how many namespaces are around what is read

    @property
    def syntax(self) -> Syntax:
        return self.declarations.syntax

    def read(self, other: Callable[[Statement], None]) -> None:
        """Reads every statement; `other` gets those that declare no type and no constant."""
        self._statements(self.syntax.root.children, other)
        if mocks_modules(self.syntax):
            self._mocked()
        names = self.exported
        if names:
            self.definitions = [replace(d, exported=d.exported or d.name in names) for d in self.definitions]

    def _mocked(self) -> None:
        """What a test puts in the place of modules is of what these export."""
        for call in self.syntax.nodes(_CALLS):
            for mocked in mocked_exports(self.syntax, call):
                original, at = unquoted(self.syntax.str(mocked.key)), self.syntax.range(mocked.key)
                self.imports.append(Import(mocked.name, original, mocked.module, at))

    def add(self, alone: Sequence[Reckoning]) -> None:
        """Defines functions that the text was parsed without."""
        if alone:
            found = (*self.definitions, *(function.definition for function in alone))
            self.definitions = sorted(found, key=lambda d: d.range)
            self.comments.update((function.name, NO_COMMENT) for function in alone)

    def _statements(self, children: Sequence[Node], other: Callable[[Statement], None]) -> None:
        pending: list[Node] = []
        for i, node in enumerate(children):
            if node.type == "comment":
                if not _is_behind(children, i):
                    pending.append(node)
                continue
            if node.is_named:
                _, trailing = separator_and_trailing(children, i)
                self._statement(node, pending, trailing, other)
                pending = []

    def _statement(
        self, node: Node, pending: list[Node], trailing: Node | None, other: Callable[[Statement], None]
    ) -> None:
        if node.type == "import_statement":
            self._import(node)
            return
        if (
            node.type == "export_statement"
            and self.syntax.field(node, "declaration") is None
            and ts.field(node, "value") is None
        ):
            self._export(node)
            return
        inner, exported = node, node.type == "export_statement"
        while inner.type in _AROUND:
            below = (
                self.syntax.field(inner, "declaration")
                or ts.field(inner, "value")
                or next((c for c in inner.children if c.is_named and c.type not in ("comment", "decorator")), None)
            )
            if below is None or (inner.type == "expression_statement" and below.type != "internal_module"):
                break
            inner = below
        if self.inside and inner.type not in (*_TYPES, *_SPACES):
            return
        opening = opening_comment(self.syntax, inner) if inner.type not in _RUN else None
        above = [*attached(pending, node), *([opening] if opening is not None else ())]
        comment = self.declarations.types.comment(above, trailing)
        start = self.syntax.offset(node.start_byte)
        start = comment.start if 0 <= comment.start < start else start
        statement = Statement(inner, node, comment, Range(start, self.syntax.offset(node.end_byte)), exported)
        self._define(statement)
        match inner.type:
            case "interface_declaration":
                self.declarations.interface(inner, statement.range, comment, exported)
            case "type_alias_declaration":
                self.declarations.alias(inner, statement.range, comment, exported)
            case "enum_declaration":
                self.declarations.enum(inner, statement.range, comment)
            case "comment" | "empty_statement" | "hash_bang_line":
                pass
            case "internal_module" | "module":
                if self.declarations.layer == "contract":
                    other(statement)  # it does not belong there, but what it promises is read
                self._space(inner)
            case _:
                other(statement)

    def _space(self, node: Node) -> None:
        """The types in a namespace, whose names begin with its own; what it has of values is not read."""
        name, body = ts.field(node, "name"), ts.field(node, "body")
        if name is None or body is None or name.type == "string":
            return
        types = self.declarations.types
        prefix = f"{types.outer_name(name, self.syntax.str(name))}."
        names = next((s.names for s in types.spaces if s.prefix == prefix), set[str]())
        types.spaces.append(Space(body.start_byte, body.end_byte, prefix, names))
        for child in body.children:
            declared = ts.field(child, "declaration") or next((c for c in child.children if c.type in _SPACES), child)
            own = ts.field(declared, "name") if declared.type in (*_TYPES, *_SPACES) else None
            if own is not None:
                names.add(self.syntax.str(own).partition(".")[0])
        self.inside += 1
        self._statements(body.children, lambda _: None)
        self.inside -= 1

    def _define(self, statement: Statement) -> None:
        node = statement.node
        if node.type in ("lexical_declaration", "variable_declaration"):
            for declarator in (c for c in node.children if c.type == "variable_declarator"):
                name = ts.field(declarator, "name")
                if name is not None and name.type == "identifier":
                    value = ts.field(declarator, "value")
                    called = value is not None and value.type in _CALLED
                    self._definition(name, "function" if called else "const", statement, declarator)
        elif node.type in _CONSTRUCTS and (name := self.syntax.field(node, "name")) is not None and not name.is_missing:
            self._definition(name, _CONSTRUCTS[node.type], statement, node)

    def _definition(self, name: Node, construct: str, statement: Statement, node: Node) -> None:
        own = self.declarations.types.outer_name(name, name_of(self.syntax, name))
        self.comments[own] = statement.comment
        range, takes = self.syntax.range(name), self._takes(name, node)
        self.definitions.append(Definition(own, range, construct, statement.exported, takes))

    def _takes(self, name: Node, node: Node) -> str:
        """The props of a component, by the name of their type."""
        if not self.syntax.str(name)[:1].isupper():
            return ""
        found = signature(self.declarations.types, node, frozenset())
        inner = wrapped_name(self.syntax, node) if found is None else ""
        if inner:  # `memo(Card)`
            return next((d.takes for d in self.definitions if d.name == inner), "")
        first = found.parameters[0] if found is not None and found.parameters else None
        if first is None or first.typed.kind.name != "ref" or first.typed.list_depth:
            return ""
        return first.typed.kind.target

    def _import(self, node: Node) -> None:
        source, clause = self.syntax.field(node, "source"), ts.child(node, "import_clause")
        if source is None or clause is None:
            return
        module = unquoted(self.syntax.str(source))
        for part in clause.children:
            if part.type == "identifier":
                self._imported(part, "default", part, module)
            elif part.type == "namespace_import" and (name := ts.child(part, "identifier")) is not None:
                self._imported(name, "*", name, module)
            elif part.type == "named_imports":
                self._specifiers(part, "import_specifier", module)

    def _export(self, node: Node) -> None:
        """`export { A }` exports a definition; `export { A } from`, `export * from` and `export * as A from` take from another module."""
        source, clause = ts.field(node, "source"), ts.child(node, "export_clause")
        if source is not None:
            module = unquoted(self.syntax.str(source))
            space = ts.child(node, "namespace_export")
            if clause is not None:
                self._specifiers(clause, "export_specifier", module)
            elif space is not None:
                self._imported(space.children[-1], "*", space.children[-1], module)
            else:
                self.imports.append(Import("*", "*", module, self.syntax.range(source)))
        elif clause is not None:
            names = (ts.field(s, "name") for s in clause.children if s.type == "export_specifier")
            self.exported.update(self.syntax.str(n) for n in names if n is not None)

    def _specifiers(self, clause: Node, type: str, module: str) -> None:
        for specifier in (c for c in clause.children if c.type == type):
            name = self.syntax.field(specifier, "name")
            if name is not None:
                local = self.syntax.field(specifier, "alias") or name
                self._imported(local, self.syntax.str(name), name, module)

    def _imported(self, local: Node, original: str, at: Node, module: str) -> None:
        module = f"{TAKEN_IN}{original}" if module == "#imports" else module
        self.imports.append(Import(self.syntax.str(local), original, module, self.syntax.range(at)))


_CALLED_AS_MODIFIER = re.compile(r"\b(?:abstract|accessor)(?=\s*[!?]?\s*[:=;])")


def readable(source: str) -> str:
    """The text without what the grammar does not know; every other character keeps its place.

    That is the `type` of `export type * from`, the `import("zod").` of a type from elsewhere, behind which it knows no `<` or `[`, and
    properties of classes that are called as what may stand before one: `abstract!: string`.
    """
    if "abstract" in source or "accessor" in source:
        source = _CALLED_AS_MODIFIER.sub(lambda m: "_" * len(m[0]), source)
    if "import(" in source:
        source = _TYPE_FROM.sub(lambda m: " " * len(m[0]), source)
    return _TYPES_OF_ALL.sub(lambda m: f"export{' ' * (len(m[0]) - 7)}*", source) if "type *" in source else source


def frozen_literals(syntax: Syntax) -> dict[str, Literals]:
    """The `as const` lists and objects of the top level, for the types that are made of them."""
    found: dict[str, Literals] = {}
    for node in syntax.root.children:
        declaration = syntax.field(node, "declaration") if node.type == "export_statement" else node
        if declaration is not None and declaration.type == "ambient_declaration":
            declaration = next((c for c in declaration.children if c.is_named), None)
        if declaration is None or declaration.type != "lexical_declaration":
            continue
        for declarator in (c for c in declaration.children if c.type == "variable_declarator"):
            name, initial = syntax.field(declarator, "name"), syntax.field(declarator, "value")
            if name is None:
                continue
            value = value_of(initial) if initial is not None else None
            literals = literals_of(syntax, value) if value is not None and value.frozen else None
            declared = declared_type(declarator)
            if declared is not None:
                literals = declared_literals(Types(syntax), declared)
            if literals is not None:
                found[syntax.str(name)] = literals
    return found


def _is_behind(children: Sequence[Node], i: int) -> bool:
    """True for a comment that ends the line of the statement before it: it is about that one, not about what follows."""
    before = children[i - 1] if i else None
    if before is None or before.type == "comment" or before.end_point.row != children[i].start_point.row:
        return False
    following = children[i + 1] if i + 1 < len(children) else None
    return following is None or following.start_point.row > children[i].end_point.row
