"""What a client of Python reads of an answer behind a function of its own that opens it."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A boat. */
export interface Boat { hullName: string; lengthMetres: number }
/** Boats.
 * @api GET /api/boats */
export interface ListBoats { query: { cursor?: string }; response: { items: Boat[]; next: string | null }; errors: never }
"""
CLIENT = """
import json

import httpx


def opened(answer: httpx.Response) -> dict:
    if answer.status_code >= 400:
        raise RuntimeError(answer.text)
    return json.loads(answer.text)


class Harbour:
    def __init__(self, base):
        self._http = httpx.Client(base_url=base)

    def each(self):
        cursor = None
        while True:
            page = self._body(self._http.get("/api/boats", params={"cursor": cursor}))
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def names(self):
        return [boat["hullName"] for boat in self.each()]

    def first(self):
        answer = self._http.get("/api/boats")
        page = opened(answer)
        return page["items"][0]["lengthMetres"]

    @staticmethod
    def _body(answer):
        answer.raise_for_status()
        body = answer.json()
        return body
"""


def _said(code: str) -> list[str]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "client.py": code})
    return [snapshot.sources[f.path].text[f.range] for f in check(snapshot) if f.path == "client.py"]


def test_what_is_promised_is_quiet() -> None:
    assert _said(CLIENT) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('page["next"]', 'page["cursor"]', ["cursor"]),
        ('yield from page["items"]', 'yield from page["boats"]', ["boats"]),
        ('boat["hullName"]', 'boat["name"]', ["name"]),
        ('[0]["lengthMetres"]', '[0]["length"]', ["length"]),
    ],
)
def test_what_is_not_promised_is_told(old: str, new: str, found: list[str]) -> None:
    assert old in CLIENT
    assert _said(CLIENT.replace(old, new)) == found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("        return body\n", '        return body["data"]\n'),
        ("        return body\n", "        return Page(body)\n"),
        ("        body = answer.json()\n", "        body = wrapped(answer.json())\n"),
        ("_body(answer):", "_body(which, answer):"),
    ],
)
def test_what_gives_something_else_is_left_alone(old: str, new: str) -> None:
    assert old in CLIENT
    code = CLIENT.replace(old, new).replace('page["next"]', 'page["cursor"]')
    assert _said(code.replace('page["items"]\n            cursor', 'page["boats"]\n            cursor')) == []
