"""Tables in steps: what a migration changes in a table of another file is held to the contract where it says so."""

import pytest

from dovetail.core.settings import Settings
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check, rules

_CONTRACT = """
/**
 * A user.
 * @db users
 */
export interface User {
  id: string;
  email: string;
  fullName: string;
  age: number | null;
  price: Decimal;
  tags: string[];
}
"""
_FIRST = """CREATE TABLE users (
  id uuid PRIMARY KEY,
  mail text NOT NULL,
  full_name text NOT NULL,
  price numeric(10, 2) NOT NULL,
  tags text[] NOT NULL
);
"""
_SECOND = """ALTER TABLE users RENAME COLUMN mail TO email;
ALTER TABLE users ADD COLUMN age int;
"""


@pytest.mark.parametrize(
    ("path", "third", "expected"),
    [
        ("0003.sql", "", []),
        ("0003.sql", "ALTER TABLE users ALTER COLUMN price TYPE double precision;", [("precision-loss", "double precision")]),
        ("0003.sql", "ALTER TABLE users ALTER COLUMN price TYPE numeric(12, 4);", []),
        ("0003.sql", "ALTER TABLE users DROP COLUMN full_name;", [("missing-field", "full_name")]),
        ("0003.sql", "ALTER TABLE users DROP COLUMN full_name, ADD COLUMN full_name text NOT NULL;", []),
        ("0003.sql", "ALTER TABLE users DROP COLUMN other;", []),
        ("0003.sql", "ALTER TABLE users ALTER email DROP NOT NULL;", [("null-mismatch", "email")]),
        ("0003.sql", "ALTER TABLE users RENAME age TO years;", [("missing-field", "years")]),
        ("0003.sql", "ALTER TABLE users RENAME COLUMN email TO emails;", [("renamed-field", "emails")]),
        ("0003.sql", "ALTER TABLE `users` MODIFY `age` int NOT NULL;", [("null-mismatch", "age")]),
        ("0003.sql", "ALTER TABLE users ALTER COLUMN tags TYPE text USING tags[1];", [("list-mismatch", "text")]),
        ("0003.down.sql", "ALTER TABLE users DROP COLUMN full_name;", []),
        ("0003.sql", "SELECT 1;\n-- +goose Down\nALTER TABLE users DROP COLUMN full_name;", []),
        # A table that is made anew takes the place of the first.
        ("0003.sql", "CREATE TABLE new_users (id uuid PRIMARY KEY, email text NOT NULL, full_name text NOT NULL, age int, price numeric "
         "NOT NULL, tags text[] NOT NULL);\nDROP TABLE users;\nALTER TABLE new_users RENAME TO users;", []),
    ],
)  # fmt: skip
def test_what_a_later_migration_does(path: str, third: str, expected: list[tuple[str, str]]) -> None:
    off = {r.id: "off" for r in rules() if r.family != "conformance"}
    texts = {
        "contracts/user.contract.ts": _CONTRACT,
        "migrations/0001.sql": _FIRST,
        "migrations/0002.sql": _SECOND,
        f"migrations/{path}": third,
    }
    snapshot = snapshot_from_texts(texts, settings=Settings.model_validate({"severities": off}))
    found = check(snapshot)
    assert [(f.rule, texts[f.path][f.range.start : f.range.end]) for f in found] == expected
    assert all(f.path == f"migrations/{path}" for f in found)


def test_a_member_that_is_called_otherwise_in_the_end() -> None:
    texts = {
        "c/user.contract.ts": '/** @db users */\nexport interface User {\n  id: string;\n  role: "admin" | "guest";\n}\n',
        "migrations/0001.sql": "CREATE TYPE role AS ENUM ('admin');\nCREATE TABLE users (id text PRIMARY KEY, role role NOT NULL);\n",
        "migrations/0002.sql": "ALTER TYPE role ADD VALUE 'visitor';\n",
        "migrations/0003.sql": "ALTER TYPE role RENAME VALUE 'visitor' TO 'guest';\n",
    }
    off = Settings.model_validate({"severities": {r.id: "off" for r in rules() if r.family != "conformance"}})
    assert check(snapshot_from_texts(texts, settings=off)) == ()
    del texts["migrations/0003.sql"]
    assert [f.rule for f in check(snapshot_from_texts(texts, settings=off))] == ["enum-mismatch"] * 2


def test_an_enum_that_a_later_file_completes() -> None:
    contract = """
/** @db users */
export interface User {
  id: string;
  role: "admin" | "member" | "guest";
}
"""
    first = (
        "CREATE TYPE role AS ENUM ('admin', 'member');\nCREATE TABLE users (id text PRIMARY KEY, role role NOT NULL);\n"
    )
    off = {r.id: "off" for r in rules() if r.family != "conformance"}
    expected = {
        "SELECT 1;": [("enum-mismatch", "0001.sql")],
        "ALTER TYPE role ADD VALUE 'guest';": [],
        "ALTER TYPE public.role ADD VALUE IF NOT EXISTS 'guest' AFTER 'admin';\nALTER TYPE role ADD VALUE 'root';": [
            ("enum-mismatch", "0002.sql")
        ],
        "ALTER TYPE role RENAME VALUE 'member' TO 'guest';": [],
    }
    found: dict[str, list[tuple[str, str]]] = {}
    for second in expected:
        texts = {"c/user.contract.ts": contract, "migrations/0001.sql": first, "migrations/0002.sql": second + "\n"}
        snapshot = snapshot_from_texts(texts, settings=Settings.model_validate({"severities": off}))
        found[second] = [(f.rule, f.path.rpartition("/")[2]) for f in check(snapshot)]
    assert found == expected
