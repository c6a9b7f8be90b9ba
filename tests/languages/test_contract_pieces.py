"""A contract that is read piece by piece says the same as one that is read whole, and keeps what did not change."""

from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dovetail.core.offsets import Offsets
from dovetail.core.shapes import FileShapes
from dovetail.core.text import Range, Text
from dovetail.languages import contract
from dovetail.languages._contract.pieces import LAST, LETTERS, REMEMBERED, STANDING, Cut, pieces, read_piece
from dovetail.languages._contract.shapes import ContractShapes
from dovetail.languages._shifting import shifted
from support.tries import tries

from .shown import check_ranges
from .test_any_text import SOURCES

CONTRACTS = {p: s for p, s in SOURCES.items() if p.endswith(".contract.ts")}


def read_whole(source: str) -> FileShapes:
    """The shapes of a text that is never cut."""
    return ContractShapes(Cut(Offsets((0,)), [source], [read_piece(source, ())]), ())


def plain(shapes: FileShapes) -> FileShapes:
    """The same, all of it made."""
    return FileShapes(*(getattr(shapes, f.name) for f in fields(FileShapes)))


def without_ignores(shapes: FileShapes) -> FileShapes:
    return replace(plain(shapes), ignores=())


@pytest.mark.parametrize("path", CONTRACTS)
def test_cut_or_whole(path: str) -> None:
    source = CONTRACTS[path]
    cut = contract.read(path, Text(source))
    assert len(pieces(Text(source)).starts) > 1
    if "broken" not in path:
        assert without_ignores(cut) == without_ignores(read_whole(source))


@pytest.mark.parametrize(
    "source",
    [
        "export interface A {\ntype: string;\nexport: string;\nconst: number;\n}\n",
        "export const A = `\nexport interface B {}\n`;\n",
        "export interface A {\ninterface X;\n}\n",
        "// a\n\n/** b */\nexport type A = 'x';\n// c\nexport type B = 'y'; // d\n",
        "const L = ['a', 'b'] as const;\nexport type T = (typeof L)[number];\n",
        "export { A };\ninterface A { b: B }\ntype B = string | null;\n",
        "export type A =\n| 'x'\n| 'y';\nexport type B = A;\n",
        "",
        "\n\n",
        "// only a comment",
        "import type { A } from './a.contract'; // behind\n/** B. */\nexport interface B {\n  id: A;\n}\n",
        "\ufeffexport type A = string;\n",
    ],
)
def test_where_a_cut_could_go_wrong(source: str) -> None:
    cut = contract.read("x.contract.ts", Text(source))
    assert without_ignores(cut) == without_ignores(read_whole(source))
    check_ranges(Text(source), cut)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """A contract before and after a keystroke or two."""
    source = CONTRACTS[draw(st.sampled_from(sorted(CONTRACTS)))]
    at = draw(st.integers(0, len(source)))
    to = min(len(source), at + draw(st.integers(0, 3)))
    return source, source[:at] + draw(st.sampled_from(["", "x", " ", "\n", ":", ";", "😀", "// x\n"])) + source[to:]


@settings(max_examples=tries(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edited())
def test_the_way_to_a_text_does_not_matter(texts: tuple[str, str]) -> None:
    before, after = texts
    contract.read("x.contract.ts", Text(before))
    warm = contract.read("x.contract.ts", Text(after))
    LAST.clear()
    STANDING.clear()
    assert contract.read("x.contract.ts", Text(after)) == warm
    whole = read_whole(after)
    if not whole.problems:
        assert without_ignores(warm) == without_ignores(whole)


MARKS = [
    "x",
    " ",
    ".",
    "*",
    "/",
    "/*",
    "*/",
    "//",
    "@",
    "\n",
    "\r",
    "\x0b",
    "\u2028",
    "ü",
    "export ",
    "\ninterface B {}",
    "",
]


@settings(max_examples=tries(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(CONTRACTS)),
    st.lists(
        st.tuples(st.integers(0), st.integers(0, 3), st.lists(st.sampled_from(MARKS), max_size=2)),
        min_size=1, max_size=6,
    ),
)  # fmt: skip
def test_a_text_that_is_edited_is_cut_where_one_is_that_is_not(
    path: str, edits: list[tuple[int, int, list[str]]]
) -> None:
    text = Text(CONTRACTS[path])
    pieces(text)
    for place, count, new in edits:
        start = place % (len(text.source) + 1)
        text = text.edited(Range(start, min(len(text.source), start + count)), "".join(new))
        again, anew = pieces(text), pieces(Text(text.source))
        assert (again.texts, [*again.starts], again.blocks) == (anew.texts, [*anew.starts], anew.blocks)
        assert (again.special, again.derived, again.abroad) == (anew.special, anew.derived, anew.abroad)


@pytest.mark.parametrize(
    ("before", "old", "new"),
    [
        ("/** A. */\nexport interface A {\n  la\x0bst: string;\n}\n", "st", "export t"),
        (
            "/** A. */\nexport interface A {\n  a: string; / * b\n}\nexport interface B {\n  a: string; /* b */\n}\n",
            "/ *",
            "/*",
        ),
        ("/** A. */\nexport interface A {\n  a: string;\n  xexport interface B {}\n}\n", "  x", ""),
        ("export interface A {\n  a: string; /x* b\n}\nexport interface B {\n  a: string; /* b */\n}\n", "x", ""),
        ("export interface A {\n  a: string;\n}\n  x@b\nexport interface B {\n  a: string;\n}\n", "x", ""),
    ],
)
def test_an_edit_within_a_line_may_change_where_a_declaration_starts(before: str, old: str, new: str) -> None:
    text, at = Text(before), before.index(old)
    pieces(text)
    text = text.edited(Range(at, at + len(old)), new)
    assert pieces(text).texts == pieces(Text(text.source)).texts


def test_what_did_not_change_is_the_same_object() -> None:
    source = "".join(f"/** T{i}. */\nexport interface T{i} {{\n  a: string;\n}}\n\n" for i in range(9))
    before = contract.read("x.contract.ts", Text(source))
    after = contract.read("x.contract.ts", Text(source.replace("T4. */", "T4, new. */")))
    assert [a is b for a, b in zip(before.records, after.records, strict=True)] == [True] * 4 + [False] * 5
    assert [shifted(b, 5) for b in before.records[5:]] == list(after.records[5:])


def test_of_pieces_that_no_file_has_any_more_only_the_last_are_kept() -> None:
    LAST.clear()
    STANDING.clear()
    text = Text("".join(f"export interface T{i} {{\n  a: string;\n}}\n\n" for i in range(2 * REMEMBERED)))
    held = pieces(text)
    for n in range(3 * REMEMBERED):
        read_piece(f"export interface Typed{n} {{ }}\n", ())
    assert len(STANDING) <= len(held.alone) + REMEMBERED
    again = pieces(Text(text.source))
    assert all(a is b for a, b in zip(held.alone, again.alone, strict=True))


def test_of_large_pieces_that_no_file_has_any_more_fewer_are_kept() -> None:
    LAST.clear()
    STANDING.clear()
    members = "".join(f"  m{n}: string;\n" for n in range(LETTERS // 100))
    for n in range(40):
        read_piece(f"export interface Typed{n} {{\n{members}}}\n", ())
    kept = sum(len(source) for source, _ in STANDING)
    assert len(members) < kept <= LETTERS
    read_piece(f"export interface Long {{\n{members * 12}}}\n", ())
    assert [source[:21] for source, _ in STANDING] == ["export interface Long"], (
        "undoing finds the last one, however long"
    )


def test_every_range_in_a_shape_is_moved() -> None:
    source = CONTRACTS[next(p for p in CONTRACTS if p.endswith("auth.contract.ts"))]
    source += "import { A } from './a.contract';\nfunction f() {}\n"
    source += "interface X extends Pick<User, 'id'> { in: { a: 1 }[]; u: { b: 2 } | A }\n"
    piece = read_piece(source, ())
    assert ranges(shifted(piece, 7)) == [r.shifted(7) for r in ranges(piece)]
    assert [d.record.insert_at for d in shifted(piece, 7).drafts] == [
        d.record.insert_at + 7 if d.record.insert_at is not None else None for d in piece.drafts
    ]


def ranges(value: Any) -> list[Range]:
    """Every range in a value, in order."""
    if isinstance(value, Range):
        return [value]
    if isinstance(value, tuple):
        return [r for v in value for r in ranges(v)]
    return [r for f in fields(value) for r in ranges(getattr(value, f.name))] if is_dataclass(value) else []


@st.composite
def typed(draw: st.DrawFn) -> list[Text]:
    """A contract, and what becomes of it edit by edit; not every version is read."""
    text = Text(CONTRACTS[draw(st.sampled_from(sorted(CONTRACTS)))])
    texts = [text]
    for _ in range(draw(st.integers(1, 8))):
        lines = text.line_starts
        at = draw(st.sampled_from(lines)) if draw(st.booleans()) else draw(st.integers(0, len(text.source)))
        to = min(len(text.source), at + draw(st.sampled_from([0, 0, 1, 2, 40, 400])))
        new = draw(
            st.sampled_from(
                [
                    "",
                    "x",
                    " ",
                    "\n",
                    ":",
                    "{",
                    "}",
                    "😀",
                    "// x\n",
                    "/*",
                    "*/",
                    "/** a\n */\n",
                    "export type X = 'a';\n",
                    "export interface Y extends X {}\n",
                ]
            )
        )
        text = text.edited(Range(at, to), new)
        texts.append(text)
    return texts


@pytest.mark.slow
@settings(max_examples=tries(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(typed(), st.randoms(use_true_random=False))
def test_an_edited_text_is_cut_like_a_new_one(texts: list[Text], random: Random) -> None:
    for text in texts:
        if text is texts[-1] or random.random() < 0.6:
            now, fresh = contract.read("x.contract.ts", text), contract.read("x.contract.ts", Text(text.source))
            assert (now.blocks, now.derived, now.starts) == (fresh.blocks, fresh.derived, fresh.starts)
            wanted = plain(fresh).declarations
            assert now.declared == fresh.declared == tuple(d.name for d in wanted)
            order = [*range(len(now.declarations))]
            random.shuffle(order)  # each is made when it is asked for
            assert {at: now.declarations[at] for at in order} == dict(enumerate(wanted))
            assert now == fresh
