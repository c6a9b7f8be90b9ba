"""Clients of Python that send through a function of their own, and functions that read what others hand to them."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A boat. */
export interface Boat { hullName: string; lengthMetres: number; owner: Owner }
/** Whose it is. */
export interface Owner { fullName: string }
/** Boats.
 * @api GET /api/boats */
export interface ListBoats { query: { ownerName?: string }; response: { items: Boat[]; total: number }; errors: never }
/** A boat.
 * @api POST /api/boats */
export interface AddBoat { request: { hullName: string; lengthMetres: number }; response: Boat; errors: never }
"""
CLIENT = """
import httpx

from models import Boat


class Harbour:
    def __init__(self, base):
        self._http = httpx.Client(base_url=base)

    def boats(self, owner):
        params = {"ownerName": owner} if owner else None
        page = self._request("GET", "/boats", params=params)
        print(page["total"])
        return [Boat.from_json(item) for item in page["items"]]

    def add(self, name):
        answer = self._post("/boats", {"hullName": name, "lengthMetres": 4})
        return read_boat(answer)

    def _post(self, path, body):
        return self._request("POST", path, json=body)

    def _request(self, method, path, **options):
        url = f"/api{path}"
        response = self._http.request(method, url, **options)
        return self._read(response)

    def _read(self, answer):
        answer.raise_for_status()
        return answer.json()


def read_boat(raw: dict[str, object]):
    return Boat(raw["hullName"], raw["lengthMetres"], None)
"""
MODELS = """
class Owner:
    @classmethod
    def from_json(cls, data):
        return cls(data["fullName"])


class Boat:
    @classmethod
    def from_json(cls, data: dict[str, object]):
        return cls(data["hullName"], data.get("lengthMetres"), Owner.from_json(data["owner"]))
"""
FILES = {"harbour.contract.ts": CONTRACT, "client.py": CLIENT, "models.py": MODELS}


def _findings(files: dict[str, str]) -> list[tuple[str, str]]:
    return [(f.path, f.message) for f in check(snapshot_of(files)) if f.path.endswith(".py")]


def test_what_keeps_the_contract_is_fine() -> None:
    assert _findings(FILES) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("client.py", '"ownerName"', '"ownersName"', "`ownersName` is no query parameter"),
        ("client.py", 'page["total"]', 'page["totals"]', "`totals` is no field of the response"),
        ("client.py", 'page["items"]', 'page["item"]', "`item` is no field of the response"),
        ("client.py", '{"hullName": name', '{"hulName": name', "`hulName` is no field of the request"),
        ("client.py", 'raw["hullName"]', 'raw["hulName"]', "`hulName` is no field of the response"),
        ("models.py", '"lengthMetres"', '"lengthMeters"', "`lengthMeters` is no field of the response"),
        ("models.py", '"fullName"', '"fulName"', "`fulName` is no field of the response"),
    ],
)
def test_a_slip_is_shown_where_it_is(path: str, old: str, new: str, said: str) -> None:
    files = {**FILES, path: FILES[path].replace(old, new, 1)}
    found = _findings(files)
    assert [p for p, m in found if said in m] == [path], found


def test_a_function_that_gives_something_of_the_answer_is_not_followed() -> None:
    opened = CLIENT.replace("return answer.json()", 'return answer.json()["data"]').replace('["total"]', '["sum"]')
    assert _findings({**FILES, "client.py": opened}) == []


def test_a_function_of_another_file_is_known_by_its_method_and_path() -> None:
    other = """
    from base import Base


    class Harbour(Base):
        def add(self, name):
            return self.request("POST", "/api/boats", json={"hulName": name, "lengthMetres": 4})["anything"]
    """
    found = _findings({"harbour.contract.ts": CONTRACT, "client.py": other})
    assert [m.split(";")[0] for _, m in found] == ["`hulName` is no field of the request of contract AddBoat"]


def test_a_transport_that_names_no_path_is_followed_from_another_file() -> None:
    transport = """
    import httpx


    class Transport:
        def __init__(self, base):
            self._http = httpx.Client(base_url=base)

        def _send(self, method, path, **options):
            response = self._http.request(method, path, **options)
            response.raise_for_status()
            return response.json()

        def _get(self, path, params=None):
            return self._send("GET", path, params=params)
    """
    client = """
    from models import Boat
    from transport import Transport


    class Harbour(Transport):
        def total(self):
            return self._get("/api/boats", {"ownerName": "Ada"})["total"]

        def boats(self):
            page = self._get("/api/boats")
            return [Boat.from_json(item) for item in page["items"]]
    """
    files = {"harbour.contract.ts": CONTRACT, "transport.py": transport, "client.py": client, "models.py": MODELS}
    assert _findings(files) == []
    read = MODELS.replace('"hullName"', '"label"')
    assert [p for p, m in _findings({**files, "models.py": read}) if "`label` is no field" in m] == ["models.py"]
    loaded = """
    import json
    from models import Boat

    def load(file):
        return Boat.from_json(json.load(file))
    """
    assert _findings({**files, "models.py": read, "backup.py": loaded}) == []
    assert len(_findings({**files, "models.py": read, "tests/test_models.py": loaded})) == 1
    slipped = client.replace('"ownerName"', '"owner"').replace('["total"]', '["sum"]')
    said = [m.split(" of contract")[0] for _, m in _findings({**files, "client.py": slipped})]
    assert said == ["`owner` is no query parameter", "`sum` is no field of the response"]


API = """
import requests


class Api:
    def __init__(self):
        self.session = requests.Session()

    def request(self, method, path, **kwargs):
        return self.session.request(method, "https://boats" + path, **kwargs).json()

    def get(self, path, **params):
        return self.request("GET", path, params=params)

    def post(self, path, body: dict):
        return self.request("POST", path, json=body)
"""
FLEET = """
from typing import TypedDict

from api import Api


class New(TypedDict):
    hullName: str
    lengthMetres: float


class Fleet:
    def __init__(self, api: Api):
        self.api = api

    def get(self, boat_id):
        return self.api.get(f"/api/harbours/{boat_id}")

    def total(self):
        return self.api.get("/api/boats", ownerName="Ada")["total"]

    def add(self, name):
        new: New = {"hullName": name, "lengthMetres": 4}
        return self.api.post("/api/boats", new)["owner"]["fullName"]

    def log(self, text):
        self.api.post("/other/log", {"text": text, "at": 1})
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", []),
        ('ownerName="Ada"', 'owner="Ada"', ["`owner` is no query parameter"]),
        ('["total"]', '["sum"]', ["`sum` is no field of the response"]),
        ("    hullName: str", "    label: str", ["`label` is no field of contract AddBoat"]),
        ('["fullName"]', '["name"]', ["`name` is no field of the response (Boat.owner)"]),
    ],
)  # fmt: skip
def test_methods_with_the_names_of_the_clients_own_and_bodies_of_a_type(old: str, new: str, said: list[str]) -> None:
    files = {"harbour.contract.ts": CONTRACT, "api.py": API, "fleet.py": FLEET.replace(old, new, 1)}
    found = [m for p, m in _findings(files) if p == "fleet.py"]
    assert all(any(s.split(" (")[0] in m for m in found) for s in said), found
    assert bool(found) == bool(said), found


PAGES = """
import httpx


class Pages:
    def __init__(self, session: httpx.Client):
        self.session = session

    def gathered(self):
        found, owner = [], None
        for _ in range(3):
            page = self.session.get("/api/boats", params={"ownerName": owner}).json()
            found.extend(page["items"])
        return found

    def one_by_one(self):
        page = self.session.get("/api/boats").json()
        for boat in page["items"]:
            yield boat

    def handed_on(self):
        yield from self.session.get("/api/boats").json()["items"]

    def mixed(self):
        found = []
        found.extend(self.session.get("/api/boats").json()["items"])
        found.append({"hullNam": "of its own"})
        return found

    def whole(self):
        yield self.session.get("/api/boats").json()
"""


@pytest.mark.parametrize(
    ("method", "told"),
    [("gathered", True), ("one_by_one", True), ("handed_on", True), ("mixed", False), ("whole", False)],
)
def test_what_is_gathered_of_pages_is_read_as_what_they_hold(method: str, told: bool) -> None:
    reading = f"""
from pages import Pages


def show(pages: Pages):
    for boat in pages.{method}():
        print(boat["hullNam"])
"""
    for name, expected in (("hullNam", ["hullNam"] if told else []), ("hullName", [])):
        tree = {"a.contract.ts": CONTRACT, "pages.py": PAGES, "show.py": reading.replace("hullNam", name)}
        snapshot = snapshot_of(tree)
        found = [f for f in check(snapshot) if f.path.endswith(".py")]
        assert [snapshot.sources[f.path].text[f.range] for f in found] == expected


POSTS = """
import json

from django.test import TestCase


class BoatTest(TestCase):
    def send(self, path, body):
        return self.client.post(path, {}, content_type="application/json")

    def test_adds(self):
        answer = self.send("/api/boats", {{"hull": "Ida", "lengthMetres": 4}})
        self.assertEqual(answer.status_code, 201)
"""


@pytest.mark.parametrize("given", ["json.dumps(body)", "body", "data=json.dumps(body)", "data=body"])
def test_a_body_that_a_test_sends_by_a_method_of_its_own(given: str) -> None:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "tests/test_boats.py": POSTS.format(given)})
    found = [f for f in check(snapshot) if f.rule == "unknown-request-field"]
    assert [snapshot.sources[f.path].text[f.range] for f in found] == ["hull"]
