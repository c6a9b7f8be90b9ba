"""Follows values of a known type through their functions: what is read from them, and written to them.

Precision first: a name that is declared again, narrowed by a guard or of a type that we cannot see through is unknown
from there on, and unknown values have no uses.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from tree_sitter import Node

from dovetail.core.shapes import Kind
from dovetail.core.text import Range

from . import _treesitter as ts
from ._ts_classes import class_fields
from ._ts_types import Typed, Types, unquoted, unquoted_range
from ._ts_values import BUILT_IN_METHODS, Returns, Scope, Uses, Value

_MAX_DEPTH = 150
_FUNCTIONS = frozenset(
    "function_declaration generator_function_declaration function_expression generator_function arrow_function method_definition".split()
)
_BLOCKS = frozenset(
    "program statement_block for_statement for_in_statement switch_body catch_clause class_static_block".split()
)
_TRANSPARENT = frozenset("parenthesized_expression non_null_expression await_expression".split())
_SKIPPED = frozenset(
    "comment import_statement interface_declaration type_alias_declaration enum_declaration type_annotation type_arguments "
    "type_parameters string number regex property_identifier ambient_declaration class_heritage".split()
)
_GUARD = re.compile(r"(?:is|has|assert)[A-Z_]")
_FIRST_PARAMETER = frozenset("map filter forEach find findIndex findLast findLastIndex some every flatMap".split())
_SAME_LIST = frozenset("filter slice sort toSorted reverse toReversed concat splice toSpliced".split())
_ONE = frozenset("find findLast at pop shift".split())
_COMPONENTS = re.compile(r"(?:React\.)?(?:FC|FunctionComponent|VFC)$")

Expected = Callable[[Node, Typed, Range, str], None]


@dataclass
class Follower:
    """Walks one file. `expected` is told of every object literal that stands where a named type is asked for."""

    types: Types
    uses: Uses
    expected: Expected

    def run(self) -> None:
        self.visit(self.types.syntax.root, Scope(), 0)

    def visit(self, node: Node, scope: Scope, depth: int) -> None:
        """Visits a node of any kind; nesting deeper than any person writes is left out."""
        kind = node.type
        if kind in _SKIPPED or depth > _MAX_DEPTH:
            return
        if kind in _FUNCTIONS:
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
        ):
            self.uses.emit(self.infer(node, scope, depth))
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
            case "as_expression" | "satisfies_expression":
                return self._cast(node, scope, depth)
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
            self._arguments(parts, None, "", scope, depth)
            if function.type == "identifier" and _GUARD.match(self._text(function)):
                self._forget_names(arguments, scope)
            typed = scope.returned(self._text(function))
            return self.uses.value(typed, self._text(node)) if typed is not None else None
        name = ts.field(function, "property")
        method = self._text(name) if name is not None else ""
        value = self.infer(ts.field(function, "object"), scope, depth + 1)
        self.uses.emit(value)
        if value is not None and name is not None and not value.is_list and method not in BUILT_IN_METHODS:
            self.uses.emit(self.uses.property(value, method, self.types.syntax.range(name), self._text(function)))
        if _GUARD.match(method):
            self._forget_names(arguments, scope)
        listed = value if value is not None and (value.is_list or value.chain) else None
        self._arguments(parts, listed, method, scope, depth)
        if listed is None or name is None:
            return None
        if method in _SAME_LIST:
            return listed
        return self.uses.element(listed, self.types.syntax.range(name)) if method in _ONE else None

    def _arguments(self, parts: list[Node], listed: Value | None, method: str, scope: Scope, depth: int) -> None:
        for i, part in enumerate(parts):
            if i == 0 and listed is not None and part.type in _FUNCTIONS:
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

    def _function(self, node: Node, scope: Scope, depth: int, given: tuple[Value | None, ...]) -> None:
        """A function's body, with its parameters by their annotations, or as the caller gives them."""
        inner = scope.inner(self._generics(node))
        if node.type not in ("arrow_function", "method_definition"):
            inner.names["this"] = None
        annotation = ts.field(node, "return_type")
        inner.returns, inner.returns_at = None, None
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
        given = self._component_props(annotation, scope)
        if value is not None and given is not None and value.type in _FUNCTIONS:
            self._function(value, scope, depth + 1, (given,))
        elif value is not None:
            if annotation is not None:
                typed = self.types.annotation(annotation, scope.generics)
                self._expect(value, typed, self.types.type_range(annotation), ":")
            inferred = self.infer(value, scope, depth + 1)
            self.uses.emit(inferred)
            if annotation is None:
                known = inferred
            state = self._state(value, scope) if name.type == "array_pattern" and annotation is None else None
            first = next((c for c in name.children if c.is_named), None)
            if state is not None and first is not None:
                self._bind(name, None, scope, depth)
                self._bind(first, state, scope, depth)
                return
        if known is not None or scope.returned(self._text(name)) is None:
            self._bind(name, known, scope, depth)

    def _state(self, value: Node, scope: Scope) -> Value | None:
        """The state in `const [user] = useState<User | null>(null)`."""
        function, arguments = ts.field(value, "function"), ts.field(value, "type_arguments")
        if value.type != "call_expression" or function is None or arguments is None:
            return None
        type = next((c for c in arguments.children if c.is_named), None)
        if type is None or not self._text(function).endswith("useState"):
            return None
        return self.uses.value(self.types.typed(type, scope.generics), "useState")

    def _component_props(self, annotation: Node | None, scope: Scope) -> Value | None:
        """The props in `const Card: React.FC<CardProps> = (props) => …`."""
        generic = next((c for c in annotation.children if c.type == "generic_type"), None) if annotation else None
        name = ts.field(generic, "name") if generic is not None else None
        arguments = ts.field(generic, "type_arguments") if generic is not None else None
        if name is None or arguments is None or not _COMPONENTS.match(self._text(name)):
            return None
        type = next((c for c in arguments.children if c.is_named), None)
        return self.uses.value(self.types.typed(type, scope.generics), "props") if type is not None else None

    def _class(self, node: Node, scope: Scope, depth: int) -> None:
        body = ts.field(node, "body")
        if body is None:
            return
        inner = scope.inner(self._generics(node))
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
        if value is not None and key.type in ("property_identifier", "shorthand_property_identifier_pattern"):
            taken = self.uses.property(value, self._text(key), self.types.syntax.range(key), self._text(key))
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
                        scope.names[self._text(name)] = value or self._returns(ts.field(declarator, "value"), scope)
                    elif name is not None:
                        self._bind(name, None, scope, 0)
            elif inner.type.endswith("_declaration") and (name := ts.field(inner, "name")) is not None:
                scope.names[self._text(name)] = self._returns(inner, scope)
        parameter = ts.field(block, "parameter") if block.type == "catch_clause" else None
        if parameter is not None:
            self._bind(parameter, None, scope, 0)

    def _returns(self, function: Node | None, scope: Scope) -> Returns | None:
        """What a function says it returns, unless that hangs on a type parameter of its own."""
        annotation = ts.field(function, "return_type") if function is not None and function.type in _FUNCTIONS else None
        if function is None or annotation is None or annotation.type != "type_annotation":
            return None
        typed = self.types.annotation(annotation, scope.generics | self._generics(function))
        return Returns(typed) if typed.kind.name in ("ref", "record") else None

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
        if node.type == "object" and typed.kind.name == "ref" and not typed.list_depth:
            self.expected(node, typed, at, how)
        elif node.type == "array" and typed.list_depth:
            for item in (c for c in node.children if c.type == "object"):
                self._expect(item, replace(typed, list_depth=typed.list_depth - 1), at, how)

    def _generics(self, node: Node) -> frozenset[str]:
        parameters = ts.field(node, "type_parameters")
        names = (ts.field(p, "name") for p in parameters.children if p.is_named) if parameters is not None else ()
        return frozenset(self._text(n) for n in names if n is not None)

    def _text(self, node: Node) -> str:
        return self.types.syntax.str(node)
