"""Schemas that are made of schemas of other files, or of tables: `Base.extend({ … })`, `createSelectSchema(users)` of drizzle-zod."""

from collections.abc import Iterator, Mapping

from dovetail.core.bindings import Pairing
from dovetail.core.composition import transformed
from dovetail.core.dataclass import replace
from dovetail.core.shapes import SCHEMA_OBJECTS, Field, Record, Reference
from dovetail.core.snapshot import Snapshot, Source

from ..files.imported import handed_on, handed_on_member
from .drizzle_columns import with_columns

_DEEPEST = 6
_MADE_OF = "made of"  # how a schema refers to one of another file
_TABLE = "drizzle table"
_OF_TABLE = "made of a table"  # and to a table of Drizzle, from which drizzle-zod makes it


def is_made_of_others(record: Record) -> bool:
    """True for a schema that has the fields of one in another file."""
    return record.construct in SCHEMA_OBJECTS and any(b.how in (_MADE_OF, _OF_TABLE) for b in record.bases)


def with_schemas(record: Record, source: Source, snapshot: Snapshot) -> Record:
    """A schema with the fields of those that it is made of; as before where one of them is not known."""
    found = _taken(record, source, snapshot, 0)
    if found is None:
        return record
    own = {f.name for f in record.fields}
    taken = {f.name: f for _, base in found for f in base.fields if f.name not in own}
    return replace(record, fields=(*record.fields, *taken.values()), open=False)


def schemas_within(path: str, snapshot: Snapshot) -> Iterator[Pairing]:
    """The schemas of a file that those of other files are made of, which say what contract they are: each is part of that contract."""
    source = snapshot.sources[path]
    todo = [(path, r.name) for r in source.shapes.records if r.construct in SCHEMA_OBJECTS]
    seen = set(todo)
    for _, name in todo:
        for place, made in snapshot.sources_with(_makes, name):
            todo += [one for one in ((place, m) for m in made) if one not in seen]
            seen.update((place, m) for m in made)
    for place in sorted({place for place, _ in seen} - {path}):
        for pairing in snapshot.pairings_by_path.get(place, ()):
            yield from _of_pairing(pairing, path, snapshot)


def schema_paths(snapshot: Snapshot) -> frozenset[str]:
    """The files with such schemas."""
    found: set[str] = set()
    for path, makes in snapshot.of_sources(_makes).items():
        if makes and snapshot.pairings_by_path.get(path):
            for pairing in snapshot.pairings_by_path[path]:
                record, source = pairing.implementation, snapshot.sources[path]
                if isinstance(record, Record) and is_made_of_others(record):
                    found.update(other.path for other, _ in _taken(record, source, snapshot, 0) or ())
    return frozenset(found)


def _of_pairing(pairing: Pairing, path: str, snapshot: Snapshot) -> Iterator[Pairing]:
    record = pairing.implementation
    if not isinstance(record, Record) or not is_made_of_others(record):
        return
    own = {f.name for f in record.fields}
    because = f"`{record.name}` in {pairing.path} is made of it"
    for other, base in _taken(record, snapshot.sources[pairing.path], snapshot, 0) or ():
        kept = tuple(f for f in base.fields if f.name not in own)
        if other.path == path and kept and base.construct != _TABLE:  # which is held to what is stored
            part = replace(base, fields=kept, bases=(), open=False)
            yield replace(pairing, path=path, implementation=part, mode="subset", because=because, sign=None)


def _taken(record: Record, source: Source, snapshot: Snapshot, depth: int) -> tuple[tuple[Source, Record], ...] | None:
    """What a schema has of others, each with its file and what is left of its fields; None where not all of it is known."""
    if not record.bases or record.construct == _TABLE:
        return None if record.open else ()
    found: list[tuple[Source, Record]] = []
    for base in record.bases:
        place = _schema(base, source, snapshot)
        above = _taken(place[1], place[0], snapshot, depth + 1) if place is not None and depth < _DEEPEST else None
        if place is None or above is None:
            return None
        own = {f.name for f in place[1].fields}
        kept = ((other, replace(r, fields=tuple(f for f in r.fields if f.name not in own))) for other, r in above)
        found += [(o, replace(r, fields=_left(r.fields, base))) for o, r in (place, *kept)]
    return tuple(found)


def _left(fields: tuple[Field, ...], base: Reference) -> tuple[Field, ...]:
    return transformed(fields, base.steps)


def _schema(base: Reference, source: Source, snapshot: Snapshot) -> tuple[Source, Record] | None:
    """The schema that a name means in a file, and its own."""
    place = (handed_on_member if "." in base.name else handed_on)(base.name, source, snapshot)
    records = [r for r in place[0].shapes.records if r.name == place[1]] if place is not None else []
    if place is None or len(records) != 1:
        return None
    if base.how == _OF_TABLE:
        table = with_columns(records[0], place[0], snapshot)
        return (place[0], table) if table.construct == _TABLE and not table.open else None
    return (place[0], records[0]) if records[0].construct in SCHEMA_OBJECTS else None


def _makes(source: Source) -> Mapping[str, tuple[str, ...]]:
    """The schemas of a file that are made of others, by how these are called where they are declared."""
    found: dict[str, list[str]] = {}
    for record in source.shapes.records:
        for base in record.bases if is_made_of_others(record) else ():
            original = next((i.original for i in source.shapes.imports if i.name == base.name), base.name)
            found.setdefault(original, []).append(record.name)
    return {name: tuple(made) for name, made in found.items()}
