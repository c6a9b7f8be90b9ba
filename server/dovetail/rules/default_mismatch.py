"""A field that is left out becomes another value than the contract says."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.findings import Edit, Fix
from dovetail.core.relation import written_default
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import key

from . import rule
from .absence import called
from .comparison import LITERAL, Match, compare
from .faults import Fault

_VALUE = r"""(?P<value>"[^"\n\\]*"|'[^'\n\\]*'|-?\d+(?:\.\d+)?|\b(?:true|false)\b)"""
_WORD = r"|\b[A-Za-z_]\w*\b"
_PATTERNS = {
    "prisma": rf"@default\(\s*{_VALUE[:-1]}{_WORD})\s*\)",
    "sql": rf"\bDEFAULT\s+{_VALUE}(?!\s*[(\w.])",
    "python": rf"(?:=\s*(?:Field\(|field\()?\s*|\bdefault\s*=\s*){_VALUE}\s*(?:[,)#]|$)",
    "graphql": rf"=\s*{_VALUE[:-1]}{_WORD})",
    "typescript": rf"\.default\(\s*{_VALUE}\s*\)",
    "openapi": rf"\bdefault[\"']?\s*:\s*{_VALUE[:-1]}{_WORD})\s*(?:[,}}#\n]|$)",
}
_NOTHING = frozenset({"null", "none", "auto", "now"})


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    """Where both are written out: a default that is computed, or that a constant gives, may be any."""
    record = pairing.implementation
    if not isinstance(record, Record) or record.construct == LITERAL:
        return
    for match in compare(pairing, snapshot).matches:
        promised = written_default(match.contract)
        place = _default(match, record, pairing, snapshot) if promised else None
        if place is None:
            continue
        text = snapshot.sources[pairing.path].text
        given = text[place]
        if _differ(promised, given, match, snapshot):
            quote = given[0] if given[0] in "\"'" else ""
            instead = f"{quote}{_bare(promised)}{quote}"
            yield Fault(
                pairing.path,
                place,
                f"`{called(match.field, pairing)}` is {given} where it is left out, and {promised} in contract "
                f"{pairing.contract.name}.",
                (match.promise.place(pairing.contract.name),),
                (Fix(f"Change to {instead}", (Edit(pairing.path, place, instead),)),)
                if quote or _is_plain(given)
                else (),
            )


def _default(match: Match, record: Record, pairing: Pairing, snapshot: Snapshot) -> Range | None:
    """Where the field's default is written in its own file."""
    source = snapshot.sources[pairing.path]
    pattern = _PATTERNS.get(source.shapes.language)
    whole = match.field.range
    if pattern is None or not (record.range.start <= whole.start and whole.end <= record.range.end):
        return None
    found = re.compile(pattern, re.IGNORECASE | re.MULTILINE).search(
        source.text.source, match.field.name_range.end, whole.end
    )
    return Range(*found.span("value")) if found is not None else None


def _differ(promised: str, given: str, match: Match, snapshot: Snapshot) -> bool:
    own, other = _bare(promised), _bare(given)
    kind = snapshot.contracts.resolved(match.contract.kind)
    if own.lower() == other.lower() or other.lower() in _NOTHING:
        return False
    if kind.name == "boolean":
        truths = {"true": True, "1": True, "false": False, "0": False}
        return own.lower() in truths and other.lower() in truths and truths[own.lower()] != truths[other.lower()]
    numbers = _number(own), _number(other)
    if None not in numbers:
        return numbers[0] != numbers[1]
    if kind.name == "enum":
        values = {key(v) for v in kind.values}
        return key(own) in values and key(other) in values and key(own) != key(other)
    return given[0] in "\"'" and numbers == (None, None) and kind.name == "string"


def _bare(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] in "\"'`" and value[0] == value[-1] else value


def _is_plain(value: str) -> bool:
    return _number(value) is not None or value in ("true", "false")


def _number(value: str) -> float | None:
    return float(value) if re.fullmatch(r"-?\d+(\.\d+)?", value) else None
