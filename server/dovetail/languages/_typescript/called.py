"""What calls of TypeScript take and give: functions, methods, those of lists and of well-known libraries."""

import re
from collections.abc import Callable

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed, filled
from dovetail.core.shapes import CAST, Kind

from .. import _treesitter as ts
from .atoms import atom, makes_atom, read_of_atom, shown_to_atom, taken_by_set
from .calls import given_by_call, paged, state_type
from .checks import CHECKS, taken_by_name
from .drizzle import COMPARES, is_table
from .form_values import read_of_form
from .frameworks import APP, asked_by_app, asked_by_route, made_by, variable
from .hooks import CALLED, ROWS, TABLE_ROWS, callbacks_of, given_by_hook, mutation_callbacks, row_of, written_row
from .lists import ELEMENTS, FIRST, NUMBERED, ONE, REDUCERS, SAME, given_by_list, grouped, taken_by_list
from .made import CALL, function, member
from .made import function as function_of
from .names import GUARDS, MAX_DEPTH
from .nodes import is_nothing
from .nodes import parts as parts_of
from .origins import base_name
from .pinia import defines_store, made_store, members_of, refs_of, state_of, store_of_options
from .prisma import given_by_prisma, prisma_keys
from .redux import case_reducer, given_by_redux, redux_callbacks
from .scopes import Scope, Value, is_followed
from .signatures import FUNCTIONS, Parameter, Signature, type_arguments
from .streams import Streams
from .tests import Expectation, expectation
from .trpc import KINDS, asked_of, procedure, procedure_input
from .types import unquoted, unquoted_range
from .validators import PARSES
from .values import BUILT_IN_METHODS

_GLOBALS = frozenset(
    "Number Array Object Buffer ArrayBuffer".split()
)  # whose guards narrow nothing that has properties
_BY_KEY = frozenset({"get", "set", "has", "delete"})
_NAMED = ("identifier", "member_expression")
_MAPS = ("map", "flatMap")
_FEW = 20  # steps into what makes the first value of a state, which is read a second time
_STATE = re.compile(r"(?:^|\.)useState$")
_REDUCES = re.compile(r"(?:^|\.)useReducer$")
_EACH = re.compile(r"^(?:it|test|describe)(?:\.\w+)*\.each$")
_INJECTS = frozenset({"inject", "get", "resolve"})
_CLASS = re.compile(r"[A-Z]\w*[a-z]")  # tokens are written in capitals
_NAME = Typed(Kind("string"))
_FAILED = ("catch", "finally")  # what a promise gives for itself, whatever it is of
_SELECTS = re.compile(r"^use\w*(?:Store|Selector)$")
_SELECTOR = re.compile(r"^use(?:App|Typed)?Selector$")  # which may also be given the name of a function that chooses


@dataclass
class Calls(Streams):
    """Follows values into calls, and what comes out of them."""

    def call(self, node: Node, scope: Scope, depth: int) -> Value | None:
        callee, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        if callee is None:
            return None
        parts = parts_of(arguments)
        if len(parts) == 3 and is_table(self._text(callee)):
            self._columns_of(node, parts[2])
        if callee.type == "member_expression":
            expected = expectation(self.types.syntax, node) if not type_arguments(node) else None
            if expected is not None:
                return self._expectation(expected, scope, depth)
            return self._method(node, callee, parts, scope, depth)
        if callee.type == "super":
            self._made_by_base(node, parts, scope)
        name = self._text(callee)
        known = scope.function(name) if callee.type == "identifier" else None
        called = self._emitted(callee, scope, depth) if known is None else self._name(name, scope)
        said, at = self._arguments(node, scope), self._at(arguments)
        called = self.uses.applied(called, said, at)
        if parts and parts[0].type == "object":
            self._asked_by_options(name, parts, scope, depth)
        for callback, asked in redux_callbacks(name, parts, self._infer_in(scope, depth), self.types.syntax, self.uses):
            self.asked[callback.id] = asked
        if _REDUCES.search(name) and len(parts) > 1 and parts[0].type == "identifier":
            state = self.uses.property(self.infer(parts[0], scope, depth + 1), CALL, self._at(parts[0]), "")
            self._fill(parts[1], state, scope)
        if said and parts and parts[0].type in FUNCTIONS and CALLED.match(name):  # `useMemo<T>(() => …)`
            self.asked[parts[0].id] = Value(Kind("unknown", members=(member(CALL, said[0]),)), 0, name)
        state = self._store_state(parts[-1], scope, depth) if defines_store(name, parts, self.types.syntax) else None
        makes = makes_atom(name, self.types)
        self.asked.update((part.id, shown) for part, shown in (shown_to_atom(parts) if makes else ()))
        if len(parts) > 1 and (called is not None and called.kind.text):
            self._fill(parts[1], taken_by_set(called, self.infer(parts[0], scope, depth + 1), self.uses), scope)
        maker = made_by(name, said)
        if maker is not None:
            self._asked_by_app(self.uses.value(maker, name), name, parts, scope, depth)
            self._passed(node, callee, None, (), scope, depth)
            return self.uses.value(maker, name)
        given, called = self._passed(node, callee, called, (), scope, depth)
        if name in COMPARES and len(parts) == 2 and not scope.declares(name):
            self._compared(parts[1], given[0])
        library = name in self.declared and scope.imports(name)
        if callee.type == "identifier" and not library and (known is None or known.narrows):
            self._doubt(arguments, name, callee, scope, known is None or not known.inferred)
        injected = self._injected(name, parts, scope)
        if injected is not None:
            return injected
        streamed = self.stream(name, parts, given, node)
        if streamed is not None:
            return streamed
        if defines_store(name, parts, self.types.syntax):
            return made_store(given[-1], state, self.uses, node, self.types.syntax)
        if name == "storeToRefs" and given:
            return refs_of(given[0], self.uses, node, self.types.syntax)
        if library:
            return self.uses.property(called, CALL, at, name)
        typed = known.returns if known is not None else given_by_call(self.types, node, scope.generics)
        if typed is not None and not is_followed(called):
            return self.uses.value(self._applied(typed, known, node, scope), self._text(node))
        hooked = given_by_hook(node, name, given, self.types, scope, self.uses)
        hooked = hooked or given_by_redux(name, given, self.uses, parts, self.types.syntax)
        if hooked is not None:
            return hooked
        if given and _SELECTS.search(name) and (parts[0].type in FUNCTIONS or _SELECTOR.search(name)):
            return self.uses.property(given[0], CALL, at, name)
        if makes:
            return atom(name, said, parts, given, self.uses)
        read = read_of_form(called, parts, self.uses, self.types) or read_of_atom(called, given, self.uses)
        return read or self.uses.property(called, CALL, at, name)

    def _filled_by_name(self, function: str, parts: list[Node], said: list[Typed], scope: Scope) -> None:
        """What `Object.assign(new User(), { … })` and `expect.objectContaining<User>({ … })` are given has the names of a type."""
        made: Value | None = None
        if function == "Object.assign" and len(parts) > 1 and parts[0].type == "new_expression":
            name = ts.field(parts[0], "constructor")
            made = self._instance(self._text(name), scope) if name is not None else None
        elif function == "expect.objectContaining" and said:
            made = self.uses.value(said[0], function)
        for part in parts if made is not None else ():
            self._fill(part, replace(made, via=CAST), scope, whole=False)

    def _parsed(self, given: Node, schema: Value | None, scope: Scope) -> None:
        """An object that a schema parses has its names, and so has what is taken from a form or a query for each: `form.get("email")`."""
        at = self._at(given)
        made = self.uses.property(self.uses.property(schema, "parse", at, ""), CALL, at, "")
        if made is None:
            return
        made = replace(made, via=CAST)
        self._fill(given, made, scope, whole=False)
        for name in taken_by_name(given, self.types.syntax):
            text, place = unquoted(self._text(name)), unquoted_range(self.types.syntax, name)
            self.uses.emit(self.uses.property(made, text, place, CAST))

    def _made_by_base(self, call: Node, given: list[Node], scope: Scope) -> None:
        """What `super(404, "not_found")` gives the constructor of the class that is extended."""
        base = base_name(self.types.syntax, call)
        taken = self._constructor(base, self._at(call), scope)
        for i, part in enumerate(given):
            self._fill(part, self.uses.property(taken, f"({i})", self._at(part), ""), scope)

    def _store_state(self, options: Node, scope: Scope, depth: int) -> Value | None:
        """The state of a store that is made of options, whose functions are told of it."""
        first = state_of(options, self.types.syntax)
        if first is None:
            return None
        self.told[first.id] = made = self.function(first, scope, depth + 1, ())
        state = self.uses.property(made, CALL, self._at(first), "state")
        store = store_of_options(options, state, self.types.syntax)
        if state is None or store is None:
            return state
        this = self.uses.value(store, "this")
        for _, run, is_getter in members_of(options, self.types.syntax):
            if this is not None and run.type == "method_definition":
                self.receivers[run.id] = this
            if is_getter:
                self.asked[run.id] = Value(function(None, state.typed).kind, 0, "getter")
        return state

    def _asked_by_options(self, name: str, parts: list[Node], scope: Scope, depth: int) -> None:
        """What is asked of the functions in the options of a query or a mutation."""
        for source, steps, callback, pages in callbacks_of(name, parts, self.types.syntax):
            given_there = self.infer(source, scope, depth + 1) if steps else None
            for step in steps:
                given_there = self.uses.property(given_there, step, self._at(source), name)
            if given_there is not None:
                shown = paged(given_there.typed) if pages else given_there.typed
                self.asked[callback.id] = Value(function(None, shown).kind, 0, name)
        for callback, asked in mutation_callbacks(
            name, parts, self._asked_in(scope, depth), self.uses, self.types.syntax
        ):
            self.asked[callback.id] = asked

    def _injected(self, name: str, parts: list[Node], scope: Scope) -> Value | None:
        """What a container gives for a class: `inject(UserStore)`, `TestBed.inject(UserStore)`."""
        named = len(parts) >= 1 and parts[0].type == "identifier" and name in _INJECTS
        return self._instance(self._text(parts[0]), scope) if named and _CLASS.match(self._text(parts[0])) else None

    def _expectation(self, expectation: Expectation, scope: Scope, depth: int) -> None:
        """What a test expects of a value has the names of its type, as far as it is like it, and the texts."""
        value = self._emitted(expectation.of, scope, depth)
        value = self.uses.element(value, self._at(expectation.of)) if expectation.element else value
        if value is not None:
            self._fill(expectation.expected, replace(value, via=CAST), scope, whole=False)
        self._emitted(expectation.expected, scope, depth)

    def _asked_in(self, scope: Scope, depth: int) -> Callable[[Node, Value | None], Value | None]:
        def infer(node: Node, asked: Value | None) -> Value | None:
            if asked is not None:
                self.asked[node.id] = asked
            self.told[node.id] = found = (
                self.function(node, scope, depth + 1, ())
                if node.type in FUNCTIONS
                else self._emitted(node, scope, depth)
            )
            return found

        return infer

    def _asked_by_app(self, value: Value | None, method: str, parts: list[Node], scope: Scope, depth: int) -> bool:
        """True for an app of Hono, whose functions are told what they are given."""
        if value is None or value.is_list or value.chain or value.kind.text != APP:
            return False
        for part, asked in asked_by_app(
            value, method, parts, self._infer_in(scope, depth), self.uses, self.types.syntax
        ):
            self.asked[part.id] = asked
        return True

    def _infer_in(self, scope: Scope, depth: int) -> Callable[[Node], Value | None]:
        return lambda node: self.infer(node, scope, depth + 1)

    def _arguments(self, call: Node, scope: Scope) -> list[Typed]:
        """The types that a call says the type parameters stand for."""
        return [self.types.typed(t, scope.generics) for t in type_arguments(call)]

    def _applied(self, typed: Typed, known: Signature | None, call: Node, scope: Scope) -> Typed:
        if known is None or not known.generics:
            return typed
        return filled(typed, dict(zip(known.generics, self._arguments(call, scope), strict=False)))

    def _columns_of(self, call: Node, last: Node) -> None:
        """In `pgTable("users", { … }, (table) => [ … ])` the function is given the table itself."""
        name = ts.field(call.parent, "name") if call.parent is not None else None
        if name is not None and call.parent is not None and call.parent.type == "variable_declarator":
            self.asked[last.id] = Value(function(None, self._named(self._text(name)).typed).kind, 0, "table")

    def _method(self, node: Node, function: Node, parts: list[Node], scope: Scope, depth: int) -> Value | None:
        name, arguments = ts.field(function, "property"), ts.field(node, "arguments")
        method, whole = self._text(name) if name is not None else "", self._text(function)
        value = self.infer(ts.field(function, "object"), scope, depth + 1)
        self.uses.emit(value)
        if method == "pipe" and value is not None and self.has_streams:
            return self.piped(value, parts, scope, depth)
        if method == "subscribe" and self.subscribed(value, parts, scope):
            self._passed(node, function, None, (), scope, depth)
            return None
        kept = variable(value, method, parts, self.uses, self.types.syntax) if value is not None else None
        if kept is not None:
            if len(parts) > 1:
                self._fill(parts[1], kept, scope)
                self._emitted(parts[1], scope, depth)
            return kept
        said, at = self._arguments(node, scope), self._at(arguments)
        routed = asked_by_route(method, said)
        if routed is not None:
            self.asked.update((part.id, routed) for part in parts if part.type in FUNCTIONS)
        if routed is not None or self._asked_by_app(value, method, parts, scope, depth):
            self._passed(node, function, None, (), scope, depth)
            return value if routed is None else None
        if method == "groupBy" and len(parts) == 2:
            groups = grouped(whole, self.infer(parts[0], scope, depth + 1), self.uses, at)
            if groups is not None:
                self.asked[parts[1].id] = groups[0]
                self._passed(node, function, None, (), scope, depth)
                return groups[1]
        told = {
            part.id: asked
            for part, asked in redux_callbacks(whole, parts, self._infer_in(scope, depth), self.types.syntax, self.uses)
        }
        self.asked.update(told)
        callback = bool(parts) and self._is_callback(parts[0], method)
        listed = value if value is not None and self._is_list(value, method, callback) else None
        called: Value | None = None
        if value is not None and name is not None and listed is None and not value.is_list and method not in _FAILED:
            called = self.uses.property(value, method, self.types.syntax.range(name), whole)
            if method not in BUILT_IN_METHODS:
                self.uses.emit(called)
        if GUARDS.match(method) and whole.partition(".")[0] not in _GLOBALS:
            self._forget_names(arguments, scope)
        checks = method in CHECKS and any(part.id in self.asked for part in parts)
        called = self.uses.applied(called, said, at) if not told and not checks else None
        for part, taken in zip(parts, taken_by_list(value, method, self.uses, at), strict=False):
            self._fill(part, taken, scope)
        row = written_row(function, self.types.syntax, self.uses, scope) if parts else None
        if row is not None:
            self._fill(parts[0], self.uses.list_of(row) if parts[0].type == "array" else row, scope, whole=False)
        prisma_keys(node, self.types.syntax, self.uses)
        case = case_reducer(value, method, parts, self._infer_in(scope, depth), self.uses)
        if case is not None:
            self.asked[case[0].id] = case[1]
            self._passed(node, function, called, (), scope, depth)
            return value
        taken = procedure_input(function, parts, self.types.syntax) if method in KINDS else None
        if taken is not None and parts:
            self.asked[parts[0].id] = asked_of(taken, called, self.uses, self._at(arguments))
            run = self._passed(node, function, None, (), scope, depth)[0][0]
            return procedure(taken, run, method, self.uses)
        if method == "createCaller":
            self._passed(node, function, None, (), scope, depth)
            return value
        self._filled_by_name(whole, parts, said, scope)
        if method in PARSES and parts and parts[0].type == "object":
            self._parsed(parts[0], value, scope)
        if method == "bind" and value is not None:
            for i, part in enumerate(parts[1:]):
                self._fill(part, self.uses.property(value, f"({i})", self._at(part), ""), scope)
        shown = tuple(given_by_list(listed or value, method, self.uses, parts, at))
        is_made = method in REDUCERS or (listed is not None and method in _MAPS)
        if said and is_made and parts and parts[0].type in FUNCTIONS:
            return self._as_said(method, said[0], parts, shown, scope, depth)
        if method in REDUCERS and shown:
            shown = (self._folded(parts, shown[1], scope, depth), shown[1])
        if parts and parts[0].type == "call_expression" and method in FIRST | {"sort", "toSorted"}:
            element = self.uses.element(listed or value, at)
            if element is not None:  # `sort(by((user) => user.name))`
                self.asked[parts[0].id] = Value(function_of(None, element.typed, element.typed).kind, 0, method)
        given, called = self._passed(node, function, called, shown, scope, depth)
        if method in ("includes", "indexOf") and given:
            self._compared(ts.field(function, "object"), given[0])
            self._quote(parts[0], self.uses.element(value, self._at(parts[0])))
        if method in _BY_KEY and parts:
            self._quote(parts[0], self.uses.key_of(value))
        if _EACH.match(whole) and given:
            return self._each(given[0], said, arguments)
        if listed is not None and name is not None:
            if method in SAME or (listed.via == TABLE_ROWS and method in ROWS):
                return listed
            if method == NUMBERED:
                return self.uses.pairs_of(self.uses.element(listed, at))
            if method == "flat":
                return self.uses.element(listed, at) if listed.depth > 1 else None
            if method in _MAPS:
                each = self.uses.property(given[0], CALL, at, whole) if given else None
                if method == "flatMap" and each is not None:
                    return each if each.is_list else self.uses.list_of(self.uses.element(each, at))
                return self.uses.list_of(each)
            if method in REDUCERS:
                return self._of_folding(parts, listed, given)
            return self.uses.element(listed, self.types.syntax.range(name)) if method in ONE else None
        typed = given_by_call(self.types, node, scope.generics) or given_by_prisma(node, self.types.syntax)
        if typed is not None:
            return self.uses.value(typed, "row")
        hooked = given_by_hook(node, whole, given, self.types, scope, self.uses)
        hooked = hooked or given_by_redux(whole, given, self.uses, parts, self.types.syntax)
        hooked = hooked or row_of(node, function, parts, self.types.syntax, self.uses, scope, value)
        if hooked is None and value is None and method == "map" and callback and given:
            return self.uses.list_of(self.uses.property(given[0], CALL, at, whole))
        if hooked is not None or value is None:
            return hooked or self._injected(method, parts, scope)
        if method == "then" and given:
            return self.uses.property(self.uses.inferred(given[0], [value], at), CALL, at, whole)
        if method in _FAILED:
            return value
        if value.kind.name == "map" and not value.is_list:
            if method == "get":
                return self.uses.element(self.uses.values_of(value), at)
            return {"values": self.uses.values_of, "entries": self.uses.entries_of}.get(method, lambda _: None)(value)
        read = read_of_form(called, parts, self.uses, self.types)
        return read or self.uses.property(called, CALL, at, whole)

    def _as_said(
        self, method: str, said: Typed, parts: list[Node], shown: tuple[Value | None, ...], scope: Scope, depth: int
    ) -> Value | None:
        """What a list is made into by a type argument: `map<Card>((user) => …)`, `reduce<Card[]>((cards, user) => …, [])`."""
        listed = replace(said, list_depth=said.list_depth + 1)
        gives = Parameter(listed if method == "flatMap" else said, self._at(parts[0]))
        if method not in REDUCERS:
            self.function(parts[0], scope, depth + 1, shown, gives)
            return self.uses.value(listed, method)
        made = self.uses.value(said, method)
        for first in parts[1:]:
            self._expect(first, said, gives.at, ":", scope)
            self._emitted(first, scope, depth)
        self.function(parts[0], scope, depth + 1, (made, *shown[1:]) if shown else (made,), gives)
        return made

    def _each(self, rows: Value | None, said: list[Typed], at: Node | None) -> Value | None:
        """What `it.each(rows)` gives: what takes a function that is given each row, the parts of one where it is a list."""
        row = self.uses.value(said[0], "row") if said else self.uses.element(rows, self._at(at))
        if row is None:
            return None
        placed = row.kind.members and row.kind.members[0].name == "0" and not row.chain
        takes = [Typed(m.kind, m.nullable, m.list_depth) for m in row.kind.members] if placed else [row.typed]
        return Value(function(None, _NAME, function(None, *takes)).kind, 0, "row")

    def _folded(self, parts: list[Node], element: Value | None, scope: Scope, depth: int) -> Value | None:
        """What a list is reduced to: what is given to begin with, or else an element."""
        if len(parts) < 2:
            return element
        return None if is_nothing(parts[1]) else self.infer(parts[1], scope, depth + 1)

    def _of_folding(self, parts: list[Node], listed: Value, given: list[Value | None]) -> Value | None:
        """What comes of it: what there was to begin with."""
        return given[1] if len(given) > 1 else self.uses.element(listed, self._at(parts[0])) if parts else None

    def _is_list(self, value: Value, method: str, callback: bool) -> bool:
        """True where a method is a list's own. Of what is not known to be one, a function tells it."""
        if value.is_list:
            return True
        if not value.is_open or value.kind.target in self.uses.records:
            own = ELEMENTS | SAME | ONE | {NUMBERED}
            return bool(value.chain) and method in own and (callback or method not in ELEMENTS)
        if method == NUMBERED:
            return bool(value.chain)
        return callback and method in ELEMENTS | {"sort", "toSorted", "reduce"}

    def _is_callback(self, node: Node, method: str) -> bool:
        """True where a list's method is given a function. A name tells nothing where it may be an id: `users.find(id)`."""
        return node.type in FUNCTIONS or (node.type in _NAMED and method not in SAME | ONE)

    def _state_type(self, call: Node, scope: Scope) -> Parameter | None:
        """The type of a state, as its type argument or its first value says."""
        state = state_type(self.types, call, scope.generics)
        function = ts.field(call, "function") if call.type == "call_expression" else None
        if state is not None or function is None or not _STATE.search(self._text(function)):
            return state
        first = next(iter(parts_of(ts.field(call, "arguments"))), None)
        made = first is not None and first.type in ("arrow_function", "call_expression")
        if first is None or not (made or first.type in ("identifier", "member_expression")):
            return None
        value = self.infer(first, scope, MAX_DEPTH - (_FEW if made else 5))
        if first.type == "arrow_function":  # it is asked once for the first value
            value = self.uses.property(value, CALL, self._at(first), "")
        return Parameter(value.typed, self._at(first)) if value is not None else None
