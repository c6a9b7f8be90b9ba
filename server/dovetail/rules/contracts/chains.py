"""Chains of properties, followed from a contract to those that it leads to."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Field, Use
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

# What every value has, or a test library puts on it.
BUILT_IN = frozenset(
    "constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf toJSON __proto__ then should".split()
)


@dataclass(frozen=True, slots=True)
class Step:
    """One name of a chain: the contract that it is asked of, its field of that name if there is one, and all its fields."""

    contract: Contract
    name: str
    range: Range
    field: Field | None
    known: tuple[Field, ...]


def follow(use: Use, contract: Contract, snapshot: Snapshot) -> Iterator[Step]:
    """The steps of a chain, up to the first that is not there or where not all is known."""
    fields = fields_of(contract, snapshot)
    depth = use.list_depth
    for name, range in zip(use.chain, use.ranges, strict=True):
        if name == "[]" and depth:
            depth -= 1
            continue
        if depth or fields is None or name == "[]" or name in BUILT_IN:
            return  # the property of a list or of any object, or of something that is not wholly known
        field = next((f for f in fields if f.name == name), None)
        yield Step(contract, name, range, field, fields)
        if field is None:
            return
        depth = field.list_depth
        fields = field.kind.members or None
        target = snapshot.contracts.record(field.kind.target) if field.kind.name == "ref" else None
        if target is not None:
            contract, fields = target[0], fields_of(target[0], snapshot)


def fields_of(contract: Contract, snapshot: Snapshot) -> tuple[Field, ...] | None:
    """All fields of a contract; None where some may not be known, or it is no record."""
    found = snapshot.contracts.record(contract.name)
    if found is None:
        return None
    promises, complete = snapshot.contracts.promised(found[0])
    return tuple(p.field for p in promises) if complete else None
