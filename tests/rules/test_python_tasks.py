"""What queues and threads hand on to functions: tasks of Celery, actors of Dramatiq, background tasks of FastAPI."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How a parcel is. */
export type Status = "new" | "sent";
/** A parcel moved. */
export interface Moved { parcelId: string; oldStatus: Status; newStatus: Status }
"""
TASKS = """
from typing import Literal, TypedDict

from celery import Celery

app = Celery("parcels")


# @contract Moved
class Moved(TypedDict):
    parcelId: str
    oldStatus: Literal["new", "sent"]
    newStatus: Literal["new", "sent"]


@app.task
def moved(message: Moved, tries: int = 3) -> None:
    print(message["newStatus"])


@app.task(bind=True)
def bound(self, message: Moved, note: dict) -> None: ...


@app.task
def noted(note: dict) -> None: ...
"""
CODE = """
from mail import mailer
from tasks import bound, moved, noted


def send(parcel, background):
    moved.delay({"parcelId": parcel.id, "oldStatus": "new", "newStatus": "sent"})
    moved.apply_async(args=[{"parcelId": parcel.id, "oldStatus": "new", "newStatus": "sent"}], countdown=3)
    moved.apply_async(kwargs={"message": {"parcelId": parcel.id, "oldStatus": "new", "newStatus": "new"}, "tries": 2})
    bound.delay({"parcelId": parcel.id, "oldStatus": "sent", "newStatus": "sent"}, {"anything": 1})
    noted.delay({"anything": 1})
    background.add_task(moved, {"parcelId": parcel.key, "oldStatus": "new", "newStatus": "sent"}, tries=1)
    mailer.send({"anything": 1})
    background.add_task(mailer.send, {"anything": 1})
"""


def _said(code: str) -> list[tuple[str, str]]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "tasks.py": TASKS, "code.py": code})
    found = (f for f in check(snapshot) if f.path == "code.py")
    return [(f.rule, snapshot.sources["code.py"].text[f.range]) for f in found]


def test_what_tasks_are_given_as_they_take_it_is_fine() -> None:
    assert _said(CODE) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('delay({"parcelId": parcel.id, "oldStatus": "new"', 'delay({"parcelId": parcel.id, "oldStatuss": "new"'),
        ('args=[{"parcelId": parcel.id, "oldStatus"', 'args=[{"parcelId": parcel.id, "oldStatuss"'),
        ('"newStatus": "new"}, "tries"', '"newStatuss": "new"}, "tries"'),
        ('bound.delay({"parcelId"', 'bound.delay({"parcelIds"'),
        ('{"parcelId": parcel.key', '{"parcelIds": parcel.key'),
    ],
)
def test_other_names_are_told(old: str, new: str) -> None:
    assert old in CODE
    assert [rule for rule, _ in _said(CODE.replace(old, new))][-1:] == ["unknown-property"]


def test_other_values_are_told() -> None:
    assert ("unknown-value", "lost") in _said(CODE.replace('"newStatus": "sent"', '"newStatus": "lost"', 1))
