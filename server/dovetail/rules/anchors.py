"""Where the parts of a contract's text stand, from one snapshot to the next.

What is said of a part is kept by its anchor. So an edit touches the part that it is in, and all behind only move: one number
each, whatever is said of them.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from dovetail.core.contracts import SUFFIX
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text

from .moving import Move

if TYPE_CHECKING:
    from .speaking import Answer, Said

_START = attrgetter("start")


class Anchor:
    """A part of a file: where it starts now, what is said of places in it, in order, and who says it or has related places in it.

    `shown` is what of it is to be seen, None until somebody asks. `kept` is for whoever shows it, to keep what he has made of
    that; it is gone when something else is shown.
    """

    __slots__ = ("answers", "is_doubled", "kept", "line", "rows", "shown", "start")

    def changed(self) -> None:
        """Something else may be seen of it now."""
        self.shown = self.kept = None

    def __init__(self, start: int, line: int) -> None:
        self.start = start
        self.line = line
        self.rows: list[Said] = []
        self.answers: set[Answer] = set()
        self.shown: tuple[Said, ...] | None = None
        self.kept: Any = None
        self.is_doubled = False  # two may have said the same


class Anchored:
    """The parts of one file, in order. The first is for what stands before all others; a file that is no contract has only that."""

    def __init__(self, path: str, snapshot: Snapshot) -> None:
        source = snapshot.sources.get(path) if path.endswith(SUFFIX) else None
        self.anchors = [Anchor(0, 0)]
        if source is not None:
            self.anchors += _made(source.shapes.starts, source.text)

    def at(self, offset: int) -> Anchor:
        """The part that a place stands in."""
        return self.anchors[self._index(offset)]

    def over(self, range: Range) -> Sequence[Anchor]:
        """The parts that a range reaches into."""
        return self.anchors[self._index(range.start) : self._index(max(range.start, range.end - 1)) + 1]

    def _index(self, offset: int) -> int:
        return max(bisect_right(self.anchors, offset, key=_START) - 1, 0)

    def lost(self, move: Move) -> Sequence[Anchor]:
        """The parts that a change does away with."""
        return self.anchors[move.head + 1 : len(self.anchors) - move.tail]

    def move(self, path: str, move: Move, snapshot: Snapshot) -> None:
        """Goes on to a snapshot in which the text has changed."""
        source = snapshot.sources.get(path)
        starts: tuple[int, ...] = source.shapes.starts if source is not None else ()
        middle = _made(starts[move.head : len(starts) - move.tail], source.text) if source is not None else []
        behind = self.anchors[len(self.anchors) - move.tail :]
        if move.by:
            for anchor in behind:
                anchor.start += move.by
        if move.lines:
            for anchor in behind:
                anchor.line += move.lines
        self.anchors = [*self.anchors[: move.head + 1], *middle, *behind]


def _made(starts: Iterable[int], text: Text) -> list[Anchor]:
    return [Anchor(start, text.line_of(start)) for start in starts]
