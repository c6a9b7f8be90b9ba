"""Names as words, and words in a casing.

`userID`, `user_id`, `UserId` and `USER-ID` are the same two words; that is how names are compared across languages.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, get_args

Casing = Literal["camelCase", "PascalCase", "snake_case", "UPPER_SNAKE_CASE", "kebab-case", "flatcase"]
CASINGS: tuple[Casing, ...] = get_args(Casing)

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+[0-9]*|[A-Z]+[0-9]*|[0-9]+|[^\W\d_A-Za-z]+")

_PATTERNS: dict[Casing, re.Pattern[str]] = {
    "camelCase": re.compile(r"[a-z][a-zA-Z0-9]*\Z"),
    "PascalCase": re.compile(r"[A-Z][a-zA-Z0-9]*\Z"),
    "snake_case": re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z"),
    "UPPER_SNAKE_CASE": re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*\Z"),
    "kebab-case": re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z"),
    "flatcase": re.compile(r"[a-z][a-z0-9]*\Z"),
}


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The lower-case words of a name in any casing."""
    return tuple(w.lower() for w in _WORD.findall(name)) or (name.lower(),)


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """What two spellings of one name share, also where they split words differently (`e_mail`, `email`)."""
    return "".join(words(name))


_IN_IE = frozenset("movies cookies ties pies calories".split())  # whose singular ends in -ie


def singular(word: str) -> str:
    """A lower-case English noun in the singular, by its ending: `boxes`, `categories`, `users`; a guess, for names of tables."""
    if word.endswith("ies") and word not in _IN_IE and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def in_casing(name: str, casing: Casing) -> str:
    """The words of a name, written in a casing."""
    parts = words(name)
    match casing:
        case "camelCase":
            return parts[0] + "".join(p.capitalize() for p in parts[1:])
        case "PascalCase":
            return "".join(p.capitalize() for p in parts)
        case "snake_case":
            return "_".join(parts)
        case "UPPER_SNAKE_CASE":
            return "_".join(parts).upper()
        case "kebab-case":
            return "-".join(parts)
        case "flatcase":
            return "".join(parts)


def has_casing(name: str, casing: Casing) -> bool:
    """True where the name is written in the casing."""
    return _PATTERNS[casing].match(name) is not None


def differ_in_short_word(one: str, other: str) -> bool:
    """True for names that are alike but for a word of at most three letters: `created_by` is no slip of `created_at`."""
    apart = [(a, b) for a, b in zip(words(one), words(other), strict=False) if a != b]
    return len(words(one)) == len(words(other)) and len(apart) == 1 and max(map(len, apart[0])) <= 3


def nearest(name: str, candidates: "tuple[str, ...] | list[str]", limit: int = 3) -> str | None:
    """The candidate with the fewest edits from the name (Damerau-Levenshtein, optimal string alignment), if close.

    Close is what keeps half of the letters of both names.
    """
    best: str | None = None
    closest = min(limit, max(1, len(name) // 2)) + 1
    own, letters = _outline(name)
    least, most, no_letters = len(own) - closest, len(own) + closest, ~letters
    # Each letter that only one of two names has costs an edit: nearly all candidates are told apart by that. None is meant that takes
    # as many as are too many.
    near = [
        (max(abs(len(own) - len(other)), (others & no_letters).bit_count(), (letters & ~others).bit_count()), candidate)
        for candidate, (other, others) in zip(candidates, map(_outline, candidates), strict=True)
        if (others & no_letters).bit_count() < closest
        and (letters & ~others).bit_count() < closest
        and least < len(other) < most
    ]
    for fewest, candidate in sorted(near):
        if fewest > closest:
            break
        apart = distance(own, candidate.lower(), closest)
        if apart > max(1, len(candidate) // 2):
            continue  # hardly a letter of a short name is left
        if apart < closest or (apart == closest and best is not None and candidate < best):
            best, closest = candidate, apart
    return best


def with_fewer_letters(name: str, edits: int) -> set[str]:
    """A name in small letters, and what is left of it without so many of them, or fewer: of names that are no more edits apart, one
    thing at least is left of both.
    """
    last = {name.lower()}
    found = set(last)
    for _ in range(edits):
        last = {left[:at] + left[at + 1 :] for left in last for at in range(len(left))}
        found |= last
    return found


@lru_cache(maxsize=65536)
def _outline(name: str) -> tuple[str, int]:
    """A name in small letters, and which letters it has, as bits; of those of other alphabets than ours several may share one."""
    small, bits = name.lower(), 0
    for letter in small:
        bits |= 1 << (ord(letter) & 127)
    return small, bits


@lru_cache(maxsize=16384)  # a name that is misspelled is compared at every keystroke
def distance(a: str, b: str, limit: int) -> int:
    """The edits between two names, two letters that change places being one; more than the limit where there are more."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    a, b = _without_shared(a, b)
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i] + [0] * len(b)
        for j, y in enumerate(b, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                row[j] = min(row[j], older[j - 2] + 1)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _without_shared(a: str, b: str) -> tuple[str, str]:
    """Two names without what both begin and end with, which costs no edit."""
    shorter = min(len(a), len(b))
    start = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    end = next((i for i in range(shorter - start) if a[-1 - i] != b[-1 - i]), shorter - start)
    return a[start : len(a) - end], b[start : len(b) - end]


def shared_start(names: Sequence[str]) -> str:
    """The longest start that ends in an underscore and is that of all the names."""
    if not names:
        return ""
    first, last = min(names), max(names)
    length = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[: first.rfind("_", 0, length) + 1]
