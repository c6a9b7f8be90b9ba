"""GraphQL's schema language: what it says of presence, null, lists and kinds, and what is left while it is being typed."""

import pytest
from graphql import parse as oracle
from graphql.language import (
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    TypeNode,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from dovetail.core.contracts import Contracts
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.languages.graphql import WRITER
from support.tries import tries

from .shown import fields, kind, read, record, shown, use


def test_an_answer_has_all_its_fields_and_some_may_be_null() -> None:
    source = """
        type User implements Node & Entity @key(fields: "id") {
          id: ID!
          email: String
          roles: [Role!]!
          scores: [[Float]]
          posts(first: Int = 10, after: String): [Post!]! @deprecated(reason: "use } feed {")
        }
        enum Role { ADMIN MEMBER @deprecated }
    """
    assert fields("a.graphql", source) == [
        "id: string",
        "email: string|null",
        "roles: enum(ADMIN MEMBER)[]",
        "scores: float[][]|null",
        "posts: Post[]",
    ]
    assert [b.name for b in record("a.graphql", source).bases] == ["Node", "Entity"]


def test_an_input_may_leave_out_what_may_be_null_or_has_a_default() -> None:
    source = """input New {
      a: String!  b: String  c: [Int!]! = [1, 2]  d: Int = null  e: Point = {x: 1, y: {z: 2}}
      f: Int!
    }"""
    assert fields("a.gql", source) == [
        "a: string",
        "b?: string|null",
        "c=: int[]",
        "d?: int|null",
        "e=: Point|null",
        "f: int",
    ]


@pytest.mark.parametrize(
    ("scalar", "found"),
    [
        ("DateTime", "instant"),
        ("Date", "date"),
        ("UUID", "uuid"),
        ("BigInt", "bigint"),
        ("Decimal", "decimal"),
        ("JSON", "json"),
        ("Int", "int"),
        ("Boolean", "boolean"),
        ("EmailAddress", "string"),
    ],
)
def test_scalars_mean_what_they_are_called(scalar: str, found: str) -> None:
    assert fields("a.graphql", f"type A {{ a: {scalar}! }}") == [f"a: {found}"]
    declared = "" if scalar in ("Int", "Boolean") else f"\nscalar {scalar}"
    assert fields("a.graphql", f"type A {{ a: {scalar}! }}{declared}") == [f"a: {found}"]


def test_a_scalar_of_ones_own_may_be_anything() -> None:
    assert fields("a.graphql", "scalar Money\ntype A { a: Money! b: Elsewhere! }") == ["a: unknown", "b: Elsewhere"]


def test_a_type_that_is_called_like_a_scalar_is_that_type() -> None:
    assert fields("a.graphql", "type A { a: Date! }\ntype Date { year: Int! }") == ["a: Date"]


def test_words_and_tags_come_from_comments_and_descriptions() -> None:
    source = '''
# Not about the type.

# @contract User
"""
A person.
"""
type User {
  "The key. @format uuid"
  id: ID!
  # shown everywhere
  name: String! # dovetail-ignore kind-mismatch: it is
}
"@contract Role closed"
enum Role { A }
'''
    shapes = read("a.graphql", source)
    user = shapes.records[0]
    assert (user.doc, [(t.name, t.value) for t in user.tags]) == ("A person.", [("contract", "User")])
    assert [shown(f) for f in user.fields] == ["id: uuid", "name: string"]
    assert user.fields[1].doc == "shown everywhere"
    assert [(t.value, t.prose) for t in shapes.enums[0].tags] == [("Role", "closed")]
    assert [i.rule for i in shapes.ignores] == ["kind-mismatch"]
    assert source[user.range.start :].startswith("# @contract User")


def test_a_field_has_the_range_that_removes_it() -> None:
    source = 'type A {\n  "one"\n  a: Int! @x # more\n  b(\n    c: Int\n  ): Int\n}\n'
    first, second = record("a.graphql", source).fields
    assert source[first.range.start : first.range.end] == '"one"\n  a: Int! @x # more'
    assert source[second.range.start : second.range.end] == "b(\n    c: Int\n  ): Int"
    assert first.type_range is not None
    assert source[first.type_range.start : first.type_range.end] == "Int!"


def test_an_extension_adds_to_a_type_of_the_same_file_and_stands_open_in_another() -> None:
    assert fields("a.graphql", "type A { a: Int }\nextend type A { b: Int }") == ["a: int|null", "b: int|null"]
    there = read("a.graphql", "extend type A { b: Int }").records[0]
    assert (there.name, there.open) == ("A", True)
    shapes = read("a.graphql", "type B { e: E! }\nenum E { X }\nextend enum E { Y }")
    assert [[m.value for m in e.members] for e in shapes.enums] == [["X", "Y"]]
    assert shown(shapes.records[0].fields[0]) == "e: enum(X Y)"


def test_unions_and_scalars_are_aliases() -> None:
    shapes = read("a.graphql", 'union Found = | A | B\nscalar Money @specifiedBy(url: "x")\ndirective @x on FIELD\n')
    assert [(a.name, kind(a.kind)) for a in shapes.aliases] == [("Found", "union(A B)"), ("Money", "unknown")]
    assert [d.name for d in shapes.definitions] == ["Found", "Money"]


def test_operations_are_not_definitions() -> None:
    source = "query Q($id: ID!) { user(id: $id) { type name } }\nfragment F on User { enum }\ntype A { a: Int }\n"
    assert [r.name for r in read("a.graphql", source).records] == ["A"]


@pytest.mark.parametrize(
    "typed", ["email", "email:", "email: ", "email: [", "email(", "email(a: ", "@", '"""', '"', "!"]
)
def test_what_is_being_typed_costs_no_other_field(typed: str) -> None:
    source = f"type A {{\n  id: ID!\n  {typed}\n  name: String!\n}}\n\ntype B {{\n  b: Int!\n}}\n"
    shapes = read("a.graphql", source)
    names = {r.name: [f.name for f in r.fields if f.kind.name != "hole" and f.name != "email"] for r in shapes.records}
    assert names["B"] == ["b"]
    assert names["A"][0] == "id"
    assert names["A"][-1] == "name"


def test_a_missing_brace_costs_no_other_type() -> None:
    shapes = read("a.graphql", "type A {\n  a: Int!\n\n# @contract B\ntype B {\n  b: Int!\n}\n")
    assert [(r.name, [f.name for f in r.fields], len(r.tags)) for r in shapes.records] == [
        ("A", ["a"], 0),
        ("B", ["b"], 1),
    ]


def test_a_member_goes_below_the_last_one() -> None:
    source = "type A {\n  a: Int! # one\n  # the end\n}\ntype B { b: Int! }\n"
    shapes = read("a.graphql", source)
    assert shapes.records[0].insert_at == source.index("  # the end")
    assert shapes.records[1].insert_at is None


def test_a_contract_is_written_as_it_is_read() -> None:
    source = """export interface A {
      id: string; name: string | null; tags?: string[];
      /** @format date-time */ at: string; /** @format int */ n: number; role: "A" | "B"; more: Record<string, string>;
    }"""
    contract = read("a.contract.ts", source).records[0]
    lines = [WRITER.field(f, contract, None, "a.graphql") for f in contract.fields]
    assert lines == [
        "id: ID!",
        "name: String",
        "tags: [String!]",
        "at: DateTime!",
        "n: Int!",
        None,  # an enum needs a name
        "more: JSON!",
    ]
    assert len(fields("a.graphql", "type A {\n" + "\n".join(x or "" for x in lines) + "\n}")) == 6
    assert WRITER.comment("why") == "# why"
    assert isinstance(contract, Record)
    assert Contracts({}).names == Snapshot().contracts.names == []


# What a schema without a fault may hold, in the order of the grammar.
_NAMES = st.sampled_from(["a", "userId", "type", "input", "enum", "on", "null", "A", "User", "_x", "String", "Date"])
_SPACE = st.sampled_from([" ", "\n", ", ", "\n# type X {\n", " \t", "\r\n"])
_DOCS = st.sampled_from(["", '"plain"', '"""\n  block } type A { "" \\""" \n"""', '"@contract A"', "# note\n"])
_DIRECTIVES = st.sampled_from(["", "@x", '@x(a: "}", b: [1, {c: D}])', "@a @b(n: -1.5e3)"])
_TYPES = st.recursive(
    _NAMES,
    lambda inner: st.one_of(inner.map(lambda t: f"[{t}]"), inner.map(lambda t: t if t.endswith("!") else t + "!")),
    max_leaves=4,
)
_VALUES = st.sampled_from(["", "= 1", '= "x"', "= null", "= [A, B]", "= {a: {b: 1}}", '= """x"""'])


@st.composite
def _schemas(draw: st.DrawFn) -> str:
    parts: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        what = draw(st.sampled_from(["type", "input", "interface", "enum", "scalar", "union", "directive"]))
        name, doc, directives, gap = draw(_NAMES), draw(_DOCS), draw(_DIRECTIVES), draw(_SPACE)
        head = f"{doc}{gap}{what}{gap}{name if what != 'directive' else '@' + name}{gap}"
        body = ""
        for _ in range(draw(st.integers(1, 3))):
            own, words = draw(_NAMES.filter(lambda n: n not in ("null", "true"))), draw(_DOCS)
            if what == "enum":
                body += f"{words}{gap}{own}{gap}{draw(_DIRECTIVES)}{gap}"
            else:
                arguments = (
                    draw(st.sampled_from(["", "(first: Int = 10)", '("words" a: [A!] = [B] @x)']))
                    if what != "input"
                    else ""
                )
                value = draw(_VALUES) if what == "input" else ""
                body += f"{words}{gap}{own}{arguments}:{gap}{draw(_TYPES)}{gap}{value}{gap}{draw(_DIRECTIVES)}{gap}"
        match what:
            case "scalar":
                parts.append(head + directives)
            case "union":
                parts.append(f"{head}{directives} = | A | B")
            case "directive":
                parts.append(f"{head} repeatable on OBJECT | FIELD")
            case "type" | "interface":
                parts.append(
                    f"{head}{draw(st.sampled_from(['', 'implements A & B', 'implements & A']))} {directives} {{{gap}{body}}}"
                )
            case _:
                parts.append(f"{head}{directives} {{{gap}{body}}}")
    return "\n".join(parts)


@settings(max_examples=tries(150), deadline=None)
@given(_schemas())
def test_a_schema_without_a_fault_is_read_as_graphql_itself_reads_it(source: str) -> None:
    expected: list[object] = []
    for definition in oracle(source).definitions:
        match definition:
            case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode() | InputObjectTypeDefinitionNode():
                lines = [
                    (f.name.value, *_type(f.type), f.type.loc and (f.type.loc.start, f.type.loc.end))
                    for f in definition.fields or ()
                ]
                expected.append((definition.name.value, lines))
            case EnumTypeDefinitionNode():
                expected.append((definition.name.value, [v.name.value for v in definition.values or ()]))
            case _:
                pass
    shapes = read("a.graphql", source)
    found: list[tuple[int, object]] = [
        (r.name_range.start, (r.name, [_line(f) for f in r.fields])) for r in shapes.records
    ]
    found += [(e.name_range.start, (e.name, [m.name for m in e.members])) for e in shapes.enums]
    assert [shape for _, shape in sorted(found, key=lambda f: f[0])] == expected


def _type(node: TypeNode) -> tuple[int, bool]:
    """How many lists, and whether it may be null."""
    nullable = not isinstance(node, NonNullTypeNode)
    inner: TypeNode = node.type if isinstance(node, NonNullTypeNode) else node
    if isinstance(inner, ListTypeNode):
        return _type(inner.type)[0] + 1, nullable
    assert isinstance(inner, NamedTypeNode)
    return 0, nullable


def _line(field: Field) -> object:
    assert field.type_range is not None
    return field.name, field.list_depth, field.nullable == "yes", (field.type_range.start, field.type_range.end)


def test_ranges_hold_in_text_with_astral_characters() -> None:
    source = '# 😀\ntype A { "é😀" a: Int! }'
    field = record("a.graphql", source).fields[0]
    assert Text(source)[field.name_range] == "a"


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("query A($x: New = {a: 1}, $b: [Int!]! = [1]) @live { user(id: $id, where: {a: 1}) @skip(if: $x) { id } }",
         ["Query.user", "Query.user.(id) =", "Query.user.(id).($$id x b =", "Query.user.(where) =", "Query.user.(where).({a =",
          "Query.user.(where).({a.(:int =", "Query.user.(where).({}a =", "Query.user.id"]),
        ("query A($x: [New!]! = []) { user(id: $x, by: NAME, o: {x: $x}) @f(a: $x) }",
         ["Query.user", "Query.user.(id) =", "Query.user.(id).($[New!]! = =", "Query.user.(id).(:list =", "Query.user.(by) =",
          "Query.user.(by).(=NAME =", "Query.user.(o) =", "Query.user.(o).({x =", "Query.user.(o).({x.($[New!]! = =",
          "Query.user.(o).({x.(:list =", "Query.user.(o).({}x ="]),
        ("{ users { name: fullName __typename } }", ["Query.users", "Query.users.fullName"]),
        ("mutation { add(input: {email: 1}) { id } }",
         ["Mutation.add", "Mutation.add.(input) =", "Mutation.add.(input).({email =", "Mutation.add.(input).({email.(:int =",
          "Mutation.add.(input).({}email =", "Mutation.add.id"]),
        ("query ($x: Int) { a(l: [1, {b: $x}], s: \"t\", f: 1.5, n: null) local @client { of } }",
         ["Query.a", "Query.a.(l) =", "Query.a.(l).(:list =", "Query.a.(l).({b =", "Query.a.(l).({b.($Int =", "Query.a.(l).({}b =",
          "Query.a.(s) =", "Query.a.(s).(:string =", "Query.a.(f) =", "Query.a.(f).(:float =", "Query.a.(n) =", ".of"]),
        ("subscription S { changed }", ["Subscription.changed"]),
        ("fragment F on User @x { email team { name } }",
         ["type of a fragment of graphql.User", "User.email", "User.team", "User.team.name"]),
        ("{ node { ...F ... on User @x { email } ... { id } } }",
         ["Query.node", "fragment of graphql.F", "type of a fragment of graphql.User", "User.email", "Query.node.id"]),
        ("{ a { b } c }", ["Query.a", "Query.a.b", "Query.c"]),
        ("{ a { b }", []),
        ("fragment F on", []),
    ],
)  # fmt: skip
def test_what_operations_ask_for(operation: str, expected: list[str]) -> None:
    assert [use(u).removeprefix("graphql ") for u in read("x.graphql", operation + "\n").uses] == expected


@pytest.mark.parametrize(
    "code",
    [
        "const USERS = gql`\n  ${LINE}\n  query { users { id mail } }\n`;",
        "const USERS = graphql(`query { users { id mail } }`);",
        "const USERS = /* GraphQL */ `query { users { id mail } }`;",
    ],
)
def test_operations_in_code(code: str) -> None:
    shapes = read("a.ts", code)
    assert [
        (u.chain, code[u.ranges[-1].start : u.ranges[-1].end]) for u in shapes.uses if u.type_name == "graphql Query"
    ] == [
        (("users",), "users"),
        (("users", "id"), "id"),
        (("users", "mail"), "mail"),
    ]
