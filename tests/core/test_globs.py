"""Globs match as in `.gitignore`, and two globs overlap exactly where a path exists that both match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dovetail.core.globs import expand_braces, fixed_parts, matches, overlap


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("prisma/**", "prisma/a/b.sql", True),
        ("prisma/*", "prisma/a/b.sql", False),
        ("src/**/*.tsx", "src/a.tsx", True),
        ("src/**/*.tsx", "src/x/y/a.tsx", True),
        ("**/*.ts", "a.ts", True),
        ("src", "src/deep/file.ts", True),
        ("src/", "src/deep/file.ts", True),
        ("./src/*.ts", "src/a.ts", True),
        ("src/{api,ui}/*.ts", "src/ui/a.ts", True),
        ("src/[ab].ts", "src/b.ts", True),
        ("src/[!ab].ts", "src/b.ts", False),
        ("src/?.ts", "src/ab.ts", False),
        ("src/a.ts", "src/a_ts", False),
    ],
)
def test_matches(glob: str, path: str, expected: bool) -> None:
    assert matches(glob, path) is expected


def test_nested_braces() -> None:
    assert expand_braces("a/{b,c{d,e}}") == ("a/b", "a/cd", "a/ce")


segments = st.lists(st.sampled_from(["a", "b", "ab", "*", "a*", "*b", "?", "**"]), min_size=1, max_size=4)
names = st.lists(st.sampled_from(["a", "b", "ab", "ba", "aab"]), min_size=1, max_size=4)


@given(segments, segments, names)
def test_a_path_that_both_match_means_that_they_overlap(a: list[str], b: list[str], path: list[str]) -> None:
    one, two, name = "/".join(a), "/".join(b), "/".join(path)
    if matches(one, name) and matches(two, name):
        assert overlap(one, two)


@given(segments, segments)
def test_overlap_is_symmetric(a: list[str], b: list[str]) -> None:
    assert overlap("/".join(a), "/".join(b)) == overlap("/".join(b), "/".join(a))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("src/api/**", "src/ui/**", False),
        ("src/**", "src/api/*.ts", True),
        ("*.ts", "*.py", False),
        ("src/a?.ts", "src/abc.ts", False),
        ("src/api", "src/api/x.ts", True),
        ("{a,b}/**", "b/c", True),
    ],
)
def test_overlap(a: str, b: str, expected: bool) -> None:
    assert overlap(a, b) is expected


braced = st.sampled_from(["a", "{a,b}", "{a,b/*}", "[ab]", "**", "*", "", "a/b"])


@given(st.lists(braced, min_size=1, max_size=4), st.lists(braced, min_size=1, max_size=4))
def test_what_overlaps_lies_in_one_folder_or_in_one_above(a: list[str], b: list[str]) -> None:
    one, other = "/".join(a), "/".join(b)
    if overlap(one, other):
        pairs = [(x, y) for x in fixed_parts(one) for y in fixed_parts(other)]
        assert any(x.startswith(y) or y.startswith(x) for x, y in pairs)
