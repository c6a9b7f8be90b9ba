# ruff: noqa: E501 - outputs are quoted as they were printed
"""Failures are shown at the line they name. Every output here was printed by the real tool."""

from pathlib import Path

import pytest

from dovetail.integration.failures import read_failures

PATHS = frozenset(
    {
        "src/a.ts",
        "tests/a.test.mjs",
        "test_a.py",
        "prisma/schema.prisma",
        "src/e.mjs",
        "lib/x.py",
        "src/lib.rs",
        "a.spec.js",
    }
)
OUTPUTS = Path(__file__).parent / "outputs"


def places(output: str, command: str = "npm test") -> list[tuple[str | None, int | None, int | None, str]]:
    found = read_failures(command, 1, output, ["/repo"], PATHS)
    assert all(f.command == command and f.output for f in found)
    return [(f.path, f.line, f.column, f.message) for f in found]


@pytest.mark.parametrize(("name", "expected"), [
    ("node-tap", [
        ("tests/a.test.mjs", 4, 10, "adds: Expected values to be strictly equal: 2 !== 3"),
        ("tests/a.test.mjs", 8, 9, "throws: boom"),
    ]),
    ("node-spec", [
        ("tests/a.test.mjs", 4, 10, "adds: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 2 !== 3"),
        ("tests/a.test.mjs", 8, 9, "throws: Error: boom"),
    ]),
    ("pytest", [
        ("test_a.py", 3, None, "test_one: AssertionError: helper says no assert 1 == 2"),
        ("test_a.py", 7, None, "test_err: ValueError: bad"),
    ]),
    ("vitest", [("a.spec.js", 2, 32, "adds: AssertionError: expected 1 to be 2 // Object.is equality")]),
])  # fmt: skip
def test_runners(name: str, expected: list[tuple[str, int, int | None, str]]) -> None:
    assert places((OUTPUTS / f"{name}.txt").read_text()) == expected


@pytest.mark.parametrize(("output", "expected"), [
    ("src/a.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.\n",
     ("src/a.ts", 1, 7, "Type 'string' is not assignable to type 'number'. (TS2322)")),
    ("\x1b[96msrc/a.ts\x1b[0m:\x1b[93m1\x1b[0m:\x1b[93m7\x1b[0m - \x1b[91merror\x1b[0m\x1b[90m TS2322: \x1b[0mNo.\n\nFound 1 error in src/a.ts:1\n",
     ("src/a.ts", 1, 7, "No. (TS2322)")),
    ("\n/repo/src/a.ts\n  1:7   error    'a' is unused    no-unused-vars\n  2:1   warning  meh  x\n\n✖ 2 problems\n",
     ("src/a.ts", 1, 7, "'a' is unused (no-unused-vars)")),
    ("/repo/lib/x.py:3:5: F401 `os` imported but unused\nFound 1 error.\n", ("lib/x.py", 3, 5, "F401 `os` imported but unused")),
    ("F401 `os` imported but unused\n --> lib/x.py:3:5\n  |\n3 | import os\n", ("lib/x.py", 3, 5, "F401 `os` imported but unused")),
    ("lib/x.py:3: error: Incompatible types  [assignment]\n", ("lib/x.py", 3, None, "Incompatible types  [assignment]")),
    ("/repo/lib/x.py\n  /repo/lib/x.py:3:5 - error: No such thing (reportX)\n", ("lib/x.py", 3, 5, "No such thing (reportX)")),
    ("error: Error validating model \"A\": no id\n  -->  prisma/schema.prisma:4\n   | \n", ("prisma/schema.prisma", 4, None, 'Error validating model "A": no id')),
    ("error[E0308]: mismatched types\n --> src/lib.rs:2:5\n", ("src/lib.rs", 2, 5, "mismatched types")),
    ("file:///repo/src/e.mjs:1\nthrow new Error('x');\n      ^\n\nError: x\n    at file:///repo/src/e.mjs:1:7\n    at node:internal/x:1:2\n",
     ("src/e.mjs", 1, 7, "Error: x")),
    ("Traceback (most recent call last):\n  File \"/repo/lib/x.py\", line 2, in <module>\n    f()\n  File \"/usr/lib/y.py\", line 9, in f\n    z\nKeyError: 'k'\n",
     ("lib/x.py", 2, None, "KeyError: 'k'")),
    ("FAILED test_a.py::test_one - AssertionError: no\n1 failed in 0.1s\n", ("test_a.py", 1, None, "test_one: AssertionError: no")),
])  # fmt: skip
def test_compilers_and_linters(output: str, expected: tuple[str, int, int | None, str]) -> None:
    assert places(output) == [expected]


@pytest.mark.parametrize(("output", "message"), [
    ("", "`npm test` ended with exit code 1 and said nothing."),
    ("> p@1 test\n> x\n\nsh: 1: x: not found\nnpm ERR! code 127\n", "`npm test` ended with exit code 1: sh: 1: x: not found"),
    ("src/elsewhere.ts(1,7): error TS1: Not in this tree.\n", "`npm test` ended with exit code 1: src/elsewhere.ts(1,7): error TS1: Not in this tree."),
])  # fmt: skip
def test_no_place_in_the_tree_is_one_failure_that_says_what_was_said(output: str, message: str) -> None:
    [failure] = read_failures("npm test", 1, output, ["/repo"], PATHS)
    assert (failure.path, failure.message) == (None, message)


def test_what_passed_or_only_warned_is_no_failure_of_its_own() -> None:
    output = "src/a.ts:1:2: warning: hm\nnot ok 1 - suite\n  ---\n  failureType: 'subtestsFailed'\n  ...\nok 2 - fine\n"
    assert [f[0] for f in places(output)] == [None]


def test_an_avalanche_is_cut() -> None:
    output = "".join(f"src/a.ts({n},1): error TS1: Error {n}\n" for n in range(1, 500))
    assert len(places(output)) == 100
