"""A declaration says that it is one contract and has the fields of another."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing, tagged_contract
from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .bound.inline import is_inside
from .bound.similarity import own_keys, promised_keys
from .faults import Fault
from .records.comparison import compare

LEAST = 3  # fields that must agree before another contract is thought of


@rule("conformance", "warning")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    record, contract = pairing.implementation, pairing.contract
    tagged = tagged_contract(record.tags)
    if (
        not isinstance(record, Record)
        or tagged is None
        or contract.is_endpoint
        or record.open
        or is_inside(pairing, snapshot)
    ):
        return
    comparison = compare(pairing, snapshot)
    if len(comparison.matches) > 1 or len(comparison.missing) < LEAST:
        return
    better = _better(record, contract, pairing.is_store, snapshot)
    if better is not None:
        yield Fault(
            pairing.path,
            tagged[0].value_range,
            f"`{record.name}` has the fields of contract {better.name}, not of {contract.name}; is `@contract {better.name}` meant?",
            (Place(better.path, better.declaration.name_range, f"Contract {better.name}"),),
            (Fix(f"Change to `{better.name}`", (Edit(pairing.path, tagged[0].value_range, better.name),)),),
        )


def _better(record: Record, contract: Contract, stored: bool, snapshot: Snapshot) -> Contract | None:
    """The one contract all of whose fields are there."""
    own = own_keys(record)
    found = [
        c
        for c in snapshot.contracts
        if isinstance(c.declaration, Record) and c != contract and not c.is_endpoint and not c.declaration.open
        if len(keys := promised_keys(c.declaration, stored)) >= LEAST and keys <= own
    ]
    return found[0] if len(found) == 1 else None
