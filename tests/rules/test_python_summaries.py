"""The class of a summary where an endpoint, or a field of another class, is promised the detail: told where that names it."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Somebody. */
export interface Guest { /** @format int */ id: number; name: string }
/** A room. */
export interface Room { /** @format int */ id: number; label: string; /** @format int */ floor: number }
/** A room with who is in it. */
export interface RoomDetail extends Room { guest: Guest }
/** A floor. */
export interface House { title: string; /** @order id asc */ rooms: RoomDetail[] }
/** Rooms.
 * @api GET /rooms */
export interface ListRooms { /** @order id asc */ response: Room[]; errors: never }
/** A room.
 * @api GET /rooms/{roomId} */
export interface GetRoom { params: { roomId: string }; response: RoomDetail; errors: never }
/** All.
 * @api GET /house */
export interface GetHouse { response: House; errors: never }
"""
SCHEMAS = """
from pydantic import BaseModel


class GuestOut(BaseModel):
    id: int
    name: str


class RoomOut(BaseModel):
    id: int
    label: str
    floor: int


class RoomWithGuest(RoomOut):
    guest: GuestOut


class HouseOut(BaseModel):
    title: str
    rooms: list[RoomWithGuest]
"""
ROUTES = """
from fastapi import APIRouter

from schemas import HouseOut, RoomOut, RoomWithGuest

router = APIRouter()


@router.get("/rooms", response_model=list[RoomOut])
def list_rooms():
    return find()


@router.get("/rooms/{roomId}", response_model=RoomWithGuest)
def get_room(roomId: str):
    return find(roomId)


@router.get("/house", response_model=HouseOut)
def get_house():
    return house()
"""
TREE = {"rooms.contract.ts": CONTRACT, "schemas.py": SCHEMAS, "routes.py": ROUTES}


def _told(path: str = "", old: str = "", new: str = "") -> list[tuple[str, str, str]]:
    assert not path or TREE[path].count(old) == 1
    snapshot = snapshot_of({**TREE, path: TREE[path].replace(old, new)} if path else TREE)
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity != "info")
    return [(f.path, f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


def test_each_class_at_its_place_is_fine() -> None:
    assert _told() == []


@pytest.mark.parametrize(
    ("path", "old", "new", "rule", "at"),
    [
        ("routes.py", "response_model=RoomWithGuest", "response_model=RoomOut", "reference-mismatch", "RoomOut"),
        ("schemas.py", "rooms: list[RoomWithGuest]", "rooms: list[RoomOut]", "reference-mismatch", "list[RoomOut]"),
        ("schemas.py", "    guest: GuestOut", "    visitor: GuestOut", "renamed-field", "visitor"),
        ("schemas.py", "    floor: int", "    storey: int", "renamed-field", "storey"),
    ],
)
def test_the_summary_is_told_where_it_is_named(path: str, old: str, new: str, rule: str, at: str) -> None:
    assert {*_told(path, old, new)} == {(path, rule, at)}


def test_what_no_class_beside_it_has_is_missing_in_the_class() -> None:
    assert {*_told("schemas.py", "    guest: GuestOut", "    pass")} == {
        ("schemas.py", "missing-field", "RoomWithGuest")
    }
