"""Tests of Python that say of one answer that it is refused, with the status before it or behind it."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A shelf. */
export interface Shelf { label: string; room: string }
/** @api POST /api/shelves */
export interface AddShelf { request: Shelf; response: Shelf; errors: null }
"""
SERVER = """
from flask import Flask, request

app = Flask(__name__)


@app.post("/api/shelves")
def add():
    body = request.get_json()
    return {"label": body["label"], "room": body["room"]}, 201
"""
TEST = """
def test_add(client):
    made = client.post("/api/shelves", json={"label": "A", "room": "cellar"})
    assert 201 == made.status_code
    assert made.json["label"] == "A"
    refused = client.post("/api/shelves", json={"label": "B", "room": "attic"})
    SAID
"""


def told(said: str, old: str = "", new: str = "") -> list[str]:
    test = TEST.replace("SAID", said)
    assert old in test
    snapshot = snapshot_of(
        {"contracts/shelf.contract.ts": CONTRACT, "app.py": SERVER, "tests/test_shelf.py": test.replace(old, new)}
    )
    return [snapshot.sources[f.path].text[f.range] for f in check(snapshot) if f.path.startswith("tests")]


@pytest.mark.parametrize(
    "said",
    [
        "assert refused.status_code == 400",
        "assert 400 == refused.status_code",
        "self.assertEqual(400, refused.status_code)",
    ],
)
def test_what_another_answer_was_refused_for_is_no_reason(said: str) -> None:
    assert told(said) == []
    assert "colour" in told(said, '"A", "room"', '"A", "colour"')
    assert told(said, '"B", "room"', '"B", "colour"') == []


def test_where_no_answer_is_named_it_may_be_any() -> None:
    assert told("assert 400 in codes", '"A", "room"', '"A", "colour"') == []
