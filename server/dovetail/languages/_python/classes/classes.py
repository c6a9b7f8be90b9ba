"""Python classes that hold data: pydantic models, dataclasses, typed dictionaries, enums, tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import OF_MODEL, Enum, Field, Record, Reference
from dovetail.core.text import Range
from dovetail.core.words import Casing, in_casing

from ... import _treesitter as ts
from ..._comments import Comment
from ..scoping.factories import SUFFIX, taken
from ..syntax.documented import above_first, documented
from ..syntax.pydantic_version import is_of_first
from ..syntax.types import Types
from .assigned import assigned_fields
from .bases import (
    FLASK_MODEL,
    GENERATED,
    arguments,
    base_names,
    is_generated,
    is_partial,
    table_name,
    wire_casing,
    wire_names,
)
from .constructs import (
    CONVERSIONS,
    CONVERTS,
    DATACLASSES,
    EXCEPTIONS,
    HARMLESS,
    NEUTRAL,
    PYDANTIC,
    RENAMES,
    ROOTS,
    STORED,
    STRAWBERRY,
    TABLES,
    Surroundings,
    construct_of,
    of_the_program,
)
from .declared import computed_field
from .django import django_table, has_key, implicit_id, is_implicit
from .enums import enum_class
from .fields import ClassFields, insertion
from .marshmallow import SCHEMA, hooked, is_own_base, remakes, schema_fields
from .members import members
from .serializers import SERIALIZER, TYPES, adds, begins, is_serializer, lists, modelled_on, serializer_fields

_OF_EXCEPTIONS = ("args", "add_note", "with_traceback")


@dataclass
class Classes:
    """Collects the classes of one file."""

    types: Types
    drafts: dict[str, Record] = field(default_factory=dict[str, Record])  # whose bases are not merged in yet
    enums: list[Enum] = field(default_factory=list)
    plain: dict[str, tuple[str, ...]] = field(default_factory=dict)  # the members of classes that hold no data
    casings: dict[str, Casing] = field(
        default_factory=dict[str, Casing]
    )  # how they name the fields of who inherits from them
    rooted: set[str] = field(default_factory=set[str])  # those of them whose bases add nothing
    listing: set[str] = field(default_factory=set[str])  # serializers that list all fields that they have
    imported: Mapping[str, str] = field(default_factory=dict[str, str])

    def enum(self, node: Node, comment: Comment, range: Range) -> bool:
        """An enum class; False where the class is none."""
        found = enum_class(self.types.syntax, node, comment, range, self.enums)
        self.enums.extend([found] if found is not None else [])
        return found is not None

    def nested(self, outer: Node) -> Iterator[Enum]:
        """The enums within a class, by `Order.Status`."""
        body, name = ts.field(outer, "body"), ts.field(outer, "name")
        for node in body.children if body is not None and name is not None else ():
            found = None
            if node.type == "class_definition":
                above = ts.comments_before(node) or (
                    above_first(outer) if body is not None and node == body.children[0] else []
                )
                said, range = documented(self.types.syntax, node, above, node.next_sibling)
                found = enum_class(self.types.syntax, node, said, range, self.enums)
            if found is not None and name is not None:
                yield replace(found, name=f"{self.types.syntax.str(name)}.{found.name}")

    def record(self, node: Node, decorators: Sequence[str], comment: Comment, range: Range) -> None:
        """A class with annotated fields, if it is of a kind that holds data or says which contract it is."""
        name, body = ts.field(node, "name"), ts.field(node, "body")
        if name is None or body is None or name.is_missing:
            return
        syntax = self.types.syntax
        bases, table = base_names(syntax, node), table_name(syntax, node, body)
        around = Surroundings(self.imported, self.drafts, self.plain)
        construct, layer = construct_of(syntax, bases, decorators, table, comment, body, around)
        if not construct:
            self._plain(syntax.str(name), body, decorators, {n.rsplit(".", 1)[-1] for n, _ in bases})
            return
        own = members(syntax, body)
        inherited = [m for n, _ in bases if not self._is_django(n) for m in self._inherited(n)]
        inherited.extend(_OF_EXCEPTIONS if any(n in EXCEPTIONS for n, _ in bases) else ())
        decorated = () if all(d in DATACLASSES | HARMLESS for d in decorators) else ("*",)
        partial = construct == "typed dict" and is_partial(syntax, node)
        lenient = construct == "pydantic model" and is_of_first(syntax.text.source)
        fields = tuple(ClassFields(self.types, construct, partial, self.enums, lenient).read(body))
        if wires := wire_names(syntax, node):
            fields = tuple(replace(f, wire=wires.get(f.name, f.wire)) for f in fields)
        insert_at = insertion(syntax.text, fields, construct)
        if construct in ("pydantic model", "class"):
            methods = (c for c in body.children if c.type == "decorated_definition")
            fields = (*fields, *(f for m in methods if (f := computed_field(self.types, m)) is not None))
        of_strawberry = any(d in STRAWBERRY for d in decorators)
        if of_strawberry:
            methods = (c for c in body.children if c.type == "decorated_definition")
            fields = (
                *fields,
                *(f for m in methods if (f := computed_field(self.types, m, "strawberry.field")) is not None),
            )
        if construct == "class" and comment.tag("contract") is not None:
            declared = {f.name for f in fields}
            fields = (*fields, *(f for f in assigned_fields(self.types, body) if f.name not in declared))
        unseen, model = False, None
        if construct == SERIALIZER:
            fields, unseen = serializer_fields(syntax, body, self.types.enums)
            model = modelled_on(syntax, body)
            if unseen and model is None:  # nobody else sees what it has besides
                model = Reference("", syntax.range(name), OF_MODEL)
            self.listing.update({syntax.str(name)} if lists(syntax, body) else ())
            own = (*own, "**") if adds(syntax, body) else (*own, *begins(syntax, body))
            insert_at = None
        if construct == SCHEMA:
            fields, insert_at = tuple(schema_fields(syntax, body)), None
            own = (*own, "**") if remakes(syntax, body) else own
            own = (*own, *hooked(syntax, body))
        if construct == "django model":
            table = django_table(syntax, body)
            fields = fields if has_key(syntax, body) else (implicit_id(syntax, name), *fields)
        converts = construct == "dataclass" and RENAMES.search(syntax.str(node)) is None
        converted = [b for b in bases if not (converts and self._converts(b[0]))]
        own = (*own, *(CONVERSIONS if len(converted) < len(bases) else ()))
        own = (*own, GENERATED) if is_generated(syntax, body) else own
        names = {f.name for f in fields}
        self.drafts[syntax.str(name)] = Record(
            name=syntax.str(name),
            name_range=syntax.range(name),
            range=range,
            fields=fields,
            layer=layer,
            construct=construct,
            open=unseen,
            doc=comment.doc,
            tags=comment.tags,
            bases=(*((model,) if model is not None else ()), *self._references(converted, construct, table)),
            casing="camelCase" if of_strawberry else wire_casing(syntax, body, arguments(syntax, node)),
            insert_at=insert_at,
            table=table,
            members=tuple(m for m in dict.fromkeys((*own, *inherited, *decorated)) if m not in names),
        )

    def _plain(self, name: str, body: Node, decorators: Sequence[str], bases: set[str]) -> None:
        """Notes a class that holds no data."""
        known = all(d in HARMLESS for d in decorators)
        syntax, casing = self.types.syntax, wire_casing(self.types.syntax, body, "")
        made = (GENERATED,) if is_generated(syntax, body) else ()
        own = taken(syntax, body) if any(b.endswith(SUFFIX) for b in bases) else ()
        self.plain[name] = (*members(syntax, body), *made, *own, *(() if known else ("*",)))
        self.casings.update({name: casing} if casing is not None else {})
        if bases <= NEUTRAL | ROOTS:
            self.rooted.add(name)

    def _references(self, bases: Sequence[tuple[str, Node]], construct: str, table: str | None) -> Iterator[Reference]:
        """The bases that may add fields."""
        tables = TABLES if table or construct in STORED else frozenset[str]()
        ninja = {n for n, m in self.imported.items() if m == "ninja"}
        neutral = NEUTRAL | PYDANTIC | {"TypedDict", "NamedTuple", "Struct"} | ninja | tables
        neutral -= self.drafts.keys() | of_the_program(self.imported)
        for written, at in bases:
            name = written.rsplit(".", 1)[-1]
            own = (construct == SERIALIZER and is_serializer(written)) or (construct == SCHEMA and is_own_base(written))
            if name not in neutral and not own:
                yield Reference(name, self.types.syntax.range(at), "extends")

    def records(self) -> tuple[Record, ...]:
        """The records with the fields of their bases; a base that is not in the file leaves them open."""
        found = (self._resolved(d, ()) for d in self.drafts.values())
        return tuple(replace(r, fields=tuple(_aliased(f, r.casing) for f in r.fields)) for r in found)

    def _resolved(self, draft: Record, seen: tuple[str, ...]) -> Record:
        fields: dict[str, Field] = {}
        opened, casing, names = draft.open, draft.casing, draft.members
        typed = [b for b in draft.bases if TYPES in b.steps]
        for base in (b for b in draft.bases if TYPES not in b.steps):
            other = self.drafts.get(base.name) if base.how != OF_MODEL else None
            if other is None or base.name in (draft.name, *seen) or len(seen) > 50:
                opened = True
                continue
            merged = self._resolved(other, (*seen, draft.name))
            opened, casing = opened or merged.open, casing or merged.casing
            names = (*names, *(n for n in merged.members if n not in names))
            fields.update((f.name, f) for f in merged.fields)
            typed = typed or [b for b in merged.bases if TYPES in b.steps]
        if draft.name in self.listing:
            fields = {f.name: _typed_above(f, fields.get(f.name)) for f in draft.fields}
        else:
            fields.update((f.name, f) for f in draft.fields if f.name not in fields or not is_implicit(f))
        bases = (*(b for b in draft.bases if TYPES not in b.steps), *typed)
        return replace(draft, fields=tuple(fields.values()), open=opened, members=names, casing=casing, bases=bases)

    def _converts(self, base: str) -> bool:
        """True for a base that another library gives, which only writes a dataclass in other forms."""
        name = base.rpartition(".")[2]
        return name in CONVERTS and not self.imported.get(base.partition(".")[0], ".").startswith(".")

    def _is_django(self, base: str) -> bool:
        """True for Django's own model, whose names are known."""
        return base == "models.Model" or (base == "Model" and self.imported.get(base, "").startswith("django.db"))

    def _inherited(self, base: str) -> tuple[str, ...]:
        """What a base of tables has that this file shows; `*` for one that it does not show, but for Flask-SQLAlchemy's."""
        if base == FLASK_MODEL:
            return (FLASK_MODEL,)
        base = base.rsplit(".", 1)[-1]
        if base not in TABLES - ROOTS or base in self.drafts or base in of_the_program(self.imported):
            return ()
        return (*self.plain.get(base, ()), *(() if base in self.rooted else ("*",)))


def _typed_above(field: Field, above: Field | None) -> Field:
    """A field that is listed by its name alone, with what a base says of it."""
    if above is None or field.kind.name != "unknown" or field.kind.text:
        return field
    return replace(above, name_range=field.name_range, range=field.range, type_range=None)


def _aliased(field: Field, casing: Casing | None) -> Field:
    return replace(field, wire=in_casing(field.name, casing)) if casing is not None and field.wire is None else field
