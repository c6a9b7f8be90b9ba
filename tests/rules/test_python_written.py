"""What an object of Python that is a contract writes of itself: `def to_dict(self)`."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A key. */
export interface Key { label: string; opensDoors: number; lostOn: string | null }
"""
CODE = """
from dataclasses import dataclass


# @contract Key
@dataclass
class Key:
    label: str
    opensDoors: int
    lostOn: str | None

    def to_dict(self) -> dict[str, object]:
        return {"label": self.label, "opensDoors": self.opensDoors, "lostOn": self.lostOn}

    def describe(self) -> dict[str, object]:
        return {"name": self.label}
"""


def _found(code: str) -> list[tuple[str, str]]:
    findings = check(snapshot_of({"keys.contract.ts": CONTRACT, "keys.py": code}))
    return [(f.rule, f.message.split("`")[1]) for f in findings if f.path == "keys.py"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ('"opensDoors": self', '"opens_doors": self', [("renamed-field", "opens_doors")]),
        (', "lostOn": self.lostOn', "", [("missing-field", "lostOn")]),
    ],
)
def test_what_it_writes_is_held_to_the_contract(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert _found(CODE.replace(old, new, 1) if old else CODE) == expected
