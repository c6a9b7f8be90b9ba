"""Words of names by which a contract leaves something undecided, and those beside them that decide it."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

HEAD = """
/** Why not. */
export interface Problem { code: "none" | "busy" }
/** What is done when. */
export interface Schedule {
  /** @format uuid */
  id: string;
  label: string;
}
"""


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("/** A battery. */\nexport interface Battery { charge: number }", ["unit-free-number"]),
        ("/** A battery. */\nexport interface Battery { chargePercent: number }", []),
        ("/** What a parcel is like. */\nexport interface Parcel { dimensions: number[] }", ["unit-free-number"]),
        ("/** A model. */\nexport interface Model { dimensions: number }", []),
        ("/** When it runs. */\nexport interface Plan { days: number[] }", ["unit-free-number"]),
        ("/** When it runs. */\nexport interface Plan {\n  /** 1 is Monday. */\n  days: number[];\n}", []),
        ("/** A pump. */\nexport interface Pump { lastMaintenance: string }", ["unformatted-string"]),
        ("/** A pump. */\nexport interface Pump { maintenance: string }", []),
        ("/** A pump. */\nexport interface Pump { health: string }", ["stringly-typed-enum"]),
        ('/** A pump. */\nexport interface Pump { health: "good" | "worn" }', []),
        ("/** A filter. */\nexport interface Filter { op: string }", ["stringly-typed-enum"]),
        ("/** A filter. */\nexport interface Filter {\n  /** As SQL writes it. */\n  op: string;\n}", []),
        ("/** A seat. */\nexport interface Seat { tier: string }", ["stringly-typed-enum"]),
        (
            "/** A seat. */\nexport interface Seat { tier: string }\n/** A tier. */\nexport interface Tier { seats: number }",
            [],
        ),
        ("/** A shop. */\nexport interface Shop { openFrom: string; openTo: string }", ["unformatted-string"] * 2),
        ("/** A key. */\nexport interface Key {\n  /** A number, as a string. */\n  id: string;\n}", []),
        ("/** A talk. */\nexport interface Talk { interviewers: string[] }", ["unformatted-string"]),
        ("/** A talk. */\nexport interface Talk { interviewerIds: number[] }", []),
        ("/** A bag. */\nexport interface Bag { held: {} }", ["untyped-value"]),
        ("/** A bag. */\nexport interface Bag { held: { weightKg: number } }", []),
    ],
)
def test_what_a_name_leaves_open(declared: str, expected: list[str]) -> None:
    assert said(declared) == expected


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        ("By label.", []),
        ("By serial number.", []),
        ("By start.", []),
        ("By end.", ["unordered-list"]),
        ("Made by hand.", ["unordered-list"]),
        ("All of them.", ["unordered-list"]),
    ],
)
def test_by_what_a_list_is_ordered(doc: str, expected: list[str]) -> None:
    item = "/** A pump. */\nexport interface Pump { label: string; serialNumber: string; startsOn: 1 | 2 }\n"
    page = f"/** A page. */\nexport interface Page {{\n  /** {doc} */\n  items: Pump[];\n}}\n"
    asked = "/** Some.\n * @api GET /pumps\n */\nexport interface ListPumps { response: Page; errors: Problem }"
    assert [rule for rule in said(item + page + asked) if rule == "unordered-list"] == expected


@pytest.mark.parametrize(
    ("request_type", "id", "expected"),
    [
        ("Schedule", "number", ["ids-of-two-kinds"]),
        ("ScheduleDraft", "number", ["ids-of-two-kinds"]),
        ("Schedule", "string", []),
        ("Order", "number", []),
    ],
)
def test_the_id_of_what_was_made(request_type: str, id: str, expected: list[str]) -> None:
    others = "/** New. */\nexport interface ScheduleDraft { label: string }\n/** An order. */\nexport interface Order { label: string }\n"
    parts = f"request: {request_type}; response: {{ id: {id} }}; errors: Problem"
    made = f"/** Make it.\n * @api POST /made\n */\nexport interface Make {{ {parts} }}"
    assert [rule for rule in said(others + made) if rule == "ids-of-two-kinds"] == expected


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/mailings/:id/send", ["unsafe-retry"]),
        ("POST", "/jobs/:id/applications", ["unsafe-retry"]),
        ("POST", "/mailings/:id/preview", []),
        ("PUT", "/mailings/:id/send", []),
    ],
)
def test_what_comes_twice(method: str, path: str, expected: list[str]) -> None:
    for errors, found in (("Problem", expected), ('{ code: "already-sent" | "gone" }', []), ("{ 409: Problem }", [])):
        parts = f"params: {{ id: number }}; response: null; errors: {errors}"
        asked = f"/** Do it.\n * @api {method} {path}\n */\nexport interface Do {{ {parts} }}"
        assert [rule for rule in said(asked, "info") if rule == "unsafe-retry"] == found


@pytest.mark.parametrize(
    ("query", "response", "expected"),
    [
        ("null", "string | string[]", ["mixed-value"]),
        ("null", "string[]", []),
        ("{ tag?: string | string[] }", "null", []),
    ],
)
def test_one_or_several(query: str, response: str, expected: list[str]) -> None:
    parts = f"query: {query}; response: {response}; errors: Problem"
    asked = f"/** Some.\n * @api GET /some\n */\nexport interface GetSome {{ {parts} }}"
    assert [rule for rule in said(asked) if rule == "mixed-value"] == expected


def said(declared: str, *also: str) -> list[str]:
    snapshot = snapshot_as_written({"contracts/a.contract.ts": f"{HEAD}{declared}\n"})
    return [f.rule for f in check(snapshot) if f.severity in ("warning", *also)]
