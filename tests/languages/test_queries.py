"""Queries in the strings of other languages, where a comment says which contract they give."""

import pytest

from dovetail.core.text import Text

from .shown import read


@pytest.mark.parametrize(
    ("sql", "columns", "open"),
    [
        ("SELECT id, email FROM users", ["id", "email"], False),
        ("select u.id, u.email as mail, now() AS \"createdAt\" from users u", ["id", "mail", "createdAt"], False),
        ("SELECT DISTINCT id,\n  count(*) total\nFROM users GROUP BY id", ["id", "total"], False),
        ("SELECT * FROM users", [], True),
        ("SELECT u.*, id FROM users u", ["id"], True),
        ("SELECT id, count(*) FROM users", ["id"], True),
        ("SELECT id, (SELECT max(x) FROM y) AS top FROM users", ["id", "top"], False),
        ("WITH a AS (SELECT b FROM c) SELECT d FROM a", ["d"], False),
        ("INSERT INTO users (id, email) VALUES ($1, $2)", ["id", "email"], False),
        ("INSERT INTO users (id) VALUES ($1) RETURNING id, email", ["id", "email"], False),
        ("UPDATE users SET x = 1 WHERE id = 2 RETURNING id", ["id"], False),
        ("SELECT id, email", ["id", "email"], True),
        ("SELECT CASE WHEN a THEN 1 ELSE 2 END FROM x", [], True),
        ("SELECT CASE WHEN a THEN 1 ELSE 2 END AS b FROM x", ["b"], False),
        ("SELECT a + b AS c, 'x' kind FROM t", ["c", "kind"], False),
        ("-- people\nSELECT id -- the key\nFROM users", ["id"], False),
        ("SELECT id, ${columns} FROM users", ["id"], True),
    ],
)  # fmt: skip
def test_columns(sql: str, columns: list[str], open: bool) -> None:
    source = f"// @contract User subset\nconst rows = await sql`{sql}`;\n"
    (found,) = read("x.ts", source).records
    assert (found.name, found.construct, [f.name for f in found.fields], found.open) == ("rows", "query", columns, open)
    text = Text(source)
    assert [text[f.name_range] for f in found.fields] == columns
    assert text[found.range] == sql
    assert found.tags[0].value == "User"


@pytest.mark.parametrize(
    ("path", "source", "name"),
    [
        ("x.ts", "function f() {\n  // @contract User\n  return db.query('SELECT id, email FROM users');\n}", "SELECT"),
        ("x.ts", "/** @contract User */\nexport const QUERY = `SELECT id, email FROM users`;", "QUERY"),
        ("x.ts", "// @contract User\nconst { rows } = await pool.query(\"SELECT id, email FROM users\");", "SELECT"),
        ("x.py", "# @contract User\nrows = db.execute('SELECT id, email FROM users')", "rows"),
        ("x.py", "def f():\n    # @contract User\n    db.all(\"\"\"\n    SELECT id, email\n    FROM users\n    \"\"\")", "SELECT"),
    ],
)  # fmt: skip
def test_where_queries_stand(path: str, source: str, name: str) -> None:
    (found,) = read(path, source).records
    assert (found.name, [f.name for f in found.fields], found.open) == (name, ["id", "email"], False)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("x.ts", "const rows = await sql`SELECT id, email FROM users`;"),
        ("x.ts", "// @contract User\nconst label = 'Select all of them';"),
        ("x.py", "rows = db.execute('SELECT id FROM users')"),
    ],
)
def test_no_query_without_a_tag_and_no_prose(path: str, source: str) -> None:
    assert [r for r in read(path, source).records if r.construct == "query" and r.fields] == []


def test_pieces_of_a_query_leave_it_open() -> None:
    (found,) = read("x.py", "# @contract User\nrows = db.execute('SELECT id, email ' 'FROM users')").records
    assert found.open


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("a.ts", "// @contract User\nexport const USERS = `SELECT id, email FROM users`;\n"),
        ("a.js", "// @contract User\nconst USERS = 'SELECT id, email FROM users';\n"),
        ("a.py", '# @contract User\nUSERS = """SELECT id, email FROM users"""\n'),
    ],
)
def test_a_tagged_query_is_no_constant(path: str, source: str) -> None:
    shapes = read(path, source)
    assert shapes.constants == ()
    assert [f.name for r in shapes.records for f in r.fields] == ["id", "email"]


@pytest.mark.parametrize(
    ("path", "source", "named"),
    [
        ("a.ts", "const ALL = `SELECT b.id FROM bookings b`;\nconst q = `${ALL} WHERE b.ends = $1`;", ["id", "ends"]),
        (
            "a.ts",
            "export const C = 'id, ends';\nconst q = `SELECT ${C} FROM bookings WHERE x = 1`;",
            ["id", "ends", "x"],
        ),
        ("a.ts", "const q = 'SELECT b.id FROM bookings b' + ' WHERE b.ends = ' + at;", ["id", "ends"]),
        ("a.ts", "const q = `SELECT EXTRACT(EPOCH FROM b.ends) FROM bookings b WHERE b.x IS DISTINCT FROM b.id`;", ["ends", "x", "id"]),
        ("a.ts", "const q = head + ' FROM bookings b WHERE b.ends = 1';", []),
        ("a.ts", "let C = 'id';\nC = 'ends';\nconst q = `SELECT ${C} FROM bookings WHERE x = 1`;", ["x"]),
        ("a.ts", "let C = 'id';\nconst q = `SELECT ${C} FROM bookings WHERE x = 1`;", ["id", "x"]),
        ("a.ts", "const P = 'b.e';\nconst q = `SELECT ${P}nds, b.id FROM bookings b`;", ["id"]),
        ("a.py", 'ALL = "SELECT b.id FROM bookings b"\nq = ALL + " WHERE b.ends = %s"', ["id", "ends"]),
        ("a.py", 'ALL = "SELECT b.id\\n FROM bookings b"\nq = f"{ALL} WHERE b.ends = {at}"', ["id", "ends"]),
        ("a.py", 'q = ("SELECT id FROM bookings" " WHERE ends"\n  " = %s")', ["id", "ends"]),
    ],
)  # fmt: skip
def test_a_statement_is_put_together_of_constants(path: str, source: str, named: list[str]) -> None:
    uses = dict.fromkeys(u for u in read(path, source).uses if u.type_name.startswith("sql bookings"))
    assert [u.chain[0] for u in uses] == named
    assert [source[u.ranges[0].start : u.ranges[0].end] for u in uses] == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("select id from bookings", ["id"]),
        ("select bookings.id, ends from bookings", ["id", "ends"]),
        ("select id from bookings order by ends desc", ["id", "ends"]),
        ("select the id from bookings", []),
        ("select id from bookings that end today", []),
        ("Select id from bookings", []),
    ],
)
def test_a_query_in_small_letters_is_told_from_a_sentence(text: str, named: list[str]) -> None:
    for path in ("a.ts", "a.py"):
        uses = [u for u in read(path, f'q = "{text}"').uses if u.type_name.startswith("sql bookings")]
        assert [u.chain[0] for u in uses] == named
