"""Which of some names may be meant for which of others, told without comparing each with each: records have hundreds of them."""

from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations

_FEW = 64  # pairs that are compared sooner than the index is made
_LONG = 8  # letters of a name in which two may be wrong


def may_be_meant(
    wanted: Sequence[tuple[str, tuple[str, ...]]], given: Sequence[tuple[str, tuple[str, ...]]]
) -> Iterator[tuple[int, int]]:
    """The places of the pairs of names that may be meant for one another, in order; a name comes as it is compared, and by its words.

    Those are all that are at most two letters apart, or one in a name of fewer than eight; all that have the same words but the last; and
    all of which one has a word more. Others may be among them.
    """
    if len(wanted) * len(given) <= _FEW:
        yield from ((a, b) for a in range(len(wanted)) for b in range(len(given)))
        return
    index: dict[Hashable, list[int]] = {}
    for b, (name, words) in enumerate(given):
        for sign in _signs(name, words, ("less", "more")):
            index.setdefault(sign, []).append(b)
    for a, (name, words) in enumerate(wanted):
        near = {b for sign in _signs(name, words, ("more", "less")) for b in index.get(sign, ())}
        yield from ((a, b) for b in sorted(near))


def _signs(name: str, words: tuple[str, ...], sides: tuple[str, str]) -> set[Hashable]:
    """What two names share of which one may be meant for the other."""
    signs: set[Hashable] = {*_shortened(name), words[:-1]} if len(words) > 1 else {*_shortened(name)}
    own = frozenset(words)
    signs.add((sides[0], own))
    signs.update((sides[1], own - {word}) for word in own)
    return signs


def _shortened(name: str) -> Iterator[str]:
    """A name without one letter, or without two: names that are as many edits apart have one of those in common."""
    yield name
    for gone in range(1, 3 if len(name) >= _LONG else 2):
        for places in combinations(range(len(name)), gone):
            first, last = places[0], places[-1]
            yield (
                name[:first] + name[first + 1 :]
                if gone == 1
                else name[:first] + name[first + 1 : last] + name[last + 1 :]
            )
