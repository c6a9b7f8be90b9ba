"""Units in names: `ttlMs` and `ttlSeconds` are the same thing, counted otherwise."""

from collections.abc import Mapping
from fractions import Fraction

from dovetail.core.dataclass import dataclass
from dovetail.core.words import words

_WORDS: Mapping[tuple[str, Fraction], str] = {
    ("time", Fraction(1, 1000000)): "us micros microseconds",
    ("time", Fraction(1, 1000)): "ms msec millis millisecond milliseconds",
    ("time", Fraction(1)): "sec secs second seconds",
    ("time", Fraction(60)): "min mins minute minutes",
    ("time", Fraction(3600)): "hr hrs hour hours",
    ("time", Fraction(86400)): "day days",
    ("time", Fraction(604800)): "week weeks",
    ("money", Fraction(1)): "cent cents",
    ("money", Fraction(100)): "dollar dollars euro euros eur usd",
    ("storage", Fraction(1)): "byte bytes",
    ("storage", Fraction(1000)): "kb kilobytes",
    ("storage", Fraction(1024)): "kib kibibytes",
    ("storage", Fraction(1000**2)): "mb megabytes",
    ("storage", Fraction(1024**2)): "mib mebibytes",
    ("storage", Fraction(1000**3)): "gb gigabytes",
    ("storage", Fraction(1024**3)): "gib gibibytes",
    ("weight", Fraction(1)): "g gram grams",
    ("weight", Fraction(1000)): "kg kilogram kilograms",
    ("length", Fraction(1)): "mm millimeters millimetres",
    ("length", Fraction(10)): "cm centimeters centimetres",
    ("length", Fraction(1000)): "m meter meters metre metres",
    ("length", Fraction(1000000)): "km kilometer kilometers kilometre kilometres",
    ("share", Fraction(1)): "percent pct",
    ("share", Fraction(100)): "ratio fraction",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """What is measured, and how many of its smallest unit this one is."""

    measures: str
    size: Fraction


_UNITS = {word: Unit(*unit) for unit, listed in _WORDS.items() for word in listed.split()}


def unit_of(name: str) -> Unit | None:
    """The unit that a name ends with."""
    own = words(name)
    return _UNITS.get(own[-1]) if len(own) > 1 else None


def unit_word(name: str) -> str:
    return words(name)[-1]


def stated_unit(text: str) -> Unit | None:
    """The unit that a `@unit` states."""
    return _UNITS.get(text.lower())


def spellings(unit: str) -> tuple[str, ...]:
    """The words for a unit, with itself: of `grams` also `g` and `gram`."""
    known = _UNITS.get(unit)
    return tuple(word for word, other in _UNITS.items() if other == known) if known is not None else (unit,)


def differ_in_unit(a: str, b: str) -> bool:
    """True where two names are the same but for their units, which measure the same otherwise."""
    first, second = unit_of(a), unit_of(b)
    if first is None or second is None or first.measures != second.measures or first == second:
        return False
    return words(a)[:-1] == words(b)[:-1]
