"""What endpoints answer with when they refuse."""

from dovetail.core.composition import targets_of
from dovetail.core.contracts import Contract
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot


def is_refusal(contract: Contract, snapshot: Snapshot) -> bool:
    """True for what some endpoint names under its `errors`."""
    return not contract.is_endpoint and bool(snapshot.contracts_with(_refused_with, contract.name))


def _refused_with(contract: Contract) -> dict[str, bool]:
    """The contracts that an endpoint names under its `errors`."""
    declaration = contract.declaration
    errors = declaration.field("errors") if contract.is_endpoint and isinstance(declaration, Record) else None
    return dict.fromkeys(targets_of(errors.kind), True) if errors is not None else {}
