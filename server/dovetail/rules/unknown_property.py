"""Code reads or writes a property that the contract does not have."""

from collections.abc import Iterator
from dataclasses import dataclass

from dovetail.core.bindings import imported_contract
from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Field, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key, nearest

from . import rule
from .comparison import LITERAL, compare, promised
from .faults import Fault

# What every value has, or a test library puts on it.
BUILT_IN = frozenset(
    "constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf toJSON __proto__ then".split()
)


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    seen: set[Range] = set()
    for found in (*_used(source, snapshot), *_written(source, snapshot)):
        if found.range not in seen:  # chains may share their beginning
            seen.add(found.range)
            yield _fault(found, source)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A property that a contract does not have, and those that it has."""

    contract: Contract
    name: str
    range: Range
    known: tuple[str, ...]


def _used(source: Source, snapshot: Snapshot) -> Iterator[Unknown]:
    """What is read from, or written to, a value of a contract's imported type."""
    for use in source.shapes.uses:
        contract = imported_contract(use.type_name, source.shapes, snapshot.contracts)
        found = _first_unknown(use, contract, snapshot) if contract is not None else None
        if found is not None:
            yield found


def _written(source: Source, snapshot: Snapshot) -> Iterator[Unknown]:
    """The keys of object literals that are said to be of a contract's type."""
    for pairing in snapshot.pairings:
        record = pairing.implementation
        if (
            pairing.path == source.path
            and isinstance(record, Record)
            and record.construct == LITERAL
            and record.conforms
        ):
            fields = _fields(pairing.contract, snapshot) or ()
            for field in compare(pairing, snapshot).extra:
                yield Unknown(pairing.contract, field.name, field.name_range, tuple(f.name for f in fields))


def _first_unknown(use: Use, contract: Contract, snapshot: Snapshot) -> Unknown | None:
    """The first name of a chain that the contract, or the one that the chain has led to, does not have."""
    fields = _fields(contract, snapshot)
    depth = use.list_depth
    for name, range in zip(use.chain, use.ranges, strict=True):
        if name == "[]" and depth:
            depth -= 1
            continue
        if depth or fields is None or name == "[]" or name in BUILT_IN:
            return None  # the property of a list or of any object, or of something that is not wholly known
        field = next((f for f in fields if f.name == name), None)
        if field is None:
            return Unknown(contract, name, range, tuple(f.name for f in fields))
        depth = field.list_depth
        fields = field.kind.members or None
        target = snapshot.contracts.record(field.kind.target) if field.kind.name == "ref" else None
        if target is not None:
            contract, fields = target[0], _fields(target[0], snapshot)
    return None


def _fields(contract: Contract, snapshot: Snapshot) -> tuple[Field, ...] | None:
    """All fields of a contract; None where some may not be known, or it is no record."""
    found = snapshot.contracts.record(contract.name)
    if found is None:
        return None
    promises, complete = promised(found[0], snapshot.contracts)
    return tuple(p.field for p in promises) if complete else None


def _fault(found: Unknown, source: Source) -> Fault:
    near = next((k for k in found.known if key(k) == key(found.name)), None) or nearest(found.name, list(found.known))
    if near is not None:
        hint = f"; did you mean `{near}`?"
    elif not found.known:
        hint = ", which has no fields."
    else:
        hint = f", which has {', '.join(f'`{k}`' for k in found.known[:8])}{' …' if len(found.known) > 8 else ''}."
    fixes: tuple[Fix, ...] = ()
    if near is not None and source.text[found.range] == found.name:
        fixes = (Fix(f"Change to `{near}`", (Edit(source.path, found.range, near),)),)
    place = Place(found.contract.path, found.contract.declaration.name_range, f"Contract {found.contract.name}")
    return Fault(
        source.path, found.range, f"`{found.name}` is no field of contract {found.contract.name}{hint}", (place,), fixes
    )
