"""Structs of msgspec, which routes of Litestar carry, under the names that they have on the wire."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A task. */
export interface Task {
  /** @format int */
  id: number;
  titleText: string;
  note: string | null;
}
/** Tasks.
 * @api GET /tasks */
export interface ListTasks { query: { pageSize?: number }; response: Task[]; errors: { code: string } }
/** A task.
 * @api GET /tasks/{taskId} */
export interface GetTask { params: { taskId: string }; response: Task; errors: { code: string } }
/** More.
 * @api POST /more */
export interface AddTask { request: Task; response: Task; errors: { code: string } }
"""
MODELS = """
import msgspec


class Wire(msgspec.Struct, rename="camel"):
    pass


class Task(Wire):
    id: int
    title_text: str
    note: str | None = None
    own: msgspec.UnsetType = msgspec.field(name="ownName", default=msgspec.UNSET)
"""
ROUTES = """
from typing import Annotated

import msgspec
from litestar import Controller, get, post
from litestar.params import Parameter

from models import Task


class TaskController(Controller):
    path = "/tasks"

    @get()
    async def tasks(self, size: Annotated[int, Parameter(query="pageSize")] = 5) -> list[Task]:
        return []

    @get("/{task_id:uuid}")
    async def task(self, task_id: str, store: Store) -> Task:
        found = msgspec.json.decode(store.read(task_id), type=Task)
        print(found.title_text)
        return msgspec.structs.replace(found, title_text="b")


@post("/more")
async def add(data: Task) -> Task:
    return Task(id=data.id, title_text=msgspec.convert({}, Task).title_text, note=data.note)
"""
TREE = {"a.contract.ts": CONTRACT, "models.py": MODELS, "routes.py": ROUTES}


def _said(tree: dict[str, str]) -> list[str]:
    snapshot = snapshot_of(tree)
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity in ("error", "warning"))
    return [snapshot.sources[f.path].text[f.range] for f in found]


def test_structs_that_keep_the_contract_are_quiet() -> None:
    assert _said(TREE) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "word"),
    [
        ("models.py", ', rename="camel"', "", "title_text"),
        ("models.py", "title_text: str", "titel_text: str", "titel_text"),
        ("models.py", "id: int", "id: str", "str"),
        ("routes.py", '"pageSize"', '"pageSiz"', "pageSiz"),
        ("routes.py", "found.title_text", "found.titel_text", "titel_text"),
        ("routes.py", '(found, title_text="b")', '(found, titel_text="b")', "titel_text"),
        ("routes.py", "Task).title_text", "Task).titel_text", "titel_text"),
        ("routes.py", "id=data.id, title_text", "id=data.id, titel_text", "titel_text"),
    ],
)
def test_a_slip_is_told(path: str, old: str, new: str, word: str) -> None:
    assert old in TREE[path]
    assert word in _said({**TREE, path: TREE[path].replace(old, new)})
