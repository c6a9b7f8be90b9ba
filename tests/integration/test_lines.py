"""Three texts are compared without losing a line, and every chunk says the truth about its sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dovetail.integration.lines import compare, lines_of, match

texts = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "}\n", "\n", "d\n"]), max_size=12)


@given(texts, texts)
def test_a_match_is_of_equal_lines_and_in_order(a: list[str], b: list[str]) -> None:
    pairs = [(i, j) for i, j in enumerate(match(a, b)) if j >= 0]
    assert all(a[i] == b[j] for i, j in pairs)
    assert [j for _, j in pairs] == sorted({j for _, j in pairs})
    assert match(a, a) == list(range(len(a)))


@given(texts, texts, texts)
def test_chunks_cover_every_line_of_every_side_once(base: list[str], ours: list[str], theirs: list[str]) -> None:
    chunks = compare(base, ours, theirs)
    for name, side in (("base", base), ("ours", ours), ("theirs", theirs)):
        assert [line for c in chunks for line in side[slice(*getattr(c, name))]] == side
    for chunk in chunks:
        old, mine, other = base[slice(*chunk.base)], ours[slice(*chunk.ours)], theirs[slice(*chunk.theirs)]
        match chunk.kind:
            case "same":
                assert old == mine == other
            case "ours":
                assert old == other != mine
            case "theirs":
                assert old == mine != other
            case "both":
                assert old != mine == other
            case "conflict":
                assert mine != other
                assert old not in (mine, other)


@given(texts, texts, texts)
def test_sides_can_be_swapped(base: list[str], ours: list[str], theirs: list[str]) -> None:
    swap = {"ours": "theirs", "theirs": "ours"}
    there = [(swap.get(c.kind, c.kind), c.base, c.theirs, c.ours) for c in compare(base, ours, theirs)]
    assert there == [(c.kind, c.base, c.ours, c.theirs) for c in compare(base, theirs, ours)]


@pytest.mark.parametrize("text", ["", "a", "a\n", "a\nb", "\n\n", "a\r\nb\u2028c\x0b\n"])
def test_lines_are_what_the_text_was(text: str) -> None:
    assert "".join(lines_of(text)) == text
    assert all(line.endswith("\n") for line in lines_of(text)[:-1])


def test_a_long_file_without_a_unique_line_is_still_quick() -> None:
    base = ["x\n", "y\n"] * 5000
    assert len(compare(base, ["y\n", *base], [*base, "z\n"])) >= 1
