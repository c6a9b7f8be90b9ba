"""Classes that are told apart by a field, where a route carries one of several."""

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How it is paid. */
export type Payment = Card | Bank;
/** By card. */
export interface Card { kind: "card"; last_four: string }
/** By transfer. */
export interface Bank { kind: "bank"; iban: string }
/** Pay.
 * @api POST /payments
 */
export interface Pay { request: Payment; response: Receipt; errors: never }
/** What was paid. */
export interface Receipt { id: string; payment: Payment }
"""
APP = """
from typing import Annotated, Literal, Union
from fastapi import APIRouter
from pydantic import BaseModel, Field

class ByCard(BaseModel):
    kind: Literal["card"] = "card"
    last_four: str

class ByBank(BaseModel):
    kind: Literal["bank"] = "bank"
    iban: str

Payment = Annotated[Union[ByCard, ByBank], Field(discriminator="kind")]

class Receipt(BaseModel):
    id: str
    payment: Payment

router = APIRouter()

@router.post("/payments")
def pay(payment: Payment) -> Receipt:
    if isinstance(payment, ByBank):
        print(payment.iban)
    return Receipt(id="1", payment=payment)
"""


def _said(old: str, new: str) -> list[str]:
    found = check(snapshot_of({"pay.contract.ts": CONTRACT, "app.py": APP.replace(old, new)}))
    return [f"{f.rule}: {f.message}" for f in found if f.path == "app.py" and f.rule != "unbound-implementation"]


def test_what_keeps_its_contract_is_fine() -> None:
    assert not _said("", "")


def test_each_class_is_held_to_the_type_with_its_text() -> None:
    assert [m for m in _said("    last_four: str", "    last_for: str") if "Card" in m]
    assert [m for m in _said("    iban: str", "    iban: int") if "Bank" in m and "kind-mismatch" in m]
    assert [m for m in _said("payment.iban", "payment.ibann") if "unknown-property" in m]


def test_the_one_whose_text_is_another_is_held_to_the_type_that_is_left() -> None:
    assert [m for m in _said('Literal["card"] = "card"', 'Literal["cards"] = "cards"') if "`kind`" in m]


SENDING = """
import httpx

def by_card(client: httpx.Client, digits: str):
    return client.post("/payments", json={"kind": "card", "last_four": digits})

def by_bank(client: httpx.Client, number: str):
    paid = {"kind": "bank", "iban": number}
    return client.post("/payments", json=paid).json()["payment"]["kind"] == "bank"
"""


def test_what_is_sent_for_a_union_has_names_and_texts_of_one_of_its_types() -> None:
    def told(old: str = "", new: str = "") -> list[str]:
        text = SENDING.replace(old, new) if old else SENDING
        snapshot = snapshot_of({"c/a.contract.ts": CONTRACT, "app/client.py": text})
        loud = [f for f in check(snapshot) if f.severity in ("error", "warning") and f.path.endswith(".py")]
        return [f"{f.rule}: {snapshot.sources[f.path].text[f.range]}" for f in loud]

    assert told() == []
    assert told('"last_four"', '"digits"') == ["unknown-request-field: digits"]
    assert told('"kind": "card"', '"kind": "cash"') == ["unknown-value: cash"]
    assert told('"iban"', '"account"') == ["unknown-request-field: account"]
    assert told('["kind"] == "bank"', '["kind"] == "cheque"') == ["unknown-value: cheque"]
    assert told('"last_four": digits', '"iban": digits') == []  # of the other one
