"""TypeScript, JavaScript and both with JSX: what it declares, which routes it serves and calls, and how it uses values of a known type."""

from collections.abc import Iterator
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.paths import is_test
from dovetail.core.shapes import (
    NOTHING,
    SCHEMA_OBJECTS,
    Call,
    Element,
    Field,
    FileShapes,
    Kind,
    Layer,
    Maker,
    Raised,
    Record,
    Reference,
    Tag,
    Use,
    Wired,
)
from dovetail.core.text import Range, Text

from . import _treesitter as ts
from ._comments import NO_COMMENT, Comment, bindings, ignores
from ._embedded_sql import defines, made_tables, makes_tables
from ._queries import SHORTEST, is_query
from ._statements import string_names
from ._translation import Translation, translated
from ._treesitter import Syntax, broken, parse
from ._typescript.clients.documents import Documents
from ._typescript.clients.interceptors import intercepts
from ._typescript.clients.makers import makers
from ._typescript.clients.routes import ROUTED, Routes
from ._typescript.clients.senders import FETCH, FETCHED, call_of
from ._typescript.components.angular import template_values, with_templates
from ._typescript.components.elements import OPENINGS, element, mounted
from ._typescript.components.handed import mappers
from ._typescript.databases.bulk_rows import WORD as BULK
from ._typescript.databases.bulk_rows import bulk_rows
from ._typescript.databases.entities import entity, kysely_tables, named_columns, named_properties
from ._typescript.databases.migrated_tables import migrated_tables
from ._typescript.databases.orderings import orderings
from ._typescript.databases.prisma_enums import is_client_enum
from ._typescript.databases.prisma_extensions import prisma_extensions
from ._typescript.databases.query_chains import builds_queries, built_query
from ._typescript.databases.relations import with_relations
from ._typescript.databases.sequelize import WORD as SEQUELIZE
from ._typescript.databases.sequelize import sequelize_model
from ._typescript.databases.sql_rows import as_stored
from ._typescript.databases.tagged_queries import tagged_query
from ._typescript.following.added import additions
from ._typescript.following.constants import Constants
from ._typescript.following.file import File, Statement, frozen_literals, readable
from ._typescript.following.names import CLASSES
from ._typescript.following.reckoning import Reckoning, parsed_without
from ._typescript.following.uses import Follower
from ._typescript.schemas.writer import TypeScriptWriter
from ._typescript.scoping.injected import CALLS, wirings
from ._typescript.scoping.keys import MENTIONING, mentioned_keys, mentions
from ._typescript.scoping.local_names import SAID
from ._typescript.scoping.values import Uses, named_ranges
from ._typescript.sending.action_forms import forms_with_actions
from ._typescript.servers.frameworks import typed_by_library
from ._typescript.servers.handlers import handlers
from ._typescript.servers.nest_interceptors import wrappers
from ._typescript.servers.raised import error_classes, raised
from ._typescript.servers.resolvers import resolved_fields
from ._typescript.servers.thrown import answers_status, thrown
from ._typescript.servers.validators import takers
from ._typescript.syntax.classes import class_record, object_record
from ._typescript.syntax.declarations import Declarations
from ._typescript.syntax.javascript import UNTYPED, is_minified, typescript
from ._typescript.syntax.refusals import refused as refused_of
from ._typescript.syntax.repair import mend
from ._typescript.syntax.schema_classes import with_schema_types
from ._typescript.syntax.signatures import FUNCTIONS
from ._typescript.syntax.tagged_components import TAGGED, typed_by_tags
from ._typescript.syntax.tags import without_types
from ._typescript.syntax.taken_in import taken_in
from ._typescript.syntax.types import Types, attached
from .libraries import library_values

NAME = "typescript"
SUFFIXES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
WRITER = TypeScriptWriter()
_STRINGS = frozenset({"template_string", "string"})
_ASKED = frozenset((*ROUTED, *CALLS, *OPENINGS, *_STRINGS, "variable_declarator"))  # one node in ten
# What readers look for besides, in the whole file or in a part of it.
_INDEXED = _ASKED | MENTIONING | SAID | FUNCTIONS | {"object", "switch_statement", "throw_statement", *CLASSES}
OWN = (".", "/", "@/", "~", "#", "$", "src/")  # how modules of the same repository are imported
# Scopes of packages that everybody uses. What another scope has may be of a package of the same repository.
_PUBLIC = frozenset(
    "angular apollo aws-sdk babel clerk emotion expo fastify fontsource graphql-tools heroicons hono hookform koa mui nestjs ngrx "
    "opentelemetry prisma radix-ui reduxjs sentry sinclair storybook supabase tanstack testing-library trpc types vitejs vue".split()
)
# Packages that everybody uses of which parts are imported: `next/link`.
_PACKAGES = frozenset(
    "next react react-dom react-native react-icons react-router react-router-dom preact svelte solid-js vue astro lodash lodash-es "
    "date-fns dayjs moment rxjs ramda fp-ts effect uuid fs stream timers util path dns readline zod valibot yup ajv swr jotai zustand "
    "immer vitest jest vite msw graphql graphql-request urql firebase firebase-admin drizzle-orm drizzle-zod typeorm kysely pg mysql2 "
    "hono express fastify ky axios core-js prismjs highlight.js echarts d3 three openai ai".split()
)


def read(path: str, text: Text) -> FileShapes:
    """What a file exposes and uses. A declaration that is being typed costs its own member only; of a bundle nothing is read."""
    if is_minified(text.source):
        return FileShapes(NAME)
    grammar = (
        "typescript" if path.endswith("ts") else "tsx"
    )  # JavaScript may hold JSX, and has no casts in angle brackets
    tagged = path.endswith(".tsx") and TAGGED.search(text.source) is not None
    syntax = parse(grammar, text) if tagged else None
    other = _translated(path, text, syntax)
    if other is None:
        return _read(path, grammar, text, syntax)
    return replace(other.shapes(_read(path, grammar, Text(other.source))), ignores=ignores(text))


def _translated(path: str, text: Text, tagged: Syntax | None) -> Translation | None:
    """A file in the form in which it is read, where that is another one. `tagged` is its tree where tags may type components."""
    if path.endswith(UNTYPED):
        return typescript(text)
    if path.endswith(".ts"):
        return with_templates(text)
    found = typed_by_tags(tagged) if tagged is not None else []
    return translated(text.source, found) if found else None


def _read(path: str, grammar: str, text: Text, syntax: Syntax | None = None) -> FileShapes:
    text = with_schema_types(text)
    source = readable(without_types(text.source))
    syntax, alone = (syntax, ()) if syntax is not None else parsed_without(grammar, text, source)
    if syntax is None or (not alone and source is not text.source):
        syntax = parse(grammar, text, source)
    syntax, repair = mend(grammar, syntax, whole=False)
    types = Types(syntax, frozen_literals(syntax), maker=typed_by_library)
    module = Module(path, types, Declarations(types, "code"), alone)
    return module.read(text, repair.holes)


@dataclass
class Module:
    """Reads one file. `alone` are the functions that it was parsed without."""

    path: str
    types: Types
    declarations: Declarations
    alone: tuple[Reckoning, ...] = ()
    found: list[Record] = field(default_factory=list)
    columns: list[Use] = field(default_factory=list[Use])

    constants: Constants = field(init=False)

    def __post_init__(self) -> None:
        self.constants = Constants(self.types, self.declarations, self.found)

    @property
    def syntax(self) -> Syntax:
        return self.types.syntax

    def read(self, text: Text, holes: list[Range]) -> FileShapes:
        self.syntax.index(_INDEXED)
        file = File(self.declarations)
        file.read(self._statement)
        file.add(self.alone)
        file.imports.extend(taken_in(self.path, self.syntax, file.imports))
        declared = [replace(r, layer=self._layer(r)) for r in self.declarations.records()]
        declared = kysely_tables(declared, file.imports, text.source)
        imported = {i.name for i in file.imports}
        own_names = frozenset(i.name for i in file.imports if _may_be_own(i.module) or is_client_enum(i))
        contracts = {i.name for i in file.imports if ".contract" in i.module}
        routes = Routes(self.syntax, self._tags)
        uses = Uses({r.name: r for r in declared}, {a.name: a for a in self.declarations.aliases})

        def expected(node: Node, typed: Typed, at: Range, how: str) -> bool:
            return self._literal(node, typed, at, how, imported, contracts)

        follower = Follower(self.types, uses, expected)
        known = frozenset(i.name for i in file.imports if i.original in library_values(i.module))
        follower.mappers = mappers((*(i.name for i in file.imports), *(d.name for d in file.definitions)))
        named = contracts | own_names
        follower.run((i.name for i in file.imports if i.name in named), known)
        elements: list[Element] = []
        wired: list[Wired] = []
        seeds = self.syntax.has_any(BULK) and "migration" not in self.path
        errors: list[Raised] = []
        models = self.syntax.has_any(SEQUELIZE)
        made: list[Node] | None = [] if makes_tables(self.path, text.source) else None
        builds = builds_queries(self.path, self.syntax)
        syntax, documents = self.syntax, Documents.of(self.syntax)
        tested = is_test(self.path) and "props" in text.source
        mentioning = mentions(syntax)
        for node in syntax.nodes(_ASKED | mentioning):
            kind = node.type
            if kind in mentioning:
                mentioned_keys(node, syntax, uses)
            if kind in ROUTED:
                routes.visit(node)
            if models and kind == "call_expression" and (model := sequelize_model(syntax, node)) is not None:
                self.found.append(model)
            if kind == "new_expression" and (error := raised(syntax, node)) is not None:
                errors.append(error)
            if kind in CALLS and own_names:
                wired.extend(wirings(syntax, node, own_names))
            if builds and kind == "call_expression":
                self._built(node, uses)
            for row in bulk_rows(syntax, node) if seeds and kind == "call_expression" else ():
                uses.add(row[0])
                if row[1] is not None:
                    uses.texts.setdefault((row[1].range, row[1].use), row[1])
            if tested and kind == "call_expression":
                for use in mounted(syntax, node):
                    uses.add(use)
            if kind in OPENINGS:
                called = element(syntax, node)
                elements.extend([called] if called is not None else [])
            elif kind in _STRINGS and node.end_byte - node.start_byte > SHORTEST:
                self._query(node)
                if made is not None and defines(syntax.str(node)):
                    made.append(node)
                documents.visit(node, uses)
                uses.add_statement(*string_names(syntax, node))
            elif kind == "variable_declarator":
                name, value = syntax.field(node, "name"), syntax.field(node, "value")
                if name is not None and value is not None and value.type in ("call_expression", "new_expression"):
                    routes.declared(syntax.str(name), syntax.str(value)[:80])
                for use in resolved_fields(syntax, node):
                    uses.add(use)
        tables = made_tables(syntax, made) if made else NOTHING
        for use in (*tables.uses, *self.columns):
            uses.add(use)
        self.found = [
            replace(r, fields=self._resolved(r), methods=_methods(r, follower), conforms=self._conforms(r))
            for r in self.found
        ]
        exported = (d for d in file.definitions if d.exported)
        asked = (FETCH,) if any(callee is FETCHED for _, callee, _ in follower.sent) else ()
        refused = refused_of(syntax)
        routes.page_routes(self.path)
        routes.event_routes(self.path)
        file.imports.extend(routes.module_routes(self.path))
        routes.file_routes(self.path, ((d.name, d.range, file.comments[d.name].tags) for d in exported))
        self.found = [r for r in self.found if r.construct != "object literal" or not refused.has_to_do_with(r.range)]
        migrated, types = migrated_tables(self.syntax, self.path)
        own = [*as_stored(declared, uses.found), *with_relations(self.syntax, self.found), *tables.records, *migrated]
        taken = {d.name for d in (*own, *self.declarations.enums, *self.declarations.aliases, *file.definitions)}
        schema = documents.declared(taken)
        records = sorted([*own, *schema.records], key=lambda r: r.range)
        return FileShapes(
            language=NAME,
            records=tuple(records),
            enums=(*self.declarations.enums, *tables.enums, *types, *schema.enums),
            constants=tuple(self.declarations.constants),
            aliases=(*self.declarations.aliases, *schema.aliases),
            routes=routes.routes(),
            uses=refused.without(uses.found, named_ranges),
            quoted=refused.without((*uses.quoted, *tables.quoted), lambda q: (q.range,)),
            given=refused.without(uses.given, lambda g: (g.range,)),
            keys=refused.without(tuple(uses.keys.values()), named_ranges),
            written=tuple(w for w in uses.written if not refused.has_to_do_with(w.range)),
            elements=refused.without(tuple(elements), lambda e: (e.name_range,)),
            props=tuple(dict.fromkeys(follower.props)),
            handlers=tuple(handlers(self.syntax, self._tags)),
            calls=refused.without(tuple(self._calls(follower)), lambda c: (c.name_range,)),
            makers=self._makers(records),
            mounts=routes.prefixed(),
            opened=tuple(routes.opened),
            wired=tuple(wired),
            orderings=orderings(syntax),
            forms=forms_with_actions(syntax),
            raised=tuple(errors),
            thrown=tuple(thrown(syntax)),
            answers_status=answers_status(syntax),
            error_classes=tuple(error_classes(syntax)),
            imports=tuple(file.imports),
            definitions=tuple(file.definitions),
            ignores=ignores(text),
            bindings=tuple(t for t in bindings(text) if self.syntax.at(t.range.start).type == "comment"),
            holes=tuple(sorted({*self.types.holes, *holes, *broken(self.syntax)})),
            intercepts=intercepts(self.syntax),
            answered=tuple(follower.answered.values()),
            wrappers=wrappers(self.syntax),
            extensions=prisma_extensions(self.syntax, file.imports),
            values=(
                *follower.values.values(),
                *(function.value for function in self.alone),
                *additions(self.types, self.syntax.root),
                *template_values(self.syntax),
                *asked,
            ),
        )

    def _makers(self, records: list[Record]) -> tuple[Maker, ...]:
        """The functions that make or take what routes carry, schemas among them; not of files with JSX."""
        if self.path.endswith(("x", ".d.ts")):
            return ()
        return (*makers(self.syntax), *takers(self.syntax, iter(records)))

    def _calls(self, follower: Follower) -> Iterator[Call]:
        """The calls that may send a request through a function of our own."""
        for call, callee, given in follower.sent:
            yield call_of(self.syntax, call, callee, given, self._tags(call), follower.uses)

    def _query(self, node: Node) -> None:
        """A query in a string, where the comment above it says which contract it gives."""
        if is_query(self.syntax.str(node)[1:-1]):
            found = tagged_query(self.syntax, node, self._comment(node))
            self.found.extend([found] if found is not None else [])

    def _built(self, call: Node, uses: Uses) -> None:
        """A query that a chain of calls builds."""
        named, compared = built_query(self.syntax, call)
        for use in named:
            uses.add(use)
        for quoted in compared:
            uses.texts.setdefault((quoted.range, quoted.use), quoted)

    def _resolved(self, record: Record) -> tuple[Field, ...]:
        """The fields of a class or schema. What a schema refers to is a variable: known as an enum of this file, or not at all."""
        fields = self.declarations.resolved(record.fields)
        if record.construct not in SCHEMA_OBJECTS:
            return fields
        return tuple(replace(f, kind=Kind("unknown", text=f.kind.text)) if f.kind.name == "ref" else f for f in fields)

    def _conforms(self, record: Record) -> tuple[Reference, ...]:
        """What a class implements, through aliases of the file for parts of contracts: `type Wanted = BookRoom["request"]`."""
        aliases = {a.name: a for a in self.declarations.aliases if not a.generics and not a.list_depth}
        found: list[Reference] = []
        for own in record.conforms:
            kind = aliases[own.name].kind if own.name in aliases and not own.arguments else None
            part = kind is not None and kind.name == "unknown" and kind.target and kind.steps
            found.append(replace(own, name=kind.target, arguments=(kind,)) if kind is not None and part else own)
        return tuple(found)

    def _layer(self, record: Record) -> Layer:
        return "ui" if self.path.endswith("x") and record.name.endswith("Props") else record.layer

    def _statement(self, statement: Statement) -> None:
        node = statement.node
        if node.type in ("class_declaration", "abstract_class_declaration"):
            generics = self.declarations.generics(node)
            found = class_record(self.types, node, statement.range, statement.comment, statement.exported, generics)
            if found is not None:
                self.found.append(entity(self.syntax, node, found))
                self.columns.extend(named_columns(self.syntax, node, found))
                self.columns.extend(named_properties(self.syntax, node))
        elif node.type == "lexical_declaration" and node.children[0].type == "const":
            for declarator in (c for c in node.children if c.type == "variable_declarator"):
                self.constants.add(declarator, statement)

    def _literal(self, node: Node, typed: Typed, at: Range, how: str, imported: set[str], contracts: set[str]) -> bool:
        """An object literal where a type of another file is asked for. True where that is a contract."""
        target = typed.kind.target
        written = self.syntax.text[at]
        start = written.find(target)
        comment = self._comment(node)
        tagged = comment.tag("contract") is not None
        bound = target.split(".")[0] in imported or tagged
        if start < 0 or not bound:
            return False
        place = Range(at.start + start, at.start + start + len(target))
        declarator: Node | None = node.parent
        while declarator is not None and declarator.type in (
            "as_expression",
            "satisfies_expression",
            "parenthesized_expression",
        ):
            declarator = declarator.parent
        name = (
            ts.field(declarator, "name")
            if declarator is not None and declarator.type == "variable_declarator"
            else None
        )
        own = name if name is not None and name.type == "identifier" else None
        self.found.append(
            object_record(
                self.types,
                node,
                self.syntax.str(own) if own is not None else target,
                self.syntax.range(own) if own is not None else place,
                "code",
                comment,
                (Reference(target, place, how),),
            )
        )
        return tagged or target.split(".")[0] in contracts

    def _comment(self, node: Node) -> Comment:
        """The comment above the statement that a node is in."""
        here = node
        while (outer := here.parent) is not None and outer.type not in ("program", "statement_block", "class_body"):
            here = outer
        comments = ts.comments_before(here)
        return self.types.comment(attached(comments, here)) if comments else NO_COMMENT

    def _tags(self, node: Node) -> tuple[Tag, ...]:
        return self._comment(node).tags


def _methods(record: Record, follower: Follower) -> tuple[Field, ...]:
    """The methods of a class, with what they take and give."""
    return tuple(follower.methods.get(record.name, {}).values()) if record.construct == "class" else ()


def _may_be_own(module: str) -> bool:
    """True where a module may be of the same repository: by its path, an alias of the build, or as one of several packages."""
    if module.startswith(OWN):
        return True
    scope, _, rest = module.partition("/")
    if scope.startswith("@"):
        return scope[1:] not in _PUBLIC or "contract" in module
    return (rest != "" and scope not in _PACKAGES and ":" not in scope) or "contract" in module
