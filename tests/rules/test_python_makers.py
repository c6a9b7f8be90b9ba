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


CALLS = """
from flask import Blueprint, jsonify, request

pages = Blueprint("pages", __name__)


@pages.route("/")
def front():
    return "hello"


def of_task(task):
    return dict(id=task.id, state="open", title=task.title)


@pages.get("/tasks")
def list_tasks():
    rows = None
    if request.args.get("state") != "done":
        rows = sorted((of_task(t) for t in tasks()), key=len)
    given = dict(items=rows)
    given["totalCount"] = len(rows)
    return given


@pages.get("/tasks/<taskId>")
def get_task(taskId):
    if not taskId:
        return dict(code="none", detail="none"), 404
    return jsonify(dict(id=1, state="open", title="x"))
"""


def test_a_call_of_dict_is_a_dictionary() -> None:
    assert _said({"a.contract.ts": CONTRACT, "app.py": CALLS}) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id=task.id", "number=task.id", "number"),  # no other place calls it
        ("items=rows", "rows=rows", "rows"),
        ('given["totalCount"]', 'given["number"]', "number"),
        ('id=1, state="open"', 'id=1, state="idle"', "idle"),
        ('code="none", d', 'kode="none", d', "kode"),
        ('"/tasks/<taskId>"', '"/task/<taskId>"', "/task/<taskId>"),  # whose place the front page does not take
    ],
)
def test_a_slip_in_a_call_of_dict_is_told(old: str, new: str, said: str) -> None:
    assert old in CALLS
    assert said in [at for _, at in _said({"a.contract.ts": CONTRACT, "app.py": CALLS.replace(old, new)})]


def test_what_several_places_call_may_be_for_another() -> None:
    more = CALLS.replace("id=task.id", "number=task.id") + "\n\nprint(of_task(tasks()[0]))\n"
    assert "number" not in [at for _, at in _said({"a.contract.ts": CONTRACT, "app.py": more})]


PAGES = """
from rest_framework import generics
from rest_framework.response import Response


class Tasks(generics.ListAPIView):
    def get(self, request):
        return Response({"form": 1, "rows": []})
"""


def test_a_page_that_stands_elsewhere_is_not_the_endpoint_that_another_view_is() -> None:
    urls = """
from django.urls import include, path

from . import views

urlpatterns = [path("", include("pages.urls")), path("api/v1/", include("api.urls"))]
"""
    own = (
        'from django.urls import path\n\nfrom . import views\n\nurlpatterns = [path("tasks", views.Tasks.as_view())]\n'
    )
    tree = {
        "a.contract.ts": CONTRACT.replace("GET /tasks", "GET /api/v1/tasks"), "site/urls.py": urls, "pages/urls.py": own,
        "api/urls.py": own, "pages/views.py": PAGES,
        "api/views.py": PAGES.replace('"form"', '"totalCount"').replace('"rows"', '"items"'),
    }  # fmt: skip
    assert [path for path, _ in _said(tree) if path.startswith("pages/")] == []
    tree["api/views.py"] = tree["api/views.py"].replace("items", "itmes")
    assert "itmes" in [at for _, at in _said(tree)]


NINJA = """
from typing import Literal

from ninja import NinjaAPI, Schema


class TaskOut(Schema):
    id: int
    state: Literal["open", "done"]
    title: str


class Tasks:
    def __init__(self, api: NinjaAPI):
        @api.get("tasks/{taskId}", response={200: TaskOut, 404: dict})
        def get_task(request, taskId: str):
            return find(taskId)

        @api.get("tasks")
        def list_tasks(request):
            return {"items": [], "totalCount": 0}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", []),
        ('"tasks/{taskId}"', '"task/{taskId}"', ["task/{taskId}"]),
        ("    title: str", "    titel: str", ["titel"]),
        ("200: TaskOut", "200: list[TaskOut]", ["list[TaskOut]"]),
        ("api.get(", "mock.get(", []),  # which is no API
    ],
)
def test_a_path_of_ninja_begins_with_no_slash(old: str, new: str, said: list[str]) -> None:
    found = _said({"a.contract.ts": CONTRACT, "app.py": NINJA.replace(old, new) if old else NINJA})
    assert [text for _, text in found if text != "TaskOut"] == said


LITESTAR = """
from dataclasses import dataclass
from typing import Literal

from litestar import Router, get, post


@dataclass
class TaskOut:
    id: int
    state: Literal["open", "done"]
    title: str


@get("/{taskId:str}")
async def get_task(taskId: str) -> TaskOut:
    return await find(taskId)


@get("/")
async def list_tasks(state: str | None = None, pageSize: int = 10) -> dict[str, object]:
    return {"items": [], "totalCount": 0}


@post("/")
async def other(clock: TaskOut) -> None:
    return None


def api() -> Router:
    tasks = Router("/tasks", route_handlers=[Router("", route_handlers=[get_task, list_tasks])])
    return Router("", route_handlers=[tasks, Router("v2", route_handlers=[Router("/jobs", route_handlers=[list_tasks, other])])])
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", []),
        ("    title: str", "    titel: str", ["titel"]),
        ('"items"', '"itmes"', ["itmes"]),
        ('"/{taskId:str}"', '"/{taskId:str}/one"', ["/{taskId:str}/one"]),
        ("-> TaskOut", "-> list[TaskOut]", ["list[TaskOut]"]),
    ],
)
def test_handlers_of_litestar_stand_behind_their_routers(old: str, new: str, said: list[str]) -> None:
    found = _said({"a.contract.ts": CONTRACT, "app.py": LITESTAR.replace(old, new) if old else LITESTAR})
    assert sorted({text for _, text in found if text != "TaskOut" and text[:1] != "{"}) == said


ADDED = """
from flask import Flask, jsonify

from made import listed

app = Flask(__name__)


@app.get("/tasks")
def tasks():
    body = listed()
    body["totalCount"] = 3
    return jsonify(body)
"""
MADE = """
def listed():
    return {"items": [{"id": 1, "state": "open", "title": "a"}]}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("3", "4", []),
        ('"totalCount"', '"total"', ["total"]),
        ('"items"', '"rows"', ["rows"]),
        ('"title"', '"name"', ["name"]),
        ('body["totalCount"] = 3', "body = wrapped(body)", []),
    ],
)
def test_what_a_handler_adds_to_what_another_function_makes_is_sent_with_it(
    old: str, new: str, said: list[str]
) -> None:
    files = {"a.contract.ts": CONTRACT, "app.py": ADDED.replace(old, new), "made.py": MADE.replace(old, new)}
    found = [f.message.split("`")[1] for f in check(snapshot_of(files)) if f.path.endswith(".py")]
    assert sorted(set(found)) == sorted(said)


SERVICE = """
class Board:
    def listed(self):
        return {"items": [], "totalCount": 3}

    def other(self):
        return {"rows": []}
"""
SERVED = """
from typing import Annotated

from fastapi import APIRouter, Depends

from made import Board

router = APIRouter()
Own = Annotated[Board, Depends(Board)]


@router.get("/tasks")
def tasks(board: Own, state: str = "open", pageSize: int = 10):
    return board.listed()
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("3", "4", []),
        ('"totalCount"', '"total"', ["total"]),
        ('"items"', '"itmes"', ["itmes"]),
        ("board: Own", "board: Board = Depends(Board)", []),
        ("board: Own", "board", []),
        ("board.listed()", "other(board.listed())", []),
    ],
)
def test_methods_of_what_a_handler_is_given_make_what_it_sends(old: str, new: str, said: list[str]) -> None:
    files = {"a.contract.ts": CONTRACT, "app.py": SERVED.replace(old, new), "made.py": SERVICE.replace(old, new)}
    found = [f.message.split("`")[1] for f in check(snapshot_of(files)) if f.path.endswith(".py")]
    assert sorted(set(found)) == said


BODIES = """
from typing import Any


def task_body(owner, **overrides: Any) -> dict[str, Any]:
    body = {"ownerId": owner.id, "title": "Paint"}
    body.update(overrides)
    return body


def change(**more):
    return {"state": "done"} | more


def line(**more):
    return {"sku": "a", **more}
"""
SENDING = """
from httpx import AsyncClient

from bodies import change, line, task_body


async def test_makes_one(client: AsyncClient, owner):
    made = await client.post("/tasks", json=task_body(owner, state="open"))
    assert made.status_code == 201
    await client.patch("/tasks/1", json=change(title="Glue"))
    await client.post("/orders", json={"lines": [line(anything=1)]})


async def test_refuses(client: AsyncClient, owner):
    body = task_body(owner, title=None, colour="red")
    refused = await client.post("/tasks", json=body)
    assert refused.status_code == 422
"""
SENT_TREE = {
    "a.contract.ts": CONTRACT
    + """
/** Makes a task.
 * @api POST /tasks */
export interface MakeTask {
  request: { ownerId: string; title: string; state: State };
  response: Task;
  errors: { code: string; detail: string };
}
/** Changes a task.
 * @api PATCH /tasks/{taskId} */
export interface ChangeTask {
  params: { taskId: string };
  request: { title?: string; state?: State };
  response: Task;
  errors: { code: string; detail: string };
}
""",
    "tests/bodies.py": BODIES,
    "tests/test_tasks.py": SENDING.replace("from bodies", "from tests.bodies"),
}


def test_bodies_that_functions_of_other_files_make_are_quiet_where_they_keep_the_contract() -> None:
    assert _said(SENT_TREE) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "at"),
    [
        ("tests/bodies.py", '"title"', '"name"', "name"),
        ("tests/bodies.py", '"ownerId"', '"owner"', "owner"),
        ("tests/bodies.py", '"done"', '"dnoe"', "dnoe"),
        ("tests/bodies.py", '{"state"', '{"status"', "status"),
        ("tests/test_tasks.py", 'state="open"', 'state="opn"', "opn"),
        ("tests/test_tasks.py", 'title="Glue"', 'titel="Glue"', "titel"),
        ("tests/test_tasks.py", ', state="open"', "", '{"ownerId": owner.id, "title": "Paint"}'),
    ],
)
def test_a_slip_in_a_body_that_a_function_makes_is_told(path: str, old: str, new: str, at: str) -> None:
    assert old in SENT_TREE[path]
    assert at in [text for _, text in _said({**SENT_TREE, path: SENT_TREE[path].replace(old, new)})]
