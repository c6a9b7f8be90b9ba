"""Clients that write their requests otherwise than axios does: openapi-fetch, ky, got, wretch, superagent, and hooks that fetch."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Where an order stands. */
export type OrderStatus = "draft" | "placed" | "shipped";
/** A line of an order. */
export interface OrderLine { sku: string; quantity: number }
/** An order. */
export interface Order { id: string; status: OrderStatus; totalCents: number; note?: string; lines: OrderLine[] }
/** A page of orders. */
export interface OrderPage { items: Order[]; nextCursor: string | null }
/** What a new order holds. */
export interface NewOrder { customerId: string; lines: OrderLine[]; note?: string }
/** What went wrong. */
export interface Problem { code: string; message: string }
/** Read one.
 * @api GET /orders/{id} */
export interface GetOrder { params: { id: string }; response: Order; errors: Problem }
/** List.
 * @api GET /orders */
export interface ListOrders { query: { status?: OrderStatus; cursor?: string }; response: OrderPage; errors: Problem }
/** Create.
 * @api POST /orders */
export interface CreateOrder { request: NewOrder; response: Order; errors: Problem }
/** Change.
 * @api PATCH /orders/{id} */
export interface PatchOrder { params: { id: string }; request: { note?: string; status?: OrderStatus }; response: Order; errors: Problem }
"""
OPENAPI = 'import createClient from "openapi-fetch";\nconst client = createClient<paths>({ baseUrl: "/" });\n'
KY = 'import ky from "ky";\nconst api = ky.create({ prefixUrl: "/" });\n'
WRETCH = 'import wretch from "wretch";\nconst api = wretch("https://x.test", { mode: "cors" });\n'
AGENT = 'import superagent from "superagent";\n'
JQUERY = 'import $ from "jquery";\n'
HONO = 'import { hc } from "hono/client";\nconst client = hc<AppType>("/");\nconst orders = client.orders;\n'
ONE = 'client.GET("/orders/{id}", { params: { path: { id } } })'
NEW = 'customerId: "1", lines: []'

# Each with the names that it has wrong; a name in `~` is put in the place of the one before it, which is right.
CASES = [
    (OPENAPI, f"async function f(id: string) {{ const {{ data }} = await {ONE}; return data.@totalCents~totl@; }}"),
    (OPENAPI, f"async function f(id: string) {{ const {{ error }} = await {ONE}; throw Error(error.@message~mesage@); }}"),
    (OPENAPI, f"async function f(id: string) {{ const r = await {ONE}; return r.data!.lines[0].@quantity~qty@; }}"),
    (OPENAPI, f"async function f(id: string) {{ const {{ data: order }} = await {ONE}; return order?.lines.map((l) => l.@sku~skus@); }}"),
    (OPENAPI, 'const f = () => client.GET("/orders", { params: { query: { @status~stauts@: "draft" } } });'),
    (OPENAPI, f'const f = () => client.POST("/orders", {{ body: {{ {NEW}, @note~notes@: "" }} }});'),
    (OPENAPI, 'const f = (id: string) => client.PATCH("/orders/{id}", { params: { path: { @id~orderId@: id } }, body: {} });'),
    (OPENAPI, 'const f = (id: string) => client.PATCH("/orders/{id}", { body: { status: "@placed~sent@" } });'),
    (OPENAPI, 'const f = (id: string) => client.@PATCH~DELETE@("/orders/{id}", { params: { path: { id } } });'),
    (OPENAPI, 'function F({ id }) { const { data } = $api.useQuery("get", "/orders/{id}", {}); return data?.@totalCents~totl@; }'),
    (OPENAPI, f'function F() {{ const m = $api.useMutation("post", "/orders"); m.mutate({{ body: {{ {NEW}, @note~notes@: "" }} }}); }}'),
    (JQUERY, '$.getJSON("/orders", { @status~stauts@: "draft" }, function (page) { page.items; });'),
    (JQUERY, '$.getJSON("/orders", function (page) { page.@items~rows@; });'),
    (JQUERY, '$.get("/orders").done(function (page) { page.items.forEach(show); });\nfunction show(order) { order.@totalCents~totl@; }'),
    (JQUERY, f'$.post("/orders", JSON.stringify({{ {NEW}, @note~notes@: "" }}));'),
    (JQUERY, f'$.ajax({{ url: "/orders", type: "@POST~PUT@", data: JSON.stringify({{ {NEW} }}) }});'),
    (JQUERY, f'$.ajax({{ url: "/orders", method: "POST", data: JSON.stringify({{ {NEW}, @note~notes@: "" }}) }});'),
    (JQUERY, '$.ajax("/orders/" + id, { success: (order) => show(order), cache: false });\nconst show = (o) => o.@totalCents~totl@;'),
    (JQUERY, '$.ajax({ url: "/orders/" + id }).fail((xhr) => alert(xhr.responseJSON.@message~mesage@)).always(() => stop());'),
    (HONO, 'const f = (id: string) => client.orders[":id"].$get({ param: { @id~orderId@: id } });'),
    (HONO, 'const f = (k) => [orders[k].$get({ query: { a: 1 } }), client.orders.$get({ query: { @status~stauts@: "draft" } })];'),
    (HONO, 'async function f(id) { const r = await orders[":id"].$get({ param: { id } }); return (await r.json()).@totalCents~totl@; }'),
    (HONO, 'const f = () => client.orders.$get({ query: { @status~stauts@: "draft" } });'),
    ('import { testClient } from "hono/testing";', 'const f = () => testClient(app).orders.$get({ query: { @status~sts@: "draft" } });'),
    (HONO, f'const f = () => orders.index.$post({{ json: {{ {NEW}, @note~notes@: "" }} }});'),
    (HONO, 'const f = (id: string) => client.orders[":id"].@$patch~$delete@({ param: { id }, json: {} });'),
    (KY, "async function f(id: string) { const o = await api.get(`orders/${id}`).json(); return o.@totalCents~totl@; }"),
    (KY, 'async function f() { const page = await ky("/orders").json(); return page.@items~item@; }'),
    (KY, f'const f = () => ky("/orders", {{ method: "post", json: {{ {NEW}, @note~notes@: "" }} }}).json();'),
    (KY, 'const f = () => ky("/orders", { searchParams: { @status~stauts@: "draft" } }).json();'),
    ('import got from "got";\n', 'async function f() { const { body } = await got("https://x.test/orders"); return body.@items~item@; }'),
    ("", 'async function f() { const { data } = await useFetch("/orders", { query: { @status~stauts@: "draft" } }); }'),
    ("", "async function f(id) { const { data } = await useFetch(() => `/orders/${id}`); return data.value?.@totalCents~totl@; }"),
    ("", 'async function f() { const { data } = await useLazyFetch("/orders"); return data.value.@items~item@; }'),
    ("", 'async function f() { const { data } = useFetch("/orders").json(); return data.value.@items~item@; }'),
    ("", f'async function f() {{ await useFetch("/orders").post({{ {NEW}, @note~notes@: "" }}).json(); }}'),
    ("", 'async function f() { const { data } = await useAsyncData("o", () => $fetch("/orders")); return data.value.@items~item@; }'),
    ("", 'const { data } = await useFetch("/orders");\nconsole.log(data.value.@items~item@);'),
    (AGENT, "async function f(id) { const r = await superagent.get(`/orders/${id}`); return r.body.@totalCents~totl@; }"),
    (AGENT, f'const f = () => superagent.post("/orders").send({{ {NEW}, @note~notes@: "" }}).set("A", "b");'),
    (AGENT, 'const f = () => superagent.get("/orders").query({ @status~stauts@: "draft" }).then((r) => r.body.items);'),
    (WRETCH, "async function f(id) { const o = await wretch(`/orders/${id}`).get().json(); return o.@totalCents~totl@; }"),
    (WRETCH, f'const f = () => api.url("/orders").post({{ {NEW}, @note~notes@: "" }}).json();'),
    (WRETCH, 'const f = () => api.get("/orders").notFound((e) => null).json((p) => p.@items~item@);'),
    (WRETCH, 'const f = () => api.url("/orders").query({ @status~stauts@: "draft" }).get().json();'),
    ("", "async function f(id) { const { data } = await axios({ url: `orders/${id}` }); return data.@totalCents~totl@; }"),
    ("", f'const f = () => request({{ url: "/orders", method: "post", data: {{ {NEW}, @note~notes@: "" }} }});'),
    ("", 'const f = () => axios.request({ url: "/orders", params: { @status~stauts@: "draft" } });'),
    ("", f'const f = id => axios({{ url: id ? `/orders/${{id}}` : "/orders", method: id ? "@patch~put@" : "post", data: {{ {NEW} }} }});'),
    ("", 'const f = (all, k) => { const u = { all: "/orders", one: `@/orders/1~/order/1@` }; return axios({ url: u[k] }); };'),
    ("", 'const API = "http://localhost:8080/api/orders/";\nconst f = (id) => axios.get(API + id).then((r) => r.data.@totalCents~totl@);'),
    ("", 'const f = (api) => api.url("/orders").url("/1").get().json((o) => o.@totalCents~totl@);'),
]  # fmt: skip


def _found(client: str) -> list[str]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "client.ts": client})
    return [
        snapshot.sources[f.path].text[f.range]
        for f in check(snapshot)
        if f.path == "client.ts" and f.severity != "info"
    ]


def _divided(code: str) -> tuple[str, str, str]:
    """The code as it should be, the code with the wrong name, and that name."""
    before, written, behind = code.split("@")
    right, wrong = written.split("~")
    return before + right + behind, before + wrong + behind, wrong


@pytest.mark.parametrize(("start", "code"), CASES)
def test_a_wrong_name_is_shown(start: str, code: str) -> None:
    _, wrong, shown = _divided(code)
    assert _found(start + wrong) == [shown]


@pytest.mark.parametrize(("start", "code"), CASES)
def test_the_right_one_is_fine(start: str, code: str) -> None:
    assert _found(start + _divided(code)[0]) == []


@pytest.mark.parametrize(
    "code",
    [
        'app.GET("/orders", (req, res) => res.send({ wrong: 1 }));',
        'import { useFetch } from "./hooks";\nfunction F() { const { data } = useFetch("/orders"); return data.wrong; }',
        'function useFetch(url) { return load(url); }\nfunction F() { const { data } = useFetch("/orders"); return data.wrong; }',
        'async function f() { const { data, status, refresh } = await useFetch("/orders"); refresh(); return status.value; }',
        'async function f() { const { data } = await useFetch("/orders", { transform: pick }); return data; }',
        f"{OPENAPI}async function f(id) {{ const {{ response }} = await {ONE}; return response.headers.get('x'); }}",
        f'{WRETCH}const f = () => api.addon(q).auth("x").get("/orders").res((r) => r.status);',
        f"{WRETCH}const f = (map) => map.get({{ wrong: 1 }});",
        'const f = () => service({ url: "/orders", page: 1 }, options);',
        'const f = () => draw({ url: "/orders", note: 1 });',
        'const f = (method) => axios({ url: "/orders", method, data: { wrong: 1 } });',
        'const f = (u) => axios({ url: u, data: { wrong: 1 } }).then((r) => r.data.wrong);',
        f'{KY}const f = () => ky("/orders", options).json();',
        '$.get("/orders", (page) => show(page)); show({ wrong: 1 }); function show(page) { page.wrong; }',
        '$.getJSON("/orders").done(draw); draw.wrong();',
        '$.ajax({ url: path, data: { wrong: 1 }, success: (given) => given.wrong });',
        '$.get("/orders").fail((xhr) => xhr.status); $.each(orders, (i, order) => order.wrong);',
        f'{KY}const f = () => ky(request).json().wrong;',
    ],
)  # fmt: skip
def test_what_is_no_such_request_is_left_alone(code: str) -> None:
    assert _found(code) == []
