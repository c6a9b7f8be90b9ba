"""Which schema of marshmallow a route loads and dumps, and how many of it, against what its endpoint promises."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A task. */
export interface Task {
  /** @format uuid */
  id: string;
  title: string;
}
/** What makes one. */
export interface NewTask {
  title: string;
}
/** One page. */
export interface TaskPage {
  /** @unordered */
  items: Task[];
  /** @format int */
  total: number;
}
/** What is wrong. */
export interface Problem { code: string; message: string }
/** All.
 * @api GET /api/tasks */
export interface ListTasks {
  /** @unordered */
  response: Task[]; errors: Problem }
/** New.
 * @api POST /api/tasks */
export interface CreateTask { request: NewTask; response: Task; errors: Problem }
/** One.
 * @api GET /api/tasks/:id */
export interface GetTask { params: { id: string }; response: Task; errors: Problem }
/** Change.
 * @api PUT /api/tasks/:id */
export interface PutTask { params: { id: string }; request: NewTask; response: Task; errors: Problem }
/** Page.
 * @api GET /api/pages */
export interface Pages { response: TaskPage; errors: Problem }
"""
SCHEMAS = """
from marshmallow import Schema, fields


# @contract Task
class TaskSchema(Schema):
    id = fields.UUID(required=True)
    title = fields.String(required=True)


# @contract NewTask
class NewTaskSchema(Schema):
    title = fields.String(required=True)


# @contract Problem
class ProblemSchema(Schema):
    code = fields.String(required=True)
    message = fields.String(required=True)


# @contract TaskPage
class TaskPageSchema(Schema):
    items = fields.List(fields.Nested(TaskSchema), required=True)
    total = fields.Integer(required=True)


task_schema = TaskSchema()
tasks_schema = TaskSchema(many=True)
new_task_schema = NewTaskSchema()
problem_schema = ProblemSchema()
"""
VIEWS = """
from flask import Blueprint, jsonify, make_response, request

from .models import Task, session
from .schemas import NewTaskSchema, ProblemSchema, TaskPageSchema, TaskSchema, new_task_schema, task_schema

bp = Blueprint("tasks", __name__, url_prefix="/api")
local_schema = TaskSchema(many=True)
listed = NewTaskSchema(only=("title",), exclude=[])


@bp.route("/tasks", methods=["GET", "POST"])
def tasks():
    if request.method == "POST":
        data = NewTaskSchema().load(request.get_json())
        task = Task(**data)
        return TaskSchema().dump(task), 201
    return jsonify(TaskSchema(many=True).dump(session.all()))


@bp.route("/tasks/<id>", methods=["GET", "PUT"])
def task(id):
    found = session.get(id)
    if found is None:
        return make_response(jsonify(ProblemSchema().dump({"code": "x", "message": "y"})), 404)
    if request.method == "PUT":
        found.title = new_task_schema.load(request.json)["title"]
        return task_schema.dump(found)
    return jsonify(task_schema.dump(found))


@bp.get("/pages")
def pages():
    return TaskPageSchema().dump({"items": session.all(), "total": 2})
"""
CLASSES = """
from flask import Blueprint, jsonify, request
from flask.views import MethodView

from .models import Task, session
from .schemas import NewTaskSchema, TaskSchema, new_task_schema, task_schema, tasks_schema

bp = Blueprint("tasks", __name__, url_prefix="/api")


class Tasks(MethodView):
    schema = TaskSchema()
    many = TaskSchema(many=True)

    def get(self):
        return jsonify(self.many.dump(session.all()))

    def post(self):
        body = request.get_json(force=True) or {}
        data = new_task_schema.load(body)
        task = Task(**data)
        result = task_schema.dump(task)
        return result, 201


class OneTask(MethodView):
    def get(self, id):
        return task_schema.dump(session.get(id)), 200

    def put(self, id):
        data = NewTaskSchema(partial=True).load(request.json)
        return tasks_schema.dump([session.get(id)])[0]


bp.add_url_rule("/tasks", view_func=Tasks.as_view("tasks"))
bp.add_url_rule("/tasks/<id>", view_func=OneTask.as_view("task"))
"""


def _said(path: str, code: str) -> list[tuple[str, str]]:
    snapshot = snapshot_as_written({"a.contract.ts": CONTRACT, "app/schemas.py": SCHEMAS, path: code})
    found = (f for f in check(snapshot) if f.path == path and f.severity in ("error", "warning"))
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


@pytest.mark.parametrize("code", [VIEWS, CLASSES])
def test_what_is_promised_is_not_told(code: str) -> None:
    assert _said("app/views.py", code) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("return TaskSchema().dump(task), 201", "return NewTaskSchema().dump(task), 201", "reference-mismatch"),
        ("return TaskSchema().dump(task), 201", "return TaskSchema(many=True).dump([task]), 201", "list-mismatch"),
        ("jsonify(TaskSchema(many=True)", "jsonify(TaskSchema()", "list-mismatch"),
        ("jsonify(TaskSchema(many=True)", "jsonify(NewTaskSchema(many=True)", "reference-mismatch"),
        ("jsonify(TaskSchema(many=True)", "jsonify(ProblemSchema(many=True)", None),  # of a refusal
        ("data = NewTaskSchema()", "data = TaskSchema()", "reference-mismatch"),
        ("new_task_schema.load", "task_schema.load", "reference-mismatch"),
        ("jsonify(task_schema.dump(found))", "jsonify(local_schema.dump(found))", "list-mismatch"),
        ("jsonify(task_schema.dump(found))", "jsonify(new_task_schema.dump(found))", "reference-mismatch"),
        ("return TaskPageSchema().dump({", "return TaskSchema().dump({", "reference-mismatch"),
        ('only=("title",)', 'only=("name",)', "unknown-property"),
        ("exclude=[]", 'exclude=["name"]', "unknown-property"),
        (
            "listed = NewTaskSchema(only",
            'page = TaskPageSchema(only=("items.title",))\nlisted = NewTaskSchema(only',
            None,
        ),
    ],
)
def test_what_is_not_promised_is_told_where_it_stands(old: str, new: str, rule: str | None) -> None:
    assert VIEWS.count(old) == 1
    assert [r for r, _ in _said("app/views.py", VIEWS.replace(old, new))][:1] == ([rule] if rule else [])


def test_a_method_that_a_handler_asks_for_has_what_stands_under_it() -> None:
    asks = {
        'if request.method == "POST":': ('if "GET" != request.method:', 'if request.method in ("POST", "PUT"):'),
        'if request.method == "PUT":': ('if request.method not in ["GET"]:',),
    }
    for old, news in asks.items():
        for new in news:
            assert _said("app/views.py", VIEWS.replace(old, new)) == []
    matched = VIEWS.replace('    if request.method == "POST":\n', '    match request.method:\n      case "POST":\n')
    assert _said("app/views.py", matched) == []
    turned = VIEWS.replace('if request.method == "POST":', 'if request.method == "GET":')
    assert {r for r, _ in _said("app/views.py", turned)} >= {"list-mismatch"}
