"""Classes of which Python makes objects of rows, beside the statement that gives these: they keep what the table stores."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Where a job stands. */
export type JobState = "open" | "done";
/** Something to deliver.
 * @db jobs */
export interface Job {
  /** @format int */
  id: number;
  state: JobState;
  /** Null while nobody has it. */
  courierName: string | null;
  /** @format date-time */
  deliverBy: string;
}
"""
RECORDS = """
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JobState(StrEnum):
    OPEN = "open"
    DONE = "done"


@dataclass
class Job:
    id: int
    state: JobState
    courier_name: str | None
    deliver_by: datetime


@dataclass
class Shown:
    title: str
    hint: str
"""
STORE = """
from psycopg.rows import class_row

from .records import Job, JobState, Shown


def job(connection, id: int) -> Job | None:
    with connection.cursor(row_factory=class_row(Job)) as cursor:
        cursor.execute("SELECT id, state, courier_name, deliver_by FROM jobs WHERE id = %s", (id,))
        return cursor.fetchone()


def jobs(connection) -> list[Job]:
    rows = connection.execute("SELECT * FROM jobs ORDER BY deliver_by").fetchall()
    return [Job(**dict(row)) for row in rows]


def shown(connection) -> list[Shown]:
    return [Shown(**row) for row in connection.execute("SELECT state AS title, 'x' AS hint FROM jobs").fetchall()]


def is_late(job: Job, now) -> bool:
    return job.state == JobState.OPEN and job.deliver_by < now
"""


def _told(old: str = "", new: str = "") -> list[str]:
    texts = {"c/a.contract.ts": CONTRACT, "app/records.py": RECORDS, "app/store.py": STORE}
    assert not old or sum(text.count(old) for text in texts.values()) == 1
    snapshot = snapshot_as_written({p: t.replace(old, new) if old else t for p, t in texts.items()})
    loud = [f for f in check(snapshot) if f.severity in ("error", "warning") and f.path.endswith(".py")]
    return [f"{f.rule}: {snapshot.sources[f.path].text[f.range]}" for f in loud]


def test_what_keeps_to_the_contract_is_not_told() -> None:
    assert _told() == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    deliver_by: datetime\n", "    due_by: datetime\n", "due_by"),
        ('    DONE = "done"', '    DONE = "delivered"', "enum-mismatch"),
        ("courier_name: str | None", "courier_name: str", "courier_name"),
        ("job.deliver_by < now", "job.due_by < now", "due_by"),
    ],
)
def test_such_a_class_is_held_to_what_the_table_stores(old: str, new: str, told: str) -> None:
    assert any(told in line for line in _told(old, new))


def test_a_class_of_other_things_is_left_alone() -> None:
    assert _told("    title: str\n    hint: str\n", "    label: str\n    hint: str | None\n    weight: int\n") == []
