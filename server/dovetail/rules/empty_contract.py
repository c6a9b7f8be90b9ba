"""A contract promises nothing."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault


@rule("clarity", "warning")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    if not isinstance(declaration, Record) or declaration.fields or declaration.open or declaration.bases:
        return
    holes = snapshot.sources[contract.path].shapes.holes
    if any(declaration.range.touches(hole) for hole in holes):
        return
    yield Fault(
        contract.path,
        declaration.name_range,
        f"`{contract.name}` has no fields, so that any object keeps it; say what it holds, or leave it out.",
    )
