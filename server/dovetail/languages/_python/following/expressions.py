"""What expressions of Python are the values of."""

import re
from abc import abstractmethod
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace

from ... import _treesitter as ts
from ..._statements import constant
from ..classes.named import NAMED
from ..scoping.chosen import items_of
from ..scoping.factories import MADE, is_factory, is_lazy
from ..scoping.rows import puts_into
from ..scoping.values import (
    COMPREHENSIONS,
    DUMPED,
    DUMPS,
    ENTERED,
    OF_COLUMN,
    TYPE_OF,
    Scope,
    Value,
    agreed,
    target_names,
)
from ..syntax.given import inside
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.locals import function_of, local_value
from ..syntax.plain import is_refused
from ..values.calls import OF_VIEW, ONE, SAME, Call
from ..values.frames import Frames, changes
from ..values.narrowing import Narrowed, guarded
from .targets import MAX_DEPTH, Targets

SKIPPED = frozenset("comment type import_statement import_from_statement future_import_statement integer float".split())
USER_MODEL = "AUTH_USER_MODEL"  # the model of Django's settings, which a project makes itself
_TWICE = (
    2  # where a table is made and where it is asked: one that is asked elsewhere too may be for other values as well
)
_MEMBER = "value"  # of a member of an enum
_EMPTY = frozenset({"None", "{}", "[]", "()", "dict()", "list()", "set()", "tuple()"})
_GUARDS = frozenset({"isinstance", "hasattr", "getattr", "setattr", "issubclass", "type", "vars", "delattr"})
ASKED = "asked"  # how a use comes about that asks whether a key is there
OF_FACTORY = "(made)"  # in the scope of a factory's class: what it makes
_KEY = "k"  # some key or number: a step to one value of what holds several
_PATHS = ("attribute", "subscript")
_WHOLE = tuple((step,) for step in DUMPS)
_RAISES = frozenset({"raises", "assertRaises"})
_KEPT_IN = ("value", "exception")  # the error itself, by pytest and by unittest
_ASSERTS_IN = "self.assertIn"
_ASSERTS = frozenset({"self.assertEqual", "self.assertNotEqual", _ASSERTS_IN})
_MUTATES = frozenset({"update", "setdefault"})


@dataclass
class Expressions(Targets):
    """Follows expressions, and notes the uses that are in them.

    `paths` are the attributes and items, `rows[0]`, of which somewhere is asked what they are.
    """

    paths: set[str] = field(default_factory=set[str])

    @abstractmethod
    def visit(self, node: Node, scope: Scope, depth: int) -> None:
        """Follows one statement, or whatever stands in its place."""

    def infer(self, node: Node | None, scope: Scope, depth: int) -> Value | None:
        """Follows an expression, and says what its value is."""
        if node is None or depth > MAX_DEPTH or node.type in SKIPPED:
            return None
        if self.paths and node.type in _PATHS and self.text(node) in self.paths and scope.declares(self.text(node)):
            return None
        match node.type:
            case "identifier":
                return self.names.variable(node, scope)
            case "attribute":
                value = self.attribute(node, scope, depth)
                self.uses.emit(value)
                return value
            case "subscript":
                value = self.subscript(node, scope, depth)
                self.uses.emit(value)
                return value
            case "call":
                return self._call(node, scope, depth)
            case "await" | "parenthesized_expression":
                return self.infer(next(iter(_parts(node)), None), scope, depth + 1)
            case "assignment" | "augmented_assignment":
                return self.assignment(node, scope, depth)
            case "named_expression":
                name = ts.field(node, "name")
                value = self.infer(ts.field(node, "value"), scope, depth + 1)
                self.assign(name, value, scope, depth)
                return value
            case "conditional_expression":
                parts = _parts(node)
                return self._chosen(parts[0], parts[1], parts[2], scope, depth) if len(parts) == 3 else None
            case "boolean_operator":
                return self._either(node, scope, depth)
            case "lambda":
                self.visit_lambda(node, scope, depth, None)
                return None
            case "yield":
                scope.given.append(self.infer(next(iter(_parts(node)), None), scope, depth + 1))
                return None
            case "as_pattern":
                self._entered(node, scope, depth)
                return None
            case kind if kind in COMPREHENSIONS:
                return self._comprehension(node, scope, depth)
            case "list" | "tuple" | "set":
                return self._collected(_parts(node), scope, depth)
            case "comparison_operator":
                among = any(c.type in ("in", "not in") for c in node.children)
                self._compared(_parts(node), scope, depth, among)
                return None
            case "function_definition" | "class_definition" | "block":
                self.visit(node, scope, depth + 1)
                return None
            case "keyword_argument":
                return self.infer(ts.field(node, "value"), scope, depth + 1)
            case _:
                for part in node.children:
                    if part.is_named:
                        self.infer(part, scope, depth + 1)
                return None

    def _entered(self, node: Node, scope: Scope, depth: int) -> None:
        """`with session.begin() as db`: the name stands for what the value gives that is entered."""
        target = ts.child(node, "as_pattern_target")
        value = self.infer(node.children[0], scope, depth + 1)
        entered = value.property(ENTERED, self.types.syntax.range(node.children[0])) if value else None
        entered = self._expected(node.children[0], scope) or entered
        for name in target_names(self.types.syntax, target):
            scope.bind(name, entered if target is not None and target.child_count == 1 else None)

    def _expected(self, call: Node, scope: Scope) -> Value | None:
        """The error that a test expects, as it is kept: `with pytest.raises(Refused) as caught`, whose `value` it is."""
        function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
        if function is None or arguments is None or self.text(function).rpartition(".")[2] not in _RAISES:
            return None
        first = next((c for c in arguments.children if c.is_named), None)
        class_ = self.names.class_name(first, scope) if first is not None else ""
        return Value(class_, form="raised") if class_ else None

    def _collected(self, parts: list[Node], scope: Scope, depth: int) -> Value | None:
        """A list that is written out, where all in it are of one class."""
        values = [self.infer(part, scope, depth + 1) for part in parts]
        first = values[0] if values else None
        if first is None or first.chain or first.form or any(v != first for v in values):
            return None
        return Value(first.type_name, first.depth + 1)

    def _chosen(self, yes: Node, condition: Node, no: Node, scope: Scope, depth: int) -> Value | None:
        """`a if condition else b`: the one value that both are, `None` left aside."""
        told = guarded(self.names, condition, scope)
        self.infer(condition, scope, depth + 1)
        ways = ((yes, told.yes if told is not None else None), (no, told.no if told is not None else None))
        values = [(part, self._under(part, told, way, scope, depth)) for part, way in ways]
        return agreed([value for part, value in values if part.type != "none"])

    def _either(self, node: Node, scope: Scope, depth: int) -> Value | None:
        """`a and b` is `b`; `a or b` the one value that both are, what is empty left aside."""
        left, operator, right = (ts.field(node, n) for n in ("left", "operator", "right"))
        told = guarded(self.names, left, scope)
        first = self.infer(left, scope, depth + 1)
        both = operator is None or operator.type == "and"
        second = self._under(right, told, None if told is None else told.yes if both else told.no, scope, depth)
        if both:
            return second
        return first if right is not None and self.types.syntax.str(right) in _EMPTY else agreed([first, second])

    def _under(
        self, part: Node | None, told: Narrowed | None, way: Value | None, scope: Scope, depth: int
    ) -> Value | None:
        """Follows what is only reached where a condition says what a name stands for."""
        if told is None or way is None:
            return self.infer(part, scope, depth + 1)
        before = dict(scope.names)
        scope.bind(told.name, way)
        value = self.infer(part, scope, depth + 1)
        scope.names = before
        return value

    def _compared(self, parts: list[Node], scope: Scope, depth: int, among: bool) -> None:
        """`a == b`, `a in (b, c)`: a text beside a field is one of its values; `"name" in values` asks for a key."""
        values = [self.infer(p, scope, depth + 1) or self.calls.column(p, scope) for p in parts]
        if len(parts) == 2:
            self._same(parts, values, scope, depth, among)

    def _same(self, parts: list[Node], values: list[Value | None], scope: Scope, depth: int, among: bool) -> None:
        """Two values of which the one is, or is among, the other."""
        asked = values[1] if among and is_plain_string(parts[0]) else None
        if asked is not None and parts[1].type == "identifier":
            operator = parts[0].next_sibling
            whole = asked.chain[-1:] and asked.chain[-1] in DUMPS and operator is not None and operator.type == "in"
            via = ASKED if whole else MADE  # others may have what is not there
            self.uses.emit(self.sinks.key(asked, parts[0]), "read", via)
            return
        self.sinks.quote(parts[0], values[1])
        self.sinks.quote(parts[1], values[0])
        self.sinks.alike(parts[0], values[1])
        self.sinks.alike(parts[1], values[0])
        for item in items_of(self.types.syntax, parts[1]) if among and parts[1].type in ("identifier", "call") else ():
            self.sinks.quote(item, values[0])
        if parts[0].type == parts[1].type == "tuple" and len(parts[0].children) == len(parts[1].children):
            for left, right in zip(parts[0].children, parts[1].children, strict=True):
                self._beside(left, right, scope, depth)

    def _beside(self, left: Node, right: Node, scope: Scope, depth: int) -> None:
        if left.is_named and right.is_named:
            self.sinks.quote(right, self.infer(left, scope, depth + 1))
            self.sinks.quote(left, self.infer(right, scope, depth + 1))

    def attribute(self, node: Node, scope: Scope, depth: int) -> Value | None:
        target, name = ts.field(node, "object"), ts.field(node, "attribute")
        if target is None or name is None or name.is_missing:
            return None
        written = self.text(name)
        owner = self.names.class_name(target, scope)
        if owner and is_factory(owner):
            return None
        if owner:
            found = Value(owner).property(written, self.types.syntax.range(name))
            self.uses.emit(found)
            nested = written[:1].isupper() and not written.isupper()
            return found if nested else self.queries.manager(owner, written)
        if self.names.class_name(node, scope):
            return None
        if written == "queryset" and self.text(target) == "self" and (model := scope.look_up(OF_VIEW)) is not None:
            return replace(model, form="query", columns=(model.type_name,))
        if self._is_object(node, scope) and (model := scope.look_up(OF_VIEW)) is not None:
            return model
        if written == "user" and self._is_request(target):
            self.infer(target, scope, depth + 1)
            return Value(USER_MODEL)
        value = self.infer(target, scope, depth + 1)
        if value is not None and value.form == "row" and written == "_mapping":
            return value  # of SQLAlchemy: the same row, by its keys
        if value is not None and value.form in ("select", "joined") and written in ("c", "columns"):
            return replace(value, form="row") if OF_COLUMN in "".join(value.columns[:1]) else None  # of a subquery
        if value is not None and value.form == "row" and written in value.columns:
            return Value(written)
        if value is not None and value.form == "row":
            return value.column(written, self.types.syntax.range(name))
        if value is None or written.startswith("__"):
            return None
        if value.form == "raised":
            return replace(value, form="") if written in _KEPT_IN else None
        return value.property(written, self.types.syntax.range(name))

    def _is_object(self, node: Node, scope: Scope) -> bool:
        """True for the object that a view of Django shows, or that a form is for which it makes itself."""
        if self.text(node) == "form.instance":
            form = scope.look_up("form")
            return form is None or form.chain[-1:] == ("(form)",)
        return self.text(node) == "self.object"

    def _is_request(self, node: Node) -> bool:
        """True for the request of Django: `request`, `self.request`, `self.context["request"]`."""
        return self.text(node).removeprefix("self.") in ("request", 'context["request"]', "context['request']")

    def subscript(self, node: Node, scope: Scope, depth: int) -> Value | None:
        indices = node.children_by_field_name("subscript")
        value = self.infer(ts.field(node, "value"), scope, depth + 1)
        if value is None and len(indices) == 1 and is_plain_string(indices[0]):
            self._member(ts.field(node, "value"), indices[0], scope)
        for index in indices:
            self._looked_up(ts.field(node, "value"), self.infer(index, scope, depth + 1))
        if value is None or len(indices) != 1:
            return None
        if value.form == "map":
            return value.held()
        if value.form == "frame":
            return Frames(self.sinks).item(value, indices[0])
        if value.form == "picked" and is_plain_string(indices[0]):
            return self.queries.item(value, indices[0])
        at = self.types.syntax.range(indices[0])
        number = self.text(indices[0])
        if value.form == "row" and is_plain_string(indices[0]):
            found = value.column(string_value(number), string_range(self.types.syntax, indices[0]))
            self.uses.emit(found, "read", NAMED)  # a row's keys are the names of its columns
            return found
        if value.form == "row":
            return value.part(int(number), at) if number.isdigit() else None
        if is_plain_string(indices[0]):
            if value.chain[-1:] == (DUMPED,) and "__" in number:  # of what another model has
                self.queries.named(replace(value, chain=value.chain[:-1], ranges=value.ranges[:-1]), indices[0])
                return None
            return self.sinks.key(value, indices[0])
        if indices[0].type == "slice":
            return value
        listed = value.form in ("list", "query", "rows", "values") or (value.depth > 0 and not value.chain)
        if value.leads() and not listed:
            return value.part(int(number), at) if number.isdigit() else value.property(f"[{_KEY}]", at)
        countable = indices[0].type in ("integer", "unary_operator") or listed
        return value.element(at) if countable else None

    def _member(self, target: Node | None, name: Node, scope: Scope) -> None:
        """A member of an enum class by its name: `State["OPEN"]`."""
        owner = self.names.class_name(target, scope) if target is not None else ""
        if owner and not is_refused(name):
            self.uses.emit(self.sinks.key(Value(f"{TYPE_OF}{owner}"), name))

    def _looked_up(self, table: Node | None, index: Value | None) -> None:
        """`COLORS[task.state]`: the keys of a dictionary that is written here are values of the field."""
        if table is None or index is None:
            return
        if index.chain[-1:] == (_MEMBER,):
            index = replace(index, chain=index.chain[:-1], ranges=index.ranges[:-1])
        if table.type == "identifier":
            table = self._table(table) or table
        for pair in table.children if table.type == "dictionary" else ():
            key = ts.field(pair, "key")
            if key is not None:
                self.sinks.quote(key, index)

    def _table(self, name: Node) -> Node | None:
        """What a name stands for that its function, or its file, gives one value and asks once: more may be asked of it elsewhere."""
        syntax, word = self.types.syntax, re.compile(rf"\b{self.text(name)}\b")
        own, function = local_value(syntax, name), function_of(name)
        if own is not None and function is not None:
            return own if len(word.findall(syntax.str(function))) == _TWICE else None
        return constant(syntax, self.text(name)) if len(word.findall(syntax.text.source)) == _TWICE else None

    def _call(self, node: Node, scope: Scope, depth: int) -> Value | None:
        function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        if function is None or arguments is None:
            return None
        written = self.text(function) if function.type in ("identifier", "attribute") else ""
        generated = arguments.type in COMPREHENSIONS
        parts = [arguments] if generated else [c for c in arguments.children if c.is_named and c.type != "comment"]
        first = parts[0] if parts and parts[0].type not in ("keyword_argument", "dictionary_splat") else None
        named = len(parts) > 1 and is_plain_string(parts[1])
        harmless = (written == "getattr" and named and len(parts) == 2) or (written == "setattr" and not named)
        guarded_names = target_names(self.types.syntax, first) if written in _GUARDS and not harmless else []
        receiver = None
        if function.type == "attribute":
            target = ts.field(function, "object")
            receiver = self.infer(target, scope, depth + 1) if target is not None else None
            if receiver is not None and self._is_changed(receiver, function, arguments):
                for name in target_names(self.types.syntax, target):
                    scope.forget(name)
        elif function.type != "identifier":
            self.infer(function, scope, depth + 1)
        given: Value | None = receiver if written.endswith(".sort") else None
        makes = scope.look_up(OF_FACTORY) if is_lazy(written) else None
        values: dict[int, Value | None] = {}
        for part in parts:
            if part.type == "lambda" and makes is not None:
                self.visit_lambda(part, scope, depth, makes)
                continue
            if part.type == "lambda" and (given is not None or written in ("map", "filter")):
                listed = given if given is not None else self.infer(parts[-1], scope, depth + 1)
                self.visit_lambda(part, scope, depth, listed.element(self.types.syntax.range(part)) if listed else None)
                continue
            inner = ts.field(part, "value") if part.type == "keyword_argument" else part
            sorts = written in SAME | ONE | {"groupby", "itertools.groupby"} or written.endswith(".sort")
            if inner is not None and given is not None and sorts:
                self.calls.named(inner, given)
            if inner is not None and inner.type == "lambda" and given is not None and sorts:
                self.visit_lambda(inner, scope, depth, given.element(self.types.syntax.range(inner)))
                continue
            if part.type == "dictionary_splat":
                values[part.id] = self._spread(part, scope, depth)
                continue
            value = values[part.id] = self.infer(part, scope, depth + 1)
            given = value if part == first else given
        if written == "filter" and len(parts) == 2:
            parts = parts[1:]
        if function.type == "attribute" and written.endswith(".get") and first is not None:
            self._looked_up(ts.field(function, "object"), values.get(first.id))
        if written in _ASSERTS and len(parts) > 1:  # behind these there may be a message
            both = [values.get(p.id) or self.calls.column(p, scope) for p in parts[:2]]
            self._same(parts[:2], both, scope, depth, among=written == _ASSERTS_IN)
        value = self.calls.value(Call(node, function, parts, receiver, values, scope))
        for name in guarded_names:
            scope.forget(name)
        if written == "isinstance" and first is not None and first.type in _PATHS:
            self.paths.add(self.text(first))
            scope.forget(self.text(first))
        return value

    def _spread(self, part: Node, scope: Scope, depth: int) -> Value | None:
        """The value that `**` spreads, be it made a dictionary before, `**dict(row)`; nothing of what may have other keys by then."""
        inner = part.children[-1]
        value = self.infer(inner, scope, depth + 1)
        arguments = ts.field(inner, "arguments") if self.text(inner).startswith("dict(") else None
        named = arguments.named_children if arguments is not None else [inner]
        if len(named) != 1 or named[0].type != "identifier" or puts_into(self.types.syntax, named[0]):
            return None
        return scope.look_up(self.text(named[0])) if named[0].id != inner.id else value

    def _is_changed(self, receiver: Value, function: Node, arguments: Node) -> bool:
        """True where a method may give a dictionary other keys, or a frame other columns, than it had."""
        method = self.text(function.children[-1])
        if receiver.form == "frame":
            return changes(method, arguments.text or b"")
        whole = receiver.form == "picked" or receiver.chain[-1:] in _WHOLE
        return whole and method in _MUTATES

    def _comprehension(self, node: Node, scope: Scope, depth: int) -> Value | None:
        inner = Scope(scope, inline=True)
        body = ts.field(node, "body")
        for part in node.children:
            if part.type == "for_in_clause":
                left, right = ts.field(part, "left"), ts.field(part, "right")
                if left is not None and right is not None:
                    listed = self.infer(right, inner, depth + 1)
                    self.each(left, right, listed, inner, depth)
            elif part.is_named and part != body:
                self.infer(part, inner, depth + 1)
        if node.type == "dictionary_comprehension" and body is not None:
            self.infer(ts.field(body, "key"), inner, depth + 1)
            value = self.infer(ts.field(body, "value"), inner, depth + 1)
            return replace(value, form="map") if value is not None and not value.form else None
        value = self.infer(body, inner, depth + 1)
        return value.listed() if value is not None else None

    def visit_lambda(self, node: Node, scope: Scope, depth: int, given: Value | None) -> None:
        inner = Scope(scope, inline=True)
        parameters = ts.field(node, "parameters")
        for i, part in enumerate(inside(parameters)):
            for name in target_names(self.types.syntax, part):
                inner.names[name] = given if i == 0 and part.type == "identifier" else None
        self.infer(ts.field(node, "body"), inner, depth + 1)


def _parts(node: Node) -> list[Node]:
    """What stands in an expression, comments apart."""
    return [c for c in node.children if c.is_named and c.type != "comment"]
