"""What calls and components of TypeScript are given, where that says what type parameters stand for.

As in the compiler, what needs to be told what it takes (a function whose parameters have no types) waits until the rest has said what it
is: in `groupBy(desks, (desk) => desk.kind)` the list says what a desk is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed, parameter
from dovetail.core.shapes import CHOICE, COPY, Field, Kind, Props
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import METHODS
from ..clients.answered import CLIENTS, PASSED, answer, asks, given_by_client, is_client, sent_parts
from ..clients.chosen import addresses
from ..clients.fetches import pairs_of
from ..clients.hono_clients import HONO_CALLS, given_by_hono
from ..clients.resources import may_be_of_resource
from ..clients.senders import (
    CLIENT_TYPES,
    FETCHED,
    SENDERS,
    Sender,
    behind_base,
    makes_request,
    may_send,
    named_like_client,
)
from ..clients.summaries import ask, is_parameter
from ..components.changed import HANDLERS, changed_by_name, written_name
from ..components.handed import given_to_mappers, is_plain, may_be_given, props, spreads
from ..components.jsx import ANY_ELEMENT, component
from ..components.submitted import handed_on, handler, registered_fields
from ..scoping.angular_forms import grouped
from ..scoping.form_values import at_path, controlled, formik_props, shown_by_form
from ..scoping.scopes import Scope, Value, is_followed
from ..scoping.taken import taken_by_call
from ..scoping.within import choice, data_keys, field_names, is_chart, option_texts
from ..sending.urls import written_branches
from ..servers.answered_values import sent_value
from ..states.reducers import Reducer, action
from ..syntax.made import TYPE_OF, inside, member
from ..syntax.made import function as function_of
from ..syntax.nodes import bare
from ..syntax.nodes import given as given_to
from ..syntax.nodes import parts as parts_of
from ..syntax.signatures import FUNCTIONS, Parameter, Signature, type_arguments
from ..syntax.tests import is_mock
from ..syntax.types import unquoted, unquoted_range
from .holding import Holding

_NOBODY = Signature()
_ASKING = METHODS | {"request"}  # the methods of clients
_FIRST = 2  # arguments among which a path stands
_CHOICES = ("ternary_expression", "binary_expression", "parenthesized_expression", "array")
_DEEPEST = 12
_LONGEST_NAME = 60

_REMADE = "setValueAs"  # an option of a field by which its texts are made into other values


@dataclass
class Arguments(Holding):
    """Visits what calls and components are given.

    `senders` are the functions around the place, those that may send what they are given, `sent` the calls that may send a
    request. `early` counts the functions around the place that are read once more, with what they are given.
    """

    senders: list[Sender | None] = field(default_factory=list["Sender | None"])
    props: list[Props] = field(default_factory=list[Props])
    reducers: dict[int, Reducer] = field(default_factory=dict[int, Reducer])
    sent: list[tuple[Node, Value, list[tuple[Node, Value | None]]]] = field(default_factory=list[Any])
    answered: dict[Range, Field] = field(default_factory=dict[Range, Field])
    early: int = 0
    mappers: frozenset[str] = frozenset()

    def _passed(
        self,
        call: Node,
        function: Node,
        parts: list[Node],
        called: Value | None,
        shown: tuple[Value | None, ...],
        scope: Scope,
        depth: int,
    ) -> tuple[list[Value | None], Value | None]:
        """The values of the arguments of a call, and what is called, of which they may say what its type parameters stand for.

        A function among them is shown what a list, or a state, gives it (`shown`).
        """
        known = self._signature(call, function, scope)
        state = known.parameters[0] if known.sets and known.parameters else None
        at, late, settled = self._at(self.types.syntax.field(call, "arguments")), frozenset[int](), False
        wanted = self.asked.pop(call.id, None)
        said = bool(type_arguments(call)) or grouped(self.types.syntax, call) is not None
        called = self.uses.expected(called, wanted, at) if not said else called
        given: list[Value | None] = [None] * len(parts)
        keys = [self._literal(part) if is_followed(called) and not said else None for part in parts]
        whole = self.uses.inferred(called, keys, at)
        if is_followed(called) and not shown:
            late = frozenset(i for i, part in enumerate(parts) if part.type == "string" or waits(part, 0))
        spread = next((i for i, part in enumerate(parts) if part.type == "spread_element"), len(parts))
        for i in sorted(range(len(parts)), key=lambda i: i in late) if late else range(len(parts)):
            part = parts[i]
            if i in late and not settled and not said:
                before = [
                    self._told(p, called, j, scope, depth) if j in late else given[j] for j, p in enumerate(parts)
                ]
                whole = self.uses.inferred(called, _either(keys, before), at)
                settled = True
            if i < spread:
                self._sink(part, i, known, whole, scope)
            self._hand_on(part, i, whole, scope)
            given[i] = self._argument(part, shown if i == 0 else (), scope, depth, state if i == 0 else None)
        self._noted(call, function, called, parts, given, scope, depth)
        self._answers(sent_value(self.types.syntax, function, parts, given))
        if self.mappers and not self.early:
            self.props.extend(given_to_mappers(self.types.syntax, self.mappers, function, parts, given))
        return given, called if said else self.uses.inferred(called, _either(keys, given), at)

    def _answers(self, value: Field | None) -> None:
        """Keeps what a request may be answered with."""
        if value is not None:
            self.answered.setdefault(value.name_range, value)

    def _hand_on(self, part: Node, place: int, called: Value | None, scope: Scope) -> None:
        """What a method asks for is what the function around the call asks for that hands it a parameter without a type."""
        if (
            not self.summaries
            or part.type != "identifier"
            or called is None
            or not called.chain
            or is_parameter(called)
        ):
            return
        name, summary = self._text(part), self.summaries[-1]
        value = scope.look_up(name) if name in summary.places else None
        if value is not None and is_parameter(value) and not value.chain:
            asked = self.uses.property(called, f"({place})", self._at(part), "")
            if asked is not None:
                summary.handed.setdefault(name, asked.typed)

    def _answering(self, call: Node, parts: list[Node], called: Value | None) -> Value | None:
        """A client, or a function that sends what it is given, with what is answered to the path that it is given here."""
        if called is None or not parts or not asks(self.types.syntax):
            return called
        told = answer(self.types.syntax, call)
        if told is None and self._passes and is_client(self.types.syntax, call):
            told = PASSED
        elif told is not None and self.summaries:
            self._ask_parts(call, told)
        return self.uses.answered(called, told, self._at(call)) if told is not None else called

    def _ask_parts(self, call: Node, told: Typed) -> None:
        """What a request is sent is what the function around it asks for."""
        for node, typed in sent_parts(self.types.syntax, call, told):
            for summary in self.summaries:
                ask(self.types.syntax, summary, node, typed)

    def _by_client(self, call: Node, name: str, scope: Scope) -> Value | None:
        """What a call of `fetch`, of axios itself or of a client of Hono gives."""
        if name.rpartition(".")[2] in HONO_CALLS:
            of_hono = given_by_hono(self.types.syntax, call)
            return Value(of_hono, 0, name) if of_hono is not None else None
        first = name.partition(".")[0].strip()
        if first not in CLIENTS or not asks(self.types.syntax) or scope.declares(first):
            return None
        name = "".join(name.split())
        found = given_by_client(self.types.syntax, call, name, self._passes)
        told = answer(self.types.syntax, call) if found is not None and self.summaries else None
        if told is not None:
            self._ask_parts(call, told)
        return Value(found, 0, name) if found is not None else None

    @property
    def _passes(self) -> bool:
        """True in a function that may send what it is given."""
        return bool(self.senders) and self.senders[-1] is not None

    def _new(self, node: Node, scope: Scope, depth: int) -> Value | None:
        """An object that is made; `new Request(path)` is noted as what a function around it sends."""
        if self.senders and self.senders[-1] is not None and makes_request(self.types.syntax, node):
            self.senders[-1].calls.append((node, None))
        return super()._new(node, scope, depth)

    def _literal(self, node: Node) -> Value | None:
        """A text that may be the name of something: `resolve("users")`."""
        text = unquoted(self._text(node)) if node.type == "string" else ""
        return Value(Kind("literal", values=(text,)), 0, "text") if 0 < len(text) <= _LONGEST_NAME else None

    def _noted(
        self,
        call: Node,
        function: Node,
        called: Value | None,
        parts: list[Node],
        given: list[Value | None],
        scope: Scope,
        depth: int,
    ) -> None:
        """Keeps a call that may send a request, for the function that it is in, and for itself."""
        callee = self._callee(function, called if not is_parameter(called) else None, scope)
        client = self._client(function, scope) if callee is None and parts else None
        if self.senders and self.senders[-1] is not None:
            otherwise_called = (
                client is not None and client.chain and not named_like_client(self._text(function).rpartition(".")[0])
            )
            self.senders[-1].calls.append((call, client if otherwise_called else callee))
        if client is not None and not addresses(self.types.syntax, parts[0]):
            callee = client
        if callee is None or callee.kind.target in CLIENT_TYPES:
            return
        sends = SENDERS.match(self._text(function).rpartition(".")[2]) is not None
        pairs = list(zip(parts, given, strict=True))
        path = behind_base(parts[0]) if parts else None
        if path is not None and path != parts[0] and given[0] is None:
            pairs[0] = (path, self.infer(path, scope, depth + 1))
        for i, part in enumerate(parts[:_FIRST]):
            # Which of two queries is sent is known when the program runs, so each of them is held to the endpoint.
            for one in written_branches(self.types.syntax, part):
                if may_send(one, self.types.syntax, None, sends and i == 0):
                    self.sent.append((call, callee, [*pairs[:i], (one, None), *pairs[i + 1 :]]))
        of_resource = function.type == "member_expression" and callee.kind.target.startswith(TYPE_OF)
        of_resource = of_resource and may_be_of_resource(self._text(function).rpartition(".")[2])
        may = of_resource or any(may_send(p, self.types.syntax, v, sends and i == 0) for i, (p, v) in enumerate(pairs))
        if may:
            self.sent.append((call, callee, pairs))

    def _callee(self, function: Node, called: Value | None, scope: Scope) -> Value | None:
        """What leads to a function that is called: one of this file, of another one, or a method of the class at hand."""
        if is_followed(called):
            return called
        if function.type == "identifier":
            name = self._text(function)
            own = self.top is not None and self.top.names.get(name) is not None and scope.function(name) is not None
            return self._named(name) if own else None
        target = self.types.syntax.field(function, "object")
        this = scope.look_up("this") if target is not None and target.type == "this" else None
        method = self.types.syntax.field(function, "property") if this is not None else None
        if this is None or method is None or not this.kind.target:
            return None
        return Value(Kind("ref", target=this.kind.target), 0, "this", (self._text(method),), (self._at(method),))

    def _client(self, function: Node, scope: Scope) -> Value | None:
        """What is called where a path is written elsewhere: `fetch`, or a method of a client that this file makes."""
        method = self.types.syntax.field(function, "property")
        target = self.types.syntax.field(function, "object") if method is not None else None
        if target is None or method is None or target.type != "identifier":
            return FETCHED if self._text(function) == "fetch" and not scope.declares("fetch") else None
        if self._text(method) not in _ASKING:
            return None
        name = self._text(target)
        made = (
            self.top is not None
            and self.top.names.get(name) is not None
            and self.top.names.get(name) is scope.look_up(name)
        )
        return replace(self._named(name), chain=(self._text(method),), ranges=(self._at(method),)) if made else None

    def _signature(self, call: Node, function: Node, scope: Scope) -> Signature:
        """What a function of this file says that it takes, or a well-known one, as its type arguments say."""
        known = scope.function(self._text(function)) if function.type == "identifier" else None
        taken = taken_by_call(self.types, call, scope.generics) if known is None else ()
        return known or (Signature(parameters=taken) if taken else _NOBODY)

    def _sink(self, part: Node, index: int, known: Signature, called: Value | None, scope: Scope) -> None:
        """What is given to a function that says what it takes, to a state's setter, or as `json<User>({ … })`."""
        parameter = known.parameters[index] if index < len(known.parameters) else None
        if parameter is not None and not (called is not None and _is_generic(parameter.typed.kind, known.generics)):
            if not (known.sets and part.type in FUNCTIONS):
                self._expect(part, parameter.typed, parameter.at, ":", scope)
        elif called is not None and part.id not in self.asked:
            self._fill(part, self.uses.property(called, f"({index})", self._at(part), ""), scope)

    def _argument(
        self, part: Node, shown: tuple[Value | None, ...], scope: Scope, depth: int, state: Parameter | None
    ) -> Value | None:
        if part.type in FUNCTIONS and (shown or state is not None):
            before = (self.uses.value(state.typed, "state"),) if state is not None else shown
            return self.function(part, scope, depth + 1, before, state)
        return self._part(part, scope, depth)

    def _told(self, part: Node, called: Value | None, index: int, scope: Scope, depth: int) -> Value | None:
        """What an object says already whose functions have to wait: its other properties."""
        if part.type != "object" or called is None:
            return None
        asked = self.uses.property(called, f"({index})", self._at(part), "")
        members = {}
        for pair in parts_of(part):
            key, value = ts.field(pair, "key"), ts.field(pair, "value")
            if pair.type == "shorthand_property_identifier":
                key, found = pair, self._name(self._text(pair), scope)
            elif key is None or value is None or key.type == "computed_property_name" or waits(value, 0):
                continue
            else:
                own = self.uses.property(asked, unquoted(self._text(key)), unquoted_range(self.types.syntax, key), "")
                found = self._early(value, own, scope, depth)
            if found is not None:
                members[unquoted(self._text(key))] = found
        return _object(members)

    def _early(self, node: Node, asked: Value | None, scope: Scope, depth: int) -> Value | None:
        """The value of an expression before its turn; it is not visited again."""
        self._fill(node, asked, scope)
        self.told[node.id] = found = self._emitted(node, scope, depth)
        return found

    def _changed(self, given: Mapping[str, tuple[Node, Node]], scope: Scope) -> None:
        """The name of an element is that of a field of the state that its handler changes by it."""
        run = next((given[h][1] for h in HANDLERS if h in given), None)
        for attribute in ("name", "id") if run is not None else ():
            value = given[attribute][1] if attribute in given else None
            name = written_name(self.types.syntax, value) if value is not None else ""
            changed = changed_by_name(self.types.syntax, run, name) if name and run is not None else None
            if value is None or changed is None or changed.attribute != attribute:
                continue
            sets = scope.function(changed.setter) if changed.setter else None
            held = sets.parameters[0] if sets is not None and sets.sets and sets.parameters else None
            set_to = self.uses.value(held.typed, "state") if held is not None else None
            state = set_to if changed.setter else scope.look_up(changed.state)
            if state is not None and not state.is_list:
                self._key(value, state)

    def _element(self, node: Node, scope: Scope, depth: int) -> None:
        """A component where it is used, with what its props ask of what it is given."""
        syntax = self.types.syntax
        given = {self._text(n): (n, e) for n, e in _attributes(node)}
        name_node = ts.field(node, "name")
        is_formik = name_node is not None and self._text(name_node) == "Formik"
        props = self._formik(node, given, scope, depth) if is_formik else component(node, scope, self.types, self.uses)
        if is_formik and props is not None:
            values = self.uses.property(props, "initialValues", self._at(name_node), "")
            for path in field_names(node, syntax):
                self._key(path, values)
        elif "data" in given and is_chart(node, syntax):
            rows = self._early(given["data"][1], None, scope, depth)
            for name in data_keys(node, syntax):
                self._key(name, self.uses.element(rows, self._at(name)))
        if "control" in given and "name" in given:
            self._controlled(given, scope, depth)
        chosen = choice(node, {name: value for name, (_, value) in given.items()}, syntax) if given else None
        if chosen is not None:
            self._offer(chosen[1], self._early(chosen[0], None, scope, depth))
        else:
            self._registered(node, given.get("value"), given.get("type"), scope, depth)
        self._changed(given, scope)
        self._props(node, given, scope, depth)
        if props is None:
            return
        if is_followed(props):
            members = {}
            for name, (key, expression) in given.items():
                if not waits(expression, 0):
                    own = self.uses.property(props, name, syntax.range(key), "")
                    found = self._early(expression, own, scope, depth)
                    if found is not None:
                        members[name] = found
            props = component(node, scope, self.types, self.uses, _object(members)) or props
        for name, (key, expression) in given.items():
            asked = self.uses.property(props, name, syntax.range(key), "")
            if name not in ANY_ELEMENT and "-" not in name:
                self.uses.emit(asked, "write")
            self._fill(expression, asked, scope)
            if asked is not None and is_mock(expression, syntax):  # of which a test asks later what it was called with
                scope.tell(self._text(expression), asked)
        imported = name_node is not None and scope.imports(self._text(name_node))
        for key in _bare_attributes(node) if imported else ():
            if self._text(key) not in ANY_ELEMENT and "-" not in self._text(key):
                self.uses.emit(self.uses.property(props, self._text(key), syntax.range(key), ""), "write")
        for spread in (bare(e.children[-1]) for c in node.children for e in parts_of(c) if e.type == "spread_element"):
            if spread.type in ("object", "ternary_expression", "binary_expression"):
                self._fill(spread, replace(props, via=COPY), scope, whole=False)
        whole = node.parent if node.type == "jsx_opening_element" else None
        for child in whole.children if whole is not None else []:
            inner = parts_of(child) if child.type == "jsx_expression" else []
            if inner and inner[0].type in FUNCTIONS:
                self._fill(inner[0], self.uses.property(props, "children", self._at(node), ""), scope)

    def _props(self, node: Node, given: dict[str, tuple[Node, Node]], scope: Scope, depth: int) -> None:
        """Keeps what a component is given that may say no type of its props."""
        name = ts.field(node, "name")
        if not may_be_given(name, self.types.syntax):
            return
        known = {
            prop: self._early(expression, None, scope, depth)
            if expression.id not in self.told
            else self.told[expression.id]
            for prop, (_, expression) in given.items()
            if not is_plain(expression) and prop not in ANY_ELEMENT and not waits(expression, 0)
        }
        spread = [self._early(part, None, scope, depth) for part in spreads(node)]
        found = props(self._text(name), known, spread) if name is not None else None
        if found is not None:
            self.props.append(found)

    def _acts(self, literal: Node, members: dict[str, Field]) -> None:
        found = action(self.types.syntax, literal, members)
        if found is not None:
            self.props.append(found)

    def _formik(self, node: Node, given: dict[str, tuple[Node, Node]], scope: Scope, depth: int) -> Value | None:
        """What `<Formik initialValues={user} onSubmit={…}>` takes, by its type argument or what it begins with."""
        said = type_arguments(node)
        begins = given["initialValues"][1] if "initialValues" in given else None
        asked = self._submitted(given["onSubmit"][1], scope, depth) if "onSubmit" in given and not said else None
        if asked is not None:
            self._fill(begins, asked, scope, whole=False) if begins is not None else None
            for path in field_names(node, self.types.syntax):
                self._key(path, asked)
        value = self.infer(begins, scope, depth + 1) if begins is not None and not said else None
        values = self.types.typed(said[0], scope.generics) if said else value.typed if value is not None else None
        return self.uses.value(formik_props(values), "Formik") if values is not None else None

    def _submitted(self, submits: Node, scope: Scope, depth: int, direct: bool = True) -> Value | None:
        """What is asked of the values of a form whose function sends them as they are, itself only where `direct`."""
        syntax = self.types.syntax
        function = handler(syntax, submits)
        for call, place in handed_on(syntax, function) if function is not None else ():
            told = answer(syntax, call) if direct and asks(syntax) else None
            part = given_to(call)[place]
            sent = next((t for n, t in sent_parts(syntax, call, told) if n == part), None) if told is not None else None
            if sent is not None:
                return self.uses.value(sent, "values")
            called = ts.field(call, "function")
            known = self.infer(called, scope, depth + 1) if called is not None and called.type == "identifier" else None
            if is_followed(known):
                return self.uses.property(known, f"({place})", self._at(part), "")
        return None

    def _submits(self, name: str, parts: list[Node], scope: Scope, depth: int) -> None:
        """Forms without types that hooks make: `useFormik({ initialValues, onSubmit })`, `handleSubmit(save)` of react-hook-form."""
        if name.endswith("useFormik") and len(parts) == 1:
            said = dict(pairs_of(self.types.syntax, parts[0]))
            asked = (
                self._submitted(said["onSubmit"], scope, depth)
                if {"onSubmit", "initialValues"} <= said.keys()
                else None
            )
            if asked is not None:
                self._fill(said["initialValues"], asked, scope, whole=False)
        elif name == "handleSubmit" and parts:
            # What a request itself sends of a form is told where that is read.
            asked = self._submitted(parts[0], scope, depth, direct=False)
            for field, node in registered_fields(self.types.syntax, parts[0]) if asked is not None else ():
                if field:
                    self._key(node, asked)
                else:
                    self._fill(node, asked, scope, whole=False)

    def _registered(
        self, node: Node, own: tuple[Node, Node] | None, type: tuple[Node, Node] | None, scope: Scope, depth: int
    ) -> None:
        """In `<select {...register("state")}>` the texts of the options, and that of a radio button, are values of the form."""
        is_radio = type is not None and self._text(type[1])[1:-1] == "radio"
        if not self.types.syntax.has_any("register"):
            return
        for spread in (bare(e.children[-1]) for c in node.children for e in parts_of(c) if e.type == "spread_element"):
            function = ts.field(spread, "function") if spread.type == "call_expression" else None
            if function is None or not self._text(function).endswith("register") or _REMADE in self._text(spread):
                continue
            texts = [own[1]] if own is not None and is_radio else option_texts(node, self.types.syntax)
            named = self.infer(function, scope, depth + 1) if texts else None
            value = shown_by_form(named, parts_of(ts.field(spread, "arguments")), self.uses, self.types)
            self._offer(texts, value)

    def _offer(self, texts: Iterable[Node], value: Value | None) -> None:
        """Texts that a page offers where a value is asked for; HTML has nothing but texts, whatever they stand for."""
        for text in texts if value is not None else ():
            self._quote(text, replace(value, via=CHOICE))

    def _controlled(self, given: dict[str, tuple[Node, Node]], scope: Scope, depth: int) -> None:
        """In `<Controller control={control} name="owner" render={({ field }) => … } />` the field is the one of that name."""
        control, name = given["control"][1], given["name"][1]
        values = controlled(self.infer(control, scope, depth + 1), self.uses, self._at(control))
        value = at_path(values, name, self.uses, self.types)
        if value is not None and "render" in given:
            own = inside(value=value.typed, onChange=function_of(None, value.typed))
            self.asked[given["render"][1].id] = Value(function_of(None, inside(field=own)).kind, 0, "render")


def waits(node: Node, depth: int) -> bool:
    """True for a function that has to be told what it takes, and for what has one in it."""
    if depth > _DEEPEST:
        return False
    match node.type:
        case "arrow_function" | "function_expression":
            if ts.field(node, "parameter") is not None:
                return True
            given = parts_of(ts.field(node, "parameters"))
            return any(ts.field(p, "type") is None for p in given)
        case "object":
            values = [ts.field(p, "value") for p in parts_of(node)]
            methods = any(p.type == "method_definition" for p in parts_of(node))
            return methods or any(waits(v, depth + 1) for v in values if v is not None)
        case kind if kind in _CHOICES:
            return any(waits(p, depth + 1) for p in parts_of(node))
        case _:
            return False


def _attributes(element: Node) -> list[tuple[Node, Node]]:
    """The names of attributes with what they are given."""
    found: list[tuple[Node, Node]] = []
    for attribute in (c for c in element.children if c.type == "jsx_attribute"):
        name, expression = attribute.children[0], attribute.children[-1]
        inner = parts_of(expression) if expression.type == "jsx_expression" else [expression]
        if inner and name.type == "property_identifier" and inner[0] != name:
            found.append((name, inner[0]))
    return found


def _bare_attributes(element: Node) -> list[Node]:
    """The names of attributes that are given no value, which are true."""
    alone = (c.children[0] for c in element.children if c.type == "jsx_attribute" and len(c.children) == 1)
    return [name for name in alone if name.type == "property_identifier"]


def _object(members: dict[str, Value]) -> Value | None:
    known = tuple(member(name, value.typed) for name, value in members.items())
    return Value(Kind("unknown", members=known), 0, "object") if known else None


def _either(first: list[Value | None], second: list[Value | None]) -> list[Value | None]:
    return [a or b for a, b in zip(first, second, strict=True)]


def _is_generic(kind: Kind, generics: tuple[str, ...]) -> bool:
    """True for a type in which a type parameter occurs."""
    if parameter(kind) in generics:
        return True
    inner = (*kind.options, *(m.kind for m in kind.members))
    return bool(generics) and any(_is_generic(k, generics) for k in inner)
