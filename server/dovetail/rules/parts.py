"""Parts of contracts that keep a promise of their own: what a field holds, by name or in place."""

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot


def contract_of(promise: Field, outer: Contract, snapshot: Snapshot) -> Contract | None:
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
