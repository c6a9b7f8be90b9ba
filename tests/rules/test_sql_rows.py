"""Rows of statements as dictionaries, columns of joins without a table's name, and what the files of a series ask of their tables."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Something to do.
 * @db issues */
export interface Issue { summary: string; @S@ project_id: number }
/** Where it is done.
 * @db projects */
export interface Project { slug: string; title: string }
""".replace("@S@", "/** @format int */")
SCHEMA = (
    "CREATE TABLE issues (summary text NOT NULL, project_id int NOT NULL);\n"
    "CREATE TABLE projects (slug text NOT NULL, title text NOT NULL);\n"
)


def said(**texts: str) -> list[str]:
    tree = {"a.contract.ts": CONTRACT, "db/001_a.sql": SCHEMA, **{n.replace("__", "/", 1): t for n, t in texts.items()}}
    tree = {("db/" + n if n[0].isdecimal() else n): t for n, t in tree.items()}
    snapshot = snapshot_of(tree)
    found = [f for f in check(snapshot) if f.rule == "unknown-column"]
    return [snapshot.sources[f.path].text[f.range] for f in found]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (
            'row = conn.execute("SELECT * FROM issues WHERE project_id = %s", (1,)).fetchone()\nrow["sumary"]',
            ["sumary"],
        ),
        ('for row in conn.execute("SELECT summary FROM issues"):\n    row["sumary"], row["summary"]', ["sumary"]),
        ('cur.execute("SELECT summary FROM issues")\n[r["sumary"] for r in cur.fetchall()]', []),
        (
            'def f(cur):\n    cur.execute("SELECT summary FROM issues")\n    return [r["sumary"] for r in cur.fetchall()]',
            ["sumary"],
        ),
        (
            'def f(cur):\n    cur.execute("SELECT summary FROM issues")\n    cur.execute(other)\n    return cur.fetchone()["sumary"]',
            ["sumary"],
        ),
        (
            'async def f(c):\n    row = await c.fetchrow("SELECT summary FROM issues")\n    return row["sumary"]',
            ["sumary"],
        ),
        ('ALL = "SELECT summary FROM issues"\ndef f(c): return c.execute(ALL).fetchone()["sumary"]', ["sumary"]),
        ('def f(s): return s.execute(text("SELECT summary FROM issues")).mappings().all()[0]["sumary"]', ["sumary"]),
        ('def f(c): return c.execute("SELECT count(*) AS sumary FROM issues").fetchone()["sumary"]', []),
        ('def f(c): return c.execute("SELECT summary FROM issues").fetchone()["elsewhere"]', ["elsewhere"]),
        ('def f(c): return c.execute("SELECT *, 1 AS one FROM issues").fetchone()["elsewhere"]', ["elsewhere"]),
        ('def f(c): return c.execute("SELECT *, 1 AS one FROM issues").fetchone()["one"]', []),
        ('def f(c): return c.execute("SELECT summary FROM issues").fetchone().sumary', []),
        ('def f(c): return c.execute("SELECT summary FROM unknown").fetchone()["sumary"]', []),
        ('ALL = "SELECT sumary, title FROM issues JOIN projects ON projects.slug = project_id"', ["sumary"]),
        ('ALL = "SELECT summary, titel FROM issues JOIN projects ON projects.slug = project_id"', ["titel"]),
        ('ALL = "SELECT summary AS titel FROM issues JOIN projects ON projects.slug = project_id ORDER BY titel"', []),
        ('ALL = "SELECT summary, titel FROM issues JOIN unknown ON unknown.x = project_id"', []),
        (
            'def f(c):\n    r = c.execute("SELECT summary, slug FROM issues JOIN projects ON true").fetchone()\n    r["slgu"], r["slug"]',
            ["slgu"],
        ),
    ],
)
def test_rows_and_joins(code: str, names: list[str]) -> None:
    assert said(**{"app.py": code + "\n"}) == names


@pytest.mark.parametrize(
    ("later", "names"),
    [
        ("CREATE INDEX i ON issues (sumary);\n", ["sumary"]),
        ("CREATE VIEW v AS SELECT i.sumary FROM issues i;\n", ["sumary"]),
        ("CREATE INDEX i ON issues (summary);\n", []),
        ("UPDATE issues SET sumary = '';\nALTER TABLE issues RENAME COLUMN sumary TO other;\n", ["sumary"]),
    ],
)
def test_a_file_of_a_series_may_name_what_any_gives(later: str, names: list[str]) -> None:
    assert said(**{"002_b.sql": later}) == names


@pytest.mark.parametrize("end", ["-- the end", "/* the\nend */", "-- one\n\n-- two\n"])
def test_a_comment_at_the_end_is_not_being_typed(end: str) -> None:
    broken = SCHEMA.replace("title text", "titel text") + end
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "schema.sql": broken})
    assert [f.rule for f in check(snapshot) if f.path == "schema.sql"] == ["renamed-field"]


FINDERS = """
import asyncpg

async def find(pool) -> asyncpg.Record | None:
    return await pool.fetchrow("SELECT summary FROM issues")

async def every(pool) -> list[asyncpg.Record]:
    return await pool.fetch("SELECT * FROM issues")

def shown(row):
    return [row["summary"], row["@"]]

def titled(row: asyncpg.Record):
    return [row["summary"], row.get("@")]
"""
ASKING = """
import finders

async def f(pool):
    row = await finders.find(pool)
    return row["@"], [r["@"] for r in await finders.every(pool)], finders.shown(row), finders.titled(row)
"""


@pytest.mark.parametrize(("name", "count"), [("summary", 0), ("elsewhere", 4), ("project_id", 3)])
def test_rows_of_functions_of_other_files_have_what_the_statement_gives(name: str, count: int) -> None:
    files = {"finders.py": FINDERS.replace("@", name), "asking.py": ASKING.replace("@", name)}
    assert len(said(**files)) == count, said(**files)


def test_rows_into_which_code_puts_more_may_have_it() -> None:
    asking = ASKING.replace('row["@"]', 'row["elsewhere"]').replace('["@"]', '["summary"]')
    put = asking + '    row = dict(row)\n    row["elsewhere"] = 1\n'
    assert said(**{"finders.py": FINDERS.replace("@", "summary"), "asking.py": put}) == []
