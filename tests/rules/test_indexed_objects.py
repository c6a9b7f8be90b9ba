"""Objects in which a value of an enum is looked up have its values as their keys."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** How far an order is. */
export type OrderStatus = "placed" | "paid" | "shipped";
/** An order. */
export interface Order { id: string; status: OrderStatus; note: string }
"""


def _found(code: str) -> list[str]:
    text = f'import type {{ Order, OrderStatus }} from "./contracts/a.contract";\n{code}\n'
    snapshot = snapshot_as_written({"contracts/a.contract.ts": CONTRACT, "code.ts": text})
    return [text[f.range.start : f.range.end] for f in check(snapshot) if f.path == "code.ts"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('export const f = (o: Order) => ({ placed: "a", payed: "b", "shipped": "c" })[o.status];', ["payed"]),
        ("export const f = (s: OrderStatus) => ({ placed: 1, done: 2 }[s] ?? 0);", ["done"]),
        ('const L = { placed: "a", paidd: "b", all: "c" } as const;\nexport const f = (o: Order) => L[o.status];', ["paidd"]),
        ('const L = { placed: "a", done: "b", shipped: "c" };\nexport const f = (o: Order) => L[o.status];', ["done"]),
        ("const L: Record<string, number> = { shiped: 1 };\nexport const f = (o: Order) => L[o.status];", ["shiped"]),
        ("export function f(o: Order) { const l = { shiped: 1 }; return l[o.status]; }", ["shiped"]),
    ],
)  # fmt: skip
def test_drift(code: str, said: list[str]) -> None:
    assert _found(code) == said


@pytest.mark.parametrize(
    "code",
    [
        'export const f = (o: Order) => ({ placed: "a", paid: "b" })[o.status];',
        "const L = { placed: 1, all: 2, unknown: 3 };\nexport const f = (o: Order) => L[o.status];",
        "export const f = (o: Order) => ({ payed: 1 })[o.note];",
        "const L = { placed: 1, done: 2, shipped: 3, all: 4 };\nexport const f = (o: Order) => L[o.status];",
        "const L = { placed: 1, done: 2 };\nexport const f = (o: Order) => L[o.status];",
        "export const f = (o: Order) => ({ payed: 1 })[o.status as string];",
        "export const f = (key: string) => ({ payed: 1 })[key];",
        "const L = { payed: 1 };\nexport const f = (o: Order, L: Record<string, number>) => L[o.status];",
        'const L = { payed: 1 };\nexport const f = (o: Order) => L["payed"] + [1, 2][0] + o["id"];',
        'export const f = (s: OrderStatus | "all") => ({ placed: 1, all: 2 })[s];',
        "const L = new Map<string, number>();\nexport const f = (o: Order) => L[o.status];",
    ],
)
def test_innocent(code: str) -> None:
    assert _found(code) == []
