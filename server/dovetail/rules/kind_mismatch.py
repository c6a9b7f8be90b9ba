"""A field holds another kind of value than the contract says."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .comparison import compare, wire_name
from .faults import Fault
from .kinds import clash
from .type_edits import contract_type


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    if not isinstance(pairing.implementation, Record):
        return
    for match in compare(pairing, snapshot).matches:
        field = match.field
        if field.list_depth != match.contract.list_depth or field.relation:
            continue
        difference = clash(match.contract, field, pairing, snapshot)
        if difference is not None:
            name = (field.stored or field.name) if pairing.is_store else wire_name(field)
            yield Fault(
                pairing.path,
                field.type_range or field.name_range,
                f"`{name}` {difference} in contract {pairing.contract.name}.",
                (match.promise.place(pairing.contract),),
                contract_type(match, pairing, snapshot),
            )
