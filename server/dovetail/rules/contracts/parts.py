"""Parts of contracts that keep a promise of their own: what a field holds, by name or in place."""

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Snapshot


def contract_of(promise: Field, outer: Contract, snapshot: Snapshot) -> Contract | None:
    """The contract that a promised field's value keeps: the one that it names, or its part of the outer one."""
    kind = snapshot.contracts.resolved(promise.kind)
    if kind.name == "ref":
        named = snapshot.contracts.record(kind.target)
        return named[0] if named is not None else None
    fields = kind.members if kind.name == "record" else _made_of(kind, outer, snapshot)
    if not fields or not isinstance(outer.declaration, Record):
        return None
    closed = tuple(t for t in outer.declaration.tags if t.name == "closed")
    part = replace(outer.declaration, name_range=promise.name_range, fields=fields, open=False, bases=(), tags=closed)
    return Contract(outer.path, part)


def _made_of(kind: Kind, outer: Contract, snapshot: Snapshot) -> tuple[Field, ...]:
    """The fields of a type that is made of others of the same file: `Omit<Book, "id">`."""
    promises = snapshot.contracts.fields_of(kind) if kind.name == "unknown" else None
    return tuple(p.field for p in promises or () if p.path in ("", outer.path))


def shown_by(contract: Contract) -> dict[str, bool]:
    """The component that shows a contract, by its name."""
    tag = contract.declaration.tag("view")
    return {tag.value: True} if tag is not None and tag.value else {}
