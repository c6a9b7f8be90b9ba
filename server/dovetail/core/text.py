"""Text with line starts, and ranges in it.

Offsets count Unicode code points, like Python's own strings. Whoever speaks in other units (UTF-8 bytes of
tree-sitter, UTF-16 units of LSP) converts at its door with `Text.from_byte` or `Text.utf16_column`.
"""

import re
from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import Any

from .cached import cached_property
from .dataclass import dataclass
from .offsets import Offsets


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """A half-open range of code-point offsets."""

    start: int
    end: int

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset <= self.end

    def touches(self, other: "Range") -> bool:
        """True where the two share a character or an edge."""
        return self.start <= other.end and other.start <= self.end

    def shifted(self, by: int) -> "Range":
        return Range(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place by line and column, both from 0, the column in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Origin:
    """What a text was made of: another, in which a range was replaced by so many characters."""

    text: "Text"
    range: Range
    length: int


@dataclass(frozen=True)
class Text:
    """An immutable source text. Equality is equality of the source.

    `origin` is there for a reader who has kept what he read of the text before (`memo`); he lets it go once he has read this one.
    """

    source: str

    @cached_property
    def line_starts(self) -> Offsets:
        """Where each line starts. Lines end at LF, at CR LF and at a CR alone, as the language server protocol has it."""
        return Offsets((0, *_line_starts(self.source, 0, len(self.source))))

    @cached_property
    def is_ascii(self) -> bool:
        return self.source.isascii()

    @cached_property
    def has_nul(self) -> bool:
        """True for what is no text."""
        return "\0" in self.source

    def edited(self, range: Range, new: str) -> "Text":
        """The text with a range replaced. Lines that an edit does not touch are not looked for again."""
        made = Text("".join((self.source[: range.start], new, self.source[range.end :])))
        made.__dict__["line_starts"] = self._starts_edited(made, range, new)
        made.__dict__["origin"] = self._origin_of(range, len(new))
        if not self.has_nul:
            made.__dict__["has_nul"] = "\0" in new
        return made

    def _starts_edited(self, made: "Text", range: Range, new: str) -> Offsets:
        """Where the lines of a text start that this one has become by having a range replaced."""
        starts = self.line_starts
        if not _BREAK.search(new) and not _BREAK.search(self.source, max(range.start - 1, 0), range.end):
            behind = starts.until(range.start)
            return starts.edited(behind, behind, (), len(new) - (range.end - range.start))
        # From the line of the character before, for a CR and what follows it may have become one line end, or two.
        first, last = starts.until(max(range.start - 1, 0)), starts.until(range.end)
        by = len(new) - (range.end - range.start)
        end = starts[last] + by if last < len(starts) else len(made.source)
        inside = [
            start for start in _line_starts(made.source, starts[first - 1], end) if start != end or last == len(starts)
        ]
        return starts.edited(first, last, inside, by)

    def _origin_of(self, range: Range, length: int) -> "Origin":
        """What a text is made of that has a range of this one replaced: where nobody has read this one, it is left out."""
        if self.origin is None:
            return Origin(self, range, length)
        first = self.origin
        start, end = min(first.range.start, range.start), max(first.range.start + first.length, range.end)
        by = length - (range.end - range.start)
        return Origin(
            first.text,
            Range(start, end - first.length + first.range.end - first.range.start),
            end - start + by,
        )

    @cached_property
    def origin(self) -> Origin | None:
        """What this text was made of by `edited`, as far as that is still known."""
        return None

    def forget_origin(self) -> None:
        self.__dict__["origin"] = None

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What readers keep of a text, by their names."""
        return {}

    @cached_property
    def _stops(self) -> tuple[list[int], list[int]]:
        """Offsets that are never far apart, and their UTF-8 offsets: where lines start, and in between where a line is long."""
        lines = pairwise((*self.line_starts, len(self.source)))
        offsets = [stop for start, end in lines for stop in range(start, max(end, start + 1), _STRIDE)]
        lengths = (len(self.source[a:b].encode("utf-8", "surrogatepass")) for a, b in pairwise(offsets))
        return offsets, [0, *accumulate(lengths)]

    @property
    def whole(self) -> Range:
        return Range(0, len(self.source))

    def __getitem__(self, range: Range) -> str:
        return self.source[range.start : range.end]

    def position(self, offset: int) -> Position:
        """The line and column of an offset; one past the end is the end."""
        offset = max(0, min(offset, len(self.source)))
        line = self.line_starts.until(offset) - 1
        return Position(line, offset - self.line_starts[line])

    def offset(self, position: Position) -> int:
        """The offset of a position; a column behind the line's end is the line's end, a line behind the last is the end."""
        if position.line >= len(self.line_starts):
            return len(self.source)
        return min(self.line_starts[position.line] + position.column, self.line_range(position.line).end)

    def line_range(self, line: int) -> Range:
        """The line without its line break."""
        start = self.line_starts[line]
        end = self.line_starts[line + 1] - 1 if line + 1 < len(self.line_starts) else len(self.source)
        if end > start and self.source[end - 1] == "\r":
            end -= 1
        return Range(start, end)

    def line_of(self, offset: int) -> int:
        return self.position(offset).line

    def indent_at(self, offset: int) -> str:
        """The white space that starts the line of an offset."""
        line = self[self.line_range(self.line_of(offset))]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def from_byte(self, byte: int) -> int:
        """The offset of a UTF-8 byte offset."""
        if self.is_ascii:
            return byte
        offsets, starts = self._stops
        stop = bisect_right(starts, byte) - 1
        start = offsets[stop]
        end = offsets[stop + 1] if stop + 1 < len(offsets) else len(self.source)
        encoded = self.source[start:end].encode("utf-8", "surrogatepass")[: byte - starts[stop]]
        return start + len(encoded.decode("utf-8", "ignore"))

    def utf16_column(self, position: Position) -> int:
        """The column of a position in UTF-16 units."""
        if self.is_ascii:
            return position.column
        start = self.line_starts[position.line]
        return len(self.source[start : start + position.column].encode("utf-16-le", "surrogatepass")) // 2

    def from_utf16(self, line: int, character: int) -> Position:
        """The position of a line and a column in UTF-16 units, clamped to the text."""
        if line >= len(self.line_starts):
            return self.position(len(self.source))
        range = self.line_range(line)
        if self.is_ascii:
            return Position(line, min(character, range.end - range.start))
        units = self[range].encode("utf-16-le", "surrogatepass")[: 2 * character]
        return Position(line, len(units.decode("utf-16-le", "ignore")))


_STRIDE = 256  # code is minified into lines of millions of characters, and every name in it is looked up
_LINE_END = re.compile(r"\r\n?|\n")
_BREAK = re.compile(r"[\r\n]")


def _line_starts(source: str, start: int, end: int) -> list[int]:
    """Where lines start behind the line ends of a part of a text, which ends where a line or the text does."""
    if source.find("\r", start, end) >= 0:
        return [found.end() for found in _LINE_END.finditer(source, start, end)]
    starts: list[int] = []
    at = source.find("\n", start, end)
    while at >= 0:
        starts.append(at + 1)
        at = source.find("\n", at + 1, end)
    return starts
