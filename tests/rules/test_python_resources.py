"""Resources of Flask-RESTful and its kin behind what they hang on, tables of Flask-SQLAlchemy, and answers that tests parse."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A berth.
 * @db berth_place */
export interface Berth { /** @format int */ id: number; nameText: string }
/** A token. */
export interface Token { token: string; /** @unit seconds */ expiresIn: number }
/** A new berth. */
export interface NewBerth { nameText: string; note?: string }
/** One. @api GET /api/berths/{id} */
export interface GetBerth { params: { id: number }; response: Berth; errors: never }
/** One more. @api POST /api/berths */
export interface AddBerth { request: NewBerth; response: Berth; errors: never }
/** Who may. @api GET /api/berths/{id}/token */
export interface GetToken { params: { id: number }; response: Token; errors: never }
"""
MODELS = """
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class BerthPlace(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name_text = db.Column(db.String(80), nullable=False)


class Mixed(db.Model):
    __abstract__ = True
    at = db.Column(db.Integer)
"""
COMMON = """
from flask import request
from flask_restful import Resource


class BerthResource(Resource):
    def get(self, id):
        return {"id": id, "nameText": "A"}


class BerthsResource(Resource):
    def post(self):
        made = request.get_json()["nameText"]
        if not made:
            return {"nameText": ["is missing"]}, 400
        return {"id": 1, "nameText": made}, 201


class TokenResource(Resource):
    method_decorators = [print]

    def get(self, id):
        return {"token": "t", "expiresIn": 60}, 200
"""
RESOURCES = """
from flask import Blueprint
from flask_restful import Api

from common import BerthResource, BerthsResource, TokenResource

api = Blueprint("api", __name__, url_prefix="/api")
rest = Api(api)
rest.add_resource(BerthResource, "/berths/<int:id>")
rest.add_resource(BerthsResource, "/berths")
rest.add_resource(TokenResource, "/berths/<int:id>/token", endpoint="token")
"""
RESTX = """
from flask_restx import Api, Namespace, Resource

berths = Namespace("berths", path="/berths")


@berths.route("/<int:id>/token")
class TokenResource(Resource):
    def get(self, id):
        return {"token": "t", "expiresIn": 60}, 200


@berths.route("")
class BerthsResource(Resource):
    def post(self):
        return {"id": 1, "nameText": berths.payload["nameText"]}, 201


api = Api(prefix="/api")
api.add_namespace(berths)
"""
TEST = """
import json


def test_token(client):
    answer = client.get("/api/berths/1/token")
    found = json.loads(answer.data.decode("utf-8"))
    assert found["token"] and json.loads(answer.get_data(as_text=True))["expiresIn"] == 60
    assert json.loads(open("x").read())["any"]
"""
FILES = {
    "a.contract.ts": CONTRACT,
    "models.py": MODELS,
    "common.py": COMMON,
    "resources.py": RESOURCES,
    "tests/test_it.py": TEST,
}


def _told(files: dict[str, str]) -> list[str]:
    found = (
        f for f in check(snapshot_of(files)) if f.severity in ("error", "warning") and f.rule != "undocumented-type"
    )
    return [f"{f.rule} {f.path}" for f in found]


@pytest.mark.parametrize(
    "files",
    [
        FILES,
        {"a.contract.ts": CONTRACT.replace("/** One. @api GET /api/berths/{id} */\n", "/** One. */\n"), "x.py": RESTX},
    ],
)
def test_what_keeps_the_contract_is_quiet(files: dict[str, str]) -> None:
    assert _told(files) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("common.py", '"token": "t"', '"key": "t"', "unknown-response-field common.py"),
        ("common.py", 'get_json()["nameText"]', 'get_json()["name"]', "unknown-request-field common.py"),
        ("common.py", '{"id": id, "nameText": "A"}', '{"id": str(id), "nameText": "A"}', "misfit-value common.py"),
        ("resources.py", "/token", "/tokens", "unknown-route resources.py"),
        ("models.py", "name_text", "name", "renamed-field models.py"),
        ("tests/test_it.py", 'found["token"]', 'found["tokens"]', "unknown-response-field tests/test_it.py"),
        ("tests/test_it.py", '["expiresIn"]', '["expires"]', "unknown-response-field tests/test_it.py"),
    ],
)
def test_what_does_not_is_told(path: str, old: str, new: str, told: str) -> None:
    assert old in FILES[path]
    assert told in _told({**FILES, path: FILES[path].replace(old, new)})


def test_resources_of_restx_hang_where_they_say() -> None:
    assert "unknown-response-field x.py" in _told(
        {"a.contract.ts": CONTRACT, "x.py": RESTX.replace('"token": "t"', '"key": "t"')}
    )
