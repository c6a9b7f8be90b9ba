"""Columns that tables of Drizzle have of objects in other files: `{ ...timestamps, email: text() }`."""

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot, Source

from ..files.imported import declared_module, origins

WITH_COLUMNS = ("drizzle table", "drizzle columns")
_DEEPEST = 12


def with_columns(record: Record, source: Source, snapshot: Snapshot) -> Record:
    """A table, or an object of columns, with what it has of other files; as before where not all of it is known."""
    shared = columns_shared(record, source, snapshot) if record.open and record.bases else None
    own = {f.name for f in record.fields}
    added = (f for f, _ in shared or () if f.name not in own)
    return record if shared is None else replace(record, fields=(*record.fields, *added), open=False)


def columns_shared(
    record: Record, source: Source, snapshot: Snapshot, depth: int = 0
) -> tuple[tuple[Field, Source], ...] | None:
    """The columns that a table of Drizzle has of objects in other files, each with its file; None where not all are known."""
    found: list[tuple[Field, Source]] = []
    for base in record.bases:
        place = drizzle_record(base.name, "drizzle columns", source, snapshot)
        above = columns_shared(place[0], place[1], snapshot, depth + 1) if place and depth < _DEEPEST else None
        if place is None or above is None:
            return None
        found += [*((f, place[1]) for f in place[0].fields), *above]
    return tuple(found)


def drizzle_record(
    name: str, construct: str, source: Source, snapshot: Snapshot, depth: int = 0
) -> tuple[Record, Source] | None:
    """The table, or the object of columns, that a name stands for in a file, and its own file; None where there is none."""
    own = next((r for r in source.shapes.records if r.name == name and r.construct == construct), None)
    if own is not None:
        return own, source
    for original, module in origins(name, source.shapes) if depth < _DEEPEST else ():
        other = declared_module(module, source.path, snapshot)
        found = drizzle_record(original, construct, other, snapshot, depth + 1) if other is not None else None
        if found is not None:
            return found
    return None
