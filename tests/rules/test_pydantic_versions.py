"""What pydantic 1 makes of a field that may be None, told from pydantic 2 by what a program uses."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** What a task is made with. */
export interface NewTask { title: string; note?: string }
/** Make a task.
 * @api POST /tasks
 */
export interface MakeTask { request: NewTask; response: NewTask; errors: never }
"""
BODY = """
from typing import Optional
from pydantic import BaseModel{names}


# @contract NewTask
class NewTask(BaseModel):
    title: str
    note: Optional[str]
{more}
"""
OLD = "\n    class Config:\n        orm_mode = True\n"
NEW = '\n    model_config = ConfigDict(extra="forbid")\n'
ELSEWHERE = "from pydantic import BaseModel, {name}\n"


@pytest.mark.parametrize(
    ("names", "more", "elsewhere", "asked"),
    [
        ("", "", "", True),
        ("", OLD, "", False),
        (", validator", '\n    @validator("title")\n    def short(cls, v):\n        return v\n', "", False),
        (", ConfigDict", NEW, "", True),
        ("", "", ELSEWHERE.format(name="root_validator"), False),
        ("", "", ELSEWHERE.format(name="root_validator, field_validator"), True),
    ],
)
def test_only_pydantic_2_asks_for_what_may_be_none(names: str, more: str, elsewhere: str, asked: bool) -> None:
    files = {"tasks.contract.ts": CONTRACT, "a.py": BODY.format(names=names, more=more), "b.py": elsewhere}
    found = [f.message for f in check(snapshot_of(files)) if f.rule == "presence-mismatch"]
    assert [("`note` must have a value here" in m) for m in found] == [True] * asked
