"""What code says of the type of a whole answer, against what its endpoint answers with."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** An order. */
export interface Order { id: string; totalCents: number; lines: string[] }
/** A row of the list. */
export interface OrderRow { id: string; totalCents: number }
/** A page of orders. */
export interface OrderPage { items: OrderRow[]; nextCursor: string | null }
/** A person. */
export interface User { id: string; email: string }
/** List.
 * @api GET /orders */
export interface ListOrders { response: OrderPage; errors: never }
/** All.
 * @api GET /orders/all */
export interface AllOrders { response: Order[]; errors: never }
/** Read.
 * @api GET /orders/{id} */
export interface GetOrder { params: { id: string }; response: Order; errors: never }
"""
HEAD = 'import type { Order, OrderRow, OrderPage, User } from "./a.contract";\nimport type { OrderDto, Page, Orders } from "./types";\n'
TYPES = """
export interface OrderDto { id: string; totalCents: number }
export interface Page<T> { items: T[]; nextCursor: string | null }
export type Orders = OrderDto[];
"""
ANGULAR = 'import { HttpClient } from "@angular/common/http";\n'
AXIOS = 'import axios from "axios";\n'
WRONG = [
    'const f = async (): Promise<Order[]> => (await fetch("/orders")).json();',
    'const f = async () => (await (await fetch("/orders")).json()) as OrderDto[];',
    'const f = async () => { const all: Orders = await (await fetch("/orders")).json(); return all; };',
    'const f = async () => (await (await fetch("/orders")).json()) as Order;',
    'const f = async () => (await (await fetch("/orders/all")).json()) as Order;',
    'const f = async (): Promise<OrderDto> => (await fetch("/orders/all")).json();',
    'const f = async (): Promise<Page<OrderDto>> => (await fetch("/orders/all")).json();',
    "const f = async (id: string) => (await (await fetch(`/orders/${id}`)).json()) as User;",
    AXIOS + 'const f = () => axios.get<Order[]>("/orders");',
    AXIOS + 'const f = async () => (await axios.get("/orders")).data.items as OrderRow;',
    ANGULAR
    + 'class S { constructor(private http: HttpClient) {} f() { return this.http.get<OrderDto[]>("/orders"); } }',
    'import ky from "ky";\nconst f = () => ky.get("orders").json<OrderRow[]>();',
    'const f = async () => (await (await fetch("/orders")).json()) as unknown as Order[];',
]
FINE = [
    'const f = async (): Promise<OrderPage> => (await fetch("/orders")).json();',
    'const f = async (): Promise<Page<OrderDto>> => (await fetch("/orders")).json();',
    'const f = async () => (await (await fetch("/orders/all")).json()) as Order[];',
    'const f = async () => (await (await fetch("/orders/all")).json()) as Orders;',
    'const f = async () => (await (await fetch("/orders/all")).json()) as OrderRow[];',  # all that a row has is there
    "const f = async (id: string): Promise<OrderRow> => (await fetch(`/orders/${id}`)).json();",
    'const f = async (): Promise<OrderRow[]> => { const r = await fetch("/orders"); const page = await r.json(); return page.items; };',
    'const f = async (): Promise<Order[]> => { const r = await fetch("/orders"); return unpack(await r.json()); };',
    'const f = async (): Promise<Response> => fetch("/orders");',
    'const f = async <T,>(): Promise<T> => (await fetch("/orders")).json();',
    'import { api } from "./api";\nconst f = () => api.get<OrderRow[]>("/orders");',
    'import { request } from "./request";\nconst f = () => request<OrderRow[]>("/orders");',
    'const use = () => useSWR<OrderRow[]>("/orders", load);',
    AXIOS + 'axios.interceptors.response.use((r) => r.data.items);\nconst f = () => axios.get<OrderRow[]>("/orders");',
    AXIOS + 'const f = async () => (await axios.get("/orders")).data.items as OrderRow[];',
]
REQUEST = "export async function request<T>(path: string): Promise<T> { return (await (await fetch(path)).json()).items as T; }\n"


def _found(code: str) -> list[str]:
    files = {"a.contract.ts": CONTRACT, "types.ts": TYPES, "request.ts": REQUEST, "client.ts": HEAD + code}
    return [f.rule for f in check(snapshot_of(files)) if f.path == "client.ts" and f.severity in ("error", "warning")]


@pytest.mark.parametrize("code", WRONG)
def test_another_type_than_the_answer_is_shown(code: str) -> None:
    assert _found(code) in (["list-mismatch"], ["reference-mismatch"])


@pytest.mark.parametrize("code", FINE)
def test_what_may_be_of_the_answer_is_fine(code: str) -> None:
    assert not {"list-mismatch", "reference-mismatch"}.intersection(_found(code))
