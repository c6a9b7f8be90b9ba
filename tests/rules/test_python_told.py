"""Texts that Python gives to what it raises and to helpers, where these become values of a contract; and keys of copied constants."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** What went wrong. */
export interface Problem { reason: "gone" | "taken" | "late" | "odd"; detail: string }
/** Limits. */
export const LIMITS = { pageSize: 20 } as const;
/** Book a seat.
 * @api POST /seats */
export interface BookSeat { request: { row: string }; response: { row: string }; errors: Problem }
"""
ERRORS = """
class SeatError(Exception):
    reason = "unknown"

    def __init__(self, detail):
        self.detail = detail


class Gone(SeatError):
    reason = "gone"


class Taken(SeatError):
    reason: str = "taken"


class Late(Exception):
    def __init__(self, detail, reason="late"):
        self.reason = reason


class VeryLate(Late):
    def __init__(self):
        super().__init__("much", "late")


def problem(reason, detail):
    # @contract Problem
    return {"reason": reason, "detail": detail}


def handle(exc: SeatError):
    return problem(exc.reason, exc.detail)


def handle_others(exc: Exception):
    if isinstance(exc, Late):
        return problem(exc.reason, "too late")
    return problem("gone" if exc.args else "taken", detail="?")
"""
SETTINGS = """
# @contract LIMITS
LIMITS = {"pageSize": 20}
"""
ROUTES = """
from fastapi import FastAPI

from settings import LIMITS

app = FastAPI()


class Refused(Exception):
    def __init__(self, reason, detail):
        self.reason = reason
        self.detail = detail


@app.exception_handler(Refused)
def refuse(request, exc: Refused):
    return JSONResponse({"reason": exc.reason, "detail": exc.detail}, status_code=409)


@app.post("/seats")
def book():
    if full():
        raise Refused("late", "come earlier")
    if LIMITS["pageSize"] > 3:
        return refused("odd", 409)
    return {"row": "A"}


def refused(reason, status):
    return {"reason": reason, "detail": "no"}, status
"""
FILES = {"seats.contract.ts": CONTRACT, "errors.py": ERRORS, "settings.py": SETTINGS, "routes.py": ROUTES}


def _messages(files: dict[str, str], path: str) -> list[str]:
    return [f.message for f in check(snapshot_of(files)) if f.path == path]


def test_what_keeps_the_contract_is_fine() -> None:
    """What a base that is never raised says is no value, as each of its classes says another one."""
    assert [m for path in FILES if path.endswith(".py") for m in _messages(FILES, path)] == []


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("errors.py", 'reason = "gone"', 'reason = "gon"', "`gon` is no value"),
        ("errors.py", 'reason: str = "taken"', 'reason: str = "token"', "`token` is no value"),
        ("errors.py", 'reason="late"', 'reason="lat"', "`lat` is no value"),
        ("errors.py", '"much", "late"', '"much", "later"', "`later` is no value"),
        ("errors.py", '"gone" if', '"goner" if', "`goner` is no value"),
        ("errors.py", 'else "taken"', 'else "taker"', "`taker` is no value"),
        ("routes.py", '"late"', '"lately"', "`lately` is no value"),
        ("routes.py", '{"reason": exc', '{"reasons": exc', "`reasons` is no field of the errors"),
        ("routes.py", '"odd"', '"odds"', "`odds` is no value"),
        ("routes.py", '["pageSize"]', '["pagesize"]', "`pagesize` is no member of contract LIMITS"),
    ],
)
def test_another_text_is_shown_where_it_is(path: str, old: str, new: str, said: str) -> None:
    found = _messages({**FILES, path: FILES[path].replace(old, new, 1)}, path)
    assert [m for m in found if said in m], found


RAISED_CONTRACT = """
/** What went wrong. */
export interface Problem { detail: { code: "gone" | "taken"; message: string } }
/** A berth. */
export interface Berth { name: string }
/** One. @api GET /api/berths/{name} */
export interface GetBerth { params: { name: string }; response: Berth; errors: { 404: Problem } }
/** Take one. @api POST /api/berths/{name} */
export interface TakeBerth { params: { name: string }; request: null; response: Berth; errors: { 404: Problem; 409: Problem } }
"""
RAISED_APP = """
from fastapi import FastAPI, HTTPException, status
from fastapi.responses import JSONResponse

from berths import gone

app = FastAPI()


class Taken(Exception): ...


@app.exception_handler(Taken)
async def taken(request, exc):
    return JSONResponse(status_code=409, content={"detail": {"code": "taken", "message": "It is taken"}})


@app.get("/api/berths/{name}")
def berth(name: str):
    if name == "x":
        raise HTTPException(status.HTTP_404_NOT_FOUND, {"code": "gone", "message": f"{name} is gone"})
    if name == "y":
        raise HTTPException(status_code=500, detail="Out of order")
    raise gone(name)
"""
RAISED_HELPER = """
from fastapi import HTTPException


def gone(name):
    return HTTPException(status_code=404, detail={"code": "gone", "message": name}, headers={"X-Why": "gone"})
"""


def _raised(
    app: str = RAISED_APP, helper: str = RAISED_HELPER, contract: str = RAISED_CONTRACT
) -> list[tuple[str, str]]:
    found = check(snapshot_of({"a.contract.ts": contract, "app.py": app, "berths.py": helper}))
    return [(f.path, f.message.split("`")[1]) for f in found if f.path.endswith(".py")]


def test_errors_that_are_raised_as_the_contract_has_them_are_fine() -> None:
    assert _raised() == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('{"code": "gone", "message": f"', '{"kind": "gone", "message": f"', [("app.py", "kind")]),
        ('{"code": "gone", "message": f"', '{"code": "missing", "message": f"', [("app.py", "missing")]),
        ('{"code": "gone", "message": name}', '{"code": "lost", "message": name}', [("berths.py", "lost")]),
        ('"message": name}', '"msg": name}', [("berths.py", "msg")]),
        ('"taken", "message"', '"busy", "message"', [("app.py", "busy")]),
        ('content={"detail": {', 'content={"error": {', [("app.py", "detail"), ("app.py", "error")]),
    ],
)
def test_errors_that_are_raised_otherwise_are_told(old: str, new: str, told: list[tuple[str, str]]) -> None:
    assert (old in RAISED_APP) != (old in RAISED_HELPER)
    assert _raised(RAISED_APP.replace(old, new), RAISED_HELPER.replace(old, new)) == told


def test_errors_that_the_program_answers_in_another_form_are_its_own() -> None:
    """A contract without `detail` says that something unwraps it; and what some endpoints answer otherwise may be of those."""
    plain = RAISED_CONTRACT.replace("{ detail: { code", "{ code").replace("message: string } }", "message: string }")
    app = RAISED_APP.replace('content={"detail": {', "content={**{").replace(
        '"gone", "message": f"', '"lost", "message": f"'
    )
    assert _raised(app, RAISED_HELPER.replace('"gone"', '"lost"'), plain) == []
    other = RAISED_CONTRACT.replace("errors: { 404: Problem }", "errors: { 404: { detail: string } }")
    assert _raised(helper=RAISED_HELPER.replace('"code": "gone"', '"code": "lost"'), contract=other) == []


def test_a_handler_of_errors_may_be_registered_in_another_file() -> None:
    routes = ROUTES.replace("@app.exception_handler(Refused)\n", "")
    assert (
        _messages(FILES | {"routes.py": routes.replace('{"reason": exc.reason', '{"why": exc.reason')}, "routes.py")
        != []
    )
    assert _messages(FILES | {"routes.py": routes}, "routes.py") == []
    own = routes.replace("def refuse(request, exc: Refused)", "def refuse(request, page)")
    own = own.replace('{"reason": exc.reason', '{"why": page.reason')
    assert _messages(FILES | {"routes.py": own}, "routes.py") != []  # it says that it answers to what is refused
    assert _messages(FILES | {"routes.py": own.replace("status_code=409", "status_code=200")}, "routes.py") == []
