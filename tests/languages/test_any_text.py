"""Whatever is typed, cut or spliced, every language reads it without an exception and with all ranges in the text."""

import gc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dovetail import languages
from dovetail.core.text import Text
from support.tries import tries

from .shown import check_ranges, read

TESTS = Path(__file__).parents[1]
FIXTURES = TESTS / "fixtures" / "languages"
PROJECTS = TESTS / "fixtures" / "projects"
DEMO = TESTS.parent / "server" / "dovetail" / "cli" / "demo"
DESCRIPTIONS = (".graphql", ".gql", ".proto", ".yaml", ".json")
SUFFIXES = (".contract.ts", ".ts", ".tsx", ".prisma", ".sql", ".py", *DESCRIPTIONS)
FILES = sorted(p for folder in (FIXTURES, DEMO, PROJECTS) for p in folder.rglob("*") if p.name.endswith(SUFFIXES))
NAMES = {str(p.relative_to(TESTS.parent)): p for p in FILES}
SOURCES = {name: p.read_bytes().decode() for name, p in NAMES.items() if languages.language_of(name) is not None}
PIECES = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "'",
    '"',
    "`",
    "/*",
    "*/",
    "//",
    "--",
    "#",
    ":",
    ";",
    ",",
    "\n",
    "\r\n",
    "😀",
    "é",
    "|",
    "@",
    "<",
    "=",
    "$$",
    "  ",
    "\x00",
]


@pytest.mark.parametrize("path", SOURCES)
def test_fixtures_are_read_with_exact_ranges(path: str) -> None:
    read(path, SOURCES[path])


@pytest.mark.slow
def test_nothing_that_was_made_of_a_text_waits_for_a_collection() -> None:
    """In the editor one comes seldom, and a file that is typed in is read at every keystroke: what is left of it would pile up."""
    texts = {path: Text(source) for path, source in SOURCES.items()}
    for path, text in texts.items():  # what is made once and stays
        languages.read(path, text)
    gc.collect()
    gc.disable()
    try:
        for path, text in texts.items():
            languages.read(path, Text(text.source))
            assert gc.collect(0) == 0, path
    finally:
        gc.enable()


@pytest.mark.slow
@pytest.mark.parametrize("path", SOURCES)
def test_crlf_and_astral_characters_move_ranges_but_change_nothing(path: str) -> None:
    source = SOURCES[path]
    before = read(path, source)
    for changed in (source.replace("\r\n", "\n").replace("\n", "\r\n"), source.replace("The ", "The 😀 ")):
        after = read(path, changed)
        assert [[f.name for f in r.fields] for r in after.records] == [
            [f.name for f in r.fields] for r in before.records
        ]
        assert [e.members and [m.value for m in e.members] for e in after.enums] == [
            e.members and [m.value for m in e.members] for e in before.enums
        ]
        assert [(r.method, r.path) for r in after.routes] == [(r.method, r.path) for r in before.routes]
        assert len(after.uses) == len(before.uses)


@st.composite
def spliced(draw: st.DrawFn) -> tuple[str, str]:
    """A fixture, cut short, or with pieces of itself, of another or of punctuation put in or taken out."""
    path = draw(st.sampled_from(sorted(SOURCES)))
    text = SOURCES[path]
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        to = min(len(text), at + draw(st.integers(0, 60)))
        other = SOURCES[draw(st.sampled_from(sorted(SOURCES)))]
        start = draw(st.integers(0, len(other)))
        piece = draw(st.one_of(st.just(""), st.sampled_from(PIECES), st.just(other[start : start + 40])))
        text = text[:at] + piece + text[to:]
    if draw(st.booleans()):
        text = text[: draw(st.integers(0, len(text)))]
    return path, text


@settings(max_examples=tries(250), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spliced())
def test_broken_text_is_read_without_an_exception(broken: tuple[str, str]) -> None:
    path, source = broken
    found = languages.read(path, Text(source))
    assert found is not None
    check_ranges(Text(source), found.shapes)


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["a.contract.ts", "a.ts", "a.tsx", "a.prisma", "a.sql", "a.py", "a.proto", "a.graphql"]
)
@pytest.mark.parametrize(
    "piece", ["(", "[", "{", "a.", "!", "a[", "x | ", "-", "interface A {", "class A:\n ", "<a>", '"']
)
def test_deep_nesting_exhausts_nothing(path: str, piece: str) -> None:
    read(path, f"const x = {piece * 3000}")
    read(path, f"export type A = {piece * 3000}")


@pytest.mark.parametrize("path", ["a.contract.ts", "a.ts"])
def test_what_nests_too_deep_is_said(path: str) -> None:
    deep = "export interface A { a: " + "{ a: " * 2000 + "string" + " }" * 2000 + " }\n"
    source = languages.read(path, Text(deep))
    assert source is not None
    assert [p.rule for p in source.shapes.problems] == ["syntax-error"]
    assert "nests deeper than can be read" in source.shapes.problems[0].message
