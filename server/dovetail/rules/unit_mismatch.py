"""A number is counted in another unit than the contract says."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .checks.absence import called
from .checks.changed_units import changed_units
from .contracts.units import Unit, stated_unit, unit_of, unit_word
from .faults import Fault
from .records.comparison import Match, compare
from .typescript.reached import Reach


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    if not isinstance(pairing.implementation, Record):
        return
    comparison = compare(pairing, snapshot)
    for match in (*comparison.matches, *comparison.guesses):
        units = _units(match, pairing)
        if units is not None:
            given, wanted = units
            yield Fault(
                pairing.path,
                match.field.name_range,
                f"`{called(match.field, pairing)}` counts {given} here, and `{match.contract.name}` of contract "
                f"{pairing.contract.name} counts {wanted}; convert the value, and call it as the contract does.",
                (match.promise.place(pairing.contract.name),),
            )


@rule("conformance", "error")
def check_values(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for found in changed_units(source, Reach(snapshot)):
        name = f"`{found.field.name}` of contract {found.contract.name}"
        fix = Fix(f"Leave out `{found.by}`", (Edit(source.path, found.factor, ""),))
        yield Fault(
            source.path,
            found.range,
            f"{name} counts {unit_word(found.field.name)}, as `{found.of}` does; `{found.by}` makes another unit of it.",
            (Place(found.path, found.field.name_range, name),),
            (fix,) if source.text[found.range][-1:] != ")" else (),
        )


def _units(match: Match, pairing: Pairing) -> tuple[str, str] | None:
    """What is counted here and in the contract, in words, where the two do not agree."""
    wanted = _named(match.contract)
    column = match.contract.tag("db") if pairing.is_store else None
    if column is not None and column.value == called(match.field, pairing):
        return None  # the contract itself says so
    if wanted is None or match.contract.kind.name in ("enum", "boolean", "ref", "record"):
        return None
    for name in dict.fromkeys((match.field.name, called(match.field, pairing))):
        given = unit_of(name)
        if given is not None and given.measures == wanted[1].measures and given != wanted[1]:
            return unit_word(name), wanted[0]
    return None


def _named(field: Field) -> tuple[str, Unit] | None:
    """The unit of a contract's field: what `@unit` says, else what its name ends with."""
    tag = field.tag("unit")
    unit = stated_unit(tag.value) if tag is not None else unit_of(field.name)
    if unit is None:
        return None
    return (tag.value if tag is not None else unit_word(field.name)), unit
