"""Enums of Python where they are matched and asked for in a query, and values that are one of two."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

TREE = {
    "contracts/a.contract.ts": """
/** How it is. */
export enum State { Open = "open", Done = "done" }
/** A task. */
export interface Task { state: State; title: string }
/** The tasks.
 * @api GET /tasks
 */
export interface ListTasks { query: { state?: State; order?: State }; response: Task[]; errors: never }
""",
    "models.py": """
from dataclasses import dataclass
from enum import Enum


class State(Enum):  # @contract State
    OPEN = "open"
    DONE = "done"


@dataclass
class Task:  # @contract Task
    state: State
    title: str
""",
}
STORE = """
from models import State, Task


class Store:
    def __init__(self, tasks: dict[str, Task] | None = None, first: Task | None = None, other: Task | None = None) -> None:
        self._tasks = tasks or {}
        self._first = first or other

    def label(self, key: str) -> str:
        task = self._tasks[key]
        match task.state, task:
            case State.OPEN | State.DONE, _:
                return self._first.title if self._first else ""
            case _, Task(state=State.DONE):
                return task and task.title
        return ""
"""
API = """
from fastapi import FastAPI, Query
from typing import Annotated
from models import State, Task

app = FastAPI()


@app.get("/tasks")
def tasks(state: State | None = None, order: Annotated[State, Query()] = State.OPEN) -> list[Task]:
    return []


@app.post("/tasks/all")
def replace(body: Task | None = None) -> None: ...
"""


def _said(store: str = STORE, api: str = API) -> list[tuple[str, str]]:
    snapshot = snapshot_of({**TREE, "store.py": store, "api.py": api})
    found = (f for f in check(snapshot) if f.path.endswith(".py"))
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


def test_what_keeps_the_contract_is_quiet() -> None:
    assert _said() == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("State.OPEN |", "State.OPNE |", ("unknown-member", "OPNE")),
        ("| State.DONE,", "| State.DNOE,", ("unknown-member", "DNOE")),
        ("(state=State.DONE)", "(state=State.DNOE)", ("unknown-member", "DNOE")),
        ("match task.state", "match task.stat", ("unknown-property", "stat")),
        ("self._first.title", "self._first.titel", ("unknown-property", "titel")),
        ("and task.title", "and task.titel", ("unknown-property", "titel")),
    ],
)
def test_a_slip_in_the_store(old: str, new: str, found: tuple[str, str]) -> None:
    assert _said(STORE.replace(old, new)) == [found]


@pytest.mark.parametrize(
    ("old", "new"),
    [("tasks(state:", "tasks(status:"), (" order: Annotated[State, Query()]", " sort: Annotated[State, Query()]")],
)
def test_a_query_parameter_that_is_an_enum(old: str, new: str) -> None:
    name = new.partition(":")[0].split("(")[-1].strip()
    assert _said(api=API.replace(old, new)) == [("unknown-query-parameter", name)]
