"""What a Prisma schema exposes."""

import pytest

from dovetail.core.text import Text

from .shown import fields, read, record, shown


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a String", "a: string"),
        ("a String?", "a: string|null"),
        ("a String[]", "a: string[]"),
        ("a Int @default(autoincrement())", "a=: int"),
        ("a BigInt", "a: bigint"),
        ("a Float", "a: float"),
        ("a Decimal @db.Decimal(10, 2)", "a: decimal"),
        ("a Boolean @default(false)", "a=: boolean"),
        ("a DateTime @updatedAt", "a=: instant"),
        ("a DateTime @db.Date", "a: date"),
        ("a DateTime @db.Time(3)", "a: time"),
        ("a Bytes", "a: bytes"),
        ("a Json?", "a: json|null"),
        ("a String @id @default(uuid()) @db.Uuid", "a=: uuid"),
        ("a String @default(uuid(7))", "a=: uuid"),
        ("a String @default(cuid())", "a=: string"),
        ('a String @map("a_b")', "a(a_b): string"),
        ('a String @map(name: "a_b") @unique', "a(a_b): string"),
        ("a Role", "a: enum(ADMIN member)"),
        ("a Role[] @default([ADMIN])", "a=: enum(ADMIN member)[]"),
        ("a Other", "a: Other relation"),
        ("a Other[]", "a: Other[] relation"),
        ("a Elsewhere? @relation(fields: [b], references: [id])", "a: Elsewhere|null relation"),
        ("a Elsewhere", "a: Elsewhere"),
        ("a Address", "a: Address"),
        ('a Unsupported("circle")?', "a: unknown|null"),
        ("/// @format date\n  a String", "a: date"),
        ("a String /// @format uuid", "a: uuid"),
        ("a String // @format uuid", "a: string"),
        ("a Elsewhere @relation(fields: [b],\n    references: [id])", "a: Elsewhere relation"),
        ('a String @default("}") @map("x")', "a(x)=: string"),
        ("a", "a: hole|?"),
        ("größe String", "größe: string"),
    ],
)
def test_fields(line: str, expected: str) -> None:
    around = 'enum Role {\n  ADMIN\n  MEMBER @map("member")\n}\nmodel Other {\n  id Int\n}\ntype Address {\n  street String\n}\n'
    assert fields("x.prisma", f"{around}model X {{\n  {line}\n  z Int\n}}\n", "X") == [expected, "z: int"]


def test_a_model() -> None:
    source = """// a remark
/// A person.
/// @contract User subset
model User {
  id    Int    @id
  /// Where letters go.
  /// @format email
  email String @unique // plain

  name  String /// what we call them

  @@index([email])
  @@map("users")
}
"""
    found = record("x.prisma", source)
    text = Text(source)
    assert (found.name, found.table, found.layer, found.construct, found.doc) == (
        "User",
        "users",
        "db",
        "model",
        "A person.",
    )
    assert [(t.name, t.value, t.prose) for t in found.tags] == [("contract", "User", "subset")]
    assert [f.doc for f in found.fields] == ["", "Where letters go.", "what we call them"]
    assert [text[f.range] for f in found.fields] == [
        "id    Int    @id",
        "/// Where letters go.\n  /// @format email\n  email String @unique // plain",
        "name  String /// what we call them",
    ]
    assert [text[f.type_range] for f in found.fields if f.type_range] == ["Int", "String", "String"]
    assert found.insert_at is not None and source[found.insert_at :].startswith("\n  @@index")


def test_enums_views_and_definitions() -> None:
    source = """datasource db {
  provider = "postgresql"
}
/// @contract Role
enum Role {
  /// first
  ADMIN
  MEMBER @map("member")
  @@map("roles")
}
view Active {
  id Int
}
"""
    shapes = read("x.prisma", source)
    assert [(m.name, m.value) for m in shapes.enums[0].members] == [("ADMIN", "ADMIN"), ("MEMBER", "member")]
    assert shapes.enums[0].tags[0].value == "Role"
    assert [(d.name, d.construct) for d in shapes.definitions] == [("Role", "enum"), ("Active", "view")]


@pytest.mark.parametrize(
    "broken",
    ["model User {\n  a Int\n", "model User {\n  a Int @default(\n  b Int\n}\n", 'model User {\n  a String @map("x\n}\n', "model \n",
     "model User\n", "}}\n", "model User { a Int @relation(fields: [\n"],
)  # fmt: skip
def test_a_broken_block_costs_no_other(broken: str) -> None:
    shapes = read("x.prisma", f"model A {{\n  x Int\n}}\n\n{broken}\nmodel B {{\n  y Int\n}}\n")
    by_name = {r.name: [shown(f) for f in r.fields] for r in shapes.records}
    assert by_name["A"] == ["x: int"]
    assert by_name["B"] == ["y: int"]


def test_a_name_without_a_type_is_a_hole() -> None:
    source = "model X {\n  a\n  b Int\n}\n"
    shapes = read("x.prisma", source)
    assert [source[h.start - 1] for h in shapes.holes] == ["a"]
    assert [shown(f) for f in shapes.records[0].fields] == ["a: hole|?", "b: int"]
