"""Emitters whose events have types: what is sent by them, and what their listeners read, is held to the contract."""

import pytest

from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

CONTRACT = "/** @event order.placed */\nexport interface OrderPlaced { orderId: string; totalCents: number }\n"
BUS = """
import mitt from "mitt";
import type { OrderPlaced } from "../contracts/order.contract";
type Events = { placed: OrderPlaced; failed: string };
export const bus = mitt<Events>();
export const announce = (id: string) => bus.emit("placed", { orderId: id, totalCents: 5 });
bus.on("placed", (event) => console.log(event.orderId));
bus.on("failed", (reason) => console.log(reason.length));
"""


@pytest.mark.parametrize(
    ("was", "now", "found"),
    [
        ("", "", set[str]()),
        ("{ orderId:", "{ order:", {"order"}),
        ("event.orderId", "event.order", {"order"}),
    ],
)
def test_mitt(was: str, now: str, found: set[str]) -> None:
    text = BUS.replace(was, now, 1)
    snapshot = snapshot_from_texts({"contracts/order.contract.ts": CONTRACT, "src/bus.ts": text})
    assert {text[f.range.start : f.range.end] for f in check(snapshot) if f.path == "src/bus.ts"} == found
