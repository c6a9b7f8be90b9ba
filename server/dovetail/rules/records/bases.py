"""Records with what other files say of them: what classes of Python inherit, what extends types of GraphQL, domains of SQL, references."""

from collections.abc import Iterator, Mapping

from dovetail.core.bindings import Pairing
from dovetail.core.composition import transformed
from dovetail.core.dataclass import replace
from dovetail.core.shapes import OF_MODEL, PUT_IN, Enum, Field, Kind, Record, Reference, Step
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import Casing, in_casing

from ..files.python_names import defined
from .django_bases import library_model
from .drizzle_columns import WITH_COLUMNS, with_columns
from .elsewhere import with_elsewhere
from .migrations import with_domains
from .schema_bases import is_made_of_others, with_schemas
from .taken_types import with_taken_types

_DEEPEST = 12
# Bases without fields of their own, by their last name.
_FIELDLESS = frozenset(
    "object Generic Protocol ABC str int BaseModel RootModel BaseSettings GenericModel DeclarativeBase SQLModel MappedAsDataclass "
    "AsyncAttrs DeclarativeBaseNoMeta Model TypedDict NamedTuple".split()
)
# What is mixed into tables without adding a column: of Flask-Login, Flask-Security, and SQLAlchemy-serializer. `Base` is so by custom.
_MIXED_IN = frozenset({"Base", "UserMixin", "RoleMixin", "SerializerMixin"})
FLASK_MODEL = "db.Model"  # of Flask-SQLAlchemy, among the names of what inherits from it
_SERIALIZER = "serializer"
TYPED = Step("types")  # how a serializer refers to the model of which it lists fields
_SCALARS = frozenset({"string", "int", "float", "boolean", "decimal", "instant", "date", "uuid"})
REFUSES = frozenset(
    {"pydantic model", "msgspec struct"}
)  # classes of Python that refuse what lacks one of their fields
_DATA = frozenset({"pydantic model", "msgspec struct", "typed dict", "table model", "django model", "named tuple"})


def completed(record: Record, source: Source, snapshot: Snapshot) -> Record:
    """A record with the fields and names that it inherits; open as before where a base is not known."""
    if is_graphql(record):
        return with_elsewhere(_extended(record, source, snapshot), source, snapshot)
    if source.shapes.language == "sql":
        return with_elsewhere(with_domains(record, source.path, snapshot), source, snapshot)
    if source.shapes.language in ("openapi", "prisma", "proto"):
        return with_elsewhere(record, source, snapshot)
    if record.construct == _SERIALIZER and any(TYPED in b.steps for b in record.bases):
        record = snapshot.once(
            ("typed", source.path, record.name, record.range), lambda: _typed(record, source, snapshot)
        )
    if source.shapes.language == "typescript":
        record = with_taken_types(record, source, snapshot)
    if not record.open or not record.bases:
        return record
    if record.construct in WITH_COLUMNS:
        return with_columns(record, source, snapshot)
    if is_made_of_others(record):
        return with_schemas(record, source, snapshot)
    if source.shapes.language != "python":
        return record
    key = ("completed", source.path, record.name, record.range)
    return snapshot.once(key, lambda: _completed(record, source, snapshot, 0))


def construct_of(pairing: Pairing, snapshot: Snapshot) -> str:
    """What an implementation is, also where a base in another file says so; empty for what is no record."""
    record = pairing.implementation
    if not isinstance(record, Record):
        return ""
    return completed(record, snapshot.sources[pairing.path], snapshot).construct


def is_graphql(item: Record | Enum) -> bool:
    """True for a type of GraphQL, in a file of its own or in the string of a program."""
    return item.construct.startswith("GraphQL ")


def graphql_types(snapshot: Snapshot) -> Mapping[str, tuple[tuple[Source, Record], ...]]:
    """The types of all schemas by their names, with what extends them; which is open.

    Of one into which a program puts something there are none.
    """
    return snapshot.once("graphql types", lambda: _graphql_types(snapshot))


def _graphql_types(snapshot: Snapshot) -> Mapping[str, tuple[tuple[Source, Record], ...]]:
    found: dict[str, tuple[tuple[Source, Record], ...]] = {}
    unseen: set[str] = set()
    for source in (snapshot.sources[path] for path in snapshot.of_sources(_has_graphql)):
        for record in source.shapes.records:
            if is_graphql(record):
                found[record.name] = (*found.get(record.name, ()), (source, record))
                unseen.update({record.name} if any(b.how == PUT_IN for b in record.bases) else ())
    return {name: types for name, types in found.items() if name not in unseen}


def _has_graphql(source: Source) -> bool:
    return source.shapes.language in ("graphql", "typescript") and any(is_graphql(r) for r in source.shapes.records)


def _extended(record: Record, source: Source, snapshot: Snapshot) -> Record:
    """A type of GraphQL with what `extend type` adds to it in other files."""
    others = [r for _, r in graphql_types(snapshot).get(record.name, ()) if r.open and r is not record]
    if record.open or not others:
        return record
    own = {f.name for f in record.fields}
    added = {f.name: f for r in others for f in r.fields if f.name not in own}
    return replace(record, fields=(*record.fields, *added.values()))


def _completed(record: Record, source: Source, snapshot: Snapshot, depth: int) -> Record:
    fields: dict[str, Field] = {}
    members, casing, construct = record.members, record.casing, record.construct
    for base in (b for b in record.bases if TYPED not in b.steps):
        found = (_model if base.how == OF_MODEL else _above)(base, source, snapshot, depth)
        if found is None:
            return record
        fields.update((f.name, f) for f in found.fields)
        members = (*members, *(m for m in found.members if m not in members))
        casing = casing or found.casing
        construct = found.construct if construct == "class" and found.construct in _DATA else construct
    fields.update((f.name, f) for f in record.fields)
    aliased = tuple(_aliased(f, casing) for f in fields.values()) if casing is not None else tuple(fields.values())
    return replace(record, fields=aliased, open=False, members=members, casing=casing, construct=construct)


def _typed(record: Record, source: Source, snapshot: Snapshot) -> Record:
    """A serializer that lists fields of a model, with the kinds that they have there."""
    model = next(b for b in record.bases if TYPED in b.steps)
    found = _model(replace(model, steps=()), source, snapshot, 0)
    known = {f.name: f for f in found.fields} if found is not None else {}
    fields = tuple(_of_model(f, known[f.name]) if _is_bare(f) and f.name in known else f for f in record.fields)
    return replace(record, fields=fields)


def _is_bare(field: Field) -> bool:
    """True for a field of which nothing is said but its name."""
    return field.kind == Kind("unknown") and field.stored is None


def _of_model(field: Field, model: Field) -> Field:
    """A field of a serializer as the model has it; of what is chosen, only where its values are seen."""
    seen = model.kind.name in _SCALARS or (model.kind.name == "enum" and model.kind.values)
    return replace(field, kind=replace(model.kind, target="") if seen else field.kind)


def _above(base: Reference, source: Source, snapshot: Snapshot, depth: int) -> Record | None:
    return _base(base.name, source, snapshot, depth)


def _model(model: Reference, source: Source, snapshot: Snapshot, depth: int) -> Record | None:
    """What a model of Django gives to a serializer that has its fields: what leads to another model is the key of that one."""
    found = _base(model.name, source, snapshot, depth)
    place = defined(model.name, source, snapshot)
    if found is None or found.construct != "django model" or place is None:
        return None
    text = place[0].text.source
    served = (_served(f, text[f.range.start : f.range.end]) for f in found.fields)
    return replace(found, fields=transformed(tuple(served), model.steps), members=(), casing=None)


def _served(field: Field, written: str) -> Field:
    given = field.nullable == "yes" or "blank=True" in written or "editable=False" in written or field.name == "id"
    kind = Kind("unknown") if field.relation or field.stored is not None else field.kind
    presence = "defaulted" if given else field.presence
    return replace(field, kind=kind, presence=presence, stored=None, relation=False, list_depth=int(field.relation))


def _base(name: str, source: Source, snapshot: Snapshot, depth: int) -> Record | None:
    """What a class of another file gives to those that inherit from it; None where not all of it is known."""
    place = defined(name, source, snapshot)
    if place is None and name.rsplit(".", 1)[-1] in _MIXED_IN:
        return Record(name, Range(0, 0), Range(0, 0), (), "code", "class", members=("*",))
    if place is None and (known := library_model(name, source)) is not None:
        return known
    if depth > _DEEPEST or place is None or not place[1]:
        return None
    owner, own = place
    records = [r for r in owner.shapes.records if r.name == own]
    if len(records) > 1:
        return None
    if records:
        found = records[0]
        whole = _completed(found, owner, snapshot, depth + 1) if found.open and found.bases else found
        return None if whole.open else whole
    definition = next((d for d in owner.shapes.definitions if d.name == own), None)
    if definition is None or definition.construct != "class":
        return None
    above = [s.gives.partition("<")[0] for s in owner.shapes.signatures if s.how == "base" and s.name == own]
    fields: dict[str, Field] = {}
    names, casing, construct = definition.members, definition.casing, "class"  # of a class without fields of its own
    for base in above:
        if base.rsplit(".", 1)[-1] not in _FIELDLESS or defined(base, owner, snapshot) is not None:
            found = _base(base, owner, snapshot, depth + 1)
            if found is None:
                return None
            fields.update((f.name, f) for f in found.fields)
            names = (*names, *(n for n in found.members if n not in names))
            casing = casing or found.casing
            construct = found.construct if found.construct in _DATA else construct
    if names == (FLASK_MODEL,) and defined(FLASK_MODEL.partition(".")[0], owner, snapshot) is None:
        names = ("*",)  # what makes it may be told of a base of its own
    at = definition.range
    return Record(own, at, at, tuple(fields.values()), "code", construct, members=names, casing=casing)


def inherited(pairing: Pairing, snapshot: Snapshot) -> Iterator[tuple[Source, Record]]:
    """The classes of other files that a class of Python inherits its fields from, each with those that it does not declare anew.

    Their fields are called on the wire as the configuration of the class at the end says.
    """
    record, source = pairing.implementation, snapshot.sources[pairing.path]
    if not isinstance(record, Record) or source.shapes.language != "python" or not record.bases:
        return
    whole = completed(record, source, snapshot)
    if whole.open:
        return
    own = {f.name for f in record.fields}
    for owner, base in _bases_of(record, source, snapshot, 0):
        kept = tuple(f for f in base.fields if f.name not in own)
        own |= {f.name for f in base.fields}
        named = tuple(_aliased(f, whole.casing) for f in kept) if whole.casing is not None else kept
        if named:
            yield (
                owner,
                replace(base, fields=named, members=whole.members, construct=whole.construct, open=False, bases=()),
            )


def _bases_of(record: Record, source: Source, snapshot: Snapshot, depth: int) -> Iterator[tuple[Source, Record]]:
    """The bases in other files, the last first: its fields are laid over those of the others."""
    for base in reversed(record.bases):
        place = defined(base.name, source, snapshot) if base.how != OF_MODEL else None
        records = [r for r in place[0].shapes.records if r.name == place[1]] if place is not None else []
        if place is None or len(records) != 1 or depth > _DEEPEST:
            continue
        if place[0] is not source:
            yield place[0], records[0]
        yield from _bases_of(records[0], place[0], snapshot, depth + 1)


def _aliased(field: Field, casing: Casing) -> Field:
    return replace(field, wire=in_casing(field.name, casing)) if field.wire is None else field
