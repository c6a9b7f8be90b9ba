"""Texts that Python sends, or finds in an answer, where an endpoint lists the values: in place, in a constant, spread, compared."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How it is. */
export type State = "pending" | "confirmed" | "cancelled";
/** Order.
 * @api POST /orders */
export interface PlaceOrder {
  request: { state: State; ship: { speed: "quick" | "normal" }; note?: string };
  response: { state: State; lines: { state: State }[] };
  errors: { code: string };
}
/** Orders.
 * @api GET /orders */
export interface ListOrders { query: { state?: State }; response: { state: State }[]; errors: { code: string } }
/** States.
 * @api GET /states */
export interface ListStates { response: State[]; errors: { code: string } }
/** Notes.
 * @api GET /notes */
export interface ListNotes { response: string[]; errors: { code: string } }
"""
TEST = """
import requests

ORDER = {"state": "pending", "ship": {"speed": "quick"}, "note": "any text"}
BASE = dict(state="confirmed")
LABELS = {"pending": 1, "cancelled": 2}


def test_place(client):
    answer = client.post("/orders", json=ORDER)
    body = answer.json()
    assert body["state"] == "pending"
    assert body["lines"][0]["state"] in ("confirmed", "cancelled")
    again = client.post("/orders", json={**ORDER, "state": "cancelled"}).json()
    assert again == {"state": "confirmed", "lines": []}
    client.post("/orders", json=ORDER | {"state": "confirmed"})


def test_list(client):
    orders = client.get("/orders", params={"state": "cancelled"}).json()
    assert orders[0].get("state", "pending") != "confirmed"


def test_gathered(client):
    orders = client.get("/orders").json()
    states = [order["state"] for order in orders]
    assert states == ["pending", "confirmed"] and states.count("cancelled") == 0
    assert {order["state"] for order in orders} <= {"pending", "cancelled"}
    assert sorted(states) == ["confirmed"] and "pending" in set(states) and states[0] == "pending"
    assert next(o for o in orders if o["state"] == "pending")["state"] == "cancelled"
    for state in ("confirmed", "cancelled"):
        assert state in states
    assert LABELS[orders[0]["state"]] == 1
    found = {order["state"]: order for order in orders}
    assert found["confirmed"] and found.get("cancelled") and "pending" in found
    assert max(orders, key=lambda order: order["state"] == "pending")["state"] == "confirmed"
    assert [o["state"].upper() for o in orders] == ["PENDING"]
    assert {o["state"]: len(o) for o in orders} == {"a": 1}
    assert sorted(client.get("/states").json()) == ["confirmed"] and set(client.get("/notes").json()) == {"a"}
"""
SERVER = """
from flask import Flask, request

app = Flask(__name__)


# @contract ListOrders
@app.get("/orders")
def listed():
    state = request.args.get("state", "pending")
    if state == "cancelled":
        return [{"state": "confirmed"}]
    return []
"""
TREE = {"a.contract.ts": CONTRACT, "tests/test_orders.py": TEST, "app.py": SERVER}


def _said(tree: dict[str, str]) -> list[tuple[str, str]]:
    snapshot = snapshot_of(tree)
    found = [f for f in check(snapshot) if f.path.endswith(".py")]
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


def test_listed_texts_are_fine() -> None:
    assert _said(TREE) == []


@pytest.mark.parametrize("path", ["tests/test_orders.py", "app.py"])
def test_each_text_that_is_not_listed_is_shown(path: str) -> None:
    source = TREE[path]
    for word in ("pending", "confirmed", "cancelled", "quick"):
        at = source.find(f'"{word}"')
        while at >= 0:
            wrong = source[: at + 1] + word[:2] + word[3:] + source[at + 1 + len(word) :]
            if "dict(" not in source[max(0, at - 14) : at]:  # which nobody sends
                assert ("unknown-value", word[:2] + word[3:]) in _said({**TREE, path: wrong}), source[at - 40 : at]
            at = source.find(f'"{word}"', at + 1)


def test_a_test_may_send_what_is_wrong_on_purpose() -> None:
    odd = TEST.replace('{**ORDER, "state": "cancelled"}', '{**ORDER, "state": "nonsense"}')
    assert odd != TEST and _said({**TREE, "tests/test_orders.py": odd}) == []


def test_a_constant_that_is_given_twice_or_a_parameter_of_its_name_says_nothing() -> None:
    wrong = TEST.replace('"speed": "quick"', '"sped": "quick"')
    assert ("unknown-request-field", "sped") in _said({**TREE, "tests/test_orders.py": wrong})
    assert _said({**TREE, "tests/test_orders.py": wrong.replace("BASE = ", "ORDER = {}\nBASE = ")}) == []
    assert (
        _said({**TREE, "tests/test_orders.py": wrong.replace("test_place(client)", "test_place(client, ORDER)")}) == []
    )


HELPED = """
import pytest


@pytest.fixture
def placed(client):
    return client.post("/orders", json={"state": "pending", "ship": {"speed": "quick"}}).json()


def order(client, **changes):
    return client.post("/orders", json={"state": "pending", "ship": {"speed": "quick"}} | changes)


class Orders:
    def all(self):
        return self.client.get("/orders").json()


def test_placed(client, placed):
    assert placed["state"] == "pending"
    answer = order(client)
    assert answer.json()["lines"] == [] and "lines" in answer.json()
    assert set(placed) == {"state", "lines"} and placed.keys() >= {"lines"}
    for key in ("lines", "state"):
        assert key in placed
    assert {key: placed[key] for key in ("state", "lines")} and cast("dict[str, str]", placed)["state"]
    assert not {"password"} & set(placed) and set(placed["lines"]).isdisjoint({"a"})


def test_listed():
    orders = Orders()
    assert orders.all()[0]["state"] == "pending"


@pytest.mark.parametrize(("state", "count"), [("pending", 1), pytest.param("confirmed", 2)])
def test_each(client, state, count):
    assert client.get("/orders", params={"state": state}).json()[0]["state"] == state
"""


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('placed["state"]', 'placed["stat"]', "stat"),
        ('placed["state"] == "pending"', 'placed["state"] == "pendng"', "pendng"),
        ('.json()["lines"]', '.json()["lins"]', "lins"),
        ('"lines" in', '"lins" in', "lins"),
        ('all()[0]["state"]', 'all()[0]["stat"]', "stat"),
        ('{"state", "lines"}', '{"state", "lins"}', "lins"),
        ('>= {"lines"}', '>= {"lins"}', "lins"),
        ('("lines", "state")', '("lins", "state")', "lins"),
        ('in ("state", "lines")', 'in ("stat", "lines")', "stat"),
        ('placed)["state"]', 'placed)["stat"]', "stat"),
        ('[("pending", 1)', '[("pendng", 1)', "pendng"),
        ('param("confirmed"', 'param("confrmed"', "confrmed"),
    ],
)
def test_what_helpers_and_fixtures_give_is_an_answer_too(old: str, new: str, word: str) -> None:
    tree = {**TREE, "tests/test_helped.py": HELPED}
    assert _said(tree) == []
    assert old in HELPED
    assert [w for _, w in _said({**tree, "tests/test_helped.py": HELPED.replace(old, new, 1)})] == [word]


def test_values_that_are_wrong_on_purpose_are_not_told() -> None:
    wrong = HELPED.replace('("pending", 1)', '("no such state", 1)')
    assert _said({**TREE, "tests/test_helped.py": wrong}) == []


def test_what_decorates_the_next_test_says_nothing_of_this_one() -> None:
    refused = (
        HELPED + '\n\n@pytest.mark.parametrize("status", [404, 409])\ndef test_refused(client, status):\n    pass\n'
    )
    wrong = refused.replace('("pending", 1)', '("open", 1)')
    assert ("unknown-value", "open") in _said({**TREE, "tests/test_helped.py": wrong})


BODIES = """
def draft(**changes):
    return {"state": "pending", "ship": {"speed": "quick"}} | changes


def order(client, times=1, **changes):
    body = {"state": "pending", "ship": {"speed": "quick"}}
    return client.post("/orders", json={**body, **changes})


def test_bodies(client):
    client.post("/orders", json=draft(note="a"))
    client.post("/orders", json=draft(state="confirmed"))
    order(client, times=2, note="b")
"""


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        (
            '{"state": "pending", "ship": {"speed": "quick"}} |',
            '{"stat": "pending", "ship": {"speed": "quick"}} |',
            "stat",
        ),
        ('draft(note="a")', 'draft(noet="a")', "noet"),
        ('draft(state="confirmed")', 'draft(state="confrmed")', "confrmed"),
        ('note="b"', 'noet="b"', "noet"),
    ],
)
def test_bodies_that_functions_put_together(old: str, new: str, word: str) -> None:
    tree = {**TREE, "tests/test_bodies.py": BODIES}
    assert _said(tree) == []
    assert old in BODIES
    assert [w for _, w in _said({**tree, "tests/test_bodies.py": BODIES.replace(old, new)})] == [word]


FILTERED = """
import httpx

from helpers import drop_none, signed

client = httpx.Client()


def compact(values):
    return {key: value for key, value in values.items() if value is not None}


def place(note, state):
    body = {"state": "pending", "ship": {"speed": "quick"}, "note": note}
    client.post("/orders", json={k: v for k, v in body.items() if v is not None})
    client.post("/orders", json=compact({"state": "confirmed", "ship": None, "note": note}))
    client.get("/orders", params=drop_none({"state": state}))
    client.post("/orders", json={camel(k): v for k, v in {"stat": 1}.items()})
    client.post("/orders", json=signed({"anything": 1}))
    client.post("/orders", json={k: v for k, v in {"state": "pending"}.items() if v})


def find(state=None):
    params = {"state": state} if state else None
    return client.get("/orders", params=params).json()


def pending():
    return find("cancelled")


class Orders:
    def _get(self, path, **params):
        query = {k: v for k, v in params.items() if v is not None}
        return client.get(f"{self.base}{path}", params=query or None)

    def confirmed(self):
        return self._get("/orders", state="confirmed").json()
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ('"note": note}', '"nott": note}', ["nott"]),
        ('{"state": "confirmed"', '{"sate": "confirmed"', ["sate"]),
        ('{"state": state}', '{"stat": state}', ["stat"]),
        ('{"state": "pending"}', '{"state": "pendig"}', ["pendig"]),
        ('find("cancelled")', 'find("canceled")', ["canceled"]),
        ('state="confirmed"', 'stat="confirmed"', ["stat"]),
        ('state="confirmed"', 'state="confrmed"', ["confrmed"]),
    ],
)
def test_what_is_sent_without_what_is_none_in_it(old: str, new: str, found: list[str]) -> None:
    tree = {"a.contract.ts": CONTRACT, "client.py": FILTERED.replace(old, new, 1) if old else FILTERED}
    assert [text for _, text in _said(tree)] == found
