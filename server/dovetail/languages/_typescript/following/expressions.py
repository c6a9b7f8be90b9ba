"""What expressions of TypeScript are the values of, calls apart."""

import re
from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import CAST, INDEXED, MOCKED, Field, Kind
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..clients.mocked_requests import mocked_bodies
from ..clients.refused import is_refused, mocked_refusal
from ..clients.resources import given_path
from ..clients.senders import path_value
from ..scoping.angular_forms import form_values
from ..scoping.lists import collected
from ..scoping.mocks import given_in_call, is_untyped_mock, noted_calls
from ..scoping.origins import declaration
from ..scoping.scopes import Scope, Value, is_tuple, one_of
from ..servers.frameworks import framework_type
from ..syntax.literals import value_of
from ..syntax.made import CALL, member
from ..syntax.nodes import bare, is_nothing, parts, path_of, without_casts
from ..syntax.signatures import Parameter, type_arguments
from ..syntax.types import unquoted, unquoted_range
from .names import MAX_DEPTH, Names

_TRANSPARENT = frozenset("parenthesized_expression non_null_expression await_expression".split())
_KEEPS = ("variable_declarator", "pair", "public_field_definition")
_HOOK = re.compile(rb"use[A-Z]")
_LITERALS = frozenset("string number true false null undefined regex".split())
_EQUALITY = frozenset({"==", "===", "!=", "!=="})
_NAMES = ("property_identifier", "private_property_identifier")
_MAKES_TOKENS = re.compile(r"(?P<name>getRepositoryToken)\((?P<entity>[A-Z]\w*)\)")  # by which Nest provides something


@dataclass
class Expressions(Names):
    """Says what the value of an expression is, and visits all that is in it. `told` are those that were visited before their turn,
    `receivers` what `this` is in methods of objects, by their nodes' ids.
    """

    told: dict[int, Value | None] = field(default_factory=dict[int, Value | None])
    receivers: dict[int, Value] = field(default_factory=dict[int, Value])

    @abstractmethod
    def function(
        self, node: Node, scope: Scope, depth: int, given: tuple[Value | None, ...], gives: Parameter | None = None
    ) -> Value:
        """A function with its body."""

    @abstractmethod
    def call(self, node: Node, scope: Scope, depth: int) -> Value | None:
        """What a call gives."""

    def _mocked(self, call: Node, made: Value | None, scope: Scope) -> None:
        """What a test lets the request answer that a call sends has the names of what the call gives, or of what refuses it."""
        for answer in mocked_bodies(self.types.syntax).get(call.id, ()):
            if answer.body is not None and made is not None:
                self._fill(answer.body, replace(made, via=MOCKED), scope, whole=False)
            if answer.refused is not None:
                self._fill(answer.refused, mocked_refusal(), scope, whole=False)

    def infer(self, node: Node | None, scope: Scope, depth: int) -> Value | None:
        """Visits an expression, and says what its value is. The caller emits the uses that it ends with."""
        if node is None or depth > MAX_DEPTH:
            return None
        kind = node.type
        if node.id in self.told:
            return self.told.pop(node.id)
        if kind in ("identifier", "this", "shorthand_property_identifier"):
            return self._name(self._text(node), scope)
        if kind in _LITERALS:
            return path_value(self.types.syntax, node) if kind == "string" else None
        match kind:
            case "member_expression":
                return self._member(node, scope, depth)
            case "subscript_expression":
                return self._subscript(node, scope, depth)
            case "call_expression":
                made = self.call(node, scope, depth)
                self._mocked(node, made, scope)
                return self._with_path(node, made)
            case "new_expression":
                return self._with_path(node, self._new(node, scope, depth))
            case "template_string":
                self.visit(node, scope, depth + 1)
                return path_value(self.types.syntax, node)
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
                values = [
                    self._emitted(n, s, depth)
                    for n, s in both
                    if n is not None and not self._gives_nothing(n, s, depth)
                ]
                return self.uses.either(values) or self.uses.value(one_of(values), "either")
            case "binary_expression":
                return self._binary(node, scope, depth)
            case "arrow_function" | "function_expression" | "generator_function":
                return self.function(node, scope, depth, ())
            case _ if kind in _TRANSPARENT:
                inner = next((c for c in node.children if c.is_named and c.type != "comment"), None)
                return self.infer(inner, scope, depth + 1)
            case _:
                self.visit(node, scope, depth + 1)
                return None

    def _with_path(self, made: Node, value: Value | None) -> Value | None:
        """What is made with a path, `new Resource<Room>("/rooms")`, which the requests of its methods begin with."""
        if value is None or value.kind.name != "ref" or value.is_list or not _is_kept(made):
            return value
        step = given_path(self.types.syntax, made)
        if step is None:
            return value
        return replace(value, chain=(*value.chain, step), ranges=(*value.ranges, self._at(made)))

    def _emitted(self, node: Node | None, scope: Scope, depth: int) -> Value | None:
        value = self.infer(node, scope, depth + 1)
        self.uses.emit(value)
        return value

    def _children(self, node: Node, scope: Scope, depth: int) -> None:
        for child in node.children:
            if child.child_count:
                self.visit(child, scope, depth + 1)

    def _either(self, nodes: Iterable[Node | None], scope: Scope, depth: int) -> Value | None:
        """One of several expressions; those that are nothing at all do not count."""
        real = [n for n in nodes if n is not None and not self._gives_nothing(n, scope, depth)]
        values = [self._emitted(n, scope, depth) for n in real]
        return self.uses.either(values) or self.uses.value(one_of(values), "either")

    def _gives_nothing(self, node: Node, scope: Scope, depth: int) -> bool:
        """True for what is nothing at all, and for a call that gives nothing, whose own arguments are visited."""
        nothing = is_nothing(node)
        if nothing and node.type == "call_expression":
            self.visit(node, scope, depth + 1)
        return nothing

    def _binary(self, node: Node, scope: Scope, depth: int) -> Value | None:
        sign = node.child_by_field_name("operator")
        operator = sign.type if sign is not None else ""
        if operator in ("??", "||"):
            return self._fallback(ts.field(node, "left"), ts.field(node, "right"), scope, depth)
        if operator == "&&":
            left = ts.field(node, "left")
            self._emitted(left, scope, depth)
            return self._emitted(ts.field(node, "right"), self._narrowed(left, scope), depth)
        if operator in _EQUALITY:
            left, right = self.types.syntax.field(node, "left"), self.types.syntax.field(node, "right")
            self._compared(left, self._emitted(right, scope, depth))
            self._compared(right, self._emitted(left, scope, depth))
            return None
        self._children(node, scope, depth)
        left, right = ts.field(node, "left"), ts.field(node, "right")
        if operator == "in" and left is not None and right is not None:
            self._asked_whether(left, right, scope)
        elif operator == "instanceof" and left is not None:
            self._forget(left, scope)
        return None

    def _fallback(self, left: Node | None, right: Node | None, scope: Scope, depth: int) -> Value | None:
        """One of two values, the second where there is no first; an object that is written there is of the first one's type."""
        if left is None or right is None or bare(right).type != "object" or is_nothing(right):
            return self._either((left, right), scope, depth)
        value = self._emitted(left, scope, depth)
        if not is_refused(value):
            self._fill(bare(right), value, scope, whole=False)
        written = self._emitted(right, scope, depth)
        return value or written

    def _compared(self, node: Node | None, value: Value | None) -> None:
        """What a value is compared with: a text, or those of a list."""
        node = bare(node) if node is not None else None
        for text in parts(node) if node is not None and node.type == "array" else [node]:
            if text is not None:
                self._quote(text, value)

    def _member(self, node: Node, scope: Scope, depth: int) -> Value | None:
        target, name = self.types.syntax.field(node, "object"), self.types.syntax.field(node, "property")
        noted = noted_calls(self.types.syntax, node)
        if noted is not None:
            mock, deep = noted
            function = self.infer(mock, scope, depth + 1)
            self.uses.emit(function)
            return (
                Value(given_in_call(self.uses, function, self._at(node)), deep, self._text(node))
                if function is not None
                else None
            )
        value = self.infer(target, scope, depth + 1)
        if value is None or name is None or name.type not in _NAMES or name.is_missing:
            self.uses.emit(value)
            return None
        path = self._text(node)
        found = self.uses.property(value, self._text(name), self.types.syntax.range(name), path)
        asked = scope.guards(path_of(path)) if found is not None else ()
        if found is None or asked == ():
            return found
        self.uses.emit(found)
        if asked is None or found.kind.name != "ref" or found.is_list:
            return None
        steps, places = tuple(f"?{guard}" for guard, _ in asked), tuple(at for _, at in asked)
        return replace(found, chain=(*found.chain, *steps), ranges=(*found.ranges, *places))

    def _subscript(self, node: Node, scope: Scope, depth: int) -> Value | None:
        index, target = ts.field(node, "index"), ts.field(node, "object")
        value = self.infer(target, scope, depth + 1)
        if value is not None and index is not None and index.type == "string":
            return self.uses.property(value, unquoted(self._text(index)), unquoted_range(self.types.syntax, index), "")
        self.uses.emit(value)
        asked = self._emitted(index, scope, depth) if index is not None else None
        if asked is not None and target is not None:
            self._looked_up_in(bare(target), asked)
        if value is None or index is None:
            return None
        if value.kind.name == "map" and not value.is_list:
            return self.uses.element(self.uses.values_of(value), self.types.syntax.range(index))
        if index.type == "number" and is_tuple(value):
            return self.uses.property(replace(value, depth=0), self._text(index), self._at(index), "")
        listed = value.is_list or index.type == "number" or value.is_open
        return self.uses.element(value, self.types.syntax.range(index)) if listed else None

    def _looked_up_in(self, table: Node, value: Value) -> None:
        """The keys in `{ open: "Open", done: "Done" }[task.state]`, also of a name for such an object of this file."""
        named = table.type == "identifier"
        found = declaration(self.types.syntax, table) if named else None
        if found is not None:
            said = ts.field(found, "type")
            plain = found.type == "variable_declarator" and (said is None or "Record<string" in self._text(said))
            initial = ts.field(found, "value") if plain else None
            table = value_of(initial).node if initial is not None else table
        asked = replace(value, via=INDEXED) if named else value
        for key in (ts.field(p, "key") for p in parts(table) if p.type == "pair") if table.type == "object" else ():
            if key is not None and key.type in ("property_identifier", "string"):
                self.uses.quote(asked, unquoted(self._text(key)), unquoted_range(self.types.syntax, key))

    def _cast(self, node: Node, scope: Scope, depth: int) -> Value | None:
        inner, type = node.children[0], node.children[-1]
        if node.type == "type_assertion":
            inner, type = type, next((c for c in inner.children if c.is_named), inner)
        if type.is_named and node.type == "satisfies_expression":
            self._expect(
                inner, self.types.typed(type, scope.generics), self.types.syntax.range(type), "satisfies", scope
            )
        elif type.is_named and (bare(inner).type in ("object", "array") or form_values(self.types.syntax, inner)):
            self._fill(inner, self.uses.value(self.types.typed(type, scope.generics), CAST), scope, whole=False)
        elif type.is_named and (text := bare(inner)).type == "string":
            self._quote(text, self.uses.value(self.types.typed(type, scope.generics), CAST))
        elif type.is_named and is_untyped_mock(self.types.syntax, held := without_casts(inner)):
            self._fill(held, self.uses.value(self.types.typed(type, scope.generics), CAST), scope, whole=False)
        value = self.infer(inner, scope, depth + 1)
        self.uses.emit(value)
        if not type.is_named or node.type == "satisfies_expression":
            return value
        if value is not None and value.kind.name in ("literal", "unknown") and self._text(type) == "const":
            return value
        typed = self.types.typed(type, scope.generics)
        if value is not None and not value.chain:
            self.uses.call_row(typed, value.kind, self._at(inner), CAST)
        return self.uses.value(typed, self._text(inner))

    def _object(self, node: Node, scope: Scope, depth: int) -> Value | None:
        """What an object literal has: its own keys, and what is spread into it."""
        members: dict[str, Field] = {}
        spread: list[Value | None] = []
        whole = True
        if self.types.syntax.has_any("useValue"):
            self._stands_in(node, scope)
        for part in parts(node):
            if part.type == "spread_element":
                spread.append(self._emitted(part.children[-1], scope, depth))
                continue
            key, value = (
                self.types.syntax.field(part, "key") or self.types.syntax.field(part, "name"),
                self.types.syntax.field(part, "value"),
            )
            if part.type == "pair" and key is not None and key.type == "computed_property_name":
                self.visit(key, scope, depth + 1)
                self._emitted(value, scope, depth)
                whole = False
                continue
            if part.type == "method_definition":
                own_this = scope.inner()
                own_this.names["this"] = self.receivers.pop(part.id, None)
                found = self.function(part, own_this, depth + 1, ())
                if ts.child(part, "get") is not None:
                    found = self.uses.property(found, CALL, self._at(part), "get")
            elif part.type == "shorthand_property_identifier":
                key, found = part, self._name(self._text(part), scope)
            else:
                found = self._emitted(value, scope, depth)
            if key is not None:
                name = unquoted(self._text(key))
                members[name] = member(name, found.typed if found is not None else Typed(Kind("unknown")))
        self._acts(node, members)
        own = Kind("unknown", members=tuple(members.values()))
        if whole and not members and len(spread) == 1:
            return spread[0]
        spreads = [v.typed for v in spread if v is not None and not v.is_list]
        if whole and spreads and len(spreads) == len(spread):
            kinds = (*((replace(own, name="record"),) if members else ()), *(p.kind for p in spreads))
            return Value(Kind("unknown", options=kinds, steps=("&",)), 0, "object")
        return Value(own, 0, "object") if members else None

    def _stands_in(self, provider: Node, scope: Scope) -> None:
        """What a test provides instead of a class, `{ provide: UserService, useValue: users }`, has what that has, as far as it has it."""
        said = {
            self._text(key): ts.field(p, "value") for p in parts(provider) if (key := ts.field(p, "key")) is not None
        }
        token, given = said.get("provide"), said.get("useValue")
        if token is None or given is None:
            return
        value: Value | None = None
        if token.type == "identifier" and self._text(token)[:1].isupper():
            value = Value(Kind("ref", target=self._text(token)), 0, self._text(token))
        elif (made := _MAKES_TOKENS.fullmatch(self._text(token))) is not None:  # as if it said for which entity
            of = [Typed(Kind("ref", target=made["entity"], text=made["entity"]))]
            value = self.uses.property(
                self.uses.applied(self._named(made["name"]), of, self._at(token)), CALL, self._at(token), ""
            )
        if value is not None and given.type == "identifier":
            scope.tell(self._text(given), value)
        elif value is not None:
            self._fill(given, replace(value, via=CAST), scope, whole=False)

    @abstractmethod
    def _acts(self, literal: Node, members: dict[str, Field]) -> None:
        """Keeps an object literal that is an action."""

    @abstractmethod
    def _hand_on(self, part: Node, place: int, called: Value | None, scope: Scope) -> None:
        """Keeps what the function around a call is given that the call is given."""

    def _array(self, node: Node, scope: Scope, depth: int) -> Value | None:
        """A list of what is of one type, or else what stands at each place."""
        found = [self._part(c, scope, depth) for c in parts(node)]
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
        if value is not None and value.kind.name == "map" and not value.is_list:
            value = self.uses.entries_of(value)
        return self.uses.element(value, self._at(node.children[-1]))

    def _new(self, node: Node, scope: Scope, depth: int) -> Value | None:
        """An object of a known class: its own, an imported one, `new Map<string, User>()`."""
        role = self.types.syntax.field
        name, arguments, given = role(node, "constructor"), role(node, "arguments"), role(node, "type_arguments")
        made: Value | None = None
        if name is not None and given is not None and name.type == "identifier":
            own = self._text(name)
            typed = framework_type(own, type_arguments(node), lambda n: self.types.typed(n, scope.generics))
            typed = typed or self.types.generic(own, given, scope.generics, text=f"{own}<>")
            made = self.uses.value(typed, own)
            taken = self._constructor(own, self._at(node), scope)
            if taken is not None and typed.kind.options:
                taken = replace(taken, kind=replace(taken.kind, options=typed.kind.options))
                for i, part in enumerate(parts(arguments)):
                    self._fill(part, self.uses.property(taken, f"({i})", self._at(part), ""), scope)
            for first in parts(arguments)[:1]:
                if made is not None and (made.is_list or made.kind.name == "map" or own.endswith("Map")):
                    self._fill_collection(first, own, made, scope)
                if own == "BehaviorSubject":
                    start = self._at(first).start
                    self._fill(first, self.uses.property(made, "value", Range(start, start), ""), scope)
        if name is not None and name.type == "identifier" and given is None:
            taken = self._constructor(self._text(name), self._at(node), scope)
            for i, part in enumerate(parts(arguments)):
                self._fill(part, self.uses.property(taken, f"({i})", self._at(part), ""), scope)
                self._hand_on(part, i, taken, scope)
        filled = [self._emitted(part, scope, depth) for part in parts(arguments)]
        if name is None or name.type != "identifier" or given is not None:
            return made
        if filled and self._text(name) in ("Map", "Set"):
            return collected(filled[0], self._text(name), self.uses)
        return self._instance(self._text(name), scope)


def _is_kept(made: Node) -> bool:
    """True for what is made to be kept under a name: no part of it is taken, as of what a hook gives."""
    holder = made.parent
    if holder is None or holder.type not in _KEEPS:
        return False
    name, maker = ts.field(holder, "name"), ts.field(made, "function") or made
    taken = name is not None and name.type in ("object_pattern", "array_pattern")
    return not taken and _HOOK.match(maker.text or b"") is None
