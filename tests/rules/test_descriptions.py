"""Descriptions of an API: their examples, their refusals, and operations that are a slip away from an endpoint; documents of MongoDB."""

import pytest

from dovetail.features.rename import Refusal, rename
from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Where something is. */
export interface Spot { street: string; kind: "home" | "work" }
/** A letter.
 * @db letters */
export interface Letter { to: Spot; copies: Spot[] }
/** Why not. */
export interface Refusal { code: string }
/** @api POST /letters/send */
export interface SendLetter { request: Letter; response: Letter; errors: Refusal }
/** @api GET /letters/:letterId */
export interface GetLetter { params: { letterId: string }; response: Letter; errors: Refusal }
"""
API = """openapi: 3.0.3
paths:
  /letters/send:
    post:
      requestBody:
        content:
          application/json:
            schema: { $ref: "#/components/schemas/Letter" }
            examples:
              first: { value: { to: { street: A, kind: home }, copies: [{ street: B, kind: work }] } }
      responses:
        "200": { content: { application/json: { schema: { $ref: "#/components/schemas/Letter" } } } }
        "4XX": { content: { application/json: { schema: { $ref: "#/components/schemas/Refusal" } } } }
  /letters/{letterId}:
    get:
      parameters: [{ name: letterId, in: path, required: true, schema: { type: string } }]
      responses:
        "200": { content: { application/json: { schema: { $ref: "#/components/schemas/Letter" } } } }
components:
  schemas:
    # @contract Spot
    Spot:
      type: object
      required: [street, kind]
      properties: { street: { type: string }, kind: { type: string, enum: [home, work] } }
      example: { street: C, kind: home }
    # @contract Letter
    Letter:
      type: object
      required: [to, copies]
      properties:
        to: { $ref: "#/components/schemas/Spot" }
        copies: { type: array, items: { $ref: "#/components/schemas/Spot" } }
    # @contract Refusal
    Refusal: { type: object, required: [code], properties: { code: { type: string } } }
"""


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("street: A", "stret: A", "unknown-property", 10),
        ("street: B", "stret: B", "unknown-property", 10),
        ("kind: work }]", "kind: wrk }]", "unknown-value", 10),
        ("street: C", "stret: C", "unknown-property", 26),
        ("street: { type: string }", "street: { type: array }", "list-mismatch", 25),
        ("schemas/Refusal", "schemas/Spot", "reference-mismatch", 13),
        ("/letters/send:", "/letters/sent:", "unknown-route", 3),
        ("    get:", "    put:", "unknown-method", 15),
        ("{ name: letterId", "{ name: leterId", "unknown-parameter", 16),
    ],
)
def test_a_slip_is_told_where_it_is(old: str, new: str, rule: str, line: int) -> None:
    assert not [
        f for f in check(snapshot_of({"a.contract.ts": CONTRACT, "openapi.yaml": API})) if f.severity == "error"
    ]
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "openapi.yaml": API.replace(old, new, 1)})
    found = [(f.rule, snapshot.sources[f.path].text.position(f.range.start).line + 1) for f in check(snapshot)]
    assert (rule, line) in found


def test_a_field_is_renamed_in_examples() -> None:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "openapi.yaml": API})
    edits = rename(snapshot, "a.contract.ts", CONTRACT.index("street"), "road")
    assert not isinstance(edits, Refusal)
    changed = [e for e in edits if e.path == "openapi.yaml"]
    assert len(changed) == API.count("street") and {e.new_text for e in changed} == {"road"}


DOCUMENTS = """datasource db {
  provider = "mongodb"
}
type Place {
  street String
  kind   String
}
model Letter {
  to     Place
  copies Place[]
  @@map("letters")
}
"""


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [("street String", "street Int", "kind-mismatch"), ("  street String\n", "", "missing-field"), ("Place[]", "Place", "list-mismatch")],
)  # fmt: skip
def test_what_a_document_holds_is_held_to_the_contract(old: str, new: str, rule: str) -> None:
    assert not [
        f for f in check(snapshot_of({"a.contract.ts": CONTRACT, "a.prisma": DOCUMENTS})) if f.severity == "error"
    ]
    found = check(snapshot_of({"a.contract.ts": CONTRACT, "a.prisma": DOCUMENTS.replace(old, new, 1)}))
    assert rule in [f.rule for f in found]
