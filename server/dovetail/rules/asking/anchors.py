"""Where the parts of a contract's or sprint's text stand, from one snapshot to the next.

What is said of a part is kept by its anchor. So an edit touches the part that it is in, and all behind only move: one number
for each page of them, whatever is said of them.
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

PAGE = 32  # parts; a contract of 10,000 lines has some 2,500
_START = attrgetter("start")
_AT = attrgetter("at")


class Page:
    """Parts that follow one another and move together: where the first of them starts now, and in which line.

    `parts` are those of which anything is said, None until somebody asks. `kept` is for whoever shows the page, to keep what he
    has made of it; it is gone when something else is shown.
    """

    __slots__ = ("anchors", "kept", "line", "parts", "start")

    def __init__(self, start: int, line: int) -> None:
        self.start = start
        self.line = line
        self.anchors: list[Anchor] = []
        self.parts: list[Anchor] | None = None
        self.kept: Any = None

    def clear(self) -> None:
        """Let go of the parts, which know their page: both would else wait for a collection."""
        self.anchors.clear()
        self.parts = self.kept = None


class Anchor:
    """A part of a file: where it stands on its page, what is said of places in it, and who says it or has related places in it.

    `shown` is what of it is to be seen, in order; None until somebody asks. `kept` is for whoever shows it, as that of a page.
    """

    __slots__ = ("answers", "at", "below", "kept", "page", "rows", "shown")

    def __init__(self) -> None:
        self.page: Page = _NOWHERE
        self.at = 0  # characters from the start of the page, and lines
        self.below = 0
        self.rows: list[Said] = []
        self.answers: list[Answer] = []
        self.shown: tuple[Said, ...] | None = None
        self.kept: Any = None

    @property
    def start(self) -> int:
        return self.page.start + self.at

    @property
    def line(self) -> int:
        return self.page.line + self.below

    def changed(self) -> None:
        """Something else may be seen of it now."""
        self.shown = self.kept = None
        self.page.parts = self.page.kept = None


_NOWHERE = Page(0, 0)
_Placed = tuple[Anchor, int, int]  # with where it starts, and in which line


class Anchored:
    """The parts of one file, in order. The first is for what stands before all others; all but contracts and sprints have only that."""

    def __init__(self, path: str, snapshot: Snapshot) -> None:
        starts, text = _starts(path, snapshot)
        self.pages = _paged([(Anchor(), 0, 0), *_made(starts, text)])

    def over(self, range: Range) -> Sequence[Anchor]:
        """The parts that a range reaches into."""
        start, end = range.start, max(range.start, range.end - 1)
        first, a = self._find(start)
        anchors = self.pages[first].anchors
        if start == end or (a + 1 < len(anchors) and end < anchors[a + 1].start):
            return anchors[a : a + 1]
        last, b = self._find(end)
        return self._span(first, a, last, b + 1)

    def _find(self, offset: int) -> tuple[int, int]:
        """On which page the part is that a place stands in, as the how manieth."""
        nth = max(bisect_right(self.pages, offset, key=_START) - 1, 0)
        page = self.pages[nth]
        return nth, max(bisect_right(page.anchors, offset - page.start, key=_AT) - 1, 0)

    def _span(self, first: int, a: int, last: int, b: int) -> Sequence[Anchor]:
        """The parts from one on, up to another, each given by its page and as the how manieth it is there."""
        if first == last:
            return self.pages[first].anchors[a:b]
        between = (anchor for page in self.pages[first + 1 : last] for anchor in page.anchors)
        return [*self.pages[first].anchors[a:], *between, *self.pages[last].anchors[:b]]

    def lost(self, move: Move) -> Sequence[Anchor]:
        """The parts that a change does away with."""
        return self._span(*self._gone(move))

    def move(self, path: str, move: Move, snapshot: Snapshot) -> None:
        """Goes on to a snapshot in which the text has changed: the page where it has is put together anew, those behind it move."""
        starts, text = _starts(path, snapshot)
        made = _made(starts[move.head : len(starts) - move.tail], text)
        first, head, last, tail = self._gone(move)
        page, end = self.pages[first], self.pages[last]
        behind = end.anchors[tail:]
        by, lines = end.start + move.by - page.start, end.line + move.lines - page.line
        for anchor in behind if by or lines else ():
            anchor.at += by
            anchor.below += lines
        for anchor in behind if end is not page else ():
            anchor.page = page
        for anchor, start, line in made:
            anchor.page, anchor.at, anchor.below = page, start - page.start, line - page.line
        page.anchors[head:] = [*(anchor for anchor, _, _ in made), *behind]
        page.parts = page.kept = None
        for gone in self.pages[first + 1 : last + 1]:
            gone.clear()
        for other in self.pages[last + 1 :]:
            other.start += move.by
            other.line += move.lines
        is_long = len(page.anchors) > 2 * PAGE
        self.pages[first : last + 1] = _paged([(a, a.start, a.line) for a in page.anchors]) if is_long else [page]

    def clear(self) -> None:
        for page in self.pages:
            page.clear()

    def _gone(self, move: Move) -> tuple[int, int, int, int]:
        """From where to where a change does away with parts: the page and the how manieth behind the last that stays, and that behind
        the last that goes.
        """
        count = sum([len(page.anchors) for page in self.pages])
        return *self._behind(move.head + 1), *self._behind(count - move.tail)

    def _behind(self, count: int) -> tuple[int, int]:
        """Where so many parts have gone by: on the page of the last of them."""
        for nth, page in enumerate(self.pages):
            if count <= len(page.anchors):
                return nth, count
            count -= len(page.anchors)
        raise IndexError(count)


def _starts(path: str, snapshot: Snapshot) -> tuple[Sequence[int], Text]:
    """Where the parts of a file begin, and its text: the declarations of a contract, the packages of a sprint."""
    source = snapshot.sources.get(path) if path.endswith(SUFFIX) else None
    if source is not None:
        return source.shapes.starts, source.text
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    return (sprint.starts, sprint.text) if sprint is not None else ((), Text(""))


def _made(starts: Iterable[int], text: Text) -> list[_Placed]:
    return [(Anchor(), start, text.line_of(start)) for start in starts]


def _paged(anchors: Sequence[_Placed]) -> list[Page]:
    """Pages that are neither so short that there are many, nor so long that an edit of one is dear."""
    size = len(anchors) if len(anchors) <= 2 * PAGE else PAGE
    found: list[Page] = []
    for at in range(0, len(anchors), size or 1):
        _, start, line = anchors[at]
        page = Page(start, line)
        for anchor, own_start, own_line in anchors[at : at + size]:
            anchor.page, anchor.at, anchor.below = page, own_start - start, own_line - line
            page.anchors.append(anchor)
        found.append(page)
    return found
