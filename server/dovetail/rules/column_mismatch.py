"""The column that the contract names with `@db` is called otherwise in the store."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import key

from . import rule
from .comparison import Match, called, compare
from .faults import Fault
from .renamed_field import aliased


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    if not pairing.is_store or not isinstance(pairing.implementation, Record):
        return
    if pairing.implementation.construct == "query":
        return  # what a query answers with is called as it says, and stores nothing
    text = snapshot.sources[pairing.path].text
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


def _differs(match: Match, column: str) -> bool:
    return match.by == "alias" or (match.field.stored is not None and key(match.field.stored) != key(column))
