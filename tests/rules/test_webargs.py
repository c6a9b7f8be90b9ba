"""Names that decorators of webargs and flask-apispec list by themselves are held to the endpoint."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A shed. */
export interface Shed { label: string }
/** All sheds.
 * @api GET /sheds
 */
export interface ListSheds { query: { owner?: string; pageSize?: number }; /** Unordered. */ response: Shed[]; errors: never }
/** Makes one.
 * @api POST /sheds
 */
export interface MakeShed { query: { dry?: boolean }; request: { label: string }; response: Shed; errors: never }
"""
APP = """
from flask import Flask
from flask_apispec import use_kwargs
from marshmallow import fields

app = Flask(__name__)

@app.route("/sheds", methods=("GET",))
@use_kwargs({"owner": fields.Str(), "page_size": fields.Int(data_key="pageSize")})
def listed(owner=None, page_size=20):
    return find(owner, page_size)

@app.post("/sheds")
@use_kwargs({"label": fields.Str(required=True)})
@use_kwargs({"dry": fields.Bool()}, location="query")
@use_kwargs({"token": fields.Str()}, location="headers")
def made(label, dry=False, token=None):
    return make(label, dry)
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", []),
        ('"owner": fields', '"keeper": fields', [("unknown-query-parameter", "keeper")]),
        ('"pageSize"', '"limit"', [("unknown-query-parameter", "limit")]),
        ('"label": fields', '"name": fields', [("unknown-request-field", "name")]),
        ('"dry": fields', '"test": fields', [("unknown-query-parameter", "test")]),
        ('"owner": fields', "OWNER: fields", []),
        ('location="query"', "location=place", []),
        ("from flask_apispec import use_kwargs", "from .own import use_kwargs", []),
    ],
)
def test_names(old: str, new: str, told: list[tuple[str, str]]) -> None:
    text = APP.replace(old, new)
    if new.startswith("from .own"):
        text = text.replace('"owner": fields', '"keeper": fields')
    snapshot = snapshot_as_written({"c/sheds.contract.ts": CONTRACT, "app.py": text})
    found = [(f.rule, text[f.range.start : f.range.end]) for f in check(snapshot) if f.path == "app.py"]
    assert [f for f in found if f[0].startswith("unknown-")] == told
