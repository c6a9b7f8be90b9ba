"""Enums of numbers, members that types name, and what `Exclude` leaves of an enum, beside the literals of Python and of TypeScript."""

import pytest

from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check
from dovetail.rules.asking.incremental import Checker

CONTRACT = """
/** What one does. */
export enum Kind { Playing = 0, Streaming = 1, Custom = 4 }
/** Bits. */
export enum Flags { One = 1, Two = 2, Big = 1024 }
/** Whether one is there. */
export enum Status { Online = "online", Idle = "idle", Invisible = "invisible" }
/** What others see of it. */
export type Shown = Exclude<Status, Status.Invisible>;
/** What somebody does. */
export interface Activity { kind: Kind; flags: Flags; status: Shown; game: Kind.Playing }
"""


def errors(field: str) -> list[str]:
    code = f"""
from typing import Literal, TypedDict

Played = Literal[0, 1, 4]
Wrong = Literal[0, 1, 5]

# @contract Activity subset
class Activity(TypedDict):
    {field}
"""
    files = {"contracts/activity.contract.ts": CONTRACT, "api/activity.py": code}
    return [f.rule for f in check(snapshot_from_texts(files)) if f.severity == "error"]


@pytest.mark.parametrize(
    "field",
    [
        "kind: Played", "kind: Literal[0, 1, 4]", "kind: int", "flags: int", 'status: Literal["online", "idle"]',
        "game: Literal[0]", "game: int",
    ],
)  # fmt: skip
def test_what_keeps_the_contract(field: str) -> None:
    assert errors(field) == []


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("kind: Wrong", "enum-mismatch"),
        ("kind: str", "kind-mismatch"),
        ('status: Literal["online", "away"]', "enum-mismatch"),
        ("game: Literal[1]", "enum-mismatch"),
        ("game: str", "kind-mismatch"),
    ],
)
def test_what_does_not(field: str, rule: str) -> None:
    assert errors(field) == [rule]


def test_a_check_that_goes_on_says_what_a_check_from_nothing_says() -> None:
    code = "from typing import Literal, TypedDict\n# @contract Activity subset\nclass Activity(TypedDict):\n    game: Literal[0]\n"
    changed = CONTRACT.replace("Playing = 0", "Playing = 7")
    before = snapshot_from_texts({"contracts/activity.contract.ts": CONTRACT, "api/activity.py": code})
    checker = Checker()
    assert [f.rule for f in checker.check(before) if f.severity == "error"] == []
    after = snapshot_from_texts({"contracts/activity.contract.ts": changed, "api/activity.py": code}, previous=before)
    assert [f.rule for f in checker.check(after) if f.severity == "error"] == ["enum-mismatch"]


def test_a_literal_that_is_cast_need_not_be_whole() -> None:
    code = 'import type { Activity } from "../contracts/activity.contract";\nexport const all = (ids: string[]) => '
    cast = code + "({ list: ids.map((id) => ({ kind: 1 })) }) as { list: Activity[] };"
    held = code + "ids.map((id): Activity => ({ kind: 1 }));"
    found = [
        [f.rule for f in check(snapshot_from_texts({"contracts/activity.contract.ts": CONTRACT, "src/a.ts": c}))
         if f.severity == "error"]
        for c in (cast, held)
    ]  # fmt: skip
    assert found[0] == []
    assert set(found[1]) == {"missing-field"}
