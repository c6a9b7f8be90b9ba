"""What stands in a place of Python: arguments without a name, patterns, members of enums that fields hold, the inside of a result."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How it is. */
export enum State { Open = "open", Done = "done" }
/** A step. */
export interface Step { label: string; minutes: number }
/** A task. */
export interface Task { id: string; state: State; steps: Step[] }
"""
MODELS = """
from dataclasses import dataclass, field
from enum import StrEnum, auto


class State(StrEnum):
    OPEN = auto()
    DONE = auto()


# @contract Step
@dataclass
class Step:
    label: str
    minutes: int


# @contract Task
@dataclass
class Task:
    id: str
    state: State
    steps: list[Step] = field(default_factory=list)
"""


def _rules(code: str, models: str = MODELS) -> list[str]:
    files = {"tasks.contract.ts": CONTRACT, "app/models.py": models, "app/use.py": code}
    return [f.rule for f in check(snapshot_of(files)) if f.path == "app/use.py"]


HEAD = "from .models import State, Step, Task\n"


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        ('Step("a", 5)', []),
        ('Step("a", "5")', ["misfit-value"]),
        ("Step(7, 5)", ["misfit-value"]),
        ('Step("a", minutes="5")', ["misfit-value"]),
        ('Step(*["a"], "5")', []),
        ('Task("x", "open")', []),
        ('Task("x", "opened")', ["unknown-value"]),
        ('Task("x", State.OPEN, 3)', ["misfit-value"]),
        ('Task("x", State.CLOSED)', ["unknown-member"]),
        ("State.OPEN.value", []),
    ],
)
def test_what_a_class_is_given_by_place(line: str, rules: list[str]) -> None:
    assert _rules(f"{HEAD}\n\ndef make():\n    return {line}\n") == rules


@pytest.mark.parametrize("other", ["@dataclass(kw_only=True)", "@dataclass"])
def test_a_class_that_may_take_something_else_by_place_is_not_asked(other: str) -> None:
    models = MODELS.replace("@dataclass\nclass Step:", f"{other}\nclass Step:")
    models = (
        models
        if "kw_only" in other
        else models.replace("minutes: int", "minutes: int\n\n    def __init__(self, *args): ...")
    )
    assert not _rules(f'{HEAD}\n\ndef make():\n    return Step("a", "5")\n', models)


@pytest.mark.parametrize(("text", "rules"), [("done", []), ("dine", ["unknown-value"])])
def test_a_text_in_the_pattern_of_a_class_is_a_value_of_its_field(text: str, rules: list[str]) -> None:
    code = f'{HEAD}\n\ndef f(task: Task):\n    match task:\n        case Task(state="{text}"):\n            return 1\n'
    assert _rules(code) == rules


@pytest.mark.parametrize(("name", "rules"), [("minutes", []), ("minuts", ["unknown-property"])])
def test_what_a_function_that_is_a_contract_gives_is_held_to_it_inside(name: str, rules: list[str]) -> None:
    code = f"""
# @contract Task
def serialize(task):
    return {{"id": task.id, "state": task.state, "steps": [{{"label": s.label, "{name}": s.minutes}} for s in task.all]}}
"""
    assert _rules(code) == rules
