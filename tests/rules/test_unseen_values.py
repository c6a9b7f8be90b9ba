"""Members of Python enums whose values stand elsewhere, aliases of pydantic that count one way only, and contracts that say the same."""

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** How far it is. */
export type State = "open" | "done";
/** A job. @api POST /jobs */
export interface CreateJob { request: NewJob; response: Job }
/** What a new job needs. */
export interface NewJob { jobId: string; state: State }
/** What a job is. */
export interface Job { jobId: string; state: State }
"""


def found(python: str) -> list[tuple[str, str]]:
    files = {"contracts/job.contract.ts": CONTRACT, "models/job.py": python}
    findings = check(snapshot_as_written(files))
    return [(f.rule, f.message.split("`")[1]) for f in findings if f.path == "models/job.py" and f.severity == "error"]


def test_values_of_another_file() -> None:
    head = "from enum import Enum\nfrom base import Base\n# @contract State\nclass State(str, Enum):\n    OPEN = Base.OPEN\n"
    assert found(head) == []
    assert found(f"{head}    DONE = 'dine'\n") == [("enum-mismatch", "dine")]


def test_values_of_this_file() -> None:
    base = "from enum import Enum\nclass Base(str, Enum):\n    OPEN = 'open'\n    DONE = 'dine'\n"
    own = "# @contract State\nclass State(str, Enum):\n    OPEN = Base.OPEN\n    DONE = Base.DONE.value\n    LAST = DONE\n"
    assert ("enum-mismatch", "dine") in found(base + own)
    assert found((base + own).replace("dine", "done")) == []


def test_an_alias_for_what_is_given_out() -> None:
    model = (
        "from typing import Literal\nfrom pydantic import BaseModel, Field\n# @contract {}\nclass Model(BaseModel):\n"
    )
    fields = "    jobId: str = Field({}='job')\n    state: Literal['open', 'done']\n"
    assert found(model.format("NewJob") + fields.format("serialization_alias")) == []
    assert found(model.format("NewJob") + fields.format("alias")) == [("alias-mismatch", "jobId")]
    assert found(model.format("Job") + fields.format("serialization_alias")) == [("alias-mismatch", "jobId")]


def test_a_contract_that_says_the_same() -> None:
    """Types that are made of a JSON schema stand there twice: `Part` and `Part1`."""
    contract = (
        "/** A part. */\nexport interface Part { id: string }\n/** A part. */\nexport interface Part1 { id: string }\n"
    )
    whole = "/** All of it. */\nexport interface Whole { part: Part1 }\n"
    model = "from pydantic import BaseModel\n# @contract Part\nclass Part(BaseModel):\n    id: str\n"
    model += "# @contract Whole\nclass Whole(BaseModel):\n    part: Part\n"

    def rules(contract: str) -> list[str]:
        files = {"contracts/part.contract.ts": contract + whole, "models/part.py": model}
        return [f.rule for f in check(snapshot_as_written(files)) if f.path == "models/part.py"]

    assert rules(contract) == []
    assert rules(contract.replace("Part1 { id: string", "Part1 { id: string; size?: number")) == ["reference-mismatch"]
