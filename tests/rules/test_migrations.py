"""Tables in steps: what a migration changes in a table of another file is held to the contract where it says so."""

import pytest

from dovetail.core.settings import Settings
from dovetail.rules import check, rules
from support.snapshots import snapshot_as_written

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
        ("0003.sql", "ALTER TABLE users DROP COLUMN other;", [("unknown-column", "other")]),
        ("0003.sql", "ALTER TABLE users DROP COLUMN IF EXISTS other;", []),
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
    snapshot = snapshot_as_written(texts, settings=Settings.model_validate({"severities": off}))
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
    assert check(snapshot_as_written(texts, settings=off)) == ()
    del texts["migrations/0003.sql"]
    assert [f.rule for f in check(snapshot_as_written(texts, settings=off))] == ["enum-mismatch"] * 2


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
        snapshot = snapshot_as_written(texts, settings=Settings.model_validate({"severities": off}))
        found[second] = [(f.rule, f.path.rpartition("/")[2]) for f in check(snapshot)]
    assert found == expected


_TAGGED = """-- @contract Parcel
CREATE TABLE parcels (
  id uuid PRIMARY KEY,
  "trackingCode" text NOT NULL,
  weight_grams positive_int,
  note text
);
"""
_PARCEL = """
/** A parcel. */
export interface Parcel { id: string; trackingCode: string; weightGrams: number; note: string | null; sentAt: string }
"""


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("ALTER TABLE parcels ADD COLUMN sent_at timestamptz NOT NULL;", []),
        ("ALTER TABLE parcels ADD COLUMN sent_at timestamptz;", [("null-mismatch", "sent_at")]),
        ("ALTER TABLE parcels ADD COLUMN sent_at boolean NOT NULL;", [("kind-mismatch", "boolean")]),
        ("ALTER TABLE parcels ADD COLUMN sent_at timestamptz NOT NULL;\nALTER TABLE parcels ALTER COLUMN note SET NOT NULL;",
         [("null-mismatch", "note")]),
        ('ALTER TABLE parcels ADD COLUMN sent_at timestamptz NOT NULL;\nALTER TABLE parcels RENAME "trackingCode" TO tracking_cod;',
         [("renamed-field", "tracking_cod")]),
        # A table made anew is the contract's too, without a tag of its own.
        ("CREATE TABLE new (id uuid PRIMARY KEY, tracking_code text NOT NULL, weight_grams int NOT NULL, note text,\n"
         "sent_at boolean NOT NULL);\nDROP TABLE parcels;\nALTER TABLE new RENAME TO parcels;", [("kind-mismatch", "boolean")]),
    ],
)  # fmt: skip
def test_a_tag_holds_in_later_migrations(second: str, expected: list[tuple[str, str]]) -> None:
    """The table says once what it is; a domain of an earlier file says what its columns never are."""
    texts = {
        "contracts/parcel.contract.ts": _PARCEL,
        "db/migrations/0001.sql": "CREATE DOMAIN positive_int AS integer NOT NULL CHECK (VALUE > 0);",
        "db/migrations/0002.sql": _TAGGED,
        "db/migrations/0003.sql": second,
    }
    off = {r.id: "off" for r in rules() if r.family != "conformance"}
    snapshot = snapshot_as_written(texts, settings=Settings.model_validate({"severities": off}))
    found = [(f.rule, f.path, snapshot.sources[f.path].text[f.range]) for f in check(snapshot)]
    assert found == [(rule, "db/migrations/0003.sql", at) for rule, at in expected]


def test_a_column_is_judged_under_the_name_that_it_has_in_the_end() -> None:
    texts = {
        "CONVENTIONS.md": "---\nnaming:\n  'db/**': { columns: snake_case }\n---\n",
        "contracts/parcel.contract.ts": _PARCEL,
        "db/migrations/0002.sql": _TAGGED.replace("note", '"badName"'),
        "db/migrations/0003.sql": 'ALTER TABLE parcels RENAME COLUMN "trackingCode" TO tracking_code;\n'
        'ALTER TABLE parcels ADD COLUMN "otherName" int;',
    }
    found = [f.message for f in check(snapshot_as_written(texts)) if f.rule == "column-casing"]
    assert [m.split(" is not ")[0] for m in found] == [
        "Column `badName` of `parcels`",
        "Column `otherName` of `parcels`",
    ]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("ALTER TABLE users RENAME COLUMN mail TO email;\nALTER TABLE users ADD COLUMN age int;", []),
        # What nobody else makes is told where its other name is given, and only there.
        ("ALTER TABLE users ADD COLUMN emails text NOT NULL, ADD COLUMN age int;", ["renamed-field"]),
        ("ALTER TABLE users RENAME COLUMN mail TO e_mails;\nALTER TABLE users ADD COLUMN age int;", ["renamed-field"]),
        ("ALTER TABLE users RENAME COLUMN mail TO email;\nALTER TABLE users ADD COLUMN born int;", ["missing-field"]),
    ],
)
def test_a_column_under_another_name_in_a_later_migration(second: str, expected: list[str]) -> None:
    off = {r.id: "off" for r in rules() if r.family != "conformance"}
    texts = {"contracts/user.contract.ts": _CONTRACT, "migrations/0001.sql": _FIRST, "migrations/0002.sql": second}
    found = check(snapshot_as_written(texts, settings=Settings.model_validate({"severities": off})))
    assert [f.rule for f in found] == expected
    assert {f.path for f in found if f.rule == "renamed-field"} <= {"migrations/0002.sql"}


def test_a_column_of_a_looked_up_type_may_be_misspelled() -> None:
    texts = {
        "a.contract.ts": "/** A. @db users */\nexport interface User {\n  id: string;\n  teamId: Team['id'];\n}\n"
        "/** B. */\nexport interface Team {\n  id: string;\n}\n",
        "schema.sql": "CREATE TABLE users (id text PRIMARY KEY, team_idd text NOT NULL);\n",
    }
    off = {r.id: "off" for r in rules() if r.family != "conformance"}
    found = check(snapshot_as_written(texts, settings=Settings.model_validate({"severities": off})))
    assert [(f.rule, f.path) for f in found] == [("renamed-field", "schema.sql")]


_DRIVER = """
/** Where it stands. */
export type State = "idle" | "driving";

/**
 * Who drives.
 * @db drivers
 */
export interface Driver {
  id: string;
  email: string;
  state: State;
}
"""
_OLD = (
    "CREATE TABLE driver_old (id text PRIMARY KEY, mail text NOT NULL, state text NOT NULL CHECK (state IN ('idle')));"
)
_RENAMES = "ALTER TABLE driver_old RENAME TO drivers; ALTER TABLE drivers RENAME COLUMN mail TO email;"
_CHECKS = (
    "ALTER TABLE drivers DROP CONSTRAINT driver_old_state_check;"
    "ALTER TABLE drivers ADD CONSTRAINT c CHECK (state IN ('idle', 'driving'));"
)


@pytest.mark.parametrize(
    ("first", "second", "third", "expected"),
    [
        (_OLD, _RENAMES, _CHECKS, []),
        (_OLD, _RENAMES, _CHECKS.partition(";")[0] + ";", []),  # a column without a check takes any text
        (_OLD, _RENAMES, "", [("V2__first.sql", "enum-mismatch")]),
        (_OLD.replace("mail text", "mail int"), _RENAMES, _CHECKS, [("V2__first.sql", "kind-mismatch")]),
        (_OLD.replace("mail text NOT NULL", "mail text"), _RENAMES, _CHECKS, [("V2__first.sql", "null-mismatch")]),
        (_OLD, _RENAMES.replace("email", "address"), _CHECKS, [("V10__second.sql", "missing-field")]),
        (_OLD, _RENAMES, _CHECKS.replace("'driving'", "'flying'"), [("V11__third.sql", "enum-mismatch")]),
        (_OLD.replace("driver_old", "trucks"), "RENAME TABLE trucks TO drivers;" + _RENAMES.partition("; ")[2], _CHECKS, []),
    ],
)  # fmt: skip
def test_tables_columns_and_checks_are_followed_through_a_series(
    first: str, second: str, third: str, expected: list[tuple[str, str]]
) -> None:
    """The tenth version comes behind the second, and a table is the contract's under its last name."""
    texts = {"V2__first.sql": first, "V10__second.sql": second, "V11__third.sql": third}
    found = check(
        snapshot_as_written({"driver.contract.ts": _DRIVER, **{f"db/migration/{n}": t for n, t in texts.items()}})
    )
    assert [(f.path.removeprefix("db/migration/"), f.rule) for f in found if f.severity == "error"] == expected


@pytest.mark.parametrize(
    ("email", "step", "expected"),
    [
        ("int", "ALTER COLUMN email SET NOT NULL", [("1.sql", "kind-mismatch")]),
        ("text", "ALTER COLUMN email SET NOT NULL", []),
        ("text NOT NULL", "ALTER COLUMN email DROP NOT NULL", [("2.sql", "null-mismatch")]),
        ("text NOT NULL", "ALTER COLUMN email SET DEFAULT ''", []),
        ("int NOT NULL", "ALTER COLUMN email TYPE text", []),
        ("int", "ALTER COLUMN email TYPE text", [("1.sql", "null-mismatch")]),
        ("varchar(50) NOT NULL", "ALTER COLUMN email TYPE varchar(90)", [("2.sql", "short-column")]),
        ("varchar(50) NOT NULL", "ALTER COLUMN email TYPE varchar(200)", []),
        ("int", "MODIFY email text NOT NULL", []),
        ("int NOT NULL", "RENAME COLUMN mail TO email; ALTER TABLE drivers ALTER COLUMN email TYPE text", []),
        (
            "text NOT NULL",
            "RENAME COLUMN mail TO email; ALTER TABLE drivers ALTER email TYPE int",
            [("2.sql", "kind-mismatch")],
        ),
    ],
)
def test_what_a_later_step_leaves_as_it_was_counts(email: str, step: str, expected: list[tuple[str, str]]) -> None:
    """In one file it is the same, but that it is told where the column is made."""
    driver = _DRIVER.replace("  email", "  /** @maxLength 99 */\n  email")
    name = "mail" if "mail TO" in step else "email"
    first = f"CREATE TABLE drivers (id text PRIMARY KEY, {name} {email}, state text NOT NULL);"
    for steps in (
        {"db/1.sql": first, "db/2.sql": f"ALTER TABLE drivers {step};"},
        {"db/1.sql": f"{first}\nALTER TABLE drivers {step};"},
    ):
        found = check(snapshot_as_written({"driver.contract.ts": driver, **steps}))
        told = [(f.path.removeprefix("db/"), f.rule) for f in found if f.severity == "error" and f.rule != "loose-enum"]
        assert [t[1] for t in told] == [t[1] for t in expected]
        assert len(steps) == 1 or told == expected


def test_a_type_that_is_renamed_keeps_its_later_values() -> None:
    first = "CREATE TYPE mode AS ENUM ('idle');\nCREATE TABLE drivers (id text PRIMARY KEY, email text NOT NULL, state mode NOT NULL);"
    second = "ALTER TYPE mode RENAME TO state;\nALTER TYPE state ADD VALUE '{}';"
    for value, expected in (("driving", []), ("flying", ["enum-mismatch"])):
        texts = {"driver.contract.ts": _DRIVER, "db/001.sql": first, "db/002.sql": second.format(value)}
        found = check(snapshot_as_written(texts))
        assert [f.rule for f in found if f.path == "db/002.sql" and f.severity == "error"] == expected
        assert not [f for f in found if f.path == "db/001.sql" and f.severity == "error"] or expected


def test_lists_of_prismas_migrations_are_never_null() -> None:
    contract = _DRIVER.replace("state: State;", "/** @unordered */\n  tags: string[];")
    table = 'CREATE TABLE "drivers" ("id" TEXT NOT NULL, "email" TEXT NOT NULL, "tags" TEXT[]);'
    for path, expected in (("prisma/migrations/1_init/migration.sql", []), ("schema.sql", ["null-mismatch"])):
        found = check(snapshot_as_written({"driver.contract.ts": contract, path: table}))
        assert [f.rule for f in found if f.severity == "error"] == expected
