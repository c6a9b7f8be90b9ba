"""What functions of Python make for routes that send it, and what dependencies of FastAPI take for routes, also in other files."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How it is. */
export type State = "open" | "done";
/** A task. */
export interface Task {
  /** @format int */
  id: number;
  state: State;
  title: string;
}
/** Tasks.
 * @api GET /tasks */
export interface ListTasks {
  query: { state?: State; pageSize?: number };
  response: { items: Task[]; totalCount: number };
  errors: { code: string; detail: string };
}
/** A task.
 * @api GET /tasks/{taskId} */
export interface GetTask { params: { taskId: string }; response: Task; errors: { code: string; detail: string } }
"""
DEPS = """
from typing import Annotated

from fastapi import Depends, Path, Query


def inner(state: str | None = None): ...


def page(size: Annotated[int, Query(alias="pageSize")] = 3, more=Depends(inner)):
    return Page(size)


PageDep = Annotated[Page, Depends(page)]
TaskId = Annotated[str, Path(alias="task_id")]
"""
MAPPERS = """
def to_json(task):
    return {"id": task.id, "state": "open", "title": task.title}


def wrap(tasks) -> dict[str, object]:
    return {"items": [to_json(t) for t in tasks], "totalCount": len(tasks)}


def failure(code, detail, status=400):
    return {"code": code, "detail": detail}, status
"""
ROUTES = """
from fastapi import FastAPI

import mappers
from deps import PageDep, TaskId
from mappers import failure, to_json

app = FastAPI()


@app.get("/tasks")
def list_tasks(page: PageDep):
    if not page:
        return failure("bad", "No such page.")
    return mappers.wrap(find(page))


@app.get("/tasks/{task_id}")
def get_task(task_id: TaskId):
    found = to_json(find(task_id))
    return found
"""
TREE = {"a.contract.ts": CONTRACT, "deps.py": DEPS, "mappers.py": MAPPERS, "routes.py": ROUTES}


def _said(tree: dict[str, str]) -> list[tuple[str, str]]:
    snapshot = snapshot_of(tree)
    found = (f for f in check(snapshot) if f.path.endswith(".py"))
    return [(f.path, snapshot.sources[f.path].text[f.range]) for f in found]


def test_what_keeps_the_contract_is_quiet() -> None:
    assert _said(TREE) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("deps.py", "pageSize", "pageSiz"),
        ("deps.py", "state:", "stat:"),
        ("deps.py", '"task_id"', '"taskid"'),
        ("mappers.py", '"id":', '"idd":'),
        ("mappers.py", '"open"', '"opn"'),
        ("mappers.py", '"totalCount"', '"totalCont"'),
        ("mappers.py", '"detail"', '"detial"'),
    ],
)
def test_a_slip_is_told_where_it_is_written(path: str, old: str, new: str) -> None:
    assert old in TREE[path]
    assert _said({**TREE, path: TREE[path].replace(old, new)}) == [(path, new.strip('":'))]


def test_what_no_route_sends_is_nobodys_business() -> None:
    other = ROUTES.replace("mappers.wrap(find(page))", "find(page)").replace("to_json(find(task_id))", "find(task_id)")
    assert _said({**TREE, "routes.py": other, "mappers.py": MAPPERS.replace('"id":', '"idd":')}) == []
