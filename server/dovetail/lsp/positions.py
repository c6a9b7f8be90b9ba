"""Offsets inside, the protocol's positions outside, in whichever of the three encodings client and server agreed on."""

from typing import Literal, get_args

from lsprotocol import types

from dovetail.core.text import Position, Range, Text

Encoding = Literal["utf-8", "utf-16", "utf-32"]
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)


def to_position(text: Text, offset: int, encoding: Encoding) -> types.Position:
    """An offset in the client's units."""
    return position_of(text, text.position(offset), encoding)


def position_of(text: Text, position: Position, encoding: Encoding) -> types.Position:
    """A line and column of the text in the client's units."""
    if encoding == "utf-32":
        return types.Position(position.line, position.column)
    if encoding == "utf-16":
        return types.Position(position.line, text.utf16_column(position))
    start = text.line_starts[position.line]
    before = text[Range(start, start + position.column)]
    return types.Position(position.line, len(before.encode("utf-8", "surrogatepass")))


def to_range(text: Text, range: Range, encoding: Encoding) -> types.Range:
    return types.Range(to_position(text, range.start, encoding), to_position(text, range.end, encoding))


def to_offset(text: Text, position: types.Position, encoding: Encoding) -> int:
    """The offset of a client's position; one outside of the text is the nearest in it, as the protocol has it."""
    line, character = max(position.line, 0), max(position.character, 0)
    if line >= len(text.line_starts):
        return len(text.source)
    if encoding == "utf-32":
        return text.offset(Position(line, character))
    if encoding == "utf-16":
        return text.offset(text.from_utf16(line, character))
    units = text[text.line_range(line)].encode("utf-8", "surrogatepass")[:character]
    return text.offset(Position(line, len(units.decode("utf-8", "ignore"))))


def from_range(text: Text, range: types.Range, encoding: Encoding) -> Range:
    start, end = to_offset(text, range.start, encoding), to_offset(text, range.end, encoding)
    return Range(min(start, end), max(start, end))
