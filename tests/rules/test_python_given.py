"""What Python writes where a parameter, a field or a table of values asks for something of a contract."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How loud it is. */
export type Severity = "notice" | "warning" | "critical";
/** A bound was crossed. */
export interface Alarm {
  /** @format int */
  id: number;
  severity: Severity;
  /** Free text. */
  label: string;
  active: boolean;
}
/** Why not. */
export interface Refusal {
  error: "not_found" | "bad_request";
  fields?: Record<string, string>;
}
"""
WIRE = """
from typing import Literal, NotRequired, TypedDict


class AlarmJson(TypedDict):  # @contract Alarm
    id: int
    severity: Literal["notice", "warning", "critical"]
    label: str
    active: bool


class RefusalJson(TypedDict):  # @contract Refusal
    error: Literal["not_found", "bad_request"]
    fields: NotRequired[dict[str, str]]
"""
ERRORS = """
from wire import RefusalJson


class Refused(Exception):
    def __init__(self, status: int, body: RefusalJson, *, note: str = "") -> None:
        super().__init__(body["error"])
        self.status = status


class Hidden(Refused):
    pass


class Wrapped(Exception):
    def __init__(self, body, *rest) -> None:
        self.body = body
"""
RAISES = """
from errors import Hidden, Refused, Wrapped


def find(rows, parts):
    if not rows:
        raise Refused(404, {"error": "not_found"})
    if len(rows) > 1:
        raise Hidden(400, body={"error": "bad_request", "fields": {"id": "Not one."}}, note="odd")
    raise Wrapped({"anything": 1}, *parts)
"""


def _said(code: str) -> list[str]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "wire.py": WIRE, "errors.py": ERRORS, "code.py": code})
    return [snapshot.sources["code.py"].text[f.range] for f in check(snapshot) if f.path == "code.py"]


@pytest.mark.parametrize("code", [RAISES])
def test_what_fits_is_no_finding(code: str) -> None:
    assert _said(code) == []


@pytest.mark.parametrize(
    ("code", "old", "new", "word"),
    [
        (RAISES, '{"error": "not_found"}', '{"error": "missing"}', "missing"),
        (RAISES, '{"error": "not_found"}', '{"errors": "not_found"}', "errors"),
        (RAISES, '{"error": "bad_request"', '{"error": "invalid"', "invalid"),
        (RAISES, '"bad_request", "fields"', '"bad_request", "field"', "field"),
    ],
)
def test_what_does_not_fit_is_told_once(code: str, old: str, new: str, word: str) -> None:
    assert old in code
    assert _said(code.replace(old, new)) == [word]
