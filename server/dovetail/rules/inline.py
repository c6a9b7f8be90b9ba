"""Records that are written in place, inside a field: `counts: { open: number; done: number }`.

They keep the contract's field as a record of their own would, so every rule looks at them in the same way.
"""

from collections.abc import Iterator
from dataclasses import replace

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot

from .comparison import compare


def with_inline(snapshot: Snapshot) -> tuple[Pairing, ...]:
    """Every pairing, each followed by those of the records that are written inside of it."""
    if "inline" not in snapshot.memo:
        snapshot.memo["inline"] = tuple(q for p in snapshot.pairings for q in _unfolded(p, snapshot, 0))
    return snapshot.memo["inline"]


def _unfolded(pairing: Pairing, snapshot: Snapshot, depth: int) -> Iterator[Pairing]:
    yield pairing
    record = pairing.implementation
    if pairing.is_store or not isinstance(record, Record) or depth > 20:
        return
    if not any(f.kind.name == "record" and f.kind.members for f in record.fields):
        return
    for match in compare(pairing, snapshot).matches:
        field, promise = match.field, match.contract
        if field.kind.name != "record" or not field.kind.members or field.list_depth != promise.list_depth:
            continue
        contract = _contract_of(promise, pairing.contract, snapshot)
        if contract is not None:
            inner = replace(
                record, name=field.name, name_range=field.name_range, range=field.type_range or field.range,
                fields=field.kind.members, open=False, insert_at=None, table=None,
            )  # fmt: skip
            yield from _unfolded(replace(pairing, contract=contract, implementation=inner), snapshot, depth + 1)


def _contract_of(promise: Field, outer: Contract, snapshot: Snapshot) -> Contract | None:
    """The contract that a promised field's value keeps: the one that it names, or its part of the outer one."""
    kind = snapshot.contracts.resolved(promise.kind)
    if kind.name == "ref":
        named = snapshot.contracts.record(kind.target)
        return named[0] if named is not None else None
    if kind.name != "record" or not kind.members or not isinstance(outer.declaration, Record):
        return None
    closed = tuple(t for t in outer.declaration.tags if t.name == "closed")
    part = replace(
        outer.declaration, name_range=promise.name_range, fields=kind.members, open=False, bases=(), tags=closed
    )
    return Contract(outer.path, part)
