"""What comments say for all names below them: the one at the head of a contract file, and that of the type which holds a field."""

import re
from functools import lru_cache

from dovetail.core.contracts import Contract
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from .measures import SPACE, UNITS, UNITS_OF, states_unit

# What a comment calls all names of a format, or of a measure.
_CALLED = {
    "date-time": r"moments?|times|timestamps?|instants?|date-?times?|dates",
    "date": r"days?|dates?",
    "uri": r"ur[il]s?|links?",
    "currency": r"currenc(y|ies)",
    "country": r"countr(y|ies)",
    "language": r"languages?|locales?",
    "money": r"money|amounts?|prices?|sums?|costs?|fees?",
    "time": r"durations?|timeouts?|intervals?|periods?|delays?",
    "moment": r"moments?|times|timestamps?|instants?|dates",
    "share": r"percentages?|shares?|rates?",
    "storage": r"sizes?|storage|memory",
    "space": r"SI|metric|measures?|measurements?",
}
_IDS = r"ids?|identifiers?"
_LENGTHS = frozenset("width height length depth thickness distance radius altitude elevation".split())
_SENTENCE = re.compile(r"[.;!](?=\s)|\n\s*\n|\n\s*[-*•]\s|\n(?=\S+[ \t]*[:=])|,\s+(?=`)")
# What names the form of a string.
FORMS = (
    r"ISO[ -]?\d+|RFC[ -]?\d+|E\.?164|UUIDs?|ULIDs?|CUIDs?|nanoid|opaque|base64(url)?|hex(adecimal)?|digits|BCP[ -]?47|"
    r"IANA|YYYY|SHA[ -]?\d+|such as|for example"
)
_FORM = re.compile(rf"@format\b|\b({FORMS})\b|\be\.g\.", re.IGNORECASE)
_SYSTEM = re.compile(r"\b(SI|metric)\b")
# A pattern of names that a sentence speaks of: `_at`, `…Cents`, `*Ms`; and a suffix that it names in words.
_PATTERN = re.compile(r"`(?:_|…|\.\.\.|\*|x_?)+(\w+)`|(?<![\w`])(?:_|…|\*)(\w+)")
_FILLING = frozenset("all always are is in of the and or everything every values numbers whole".split())


def tells_format(contract: Contract, snapshot: Snapshot, name: str, format: str) -> bool:
    """True where a comment above says how strings like this one are written."""
    above = _said_above(contract, snapshot)
    if not any(map(_names_form, above)):
        return False
    asked = _naming(words(name)[-1], format)
    return any(
        _FORM.search(said) and asked.search(said) and _is_of(name, said)
        for comment in above
        for said in _SENTENCE.split(comment)
    )


@lru_cache(maxsize=1024)
def _names_form(comment: str) -> bool:
    return _FORM.search(comment) is not None


def tells_unit(contract: Contract, snapshot: Snapshot, name: str, measured: str) -> bool:
    """True where a comment above says in which unit numbers like this one count: `Amounts are in cents.`, or only `Millimetres.`"""
    called = [_CALLED.get(measured, "")]
    if measured == "space":
        thing = next((w for w in reversed(words(name)) if w in SPACE), "")
        called += [rf"{thing}s?", "lengths?|sizes?|dimensions?" if thing in _LENGTHS else ""]
    asked = re.compile(rf"\b({'|'.join(c for c in called if c) or '(?!)'})\b", re.IGNORECASE)
    if any(
        asked.search(said) and (states_unit(said) or _SYSTEM.search(said)) and _is_of(name, said)
        for comment in _said_above(contract, snapshot)
        for said in _SENTENCE.split(comment)
    ):
        return True
    return any(_is_unit_of(measured, said) for said in _SENTENCE.split(contract.declaration.doc))


@lru_cache(maxsize=1024)
def _naming(last: str, format: str) -> re.Pattern[str]:
    """Finds where a comment speaks of all names with a format, or with a last word."""
    called = _IDS if last in ("id", "ids") else _CALLED.get(format, rf"{re.escape(format)}e?s?")
    called = rf"{called}|{last}" if last in ("at", "on") else called
    return re.compile(rf"(?<![@\w])({called})\b", re.IGNORECASE)


def _said_above(contract: Contract, snapshot: Snapshot) -> list[str]:
    """The comments above a contract's names, its own first."""
    return [comment for comment in (contract.declaration.doc, snapshot.preface(contract.path)) if comment]


def _is_of(name: str, said: str) -> bool:
    """False where a sentence speaks of names of a pattern only, such as `_cents`, and this is none of them."""
    patterns = [words(a or b) for a, b in _PATTERN.findall(said)]
    own = words(name)
    return not patterns or any(own[-len(p) :] == p for p in patterns)


def _is_unit_of(measured: str, said: str) -> bool:
    """True for a sentence that is nothing but a unit, and may be that of what is measured."""
    own = re.findall(r"[a-z]+", said.lower())
    units = UNITS.intersection(own)
    if not units or not UNITS.union(_FILLING).issuperset(own):
        return False
    known = UNITS_OF.get(measured)
    return not units.isdisjoint(known) if known is not None else all(units.isdisjoint(u) for u in UNITS_OF.values())
