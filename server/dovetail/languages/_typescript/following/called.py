"""What calls of TypeScript take and give: functions, methods, those of lists and of well-known libraries."""

import re
from collections.abc import Callable

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed, filled
from dovetail.core.shapes import CAST, EXPECTED_PART, EXPECTED_WHOLE, Kind, Props
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..clients.answered import loaded_under
from ..clients.calls import EMITS, given_by_call, paged, state_type
from ..clients.keyed import KEYED
from ..clients.mocked_requests import refused_by_mock
from ..clients.refused import mocked_refusal
from ..components.elements import mounted_props
from ..components.handed import props_in_template, vue_props
from ..components.nuxt_plugins import nuxt_app
from ..components.prop_types import setup_of
from ..databases.drizzle import COMPARES, is_table
from ..databases.drizzle_rows import OPERATOR
from ..databases.prisma_mocks import expected_query, row_of_mock
from ..schemas.combinators import checked_by
from ..scoping.form_values import asked_by_form, read_of_form
from ..scoping.given_states import set_by
from ..scoping.held_states import STATE, Held, is_untyped, marked, with_state
from ..scoping.origins import base_name
from ..scoping.scopes import Scope, Value, is_followed
from ..servers.frameworks import made_by
from ..servers.rpc_services import rpc_client
from ..states.atoms import atom, makes_atom, read_of_atom, shown_to_atom, taken_by_set
from ..states.ngrx import given_by_ngrx, ngrx_callbacks
from ..states.pinia import begun_states, defines_store, made_store, members_of, state_of, store_of_options
from ..states.redux import given_by_redux, redux_callbacks
from ..states.vue_refs import of_refs
from ..syntax.made import CALL, ITEM, THROWS, function, member
from ..syntax.nodes import parts as parts_of
from ..syntax.signatures import FUNCTIONS, Parameter, Signature, type_arguments
from ..syntax.tests import Expectation, expectation, mocked_answer, refusal_expected
from ..syntax.types import unquoted, unquoted_range
from ..syntax.vue_options import empty, entries, made_object
from .hooks import CALLED, given_by_hook
from .kept_stores import KeptStores
from .names import MAX_DEPTH
from .queries import callbacks_of, mutation_callbacks
from .streams import placed

_FEW = 20  # steps into what makes the first value of a state, which is read a second time
_STATE = re.compile(r"(?:^|\.)useState$")
_REDUCES = re.compile(r"(?:^|\.)useReducer$")
_CALLS = frozenset({"call_expression"})
_SELECTS = re.compile(r"^use\w*(?:Store|Selector)$")
_SELECTOR = re.compile(r"^use(?:App|Typed)?Selector$")  # which may also be given the name of a function that chooses


@dataclass
class Calls(KeptStores):
    """Follows values into calls, and what comes out of them."""

    def call(self, node: Node, scope: Scope, depth: int) -> Value | None:
        callee = self.types.syntax.field(node, "function")
        if callee is None:
            return None
        parts = parts_of(self.types.syntax.field(node, "arguments"))
        if len(parts) == 3 and is_table(self._text(callee)):
            self._columns_of(node, parts[2])
        if callee.type == "member_expression":
            expected = expectation(self.types.syntax, node) if not type_arguments(node) else None
            if expected is not None:
                return self._expectation(expected, scope, depth)
            refusal = refusal_expected(self.types.syntax, node)
            if refusal is not None:
                self._refusal(refusal, scope, depth)
                return None
            mocked = mocked_answer(self.types.syntax, node)
            if mocked is not None:
                self._fill_mock(*mocked, scope, depth)
            rejects = refused_by_mock(self.types.syntax, node)
            if rejects is not None:
                self._fill(rejects, mocked_refusal(), scope, whole=False)
            row = row_of_mock(self.types.syntax, node)
            if row is not None:
                self._fill(row[0], self.uses.value(row[1], "row"), scope, whole=False)
            return self.method(node, callee, parts, scope, depth)
        if callee.type == "call_expression":
            self._connected(callee, parts, scope)
        if callee.type == "super":
            self._made_by_base(node, parts, scope)
        return self._function(node, callee, parts, scope, depth)

    def _connected(self, connect: Node, parts: list[Node], scope: Scope) -> None:
        """In `connect(mapStateToProps)(Orders)` the component is given what the first makes of the state, too."""
        function, given = ts.field(connect, "function"), parts_of(ts.field(connect, "arguments"))
        if function is None or self._text(function) != "connect" or len(parts) != 1 or not given:
            return
        known = scope.function(self._text(given[0])) if given[0].type == "identifier" else None
        made = known.returns.kind.members if known is not None and known.returns is not None else ()
        if made and parts[0].type == "identifier":
            self.props.append(Props(self._text(parts[0]), made))

    def _function(self, node: Node, callee: Node, parts: list[Node], scope: Scope, depth: int) -> Value | None:
        """What a function gives that is called by its name, or is itself the value of an expression."""
        name = self._text(callee)
        known = scope.function(name) if callee.type == "identifier" else None
        called = self._emitted(callee, scope, depth) if known is None else self._name(name, scope)
        said, at = self._arguments(node, scope), self._at(self.types.syntax.field(node, "arguments"))
        in_template = props_in_template(name, parts, lambda n: self._emitted(n, scope, depth), self.types.syntax)
        if in_template is not None:
            self.props.append(in_template)
            return None
        for component, props in mounted_props(self.types.syntax, node):
            taken = self.uses.property(self.infer(component, scope, depth + 1), "(0)", self._at(component), name)
            for prop in parts_of(props):
                key, value = ts.field(prop, "key"), ts.field(prop, "value")
                if key is not None and value is not None:
                    self._fill(value, self.uses.property(taken, self._text(key), self._at(key), ""), scope)
        for hook, state in begun_states(name, parts, self.types.syntax):
            begun = self._named(hook) if scope.imports(hook) else None
            for step in (CALL, "$patch", "(0)"):  # which takes some of what the store has, too
                begun = self.uses.property(begun, step, Range(self._at(state).start, self._at(state).start), name)
            self._fill(state, begun, scope, whole=False)
        untyped = vue_props(name, bool(said), self.types.syntax)
        if untyped is not None:
            return untyped
        if name == "defineProps" and said:  # a component of Vue is what its file exports, and takes its props
            self.uses.in_place.setdefault("default", member("default", function(None, said[0])))
        library = name in self.declared and scope.imports(name)
        if library and not said:
            said = self._held_by_ref(node, scope) or self._loaded(name, parts, scope, depth)
        called = self._telling(called, parts) if called is not None and called.kind.text == EMITS else called
        called = self.uses.applied(called, said, at) if said else self._answering(node, parts, called)
        self._asked_by_library(node, name, parts, said, scope, depth)
        if not said:
            self._submits(name, parts, scope, depth)
        makes_store = defines_store(name, parts, self.types.syntax)
        state = self._store_state(parts[-1], scope, depth) if makes_store else None
        makes = makes_atom(name, self.types)
        self.asked.update((part.id, shown) for part, shown in (shown_to_atom(parts) if makes else ()))
        if len(parts) > 1 and (called is not None and called.kind.text):
            self._fill(parts[1], taken_by_set(called, self.infer(parts[0], scope, depth + 1), self.uses), scope)
        if name == "useField" and parts and parts[0].type == "string":
            self._named_field(parts[0], scope, depth)
        kept = self._begins_store(name, parts, said, scope)
        self._asked_by_put(called, parts)
        if (client := rpc_client(name, parts, self.types.syntax)) is not None:
            return client
        maker = made_by(name, said)
        if maker is not None:
            self._asked_by_app(self.uses.value(maker, name), name, parts, scope, depth)
            self._passed(node, callee, parts, None, (), scope, depth)
            return self.uses.value(maker, name)
        stated = known is None or known.inferred
        selected = self._selected(node, name.rpartition(".")[2], said, scope) if stated else None
        if self._stored(called, parts, scope, depth):
            return None
        given, called = self._passed(node, callee, parts, called, self._held(called), scope, depth)
        if len(parts) == 1 and parts[0].type not in FUNCTIONS:
            self._set(called, given[0], depth, parts[0])
        self._puts(called, node, given)
        self._relay(name, parts, given, depth)
        if kept is not None:
            return self._made_store(given[0], kept, node)
        if name in COMPARES and len(parts) == 2 and self._is_of_drizzle(name, scope):
            self._compared(parts[1], given[0])
        may_guard = set_by(called) is None if known is None else known.narrows
        if callee.type == "identifier" and not library and may_guard:
            self._doubt(ts.field(node, "arguments"), name, callee, scope, known is None or not known.inferred)
        found = self._injected(name, parts, scope) or self.stream(name, parts, given, node)
        if found is None and not said:
            found = self._by_client(node, name, scope)
        if found is not None:
            return found
        if makes_store:
            return made_store(given[-1], state, self.uses, node, self.types.syntax)
        if (of_nuxt := nuxt_app(name, self.uses)) is not None:
            return of_nuxt
        if (refs := of_refs(name, parts, given, self.uses, self._at(node), self.types.syntax)) is not None:
            return refs
        if library:
            return self.uses.property(called, CALL, at, name)
        typed = known.returns if known is not None else given_by_call(self.types, node, name, scope.generics)
        if selected is not None:
            return self.uses.value(selected, "row")
        rows = (
            typed is not None and typed.list_depth > 0 and self._is_tag(node)
        )  # as postgres.js says what a statement gives
        if typed is not None and (rows or not is_followed(called)):
            return self.uses.value(self._applied(typed, known, node, scope), self._text(node))
        checked = checked_by(self.types, name, given[0], self.uses, at) if given else None
        if self.held and self.held[-1].call == node.id and given:
            given[0] = with_state(given[0], self.held[-1])
        hooked = checked or given_by_hook(node, name, given, self.types, scope, self.uses)
        hooked = hooked or given_by_redux(name, given, self.uses, parts, self.types.syntax)
        hooked = hooked or given_by_ngrx(name, given, self.uses, parts, self.types.syntax)
        if hooked is not None:
            return hooked
        if given and _SELECTS.search(name) and (parts[0].type in FUNCTIONS or _SELECTOR.search(name)):
            return self.uses.property(given[0], CALL, at, name)
        if makes:
            return atom(name, said, parts, given, self.uses)
        self._fill_if(parts, 1, asked_by_form(called, parts, self.uses, self.types), scope)
        read = read_of_form(called, parts, self.uses, self.types) or read_of_atom(called, given, self.uses)
        return read or self.uses.property(called, CALL, at, name)

    def _loaded(self, name: str, parts: list[Node], scope: Scope, depth: int) -> list[Typed]:
        """The type of what SWR loads under a path: what its function gives for that, or what is answered, where that is told elsewhere."""
        told = loaded_under(self.types.syntax, parts[0]) if parts and KEYED.match(name) else None
        if told is None or len(parts) < 2 or parts[1].type == "object":
            return [told] if told is not None else []
        load, at = self.infer(parts[1], scope, depth + 1), self._at(parts[1])
        given = self.uses.property(self.uses.answered(load, told, at), CALL, at, name)
        return [given.typed] if given is not None else []

    def _named_field(self, name: Node, scope: Scope, depth: int) -> None:
        """`useField("email")` of vee-validate names a field of the one form that the component has."""
        syntax = self.types.syntax
        calls = [c for c in syntax.nodes(_CALLS) if self._text(syntax.field(c, "function") or c) == "useForm"]
        form = self.infer(calls[0], scope, depth + 1) if len(calls) == 1 else None
        by_name = self.uses.property(form, "defineField", self._at(name), "")
        self._fill(name, self.uses.property(by_name, "(0)", self._at(name), ""), scope)

    def _is_tag(self, call: Node) -> bool:
        """True for a template with a tag: sql`SELECT …`."""
        given = ts.field(call, "arguments")
        return given is not None and given.type == "template_string"

    def _asked_by_library(
        self, call: Node, name: str, parts: list[Node], said: list[Typed], scope: Scope, depth: int
    ) -> None:
        """What the functions of well-known libraries ask of those that they are given."""
        if parts and any(p.type == "object" for p in parts):
            self._asked_by_options(name, parts, scope, depth)
        begins = self._begins_in(call, scope, depth) if name == "createSlice" else self._infer_in(scope, depth)
        for callback, asked in redux_callbacks(name, parts, begins, self.types.syntax, self.uses):
            self.asked[callback.id] = asked
        for callback, asked in ngrx_callbacks(name, parts, self._infer_in(scope, depth), self.types.syntax, self.uses):
            self.asked[callback.id] = asked
        if name == "useSelector" and not said and parts and parts[0].type in FUNCTIONS:
            state = Typed(Kind("ref", target=STATE, text=STATE))
            self.asked.setdefault(parts[0].id, Value(function(None, state).kind, 0, name))
        if _REDUCES.search(name) and len(parts) > 1 and parts[0].type == "identifier":
            state = self.uses.property(self.infer(parts[0], scope, depth + 1), CALL, self._at(parts[0]), "")
            self._fill(parts[1], state, scope)
        if name == "derived" and len(parts) > 1 and parts[0].type == "array":
            self.asked[parts[1].id] = self._stores(parts[0], scope, depth)
        setup = setup_of(name, parts, self.types, scope.generics)
        if setup is not None:
            self.asked[setup[0].id] = setup[1]
        if name == "withDefaults" and len(parts) > 1:
            self._fill(parts[1], self.infer(parts[0], scope, depth + 1), scope, whole=False)
        if said and parts and parts[0].type in FUNCTIONS and CALLED.match(name):  # `useMemo<T>(() => …)`
            self.asked[parts[0].id] = Value(Kind("unknown", members=(member(CALL, said[0]),)), 0, name)

    def _begins_in(self, call: Node, scope: Scope, depth: int) -> Callable[[Node], Value | None]:
        """What slices begin with; one of which that says nothing is known by what its reducers put into it."""

        def begins(node: Node) -> Value | None:
            begun = self.infer(node, scope, depth + 1)
            if not is_untyped(begun):
                return begun
            self.held.append(Held(call.id, begun))
            return marked(len(self.held) - 1, begun)

        return begins

    def _made_by_base(self, call: Node, given: list[Node], scope: Scope) -> None:
        """What `super(404, "not_found")` gives the constructor of the class that is extended."""
        base = base_name(self.types.syntax, call)
        taken = self._constructor(base, self._at(call), scope)
        for i, part in enumerate(given):
            self._fill(part, self.uses.property(taken, f"({i})", self._at(part), ""), scope)

    def _telling(self, emits: Value, parts: list[Node]) -> Value | None:
        """What tells one event of a component of Vue: it is given what that carries, in order."""
        event = next((m for m in emits.kind.members if parts and m.name == unquoted(self._text(parts[0]))), None)
        carried = event.kind.members if event is not None and event.list_depth else ()
        return Value(
            function(None, Typed(Kind("string")), *(Typed(m.kind, m.nullable, m.list_depth) for m in carried)).kind,
            0,
            "emit",
        )

    def _stores(self, listed: Node, scope: Scope, depth: int) -> Value:
        """What is asked of the function that makes one store of Svelte of several: it is given what each of them holds."""
        held = [self.uses.property(self.infer(p, scope, depth + 1), ITEM, self._at(p), "") for p in parts_of(listed)]
        whole = placed(held)
        return Value(function(None, *([whole.typed] if whole is not None else ())).kind, 0, "derived")

    def _store_state(self, options: Node, scope: Scope, depth: int) -> Value | None:
        """The state of a store that is made of options, whose functions are told of it."""
        first = state_of(options, self.types.syntax)
        if first is None:
            return None
        self.told[first.id] = made = self.function(first, scope, depth + 1, ())
        state = self.uses.property(made, CALL, self._at(first), "state")
        begun = made_object(first)
        if state is not None and begun is not None and not state.chain and state.kind.members:
            later = self._held_by_this(empty(entries(begun)), scope)
            kept = tuple(member(m.name, later[m.name]) if m.name in later else m for m in state.kind.members)
            state = replace(state, kind=replace(state.kind, members=kept))
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

    def _expectation(self, expectation: Expectation, scope: Scope, depth: int) -> None:
        """What a test expects of a value has the names of its type, as far as it is like it, and the texts."""
        value, at = self._emitted(expectation.of, scope, depth), self._at(expectation.of)
        if expectation.how == "arguments" and expected_query(self.types.syntax, expectation, self.uses):
            return
        if expectation.how in ("path", "keys"):
            for name in (n for n in expectation.expected if n.type in ("string", "template_string")):
                self._key(name, value)
                if expectation.value is not None and name.type == "string":
                    own = self.uses.property(
                        value, unquoted(self._text(name)), unquoted_range(self.types.syntax, name), ""
                    )
                    self._fill(expectation.value, own, scope, whole=False)
            return
        for i, expected in enumerate(expectation.expected):
            if expectation.how == "element":
                asked = self.uses.element(value, at)
            else:
                asked = value if expectation.how == "itself" else self.uses.property(value, f"({i})", at, "")
            if asked is not None:
                exact = expected in expectation.exact
                self._fill(expected, replace(asked, via=CAST if exact else EXPECTED_PART), scope, whole=False)
                if exact:
                    self._note_expected(expected, asked, scope)
            self._emitted(expected, scope, depth)

    def _refusal(self, expectation: Expectation, scope: Scope, depth: int) -> None:
        """What a test expects of an error has the names of what the function throws, and its texts."""
        value = self._emitted(expectation.of, scope, depth)
        first, *others = expectation.expected
        if value is not None and value.chain[-1:] == (CALL,):
            thrown = replace(value, chain=(*value.chain[:-1], THROWS), via=EXPECTED_PART)
            if expectation.how == "path" and first.type == "string":
                self._key(first, thrown)
                at = unquoted_range(self.types.syntax, first)
                for other in others:
                    self._fill(
                        other, self.uses.property(thrown, unquoted(self._text(first)), at, ""), scope, whole=False
                    )
            elif expectation.how == "itself":
                self._fill(first, thrown, scope, whole=False)
        for part in expectation.expected:
            self._emitted(part, scope, depth)

    def _fill_mock(self, mock: Node, answer: Node, scope: Scope, depth: int) -> None:
        """What a test lets a function answer has the names of what that gives, and may have only some of them."""
        value = self.infer(mock, scope, depth + 1)
        asked = self.uses.property(value, CALL, self._at(answer), "") if value is not None else None
        if asked is not None:
            self._fill(answer, asked, scope, whole=False)

    def _note_expected(self, node: Node, value: Value | None, scope: Scope) -> None:
        """Notes the objects that a test expects with all that they have, and those inside them."""
        if value is None:
            return
        if node.type == "array":
            for part in (p for p in parts_of(node) if p.type == "object"):
                self._note_expected(part, self.uses.element(value, self._at(part)), scope)
        elif node.type == "object":
            self._note_whole(node, replace(value, via=EXPECTED_WHOLE), scope)
            for pair in (p for p in parts_of(node) if p.type == "pair"):
                key, inner = ts.field(pair, "key"), ts.field(pair, "value")
                if key is not None and inner is not None and inner.type in ("object", "array"):
                    known = self.uses.property(value, unquoted(self._text(key)), self._at(key), "")
                    self._note_expected(inner, known, scope)

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

    def _applied(self, typed: Typed, known: Signature | None, call: Node, scope: Scope) -> Typed:
        if known is None or not known.generics:
            return typed
        return filled(typed, dict(zip(known.generics, self._arguments(call, scope), strict=False)))

    def _is_of_drizzle(self, name: str, scope: Scope) -> bool:
        """True for an operator that a file imports, or that a query hands to its function."""
        known = scope.look_up(name)
        return not scope.declares(name) or (known is not None and known.kind.text == OPERATOR)

    def _columns_of(self, call: Node, last: Node) -> None:
        """In `pgTable("users", { … }, (table) => [ … ])` the function is given the table itself."""
        name = ts.field(call.parent, "name") if call.parent is not None else None
        if name is not None and call.parent is not None and call.parent.type == "variable_declarator":
            self.asked[last.id] = Value(function(None, self._named(self._text(name)).typed).kind, 0, "table")

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
