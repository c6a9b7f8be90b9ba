"""OpenAPI and JSON Schema, in YAML and in JSON: schemas, enums and routes. Any other YAML or JSON has no shapes,
and costs nothing, but for fixtures of Django."""

import re
from collections.abc import Iterator
from dataclasses import field

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import (
    Alias,
    Definition,
    Enum,
    FileShapes,
    Ignore,
    Member,
    Record,
    Reference,
    Route,
    Use,
)
from dovetail.core.text import Range, Text

from ._comments import Comment, ignores
from ._openapi.conditions import WORDS, conditioned
from ._openapi.discriminators import told_apart
from ._openapi.django_fixtures import fixture, may_be_fixture
from ._openapi.examples import Shown, shown
from ._openapi.fragments import METHODS, is_elsewhere, may_be_part, part_of
from ._openapi.operations import json_of, parameter_part, parts_of, unseen_parts
from ._openapi.references import other_files, unmapped, unresolved
from ._openapi.schemas import Schemas, words_of
from ._openapi.writer import OpenApiWriter, Schema
from ._openapi.yaml_tree import Entry, Node, Tree, read_tree

NAME = "openapi"
SUFFIXES = (".yaml", ".yml", ".json")
WRITER = OpenApiWriter()

_VERSION = re.compile(r"""(?:openapi|swagger|asyncapi)["']?[ \t]*:[ \t]*["']?\d""")
_DIALECT = re.compile(r"""\$schema["']?[ \t]*:[ \t]*["']?https?://(?:json-schema\.org|spec\.openapis\.org)/""")
# Files that many repositories have and that never describe an API; some are long, and there can be very many.
_ELSE = re.compile(
    r"(?:\A|/)(?:\.[^/]+/.+|(?:locales?|i18n|translations|__snapshots__)/.+|[^/]*[.-]lock\.\w+"
    r"|(?:docker-)?compose(?:[.-][^/]*)?\.ya?ml|(?:package|composer|jsconfig|tsconfig(?:[.-][^/]*)?)\.json|pnpm-workspace\.yaml)\Z"
)
_PARAMETERS = (("components", "parameters"), ("parameters",))
_HOLDERS = (("components", "schemas"), ("definitions",), ("$defs",))
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]*\Z")
_HOST = re.compile(r"\A(?:[a-z][a-z0-9+.-]*:)?//[^/]*")
_IGNORE = re.compile(r"""dovetail-ignore(?=[ \t"']|\Z)[ \t]*([A-Za-z][\w-]*)?[ \t]*(?::[ \t]*([^"\n]*))?""")
_PARTS = {"query": "query", "path": "params"}
_PARAMETER = re.compile(r"\{([^{}/]+)\}")
_EMPTY = FileShapes(language=NAME)


def read(path: str, text: Text) -> FileShapes:
    """The schemas and routes of a description, or nothing of what is not one. A line that is being typed costs no other."""
    if not is_description(text.source):
        return fixture(read_tree(text), NAME) if may_be_fixture(path, text.source) else _EMPTY
    tree = read_tree(text)
    if tree.root.what != "mapping":
        return _EMPTY
    reader = _Reader(path, text, Schemas(text, tree.root), tree)
    reader.read()
    return reader.shapes()


def passes_over(path: str) -> bool:
    """True for a file that is something else by its name."""
    return _ELSE.search(path) is not None


def is_description(source: str) -> bool:
    """True where a text may describe an API or a schema, or a part of one; told from its words, before anything is read."""
    return (
        "@contract" in source
        or "x-contract" in source
        or (
            ("openapi" in source or "swagger" in source or "asyncapi" in source) and _VERSION.search(source) is not None
        )
        or ("$schema" in source and _DIALECT.search(source) is not None)
        or may_be_part(source)
    )


@dataclass
class _Reader:
    path: str
    text: Text
    schemas: Schemas
    tree: Tree
    records: list[Record] = field(default_factory=list[Record])
    enums: list[Enum] = field(default_factory=list[Enum])
    aliases: list[Alias] = field(default_factory=list[Alias])
    routes: list[Route] = field(default_factory=list[Route])
    references: tuple[str, ...] = ()
    of_schemas: bool = False  # a part that holds schemas by their names, and nothing else
    seen: set[int] = field(default_factory=set[int])
    named: dict[int, str] = field(default_factory=dict[int, str])  # the records, by the identity of their nodes
    unions: dict[int, str] = field(default_factory=dict[int, str])  # and what is one of several

    @property
    def root(self) -> Node:
        return self.schemas.root

    def read(self) -> None:
        is_api = any(self.root.get(k) is not None for k in ("openapi", "swagger", "asyncapi"))
        held = [(holder, entry) for holder in _HOLDERS for entry in self._entries(holder)]
        self.references = tuple(f"#/{'/'.join(holder)}/{entry.key.text}" for holder, entry in held)
        for _, entry in held:
            self._named(entry)
        if is_api:
            self._paths(self.root.get("paths"))
        elif _DIALECT.search(self.text.source) is not None or words_of(self.text, self.root).tags:
            self._whole()
        elif not held:
            self._part()
        for holder in _PARAMETERS[: 2 if is_api else 1]:
            for entry in self._entries(holder):
                self._parameter(entry.value, f"#/{'/'.join(holder)}/{entry.key.text}")
        self._tagged(self.root, 0)

    def _part(self) -> None:
        """A file that is part of a description in another one."""
        match part_of(self.root):
            case "schema":
                self._whole()
            case "schemas":
                self.of_schemas = True
                for entry in self.root.entries:
                    self._named(entry)
            case "path":
                self._operations(self.root, "", None, True, "")
            case "operation":
                self._operation()
            case "answer":
                self._answer()
            case "parameter":
                self._parameter(self.root, "#")
            case "parameters":
                for entry in self.root.entries:
                    self._parameter(entry.value, f"#/{entry.key.text}")
            case "operations" if self.root.entries[0].key.text.startswith("/"):
                self._paths(self.root)
            case "operations":
                for entry in self.root.entries:
                    self._operations(entry.value, "", None, True, entry.key.text)
            case _:
                pass

    def _parameter(self, node: Node, name: str) -> None:
        """A parameter that operations may refer to, by its place in the file: which these are, they say."""
        part = parameter_part(node, self.schemas)
        if part is not None:
            at, use = part.range, self._carried(node)
            carries = (use,) if use is not None else ()
            route = Route("", "", node.range, at, at, "described", (), True, carries, name=name, parts=(part,))
            self.routes.append(route)

    def _operation(self) -> None:
        """A file that is one operation: which method of which path it is, who refers to it says."""
        comment, first = self.schemas.root_comment(), self.root.entries[0]
        whole = Entry(first.key, self.root)
        at = first.key.inner
        carries = tuple(self._parameters(self.root))
        parts = parts_of(whole, Node("mapping", at), self.schemas)
        self.routes.append(
            Route("", "", self.root.range, at, at, "described", comment.tags, True, carries, parts=parts)
        )

    def _answer(self) -> None:
        """A file that is an answer, or what a request holds: its schema stands for it."""
        schema = json_of(self.root)
        if schema is not None and schema.what == "mapping":
            name, place = self._own_name(self.schemas.root_comment())
            self._declare(schema, name, place, self.root.range, self.schemas.root_comment())

    def _entries(self, holder: tuple[str, ...]) -> tuple[Entry, ...]:
        node: Node | None = self.root
        for step in holder:
            node = node.get(step) if node is not None else None
        return node.entries if node is not None else ()

    def shapes(self) -> FileShapes:
        declared = sorted([*self.records, *self.enums, *self.aliases], key=lambda d: d.range)
        found = ignores(self.text) if not self.path.endswith(".json") else _ignores(self.text)
        said = shown(self.schemas, {**self.unions, **self.named}) if "example" in self.text.source else Shown()
        uses, texts = said.uses, said.texts
        if "discriminator" in self.text.source:
            asked, values = told_apart(self.schemas, self.named)
            uses, texts = [*uses, *asked], [*texts, *values]
        if any(word in self.text.source for word in WORDS):
            asked, values = conditioned(self.schemas, self.named)
            uses, texts = [*uses, *asked], [*texts, *values]
        if self.tree.whole and not self.tree.skipped and self._is_whole():
            uses = [*uses, *unresolved(self.schemas)]
            uses += unmapped(self.schemas) if "mapping" in self.text.source else ()
        elif self.tree.whole and not self.tree.skipped and self.of_schemas:
            uses = [*uses, *unresolved(self.schemas, own=True)]
        if self.tree.whole and not self.tree.skipped:
            uses = [*uses, *other_files(self.text)]
        return FileShapes(
            language=NAME,
            records=tuple(sorted(self.records, key=lambda r: r.range)),
            enums=tuple(sorted(self.enums, key=lambda e: e.range)),
            aliases=tuple(self.aliases),
            routes=tuple(self.routes),
            uses=tuple(uses),
            quoted=tuple(texts),
            given=tuple(said.given),
            written=tuple(said.written),
            definitions=tuple(Definition(d.name, d.name_range, "schema", True) for d in declared),
            ignores=found,
            holes=tuple(sorted({*self.schemas.holes, *self.tree.skipped})),
        )

    def _is_whole(self) -> bool:
        """True where a reference without a file is to a place of this one, which is no part and has no schema with an `$id` of its own."""
        said = self.text.source
        ids = said.count("$id")
        of_api = any(self.root.get(k) is not None for k in ("openapi", "swagger"))
        return ids <= (self.root.get("$id") is not None) and (of_api or _DIALECT.search(said) is not None)

    def _named(self, entry: Entry) -> None:
        """A schema that has a name of its own."""
        if entry.key.what == "scalar" and entry.value.what == "mapping":
            comment = self.schemas.comment(entry)
            self._declare(entry.value, entry.key.text, entry.key.inner, self.schemas.whole(entry, comment), comment)

    def _whole(self) -> None:
        """A file that is one schema. It is called by its title, its `$id`, its contract or its file."""
        comment = self.schemas.root_comment()
        name, place = self._own_name(comment)
        self._declare(self.root, name, place, self.root.range, comment)

    def _own_name(self, comment: Comment) -> tuple[str, Range]:
        title, id = self.root.get("title"), self.root.get("$id")
        tag = comment.tag("contract")
        if title is not None and _IDENTIFIER.match(title.text):
            return title.text, title.inner
        if tag is not None and tag.value:
            return tag.value, tag.value_range
        if id is not None and id.what == "scalar":
            last = self.text[id.inner].rstrip("#/").rpartition("/")[2].partition(".")[0]
            at = self.text.source.rfind(last, id.inner.start, id.inner.end)
            if last and at >= 0:
                return last, Range(at, at + len(last))
        start = self.root.range.start
        return self.path.rpartition("/")[2].partition(".")[0], Range(start, start)

    def _declare(self, schema: Node, name: str, place: Range, range: Range, comment: Comment) -> None:
        if id(schema) in self.seen:
            return
        self.seen.add(id(schema))
        doc, tags = comment.doc, comment.tags
        values = self.schemas.values(schema)
        if values and self.schemas.is_enum(schema):
            members = tuple(Member(v.text, v.text, v.inner) for v in values)
            self.enums.append(Enum(name, place, range, members, "api", "schema", doc, tags))
        elif self.schemas.is_object(schema):
            self.named[id(schema)] = name
            self.records.append(self._record(schema, name, place, range, comment))
        else:
            typed = self.schemas.typed(schema)
            if typed.kind.name == "union":
                self.unions[id(schema)] = name
            self.aliases.append(Alias(name, place, range, typed.kind, typed.nullable, typed.list_depth, doc, tags))

    def _record(self, schema: Node, name: str, place: Range, range: Range, comment: Comment) -> Record:
        members = self.schemas.members(schema)
        # A line that could not be read may be a property, and behind where reading stopped there may be anything.
        lost = any(range.start <= s.end and s.start <= range.end + 1 for s in self.tree.skipped)
        home = self._home(schema)
        list_at, list_as = self._list_at(home)
        listed = home.get("required")
        return Schema(
            name=name,
            name_range=place,
            range=range,
            fields=self.schemas.fields(members),
            layer="api",
            construct="schema",
            open=members.open or bool(members.bases) or lost or not self.tree.whole,
            bases=() if members.open or lost else tuple(Reference(b, at, "allOf") for b, at in members.bases),
            doc=comment.doc,
            tags=comment.tags,
            insert_at=self._insert_at(home),
            required=tuple(n.text for n in listed.items if n.what == "scalar") if listed is not None else (),
            list_at=list_at,
            list_as=list_as,
            null_key=self._null_key(),
            references=self.references,
        )

    def _home(self, schema: Node) -> Node:
        """The schema with properties of its own: itself, or the last such part of what it is made of."""
        if schema.get("properties") is not None:
            return schema
        parts = (schema.get("allOf") or schema).items
        return next((p for p in reversed(parts) if p.get("properties") is not None), schema)

    def _null_key(self) -> str:
        if self.root.get("swagger") is not None:
            return "x-nullable"
        return "nullable" if (self.root.string("openapi") or "").startswith("3.0") else ""

    def _list_at(self, schema: Node) -> tuple[int | None, str]:
        """Where one more name goes among the required ones, and what is written around it."""
        required, properties = schema.get("required"), schema.entry("properties")
        if required is not None and required.items:
            last = required.items[-1].range
            if not self.text.source.startswith("[", required.range.start):
                return last.end, "\n" + " " * (self._column(last.start) - 2) + "- {}"
            line = self.text.line_range(self.text.line_of(last.start))
            alone = not self.text[Range(line.start, last.start)].strip()
            return last.end, ("," + "\n" + self.text.indent_at(last.start) if alone else ", ") + "{}"
        if required is not None or properties is None:
            return None, ""
        at = properties.key.range.start
        if self.text[Range(self.text.line_starts[self.text.line_of(at)], at)].strip():
            return None, ""  # something stands before it on its line
        below = "\n" + self.text.indent_at(at)
        return at, '"required": [{}],' + below if self.path.endswith(".json") else "required: [{}]" + below

    def _column(self, at: int) -> int:
        return self.text.position(at).column

    def _insert_at(self, schema: Node) -> int | None:
        """In YAML the line below the last property; in JSON the line below the first, where a comma stands before and can follow."""
        entry = schema.entry("properties")
        if entry is None or not entry.value.entries:
            return None
        last = entry.value.entries[-1]
        if self.text.source.startswith("{", entry.value.range.start):
            behind = entry.value.entries[min(1, len(entry.value.entries) - 1)]
            at = self.text.line_starts[self.text.line_of(behind.key.range.start)]
            return None if at <= entry.value.range.start or self.text[Range(at, behind.key.range.start)].strip() else at
        line = self.text.line_of(last.range.end) + 1
        return self.text.line_starts[line] if line < len(self.text.line_starts) else None

    def _tagged(self, node: Node, depth: int) -> None:
        """Schemas inside other things that say which contract they are."""
        if depth > 60 or self.schemas.budget <= 0:
            return
        for item in node.items:
            self._tagged(item, depth + 1)
        for entry in node.entries:
            if entry.value.what == "mapping" and id(entry.value) not in self.seen and self._is_schema(entry.value):
                self._bound(entry)
            self._tagged(entry.value, depth + 1)

    def _is_schema(self, node: Node) -> bool:
        return any(node.get(k) is not None for k in ("properties", "enum", "allOf"))

    def _bound(self, entry: Entry) -> None:
        comment = self.schemas.comment(entry)
        tag = comment.tag("contract")
        if tag is not None and tag.value:
            whole = self.schemas.whole(entry, comment)
            self._declare(entry.value, tag.value, tag.value_range, whole, comment)

    def _paths(self, paths: Node | None) -> None:
        mounted = self._has_prefix()
        for entry in paths.entries if paths is not None else ():
            if not entry.key.text.startswith("/"):
                continue
            place = entry.key.inner
            path = _PARAMETER.sub(lambda m: ":" + re.sub(r"\W", "_", m[1]), entry.key.text)
            elsewhere = entry.value.entry("$ref")
            if elsewhere is not None:  # its operations are in another file
                whole = self.schemas.whole(entry, self.schemas.comment(entry))
                at, file = elsewhere.key.inner, elsewhere.value.text
                self.routes.append(Route("*", path, whole, at, place, "described", (), mounted, handler=file))
            self._operations(entry.value, path, place, mounted, "")

    def _operations(self, item: Node, path: str, place: Range | None, mounted: bool, router: str) -> None:
        """The operations of a path; `router` is their key where another file says which path that is."""
        for operation in item.entries:
            if operation.key.text not in METHODS:
                continue
            comment = self.schemas.comment(operation)
            at = operation.key.inner
            reference = operation.value.string("$ref")
            if reference is not None and is_elsewhere(reference):
                method, whole = operation.key.text.upper(), self.schemas.whole(operation, comment)
                self.routes.append(
                    Route(method, path, whole, at, place or at, "described", comment.tags, mounted, handler=reference,
                          router=router, parts=unseen_parts(at))
                )  # fmt: skip
                continue
            self.routes.append(
                Route(
                    operation.key.text.upper(), path, self.schemas.whole(operation, comment), at, place or at, "described",
                    comment.tags, mounted, tuple(self._parameters(item)) + tuple(self._parameters(operation.value)),
                    router=router, parts=parts_of(operation, item, self.schemas),
                )
            )  # fmt: skip

    def _parameters(self, of: Node) -> Iterator[Use]:
        """The parameters of the query and of the path, also those that are described elsewhere in the file."""
        listed = of.get("parameters")
        for item in listed.items if listed is not None else ():
            found = self.schemas.resolve(item.string("$ref") or "") or item
            if (use := self._carried(found)) is not None:
                yield use

    def _carried(self, parameter: Node) -> Use | None:
        name, part = parameter.get("name"), _PARTS.get(parameter.string("in") or "")
        if part is None or name is None or name.what != "scalar" or name.is_empty:
            return None
        said = name.text if part == "query" else re.sub(r"\W", "_", name.text)
        return Use("", (part, said), (parameter.range, name.inner), "read", "query")

    def _has_prefix(self) -> bool:
        """True where all paths stand behind another, which the servers say."""
        servers = self.root.get("servers")
        urls = [u for s in (servers.items if servers is not None else ()) if (u := s.string("url"))]
        base = self.root.string("basePath")
        return any(_HOST.sub("", u).strip("/") for u in [*urls, *([base] if base else [])])


def _ignores(text: Text) -> tuple[Ignore, ...]:
    """JSON has no comments: `"$comment": "dovetail-ignore RULE: reason"`."""
    found: list[Ignore] = []
    for match in _IGNORE.finditer(text.source):
        line = text.line_of(match.start())
        if "$comment" in text.source[text.line_starts[line] : match.start()]:
            end = match.end(2) if match[2] else match.end(1) if match[1] else match.start() + len("dovetail-ignore")
            found.append(Ignore(match[1] or "", (match[2] or "").strip(), line, Range(match.start(), end)))
    return tuple(found)
