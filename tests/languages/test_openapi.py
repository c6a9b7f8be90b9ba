"""OpenAPI and JSON Schema, in YAML and in JSON; and what is neither, which costs nothing."""

import json
from textwrap import dedent

import pytest

from dovetail.core.shapes import FileShapes
from dovetail.core.text import Text
from dovetail.languages import language_of, openapi
from dovetail.languages.openapi import WRITER, is_description

from .shown import fields, kind, read, record, shown


def api(schemas: str, version: str = "3.1.0") -> str:
    """A description with the schemas at their place."""
    inner = "\n".join("    " + line for line in dedent(schemas).strip("\n").split("\n"))
    return f"openapi: {version}\npaths: {{}}\ncomponents:\n  schemas:\n{inner}\n"


def one(properties: str, required: str = "[]") -> list[str]:
    """The fields of one object."""
    inner = "\n".join("    " + line for line in dedent(properties).strip("\n").split("\n"))
    return fields("a.yaml", api(f"A:\n  type: object\n  required: {required}\n  properties:\n{inner}"), "A")


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        ("{ type: string }", "a?: string"),
        ("{ type: string, format: uuid }", "a?: uuid"),
        ("{ type: string, format: date-time }", "a?: instant"),
        ("{ type: string, format: date }", "a?: date"),
        ("{ type: string, format: email }", "a?: string"),
        ("{ type: string, format: binary }", "a?: bytes"),
        ("{ type: string, format: decimal }", "a?: decimal"),
        ("{ type: string, format: int64 }", "a?: bigint"),
        ("{ type: integer, format: int64 }", "a?: int"),
        ("{ type: number }", "a?: number"),
        ("{ type: number, format: double }", "a?: float"),
        ("{ type: boolean, default: true }", "a=: boolean"),
        ("{ type: string, nullable: true }", "a?: string|null"),
        ("{ type: string, x-nullable: true }", "a?: string|null"),
        ("{ type: [string, 'null'] }", "a?: string|null"),
        ("{ type: [string, integer] }", "a?: union(string int)"),
        ("{ anyOf: [{ type: integer }, { type: 'null' }] }", "a?: int|null"),
        ("{ oneOf: [{ type: integer }, { type: string }] }", "a?: union(int string)"),
        ("{ type: string, enum: [x, y] }", "a?: enum(x y)"),
        ("{ enum: [x, null] }", "a?: enum(x)|null"),
        ("{ oneOf: [{ const: x }, { const: y, title: Y }, { type: 'null' }] }", "a?: enum(x y)|null"),
        ("{ const: x }", "a?: literal(x)"),
        ("{ type: array, items: { type: string } }", "a?: string[]"),
        ("{ type: array, items: { type: array, items: { type: number } } }", "a?: number[][]"),
        ("{ type: [array, 'null'], items: { type: string } }", "a?: string[]|null"),
        ("{ type: array }", "a?: unknown[]"),
        ("{ type: object, additionalProperties: { type: string } }", "a?: map"),
        ("{ type: object }", "a?: json"),
        ("{ type: object, required: [x], properties: { x: { type: string }, y: {} } }", "a?: {x: string, y?: any|?}"),
        ("{ $ref: '#/components/schemas/A' }", "a?: A"),
        ("{ $ref: './user.yaml#/components/schemas/User' }", "a?: ./user.yaml#/components/schemas/User"),
        ("{ $ref: 'user.yaml' }", "a?: user.yaml"),
        ("{ allOf: [{ $ref: '#/components/schemas/A' }], nullable: true }", "a?: A|null"),
        ("{ oneOf: [{ $ref: '#/components/schemas/A' }, { type: 'null' }] }", "a?: A|null"),
        ("{}", "a?: any|?"),
        ("true", "a?: any|?"),
        ("{ type: }", "a?: hole|?"),
        ("", "a?: hole|?"),
    ],
)
def test_a_schema_says_kind_null_and_lists(schema: str, found: str) -> None:
    assert one(f"a: {schema}") == [found]


def test_required_says_presence() -> None:
    assert one("a: { type: string }\nb: { type: string }", "[b]") == ["a?: string", "b: string"]


def test_references_are_followed_to_what_has_no_fields() -> None:
    source = api("""
        A:
          properties:
            at: { $ref: '#/components/schemas/Instant' }
            role: { $ref: '#/components/schemas/Role' }
            roles: { $ref: '#/components/schemas/Roles' }
            b: { $ref: '#/components/schemas/B' }
            many: { $ref: '#/components/schemas/Many' }
            some: { $ref: '#/components/schemas/Some' }
            slash: { $ref: '#/components/schemas/a~1b' }
        Instant: { type: string, format: date-time, nullable: true }
        Role: { type: string, enum: [x, y] }
        Roles: { type: array, items: { $ref: '#/components/schemas/Role' } }
        B: { type: object, nullable: true, properties: {} }
        Many: { oneOf: [{ type: string }, { $ref: '#/components/schemas/Many' }] }
        Some: { oneOf: [{ type: string }, { type: 'null' }] }
        a/b: { type: integer }
    """)
    shapes = read("a.yaml", source)
    assert [shown(f) for f in shapes.records[0].fields] == [
        "at?: instant|null",
        "role?: enum(x y)",
        "roles?: enum(x y)[]",
        "b?: B|null",
        "many?: Many|?",
        "some?: string|null",
        "slash?: int",
    ]
    assert [e.name for e in shapes.enums] == ["Role"]
    assert [(a.name, kind(a.kind), a.list_depth) for a in shapes.aliases] == [
        ("Instant", "instant", 0),
        ("Roles", "enum(x y)", 1),
        ("Many", "union(string Many)", 0),
        ("Some", "string", 0),
        ("a/b", "int", 0),
    ]


def test_all_of_puts_schemas_together_and_an_unknown_part_leaves_it_open() -> None:
    source = api("""
        Base: { type: object, required: [id], properties: { id: { type: string }, at: { type: string } } }
        A:
          allOf:
            - $ref: '#/components/schemas/Base'
            - type: object
              required: [name, at]
              properties: { name: { type: string } }
        B:
          allOf: [{ $ref: 'other.yaml#/X' }]
          properties: { own: { type: string } }
        C: { allOf: [{ $ref: '#/components/schemas/C' }], properties: { c: { type: string } } }
        D: { properties: { d: { type: string } }, oneOf: [{ required: [d] }] }
        E: { properties: { e: { type: string } }, oneOf: [{ properties: { f: { type: string } } }] }
        F: { properties: { f: { type: string } }, patternProperties: { "^x-": {} } }
        G: { properties: { g: { type: string } }, patternProperties: { "^[a-z]+$": {} } }
    """)
    assert fields("a.yaml", source, "A") == ["id: string", "at: string", "name: string"]
    assert {r.name: r.open for r in read("a.yaml", source).records} == {
        "Base": False,
        "A": False,
        "B": True,
        "C": True,
        "D": False,
        "E": True,
        "F": False,
        "G": True,
    }


def test_contracts_are_named_in_comments_in_x_contract_and_in_comment() -> None:
    source = api("""
        # A person.
        # @contract User subset
        A: { type: object, properties: {} }
        B: # @contract B
          type: object
        C:
          # @contract C
          type: object
        D: { x-contract: User closed, type: object }
        E: { $comment: "@contract E", type: string, enum: [x] }
        F:
          description: |
            A long text.
            @contract F
          type: object

        # Not about G.

        G: { type: object }
    """)
    shapes = read("a.yaml", source)
    found = {r.name: [(t.value, t.prose) for t in r.tags] for r in shapes.records}
    assert found == {
        "A": [("User", "subset")],
        "B": [("B", "")],
        "C": [("C", "")],
        "D": [("User", "closed")],
        "F": [("F", "")],
        "G": [],
    }
    assert shapes.enums[0].tags[0].value == "E"
    assert record("a.yaml", source, "A").doc == "A person."
    assert record("a.yaml", source, "F").doc == "A long text."


def test_schemas_inside_operations_count_where_they_name_their_contract() -> None:
    source = """openapi: 3.0.0
paths:
  /users:
    post:
      requestBody:
        content:
          application/json:
            schema: # @contract NewUser
              type: object
              required: [name]
              properties:
                name: { type: string }
                address: # @contract Address
                  type: object
                  properties: { city: { type: string } }
      responses:
        "200": { content: { application/json: { schema: { type: object, properties: { x: { type: string } } } } } }
"""
    assert [(r.name, [shown(f) for f in r.fields]) for r in read("a.yaml", source).records] == [
        ("NewUser", ["name: string", "address?: {city?: string}"]),
        ("Address", ["city?: string"]),
    ]


def test_paths_are_routes() -> None:
    source = """openapi: 3.0.0
servers: [{ url: 'https://example.com' }]
paths:
  /users/{user-id}/posts/{id}:
    parameters: []
    # @contract GetPost
    get: { operationId: x }
    delete:
      x-contract: DropPost
"""
    routes = read("a.yaml", source).routes
    assert [(r.method, r.path, r.side, r.mounted) for r in routes] == [
        ("GET", "/users/:user_id/posts/:id", "described", False),
        ("DELETE", "/users/:user_id/posts/:id", "described", False),
    ]
    assert [r.tags[0].value for r in routes] == ["GetPost", "DropPost"]
    assert source[routes[0].path_range.start : routes[0].path_range.end] == "/users/{user-id}/posts/{id}"


@pytest.mark.parametrize(
    ("servers", "mounted"),
    [
        ("servers: [{ url: /api/v1 }]", True),
        ("servers: [{ url: 'https://example.com/v1/' }]", True),
        ("servers: [{ url: 'https://{region}.example.com' }]", False),
        ("basePath: /v1", True),
        ("basePath: /", False),
    ],
)
def test_a_servers_path_stands_before_the_routes(servers: str, mounted: bool) -> None:
    source = f"swagger: '2.0'\n{servers}\npaths: {{ /a: {{ get: {{}} }} }}\n"
    assert [r.mounted for r in read("a.yaml", source).routes] == [mounted]


def test_swagger_has_its_schemas_in_definitions() -> None:
    source = "swagger: '2.0'\ndefinitions:\n  A: { properties: { a: { type: file } } }\n"
    assert fields("a.yml", source) == ["a?: bytes"]


def test_json_schema_is_called_by_its_title_its_id_its_contract_or_its_file() -> None:
    start = '{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": {"a": {"type": "string"}}'
    for more, name in [
        (', "title": "User"}', "User"),
        (', "title": "A user of ours", "$id": "https://x.org/schemas/member.schema.json"}', "member"),
        (', "x-contract": "Person"}', "Person"),
        ("}", "user"),
    ]:
        assert [r.name for r in read("schemas/user.schema.json", start + more).records] == [name]


def test_json_schema_has_definitions() -> None:
    source = json.dumps(
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$comment": "@contract User",
            "type": "object",
            "properties": {"role": {"$ref": "#/$defs/Role"}, "place": {"$ref": "#/definitions/Place"}},
            "$defs": {"Role": {"enum": ["a", "b"]}},
            "definitions": {"Place": {"type": "object", "properties": {"lat": {"type": "number"}}}},
        },
        indent=2,
    )
    shapes = read("a.json", source)
    assert {r.name: [shown(f) for f in r.fields] for r in shapes.records} == {
        "User": ["role?: enum(a b)", "place?: Place"],
        "Place": ["lat?: number"],
    }


def test_json_silences_findings_in_comments() -> None:
    source = '{\n  "openapi": "3.1.0",\n  "$comment": "dovetail-ignore kind-mismatch: it is so",\n  "x": "dovetail-ignore no"\n}'
    assert [(i.rule, i.reason, i.line) for i in read("a.json", source).ignores] == [("kind-mismatch", "it is so", 2)]
    assert [i.rule for i in read("a.yaml", "openapi: 3.0.0 # dovetail-ignore kind-mismatch: so").ignores] == [
        "kind-mismatch"
    ]


def test_anchors_aliases_and_merges_are_followed() -> None:
    source = """openapi: 3.0.0
components:
  schemas:
    A: &a
      type: object
      properties: &fields
        id: &id { type: string }
    B:
      type: object
      properties:
        <<: *fields
        other: *id
    C: *a
"""
    found = {r.name: [shown(f) for f in r.fields] for r in read("a.yaml", source).records}
    assert found == {"A": ["id?: string"], "B": ["other?: string", "id?: string"]}


@pytest.mark.parametrize(
    ("source", "records", "enums", "routes"),
    [
        ("type: object\nproperties:\n  id: { type: string }\n", ["Part"], [], []),
        ("Kind:\n  type: string\n  enum: [a, b]\nUser:\n  properties:\n    id: { type: string }\n", ["User"], ["Kind"], []),
        ("get:\n  responses: {}\nparameters: []\n", [], [], [("GET", "", "")]),
        ("one:\n  put:\n    responses: {}\n", [], [], [("PUT", "", "one")]),
        ("/a/{id}:\n  get: { responses: {} }\n/b: { $ref: ./b.yaml }\n", [], [], [("GET", "/a/:id", ""), ("*", "/b", "")]),
        ("spec:\n  properties:\n    id: { type: string }\nkind: Definition\n", [], [], []),
        ("inputs:\n  name: { type: string, enum: [a] }\nruns: { using: node20 }\n", [], [], []),
    ],
)  # fmt: skip
def test_parts_of_a_description_are_known_by_their_form(
    source: str, records: list[str], enums: list[str], routes: list[tuple[str, str, str]]
) -> None:
    shapes = read("api/Part.yaml", source)
    assert [r.name for r in shapes.records] == records
    assert [e.name for e in shapes.enums] == enums
    assert [(r.method, r.path, r.router) for r in shapes.routes] == routes


@pytest.mark.parametrize(
    "source",
    [
        '{"name": "app", "dependencies": {"openapi-types": "^12.0.0", "swagger": "latest"}}',
        '{"$schema": "https://json.schemastore.org/tsconfig", "compilerOptions": {}}',
        "version: '3'\nservices:\n  web:\n    image: nginx\n",
        "sprint: x\npackages: []\n",
        "",
    ],
)
def test_other_files_have_no_shapes(source: str) -> None:
    assert not is_description(source)
    assert read("a.json", source) == FileShapes("openapi")
    assert read("a.yaml", source) == FileShapes("openapi")


@pytest.mark.parametrize(
    ("path", "is_read"),
    [
        ("package-lock.json", False),
        ("web/package.json", False),
        ("pnpm-lock.yaml", False),
        ("tsconfig.build.json", False),
        (".github/workflows/ci.yml", False),
        (".dovetail/settings.json", False),
        ("src/locales/en.json", False),
        ("docker-compose.yml", False),
        ("api/openapi.yaml", True),
        ("schemas/user.json", True),
        ("locale.json", True),
        ("schemas/package-tour.graphql", True),
        ("blocklist.yaml", True),
        ("schemas/package-tour.json", True),
        ("schemas/packages.json", True),
        ("compose.prod.yml", False),
        ("composer.json", False),
    ],
)
def test_some_files_are_something_else_by_their_name(path: str, is_read: bool) -> None:
    assert (language_of(path) is not None) == is_read


def test_what_only_mentions_a_contract_has_no_shapes() -> None:
    assert read("a.yaml", "on: push # @contract User\njobs:\n  # @contract User\n  a: [1, 2]\n").records == ()
    assert read("a.yaml", "- @contract\n- [").records == ()


FOUR = """
A:
  type: object
  required: [id, age]
  properties:
    id:
      type: string
    {typed}
    age:
      type: integer
B:
  type: object
  properties:
    b: { type: boolean }
"""


@pytest.mark.parametrize(
    "typed",
    [
        "em", "em:", "em: {", "em: { type", "em: { type: string", "em: [", 'em: "', "em: 'x", "- em", "em: &", "em: *x", "em: !", "? ", "|",
        "em: >",
        "\tem: x", "em: a: b", "{", "}", "]", "@", "`", "%", "x: y\n        z: [",
    ],
)  # fmt: skip
def test_what_is_being_typed_costs_no_other_property(typed: str) -> None:
    shapes = read("a.yaml", api(FOUR.replace("{typed}", typed)))
    found = {r.name: r for r in shapes.records}
    assert [shown(f) for f in found["B"].fields] == ["b?: boolean"]
    assert shown(found["A"].fields[0]) == "id: string"
    assert "age: int" in [shown(f) for f in found["A"].fields] or found["A"].open


@pytest.mark.parametrize(
    "typed", ['"em"', '"em":', '"em": {', '"em": {"type": "str', '"em": []', ",", "{", '"em": tru']
)
def test_what_is_being_typed_in_json_costs_no_other_schema(typed: str) -> None:
    source = f"""{{
  "openapi": "3.1.0",
  "components": {{
    "schemas": {{
      "A": {{
        "properties": {{
          "id": {{ "type": "string" }},
          {typed}
          "age": {{ "type": "integer" }}
        }}
      }},
      "B": {{ "properties": {{ "b": {{ "type": "boolean" }} }} }}
    }}
  }}
}}
"""
    shapes = read("a.json", source)
    found = {r.name: r for r in shapes.records}
    assert shown(found["A"].fields[0]) == "id?: string"
    assert "B" not in found or [shown(f) for f in found["B"].fields] == ["b?: boolean"]
    assert "age?: int" in [shown(f) for f in found["A"].fields] or found["A"].open


def test_a_property_goes_below_the_last_one_or_in_json_below_the_first() -> None:
    source = api("A:\n  properties:\n    a: { type: string }\n    b:\n      type: string\n  required: [a]")
    assert record("a.yaml", source).insert_at == source.index("      required")
    text = json.dumps({"openapi": "3.1.0", "definitions": {"A": {"properties": {"a": {}, "b": {}}}}}, indent=2)
    assert record("a.json", text).insert_at == text.index('        "b"')
    parts = api("A:\n  allOf:\n    - $ref: x.yaml\n    - required: [a]\n      properties:\n        a: {}\nB: {}")
    assert record("a.yaml", parts).insert_at == parts.index("    B:")
    flat = json.dumps({"openapi": "3.1.0", "definitions": {"A": {"properties": {"a": {}}}}})
    assert record("a.json", flat).insert_at is None


def test_a_contract_is_written_as_it_is_read() -> None:
    source = """export interface A {
      /** @format uuid */ id: string; name: string | null; tags?: string[]; /** @format date-time */ at: string;
      /** @format int */ n: number; role: "on" | "b-c"; more: Record<string, string>; "x-y": boolean;
    }"""
    contract = read("a.contract.ts", source).records[0]
    lines = [WRITER.field(f, contract, None, "a.yaml") for f in contract.fields]
    assert lines == [
        "id: { type: string, format: uuid }",
        'name: { type: [string, "null"] }',
        "tags: { type: array, items: { type: string } }",
        "at: { type: string, format: date-time }",
        '"n": { type: integer }',
        'role: { type: string, enum: ["on", b-c] }',
        "more: { type: object, additionalProperties: { type: string } }",
        "x-y: { type: boolean }",
    ]
    assert one("\n".join(x or "" for x in lines)) == [
        "id?: uuid",
        "name?: string|null",
        "tags?: string[]",
        "at?: instant",
        "n?: int",
        "role?: enum(on b-c)",
        "more?: map",
        "x-y?: boolean",
    ]
    assert WRITER.field(contract.fields[1], contract, None, "a.json") == '"name": {"type": ["string", "null"]},'
    assert WRITER.comment("why") == "# why"


@pytest.mark.parametrize(
    ("version", "written"),
    [
        ("openapi: 3.1.0", 'a: { type: [string, "null"], enum: [x, z, null] }'),
        ("openapi: 3.0.3", "a: { type: string, enum: [x, z, null], nullable: true }"),
        ("swagger: '2.0'", "a: { type: string, enum: [x, z, null], x-nullable: true }"),
    ],
)
def test_null_is_allowed_in_the_way_of_the_version(version: str, written: str) -> None:
    contract = read("a.contract.ts", 'export interface A { a: "x" | "z" | null; b: "w" | null }').records[0]
    schema = record("a.yaml", f"{version}\ncomponents: {{ schemas: {{ A: {{ properties: {{}} }} }} }}\n")
    assert WRITER.field(contract.fields[0], schema, None, "a.yaml") == written
    assert WRITER.field(contract.fields[1], schema, None, "a.yaml") is None


@pytest.mark.parametrize(
    ("version", "written"),
    [
        ("openapi: 3.1.0", 'b: { oneOf: [{ $ref: "#/components/schemas/B" }, { type: "null" }] }'),
        ("openapi: 3.0.3", 'b: { nullable: true, allOf: [{ $ref: "#/components/schemas/B" }] }'),
    ],
)
def test_what_has_a_name_in_the_file_is_referred_to(version: str, written: str) -> None:
    source = (
        "export interface A { a: B; b: B | null; c: C; d: B[] } export interface B { x: string } export interface C {}"
    )
    contract = read("a.contract.ts", source).records[0]
    schema = record(
        "a.yaml", f"{version}\ncomponents: {{ schemas: {{ A: {{ properties: {{}} }}, B: {{ type: object }} }} }}\n"
    )
    assert [WRITER.field(f, schema, None, "a.yaml") for f in contract.fields] == [
        'a: { $ref: "#/components/schemas/B" }',
        written,
        None,
        'd: { type: array, items: { $ref: "#/components/schemas/B" } }',
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("required: [a]\nproperties: { a: {} }", "required: [a, x]\nproperties: { a: {} }"),
        ("required:\n  - a\n  - b\nproperties: {}", "required:\n  - a\n  - b\n  - x\nproperties: {}"),
        ("required:\n- a\nproperties: {}", "required:\n- a\n- x\nproperties: {}"),
        ("type: object\nproperties: {}", "type: object\nrequired: [x]\nproperties: {}"),
        ("required: []\nproperties: {}", None),
    ],
)
def test_a_required_property_is_listed(before: str, after: str | None) -> None:
    source = f"swagger: '2.0'\ndefinitions:\n  A:\n    {before.replace(chr(10), chr(10) + '    ')}\n"
    changed = listed("a.yaml", source)
    assert changed == (after and source.replace(before.replace("\n", "\n    "), after.replace("\n", "\n    ")))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{ "properties": {} }', None),
        ('{\n  "properties": {}\n}', '{\n  "required": ["x"],\n  "properties": {}\n}'),
        ('{"required": ["a"], "properties": {}}', '{"required": ["a", "x"], "properties": {}}'),
        ('{"properties": {}, "required": [\n  "a"\n]}', '{"properties": {}, "required": [\n  "a",\n  "x"\n]}'),
    ],
)
def test_a_required_property_is_listed_in_json(before: str, after: str | None) -> None:
    source = f'{{"swagger": "2.0", "definitions": {{"A": {before}}}}}'
    assert listed("a.json", source) == (after and source.replace(before, after))


def listed(path: str, source: str) -> str | None:
    """The source with one more required property of its schema."""
    contract = read("a.contract.ts", "export interface A { x: string; y?: string }").records[0]
    schema = record(path, source)
    assert WRITER.listing(contract.fields[1], schema, path) is None
    found = WRITER.listing(contract.fields[0], schema, path)
    return source[: found[0]] + found[1] + source[found[0] :] if found is not None else None


@pytest.mark.parametrize(
    "piece", ["[", "{", "{a: ", "- ", "a:\n ", "&a [", "? ", "'", '"', "<<: *a\n", "allOf: [", "%", "!x "]
)
def test_deep_nesting_exhausts_nothing(piece: str) -> None:
    read("a.yaml", api(f"A: {piece * 3000}"))
    read("a.json", '{"openapi": "3.1.0", "definitions": {"A": {"allOf": ' + piece * 3000)


def test_aliases_of_aliases_exhaust_nothing() -> None:
    levels = "\n".join(
        f"a{i}: &a{i} {{ allOf: [*a{i - 1}, *a{i - 1}], properties: {{ x: *a{i - 1}, y: *a{i - 1} }} }}"
        for i in range(1, 40)
    )
    source = f"a0: &a0 {{ properties: {{ p: {{ type: string }} }} }}\n{levels}\n"
    read(
        "a.yaml", "openapi: 3.0.0\ncomponents:\n  schemas:\n" + "\n".join("    " + line for line in source.split("\n"))
    )


def test_a_long_lock_file_is_not_read_as_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: Text) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr(openapi, "read_tree", refuse)
    lock = json.dumps({"packages": {f"node_modules/openapi{i}": {"version": "1.0.0"} for i in range(1000)}}, indent=2)
    assert openapi.read("package-lock.json", Text(lock)) == FileShapes("openapi")
