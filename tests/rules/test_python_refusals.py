"""How a server of Python refuses, wherever its errors, its handlers of errors and its tests say that."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Why not. */
export interface Refused { reason: "overlap" | "offline" | "unknown"; detail: string }
/** A session. */
export interface Session { title: string }
/** Proposes a session.
 * @api POST /sessions
 */
export interface Propose { request: { title: string }; response: Session; errors: { 404: Refused; 409: Refused } }
"""
REFUSALS = """
from litestar import Request, Response

class Refusal(Exception):
    status_code = 409
    reason = "unknown"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

class Overlap(Refusal):
    reason = "overlap"

def refuse(_: Request, error: Refusal) -> Response[dict[str, str]]:
    return Response({"reason": error.reason, "detail": error.detail}, status_code=error.status_code)
"""
APP = """
from litestar import Litestar, post
from .refusals import Overlap, Refusal, refuse

@post("/sessions")
async def propose(data: dict) -> dict:
    if taken(data["title"]):
        raise Overlap("Somebody observes then.")
    return {"title": data["title"]}

app = Litestar([propose], exception_handlers={Refusal: refuse})
"""
TEST = """
import pytest

@pytest.mark.parametrize("title, status, reason", [("a", 404, "unknown"), ("b", 409, "offline")])
def test_some_are_refused(client, title, status, reason):
    response = client.post("/sessions", json={"title": title})
    assert response.status_code == status
    assert response.json()["reason"] == reason
"""


def _told(**changed: str) -> list[str]:
    texts = {"c/a.contract.ts": CONTRACT, "app/refusals.py": REFUSALS, "app/main.py": APP, "tests/test_app.py": TEST}
    texts |= {path.replace("__", "/") + ".py": text for path, text in changed.items()}
    snapshot = snapshot_as_written(texts)
    loud = [f for f in check(snapshot) if f.severity in ("error", "warning") and f.path.endswith(".py")]
    return [f"{f.rule}: {snapshot.sources[f.path].text[f.range]}" for f in loud]


def test_what_keeps_to_the_contract_is_not_told() -> None:
    assert _told() == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('reason = "overlap"', 'reason = "busy"', "unknown-value: busy"),
        ('{"reason": error.reason', '{"code": error.reason', "unknown-response-field: code"),
        ("(_: Request, ", "(_: Request[Any, Any, Any], ", None),
        ("status_code = 409", "status_code = 410", "unpromised-status: 410"),
        ("status_code = 409", "status_code = HTTPStatus.GONE", "unpromised-status: HTTPStatus.GONE"),
        ("status_code = 409", "status_code = 403", None),  # which stands before all endpoints
        ("status_code = 409", "status_code = 503", None),
    ],
)
def test_a_handler_of_errors_may_have_any_name_for_the_request(old: str, new: str, told: str | None) -> None:
    """Litestar is given it by the class of the errors."""
    found = _told(app__refusals=REFUSALS.replace(old, new))
    assert told in found if told else found == []


def test_a_reason_that_a_case_of_a_test_expects_is_held_to_the_contract() -> None:
    assert _told(tests__test_app=TEST.replace("offline", "down")) == ["unknown-value: down"]


def test_a_value_that_is_sent_too_may_be_wrong_on_purpose() -> None:
    sent = TEST.replace("offline", "down").replace('{"title": title}', '{"title": title, "reason": reason}')
    assert "unknown-value: down" not in _told(tests__test_app=sent)


PROBLEMS = """
from starlette.requests import Request
from starlette.responses import JSONResponse

class FaultError(Exception):
    def __init__(self, status: int, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.reason = reason
        self.detail = detail

def unknown(what: str) -> FaultError:
    return FaultError(404, "unknown", f"There is no such {what}.")

async def answer(request: Request, fault: FaultError) -> JSONResponse:
    return JSONResponse({"reason": fault.reason, "detail": fault.detail}, status_code=fault.status)

async def remember(request: Request, user: str) -> JSONResponse:
    return JSONResponse({"name": user, "kind": "nobody"})
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", []),
        ('404, "unknown"', '404, "missing"', ["unknown-value: missing"]),
        (
            '{"reason": fault.reason',
            '{"code": fault.reason',
            ["missing-response-field: {", "unknown-response-field: code"],
        ),
        ("fault.detail}, status", "fault.message}, status", ["unknown-property: message"]),
    ],
)
def test_a_handler_is_known_by_the_class_of_what_it_takes(old: str, new: str, told: list[str]) -> None:
    found = _told(app__problems=PROBLEMS.replace(old, new) if old else PROBLEMS)
    assert [line.partition('"')[0] for line in found] == told
