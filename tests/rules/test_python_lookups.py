"""Texts that are values of a field: keys of tables that are asked by it, parts of tuples; and names that are asked for."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

TREE = {
    "a.contract.ts": """
/** How it is. */
export type State = "open" | "done";
/** A task. */
export interface Task { state: State; title_text: string }
""",
    "models.py": """
from typing import Literal

from pydantic import BaseModel


# @contract Task
class Task(BaseModel):
    state: Literal["open", "done"]
    title_text: str
""",
}
CODE = """
from models import Task

COLORS = {"open": "red", "done": "green"}
SHARED = {"open": 1, "elsewhere": 2}


def show(task: Task, other: str):
    print(COLORS.get(task.state), {"open": 1, "done": 2}[task.state], SHARED[task.state], SHARED[other])
    assert (task.title_text, task.state) == ("a", "done")
    values = task.model_dump(exclude_unset=True)
    if "title_text" in values and "anything" not in values:
        return values["title_text"]
    return "open" in task.title_text
"""


def _said(code: str) -> list[tuple[str, str]]:
    snapshot = snapshot_of({**TREE, "code.py": code})
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity == "error")
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


def test_what_keeps_the_contract_is_quiet() -> None:
    assert _said(CODE) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('COLORS = {"open"', 'COLORS = {"opn"', ("unknown-value", "opn")),
        ('{"open": 1, "done": 2}', '{"opn": 1, "done": 2}', ("unknown-value", "opn")),
        ('"a", "done"', '"a", "dne"', ("unknown-value", "dne")),
        ('if "title_text"', 'if "titel_text"', ("unknown-property", "titel_text")),
    ],
)
def test_a_slip_is_told(old: str, new: str, found: tuple[str, str]) -> None:
    assert old in CODE
    assert _said(CODE.replace(old, new)) == [found]
