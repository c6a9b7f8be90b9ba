"""Types that routes name, held to what their endpoints promise: one value or a list, this contract or another."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** An order. */
export interface Order { id: string; state: "open" | "paid"; note: string | null }
/** One with more. */
export interface FullOrder extends Order { lines: string[] }
/** Somebody. */
export interface Customer { id: string; email: string; displayName: string }
/** That an order is paid. */
export interface Receipt { number: string; orderId: Order["id"]; paidOn: string }
/** A part. */
export interface Page<T> { items: T[]; total: number }
/** All.
 * @api GET /orders
 */
export interface ListOrders { query: { state?: "open" | "paid" }; response: Page<Order>; errors: null }
/** One.
 * @api GET /orders/:id
 */
export interface GetOrder { params: { id: string }; response: FullOrder; errors: { 404: Problem } }
/** Why not. */
export interface Problem { code: "gone" | "busy"; says: string }
/** Mine.
 * @api GET /my/orders
 */
export interface MyOrders { response: Order[]; errors: null }
/** What is ordered. */
export interface NewOrder { note: string | null; giftText: string }
/** Make one.
 * @api POST /orders
 */
export interface PlaceOrder { request: NewOrder; response: Order; errors: null }
"""
CONTROLLER = """
import { Body, Controller, Get, Param, Post, Query } from "@nestjs/common";
import type { Customer, FullOrder, Order, Page } from "../orders.contract";
import { OrderQuery, PlaceDto } from "./dto";

@Controller()
export class Orders {
  @Get("orders") async list(@Query() query: OrderQuery): Promise<Page<Order>> { return this.all(query, query.offset); }
  @Get("orders/:id") one(@Param("id") id: string): Promise<FullOrder | null> { return this.find(id); }
  @Get("my/orders") mine(): Observable<Order[]> { return this.own(); }
  @Post("orders") async place(@Body() body: PlaceDto): Promise<Order> { return this.make(body); }
}
"""
DTO = """
import { Exclude, Type } from "class-transformer";
import { IsIn, IsOptional, IsString } from "class-validator";
export class OrderQuery {
  @IsOptional() @IsIn(["open", "paid"]) state?: "open" | "paid";
  @IsOptional() @Type(() => Number) page: number = 1;
  get offset(): number { return this.page * 10; }
}
export class PlaceDto {
  @IsOptional() @IsString() note: string | null;
  @IsString() giftText: string;
  @Exclude() seen?: boolean;
  get isGift(): boolean { return this.giftText !== ""; }
}
"""
CLIENT = """
import type { Customer, FullOrder, Order, Page, Problem, Receipt } from "../orders.contract";
import { api } from "./api";
async function read<T>(path: string): Promise<T> {
  const answer = await fetch(path);
  return answer.json();
}
export const own = () => read<Order[]>("/my/orders");
export async function one(id: string): Promise<{ order?: FullOrder; problem?: Problem }> {
  const response = await fetch(`/orders/${id}`);
  if (!response.ok) {
    const problem: Problem = await response.json();
    return { problem };
  }
  const order: FullOrder = await response.json();
  return { order };
}
export const all = () => api.get<Page<Order>>("/orders");
export const unwrapped = () => api.get<Order[]>("/orders");
export const some = (id: string) => api.get<Order>(`/orders/${id}`);
export async function mine(): Promise<Order[]> { const r = await fetch("/my/orders"); return (await r.json()) as Order[]; }
"""
SCHEMAS = """
import { z } from "zod";
/** @contract Customer */
export const customerSchema = z.object({ id: z.string(), email: z.string(), displayName: z.string() });
export const placeSchema = z.object({ note: z.string().nullable(), giftText: z.string() });
export const querySchema = z.object({ state: z.enum(["open", "paid"]).optional() });
"""
BARREL = 'export * from "./schemas";'
HONO = """
import { Hono } from "hono";
import { zValidator } from "@hono/zod-validator";
import { customerSchema, placeSchema, querySchema } from "@shop/shared";
import { make, some } from "./orders";
export const app = new Hono();
app.get("/orders", zValidator("query", querySchema), async (c) => c.json(await some(c.req.valid("query"))));
app.post("/orders", zValidator("json", placeSchema), async (c) => c.json(await make(c.req.valid("json"))));
"""
FASTIFY = """
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { orderSchema, placeSchema, problemSchema, querySchema } from "@shop/shared";
import type { Repositories } from "./repositories";
export const orderRoutes: FastifyPluginAsyncZod<Repositories> = async (app, { orders }) => {
  app.get("/my/orders", { schema: { response: { 200: z.array(orderSchema), 404: problemSchema } } }, async () => orders.mine());
  app.route({
    method: "GET", url: "/orders", schema: { querystring: querySchema },
    handler: async (request) => orders.all(request.query.state),
  });
};
"""
FASTIFY_SCHEMAS = """
import { z } from "zod";
import type { Order, Problem } from "../../../orders.contract";
export const orderSchema = z.object({
  id: z.string(), state: z.enum(["open", "paid"]), note: z.string().nullable(),
}) satisfies z.ZodType<Order>;
export const problemSchema = z.object({ code: z.enum(["gone", "busy"]), says: z.string() }) satisfies z.ZodType<Problem>;
"""
REPOSITORIES = """
import type { Order, Page } from "../../orders.contract";
export interface Repositories { orders: { mine(): Promise<Order[]>; all(state?: Order["state"]): Promise<Page<Order>> } }
export const closed: ReadonlySet<Order["state"]> = new Set(["paid"]);
"""
FASTIFIES = {
    "orders.contract.ts": CONTRACT,
    "packages/shared/src/schemas.ts": SCHEMAS + FASTIFY_SCHEMAS.replace('import { z } from "zod";\n', ""),
    "packages/shared/src/index.ts": BARREL,
    "apps/api/app.ts": FASTIFY,
    "apps/api/repositories.ts": REPOSITORIES,
}
HONOS = {
    "orders.contract.ts": CONTRACT,
    "packages/shared/src/schemas.ts": SCHEMAS,
    "packages/shared/src/index.ts": BARREL,
    "apps/api/app.ts": HONO,
}
MODELS = """
from fastapi import APIRouter
from pydantic import BaseModel

class OrderOut(BaseModel):  # @contract Order
    id: str
    state: str  # dovetail-ignore loose-enum: as the database has it
    note: str | None

class CustomerOut(BaseModel):  # @contract Customer
    id: str
    email: str
    displayName: str

class FullOut(OrderOut):  # @contract FullOrder
    lines: list[str]

class PlaceIn(BaseModel):  # @contract NewOrder
    note: str | None
    giftText: str

class SomeIn(BaseModel):  # @contract NewOrder subset
    note: str | None

router = APIRouter()

@router.get("/orders/{id}", response_model=FullOut)
def one(id: str): return find(id)

@router.get("/my/orders", response_model=list[OrderOut])
def mine(): return load()

@router.post("/orders")
def place(body: PlaceIn, orders: Orders) -> OrderOut: return make()
"""
FILES = {"orders.contract.ts": CONTRACT, "api/orders.controller.ts": CONTROLLER, "api/dto.ts": DTO}
CLIENTS = {"orders.contract.ts": CONTRACT, "web/orders.ts": CLIENT}
PYTHON = {"orders.contract.ts": CONTRACT, "api/models.py": MODELS}


def told(files: dict[str, str]) -> list[tuple[str, str]]:
    found = (f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning"))
    return [(f.rule, files[f.path][f.range.start : f.range.end]) for f in found if not f.path.endswith(".contract.ts")]


@pytest.mark.parametrize("files", [FILES, CLIENTS, PYTHON, HONOS, FASTIFIES])
def test_what_is_promised_is_not_told(files: dict[str, str]) -> None:
    assert told(files) == []


@pytest.mark.parametrize(
    "files, path, before, after, rule, at",
    [
        (FILES, "api/orders.controller.ts", "Observable<Order[]>", "Observable<Order>", "list-mismatch", "Observable<Order>"),
        (FILES, "api/orders.controller.ts", "Promise<Order>", "Promise<Customer>", "reference-mismatch", "Promise<Customer>"),
        (FILES, "api/dto.ts", "note: string | null", "note: number | null", "kind-mismatch", "number | null"),
        (FILES, "api/dto.ts", "giftText: string", "giftTxt: string", "renamed-field", "giftTxt"),
        (FILES, "api/dto.ts", 'state?: "open" | "paid"', 'state?: "open" | "payed"', "enum-mismatch", 'state'),
        (CLIENTS, "web/orders.ts", "as Order[];", "as Order;", "list-mismatch", "Order"),
        (CLIENTS, "web/orders.ts", "get<Order>(", "get<Order[]>(", "list-mismatch", "Order[]"),
        (CLIENTS, "web/orders.ts", 'fetch("/my/orders")', 'fetch("/orders")', "reference-mismatch", "Order[]"),
        (CLIENTS, "web/orders.ts", "get<Order>(", "get<Customer>(", "reference-mismatch", "Customer"),
        (CLIENTS, "web/orders.ts", "read<Order[]>(", "read<Receipt[]>(", "reference-mismatch", "Receipt[]"),
        (CLIENTS, "web/orders.ts", "const order: FullOrder", "const order: Customer", "reference-mismatch", "Customer"),
        (FASTIFIES, "apps/api/app.ts", "z.array(orderSchema)", "orderSchema", "list-mismatch", "orderSchema"),
        (FASTIFIES, "apps/api/app.ts", "request.query.state", "request.query.status", "unknown-query-parameter", "status"),
        (FASTIFIES, "packages/shared/src/schemas.ts", "state: z", "stte: z", "unknown-query-parameter", "stte"),
        (FASTIFIES, "apps/api/app.ts", "orders.mine()", "(await orders.mine())[0].remark", "unknown-property", "remark"),
        (FASTIFIES, "apps/api/repositories.ts", '["paid"]', '["payed"]', "unknown-value", "payed"),
        (HONOS, "apps/api/app.ts", '"json", placeSchema', '"json", customerSchema', "reference-mismatch", "customerSchema"),
        (HONOS, "packages/shared/src/schemas.ts", "giftText", "gift", "unknown-request-field", "gift"),
        (HONOS, "packages/shared/src/schemas.ts", "state: z", "sate: z", "unknown-query-parameter", "sate"),
        (PYTHON, "api/models.py", "list[OrderOut]", "OrderOut", "list-mismatch", "OrderOut"),
        (PYTHON, "api/models.py", "list[OrderOut]", "list[CustomerOut]", "reference-mismatch", "list[CustomerOut]"),
        (PYTHON, "api/models.py", "-> OrderOut", "-> list[OrderOut]", "list-mismatch", "list[OrderOut]"),
        (PYTHON, "api/models.py", "response_model=FullOut", "response_model=OrderOut", "reference-mismatch", "OrderOut"),
        (PYTHON, "api/models.py", "body: PlaceIn", "body: FullOut", "reference-mismatch", "FullOut"),
    ],
)  # fmt: skip
def test_what_is_not_promised_is_told_where_it_stands(
    files: dict[str, str], path: str, before: str, after: str, rule: str, at: str
) -> None:
    assert before in files[path]
    found = told({**files, path: files[path].replace(before, after, 1)})
    assert rule in [r for r, _ in found]
    assert (rule, at) in [(r, text) for r, text in found] or rule == "enum-mismatch", found


@pytest.mark.parametrize(
    ("calls", "at"),
    [
        (
            'send<Order>("POST", "/orders", body); send<Order[]>("GET", "/my/orders"); send<Full>("GET", "/orders/1");',
            [],
        ),
        ('send<Person>("POST", "/orders", body);', ["Person"]),
        ('send<Person[]>("GET", "/my/orders");', ["Person[]"]),
        ('send<Problem>("GET", "/orders/1"); send<Some>("POST", "/orders", body); send<Own>("GET", "/my/orders");', []),
    ],
)
def test_a_type_of_the_program_that_says_its_contract_is_no_other_answer(calls: str, at: list[str]) -> None:
    types = """
/** @contract Order */
export interface Order { id: string; state: "open" | "paid"; note: string | null }
/** @contract FullOrder */
export interface Full extends Order { lines: string[] }
/** @contract Customer */
export interface Person { id: string; email: string; displayName: string }
/** @contract Customer subset */
export interface Some { id: string; email: string }
/** @contract Problem */
export interface Problem { code: "gone" | "busy"; says: string }
export interface Own { items: Order[] }
"""
    client = f"""
import type {{ Full, Order, Own, Person, Problem, Some }} from "./types";
async function send<T>(method: string, path: string, body?: object): Promise<T> {{
  const response = await fetch(`/api${{path}}`, {{ method, body: JSON.stringify(body) }});
  return response.json();
}}
export const all = (body: {{ note: string | null; giftText: string }}) => {{ {calls} }};
"""
    files = {"orders.contract.ts": CONTRACT, "web/types.ts": types, "web/client.ts": client}
    faults = [f for f in check(snapshot_as_written(files)) if f.rule in ("reference-mismatch", "list-mismatch")]
    assert [files[f.path][f.range.start : f.range.end] for f in faults] == at
