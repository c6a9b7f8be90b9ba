"""Offsets, positions and the units of other worlds agree on any text."""

import re
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from dovetail.core.text import Range, Text

texts = st.text(alphabet=st.sampled_from("ab\n\r é😀\t"), max_size=60).map(Text)


@given(texts, st.integers(0, 70))
def test_a_position_leads_back_to_its_offset(text: Text, offset: int) -> None:
    offset = min(offset, len(text.source))
    position = text.position(offset)
    if offset <= text.line_range(position.line).end:
        assert text.offset(position) == offset


@given(texts, st.integers(0, 70))
def test_bytes_lead_back_to_the_offset(text: Text, offset: int) -> None:
    offset = min(offset, len(text.source))
    assert text.from_byte(len(text.source[:offset].encode())) == offset


@given(texts, st.integers(0, 70))
def test_utf16_leads_back_to_the_position(text: Text, offset: int) -> None:
    position = text.position(min(offset, len(text.source)))
    end = text.position(text.line_range(position.line).end)
    if position <= end:
        assert text.from_utf16(position.line, text.utf16_column(position)) == position


def test_a_line_ends_before_its_carriage_return() -> None:
    text = Text("one\r\ntwo")
    assert text[text.line_range(0)] == "one"
    assert text[text.line_range(1)] == "two"
    assert text[Range(0, 3)] == "one"


@given(texts)
def test_lines_end_where_the_protocol_says(text: Text) -> None:
    lines = [text[text.line_range(n)] for n in range(len(text.line_starts))]
    assert lines == re.split("\r\n|\r|\n", text.source)


edits = st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70), st.text("a\n\r😀", max_size=4)), max_size=5)


@given(texts, edits)
def test_an_edited_text_has_the_lines_of_one_that_is_made_anew(text: Text, edits: list[tuple[int, int, str]]) -> None:
    for one, other, new in edits:
        start, end = sorted(min(at, len(text.source)) for at in (one, other))
        made = text.edited(Range(start, end), new)
        assert made.source == text.source[:start] + new + text.source[end:]
        anew = Text(made.source)
        assert made.line_starts == anew.line_starts
        assert [*made.line_starts] == [made.line_starts[at] for at in range(len(anew.line_starts))]
        for offset in range(len(made.source) + 1):
            assert made.position(offset) == anew.position(offset)
            assert (offset in made.line_starts) == (offset in [*anew.line_starts])
        text = made


def test_bytes_of_a_long_line_lead_back_to_their_character() -> None:
    """Code that is minified is one line, which is not encoded anew for every name."""
    random = Random(5)
    source = "".join(random.choice("aé€😀 ;") for _ in range(3000)) + "\n" + "é" * 700 + "\r\n"
    text, at = Text(source), 0
    for offset, character in enumerate(source):
        width = len(character.encode())
        assert [text.from_byte(at + byte) for byte in range(width)] == [offset] * width
        at += width
    assert text.from_byte(at) == len(source)
