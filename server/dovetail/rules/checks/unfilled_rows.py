"""Rows that the client of Prisma makes, without a column that the model cannot do without."""

import re
from collections.abc import Iterator

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..edits.suggestions import meant
from ..typescript.prisma_models import CLIENT, is_bound, models, passes_queries

_CREATES = ".create"
_RELATION = re.compile(r"^[ \t]*(\w+)[ \t]+\w+[^\n]*@relation\([^\n]*\bfields:\s*\[([^\]\n]*)\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A column that an object leaves out, with the model and its file."""

    range: Range
    column: Field
    model: Record
    path: str


def unfilled_rows(source: Source, snapshot: Snapshot) -> Iterator[Unfilled]:
    """The columns that must be given to a row, which have no default and are not given by a relation."""
    made = [w for w in source.shapes.written if w.use.type_name.startswith(CLIENT) and w.use.via.endswith(_CREATES)]
    for written in made if not passes_queries(snapshot) else ():
        found = models(snapshot).get(written.use.type_name.removeprefix(CLIENT))
        if found is None or not is_bound(*found, snapshot) or found[1].open:
            continue
        path, model = found
        given, known = set(written.names), [f.name for f in model.fields]
        told = {meant(name, known, given) for name in given if name not in known}  # as unknown ones
        related = {column for name, columns in _related(path, model, snapshot) if name in given for column in columns}
        for column in model.fields:
            needed = column.presence == "required" and column.nullable == "no" and not column.list_depth
            if needed and not column.relation and column.name not in given | related | told:
                yield Unfilled(written.range, column, model, path)


def _related(path: str, model: Record, snapshot: Snapshot) -> Iterator[tuple[str, list[str]]]:
    """The relations of a model, with the columns that each fills: `user User @relation(fields: [userId], references: [id])`."""
    text = snapshot.text(path)
    for name, fields in _RELATION.findall(text[model.range]) if text is not None else ():
        yield name, re.findall(r"\w+", fields)
