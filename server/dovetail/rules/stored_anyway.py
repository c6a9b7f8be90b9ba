"""A field says that it is not stored, and its table has a column for it."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import rule
from .faults import Fault
from .records.comparison import Promise, called
from .records.kinds import clash


@rule("conformance", "warning")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    record, contract = pairing.implementation, pairing.contract
    if not pairing.is_store or not isinstance(record, Record) or not isinstance(contract.declaration, Record):
        return
    promises, _ = snapshot.contracts.promised(contract)
    for promise in promises:
        tag = promise.field.tag("db")
        column = next((f for f in record.fields if f.key == promise.field.key and not f.relation), None)
        if (
            tag is None
            or tag.value != "none"
            or column is None
            or column.kind.name == "ref"
            or record.construct == "query"
        ):
            continue
        name = called(column, store=True)
        yield Fault(
            pairing.path,
            column.name_range,
            f"`{name}` is `{promise.field.name}` of contract {contract.name}, which says `@db none`: that it is not stored.",
            (promise.place(contract.name),),
            _fixes(promise, tag.value_range, name) if _keeps(promise.field, column, pairing, snapshot) else (),
        )


def _keeps(promise: Field, column: Field, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True where the column would keep what the contract says; else one of the two must change first."""
    empty = promise.presence == "optional" or promise.nullable == "yes"
    same = promise.list_depth == column.list_depth and empty == (column.nullable == "yes")
    return same and clash(promise, column, pairing, snapshot) is None


def _fixes(promise: Promise, value: Range, column: str) -> tuple[Fix, ...]:
    return (Fix(f"Say `@db {column}` in the contract", (Edit(promise.path, value, column),)),)
