"""The protocol's positions and ranges, for the handlers that pygls calls."""

from lsprotocol import types

from dovetail.core.text import Position, Range, Text

from .units import ENCODINGS, Encoding, in_units, line_and_character, offset_of

__all__ = ("ENCODINGS", "Encoding", "from_range", "position_of", "to_offset", "to_position", "to_range")


def to_position(text: Text, offset: int, encoding: Encoding) -> types.Position:
    """An offset in the client's units."""
    return types.Position(*line_and_character(text, offset, encoding))


def position_of(text: Text, position: Position, encoding: Encoding) -> types.Position:
    """A line and column of the text in the client's units."""
    return types.Position(*in_units(text, position, encoding))


def to_range(text: Text, range: Range, encoding: Encoding) -> types.Range:
    return types.Range(to_position(text, range.start, encoding), to_position(text, range.end, encoding))


def to_offset(text: Text, position: types.Position, encoding: Encoding) -> int:
    """The offset of a client's position; one outside of the text is the nearest in it, as the protocol has it."""
    return offset_of(text, position.line, position.character, encoding)


def from_range(text: Text, range: types.Range, encoding: Encoding) -> Range:
    start, end = to_offset(text, range.start, encoding), to_offset(text, range.end, encoding)
    return Range(min(start, end), max(start, end))
