"""Schemas of marshmallow, held to the contract under the names that they have on the wire, with what they load and dump."""

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
  titleText: string;
  labels: string[];
  parent: Task | null;
}
"""
SCHEMAS = """
from marshmallow import Schema, fields, post_load, validate, validates

STATES = ("open", "done")


# @contract Task
class TaskSchema(Schema):
    id = fields.Int(required=True)
    state = fields.Str(required=True, validate=validate.OneOf(STATES))
    title_text = fields.Str(required=True, data_key="titleText")
    labels = fields.List(fields.Str(), required=True)
    parent = fields.Nested("TaskSchema", required=True, allow_none=True)

    @validates("title_text")
    def short(self, value, **kwargs): ...

    @post_load
    def strip(self, data, **kwargs):
        data["title_text"] = data["title_text"].strip()
        return data
"""
CODE = """
from schemas import TaskSchema


def create(request):
    task = TaskSchema().load(request.get_json())
    print(task["title_text"], task.get("labels"))
    return TaskSchema().dump({"id": 1, "state": "open", "title_text": task["title_text"]})
"""


def _said(schemas: str = SCHEMAS, code: str = CODE) -> list[tuple[str, str]]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "schemas.py": schemas, "code.py": code})
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity == "error")
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


def test_a_schema_that_keeps_the_contract_is_quiet() -> None:
    assert _said() == []
    assert _said(SCHEMAS.replace("return data", "return Task(**data)").replace('"labels"', '"lables"')) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('data_key="titleText"', 'data_key="titelText"', ("alias-mismatch", "title_text")),
        (', data_key="titleText"', "", ("renamed-field", "title_text")),
        ("id = fields.Int", "id = fields.Str", ("kind-mismatch", "id")),
        ("fields.List(fields.Str(), required=True)", "fields.Str(required=True)", ("list-mismatch", "labels")),
        ('("open", "done")', '("open", "closed")', ("enum-mismatch", "state")),
        ("state = fields.Str(required=True, validate=validate.OneOf(STATES))", "", ("missing-field", "TaskSchema")),
        ('@validates("title_text")', '@validates("titel_text")', ("unknown-property", "titel_text")),
        ('data["title_text"].strip', 'data["titel_text"].strip', ("unknown-property", "titel_text")),
    ],
)
def test_drifts_of_a_schema(old: str, new: str, found: tuple[str, str]) -> None:
    assert old in SCHEMAS
    assert found in _said(SCHEMAS.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('task["title_text"], task.get', 'task["titel_text"], task.get', "titel_text"),
        ('.get("labels")', '.get("lables")', "lables"),
        ('"title_text": task', '"titel_text": task', "titel_text"),
    ],
)
def test_what_is_loaded_and_dumped_has_the_names_of_the_schema(old: str, new: str, word: str) -> None:
    assert old in CODE
    assert _said(code=CODE.replace(old, new)) == [("unknown-property", word)]


def test_a_base_may_make_the_names_on_the_wire() -> None:
    base = "class CamelSchema(Schema):\n    def on_bind_field(self, name, field):\n        field.data_key = camel(name)\n\n\n"
    made = SCHEMAS.replace(', data_key="titleText"', "").replace("TaskSchema(Schema)", "TaskSchema(CamelSchema)")
    assert _said(made.replace("# @contract", base + "# @contract")) == []


ROUTED_CONTRACT = """
/** How it is. */
export type State = "open" | "done";
/** A task. */
export interface Task {
  /** @format int */
  id: number;
  state: State;
  titleText: string;
  labels: string[];
}
/** A new one. */
export interface NewTask { titleText: string; state?: State }
/** All of them. @api GET /api/tasks */
export interface ListTasks { query: { state?: State }; response: { tasks: Task[]; total: number }; errors: never }
/** One. @api GET /api/tasks/{id} */
export interface GetTask { params: { id: number }; response: Task; errors: never }
/** One more. @api POST /api/tasks */
export interface AddTask { request: NewTask; response: Task; errors: never }
"""
ROUTED_SCHEMAS = """
from marshmallow import Schema, fields, validate


class NewTaskSchema(Schema):
    titleText = fields.Str(required=True)
    state = fields.Str(validate=validate.OneOf(["open", "done"]))


class TaskSchema(Schema):
    id = fields.Int(dump_only=True)
    state = fields.Str()
    titleText = fields.Str()
    labels = fields.List(fields.Str())


class OtherSchema(Schema):
    id = fields.Str()
    name = fields.Str()


task_schema = TaskSchema()
tasks_schema = TaskSchema(many=True)
"""
ROUTED_APP = """
from flask import Flask, jsonify, request

from schemas import NewTaskSchema, OtherSchema, TaskSchema, task_schema, tasks_schema
from store import add, all_tasks, find

app = Flask(__name__)


@app.get("/api/tasks")
def tasks():
    found = all_tasks(request.args.get("state"))
    return jsonify({"tasks": tasks_schema.dump(found), "total": len(found)})


@app.get("/api/tasks/<int:id>")
def task(id):
    result = task_schema.dump(find(id))
    if not result:
        return jsonify(OtherSchema().dump(result)), 404
    return jsonify(result)


@app.post("/api/tasks")
def new_task():
    body = request.get_json()
    data = NewTaskSchema().load(body)
    print(TaskSchema(only=("id", "state")).dump(data), OtherSchema().load(data))
    return TaskSchema().dump(add(**data)), 201
"""
SMOREST_APP = """
from flask_smorest import Blueprint

from schemas import NewTaskSchema, OtherSchema, TaskSchema

blp = Blueprint("tasks", __name__, url_prefix="/api/tasks")


@blp.route("/<int:id>")
@blp.response(200, TaskSchema)
@blp.alt_response(404, schema=OtherSchema)
def task(id): ...


@blp.route("", methods=["POST"])
@blp.arguments(NewTaskSchema)
@blp.response(201, TaskSchema)
def new_task(data): ...
"""


@pytest.mark.parametrize("app", [ROUTED_APP, SMOREST_APP])
@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("", "", set()),
        ("    titleText = fields.Str(required=True)", "    title = fields.Str(required=True)", {"renamed-field"}),
        ('["open", "done"]', '["open", "closed"]', {"enum-mismatch"}),
        ("id = fields.Int(dump_only=True)", "id = fields.Str(dump_only=True)", {"kind-mismatch"}),
        ("labels = fields.List(fields.Str())", "labels = fields.Str()", {"list-mismatch"}),
        ("    labels = fields.List(fields.Str())\n", "", {"missing-field"}),
        ("name = fields.Str()", "name = fields.Int()", set()),  # of no endpoint
    ],
)
def test_schemas_are_held_to_the_endpoints_of_the_handlers_that_use_them(
    app: str, old: str, new: str, rules: set[str]
) -> None:
    assert old in ROUTED_SCHEMAS
    files = {
        "a.contract.ts": ROUTED_CONTRACT,
        "schemas.py": ROUTED_SCHEMAS.replace(old, new) if old else ROUTED_SCHEMAS,
        "app.py": app,
    }
    found = check(snapshot_of(files))
    assert {f.rule for f in found if f.path.endswith(".py") and f.severity in ("error", "warning")} == rules


def test_schemas_that_put_an_envelope_around_what_they_give_are_no_answers_themselves() -> None:
    hooks = """
    @pre_load
    def opened(self, data, **kwargs):
        return data["task"]

    @post_dump(pass_many=False)
    def wrapped(self, data, **kwargs):
        return {"task": data}
"""
    schemas = ROUTED_SCHEMAS.replace("import Schema,", "import Schema, post_dump, pre_load,")
    schemas = schemas.replace("    labels = fields.List(fields.Str())\n", f"    labels = fields.Str()\n{hooks}", 1)
    schemas = schemas.replace(
        "titleText = fields.Str(required=True)\n", f"title = fields.Str(required=True)\n{hooks}", 1
    )
    for app in (ROUTED_APP, SMOREST_APP):
        files = {"a.contract.ts": ROUTED_CONTRACT, "schemas.py": schemas, "app.py": app}
        found = check(snapshot_of(files))
        assert [f.message for f in found if f.path.endswith(".py") and f.severity in ("error", "warning")] == []


STORE = """
from dataclasses import dataclass


@dataclass
class Task:
    id: int
    state: str
    title_text: str


def find(id) -> Task: ...


def all_tasks() -> list[Task]: ...
"""
VIEWS = """
from flask.views import MethodView
from flask_smorest import Blueprint

from schemas import TaskSchema
from store import all_tasks, find

blp = Blueprint("tasks", __name__, url_prefix="/api/tasks")


@blp.route("/<int:id>")
class OneTask(MethodView):
    @blp.response(200, TaskSchema)
    def get(self, id):
        return find(id)
"""


def test_what_a_decorators_schema_writes_is_no_message_itself() -> None:
    files = {"a.contract.ts": ROUTED_CONTRACT, "schemas.py": ROUTED_SCHEMAS, "store.py": STORE, "app.py": VIEWS}

    def told(files: dict[str, str]) -> list[tuple[str, str]]:
        found = check(snapshot_of(files))
        return [(f.path, f.rule) for f in found if f.path.endswith(".py") and f.severity in ("error", "warning")]

    assert told(files) == []
    listed = VIEWS.replace("200, TaskSchema", "200, TaskSchema(many=True)")
    assert told({**files, "app.py": listed}) == [("app.py", "list-mismatch")]
