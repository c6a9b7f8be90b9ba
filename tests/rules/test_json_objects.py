"""JSON Schemas in constants are records: of the type that they say, that they are compiled for, or of the endpoint that they stand for."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What is wrong. */
export interface Problem { code: string }
/** A let unit. */
export interface Lease {
  /** @format int */ unitId: number;
  /** @format date */ startsOn: string;
  method: "card" | "cash";
  note: string | null;
  /** @unordered */ tags: string[];
  address: { city: string; zip?: string };
}
/** Pays. @api POST /payments */
export interface Pay {
  request: { /** @format int */ cents: number; method: "card" | "cash"; reference?: string };
  response: Lease;
  errors: Problem;
}
"""
SCHEMAS = """
import Ajv, { type JSONSchemaType } from "ajv";
import type { Lease, Pay } from "../contracts/lease.contract";
const ajv = new Ajv();
const cents = { type: "integer", minimum: 1 } as const;
const leaseSchema: JSONSchemaType<Lease> = {
  type: "object",
  properties: {
    unitId: { type: "integer" },
    startsOn: { type: "string", format: "date" },
    method: { type: "string", enum: ["card", "cash"] },
    note: { type: ["string", "null"] },
    tags: { type: "array", items: { type: "string" } },
    address: { type: "object", properties: { city: { type: "string" }, zip: { type: "string" } }, required: ["city"] },
  },
  required: ["unitId", "startsOn", "method", "note", "tags", "address"],
};
const paySchema = {
  type: "object",
  properties: { cents, method: { enum: ["card", "cash"] }, reference: { type: "string" } },
  required: ["cents", "method"],
} as const;
const other = { type: "object", properties: { anything: { type: "string" } } };
const base = { required: ["unitId"] };
/** @contract Lease */
const spread = {
  ...base,
  type: "object",
  properties: { unitId: { $ref: "#/x" }, tags: { anyOf: [{ type: "string" }, { type: "array" }] } },
};
export const isLease = ajv.compile(leaseSchema);
export const isPay = ajv.compile<Pay["request"]>(paySchema);
export const isOther = ajv.compile(other);
"""


def _found(text: str) -> set[tuple[str, str]]:
    snapshot = snapshot_as_written({"contracts/lease.contract.ts": CONTRACT, "src/schemas.ts": text})
    return {(f.rule, text[f.range.start : f.range.end]) for f in check(snapshot) if f.path == "src/schemas.ts"}


def test_conforms() -> None:
    assert _found(SCHEMAS) == set()


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ('unitId: { type: "integer" }', 'unit: { type: "integer" }', ("renamed-field", "unit")),
        ('unitId: { type: "integer" }', 'unitId: { type: "string" }', ("kind-mismatch", '{ type: "string" }')),
        ('method: { type: "string", enum: ["card", "cash"]', 'method: { type: "string", enum: ["card", "wire"]', None),
        ('["string", "null"]', '"string"', ("null-mismatch", "note")),
        ('{ type: "array", items: { type: "string" } }', '{ type: "string" }', ("list-mismatch", '{ type: "string" }')),
        ('properties: { city: { type: "string" }', 'properties: { town: { type: "string" }', ("renamed-field", "town")),
        ('"method", "note", "tags"', '"method", "note"', ("presence-mismatch", "tags")),
        ("properties: { cents,", "properties: { amount: cents,", ("renamed-field", "amount")),
        ('{ enum: ["card", "cash"] }', '{ enum: ["card", "wire"] }', None),
        ('required: ["cents", "method"]', 'required: ["cents", "method", "reference"]', ("presence-mismatch", "reference")),
    ],
)  # fmt: skip
def test_drift(was: str, now: str, told: tuple[str, str] | None) -> None:
    assert SCHEMAS.count(was) == 1
    found = _found(SCHEMAS.replace(was, now))
    assert told in found if told is not None else "enum-mismatch" in {rule for rule, _ in found}, found
