"""Migrations in code speak of tables as they were, and drivers give rows by other names: neither is a drift."""

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/**
 * What a person may do.
 * @db roles
 */
export interface Role {
  id: string;
  roleName: "owner" | "guest";
}
"""
TABLE = "CREATE TABLE roles (id text PRIMARY KEY, role_name text NOT NULL CHECK (role_name IN ('owner', 'guest')));\n"


def said(**texts: str) -> list[tuple[str, str]]:
    """The rule and the text of each finding in code, by files whose names have `__` for a slash and `_dot_` for a full stop."""
    files = {name.replace("__", "/").replace("_dot_", "."): text for name, text in texts.items()}
    snapshot = snapshot_of({"contracts/role.contract.ts": CONTRACT, "tables/roles.sql": TABLE, **files})
    found = (f for f in check(snapshot) if ".contract." not in f.path and f.severity != "info")
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


STEP = """
import { sql } from "slonik";

export const up = async (pool: DatabasePool) => {
  await pool.query(sql`create table roles (id text primary key, label text, given_by text)`);
  await pool.query(sql`update roles set given_by = 'x'`);
  const { rows } = await pool.query<{ givenBy: string }>(sql`select * from roles`);
  return rows[0].givenBy;
};
"""


def test_a_migration_in_code_speaks_of_the_columns_of_its_time() -> None:
    named = snapshot_of(
        {
            "contracts/role.contract.ts": CONTRACT,
            "tables/roles.sql": TABLE,
            "alterations/1.0.0_rc.0-1672815959-roles.ts": STEP,
        }
    )
    assert [f for f in check(named) if ".contract." not in f.path and f.severity != "info"] == []
    assert said(src__roles_dot_ts=STEP) == [("missing-field", "roles")]


ROWS = """
import { sql } from "slonik";

type Named = { roleName: string };

export const named = async (pool: DatabasePool) => {
  const rows = await pool.many<Named>(sql`select * from roles`);
  return rows.map((row) => row.roleName);
};
"""


def test_rows_of_slonik_come_in_the_casing_of_code_where_the_pool_is_made_elsewhere() -> None:
    assert said(src__roles_dot_ts=ROWS) == []
    wrong = ROWS.replace("roleName", "roleNmae")
    assert said(src__roles_dot_ts=wrong) == [("unknown-property", "roleNmae")]
    pool = 'import { createPool } from "slonik";\nexport const pool = createPool(URL);\npool.query(sql`select 1`);\n'
    assert ("unknown-property", "roleName") in said(src__roles_dot_ts=ROWS, src__pool_dot_ts=pool)


VALUES = """
import { sql } from "slonik";

const wanted = "owner";
const text = "manage:all";

export const owners = (pool: DatabasePool) =>
  pool.query(sql`select id from roles where role_name = ${wanted} and id = ${text}`);
"""


def test_what_a_tag_takes_is_a_value_and_no_part_of_the_statement() -> None:
    assert said(src__roles_dot_ts=VALUES) == []
    assert said(src__roles_dot_ts=VALUES.replace('"owner"', '"boss"')) == [("unknown-value", "boss")]
