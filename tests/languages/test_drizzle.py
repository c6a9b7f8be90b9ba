"""A Drizzle table that stores a contract: as it should be, and with a drift."""

import pytest

from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

CONTRACT = """
/** A person who can sign in. @db users */
export interface User {
  /** @format uuid */
  id: string;
  displayName: string;
  /** @format int */
  loginCount: number;
  website: string | null;
  skills: string[];
  /** @format date-time */
  createdAt: string;
  /** @format decimal */
  creditEuros: string;
}
"""
TABLE = """
import { integer, numeric, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: uuid("id").primaryKey().defaultRandom(),
  displayName: text("display_name").notNull(),
  loginCount: integer("login_count").notNull().default(0),
  website: text("website"),
  skills: text("skills").array().notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  creditEuros: numeric("credit_euros", { precision: 10, scale: 2 }).notNull(),
});
"""


def found(table: str) -> list[str]:
    snapshot = snapshot_from_texts({"user.contract.ts": CONTRACT, "db/schema.ts": table})
    return [f.rule for f in check(snapshot) if f.path == "db/schema.ts"]


def test_a_faithful_table_gives_no_finding() -> None:
    assert found(TABLE) == []


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ('displayName: text("display_name")', 'name: text("name")', "renamed-field"),
        ('integer("login_count")', 'text("login_count")', "kind-mismatch"),
        ('text("website")', 'text("website").notNull()', "null-mismatch"),
        ('text("display_name").notNull()', 'text("display_name")', "null-mismatch"),
        ('  skills: text("skills").array().notNull(),\n', "", "missing-field"),
        (".array()", "", "list-mismatch"),
        ('numeric("credit_euros", { precision: 10, scale: 2 })', 'doublePrecision("credit_euros")', "precision-loss"),
    ],
)
def test_a_drift(before: str, after: str, rule: str) -> None:
    assert before in TABLE
    assert found(TABLE.replace(before, after)) == [rule]


ROLES = """
/** What one may do. */
export type Role = "admin" | "member";
/** A person. @db people */
export interface Person { /** @format uuid */ id: string; role: Role }
"""


@pytest.mark.parametrize(
    ("declared", "column"),
    [
        ('export const role = pgEnum("role", ["admin", "member"]);', 'role("role").notNull()'),
        ("", 'text("role", { enum: ["admin", "member"] }).notNull()'),
        ("", 'mysqlEnum("role", ["admin", "member"]).notNull().default("member")'),
    ],
)
def test_enums_of_columns(declared: str, column: str) -> None:
    def findings(code: str) -> list[str]:
        table = f'export const people = pgTable("people", {{ id: uuid("id").primaryKey(), role: {column} }});\n'
        tree = {"people.contract.ts": ROLES, "db/schema.ts": f"{code}\n{table}"}
        return [f.rule for f in check(snapshot_from_texts(tree)) if f.severity == "error"]

    assert findings(declared) == []
    column = column.replace('"admin"', '"owner"').replace(".notNull()", "")
    assert set(findings(declared.replace('"admin"', '"owner"'))) == {"enum-mismatch", "null-mismatch"}


def test_an_enum_of_its_own_is_bound() -> None:
    code = '/** @contract Role */\nexport const role = pgEnum("role", ["admin", "guest"]);\n'
    found = [
        f.rule for f in check(snapshot_from_texts({"a.contract.ts": ROLES, "b.ts": code})) if f.severity == "error"
    ]
    assert found == ["enum-mismatch", "enum-mismatch"]


@pytest.mark.parametrize(
    ("before", "table", "expected"),
    [
        ('const billing = pgSchema("billing");', "billing.table", ["missing-field"]),
        ('export const createTable = pgTableCreator((name) => `shop_${name}`);', "createTable", ["missing-field"]),
        ('const billing = pgSchema("billing");', "billing.view", []),
        ("const createTable = other();", "createTable", []),
    ],
)  # fmt: skip
def test_tables_of_a_schema_and_of_a_project_s_own_maker(before: str, table: str, expected: list[str]) -> None:
    contract = "/** A bill. */\nexport interface Bill { id: string; total: number }\n"
    code = f'{before}\n/** @contract Bill */\nexport const bills = {table}("bills", {{ id: uuid().primaryKey() }});\n'
    found = check(snapshot_from_texts({"bill.contract.ts": contract, "db/schema.ts": code}))
    assert [
        f.rule for f in found if f.severity == "error" and f.path == "db/schema.ts" and f.rule != "unknown-binding"
    ] == expected


def test_an_enum_of_a_schema_is_bound() -> None:
    code = 'const shop = pgSchema("shop");\n/** @contract Role */\nexport const role = shop.enum("role", ["admin", "guest"]);\n'
    found = check(snapshot_from_texts({"a.contract.ts": ROLES, "b.ts": code}))
    assert [f.rule for f in found if f.severity == "error"] == ["enum-mismatch", "enum-mismatch"]
