"""What takes a value in asks for a field that the contract does not have."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.findings import Place
from dovetail.core.shapes import SCHEMA_OBJECTS
from dovetail.core.snapshot import Snapshot

from . import rule
from .bases import construct_of
from .comparison import compare, wire_name
from .direction import direction
from .faults import Fault

# What refuses a value that lacks a field; a plain type of the language refuses nothing when the code runs.
_VALIDATES = SCHEMA_OBJECTS | {"pydantic model", "msgspec struct", "schema", "input"}


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    contract = pairing.contract
    if construct_of(pairing, snapshot) not in _VALIDATES or pairing.mode == "closed":
        return
    if direction(pairing, snapshot) != "accepts":
        return
    for field in compare(pairing, snapshot).extra:
        if field.presence == "required" and field.kind.name not in ("hole", "unknown"):
            yield Fault(
                pairing.path,
                field.name_range,
                f"`{wire_name(field)}` is required here and is no field of contract {contract.name}: who keeps to the contract is "
                "refused. Make it optional, or add it to the contract.",
                (Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}"),),
            )
