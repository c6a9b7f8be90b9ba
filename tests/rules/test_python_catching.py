"""What middleware of Python answers where a handler raises: its keys, and what the errors say that it catches."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Why not. */
export interface Failure { error: { code: "full" | "gone"; message: string } }
/** A seat. */
export interface Seat { row: string }
/** A seat.
 * @api GET /seats/{seatId} */
export interface GetSeat { params: { seatId: string }; response: Seat; errors: { 404: Failure; 409: Failure } }
"""
ERRORS = """
class SeatFailed(Exception):
    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def find(seat_id):
    raise SeatFailed("gone", "There is no such seat", 404)
"""
WEB = """
from aiohttp import web

from errors import SeatFailed, find

routes = web.RouteTableDef()


@web.middleware
async def failures(request, handler):
    try:
        return await handler(request)
    except SeatFailed as failed:
        body = {"error": {"code": failed.code, "message": failed.message}}
        return web.json_response(body, status=failed.status)
    except KeyError:
        return web.json_response({"anything": "else"}, status=500)


@routes.get("/seats/{seatId}")
async def show(request):
    return web.json_response({"row": find(request.match_info["seatId"])})


def retry(request):
    try:
        return again(request)
    except SeatFailed as failed:
        return web.json_response({"again": failed.code}, status=failed.status)
"""
TREE = {"a.contract.ts": CONTRACT, "errors.py": ERRORS, "web.py": WEB}


@pytest.mark.parametrize(
    ("path", "old", "new", "at"),
    [
        ("", "", "", []),
        ("web.py", '"message": failed', '"detail": failed', ["detail"]),
        ("web.py", '{"error": {"code": failed.code, "message": failed.message}}', '{"code": failed.code}', ["code"]),
        ("errors.py", '"gone"', '"missing"', ["missing"]),
        ("web.py", "await handler(request)", "await other(request)", []),
    ],
)
def test_what_is_caught_around_handlers_is_a_refusal(path: str, old: str, new: str, at: list[str]) -> None:
    assert not path or TREE[path].count(old) == 1
    snapshot = snapshot_of({**TREE, path: TREE[path].replace(old, new)} if path else TREE)
    found = [f for f in check(snapshot) if f.path.endswith(".py") and f.severity != "info"]
    assert [snapshot.sources[f.path].text[f.range] for f in found if f.rule != "missing-response-field"] == at
