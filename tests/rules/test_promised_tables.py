"""Statements about a table that no file makes, and of which a contract says what it stores."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How far it is. */
export type State = "open" | "done";
/** A task.
 * @db tasks */
export interface Task {
  id: string;
  state: State;
  ownerName: string;
  weight: number;
  closedAt: string;
  /** @db none */
  mood: string;
}
"""


def _said(statement: str) -> list[tuple[str, str, str]]:
    code = f'def run(con):\n    return con.execute("{statement}").fetchall()\n'
    found = check(snapshot_of({"tasks.contract.ts": CONTRACT, "a.py": code}))
    return [(f.rule, f.severity, f.message) for f in found if f.path == "a.py"]


def test_a_slip_of_a_column_is_shown() -> None:
    message = "`owner_nmae` is no column of table tasks; did you mean `owner_name`?"
    assert _said("SELECT id FROM tasks WHERE owner_nmae = ?") == [("unknown-column", "warning", message)]


def test_a_value_that_the_contract_does_not_list_is_shown() -> None:
    (found,) = _said("SELECT id FROM tasks WHERE state = 'closed'")
    assert found[:2] == ("unknown-value", "error")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT id, owner_name, state FROM tasks WHERE state = 'open'",
        "SELECT id, created_by FROM tasks ORDER BY height",  # columns that no contract speaks of
        "SELECT id, owner_nmae FROM chores",
        "SELECT ownername FROM tasks",
        "SELECT closed_by FROM tasks",  # no slip of `closed_at`
    ],
)
def test_what_the_table_may_have_is_not_shown(statement: str) -> None:
    assert not _said(statement)
