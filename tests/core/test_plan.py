"""A sprint file is read as far as it goes: what is wrong is a problem at its place, and the rest stands."""

import pytest

from dovetail.core.plan import hours, read_sprint, slug
from dovetail.core.text import Text


@pytest.mark.parametrize(
    ("source", "rule", "at", "says"),
    [
        ("sprint: A\npackages:\n\t- id: x\n", "syntax-error", "\t", "does not allow a tab"),
        ("sprint: A\nlimts: {}\n", "unknown-key", "limts", "did you mean 'limits'?"),
        ("sprint: A\nlimits: {agents: many}\n", "wrong-type", "many", "must be a whole number"),
        ("sprint: A\npackages:\n  - id: a\n    owns: src\n", "wrong-type", "src", "must be a list"),
        ("sprint: A\npackages:\n  - id: a\n    status: redy\n", "wrong-type", "redy", "one of draft, ready, done"),
        ("sprint: A\npackages:\n  - title: x\n", "missing-key", "title: x\n", "'id' is missing"),
        ("sprint: A\nbase: main\nbase: dev\n", "duplicate-key", "base", "already given"),
        ("sprint: [A\n", "syntax-error", None, "Not valid YAML"),
        ("- a\n- b\n", "wrong-type", None, "found a list"),
        ("", "wrong-type", None, "found nothing"),
        ("sprint: \x01\n", "syntax-error", None, "Not YAML"),
    ],
)
def test_a_problem_is_one_sentence_at_its_place(source: str, rule: str, at: str | None, says: str) -> None:
    sprint = read_sprint("a.sprint.yaml", Text(source))
    problem = next(p for p in sprint.problems if p.rule == rule)
    assert says in problem.message
    assert "\n" not in problem.message
    if at is not None:
        assert sprint.text[problem.range] == at


def test_the_rest_stands() -> None:
    source = "sprint: A\npackages:\n  - id: a\n    owns: wrong\n    title: T\n  - id: b\n    owns: [x/**]\n"
    sprint = read_sprint("a.sprint.yaml", Text(source))
    assert [p.id for p in sprint.packages] == ["a", "b"]
    assert sprint.packages[0].title == "T"
    assert sprint.text[sprint.place("b", "owns", 0)] == "x/**"
    assert sprint.text[sprint.place("a")] == "a"


def test_small_things() -> None:
    assert slug("User authentication + dashboard") == "user-authentication-dashboard"
    assert (hours("30m"), hours("4h"), hours("3d"), hours("soon")) == (0.5, 4.0, 24.0, None)


def test_a_wrong_required_key_is_one_problem() -> None:
    sprint = read_sprint("a.sprint.yaml", Text("sprint: A\npackages:\n  - id: [a]\n  - id: b\n    ows: []\n"))
    assert [p.rule for p in sprint.problems] == ["wrong-type", "unknown-key"]
    assert [p.id for p in sprint.packages] == ["b"]
