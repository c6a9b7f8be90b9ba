"""Values of Python that a comment says are a contract: answers, messages, rows, dictionaries, and what a class is made of."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How it is sent. */
export type Speed = "slow" | "express";
/** Where to. */
export interface Place { city: string; postalCode: string; streetName: string }
/** What is sent. */
export interface Parcel { label: string; weightGrams: number; speed: Speed; target: Place; note?: string }
/** Send it.
 * @api POST /parcels */
export interface SendParcel { request: Parcel; response: null }
"""
CODE = """
import csv
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypedDict


class Speed(StrEnum):  # @contract Speed
    SLOW = "slow"
    EXPRESS = "express"


@dataclass  # @contract Place
class Place:
    city: str
    postal_code: str
    street_name: str

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "Place":
        return cls(raw["city"], raw["postalCode"], street_name=raw["streetName"])


class PlaceJson(TypedDict):  # @contract Place
    city: str
    postalCode: str
    streetName: str


def read(body: str) -> tuple[str, str]:
    parcel = json.loads(body)  # @contract Parcel
    parcel["receivedAt"] = True
    if parcel["speed"] == "express" and parcel["receivedAt"]:
        return parcel["label"], parcel["target"]["city"]
    # @contract Parcel
    others = json.load(open("parcels.json"))
    return others[0]["label"], [p["weightGrams"] for p in others]


def make() -> dict[str, Any]:
    # @contract Parcel
    return {"label": "a", "weightGrams": 5, "speed": "slow", "target": {"city": "Bern", "postalCode": "3000", "streetName": ""}}


def use(rows: Any) -> None:
    parcel = make()
    print(parcel["weightGrams"], parcel.keys())
    for row in csv.DictReader(rows):  # @contract Parcel
        print(row["weight_grams"], row["label"])
    writer = csv.DictWriter(rows, fieldnames=["label", "speed"])  # @contract Parcel
    send("a", speed="slow")


def send(label: str, speed: Speed) -> None: ...


def narrowed(x: object, places: list[Place]) -> str:
    assert isinstance(x, Place)
    first, *rest = places
    print(x.postal_code, first.city, [r.postal_code for r in rest])
    return getattr(x, "street_name", x.city)
"""


def _found(code: str) -> list[tuple[str, str]]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "code.py": code})
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity == "error")
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


def test_what_keeps_the_contract_is_quiet() -> None:
    assert _found(CODE) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('parcel["speed"]', 'parcel["sped"]', ("unknown-property", "sped")),
        ('== "express"', '== "expres"', ("unknown-value", "expres")),
        ('["target"]["city"]', '["target"]["town"]', ("unknown-property", "town")),
        ('others[0]["label"]', 'others[0]["labl"]', ("unknown-property", "labl")),
        ('p["weightGrams"]', 'p["weight_grams"]', ("unknown-property", "weight_grams")),
        ('raw["postalCode"]', 'raw["zip"]', ("unknown-property", "zip")),
        ('"city": "Bern"', '"cty": "Bern"', ("unknown-property", "cty")),
        ('"city": "Bern"', '"city": 5', ("misfit-value", "5")),
        ('print(parcel["weightGrams"]', 'print(parcel["weight"]', ("unknown-property", "weight")),
        ('row["weight_grams"]', 'row["weight"]', ("unknown-property", "weight")),
        ('fieldnames=["label", "speed"]', 'fieldnames=["lable", "speed"]', ("unknown-property", "lable")),
        ('speed="slow"', 'speed="slo"', ("unknown-value", "slo")),
        ("print(x.postal_code", "print(x.postcode", ("unknown-property", "postcode")),
        ("first.city", "first.town", ("unknown-property", "town")),
        ("r.postal_code", "r.postalcode", ("unknown-property", "postalcode")),
        ('getattr(x, "street_name"', 'getattr(x, "street_nam"', ("unknown-property", "street_nam")),
        ("x.city)\n", "x.town)\n", ("unknown-property", "town")),
    ],
)
def test_a_slip_is_told(old: str, new: str, found: tuple[str, str]) -> None:
    assert old in CODE
    assert found in _found(CODE.replace(old, new, 1))


@pytest.mark.parametrize(
    "begins", ["# @contract Place\n    return {", "return {  # @contract Place", "body = {  # @contract Place"]
)
def test_a_tag_stands_above_a_dictionary_or_behind_its_brace(begins: str) -> None:
    keys = (
        '\n        "city": place.city,\n        "postalCode": place.code,\n        "streetName": place.street,\n    }\n'
    )
    code = f"def show(place):\n    {begins}{keys}"
    code += "    return body\n" if begins.startswith("body") else ""

    def said(code: str) -> list[str]:
        snapshot = snapshot_of({"a.contract.ts": CONTRACT, "code.py": code})
        return [snapshot.sources[f.path].text[f.range] for f in check(snapshot) if f.path == "code.py"]

    assert said(code) == []
    assert said(code.replace('"streetName"', '"street"')) == ["street"]
