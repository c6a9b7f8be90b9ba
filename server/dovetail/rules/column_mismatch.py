"""A column is called otherwise in the store than the contract says with `@db`, or than the migrations beside it make it."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import key

from . import rule
from .faults import Fault
from .records.comparison import Match, called, compare
from .renamed_field import aliased
from .statements.sql_columns import columns_made

_MODELLED = ("prisma", "python", "typescript")


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    if not pairing.is_store or not isinstance(pairing.implementation, Record):
        return
    if pairing.implementation.construct == "query":
        return  # what a query answers with is called as it says, and stores nothing
    text = snapshot.sources[pairing.path].text
    yield from _made_otherwise(pairing, pairing.implementation, snapshot)
    for match in compare(pairing, snapshot).matches:
        tag = match.contract.tag("db")
        if tag is None or not tag.value or not _differs(match, tag.value):
            continue
        given = called(match.field, store=True)
        yield Fault(
            pairing.path,
            match.field.name_range,
            f"`{match.contract.name}` of contract {pairing.contract.name} is stored as `{given}` here and says `@db {tag.value}`; "
            f"call the column that, or say `@db {given}`.",
            (match.promise.place(pairing.contract.name),),
            aliased(given, tag.value, match.field.range, pairing.path, text.source) if match.field.stored else (),
        )


def _made_otherwise(pairing: Pairing, record: Record, snapshot: Snapshot) -> Iterator[Fault]:
    """A column that a model gives a field, where the migrations make one of the field's own words instead."""
    source = snapshot.sources[pairing.path]
    mapped = [f for f in record.fields if f.stored is not None] if source.shapes.language in _MODELLED else []
    made = columns_made(record.table or record.name, snapshot) if mapped else None
    if made is None:
        return
    columns, place = made
    taken = {(f.stored or f.name).lower() for f in record.fields}
    for field in mapped:
        given = field.stored or ""
        meant = [c for low, c in columns.items() if key(c) == key(field.name) and low not in taken]
        if given.lower() in columns or len(meant) != 1:
            continue
        yield Fault(
            pairing.path,
            field.name_range,
            f"`{field.name}` is stored as `{given}` here, and {place.path} makes `{meant[0]}`; call the column that.",
            (place,),
            aliased(given, meant[0], field.range, pairing.path, source.text.source),
        )


def _differs(match: Match, column: str) -> bool:
    return match.by == "alias" or (match.field.stored is not None and key(match.field.stored) != key(column))
