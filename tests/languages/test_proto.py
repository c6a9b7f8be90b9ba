"""Protocol Buffers: what crosses the wire as JSON, and what is left while a file is being typed."""

import pytest

from dovetail.core.shapes import Record
from dovetail.languages.proto import WRITER, lower_camel

from .shown import fields, kind, read, record, shown

HEAD = 'syntax = "proto3";\n'


def test_a_plain_field_has_a_value_and_an_optional_one_may_lack_it() -> None:
    source = (
        HEAD
        + """message User {
      string id = 1;
      optional string nick_name = 2;
      repeated int32 scores = 3;
      map<string, Role> roles = 4;
      Other other = 5;
      oneof contact { string email = 6; string phone_no = 7 [json_name = "phone"]; }
      optional Other spare = 8;
      repeated Other others = 9 [deprecated = true, packed=false];
    }
    enum Role { ROLE_UNSPECIFIED = 0; ROLE_ADMIN = 1; }
    """
    )
    assert fields("a.proto", source) == [
        "id: string",
        "nick_name(nickName)?: string|null",
        "scores=: int[]",
        "roles=: map",
        "other=: Other|?",
        "email?: string|null",
        "phone_no(phone)?: string|null",
        "spare?: Other|null",
        "others=: Other[]",
    ]
    roles = record("a.proto", source).fields[3]
    assert [kind(o) for o in roles.kind.options] == ["enum(ADMIN)"]


@pytest.mark.parametrize(
    ("type", "found"),
    [
        ("double", "a: float"),
        ("sint32", "a: int"),
        ("int64", "a: bigint"),
        ("fixed64", "a: bigint"),
        ("bool", "a: boolean"),
        ("bytes", "a: bytes"),
        ("google.protobuf.Timestamp", "a=: instant|?"),
        (".google.protobuf.Timestamp", "a=: instant|?"),
        ("google.protobuf.StringValue", "a=: string|null"),
        ("google.protobuf.Int64Value", "a=: bigint|null"),
        ("google.protobuf.Struct", "a=: map|?"),
        ("google.protobuf.Value", "a=: json|?"),
        ("google.type.Money", "a=: unknown|?"),
        ("acme.v1.User", "a=: User|?"),
    ],
)
def test_kinds_are_those_of_the_wire(type: str, found: str) -> None:
    assert fields("a.proto", f"{HEAD}message A {{ {type} a = 1; }}") == [found]


def test_older_and_newer_syntaxes_say_presence_in_their_own_way() -> None:
    body = "message A { required string a = 1; optional int32 b = 2; optional int32 c = 3 [default = 5]; }"
    assert fields("a.proto", body) == ["a: string", "b?: int|null", "c=: int|null"]
    edition = 'edition = "2023"; '
    body = (
        "message A { string a = 1; B b = 2; string c = 3 [features.field_presence = IMPLICIT]; repeated int32 d = 4; }"
    )
    assert fields("a.proto", edition + body) == ["a=: string|?", "b=: B|?", "c: string", "d=: int[]"]
    body = "option features.field_presence = IMPLICIT; message A { string a = 1; }"
    assert fields("a.proto", edition + body) == ["a: string"]


@pytest.mark.parametrize(
    ("name", "wire"),
    [("user_id", "userId"), ("a_1", "a1"), ("URL_path", "URLPath"), ("plain", "plain"), ("_x", "X"), ("a__b", "aB")],
)
def test_json_has_lower_camel_names(name: str, wire: str) -> None:
    assert lower_camel(name) == wire


@pytest.mark.parametrize(
    ("enum", "members"),
    [
        ("enum Role { ROLE_UNSPECIFIED = 0; ROLE_ADMIN = 1; ROLE_TEAM_LEAD = 2; }", ["ADMIN", "TEAM_LEAD"]),
        ("enum UserRole { ROLE_ADMIN = 0; ROLE_MEMBER = 1; }", ["ADMIN", "MEMBER"]),
        ("enum Role { ADMIN = 0; MEMBER = 1; }", ["ADMIN", "MEMBER"]),
        ("enum Status { IN_PROGRESS = 0; IN_REVIEW = 1; }", ["IN_PROGRESS", "IN_REVIEW"]),
        ("enum Mode { MODE_UNSPECIFIED = 0; ROAD = 1; RAIL = 2; }", ["ROAD", "RAIL"]),
        ("enum Mode { UNSPECIFIED = 0; MODE_ROAD = 1; }", ["ROAD"]),
        ("enum Combiner { COMBINE_UNSPECIFIED = 0; AND = 1; }", ["AND"]),
        ("enum E { option allow_alias = true; reserved 2, 5 to max; A = 0; B = 0 [deprecated = true]; }", ["A", "B"]),
        ("message Order { enum Kind { ORDER_KIND_BIG = 1; ORDER_KIND_SMALL = 2; } }", ["BIG", "SMALL"]),
        ("enum Empty {}", []),
    ],
)
def test_a_common_prefix_is_not_part_of_a_members_name(enum: str, members: list[str]) -> None:
    source = HEAD + enum
    found = read("a.proto", source).enums[0].members
    assert [m.value for m in found] == members
    assert [source[m.range.start : m.range.end] for m in found] == members


def test_words_and_tags_come_from_comments() -> None:
    source = (
        HEAD
        + """
// A licence, not about the message.

/* A person.
 * @contract User subset
 */
message User {
  // The key. @format uuid
  string id = 1;
  int64 n = 2; // dovetail-ignore kind-mismatch: it is so
}
"""
    )
    shapes = read("a.proto", source)
    user = shapes.records[0]
    assert (user.doc, [(t.value, t.prose) for t in user.tags]) == ("A person.", [("User", "subset")])
    assert [shown(f) for f in user.fields] == ["id: uuid", "n: bigint"]
    first, second = user.fields
    assert source[first.range.start : first.range.end] == "// The key. @format uuid\n  string id = 1;"
    assert source[second.range.start : second.range.end].endswith("it is so")
    assert [i.rule for i in shapes.ignores] == ["kind-mismatch"]


def test_http_bindings_are_routes() -> None:
    source = (
        HEAD
        + """service S {
      rpc Plain(A) returns (B);
      // Get one. @contract GetUser
      rpc Get(A) returns (stream B) {
        option deprecated = true;
        option (google.api.http) = {
          get: "/v1/users/{user.id=users/*}/roles/{role}"
          additional_bindings { post: '/v1/find' body: "*" }
        };
      }
      rpc Drop(A) returns (B) { option (google.api.http).delete = "/v1/users/{id}"; }
    }"""
    )
    routes = read("a.proto", source).routes
    assert [(r.method, r.path, r.side) for r in routes] == [
        ("GET", "/v1/users/:id/roles/:role", "described"),
        ("POST", "/v1/find", "described"),
        ("DELETE", "/v1/users/:id", "described"),
        ("POST", "/S/Plain", "described"),  # what gRPC calls a method that no other path is given to
    ]
    # The tag speaks of the first path; the others lead to the same call.
    assert [[t.value for t in r.tags] for r in routes] == [["GetUser"], [], [], []]
    assert source[routes[2].method_range.start : routes[2].method_range.end] == "delete"
    assert source[routes[0].path_range.start : routes[0].path_range.end].startswith("/v1/users/{user.id")


def test_messages_nest() -> None:
    source = (
        HEAD
        + "message A { message B { message C { int32 c = 1; } C c = 1; } B b = 1; extend D { int32 x = 9; } int32 z = 2; }"
    )
    assert [(r.name, [f.name for f in r.fields]) for r in read("a.proto", source).records] == [
        ("A", ["b", "z"]),
        ("B", ["c"]),
        ("C", ["c"]),
    ]


def test_fields_may_be_called_like_keywords() -> None:
    source = (
        HEAD
        + "message A { string message = 1; string enum = 2; optional string optional = 3; string rpc = 4; string map = 5; }"
    )
    assert [f.name for f in record("a.proto", source).fields] == ["message", "enum", "optional", "rpc", "map"]


@pytest.mark.parametrize(
    "typed",
    [
        "str",
        "string",
        "string em",
        "string em =",
        "string em = 7",
        "string em = 7 [",
        "string em = 7 [json_name = ",
        "optional",
        "optional string",
        "repeated",
        "map<",
        "map<string",
        "map<string, Role> em",
        "oneof",
        "reserved",
        "option",
        "=",
        ";",
        '"',
        "/",
    ],
)
def test_what_is_being_typed_costs_no_other_field(typed: str) -> None:
    source = f"{HEAD}message A {{\n  string id = 1;\n  {typed}\n  int32 age = 2;\n}}\n\n// @contract B\nmessage B {{\n  int32 b = 1;\n}}\n"
    found = {r.name: [shown(f) for f in r.fields if f.name != "em"] for r in read("a.proto", source).records}
    assert found["B"] == ["b: int"]
    assert found["A"][0] == "id: string"
    assert "age: int" in found["A"] or typed in ("optional", "repeated", "reserved", "option")


def test_a_missing_brace_costs_no_other_message() -> None:
    source = (
        HEAD
        + "message A {\n  string a = 1;\n  oneof x {\n    string y = 2;\n\n// @contract B\nmessage B {\n  string b = 1;\n}\n"
    )
    found = read("a.proto", source).records
    assert [(r.name, [f.name for f in r.fields], [t.value for t in r.tags]) for r in found] == [
        ("A", ["a", "y"], []),
        ("B", ["b"], ["B"]),
    ]


def test_a_field_goes_below_the_last_one_with_a_number_of_its_own() -> None:
    source = (
        HEAD
        + "message A {\n  string a = 4;\n  oneof x {\n    int32 y = 9;\n  }\n  message In {\n    int32 z = 30;\n  }\n"
        "  reserved 11 to 14;\n}\n"
    )
    outer, inner = read("a.proto", source).records
    assert outer.insert_at == source.index("  message In")
    assert inner.insert_at == source.index("  }\n  reserved")
    contract = read("a.contract.ts", "export interface A { lastSeenAt: string }").records[0]
    assert WRITER.field(contract.fields[0], outer, None, "a.proto") == "string last_seen_at = 15;"
    assert WRITER.field(contract.fields[0], inner, None, "a.proto") == "string last_seen_at = 31;"


def test_a_contract_is_written_as_it_is_read() -> None:
    source = """export interface A {
      id: string; name: string | null; tags?: string[]; /** @format date-time */ createdAt: string;
      /** @format int */ n: number; /** @format bigint */ big: string; more: Record<string, boolean>; e_mail: string;
      grid: number[][];
    }"""
    contract = read("a.contract.ts", source).records[0]
    empty = record("a.proto", HEAD + "message A {\n}\n")
    lines = [WRITER.field(f, empty, None, "a.proto") for f in contract.fields]
    assert lines == [
        "string id = 1;",
        "optional string name = 1;",
        "repeated string tags = 1;",
        "google.protobuf.Timestamp created_at = 1;",
        "int32 n = 1;",
        "int64 big = 1;",
        "map<string, bool> more = 1;",
        'string e_mail = 1 [json_name = "e_mail"];',
        None,
    ]
    read_back = record("a.proto", HEAD + "message A {\n" + "\n".join(x for x in lines if x) + "\n}\n")
    assert [f.wire or f.name for f in read_back.fields] == [f.name for f in contract.fields][:-1]
    assert isinstance(empty, Record)
    assert WRITER.comment("why") == "// why"


def test_types_of_one_name_in_several_messages_are_told_apart() -> None:
    text = """syntax = "proto3";
package shop.v1;
message Order {
  enum State { STATE_UNSPECIFIED = 0; OPEN = 1; PAID = 2; }
  message Line { int32 amount = 1; }
  State state = 1;
  repeated Line lines = 2;
}
message Cart {
  enum State { EMPTY = 0; FULL = 1; }
  message Line { string note = 1; }
  State state = 1;
  Line line = 2;
  shop.v1.Order.State last = 3;
  Other other = 4;
}
message Other { Order.Line line = 1; other.v1.State state = 2; message Note { int32 n = 1; } }
message Last { Note note = 1; other.v1.Unit unit = 2; }
"""
    shapes = read("a.proto", text)
    kinds = {(r.name, f.name): f.kind for r in shapes.records for f in r.fields}
    assert kinds["Order", "state"].values == ("OPEN", "PAID")
    assert kinds["Cart", "state"].values == ("EMPTY", "FULL")
    assert kinds["Cart", "last"].values == ("OPEN", "PAID")
    assert kinds["Cart", "other"].target == "Other"
    ambiguous = [kinds["Order", "lines"], kinds["Cart", "line"], kinds["Other", "line"], kinds["Other", "state"]]
    ambiguous.append(kinds["Last", "note"])  # one of another file, which is called as one within a message here
    assert [k.name for k in ambiguous] == ["unknown"] * 5
    assert kinds["Last", "unit"].target == "Unit"
