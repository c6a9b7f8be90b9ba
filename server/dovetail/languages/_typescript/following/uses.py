"""Follows values of a known type through their functions: what is read from them, and written to them.

Precision first: a name that is declared again, narrowed by a guard or of a type that we cannot see through is unknown
from there on, and unknown values have no uses.
"""

import re
from collections.abc import Iterable
from typing import ClassVar

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import CAST, COPY, EXPECTED_PART, Kind
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..clients.answered import passed_on, without_answer
from ..clients.inner_senders import calls_for
from ..clients.refused import refused_parameter
from ..clients.senders import request_of, sender
from ..clients.summaries import PLAIN, Summary, is_answer, is_summed_up, may_be_summed_up, summed_up
from ..components.handed import is_loose, made_of, untyped_props
from ..components.jsx import attributes
from ..components.nuxt_plugins import provided
from ..databases.drizzle import is_table
from ..schemas.checks import checking, fill_union
from ..schemas.schemas import schema_object, uses_schemas
from ..schemas.zod import is_schema, schema_chain
from ..scoping.begun_states import MAKERS, note_strays
from ..scoping.choosing import choice, choices
from ..scoping.held_states import Held, is_subject, subject
from ..scoping.injected import type_of_given
from ..scoping.results import whole_result
from ..scoping.scopes import Scope, Value, one_of
from ..servers.answered_values import FASTIFY, answered_value
from ..servers.frameworks import ADDED, is_request, request
from ..states.reducers import selected_from
from ..syntax.made import ANSWER, CALL, FUNCTION, GUARD, function_kind, is_known, member, predicate_of
from ..syntax.nodes import bare, declared, is_nothing, leaves, parameters, parts
from ..syntax.signatures import FUNCTIONS, Parameter, Signature, component_props, generics_of, type_arguments
from ..syntax.thrown import thrown_by
from .component_options import ComponentOptions
from .idle import is_idle
from .names import CLASSES, MAX_DEPTH

_MAKES = frozenset({"call_expression", "new_expression"})  # what a parameter without a type begins with, and so is
_TAKEN = frozenset({"identifier", "object_pattern"})
_BLOCKS = frozenset(
    "program statement_block for_statement for_in_statement switch_body catch_clause class_static_block".split()
)
_SKIPPED = frozenset(
    "comment import_statement interface_declaration type_alias_declaration enum_declaration type_annotation type_arguments "
    "type_parameters string number regex property_identifier class_heritage".split()
)
_OR_ELSE = re.compile(r"\?\?|\|\||\s\?\s")
_SENDS = re.compile(r"fetch|new (?:Next)?Request\(")
_LOADS = re.compile(
    r":\s*(?:(?:Page|Layout)(?:Server)?Load|(?:Server)?Load|LoaderFunction|ActionFunction)(?:<.*)?", re.DOTALL
)
_VALUES = frozenset(
    "member_expression call_expression subscript_expression as_expression satisfies_expression type_assertion new_expression "
    "ternary_expression object array arrow_function function_expression parenthesized_expression".split()
)


@dataclass
class Follower(ComponentOptions):
    """Walks one file. `follows_all` where functions are followed as well of which is told beforehand that they show nothing."""

    follows_all: ClassVar[bool] = False

    def run(self, values: Iterable[str] = (), declared: frozenset[str] = frozenset()) -> None:
        """Follows every value. `values` are imported ones, which are known by name: `LIMITS`, an enum, `loadUser`; `declared` those of
        libraries that say what they are.
        """
        self.declared = declared
        values = (*values, *declared)
        known: dict[str, Value | Signature | None] = {name: self._named(name) for name in values}
        if self.types.syntax.has_any("window."):
            known.setdefault("window", Value(Kind("ref", target=f"{ADDED}Window"), 0, "window"))
        self.visit(self.types.syntax.root, Scope(names=known), 0)
        self.values.update((f.name, f) for f in self.given_states())
        self.values.update(self.uses.in_place)
        for name, held in self.subjects.items():
            typed = held.typed
            if typed is not None:
                self.values[name] = member(name, Typed(subject(typed)))

    def visit(self, node: Node, scope: Scope, depth: int) -> None:
        """Visits a node of any kind; nesting deeper than any person writes is left out."""
        kind = node.type
        if kind in _SKIPPED or depth > MAX_DEPTH:
            return
        if kind in _VALUES:
            self.uses.emit(self.infer(node, scope, depth))
        elif kind in FUNCTIONS:
            self._defined(node, self.function(node, scope, depth, ()), scope)
        elif kind == "variable_declarator":
            self._declarator(node, scope, depth)
        elif kind in CLASSES:
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
        elif kind == "switch_statement":
            self._switch(node, scope, depth)
        elif kind in ("jsx_opening_element", "jsx_self_closing_element"):
            attributes(node, scope, self.types, self.uses)
            self._element(node, scope, depth)
            self._children(node, scope, depth)
        elif kind == "export_statement":
            self._export(node, scope, depth)
        elif kind in ("ambient_declaration", "function_signature"):
            self._ambient(node, scope, depth)
        elif kind == "yield_expression":
            self._yield(node, scope, depth)
        elif kind in _BLOCKS:
            inner = scope.inner()
            if kind == "program":
                self.top = inner
            self._hoist(node, inner)
            self._children(node, inner, depth)
        else:
            self._children(node, scope, depth)

    def _if(self, node: Node, scope: Scope, depth: int) -> None:
        """In `if (error instanceof Refused)` the error is one; below `if (!(error instanceof Refused)) throw error`, too."""
        condition, body = self.types.syntax.field(node, "condition"), self.types.syntax.field(node, "consequence")
        alternative = ts.field(node, "alternative")
        if condition is None or body is None:
            self._children(node, scope, depth)
            return
        self.visit(condition, scope, depth + 1)
        self.visit(body, self._narrowed(condition, scope), depth + 1)
        if alternative is not None:
            self.visit(alternative, scope, depth + 1)
        test = bare(condition)
        told_otherwise = choice(self.types.syntax, test, equal=False) if leaves(body) else None
        if told_otherwise is not None:
            scope.names.update(self._alternative(told_otherwise, scope).names)
        if test.type == "unary_expression" and ts.child(test, "!") is not None and leaves(body):
            scope.names.update(self._narrowed(ts.field(test, "argument"), scope, made=True).names)

    def _switch(self, node: Node, scope: Scope, depth: int) -> None:
        asked, body = ts.field(node, "value"), ts.field(node, "body")
        value = self._emitted(asked, scope, depth)
        for case in parts(body):
            self._compared(ts.field(case, "value"), value)
        if self._cases(node, scope, depth) or body is None:
            return
        told = list(choices(self.types.syntax, node))
        if not any(said is not None for _, said in told):
            self.visit(body, scope, depth + 1)
            return
        block = scope.inner()
        self._hoist(body, block)
        for case, said in told:
            self._children(case, self._alternative(said, block) if said is not None else block, depth + 1)

    def function(
        self, node: Node, scope: Scope, depth: int, given: tuple[Value | None, ...], gives: Parameter | None = None
    ) -> Value:
        """A function's body, with its parameters (and what it gives) by their annotations, or as it is asked for.

        One that makes something of what it is given, wherever it is called, is read for that once more.
        """
        handed = made_of(self.types.syntax, node) if not given and node.id not in self.asked else None
        self.early += handed is not None
        found = self._read_function(node, scope, depth, given, gives)
        if handed is not None:
            self.early -= 1
            self._read_function(node, scope, depth, (handed,), None)
        return found

    def _read_function(
        self, node: Node, scope: Scope, depth: int, given: tuple[Value | None, ...], gives: Parameter | None
    ) -> Value:
        inner = scope.inner(generics_of(self.types.syntax, node))
        inner.given = []
        if node.type not in ("arrow_function", "method_definition"):
            inner.names["this"] = None
        annotation = self.types.syntax.field(node, "return_type")
        asked = self.asked.pop(node.id, None)
        reducing = self._reducer(node, scope, depth) if asked is None and not given and gives is None else None
        if reducing is not None:
            given = (reducing[1], None)
        inner.returns = gives.typed if gives is not None else None
        inner.returns_at = gives.at if gives is not None else None
        inner.asked = None
        if annotation is not None and annotation.type == "type_annotation":
            inner.returns = self.types.annotation(annotation, inner.generics)
            inner.returns_at = self.types.type_range(annotation)
        elif asked is not None and gives is None:
            inner.asked = self.uses.property(
                asked, CALL, self._at(node), asked.via if asked.via in (CAST, COPY, EXPECTED_PART) else ""
            )
        summary = Summary() if asked is None and not given and may_be_summed_up(self.types.syntax, node) else None
        self._parameters(node, inner, depth, given, asked, summary)
        state = self._reduces(node, asked) if self.held else None
        if summary is not None:
            self.summaries.append(summary)
        body = self.types.syntax.field(node, "body")
        sends = sender(self.types.syntax, node)
        if sends is not None:
            self.senders.append(sends)
        if body is not None and body.type == "statement_block":
            asks = inner.asked is not None or self.uses.value(inner.returns, "") is not None
            asks = asks or (sends is not None and _SENDS.search(self._text(body)) is not None)
            if asks or self.follows_all or not is_idle(body, inner, self.types.syntax):
                self._hoist(body, inner)
                self._children(body, inner, depth)
        elif body is not None:
            self._give(body, inner, depth)
        if summary is not None:
            self.summaries.pop()
            called = self.types.syntax.field(node, "name") or self.types.syntax.field(node.parent or node, "name")
            if summary.sets and called is not None:
                self.relays[self._text(called)] = summary.sets
        state = reducing[0] if reducing is not None else state
        if state is not None:
            for back in inner.given:
                self.held[state].give(back)
        kind, thrown = function_kind(self.types, node, scope.generics), thrown_by(self.types.syntax, node)
        kind = replace(kind, members=(*kind.members, thrown)) if thrown is not None else kind
        if sends is not None and body is not None:
            self.senders.pop()
            request = request_of(sends, body)
            if self.senders and (outer := self.senders[-1]) is not None:
                calls_for(outer, sends, node)
            kind = replace(kind, members=(*kind.members, request)) if request is not None else kind
            sends = sends if request is not None else None
        if annotation is None:
            returned = self.uses.either(inner.given)
            typed = returned.typed if returned is not None else one_of(inner.given)
            if reducing is not None:
                typed = self._reduced_to(*reducing)
            if typed is not None and sends is None and not self._passes and passed_on(typed.kind):
                typed = without_answer(typed)  # that of a request whose path it is not given
            if typed is not None:
                typed = whole_result(self.types.syntax, node, typed)
                kind = replace(kind, members=(*kind.members, member(CALL, typed)))
                if not kind.values and sends is not None and passed_on(typed.kind):
                    kind = replace(kind, values=(ANSWER,))
            kind = summed_up(kind, summary, typed)
        return Value(kind, 0, "function")

    def _told_by_guard(self, predicate: Node, pattern: Node, inner: Scope) -> Value | None:
        """What a guard tells its parameter to be, which says of itself no more than `string` or `unknown`: `(x: string): x is Role`."""
        name, told = ts.field(predicate, "name"), ts.field(predicate, "type")
        if name is None or told is None or self._text(name) != self._text(pattern):
            return None
        return self.uses.value(self.types.typed(told, inner.generics), self._text(pattern))

    def _parameters(
        self,
        node: Node,
        inner: Scope,
        depth: int,
        given: tuple[Value | None, ...],
        asked: Value | None,
        summary: Summary | None,
    ) -> None:
        listed, predicate = (
            parameters(self.types.syntax, node),
            predicate_of(self.types.syntax.field(node, "return_type")),
        )
        for i, parameter in enumerate(listed):
            pattern, annotation, default = parameter.pattern, parameter.annotation, parameter.default
            if pattern is None:
                continue
            value = self._annotated(annotation, inner, self._text(pattern))
            if value is None and predicate is not None:
                value = self._told_by_guard(predicate, pattern, inner)
            if annotation is not None and i < len(given) and is_loose(self.types.syntax, annotation):
                value = given[i]
            elif annotation is None and pattern.type != "rest_pattern":
                if i < len(given):
                    value = given[i]
                elif asked is not None and not given:
                    value = self.uses.property(asked, f"({i})", self._at(parameter.node), "")
                names = [self._text(p.pattern or p.node) for p in listed] if value is None else []
                plain = (
                    default is not None and default.type in PLAIN
                )  # which says that it is no more than a number or a text
                is_open = value is None and not plain and pattern.type in _TAKEN
                made_of = type_of_given(self.types.syntax, node, i) if is_open else None
                if made_of is not None:
                    value = self.uses.value(Typed(made_of), "given")
                if value is None and default is not None and default.type in _MAKES:
                    value = self.infer(default, inner, depth + 1)
                if value is None and is_request(names, i):
                    value = self.uses.value(request({}), names[i])
                if value is None and i == 0 and asked is None and not given:
                    value = (
                        untyped_props(self.types.syntax, node)
                        or selected_from(self.types.syntax, node, pattern)
                        or refused_parameter(self.types.syntax, node, pattern)
                    )
                if value is None and summary is not None and pattern.type == "identifier" and not plain:
                    value = summary.give(self._text(pattern), i)
            elif annotation is not None and summary is not None and is_answer(self.types.syntax, annotation):
                value = summary.give(self._text(pattern), i) if pattern.type == "identifier" else value
            elif default is not None:
                typed = self.types.annotation(annotation, inner.generics)
                self._expect(default, typed, self.types.type_range(annotation), ":", inner)
            self._bind(pattern.children[-1] if pattern.type == "rest_pattern" else pattern, value, inner, depth)
            if default is not None:
                self.visit(default, inner, depth + 1)

    def _defined(self, node: Node, value: Value, scope: Scope) -> None:
        """Keeps what a declared function turned out to be."""
        name = self.types.syntax.field(node, "name")
        if name is None or not node.type.endswith("_declaration"):
            return
        own = self._text(name)
        known = scope.function(own)
        if known is not None and known.inferred and not is_summed_up(value.kind):
            back = next((m for m in value.kind.members if m.name == CALL), None)
            typed = Typed(back.kind, back.nullable, back.list_depth) if back is not None else None
            scope.names[own] = replace(known, returns=typed)
        if scope is self.top and scope.declares(own) and known is not None:
            self.values[own] = member(own, value.typed)

    def _export(self, node: Node, scope: Scope, depth: int) -> None:
        """`export default` gives a name to what another file imports without one."""
        value, declaration = self.types.syntax.field(node, "value"), self.types.syntax.field(node, "declaration")
        self._children(node, scope, depth) if value is None or value.type == "identifier" else None
        if ts.child(node, "default") is None:
            return
        name = ts.field(declaration, "name") if declaration is not None else value
        if name is not None and name.type in ("identifier", "type_identifier"):
            self.values["default"] = member("default", self._named(self._text(name)).typed)
        elif value is not None:
            found = self._component_of_options(value, scope, depth) or self._emitted(value, scope, depth)
            if found is not None:
                self.values["default"] = member("default", found.typed)
            plugin = provided(value, found, self.types, self.uses)
            if plugin is not None:
                self.values[plugin.name] = plugin

    def _ambient(self, node: Node, scope: Scope, depth: int) -> None:
        """What is declared, and written elsewhere: `declare const users: Users`, `declare class Api`, `declare function load(): User`."""
        inner = declared(node)
        if inner is not None and inner.type == "lexical_declaration":
            self._children(inner, scope, depth)
        elif inner is not None and inner.type in CLASSES:
            self._class(inner, scope, depth)
        name = ts.field(inner, "name") if inner is not None and inner.type == "function_signature" else None
        if inner is None or name is None or scope is not self.top:
            return
        own = self._text(name)
        if scope.function(own) is not None:
            self.values[own] = member(own, Typed(function_kind(self.types, inner, scope.generics)))

    def _declarator(self, node: Node, scope: Scope, depth: int) -> None:
        name, annotation, value = (
            self.types.syntax.field(node, "name"),
            self.types.syntax.field(node, "type"),
            self.types.syntax.field(node, "value"),
        )
        if name is None:
            return
        own = self._text(name)
        known = self._annotated(annotation, scope, own)
        props = component_props(self.types, annotation, scope.generics)
        given = self.uses.value(props.typed, "props") if props is not None else None
        inferred: Value | None = None
        if value is not None and given is not None and value.type in FUNCTIONS:
            self.function(value, scope, depth + 1, (given,))
        elif value is not None:
            if annotation is not None:
                typed = self.types.annotation(annotation, scope.generics)
                self._expect(value, typed, self.types.type_range(annotation), ":", scope)
            if self.has_schemas:
                self._checks(own, known, value, scope)
            inferred = self._emitted(value, scope, depth)
            if annotation is None or (is_loose(self.types.syntax, annotation) and _is_constant(node)):
                known = inferred or self._table(own, value, scope)
            elif known is not None and inferred is not None and not inferred.chain:
                self.uses.call_row(known.typed, inferred.kind, self._at(value))
            if self.types.syntax.has_any(*MAKERS):
                note_strays(self.types.syntax, node, self.uses)
            state = self._state_type(value, scope) if name.type == "array_pattern" else None
            if state is not None and annotation is None:
                self._bind(name, None, scope, depth)
                self._state(name, state, scope, depth)
            begun = state.typed.kind if state is not None and not state.typed.list_depth else None
            plain = begun is not None and begun.members and not (begun.target or begun.steps or begun.options)
            untyped = state is None or (plain and not any(is_known(m.kind) for m in state.typed.kind.members))
            if (
                name.type == "array_pattern"
                and annotation is None
                and untyped
                and self._sets(node, scope, state is None)
            ):
                return
            if state is not None and annotation is None:
                return
        said = scope.function(own)
        if said is None:
            generic = known is not None and known.kind.values and scope is self.top and name.type == "identifier"
            self._bind(name, self._named(own) if generic else known, scope, depth)
        elif said.inferred and said.returns is None and inferred is not None and not is_summed_up(inferred.kind):
            back = next((m for m in inferred.kind.members if m.name == CALL), None)
            if back is not None:
                scope.names[own] = replace(said, returns=Typed(back.kind, back.nullable, back.list_depth))
        if scope is self.top and value is not None and is_subject(value) and not (annotation or type_arguments(value)):
            self.subjects[own] = Held(value.id)
            self._bind(name, self._named(own), scope, depth)
        if scope is self.top and name.type == "identifier":
            shown = self._name(own, scope) if said is not None and inferred is None else known
            if inferred is not None and annotation is not None and _LOADS.fullmatch(self._text(annotation)):
                shown = inferred  # its type says what it takes, and nothing of what it gives
            if shown is not None:
                self.values[own] = member(own, shown.typed)
        elif scope is self.top and name.type == "object_pattern":
            for part in parts(name):
                bound = self._text(ts.field(part, "value") or part)
                taken = scope.look_up(bound) if bound.isidentifier() else None
                if taken is not None:
                    self.values[bound] = member(bound, taken.typed)

    def _table(self, name: str, value: Node, scope: Scope) -> Value | None:
        """A table of Drizzle, or a schema of a library, is known by its name: its columns are those of the record."""
        inner = value.children[0] if value.type == "satisfies_expression" else value
        function = ts.field(inner, "function") if inner.type == "call_expression" else None
        if function is None or scope is not self.top:
            return None
        made = is_table(self._text(function)) or (self.has_schemas and schema_object(self.types, inner) is not None)
        return self._named(name) if made else None

    @property
    def has_schemas(self) -> bool:
        """True in a file that takes something from a library of schemas."""
        return uses_schemas(self.types)

    def _checks(self, name: str, known: Value | None, schema: Node, scope: Scope) -> None:
        """What is asked of the functions that a schema checks with, and of what a union of schemas is made of."""
        said = schema.children[-1] if schema.type == "satisfies_expression" else None
        schema = schema.children[0] if said is not None else schema
        if said is not None and said.is_named:
            known = self.uses.value(self.types.typed(said, scope.generics), name)
        if not schema_chain(self.types, schema)[1]:
            return
        start = self._at(schema).start
        at = Range(start, start)  # the steps stand nowhere in the text
        parsed = self.uses.property(self.uses.property(known, "parse", at, ""), CALL, at, "")
        fill_union(self.types, self.uses, schema, parsed)
        named = self._named(name) if scope is self.top and is_schema(self.types, schema) else None
        checked = parsed or self.uses.property(self.uses.property(named, "parse", at, ""), CALL, at, "")
        for part, asked in checking(self.types, schema, checked.typed) if checked is not None else ():
            self._fill(part, asked, scope, whole=False)

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

    def _yield(self, node: Node, scope: Scope, depth: int) -> None:
        """What a generator gives, one after another, is a list of that."""
        inner = next((c for c in node.children if c.is_named and c.type != "comment"), None)
        value = self._emitted(inner, scope, depth)
        scope.given.append(value if ts.child(node, "*") is not None else self.uses.list_of(value))

    def _return(self, node: Node, scope: Scope, depth: int) -> None:
        value = next((c for c in node.children if c.is_named and c.type != "comment"), None)
        if value is not None:
            self._give(value, scope, depth)

    def _give(self, value: Node, scope: Scope, depth: int) -> None:
        """What a function gives back."""
        if scope.returns is not None:
            self._expect(value, scope.returns, scope.returns_at, ":", scope)
        elif scope.asked is not None:
            self._fill(value, scope.asked, scope, whole=scope.asked.via not in (CAST, COPY, EXPECTED_PART))
            if scope.asked.via == COPY and bare(value).type == "object":
                self._note_whole(bare(value), scope.asked, scope)
        found = self._emitted(value, scope, depth)
        if found is not None and not found.chain:
            self.uses.call_row(scope.returns, found.kind, self._at(value))
        if not is_nothing(value):
            scope.given.append(found)
        if self.types.syntax.says(FASTIFY):
            self._answers(answered_value(self.types.syntax, value, found))

    def _assignment(self, node: Node, scope: Scope, depth: int) -> None:
        left = ts.field(node, "left") or ts.field(node, "argument")
        right = ts.field(node, "right")
        target = self._write(left, scope, depth)
        held = self._into_ref(left, None, None)
        plain = node.type == "assignment_expression" and not held and not self._may_be_more(left)
        if right is not None and target is not None and plain:
            self._fill(right, target, scope)
        if right is not None and left is not None and left.type == "member_expression":
            self._prop_types(left, right, scope)
        given = self._emitted(right, scope, depth)
        if held:
            self._into_ref(left, given, right)
        if given is not None and left is not None and left.type == "member_expression" and self.held:
            self._put(left, given)
        if given is not None and left is not None and scope is self.top:
            self._added_to_function(left, given)

    def _may_be_more(self, left: Node | None) -> bool:
        """True for a variable whose type is wider than that of what it was given first: `let version = backup.version ?? null`."""
        if left is None or left.type != "identifier":
            return False
        source = self.types.syntax.text.source
        at = source.rfind(f"let {self._text(left)} = ", 0, self._at(left).start)
        return at >= 0 and _OR_ELSE.search(source[at : source.find("\n", at)]) is not None

    def _added_to_function(self, left: Node, given: Value) -> None:
        """In `Tabs.Panel = Panel` a function of this file gets a member."""
        own, name = ts.field(left, "object"), ts.field(left, "property")
        known = self.values.get(self._text(own)) if own is not None and own.type == "identifier" else None
        if known is None or name is None or known.kind.text not in (FUNCTION, GUARD) or known.list_depth:
            return
        kind = replace(known.kind, members=(*known.kind.members, member(self._text(name), given.typed)))
        self.values[known.name] = replace(known, kind=kind)

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


def _is_constant(declarator: Node) -> bool:
    """True for what holds nothing else later: `const data: any = await response.json()`."""
    declares = declarator.parent
    return declares is not None and bool(declares.children) and declares.children[0].type == "const"
