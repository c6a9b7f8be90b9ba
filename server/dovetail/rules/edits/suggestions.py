"""What a message says of a name that is not known, and the fix that writes the one that was meant."""

import re
from collections.abc import Collection, Iterable

from dovetail.core.findings import Edit, Fix
from dovetail.core.snapshot import Source
from dovetail.core.text import Range
from dovetail.core.words import key, nearest, words

from .synonyms import says_the_same, synonym

_SHOWN = 8
_SHORTEST = 3  # a name of fewer letters is part of too many others
# Of names that are compared letter by letter: which of hundreds is nearest to one of hundreds is chance.
_PAIRS = 10_000
FEW = 5  # values that are all offered where what is written is like none of them


def meant(name: str, known: Iterable[str], beside: Collection[str] = ()) -> str | None:
    """The known name of the same words, else the nearest, else the only one that has a word more or less at its beginning or end,
    else the only one that says the same in other words.

    `beside` are the names that are there already, so that none of them can be meant.
    """
    names = [k for k in known if k not in beside]
    same = next((k for k in names if key(k) == key(name)), None)
    return same or _near(name, names) or _longer(name, names) or synonym(name, names)


def is_in_other_words(name: str, wanted: str) -> bool:
    """True where nothing but what the words mean says that one name is meant by the other: they may be two things all the same."""
    return (
        key(name) != key(wanted)
        and not _near(name, [wanted])
        and not _longer(name, [wanted])
        and says_the_same(name, wanted)
    )


def _near(name: str, known: list[str]) -> str | None:
    return nearest(name, known, max(1, min(3, len(name) // 3)))  # `stolen` is no slip of `broken`


class Known:
    """The known names for which others may be meant, by the hundreds: `meant`, without comparing each with each."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = dict.fromkeys(names)
        self._by_key: dict[str, list[str]] = {}
        self._by_words: dict[tuple[str, ...], list[str]] = {}
        for name in self._names:
            self._by_key.setdefault(key(name), []).append(name)

    def take(self, name: str) -> str | None:
        """The first known name of the same words, which is meant by no other from then on."""
        same = self._by_key.get(key(name))
        found = same.pop(0) if same else None
        if found is not None:
            del self._names[found]
        return found

    def meant(self, name: str, others: int) -> str | None:
        """The one of those that are left which `meant` would give; `others` is how many names ask that. Where both are hundreds, only what
        has a word more or less is looked for.
        """
        few = [*self._names] if len(self._names) * others <= _PAIRS else []
        near = _near(name, few) if few else None
        return near or _longer(name, self._sharing(words(name))) or synonym(name, few)

    def _sharing(self, own: tuple[str, ...]) -> list[str]:
        """The names that are left among which are all that have some words more or less than these."""
        if not self._by_words:
            for name in self._names:
                for sign in _signs(words(name), "less", "more"):
                    self._by_words.setdefault(sign, []).append(name)
        return [*dict.fromkeys(name for sign in _signs(own, "more", "less") for name in self._by_words.get(sign, ()))]


def _signs(own: tuple[str, ...], whole: str, part: str) -> set[tuple[str, ...]]:
    """What two names share of which one has words that the other has not: the one as a whole a part of the other, or both their ends."""
    parts = {own[:size] for size in range(1, len(own))} | {own[at:] for at in range(1, len(own))}
    return {(whole, *own), (own[0], "", own[-1])} | {(part, *some) for some in parts}


def slip(name: str, known: Iterable[str], beside: Collection[str] = ()) -> str | None:
    """The known name of the same words, or the nearest; nothing for a name with another word, which may be one of its own."""
    names = [k for k in known if k not in beside]
    return next((k for k in names if key(k) == key(name)), None) or nearest(name, names, max(1, min(3, len(name) // 4)))


def _longer(name: str, known: list[str]) -> str | None:
    """`titleText` for `title`, or the other way round, and `maxDays` for `maxLoanDays`."""
    own = words(name)
    found = [k for k in known if _begins_or_ends(own, words(k)) or _begins_or_ends(words(k), own)]
    return found[0] if len(found) == 1 else None


def _begins_or_ends(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    size = len(part)
    ends = size > 1 and (part[0], part[-1]) == (whole[0], whole[-1]) and set(part) <= set(whole)
    fits = size < len(whole) and (ends or part in (whole[:size], whole[-size:]))
    return fits and sum(map(len, part)) >= _SHORTEST


def hint(name: str, known: Iterable[str], beside: Collection[str] = ()) -> str:
    """The end of the sentence: what may be meant, or what there is."""
    near = meant(name, known, beside)
    return f"; did you mean `{near}`?" if near is not None else f", which has {listed(known)}."


def listed(known: Iterable[str]) -> str:
    """The first names of a list, as a sentence says them."""
    names = list(known)
    return f"{', '.join(f'`{n}`' for n in names[:_SHOWN])}{' …' if len(names) > _SHOWN else ''}" or "none"


def rename_fix(
    source: Source, name: str, range: Range, known: Iterable[str], beside: Collection[str] = ()
) -> tuple[Fix, ...]:
    """Writes the name that was meant."""
    near = meant(name, known, beside)
    if near is None or source.text[range] != name:
        return ()
    new = f"{near}: {name}" if is_shorthand(source, range) else near
    return (Fix(f"Change to `{near}`", (Edit(source.path, range, new),)),)


def choice(source: Source, name: str, range: Range, known: Collection[str]) -> tuple[Fix, ...]:
    """Writes the name that was meant; where none is like it, each of a few to choose from."""
    if meant(name, known) is not None or len(known) > FEW or source.text[range] != name:
        return rename_fix(source, name, range, known)
    return tuple(Fix(f"Change to `{one}`", (Edit(source.path, range, one),)) for one in known)


def is_shorthand(source: Source, range: Range) -> bool:
    """Whether a name of an object in TypeScript is that of a variable too, which something else names: `{ title }`."""
    text = source.text.source
    if source.shapes.language != "typescript" or _is_named_once(text, text[range.start : range.end]):
        return False
    before = text[max(0, range.start - 80) : range.start].rstrip()[-1:]
    behind = text[range.end : range.end + 40].lstrip()
    return before in ("{", ",") and behind[:1] in (",", "}", "=") and not behind.startswith(("==", "=>"))


def _is_named_once(text: str, name: str) -> bool:
    return len(re.findall(rf"(?<![\w$]){re.escape(name)}(?![\w$])", text)) < 2


def names_beside(source: Source, name: str, range: Range) -> Collection[str]:
    """The other names of the object literal in which a name is written."""
    around = [w for w in source.shapes.written if w.range.start < range.start < w.range.end and name in w.names]
    nearest_around = max(around, key=lambda w: w.range.start, default=None)
    return frozenset(nearest_around.names) - {name} if nearest_around is not None else frozenset()
