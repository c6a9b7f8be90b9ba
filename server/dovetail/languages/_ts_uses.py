"""Follows values of a known type through their functions: what is read from them, and written to them.

Precision first: a name that is declared again, narrowed by a guard or of a type that we cannot see through is unknown
from there on, and unknown values have no uses.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from tree_sitter import Node

from dovetail.core.shapes import Kind
from dovetail.core.text import Range

from . import _treesitter as ts
from ._ts_calls import body_type, given_by_call, state_type
from ._ts_classes import class_fields
from ._ts_jsx import attributes
from ._ts_prisma import given_by_prisma, prisma_keys
from ._ts_signatures import FUNCTIONS, Parameter, Signature, component_props, generics_of, signature
from ._ts_types import Typed, Types, unquoted, unquoted_range
from ._ts_values import BUILT_IN_METHODS, TYPE_OF, Scope, Uses, Value

_MAX_DEPTH = 150
_BLOCKS = frozenset(
    "program statement_block for_statement for_in_statement switch_body catch_clause class_static_block".split()
)
_TRANSPARENT = frozenset("parenthesized_expression non_null_expression await_expression".split())
_SKIPPED = frozenset(
    "comment import_statement interface_declaration type_alias_declaration enum_declaration type_annotation type_arguments "
    "type_parameters string number regex property_identifier ambient_declaration class_heritage".split()
)
_GUARD = re.compile(r"(?:is|has|assert)[A-Z_]")
_GLOBALS = frozenset(
    "Number Array Object Buffer ArrayBuffer".split()
)  # whose guards narrow nothing that has properties
_FIRST_PARAMETER = frozenset("map filter forEach find findIndex findLast findLastIndex some every flatMap".split())
_SAME_LIST = frozenset("filter slice sort toSorted reverse toReversed concat splice toSpliced".split())
_ONE = frozenset("find findLast at pop shift".split())

Expected = Callable[[Node, Typed, Range, str], None]


@dataclass
class Follower:
    """Walks one file. `expected` is told of every object literal that stands where a named type is asked for."""

    types: Types
    uses: Uses
    expected: Expected

    def run(self, values: Iterable[str] = ()) -> None:
        """Follows every value. `values` are imported ones whose members are asked for by name: `LIMITS`, an enum."""
        known: dict[str, Value | Signature | None] = {
            name: Value(Kind("ref", target=f"{TYPE_OF}{name}"), 0, name) for name in values
        }
        self.visit(self.types.syntax.root, Scope(names=known), 0)

    def visit(self, node: Node, scope: Scope, depth: int) -> None:
        """Visits a node of any kind; nesting deeper than any person writes is left out."""
        kind = node.type
        if kind in _SKIPPED or depth > _MAX_DEPTH:
            return
        if kind in FUNCTIONS:
            self._function(node, scope, depth, ())
        elif kind == "variable_declarator":
            self._declarator(node, scope, depth)
        elif kind in ("class_declaration", "class", "abstract_class_declaration"):
            self._class(node, scope, depth)
        elif kind == "for_in_statement":
            self._for(node, scope, depth)
        elif kind == "return_statement":
            self._return(node, scope, depth)
        elif kind in ("assignment_expression", "augmented_assignment_expression", "update_expression"):
            self._assignment(node, scope, depth)
        elif kind == "unary_expression" and (ts.child(node, "delete") is not None):
            self._write(ts.field(node, "argument"), scope, depth)
        elif kind == "binary_expression" and ts.child(node, "in", "instanceof") is not None:
            self._children(node, scope, depth)
            self._forget_names(node, scope)
        elif kind in (
            "member_expression",
            "call_expression",
            "subscript_expression",
            "as_expression",
            "satisfies_expression",
            "type_assertion",
        ):
            self.uses.emit(self.infer(node, scope, depth))
        elif kind in ("jsx_opening_element", "jsx_self_closing_element"):
            attributes(node, scope, self.types, self.uses)
            self._children(node, scope, depth)
        elif kind in _BLOCKS:
            inner = scope.inner()
            self._hoist(node, inner)
            self._children(node, inner, depth)
        else:
            self._children(node, scope, depth)

    def infer(self, node: Node | None, scope: Scope, depth: int) -> Value | None:
        """Visits an expression, and says what its value is. The caller emits the uses that it ends with."""
        if node is None or depth > _MAX_DEPTH:
            return None
        match node.type:
            case "identifier" | "this":
                return scope.look_up(self._text(node))
            case "member_expression":
                return self._member(node, scope, depth)
            case "subscript_expression":
                return self._subscript(node, scope, depth)
            case "call_expression":
                return self._call(node, scope, depth)
            case "as_expression" | "satisfies_expression" | "type_assertion":
                return self._cast(node, scope, depth)
            case "object":
                self.visit(node, scope, depth + 1)
                parts = [c for c in node.children if c.is_named and c.type != "comment"]
                copied = parts[0].children[-1] if len(parts) == 1 and parts[0].type == "spread_element" else None
                named = copied is not None and copied.type in ("identifier", "member_expression")
                return self.infer(copied, scope, depth + 1) if named else None
            case kind if kind in _TRANSPARENT:
                inner = next((c for c in node.children if c.is_named and c.type != "comment"), None)
                return self.infer(inner, scope, depth + 1)
            case _:
                self.visit(node, scope, depth + 1)
                return None

    def _children(self, node: Node, scope: Scope, depth: int) -> None:
        for child in node.children:
            if child.child_count:
                self.visit(child, scope, depth + 1)

    def _member(self, node: Node, scope: Scope, depth: int) -> Value | None:
        target, name = ts.field(node, "object"), ts.field(node, "property")
        value = self.infer(target, scope, depth + 1)
        if value is None or name is None or name.type != "property_identifier" or name.is_missing:
            self.uses.emit(value)
            return None
        return self.uses.property(value, self._text(name), self.types.syntax.range(name), self._text(node))

    def _subscript(self, node: Node, scope: Scope, depth: int) -> Value | None:
        index = ts.field(node, "index")
        value = self.infer(ts.field(node, "object"), scope, depth + 1)
        if value is None or index is None:
            if index is not None:
                self.visit(index, scope, depth + 1)
            return None
        if index.type == "string":
            return self.uses.property(value, unquoted(self._text(index)), unquoted_range(self.types.syntax, index), "")
        self.uses.emit(value)
        self.visit(index, scope, depth + 1)
        return (
            self.uses.element(value, self.types.syntax.range(index))
            if value.is_list or index.type == "number"
            else None
        )

    def _cast(self, node: Node, scope: Scope, depth: int) -> Value | None:
        inner, type = node.children[0], node.children[-1]
        if node.type == "type_assertion":
            inner, type = type, next((c for c in inner.children if c.is_named), inner)
        if type.is_named and node.type == "satisfies_expression":
            self._expect(inner, self.types.typed(type, scope.generics), self.types.syntax.range(type), "satisfies")
        value = self.infer(inner, scope, depth + 1)
        self.uses.emit(value)
        if not type.is_named or node.type == "satisfies_expression":
            return value
        return self.uses.value(self.types.typed(type, scope.generics), self._text(inner))

    def _call(self, node: Node, scope: Scope, depth: int) -> Value | None:
        function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        if function is None:
            return None
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        if function.type != "member_expression":
            self.uses.emit(self.infer(function, scope, depth + 1))
            called = self._sinks(node, function, parts, scope)
            self._arguments(parts, None, "", scope, depth, called)
            if function.type == "identifier" and _GUARD.match(self._text(function)):
                self._forget_names(arguments, scope)
            known = scope.function(self._text(function))
            typed = known.returns if known is not None else given_by_call(self.types, node, scope.generics)
            return self.uses.value(typed, self._text(node)) if typed is not None else None
        name = ts.field(function, "property")
        method = self._text(name) if name is not None else ""
        value = self.infer(ts.field(function, "object"), scope, depth + 1)
        self.uses.emit(value)
        if value is not None and name is not None and not value.is_list and method not in BUILT_IN_METHODS:
            self.uses.emit(self.uses.property(value, method, self.types.syntax.range(name), self._text(function)))
        if _GUARD.match(method) and self._text(function).partition(".")[0] not in _GLOBALS:
            self._forget_names(arguments, scope)
        listed = value if value is not None and (value.is_list or value.chain) else None
        self._sinks(node, function, parts, scope)
        prisma_keys(node, self.types.syntax, self.uses)
        self._arguments(parts, listed, method, scope, depth)
        if listed is None or name is None:
            typed = given_by_call(self.types, node, scope.generics) or given_by_prisma(node, self.types.syntax)
            return self.uses.value(typed, "row") if typed is not None else None
        if method in _SAME_LIST:
            return listed
        return self.uses.element(listed, self.types.syntax.range(name)) if method in _ONE else None

    def _arguments(
        self,
        parts: list[Node],
        listed: Value | None,
        method: str,
        scope: Scope,
        depth: int,
        called: Signature | None = None,
    ) -> None:
        state = called.parameters[0] if called is not None and called.sets else None
        for i, part in enumerate(parts):
            if i == 0 and state is not None and part.type in FUNCTIONS:
                before = self.uses.value(state.typed, "state")
                self._function(part, scope, depth + 1, (before,), state)
            elif i == 0 and listed is not None and part.type in FUNCTIONS:
                element = self.uses.element(listed, self.types.syntax.range(part))
                given: tuple[Value | None, ...] = ()
                if method in _FIRST_PARAMETER:
                    given = (element,)
                elif method in ("sort", "toSorted"):
                    given = (element, element)
                elif method == "reduce":
                    given = (None, element)
                self._function(part, scope, depth + 1, given)
            elif part.child_count:
                self.visit(part, scope, depth + 1)

    def _function(
        self, node: Node, scope: Scope, depth: int, given: tuple[Value | None, ...], gives: Parameter | None = None
    ) -> None:
        """A function's body, with its parameters (and what it gives) by their annotations, or as the caller has them."""
        inner = scope.inner(generics_of(self.types.syntax, node))
        if node.type not in ("arrow_function", "method_definition"):
            inner.names["this"] = None
        annotation = ts.field(node, "return_type")
        inner.returns = gives.typed if gives is not None else None
        inner.returns_at = gives.at if gives is not None else None
        if annotation is not None and annotation.type == "type_annotation":
            inner.returns = self.types.annotation(annotation, inner.generics)
            inner.returns_at = self.types.type_range(annotation)
        single = ts.field(node, "parameter")
        if single is not None:
            inner.names[self._text(single)] = given[0] if given else None
        parameters = ts.field(node, "parameters")
        for i, parameter in enumerate(p for p in (parameters.children if parameters else []) if p.is_named):
            pattern, default = ts.field(parameter, "pattern"), ts.field(parameter, "value")
            if pattern is None:
                continue
            value = self._annotated(ts.field(parameter, "type"), inner, self._text(pattern))
            if ts.field(parameter, "type") is None and i < len(given):
                value = given[i]
            self._bind(pattern, value, inner, depth)
            if default is not None:
                self.visit(default, inner, depth + 1)
        body = ts.field(node, "body")
        if body is None:
            return
        if body.type == "statement_block":
            self._hoist(body, inner)
            self._children(body, inner, depth)
        else:
            literal = body.children[1] if body.type == "parenthesized_expression" and body.child_count > 2 else body
            self._expect(literal, inner.returns, inner.returns_at, ":")
            self.uses.emit(self.infer(body, inner, depth + 1))

    def _declarator(self, node: Node, scope: Scope, depth: int) -> None:
        name, annotation, value = ts.field(node, "name"), ts.field(node, "type"), ts.field(node, "value")
        if name is None:
            return
        known = self._annotated(annotation, scope, self._text(name))
        props = component_props(self.types, annotation, scope.generics)
        given = self.uses.value(props.typed, "props") if props is not None else None
        if value is not None and given is not None and value.type in FUNCTIONS:
            self._function(value, scope, depth + 1, (given,))
        elif value is not None:
            if annotation is not None:
                typed = self.types.annotation(annotation, scope.generics)
                self._expect(value, typed, self.types.type_range(annotation), ":")
            inferred = self.infer(value, scope, depth + 1)
            self.uses.emit(inferred)
            if annotation is None:
                known = inferred
            state = state_type(self.types, value, scope.generics) if name.type == "array_pattern" else None
            if state is not None and annotation is None:
                self._bind(name, None, scope, depth)
                self._state(name, state, scope, depth)
                return
        if scope.function(self._text(name)) is None:
            self._bind(name, known, scope, depth)

    def _state(self, pattern: Node, state: Parameter, scope: Scope, depth: int) -> None:
        """The state in `const [user, setUser] = useState<User | null>(null)`, and what may be given to its setter."""
        names = [c for c in pattern.children if c.is_named and c.type != "comment"]
        if names and pattern.children[1] == names[0]:
            self._bind(names[0], self.uses.value(state.typed, "useState"), scope, depth)
            if len(names) > 1 and names[1].type == "identifier":
                scope.names[self._text(names[1])] = Signature(parameters=(state,), sets=True)

    def _sinks(self, call: Node, function: Node, parts: list[Node], scope: Scope) -> Signature:
        """Object literals that are given to a function of this file, to a state's setter, or as `json<User>({ … })`."""
        called = scope.function(self._text(function)) if function.type == "identifier" else None
        if called is None:
            state = body_type(self.types, call, scope.generics)
            called = Signature(parameters=(state,)) if state is not None else Signature()
        for part, parameter in zip(parts, called.parameters, strict=False):
            if parameter is not None:
                self._expect(part, parameter.typed, parameter.at, ":")
        return called

    def _class(self, node: Node, scope: Scope, depth: int) -> None:
        body = ts.field(node, "body")
        if body is None:
            return
        inner = scope.inner(generics_of(self.types.syntax, node))
        fields = class_fields(self.types, body, inner.generics)
        inner.names["this"] = Value(Kind("record", members=fields), 0, "this")
        for member in body.children:
            if member.type == "public_field_definition":
                annotation, value = ts.field(member, "type"), ts.field(member, "value")
                if value is not None:
                    if annotation is not None:
                        typed = self.types.annotation(annotation, inner.generics)
                        self._expect(value, typed, self.types.type_range(annotation), ":")
                    self.visit(value, inner, depth + 1)
            elif member.child_count:
                self.visit(member, inner, depth + 1)

    def _for(self, node: Node, scope: Scope, depth: int) -> None:
        inner = scope.inner()
        left, right, body = ts.field(node, "left"), ts.field(node, "right"), ts.field(node, "body")
        value = self.infer(right, scope, depth + 1)
        self.uses.emit(value)
        of = ts.child(node, "of") is not None
        if left is not None and right is not None:
            listed = value if value is not None and of and (value.is_list or value.chain) else None
            element = self.uses.element(listed, self.types.syntax.range(right)) if listed is not None else None
            self._bind(left, element, inner, depth)
        if body is not None:
            self.visit(body, inner, depth + 1)

    def _return(self, node: Node, scope: Scope, depth: int) -> None:
        value = next((c for c in node.children if c.is_named and c.type != "comment"), None)
        if value is not None:
            self._expect(value, scope.returns, scope.returns_at, ":")
            self.uses.emit(self.infer(value, scope, depth + 1))

    def _assignment(self, node: Node, scope: Scope, depth: int) -> None:
        left = ts.field(node, "left") or ts.field(node, "argument")
        self._write(left, scope, depth)
        self.uses.emit(self.infer(ts.field(node, "right"), scope, depth + 1))

    def _write(self, target: Node | None, scope: Scope, depth: int) -> None:
        if target is not None and target.type in ("member_expression", "subscript_expression"):
            self.uses.emit(self.infer(target, scope, depth + 1), "write")
        elif target is not None and target.child_count:
            self.visit(target, scope, depth + 1)

    def _annotated(self, annotation: Node | None, scope: Scope, via: str) -> Value | None:
        if annotation is None or annotation.type != "type_annotation":
            return None
        typed = self.types.annotation(annotation, scope.generics)
        return self.uses.value(typed, via if via.isidentifier() else typed.kind.target or "props")

    def _bind(self, pattern: Node, value: Value | None, scope: Scope, depth: int) -> None:
        """Gives the names of a pattern what they stand for."""
        if depth > _MAX_DEPTH:
            return
        match pattern.type:
            case "identifier" | "shorthand_property_identifier_pattern":
                name = self._text(pattern)
                scope.names[name] = replace(value, via=name) if value is not None else None
            case "object_pattern":
                for part in pattern.children:
                    if part.is_named:
                        self._bind_property(part, value, scope, depth)
            case "object_assignment_pattern" | "assignment_pattern":
                left, right = ts.field(pattern, "left"), ts.field(pattern, "right")
                if right is not None:
                    self.visit(right, scope, depth + 1)
                if left is not None:
                    self._bind(left, value, scope, depth + 1)
            case "array_pattern":
                listed = value if value is not None and (value.is_list or value.chain) else None
                for part in (c for c in pattern.children if c.is_named):
                    element = self.uses.element(listed, self.types.syntax.range(part)) if listed is not None else None
                    self._bind(part, element, scope, depth + 1)
            case _:
                for part in (c for c in pattern.children if c.is_named):
                    self._bind(part, None, scope, depth + 1)

    def _bind_property(self, part: Node, value: Value | None, scope: Scope, depth: int) -> None:
        key, target = part, part
        if part.type == "pair_pattern":
            key, target = ts.field(part, "key") or part, ts.field(part, "value") or part
        elif part.type == "object_assignment_pattern":
            key = ts.field(part, "left") or part
        taken: Value | None = None
        if value is not None and key.type in ("property_identifier", "shorthand_property_identifier_pattern", "string"):
            name, at = unquoted(self._text(key)), unquoted_range(self.types.syntax, key)
            taken = self.uses.property(value, name, at, name)
            if target.type != "object_pattern":
                self.uses.emit(taken)
        self._bind(target, taken, scope, depth + 1)

    def _hoist(self, block: Node, scope: Scope) -> None:
        """Hides the outer meaning of every name that a block declares itself."""
        for statement in block.children:
            inner = ts.field(statement, "declaration") if statement.type == "export_statement" else statement
            if inner is None:
                continue
            if inner.type in ("lexical_declaration", "variable_declaration"):
                for declarator in (c for c in inner.children if c.type == "variable_declarator"):
                    name = ts.field(declarator, "name")
                    if name is not None and name.type == "identifier":
                        value = self._annotated(ts.field(declarator, "type"), scope, self._text(name))
                        scope.names[self._text(name)] = signature(self.types, declarator, scope.generics) or value
                    elif name is not None:
                        self._bind(name, None, scope, 0)
            elif inner.type.endswith("_declaration") and (name := ts.field(inner, "name")) is not None:
                scope.names[self._text(name)] = signature(self.types, inner, scope.generics)
        parameter = ts.field(block, "parameter") if block.type == "catch_clause" else None
        if parameter is not None:
            self._bind(parameter, None, scope, 0)

    def _forget_names(self, node: Node | None, scope: Scope) -> None:
        """A guard may narrow what it is given, so its properties are not known any more."""
        for child in node.children if node is not None else []:
            while child.type in ("member_expression", "subscript_expression", "non_null_expression") and child.children:
                child = child.children[0]
            if child.type in ("identifier", "this"):
                scope.forget(self._text(child))

    def _expect(self, node: Node, typed: Typed | None, at: Range | None, how: str) -> None:
        if typed is None or at is None:
            return
        while node.type in ("parenthesized_expression", "as_expression") and node.child_count > 1:
            node = node.children[1] if node.type == "parenthesized_expression" else node.children[0]
        alternatives = (ts.field(node, "consequence"), ts.field(node, "alternative"))
        if node.type == "ternary_expression":
            for part in (a for a in alternatives if a is not None):
                self._expect(part, typed, at, how)
            return
        if node.type == "object" and typed.kind.name == "ref" and not typed.list_depth:
            self.expected(node, typed, at, how)
        elif node.type == "array" and typed.list_depth:
            for item in (c for c in node.children if c.type == "object"):
                self._expect(item, replace(typed, list_depth=typed.list_depth - 1), at, how)

    def _text(self, node: Node) -> str:
        return self.types.syntax.str(node)
