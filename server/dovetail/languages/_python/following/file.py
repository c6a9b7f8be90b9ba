"""One file of Python.

One grammar reads what parses and what does not yet, comments included; the tests hold it to the standard library's `ast`.
"""

import keyword
import re
from collections.abc import Iterator
from dataclasses import field
from functools import partial

from tree_sitter import Node

from dovetail.core.cached import cached_property
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import (
    NOTHING,
    Alias,
    Constant,
    Definition,
    Entry,
    Enum,
    FileShapes,
    Given,
    Handler,
    Import,
    Member,
    Quoted,
    Record,
    Route,
    Tag,
    Use,
)
from dovetail.core.text import Range, Text

from ... import _treesitter as ts
from ..._comments import Comment, bindings, ignores
from ..._embedded_sql import defines, made_tables, makes_tables
from ..._queries import SHORTEST, is_query, query
from ..._statements import string_names
from ..._treesitter import Syntax, broken, parse
from ..classes.bases import FLASK_MODEL
from ..classes.classes import Classes
from ..classes.columns import core_table
from ..classes.errors import OF_ERRORS, error_classes, raised_errors
from ..classes.functional import typed_dict
from ..classes.schema_names import schema_names
from ..clients.read_refusals import caught_texts, read_refusals
from ..clients.routes import Routes
from ..scoping.inner_imports import imports_of, inner_imports
from ..servers.catching import CATCHES, catching
from ..servers.handlers import raising, refusals, views
from ..servers.helpers import helpers
from ..servers.makers import makers
from ..servers.raised import RAISES
from ..servers.refusing import refusals_given, refusing
from ..servers.registered import requested
from ..servers.replied import calls_of, completed, methods_sent, with_methods
from ..servers.restx import model_of
from ..servers.viewsets import action_handlers, is_view
from ..syntax.documented import comment_around, documented
from ..syntax.literals import entries, listed_texts, literal, string_range, string_value
from ..syntax.pydantic_version import version_of
from ..syntax.types import Types
from ..values.bound_texts import bound_texts
from ..values.dicts import dict_kinds, dict_record, dict_texts
from ..values.orderings import orderings
from ..values.row_classes import row_classes
from ..values.tagged import heard
from .migrations import migrated_tables
from .signatures import Signatures
from .uses import Follower

# `name:` with nothing behind it makes the next line its type.
_ASKED = frozenset("decorated_definition call dictionary string concatenated_string assignment".split())
_DECORATED = frozenset({"decorated_definition"})
_CLASSES = frozenset({"class_definition"})
_REFUSES = re.compile(
    r"errorhandler|exception_handler|register_error_handler|\(exc\w*[^()\n]*, context\b|"
    r"(?:\b_?request\b[^,()]*|\bRequest\b(?:\[[^\]\n]*\])?\s*),\s*(?:_?(?:exc|e\b|err)|\w+\s*:\s*\w*(?:Err|Exc|Probl|Refus|Fault|Fail))"
)
_UNTYPED = re.compile(r"^([ \t]+)([^\W\d]\w*)[ \t]*(:)[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)


def read_file(path: str, text: Text, language: str) -> FileShapes:
    """What a file declares and which routes it serves and calls; `language` is what its shapes are said to be of."""
    return Module(parse("python", text, _without_holes(text.source)), language).read(path, text)


def _makes_base(value: str) -> bool:
    """True for `declarative_base()` of SQLAlchemy, which gives a class, and for another name of Flask-SQLAlchemy's."""
    return value == FLASK_MODEL or value.partition("(")[0].rsplit(".", 1)[-1] in ("declarative_base", "generate_base")


def _without_holes(source: str) -> str:
    """The source with a space for the colon of each `name:` that has no type yet."""
    found = list(source)
    for match in _UNTYPED.finditer(source):
        below = re.compile(r"(?:[ \t]*\r?\n)*([ \t]*)").match(source, min(match.end() + 1, len(source)))
        deeper = below is not None and len(below[1]) > len(match[1])
        if not keyword.iskeyword(match[2]) and not deeper:
            found[match.start(3)] = " "
    return "".join(found)


@dataclass
class Module:
    """Reads one file."""

    syntax: Syntax
    language: str
    imports: list[Import] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    constants: list[Constant] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)
    made: list[Record] = field(default_factory=list[Record])  # by a call, not by a class

    @cached_property
    def bound(self) -> bool:
        """Whether anything in the file says which contract it is."""
        return "@contract" in self.syntax.text.source

    def read(self, path: str, text: Text) -> FileShapes:
        types = Types(self.syntax)
        enums = Classes(types)
        classes: list[tuple[Node, list[Node], Comment, Range]] = []
        routes = Routes(self.syntax, self._tags, types)
        comments: list[Node] = []
        nested: list[Enum] = []
        children = self.syntax.root.children
        for before, statement, behind in zip((None, *children), children, (*children[1:], None), strict=False):
            if statement.type == "comment":
                if before is None or before.end_point.row != statement.start_point.row:
                    comments.append(statement)
                continue
            comment, range = documented(self.syntax, statement, comments, behind)
            comments = []
            inner = ts.field(statement, "definition") if statement.type == "decorated_definition" else statement
            if inner is not None and inner.type == "class_definition":
                self._define(inner, "class")
                routes.view(inner)
                nested.extend(enums.nested(inner))
                if not enums.enum(inner, comment, range):
                    classes.append((inner, [d for d in statement.children if d.type == "decorator"], comment, range))
            elif inner is not None and inner.type == "function_definition":
                self._define(inner, "function")
                routes.function_view(inner)
            else:
                self._simple(statement, comment, range, types, enums.enums)
        known = {i.name for i in self.imports}
        self.imports.extend(i for name, i in inner_imports(self.syntax).items() if name not in known)
        enums.imported = {i.name: i.module for i in self.imports}
        types.enums = {e.name: tuple(m.value for m in e.members) for e in enums.enums}
        for node, decorators, comment, range in classes:
            enums.record(node, [self._called(d) for d in decorators], comment, range)
        named: list[Use] = []
        compared: list[Quoted] = []
        made: list[Node] | None = [] if makes_tables(path, text.source) else None
        shown: list[Given] = []
        queries = self._routes(routes, named, compared, shown, made)
        tables = made_tables(self.syntax, made) if made else NOTHING
        found_routes = routes.routes()
        views = tuple(self._views(found_routes))
        answered = calls_of(tuple(m for r in (*found_routes, *views) for m in r.models))
        made_of = tuple(makers(types))
        known = {*(i.name for i in self.imports), *(d.name for d in self.definitions)}
        columns, conditions = schema_names(self.syntax)
        follower = Follower(types)
        follower.uses.asked = answered.union(routes.clients.perhaps)
        follower.uses.sent = methods_sent((*found_routes, *views, *made_of), known)
        uses = follower.run(self.syntax.root)
        methods = {u.ranges[-1].end: u for u in uses.callees.values() if u.ranges}
        told_routes = [with_methods(completed(r, uses.callees), methods, known) for r in found_routes]
        senders = routes.clients.senders()
        raises = OF_ERRORS.search(text.source) is not None
        refused = tuple(refusing(self.syntax))
        return FileShapes(
            language=self.language,
            records=tuple(
                sorted(
                    [*enums.records(), *self.made, *queries, *migrated_tables(self.syntax, path), *tables.records],
                    key=lambda r: r.range,
                )
            ),
            enums=tuple(sorted([*enums.enums, *nested, *tables.enums], key=lambda e: e.range)),
            constants=tuple(self.constants),
            aliases=tuple(self.aliases),
            routes=tuple(r for r in told_routes if r.side != "inherited"),
            inherited=tuple(r for r in told_routes if r.side == "inherited"),
            calls=routes.clients.asking(uses.callees),
            senders=senders,
            handlers=(
                *(with_methods(completed(h, uses.callees), methods, known) for h in views),
                *(h for h, _ in refused),
                *read_refusals(self.syntax, routes.clients.wrappers),
            ),
            makers=tuple(with_methods(m, methods, known) for m in made_of),
            mounts=routes.prefixed(),
            orderings=orderings(self.syntax),
            uses=(*uses.found, *named, *columns, *tables.uses, *row_classes(self.syntax)),
            quoted=(
                *uses.quoted,
                *compared,
                *conditions,
                *tables.quoted,
                *bound_texts(self.syntax),
                *caught_texts(self.syntax),
            ),
            given=(*uses.given, *shown),
            written=tuple(uses.written),
            imports=tuple(self.imports),
            definitions=tuple(
                replace(d, members=enums.plain.get(d.name, d.members), casing=enums.casings.get(d.name))
                if d.construct == "class"
                else d
                for d in self.definitions
            ),
            ignores=ignores(text),
            bindings=tuple(t for t in bindings(text) if self._is_idle(t)),
            holes=tuple(sorted({*types.holes, *broken(self.syntax)})),
            handed=follower.sinks.handed_to(),
            raised=(*(raised_errors(self.syntax) if raises else ()), *refusals_given(self.syntax)),
            error_classes=(*(error_classes(self.syntax) if raises else ()), *(c for _, c in refused)),
            signatures=(
                *Signatures(follower, frozenset(s.name for s in senders)).read(self.syntax.root),
                *helpers(self.syntax),
            ),
            library=version_of(text.source),
        )

    def _routes(
        self, routes: Routes, named: list[Use], compared: list[Quoted], shown: list[Given], made: list[Node] | None
    ) -> tuple[Record, ...]:
        """Collects the routes, and on the same walk the queries in strings and the dictionaries that say which contract they give."""
        queries: list[Record] = []
        for node in self.syntax.nodes(_ASKED):
            kind = node.type
            if kind == "decorated_definition":
                function = ts.field(node, "definition")
                for decorator in (d for d in node.children if d.type == "decorator"):
                    if function is not None and not (
                        function.type == "class_definition" and is_view(self.syntax, function)
                    ):
                        routes.decorator(decorator, function)
            elif kind == "call" and not (self.bound and (node.text or b"").startswith(b"dict(")):
                routes.call(node)
            elif kind in ("dictionary", "call"):
                found = dict_record(self.syntax, node, partial(comment_around, self.syntax)) if self.bound else None
                if found is not None:
                    queries.append(found)
                    compared.extend(dict_texts(self.syntax, node, found))
                    shown.extend(dict_kinds(self.syntax, node, found))
            elif kind in ("string", "concatenated_string") and node.end_byte - node.start_byte > SHORTEST:
                if kind == "string":
                    queries.extend(self._query(node))
                if node.parent is None or node.parent.type not in ("concatenated_string", "expression_statement"):
                    uses, texts, nulls = string_names(self.syntax, node)
                    shown.extend(nulls)
                    named.extend(uses)
                    compared.extend(texts)
                    if made is not None and defines(self._str(node)):
                        made.append(node)
            elif kind == "assignment":
                left, right = ts.field(node, "left"), ts.field(node, "right")
                if left is not None and right is not None and left.type == "identifier":
                    routes.assigned(self._str(left), right)
        return tuple(queries)

    def _views(self, routes: tuple[Route, ...]) -> Iterator[Handler]:
        """The handlers that no route of this file is given."""
        known = {r.tags for r in routes}
        if RAISES.search(self.syntax.text.source) is not None:
            yield from raising(self.syntax, frozenset(r.range for r in routes if r.side == "server"))
        if _REFUSES.search(self.syntax.text.source) is not None:
            within = (n for n in self.syntax.nodes(_DECORATED) if n.parent != self.syntax.root)
            yield from (h for node in (*self.syntax.root.children, *within) for h in refusals(self.syntax, node))
        if "except " in self.syntax.text.source and self.syntax.says(CATCHES):
            yield from catching(self.syntax)
        yield from requested(self.syntax, frozenset(r.range for r in routes if r.side == "server"))
        for node in self.syntax.nodes(_CLASSES) if "ViewSet" in self.syntax.text.source else ():
            yield from action_handlers(self.syntax, node) if is_view(self.syntax, node) else ()
        for node in self.syntax.root.children if self.bound else ():
            yield from (h for h in views(self.syntax, node, self._tags) if h.tags not in known)

    def _query(self, node: Node) -> Iterator[Record]:
        inner = string_range(self.syntax, node)
        if not is_query(self.syntax.text[inner]):
            return
        comment = comment_around(self.syntax, node)
        if comment.tag("contract") is None:
            return
        here: Node | None = node
        while here is not None and here.type not in ("assignment", "block", "module"):
            here = here.parent
        name = ts.field(here, "left") if here is not None and here.type == "assignment" else None
        named = name is not None and name.type == "identifier"
        own = self._str(name) if name is not None and named else ""
        at = self.syntax.range(name) if name is not None and named else inner
        found = query(self.syntax.text.source, inner, own, at, comment)
        if found is not None:
            yield replace(
                found, open=found.open or (node.parent is not None and node.parent.type == "concatenated_string")
            )

    def _is_idle(self, tag: Tag) -> bool:
        """True for a tag in a comment that speaks of no value; of what else it may speak, whoever has that tag says."""
        start = tag.range.start
        return self.syntax.at(start).type == "comment" and start not in heard(self.syntax)

    def _tags(self, node: Node) -> tuple[Tag, ...]:
        return comment_around(self.syntax, node).tags

    def _define(self, node: Node, construct: str) -> None:
        name = ts.field(node, "name")
        if name is not None and not name.is_missing:
            self._definition(name, construct)

    def _definition(self, name: Node, construct: str, members: tuple[str, ...] = ()) -> None:
        own, at = self._str(name), self.syntax.range(name)
        self.definitions.append(Definition(own, at, construct, not own.startswith("_"), members=members))

    def _simple(self, statement: Node, comment: Comment, range: Range, types: Types, enums: list[Enum]) -> None:
        if statement.type in ("import_from_statement", "import_statement"):
            self.imports.extend(imports_of(self.syntax, statement))
        elif statement.type == "if_statement":
            self._type_checking(statement)
        elif statement.type == "type_alias_statement":
            left, right = ts.field(statement, "left"), ts.field(statement, "right")
            if left is not None and right is not None:
                self._definition(left, "type")
                self._alias(left, right, comment, range, types, enums)
        elif (
            statement.type == "expression_statement"
            and statement.children
            and statement.children[0].type == "assignment"
        ):
            left, right = ts.field(statement.children[0], "left"), ts.field(statement.children[0], "right")
            if left is not None and left.type == "identifier":
                written = self._str(right) if right is not None and right.type in ("call", "attribute") else ""
                members = (FLASK_MODEL,) if written == FLASK_MODEL else ()
                self._definition(left, "class" if _makes_base(written) else "variable", members)
                if right is not None:
                    self._value(left, right, comment, range, types, enums)

    def _value(self, left: Node, right: Node, comment: Comment, range: Range, types: Types, enums: list[Enum]) -> None:
        name, own = self._str(left), self.syntax.range(left)
        if right.type == "subscript" and self._str(right).rsplit("[")[0].rsplit(".", 1)[-1] == "Literal":
            self._alias(left, right, comment, range, types, enums)
            return
        known = types.alias(right)
        if known is not None:
            types.aliases[name] = known
            return
        made = (
            typed_dict(left, right, comment, range, types)
            or core_table(left, right, comment, range, self.syntax)
            or model_of(left, right, comment, range, self.syntax, self.made)
        )
        if made is not None:
            self.made.append(made)
            return
        found: tuple[Entry, ...] = ()
        tagged = comment.tag("contract") is not None
        members = listed_texts(self.syntax, right) if tagged else ()
        if members:
            enums.append(Enum(name, own, range, members, "code", "list", comment.doc, comment.tags))
            return
        if tagged and right.type == "string" and is_query(self.syntax.text[string_range(self.syntax, right)]):
            return  # a query, not a copy of a constant
        text = literal(self.syntax, right)
        if text is not None:
            at = self.syntax.range(right)
            found = (Entry("", text, at, at),)
        elif right.type == "dictionary" and (name.isupper() or comment.tag("contract") is None):
            found = tuple(entries(self.syntax, right))
        if found:
            self.constants.append(Constant(name, own, range, found, comment.doc, comment.tags))

    def _alias(self, left: Node, right: Node, comment: Comment, range: Range, types: Types, enums: list[Enum]) -> None:
        """`Role = Literal["a", "b"]` is an enum, any other alias is what it stands for."""
        name, own = self._str(left), self.syntax.range(left)
        annotated = types.annotation(right)
        if annotated.kind.name in ("enum", "literal") and not annotated.list_depth:
            written = [n for n in ts.walk(right) if n.type in ("string", "integer")]
            members = tuple(
                Member(string_value(self._str(w)), string_value(self._str(w)), string_range(self.syntax, w))
                for w in written
            )
            enums.append(Enum(name, own, range, members, "code", "literal", comment.doc, comment.tags))
            return
        types.aliases[name] = annotated
        self.aliases.append(
            Alias(name, own, range, annotated.kind, annotated.nullable, annotated.list_depth, comment.doc, comment.tags)
        )

    def _type_checking(self, statement: Node) -> None:
        """What is imported for annotations alone."""
        condition, body = ts.field(statement, "condition"), ts.field(statement, "consequence")
        if condition is None or body is None or not self._str(condition).endswith("TYPE_CHECKING"):
            return
        for inner in body.children:
            if inner.type == "import_from_statement":
                self.imports.extend(imports_of(self.syntax, inner))

    def _called(self, decorator: Node) -> str:
        """A decorator's name, without its arguments."""
        inner = next((c for c in decorator.children if c.is_named), None)
        called = ts.field(inner, "function") if inner is not None and inner.type == "call" else inner
        return self._str(called) if called is not None else ""

    def _str(self, node: Node) -> str:
        return self.syntax.str(node)
