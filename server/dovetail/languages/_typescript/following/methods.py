"""What calls of methods of TypeScript take and give: one's own, those of lists, maps and promises, and of well-known libraries."""

import re
from collections.abc import Callable

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.guards import may_narrow
from dovetail.core.parameters import Typed
from dovetail.core.shapes import CAST, EXPECTED_PART, Kind
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..clients.calls import given_by_call, repository_of
from ..clients.refused import refused_callbacks
from ..clients.trpc import KINDS, asked_of, procedure, procedure_schemas, selected
from ..components.handed import given_to_mapper
from ..databases.aggregates import note_pipeline
from ..databases.built_expressions import made_of_each
from ..databases.document_paths import note_paths
from ..databases.drizzle_rows import JOINS, ROWS, TABLE_ROWS, found_rows, row_of, updated_row, written_row
from ..databases.prisma import given_by_prisma, prisma_keys
from ..databases.query_builders import BUILDER, note_columns, written_entity
from ..schemas.checks import CHECKS
from ..schemas.combinators import checked_by
from ..scoping.angular_forms import group_type
from ..scoping.form_values import asked_by_form, read_of_form
from ..scoping.held_states import held_by
from ..scoping.lists import (
    ELEMENTS,
    FIRST,
    NUMBERED,
    ONE,
    REDUCERS,
    SAME,
    given_by,
    given_by_list,
    grouped,
    taken_by_list,
)
from ..scoping.mocks import mocked_exports
from ..scoping.scopes import Scope, Value
from ..scoping.values import BUILT_IN_METHODS
from ..servers.frameworks import APP, asked_by_app, asked_by_route, variable
from ..servers.rpc_services import rpc_server
from ..servers.validators import PARSES
from ..states.redux import case_reducer, given_by_redux, redux_callbacks
from ..syntax.made import CALL, IS, KEY_OF, function, inside
from ..syntax.nodes import is_nothing
from ..syntax.signatures import FUNCTIONS, Parameter, type_arguments
from .failing import gives_something
from .hooks import given_by_hook
from .statements import Statements
from .streams import is_guard

Given = tuple[
    Value | None
]  # in a tuple, so that a call that gives nothing known is not one that somebody else must look at

_CHOOSE = frozenset({"filter", "find", "findLast"})
_GLOBALS = frozenset(
    "Number Array Object Buffer ArrayBuffer".split()
)  # whose guards narrow nothing that has properties
_BY_KEY = frozenset({"get", "set", "has", "delete"})
_NAMED = ("identifier", "member_expression")
_MAPS = ("map", "flatMap")
_EACH = re.compile(r"^(?:it|test|describe)(?:\.\w+)*\.each$")
_INJECTS = frozenset({"inject", "get", "resolve"})
_FIXTURE = "createComponent"  # of Angular's test bed
_CLASS = re.compile(r"[A-Z]\w*[a-z]")  # tokens are written in capitals
_NAME = Typed(Kind("string"))
_TYPEORM = re.compile(r"""["'](?:@nestjs/)?typeorm["']""")
_MANAGER = re.compile(r"(?:[mM]anager|\b(?:em|tx|trx))\.\w+$")
_KEPT = frozenset({"save", "remove", "softRemove", "recover"})  # gives what it is given
# What a manager of TypeORM does, as a repository does, with the class of an entity in front.
_MANAGED = frozenset(
    "find findBy findAndCount findAndCountBy findOne findOneBy findOneOrFail findOneByOrFail count countBy exists existsBy create save "
    "insert upsert update delete remove softDelete softRemove recover increment decrement createQueryBuilder preload sum average "
    "minimum maximum".split()
)
_FAILED = ("catch", "finally")  # what a promise gives for itself, whatever it is of


@dataclass
class Method:
    """A call of a method as it is written, and what it is called on."""

    node: Node
    function: Node
    name: Node | None
    method: str
    whole: str
    parts: list[Node]
    said: list[Typed]
    at: Range
    value: Value | None
    callback: bool
    """The first of what it is given is a function."""
    listed: Value | None
    """What it is called on, where that is a list."""


@dataclass
class Methods(Statements):
    """Follows values into calls of methods, and what comes out of them."""

    def method(self, node: Node, function: Node, parts: list[Node], scope: Scope, depth: int) -> Value | None:
        """What `value.method(…)` gives; what it is given is visited."""
        call = self._read_method(node, function, parts, scope, depth)
        self.uses.emit(call.value)
        for of_library in (
            self._streamed,
            self._variable,
            self._routed,
            self._served,
            self._grouped,
            self._found,
            self._managed,
        ):
            given = of_library(call, scope, depth)
            if given is not None:
                return given[0]
        called = self._asked(call, scope, depth)
        self._taken(call, scope, depth)
        for of_library in (self._reduced, self._procedure):
            given = of_library(call, called, scope, depth)
            if given is not None:
                return given[0]
        self._filled(call, scope)
        return self._given(call, called, scope, depth)

    def _read_method(self, node: Node, function: Node, parts: list[Node], scope: Scope, depth: int) -> Method:
        name = self.types.syntax.field(function, "property")
        method = self._text(name) if name is not None else ""
        value = self.infer(self.types.syntax.field(function, "object"), scope, depth + 1)
        callback = bool(parts) and self._is_callback(parts[0], method)
        listed = value if value is not None and self._is_list(value, method, callback) else None
        said, at = self._arguments(node, scope), self._at(self.types.syntax.field(node, "arguments"))
        return Method(node, function, name, method, self._text(function), parts, said, at, value, callback, listed)

    def _streamed(self, call: Method, scope: Scope, depth: int) -> Given | None:
        """A method of a stream of RxJS."""
        if call.method == "pipe" and call.value is not None and self.has_streams:
            return (self.piped(call.value, call.parts, scope, depth),)
        if call.method == "subscribe" and self.subscribed(call.value, call.parts, scope):
            self._passed(call.node, call.function, call.parts, None, (), scope, depth)
            return (None,)
        return None

    def _variable(self, call: Method, scope: Scope, depth: int) -> Given | None:
        """A variable that a context of Hono holds: `context.set("user", user)`."""
        kept = None
        if call.value is not None:
            kept = variable(call.value, call.method, call.parts, self.uses, self.types.syntax)
        if kept is not None and len(call.parts) > 1:
            self._fill(call.parts[1], kept, scope)
            self._emitted(call.parts[1], scope, depth)
        return (kept,) if kept is not None else None

    def _routed(self, call: Method, scope: Scope, depth: int) -> Given | None:
        """A route, whose functions are told what they are given."""
        routed = asked_by_route(call.method, call.said) if any(p.type in FUNCTIONS for p in call.parts) else None
        if routed is not None:
            self.asked.update((part.id, routed) for part in call.parts if part.type in FUNCTIONS)
        elif not self._asked_by_app(call.value, call.method, call.parts, scope, depth):
            return None
        self._passed(call.node, call.function, call.parts, None, (), scope, depth)
        return (call.value if routed is None else None,)

    def _served(self, call: Method, scope: Scope, depth: int) -> Given | None:
        """A service of Protocol Buffers, whose methods are told what they take and give."""
        served = rpc_server(call.method, call.parts, self.types.syntax)
        if served is None:
            return None
        self._fill(call.parts[1], served, scope, whole=False)
        self._passed(call.node, call.function, call.parts, None, (), scope, depth)
        return (call.value,)

    def _grouped(self, call: Method, scope: Scope, depth: int) -> Given | None:
        """`Object.groupBy(users, (user) => user.role)`."""
        if call.method != "groupBy" or len(call.parts) != 2:
            return None
        groups = grouped(call.whole, self.infer(call.parts[0], scope, depth + 1), self.uses, call.at)
        if groups is None:
            return None
        self.asked[call.parts[1].id] = groups[0]
        self._passed(call.node, call.function, call.parts, None, (), scope, depth)
        return (groups[1],)

    def _found(self, call: Method, scope: Scope, depth: int) -> Given | None:
        """`db.query.users.findMany({ with: { … } })` of Drizzle."""
        rows = found_rows(call.method, call.parts, call.value, self._ask, self.types.syntax, self.uses)
        if rows is None:
            return None
        self._passed(call.node, call.function, call.parts, None, (), scope, depth)
        return (rows,)

    def _managed(self, call: Method, scope: Scope, depth: int) -> Given | None:
        """What TypeORM's manager does with the class that it is given first: `manager.findOneBy(User, { id })`."""
        first = call.parts[0] if call.parts else None
        if first is None or call.name is None or call.method not in _MANAGED or not self.has_entities:
            return None
        is_class = first.type == "identifier" and _CLASS.match(self._text(first)) is not None
        if not is_class and call.method in _KEPT and _MANAGER.search(call.whole):
            return (self._passed(call.node, call.function, call.parts, None, (), scope, depth)[0][0],)
        if not is_class or self._instance(self._text(first), scope) is None:
            return None
        held = self.uses.value(Typed(repository_of(self._text(first))), call.whole)
        called = self.uses.property(held, call.method, self._at(call.name), "")
        for i, part in enumerate(call.parts[1:]):
            self._fill(part, self.uses.property(called, f"({i})", self._at(part), ""), scope, whole=False)
        self._passed(call.node, call.function, call.parts, None, (), scope, depth)
        return (self.uses.property(called, CALL, call.at, call.whole),)

    @property
    def has_entities(self) -> bool:
        """True in a file that takes something from TypeORM."""
        return self.types.syntax.says(_TYPEORM, "typeorm")

    def _built(self, call: Method, scope: Scope, depth: int) -> None:
        """What a query builder of TypeORM is given names columns."""

        def instance(name: str) -> Value | None:
            return self._instance(name, scope)

        syntax = self.types.syntax
        note_columns(call.node, call.method, call.parts, self._infer_in(scope, depth), instance, syntax, self.uses)
        row = written_entity(call.node, call.method, instance, syntax)
        for part in call.parts[:1] if row is not None else ():
            row = replace(row, some=True)
            self._fill(part, self.uses.list_of(row) if part.type == "array" else row, scope, whole=False)

    def _ask(self, function: Node, asked: Value) -> None:
        self.asked[function.id] = asked

    def _asked(self, call: Method, scope: Scope, depth: int) -> Value | None:
        """The method itself, as far as what it is called on says what it is; what is asked of functions that it is given."""
        infer, value, name = self._infer_in(scope, depth), call.value, call.name
        told = {
            part.id: asked
            for part, asked in redux_callbacks(call.whole, call.parts, infer, self.types.syntax, self.uses)
        }
        self.asked.update(told)
        for part, asked in refused_callbacks(call.whole, call.method, call.parts, self.types.syntax):
            self.asked.setdefault(part.id, asked)
        called: Value | None = None
        is_own = call.listed is None and call.method not in _FAILED
        if value is not None and name is not None and is_own and not value.is_list:
            called = self.uses.property(value, call.method, self.types.syntax.range(name), call.whole)
            if call.method not in BUILT_IN_METHODS:
                self.uses.emit(called)
        if may_narrow(call.method) and call.whole.partition(".")[0] not in _GLOBALS:
            self._forget_names(ts.field(call.node, "arguments"), scope)
        checks = call.method in CHECKS and any(part.id in self.asked for part in call.parts)
        if told or checks:
            return None
        return (
            self.uses.applied(called, call.said, call.at)
            if call.said
            else self._answering(call.node, call.parts, called)
        )

    def _taken(self, call: Method, scope: Scope, depth: int) -> None:
        """What a list, a table or Prisma takes has its names."""
        for part, taken in zip(call.parts, taken_by_list(call.value, call.method, self.uses, call.at), strict=False):
            self._fill(part, taken, scope)
        row = written_row(call.method, call.function, self.types.syntax, self.uses, scope) if call.parts else None
        if row is not None:
            several = call.parts[0].type == "array" or made_of_each(self.types.syntax, call.parts[0]) is not None
            # An update names what it changes, a new row all that nothing else gives it.
            new = call.method == "values"
            self._fill(call.parts[0], self.uses.list_of(row) if several else row, scope, whole=new)
        for part, asked in updated_row(call.method, call.function, call.parts, self.types.syntax, self.uses, scope):
            self._fill(part, asked, scope, whole=False)
        prisma_keys(call.method, call.node, self.types.syntax, self.uses)
        if call.method == "aggregate" and call.parts and call.value is not None:
            note_pipeline(call.value, call.parts[0], self.types.syntax, self.uses)
        if call.parts and call.value is not None:
            note_paths(call.value, call.method, call.parts, self.types.syntax, self.uses)
        if call.parts and self.types.syntax.has_any(BUILDER):
            self._built(call, scope, depth)

    def _reduced(self, call: Method, called: Value | None, scope: Scope, depth: int) -> Given | None:
        """A case of a reducer of Redux: `builder.addCase(userLoaded, (state, action) => …)`."""
        case = case_reducer(call.value, call.method, call.parts, self._infer_in(scope, depth), self.uses)
        if case is None:
            return None
        self.asked[case[0].id] = case[1]
        self._passed(call.node, call.function, call.parts, called, (), scope, depth)
        return (call.value,)

    def _procedure(self, call: Method, called: Value | None, scope: Scope, depth: int) -> Given | None:
        """A procedure of tRPC, and what calls those of a router."""
        schemas = procedure_schemas(call.function, call.parts, self.types) if call.method in KINDS else None
        if schemas is not None and call.parts:
            takes, gives = schemas
            self.asked[call.parts[0].id] = asked_of(takes, gives, called, self.uses, call.at)
            run = self._passed(call.node, call.function, call.parts, None, (), scope, depth)[0][0]
            return (procedure(takes, gives, run, call.method, self.uses),)
        if call.method == "createCaller":
            self._passed(call.node, call.function, call.parts, None, (), scope, depth)
            return (call.value,)
        return None

    def _filled(self, call: Method, scope: Scope) -> None:
        """What is written where a type, a schema or a bound function asks for something has its names."""
        self._filled_by_name(call.whole, call.parts, call.said, scope)
        if call.method in PARSES and call.parts and call.parts[0].type == "object":
            self._parsed(call.parts[0], call.value, scope)
        elif call.method in PARSES and call.parts:
            self._parsed_form(call.parts[0], call.value)
        if call.method in ("mock", "doMock"):
            for mocked in mocked_exports(self.types.syntax, call.node):
                self.asked[call.parts[1].id] = Value(function(None).kind, 0, "mock")
                self._fill(mocked.value, replace(self._named(mocked.name), via=EXPECTED_PART), scope, whole=False)
        if call.method == "bind" and call.value is not None:
            for i, part in enumerate(call.parts[1:]):
                self._fill(part, self.uses.property(call.value, f"({i})", self._at(part), ""), scope)

    def _given(self, call: Method, called: Value | None, scope: Scope, depth: int) -> Value | None:
        """What comes of a call; the functions that it is given are shown what a list holds."""
        listed, method, parts, at = call.listed, call.method, call.parts, call.at
        shown = tuple(given_by_list(listed or call.value, method, self.uses, parts, at))
        is_made = method in REDUCERS or (listed is not None and method in _MAPS)
        if call.said and is_made and parts and parts[0].type in FUNCTIONS:
            return self._as_said(method, call.said[0], parts, shown, scope, depth)
        if method in REDUCERS and shown:
            shown = (self._folded(parts, shown[1], scope, depth), shown[1])
        if parts and parts[0].type == "call_expression" and method in FIRST | {"sort", "toSorted"}:
            element = self.uses.element(listed or call.value, at)
            if element is not None:  # `sort(by((user) => user.name))`
                self.asked[parts[0].id] = Value(function(None, element.typed, element.typed).kind, 0, method)
        selected = self._selected(call.node, method, call.said, scope)
        given, called = self._passed(call.node, call.function, call.parts, called, shown, scope, depth)
        self._looked_up(call, given)
        if self.mappers and method in FIRST and parts and not self.early:
            elements = given_by(listed or call.value, method, self.uses, at)
            self.props.extend(
                given_to_mapper(self.types.syntax, self.mappers, parts[0], elements[0] if elements else None)
            )
        if _EACH.match(call.whole) and given:
            return self._each(given[0], call.said, ts.field(call.node, "arguments"))
        if method in _CHOOSE and parts and (listed is not None or call.value is None):
            listed = self._chosen(listed, parts[0], given[0], scope)
        joins = listed is not None and listed.via == TABLE_ROWS and method in JOINS
        if listed is not None and call.name is not None and not joins:
            return self._given_by_list(call, listed, call.name, given)
        of_library = self._given_by_library(call, given, scope)
        if of_library is None and not call.said:
            asked = self._by_client(call.node, call.whole, scope)
            of_library = (asked,) if asked is not None else None
        if of_library is None and selected is not None:
            return self.uses.value(selected, "row")
        return of_library[0] if of_library is not None else self._given_by_value(call, called, given, scope)

    def _looked_up(self, call: Method, given: list[Value | None]) -> None:
        """A text that is looked for is one that the list may hold, or the key of a map; what is put into a list that a slice holds."""
        if call.method in ("push", "unshift") and self.refs and given:
            self._into_ref(ts.field(call.function, "object"), self.uses.list_of(given[0]), None)
        if call.method == "set" and self.refs and len(given) == 1:
            self._into_store(ts.field(call.function, "object"), given[0], call.parts[0])
        if call.method in ("push", "unshift") and self.held and given:
            self._pushed(call.function, self.uses.list_of(given[0]))
        if call.method == "next" and given:
            self._emits(ts.field(call.function, "object"), given[0])
        if call.method in ("includes", "indexOf") and given:
            self._compared(ts.field(call.function, "object"), given[0])
            self._quote(call.parts[0], self.uses.element(call.value, self._at(call.parts[0])))
        if call.method in _BY_KEY and call.parts:
            self._quote(call.parts[0], self.uses.key_of(call.value))

    def _pushed(self, function: Node, listed: Value | None) -> None:
        """What a reducer puts into the list that its state is, or has: `state.push(user)`, `state.users.push(user)`."""
        into = ts.field(function, "object")
        if into is not None and into.type == "member_expression":
            self._put(into, listed)
        elif into is not None and into.type == "identifier":
            number = held_by(self._state_of(into))
            if number is not None:
                self.held[number].give(listed)

    def _chosen(self, listed: Value | None, guard: Node, given: Value | None, scope: Scope) -> Value | None:
        """What `filter` leaves of a list: what a guard says that it is, as in `users.filter(isAdmin)`."""
        name = self._text(guard)
        if guard.type in FUNCTIONS:
            told = self.uses.property(given, IS, self._at(guard), "") if is_guard(guard) else None
            return listed if told is None else self.uses.list_of(told)
        if guard.type != "identifier" or not (scope.imports(name) or self._is_own(name, scope)):
            return listed
        if listed is None:
            return self.uses.list_of(self.uses.property(self._named(name), IS, self._at(guard), ""))
        return replace(listed, through=(*listed.through, f"?{name}")) if listed.kind.name == "ref" else listed

    def _given_by_list(self, call: Method, listed: Value, name: Node, given: list[Value | None]) -> Value | None:
        method = call.method
        if method in SAME or (listed.via == TABLE_ROWS and method in ROWS):
            return listed
        if method == NUMBERED:
            return self.uses.pairs_of(self.uses.element(listed, call.at))
        if method == "flat":
            return self.uses.element(listed, call.at) if listed.depth > 1 else None
        if method in _MAPS:
            each = self.uses.property(given[0], CALL, call.at, call.whole) if given else None
            if method == "flatMap" and each is not None:
                return each if each.is_list else self.uses.list_of(self.uses.element(each, call.at))
            return self.uses.list_of(each)
        if method in REDUCERS:
            return self._of_folding(call.parts, listed, given)
        return self.uses.element(listed, self.types.syntax.range(name)) if method in ONE else None

    def _given_by_library(self, call: Method, given: list[Value | None], scope: Scope) -> Given | None:
        """What a library's method gives, whatever it is called on."""
        typed = given_by_call(self.types, call.node, call.whole, scope.generics)
        typed = typed or given_by_prisma(call.method, call.node, self.types.syntax)
        if typed is not None:
            return (self.uses.value(typed, "row"),)
        syntax = self.types.syntax
        checked = checked_by(self.types, call.whole, given[0], self.uses, call.at) if given else None
        if checked is not None:
            return (checked,)
        hooked = given_by_hook(call.node, call.whole, given, self.types, scope, self.uses)
        hooked = hooked or given_by_redux(call.whole, given, self.uses, call.parts, syntax)
        hooked = hooked or row_of(call.method, call.function, call.parts, given, syntax, self.uses, scope, call.value)
        return (hooked,) if hooked is not None else None

    def _given_by_value(
        self, call: Method, called: Value | None, given: list[Value | None], scope: Scope
    ) -> Value | None:
        """What a method gives by what it is called on."""
        value, method, at = call.value, call.method, call.at
        if value is None:
            if method in ("map", "then") and call.callback and given:
                made = self.uses.property(given[0], CALL, at, call.whole)
                return self.uses.list_of(made) if method == "map" else made if len(given) == 1 else None
            return self._injected(method, call.parts, scope)
        if method == "then" and given:
            self._set(given[0], value, 0)
            self._relay(self._text(call.parts[0]), call.parts[:1], [value], 0)
            return self.uses.property(self.uses.inferred(given[0], [value], at), CALL, at, call.whole)
        if method in _FAILED:  # what fails may give something else: `.catch(() => ({ reason: "none" }))`
            return None if any(map(gives_something, call.parts)) else value
        if value.kind.name == "map" and not value.is_list:
            if method == "get":
                return self.uses.element(self.uses.values_of(value), at)
            return {"values": self.uses.values_of, "entries": self.uses.entries_of}.get(method, lambda _: None)(value)
        chosen = selected(method, given, self.uses, at)
        if chosen is not None:
            return chosen
        self._fill_if(call.parts, 1, asked_by_form(called, call.parts, self.uses, self.types), scope)
        read = read_of_form(called, call.parts, self.uses, self.types)
        return read or self.uses.property(called, CALL, at, call.whole)

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

    def _injected(self, name: str, parts: list[Node], scope: Scope) -> Value | None:
        """What a container gives for a class: `inject(UserStore)`, `TestBed.inject(UserStore)`, `TestBed.createComponent(UserCard)`."""
        named = len(parts) >= 1 and parts[0].type == "identifier" and _CLASS.match(self._text(parts[0]))
        if not named or name not in (*_INJECTS, _FIXTURE):
            return None
        made = self._instance(self._text(parts[0]), scope)
        if made is None or name != _FIXTURE:
            return made
        key = Typed(Kind("unknown", options=(made.typed.kind,), steps=(KEY_OF,)))
        return self.uses.value(
            inside(componentInstance=made.typed, componentRef=inside(setInput=function(None, key))), name
        )

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
        form = group_type(self.types.syntax, call)
        if form is not None:
            self.uses.in_place[form[1].name] = form[1]
            return [form[0]]
        return [self.types.typed(t, scope.generics) for t in type_arguments(call)]
