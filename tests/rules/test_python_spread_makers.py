"""Dictionaries that functions of Python make for routes, of which one is spread into another, and the one that is given for the other."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A dish. */
export interface Dish { /** @format int */ id: number; title: string; /** @format int */ minuteCount: number }
/** A part of one. */
export interface Part { name: string; /** @unit grams @format int */ weightGrams: number }
/** A dish with its parts. */
export interface DishDetail extends Dish { /** @unordered */ parts: Part[] }
/** Dishes.
 * @api GET /dishes */
export interface ListDishes { response: { dishes: Dish[]; /** @format int */ dishCount: number }; errors: never }
/** A dish.
 * @api GET /dishes/{dishId} */
export interface GetDish { params: { dishId: string }; response: DishDetail; errors: never }
/** A new dish.
 * @api POST /dishes */
export interface AddDish {
  request: { title: string; /** @unordered */ parts: Part[] };
  response: DishDetail;
  errors: never;
}
"""
MAKERS = """
def part_dict(part):
    return {"name": part.name, "weightGrams": part.weight}


def dish_dict(dish):
    return {"id": dish.pk, "title": dish.title, "minuteCount": dish.minutes}


def detail_dict(dish):
    return {**dish_dict(dish), "parts": [part_dict(p) for p in dish.parts]}
"""
ROUTES = """
from flask import Blueprint, jsonify, request

from makers import detail_dict, dish_dict

bp = Blueprint("dishes", __name__)


@bp.get("/dishes")
def list_dishes():
    found = find()
    return jsonify(dishes=[dish_dict(d) for d in found], dishCount=len(found))


@bp.get("/dishes/<dishId>")
def get_dish(dishId):
    return jsonify(detail_dict(find(dishId)))


@bp.post("/dishes")
def add_dish():
    data = request.get_json()
    for place, item in enumerate(data["parts"]):
        put(place, item["name"], item["weightGrams"])
    return detail_dict(save(data["title"])), 201
"""
TREE = {"dishes.contract.ts": CONTRACT, "makers.py": MAKERS, "routes.py": ROUTES}


def _told(path: str = "", old: str = "", new: str = "") -> list[tuple[str, str, str]]:
    assert not path or TREE[path].count(old) == 1
    snapshot = snapshot_of({**TREE, path: TREE[path].replace(old, new)} if path else TREE)
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity != "info")
    return [(f.path, f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


def test_what_is_spread_into_more_lacks_nothing() -> None:
    assert _told() == []


@pytest.mark.parametrize(
    ("path", "old", "new", "rule", "at"),
    [
        ("makers.py", '"minuteCount"', '"minuteTotal"', "unknown-response-field", "minuteTotal"),
        ("makers.py", '"weightGrams"', '"weight_grams"', "unknown-response-field", "weight_grams"),
        ("routes.py", "dishCount=", "dishCounts=", "unknown-response-field", "dishCounts"),
        ("routes.py", 'item["name"]', 'item["title"]', "unknown-request-field", "title"),
    ],
)
def test_a_slip_is_told_where_it_is_written(path: str, old: str, new: str, rule: str, at: str) -> None:
    assert _told(path, old, new) == [(path, rule, at)]


def test_the_summary_that_is_given_for_the_detail_is_told_where_it_is_given() -> None:
    found = _told("routes.py", "jsonify(detail_dict(find", "jsonify(dish_dict(find")
    assert found == [("routes.py", "missing-response-field", "dish_dict")]


def test_what_is_put_into_the_summary_is_not_missing() -> None:
    made = 'body = dish_dict(find(dishId))\n    body["parts"] = []\n    return jsonify(body)'
    assert _told("routes.py", "return jsonify(detail_dict(find(dishId)))", made) == []
