"""What an SQL file leaves behind."""

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from dovetail.core.text import Text
from support.tries import tries

from .shown import fields, read, record, shown


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("a text", "a: string|null"),
        ("a TEXT NOT NULL", "a: string"),
        ("a varchar(255) not null unique", "a: string"),
        ("a CHARACTER VARYING(20) NOT NULL", "a: string"),
        ("a int primary key", "a: int"),
        ("a integer NULL", "a: int|null"),
        ("a BIGSERIAL PRIMARY KEY", "a=: bigint"),
        ("a bigint GENERATED ALWAYS AS IDENTITY", "a=: bigint"),
        ("a int NOT NULL AUTO_INCREMENT", "a=: int"),
        ("a INTEGER PRIMARY KEY AUTOINCREMENT", "a=: int"),
        ("a double precision not null", "a: float"),
        ("a numeric(10, 2) NOT NULL DEFAULT 0", "a=: decimal"),
        ("a boolean not null default (1 = 1)", "a=: boolean"),
        ("a tinyint(1) NOT NULL", "a: boolean"),
        ("a timestamp with time zone not null default now()", "a=: instant"),
        ("a TIMESTAMPTZ(3)", "a: instant|null"),
        ("a datetime NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP", "a=: instant"),
        ("a date DEFAULT NULL", "a: date|null"),
        ("a time without time zone", "a: time|null"),
        ("a uuid not null default gen_random_uuid()", "a=: uuid"),
        ("a bytea", "a: bytes|null"),
        ("a jsonb not null default '{}'::jsonb", "a=: json"),
        ("a text[] not null", "a: string[]"),
        ("a integer ARRAY", "a: int[]|null"),
        ("a int unsigned not null", "a: int"),
        ("a enum('x', 'it''s') not null", "a: enum(x it's)"),
        ("a text not null check (a in ('x', 'y'))", "a: enum(x y)"),
        ("a text check (a = any (array['x'::text, 'y'::text]))", "a: enum(x y)|null"),
        ("a text check (length(a) > 3)", "a: string|null"),
        ("a text check (a not in ('x'))", "a: string|null"),
        ("a role not null", "a: enum(admin member)"),
        ("a public.role", "a: enum(admin member)|null"),
        ('a "role" NOT NULL DEFAULT \'member\'', "a=: enum(admin member)"),
        ("a other_type", "a: other_type|null"),
        ("a geometry(Point, 4326)", "a: unknown|null"),
        ("a", "a: unknown|null"),
        ('"order" int NOT NULL', "order: int"),
        ("`order` int NOT NULL", "order: int"),
        ("[order] int NOT NULL", "order: int"),
        ('"a ""b""" int NOT NULL', 'a "b": int'),
        ("key text NOT NULL", "key: string"),
        ("größe int NOT NULL", "größe: int"),
        ("a text COLLATE \"C\" NOT NULL", "a: string"),
        ("a int REFERENCES other (id) ON DELETE SET NULL NOT NULL", "a: int"),
        ("a varchar(20) CHARACTER SET utf8mb4 NOT NULL COMMENT 'x, y'", "a: string"),
        ("a int NOT NULL -- @format date\n", "a: int"),
        ("-- @format x\n a int NOT NULL", "a: int"),
    ],
)  # fmt: skip
def test_columns(column: str, expected: str) -> None:
    source = f"CREATE TYPE role AS ENUM ('admin', 'member');\nCREATE TABLE x (\n  {column},\n  z int NOT NULL\n);\n"
    assert fields("x.sql", source) == [expected, "z: int"]


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("PRIMARY KEY (a)", ["a: string", "b: string|null"]),
        ('CONSTRAINT "pk" PRIMARY KEY ("a", "b")', ["a: string", "b: string"]),
        ("CHECK (b IN ('x', 'y'))", ["a: string|null", "b: enum(x y)|null"]),
        ("CONSTRAINT c CHECK ((b)::text = ANY (ARRAY['x', 'y']))", ["a: string|null", "b: enum(x y)|null"]),
        ("FOREIGN KEY (a) REFERENCES y (id)", ["a: string|null", "b: string|null"]),
        ("UNIQUE (a, b)", ["a: string|null", "b: string|null"]),
        ("KEY idx (a)", ["a: string|null", "b: string|null"]),
        ("INDEX (a)", ["a: string|null", "b: string|null"]),
        ("EXCLUDE USING gist (a WITH =)", ["a: string|null", "b: string|null"]),
    ],
)
def test_constraints(constraint: str, expected: list[str]) -> None:
    assert fields("x.sql", f"CREATE TABLE x (a text, b text, {constraint});") == expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("ALTER TABLE x ADD COLUMN c int NOT NULL;", ["a: string", "b: int|null", "c: int"]),
        ("ALTER TABLE x ADD c int, ADD COLUMN IF NOT EXISTS d text;", ["a: string", "b: int|null", "c: int|null", "d: string|null"]),
        ('ALTER TABLE ONLY "x" DROP COLUMN IF EXISTS b CASCADE;', ["a: string"]),
        ("ALTER TABLE x RENAME COLUMN a TO c;", ["c: string", "b: int|null"]),
        ("ALTER TABLE x RENAME b TO c;", ["a: string", "c: int|null"]),
        ("ALTER TABLE x ALTER COLUMN b SET NOT NULL, ALTER a DROP NOT NULL;", ["a: string|null", "b: int"]),
        ("ALTER TABLE x ALTER COLUMN b TYPE bigint USING b::bigint;", ["a: string", "b: bigint|null"]),
        ("ALTER TABLE x ALTER COLUMN b SET DATA TYPE text;", ["a: string", "b: string|null"]),
        ("ALTER TABLE x ALTER b SET DEFAULT 3;", ["a: string", "b=: int|null"]),
        ("ALTER TABLE x MODIFY COLUMN b bigint NOT NULL;", ["a: string", "b: bigint"]),
        ("ALTER TABLE x CHANGE b c bigint NOT NULL;", ["a: string", "c: bigint"]),
        ("ALTER TABLE x ADD CONSTRAINT k CHECK (a IN ('p', 'q'));", ["a: enum(p q)", "b: int|null"]),
        ("ALTER TABLE x ADD PRIMARY KEY (b);", ["a: string", "b: int"]),
        ("ALTER TABLE y ADD COLUMN c int;", ["a: string", "b: int|null"]),
        ("ALTER TABLE x ADD (c int, d text NOT NULL);", ["a: string", "b: int|null", "c: int|null", "d: string"]),
        ("ALTER TABLE public.x ALTER COLUMN b ADD GENERATED ALWAYS AS IDENTITY (START WITH 1);", ["a: string", "b=: int|null"]),
        ("ALTER TABLE x ADD CONSTRAINT x_a_c CHECK (a IN ('p')); ALTER TABLE x DROP CONSTRAINT x_a_c;", ["a: unknown", "b: int|null"]),
        ("INSERT INTO x VALUES ('a;b', 1); -- ALTER TABLE x DROP COLUMN a;", ["a: string", "b: int|null"]),
        ("CREATE FUNCTION f() RETURNS void AS $body$ ALTER TABLE x DROP COLUMN a; $body$ LANGUAGE sql;", ["a: string", "b: int|null"]),
    ],
)  # fmt: skip
def test_replay(statements: str, expected: list[str]) -> None:
    assert fields("x.sql", f"CREATE TABLE x (a text NOT NULL, b int);\n{statements}\n", "x") == expected


def test_tables_that_are_renamed_dropped_or_made_elsewhere() -> None:
    source = """CREATE TABLE a (x int);
CREATE TABLE b (x int);
ALTER TABLE a RENAME TO c;
DROP TABLE IF EXISTS b;
ALTER TABLE elsewhere ADD COLUMN y int NOT NULL;
CREATE TABLE d AS SELECT * FROM a;
CREATE TABLE e (LIKE a, z int);
"""
    shapes = read("x.sql", source)
    assert [(r.name, r.construct, r.open, [shown(f) for f in r.fields]) for r in shapes.records] == [
        ("c", "table", False, ["x: int|null"]), ("elsewhere", "altered table", True, ["y: int"]),
        ("d", "table", True, []), ("e", "table", True, ["z: int|null"]),
    ]  # fmt: skip


def test_enums_and_what_is_added_to_them() -> None:
    source = """-- @contract Role
CREATE TYPE role AS ENUM ('admin', 'member');
ALTER TYPE role ADD VALUE 'guest' BEFORE 'member';
ALTER TYPE role ADD VALUE IF NOT EXISTS 'admin';
ALTER TYPE role RENAME VALUE 'admin' TO 'owner';
CREATE TABLE x (a role NOT NULL);
"""
    shapes = read("x.sql", source)
    (enum,) = shapes.enums
    assert [m.value for m in enum.members] == ["owner", "guest", "member"]
    assert [Text(source)[m.range] for m in enum.members] == ["owner", "guest", "member"]
    assert enum.tags[0].value == "Role"
    assert [shown(f) for f in shapes.records[0].fields] == ["a: enum(owner guest member)"]


def test_comments_and_ranges() -> None:
    source = """-- not of this table

-- @contract User subset
-- The people 😀.
CREATE TABLE IF NOT EXISTS public."users" (
  id uuid PRIMARY KEY, -- @format uuid
  -- Where letters go.
  email text NOT NULL,
  "größe" int /* in cm */
);
"""
    found = record("x.sql", source)
    text = Text(source)
    assert (found.name, found.table, found.doc) == ("users", "users", "The people 😀.")
    assert [(t.name, t.value, t.prose) for t in found.tags] == [("contract", "User", "subset")]
    assert text[found.range].startswith("-- @contract") and text[found.range].endswith(");")
    assert [f.doc for f in found.fields] == ["", "Where letters go.", "in cm"]
    assert [text[f.range] for f in found.fields] == [
        "id uuid PRIMARY KEY, -- @format uuid", "-- Where letters go.\n  email text NOT NULL,", '"größe" int /* in cm */',
    ]  # fmt: skip
    assert [text[f.name_range] for f in found.fields] == ["id", "email", "größe"]
    assert [text[f.type_range] for f in found.fields if f.type_range] == ["uuid", "text", "int"]


@pytest.mark.parametrize(
    ("body", "below"),
    [
        ("\n  a int,\n  b int\n", "  b int"),
        ("\n  a int,\n  b int,\n  PRIMARY KEY (a)\n", "  PRIMARY KEY"),
        ("\n  a int,\n  b int,\n\n  CONSTRAINT c PRIMARY KEY (a)\n", "\n  CONSTRAINT"),
        ("\n  a int, -- x\n  -- of b\n  b int -- y\n", "  -- of b"),
        ("\n  a int\n", "  a int"),
    ],
)
def test_a_column_can_be_written_where_the_text_stays_right(body: str, below: str) -> None:
    source = f"CREATE TABLE x ({body});\n"
    at = record("x.sql", source).insert_at
    assert at is not None and source[at:].startswith(below)
    changed = source[:at] + "  new text NOT NULL,\n" + source[at:]
    sqlglot.parse_one(changed, dialect="postgres")
    assert "new: string" in fields("x.sql", changed)


@pytest.mark.parametrize(
    "broken",
    ["CREATE TABLE broken (\n  a int,\n  b", "CREATE TABLE broken", "CREATE TABLE (a int);", "CREATE TABLE broken (a text DEFAULT 'x);",
     "CREATE TABLE broken (\"a int);", "ALTER TABLE", "ALTER TABLE a ADD", "CREATE TYPE x AS ENUM ('a", ");", "SELECT FROM WHERE"],
)  # fmt: skip
def test_a_broken_statement_costs_no_other(broken: str) -> None:
    shapes = read("x.sql", f"CREATE TABLE a (x int NOT NULL);\n\n{broken}\n\nCREATE TABLE b (y int NOT NULL);\n")
    by_name = {r.name: [shown(f) for f in r.fields] for r in shapes.records}
    assert by_name["a"] == ["x: int"]
    assert by_name["b"] == ["y: int"]


NAMES = st.sampled_from(["id", "user_id", '"Weird Name"', "key", "status", "größe", '"order"'])
TYPES = st.sampled_from(
    ["text", "varchar(20)", "int", "bigint", "numeric(10, 2)", "timestamp with time zone", "double precision", "uuid", "jsonb",
     "text[]", "boolean", "character varying", "bytea"]
)  # fmt: skip
REST = st.sampled_from(
    ["", "NOT NULL", "NULL", "DEFAULT 'a, (b'", "DEFAULT (1 + 2) NOT NULL", "UNIQUE", "REFERENCES t (id)", "PRIMARY KEY",
     "CHECK (length('x)') > 1)", "DEFAULT now() NOT NULL", "COLLATE \"C\" NOT NULL"]
)  # fmt: skip
COMMENTS = st.sampled_from(["", " -- it's; (a comment\n", " /* , ) */ "])


@settings(max_examples=tries(150), deadline=None)
@given(st.lists(st.tuples(NAMES, TYPES, REST, COMMENTS), min_size=1, max_size=6, unique_by=lambda c: c[0]))
def test_sqlglot_sees_the_same_columns(columns: list[tuple[str, str, str, str]]) -> None:
    body = ",".join(f"{comment}\n  {name} {type} {rest}" for name, type, rest, comment in columns)
    source = f"CREATE TABLE x ({body}\n);"
    parsed = sqlglot.parse_one(source, dialect="postgres")
    theirs = [
        (d.name, any(isinstance(c.kind, exp.NotNullColumnConstraint | exp.PrimaryKeyColumnConstraint) and not c.kind.args.get("allow_null")
                     for c in d.constraints))
        for d in parsed.find_all(exp.ColumnDef)
    ]  # fmt: skip
    assert [(f.name, f.nullable == "no") for f in record("x.sql", source).fields] == theirs


def test_of_a_long_row_of_rows_only_the_first_is_looked_at() -> None:
    """A dump writes thousands of rows behind one list of columns."""
    rows = ", ".join(f"({i}, 'a; (b', now())" for i in range(400))
    source = f"CREATE TABLE users (id int, email text);\nINSERT INTO users (id, mail) VALUES {rows};\nCREATE TABLE teams (id int);\n"
    shapes = read("x.sql", source)
    assert [r.name for r in shapes.records] == ["users", "teams"]
    assert [u.chain[-1] for u in shapes.uses] == ["id", "mail", "users"]
