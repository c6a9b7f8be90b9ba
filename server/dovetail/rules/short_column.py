"""A column, or the `maxLength` of a description, is too short for the values that the contract promises."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import rule
from .faults import Fault
from .records.comparison import called, compare
from .records.direction import direction

_LENGTH = re.compile(
    r"\b(?:(?:N?VAR|N|BP)?CHAR2?|(?:NATIONAL\s+)?CHARACTER(?:\s+VARYING)?)\s*\(\s*(\d+)\s*\)", re.IGNORECASE
)
_MOST = re.compile(r"""\bmaxLength["']?\s*:\s*(\d+)""")
_OF_PYTHON = re.compile(r"\b(?:max_length\s*=\s*|(?:String|Unicode|VARCHAR|CHAR)\(\s*(?:length\s*=\s*)?)(\d+)")
_OF_TYPESCRIPT = re.compile(r"\blength\s*:\s*(\d+)")
_LENGTHS = {"sql": _LENGTH, "prisma": _LENGTH, "openapi": _MOST, "python": _OF_PYTHON, "typescript": _OF_TYPESCRIPT}
_STORES = frozenset({"python", "typescript"})  # whose classes that are no tables say more than a length
# The fewest characters that any value of a format has.
_FORMATS = {"currency": 3, "country": 2, "language": 2, "date": 10, "ulid": 26, "cuid": 24}
_KINDS = {"uuid": 32, "date": 10}  # an id without its hyphens
_CODE = 2  # characters of a code that stands for a longer value, as code beside it knows


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    source = snapshot.sources[pairing.path]
    written = _LENGTHS.get(source.shapes.language)
    if written is None or not isinstance(pairing.implementation, Record):
        return
    if source.shapes.language in _STORES and not pairing.is_store:
        return
    if not pairing.is_store and direction(pairing, snapshot) == "emits":
        return  # shorter ones than promised are promised, too
    for match in compare(pairing, snapshot).matches:
        field = match.field
        if field.list_depth or match.contract.list_depth or field.kind.text == "UUIDField":
            continue  # the last has the length of an id, whatever it is told
        kind = snapshot.contracts.resolved(match.contract.kind)
        least, of = _needed(match.contract, kind)
        given = written.search(source.text.source, *_said(field)) if least else None
        if given is None or int(given[1]) >= least or _is_code(int(given[1]), kind):
            continue
        at = Range(given.start(1), given.end(1))
        yield Fault(
            pairing.path,
            at,
            f"`{called(field, pairing.is_store)}` takes {given[1]} characters here, "
            f"and {of} of contract {pairing.contract.name} has {least}.",
            (match.promise.place(pairing.contract.name),),
            (Fix(f"Make it {least} long", (Edit(pairing.path, at, str(least)),)),),
        )


def _said(field: Field) -> tuple[int, int]:
    """Where a column says how long it is; its type may have been altered since."""
    type = field.type_range
    altered = type is not None and not field.range.start <= type.start <= field.range.end
    at = type if type is not None and altered else field.range
    return at.start, at.end


def _needed(promise: Field, kind: Kind) -> tuple[int, str]:
    """How many characters a value may have at least, and of which value that is told; 0 where nothing is known."""
    if kind.name in ("enum", "literal") and kind.values:
        longest = max(kind.values, key=len)
        return len(longest), f"`{longest}`"
    longest = promise.tag("maxLength")
    if longest is not None and longest.value.isdecimal() and kind.name == "string":
        return int(longest.value), "a value (`@maxLength`)"
    format = promise.tag("format")
    name = format.value if format is not None else ""
    return _KINDS.get(kind.name, 0) or _FORMATS.get(name, 0), f"a `{name or kind.name}`"


def _is_code(length: int, kind: Kind) -> bool:
    """True where none of an enum's values fits, and a code of a letter or two may stand for each."""
    return length <= _CODE and bool(kind.values) and length < min(map(len, kind.values))
