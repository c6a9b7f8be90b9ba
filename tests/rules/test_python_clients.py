"""Clients of Python whose requests go through functions of other files, and who reads what they give, wherever that is."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How a boat is. */
export type State = "afloat" | "docked";
/** A boat. */
export interface Boat { hullName: string; lengthMetres: number; state: State; owner: Owner }
/** Whose it is. */
export interface Owner { fullName: string }
/** Boats.
 * @api GET /api/boats */
export interface ListBoats { query: { ownerName?: string; state?: State }; response: { items: Boat[]; total: number }; errors: never }
/** A boat.
 * @api POST /api/boats */
export interface AddBoat { request: { hullName: string; lengthMetres: number; note?: string }; response: Boat; errors: never }
"""
BASE = """
import requests


class Base:
    def __init__(self, base):
        self.base = base
        self.session = requests.Session()

    def _send(self, method, path, params=None, json=None):
        answer = self.session.request(method, f"{self.base}/api{path}", params=params, json=json)
        answer.raise_for_status()
        return answer.json()

    def get(self, path, **params):
        return self._send("GET", path, params=params)

    def post(self, path, body):
        return self._send("POST", path, json=body)

    def raw(self, path):
        return self.session.get(f"{self.base}/api{path}")
"""
CLIENT = """
from http_base import Base


class Harbour(Base):
    def boats(self, **filters):
        return self.get("/boats", **filters)

    def named(self, owner):
        return self.get("/boats", ownerName=owner)["items"]

    def plain(self):
        return self.raw("/boats")

    def add(self, name, **more):
        return self.post("/boats", {"hullName": name, "lengthMetres": 4, **more})


def harbour():
    return Harbour("http://localhost")
"""
SCRIPT = """
from harbour import Harbour, harbour


def report(client: Harbour):
    page = client.get("/boats", state="docked")
    page["seen"] = len(page["items"])
    print(page["seen"])
    page = client.boats(state="docked", ownerName="Ada")
    print(page["total"], page.get("items"))
    for boat in page["items"]:
        print(boat["hullName"], boat["owner"]["fullName"])
        if boat["state"] == "afloat":
            boat["seenAt"] = 1
    return client.named("Ada")[0]


def save(client):
    boat = client.add("Argo", note="new")
    print(boat["lengthMetres"], client.plain().json()["total"], client.plain().status_code)
    mine = report(client)
    return mine["hullName"]


class Fleet:
    def load(self, client: Harbour):
        self.first = client.named("Ada")[0]

    def show(self):
        print(self.first["hullName"])


if __name__ == "__main__":
    save(harbour())
"""
FILES = {"harbour.contract.ts": CONTRACT, "http_base.py": BASE, "harbour.py": CLIENT, "script.py": SCRIPT}


def _told(files: dict[str, str]) -> list[tuple[str, str]]:
    return [(f.path, f.message) for f in check(snapshot_of(files)) if f.path.endswith(".py")]


def test_what_keeps_the_contract_is_quiet() -> None:
    assert _told(FILES) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("harbour.py", "ownerName=owner", "owner=owner"),
        ("harbour.py", '["items"]', '["boats"]'),
        ("harbour.py", '"hullName": name', '"name": name'),
        ("script.py", 'state="docked"', 'state="moored"'),
        ("script.py", 'ownerName="Ada"', 'owner="Ada"'),
        ("script.py", 'page["total"]', 'page["count"]'),
        ("script.py", 'page.get("items")', 'page.get("boats")'),
        ("script.py", 'in page["items"]', 'in page["boats"]'),
        ("script.py", 'boat["hullName"]', 'boat["name"]'),
        ("script.py", 'boat["owner"]["fullName"]', 'boat["owner"]["name"]'),
        ("script.py", '== "afloat"', '== "swimming"'),
        ("script.py", 'note="new"', 'remark="new"'),
        ("script.py", 'boat["lengthMetres"]', 'boat["length"]'),
        ("script.py", '.json()["total"]', '.json()["count"]'),
        ("script.py", 'mine["hullName"]', 'mine["hull"]'),
        ("script.py", 'self.first["hullName"]', 'self.first["hull"]'),
    ],
)
def test_a_name_that_is_not_the_contracts_is_told_where_it_is_written(path: str, old: str, new: str) -> None:
    assert old in FILES[path]
    found = _told({**FILES, path: FILES[path].replace(old, new, 1)})
    assert [where for where, _ in found] == [path]
    assert found[0][1].split("`")[1] in new


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("http_base.py", "return answer.json()", "return answer.json()['data']"),  # an envelope of its own
        ("http_base.py", "def get(self, path, **params):\n        return", "def get(self, path, **params):\n        return None or"),
        ("harbour.py", "from http_base import Base", "from elsewhere import Base"),
        ("harbour.py", 'return self.get("/boats", **filters)', 'return tidy(self.get("/boats", **filters))'),
        ("harbour.py", '    def boats(self, **filters):\n', '    def boats(self, **filters) -> Page:\n'),
    ],
)  # fmt: skip
def test_what_is_made_of_an_answer_is_not_the_answer(path: str, old: str, new: str) -> None:
    assert old in FILES[path]
    changed = SCRIPT.replace('page["total"]', 'page["count"]').replace('boat["hullName"]', 'boat["name"]')
    assert _told({**FILES, path: FILES[path].replace(old, new, 1), "script.py": changed}) == []


def test_a_parameter_of_two_classes_is_neither() -> None:
    other = SCRIPT.replace("    save(harbour())", "    save(harbour())\n    save(Other())").replace(
        'boat["lengthMetres"]', 'boat["length"]'
    )
    assert _told({**FILES, "script.py": other}) == []


def test_a_function_of_a_test_sends_for_tests_in_other_files() -> None:
    """What it gives is read there, and what it takes by any name goes into its body."""
    helper = """
def add_boat(client, **changes):
    body = {"hullName": "Argo", "lengthMetres": 4, **changes}
    answer = client.post("/api/boats", json=body)
    assert answer.status_code == 201
    return answer.json()
"""
    test = """
from helper import add_boat


def test_it(client):
    boat = add_boat(client, note="x")
    assert boat["hullName"] == "Argo"
    assert boat["state"] == "docked"
"""
    files = {"a.contract.ts": CONTRACT, "tests/helper.py": helper, "tests/test_it.py": test}
    assert _told(files) == []
    for old, new in (('["hullName"]', '["hull"]'), ('"docked"', '"moored"'), ('note="x"', 'notes="x"')):
        assert [p for p, _ in _told({**files, "tests/test_it.py": test.replace(old, new)})] == ["tests/test_it.py"]


VERBS = """
class Boats:
    def __init__(self, client):
        self.client = client

    def find(self, kind, number):
        found_path = "/api/%s/%s" % ("boats", number)
        path = "/api/boats"
        print(self.client.GET(path)["total"], self.client.GET("/api/boats?ownerName=%s" % kind)["items"])
        return self.client.GET(found_path)

    def add(self, name):
        boat_path = "/api/{}".format("boats")
        path = "/api/boats"
        return self.client.POST(path, json={"hullName": name, "lengthMetres": 1})
"""
USER = """
from api import Boats


def show(boats: Boats):
    boat = boats.add("Argo")
    print(boat["hullName"], boats.add("Argo").json()["state"], boats.add("x").status_code, boats.find("x", 1)["any"])
"""


def test_methods_in_capitals_and_paths_that_values_are_put_into_are_requests() -> None:
    """What such a call gives nobody sees: the answer or the value in it, as it is asked."""
    files = {"a.contract.ts": CONTRACT, "api.py": VERBS, "user.py": USER}
    assert _told(files) == []
    for path, old, new in (
        ("api.py", '"hullName": name', '"name": name'),
        ("api.py", '["total"]', '["count"]'),
        ("user.py", 'boat["hullName"]', 'boat["hull"]'),
        ("user.py", '["state"]', '["kind"]'),
    ):
        found = _told({**files, path: files[path].replace(old, new)})
        assert [p for p, _ in found] == [path], found


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('body = {"hullName": name}\n    if note:\n        body["note"] = note', ["lengthMetres"]),
        ('body = {"hullName": name}\n    if note:\n        body["lengthMetres"] = 4', []),
        ('body = {"hullName": name}\n    for key in note:\n        body[key] = note[key]', []),
        ('body = {"hullName": name}\n    body.update(note)', []),
        ('body = {"hullName": name}\n    body |= note', []),
    ],
)
def test_a_body_that_is_filled_piece_by_piece_is_whole_where_all_pieces_are_seen(lines: str, told: list[str]) -> None:
    code = (
        f"import requests\n\n\ndef add(name, note):\n    {lines}\n    requests.post('http://h/api/boats', json=body)\n"
    )
    assert [m.split("`")[1] for _, m in _told({"a.contract.ts": CONTRACT, "a.py": code})] == told


MATCHED = """
import requests


def show():
    match requests.get("http://h/api/boats").json():
        case {"total": 0}:
            return "none"
        case {"items": list(found), **others}:
            return found
    boat = requests.post("http://h/api/boats", json={"hullName": "Argo", "lengthMetres": 4}).json()
    match boat:
        case {"state": "afloat" | "docked", "owner": {"fullName": str(name)}} | {"hullName": name}:
            return name
    match boat["state"]:
        case "afloat":
            return "yes"
"""


def test_what_the_cases_of_a_match_ask_of_an_answer_is_told() -> None:
    assert _told({"a.contract.ts": CONTRACT, "a.py": MATCHED}) == []
    for old, new in (
        ('"total": 0', '"count": 0'),
        ('"items": list', '"boats": list'),
        ('| "docked"', '| "moored"'),
        ('"fullName": str', '"name": str'),
        ('case "afloat":', 'case "moored":'),
    ):
        found = _told({"a.contract.ts": CONTRACT, "a.py": MATCHED.replace(old, new)})
        assert len(found) == 1, (old, found)
