"""Which class of a union is which type of a contract's union: the one with the same text in a field that tells them apart."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot

from ..contracts.parts import contract_of
from ..python.held import Held

_One = TypeVar("_One", Held, Record)  # of a union


def paired(held: Held, promise: Field, outer: Contract, snapshot: Snapshot) -> Iterator[tuple[Held, Contract]]:
    """The classes that a value may be of, each with the contract that it keeps where a field of `outer` is promised to hold it."""
    if held.what != "either":
        contract = contract_of(promise, outer, snapshot)
        if contract is not None:
            yield held, contract
        return
    known = _contracts(promise, outer, snapshot)
    classes = [p for p in held.parts if p is not None and p.what == "value" and not p.depth]
    if len(known) > 1 and len(classes) == len(held.parts) <= len(known):
        each = [(c, tuple(f for r in c.source.shapes.records if r.name == c.name for f in r.fields)) for c in classes]
        yield from _told_apart(each, known, snapshot)


def told_apart_records(
    records: Sequence[Record], promise: Field, outer: Contract, snapshot: Snapshot
) -> Iterator[tuple[Record, Contract]]:
    """The records of a union that are written in place, each with the contract that it keeps where a field of `outer` is promised one.

    Those that nothing tells apart go by their names: a record is the contract with which it shares most of its fields, and more than
    with any other.
    """
    known = _contracts(promise, outer, snapshot)
    if not len(known) > 1 or len(records) > len(known):
        return
    pairs = list(_told_apart([(r, r.fields) for r in records], known, snapshot))
    left = [r for r in records if not any(p is r for p, _ in pairs)]
    free = [c for c in known if not any(p is c for _, p in pairs)]
    yield from pairs
    for record in left:
        shared = sorted(((_shared(record, c, snapshot), i) for i, c in enumerate(free)), reverse=True)
        best, second = shared[0], shared[1][0] if len(shared) > 1 else 0
        if best[0] * 2 > len(record.fields) and best[0] > second:
            yield record, free[best[1]]


def _shared(record: Record, contract: Contract, snapshot: Snapshot) -> int:
    own = {f.key for f in record.fields}
    return sum(p.field.key in own for p in snapshot.contracts.promised(contract)[0])


def _contracts(promise: Field, outer: Contract, snapshot: Snapshot) -> list[Contract]:
    """The contracts that a promised union is one of; nothing where it may be anything else."""
    kind = snapshot.contracts.resolved(promise.kind)
    options = [contract_of(replace(promise, kind=o), outer, snapshot) for o in kind.options]
    known = [c for c in options if c is not None and isinstance(c.declaration, Record)]
    return known if len(known) == len(options) else []


def _told_apart(
    each: list[tuple[_One, tuple[Field, ...]]], contracts: list[Contract], snapshot: Snapshot
) -> Iterator[tuple[_One, Contract]]:
    """Pairs by what each says of itself. One of a union and one contract that are left over are a pair."""
    left, free = [one for one, _ in each], list(contracts)
    for one, fields in each:
        own = _tags(fields)
        same = [c for c in contracts if own & _tags(p.field for p in snapshot.contracts.promised(c)[0])]
        if len(same) == 1 and same[0] in free:
            left.remove(one)
            free.remove(same[0])
            yield one, same[0]
    if len(left) == len(free) == 1 < len(contracts):
        yield left[0], free[0]


def _tags(fields: Iterable[Field]) -> set[tuple[str, str]]:
    """The fields that can have one text alone, by their words, with that."""
    return {(f.key, f.kind.values[0]) for f in fields if len(f.kind.values) == 1}
