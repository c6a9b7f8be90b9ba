"""Names compare by their words, in any casing, and a casing written is a casing recognised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dovetail.core.words import CASINGS, differ_in_short_word, has_casing, in_casing, key, nearest, singular, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("userID", ("user", "id")),
        ("user_id", ("user", "id")),
        ("USER_ID", ("user", "id")),
        ("UserId", ("user", "id")),
        ("user-id", ("user", "id")),
        ("HTTPServer", ("http", "server")),
        ("emailVerifiedAt", ("email", "verified", "at")),
        ("größe", ("größe",)),
    ],
)
def test_words(name: str, expected: tuple[str, ...]) -> None:
    assert "".join(words(name)) == "".join(expected)
    assert key(name) == "".join(expected)


@given(st.lists(st.from_regex(r"[a-z]{2,6}", fullmatch=True), min_size=1, max_size=4), st.sampled_from(CASINGS))
def test_a_name_in_a_casing_has_it_and_keeps_its_key(parts: list[str], casing: str) -> None:
    name = in_casing("_".join(parts), casing)  # pyright: ignore[reportArgumentType]
    assert has_casing(name, casing)  # pyright: ignore[reportArgumentType]
    assert key(name) == "".join(parts)


@given(st.text("abcdé", max_size=5), st.lists(st.text("abcdéß", max_size=5), max_size=6), st.integers(1, 3))
def test_the_nearest_is_the_first_of_those_with_the_fewest_edits(name: str, names: list[str], limit: int) -> None:
    most = min(limit, max(1, len(name) // 2))
    close = [(d, n) for n in names if (d := edits(name.lower(), n.lower())) <= min(most, max(1, len(n) // 2))]
    assert nearest(name, names, limit) == (min(close)[1] if close else None)


def edits(a: str, b: str) -> int:
    """Optimal string alignment, by its definition."""
    if not a or not b:
        return len(a) + len(b)
    found = min(edits(a[1:], b) + 1, edits(a, b[1:]) + 1, edits(a[1:], b[1:]) + (a[0] != b[0]))
    if len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0]:
        found = min(found, edits(a[2:], b[2:]) + 1)
    return found


def test_nearest() -> None:
    assert nearest("pakages", ["packages", "base"]) == "packages"
    assert nearest("recieve", ["receive"]) == "receive"
    assert nearest("x", ["packages"]) is None
    assert nearest("kind", ["id"]) is None


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("boxes", "box"), ("addresses", "address"), ("batches", "batch"), ("categories", "category"), ("users", "user"),
        ("movies", "movie"), ("houses", "house"), ("status", "status"), ("analysis", "analysis"), ("box", "box"),
    ],
)  # fmt: skip
def test_a_noun_in_the_singular(many: str, one: str) -> None:
    assert singular(many) == one


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("created_at", "createdBy", True),
        ("user_id", "user_ip", True),
        ("user_id", "userId", False),
        ("display_name", "dispaly_name", False),
        ("total", "total_at", False),
    ],
)
def test_names_that_differ_in_a_short_word(one: str, other: str, expected: bool) -> None:
    assert differ_in_short_word(one, other) is expected
    assert differ_in_short_word(other, one) is expected
