"""Classes of Python that write themselves, `def to_dict(self): return asdict(self)`, and those that stand in a dictionary of an answer."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A cat. */
export interface Cat { /** @format int */ id: number; name: string; /** @unit months @format int */ age: number }
/** Cats.
 * @api GET /cats */
export interface ListCats { response: { /** @order id asc */ cats: Cat[]; /** @format int */ total: number }; errors: never }
/** A cat.
 * @api GET /cats/{catId} */
export interface GetCat { params: { catId: string }; response: { cat: Cat }; errors: never }
"""
CATS = """
from dataclasses import asdict, dataclass


@dataclass
class Cat:
    id: int
    name: str
    age: int

    def to_dict(self) -> dict:
        \"\"\"As it is sent.\"\"\"
        return asdict(self)
"""
ROUTES = """
from flask import Blueprint, jsonify

from cats import Cat

bp = Blueprint("cats", __name__)


@bp.get("/cats")
def cats():
    found: list[Cat] = find()
    return jsonify({"cats": [c.to_dict() for c in found], "total": len(found)})


@bp.get("/cats/<catId>")
def cat(catId):
    found = Cat(id=1, name="Tom", age=3)
    return jsonify({"cat": found.to_dict()})
"""
TREE = {"a.contract.ts": CONTRACT, "cats.py": CATS, "routes.py": ROUTES}
PYDANTIC = CATS.replace("from dataclasses import asdict, dataclass", "from pydantic import BaseModel").replace(
    "@dataclass\nclass Cat:", "class Base(BaseModel):\n    def to_dict(self):\n        return self.model_dump()\n\n\nclass Cat(Base):"
)  # fmt: skip
INHERITED = PYDANTIC.split("\n    def to_dict(self) -> dict")[0] + "\n"
FILLED = CATS.replace("return asdict(self)", 'data = asdict(self)\n        data["age"] = 3\n        return data')


def _told(cats: str, routes: str = ROUTES) -> list[tuple[str, str]]:
    snapshot = snapshot_of({**TREE, "cats.py": cats, "routes.py": routes})
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity != "info")
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


@pytest.mark.parametrize("cats", [CATS, INHERITED])
def test_what_writes_itself_is_held_to_what_the_answer_promises(cats: str) -> None:
    assert _told(cats) == []
    assert {*_told(cats.replace("age: int", "ages: int"), ROUTES.replace("age=", "ages="))} == {
        ("renamed-field", "ages")
    }


@pytest.mark.parametrize("written", ["asdict(found)", "found.to_dict()"])
def test_what_stands_in_a_dictionary_is_held_to_its_place(written: str) -> None:
    routes = (
        ROUTES.replace("found.to_dict()", written).split('@bp.get("/cats")')[0]
        + ROUTES[ROUTES.index('@bp.get("/cats/') :]
    )
    routes = routes.replace("found.to_dict()", written)
    assert _told(CATS.replace("    name: str", "    name: bool"), routes) == [("kind-mismatch", "bool")]


def test_what_a_method_puts_into_it_is_not_missing() -> None:
    assert _told(FILLED.replace("    age: int\n", ""), ROUTES.replace(", age=3", "")) == []


@pytest.mark.parametrize(("old", "new", "told"), [("", "", []), ("litres: int", "liters: int", ["liters"])])
def test_what_stands_in_the_body_of_a_request_is_held_to_its_place(old: str, new: str, told: list[str]) -> None:
    files = {
        "a.contract.ts": """
        /** A drink. */
        export interface Drink { name: string; /** @format int */ litres: number }
        /** Pours.
         * @api POST /drinks */
        export interface Pour { request: { guest: string; /** @unordered */ drinks: Drink[] }; response: null; errors: never }
        """,
        "pour.py": """
        from typing import TypedDict

        import httpx


        class Drink(TypedDict):
            name: str
            litres: int


        def pour(guest: str, drinks: list[Drink]) -> None:
            httpx.post("https://bar.example.org/drinks", json={"guest": guest, "drinks": drinks})
        """.replace(old, new),
    }
    snapshot = snapshot_of(files)
    found = [f for f in check(snapshot) if f.path == "pour.py" and f.severity != "info"]
    assert [snapshot.sources[f.path].text[f.range] for f in found] == told
