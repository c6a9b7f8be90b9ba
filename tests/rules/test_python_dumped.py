"""Keys of what pydantic dumps: under the names of the attributes, or under those of the wire."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A courier. */
export interface Courier { fullName: string; phoneNumber: string | null; depot: Depot }
/** Where couriers start. */
export interface Depot { displayName: string }
"""
MODELS = """
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Wire(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


# @contract Depot
class Depot(Wire):
    display_name: str


# @contract Courier
class Courier(Wire):
    full_name: str
    phone_number: str | None
    depot: Depot
"""
CODE = """
from models import Courier


def change(row, body: Courier, more: bool):
    changes = body.model_dump(exclude_unset=True)
    if "phone_number" in changes and changes["phone_number"]:
        changes["phone_number"] = changes["phone_number"].strip()
    for name, value in changes.items():
        setattr(row, name, value)
    sent = body.model_dump(by_alias=True, exclude_none=True)
    sent["seenAt"] = "now"
    if "phoneNumber" in sent:
        print(sent["fullName"], sent.get("phoneNumber"), sent["depot"]["displayName"], sent["seenAt"])
    either = body.model_dump(by_alias=more)
    print(either["fullName"], either["full_name"])
    extra = body.model_dump()
    extra.update(row)
    assert "secret" not in changes
    return extra["anything"], "whatever" in extra
"""
TREE = {"a.contract.ts": CONTRACT, "models.py": MODELS, "code.py": CODE}


def _said(tree: dict[str, str]) -> list[str]:
    snapshot = snapshot_of(tree)
    return [snapshot.sources["code.py"].text[f.range] for f in check(snapshot) if f.path == "code.py"]


def test_keys_of_what_is_dumped_may_be_asked_for() -> None:
    assert _said(TREE) == []


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('"phone_number" in changes', '"phone" in changes', "phone"),
        ('"phone_number" in changes', '"phoneNumber" in changes', "phoneNumber"),
        ('"phoneNumber" in sent', '"phone" in sent', "phone"),
        ('sent["fullName"]', 'sent["full_name"]', "full_name"),
        ('sent.get("phoneNumber")', 'sent.get("phone")', "phone"),
        ('["displayName"]', '["display_name"]', "display_name"),
        ('["displayName"]', '["title"]', "title"),
    ],
)
def test_other_keys_are_told(old: str, new: str, word: str) -> None:
    assert old in CODE
    assert _said({**TREE, "code.py": CODE.replace(old, new, 1)}) == [word]


def test_a_class_that_others_inherit_from_may_be_asked_for_what_those_have() -> None:
    derived = "from models import Courier\n\n\nclass Cyclist(Courier):\n    bike: str\n"
    code = CODE.replace('"phone_number" in changes', '"bike" in changes', 1)
    assert _said({**TREE, "code.py": code, "more.py": derived}) == []
