"""Tables that programs make in their own strings are held to the contract, and the queries beside them to the tables."""

import pytest

from dovetail.core.findings import Finding
from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/**
 * Where to send.
 * @db addresses
 */
export interface Address {
  street: string;
  /** As the post writes it. */
  postalCode: string;
}
"""

PYTHON = '''
import sqlite3

SCHEMA = """
CREATE TABLE IF NOT EXISTS addresses (
  street TEXT NOT NULL,
  postal_code TEXT NOT NULL
);
CREATE INDEX by_code ON addresses (postal_code);
"""


def codes(connection: sqlite3.Connection) -> list[str]:
    connection.executescript(SCHEMA)
    return [row[0] for row in connection.execute("SELECT postal_code FROM addresses WHERE street = ?", ("x",))]
'''

PIECES = """
import sqlite3


def make(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE addresses ("
        "street TEXT NOT NULL, "
        "postal_code TEXT NOT NULL)"
    )
    connection.execute("ALTER TABLE addresses ADD COLUMN note TEXT")
"""

TYPESCRIPT = """
import Database from "better-sqlite3";
const db = new Database("é.db");
db.exec(`
  CREATE TABLE IF NOT EXISTS addresses (
    street TEXT NOT NULL,
    postal_code TEXT NOT NULL
  )
`);
export const codes = () => db.prepare("SELECT postal_code FROM addresses ORDER BY street").all();
"""

PROGRAMS = {"db.py": PYTHON, "pieces.py": PIECES, "db.ts": TYPESCRIPT}


def errors(path: str, code: str) -> list[Finding]:
    found = check(snapshot_as_written({"a.contract.ts": CONTRACT, path: code}))
    return [f for f in found if f.severity == "error"]


@pytest.mark.parametrize("path", PROGRAMS)
def test_a_table_in_a_string_that_keeps_the_contract_is_fine(path: str) -> None:
    assert errors(path, PROGRAMS[path]) == []


@pytest.mark.parametrize("path", PROGRAMS)
def test_every_name_of_a_column_is_held_where_it_stands(path: str) -> None:
    code = PROGRAMS[path]
    for name in ("postal_code", "street"):
        at = code.find(name)
        while at >= 0:
            wrong = code[:at] + name[:-1] + "s" + code[at + len(name) :]
            places = {(f.range.start, f.range.end) for f in errors(path, wrong)}
            assert (at, at + len(name)) in places, wrong[max(0, at - 40) : at + 40]
            at = code.find(name, at + 1)


@pytest.mark.parametrize("path", PROGRAMS)
@pytest.mark.parametrize(
    ("said", "rule"), [("TEXT", "null-mismatch"), ("INTEGER NOT NULL", "kind-mismatch")], ids=["null", "kind"]
)
def test_no_fix_writes_the_language_around_into_a_statement(path: str, said: str, rule: str) -> None:
    found = errors(path, PROGRAMS[path].replace("postal_code TEXT NOT NULL", f"postal_code {said}", 1))
    assert [(f.rule, f.fixes) for f in found] == [(rule, ())]


@pytest.mark.parametrize("path", ["tests/db.py", "test_db.py", "migrations/0001.py", "src/db.test.ts"])
def test_tests_and_steps_of_migrations_make_what_they_need(path: str) -> None:
    code = TYPESCRIPT if path.endswith(".ts") else PYTHON
    assert errors(path, code.replace("street", "road")) == []


def test_a_table_whose_name_is_put_in_is_left_alone() -> None:
    code = 'def make(c, name):\n    c.execute(f"CREATE TABLE {name} (street TEXT, postal TEXT)")\n'
    assert errors("db.py", code) == []


def test_a_table_of_which_a_part_is_put_in_later_is_left_alone() -> None:
    made = 'MAKE = "CREATE TABLE addresses (street {kind}, postal {kind})"\n'
    code = made + 'def make(c):\n    c.execute(MAKE.format(kind="TEXT NOT NULL"))\n'
    assert errors("db.py", code) == []
    named = code.replace("{kind}", "TEXT DEFAULT '{}'")
    assert errors("db.py", named) != []
