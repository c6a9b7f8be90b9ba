"""What jobs of queues carry."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Told when a person joins. */
export interface Joined { personId: string; email: string }
"""
HEAD = """
import { type Job, type Processor, Queue, Worker } from "bullmq";
import type { Joined } from "./joined.contract";
const queue = new Queue<Joined>("joined");
"""


def found(body: str) -> list[str]:
    files = {"src/joined.contract.ts": CONTRACT, "src/queue.ts": f"{HEAD}\n{body}\n"}
    return [f.message.split("`")[1] for f in check(snapshot_as_written(files)) if f.rule == "unknown-property"]


@pytest.mark.parametrize(
    "body",
    [
        'queue.add("mail", { personId: "1", oops: "" }, { attempts: 3 });',
        'queue.addBulk([{ name: "mail", data: { personId: "1", oops: "" } }]);',
        'new Worker<Joined>("joined", async (job) => console.log(job.data.oops));',
        "const run: Processor<Joined> = async ({ data }) => data.oops;",
        "async function run(job: Job<Joined>) { const { oops } = job.data; }",
    ],
)
def test_what_is_not_there(body: str) -> None:
    assert found(body) == ["oops"]


def test_what_is_there() -> None:
    assert found('new Worker<Joined>("joined", async (job) => console.log(job.id, job.name, job.data.email));') == []
