"""Follows values of a known class through Python functions: what is read from them, and written to them.

Precision first: what several ways through the code leave different, what a guard narrows and what comes from where we
cannot see is unknown, and unknown values have no uses.
"""

import re

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace

from . import _treesitter as ts
from ._py_calls import ONE, SAME, Call
from ._py_gathered import Gathered
from ._py_literals import is_plain_string
from ._py_models import method_name
from ._py_named import NAMED, field_strings
from ._py_narrowing import guarded, matched_class
from ._py_parameters import untyped
from ._py_values import (
    CALL,
    COMPREHENSIONS,
    DUMPED,
    ENTERED,
    Scope,
    Uses,
    Value,
    agreed,
    bound_names,
    merged,
    pairs,
    pattern_names,
    target_names,
    written_of,
)

_MAX_DEPTH = 120
_SKIPPED = frozenset(
    "comment type import_statement import_from_statement future_import_statement integer float".split()
)
_GUARDS = frozenset({"isinstance", "hasattr", "getattr", "setattr", "issubclass", "type", "vars", "delattr"})
_QUERIES = re.compile(r"(?:QuerySet|Manager)\b")
USER_MODEL = "AUTH_USER_MODEL"  # the model of Django's settings, which a project makes itself
_KEY = "k"  # some key or number: a step to one value of what holds several
_MUTATES = frozenset({b"update", b"setdefault"})


@dataclass
class Follower(Gathered):
    """Walks one file."""

    def run(self, root: Node) -> Uses:
        for statement in root.children:
            inner = ts.field(statement, "definition") if statement.type == "decorated_definition" else statement
            self.names.declare(inner or statement)
        # At the top of a file a name is a class, an alias or a constant; the variables of a script are followed too.
        counts, _ = bound_names(self.types.syntax, root)
        values = {
            n
            for n in counts
            if n not in self.names.classes | self.names.aliases.keys() | self.names.returned.keys()
            and not (n in self.names.functions and counts[n] == 1)
        }
        for statement in root.children:
            if statement.type in ("import_statement", "import_from_statement"):
                values -= {self._text(ts.field(p, "alias") or p) for p in statement.children_by_field_name("name")}
        scope = Scope()
        scope.bound.update({n: counts[n] for n in values})
        self._statements(root, scope, 0)
        once = {name: value for name, value in scope.names.items() if counts[name] == 1}
        self.variables = {name: type for name, value in once.items() if (type := written_of(value))}
        return self.uses

    def _statements(self, block: Node, scope: Scope, depth: int) -> bool:
        """Follows a block; true where its end is not reached."""
        for statement in block.children:
            self.statement(statement, scope, depth)
            if statement.type in ("return_statement", "raise_statement"):
                return True
        return False

    def statement(self, node: Node, scope: Scope, depth: int) -> None:
        """Follows one statement, or whatever stands in its place."""
        if depth > _MAX_DEPTH or node.type in _SKIPPED:
            return
        match node.type:
            case "function_definition":
                self._function(node, scope, depth, None)
            case "class_definition":
                self._class(node, scope, depth)
            case "decorated_definition":
                self._decorated(node, scope, depth)
            case "if_statement" | "elif_clause" | "else_clause":
                self._if(node, scope, depth)
            case "for_statement" | "while_statement":
                self._loop(node, scope, depth)
            case "try_statement":
                self._try(node, scope, depth)
            case "match_statement":
                self._match(node, scope, depth)
            case "block":
                self._statements(node, scope, depth + 1)
            case "return_statement":
                value = next((c for c in node.children if c.is_named and c.type != "comment"), None)
                if value is not None:
                    self.sinks.expect(value, scope.returns)
                    given = self.infer(value, scope, depth + 1)
                    if value.type != "none":
                        scope.given.append(given)
            case "delete_statement":
                for part in node.children:
                    self._target(part, None, scope, depth + 1)
            case _:
                for part in node.children:
                    if part.is_named and part.type == "block":
                        self._statements(part, scope, depth + 1)
                    elif part.is_named:
                        self.infer(part, scope, depth + 1)

    def infer(self, node: Node | None, scope: Scope, depth: int) -> Value | None:
        """Follows an expression, and says what its value is."""
        if node is None or depth > _MAX_DEPTH or node.type in _SKIPPED:
            return None
        match node.type:
            case "identifier":
                return self.names.variable(node, scope)
            case "attribute":
                value = self._property(node, scope, depth)
                self.uses.emit(value)
                return value
            case "subscript":
                value = self._subscript(node, scope, depth)
                self.uses.emit(value)
                return value
            case "call":
                return self._call(node, scope, depth)
            case "await" | "parenthesized_expression":
                inner = next((c for c in node.children if c.is_named and c.type != "comment"), None)
                return self.infer(inner, scope, depth + 1)
            case "assignment" | "augmented_assignment":
                return self._assignment(node, scope, depth)
            case "named_expression":
                name = ts.field(node, "name")
                value = self.infer(ts.field(node, "value"), scope, depth + 1)
                self._target(name, value, scope, depth)
                return value
            case "conditional_expression":
                parts = [c for c in node.children if c.is_named and c.type != "comment"]
                values = [self.infer(c, scope, depth + 1) for c in parts]
                ends = [v for v, c in zip(values[::2], parts[::2], strict=True) if c.type != "none"]
                return agreed(ends) if len(parts) == 3 else None
            case "lambda":
                self._lambda(node, scope, depth, None)
                return None
            case "yield":
                value = next((c for c in node.children if c.is_named and c.type != "comment"), None)
                scope.given.append(self.infer(value, scope, depth + 1))
                return None
            case "as_pattern":
                target = ts.child(node, "as_pattern_target")
                value = self.infer(node.children[0], scope, depth + 1)
                entered = value.property(ENTERED, self.types.syntax.range(node.children[0])) if value else None
                for name in target_names(self.types.syntax, target):
                    scope.bind(name, entered if target is not None and target.child_count == 1 else None)
                return None
            case kind if kind in COMPREHENSIONS:
                return self._comprehension(node, scope, depth)
            case "list" | "tuple" | "set":
                parts = [self.infer(c, scope, depth + 1) for c in node.children if c.is_named and c.type != "comment"]
                first = parts[0] if parts else None
                alike = first is not None and not first.chain and not first.form and all(p == first for p in parts)
                return Value(first.type_name, first.depth + 1) if alike and first is not None else None
            case "comparison_operator":
                self._compared([c for c in node.children if c.is_named and c.type != "comment"], scope, depth)
                return None
            case "function_definition" | "class_definition" | "block":
                self.statement(node, scope, depth + 1)
                return None
            case "keyword_argument":
                return self.infer(ts.field(node, "value"), scope, depth + 1)
            case _:
                for part in node.children:
                    if part.is_named:
                        self.infer(part, scope, depth + 1)
                return None

    def _compared(self, parts: list[Node], scope: Scope, depth: int) -> None:
        """`a == b`, `a in (b, c)`: a text beside a field is one of its values."""
        values = [self.infer(p, scope, depth + 1) for p in parts]
        if len(parts) == 2:
            self.sinks.quote(parts[0], values[1])
            self.sinks.quote(parts[1], values[0])

    def _property(self, node: Node, scope: Scope, depth: int) -> Value | None:
        target, name = ts.field(node, "object"), ts.field(node, "attribute")
        if target is None or name is None or name.is_missing:
            return None
        written = self._text(name)
        owner = self.names.class_name(target, scope)
        if owner:
            self.uses.emit(Value(owner).property(written, self.types.syntax.range(name)))
            return self.queries.manager(owner, written)
        if self.names.class_name(node, scope):
            return None
        if written == "user" and self._is_request(target):
            self.infer(target, scope, depth + 1)
            return Value(USER_MODEL)
        value = self.infer(target, scope, depth + 1)
        if value is not None and value.form == "row" and written in value.columns:
            return Value(written)
        if value is None or written.startswith("__"):
            return None
        return value.property(written, self.types.syntax.range(name))

    def _is_request(self, node: Node) -> bool:
        """True for the request of Django: `request`, `self.request`, `self.context["request"]`."""
        return self._text(node).removeprefix("self.") in ("request", 'context["request"]', "context['request']")

    def _subscript(self, node: Node, scope: Scope, depth: int) -> Value | None:
        indices = node.children_by_field_name("subscript")
        value = self.infer(ts.field(node, "value"), scope, depth + 1)
        for index in indices:
            self.infer(index, scope, depth + 1)
        if value is None or len(indices) != 1:
            return None
        if value.form == "map":
            return value.held()
        at = self.types.syntax.range(indices[0])
        number = self._text(indices[0])
        if value.form == "row":
            return value.part(int(number), at) if number.isdigit() else None
        if is_plain_string(indices[0]):
            return self.sinks.key(value, indices[0])
        if indices[0].type == "slice":
            return value
        listed = value.form in ("list", "query", "rows", "values") or (value.depth > 0 and not value.chain)
        if value.leads() and not listed:
            return value.part(int(number), at) if number.isdigit() else value.property(f"[{_KEY}]", at)
        countable = indices[0].type in ("integer", "unary_operator") or listed
        return value.element(at) if countable else None

    def _call(self, node: Node, scope: Scope, depth: int) -> Value | None:
        function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        if function is None or arguments is None:
            return None
        written = self._text(function) if function.type in ("identifier", "attribute") else ""
        generated = arguments.type in COMPREHENSIONS
        parts = [arguments] if generated else [c for c in arguments.children if c.is_named and c.type != "comment"]
        first = parts[0] if parts and parts[0].type not in ("keyword_argument", "dictionary_splat") else None
        if written in _GUARDS and not (written == "getattr" and len(parts) == 2 and is_plain_string(parts[1])):
            for name in target_names(self.types.syntax, first):
                scope.forget(name)
        receiver = None
        if function.type == "attribute":
            target = ts.field(function, "object")
            receiver = self.infer(target, scope, depth + 1) if target is not None else None
            if receiver is not None and receiver.chain[-1:] == (DUMPED,) and function.children[-1].text in _MUTATES:
                for name in target_names(self.types.syntax, target):
                    scope.forget(name)
        elif function.type != "identifier":
            self.infer(function, scope, depth + 1)
        given: Value | None = receiver if written.endswith(".sort") else None
        values: dict[int, Value | None] = {}
        for part in parts:
            if part.type == "lambda" and (given is not None or written in ("map", "filter")):
                listed = given if given is not None else self.infer(parts[-1], scope, depth + 1)
                self._lambda(part, scope, depth, listed.element(self.types.syntax.range(part)) if listed else None)
                continue
            inner = ts.field(part, "value") if part.type == "keyword_argument" else part
            sorts = written in SAME | ONE | {"groupby", "itertools.groupby"} or written.endswith(".sort")
            if inner is not None and given is not None and sorts:
                self.calls.named(inner, given)
            if inner is not None and inner.type == "lambda" and given is not None and sorts:
                self._lambda(inner, scope, depth, given.element(self.types.syntax.range(inner)))
                continue
            value = values[part.id] = self.infer(part, scope, depth + 1)
            given = value if part == first else given
        if written == "filter" and len(parts) == 2:
            parts = parts[1:]
        return self.calls.value(Call(node, function, parts, receiver, values, scope))

    def _assignment(self, node: Node, scope: Scope, depth: int) -> Value | None:
        left, right, type = ts.field(node, "left"), ts.field(node, "right"), ts.field(node, "type")
        if node.type == "assignment" and (given := pairs(left, right)):
            values = [self.infer(each, scope, depth + 1) for _, each in given]
            for (target, _), value in zip(given, values, strict=True):
                self._target(target, value, scope, depth)
            return None
        value = self.infer(right, scope, depth + 1)
        if type is not None:
            value = self.names.value(type)
            self.sinks.expect(right, value)
        if node.type == "augmented_assignment":
            value = None
        if right is not None and right.type == "call" and left is not None and left.type == "identifier":
            called = self._text(right).partition("(")[0].rsplit(".", 1)[-1]
            if called == "Table" and scope.parent is None:
                value = self.names.whole(self._text(left))
        if (
            left is not None
            and left.type == "identifier"
            and right is not None
            and right.type == "none"
            and type is None
        ):
            scope.names.pop(self._text(left), None)
        elif left is not None:
            self._target(left, value, scope, depth)
        return None

    def _target(self, target: Node | None, value: Value | None, scope: Scope, depth: int) -> None:
        """Gives the names of a target what they stand for; a property that is a target is written to."""
        if target is None or depth > _MAX_DEPTH:
            return
        if target.type == "identifier":
            scope.bind(self._text(target), value)
        elif target.type == "attribute":
            found = self._property(target, scope, depth + 1)
            self.uses.emit(found, "write")
            if found is not None and len(found.chain) == 1 and self._text(target).startswith(("self.", "cls.")):
                self.kept.setdefault(f"{found.type_name}.{found.chain[0]}", []).append(value)
            given = ts.field(target.parent, "right") if target.parent is not None else None
            if given is not None and target.parent is not None and target.parent.type == "assignment":
                self.sinks.quote(given, found)
                if found is not None and len(found.chain) == 1:
                    self.queries.expressions(Value(found.type_name), [given])
        elif target.type == "subscript":
            found = self._subscript(target, scope, depth + 1)
            if found is not None and {DUMPED, "validated_data"} & set(found.chain):
                for name in target_names(self.types.syntax, ts.field(target, "value")):
                    scope.forget(name)  # what has more keys than the value had fields
            else:
                self.uses.emit(found, "write")
        else:
            parts = [c for c in target.children if c.is_named and c.type != "comment"]
            if len(parts) == 1 and parts[0].type in ("tuple_pattern", "pattern_list", "list_pattern"):
                self._target(parts[0], value, scope, depth + 1)
                return
            fits = value is not None and (value.form != "row" or len(parts) == len(value.columns))
            starred = any(p.type == "list_splat_pattern" for p in parts)
            for i, part in enumerate(parts):
                at = self.types.syntax.range(part)
                self._target(
                    part, value.part(i, at) if value is not None and fits and not starred else None, scope, depth + 1
                )

    def _if(self, node: Node, scope: Scope, depth: int) -> None:
        """An `if` with all that hangs on it: each way starts from what the conditions before it left."""
        self.infer(ts.field(node, "condition"), scope, depth + 1)
        before = dict(scope.names)
        ends: list[dict[str, Value | None]] = []
        taken = ts.field(node, "consequence")
        narrowed = guarded(self.names, ts.field(node, "condition"), scope)
        if narrowed is not None:
            scope.bind(*narrowed)
        if taken is not None and not self._statements(taken, scope, depth + 1):
            ends.append(scope.names)
        scope.names = dict(before)
        otherwise = False
        for part in node.children_by_field_name("alternative"):
            self.infer(ts.field(part, "condition"), scope, depth + 1)
            body = ts.field(part, "consequence") or ts.field(part, "body")
            otherwise = otherwise or part.type == "else_clause"
            before = dict(scope.names)
            if body is not None and not self._statements(body, scope, depth + 1):
                ends.append(scope.names)
            scope.names = dict(before)
        if not otherwise:
            ends.append(before)
        scope.names = merged(ends) if ends else before

    def _loop(self, node: Node, scope: Scope, depth: int) -> None:
        body, left = ts.field(node, "body"), ts.field(node, "left")
        right = ts.field(node, "right")
        listed = self.infer(right, scope, depth + 1)
        before = dict(scope.names)
        inside = bound_names(self.types.syntax, body)[0] if body is not None else {}
        for name in inside:
            if name in scope.names:
                scope.names[name] = None
        if left is not None and right is not None:
            self._each(left, right, listed, scope, depth)
        else:
            self.infer(ts.field(node, "condition"), scope, depth + 1)
        if body is not None:
            self._statements(body, scope, depth + 1)
        scope.names = merged([before, scope.names])
        for name in inside:
            if before.get(name) is not None and scope.names.get(name) != before[name]:
                scope.names[name] = None
        for part in node.children_by_field_name("alternative"):
            self.statement(part, scope, depth + 1)

    def _each(self, left: Node, right: Node, listed: Value | None, scope: Scope, depth: int) -> None:
        """The names of a loop; `enumerate` gives a number with each, `zip` one of each, a dictionary's `items` a key with each."""
        at = self.types.syntax.range(right)
        names = [c for c in left.children if c.is_named]
        if listed is not None and listed.form == "items" and len(names) == 2:
            self._target(names[0], None, scope, depth)
            self._target(names[1], listed.held(), scope, depth)
            return
        function = ts.field(right, "function") if right.type == "call" else None
        arguments = ts.field(right, "arguments")
        called = self._text(function) if function is not None else ""
        if called in ("groupby", "itertools.groupby") and arguments is not None and len(names) == 2:
            first = next((c for c in arguments.children if c.is_named), None)
            self._target(names[0], None, scope, depth)
            self._target(names[1], self.infer(first, scope, depth + 1), scope, depth)
            return
        if arguments is None or called not in ("enumerate", "zip", "itertools.pairwise", "pairwise"):
            self._target(left, listed.element(at) if listed is not None else None, scope, depth)
            return
        given = [c for c in arguments.children if c.is_named and c.type not in ("comment", "keyword_argument")]
        if called == "enumerate":
            values = [None, *(self.infer(p, scope, depth + 1) for p in given[:1])]
        elif called == "zip":
            values = [self.infer(p, scope, depth + 1) for p in given]
        else:
            values = [self.infer(p, scope, depth + 1) for p in given[:1]] * 2
        for i, name in enumerate(names):
            value = values[i] if len(values) == len(names) else None
            self._target(name, value.element(at) if value is not None else None, scope, depth)

    def _try(self, node: Node, scope: Scope, depth: int) -> None:
        before = dict(scope.names)
        body = ts.field(node, "body")
        ended = body is not None and self._statements(body, scope, depth + 1)
        tried = scope.names
        ends = [] if ended else [tried]
        for part in node.children:
            if part.type in ("except_clause", "except_group_clause"):
                scope.names = merged([before, tried])
                for child in part.children:
                    if child.type == "block":
                        if not self._statements(child, scope, depth + 1):
                            ends.append(scope.names)
                    elif child.is_named:
                        self.infer(child, scope, depth + 1)
        scope.names = merged(ends) if ends else before
        for part in node.children:
            if part.type in ("else_clause", "finally_clause"):
                for child in part.children:
                    self.statement(child, scope, depth + 1)

    def _match(self, node: Node, scope: Scope, depth: int) -> None:
        subject = ts.field(node, "subject")
        value = self.infer(subject, scope, depth + 1)
        for name in target_names(self.types.syntax, subject):
            scope.forget(name)
        body = ts.field(node, "body")
        before = dict(scope.names)
        ends = [before]
        for case in body.children if body is not None else []:
            scope.names = dict(before)
            for pattern in (c for c in case.children if c.type == "case_pattern"):
                for part in pattern.children:
                    for one in part.children if part.type == "union_pattern" else (part,):
                        self.sinks.quote(one, value)
                for name in pattern_names(self.types.syntax, pattern):
                    scope.bind(name, None)
                matched = matched_class(self.names, self.uses, pattern, scope)
                if matched is not None and subject is not None and subject.type == "identifier":
                    scope.bind(self._text(subject), matched)
            self.infer(ts.field(case, "guard"), scope, depth + 1)
            taken = ts.field(case, "consequence")
            if taken is not None and not self._statements(taken, scope, depth + 1):
                ends.append(scope.names)
        scope.names = merged(ends)

    def _comprehension(self, node: Node, scope: Scope, depth: int) -> Value | None:
        inner = Scope(scope, inline=True)
        body = ts.field(node, "body")
        for part in node.children:
            if part.type == "for_in_clause":
                left, right = ts.field(part, "left"), ts.field(part, "right")
                if left is not None and right is not None:
                    listed = self.infer(right, inner, depth + 1)
                    self._each(left, right, listed, inner, depth)
            elif part.is_named and part != body:
                self.infer(part, inner, depth + 1)
        if node.type == "dictionary_comprehension" and body is not None:
            self.infer(ts.field(body, "key"), inner, depth + 1)
            value = self.infer(ts.field(body, "value"), inner, depth + 1)
            return replace(value, form="map") if value is not None and not value.form else None
        value = self.infer(body, inner, depth + 1)
        return value.listed() if value is not None else None

    def _lambda(self, node: Node, scope: Scope, depth: int, given: Value | None) -> None:
        inner = Scope(scope, inline=True)
        parameters = ts.field(node, "parameters")
        for i, part in enumerate(c for c in (parameters.children if parameters is not None else []) if c.is_named):
            for name in target_names(self.types.syntax, part):
                inner.names[name] = given if i == 0 and part.type == "identifier" else None
        self.infer(ts.field(node, "body"), inner, depth + 1)

    def _class(self, node: Node, scope: Scope, depth: int) -> None:
        body, name = ts.field(node, "body"), ts.field(node, "name")
        if body is None or name is None:
            return
        own = Value(self._text(name)) if node.parent is not None and scope.parent is None else None
        bases = ts.field(node, "superclasses")
        queries = own is not None and bases is not None and _QUERIES.search(self._text(bases)) is not None
        inner = Scope(scope, inline=True)
        model = self.models.registered(node, scope)
        for member in body.children:
            if own is not None:
                for string in field_strings(self.types.syntax, member):
                    self.uses.emit(self.sinks.key(own, string), "read", NAMED)
            function = ts.field(member, "definition") if member.type == "decorated_definition" else member
            if function is not None and function.type == "function_definition":
                self._function(
                    function, scope, depth + 1, replace(own, form="query") if own and queries else own, model=model
                )
            elif function is not None and function.type == "class_definition":
                self.models.meta(function, body, inner, own)
            elif (assigned := ts.child(member, "assignment")) is not None:
                value = self.infer(ts.field(assigned, "right"), inner, depth + 1)
                if value is not None and value.form == "query" and self._text(assigned).startswith("queryset"):
                    model = value.held()
            elif function is not None and function.type != "expression_statement":
                self.statement(function, inner, depth + 1)
        if (
            model is None
            and own is not None
            and (method := method_name(self.types.syntax, body, "get_queryset")) is not None
        ):
            at = self.types.syntax.range(method)
            model = Value(own.type_name, 0, ("get_queryset", CALL), (at, at), "query").held()
        if model is not None:
            self.models.listed(body, model)

    def _decorated(self, node: Node, scope: Scope, depth: int) -> None:
        """A function gives what its route says it does (`response_model=User`), whatever its own annotation says."""
        given: Value | None = None
        for part in node.children:
            if part.type == "decorator":
                for keyword in (k for k in ts.walk(part) if self.sinks.keyword_name(k) == "response_model"):
                    type = ts.field(keyword, "value")
                    given = self.names.value(type) if type is not None else given
            if part.type == "function_definition":
                self._function(part, scope, depth + 1, None, given)
            else:
                self.statement(part, scope, depth + 1)

    def _function(
        self,
        node: Node,
        scope: Scope,
        depth: int,
        own: Value | None,
        gives: Value | None = None,
        model: Value | None = None,
    ) -> None:
        body, returns = ts.field(node, "body"), ts.field(node, "return_type")
        if body is None:
            return
        counts, hidden = bound_names(self.types.syntax, body)
        inner = Scope(scope, counts, hidden=hidden)
        parameters = ts.field(node, "parameters")
        for i, part in enumerate(c for c in (parameters.children if parameters is not None else []) if c.is_named):
            type, default = ts.field(part, "type"), ts.field(part, "value")
            injected = self.infer(default, scope, depth + 1)
            names = target_names(
                self.types.syntax, ts.field(part, "name") or (part if type is None else part.children[0])
            )
            plain = len(names) == 1 and ts.child(part, "dictionary_splat_pattern") is None
            value = self.names.value(type) if type is not None and plain else None
            if value is not None and ts.child(part, "list_splat_pattern") is not None:
                value = Value(value.type_name, value.depth + 1)
            if i == 0 and type is None and names in (["self"], ["cls"]):
                value = own
            elif type is None and plain:
                value = untyped(self.names, node, part, names[0], own, model, injected)
            for each in names:
                inner.bound[each] += 1
                inner.names[each] = value
        inner.returns = gives or (self.names.value(returns) if returns is not None else None)
        self._statements(body, inner, depth + 1)
        forwarded = written_of(agreed(list(self.sinks.forwards.get(node.id, ()))))
        if forwarded:
            self.forwarded[node.id] = forwarded
        known = written_of(agreed(inner.given))
        if returns is None and known:
            self.given[node.id] = known

    def _text(self, node: Node) -> str:
        return self.types.syntax.str(node)
