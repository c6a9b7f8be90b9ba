"""A copy of a contract's constant lacks one of its values."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.findings import Fix, Place
from dovetail.core.shapes import Constant
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.constant_edits import added
from .contracts.constants import entry_of
from .faults import Fault


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    contract, constant = pairing.contract.declaration, pairing.implementation
    if not isinstance(contract, Constant) or not isinstance(constant, Constant) or pairing.mode == "subset":
        return
    for promise in contract.entries:
        if entry_of(promise, constant) is None:
            name = promise.name or contract.name
            edits = added(promise, constant, snapshot.sources[pairing.path])
            label = f"`{promise.name}` of contract {contract.name}"
            yield Fault(
                pairing.path,
                constant.name_range,
                f"`{name}` of contract {contract.name} is missing in `{constant.name}`.",
                (Place(pairing.contract.path, promise.name_range, label),),
                (Fix(f"Add `{name}` with the contract's value", edits),) if edits else (),
            )
