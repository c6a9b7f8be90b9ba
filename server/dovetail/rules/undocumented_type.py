"""A contract does not say what it is."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Alias, Constant, Declaration
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault


@rule("clarity", "info", handwritten=True)
def check(contract: Contract, _: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    being_typed = isinstance(declaration, Alias) and declaration.kind.name == "hole"
    if not declaration.doc.strip() and not being_typed and not _says_all(declaration):
        yield Fault(
            contract.path,
            declaration.name_range,
            f"`{declaration.name}` has no comment; say in a sentence what it is, for those who cannot ask.",
        )


def _says_all(declaration: Declaration) -> bool:
    """True for a constant that is a plain value: its name says what it is, and `unit-free-number` asks for its unit."""
    return isinstance(declaration, Constant) and [e.name for e in declaration.entries] == [""]
