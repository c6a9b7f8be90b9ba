"""An implementation lacks a field that its contract promises."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing, stored_key
from dovetail.core.dataclass import replace
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Importer, Lister, Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key

from . import rule
from .checks.type_edits import WRITTEN_TYPES, known_kind, named_types, names_known
from .edits.member_edits import inserted
from .edits.placeholders import with_property
from .edits.schema_edits import ZOD, with_schema
from .edits.serializer_edits import SERIALIZER, list_of, listed_in
from .edits.suggestions import meant
from .faults import Fault
from .python.django_keys import foreign_key
from .records.comparison import LITERAL, Comparison, Promise, column_name, compare
from .records.migrations import altered_later

_NAMING = frozenset({"graphql", "proto", "python"})  # languages that name a record's type where they use it


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    record = pairing.implementation
    if not isinstance(record, Record):
        return
    compared = compare(pairing, snapshot)
    told = _told(record, compared)
    for promise in compared.missing:
        name = promise.field.name
        if name in told:
            continue
        column = column_name(promise.field, record, pairing.path, snapshot) if pairing.is_store else name
        called = f"`{name}` of contract {pairing.contract.name}" + (f" (`{column}` here)" if column != name else "")
        renamed = _renamed_later(compared, pairing, snapshot)
        path, at = renamed or (pairing.path, _place(promise, record, snapshot.sources[pairing.path]))
        yield Fault(
            path,
            at,
            f"{called} is missing in `{record.name}`, which is that contract because {pairing.because}.",
            (promise.place(pairing.contract.name),),
            _fixes(promise, record, pairing, snapshot) if renamed is None else (),
        )


def _told(record: Record, compared: Comparison) -> set[str | None]:
    """What names of an object stand for that the contract does not have: each is told as an unknown one."""
    if record.construct != LITERAL or not record.conforms:
        return set()
    names, known = [f.name for f in record.fields], [p.field.name for p in compared.missing]
    return {meant(f.name, known, names) for f in compared.extra}


def _renamed_later(compared: Comparison, pairing: Pairing, snapshot: Snapshot) -> tuple[str, Range] | None:
    """Where a later migration calls a column otherwise, where that alone is too much and one alone is missing."""
    if not pairing.is_store or len(compared.missing) != 1:
        return None
    text = snapshot.sources[pairing.path].text
    away = {f.name for f in compared.extra if text[f.name_range].strip("\"'`[]") not in (f.name, f.stored)}
    steps = [(p.path, p.implementation) for p in altered_later(pairing, snapshot)] if len(away) == 1 else []
    records = [(path, step) for path, step in steps if isinstance(step, Record)]
    taken = {(path, at) for path, step in records for _, at in step.gone}
    found = [(path, f.name_range) for path, step in records for f in step.fields if f.name in away]
    return next((place for place in found if place in taken), None)


def _place(promise: Promise, record: Record, source: Source) -> Range:
    """The name of the record that lacks it, the list of a serializer's fields, an object itself that has none, or where a statement
    takes it away, its name there."""
    if record.construct == SERIALIZER and (listed := list_of(record, source)) is not None:
        return listed
    if record.construct == LITERAL and record.name in (c.name for c in record.conforms):
        return record.range
    wanted = stored_key(promise.field)
    return next((at for name, at in record.gone if key(name) == wanted), record.name_range)


def _fixes(promise: Promise, record: Record, pairing: Pairing, snapshot: Snapshot) -> tuple[Fix, ...]:
    source = snapshot.sources[pairing.path]
    if record.construct == LITERAL:
        return tuple(with_property(promise.field, source, record.range, snapshot.contracts))
    if record.construct == SERIALIZER:
        return listed_in(promise.field, record, source, snapshot)
    writer = snapshot.writers.get(source.shapes.language)
    if writer is None:
        return ()
    field = _writable(promise.field, pairing, snapshot)
    if field is None:
        return ()
    field, needed = with_schema(field, record, pairing, snapshot) if record.construct == ZOD else (field, ())
    member = foreign_key(promise.field, record, pairing, snapshot) if pairing.is_store else None
    member = member or writer.field(field, record, snapshot.conventions, pairing.path)
    edits = inserted(member, record, source) if member is not None else ()
    if member is None or not edits:
        return ()
    listed = writer.listing(field, record, pairing.path) if isinstance(writer, Lister) else None
    if listed is not None:
        edits = (*edits, Edit(pairing.path, Range(listed[0], listed[0]), listed[1]))
    edits = (*edits, *needed)
    if isinstance(writer, Importer):
        edits = (*edits, *writer.imports(member, source))
    if _names_types(record, source):
        imports = named_types(field.kind, source, snapshot)
        if imports is None:
            return ()
        edits = (*edits, *imports)
    return (Fix(f"Add `{promise.field.name}` to `{record.name}`", edits),)


def _names_types(record: Record, source: Source) -> bool:
    """True for a type of TypeScript, which may name the contract's own."""
    return record.construct in WRITTEN_TYPES and source.path.endswith((".ts", ".tsx", ".mts", ".cts"))


def _writable(field: Field, pairing: Pairing, snapshot: Snapshot) -> Field | None:
    """The field with its named types followed, except where TypeScript can name them too; None where nothing has that name."""
    shapes = snapshot.sources[pairing.path].shapes
    kind = snapshot.contracts.resolved(field.kind)
    if shapes.language != "typescript":
        named = known_kind(kind, pairing, snapshot) if kind.name == "ref" and shapes.language in _NAMING else kind
        return replace(field, kind=named) if named is not None else None
    if field.kind.name != "ref" or names_known(field.kind, shapes):
        return field
    text = " | ".join(f'"{v}"' for v in kind.values) if kind.name == "enum" else kind.text
    written = Kind(kind.name, kind.target, kind.values, kind.members, kind.options, text)
    return replace(field, kind=written)
