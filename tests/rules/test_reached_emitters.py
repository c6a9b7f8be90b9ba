"""Emitters whose events have types: what is sent by them, and what their listeners read, is held to the contract."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** @event order.placed */
export interface OrderPlaced { orderId: string; totalCents: number }
/** What a shop is told. */
export interface ToShop { moved: (change: { from: string; to: string }) => void }
"""
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
    snapshot = snapshot_as_written({"contracts/order.contract.ts": CONTRACT, "src/bus.ts": text})
    assert {text[f.range.start : f.range.end] for f in check(snapshot) if f.path == "src/bus.ts"} == found


def _found(text: str) -> list[str]:
    snapshot = snapshot_as_written({"contracts/order.contract.ts": CONTRACT, "src/bus.ts": text})
    return [text[f.range.start : f.range.end] for f in check(snapshot) if f.path == "src/bus.ts"]


IMPORTS = 'import type { OrderPlaced, ToShop } from "../contracts/order.contract";\n'
NODE = """
import { EventEmitter } from "node:events";
interface Events { placed: [order: OrderPlaced, by: string]; failed: [reason: string] }
class Shop extends EventEmitter<Events> {
  place() { this.emit("placed", { orderId: "1", totalCents: 2 }, "me"); }
}
const bus = new EventEmitter<Events>();
bus.once("placed", (event, by) => console.log(event.orderId, by.length));
bus.on("failed", (reason) => console.log(reason.length));
bus.on("error", (error) => console.log(error.message));
new Shop().on("placed", ({ totalCents }) => console.log(totalCents));
new EventEmitter().on("placed", (event) => console.log(event.whatever));
"""
TYPED = """
import TypedEmitter from "typed-emitter";
type Events = { placed: (order: OrderPlaced, by: string) => void };
const bus = new Emitter() as TypedEmitter<Events>;
bus.on("placed", (order, by) => console.log(order.orderId, by.length));
"""
SOCKETS = """
import type { EventEmitter } from "node:events";
import { Server, type Socket } from "socket.io";
interface FromClient { cancel: (orderId: string, done: (order: OrderPlaced) => void) => void }
interface ToClient { placed: (order: OrderPlaced) => void }
const io = new Server<FromClient, ToClient>(http);
io.on("connection", (socket) => {
  socket.on("cancel", (orderId, done) => done({ orderId, totalCents: 1 }));
  socket.broadcast.emit("placed", { orderId: "1", totalCents: 2 });
});
export const watch = (socket: Socket<ToShop, ToShop>, bus: EventEmitter<ToShop>) => {
  socket.on("moved", ({ from, to }) => console.log(from, to));
  socket.on("disconnect", (reason) => console.log(reason.length));
  bus.on("error", (error) => console.log(error.message));
};
io.to("shop").emit("placed", { orderId: "2", totalCents: 3 });
export const tell = (socket: Socket<FromClient, ToClient>) => socket.emit("placed", { orderId: "4", totalCents: 4 });
"""


@pytest.mark.parametrize("text", [NODE, TYPED, SOCKETS])
def test_conforms(text: str) -> None:
    assert _found(IMPORTS + text) == []


@pytest.mark.parametrize(
    ("text", "was", "now"),
    [
        (NODE, '{ orderId: "1"', '{ order: "1"'),
        (NODE, "event.orderId", "event.order"),
        (NODE, "({ totalCents })", "({ order: totalCents })"),
        (NODE.replace("node:events", "eventemitter3"), "event.orderId", "event.order"),
        (TYPED, "order.orderId", "order.order"),
        (SOCKETS, "done({ orderId,", "done({ order: orderId,"),
        (SOCKETS, '{ orderId: "1"', '{ order: "1"'),
        (SOCKETS, '{ orderId: "2"', '{ order: "2"'),
        (SOCKETS, "({ from, to })", "({ order, to })"),
        (SOCKETS, 'socket.on("moved"', 'socket.on("order"'),
        (SOCKETS, '{ orderId: "4"', '{ order: "4"'),
    ],
)
def test_drift(text: str, was: str, now: str) -> None:
    assert text.count(was) == 1
    assert "order" in _found(IMPORTS + text.replace(was, now))
