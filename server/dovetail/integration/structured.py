"""Three-way merge of a text: by line, then by item where both sides changed the same lines.

Nothing is dropped: every line that a side added is in the accepted text, or the text is not accepted. `ours` is the
side that comes first in the order of the merge; whether a conflict is resolved does not depend on which side that is.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from dovetail.core.snapshot import Hunk
from dovetail.integration.items import names
from dovetail.integration.lines import Chunk, Span, compare, lines_of
from dovetail.integration.lists import MergedList, merge_lists

How = Literal["clean", "structured", "union", "remembered", "unresolved"]
Parses = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Resolution:
    """One place that changed and what became of it.

    Spans are half open and count lines from 0: `lines` in the merged text (in `ours` where it is unresolved),
    the others in each side's text. `why` is said of what is unresolved.
    """

    path: str
    how: How
    lines: Span
    ours: str
    theirs: str
    ours_lines: Span
    theirs_lines: Span
    why: str = ""

    @property
    def hunk(self) -> Hunk:
        """The place as a conflict's hunk."""
        resolved = self.how if self.how in ("structured", "union", "remembered") else ""
        return Hunk(self.ours, self.theirs, self.ours_lines, self.theirs_lines, resolved)


@dataclass(frozen=True, slots=True)
class TextMerge:
    """A merged text, or None, with every place that changed."""

    path: str
    text: str | None
    resolutions: tuple[Resolution, ...]

    @property
    def conflicts(self) -> tuple[Resolution, ...]:
        """The places where both sides changed the same lines, resolved or not."""
        return tuple(r for r in self.resolutions if r.how != "clean")


def merge_text(path: str, base: str | None, ours: str, theirs: str, parses: Parses) -> TextMerge:
    """The merge of one file's texts. Without a base, what the sides share is one."""
    sides = [_ended(text) for text in (base if base is not None else _shared(ours, theirs), ours, theirs)]
    old, mine, other = (lines_of(text) for text in sides)
    there = _assemble(path, old, mine, other)
    if any(r.how == "unresolved" for r in there.resolutions):
        return there
    # Whoever comes first, the answer is the same: the other order must stand the same tests.
    back = _assemble(path, old, other, mine)
    for merged in (there, back):
        why = _doubt(merged, ours, theirs, parses)
        if why:
            return _distrusted(there, why)
    assert there.text is not None
    ends = [text.endswith("\n") or not text for text in (base if base is not None else ours, ours, theirs)]
    keep_end = ends[1] if ends[2] == ends[0] else ends[2]
    return there if keep_end else replace(there, text=there.text.removesuffix("\n"))


def _assemble(path: str, base: list[str], ours: list[str], theirs: list[str]) -> TextMerge:
    out: list[str] = []
    resolutions: list[Resolution] = []
    for chunk in compare(base, ours, theirs):
        mine, other = ours[slice(*chunk.ours)], theirs[slice(*chunk.theirs)]
        if chunk.kind == "same":
            out += mine
            continue
        merged: list[str] | tuple[str, ...]
        how: How = "clean"
        why = ""
        if chunk.kind == "conflict":
            answer = merge_lists(path, base[slice(*chunk.base)], mine, other)
            if isinstance(answer, MergedList):
                merged, how = answer.lines, answer.how
            else:
                merged, how, why = mine, "unresolved", answer
        else:
            merged = other if chunk.kind == "theirs" else mine
        start = len(out)
        out += merged
        resolutions.append(_resolution(path, how, chunk, mine, other, (start, len(out)), why))
    if any(r.how == "unresolved" for r in resolutions):
        resolutions = [replace(r, lines=r.ours_lines) if r.how == "unresolved" else r for r in resolutions]
        return TextMerge(path, None, tuple(resolutions))
    return TextMerge(path, "".join(out), tuple(resolutions))


def _resolution(
    path: str, how: How, chunk: Chunk, ours: list[str], theirs: list[str], lines: Span, why: str
) -> Resolution:
    return Resolution(path, how, lines, "".join(ours), "".join(theirs), chunk.ours, chunk.theirs, why)


def _doubt(merged: TextMerge, ours: str, theirs: str, parses: Parses) -> str:
    """Why a merged text must not be accepted; empty where it may."""
    if merged.text is None:
        return "the sides do not merge in the other order"
    doubled = _doubled(merged.path, merged.text, ours, theirs)
    if doubled:
        return f"`{doubled}` would stand twice"
    if not parses(merged.path, merged.text):
        return "the merged text does not parse"
    return ""


def _doubled(path: str, text: str, ours: str, theirs: str) -> str:
    """A name that the merge has more often than either side."""
    before: Counter[tuple[tuple[str, ...], ...]] = names(path=path, text=ours) | names(path=path, text=theirs)
    extra = names(path=path, text=text) - before
    return min((key[-1][-1] for key in extra), default="")


def _distrusted(merged: TextMerge, why: str) -> TextMerge:
    """The same places, with what had been resolved by more than lines now unresolved; if there is none, all are."""
    beyond = any(r.how != "clean" for r in merged.resolutions)
    return TextMerge(
        merged.path,
        None,
        tuple(
            replace(r, how="unresolved", why=why, lines=r.ours_lines) if r.how != "clean" or not beyond else r
            for r in merged.resolutions
        ),
    )


def _shared(ours: str, theirs: str) -> str:
    """The lines that two texts have in common, as the base of two that were written apart."""
    # Of two equally long answers the comparison takes one; which one must not depend on whose text comes first.
    mine, other = (lines_of(_ended(text)) for text in sorted((ours, theirs)))
    return "".join("".join(mine[slice(*chunk.ours)]) for chunk in compare(mine, mine, other) if chunk.kind == "same")


def _ended(text: str) -> str:
    """The text with a line break at its end, so that a last line without one is still the same line."""
    return text if not text or text.endswith("\n") else text + "\n"
