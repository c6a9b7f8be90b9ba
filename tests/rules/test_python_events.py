"""Events of several classes that one field tells apart: read by an adapter of pydantic, compared, matched by classes of a module."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Bids. */
export interface Placed { kind: "placed"; amount_cents: number }
/** The end. */
export interface Closed { kind: "closed"; final_state: "sold" | "gone" }
"""
EVENTS = """
from typing import Annotated, Literal

from pydantic import BaseModel, Field, TypeAdapter


# @contract Placed
class Placed(BaseModel):
    kind: Literal["placed"] = "placed"
    amount_cents: int


# @contract Closed
class Closed(BaseModel):
    kind: Literal["closed"] = "closed"
    final_state: Literal["sold", "gone"]


Event = Annotated[Placed | Closed, Field(discriminator="kind")]
EVENTS: TypeAdapter[Event] = TypeAdapter(Event)
MANY = TypeAdapter(list[Placed])
"""
CODE = """
import events
from events import EVENTS, MANY


def read(raw):
    event = EVENTS.validate_json(raw)
    if event.kind == "placed":
        return event.amount_cents
    other = EVENTS.validate_python({"kind": "closed", "final_state": "sold"})
    return other, [each.amount_cents for each in MANY.validate_json(raw)]


def show(event: events.Event):
    match event:
        case events.Placed(amount_cents=amount):
            print(event.amount_cents, amount)
        case events.Closed():
            print(event.final_state)
"""


def _said(code: str) -> list[str]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "events.py": EVENTS, "code.py": code})
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity == "error")
    return [snapshot.sources[f.path].text[f.range] for f in found]


def test_what_keeps_the_contract_is_quiet() -> None:
    assert _said(CODE) == []


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("event.kind", "event.knd", "knd"),
        ('== "placed"', '== "placd"', "placd"),
        ('{"kind"', '{"knd"', "knd"),
        ("[each.amount_cents", "[each.amont_cents", "amont_cents"),
        ("Placed(amount_cents", "Placed(amont_cents", "amont_cents"),
        ("print(event.amount_cents", "print(event.amont_cents", "amont_cents"),
        ("event.final_state", "event.finl_state", "finl_state"),
    ],
)
def test_a_slip_is_told(old: str, new: str, word: str) -> None:
    assert old in CODE
    assert _said(CODE.replace(old, new)) == [word]
