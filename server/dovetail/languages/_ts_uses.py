"""Follows values of a known type through their functions: what is read from them, and written to them.

Precision first: a name that is declared again, narrowed by a guard or of a type that we cannot see through is unknown
from there on, and unknown values have no uses.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from dovetail.core.shapes import Field, Kind
from dovetail.core.text import Range

from . import _treesitter as ts
from ._ts_calls import body_type, given_by_call, state_type
from ._ts_classes import class_fields
from ._ts_hooks import ROWS, callbacks_of, given_by_hook, row_of, written_row
from ._ts_jsx import attributes, component
from ._ts_lists import ELEMENTS, ONE, SAME, given_by_list, taken_by_list
from ._ts_made import CALL, FUNCTION, GUARD, function, function_kind, member
from ._ts_prisma import given_by_prisma, prisma_keys
from ._ts_signatures import FUNCTIONS, Parameter, Signature, component_props, generics_of, signature
from ._ts_types import Typed, Types, unquoted, unquoted_range
from ._ts_values import BUILT_IN_METHODS, KEY_OF, TYPE_OF, Scope, Uses, Value, is_tuple

_MAX_DEPTH = 150
_BLOCKS = frozenset(
    "program statement_block for_statement for_in_statement switch_body catch_clause class_static_block".split()
)
_TRANSPARENT = frozenset("parenthesized_expression non_null_expression await_expression".split())
_SKIPPED = frozenset(
    "comment import_statement interface_declaration type_alias_declaration enum_declaration type_annotation type_arguments "
    "type_parameters string number regex property_identifier ambient_declaration class_heritage".split()
)
_VALUES = frozenset(
    "member_expression call_expression subscript_expression as_expression satisfies_expression type_assertion new_expression "
    "ternary_expression object array arrow_function function_expression parenthesized_expression".split()
)
_NAMES = ("property_identifier", "private_property_identifier")
_CLASSES = ("class_declaration", "class", "abstract_class_declaration")
_GUARD = re.compile(r"(?:is|has|assert)[A-Z_]")
_GLOBALS = frozenset(
    "Number Array Object Buffer ArrayBuffer".split()
)  # whose guards narrow nothing that has properties
_NOTHING = frozenset({"null", "undefined"})
_STATE = re.compile(r"(?:^|\.)useState$")
_SELECTS = re.compile(r"^use\w*(?:Store|Selector)$")

# Is told of an object literal that stands where a named type is asked for; true where its keys are held to it already.
Expected = Callable[[Node, Typed, Range, str], bool]


@dataclass
class Follower:
    """Walks one file. `expected` is told of every object literal that stands where a named type is asked for."""

    types: Types
    uses: Uses
    expected: Expected
    values: dict[str, Field] = field(default_factory=dict[str, Field])  # what the file's own top-level names stand for
    methods: dict[str, dict[str, Field]] = field(default_factory=dict[str, dict[str, Field]])  # of its classes
    asked: dict[int, Value] = field(default_factory=dict[int, Value])  # by function literals: what is asked for there
    top: Scope | None = None

    def run(self, values: Iterable[str] = ()) -> None:
        """Follows every value. `values` are imported ones, which are known by name: `LIMITS`, an enum, `loadUser`."""
        known: dict[str, Value | Signature | None] = {name: self._named(name) for name in values}
        self.visit(self.types.syntax.root, Scope(names=known), 0)

    def visit(self, node: Node, scope: Scope, depth: int) -> None:
        """Visits a node of any kind; nesting deeper than any person writes is left out."""
        kind = node.type
        if kind in _SKIPPED or depth > _MAX_DEPTH:
            return
        if kind in _VALUES:
            self.uses.emit(self.infer(node, scope, depth))
        elif kind in FUNCTIONS:
            self._defined(node, self._function(node, scope, depth, ()), scope)
        elif kind == "variable_declarator":
            self._declarator(node, scope, depth)
        elif kind in _CLASSES:
            self._class(node, scope, depth)
        elif kind == "for_in_statement":
            self._for(node, scope, depth)
        elif kind == "return_statement":
            self._return(node, scope, depth)
        elif kind in ("assignment_expression", "augmented_assignment_expression", "update_expression"):
            self._assignment(node, scope, depth)
        elif kind == "unary_expression" and (ts.child(node, "delete") is not None):
            self._write(ts.field(node, "argument"), scope, depth)
        elif kind == "if_statement":
            self._if(node, scope, depth)
        elif kind == "binary_expression":
            self.uses.emit(self._binary(node, scope, depth))
        elif kind in ("jsx_opening_element", "jsx_self_closing_element"):
            self._element(node, scope)
            self._children(node, scope, depth)
        elif kind == "export_statement":
            self._export(node, scope, depth)
        elif kind in _BLOCKS:
            inner = scope.inner()
            if kind == "program":
                self.top = inner
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
                return self._name(self._text(node), scope)
            case "member_expression":
                return self._member(node, scope, depth)
            case "subscript_expression":
                return self._subscript(node, scope, depth)
            case "call_expression":
                return self._call(node, scope, depth)
            case "new_expression":
                return self._new(node, scope, depth)
            case "as_expression" | "satisfies_expression" | "type_assertion":
                return self._cast(node, scope, depth)
            case "object":
                return self._object(node, scope, depth)
            case "array":
                return self._array(node, scope, depth)
            case "ternary_expression":
                condition, yes = ts.field(node, "condition"), ts.field(node, "consequence")
                self.visit(condition or node.children[0], scope, depth + 1)
                narrowed = self._narrowed(condition, scope)
                both = [(yes, narrowed), (ts.field(node, "alternative"), scope)]
                return self.uses.either(
                    [self._emitted(n, s, depth) for n, s in both if n is not None and not _is_nothing(n)]
                )
            case "binary_expression":
                return self._binary(node, scope, depth)
            case "arrow_function" | "function_expression":
                return self._function(node, scope, depth, ())
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

    def _emitted(self, node: Node | None, scope: Scope, depth: int) -> Value | None:
        value = self.infer(node, scope, depth + 1)
        self.uses.emit(value)
        return value

    def _named(self, name: str) -> Value:
        return Value(Kind("ref", target=f"{TYPE_OF}{name}"), 0, name)

    def _name(self, name: str, scope: Scope) -> Value | None:
        """What a name stands for; a function of this file whose result is not written, by its name."""
        known = scope.function(name)
        if known is None:
            return scope.look_up(name)
        own = self.top is not None and self.top.names.get(name) is known
        if known.inferred and known.returns is None and own:
            return self._named(name)
        takes = (member(f"({i})", p.typed) for i, p in enumerate(known.parameters) if p is not None)
        gives = (member(CALL, known.returns),) if known.returns is not None else ()
        return Value(Kind("unknown", members=(*gives, *takes), text=GUARD if known.narrows else FUNCTION), 0, name)

    def _either(self, nodes: Iterable[Node | None], scope: Scope, depth: int) -> Value | None:
        """One of several expressions; those that are nothing at all do not count."""
        real = [n for n in nodes if n is not None and not _is_nothing(n)]
        return self.uses.either([self._emitted(n, scope, depth) for n in real])

    def _binary(self, node: Node, scope: Scope, depth: int) -> Value | None:
        left, right = ts.field(node, "left"), ts.field(node, "right")
        if ts.child(node, "??", "||") is not None:
            return self._either((left, right), scope, depth)
        if ts.child(node, "&&") is not None:
            self._emitted(left, scope, depth)
            return self._emitted(right, self._narrowed(left, scope), depth)
        self._children(node, scope, depth)
        if ts.child(node, "in", "instanceof") is not None:
            self._forget_names(node, scope)
        return None

    def _if(self, node: Node, scope: Scope, depth: int) -> None:
        """In `if (error instanceof Refused)` the error is one; below `if (!(error instanceof Refused)) throw error`, too."""
        condition, body = ts.field(node, "condition"), ts.field(node, "consequence")
        alternative = ts.field(node, "alternative")
        if condition is None or body is None:
            self._children(node, scope, depth)
            return
        self.visit(condition, scope, depth + 1)
        self.visit(body, self._narrowed(condition, scope), depth + 1)
        if alternative is not None:
            self.visit(alternative, scope, depth + 1)
        test = _bare(condition)
        if test.type == "unary_expression" and ts.child(test, "!") is not None and _leaves(body):
            scope.names.update(self._narrowed(ts.field(test, "argument"), scope, made=True).names)

    def _narrowed(self, test: Node | None, scope: Scope, made: bool = False) -> Scope:
        """What is known where a test is true: after `error instanceof Refused` the error is one."""
        inner = scope.inner() if made else scope
        if test is None:
            return inner
        test = _bare(test)
        if test.type == "binary_expression" and ts.child(test, "&&") is not None:
            left = self._narrowed(ts.field(test, "left"), scope)
            return self._narrowed(ts.field(test, "right"), left, made)
        left, right = ts.field(test, "left"), ts.field(test, "right")
        if test.type != "binary_expression" or left is None or right is None or ts.child(test, "instanceof") is None:
            return inner
        inner = scope.inner()
        if left.type == "identifier" and right.type == "identifier":
            inner.names[self._text(left)] = self._instance(self._text(right), scope)
        return inner

    def _instance(self, name: str, scope: Scope) -> Value | None:
        """An object of a class of this file, or of an imported one."""
        found = scope.look_up(name)
        named = found is not None and found.kind.target == f"{TYPE_OF}{name}" and not found.chain
        return Value(Kind("ref", target=name), 0, name) if named else None

    def _member(self, node: Node, scope: Scope, depth: int) -> Value | None:
        target, name = ts.field(node, "object"), ts.field(node, "property")
        value = self.infer(target, scope, depth + 1)
        if value is None or name is None or name.type not in _NAMES or name.is_missing:
            self.uses.emit(value)
            return None
        found = self.uses.property(value, self._text(name), self.types.syntax.range(name), self._text(node))
        if found is not None and scope.is_narrowed(_path(self._text(node))):
            self.uses.emit(found)
            return None
        return found

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
        if value.kind.name == "map" and not value.is_list:
            return self.uses.element(self.uses.values_of(value), self.types.syntax.range(index))
        if index.type == "number" and is_tuple(value):
            return self.uses.property(replace(value, depth=0), self._text(index), self._at(index), "")
        listed = value.is_list or index.type == "number" or value.is_open
        return self.uses.element(value, self.types.syntax.range(index)) if listed else None

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

    def _object(self, node: Node, scope: Scope, depth: int) -> Value | None:
        """What an object literal has: its own keys, and what is spread into it."""
        members: dict[str, Field] = {}
        spread: list[Value | None] = []
        whole = True
        for part in _parts(node):
            if part.type == "spread_element":
                spread.append(self._emitted(part.children[-1], scope, depth))
                continue
            key, value = ts.field(part, "key") or ts.field(part, "name"), ts.field(part, "value")
            if part.type == "pair" and key is not None and key.type == "computed_property_name":
                self.visit(key, scope, depth + 1)
                self._emitted(value, scope, depth)
                whole = False
                continue
            if part.type == "method_definition":
                own_this = scope.inner()
                own_this.names["this"] = None
                found = self._function(part, own_this, depth + 1, ())
            elif part.type == "shorthand_property_identifier":
                key, found = part, self._name(self._text(part), scope)
            else:
                found = self._emitted(value, scope, depth)
            if key is not None:
                name = unquoted(self._text(key))
                members[name] = member(name, found.typed if found is not None else Typed(Kind("unknown")))
        own = Kind("unknown", members=tuple(members.values()))
        if not members and len(spread) == 1:
            return spread[0]
        parts = [v.typed for v in spread if v is not None and not v.is_list]
        if whole and parts and len(parts) == len(spread):
            return Value(Kind("unknown", options=(own, *(p.kind for p in parts)), steps=("&",)), 0, "object")
        return Value(own, 0, "object") if members else None

    def _array(self, node: Node, scope: Scope, depth: int) -> Value | None:
        """A list of what is of one type, or else what stands at each place."""
        found = [self._part(c, scope, depth) for c in _parts(node)]
        same = self.uses.either(found)
        if same is not None or not any(found) or ts.child(node, "spread_element") is not None:
            return self.uses.list_of(same)
        members = (member(str(i), v.typed) for i, v in enumerate(found) if v is not None)
        return Value(Kind("unknown", members=tuple(members)), 0, "array")

    def _part(self, node: Node, scope: Scope, depth: int) -> Value | None:
        """One of what an array literal holds; of a list that is spread into it, each."""
        if node.type != "spread_element":
            return self._emitted(node, scope, depth)
        value = self._emitted(node.children[-1], scope, depth)
        return self.uses.element(value, self._at(node.children[-1]))

    def _new(self, node: Node, scope: Scope, depth: int) -> Value | None:
        """An object of a known class: its own, an imported one, `new Map<string, User>()`."""
        name, arguments, given = (
            ts.field(node, "constructor"), ts.field(node, "arguments"), ts.field(node, "type_arguments"),
        )  # fmt: skip
        for part in _parts(arguments):
            self._emitted(part, scope, depth)
        if name is None or name.type != "identifier":
            return None
        if given is not None:
            return self.uses.value(self.types.generic(self._text(name), given, scope.generics), self._text(name))
        return self._instance(self._text(name), scope)

    def _call(self, node: Node, scope: Scope, depth: int) -> Value | None:
        callee, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        if callee is None:
            return None
        parts = _parts(arguments)
        if callee.type == "member_expression":
            return self._method(node, callee, parts, scope, depth)
        name = self._text(callee)
        known = scope.function(name) if callee.type == "identifier" else None
        called = self._emitted(callee, scope, depth) if known is None else self._name(name, scope)
        taken = self._sinks(node, callee, parts, called, scope)
        state = taken.parameters[0] if taken.sets and taken.parameters else None
        for source, callback in callbacks_of(name, parts, self.types.syntax):
            given_there = self.uses.property(self.infer(source, scope, depth + 1), CALL, self._at(source), name)
            if given_there is not None:
                self.asked[callback.id] = Value(function(None, given_there.typed).kind, 0, name)
        given = self._given(parts, (), scope, depth, state)
        if callee.type == "identifier" and (known is None or known.narrows):
            self._doubt(arguments, name, callee, scope, known is None or not known.inferred)
        typed = known.returns if known is not None else given_by_call(self.types, node, scope.generics)
        if typed is not None:
            return self.uses.value(typed, self._text(node))
        hooked = given_by_hook(node, name, given, self.types, scope, self.uses)
        if hooked is not None:
            return hooked
        if called is not None and given and _SELECTS.search(name) and parts[0].type in FUNCTIONS:
            return self.uses.property(given[0], CALL, self._at(arguments), name)
        return self.uses.property(called, CALL, self._at(arguments), name)

    def _method(self, node: Node, function: Node, parts: list[Node], scope: Scope, depth: int) -> Value | None:
        name, arguments = ts.field(function, "property"), ts.field(node, "arguments")
        method, whole = self._text(name) if name is not None else "", self._text(function)
        value = self.infer(ts.field(function, "object"), scope, depth + 1)
        self.uses.emit(value)
        callback = bool(parts) and (parts[0].type in FUNCTIONS or parts[0].type == "identifier")
        listed = value if value is not None and self._is_list(value, method, callback) else None
        called: Value | None = None
        if value is not None and name is not None and listed is None and not value.is_list:
            called = self.uses.property(value, method, self.types.syntax.range(name), whole)
            if method not in BUILT_IN_METHODS:
                self.uses.emit(called)
        if _GUARD.match(method) and whole.partition(".")[0] not in _GLOBALS:
            self._forget_names(arguments, scope)
        self._sinks(node, function, parts, called, scope)
        for part, taken in zip(parts, taken_by_list(value, method, self.uses, self._at(arguments)), strict=False):
            self._fill(part, taken, scope)
        row = written_row(function, self.types.syntax, self.uses, scope) if parts else None
        if row is not None:
            self._fill(parts[0], self.uses.list_of(row) if parts[0].type == "array" else row, scope)
        prisma_keys(node, self.types.syntax, self.uses)
        shown = tuple(given_by_list(listed or value, method, self.uses, parts, self._at(arguments)))
        given = self._given(parts, shown, scope, depth)
        if listed is not None and name is not None:
            if method in SAME or (listed.via == "rows" and method in ROWS):
                return listed
            if method in ("map", "flatMap"):
                each = self.uses.property(given[0], CALL, self._at(arguments), whole) if given else None
                return each if each is not None and method == "flatMap" and each.is_list else self.uses.list_of(each)
            return self.uses.element(listed, self.types.syntax.range(name)) if method in ONE else None
        typed = given_by_call(self.types, node, scope.generics) or given_by_prisma(node, self.types.syntax)
        if typed is not None:
            return self.uses.value(typed, "row")
        hooked = given_by_hook(node, whole, given, self.types, scope, self.uses)
        hooked = hooked or row_of(node, function, parts, self.types.syntax, self.uses, scope, value)
        if hooked is not None or value is None:
            return hooked
        if method == "then" and given:
            return self.uses.property(given[0], CALL, self._at(arguments), whole)
        if method in ("catch", "finally"):
            return value
        if value.kind.name == "map" and not value.is_list:
            if method == "get":
                return self.uses.element(self.uses.values_of(value), self._at(arguments))
            return {"values": self.uses.values_of, "entries": self.uses.entries_of}.get(method, lambda _: None)(value)
        return self.uses.property(called, CALL, self._at(arguments), whole)

    def _is_list(self, value: Value, method: str, callback: bool) -> bool:
        """True where a method is a list's own. Of what is not known to be one, a function tells it."""
        if value.is_list:
            return True
        if not value.is_open or value.kind.target in self.uses.records:
            return bool(value.chain) and method in (ELEMENTS | SAME | ONE) and (callback or method not in ELEMENTS)
        return callback and method in ELEMENTS | {"sort", "toSorted", "reduce"}

    def _sinks(self, call: Node, function: Node, parts: list[Node], called: Value | None, scope: Scope) -> Signature:
        """What is given to a function that says what it takes, to a state's setter, or as `json<User>({ … })`."""
        known = scope.function(self._text(function)) if function.type == "identifier" else None
        if known is None:
            state = body_type(self.types, call, scope.generics)
            known = Signature(parameters=(state,)) if state is not None else Signature()
        for i, part in enumerate(parts):
            if part.type == "spread_element":
                break
            parameter = known.parameters[i] if i < len(known.parameters) else None
            if parameter is not None:
                if not (known.sets and part.type in FUNCTIONS):
                    self._expect(part, parameter.typed, parameter.at, ":", scope)
            elif called is not None:
                self._fill(part, self.uses.property(called, f"({i})", self._at(part), ""), scope)
        return known

    def _given(
        self,
        parts: list[Node],
        shown: tuple[Value | None, ...],
        scope: Scope,
        depth: int,
        state: Parameter | None = None,
    ) -> list[Value | None]:
        """The values of arguments; a function among them is shown what a list, or a state, gives it."""
        found: list[Value | None] = []
        for i, part in enumerate(parts):
            if i == 0 and part.type in FUNCTIONS and (shown or state is not None):
                before = (self.uses.value(state.typed, "state"),) if state is not None else shown
                found.append(self._function(part, scope, depth + 1, before, state))
            else:
                found.append(self._emitted(part, scope, depth))
        return found

    def _function(
        self, node: Node, scope: Scope, depth: int, given: tuple[Value | None, ...], gives: Parameter | None = None
    ) -> Value:
        """A function's body, with its parameters (and what it gives) by their annotations, or as it is asked for."""
        inner = scope.inner(generics_of(self.types.syntax, node))
        inner.given = []
        if node.type not in ("arrow_function", "method_definition"):
            inner.names["this"] = None
        annotation = ts.field(node, "return_type")
        asked = self.asked.pop(node.id, None)
        inner.returns = gives.typed if gives is not None else None
        inner.returns_at = gives.at if gives is not None else None
        inner.asked = None
        if annotation is not None and annotation.type == "type_annotation":
            inner.returns = self.types.annotation(annotation, inner.generics)
            inner.returns_at = self.types.type_range(annotation)
        elif asked is not None and gives is None:
            inner.asked = self.uses.property(asked, CALL, self._at(node), "")
        self._parameters(node, inner, depth, given, asked)
        body = ts.field(node, "body")
        if body is not None and body.type == "statement_block":
            self._hoist(body, inner)
            self._children(body, inner, depth)
        elif body is not None:
            self._give(body, inner, depth)
        kind = function_kind(self.types, node, scope.generics)
        if annotation is None and "generator" not in node.type and ts.child(node, "*") is None:
            returned = self.uses.either(inner.given)
            if returned is not None:
                kind = replace(kind, members=(*kind.members, member(CALL, returned.typed)))
        return Value(kind, 0, "function")

    def _parameters(
        self, node: Node, inner: Scope, depth: int, given: tuple[Value | None, ...], asked: Value | None
    ) -> None:
        single, parameters = ts.field(node, "parameter"), ts.field(node, "parameters")
        for i, parameter in enumerate([single] if single is not None else _parts(parameters)):
            pattern, default = ts.field(parameter, "pattern") or single, ts.field(parameter, "value")
            if pattern is None:
                continue
            value = self._annotated(ts.field(parameter, "type"), inner, self._text(pattern))
            if ts.field(parameter, "type") is None and pattern.type != "rest_pattern":
                if i < len(given):
                    value = given[i]
                elif asked is not None and not given:
                    value = self.uses.property(asked, f"({i})", self._at(parameter), "")
            elif default is not None:
                typed = self.types.annotation(ts.field(parameter, "type"), inner.generics)
                self._expect(default, typed, self.types.type_range(ts.field(parameter, "type")), ":", inner)
            self._bind(pattern, value, inner, depth)
            if default is not None:
                self.visit(default, inner, depth + 1)

    def _defined(self, node: Node, value: Value, scope: Scope) -> None:
        """Keeps what a declared function turned out to be."""
        name = ts.field(node, "name")
        if name is None or not node.type.endswith("_declaration"):
            return
        own = self._text(name)
        known = scope.function(own)
        if known is not None and known.inferred:
            back = next((m for m in value.kind.members if m.name == CALL), None)
            typed = Typed(back.kind, back.nullable, back.list_depth) if back is not None else None
            scope.names[own] = replace(known, returns=typed)
        if scope is self.top and scope.declares(own) and known is not None:
            self.values[own] = member(own, value.typed)

    def _export(self, node: Node, scope: Scope, depth: int) -> None:
        """`export default` gives a name to what another file imports without one."""
        value, declaration = ts.field(node, "value"), ts.field(node, "declaration")
        self._children(node, scope, depth) if value is None or value.type == "identifier" else None
        if ts.child(node, "default") is None:
            return
        name = ts.field(declaration, "name") if declaration is not None else value
        if name is not None and name.type in ("identifier", "type_identifier"):
            self.values["default"] = member("default", self._named(self._text(name)).typed)
        elif value is not None:
            found = self._emitted(value, scope, depth)
            if found is not None:
                self.values["default"] = member("default", found.typed)

    def _declarator(self, node: Node, scope: Scope, depth: int) -> None:
        name, annotation, value = ts.field(node, "name"), ts.field(node, "type"), ts.field(node, "value")
        if name is None:
            return
        own = self._text(name)
        known = self._annotated(annotation, scope, own)
        props = component_props(self.types, annotation, scope.generics)
        given = self.uses.value(props.typed, "props") if props is not None else None
        inferred: Value | None = None
        if value is not None and given is not None and value.type in FUNCTIONS:
            self._function(value, scope, depth + 1, (given,))
        elif value is not None:
            if annotation is not None:
                typed = self.types.annotation(annotation, scope.generics)
                self._expect(value, typed, self.types.type_range(annotation), ":", scope)
            inferred = self._emitted(value, scope, depth)
            if annotation is None:
                known = inferred
            state = self._state_type(value, scope) if name.type == "array_pattern" else None
            if state is not None and annotation is None:
                self._bind(name, None, scope, depth)
                self._state(name, state, scope, depth)
                return
        said = scope.function(own)
        if said is None:
            self._bind(name, known, scope, depth)
        elif said.inferred and said.returns is None and inferred is not None:
            back = next((m for m in inferred.kind.members if m.name == CALL), None)
            if back is not None:
                scope.names[own] = replace(said, returns=Typed(back.kind, back.nullable, back.list_depth))
        if scope is self.top and name.type == "identifier":
            shown = self._name(own, scope) if said is not None and inferred is None else known
            if shown is not None:
                self.values[own] = member(own, shown.typed)

    def _state_type(self, call: Node, scope: Scope) -> Parameter | None:
        """The type of a state, as its type argument or its first value says."""
        state = state_type(self.types, call, scope.generics)
        function = ts.field(call, "function") if call.type == "call_expression" else None
        if state is not None or function is None or not _STATE.search(self._text(function)):
            return state
        first = next(iter(_parts(ts.field(call, "arguments"))), None)
        if first is None or first.type not in ("identifier", "member_expression"):
            return None
        value = self.infer(first, scope, _MAX_DEPTH - 5)
        return Parameter(value.typed, self._at(first)) if value is not None else None

    def _state(self, pattern: Node, state: Parameter, scope: Scope, depth: int) -> None:
        """The state in `const [user, setUser] = useState<User | null>(null)`, and what may be given to its setter."""
        names = [c for c in pattern.children if c.is_named and c.type != "comment"]
        if names and pattern.children[1] == names[0]:
            self._bind(names[0], self.uses.value(state.typed, "useState"), scope, depth)
            if len(names) > 1 and names[1].type == "identifier":
                scope.names[self._text(names[1])] = Signature(parameters=(state,), sets=True)

    def _class(self, node: Node, scope: Scope, depth: int) -> None:
        body, name = ts.field(node, "body"), ts.field(node, "name")
        if body is None:
            return
        inner = scope.inner(generics_of(self.types.syntax, node))
        own = self._text(name) if name is not None and scope is self.top else ""
        fields = {f.name: f for f in class_fields(self.types, body, inner.generics)}
        fields.update((f.name, f) for f in self._members(body, inner.generics) if f.name not in fields)
        self._this(fields, inner, own)
        for property in (m for m in body.children if m.type == "public_field_definition"):
            found = self._property(property, inner, depth)
            key = ts.field(property, "name")
            if found is not None and key is not None and ts.field(property, "type") is None:
                fields[self._text(key)] = member(self._text(key), found.typed)
                self._this(fields, inner, own)
        methods: dict[str, Field] = {}
        statics: list[Field] = []
        for method in (m for m in body.children if m.type != "public_field_definition" and m.child_count):
            key = ts.field(method, "name")
            if method.type != "method_definition" or key is None:
                self.visit(method, inner, depth + 1)
                continue
            static = ts.child(method, "static") is not None
            around = inner.inner()
            if static:
                around.names["this"] = None
            typed = self._function(method, around, depth + 1, ()).typed
            if ts.child(method, "get", "set") is None and self._text(key) != "constructor":
                found = member(self._text(key), typed)
                statics.append(found) if static else methods.setdefault(found.name, found)
        if own:
            names: dict[str, Field] = {}
            for found in self._members(body, inner.generics):
                several = found.name in names  # what an overloaded method gives hangs on what it takes
                names[found.name] = member(found.name, Typed(Kind("unknown"))) if several else found
                if several:
                    methods.pop(found.name, None)
            self.methods[own] = {n: methods.get(n, f) for n, f in (names | methods).items() if n[:1] != "#"}
            if statics:
                self.values[own] = member(own, Typed(Kind("unknown", members=tuple(statics))))

    def _members(self, body: Node, generics: frozenset[str]) -> Iterator[Field]:
        """What a class has besides its fields: methods, also abstract ones, setters, and what is private."""
        for part in body.children:
            name = ts.field(part, "name")
            if name is None or ts.child(part, "static") is not None or self._text(name) == "constructor":
                continue
            key = unquoted(self._text(name))
            if part.type == "public_field_definition":
                if key.startswith("#"):
                    annotation = ts.field(part, "type")
                    typed = self.types.annotation(annotation, generics) if annotation is not None else None
                    yield member(key, typed or Typed(Kind("unknown")))
            elif ts.child(part, "get", "set") is not None:
                yield member(key, Typed(Kind("unknown")))
            else:
                yield member(key, Typed(function_kind(self.types, part, generics)))

    def _this(self, fields: dict[str, Field], scope: Scope, own: str) -> None:
        scope.names["this"] = Value(Kind("record", own, members=tuple(fields.values())), 0, "this")

    def _property(self, node: Node, scope: Scope, depth: int) -> Value | None:
        """What a class gives one of its properties."""
        annotation, value = ts.field(node, "type"), ts.field(node, "value")
        if value is None:
            return None
        if annotation is not None:
            typed = self.types.annotation(annotation, scope.generics)
            self._expect(value, typed, self.types.type_range(annotation), ":", scope)
        return self._emitted(value, scope, depth)

    def _for(self, node: Node, scope: Scope, depth: int) -> None:
        inner = scope.inner()
        left, right, body = ts.field(node, "left"), ts.field(node, "right"), ts.field(node, "body")
        value = self._emitted(right, scope, depth)
        of = ts.child(node, "of") is not None
        if left is not None and right is not None:
            if value is not None and value.kind.name == "map" and not value.is_list:
                value = self.uses.entries_of(value)
            element = self.uses.element(value, self.types.syntax.range(right)) if value is not None and of else None
            self._bind(left, element, inner, depth)
        if body is not None:
            self.visit(body, inner, depth + 1)

    def _return(self, node: Node, scope: Scope, depth: int) -> None:
        value = next((c for c in node.children if c.is_named and c.type != "comment"), None)
        if value is not None:
            self._give(value, scope, depth)

    def _give(self, value: Node, scope: Scope, depth: int) -> None:
        """What a function gives back."""
        if scope.returns is not None:
            self._expect(value, scope.returns, scope.returns_at, ":", scope)
        elif scope.asked is not None:
            self._fill(value, scope.asked, scope)
        found = self._emitted(value, scope, depth)
        if not _is_nothing(value):
            scope.given.append(found)

    def _assignment(self, node: Node, scope: Scope, depth: int) -> None:
        left = ts.field(node, "left") or ts.field(node, "argument")
        right = ts.field(node, "right")
        target = self._write(left, scope, depth)
        if right is not None and target is not None and node.type == "assignment_expression":
            self._fill(right, target, scope)
        self._emitted(right, scope, depth)

    def _write(self, target: Node | None, scope: Scope, depth: int) -> Value | None:
        if target is not None and target.type in ("member_expression", "subscript_expression"):
            value = self.infer(target, scope, depth + 1)
            self.uses.emit(value, "write")
            return value
        if target is not None and target.type == "identifier":
            return scope.look_up(self._text(target))
        if target is not None and target.child_count:
            self.visit(target, scope, depth + 1)
        return None

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
                index = 0
                for part in pattern.children:
                    index += part.type == ","
                    if part.is_named and part.type != "comment":
                        self._bind(part, self._item(value, index, part), scope, depth + 1)
            case _:
                for part in (c for c in pattern.children if c.is_named):
                    self._bind(part, None, scope, depth + 1)

    def _item(self, value: Value | None, index: int, part: Node) -> Value | None:
        """What stands at a place of a list, or of a pair."""
        if value is None or part.type == "rest_pattern":
            return None
        if value.kind.members and not value.chain and (value.depth == 0 or is_tuple(value)):
            return self.uses.property(replace(value, depth=0), str(index), self._at(part), "")
        return self.uses.element(value, self._at(part)) if value.is_list or value.is_open else None

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
                        later = ts.field(declarator, "type") is None and scope is self.top
                        value = self._named(self._text(name)) if later else value
                        scope.names[self._text(name)] = signature(self.types, declarator, scope.generics) or value
                    elif name is not None:
                        self._bind(name, None, scope, 0)
            elif inner.type.endswith("_declaration") and (name := ts.field(inner, "name")) is not None:
                known = signature(self.types, inner, scope.generics)
                own = self._named(self._text(name)) if inner.type in _CLASSES and scope is self.top else None
                scope.names[self._text(name)] = known or own
        for statement in block.children:  # what an overloaded function gives hangs on what it takes
            inner = ts.field(statement, "declaration") if statement.type == "export_statement" else statement
            name = ts.field(inner, "name") if inner is not None and inner.type == "function_signature" else None
            if name is not None:
                scope.names[self._text(name)] = None
        parameter = ts.field(block, "parameter") if block.type == "catch_clause" else None
        if parameter is not None:
            self._bind(parameter, None, scope, 0)

    def _doubt(self, arguments: Node | None, guard: str, at: Node, scope: Scope, written: bool) -> None:
        """What a guard is given may be of another type from there on. Of an imported function it turns out whether it is one."""
        found = scope.look_up(guard)
        imported = found is not None and found.kind.target == f"{TYPE_OF}{guard}"
        named = _GUARD.match(guard) is not None
        for part in _parts(arguments):
            known = scope.look_up(self._text(part)) if imported and part.type == "identifier" else None
            if known is not None and (named or known.kind.name == "ref"):
                scope.doubt(self._text(part), guard, self.types.syntax.range(at))
            elif named or (written and scope.function(guard) is not None):
                self._forget(part, scope)

    def _forget_names(self, node: Node | None, scope: Scope) -> None:
        """A guard may narrow what it is given, so its properties are not known any more."""
        for child in node.children if node is not None else []:
            self._forget(child, scope)

    def _forget(self, node: Node, scope: Scope) -> None:
        while node.type in ("parenthesized_expression", "non_null_expression") and node.child_count:
            node = next((c for c in node.children if c.is_named), node.children[0])
        if node.type in ("identifier", "this"):
            scope.forget(self._text(node))
        elif node.type == "member_expression":
            scope.forget(_path(self._text(node)))
        elif node.type == "subscript_expression" and node.children:
            self._forget(node.children[0], scope)

    def _expect(self, node: Node, typed: Typed | None, at: Range | None, how: str, scope: Scope | None = None) -> None:
        """A type is asked for where an expression stands."""
        if typed is None:
            return
        while node.type in ("parenthesized_expression", "as_expression") and node.child_count > 1:
            node = node.children[1] if node.type == "parenthesized_expression" else node.children[0]
        if node.type in ("ternary_expression", "binary_expression"):
            for part in _alternatives(node):
                self._expect(part, typed, at, how, scope)
        elif node.type == "object" and typed.kind.name == "ref" and not typed.list_depth and at is not None:
            held = self.expected(node, typed, at, how)
            self._fill(node, self.uses.value(typed, typed.kind.target), scope, held=held)
        elif node.type == "array" and typed.list_depth:
            for item in (c for c in node.children if c.type == "object"):
                self._expect(item, replace(typed, list_depth=typed.list_depth - 1), at, how, scope)
        else:
            self._fill(node, self.uses.value(typed, typed.kind.target), scope)

    def _fill(self, node: Node, value: Value | None, scope: Scope | None, held: bool = False, depth: int = 0) -> None:
        """What is written where a value of some type is asked for: the keys of an object are its fields, and so within.

        `held` where the keys of the object itself are held to a contract already.
        """
        if value is None or depth > _MAX_DEPTH:
            return
        match node.type:
            case "parenthesized_expression" | "await_expression":
                for part in _parts(node):
                    self._fill(part, value, scope, held, depth + 1)
            case "ternary_expression" | "binary_expression":
                for part in _alternatives(node):
                    self._fill(part, value, scope, held, depth + 1)
            case "object" if not value.is_list:
                self._fill_object(node, value, scope, held, depth)
            case "array" if value.is_list or value.is_open:
                for part in _parts(node):
                    self._fill(part, self.uses.element(value, self._at(part)), scope, depth=depth + 1)
            case "arrow_function" | "function_expression":
                self.asked[node.id] = value
            case "call_expression" if value.is_list:
                self._fill_mapped(node, value)
            case "string" if value.kind.steps == (KEY_OF,) and not value.is_list:
                self._key(node, self.uses.value(Typed(value.kind.options[0]), "keyof"))
            case _:
                pass

    def _fill_object(self, node: Node, value: Value, scope: Scope | None, held: bool, depth: int) -> None:
        for part in _parts(node):
            key, inner = ts.field(part, "key") or ts.field(part, "name") or part, ts.field(part, "value")
            if part.type not in ("pair", "shorthand_property_identifier", "method_definition"):
                continue
            if key.type not in ("property_identifier", "shorthand_property_identifier", "string") or key.is_missing:
                continue
            known = self.uses.property(value, unquoted(self._text(key)), unquoted_range(self.types.syntax, key), "")
            if not held:
                self.uses.emit(known, "write")
            if part.type == "method_definition" and known is not None:
                self.asked[part.id] = known
            elif inner is not None:
                self._fill(inner, known, scope, depth=depth + 1)

    def _fill_mapped(self, node: Node, value: Value) -> None:
        """In `rows.map((row) => ({ … }))` each object is asked for, unless it is a copy with more in it."""
        function, parts = ts.field(node, "function"), _parts(ts.field(node, "arguments"))
        name = ts.field(function, "property") if function is not None else None
        if name is None or self._text(name) != "map" or not parts or parts[0].type != "arrow_function":
            return
        body = ts.field(parts[0], "body")
        body = _bare(body) if body is not None else None
        if body is not None and body.type == "object" and ts.child(body, "spread_element") is None:
            each = replace(value, depth=value.depth - 1)
            self.asked[parts[0].id] = Value(Kind("unknown", members=(member(CALL, each.typed),)), 0, "map")

    def _key(self, node: Node, value: Value | None) -> None:
        """A path of names in a string: `register("address.city")`."""
        at = unquoted_range(self.types.syntax, node)
        start = at.start
        for name in self.types.syntax.text[at].split("."):
            place = Range(start, start + len(name))
            value = self.uses.element(value, place) if name.isdecimal() else self.uses.property(value, name, place, "")
            self.uses.emit(value)
            start += len(name) + 1

    def _element(self, node: Node, scope: Scope) -> None:
        """A component where it is used, with what its props ask of what it is given."""
        attributes(node, scope, self.types, self.uses)
        props = component(node, scope, self.types, self.uses)
        for attribute in (c for c in node.children if c.type == "jsx_attribute") if props is not None else ():
            expression = attribute.children[-1]
            name = attribute.children[0]
            inner = _parts(expression) if expression.type == "jsx_expression" else []
            if inner and name.type == "property_identifier":
                own = self.uses.property(props, self._text(name), self.types.syntax.range(name), "")
                self._fill(inner[0], own, scope)

    def _at(self, node: Node | None) -> Range:
        return self.types.syntax.range(node) if node is not None else Range(0, 0)

    def _text(self, node: Node) -> str:
        return self.types.syntax.str(node)


def _parts(node: Node | None) -> list[Node]:
    return [c for c in node.children if c.is_named and c.type != "comment"] if node is not None else []


def _alternatives(node: Node) -> list[Node]:
    """The expressions of which one is the value."""
    if node.type == "ternary_expression":
        both = (ts.field(node, "consequence"), ts.field(node, "alternative"))
    elif ts.child(node, "??", "||") is not None:
        both = (ts.field(node, "left"), ts.field(node, "right"))
    else:
        both = (ts.field(node, "right") if ts.child(node, "&&") is not None else None,)
    return [n for n in both if n is not None]


def _is_nothing(node: Node) -> bool:
    """True for `null`, `undefined`, `[]` and `{}`, which say nothing of a type."""
    if node.type in ("array", "object"):
        return not _parts(node)
    return node.type in _NOTHING


def _bare(node: Node) -> Node:
    """An expression without the parentheses around it."""
    while node.type == "parenthesized_expression" and (inner := _parts(node)):
        node = inner[0]
    return node


def _leaves(body: Node) -> bool:
    """True where nothing below a branch is reached from it."""
    last = next(reversed(_parts(body)), body) if body.type == "statement_block" else body
    return last.type in ("return_statement", "throw_statement", "continue_statement", "break_statement")


def _path(text: str) -> str:
    """A path of names, however it is reached."""
    return text.replace("?.", ".").replace("!", "")
