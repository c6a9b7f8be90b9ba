"""Descriptions in several files: schemas, enums and operations that a reference leads to are held to the contract where they stand."""

import pytest

from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

_CONTRACT = """
/** Where it stands. */
export type Status = "open" | "done";

/** A task. */
export interface Task {
  /** @format uuid */
  id: string;
  title: string;
  status: Status;
  /** @format date-time */
  dueAt: string | null;
  owner: Person;
}

/** Who does it. */
export interface Person {
  name: string;
}

/** One task.
 * @api GET /tasks/{taskId}
 */
export interface GetTask {
  params: { taskId: string };
  response: Task;
  errors: Status;
}
"""
_API = """openapi: 3.1.0
info: { title: Tasks, version: "1" }
paths:
  /tasks/{taskId}:
    $ref: ./paths/task.yaml
"""
_PATH = """get:
  parameters:
    - { name: taskId, in: path, required: true, schema: { type: string } }
  responses:
    "200":
      description: A task
      content:
        application/json:
          schema: { $ref: ../schemas/Task.yaml }
"""
_TASK = """# @contract Task
allOf:
  - $ref: common.yaml#/Identified
  - type: object
    required: [title, status, dueAt, owner]
    properties:
      title: { type: string }
      status: { $ref: "./common.yaml#/Status" }
      dueAt: { $ref: "common.yaml#/Moment" }
      owner: { $ref: "Person.yaml" }
"""
_PERSON = """# @contract Person
type: object
required: [name]
properties:
  name: { type: string }
"""
_COMMON = """Status: { type: string, enum: [open, done] }
Moment: { type: [string, "null"], format: date-time }
Identified:
  type: object
  required: [id]
  properties:
    id: { type: string, format: uuid }
"""
_FILES = {
    "contracts/task.contract.ts": _CONTRACT, "api/openapi.yaml": _API, "api/paths/task.yaml": _PATH, "api/schemas/Task.yaml": _TASK,
    "api/schemas/Person.yaml": _PERSON, "api/schemas/common.yaml": _COMMON,
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("openapi.yaml", "", "", []),
        ("schemas/common.yaml", "[open, done]", "[open, finished]", [("schemas/Task.yaml", "enum-mismatch")]),
        ("schemas/common.yaml", '[string, "null"]', "[integer, 'null']", [("schemas/Task.yaml", "date-as-number")]),
        ("schemas/common.yaml", "    id:", "    uid:", [("schemas/Task.yaml", "missing-field")]),
        ("schemas/common.yaml", "Identified:", "Other:", []),  # what cannot be resolved is open
        ("schemas/Task.yaml", '"Person.yaml"', '"common.yaml#/Status"', [("schemas/Task.yaml", "kind-mismatch")]),
        ("schemas/Person.yaml", "  name:", "  label:", [("schemas/Person.yaml", "missing-field")]),
        ("paths/task.yaml", "../schemas/Task.yaml", "../schemas/Person.yaml", [("paths/task.yaml", "reference-mismatch")]),
        ("paths/task.yaml", "{ $ref: ../schemas/Task.yaml }", "{ type: boolean }", [("paths/task.yaml", "kind-mismatch")]),
    ],
)  # fmt: skip
def test_what_another_file_says_counts(path: str, old: str, new: str, expected: list[tuple[str, str]]) -> None:
    place = f"api/{path}"
    assert old in _FILES[place]
    found = check(snapshot_from_texts({**_FILES, place: _FILES[place].replace(old, new, 1)}))
    errors = [(f.path.removeprefix("api/"), f.rule) for f in found if f.severity == "error"]
    assert errors == expected


def test_operations_in_other_files_describe_their_endpoint() -> None:
    assert not any(f.rule == "undescribed-endpoint" for f in check(snapshot_from_texts(_FILES)))
