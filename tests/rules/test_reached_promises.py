"""What a promise that code makes itself is given: `new Promise((resolve) => …)`."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** How a departure stands. */
export type State = "open" | "full";
/** A tour on a day. */
export interface Departure { id: string; state: State; seats: number }
"""
HEAD = """import type { Departure } from "./tours.contract";
declare const client: { list(then: (error: Error | null, rows: { id: string }[]) => void): void };
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('new Promise((resolve) => resolve({ id: "1", state: "open", seats: 1 }))', []),
        ('new Promise((resolve) => resolve({ id: "1", status: "open", seats: 1 }))', ["unknown-property"]),
        ('new Promise((done) => setTimeout(() => done({ id: "1", state: "sold", seats: 1 }), 10))', ["unknown-value"]),
        # What it is refused with is no departure.
        ('new Promise((_, reject) => reject({ status: "sold" }))', []),
        # Nobody says of this one what it holds.
        ('wrapped(new Promise((resolve) => resolve({ status: "sold" })))', []),
    ],
)
def test_what_it_resolves_to(body: str, expected: list[str]) -> None:
    code = f"{HEAD}declare function wrapped(value: unknown): any;\nexport function one(): Promise<Departure> {{ return {body}; }}\n"
    assert said(code) == expected


def test_a_list_that_is_made_in_a_callback() -> None:
    code = (
        HEAD
        + """export function all(): Promise<Departure[]> {
  return new Promise((resolve, reject) => {
    client.list((error, rows) => {
      if (error) return reject(error);
      resolve(rows.map((row) => ({ id: row.id, state: "sold", places: 1 })));
    });
  });
}
"""
    )
    assert said(code) == ["unknown-value", "unknown-property"]
    assert said(code.replace("sold", "full").replace("places", "seats")) == []


def said(code: str) -> list[str]:
    snapshot = snapshot_as_written({"tours.contract.ts": CONTRACT, "a.ts": code})
    return [f.rule for f in check(snapshot) if f.path == "a.ts"]
