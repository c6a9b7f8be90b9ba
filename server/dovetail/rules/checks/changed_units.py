"""Numbers that are turned into another unit, and put where their own one is asked for: `idleMinutes: row.idle_minutes * 60`."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Source
from dovetail.core.text import Range
from dovetail.core.words import words

from ..contracts.units import unit_of
from ..typescript.reached import Reach
from ..typescript.things import Type

# By what numbers are multiplied and divided that change their unit; twice as long is as long as that in any.
_FACTORS = frozenset("60 100 1000 1024 3600 24 60000 86400 1000000 3600000 86400000".split())
_CHANGED = re.compile(
    r"(?:Math\.(?:round|floor|ceil|trunc)\(\s*)?(?P<of>(?:[\w$]+(?:\?\.|!?\.))*(?P<name>[\w$]+))(?P<by>\s*(?P<how>[*/])\s*(?P<factor>\d[\d_]*))\)?"
)


@dataclass(frozen=True, slots=True)
class Changed:
    """A number that is counted in the unit of a field of a contract by its name, and is changed before it is put there."""

    field: Field
    contract: Contract
    path: str
    of: str
    by: str
    range: Range
    factor: Range


def changed_units(source: Source, reach: Reach) -> Iterator[Changed]:
    """Each such number of a file."""
    for given in source.shapes.given if source.shapes.language == "typescript" else ():
        found = _CHANGED.fullmatch(source.text[given.range]) if given.plain == "number" else None
        if found is None or found["factor"].replace("_", "") not in _FACTORS or unit_of(found["name"]) is None:
            continue
        asked = [_of_contract(thing, found["name"]) for thing in reach.ends(given.use, source)]
        first = asked[0] if asked and all(asked) else None
        if first is not None:
            start = given.range.start
            by = f"{found['how']} {found['factor']}"
            at = Range(start + found.start("by"), start + found.end("by"))
            yield Changed(*first, found["of"], by, given.range, at)


def _of_contract(thing: object, name: str) -> tuple[Field, Contract, str] | None:
    """The field of a contract that a thing is, if it is called by the same words."""
    if not isinstance(thing, Type) or thing.field is None or thing.depth or not isinstance(thing.of, Contract):
        return None
    return (thing.field, thing.of, thing.source.path) if words(thing.field.name) == words(name) else None
