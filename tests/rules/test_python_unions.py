"""Values that are one of several classes: what a test of a field or a class leaves of them, in every way that Python has."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Paid by card. */
export interface Card { kind: "card"; amountCents: number; lastDigits: string }
/** Paid by transfer. */
export interface Transfer { kind: "transfer"; amountCents: number; bankName: string }
/** Paid in cash. */
export interface Cash { kind: "cash"; amountCents: number; tillNumber: number }
"""
MODELS = """
from dataclasses import dataclass
from typing import Literal, TypedDict, Union

from pydantic import BaseModel


# @contract Card
class Card(TypedDict):
    kind: Literal["card"]
    amountCents: int
    lastDigits: str


# @contract Transfer
class Transfer(TypedDict):
    kind: Literal["transfer"]
    amountCents: int
    bankName: str


# @contract Cash
class Cash(TypedDict):
    kind: Literal["cash"]
    amountCents: int
    tillNumber: int


# @contract Card
class CardModel(BaseModel):
    kind: Literal["card"]
    amountCents: int
    lastDigits: str


# @contract Transfer
class TransferModel(BaseModel):
    kind: Literal["transfer"]
    amountCents: int
    bankName: str


Payment = Card | Transfer
Any3 = Union[Card, Transfer, Cash]
"""
HEAD = "from models import Any3, Card, CardModel, Cash, Payment, Transfer, TransferModel\n\n\n"


def said(code: str) -> list[str]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "models.py": MODELS, "code.py": HEAD + code + "\n"})
    found = [f for f in check(snapshot) if f.severity == "error" and f.path == "code.py"]
    return [snapshot.sources[f.path].text[f.range] for f in found]


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("def f(p: Payment): return p['amountCnts']", "amountCnts"),
        ("def f(p: Card | Transfer): return p['amountCnts']", "amountCnts"),
        ("def f(p: Payment):\n    if p['kind'] == 'card': return p['bankName']", "bankName"),
        ("def f(p: Payment):\n    if p['kind'] == 'card':\n        return 1\n    return p['lastDigits']", "lastDigits"),
        ("def f(p: Payment):\n    if p['kind'] != 'card': return p['lastDigits']", "lastDigits"),
        ("def f(p: Payment):\n    if p['kind'] == 'card': pass\n    else: return p['lastDigits']", "lastDigits"),
        (
            "def f(p: Any3):\n    if p['kind'] == 'card': return 1\n    elif p['kind'] == 'cash': return p['bankName']\n    return 2",
            "bankName",
        ),
        (
            "def f(p: Any3):\n    if p['kind'] == 'card': return 1\n    elif p['kind'] == 'cash': return 2\n    return p['tillNumber']",
            "tillNumber",
        ),
        ("def f(p: Payment):\n    match p['kind']:\n        case 'card': return p['bankName']", "bankName"),
        ("def f(p: CardModel | TransferModel):\n    if p.kind == 'card': return p.bankName", "bankName"),
        (
            "def f(p: CardModel | TransferModel):\n    if isinstance(p, CardModel): return 1\n    return p.lastDigits",
            "lastDigits",
        ),
        (
            "def f(p: CardModel | TransferModel):\n    if not isinstance(p, CardModel):\n        return p.lastDigits",
            "lastDigits",
        ),
        ("def f(p: CardModel | TransferModel): return p.amount", "amount"),
        ("def f(p: CardModel | TransferModel): return p.bankName if isinstance(p, CardModel) else 0", "bankName"),
        ("def f(p: CardModel | TransferModel): return 0 if isinstance(p, CardModel) else p.lastDigits", "lastDigits"),
        ("def f(p: CardModel | TransferModel): return isinstance(p, CardModel) and p.bankName", "bankName"),
    ],
)
def test_what_is_left_is_held_to_its_contract(code: str, wrong: str) -> None:
    assert said(code) == [wrong]


@pytest.mark.parametrize(
    "code",
    [
        "def f(p: Payment): return p['amountCents'], p['lastDigits'], p['bankName']",
        "def f(p: Payment):\n    if p['kind'] == 'card': return p['lastDigits']\n    return p['bankName']",
        "def f(p: Payment):\n    if p['kind'] == 'card': print(p['lastDigits'])\n    return p['bankName'], p['lastDigits']",
        "def f(p: Card | dict): return p['anything']",
        "def f(p: Card | Unknown): return p['anything']",
        "def f(p: Payment, kind: str):\n    if p['kind'] == kind: return p['bankName']",
        "def f(p: Payment):\n    if p['kind'] == 'card' and p['amountCents']: return p['lastDigits']\n    return p['bankName']",
        "def f(p: Payment):\n    if p['kind'] == 'other': return p['whatever']",
        "def f(p: CardModel | TransferModel):\n    if isinstance(p, (CardModel, TransferModel)): return p.bankName",
        "def f(p: CardModel | TransferModel): return p.lastDigits if isinstance(p, CardModel) else p.bankName",
        "def f(p: CardModel | TransferModel):\n    if isinstance(p, CardModel): return 1\n    return p.amountCents if p else p.bankName",
        "def f(p: CardModel | TransferModel): return isinstance(p, CardModel) and p.lastDigits, isinstance(p, CardModel) or p.bankName",
        "def f(p: CardModel | None): return p.lastDigits if p is not None else 0",
        "def f(ps: list[Payment]): return [p['bankName'] for p in ps if p['kind'] == 'transfer']",
    ],
)
def test_left_alone(code: str) -> None:
    assert said(code) == []
