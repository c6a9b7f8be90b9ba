"""Tests of TypeScript servers: what `app.inject` and supertest send, and what is read of their answers, is held to the endpoint."""

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
/** All orders.
 * @api GET /api/orders */
export interface ListOrders { query: { status?: OrderStatus }; response: { items: Order[] }; errors: never }
/** A new order.
 * @api POST /api/orders */
export interface PlaceOrder { request: { lines: Line[]; note?: string }; response: Order; errors: never }
"""


def _found(code: str) -> list[str]:
    text = f'import {{ test }} from "vitest";\ntest("orders", async (t) => {{\n  {code}\n}});\n'
    snapshot = snapshot_as_written({"contracts/a.contract.ts": CONTRACT, "test/orders.test.ts": text})
    return [text[f.range.start : f.range.end] for f in check(snapshot) if f.path == "test/orders.test.ts"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('const res = await app.inject({ method: "GET", url: "/api/orders" }); console.log(res.json().itms);', ["itms"]),
        ('const res = await app.inject("/api/orders"); const { item } = res.json();', ["item"]),
        ('const res = await app.inject({ url: "/api/orders" }); JSON.parse(res.body).itms.length;', ["itms"]),
        ('const res = await app.inject({ url: "/api/orders", query: { sttus: "paid" } });', ["sttus"]),
        ('const res = await app.inject({ method: "GET", url: "/api/orders?status=payd" });', ["payd"]),
        ('await app.inject({ method: "POST", url: "/api/orders", payload: { lines: [], nte: "" } });', ["nte"]),
        ('await app.inject({ method: "POST", url: "/api/orders", body: { line: [] } });', ["line"]),
        ('await app.inject({ method: "PUT", url: "/api/orders", payload: { lines: [] } });', ["PUT"]),
        ('await request(app).post("/api/orders").send({ lines: [], remark: "" }).expect(201);', ["remark"]),
        ('await request(app).post("/api/orders").send({ lines: [], remark: "" });', ["remark"]),
        ('await (await build()).inject({ method: "POST", url: "/api/ordrs", payload: { lines: [] } });', ["/api/ordrs"]),
        ('const res = await app.inject("/api/orders"); assert.deepEqual(res.json(), { itms: [] });', ["itms"]),
        ('const res = await app.inject("/api/orders"); t.same(res.json(), { itms: [] });', ["itms"]),
        ('await request(app).get("/api/orders").expect(200).then((res) => { res.body.itms.length; });', ["itms"]),
        ('await request(app).get("/api/orders").expect((res) => { console.log(res.body.itms); }).expect(200);', ["itms"]),
        ('request(app).get("/api/orders").end((err, res) => { expect(res.body).to.deep.equal({ itms: [] }); });', ["itms"]),
        ('const res = await request(app).get("/api/orders"); expect(res.body).to.have.property("itms");', ["itms"]),
        ('chai.request(app).get("/api/orders").end((err, res) => { res.body.should.have.property("itms"); });', ["itms"]),
        ('const res = await request.execute(app).get("/api/orders"); res.body.itms.should.be.an("array");', ["itms"]),
        ('chai.request(app).get("/api/orders?sttus=paid").end((err, res) => { res.should.have.status(200); });', ["sttus"]),
        ('const res = await request(app).get("/api/orders"); res.body.should.include.keys("items", "totl");', ["totl"]),
        ('const res = await request(app).get("/api/orders"); expect(res.body).to.have.all.keys(["itms"]);', ["itms"]),
    ],
)  # fmt: skip
def test_drift(code: str, said: list[str]) -> None:
    assert sorted(_found(code)) == sorted(said)


@pytest.mark.parametrize(
    "code",
    [
        'const res = await app.inject({ method: "GET", url: "/api/orders" }); console.log(res.statusCode, res.json().items);',
        'const res = await app.inject({ method: "POST", url: "/api/orders", payload: { lines: [], note: "" } });',
        'await request(app).post("/api/orders").send({ lines: [], extra: "" });',
        'await request(app).post("/api/orders").send({ lines: [], extra: "" }).expect(201);',
        'const res = await app.inject({ method, url: "/api/ordrs" });',
        'const res = await app.inject({ method: "GET", url }); res.json().itms;',
        'const store = injector.inject(Store); store.inject({ name: "GET" }); service.inject("orders");',
        'const res = await app.inject({ ...base, url: "/api/ordrs" });',
        'const res = await app.inject({ method: "GET", url: "/healthz" }); res.json().ok;',
        'const res = await app.inject("/api/orders"); const body = JSON.parse(other); body.itms;',
        'const res = await app.inject("/api/orders"); assert.notDeepEqual(res.json(), { itms: [] });',
        'await request(app).get("/api/orders").end((err, res) => { console.log(err.itms, res.body.items); });',
        'const res = await request(app).get("/api/orders"); expect(res.body).to.not.have.property("itms");',
        'chai.request(app).get("/api/orders").end((err, res) => { res.body.should.not.have.property("itms"); });',
        'const res = await request(app).get("/api/orders"); res.body.should.have.keys("items"); other.should.have.keys("itms");',
        'const res = await app.inject({ method: "POST", url: "/api/orders", payload: { line: [] } }); assert.equal(res.statusCode, 400);',
    ],
)  # fmt: skip
def test_innocent(code: str) -> None:
    refused = ["line"] if code.endswith("400);") else []  # a slip of a name is told even there
    assert _found(code) == refused


NEXT = """import { NextResponse } from "next/server";
import { find, place } from "@/server/orders";
export async function GET(request: Request) { return NextResponse.json({ items: await find() }); }
export async function POST(request: Request) { return NextResponse.json(await place(await request.json()), { status: 201 }); }
"""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('const res = await GET(new Request("http://test/api/orders")); (await res.json()).itms.length;', ["itms"]),
        ('const res = await GET(new Request("http://localhost:3000/api/ordrs"));', ["/api/ordrs"]),
        ('const { items } = await (await list(get("/api/orders"))).json(); expect(items[0].statu).toBe("paid");', ["statu"]),
        ('expect(await (await POST(request)).json()).toMatchObject({ status: "payd" });', ["payd"]),
        ('await POST(new NextRequest("http://a/api/orders", { method: "POST", body: JSON.stringify({ line: [] }) }));', ["line"]),
        ('await POST(post("/api/orders", { lines: [], nte: "" }));', ["nte"]),
        ('await POST(post("/api/orders", { lines: [], note: "" })); post("/api/other", { nte: "" });', []),
        ('await POST(away("/api/orders", { nte: "" }));', []),
        ('const res = await GET(get("/api/orders")); res.status; res.headers.get("etag"); (await res.text()).itms;', []),
        ('const { item } = await (await helper(get("/api/orders"))).json();', []),
    ],
)  # fmt: skip
def test_handlers_of_routes_are_called_with_requests(code: str, said: list[str]) -> None:
    head = (
        'import { GET, POST, GET as list, helper } from "../app/api/orders/route";\n'
        "const get = (path: string) => new Request(`http://test${path}`);\n"
        "function post(path: string, body: unknown) {\n"
        '  return new Request(`http://localhost:3000${path}`, { method: "POST", body: JSON.stringify(body) });\n'
        "}\n"
        "function away(path: string, body: unknown) {\n"
        '  return new Request(`https://shop.example${path}`, { method: "POST", body: JSON.stringify(body) });\n'
        "}\n"
    )
    text = f'{head}test("orders", async () => {{\n  {code}\n}});\n'
    files = {"contracts/a.contract.ts": CONTRACT, "app/api/orders/route.ts": NEXT, "test/orders.test.ts": text}
    snapshot = snapshot_as_written(files)
    assert [text[f.range.start : f.range.end] for f in check(snapshot) if f.path == "test/orders.test.ts"] == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('const order = { lines: [], nte: "" };\nit("is made", () => SEND(order).expect(201));', ["nte"]),
        ('describe("orders", () => {\n  const order = { line: [] };\n  it("works", () => SEND(order));\n});', ["line"]),
        ('const INVALID = { lines: [], nte: "" };\nit("is made", () => SEND(INVALID));', ["nte"]),
        ('const INVALID = { bogus: [] };\nit("is refused", () => SEND(INVALID).expect(400));', []),
        ('let order = { nte: "" };\nit("is made", () => SEND(order));', []),
        ('const order = { lines: [] };\norder.nte = "";\nit("is made", () => SEND(order));', []),
        ('const order: Other = { nte: "" };\nit("is made", () => SEND(order));', []),
        ('const order = { nte: "" };\nit("is made", () => { const order = make(); return SEND(order); });', []),
        ('const order = { nte: "" };\nit.each([1])("is made", (order) => SEND(order));', []),
    ],
)  # fmt: skip
def test_an_object_above_the_tests_is_what_they_send(code: str, said: list[str]) -> None:
    sends = code.replace("SEND(", 'request(app).post("/api/orders").send(')
    text = f'import request from "supertest";\n{sends}\n'
    snapshot = snapshot_as_written({"contracts/a.contract.ts": CONTRACT, "test/orders.test.ts": text})
    found = [text[f.range.start : f.range.end] for f in check(snapshot) if f.path == "test/orders.test.ts"]
    assert [name for name in found if name in ("nte", "line", "bogus")] == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('const res = await add({ lines: [], nte: "" }); expect(res.status).toBe(201);', ["nte"]),
        ('const order = { lines: [], nte: "" }; await add(order).expect(201);', ["nte"]),
        ('const { body } = await list(); expect(body.itms).toHaveLength(1);', ["itms"]),
        ('expect((await list()).body.items[0].statu).toBe("paid");', ["statu"]),
        ('const body = await read(); body.itms;', ["itms"]),
        ('const res = await add({ lines: [], note: "" }); expect(res.body.status).toBe("paid");', []),
        ('const res = await twice(); res.body.itms; const other = await said({ nte: "" }); other.body.itms;', []),
        ('const add = other(); await add({ lines: [], nte: "" });', []),
    ],
)  # fmt: skip
def test_a_helper_of_the_tests_sends_what_it_is_called_with_and_gives_the_answer(code: str, said: list[str]) -> None:
    helpers = (
        'import request from "supertest";\n'
        'const add = (order: object) => request(app).post("/api/orders").send(order);\n'
        'async function list() {\n  return await request(app).get("/api/orders");\n}\n'
        'async function read() {\n  const res = await fetch("/api/orders");\n  return res.json();\n}\n'
        "async function twice() {\n  await list();\n  return other();\n}\n"
        'function said(order: Other): Promise<Said> {\n  return request(app).post("/api/orders").send(order);\n}\n'
    )
    text = f'{helpers}test("orders", async () => {{\n  {code}\n}});\n'
    snapshot = snapshot_as_written({"contracts/a.contract.ts": CONTRACT, "test/orders.test.ts": text})
    assert [text[f.range.start : f.range.end] for f in check(snapshot) if f.path == "test/orders.test.ts"] == said
