"""Two contracts have the same name, so it means two things."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.shapes import Constant, Enum
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault


@rule("clarity", "error")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    """TypeScript keeps types and values apart: a constant may share its name with the type of its values."""
    name, is_value = contract.declaration.name, _is_value(contract)
    first = next(c for c in snapshot.contracts.namesakes(name) if _is_value(c) == is_value)
    if first is not contract and first != contract:
        where = "above" if first.path == contract.path else f"in {first.path}"
        yield Fault(
            contract.path,
            contract.declaration.name_range,
            f"`{name}` is already declared {where}; rename one of them, or keep one and import it.",
            (Place(first.path, first.declaration.name_range, f"`{name}` is declared here too"),),
        )


def _is_value(contract: Contract) -> bool:
    declaration = contract.declaration
    return isinstance(declaration, Constant) or (
        isinstance(declaration, Enum) and declaration.construct == "as const list"
    )
