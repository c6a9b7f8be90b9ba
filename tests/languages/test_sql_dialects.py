"""What is particular to one database: dumps, domains, schemas, escapes, bodies of routines, tables that take another's place."""

import pytest

from .shown import fields, read, record, shown

_DUMP = """--
-- PostgreSQL database dump
--
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TYPE public.role AS ENUM (
    'admin',
    'member'
);
ALTER TYPE public.role OWNER TO postgres;
CREATE DOMAIN public.email AS character varying(255) CHECK (VALUE ~ '@');
CREATE DOMAIN public.state AS text NOT NULL CONSTRAINT s CHECK ((VALUE IN ('open', 'closed')));
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  CREATE TABLE nothing (id int);
  RETURN NEW;
END;
$$;
CREATE TABLE public.users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email public.email NOT NULL,
    role public.role DEFAULT 'member'::public.role NOT NULL,
    state public.state,
    kind text DEFAULT 'a'::text NOT NULL,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('english'::regconfig, (kind)::text)) STORED,
    at timestamp(3) with time zone DEFAULT now() NOT NULL,
    CONSTRAINT users_kind_check CHECK (((kind)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))
);
COMMENT ON TABLE public.users IS 'The people. @contract User';
COMMENT ON COLUMN public.users.email IS 'Where letters go.';
COPY public.users (id, email) FROM stdin;
1	it's a tab; CREATE TABLE x (id int);
\\.
CREATE TABLE auth.users (id uuid, secret text);
ALTER TABLE ONLY auth.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
"""


def test_a_dump_of_postgresql() -> None:
    shapes = read("x.sql", _DUMP)
    assert [(r.name, r.doc) for r in shapes.records] == [("users", "The people."), ("auth.users", "")]
    people, secrets = shapes.records
    assert [(t.name, t.value) for t in people.tags] == [("contract", "User")]
    assert [shown(f) for f in people.fields] == [
        "id=: uuid", "email: string", "role=: enum(admin member)", "state: enum(open closed)", "kind=: enum(a b)", "tags=: string[]",
        "search=: unknown|?", "at=: instant",
    ]  # fmt: skip
    assert people.fields[1].doc == "Where letters go."
    assert [shown(f) for f in secrets.fields] == ["id: uuid", "secret: string|null"]


_MYSQL = """/*!40101 SET @saved = @@character_set_client */;
# it's a comment
CREATE TABLE `users` (
  `id` int(11) unsigned NOT NULL AUTO_INCREMENT,
  `email` varchar(255) CHARACTER SET utf8mb4 NOT NULL COMMENT 'it''s, @format email',
  `role` enum('admin','it\\'s',"b") NOT NULL DEFAULT 'admin',
  `perms` set('a','b') DEFAULT NULL,
  `at` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  `full` varchar(511) GENERATED ALWAYS AS (concat(`email`, ' ')) VIRTUAL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `mail` (`email`(191)),
  KEY `i` (`role`, `id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='people';
INSERT INTO `users` VALUES (1, 'x\\'y; CREATE TABLE z (a int)');
DELIMITER ;;
CREATE TRIGGER `t` BEFORE INSERT ON `users` FOR EACH ROW BEGIN
  IF NEW.id > 1 THEN INSERT INTO log VALUES (1); END IF;
  CREATE TABLE ghost (id int);
END ;;
DELIMITER ;
RENAME TABLE `users` TO `people`;
"""


def test_a_dump_of_mysql() -> None:
    (people,) = read("x.sql", _MYSQL).records
    assert people.name == "people"
    assert [shown(f) for f in people.fields] == [
        "id=: int", "email: string", "role=: enum(admin it's b)", "perms: enum(a b)[]|null", "at=: instant", "full=: string|?",
    ]  # fmt: skip
    assert [t.value for t in people.fields[1].tags] == ["email"]


def test_a_table_that_takes_anothers_place_has_what_was_said_above_it() -> None:
    source = """-- @contract User
CREATE TABLE "User" (id INTEGER PRIMARY KEY, name TEXT);
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_User" (id INTEGER PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "new_User" SELECT id, name FROM "User";
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
"""
    (found,) = read("x.sql", source).records
    assert (found.name, [t.value for t in found.tags]) == ("User", ["User"])
    assert [shown(f) for f in found.fields] == ["id: int", "name: string"]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("CREATE VIEW v AS SELECT u.id, u.email AS mail, count(*) AS n FROM users u;", (False, ["id", "mail", "n"])),
        ("CREATE OR REPLACE VIEW v (a, b) AS SELECT x, y FROM users;", (False, ["a", "b"])),
        ("CREATE MATERIALIZED VIEW IF NOT EXISTS public.v AS WITH w AS (SELECT 1) SELECT a FROM w;", (False, ["a"])),
        ("CREATE TABLE v AS SELECT a, b FROM w;", (False, ["a", "b"])),
        ("CREATE VIEW v AS SELECT * FROM w;", (True, [])),
        ("CREATE VIEW v AS SELECT a, lower(b) FROM w;", (True, [])),
        ("CREATE VIEW v AS", (True, [])),
    ],
)  # fmt: skip
def test_views(view: str, expected: tuple[bool, list[str]]) -> None:
    found = record("x.sql", view, "v")
    assert (found.open, [f.name for f in found.fields]) == expected


@pytest.mark.parametrize(
    "routine",
    [
        "CREATE TRIGGER t AFTER INSERT ON x BEGIN UPDATE x SET a = CASE WHEN 1 THEN 2 END; CREATE TABLE y (b int); END;",
        "CREATE PROCEDURE p() BEGIN WHILE 1 DO SELECT 1; END WHILE; CREATE TABLE y (b int); END;",
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;",
        "CREATE FUNCTION f() RETURNS int AS 'CREATE TABLE y (b int)' LANGUAGE sql;",
    ],
)
def test_the_body_of_a_routine_makes_no_table(routine: str) -> None:
    shapes = read("x.sql", f"CREATE TABLE x (a int);\n{routine}\nCREATE TABLE z (c int);\n")
    assert [r.name for r in shapes.records] == ["x", "z"]


def test_a_routine_that_is_being_typed_costs_no_table() -> None:
    shapes = read("x.sql", "CREATE TRIGGER t AFTER INSERT ON x BEGIN UPDATE x SET a = 1;\n\nCREATE TABLE z (c int);\n")
    assert [r.name for r in shapes.records] == ["z"]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("a national character varying(3)", "a: string|null"),
        ('a "char" NOT NULL', "a: string"),
        ("a timestamp(3) without time zone", "a: instant|null"),
        ("a int[][] NOT NULL", "a: int[][]"),
        ("a varchar(3) ARRAY", "a: string[]|null"),
        ("a bit varying(3)", "a: unknown|null"),
        ("a smallint NOT NULL DEFAULT '0'::smallint", "a=: int"),
    ],
)
def test_types_of_postgresql(column: str, expected: str) -> None:
    assert fields("x.sql", f"CREATE TABLE x (\n  {column}\n);\n") == [expected]
