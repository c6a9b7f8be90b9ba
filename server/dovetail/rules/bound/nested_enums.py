"""Enums within classes of Python: `Order.Status.PAID`, `self.Status.PAID`, and `Status.PAID` where the class says it itself.

One that does not say which contract it is keeps that of the field which lists its values.
"""

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Enum, Record, Use
from dovetail.core.snapshot import Snapshot, Source

from ..files.python_names import defined
from ..records.comparison import compare
from .inline import unfolded


def nested_enum(use: Use, source: Source, snapshot: Snapshot) -> tuple[int, Enum, Source, Contract] | None:
    """The place of the member's name in a chain, the enum that it is asked of, with its file, and the contract that this keeps."""
    if not use.chain[0][:1].isupper():
        return None
    if len(use.chain) > 1 and (place := defined(use.type_name, source, snapshot)) is not None:
        at, name, home = 1, f"{place[1]}.{use.chain[0]}", place[0]
    else:
        within = [e.name for e in source.shapes.enums if e.name.endswith(f".{use.type_name}")]
        at, name, home = 0, within[0] if len(within) == 1 else "", source
    enum = next((e for e in home.shapes.enums if e.name == name), None)
    contract = _contract(enum, home, snapshot) if enum is not None and not enum.open else None
    return (at, enum, home, contract) if enum is not None and contract is not None else None


def _contract(enum: Enum, home: Source, snapshot: Snapshot) -> Contract | None:
    for pairing in unfolded(home.path, snapshot):
        if pairing.implementation is enum:
            return pairing.contract
    values = tuple(m.value for m in enum.members)
    outer = enum.name.partition(".")[0]
    for pairing in unfolded(home.path, snapshot):
        record = pairing.implementation
        for match in compare(pairing, snapshot).matches if isinstance(record, Record) and record.name == outer else ():
            if match.field.kind.name == "enum" and match.field.kind.values == values:
                return snapshot.contracts.get(match.contract.kind.target) or pairing.contract
    return None
