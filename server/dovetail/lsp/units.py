"""Offsets inside, lines and characters outside, in whichever of the three encodings client and server agreed on."""

from typing import Literal, cast, get_args

from dovetail.core.text import Position, Range, Text

Encoding = Literal["utf-8", "utf-16", "utf-32"]
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)


def agreed(offered: object) -> Encoding:
    """The first encoding of a client's list that is one; what the protocol falls back on is UTF-16."""
    names = cast("list[object]", offered) if isinstance(offered, list) else ()
    for name in names:
        if name in ENCODINGS:
            return name
    return "utf-16"


def line_and_character(text: Text, offset: int, encoding: Encoding) -> tuple[int, int]:
    """An offset in the client's units."""
    return in_units(text, text.position(offset), encoding)


def in_units(text: Text, position: Position, encoding: Encoding) -> tuple[int, int]:
    """A line and column of the text in the client's units."""
    if encoding == "utf-32" or text.is_ascii:
        return position.line, position.column
    if encoding == "utf-16":
        return position.line, text.utf16_column(position)
    start = text.line_starts[position.line]
    before = text[Range(start, start + position.column)]
    return position.line, len(before.encode("utf-8", "surrogatepass"))


def offset_of(text: Text, line: int, character: int, encoding: Encoding) -> int:
    """The offset of a client's position; one outside of the text is the nearest in it, as the protocol has it."""
    line, character = max(line, 0), max(character, 0)
    if line >= len(text.line_starts):
        return len(text.source)
    if encoding == "utf-32" or text.is_ascii:
        return text.offset(Position(line, character))
    if encoding == "utf-16":
        return text.offset(text.from_utf16(line, character))
    units = text[text.line_range(line)].encode("utf-8", "surrogatepass")[:character]
    return text.offset(Position(line, len(units.decode("utf-8", "ignore"))))
