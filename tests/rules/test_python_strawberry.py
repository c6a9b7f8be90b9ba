"""Types of Strawberry, which are dataclasses in Python and camelCase in GraphQL, and classes by which Quart validates."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A boat. */
export interface Boat { hullName: string; lengthMetres: number; isAfloat: boolean; note: string | null }
/** A new boat. */
export interface NewBoat { hullName: string; note?: string | null }
/** Add one.
 * @api POST /boats */
export interface AddBoat { request: { hullName: string }; response: { hullName: string }; errors: never }
"""
GRAPH = """
import strawberry


# @contract Boat
@strawberry.type
class Boat:
    hull_name: str
    length: float = strawberry.field(name="lengthMetres", description="From bow to stern.")
    note: str | None
    _row: strawberry.Private[object]

    @strawberry.field
    def is_afloat(self) -> bool:
        return self._row.afloat


# @contract NewBoat
@strawberry.input
class NewBoat:
    hull_name: str
    note: str | None = strawberry.UNSET


def shown(row, new: NewBoat) -> Boat:
    return Boat(hull_name=new.hull_name, length=row.length, note=None, _row=row)
"""
QUART = """
from dataclasses import dataclass

from quart import Quart
from quart_schema import validate_request, validate_response

app = Quart(__name__)


@dataclass
class New:
    hullName: str


@dataclass
class Shown:
    hullName: str


@app.post("/boats")
@validate_request(New)
@validate_response(Shown)
async def add(data: New) -> Shown:
    return Shown(data.hullName)
"""
FILES = {"boats.contract.ts": CONTRACT, "graph.py": GRAPH, "web.py": QUART}


def _findings(files: dict[str, str]) -> list[str]:
    return [f.message for f in check(snapshot_of(files)) if f.path.endswith(".py") and f.severity != "info"]


def test_what_keeps_the_contract_is_fine() -> None:
    assert _findings(FILES) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("graph.py", "hull_name: str\n    length", "hull: str\n    length", "`hull` is no field of contract Boat"),
        ("graph.py", 'name="lengthMetres"', 'name="length"', "`length` is no field of contract Boat"),
        ("graph.py", "def is_afloat", "def is_floating", "`isAfloat`"),
        ("graph.py", "note: str | None\n", "note: str\n", "`note`"),
        ("graph.py", "hull_name=new.hull_name", "hull_name=new.hull", "`hull` is no field of NewBoat"),
        ("graph.py", "Boat(hull_name=", "Boat(name=", "`name` is no field of Boat"),
        ("web.py", "class New:\n    hullName", "class New:\n    name", "`name` is no field of contract AddBoat"),
        ("web.py", "class Shown:\n    hullName", "class Shown:\n    name", "`name` is no field of contract AddBoat"),
    ],
)
def test_a_slip_is_told(path: str, old: str, new: str, said: str) -> None:
    changed = FILES[path].replace(old, new, 1)
    assert changed != FILES[path]
    found = _findings({**FILES, path: changed})
    assert any(said in message for message in found), found
