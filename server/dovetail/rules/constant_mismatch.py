"""A copy of a contract's constant has another value."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing, tagged_contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Constant
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .checks.taken_constants import taken_from_contract
from .contracts.constants import Copy, copies, entry_of, same_value
from .faults import Fault

# In these a number, a string in double quotes and (but for Python) a truth value are written as in a contract.
_LITERALS = (".ts", ".tsx", ".mts", ".cts", ".py", ".js")


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    if not source.shapes.constants:
        return
    tagged: set[int] = set()
    for pairing in snapshot.pairings_by_path.get(source.path, ()):
        if isinstance(pairing.implementation, Constant):
            tagged.add(pairing.implementation.range.start)
            yield from _of_pairing(pairing, snapshot)
    for copy in copies(source, snapshot):
        if copy.constant.range.start not in tagged and not same_value(copy.promise, copy.entry):
            yield _fault(copy, source)


def _of_pairing(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    contract, constant = pairing.contract.declaration, pairing.implementation
    assert isinstance(contract, Constant)
    assert isinstance(constant, Constant)
    for promise in contract.entries:
        entry = entry_of(promise, constant)
        if entry is not None and not same_value(promise, entry):
            copy = Copy(pairing.path, constant, entry, pairing.contract, promise)
            yield _fault(copy, snapshot.sources[pairing.path])


def _fault(copy: Copy, source: Source) -> Fault:
    name = copy.entry.name or copy.constant.name
    label = f"{copy.contract.name}.{copy.promise.name}" if copy.promise.name else copy.contract.name
    at = source.text[copy.entry.range].rfind(copy.entry.value)
    start = copy.entry.range.start + at
    edit = Edit(copy.path, Range(start, start + len(copy.entry.value)), copy.promise.value)
    writable = at >= 0 and source.path.endswith(_LITERALS)
    fixes = (Fix(f"Change to {copy.promise.value}", (edit,)),) if writable else ()
    if source.shapes.language == "typescript" and tagged_contract(copy.constant.tags) is None:
        fixes = taken_from_contract(copy, label, source)  # so that it cannot drift again
    return Fault(
        copy.path,
        copy.entry.name_range if copy.entry.name else copy.constant.name_range,
        f"`{name}` is {copy.entry.value} here and {copy.promise.value} in contract {label}.",
        (Place(copy.contract.path, copy.promise.name_range, f"`{label}` is {copy.promise.value}"),),
        fixes,
    )
