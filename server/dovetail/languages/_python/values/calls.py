"""What calls in Python take and give."""

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import METHODS
from ..classes.columns import related_class
from ..classes.django import historical
from ..classes.names import Names
from ..classes.serializers import is_alone
from ..classes.signals import RECEIVED
from ..scoping.factories import MAKES, MAKES_MANY, OTHERS, is_factory
from ..scoping.rows import EXECUTES
from ..scoping.rows import rows as rows_of
from ..scoping.values import ALIASED, CALL, DUMPED, REST, TYPE_OF, Scope, Value, value_of
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.plain import is_refused
from ..syntax.written import ADAPTER
from .frames import Frames
from .parameters import RUNS, note_parameters
from .parts_of_schemas import note_chosen
from .queries import SHORTCUTS, Queries
from .sinks import COLUMN, Sinks

SAME = frozenset(
    {"sorted", "list", "tuple", "set", "reversed", "copy", "deepcopy", "copy.copy", "copy.deepcopy", "iter", "filter"}
)
ONE = frozenset({"next", "min", "max", "choice", "random.choice", "anext"})
_REPLACES = frozenset(
    "replace dataclasses.replace evolve attrs.evolve attr.evolve copy.replace structs.replace msgspec.structs.replace".split()
)
_DUMPS = frozenset("asdict dataclasses.asdict attrs.asdict attr.asdict structs.asdict msgspec.structs.asdict".split())
_CONVERTS = re.compile(r"(?:msgspec\.)?(?:(?:json|msgpack|yaml|toml)\.decode|convert)")
_CHOOSES = frozenset({"response_model_exclude", "response_model_include"})
_DEPENDS = frozenset({"Depends", "Security", "fastapi.Depends"})
_REFRESHES = frozenset({"refresh", "expire"})  # of a session, which may be told which fields
_MAKES = frozenset("model_validate model_validate_json model_construct parse_obj parse_raw from_orm FromString".split())
_ASKS_FIELD = frozenset({"HasField", "ClearField"})  # of a message of Protocol Buffers
_GIVES_SAME_LIST = frozenset({"copy", "all", "scalars", "unique", "fetchall", "fetchmany", "mappings"})
_GIVES_ONE = frozenset({"pop", "fetchone", "first", "one", "one_or_none", "scalar_one", "scalar_one_or_none"})
_SESSION = re.compile(r"(?:^|[._])(?:session|db|s|conn)$", re.IGNORECASE)
OF_VIEW = "(model)"  # in the scope of a method of a view of Django: the model that the view is for
_VIEWS = frozenset({"get_queryset", "get_object"})
_WORD = re.compile(r"[A-Za-z][\w-]{1,40}")  # what may be one of the values of an enum
_RELATED = frozenset("order_by primaryjoin secondaryjoin foreign_keys remote_side".split())
_ATTRIBUTE = re.compile(r"\b([A-Z]\w*)\.([a-z_]\w*)\b")
_AMONG = frozenset({"in_", "not_in", "notin_", "is_", "is_not"})
_KEYED = frozenset({"values"})
_QUEUED = frozenset({"delay", "apply_async", "s", "si", "send"})  # of a task of Celery, an actor of Dramatiq
_RUNS = frozenset({"add_task", "submit", "to_thread", "run_sync", "run_in_threadpool"})
_LISTS = frozenset({"list", "tuple"})
_CONFLICTS = frozenset({"on_conflict_do_update", "on_duplicate_key_update"})


@dataclass(frozen=True, slots=True)
class Call:
    """A call, with what is known of the receiver of its method and of its arguments (by the ids of their nodes)."""

    node: Node
    function: Node
    parts: Sequence[Node]
    receiver: Value | None
    values: Mapping[int, Value | None]
    scope: Scope

    @property
    def first(self) -> Node | None:
        """The first argument that is neither named nor spread."""
        return (
            self.parts[0] if self.parts and self.parts[0].type not in ("keyword_argument", "dictionary_splat") else None
        )

    @property
    def given(self) -> Value | None:
        return self.values.get(self.first.id) if self.first is not None else None


@dataclass(frozen=True, slots=True)
class Calls:
    """Notes what calls are given, and says what they give back."""

    names: Names
    sinks: Sinks
    queries: Queries

    def value(self, call: Call) -> Value | None:
        """The value of a call."""
        names, scope, parts = self.names, call.scope, call.parts
        written = self._text(call.function) if call.function.type in ("identifier", "attribute") else ""
        if written in _DEPENDS and call.first is not None:
            return self._plain(self._text(call.first), call) if call.first.type == "identifier" else None
        if written.rpartition(".")[2] == "aliased" and call.first is not None:
            known = names.class_name(call.first, scope)
            return Value(TYPE_OF + known) if known else None
        if len(parts) > 2 and written.rpartition(".")[2] in METHODS:
            self._left_out(parts)
        made = names.made(call.function, scope)
        if made.rpartition(".")[2] == ADAPTER and call.first is not None:
            type = names.typed(call.first)
            return Value(f"{ADAPTER}<{type}>") if type else None
        if is_factory(made) and written not in names.returned:
            self.queries.made(Value(made), parts)
            if call.first is not None and made.rpartition(".")[2] in OTHERS:
                self.queries.made(Value(names.class_name(call.first, scope)), parts[1:])
            return Value(made)
        if written == "Relationship":  # of SQLModel
            self._related(call.node, parts)
            return None
        if made and written not in names.returned:
            self.sinks.make(Value(made), call.node, parts, call.values)
            note_chosen(self.sinks, Value(made), parts)
            at = names.types.syntax.range(call.function).start  # nobody writes its name
            constructor = Value(made).property("__init__", Range(at, at))
            if constructor is not None and parts:
                self._handed_over(constructor, call)
                for i, part in enumerate(takewhile(_is_placed, parts)):
                    self._given_to(constructor, i, part)
            return Value(made)
        if call.function.type == "identifier" and scope.declares(written):
            return self._local(written, call)
        given, first = call.given, call.first
        if written == "map" and first is not None and len(parts) == 2 and first.type in ("identifier", "attribute"):
            given_each = call.values.get(parts[1].id)
            if first.type == "identifier" and given_each is not None:
                self.sinks.hand(names.whole(self._text(first)), 0, given_each.element(names.types.syntax.range(first)))
            each = self.value(Call(call.node, first, (), None, {}, scope))
            return each.listed() if each is not None else None
        if written in _REPLACES and given is not None:
            self.sinks.keywords(given, parts)
            return given
        if written in ("cast", "typing.cast") and first is not None:
            return names.value(first)
        if _CONVERTS.fullmatch(written) and (type := self._converted(parts)) is not None:
            return names.value(type)
        if written == "getattr" and given is not None and len(parts) > 1 and is_plain_string(parts[1]):
            named = self.sinks.key(given, parts[1])
            self.sinks.uses.emit(named, "read", "lookup")
            return named
        if written in _DUMPS and given is not None:
            return given.property(DUMPED, names.types.syntax.range(call.node))
        if written in SHORTCUTS and given is not None:
            return self.queries.found(written, given, parts)
        if written.rpartition(".")[2] in ("relationship", "Relationship"):
            self._related(call.node, parts)
        frame = Frames(self.sinks).read(written, parts)
        if frame is not None:
            return frame
        started = self.queries.started(written, parts, scope, call.given if _is_of_self(call) else None)
        if started is not None:
            return started
        if call.function.type == "identifier":
            return self._plain(written, call)
        return self._method(call)

    def _left_out(self, parts: Sequence[Node]) -> None:
        """The names of a route's model that its answer goes without, or has alone: `response_model_exclude={"email"}` of FastAPI."""
        listed = [ts.field(p, "value") for p in parts if self.sinks.keyword_name(p) in _CHOOSES]
        model = next((ts.field(p, "value") for p in parts if self.sinks.keyword_name(p) == "response_model"), None)
        value = self.names.value(model) if listed and model is not None else None
        for names in listed if value is not None and not value.form else ():
            one = replace(value, depth=0) if value is not None else None
            dumped = one.property(DUMPED, self.names.types.syntax.range(names)) if one is not None and names else None
            if dumped is not None:
                self.sinks.listed(names, dumped)

    def _related(self, call: Node, parts: Sequence[Node]) -> None:
        """The columns in the strings of a relation of SQLAlchemy: `relationship(order_by="Post.created_at", back_populates="author")`."""
        syntax = self.names.types.syntax
        for part in parts:
            value = ts.field(part, "value") if part.type == "keyword_argument" else None
            if value is None or not is_plain_string(value):
                continue
            if self.sinks.keyword_name(part) == "back_populates" and (related := related_class(syntax, call)):
                named = Value(related).property(string_value(self._text(value)), string_range(syntax, value))
                self.sinks.uses.emit(named, "read", "named")
            elif self.sinks.keyword_name(part) in _RELATED:
                at = string_range(syntax, value).start
                for found in _ATTRIBUTE.finditer(string_value(self._text(value))):
                    place = Range(at + found.start(2), at + found.end(2))
                    self.sinks.uses.emit(Value(found[1]).property(found[2], place))

    def column(self, node: Node, scope: Scope) -> Value | None:
        """An attribute of a class itself: a column of SQLAlchemy, as a condition names it."""
        function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        if function is not None and arguments is not None and self._text(function) == "col":  # of SQLModel
            return self.column(arguments.children[1], scope)
        owner, name = ts.field(node, "object"), ts.field(node, "attribute")
        known = self.names.class_name(owner, scope) if owner is not None and node.type == "attribute" else ""
        return Value(known).property(self._text(name), self.names.types.syntax.range(name)) if known and name else None

    def _local(self, written: str, call: Call) -> Value | None:
        """What a call of a variable gives: of a class that is given as `cls`, or a function that another one made."""
        own = call.scope.look_up(written)
        if own is None or own.form or own.depth:
            return None
        if written == "cls" and not own.chain:
            self.sinks.make(own, call.node, call.parts)
            return own
        if not own.type_name.startswith(TYPE_OF):
            return None
        self._arguments(own, call)
        return own.property(CALL, self.names.types.syntax.range(call.node))

    def _converted(self, parts: Sequence[Node]) -> Node | None:
        """The type that msgspec is asked for: `convert(body, User)`, `json.decode(text, type=list[User])`."""
        said = next((ts.field(p, "value") for p in parts if self.sinks.keyword_name(p) == "type"), None)
        return said or (parts[1] if len(parts) > 1 and parts[1].type != "keyword_argument" else None)

    def named(self, node: Node, listed: Value) -> None:
        """The names in `attrgetter("opened_at")` and `itemgetter("id")`, which are asked of each of several values."""
        function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        called = self._text(function).rsplit(".", 1)[-1] if function is not None else ""
        value = listed.element(self.names.types.syntax.range(node)) if called in ("attrgetter", "itemgetter") else None
        for part in arguments.children if arguments is not None and value is not None else ():
            if value is not None and is_plain_string(part):
                self.sinks.uses.emit(self.sinks.key(value, part), "read", "lookup" if called == "attrgetter" else "")

    def _plain(self, written: str, call: Call) -> Value | None:
        given, scope, at = call.given, call.scope, self.names.types.syntax.range(call.node)
        if written == "super":
            own = scope.look_up("self")
            return own if own is not None and own.form == "query" else None
        if (written in self.names.functions or written in self.names.imported) and not scope.declares(written):
            whole = self.names.whole(written)
            self.sinks.uses.call(call.node, whole)
            self._arguments(whole, call)
            if (row := rows_of(self.names.types.syntax, written, call.parts)) is not None:
                return row
            if self.names.returned.get(written):
                return value_of(self.names.returned[written])
            if written not in SAME | ONE:
                return whole.property(CALL, at)
        if given is not None and (given.depth or given.chain or given.form):
            if written in SAME:
                return given
            if written in ONE:
                return given.element(at)
        return given if written in ("copy", "deepcopy") else None

    def _arguments(self, function: Value, call: Call) -> None:
        """The keys of dictionaries that are given to a function, for whoever knows what it takes."""
        self._handed_over(function, call)
        for i, part in enumerate(call.parts):
            if part.type == "dictionary_splat" and function.chain:
                rest = function.property(REST, self.names.types.syntax.range(part))
                if rest is not None:
                    self.sinks.spread(rest, part.children[-1])
            if part.type == "dictionary_splat" or part.type == "list_splat":
                return
            name = self.sinks.keyword_name(part)
            if name and (keyword := ts.field(part, "name")) is not None:
                at = self.names.types.syntax.range(keyword)
                rest = function.property(REST, at)
                self.sinks.uses.emit(rest.property(name, at) if rest is not None else None, "write", "keyword")
            value = ts.field(part, "value") if name else part
            self.sinks.hand(function, name or i, call.values.get(part.id))
            if value is not None:
                self._given_to(function, name or i, value)

    def _given_to(self, function: Value, place: int | str, value: Node) -> None:
        """What is written where a function or a constructor takes a parameter, whose type may say what that is."""
        taken = function.property(f"({place})", self.names.types.syntax.range(value))
        if value.type in ("dictionary", "list", "list_comprehension"):
            self.sinks.expect(value, taken)
        elif is_plain_string(value) and _WORD.fullmatch(string_value(self._text(value))) and not is_refused(value):
            self.sinks.quote(value, taken)

    def _handed_over(self, function: Value, call: Call) -> None:
        """The types of what a function is given, for one that says none itself."""
        self.sinks.calls[call.node.id] = function
        given: list[tuple[str, Value | None]] = []
        for i, part in enumerate(call.parts):
            if part.type in ("dictionary_splat", "list_splat"):
                break
            given.append((self.sinks.keyword_name(part) or str(i), call.values.get(part.id)))
        self.sinks.handed_over(function, given)

    def _method(self, call: Call) -> Value | None:
        target, name = ts.field(call.function, "object"), ts.field(call.function, "attribute")
        if target is None or name is None:
            return None
        method, receiver, parts, syntax = self._text(name), call.receiver, call.parts, self.names.types.syntax
        if receiver is not None:
            self.sinks.uses.call(call.node, receiver.property(method, syntax.range(name)))
        if method in _KEYED | _CONFLICTS:
            model = self.names.model(call.function, call.scope)
            if model is not None:
                self._written(method, model, parts)
                return replace(model, form="joined")
        if method in _CONFLICTS and receiver is not None and receiver.form == "joined":
            self._written(method, receiver.held(), parts)
            return receiver
        model = call.scope.look_up(OF_VIEW) if method in _VIEWS and self._text(target) in ("self", "super()") else None
        if model is not None and (receiver is None or method == "get_object"):
            return replace(model, form="query", columns=(model.type_name,)) if method == "get_queryset" else model
        if method == "save" and self._text(target) == "super()" and call.scope.look_up(OF_VIEW) is not None:
            return call.scope.look_up(OF_VIEW)  # of a form or a serializer, which gives the object
        if method == "to_representation" and self._text(target).startswith("super("):
            own = call.scope.look_up("self")
            return own.property("data", syntax.range(name)) if own is not None and is_alone(syntax, call.node) else None
        if method == "get_model" and (model := historical(syntax, parts)):
            return Value(TYPE_OF + model)
        if method in _AMONG and parts:
            self.sinks.quote(parts[0], receiver or self.column(target, call.scope))
        if method == "returning" and (rows := self.queries.selected(parts, call.scope)) is not None:
            return rows
        if method == "select" and not parts and (table := self.names.table(target, call.scope)) is not None:
            return replace(table, form="select")
        if method in _REFRESHES and call.given is not None:
            for part in parts[1:]:
                if self.sinks.keyword_name(part) in ("", "attribute_names"):
                    self.sinks.listed(ts.field(part, "value") or part, call.given, "named")
        self._handed_on(method, target, call)
        if method == "connect" and call.first is not None and self._is_function(call.first, call.scope):
            self._connected(self.names.whole(self._text(call.first)), call)
        owner = self.names.made(target, call.scope)
        if owner:
            if is_factory(owner) and method in MAKES | MAKES_MANY:
                self.queries.made(Value(owner), parts)
                return Value(owner, int(method in MAKES_MANY))
            if method in _MAKES:
                self._validated(method, Value(owner), parts)
                return Value(owner)
            return self._called(Value(owner), method, call)
        if receiver is not None and receiver.form == "frame":
            return Frames(self.sinks).method(receiver, method, parts)
        if receiver is not None and receiver.form:
            return self.queries.method(receiver, method, parts, syntax.range(name))
        first = parts[0] if parts else None
        model = self.names.model(first, call.scope) if first is not None and first.type == "call" else None
        asked = call.values.get(parts[1].id) if method in RUNS and len(parts) > 1 else None
        if asked is not None:
            note_parameters(syntax, self.sinks.uses, method, parts, asked)
        rows = self.queries.run(method, call.given, parts, model)
        if rows is not None:
            return rows
        dictionaries = rows_of(syntax, method, parts)
        if dictionaries is not None:
            if method in EXECUTES and target.type == "identifier" and call.scope.declares(self._text(target)):
                call.scope.bind(self._text(target), dictionaries)  # a cursor, which gives them later
            return dictionaries
        entity = self.names.class_name(first, call.scope) if first is not None else ""
        if entity and method in ("get", "get_one", "get_or_404") and _SESSION.search(self._text(target)) is not None:
            return Value(entity)
        if method in ("get", "get_one") and _SESSION.search(self._text(target)) is not None and _is_of_self(call):
            return call.given.property(CALL, syntax.range(name)) if call.given is not None else None
        if receiver is None:
            return None
        if receiver.depth and not receiver.chain:
            if method in _GIVES_SAME_LIST:
                return receiver
            return receiver.element(syntax.range(name)) if method in _GIVES_ONE else None
        return self._own(receiver, method, call)

    def _handed_on(self, method: str, target: Node, call: Call) -> None:
        """What a queue or another thread hands on to a function: `notify.delay(message)`, `tasks.add_task(notify, message)`."""
        if method in _QUEUED and self._is_function(target, call.scope):
            function = self.names.whole(self._text(target))
            if method == "apply_async":
                self._applied(function, call.parts)
            else:
                self._arguments(function, call)
        elif method in _RUNS and call.first is not None and self._is_function(call.first, call.scope):
            self._arguments(self.names.whole(self._text(call.first)), replace(call, parts=call.parts[1:]))

    def _connected(self, function: Value, call: Call) -> None:
        """The model of which a function hears when it is saved: `post_save.connect(tell, sender=Order)`."""
        said = next((ts.field(p, "value") for p in call.parts if self.sinks.keyword_name(p) == "sender"), None)
        sent = self.names.class_name(said, call.scope) if said is not None else ""
        if sent:
            self.sinks.handed_over(function, ((RECEIVED, Value(sent)),))

    def _applied(self, function: Value, parts: Sequence[Node]) -> None:
        """`notify.apply_async(args=[message], kwargs={"to": person})`."""
        for i, part in enumerate(parts):
            value = ts.field(part, "value") or part
            if self.sinks.keyword_name(part) == "args" or (i == 0 and value is part):
                items = [c for c in value.children if c.is_named and c.type != "comment"]
                given = [(str(place), item) for place, item in enumerate(items)] if value.type in _LISTS else []
            elif self.sinks.keyword_name(part) == "kwargs" and value.type == "dictionary":
                pairs = [(ts.field(c, "key"), ts.field(c, "value")) for c in value.children if c.type == "pair"]
                given = [(string_value(self._text(k)), v) for k, v in pairs if k is not None and is_plain_string(k)]
            else:
                continue
            for place, item in given:
                if item is not None and item.type in ("dictionary", "list"):
                    self.sinks.expect(item, function.property(f"({place})", self.names.types.syntax.range(item)))

    def _is_function(self, node: Node, scope: Scope) -> bool:
        name = self._text(node)
        known = name in self.names.functions or name in self.names.imported
        return (
            node.type == "identifier" and known and not scope.declares(name) and not self.names.class_name(node, scope)
        )

    def _own(self, receiver: Value, method: str, call: Call) -> Value | None:
        """What a method of a value itself gives."""
        parts, at = call.parts, self.names.types.syntax.range(call.node)
        if method in ("model_copy", "copy", "sqlmodel_update"):
            if method == "sqlmodel_update" and parts:
                self.sinks.expect(parts[0], receiver, part=True)
            update = next((p for p in parts if self.sinks.keyword_name(p) == "update"), None)
            if update is not None:
                self.sinks.expect(ts.field(update, "value"), receiver, part=True)
            return receiver
        if method in ("model_dump", "dict", "_asdict"):
            aliased = next((ts.field(p, "value") for p in parts if self.sinks.keyword_name(p) == "by_alias"), None)
            by_alias = self._text(aliased) if aliased is not None else "False"
            dumped = receiver.property(DUMPED, at)
            for part in parts:
                if self.sinks.keyword_name(part) in ("include", "exclude") and dumped is not None:
                    self.sinks.listed(ts.field(part, "value"), dumped)
            if by_alias == "True" and method != "_asdict":
                return receiver.property(ALIASED, at)
            return dumped if by_alias == "False" else None
        if method in ("get", "pop", "setdefault") and parts and is_plain_string(parts[0]):
            key = self.sinks.key(receiver, parts[0])
            self.sinks.uses.emit(key)
            return key
        if method in _ASKS_FIELD and parts and is_plain_string(parts[0]):
            self.sinks.uses.emit(self.sinks.key(receiver, parts[0]), "read", "lookup")  # or that of a `oneof`
        if method in ("save", "asave", "refresh_from_db", "arefresh_from_db"):
            for part in parts:
                if self.sinks.keyword_name(part) in ("update_fields", "fields"):
                    self.sinks.listed(ts.field(part, "value"), receiver, "lookup")
        if method == "_replace":
            self.sinks.keywords(receiver, parts)
            return receiver
        return self._called(receiver, method, call)

    def _called(self, receiver: Value, method: str, call: Call) -> Value | None:
        """What a method gives, for whoever knows its class."""
        name = ts.field(call.function, "attribute")
        function = receiver.property(method, self.names.types.syntax.range(name)) if name is not None else None
        if function is None or method.startswith("__"):
            return None
        self._arguments(function, call)
        if receiver.chain and receiver.leads():
            self.queries.asked(receiver, method, call.parts)
        return function.property(CALL, self.names.types.syntax.range(call.node))

    def _written(self, method: str, model: Value, parts: Sequence[Node]) -> None:
        if method == "values":
            self.sinks.keywords(model, parts, via=COLUMN)
            for part in parts:
                self.sinks.rows(part, model)
        elif method == "on_duplicate_key_update":
            self.sinks.keywords(model, parts)
        for part in parts:
            if self.sinks.keyword_name(part) == "index_elements":
                self.sinks.listed(ts.field(part, "value"), model, "lookup")
            if self.sinks.keyword_name(part) == "set_":
                self.sinks.expect(ts.field(part, "value"), model, part=True)

    def _validated(self, method: str, model: Value, parts: Sequence[Node]) -> None:
        if method == "model_construct":
            self.sinks.keywords(model, parts)
        elif method in ("model_validate", "parse_obj") and parts:
            self.sinks.expect(parts[0], model, part=any(self.sinks.keyword_name(p) == "update" for p in parts))
            for part in parts:
                if self.sinks.keyword_name(part) == "update":
                    self.sinks.expect(ts.field(part, "value"), model, part=True)

    def _text(self, node: Node) -> str:
        return self.names.types.syntax.str(node)


def _is_placed(part: Node) -> bool:
    """True for an argument whose parameter is known by its place; of a keyword the attribute of that name tells."""
    return part.type not in ("keyword_argument", "list_splat", "dictionary_splat")


def _is_of_self(call: Call) -> bool:
    """True where a class is given that an object keeps: `session.get(self.model, id)`."""
    first = call.first
    return first is not None and first.type == "attribute" and (first.text or b"").startswith((b"self.", b"cls."))
