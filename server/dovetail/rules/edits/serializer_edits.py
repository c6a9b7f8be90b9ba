"""What a serializer of Django's REST framework lacks, put into the list of the names that it takes from its model."""

import json
import re

from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

_LIST = re.compile(r"^[ \t]+(fields)\s*=\s*[\[(]", re.MULTILINE)
SERIALIZER = "serializer"
_MODEL = "django model"


def listed_in(field: Field, record: Record, source: Source, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The fix that puts a field's name behind the last of `Meta.fields`; nothing where no model has it with the others."""
    names = [f for f in record.fields if f.range == f.name_range]  # which stand in the list and nowhere else
    if not names or not _has_model({field.name, *(f.name for f in names)}, snapshot):
        return ()
    text = source.text
    last = max(names, key=lambda f: f.range.end)
    quote = text.source[last.range.end : last.range.end + 1]
    end = last.range.end + len(quote)
    before = [f for f in names if f is not last]
    alone = bool(before) and text.line_of(max(f.range.end for f in before)) < text.line_of(last.range.start)
    indent = "\n" + text.indent_at(last.range.start) if alone else " "
    edit = Edit(source.path, Range(end, end), f",{indent}{quote}{json.dumps(field.name)[1:-1]}{quote}")
    return (Fix(f"Add `{field.name}` to the fields", (edit,)),) if quote in ("'", '"') else ()


def list_of(record: Record, source: Source) -> Range | None:
    """The name of the list in which a serializer's `Meta` says all fields; None where it says none."""
    found = _LIST.search(source.text.source, record.range.start, record.range.end)
    return Range(found.start(1), found.end(1)) if found is not None else None


def _has_model(names: set[str], snapshot: Snapshot) -> bool:
    """True where a model has all of some names."""
    return any(
        names <= {f.name for f in record.fields}
        for source in snapshot.sources.values()
        for record in source.shapes.records
        if record.construct == _MODEL
    )
