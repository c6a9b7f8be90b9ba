"""Descriptions in several files: schemas, enums and operations that a reference leads to are held to the contract where they stand."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

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

/** Why not. */
export interface Refusal {
  code: string;
}

/** One task.
 * @api GET /tasks/{taskId}
 */
export interface GetTask {
  params: { taskId: string };
  query: {
    lang?: string;
    /** @format int */
    revision?: number;
  };
  response: Task;
  errors: Refusal;
}
"""
_API = """openapi: 3.1.0
info: { title: Tasks, version: "1" }
paths:
  /tasks/{taskId}:
    $ref: ./paths/task.yaml
components:
  parameters:
    Revision: { name: revision, in: query, schema: { type: integer } }
"""
_PATH = """get:
  parameters:
    - { name: taskId, in: path, required: true, schema: { type: string } }
    - { $ref: ../parameters.yaml#/Lang }
    - { $ref: "../openapi.yaml#/components/parameters/Revision" }
  responses:
    "200":
      description: A task
      content:
        application/json:
          schema: { $ref: ../schemas/Task.yaml }
          example: { id: 1b4e28ba-2fa1-11d2-883f-0016d3cca427, title: A, status: open, dueAt: null, owner: { name: B } }
    "4XX": { content: { application/json: { schema: { $ref: ../schemas/common.yaml#/Refusal } } } }
"""
_PARAMETERS = """Lang:
  name: lang
  in: query
  schema: { type: string }
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
Refusal: { type: object, required: [code], properties: { code: { type: string } } }
Identified:
  type: object
  required: [id]
  properties:
    id: { type: string, format: uuid }
"""
_FILES = {
    "contracts/task.contract.ts": _CONTRACT, "api/openapi.yaml": _API, "api/paths/task.yaml": _PATH, "api/schemas/Task.yaml": _TASK,
    "api/parameters.yaml": _PARAMETERS, "api/schemas/Person.yaml": _PERSON, "api/schemas/common.yaml": _COMMON,
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("openapi.yaml", "", "", []),
        ("schemas/common.yaml", "[open, done]", "[open, finished]", [("schemas/Task.yaml", "enum-mismatch")]),
        ("schemas/common.yaml", '[string, "null"]', "[integer, 'null']", [("schemas/Task.yaml", "date-as-number")]),
        ("schemas/common.yaml", "    id:", "    uid:", [("schemas/Task.yaml", "missing-field")]),
        ("schemas/common.yaml", "Identified:", "Other:", [("schemas/Task.yaml", "unresolved-reference")]),  # and nothing else
        ("schemas/Task.yaml", '"Person.yaml"', '"common.yaml#/Status"', [("schemas/Task.yaml", "kind-mismatch")]),
        ("schemas/Person.yaml", "  name:", "  label:", [("schemas/Person.yaml", "renamed-field")]),
        ("paths/task.yaml", "../schemas/Task.yaml", "../schemas/Person.yaml", [("paths/task.yaml", "reference-mismatch")]),
        ("parameters.yaml", "type: string", "type: integer", [("parameters.yaml", "kind-mismatch")]),
        ("parameters.yaml", "Lang:", "Language:", [("paths/task.yaml", "unresolved-reference")]),  # what is not seen may be any
        ("openapi.yaml", "type: integer", "type: string", [("openapi.yaml", "kind-mismatch")]),
        ("schemas/common.yaml", "{ code: {", "{ reason: {", [("schemas/common.yaml", "renamed-field")]),
        ("paths/task.yaml", "{ $ref: ../schemas/Task.yaml }", "{ type: boolean }", [("paths/task.yaml", "kind-mismatch")]),
    ],
)  # fmt: skip
def test_what_another_file_says_counts(path: str, old: str, new: str, expected: list[tuple[str, str]]) -> None:
    place = f"api/{path}"
    assert old in _FILES[place]
    found = check(snapshot_as_written({**_FILES, place: _FILES[place].replace(old, new, 1)}))
    errors = [(f.path.removeprefix("api/"), f.rule) for f in found if f.severity == "error"]
    assert errors == expected


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("parameters.yaml", "", "", []),
        ("paths/task.yaml", "title: A", "name: A", [("paths/task.yaml", "unknown-property")]),
        ("parameters.yaml", "name: lang", "name: size",
         [("parameters.yaml", "unknown-query-parameter"), ("paths/task.yaml", "missing-query-parameter")]),
        ("paths/task.yaml", "    - { $ref: ../parameters.yaml#/Lang }\n", "", [("paths/task.yaml", "missing-query-parameter")]),
        ("paths/task.yaml", "#/Lang", "#/Gone", []),
    ],
)  # fmt: skip
def test_parameters_and_examples_of_an_operation_follow_references(
    path: str, old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    place = f"api/{path}"
    found = check(snapshot_as_written({**_FILES, place: _FILES[place].replace(old, new, 1)}))
    told = [
        (f.path.removeprefix("api/"), f.rule) for f in found if f.severity == "warning" and f.path.startswith("api/")
    ]
    assert sorted(told) == expected


def test_operations_in_other_files_describe_their_endpoint() -> None:
    assert not any(f.rule == "undescribed-endpoint" for f in check(snapshot_as_written(_FILES)))


_ORDER = """
/** How it stands. */
export type Stage = "new" | "paid";

/** What was bought.
 * @db orders
 */
export interface Order {
  id: string;
  stage: Stage;
  address: Address;
  meta: Record<string, string>;
}

/** Where it goes. */
export interface Address {
  city: string;
}

/** Who bought it. */
export interface Buyer {
  name: string;
}

/** One order.
 * @api GET /orders/{orderId}
 */
export interface GetOrder {
  params: { orderId: string };
  query: { stage?: Stage };
  response: Order;
  errors: Stage;
}

/** Buy.
 * @api POST /orders
 */
export interface PlaceOrder {
  request: Order;
  response: null;
  errors: Stage;
}
"""
_PROTO = {
    "proto/types.proto": (
        'syntax = "proto3";\n// @contract Address\nmessage Address { string city = 1; }\n'
        "// @contract Buyer\nmessage Buyer { string name = 1; }\n"
        "enum Stage { STAGE_UNSPECIFIED = 0; STAGE_NEW = 1; STAGE_PAID = 2; }\n"
    ),
    "proto/orders.proto": (
        'syntax = "proto3";\nimport "types.proto";\n// @contract Order\nmessage Order {\n  string id = 1;\n  Stage stage = 2;\n'
        "  Address address = 3;\n  map<string, string> meta = 4;\n}\n"
    ),
    "proto/service.proto": (
        'syntax = "proto3";\nimport "orders.proto";\nmessage GetOrderRequest { string order_id = 1; Stage stage = 2; }\n'
        "service Orders {\n  rpc Get(GetOrderRequest) returns (Order) {\n"
        '    option (google.api.http) = { get: "/orders/{order_id}" };\n  }\n'
        "  rpc Place(Order) returns (google.protobuf.Empty) {\n"
        '    option (google.api.http) = { post: "/orders" body: "*" };\n  }\n}\n'
    ),
}
_PRISMA = {
    "prisma/schema/enums.prisma": "enum Stage {\n  new\n  paid\n}\n",
    "prisma/schema/order.prisma": (
        'model Order {\n  id String @id\n  stage Stage\n  address Json\n  meta Json\n\n  @@map("orders")\n}\n'
    ),
}
_SQL = {
    "migrations/001_types.sql": "CREATE TYPE stage AS ENUM ('new', 'paid');\n",
    "migrations/002_orders.sql": (
        "CREATE TABLE orders (id text PRIMARY KEY, stage stage NOT NULL, address jsonb NOT NULL, meta jsonb NOT NULL);\n"
    ),
}
_GRAPHQL = {
    "graph/types.graphql": (
        "# @contract Address\ntype Address { city: String! }\n# @contract Buyer\ntype Buyer { name: String! }\n"
        "enum Stage { new paid }\nscalar JSON\n"
    ),
    "graph/order.graphql": (
        "# @contract Order\ntype Order {\n  id: ID!\n  stage: Stage!\n  address: Address!\n  meta: JSON!\n}\n"
    ),
}


@pytest.mark.parametrize(
    ("files", "path", "old", "new", "expected"),
    [
        (_PROTO, "proto/types.proto", "", "", []),
        (_PROTO, "proto/types.proto", "STAGE_PAID", "STAGE_DONE", [(f"proto/{n}.proto", "enum-mismatch") for n in ("orders", "service")]),
        (_PROTO, "proto/orders.proto", "Address address", "Buyer address", [("proto/orders.proto", "reference-mismatch")]),
        (_PROTO, "proto/orders.proto", "// @contract Order", "message Other { message Address { bool a = 1; } }\n// @contract Order", []),
        (_PROTO, "proto/orders.proto", "  Address address", "  other.Address address", []),
        (_PROTO, "proto/types.proto", "// @contract Address", "package away;\n// @contract Address", []),
        (_PROTO, "proto/service.proto", "returns (Order)", "returns (Buyer)", [("proto/service.proto", "reference-mismatch")]),
        (_PROTO, "proto/service.proto", "Place(Order)", "Place(stream Order)", []),
        (_PROTO, "proto/service.proto", "returns (Order)", "returns (stream Order)", []),
        (_PROTO, "proto/service.proto", "Place(Order)", "Place(Buyer)", [("proto/service.proto", "reference-mismatch")]),
        (_PROTO, "proto/service.proto", "Stage stage", "bool stage", [("proto/service.proto", "kind-mismatch")]),
        (_PROTO, "proto/service.proto", "returns (Order)", "returns (stream Order)", []),
        (_PROTO, "proto/service.proto", '(google.api.http) = { post: "/orders" body: "*" }', '(google.api.http).post = "/orders"', []),
        (_PRISMA, "prisma/schema/enums.prisma", "", "", []),
        (_PRISMA, "prisma/schema/enums.prisma", "paid", "done", [("prisma/schema/order.prisma", "enum-mismatch")]),
        (_SQL, "migrations/001_types.sql", "", "", []),
        (_SQL, "migrations/001_types.sql", "'paid'", "'done'", [("migrations/002_orders.sql", "enum-mismatch")]),
        # A type that a later step changes is not what it was.
        ({**_SQL, "migrations/003.sql": "ALTER TYPE stage ADD VALUE 'paid';\n"}, "migrations/001_types.sql", ", 'paid'", "", []),
        (_GRAPHQL, "graph/types.graphql", "", "", []),
        (_GRAPHQL, "graph/types.graphql", "new paid", "new done", [("graph/order.graphql", "enum-mismatch")]),
        (_GRAPHQL, "graph/order.graphql", "Address!", "Buyer!", [("graph/order.graphql", "reference-mismatch")]),
    ],
)  # fmt: skip
def test_names_of_other_files_of_a_schema_count(
    files: dict[str, str], path: str, old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    assert old in files[path]
    texts = {"contracts/order.contract.ts": _ORDER, **files, path: files[path].replace(old, new, 1)}
    found = check(snapshot_as_written(texts))
    assert [(f.path, f.rule) for f in found if f.severity == "error"] == expected


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("meta text NOT NULL", ["serialized-record"]),
        ("meta text NOT NULL DEFAULT '{}'", []),
        ("meta text NOT NULL CHECK (json_valid(meta))", []),
        ("meta text NOT NULL, n INTEGER PRIMARY KEY AUTOINCREMENT", []),
    ],
)
def test_json_is_text_where_a_database_has_no_json(column: str, expected: list[str]) -> None:
    table = f"CREATE TABLE orders (id text NOT NULL, stage text NOT NULL, address text NOT NULL, {column});"
    found = check(snapshot_as_written({"contracts/order.contract.ts": _ORDER, "schema.sql": table}))
    assert [f.rule for f in found if f.severity == "error"] == expected


_STREAMED = {
    "contracts/parts.contract.ts": """
/** Asks for parts. @api POST /a.v1.Parts/Watch */
export interface WatchParts { request: Ask; response: Item; errors: "gone" }
/** What is asked. */
export interface Ask { code: string }
/** A thing. */
export interface Item { name: string; parts: Part[] }
/** What it is made of. */
export interface Part { size: number }
""",
    "a/v1/parts.proto": """syntax = "proto3";
package a.v1;
import "a/v1/messages.proto";
service Parts { rpc Watch(Ask) returns (stream a.v1.Item); }
""",
    "a/v1/messages.proto": """syntax = "proto3";
package a.v1;
message Ask { string code = 1; }
message Item { string name = 1; repeated Part parts = 2; }
message Part { double size = 1; }
""",
}


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("a/v1/parts.proto", "", "", []),
        ("contracts/parts.contract.ts", "response: Item;", "response: Item[];", []),
        ("contracts/parts.contract.ts", "response: Item;", "response: AsyncIterable<Item>;", []),
        ("a/v1/messages.proto", "double size", "string size", [("a/v1/messages.proto", "kind-mismatch")]),
        ("a/v1/messages.proto", "string code", "string key", [("a/v1/messages.proto", "renamed-field")]),
        ("a/v1/parts.proto", "rpc Watch(Ask)", "rpc Watch(stream Part)", [("a/v1/messages.proto", "missing-field")]),
    ],
)
def test_messages_of_a_stream_in_another_file_are_held_to_the_endpoint(
    path: str, old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    found = check(snapshot_as_written({**_STREAMED, path: _STREAMED[path].replace(old, new, 1)}))
    assert [(f.path, f.rule) for f in found if f.severity == "error"] == expected
