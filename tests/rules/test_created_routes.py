"""Routes of Hono's zod-openapi, which `createRoute` describes, are held to the endpoint by what they say and by their handlers."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** How far an order is. */
export type OrderStatus = "placed" | "paid";
/** An order. */
export interface Order {
  /** @format uuid */
  id: string;
  status: OrderStatus;
  lines: Line[];
}
/** A line. */
export interface Line { sku: string; /** @format int */ quantity: number }
/** What went wrong. */
export interface Problem { code: string; message: string }
/** All orders.
 * @api GET /orders */
export interface ListOrders { query: { status?: OrderStatus }; response: { items: Order[] }; errors: Problem }
/** One order.
 * @api GET /orders/:orderId */
export interface GetOrder { params: { orderId: string }; response: Order; errors: Problem }
/** A new order.
 * @api POST /orders */
export interface PlaceOrder { request: { lines: Line[]; note?: string }; response: Order; errors: Problem }
"""
CODE = """
import { OpenAPIHono, createRoute, z } from "@hono/zod-openapi";
const Line = z.object({ sku: z.string(), quantity: z.number().int() }).openapi("Line");
const Order = z.object({ id: z.string().uuid(), status: z.enum(["placed", "paid"]), lines: z.array(Line) }).openapi("Order");
const Problem = z.object({ code: z.string(), message: z.string() });
const list = createRoute({
  method: "get",
  path: "/orders",
  request: { query: z.object({ status: z.enum(["placed", "paid"]).optional() }) },
  responses: { 200: { content: { "application/json": { schema: z.object({ items: z.array(Order) }) } }, description: "" } },
});
const get = createRoute({
  method: "get",
  path: "/orders/{orderId}",
  request: { params: z.object({ orderId: z.string().uuid() }) },
  responses: { 200: jsonContent(Order, "one"), 404: { content: { "application/json": { schema: Problem } }, description: "" } },
});
const place = createRoute({
  method: "post",
  path: "/orders",
  request: { body: jsonContentRequired(z.object({ lines: z.array(Line), note: z.string().optional() }), "new") },
  responses: { 201: { content: { "application/json": { schema: Order } }, description: "" } },
});
export const app = new OpenAPIHono();
app.openapi(list, (c) => {
  const { status: wanted } = c.req.valid("query");
  return c.json({ items: [] as unknown[] }, 200);
});
app.openapi(get, async (c) => {
  const id = c.req.valid("param").orderId;
  return id === "x" ? c.json({ code: "none", message: "no" }, 404) : c.json(await load(id), 200);
}).openapi(place, async (c) => {
  const made = c.req.valid("json");
  return c.json(await save(made.lines, made.note), 201);
});
"""


def _found(code: str) -> list[str]:
    snapshot = snapshot_as_written({"contracts/a.contract.ts": CONTRACT, "src/orders.ts": code})
    found = (f for f in check(snapshot) if f.path == "src/orders.ts" and f.severity in ("error", "warning"))
    return [code[f.range.start : f.range.end] for f in found]


def test_conforms() -> None:
    assert _found(CODE) == []
    assert _found(CODE[: CODE.index("export const app")] + "export { list, get, place };") == []


@pytest.mark.parametrize(
    ("was", "now", "at"),
    [
        ('  method: "post"', '  method: "put"', "put"),
        ('path: "/orders/{orderId}"', 'path: "/order/{orderId}"', "/order/{orderId}"),
        ("query: z.object({ status:", "query: z.object({ state:", "state"),
        ('query: z.object({ status: z.enum(["placed"', 'query: z.object({ status: z.enum(["plced"', "plced"),
        ("schema: z.object({ items:", "schema: z.object({ item:", "item"),
        ("params: z.object({ orderId:", "params: z.object({ ordrId:", "ordrId"),
        ("Problem = z.object({ code:", "Problem = z.object({ cod:", "cod"),
        ("Required(z.object({ lines:", "Required(z.object({ line:", "line"),
        ("status: wanted", "state: wanted", "state"),
        ("c.json({ items:", "c.json({ item:", "item"),
        ('c.json({ code: "none"', 'c.json({ cod: "none"', "cod"),
        ("made.note", "made.nte", "nte"),
    ],
)
def test_drift(was: str, now: str, at: str) -> None:
    assert CODE.count(was) == 1
    assert _found(CODE.replace(was, now)) == [at]


def test_routes_of_other_libraries() -> None:
    code = """
import { createRoute } from "@tanstack/react-router";
export const route = createRoute({ getParentRoute: () => root, path: "/ordrs", component: Orders });
export const other = createRoute({ method: verb, path: "/ordrs", responses: {} });
"""
    assert _found(code) == []


def test_a_handler_of_another_file_is_that_of_the_route_which_a_third_registers_it_with() -> None:
    routes = CODE.partition("export const app")[0].replace("const ", "export const ")
    handlers = """
import * as Codes from "stoker/http-status-codes";
export const list = async (c) => c.json({ items: [] }, Codes.OK);
export const get: Handler<typeof get> = async (c) => {
  const { orderId } = c.req.valid("param");
  return orderId === "x" ? c.json({ code: "none", message: "no" }, Codes.NOT_FOUND) : c.json(await load(orderId), Codes.OK);
};
"""
    index = """
import * as handlers from "./handlers.ts";
import * as routes from "./routes.ts";
export default createRouter().openapi(routes.list, handlers.list).openapi(routes.get, handlers.get);
"""
    files = {"contracts/a.contract.ts": CONTRACT, "src/routes.ts": routes, "src/index.ts": index}

    def told(code: str) -> list[str]:
        found = check(snapshot_as_written({**files, "src/handlers.ts": code}))
        return [
            code[f.range.start : f.range.end] for f in found if f.path == "src/handlers.ts" and f.severity != "info"
        ]

    assert told(handlers) == []
    assert told(handlers.replace("{ items: []", "{ itms: []")) == ["itms"]
    assert told(handlers.replace("{ orderId }", "{ id: orderId }")) == ["id"]
    assert told(handlers.replace("message:", "mesage:")) == ["mesage"]
