"""Types of TypeScript that say no contract themselves, and that a client says its answers and requests are of."""

import pytest

from dovetail.rules import check
from dovetail.rules.asking.incremental import Checker
from support.snapshots import snapshot_of

CONTRACT = """
/** Where an order stands. */
export type OrderStatus = "draft" | "placed" | "shipped";
/** A line of an order. */
export interface OrderLine { sku: string; quantity: number }
/** An order. */
export interface Order {
  id: string; status: OrderStatus; totalCents: number; placedAt: string | null; note?: string; lines: OrderLine[];
}
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
"""
TYPES = """
export interface LineDto { sku: string; quantity: number }
export interface OrderDto {
  id: string; status: "draft" | "placed" | "shipped"; totalCents: number; placedAt: string | null; note?: string;
  lines: LineDto[];
}
export interface Page<T> { items: T[]; nextCursor: string | null }
export type Orders = Page<OrderDto>;
export interface CreateInput { customerId: string; lines: LineDto[]; note?: string }
"""
CLIENT = """
import type { OrderDto, Orders, Page, CreateInput } from "./types";
"""
GET = 'fetch("/orders/" + id)'
# How code says of which type an answer, or what is sent, is: each binds `OrderDto`.
SAYINGS = [
    f"async function get(id: string): Promise<OrderDto> {{ const r = await {GET}; return r.json(); }}",
    f"async function get(id: string): Promise<OrderDto> {{ const r = await {GET}; const body = await r.json(); return body; }}",
    f"const get = (id: string): Promise<OrderDto> => {GET}.then((r) => r.json());",
    f"async function get(id: string) {{ const r = await {GET}; return (await r.json()) as OrderDto; }}",
    f"async function get(id: string) {{ const r = await {GET}; return r.json() as Promise<OrderDto>; }}",
    f"async function get(id: string) {{ const r = await {GET}; const order: OrderDto = await r.json(); return order; }}",
    f"const get = (id: string) => {GET}.then((r) => r.json()).then((order: OrderDto) => show(order));",
    'import axios from "axios"; const get = (id: string) => axios.get<OrderDto>(`/orders/${id}`);',
    'import axios from "axios"; const all = async () => (await axios.get<Page<OrderDto>>("/orders")).data;',
    'import axios from "axios"; const all = async () => (await axios.get<Orders>("/orders")).data;',
    'import axios from "axios"; const all = () => axios.get<{ items: OrderDto[]; nextCursor: string | null }>("/orders");',
    'import axios from "axios"; const all = async () => { const { data } = await axios.get("/orders"); return data.items as OrderDto[]; };',
    'import ky from "ky"; const get = (id: string) => ky.get(`orders/${id}`).json<OrderDto>();',
    "class Orders2 { constructor(private http: HttpClient) {} get(id: string) { return this.http.get<OrderDto>(`/orders/${id}`); } }",
    "const use = (id: string) => useSWR<OrderDto>(`/orders/${id}`, load);",
    f'const use = (id: string) => useQuery<OrderDto>({{ queryKey: ["o"], queryFn: () => {GET}.then((r) => r.json()) }});',
    "const api2 = createApi({ endpoints: (builder) => ({ get: builder.query<OrderDto, string>({ query: (id) => `/orders/${id}` }) }) });",
    'import { request } from "./request"; const get = (id: string) => request<OrderDto>("GET", `/orders/${id}`);',
    'import { request } from "./request"; const get = (id: string): Promise<OrderDto> => request("GET", `/orders/${id}`);',
    'import { request } from "./request"; async function get(id: string) { const o: OrderDto = await request("GET", `/orders/${id}`); }',
]
REQUEST = """
export async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(path, { method, body: JSON.stringify(body) });
  return answer.json();
}
"""
# How what is sent is of a type.
SENDINGS = [
    'const make = (input: CreateInput) => fetch("/orders", { method: "POST", body: JSON.stringify(input) });',
    'import axios from "axios"; const make = (input: CreateInput) => axios.post("/orders", input);',
    'import axios from "axios"; async function make() { const input: CreateInput = read(); await axios.post("/orders", input); }',
    'import { request } from "./request"; const make = (input: CreateInput) => request("POST", "/orders", input);',
    "const api2 = createApi({ endpoints: (b) => ({ make: b.mutation<OrderDto, CreateInput>({ query: (body) => "
    '({ url: "/orders", method: "POST", body }) }) }) });',
]


def _tree(client: str, types: str = TYPES) -> dict[str, str]:
    return {"a.contract.ts": CONTRACT, "types.ts": types, "request.ts": REQUEST, "client.ts": CLIENT + client}


def _found(tree: dict[str, str]) -> list[tuple[str, str, str]]:
    snapshot = snapshot_of(tree)
    return [
        (f.path, f.rule, snapshot.sources[f.path].text[f.range])
        for f in check(snapshot)
        if f.severity in ("error", "warning") and not f.path.endswith(".contract.ts")
    ]


def _types(old: str, new: str) -> str:
    assert TYPES.count(old) == 1, old
    return TYPES.replace(old, new)


@pytest.mark.parametrize("client", [*SAYINGS, *SENDINGS])
def test_types_that_are_as_their_endpoints_say_are_fine(client: str) -> None:
    assert _found(_tree(client)) == []


@pytest.mark.parametrize("client", SAYINGS)
def test_each_way_to_say_of_which_type_an_answer_is_binds_it(client: str) -> None:
    assert ("types.ts", "kind-mismatch", "string") in _found(
        _tree(client, _types("totalCents: number", "totalCents: string"))
    )


@pytest.mark.parametrize("client", SENDINGS)
def test_each_way_to_send_what_is_of_a_type_binds_it(client: str) -> None:
    found = _found(_tree(client, _types("customerId: string", "customerId: number")))
    assert ("types.ts", "kind-mismatch", "number") in found


@pytest.mark.parametrize(
    ("old", "new", "rule", "shown"),
    [
        ("totalCents: number", "totalAmount: number", "extra-field", "totalAmount"),
        ("totalCents: number", "total: number", "renamed-field", "total"),
        ("placedAt: string | null", "placedAt: string", "null-mismatch", "placedAt"),
        ("placedAt: string | null; note?: string;\n", "placedAt: string | null; note: string;\n", "presence-mismatch", "note"),
        ("lines: LineDto[];\n}", "lines: LineDto;\n}", "list-mismatch", "LineDto"),
        ('"placed" | "shipped"', '"placed" | "sent"', "enum-mismatch", '"draft" | "placed" | "sent"'),
        ('"placed" | "shipped"', '"placed"', "enum-mismatch", '"draft" | "placed"'),
        ("sku: string; quantity", "sku: string; qty", "extra-field", "qty"),
    ],
)  # fmt: skip
def test_what_a_client_says_otherwise_of_an_answer_is_shown(old: str, new: str, rule: str, shown: str) -> None:
    assert ("types.ts", rule, shown) in _found(_tree(SAYINGS[0], _types(old, new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("totalCents: number; ", ""),  # who reads need not take all
        ("totalCents: number", "totalCents?: number"),
        ("totalCents: number", "totalCents: number | null"),
        ("totalCents: number", "totalCents: number; isSelected?: boolean"),
        ('"draft" | "placed" | "shipped"', "string"),
        ('"placed" | "shipped"', '"placed" | "shipped" | "lost"'),  # who is given values may know more
        ("lines: LineDto[];\n}", "lines: readonly LineDto[];\n}"),
        ("export interface OrderDto {", "/** @contract Order subset */\nexport interface OrderDto {"),
    ],
)
def test_what_a_client_may_say_otherwise_is_fine(old: str, new: str) -> None:
    assert _found(_tree(SAYINGS[0], _types(old, new))) == []


@pytest.mark.parametrize(
    "client",
    [
        f"async function get(id: string) {{ const r = await {GET}; const b = await r.json(); return toDto(b) as OrderDto; }}",
        f"async function get(id: string): Promise<OrderDto> {{ const r = await {GET}; const body = await r.json(); return toDto(body); }}",
        f"async function get(id: string): Promise<OrderDto> {{ const r = await {GET}; return {{ ...(await r.json()), total: 1 }}; }}",
        f"const get = (id: string): Promise<OrderDto> => {GET}.then((r) => r.json()).then(toDto);",
        'import axios from "axios"; const get = (id: string) => axios.get<Partial<OrderDto>>(`/orders/${id}`);',
        'import axios from "axios"; const get = (id: string) => axios.get<OrderDto | Blob>(`/orders/${id}`);',
        'import axios from "axios"; const get = (id: string) => axios.get<OrderDto>(`/other/${id}`);',
        'import axios from "axios"; const all = () => axios.get<OrderDto[]>("/orders/export/all");',
        'const make = (input: Partial<CreateInput>) => fetch("/orders", { method: "POST", body: JSON.stringify({ ...input }) });',
        'const make = (order: OrderDto) => fetch("/orders", { method: "POST", body: JSON.stringify(toBody(order)) });',
        "const api2 = createApi({ endpoints: (builder) => ({ get: builder.query<OrderDto, string>({ query: (id) => `/orders/${id}`, "
        "transformResponse: toDto }) }) });",
    ],
)
def test_what_code_makes_of_an_answer_is_no_type_of_it(client: str) -> None:
    other = _types("totalCents: number", "totalAmount: number").replace("customerId: string", "customerId: number")
    assert [f for f in _found(_tree(client, other)) if f[0] == "types.ts"] == []


def test_a_type_with_hardly_a_name_of_the_answer_is_something_else() -> None:
    other = "export interface OrderDto { ok: boolean; data: { id: string }; took: number }\n"
    assert _found(_tree(SAYINGS[0].replace("Orders, Page, CreateInput", ""), other)) == []


def test_a_field_that_one_of_several_answers_has_is_there() -> None:
    contract = CONTRACT.replace("response: OrderPage", "response: { items: { id: string; status: OrderStatus }[] }")
    client = (
        'import axios from "axios"; const all = () => axios.get<{ items: OrderDto[] }>("/orders");\n'
        "const one = (id: string) => axios.get<OrderDto>(`/orders/${id}`);"
    )
    tree = {**_tree(client), "a.contract.ts": contract}
    assert [f for f in _found(tree) if f[1] == "extra-field"] == []


def test_a_schema_whose_type_is_said_is_bound_too() -> None:
    types = """
    import { z } from "zod";
    const orderSchema = z.object({ id: z.string(), status: z.string(), totalCents: z.string() });
    export type OrderDto = z.infer<typeof orderSchema>;
    """
    found = _found(_tree(SAYINGS[0], types))
    assert ("types.ts", "kind-mismatch") in [(path, rule) for path, rule, _ in found]


def test_a_check_that_goes_on_says_the_same() -> None:
    checker = Checker()
    trees = [
        _tree(SAYINGS[0]),
        _tree(SAYINGS[0], _types("totalCents: number", "totalAmount: number")),
        _tree(SAYINGS[8], _types("totalCents: number", "totalAmount: number")),
        _tree("", _types("totalCents: number", "totalAmount: number")),
        _tree(SENDINGS[0], _types("customerId: string", "customerId: number")),
        {**_tree(SENDINGS[0]), "a.contract.ts": CONTRACT.replace("customerId", "buyerId")},
        _tree(SAYINGS[17], _types("quantity", "qty")),
    ]
    for tree in trees:
        snapshot = snapshot_of(tree)
        assert checker.check(snapshot) == check(snapshot)
