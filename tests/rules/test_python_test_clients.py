"""Tests that call the server: their methods, paths, queries and bodies, but for those that are wrong on purpose."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A parcel. */
export interface Parcel { id: string; trackingNumber: string; status: "new" | "sent" }
/** What went wrong. */
export interface Problem { message: string }
/** Register a parcel.
 * @api POST /parcels */
export interface Register { request: { recipientName: string; weightGrams: number }; response: Parcel; errors: Problem }
/** Some parcels.
 * @api GET /parcels */
export interface List { query: { status?: string; pageSize?: number }; response: { items: Parcel[] }; errors: Problem }
/** Assign it.
 * @api POST /parcels/:parcelId/assign */
export interface Assign { params: { parcelId: string }; request: null; response: Parcel; errors: Problem }
/** Change it.
 * @api PATCH /parcels/:parcelId */
export interface Change { params: { parcelId: string }; request: { recipientName?: string }; response: Parcel; errors: Problem }
"""
SERVER = """
from fastapi import APIRouter

router = APIRouter(prefix="/parcels")


@router.post("")
def register(): ...


@router.get("")
def listed(): ...


@router.post("/{parcel_id}/assign")
def assign(parcel_id: str): ...


@router.patch("/{parcel_id}")
def change(parcel_id: str): ...
"""
CLIENT = """
class ParcelsClient:
    def __init__(self, http):
        self._http = http

    def get(self, parcel_id):
        return self._http.get(f"/labels/{parcel_id}").json()

    def all(self, size: int):
        page = self._http.get("/parcels", params={"pageSize": size}).raise_for_status().json()
        return [item["id"] for item in page["items"]]
"""


def _said(test: str, path: str = "tests/test_parcels.py") -> list[str]:
    found = check(snapshot_of({"a.contract.ts": CONTRACT, "api/parcels.py": SERVER, path: test}))
    return [f.message for f in found if f.path == path]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('client.put(f"/parcels/{key}", json={"recipientName": "Ada"})', "`PUT /parcels/:key` is no endpoint"),
        ('client.post("/parcel", json=BODY)', "`POST /parcel` is no endpoint; did you mean `/parcels`"),
        ('client.post(f"/parcels/{key}/print")', "did you mean `/parcels/:parcelId/assign`"),  # which the server has not
        ('client.post(f"/parcels/{key}/assignment")', "did you mean `/parcels/:parcelId/assign`"),
        ('client.get("/parcels", params={"limit": 10})', "`limit` is no query parameter"),
        ('client.get("/parcels?limit=10")', "`limit` is no query parameter"),
        ('client.patch("/parcel/7", json={"recipientName": "Ada"})', "did you mean `/parcels/:parcelId`"),
        ('client.post("/parcels", json={"recipient": "Ada", "weightGrams": 1})', "`recipient` is no field of the request"),
        ('client.post("/parcels", json={"addressee": "Ada", "weightGrams": 1})', "`addressee` is no field of the request"),
        ('url = f"/parcels/{key}"; client.put(f"{url}/assign")', "`PUT /parcels/:key/assign` is no endpoint"),
        ('url = "/parcels/" + key; client.patch(f"/parcels/{key}", content=json.dumps({"recipientNam": 1}))', "`recipientNam`"),
        ('body = json.dumps({"recipientNam": "A"}).encode(); client.patch(f"/parcels/{key}", data=body)', "`recipientNam` is no"),
        ('client.post("/parcels", json={"weightGrams": 1}).json()', "`recipientName` is missing in the request"),
        ('[p for p in client.get("/parcels").json()["items"] if p["id"]]\n    for p in response: p["stat"]', "`stat` is no field"),
        ('client.post("/parcels", json=BODY).json()["status"] in STATES', "`lost` is no value of"),
        ('client.post("/parcel", json={}).status_code == 422', "`POST /parcel` is no endpoint; did you mean `/parcels`"),
        ('assert client.post("/parcels", json=BODY).json()["code"]', "`code` is no field of the response"),
        ('client.post("/parcels", json=BODY).json()["status"] == "active"', "`active` is no value of"),
    ],
)  # fmt: skip
def test_what_a_test_asks_is_held_to_the_contract(line: str, said: str) -> None:
    head = 'STATES = frozenset({"new", "lost"})\n\n\ndef test_it(client, key):\n'
    found = _said(f"{head}    response = {line.removeprefix('assert ')}\n    assert response\n")
    assert any(said in m for m in found), found


@pytest.mark.parametrize(
    "test",
    [
        'def test_put(client, key):\n    assert client.put(f"/parcels/{key}").status_code == 405\n',
        'def test_wrong(client):\n    assert client.post("/parcel").status_code == 404\n',
        'def test_not_found(client):\n    client.post("/parcel")\n',
        'def test_invalid(client):\n    client.post("/parcels", json={"recipient": "Ada", "weightGrams": 1})\n',
        'def test_ignores_what_it_does_not_know(client):\n    client.get("/parcels", params={"limit": 10})\n',
        'def test_unknown_names(client):\n    client.post("/parcels", json={"addressee": "Ada", "weightGrams": 1})\n',
        'def test_more(client):\n    client.post("/parcels", json={"recipientName": "Ada", "weightGrams": 1, "note": "x"})\n',
        'def test_ignored(client):\n    client.get("/parcels?limit=10")\n',
        'def test_all(client):\n    client.get("/parcels", params={"status": "new", "pageSize": 10})\n',
        'def test_others(client, key):\n    client.post(f"/labels/{key}/print")\n    client.get("/health")\n',
        'def test_assign(client, key):\n    assert client.post(f"/parcels/{key}/assign").json()["trackingNumber"]\n',
        'def test_it(client, key):\n    url = f"/parcels/{key}"\n    client.post(f"{url}/assign")\n',
        'def test_it(client, key, url):\n    client.put(f"{url}/assign")\n',
        'def test_it(client, key):\n    url = HOST + key\n    client.post(f"{url}/prints")\n',
        'def test_it(client):\n    for p in [other(p) for p in client.get("/parcels").json()["items"]]:\n        p["x"]\n',
        'def test_half(client):\n    assert client.post("/parcels", json={"weightGrams": 1}).json()["errors"]\n',
        'def test_it(client, body):\n    client.post("/parcels", content=body.encode())\n',
        'app = FastAPI()\n@app.post("/parcel")\ndef serve(): ...\ndef test_own(client):\n    client.post("/parcel")\n',
    ],
)
def test_what_a_test_does_on_purpose_is_left_alone(test: str) -> None:
    assert _said(test) == []


FIXTURE = """
import pytest

@pytest.fixture
def body():
    return {"recipientName": "Ada", "weightGrams": 1}

def test_it(client, body):
    client.post("/parcels", json=body)
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"recipientName"', '"addressee"', ["`addressee` is no field of the request"]),
        ("return", "yield", []),
        (', json=body)', ', json={**body, "note": "x"})', []),
        ("body):\n    client", 'body):\n    body["addressee"] = body.pop("recipientName")\n    client', []),
        ("body):\n    client", "body):\n    del body\n    client", []),
        ('"weightGrams": 1', '"note": "x"', ["`weightGrams`"]),
    ],
)  # fmt: skip
def test_what_a_fixture_gives_is_sent_by_the_test_that_asks_for_it(old: str, new: str, said: list[str]) -> None:
    assert old in FIXTURE
    found = _said(FIXTURE.replace(old, new))
    assert len(found) == len(said), found
    assert all(s in f for s, f in zip(said, found, strict=True)), found


GIVEN = """
import pytest

@pytest.fixture
def make(client):
    def _make(key, **changes):
        body = {"recipientName": key, "weightGrams": 1}
        body.update(changes)
        return client.post("/parcels", json=body).json()

    return _make

def test_it(make):
    made = make("a", weightGrams=2)
    assert made["status"] == "new"
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("client.post", "client.post", []),
        ('made["status"]', 'made["state"]', ["`state` is no field of the response"]),
        ('== "new"', '== "old"', ["`old` is no value of"]),
        ("weightGrams=2", "weight=2", ["`weight` is no field of the request"]),
        ("weightGrams=2", "note=2", []),
        ('"weightGrams": 1', '"weight": 1', ["`weight` is no field of the request"]),
        ("return _make", "return other(_make)", []),
    ],
)
def test_a_function_that_a_fixture_gives_sends_what_it_is_given(old: str, new: str, said: list[str]) -> None:
    assert old in GIVEN
    found = _said(GIVEN.replace(old, new))
    assert len(found) == len(said), found
    assert all(s in f for s, f in zip(said, found, strict=True)), found


def test_the_client_within_a_client_is_not_the_function_of_that_name() -> None:
    assert _said(CLIENT, "client.py") == []
    assert _said(CLIENT.replace('page["items"]', 'page["parcels"]'), "client.py") == [
        "`parcels` is no field of the response of contract List; it has `items`."
    ]
    assert _said(CLIENT.replace('"pageSize"', '"page_size"'), "client.py") == [
        "`page_size` is no query parameter of contract List; did you mean `pageSize`?"
    ]


def test_what_a_function_takes_of_two_answers_may_stand_at_different_depths() -> None:
    reads = """
class Api:
    def one(self):
        return Shown.of(self.client.post("/parcels", json={"recipientName": "Ada", "weightGrams": 1}).json())

    def all(self):
        return [Shown.of(item) for item in self.client.get("/parcels").json()["parcels"]]


class Shown:
    @classmethod
    def of(cls, data):
        return data["trackingNumber"]
"""
    assert _said(reads, "api_client.py") == ["`parcels` is no field of the response of contract List; it has `items`."]


CASES = """
import pytest


def test_ok(client):
    assert client.post("/gates", json={"label": "x", "state": "open"}).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {"label": "x", "state": "open"},
        {"label": "y", "state": "shut"},
    ],
)
def test_each(client, body):
    assert client.post("/gates", json=body).status_code == 201


async def test_two(session):
    async with session.post("/gates", json={"label": "x", "state": "open"}) as response:
        made = await response.json()
    async with session.get("/gates") as response:
        for gate in await response.json():
            assert gate["state"] == "open"
        for gate in unknown():
            assert gate["anything"]
    return made["label"]
"""
GATES = """
/** How it stands. */
export type State = "open" | "shut";
/** A gate. */
export interface Gate { label: string; state: State }
/** New.
 * @api POST /gates
 */
export interface MakeGate { request: Gate; response: Gate; errors: never }
/** All.
 * @api GET /gates
 */
export interface ListGates { /** @unordered */ response: Gate[]; errors: never }
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", []),
        ('"y", "state": "shut"', '"y", "status": "shut"', ["status"]),
        ('"y", "state": "shut"', '"y", "state": "shutt"', ["shutt"]),
        ('gate["state"]', 'gate["status"]', ["status"]),
        ('made["label"]', 'made["name"]', ["name"]),
    ],
)
def test_the_bodies_of_cases_and_the_answers_that_one_name_stands_for_in_turn(
    old: str, new: str, told: list[str]
) -> None:
    texts = {"c/a.contract.ts": GATES, "tests/test_gates.py": CASES.replace(old, new) if old else CASES}
    snapshot = snapshot_of(texts)
    loud = [f for f in check(snapshot) if f.severity in ("error", "warning") and f.path.endswith(".py")]
    assert [snapshot.sources[f.path].text[f.range] for f in loud if not f.rule.startswith("missing")] == told


def test_cases_of_what_is_refused_may_be_wrong() -> None:
    """They stand above the head of their test, behind another one."""
    refused = CASES.replace('"y", "state": "shut"', '"y", "colour": "blue"')
    refused = refused.replace("json=body).status_code == 201", "json=body).status_code == 422")
    snapshot = snapshot_of({"c/a.contract.ts": GATES, "tests/test_gates.py": refused})
    assert [f.rule for f in check(snapshot) if f.severity in ("error", "warning") and f.path.endswith(".py")] == []
