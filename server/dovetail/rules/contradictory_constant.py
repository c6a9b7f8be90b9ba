"""Two contracts give one constant two values."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.shapes import Constant, Entry
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import key, words

from . import rule
from .contracts.constants import is_literal, same_value
from .faults import Fault

LEAST = 3  # words of a name that can mean but one thing


@rule("clarity", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    """A name like `pageSize` is too common to mean one thing, and so is a table of values by the same keys."""
    first: dict[str, tuple[Contract, Entry]] = {}
    tables: set[frozenset[str]] = set()
    for name in snapshot.of_contracts(_is_constant):
        contract = snapshot.contracts.get(name)
        declaration = contract.declaration if contract is not None else None
        if contract is None or not isinstance(declaration, Constant):
            continue
        names = frozenset(e.name for e in declaration.entries)
        if len(names) > 1 and names in tables:
            continue
        tables.add(names)
        for entry in declaration.entries:
            name = entry.name or declaration.name
            if "." in name or len(words(name)) < LEAST or not is_literal(entry) or not _is_number(entry):
                continue
            known = first.setdefault(key(name), (contract, entry))
            if known[1] is entry or same_value(known[1], entry) or not _is_number(known[1]):
                continue
            yield Fault(
                contract.path,
                entry.name_range if entry.name else declaration.name_range,
                f"`{name}` is {entry.value} here and {known[1].value} in {known[0].name}; keep one of the two, or give them two names.",
                (Place(known[0].path, known[1].name_range, f"It is {known[1].value} here"),),
            )


def _is_constant(contract: Contract) -> bool:
    return isinstance(contract.declaration, Constant)


def _is_number(entry: Entry) -> bool:
    return entry.value[:1].isdigit() or entry.value[:1] == "-"
