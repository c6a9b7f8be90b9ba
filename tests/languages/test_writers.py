"""What is written into a file is read back as the field that was asked for."""

import pytest

from dovetail.core.conventions import Conventions, read_conventions
from dovetail.core.shapes import Field
from dovetail.core.text import Text
from dovetail.languages import writers

from .shown import read, record, shown

CONTRACT = """type Role = 'admin' | 'member';
export interface User {
  /** @format uuid */
  userId: string;
  displayName: string;
  bio: string | null;
  nick?: string;
  age: number;
  /** @format int */
  count: number;
  /** @format date-time */
  createdAt: string;
  /** @format date */
  bornOn: string;
  isAdmin: boolean;
  /** @format decimal */
  price: string;
  tags: string[];
  role: 'admin' | 'member';
  extra: Record<string, string>;
  /** @db e_mail */
  email: string;
  /** @db none */
  secret: string;
  team: Team;
}
"""
FIELDS = {f.name: f for f in record("u.contract.ts", CONTRACT, "User").fields}
FILES = {
    "x.prisma": 'model X {\n  id Int @id @map("id_")\n  @@map("x")\n}\n',
    "x.sql": "CREATE TABLE x (\n  id int NOT NULL,\n  other_id int\n);\n",
    "x.py": "class X(BaseModel):\n    id: int\n",
    "dataclass.py": "@dataclass\nclass X:\n    id: int\n    late: int = 1\n",
    "dict.py": "class X(TypedDict):\n    id: int\n",
    "x.ts": "interface X {\n  id: number;\n}\n",
    "class.ts": "class X {\n  id: number;\n}\n",
    "zod.ts": "const X = z.object({\n  id: z.number(),\n});\n",
}


def written(path: str, name: str, conventions: Conventions | None = None) -> Field | None:
    """The field of a contract, written into a file and read back."""
    source = FILES[path]
    shapes = read(path, source)
    into = shapes.records[0]
    line = writers()[shapes.language].field(FIELDS[name], into, conventions, path)
    if line is None:
        return None
    assert into.insert_at is not None
    assert "\n" not in line and line == line.strip()
    changed = source[: into.insert_at] + f"  {'  ' if path.endswith('.py') else ''}{line}\n" + source[into.insert_at :]
    after = read(path, changed)
    assert after.problems == () and after.holes == ()
    new = [f for f in after.records[0].fields if f.name not in {g.name for g in into.fields}]
    assert len(new) == 1, changed
    assert len(after.records[0].fields) == len(into.fields) + 1
    return new[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("x.prisma", {
            "userId": "userId(user_id): string", "displayName": "displayName(display_name): string", "bio": "bio: string|null",
            "nick": "nick: string|null", "age": "age: float", "count": "count: int", "createdAt": "createdAt(created_at): instant",
            "bornOn": "bornOn(born_on): date", "isAdmin": "isAdmin(is_admin): boolean", "price": "price: decimal",
            "tags": "tags: string[]", "role": "role: string", "extra": "extra: json", "email": "email(e_mail): string",
            "secret": None, "team": None,
        }),
        ("x.sql", {
            "userId": "user_id: uuid", "displayName": "display_name: string", "bio": "bio: string|null", "nick": "nick: string|null",
            "age": "age: float", "count": "count: int", "createdAt": "created_at: instant", "bornOn": "born_on: date",
            "isAdmin": "is_admin: boolean", "price": "price: decimal", "tags": "tags: string[]", "role": "role: enum(admin member)",
            "extra": "extra: json", "email": "e_mail: string", "secret": None, "team": None,
        }),
        ("x.py", {
            "userId": "user_id(userId): uuid", "displayName": "display_name(displayName): string", "bio": "bio: string|null",
            "nick": "nick?: string|null", "age": "age: float", "count": "count: int", "createdAt": "created_at(createdAt): instant",
            "tags": "tags: string[]", "role": "role: enum(admin member)", "extra": "extra: map", "secret": "secret: string",
            "team": "team: Team",
        }),
        ("dataclass.py", {"displayName": "displayName: string", "nick": "nick?: string|null", "age": "age: float"}),
        ("dict.py", {"displayName": "displayName: string", "nick": "nick?: string", "bio": "bio: string|null"}),
        ("x.ts", {
            "userId": "userId: string", "bio": "bio: string|null", "nick": "nick?: string", "tags": "tags: string[]",
            "role": "role: enum(admin member)", "team": "team: Team", "extra": "extra: map",
        }),
        ("class.ts", {"displayName": "displayName: string", "nick": "nick?: string"}),
        ("zod.ts", {
            "userId": "userId: uuid", "bio": "bio: string|null", "nick": "nick?: string", "count": "count: int",
            "createdAt": "createdAt: instant", "bornOn": "bornOn: date", "tags": "tags: string[]", "role": "role: enum(admin member)",
            "extra": "extra: map", "team": None,
        }),
    ],
)  # fmt: skip
def test_fields_are_read_back_as_they_were_asked_for(path: str, expected: dict[str, str | None]) -> None:
    found = {name: written(path, name) for name in expected}
    assert {name: shown(f) if f is not None else None for name, f in found.items()} == expected


def test_conventions_say_how_columns_and_attributes_are_called() -> None:
    front = """---
naming:
  "**/*.prisma": { columns: UPPER_SNAKE_CASE }
  "*.sql": { columns: { casing: snake_case, prefix: x_ } }
  "*.py": { attributes: camelCase }
---
"""
    conventions = read_conventions("CONVENTIONS.md", Text(front))
    assert conventions.problems == ()
    assert {p: shown(f) for p in ("x.prisma", "x.sql", "x.py") if (f := written(p, "displayName", conventions))} == {
        "x.prisma": "displayName(DISPLAY_NAME): string", "x.sql": "x_display_name: string", "x.py": "displayName: string",
    }  # fmt: skip


def test_a_record_whose_own_names_have_a_casing_is_followed() -> None:
    shapes = read("x.sql", 'CREATE TABLE x ("userId" int NOT NULL, "otherId" int);')
    line = writers()["sql"].field(FIELDS["displayName"], shapes.records[0], None, "x.sql")
    assert line == '"displayName" TEXT NOT NULL,'
    shapes = read("x.prisma", "model X {\n  user_id Int\n}\n")
    assert (
        writers()["prisma"].field(FIELDS["displayName"], shapes.records[0], None, "x.prisma") == "display_name String"
    )


def test_a_value_is_never_made_up() -> None:
    source = "import type { User } from './u.contract';\nconst x: User = {\n  id: 1,\n};\n"
    (literal,) = read("x.ts", source).records
    assert writers()["typescript"].field(FIELDS["displayName"], literal, None, "x.ts") is None


@pytest.mark.parametrize(
    ("path", "declaration"),
    [("x.prisma", "model X {\n  a Int\n}\n"), ("x.sql", "CREATE TABLE x (a int);\n"), ("x.py", "class X(BaseModel):\n    a: int\n"),
     ("x.ts", "interface X { a: string }\n")],
)  # fmt: skip
def test_a_comment_of_one_line_carries_a_tag(path: str, declaration: str) -> None:
    writer = writers()[read(path, "").language]
    found = record(path, f"{writer.comment('@contract User')}\n{declaration}")
    assert [(t.name, t.value) for t in found.tags] == [("contract", "User")]


_ORDERS = """interface Order {
  priceCents: number;
  /** @unit minor */
  fee: number;
  ratio: number;
  /** @format date-time */
  paidAt: string;
}
"""
_TABLES = {
    "a.sql": ("CREATE TABLE orders (\n  id text,\n  n int\n);", ["INTEGER", "INTEGER", "DOUBLE PRECISION", "TIMESTAMPTZ"]),
    "m.sql": ("CREATE TABLE `orders` (\n  `id` int,\n  `n` int\n) ENGINE=InnoDB;", ["INTEGER", "INTEGER", "DOUBLE", "DATETIME(3)"]),
    "l.sql": ("CREATE TABLE orders (\n  id text,\n  n int\n) STRICT;", ["INTEGER", "INTEGER", "REAL", "TEXT"]),
    "s.prisma": ("model Order {\n  id Int @id\n}\n", ["Int", "Int", "Float", "DateTime"]),
}  # fmt: skip


@pytest.mark.parametrize("path", _TABLES)
def test_a_column_has_the_type_of_its_database_and_cents_have_no_fractions(path: str) -> None:
    source, types = _TABLES[path]
    shapes = read(path, source)
    fields = record("o.contract.ts", _ORDERS, "Order").fields
    lines = [writers()[shapes.language].field(f, shapes.records[0], None, path) or "" for f in fields]
    assert [line.split(" ", 1)[1].split(" NOT")[0].split(" @")[0] for line in lines] == types
