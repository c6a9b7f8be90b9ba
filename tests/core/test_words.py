"""Names compare by their words, in any casing, and a casing written is a casing recognised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dovetail.core.words import CASINGS, has_casing, in_casing, key, nearest, words


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


def test_nearest() -> None:
    assert nearest("pakages", ["packages", "base"]) == "packages"
    assert nearest("recieve", ["receive"]) == "receive"
    assert nearest("x", ["packages"]) is None
