"""At which line of a schema is told what is wrong with it: where it says so itself."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What a meter counts. */
export type Medium = "water" | "gas" | "heat";
/** A photo. */
export interface Photo { url: string }
/** A plan. */
export interface Plan { url: string; width: number }
/** A meter. */
export interface Meter {
  digits: number;
  /** @format date */
  calibratedUntil: string | null;
  costCents: number;
  medium: Medium;
  photos: Photo[];
  measures: Record<string, number>;
}
"""
SCHEMA = """openapi: 3.1.0
info: { title: x, version: "1" }
paths: {}
components:
  schemas:
    # @contract Photo
    Photo:
      type: object
      required: [url]
      properties:
        url: { type: string }
    # @contract Plan
    Plan:
      type: object
      required: [url, width]
      properties:
        url: { type: string }
        width: { type: integer }
    # @contract Medium
    Medium:
      type: string
      enum: [water, gas, heat]
    # @contract Meter
    Meter:
      type: object
      required: [digits, calibratedUntil, costCents, medium, photos, measures]
      properties:
        digits:
          type: integer
        calibratedUntil:
          type: [string, "null"]
          format: date
        costCents:
          type: integer
        medium: { $ref: "#/components/schemas/Medium" }
        photos:
          type: array
          items:
            $ref: "#/components/schemas/Photo"
        measures:
          type: object
          additionalProperties:
            type: number
"""


def said(old: str = "", new: str = "") -> list[str]:
    """The rules that say something, each with the line of the schema that it shows."""
    text = SCHEMA.replace(old, new)
    snapshot = snapshot_as_written({"contracts/meter.contract.ts": CONTRACT, "api.yaml": text})
    lines = text.splitlines()
    found = [f for f in check(snapshot) if f.path == "api.yaml" and f.severity in ("error", "warning")]
    return [f"{f.rule}: {lines[text.count(chr(10), 0, f.range.start)].strip()}" for f in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("enum: [water, gas, heat]", "enum: [water, gas]", ["enum-mismatch: enum: [water, gas]"]),
        (
            '$ref: "#/components/schemas/Photo"',
            '$ref: "#/components/schemas/Plan"',
            ['reference-mismatch: $ref: "#/components/schemas/Plan"'],
        ),
        ("type: number", "type: string", ["kind-mismatch: type: string"]),
        ('type: [string, "null"]', "type: string", ["null-mismatch: type: string"]),
        (
            "costCents, medium",
            "medium",
            ["presence-mismatch: required: [digits, calibratedUntil, medium, photos, measures]"],
        ),
    ],
)
def test_it_is_told_where_the_schema_says_it(old: str, new: str, expected: list[str]) -> None:
    assert said(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # Another day stands between the same two neighbours; a name without its unit is meant, and counts otherwise.
        ("        calibratedUntil:", "        dueOn:", ["renamed-field: dueOn:"]),
        (
            "        costCents:\n          type: integer",
            "        cost:\n          type: number",
            ["renamed-field: cost:"],
        ),
        # A flag in the place of a moment, and another moment in the place of the day.
        (
            '        calibratedUntil:\n          type: [string, "null"]\n          format: date',
            "        due:\n          type: boolean",
            ["missing-field: Meter:"],
        ),
        # A text is no number of cents, and a day is no count.
        (
            "        digits:\n          type: integer",
            "        mountedOn:\n          type: string",
            ["missing-field: Meter:"],
        ),
    ],
)
def test_what_stands_in_the_place_of_a_missing_field(old: str, new: str, expected: list[str]) -> None:
    assert said(old, new) == expected


ENDPOINTS = """
/** A shelf. */
export interface Shelf { label: string }
/** What is wrong. */
export interface Problem { message: string }
/** @api GET /shelves/{shelfId} */
export interface GetShelf { params: { shelfId: string }; response: Shelf; errors: Problem }
/** @api PUT /shelves/{shelfId}/seal */
export interface SealShelf { params: { shelfId: string }; response: Shelf; errors: Problem }
"""
PATHS = """openapi: 3.1.0
info: { title: x, version: "1" }
paths:
  /shelves/{shelfId}:
    get:
      parameters: [{ name: shelfId, in: path, required: true, schema: { type: string } }]
      responses: { "200": { description: It. } }
  /shelves/{shelfId}/seal:
    put:
      parameters: [{ name: shelfId, in: path, required: true, schema: { type: string } }]
      responses: { "200": { description: It. } }
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/shelves/{shelfId}/seal", []),
        ("/shelves/{shelfId}/lock", ["unknown-route: /shelves/{shelfId}/lock:"]),
        ("/shelves/by-id/{shelfId}/seal", ["unknown-route: /shelves/by-id/{shelfId}/seal:"]),
        # With two other words nobody can tell that it is meant.
        ("/racks/{shelfId}/lock", []),
    ],
)
def test_a_described_path_in_the_place_of_an_endpoints(path: str, expected: list[str]) -> None:
    text = PATHS.replace("/shelves/{shelfId}/seal", path)
    snapshot = snapshot_as_written({"contracts/shelf.contract.ts": ENDPOINTS, "api.yaml": text})
    lines = text.splitlines()
    found = [f for f in check(snapshot) if f.path == "api.yaml" and f.severity in ("error", "warning")]
    assert [f"{f.rule}: {lines[text.count(chr(10), 0, f.range.start)].strip()}" for f in found] == expected


TYPES = """type Walk { title: String! }
type Departure {
  id: ID!
  walkId: ID!
  walk: Walk!
  seats: Int!
  startsAt: DateTime!
  cancelledAt: DateTime
  breakMinutes: Int!
}
"""
DEPARTURE = """
/** A walk. */
export interface Walk { title: string }
/** A walk on a day. */
export interface Departure {
  id: string;
  walkId: string;
  seats: number;
  /** @format date-time */
  startsAt: string;
  /** @format date-time */
  cancelledAt: string | null;
  breakMinutes: number;
}
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        # Beside it stands what GraphQL adds: of these only one can be the key.
        ("walkId: ID!", "tourId: ID!", ["renamed-field: tourId: ID!"]),
        ("startsAt: DateTime!", "departsAt: DateTime!", ["renamed-field: departsAt: DateTime!"]),
        ("cancelledAt: DateTime", "cancelled: Boolean", ["renamed-field: cancelled: Boolean"]),
        ("breakMinutes: Int!", "breakHours: Float!", ["unit-mismatch: breakHours: Float!"]),
        # A name is no count, whose name it does not have.
        ("seats: Int!", "remark: String!", ["missing-field: type Departure {"]),
    ],
)
def test_what_stands_in_the_place_of_a_missing_field_of_graphql(old: str, new: str, expected: list[str]) -> None:
    text = TYPES.replace(old, new)
    texts = {"contracts/walks.contract.ts": DEPARTURE, "api/schema.graphql": text}
    snapshot = snapshot_as_written({**texts, "CONVENTIONS.md": "---\nbind: [api/schema.graphql]\n---\nAs is.\n"})
    lines = text.splitlines()
    found = [f for f in check(snapshot) if f.path == "api/schema.graphql" and f.severity in ("error", "warning")]
    assert [f"{f.rule}: {lines[text.count(chr(10), 0, f.range.start)].strip()}" for f in found] == expected
