"""A comment among the parameters of a function is none of them, so that each keeps its place and `self` stays what it is."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A shed. */
export interface Shed { label: string; doorCount: number }
"""
APP = """
from pydantic import BaseModel

class Shed(BaseModel):
    \"\"\"@contract Shed\"\"\"
    label: str
    doorCount: int

class Sheds:
    def find(self, label: str) -> Shed: ...

    def rename({comment}
        self, label: str
    ) -> str:
        shed = self.find(label)
        return shed.{name}

def first({comment}
    sheds, label
):
    return sheds[0].label, label

def shown(sheds: list[Shed]):
    return first(sheds, "a")
"""


@pytest.mark.parametrize("comment", ["", "  # noqa: WPS211", "  # two\n        # lines"])
@pytest.mark.parametrize("name", ["label", "lebel", "doors"])
def test_a_comment_is_no_parameter(comment: str, name: str) -> None:
    text = APP.format(comment=comment, name=name)
    snapshot = snapshot_as_written({"c/sheds.contract.ts": CONTRACT, "app.py": text})
    found = [text[f.range.start : f.range.end] for f in check(snapshot) if f.rule == "unknown-property"]
    assert found == ([] if name == "label" else [name])
