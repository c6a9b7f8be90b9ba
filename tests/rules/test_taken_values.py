"""Values that a name takes out of something, and moments from which a date is cut, where code puts them into what a contract is."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
export type Mode = "road" | "rail";
export type Status = "booked" | "sent";
/** A shipment. */
export interface Shipment {
  mode: Mode;
  status: Status;
  priceCents: number;
  /** @format date-time */
  bookedAt: string;
  /** Null until it is there.
   * @format date-time */
  arrivedAt: string | null;
  /** @format date */
  dueOn: string;
}
/** That it moved. */
export interface Moved {
  from: Status;
  feeCents: number;
  /** @format date-time */
  at: string;
  /** @format date */
  dueOn: string;
}
"""
PATTERN = """
import type { Moved, Shipment } from "../contracts/shipments.contract";
export const moved = ({ status, bookedAt: at, priceCents, dueOn }: Shipment): Moved => ({ from: status, feeCents: priceCents, at, dueOn });
"""
VARIABLES = """
import type { Moved, Shipment } from "../contracts/shipments.contract";
export function moved(shipment: Shipment): Moved {
  const { status, bookedAt: at, priceCents, dueOn } = shipment;
  return { from: status, feeCents: priceCents, at, dueOn };
}
"""
ROW = """
import type { Moved } from "../contracts/shipments.contract";
interface Row { status: "booked" | "sent"; fee_cents: number; moved_at: Date; due_on: Date }
export const moved = (row: Row): Moved => ({
  from: row.status,
  feeCents: row.fee_cents,
  at: row.moved_at.toISOString(),
  dueOn: row.due_on.toISOString().slice(0, 10),
});
"""


def found(code: str) -> list[str]:
    files = {"contracts/shipments.contract.ts": CONTRACT, "src/moved.ts": code}
    findings = [f for f in check(snapshot_as_written(files)) if f.path == "src/moved.ts"]
    assert {f.rule for f in findings} <= {"misfit-value"}
    return [f"{code[f.range.start : f.range.end]}: {f.message}" for f in findings]


@pytest.mark.parametrize("code", [PATTERN, VARIABLES])
def test_what_a_name_takes_is_held_to_where_it_is_put(code: str) -> None:
    assert found(code) == []
    assert found(code.replace("status,", "mode: status,", 1)) == [
        "status: `from` of contract Moved is one of `booked`, `sent`, and `mode` may be `road`."
    ]
    assert found(code.replace("bookedAt: at, priceCents", "bookedAt: priceCents, priceCents: at", 1)) == [
        "priceCents: `feeCents` of contract Moved is `number`, and `bookedAt` is a text.",
        "at: `at` of contract Moved is `string`, and `priceCents` is a number.",
    ]
    assert found(code.replace("bookedAt: at", "arrivedAt: at", 1)) == [
        "at: `at` of contract Moved is never null, and `arrivedAt` may be null."
    ]


def test_a_name_that_is_asked_about_or_has_another_value_is_left_alone() -> None:
    null = VARIABLES.replace("bookedAt: at", "arrivedAt: at")
    assert found(null.replace("  return", "  if (!at) throw new Error();\n  return")) == []
    assert found(null.replace("  return", "  assertIsThere(at);\n  return")) == []
    assert found(null.replace("priceCents, at,", "priceCents, at: at ?? nowhere(),")) == []
    other = VARIABLES.replace("const", "let").replace("status,", "mode: status,", 1)
    assert found(other.replace("  return", "  status = statusOf(shipment);\n  return")) == []
    assert found(PATTERN.replace("bookedAt: at", "arrivedAt: at = now()")) == []


@pytest.mark.parametrize("cut", [".slice(0, 10)", ".substring(0, 10)", '.split("T")[0]', '.split("T")[0]!'])
def test_a_date_is_cut_out_of_a_moment_where_a_date_is_asked_for(cut: str) -> None:
    code = ROW.replace(".slice(0, 10)", cut)
    assert found(code) == []
    assert found(code.replace(cut, "")) == [
        "row.due_on.toISOString(): `dueOn` of contract Moved is a date, and `toISOString` gives a moment."
    ]
    assert found(code.replace("moved_at.toISOString()", f"moved_at.toISOString(){cut}")) == [
        f"row.moved_at.toISOString(){cut}: `at` of contract Moved is a moment, and a date is cut out of one here."
    ]
    assert found(ROW.replace(".slice(0, 10)", ".slice(0, 16)")) == []
