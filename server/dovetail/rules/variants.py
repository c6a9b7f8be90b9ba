"""Which class of a union is which type of a contract's union: the one with the same text in a field that tells them apart."""

from collections.abc import Iterable, Iterator

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot

from .held import Held
from .parts import contract_of


def paired(held: Held, promise: Field, outer: Contract, snapshot: Snapshot) -> Iterator[tuple[Held, Contract]]:
    """The classes that a value may be of, each with the contract that it keeps where a field of `outer` is promised to hold it."""
    if held.what != "either":
        contract = contract_of(promise, outer, snapshot)
        if contract is not None:
            yield held, contract
        return
    kind = snapshot.contracts.resolved(promise.kind)
    options = [contract_of(replace(promise, kind=o), outer, snapshot) for o in kind.options]
    known = [c for c in options if c is not None and isinstance(c.declaration, Record)]
    classes = [p for p in held.parts if p is not None and p.what == "value" and not p.depth]
    if len(known) == len(options) > 1 and len(classes) == len(held.parts) <= len(known):
        yield from _told_apart(classes, known, snapshot)


def _told_apart(classes: list[Held], contracts: list[Contract], snapshot: Snapshot) -> Iterator[tuple[Held, Contract]]:
    """Pairs by what each says of itself. One class and one contract that are left over are a pair."""
    left, free = list(classes), list(contracts)
    for one in classes:
        own = _tags(f for r in one.source.shapes.records if r.name == one.name for f in r.fields)
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
