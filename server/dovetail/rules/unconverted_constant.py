"""A constant is copied under a name with another unit, and its value is not converted."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Constant, Entry
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import words

from . import rule
from .contracts.constants import is_literal
from .contracts.units import unit_of, unit_word
from .faults import Fault


@dataclass(frozen=True, slots=True)
class Promise:
    """A number of a contract, under a name with a unit."""

    contract: Contract
    entry: Entry
    label: str


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for constant in source.shapes.constants:
        for entry in constant.entries:
            name = entry.name or constant.name
            promise = _promise(words(name)[:-1], snapshot)
            if promise is not None and (fault := _fault(promise, name, constant, entry, source)) is not None:
                yield fault


def _promise(own: tuple[str, ...], snapshot: Snapshot) -> Promise | None:
    """The number of a contract with some words before its unit; what two contracts count in two units is left out."""
    found = snapshot.contracts_with(_counted, own)
    contract = snapshot.contracts.get(found[0][0]) if len(found) == 1 and found[0][1] == 1 else None
    return next((p for p in _numbers(contract) if _words(p) == own), None) if contract is not None else None


def _counted(contract: Contract) -> Counter[tuple[str, ...]]:
    return Counter(_words(p) for p in _numbers(contract))


def _words(promise: Promise) -> tuple[str, ...]:
    return words(promise.entry.name or promise.contract.name)[:-1]


def _numbers(contract: Contract) -> Iterator[Promise]:
    declaration = contract.declaration
    for entry in declaration.entries if isinstance(declaration, Constant) else ():
        name = entry.name or contract.name
        if unit_of(name) is not None and len(words(name)) > 2 and _number(entry) is not None:
            yield Promise(contract, entry, f"{contract.name}.{entry.name}" if entry.name else contract.name)


def _fault(promise: Promise, name: str, constant: Constant, entry: Entry, source: Source) -> Fault | None:
    wanted, given = unit_of(promise.entry.name or promise.contract.name), unit_of(name)
    told, held = _number(promise.entry), _number(entry)
    if wanted is None or given is None or told is None or held is None or wanted.measures != given.measures:
        return None
    right = told * wanted.size / given.size
    if wanted == given or right == held:
        return None
    counted = unit_word(promise.entry.name or promise.contract.name)
    return Fault(
        source.path,
        entry.name_range if entry.name else constant.name_range,
        f"`{name}` is {entry.value} here, and `{promise.label}` is {promise.entry.value} {counted}, "
        f"which is {_written(right)} {unit_word(name)}.",
        (Place(promise.contract.path, promise.entry.name_range, f"`{promise.label}` is {promise.entry.value}"),),
        _fixes(right, entry, source),
    )


def _fixes(right: Fraction, entry: Entry, source: Source) -> tuple[Fix, ...]:
    at = source.text[entry.range].rfind(entry.value)
    if at < 0 or right.denominator != 1:
        return ()
    start = entry.range.start + at
    edit = Edit(source.path, Range(start, start + len(entry.value)), str(right))
    return (Fix(f"Change to {right}", (edit,)),)


def _written(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):g}"


def _number(entry: Entry) -> Fraction | None:
    """The value as a number, None where it is none."""
    if not is_literal(entry) or not (entry.value[:1].isdigit() or entry.value[:1] == "-"):
        return None
    try:
        return Fraction(entry.value)
    except ValueError:
        return None
