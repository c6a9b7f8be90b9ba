"""Python classes that hold data: pydantic models, dataclasses, typed dictionaries, enums, tables."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Enum, Field, Kind, Layer, Member, Presence, Record, Reference
from dovetail.core.text import Range
from dovetail.core.words import Casing, in_casing

from .. import _treesitter as ts
from .._comments import Comment, read_comment
from .._kinds import formatted
from .columns import column_kind
from .declared import computed_field, declared_column
from .django import django_field, django_table, has_key, implicit_id, keywords
from .literals import is_plain_string, literal, string_range, string_value
from .marshmallow import SCHEMA, is_own_base, is_schema, remakes, renames_all, schema_fields
from .members import members
from .serializers import SERIALIZER, is_serializer, serializer_fields
from .types import Annotated, Types

_PYDANTIC = frozenset({"BaseModel", "RootModel", "BaseSettings", "GenericModel"})
_TABLES = frozenset({"Base", "DeclarativeBase", "Model", "SQLModel", "MappedAsDataclass"})
_ROOTS = frozenset({"DeclarativeBase", "SQLModel", "MappedAsDataclass", "AsyncAttrs", "DeclarativeBaseNoMeta"})
_HARMLESS = frozenset({"total_ordering", "functools.total_ordering", "final", "typing.final", "dataclass_transform"})
_NEUTRAL = frozenset({"object", "Generic", "Protocol", "ABC", "str", "int", "SQLModel"})
_COLUMNS = re.compile(r"(?:^|[=:\s.])(?:Column\(|mapped_column\(|Mapped\[)")
_DJANGO_FIELD = re.compile(r"=\s*models\.(?:\w+Field|ForeignKey)\(")
_ENUMS = frozenset({"Enum", "StrEnum", "IntEnum", "Flag", "IntFlag", "TextChoices", "IntegerChoices", "ReprEnum"})
_CHOICES = frozenset({"TextChoices", "IntegerChoices"})
_DATACLASSES = frozenset(
    {
        "dataclass",
        "dataclasses.dataclass",
        "pydantic.dataclasses.dataclass",
        "define",
        "attrs.define",
        "attr.s",
        "frozen",
        "attrs.frozen",
        "attrs.mutable",
        "attr.define",
        "attr.frozen",
        "attr.mutable",
        "attr.attrs",
        "mutable",
    }
)
STRUCT = "msgspec struct"
_STRUCTS = frozenset({"Struct", "msgspec.Struct"})
_RENAMES: dict[str, Casing] = {"camel": "camelCase", "pascal": "PascalCase", "kebab": "kebab-case"}
_RENAMED = re.compile(r"\brename\s*=\s*[\"'](\w+)[\"']")
_MIXIN = "mixin"  # what gives columns to tables, and is none
_DESCRIBES = frozenset("Field field mapped_column column_property relationship Relationship attrib ib".split())
_GENERATORS: dict[str, Casing] = {
    "to_camel": "camelCase",
    "to_pascal": "PascalCase",
    "to_snake": "snake_case",
    "camelize": "camelCase",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A class whose bases are not merged in yet."""

    record: Record
    bases: tuple[Reference, ...]
    casing: Casing | None
    names: frozenset[str] = frozenset()


@dataclass
class Classes:
    """Collects the classes of one file."""

    types: Types
    drafts: dict[str, Draft] = field(default_factory=dict)
    enums: list[Enum] = field(default_factory=list)
    plain: dict[str, tuple[str, ...]] = field(default_factory=dict)  # the members of classes that hold no data
    rooted: set[str] = field(default_factory=set[str])  # those of them whose bases add nothing
    imported: Mapping[str, str] = field(default_factory=dict[str, str])

    def enum(self, node: Node, comment: Comment, range: Range) -> bool:
        """An enum class; False where the class is none."""
        names = self._bases(node)
        body, name = ts.field(node, "body"), ts.field(node, "name")
        kinds = {n.rsplit(".", 1)[-1] for n, _ in names}
        if not kinds & _ENUMS or body is None or name is None:
            return False
        members = self._members(body, kinds)
        own = self.types.syntax.range(name)
        seen = tuple(m for m in members if m is not None)
        enum = Enum(
            self._str(name), own, range, seen, "code", "enum", comment.doc, comment.tags, len(seen) < len(members)
        )
        self.enums.append(enum)
        return True

    def _members(self, body: Node, kinds: set[str]) -> list[Member | None]:
        """The members of an enum; None for one whose value is not seen."""
        members: list[Member | None] = []
        for left, right in _assignments(body):
            written = self._str(left)
            if left.type != "identifier" or right is None or written.startswith("_"):
                continue
            if kinds & _CHOICES and right.type in ("expression_list", "tuple"):  # the value, and how it is shown
                right = next((c for c in right.children if c.is_named), right)
            value = literal(self.types.syntax, right)
            if value is None and self._str(right).endswith("auto()"):
                value = written.lower() if "StrEnum" in kinds else str(len(members) + 1)
            shown = string_value(value) if value is not None else self._value_of(self._str(right), members)
            members.append(Member(written, shown, self.types.syntax.range(left)) if shown is not None else None)
        return members

    def _value_of(self, expression: str, own: Sequence[Member | None]) -> str | None:
        """The value of a member above, or of an enum above: `State.OPEN.value`; None for anything else."""
        enum, _, name = expression.removesuffix(".value").rpartition(".")
        known = own if not enum else next((e.members for e in self.enums if e.name == enum), ())
        return next((m.value for m in known if m is not None and m.name == name), None)

    def record(self, node: Node, decorators: Sequence[str], comment: Comment, range: Range) -> None:
        """A class with annotated fields, if it is of a kind that holds data or says which contract it is."""
        name, body = ts.field(node, "name"), ts.field(node, "body")
        if name is None or body is None or name.is_missing:
            return
        bases = self._bases(node)
        table = self._table(node, body)
        construct, layer = self._construct(bases, decorators, table, comment, body)
        syntax = self.types.syntax
        if not construct:
            known = all(d in _HARMLESS for d in decorators)
            self.plain[self._str(name)] = (*members(syntax, body), *(() if known else ("*",)))
            if {n.rsplit(".", 1)[-1] for n, _ in bases} <= _NEUTRAL | _ROOTS:
                self.rooted.add(self._str(name))
            return
        own = members(syntax, body)
        inherited = [m for n, _ in bases if not self._is_django(n) for m in self._inherited(n.rsplit(".", 1)[-1])]
        decorated = () if all(d in _DATACLASSES | _HARMLESS for d in decorators) else ("*",)
        optional = construct == "typed dict" and self._is_partial(node)
        fields = tuple(self._fields(body, construct, optional))
        insert_at = self._insert_at(fields, construct)
        if construct in ("pydantic model", "class"):
            methods = (c for c in body.children if c.type == "decorated_definition")
            fields = (*fields, *(f for m in methods if (f := computed_field(self.types, m)) is not None))
        unseen = False
        if construct == SERIALIZER:
            fields, unseen = serializer_fields(syntax, body, self.types.enums)
            insert_at = None
        if construct == SCHEMA:
            fields, insert_at = tuple(schema_fields(syntax, body)), None
            own = (*own, "**") if remakes(syntax, body) else own
        if construct == "django model":
            table = django_table(syntax, body)
            fields = fields if has_key(syntax, body) else (implicit_id(syntax, name), *fields)
        neutral = (
            _NEUTRAL
            | _PYDANTIC
            | {"TypedDict", "NamedTuple", "Struct", *(n for n, m in self.imported.items() if m == "ninja")}
            | (_TABLES if table or construct in ("table model", "django model", _MIXIN) else frozenset())
        ) - (self.drafts.keys() | (self.imported.keys() & {"Base"}))
        references = tuple(
            Reference(n.rsplit(".", 1)[-1], syntax.range(at), "extends")
            for n, at in bases
            if n.rsplit(".", 1)[-1] not in neutral
            and not (construct == SERIALIZER and is_serializer(n))
            and not (construct == SCHEMA and is_own_base(n))
        )
        record = Record(
            name=self._str(name),
            name_range=syntax.range(name),
            range=range,
            fields=fields,
            layer=layer,
            construct=construct,
            open=unseen,
            doc=comment.doc,
            tags=comment.tags,
            bases=references,
            insert_at=insert_at,
            table=table,
            members=tuple(
                m for m in dict.fromkeys((*own, *inherited, *decorated)) if m not in {f.name for f in fields}
            ),
        )
        self.drafts[record.name] = Draft(record, references, self._casing(body, bases=self._arguments(node)))

    def records(self) -> tuple[Record, ...]:
        """The records with the fields of their bases; a base that is not in the file leaves them open."""
        found = (self._resolved(d, ()) for d in self.drafts.values())
        return tuple(replace(r, fields=tuple(_aliased(f, c) for f in r.fields), casing=c) for r, c in found)

    def _resolved(self, draft: Draft, seen: tuple[str, ...]) -> tuple[Record, Casing | None]:
        fields: dict[str, Field] = {}
        opened, casing, names = draft.record.open, draft.casing, draft.record.members
        for base in draft.bases:
            other = self.drafts.get(base.name)
            if other is None or base.name in (draft.record.name, *seen) or len(seen) > 50:
                opened = True
                continue
            merged, inherited = self._resolved(other, (*seen, draft.record.name))
            opened, casing = opened or merged.open, casing or inherited
            names = (*names, *(n for n in merged.members if n not in names))
            fields.update((f.name, f) for f in merged.fields)
        fields.update((f.name, f) for f in draft.record.fields)
        return replace(draft.record, fields=tuple(fields.values()), open=opened, members=names), casing

    def _is_django(self, base: str) -> bool:
        """True for Django's own model, whose names are known."""
        return base == "models.Model" or (base == "Model" and self.imported.get(base, "").startswith("django.db"))

    def _inherited(self, base: str) -> tuple[str, ...]:
        """What a base of tables has that this file shows; `*` for one that it does not show."""
        if base not in _TABLES - _ROOTS or (base == "Base" and base in self.imported):
            return ()
        return (*self.plain.get(base, ()), *(() if base in self.rooted else ("*",)))

    def _construct(
        self,
        bases: Sequence[tuple[str, Node]],
        decorators: Sequence[str],
        table: str | None,
        comment: Comment,
        body: Node,
    ) -> tuple[str, Layer]:
        names = {n.rsplit(".", 1)[-1] for n, _ in bases}
        if any(n == "models.Model" for n, _ in bases):
            return "django model", "db"
        if any(is_serializer(n) for n, _ in bases):
            return SERIALIZER, "api"
        if is_schema({n for n, _ in bases}, self._str(body), self.imported):
            return SCHEMA, "api"
        inherited = next((self.drafts[n].record for n in names if n in self.drafts), None)
        if table is not None:
            return "table model", "db"
        if names & _PYDANTIC or any(self.imported.get(n) == "ninja" for n in names & {"Schema"}):
            return "pydantic model", "api"
        if any(n in _STRUCTS for n, _ in bases):
            return STRUCT, "api"
        if any(d in _DATACLASSES for d in decorators):
            return "dataclass", "code"
        if "TypedDict" in names:
            return "typed dict", "code"
        if "NamedTuple" in names:
            return "named tuple", "code"
        if inherited is not None and inherited.construct not in ("dataclass", _MIXIN):
            return inherited.construct, inherited.layer
        if "SQLModel" in names:
            return "pydantic model", "api"
        written = self._str(body)
        if _DJANGO_FIELD.search(written):
            return "django model", "db"
        if _COLUMNS.search(written):
            mixins = {n for n in names if n in self.drafts and self.drafts[n].record.construct == _MIXIN}
            abstract = names <= _NEUTRAL | _ROOTS | mixins or "__abstract__" in written
            return (_MIXIN, "code") if abstract else ("table model", "db")
        elsewhere = any(n.split(".")[0] in self.imported or n in self.plain for n, _ in bases)
        holds = comment.tag("contract") is not None or (elsewhere and _is_annotated(body))
        return ("class", "code") if holds else ("", "code")  # the base may be a model, which this file does not show

    def _bases(self, node: Node) -> list[tuple[str, Node]]:
        """The names of a class's bases, those that are parametrised without their parameters."""
        arguments = ts.field(node, "superclasses")
        found: list[tuple[str, Node]] = []
        for base in arguments.children if arguments is not None else []:
            inner = ts.field(base, "value") if base.type == "subscript" else base
            if inner is not None and inner.type in ("identifier", "attribute"):
                found.append((self._str(inner), inner))
            elif base.is_named and base.type not in ("keyword_argument", "comment"):
                found.append((self._str(base), base))
        return found

    def _fields(self, body: Node, construct: str, optional: bool) -> "list[Field]":
        found: list[Field] = []
        children = body.children
        pending = ts.comments_before(children[0]) if children else []
        for i, statement in enumerate(children):
            if statement.type == "comment":
                trails = i > 0 and children[i - 1].end_point.row == statement.start_point.row
                pending = pending if trails else [*pending, statement]
                continue
            inner = statement.children[0] if statement.type == "expression_statement" and statement.children else None
            if inner is not None and inner.type in ("assignment", "identifier"):
                field = self._field(inner, self._around(pending, children, i), construct, optional)
                found.extend([field] if field is not None else [])
            elif statement.type == "decorated_definition" and construct in ("table model", _MIXIN):
                field = declared_column(self.types, statement)
                found.extend([field] if field is not None else [])
            pending = []
        return found

    def _around(self, pending: list[Node], children: Sequence[Node], at: int) -> list[Node]:
        """The comments above a field, the one behind it, and the string below it."""
        found: list[Node] = []
        below = children[at].start_point.row
        for comment in reversed(pending):
            if below - comment.end_point.row > 1:
                break
            found.insert(0, comment)
            below = comment.start_point.row
        for node in children[at + 1 : at + 3]:
            trails = node.type == "comment" and node.start_point.row == children[at].end_point.row
            documents = node.type == "expression_statement" and node.children and node.children[0].type == "string"
            if trails or documents:
                found.append(node.children[0] if documents else node)
            if not trails:
                break
        return found

    def _field(self, node: Node, around: list[Node], construct: str, partial: bool) -> Field | None:
        syntax = self.types.syntax
        name = node if node.type == "identifier" else ts.field(node, "left")
        type, value = ts.field(node, "type"), ts.field(node, "right")
        if name is None or name.type != "identifier" or self._str(name).startswith("__"):
            return None
        places = [string_range(syntax, n) if n.type == "string" else syntax.range(n) for n in around]
        comment = read_comment(syntax.text.source, places)
        if type is None:
            if node.type != "identifier":
                if construct == "django model":
                    enums = {**self.types.enums, **self._nested_choices(node)}
                    return django_field(syntax, node, name, value, comment, enums)
                return self._column(node, name, value, comment) if construct in ("table model", _MIXIN) else None
            end = syntax.range(name).end
            self.types.holes.append(Range(end, end))
            annotated = Annotated(Kind("hole"), "unknown")
        else:
            annotated = self.types.annotation(type)
        if "ClassVar" in annotated.wrappers or (construct == "pydantic model" and self._str(name).startswith("_")):
            return None
        calls = [c for c in (value, *annotated.metadata) if c is not None and c.type == "call"]
        given = {k: v for c in calls for k, v in keywords(self.types.syntax, c).items()}
        presence = self._presence(value, given, annotated, partial)
        names = ("name",) if construct == STRUCT else ("serialization_alias", "alias")
        wire = next((given[k] for k in names if k in given), None)
        is_table = construct in ("table model", _MIXIN)
        column = self._stored(value, given) if is_table else None
        nullable = given.get("nullable") if is_table else None
        said = self._str(nullable) if nullable is not None else ""
        key = given.get("primary_key") if is_table else None
        if key is not None and self._str(key) == "True":
            said, presence = "False", "required" if presence == "required" else "defaulted"
        range = syntax.range(node)
        starts = [range.start, *(p.start for p in places)]
        ends = [range.end, *(syntax.range(n).end for n in around)]
        described = given.get("description")
        doc = comment.doc or (string_value(self._str(described)) if described is not None else "")
        relation = value is not None and self._str(value).startswith(("relationship(", "Relationship("))
        return Field(
            name=self._str(name),
            name_range=syntax.range(name),
            kind=formatted(annotated.kind, comment.tags),
            presence=presence,
            nullable="yes" if said == "True" else "no" if said == "False" else annotated.nullable,
            range=Range(min(starts), max(ends)),
            type_range=syntax.range(type) if type is not None else None,
            list_depth=annotated.list_depth,
            wire=string_value(self._str(wire)) if wire is not None and is_plain_string(wire) else None,
            stored=column,
            doc=doc,
            tags=comment.tags,
            relation=relation,
        )

    def _nested_choices(self, field: Node) -> dict[str, tuple[str, ...]]:
        """The enums that the class of a field has within it: `class Policy(models.TextChoices)`."""
        statement = field.parent
        body = statement.parent if statement is not None else None
        found: dict[str, tuple[str, ...]] = {}
        for node in body.children if body is not None else []:
            name, inner = ts.field(node, "name"), ts.field(node, "body")
            if node.type != "class_definition" or name is None or inner is None:
                continue
            kinds = {n.rsplit(".", 1)[-1] for n, _ in self._bases(node)}
            members = self._members(inner, kinds) if kinds & _CHOICES else []
            seen = tuple(m.value for m in members if m is not None)
            if seen and len(seen) == len(members):
                found[self._str(name)] = seen
        return found

    def _column(self, node: Node, name: Node, value: Node | None, comment: Comment) -> Field | None:
        """`email = Column(String, nullable=False)`."""
        if value is None or value.type != "call":
            return None
        function = ts.field(value, "function")
        called = self._str(function).rsplit(".", 1)[-1] if function is not None else ""
        if called not in ("Column", "mapped_column", "relationship"):
            return None
        syntax = self.types.syntax
        given = keywords(self.types.syntax, value)
        unread = Kind("unknown", text=self._str(value))
        kind, depth = column_kind(syntax, value) if called != "relationship" else (unread, 0)
        nullable = given.get("nullable")
        key = given.get("primary_key")
        required = (nullable is not None and self._str(nullable) == "False") or (
            key is not None and self._str(key) == "True"
        )
        return Field(
            name=self._str(name),
            name_range=syntax.range(name),
            kind=kind,
            presence="defaulted" if "default" in given or "server_default" in given else "required",
            nullable="no" if required else "yes",
            range=syntax.range(node),
            list_depth=depth,
            stored=self._stored(value, given),
            doc=comment.doc,
            tags=comment.tags,
            relation=called == "relationship",
        )

    def _presence(self, value: Node | None, given: Mapping[str, Node], annotated: Annotated, partial: bool) -> Presence:
        """Required without a default; None for a default is an absent value."""
        if "NotRequired" in annotated.wrappers or (partial and "Required" not in annotated.wrappers):
            return "optional"
        given_default = (
            given[k]
            for k in ("default", "default_factory", "factory", "server_default", "insert_default")
            if k in given
        )
        default = next(given_default, None)
        if value is not None and value.type != "call":
            default = value
        elif value is not None:
            arguments = ts.field(value, "arguments")
            first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
            function = ts.field(value, "function")
            called = self._str(function).rsplit(".", 1)[-1] if function is not None else ""
            if called not in _DESCRIBES:
                default = value
            elif called == "Field" and first is not None and first.type != "keyword_argument":
                default = first
        if default is None or self._str(default) == "...":
            return "required"
        return "optional" if default.type == "none" else "defaulted"

    def _stored(self, value: Node | None, given: Mapping[str, Node]) -> str | None:
        """The column's name, where it is said: first, as `name=`, or inside SQLModel's `sa_column`."""
        inner = given.get("sa_column")
        if inner is not None:
            return self._first_string(inner)
        text = self._str(value) if value is not None else ""
        if not text.partition("(")[0].endswith(("Column", "column")):
            return None
        named = given.get("name")
        return (
            string_value(self._str(named))
            if named is not None and is_plain_string(named)
            else self._first_string(value)
        )

    def _first_string(self, value: Node | None) -> str | None:
        arguments = ts.field(value, "arguments") if value is not None and value.type == "call" else None
        first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
        return string_value(self._str(first)) if first is not None and is_plain_string(first) else None

    def _table(self, node: Node, body: Node) -> str | None:
        for left, right in _assignments(body):
            if self._str(left) == "__tablename__" and right is not None and is_plain_string(right):
                return string_value(self._str(right))
        name = ts.field(node, "name")
        if name is not None and "table=True" in self._arguments(node).replace(" ", ""):
            return self._str(name).lower()  # SQLModel names the table so
        return None

    def _is_partial(self, node: Node) -> bool:
        return "total=False" in self._arguments(node).replace(" ", "")

    def _arguments(self, node: Node) -> str:
        """What stands behind the name of a class: its bases, and what they are told."""
        arguments = ts.field(node, "superclasses")
        return self._str(arguments) if arguments is not None else ""

    def _casing(self, body: Node, bases: str) -> Casing | None:
        """What an alias generator of pydantic makes of names, or `rename="camel"` of msgspec."""
        if "rename" in bases and (renamed := _RENAMED.search(bases)) is not None:
            return _RENAMES.get(renamed[1])
        for statement in body.children:
            text = self._str(statement)
            if "alias_generator" in text and ("model_config" in text or statement.type == "class_definition"):
                return next((casing for name, casing in _GENERATORS.items() if name in text), None)
        return "camelCase" if renames_all(self.types.syntax, body) else None

    def _insert_at(self, fields: tuple[Field, ...], construct: str) -> int | None:
        """Behind the last field; in a dataclass before the first that has a default, for the others may not follow it."""
        text = self.types.syntax.text
        if not fields:
            return None
        defaulted = [f for f in fields if f.presence != "required"]
        before = defaulted[0] if construct in ("dataclass", "named tuple") and defaulted else None
        line = text.line_of(before.range.start) if before is not None else text.line_of(fields[-1].range.end) + 1
        if line >= len(text.line_starts):
            line = text.line_of(fields[-1].range.start)
        return text.line_starts[line]

    def _str(self, node: Node) -> str:
        return self.types.syntax.str(node)


def _is_annotated(body: Node) -> bool:
    """True for a class that declares fields by their types alone."""
    inner = (s.children[0] for s in body.children if s.type == "expression_statement" and s.children)
    return any(i.type == "assignment" and ts.field(i, "type") is not None for i in inner)


def _assignments(body: Node) -> "list[tuple[Node, Node | None]]":
    """The assignments of a class body."""
    found: list[tuple[Node, Node | None]] = []
    for statement in body.children:
        inner = statement.children[0] if statement.type == "expression_statement" and statement.children else None
        left = ts.field(inner, "left") if inner is not None and inner.type == "assignment" else None
        if inner is not None and left is not None:
            found.append((left, ts.field(inner, "right")))
    return found


def _aliased(field: Field, casing: Casing | None) -> Field:
    return replace(field, wire=in_casing(field.name, casing)) if casing is not None and field.wire is None else field
