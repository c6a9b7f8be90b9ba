"""Texts in statements of SQL that a program writes, held to the values which the contract lists for the column."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Something to pay.
 * @db bills
 */
export interface Bill { id: string; state: "open" | "paid" | "late"; note: string }
"""
SCHEMA = """
CREATE TABLE bills (
  id text PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('open', 'paid', 'late')),
  note text NOT NULL
);
CREATE TABLE people (id text PRIMARY KEY, state text NOT NULL);
"""


def found(statement: str) -> list[str]:
    text = f"export const rows = (db: any, id: string) => db.query(`{statement}`, [id]);\n"
    files = {"contracts/bill.contract.ts": CONTRACT, "schema.sql": SCHEMA, "src/bills.ts": text}
    findings = [f for f in check(snapshot_as_written(files)) if f.rule == "unknown-value"]
    assert all(text[f.range.start : f.range.end] == f.message.split("`")[1] for f in findings)
    return [f.message.split("`")[1] for f in findings]


@pytest.mark.parametrize(
    ("statement", "texts"),
    [
        ("SELECT id FROM bills WHERE state = 'payed'", ["payed"]),
        ("SELECT id FROM bills WHERE state <> 'payed' AND id = $1", ["payed"]),
        ("SELECT id FROM bills WHERE state NOT IN ('open', 'payed', 'later')", ["payed", "later"]),
        ("UPDATE bills SET state = 'closed' WHERE id = $1", ["closed"]),
        (
            "SELECT b.id FROM bills b JOIN people p ON p.id = b.id WHERE b.state = 'payed' AND p.state = 'gone'",
            ["payed"],
        ),
        ("SELECT id FROM bills WHERE state = ${id} OR state = 'opn'", ["opn"]),
        ("SELECT id FROM bills WHERE state = 'paid' AND note = 'anything'", []),
        ("SELECT id FROM people WHERE state = 'anything'", []),
        ("SELECT id FROM bills WHERE state = 'pa' || 'id'", []),
        ("SELECT id FROM bills WHERE state LIKE 'pa%'", []),
        ("SELECT id FROM bills WHERE state > 'a'", []),
        ("SELECT id FROM other WHERE state = 'payed'", []),
    ],
)
def test_a_text_in_a_statement(statement: str, texts: list[str]) -> None:
    assert found(statement) == texts
