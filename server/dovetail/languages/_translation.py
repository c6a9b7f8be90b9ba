"""A text that is read in another form: its pieces, where each stands in the text as it is written, and shapes put back there."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar, cast

from dovetail.core.text import Range

T = TypeVar("T")
_OFFSETS = frozenset({"insert_at", "start"})  # numbers that are offsets

TEMPLATE_PROPS = "templateProps"  # what a component's props are called in what its template is translated to


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of what is put in: its text, and the range of the written text that it stands for, if any."""

    text: str
    at: Range | None = None


@dataclass(frozen=True, slots=True)
class Insertion:
    """Pieces that take the place of a range of the text, which may be empty."""

    at: Range
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    start: int  # in the other form
    end: int
    at: Range  # in the text as it is written
    own: bool  # text that was left where it is
    known: bool = True


@dataclass(frozen=True, slots=True)
class Translation:
    """A text in its other form, and the way back."""

    source: str
    parts: tuple[_Part, ...]
    starts: tuple[int, ...]

    def shapes(self, shape: T) -> T:
        """What was read from the other form, with every range where it is written."""
        return cast(T, self._value(shape))

    def range(self, range: Range) -> Range:
        """Of what is partly left where it is, that part; of what was put in, all places it stands for."""
        first = max(bisect_right(self.starts, range.start) - 1, 0)
        if range.start >= range.end:
            place = self.offset(range.start)
            return Range(place, place)
        inside: list[_Part] = []
        for part in self.parts[first:]:
            if part.start >= range.end:
                break
            if part.end > range.start and part.known:
                inside.append(part)
        kept = [p for p in inside if p.own] or inside
        if not kept:
            place = self.offset(range.start)
            return Range(place, place)
        ends = [_cut(part, range) for part in kept]
        return Range(min(r.start for r in ends), max(r.end for r in ends))

    def offset(self, offset: int) -> int:
        """Where a place of the other form is written."""
        part = self.parts[max(bisect_right(self.starts, offset) - 1, 0)]
        return min(part.at.start + offset - part.start, part.at.end)

    def _value(self, value: Any) -> Any:
        if isinstance(value, Range):
            return self.range(value)
        if isinstance(value, tuple):
            items = cast(tuple[Any, ...], value)
            moved = tuple([self._value(v) for v in items])
            return moved if any(a is not b for a, b in zip(moved, items, strict=True)) else items
        if not is_dataclass(value) or isinstance(value, type):
            return value
        changed: dict[str, Any] = {}
        for member in fields(value):
            old = getattr(value, member.name)
            place = member.name in _OFFSETS and isinstance(old, int)
            new = self.offset(old) if place else self._value(old)
            if new is not old:
                changed[member.name] = new
        return _replaced(value, changed) if changed else value


def translated(source: str, insertions: Iterable[Insertion]) -> Translation:
    """The text with pieces put in. Of two that overlap the first is kept."""
    written: list[str] = []
    parts: list[_Part] = []
    size = at = 0

    def add(text: str, place: Range, own: bool, known: bool = True) -> None:
        nonlocal size
        if text:
            written.append(text)
            parts.append(_Part(size, size + len(text), place, own, known))
            size += len(text)

    for insertion in sorted(insertions, key=lambda i: (i.at.start, i.at.end)):
        if insertion.at.start < at:
            continue
        add(source[at : insertion.at.start], Range(at, insertion.at.start), own=True)
        anchor = Range(insertion.at.start, insertion.at.start)
        for piece in insertion.pieces:
            add(piece.text, piece.at or anchor, own=False, known=piece.at is not None)
        at = insertion.at.end
    add(source[at:], Range(at, len(source)), own=True)
    whole = parts or [_Part(0, 0, Range(0, 0), own=True)]
    return Translation("".join(written), tuple(whole), tuple(p.start for p in whole))


def _cut(part: _Part, range: Range) -> Range:
    """The share of a part that lies in a range; a piece that is written otherwise is not cut."""
    if part.end - part.start != part.at.end - part.at.start:
        return part.at
    start, end = max(part.start, range.start), min(part.end, range.end)
    return Range(part.at.start + start - part.start, part.at.start + end - part.start)


def _replaced(value: Any, changed: dict[str, Any]) -> Any:
    made = object.__new__(type(value))
    for member in fields(value):
        object.__setattr__(made, member.name, changed.get(member.name, getattr(value, member.name)))
    return made


def joined(pieces: Sequence[Piece]) -> str:
    """The text of some pieces."""
    return "".join(p.text for p in pieces)
