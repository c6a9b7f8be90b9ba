"""Values of enums that options of click list, attributes of enum classes, keys that are added, and paths in constants."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How it is. */
export enum State { New = "new", Done = "done" }
/** What is to be done. */
export interface Job { title: string; state: State; done_at: string | null }
/** Some.
 * @api GET /jobs */
export interface ListJobs { query: { state?: State }; response: { jobs: Job[] }; errors: null }
"""
CODE = """
from enum import Enum
from typing import Literal

import click
from pydantic import BaseModel

Choice = Literal["new", "done"]  # @contract State


class State(str, Enum):  # @contract State
    new = "new"
    done = "done"


class Job(BaseModel):  # @contract Job
    title: str
    state: State
    done_at: str | None


@click.command()
@click.option("--state", type=click.Choice(["new", "done"]), default="new")
def show(state: Choice) -> None: ...


def change(job: Job) -> dict:
    values = job.model_dump(exclude_unset=True)
    values["changed"] = job.state == State.new and State.done.name.upper()
    return {"title": values["title"], "changed": values["changed"]}
"""
TEST = """
JOBS = "/jobs"


def test_jobs(client):
    assert client.get(JOBS, params={"state": "done"}).json()["jobs"][0]["title"]
"""


def _found(code: str, test: str = TEST) -> list[tuple[str, str]]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "code.py": code, "tests/test_jobs.py": test})
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity in ("error", "warning"))
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


def test_what_keeps_the_contract_is_quiet() -> None:
    assert _found(CODE) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('Choice(["new"', 'Choice(["nw"', ("unknown-value", "nw")),
        ('default="new"', 'default="nwe"', ("unknown-value", "nwe")),
        ("State.new", "State.fresh", ("unknown-member", "fresh")),
        ('"title": values["title"]', '"title": values["titel"]', ("unknown-property", "titel")),
        ('params={"state"', 'params={"stat"', ("unknown-query-parameter", "stat")),
        ('"state": "done"', '"state": "don"', ("unknown-value", "don")),
        ('["jobs"]', '["jbs"]', ("unknown-response-field", "jbs")),
    ],
)
def test_a_slip_is_told(old: str, new: str, found: tuple[str, str]) -> None:
    assert old in CODE + TEST
    assert found in _found(CODE.replace(old, new, 1), TEST.replace(old, new, 1))
