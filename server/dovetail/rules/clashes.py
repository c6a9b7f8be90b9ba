"""Fields that hold another kind of value than their contract says, for the rules that each ask about one sort of it."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot

from .absence import called
from .comparison import compare
from .faults import Fault
from .kinds import Sort, clash
from .type_edits import contract_type


def clashes(pairing: Pairing, snapshot: Snapshot, sort: Sort, advice: str = "") -> Iterator[Fault]:
    """The fields of one implementation whose kind contradicts the contract's in a certain way."""
    if not isinstance(pairing.implementation, Record):
        return
    for match in compare(pairing, snapshot).matches:
        field = match.field
        if field.list_depth != match.contract.list_depth or field.relation:
            continue
        difference = clash(match.contract, field, pairing, snapshot)
        if difference is None or difference.sort != sort:
            continue
        yield Fault(
            pairing.path,
            field.type_range or field.name_range,
            f"`{called(field, pairing)}` {difference.words} in contract {pairing.contract.name}{advice}.",
            (match.promise.place(pairing.contract),),
            contract_type(match, pairing, snapshot),
        )
