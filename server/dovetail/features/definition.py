"""Where a thing is made, and where else it is meant: from code to its contract, from a contract to its code."""

from collections.abc import Iterator
from dataclasses import dataclass

from dovetail.core.bindings import field_pairs
from dovetail.core.contracts import Contract
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from .places import ContractAt, PackageAt, at, name_of


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go to."""

    path: str
    range: Range


def definition(snapshot: Snapshot, path: str, offset: int) -> tuple[Link, ...]:
    """The contract that a name stands for; at the contract itself, its implementations."""
    match at(snapshot, path, offset):
        case ContractAt(contract, field, _, declares=True):
            return tuple(implementations(snapshot, contract, field)) or (declared(contract, field),)
        case ContractAt(contract, field, _):
            return (declared(contract, field),)
        case PackageAt(sprint, package, _):
            return (Link(sprint.path, sprint.place(package.id)),)
        case _:
            return ()


def declared(contract: Contract, field: Field | None) -> Link:
    return Link(contract.path, field.name_range if field is not None else contract.declaration.name_range)


def implementations(snapshot: Snapshot, contract: Contract, field: Field | None) -> Iterator[Link]:
    """Where a contract, or one of its fields, is implemented."""
    for pairing in snapshot.pairings_by_contract.get(contract.name, ()):
        if field is None:
            yield Link(pairing.path, name_of(pairing.implementation))
            continue
        for pair in field_pairs(pairing):
            if pair.contract.name == field.name:
                yield Link(pairing.path, pair.implementation.name_range)
