"""Calls and objects as they are written: what stands between two brackets, cut at its commas, and how it is written with other parts."""

from collections.abc import Mapping, Sequence

from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Edit
from dovetail.core.text import Range

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_QUOTES = "\"'`"


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts between two brackets of a text; `inner` is what stands between these."""

    source: str
    inner: Range
    ranges: tuple[Range, ...]

    @property
    def texts(self) -> list[str]:
        return [self.source[r.start : r.end] for r in self.ranges]

    def rewritten(self, path: str, changed: Mapping[int, str], added: Sequence[str] = ()) -> Edit | None:
        """One edit that writes some parts in another way, those that are empty then not at all, and others behind them."""
        written: list[str] = []
        kept = [(i, text) for i, text in ((i, changed.get(i, own)) for i, own in enumerate(self.texts)) if text]
        between = self._between()
        for i, text in kept:
            written += [between[i - 1] if i else ", "] if written else []
            written.append(text)
        for text in added:
            written += [between[-1] if between else ", "] if written else []
            written.append(text)
        new = "".join(written)
        start, end = (self.ranges[0].start, self.ranges[-1].end) if self.ranges else (self.inner.start, self.inner.end)
        return Edit(path, Range(start, end), new) if new != self.source[start:end] else None

    def _between(self) -> list[str]:
        """What stands between each two parts: the comma, with the white space around it."""
        return [self.source[one.end : next.start] for one, next in zip(self.ranges, self.ranges[1:], strict=False)]


def parts_of(source: str, at: int, end: int) -> Parts | None:
    """The parts behind the bracket at a place; None where it is not closed before `end`, or a comment stands between them."""
    depth, start = [_CLOSING[source[at]]], at + 1
    ranges: list[Range] = []
    i = at + 1
    while i < end:
        c = source[i]
        if c in _QUOTES:
            i = _behind_text(source, i, end)
            continue
        if c == "#" or source.startswith(("//", "/*"), i):
            return None
        if c in _CLOSING:
            depth.append(_CLOSING[c])
        elif c == depth[-1]:
            depth.pop()
        if not depth or (c == "," and len(depth) == 1):
            own = source[start:i]
            begin = start + len(own) - len(own.lstrip())
            if own.strip():
                ranges.append(Range(begin, begin + len(own.strip())))
            if not depth:
                return Parts(source, Range(at + 1, i), tuple(ranges))
            start = i + 1
        i += 1
    return None


def _behind_text(source: str, at: int, end: int) -> int:
    """The place behind a text in quotes."""
    quote = source[at] * 3 if source.startswith(source[at] * 3, at) and source[at] != "`" else source[at]
    i = at + len(quote)
    while i < end and not source.startswith(quote, i):
        i += 2 if source[i] == "\\" else 1
    return i + len(quote)
