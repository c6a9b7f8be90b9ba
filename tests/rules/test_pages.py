"""Each rule's page is its test: every finding of an example is expected, every expectation met, every fix does as it says."""

from importlib.resources import files

import pytest

import dovetail.rules
from dovetail.rules import Rule, rules
from support.pages import CASES, PageError, check_page, read_page, without_expectations


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.id)
def test_page(rule: Rule) -> None:
    check_page(rule)


def test_every_page_has_a_rule_and_every_rule_a_page() -> None:
    pages = {
        f.name.removesuffix(".md").replace("_", "-") for f in files(dovetail.rules).iterdir() if f.name.endswith(".md")
    }
    assert pages == {r.id for r in rules()}
    assert {f.name for f in CASES.iterdir()} <= {f"{id.replace('-', '_')}.md" for id in pages}


def test_the_title_must_be_there() -> None:
    with pytest.raises(PageError, match="no '# rule-id'"):
        read_page("A summary.\n\n## Why\nBecause.\n")


def test_a_section_must_be_there() -> None:
    with pytest.raises(PageError, match="one section '## Use instead'"):
        read_page("# x\n\nA summary.\n\n## Why\nBecause.\n\n## Example\n")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('id: string; // error: [a-b] "text"', "id: string;"),
        ('id text, -- warning: [a-b] "text"', "id text,"),
        ('id = 1  # info: [a-b] "text"', "id = 1"),
        ('id String /// hint: [a-b] "text"', "id String"),
        ('Prose. <!-- error: [a-b] "text" -->', "Prose."),
        ('a // error: [a-b] "text" // error: [a-b] "with "quotes" inside"', "a"),
    ],
)
def test_expectations_are_taken_out_of_the_text(line: str, text: str) -> None:
    stripped, expected = without_expectations(f"{line}\nnext", "file", 1)
    assert stripped == f"{text}\nnext"
    assert {(e.rule, e.line) for e in expected} == {("a-b", 0)}
    assert expected[0].text == "text"


def test_an_expectation_on_a_line_of_its_own_speaks_of_the_line_above() -> None:
    stripped, expected = without_expectations('first\nsecond\n  # error: [a] "x"\nthird', "file", 1)
    assert stripped == "first\nsecond\nthird"
    assert [e.line for e in expected] == [1]
