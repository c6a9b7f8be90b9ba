"""Formatting: plans look alike, and not a character of their content is lost."""

import re
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dovetail.core.findings import apply_edits
from dovetail.core.text import Range
from dovetail.core.yaml import parse
from dovetail.features.formatting import formatting
from dovetail.features.tree import snapshot_from_texts
from support.tries import tries

from .product import TEXTS

SPRINT, CONVENTIONS = "a.sprint.yaml", "CONVENTIONS.md"


def formatted(text: str, path: str = SPRINT, within: Range | None = None) -> str:
    return apply_edits(text, formatting(snapshot_from_texts({path: text}), path, within))


UNTIDY = """

# top
sprint:    A   # the name
context: {a: 1,b: [x,y ]}


packages:
-   id: a
    owns: [x,
      y]
    brief: |
      text~~~
        more

      end
    # about a
# between
-   id:  c
    provides:
        - A
        -   B   # why
-
  id: b
  title: "many
    lines"
  # last


""".replace("~", " ")
TIDY = """\
# top
sprint: A   # the name
context: { a: 1, b: [x, y] }

packages:
  - id: a
    owns: [x,
      y]
    brief: |
      text~~~
        more

      end
    # about a
# between
  - id: c
    provides:
      - A
      - B   # why
  -
    id: b
    title: "many
      lines"
    # last
""".replace("~", " ")


def test_a_plan_is_laid_out() -> None:
    assert formatted(UNTIDY) == TIDY
    assert formatted(TIDY) == TIDY


def test_only_the_lines_of_a_range_change() -> None:
    start = UNTIDY.index("sprint:")
    assert formatted(UNTIDY, within=Range(start, start + 3)) == UNTIDY.replace("sprint:    A   #", "sprint: A   #")


def test_front_matter_is_laid_out_and_prose_is_not() -> None:
    text = "---\nnaming:\n    contracts: {types: PascalCase}\nforbidden:   [data,misc]\n---\n\n\n\nProse   \n"
    assert formatted(text, CONVENTIONS) == (
        "---\nnaming:\n  contracts: { types: PascalCase }\nforbidden: [data, misc]\n---\n\n\n\nProse   \n"
    )


def test_line_ends_stay_as_they_are() -> None:
    assert formatted("sprint:  A\r\npackages:\r\n- id: a  \r\n") == "sprint: A\r\npackages:\r\n  - id: a\r\n"


@pytest.mark.parametrize(
    "text", ["sprint: [", "a:\n\tb: 1\n", "", "just words\n", "\ufeffsprint:  a\n", "- - a\n- b\n"]
)
def test_what_cannot_be_laid_out_loses_nothing(text: str) -> None:
    assert "".join(formatted(text).split()) == "".join(text.split())


def comments(text: str) -> list[str]:
    return re.findall(r"(?:^|\s)(#.*?)[ \t\r]*$", text, re.MULTILINE)


words = st.sampled_from(["a", "User", "src/**", '"x: y"', "'it''s'", "4h", "true", "ä👩", "null", "1.50"])
notes = st.sampled_from(["", "  # why", " # a: b", "   # - c"])
pieces = st.recursive(
    words,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["id", "owns", "title", "brief", "k1", "k2"]), inner, min_size=1, max_size=3),
    ),
    max_leaves=12,
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """YAML written in as many ways as people do."""

    def flow(value: object) -> str:
        gap = draw(st.sampled_from(["", " ", "  "]))
        if isinstance(value, list):
            return "[" + gap + f",{gap or ' '}".join(flow(v) for v in value) + gap + "]"
        if isinstance(value, dict):
            return "{" + gap + f",{gap or ' '}".join(f"{k}: {flow(v)}" for k, v in value.items()) + gap + "}"
        return str(value)

    def block(value: object, indent: int) -> list[str]:
        pad, found = " " * indent, []
        step = draw(st.integers(1, 4))
        if draw(st.booleans()):
            found.append(draw(st.sampled_from(["", "", pad + "# note", "# left", pad + "   # far"])))
        items = value.items() if isinstance(value, dict) else enumerate(value)  # type: ignore[arg-type]
        for key, inner in items:
            head = f"{pad}{key}:" if isinstance(value, dict) else f"{pad}-"
            space, note = " " * draw(st.integers(1, 3)), draw(notes)
            if not isinstance(inner, list | dict):
                if isinstance(value, dict) and draw(st.integers(0, 5)) == 0:
                    found += [
                        f"{head}{space}|",
                        *(" " * (indent + step) + line for line in ("text  ", "  more", "", "# no note")),
                    ]
                else:
                    found.append(f"{head}{space}{inner}{note}")
            elif draw(st.integers(0, 2)) == 0:
                found.append(f"{head}{space}{flow(inner)}{note}")
            else:
                own = indent + (
                    0 if isinstance(inner, list) and isinstance(value, dict) and draw(st.booleans()) else step
                )
                found += [f"{head}{note}", *block(inner, own)]
        return found

    top = draw(
        st.dictionaries(st.sampled_from(["sprint", "packages", "context", "verify"]), pieces, min_size=1, max_size=4)
    )
    return "\n".join(block(top, 0)) + draw(st.sampled_from(["", "\n", "\n\n\n"]))


@pytest.mark.slow
@settings(max_examples=tries(300), deadline=None)
@given(documents())
def test_any_plan_keeps_its_value_and_comments_and_formats_once(text: str) -> None:
    once = formatted(text)
    assert "".join(once.split()) == "".join(text.split())
    assert parse(once).data == parse(text).data
    assert comments(once) == comments(text)
    assert formatted(once) == once


@settings(max_examples=tries(100), deadline=None)
@given(documents(), st.data())
def test_any_part_can_be_formatted(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    part = formatted(text, within=Range(start, end))
    assert parse(part).data == parse(text).data
    assert "".join(part.split()) == "".join(text.split())


def test_the_plans_of_these_tests_are_laid_out_already() -> None:
    for text in (dedent(t).lstrip("\n") for p, t in TEXTS.items() if p.endswith(".yaml")):
        assert formatted(text) == text
