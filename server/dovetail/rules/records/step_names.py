"""Migrations in their order, and what their tables and columns are called once later ones have renamed them."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from dovetail.core.dataclass import replace
from dovetail.core.shapes import RENAMED, Field, Record
from dovetail.core.snapshot import Source

_FLYWAY = re.compile(r"V(\d+(?:[._]\d+)*)__", re.IGNORECASE)
_REPEATED = re.compile(r"R__")
_NUMBER = re.compile(r"(\d+)")


def step_order(path: str) -> tuple[tuple[int, int, str], ...]:
    """What migrations are sorted by: numbers count as such (2 before 10), and Flyway's versions part by part."""
    folder, _, name = path.rpartition("/")
    version = _FLYWAY.match(name)
    if version is not None:
        return (*_words(folder), (0, 0, ""), *((0, int(n), "") for n in _NUMBER.findall(version[1])))
    return (*_words(folder), (2 if _REPEATED.match(name) else 0, 0, ""), *_words(name))


def _words(text: str) -> Iterable[tuple[int, int, str]]:
    return ((0, int(p), "") if p.isascii() and p.isdigit() else (1, 0, p) for p in _NUMBER.split(text) if p)


def under_last_names(steps: Sequence[Source]) -> tuple[Source, ...]:
    """The files of a series with its tables under the names that later ones give them."""
    renames = [
        (at, _bare(base.name), record)
        for at, step in enumerate(steps)
        for record in step.shapes.records
        for base in record.bases
        if base.how == RENAMED
    ]
    if not renames:
        return tuple(steps)
    return tuple(_under_last_names(step, [r for r in renames if r[0] > at]) for at, step in enumerate(steps))


def _under_last_names(step: Source, renames: Sequence[tuple[int, str, Record]]) -> Source:
    records = tuple(_renamed(record, renames) for record in step.shapes.records)
    if all(a is b for a, b in zip(records, step.shapes.records, strict=True)):
        return step
    return replace(step, shapes=replace(step.shapes, records=records))


def _renamed(record: Record, renames: Sequence[tuple[int, str, Record]]) -> Record:
    name = record.table or record.name
    for _, old, now in renames:
        if _bare(name) == old:
            name = now.table or now.name
    return record if name == (record.table or record.name) else replace(record, name=name, table=name)


def columns_renamed(record: Record, later: Iterable[Record]) -> Record:
    """A table with its columns under the names that later changes of it give them."""
    fields = {f.name.upper(): f for f in record.fields}
    for altered in later:
        for old, new in renamed_in(altered):
            field = fields.get(old)
            if field is not None:
                fields[old] = replace(field, name=new)
        fields = {f.name.upper(): f for f in fields.values()}
    found = tuple(fields.values())
    return record if [f.name for f in found] == [f.name for f in record.fields] else replace(record, fields=found)


def renamed_in(altered: Record) -> tuple[tuple[str, str], ...]:
    """The columns that a change renames and does not make anew: the name in capitals, and the new one."""
    if not altered.gone:
        return ()
    at = {f.name_range: f.name for f in altered.fields if says_nothing(f) or aspect(f) is not None}
    return tuple((old.upper(), at[place]) for old, place in altered.gone if place in at)


def says_nothing(field: Field) -> bool:
    """True for a column of which a change says no more than its name."""
    return field.kind.name == "unknown" and field.nullable == "unknown" and not field.kind.text


def aspect(column: Field) -> Literal["null", "type", "neither"] | None:
    """The only thing that an ALTER says of a column, such as its type, or neither that nor null where it is its default; None for all."""
    if says_nothing(column):
        return "neither"
    if column.presence != "required":
        return None
    if column.kind.name == "unknown" and not column.kind.text:
        return "null" if column.nullable != "unknown" else None
    return "type" if column.nullable == "unknown" else None


def _bare(name: str) -> str:
    return name.rpartition(".")[2].strip('"`[]').upper()
