"""Regular expressions held against each other: a text that one takes and the other refuses shows that they differ."""

import re
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import islice, product
from typing import Final, cast

MOST: Final = 400  # texts of one pattern that are tried
_SOME = 12  # of one part of it
_NESTED = re.compile(r"[+*}]\??\)+[+*{]")  # repetitions in repetitions, for which a long text may take for ever
_SHORT = 14
_Parsed = Sequence[tuple[object, object]]  # pairs of an operation and its arguments
# Python's own parser, which has no types.
_parse = cast("Callable[[str, int], _Parsed]", import_module("re._parser").parse)
_CLASSES = {"CATEGORY_DIGIT": "07", "CATEGORY_WORD": "aZ_5", "CATEGORY_SPACE": " "}
_LIKELY = "aA0-_. z9Z/:@"


def refused(taken: str, other: str) -> str | None:
    """A text that the first pattern takes and the second refuses; None where none is found, or one of them cannot be read."""
    first, second = compiled(taken), compiled(other)
    if first is None or second is None:
        return None
    try:
        found = list(islice(_texts(_parse(taken, re.ASCII)), MOST))
    except (re.error, RecursionError, OverflowError, _Unread):
        return None
    longest = _SHORT if _NESTED.search(taken) or _NESTED.search(other) else MOST
    tried = (t for t in found if len(t) <= longest)
    return next((t for t in tried if first.search(t) is not None and second.search(t) is None), None)


def is_same(one: str, other: str) -> bool:
    """True for two ways to write one pattern: `^[a-z]+$` and `^[a-z]{1,}$`."""
    try:
        return str(_parse(one, re.ASCII)) == str(_parse(other, re.ASCII))
    except (re.error, RecursionError, OverflowError):
        return one == other


def compiled(pattern: str) -> re.Pattern[str] | None:
    """A pattern as JSON Schema and JavaScript read it; None where Python cannot."""
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, RecursionError, OverflowError):
        return None


class _Unread(Exception):
    """A part of a pattern of which no texts are made."""


def _texts(parsed: _Parsed) -> Iterator[str]:
    """Some texts that a pattern takes, with nothing around them."""
    parts = [list(dict.fromkeys(islice(_part(operation, given), _SOME))) for operation, given in parsed]
    # Each part is varied alone first, so that a difference late in a long pattern is reached.
    for i, part in enumerate(parts):
        for one in part:
            yield "".join(one if j == i else other[0] for j, other in enumerate(parts) if other or j == i)
    yield from ("".join(each) for each in product(*parts))


def _part(operation: object, given: object) -> Iterator[str]:
    match str(operation), given:
        case "LITERAL", int(code):
            yield chr(code)
        case "NOT_LITERAL", int(code):
            yield from (c for c in _LIKELY if ord(c) != code)
        case "ANY", _:
            yield from _LIKELY
        case "AT", _:
            yield ""
        case "IN", list():
            yield from _set(cast(_Parsed, given))
        case "BRANCH", (_, list()):
            for branch in cast("tuple[None, list[_Parsed]]", given)[1]:
                yield from islice(_texts(branch), 2)
        case "SUBPATTERN", (_, _, _, _):
            yield from _texts(cast("tuple[int, int, int, _Parsed]", given)[3])
        case "MAX_REPEAT" | "MIN_REPEAT", (int(least), _, _):
            _, most, inner = cast("tuple[int, int, _Parsed]", given)
            yield from _repeated(list(islice(_texts(inner), _SOME)), least, most)
        case _:
            raise _Unread


def _repeated(inner: list[str], least: int, most: int) -> Iterator[str]:
    """The texts of a part one after the other, as often as it is asked for, at least, once more, and at most."""
    if least > MOST:
        raise _Unread
    usual = max(least, min(1, most))
    for count in (usual, least, min(least + 1, most), min(most, least + 30)):
        yield from (text * count for text in inner[:1])
    yield from (text * usual for text in dict.fromkeys(inner[1:]))


def _set(items: _Parsed) -> Iterator[str]:
    if str(items[0][0]) != "NEGATE":
        yield from _members(items)
        return
    ranges = [cast("tuple[int, int]", g) for o, g in items[1:] if str(o) == "RANGE"]
    single = set(_members(items[1:]))
    yield from (c for c in _LIKELY if c not in single and not any(low <= ord(c) <= high for low, high in ranges))


def _members(items: _Parsed) -> Iterator[str]:
    for operation, given in items:
        match str(operation), given:
            case "LITERAL", int(code):
                yield chr(code)
            case "RANGE", (int(low), int(high)):
                yield from (chr(low), chr(high))
            case "CATEGORY", category if str(category) in _CLASSES:
                yield from _CLASSES[str(category)]
            case _:
                raise _Unread
