"""Functions and classes of Python, with what their bodies give."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import WRITES

from ... import _treesitter as ts
from ..classes.marshmallow import sources
from ..classes.named import HOOK, NAMED, computing, field_strings, hooks, refused_strings, shows
from ..scoping.factories import MADE, goes_into, made_by, traits
from ..scoping.inner_imports import without_imports
from ..scoping.values import CALL, TYPE_OF, Scope, Value, agreed, bound_names, target_names, written_of
from ..servers.parameters import fixture, of_schema, untyped
from ..servers.schemas_used import dumped
from ..syntax.given import inside
from ..syntax.written import SAYS_ROWS
from ..values.calls import OF_VIEW
from ..values.gathered import Defined
from ..values.models import method_name
from ..values.tagged import read_by
from .branches import Branches
from .expressions import OF_FACTORY

NOTHING_HANDED: Final[Mapping[int | str, Value]] = MappingProxyType({})
_RETURN = "(return)"  # what those who call a function take its result for
_ROWS = frozenset({"Row", "RowMapping", "Record", "DictRow"})  # what drivers of databases call their rows
_DICTIONARY = re.compile(r"(?:(?:list|List|Sequence|Iterable|Iterator)\[)?(?:dict|Dict|Mapping|Any)\b")
_OPTIONS = ("click.option(", "click.argument(", "option(", "argument(")
_VALIDATES = re.compile(r"Serializer\b|\bModel\b")  # in what Django's classes inherit from
_QUERIES = re.compile(r"(?:QuerySet|Manager)\b")


@dataclass
class Definitions(Branches):
    """Follows the bodies of functions and classes, each in a scope of its own."""

    def visit_class(self, node: Node, scope: Scope, depth: int) -> None:
        body, name = ts.field(node, "body"), ts.field(node, "name")
        if body is None or name is None:
            return
        own = Value(self.text(name)) if node.parent is not None and scope.parent is None else None
        bases = ts.field(node, "superclasses")
        queries = own is not None and bases is not None and _QUERIES.search(self.text(bases)) is not None
        inner = Scope(scope, inline=True)
        if own is not None and made_by(self.types.syntax, node):
            inner.names[OF_FACTORY] = own
            self._visit_factory(body, inner, own, depth)
            return
        if own is not None and bases is not None and "Serializer" in self.text(bases):
            for place in hooks(self.types.syntax, body, "validate", "get"):
                self.uses.emit(own.property(self.types.syntax.text[place], place), "read", HOOK)
        if own is not None and bases is not None and (said := _VALIDATES.search(self.text(bases))) is not None:
            via = "lookup" if said[0] == "Model" else MADE  # a serializer may refuse by what is none of its names
            for string in refused_strings(self.types.syntax, body):
                self.uses.emit(self.sinks.key(own, string), "read", via)
        if own is not None and bases is not None and "Schema" in self.text(bases):
            self._read_by_schema(body, own)
        model = registered = self.models.registered(node, scope)
        of_meta = self.models.of_meta(node, scope) if own is not None else None
        asked = self._asked_for(body, inner) or of_meta
        computed = computing(self.types.syntax, body) if of_meta is not None else frozenset[str]()
        if of_meta is not None and bases is not None and "FilterSet" in self.text(bases):
            self.models.filters(body, of_meta)
        for member in body.children:
            if own is not None:
                for string in field_strings(self.types.syntax, member):
                    self.uses.emit(self.sinks.key(own, string), "read", NAMED)
            function = ts.field(member, "definition") if member.type == "decorated_definition" else member
            if function is not None and function.type == "function_definition":
                called = ts.field(function, "name")
                given = of_meta if called is not None and self.text(called) in computed else None
                if registered is not None and called is not None and shows(self.types.syntax, body, member, called):
                    given = registered
                self.visit_function(
                    function,
                    scope,
                    depth + 1,
                    replace(own, form="query") if own and queries else own,
                    model=model or asked,
                    handed={0: given} if given is not None else NOTHING_HANDED,
                )
            elif function is not None and function.type == "class_definition":
                self.models.meta(function, body, inner, own)
            elif (assigned := ts.child(member, "assignment")) is not None:
                right = ts.field(assigned, "right")
                value = self.infer(right, inner, depth + 1)
                if right is not None and self.text(assigned).startswith("model ="):
                    name = self.names.class_name(right, inner)
                    model = Value(name) if name else model
                if value is not None and value.form == "query" and self.text(assigned).startswith("queryset"):
                    model = value.held()
            elif function is not None and function.type != "expression_statement":
                self.visit(function, inner, depth + 1)
        if (
            model is None
            and own is not None
            and (method := method_name(self.types.syntax, body, "get_queryset")) is not None
        ):
            at = self.types.syntax.range(method)
            model = Value(own.type_name, 0, ("get_queryset", CALL), (at, at), "query").held()
        if model is not None:
            self.models.listed(body, model)

    def _read_by_schema(self, body: Node, own: Value) -> None:
        """What a schema of marshmallow reads of whatever it writes."""
        for steps in sources(self.types.syntax, body):
            read = own.property(WRITES, steps[0][1])
            for name, at in steps:
                read = read.property(name, at) if read is not None and name.isidentifier() else None
            self.uses.emit(read, "read", NAMED)

    def _asked_for(self, body: Node, scope: Scope) -> Value | None:
        """The model whose objects a view finds, by what its `get_queryset` gives: `return Order.objects.of(self.request.user)`."""
        syntax = self.types.syntax
        name = method_name(syntax, body, "get_queryset")
        if name is None or name.parent is None or method_name(syntax, body, "get_object") is not None:
            return None
        returned = (n for n in ts.walk(name.parent) if n.type == "return_statement")
        roots = {root for n in returned for root in self._roots(_first(n), name.parent, scope, frozenset())}
        found = roots.pop() if len(roots) == 1 else None
        return Value(found) if found else None

    def _roots(self, node: Node | None, function: Node, scope: Scope, seen: frozenset[str]) -> Iterator[str | None]:
        """The models that a query begins with, `Order` of `Order.objects.filter(…)`, also behind a variable; None for what is unknown."""
        here, last = node, ""
        while here is not None and here.type in ("call", "attribute"):
            last = self.text(here.children[-1]) if here.type == "attribute" else last
            here = ts.field(here, "function" if here.type == "call" else "object")
        if here is None or here.type != "identifier":
            yield None
            return
        own = self.text(here)
        if last == "objects" or last.endswith("manager"):
            yield self.names.class_name(here, scope)
            return
        if own in seen:
            return  # `found = found.filter(…)`
        given = [n for n in ts.walk(function) if n.type == "assignment" and self._is_called(ts.field(n, "left"), own)]
        for each in given:
            yield from self._roots(ts.field(each, "right"), function, scope, seen | {own})
        if not given:
            yield None

    def _is_called(self, node: Node | None, name: str) -> bool:
        return node is not None and node.type == "identifier" and self.text(node) == name

    def _visit_factory(self, body: Node, scope: Scope, own: Value, depth: int) -> None:
        """The class of a factory says what the fields are of what it makes, and may have more."""
        for member in body.children:
            assigned = ts.child(member, "assignment")
            left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
            if (
                left is not None
                and right is not None
                and left.type == "identifier"
                and not self.text(left).startswith("_")
            ):
                made = own.property(self.text(left), self.types.syntax.range(left))
                if goes_into(self.types.syntax, right):
                    self.uses.emit(made, "write", MADE)
                self.sinks.quote(right, made)
                self.sinks.give(right, made)
            self.infer(right, scope, depth + 1)
            if member.type == "class_definition":
                self.models.meta(member, body, scope, None)
                for arguments in traits(self.types.syntax, member):
                    self.queries.made(own, arguments)

    def visit_decorated(self, node: Node, scope: Scope, depth: int) -> None:
        """A function gives what its route says it does (`response_model=User`), whatever its own annotation says."""
        given: Value | None = None
        for part in node.children:
            if part.type == "decorator":
                for keyword in (k for k in ts.walk(part) if self.sinks.keyword_name(k) == "response_model"):
                    type = ts.field(keyword, "value")
                    given = self.names.value(type) if type is not None else given
            if part.type == "function_definition":
                self._choices(node, part)
                self.visit_function(part, scope, depth + 1, None, given)
            else:
                self.visit(part, scope, depth + 1)

    def _choices(self, decorated: Node, function: Node) -> None:
        """The texts that an option of click may be: they are values of the parameter that it is given to."""
        name = ts.field(function, "name")
        for call in (c for d in decorated.children if d.type == "decorator" for c in d.children if c.type == "call"):
            arguments = ts.field(call, "arguments")
            parts = [c for c in arguments.children if c.is_named] if arguments is not None else []
            said = next((self.text(p).strip("\"'-") for p in parts if p.type == "string"), "").replace("-", "_")
            if name is None or not said or not self.text(call).startswith(_OPTIONS):
                continue
            at = self.types.syntax.range(call)
            taken = self.names.whole(self.text(name)).property(f"({said})", at)
            for part in (ts.field(p, "value") for p in parts if self.sinks.keyword_name(p) in ("type", "default")):
                inner = ts.field(part, "arguments") if part is not None and part.type == "call" else None
                first = next((c for c in inner.children if c.is_named), None) if inner is not None else part
                if first is not None:
                    self.sinks.quote(first, taken)

    def visit_function(
        self,
        node: Node,
        scope: Scope,
        depth: int,
        own: Value | None,
        gives: Value | None = None,
        model: Value | None = None,
        handed: Mapping[int | str, Value] = NOTHING_HANDED,
    ) -> None:
        """Follows a function. `own` is the value of its class, `gives` what it gives, whatever it says; `handed` are its rows."""
        body, returns, name = (ts.field(node, n) for n in ("body", "return_type", "name"))
        if body is None or name is None:
            return
        counts, hidden = bound_names(self.types.syntax, body)
        counts = without_imports(self.types.syntax, body, counts)
        inner = Scope(scope, counts, hidden=hidden, function=self.text(name) if scope.parent is None else "")
        if scope.parent is None or own is not None:
            whole = f"{own.type_name}.{self.text(name)}" if own is not None else self.text(name)
            self.defined.setdefault(whole, Defined(node, own, scope))
        self._take(node, inner, depth, own, model, handed)
        inner.returns = gives or (self.names.value(returns) if returns is not None else None)
        schema, at = dumped(self.types.syntax, node), self.types.syntax.range(name)
        inner.returns = of_schema(schema, "dump", "(0)", at) if schema else inner.returns
        known = scope.parent is None or own is not None
        if inner.returns is None and known and (returns is None or _is_open(self.text(returns))):
            inner.returns = self._whole(node, own, _RETURN)
        self.visit_block(body, inner, depth + 1)
        if inner.given and inner.returns is not None and inner.returns.chain[-1:] == (_RETURN,):
            self.asked.add(_called(inner.returns))
        writes = Value(schema.removesuffix("[]")).property("dump", at) if schema else None
        for each in inner.given:
            if writes is not None:
                self.sinks.handed_over(writes, (("0", each),))
        forwarded = written_of(agreed(list(self.sinks.forwards.get(node.id, ()))))
        if forwarded:
            self.forwarded[node.id] = forwarded
        known = written_of(agreed(inner.given))
        if known and (returns is None or _is_open(self.text(returns))):
            self.given[node.id] = known
        if scope.function:
            scope.bind(self.text(name), Value(f"{TYPE_OF}{scope.function}.{self.text(name)}"))

    def _take(
        self,
        node: Node,
        inner: Scope,
        depth: int,
        own: Value | None,
        model: Value | None,
        handed: Mapping[int | str, Value],
    ) -> None:
        """Gives the parameters of a function what they stand for."""
        parameters, skipped = ts.field(node, "parameters"), 0
        if model is not None:
            inner.names[OF_VIEW] = model
        for i, part in enumerate(inside(parameters)):
            type, default = ts.field(part, "type"), ts.field(part, "value")
            injected = self.infer(default, inner.parent or inner, depth + 1)
            names = target_names(
                self.types.syntax, ts.field(part, "name") or (part if type is None else part.children[0])
            )
            plain = len(names) == 1 and ts.child(part, "dictionary_splat_pattern") is None
            value = self.names.value(type) if type is not None and plain else None
            if value is not None and ts.child(part, "list_splat_pattern") is not None:
                value = Value(value.type_name, value.depth + 1)
            if default is not None and type is not None:
                self.sinks.quote(default, value)
            if i == 0 and type is None and names in (["self"], ["cls"]):
                value, skipped = own, 1
            elif plain and (type is None or _is_callable(self.text(type))):
                value = untyped(self.names, node, part, names[0], own, model, injected)
            elif plain and value is None and type is not None and default is None and _is_open(self.text(type)):
                value = fixture(self.names, node, names[0])
            if plain and value is None and own is not None and i == 1:
                value = read_by(self.types.syntax, node, type)
            if plain and (value is None or value.type_name.rpartition(".")[2] in _ROWS):
                value = handed.get(i - skipped) or handed.get(names[0]) or value
            untold = type is None or _is_open(self.text(type))
            open = untold and (default is None or default.type == "none")
            if plain and value is None and open and (i or names not in (["self"], ["cls"])):
                known = inner.parent is None or inner.parent.parent is None
                value = self._whole(node, own, f"({names[0]})") if known else None
                self.asked.update([_called(value)] if value is not None else [])
            for each in names:
                inner.bound[each] += 1
                inner.names[each] = value

    def _whole(self, function: Node, own: Value | None, step: str) -> Value | None:
        """What a function is given by those who call it, or what they take its result for; they may stand in other files."""
        name = ts.field(function, "name")
        if name is None:
            return None
        at = self.types.syntax.range(name)
        whole = own.property(self.text(name), at) if own is not None else self.names.whole(self.text(name))
        return whole.property(step, at) if whole is not None else None


def _called(value: Value) -> str:
    """The name of the function whose parameter or result a value is."""
    return ".".join((value.type_name.removeprefix(TYPE_OF), *value.chain[:-1]))


def _is_open(annotation: str) -> bool:
    """True for what says nothing of the keys of what a function gives, or of what that gives in turn."""
    rows = SAYS_ROWS.search(annotation) is not None
    return rows or _is_callable(annotation) or _DICTIONARY.match(annotation) is not None


def _is_callable(annotation: str) -> bool:
    return "Callable" in annotation


def _first(statement: Node) -> Node | None:
    """What a statement is about: what is returned."""
    return next((c for c in statement.children if c.is_named), None)
