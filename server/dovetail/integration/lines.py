"""Lines in common: the difference of two texts, and the three-way comparison of a base with two sides."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Span = tuple[int, int]

# Beyond this many comparisons a region without a single unique common line counts as rewritten.
_LARGE = 4_000_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of lines, half open, in the base and on both sides.

    `ours` and `theirs` say that only that side changed it, `both` that they made the same change.
    """

    kind: Literal["same", "ours", "theirs", "both", "conflict"]
    base: Span
    ours: Span
    theirs: Span


def lines_of(text: str) -> list[str]:
    """The lines with their line breaks; only LF ends a line."""
    parts = text.split("\n")
    whole = [part + "\n" for part in parts[:-1]]
    return [*whole, parts[-1]] if parts[-1] else whole


def compare(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> tuple[Chunk, ...]:
    """All lines of the three as chunks, in order. Changes that touch are one chunk, as in git."""
    to_ours, to_theirs = match(base, ours), match(base, theirs)
    chunks: list[Chunk] = []
    b = o = t = 0
    while b < len(base) or o < len(ours) or t < len(theirs):
        end = b
        while end < len(base) and to_ours[end] == o + end - b and to_theirs[end] == t + end - b:
            end += 1
        if end > b:
            size = end - b
            chunks.append(Chunk("same", (b, end), (o, o + size), (t, t + size)))
            b, o, t = end, o + size, t + size
            continue
        next_b = next((k for k in range(b, len(base)) if to_ours[k] >= 0 and to_theirs[k] >= 0), len(base))
        next_o = to_ours[next_b] if next_b < len(base) else len(ours)
        next_t = to_theirs[next_b] if next_b < len(base) else len(theirs)
        spans = (b, next_b), (o, next_o), (t, next_t)
        chunks.append(Chunk(_kind(base[b:next_b], ours[o:next_o], theirs[t:next_t]), *spans))
        b, o, t = next_b, next_o, next_t
    return tuple(chunks)


def match(a: Sequence[str], b: Sequence[str]) -> list[int]:
    """For each line of `a` the line of `b` that it is, or -1. Lines that are unique in both go first (patience diff)."""
    found = [-1] * len(a)
    todo = [(0, len(a), 0, len(b))]
    while todo:
        a0, a1, b0, b1 = todo.pop()
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            found[a0] = b0
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
            found[a1] = b1
        if a0 == a1 or b0 == b1:
            continue
        anchors = _unique_common(a, b, (a0, a1), (b0, b1))
        if anchors:
            for start, stop in zip([(a0 - 1, b0 - 1), *anchors], [*anchors, (a1, b1)], strict=True):
                todo.append((start[0] + 1, stop[0], start[1] + 1, stop[1]))
            for i, j in anchors:
                found[i] = j
        elif (a1 - a0) * (b1 - b0) <= _LARGE:
            for i, j, size in SequenceMatcher(None, a[a0:a1], b[b0:b1], autojunk=False).get_matching_blocks():
                for k in range(size):
                    found[a0 + i + k] = b0 + j + k
    return found


def _kind(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> Literal["ours", "theirs", "both", "conflict"]:
    if ours == theirs:
        return "both"
    if theirs == base:
        return "ours"
    return "theirs" if ours == base else "conflict"


def _unique_common(a: Sequence[str], b: Sequence[str], in_a: Span, in_b: Span) -> list[tuple[int, int]]:
    """The longest run, increasing on both sides, of lines that occur once in each range."""
    count_a, count_b = Counter(a[slice(*in_a)]), Counter(b[slice(*in_b)])
    where_b = {b[j]: j for j in range(*in_b) if count_b[b[j]] == 1}
    pairs = [(i, where_b[a[i]]) for i in range(*in_a) if count_a[a[i]] == 1 and a[i] in where_b]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(j)
            ends.append(n)
        else:
            tails[at], ends[at] = j, n
    run: list[tuple[int, int]] = []
    n = ends[-1] if ends else -1
    while n >= 0:
        run.append(pairs[n])
        n = before[n]
    return run[::-1]
