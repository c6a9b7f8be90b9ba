"""What two people would merge by hand without thinking is merged; the rest is left to them, and nothing is dropped."""

import re
from collections import Counter
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dovetail.integration.structured import TextMerge, merge_text


def fine(_path: str, _text: str) -> bool:
    return True


def merge(path: str, base: str | None, ours: str, theirs: str) -> TextMerge:
    def clean(text: str) -> str:
        return dedent(text).removeprefix("\n")

    return merge_text(path, None if base is None else clean(base), clean(ours), clean(theirs), fine)


def test_both_insert_a_function_at_the_end() -> None:
    base = "export function a() {\n  return 1;\n}\n"
    merged = merge(
        "x.ts",
        base,
        base + "\nexport function b() {\n  return 2;\n}\n",
        base + "\nexport function c() {\n  return 3;\n}\n",
    )
    assert merged.text == base + "\nexport function b() {\n  return 2;\n}\n\nexport function c() {\n  return 3;\n}\n"
    assert [r.how for r in merged.resolutions] == ["structured"]
    assert merged.resolutions[0].lines == (3, 11)


@pytest.mark.parametrize(
    ("path", "base", "ours", "theirs", "expected"),
    [
        ("i.ts", "import a from 'a';\n", "import a from 'a';\nimport b from 'b';\n", "import a from 'a';\nimport c from 'c';\n",
         "import a from 'a';\nimport b from 'b';\nimport c from 'c';\n"),
        ("i.ts", "import { a } from 'm';\n", "import { a, b } from 'm';\n", "import { a, c } from 'm';\n",
         "import { a, b, c } from 'm';\n"),
        ("i.ts", "import { a, z } from 'm';\n", "import { a } from 'm';\n", "import { a, z, c } from 'm';\n",
         "import { a, c } from 'm';\n"),
        ("i.ts", "import { a } from 'm';\n", "import {\n  a,\n  b,\n} from 'm';\n", "import { a, c } from 'm';\n",
         "import {\n  a,\n  b,\n  c,\n} from 'm';\n"),
        ("index.ts", "", "export * from './b';\n", "export * from './a';\nexport * from './b';\n",
         "export * from './a';\nexport * from './b';\n"),
        ("p.json", '{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "b": 2\n}\n', '{\n  "a": 1,\n  "c": 3\n}\n',
         '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}\n'),
        ("p.json", "{\n}\n", '{\n  "a": 1\n}\n', '{\n  "b": 2\n}\n', '{\n  "a": 1,\n  "b": 2\n}\n'),
        ("p.json", '{\n  "v": 1,\n  "w": 1\n}\n', '{\n  "v": 2,\n  "w": 1\n}\n', '{\n  "v": 1,\n  "w": 2\n}\n',
         '{\n  "v": 2,\n  "w": 2\n}\n'),
        ("u.ts", "type U = {\n  a: string;\n}\n",
         "type U = {\n  a: string;\n  b: number;\n}\n", "type U = {\n  a: string;\n  c?: Date;\n}\n",
         "type U = {\n  a: string;\n  b: number;\n  c?: Date;\n}\n"),
        ("e.py", "from x import a\n", "from x import a, b\n", "from x import a, c\n", "from x import a, b, c\n"),
        ("e.py", "import os\n", "import os\nimport re\n", "import os\nimport sys\n", "import os\nimport re\nimport sys\n"),
        ("c.yml", "a: 1\n", "a: 1\nb:\n  - x\n", "a: 1\nc:\n  d: y\n", "a: 1\nb:\n  - x\nc:\n  d: y\n"),
        ("s.prisma", "model U {\n  id String @id\n}\n",
         "model U {\n  id String @id\n  name String\n}\n", "model U {\n  id String @id\n  age Int?\n}\n",
         "model U {\n  id String @id\n  name String\n  age Int?\n}\n"),
        ("m.sql", "CREATE TABLE a (\n  id INT\n);\n",
         "CREATE TABLE a (\n  id INT,\n  b INT\n);\n", "CREATE TABLE a (\n  id INT,\n  c TEXT\n);\n",
         "CREATE TABLE a (\n  id INT,\n  b INT,\n  c TEXT\n);\n"),
        (".gitignore", "dist/\n", "dist/\n.env\n*.log\n", "dist/\n*.log\ncoverage/\n", "dist/\n.env\n*.log\ncoverage/\n"),
        ("requirements.txt", "a==1\n", "a==1\nb==2\n", "a==1\nc==3\n", "a==1\nb==2\nc==3\n"),
        ("pyproject.toml", "[a]\nx = 1\n", "[a]\nx = 1\n\n[b]\ny = 1\n", "[a]\nx = 1\n\n[c]\nz = 1\n",
         "[a]\nx = 1\n\n[b]\ny = 1\n\n[c]\nz = 1\n"),
        ("t.test.ts", "", "test('a', () => {\n  ok(\"{\");\n});\n", "test('b', () => {\n  ok(1); // :-)\n});\n",
         "test('a', () => {\n  ok(\"{\");\n});\ntest('b', () => {\n  ok(1); // :-)\n});\n"),
    ],
)  # fmt: skip
def test_lists_are_merged_by_name(path: str, base: str, ours: str, theirs: str, expected: str) -> None:
    merged = merge(path, base, ours, theirs)
    assert merged.text == expected, [(r.how, r.why) for r in merged.resolutions]
    assert {r.how for r in merged.conflicts} <= {"structured", "union"}


@pytest.mark.parametrize(
    ("path", "base", "ours", "theirs", "why"),
    [
        ("x.ts", "const limit = 1;\n", "const limit = 2;\n", "const limit = 3;\n", "both sides changed `limit`"),
        ("x.ts", "", "const limit = 2;\n", "const limit = 3;\n", "both sides added `limit`"),
        ("u.ts", "{\n  userId: string;\n}\n",
         "{\n  user_id: string;\n}\n", "{\n  userID: string;\n}\n", "both sides replaced the same item"),
        ("u.ts", "{\n  a: string;\n  b: string;\n}\n",
         "{\n  a: number;\n  b: string;\n}\n", "{\n}\n", "one side removed `a` and the other changed it"),
        ("x.ts", "go(1);\n", "go(2);\n", "go(3);\n", "both sides changed the same lines"),
        ("README.md", "We do this.\n", "We do that.\n", "We do these.\n", "not whole items"),
        ("x.ts", "a\n}\n", "b(\n", "c(\n", "not whole items"),
        ("m.proto", "message A {\n  string a = 1;\n}\n",
         "message A {\n  string a = 1;\n  string b = 2;\n}\n", "message A {\n  string a = 1;\n  string c = 2;\n}\n",
         "`2` would stand twice"),
        ("u.ts", "{\n  a: 1,\n  b: 2,\n}\n", "{\n  b: 2,\n  a: 3,\n}\n", "{\n  a: 4,\n  b: 5,\n}\n", "in different orders"),
    ],
)  # fmt: skip
def test_what_needs_a_decision_is_left_undecided(path: str, base: str, ours: str, theirs: str, why: str) -> None:
    merged = merge(path, base, ours, theirs)
    assert merged.text is None
    assert any(why in r.why for r in merged.conflicts), [r.why for r in merged.conflicts]


def test_a_definition_that_both_add_in_different_places_would_stand_twice() -> None:
    base = "import x from 'x';\n\nconst a = 1;\n\nconst z = 9;\n"
    ours = base.replace("const a", "const helper = 1;\nconst a").replace("'x';\n", "'x';\nimport p from 'p';\n")
    theirs = (base + "const helper = 2;\n").replace("'x';\n", "'x';\nimport q from 'q';\n")
    merged = merge("x.ts", base, ours, theirs)
    assert merged.text is None
    assert [r.why for r in merged.conflicts] == ["`helper` would stand twice"]


def test_a_union_is_accepted_only_if_it_parses_in_both_orders() -> None:
    def only_sorted(_path: str, text: str) -> bool:
        return text == "".join(sorted(text.splitlines(keepends=True)))

    merged = merge_text("x.md", "", "a\n", "b\n", fine)
    assert (merged.text, merged.resolutions[0].how) == ("a\nb\n", "union")
    for ours, theirs in (("a\n", "b\n"), ("b\n", "a\n")):
        refused = merge_text("x.txt", "", ours, theirs, only_sorted)
        assert refused.text is None
        assert refused.conflicts[0].why == "the merged text does not parse"


def test_two_files_of_one_name_share_what_they_have_in_common() -> None:
    merged = merge("index.ts", None, "// All parts.\nexport * from './a';\n", "// All parts.\nexport * from './b';\n")
    assert merged.text == "// All parts.\nexport * from './a';\nexport * from './b';\n"


def test_one_sided_changes_are_named_too() -> None:
    base = "a = 1\n\nb = 1\n\nc = 1\n"
    merged = merge("x.py", base, "a = 2\n\nb = 1\n\nc = 1\n", "a = 1\n\nb = 1\n\nc = 3\n")
    assert merged.text == "a = 2\n\nb = 1\n\nc = 3\n"
    assert [(r.how, r.ours, r.theirs) for r in merged.resolutions] == [
        ("clean", "a = 2\n", "a = 1\n"),
        ("clean", "c = 1\n", "c = 3\n"),
    ]


@pytest.mark.parametrize(("base", "ours", "theirs", "ends"), [
    ("a\n", "a\nb", "a\nc\n", False), ("a", "a\nb", "a\nc\n", True), ("a", "a\nb", "a\nc", False), ("a\n", "a\nb\n", "a\nc\n", True),
])  # fmt: skip
def test_the_last_line_break_is_merged_like_a_line(base: str, ours: str, theirs: str, ends: bool) -> None:
    assert merge_text("x.txt", base, ours, theirs, fine).text == ("a\nb\nc\n" if ends else "a\nb\nc")


PATHS = ["x.ts", "x.json", "x.py", "x.yml", "x.prisma", "x.sql", "x.toml", "x.txt", "x.md", "x.proto"]
POOL = [
    "import { a } from 'm';", "import { a, b } from 'm';", "import { c } from 'm';", "const a = 1;", "const a = 2;", "const b = 1;",
    "f(1);", "  x: string;", "  x: number;", '  "k": 1,', '  "k": 2', "{", "}", "", "// note", "name: a", "name: b", "- item",
    "from x import a", "from x import b, c", "def f():", "    return 1", "[s]", "k = 1", "string q = 2;", "  id Int",
]  # fmt: skip
files = st.lists(st.sampled_from(POOL), max_size=7).map(lambda lines: "".join(line + "\n" for line in lines))


def words(line: str) -> set[str]:
    return set(re.findall(r"\w+", line))


@given(st.sampled_from(PATHS), files, files, files)
def test_no_line_is_ever_dropped(path: str, base: str, ours: str, theirs: str) -> None:
    merged = merge_text(path, base, ours, theirs, fine)
    if merged.text is None:
        assert any(r.how == "unresolved" and r.why for r in merged.resolutions)
        return
    have = {line.strip().rstrip(",") for line in merged.text.splitlines()}
    imported = set().union(*(words(line) for line in merged.text.splitlines() if "import" in line))
    for side in (ours, theirs):
        for line in set(side.splitlines()) - {*base.splitlines(), ""}:
            # The names of two imports from one module may have become one line.
            assert line.strip().rstrip(",") in have or ("import" in line and words(line) <= imported)


def counted(text: str) -> Counter[str]:
    return Counter(line.strip().rstrip(",") for line in text.splitlines() if line.strip() and "import" not in line)


@given(st.sampled_from(PATHS), files, files, files)
def test_a_new_line_stands_as_often_as_on_the_side_that_has_more(path: str, base: str, ours: str, theirs: str) -> None:
    merged = merge_text(path, base, ours, theirs, fine)
    if merged.text is not None:
        added, have = counted(ours) | counted(theirs), counted(merged.text)
        assert {line: have[line] for line in added if line not in counted(base) and have[line] < added[line]} == {}


@given(st.sampled_from(PATHS), st.none() | files, files, files)
def test_whether_a_conflict_is_resolved_does_not_depend_on_who_comes_first(
    path: str, base: str | None, ours: str, theirs: str
) -> None:
    there, back = merge_text(path, base, ours, theirs, fine), merge_text(path, base, theirs, ours, fine)
    assert (there.text is None) == (back.text is None)
    if there.text is not None and back.text is not None:
        assert sorted(words(there.text)) == sorted(words(back.text))
        assert merge_text(path, base, ours, theirs, fine) == there


@given(st.sampled_from(PATHS), files, files)
def test_a_side_that_changed_nothing_leaves_the_other(path: str, base: str, ours: str) -> None:
    assert merge_text(path, base, ours, base, fine).text == ours
    assert merge_text(path, base, base, ours, fine).text == ours
    assert merge_text(path, base, ours, ours, fine).text == ours


@given(st.sampled_from(PATHS), files, files, files)
def test_every_place_is_named_by_its_lines(path: str, base: str, ours: str, theirs: str) -> None:
    merged = merge_text(path, base, ours, theirs, fine)
    for r in merged.resolutions:
        assert "".join(ours.splitlines(keepends=True)[slice(*r.ours_lines)]) == r.ours
        assert "".join(theirs.splitlines(keepends=True)[slice(*r.theirs_lines)]) == r.theirs
