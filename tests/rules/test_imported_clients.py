"""Answers without a type of an axios that another file makes."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** An order. */
export interface Order { id: string; totalCents: number }
/** Read.
 * @api GET /orders/{id} */
export interface GetOrder { params: { id: string }; response: Order; errors: never }
/** Create.
 * @api POST /orders */
export interface CreateOrder { request: { note: string }; response: { order: Order }; errors: never }
"""
CLIENT = 'import axios from "axios";\nexport const api = axios.create({ baseURL: "/" });\nexport default api;\n'
SAME = "api.interceptors.response.use((r) => r, (error) => Promise.reject(error));\n"
UNPACKED = "api.interceptors.response.use((response) => response.data);\n"
WRONG = [
    "const f = async (id) => { const { data } = await api.get(`/orders/${id}`); return data.totl; };",
    "const f = async (id) => (await api.get(`/orders/${id}`)).data.totl;",
    "const f = (id) => api.get(`/orders/${id}`).then((r) => r.data.totl);",
    "const f = (id) => api.get(`/orders/${id}`).then(({ data }) => data.totl);",
    "const f = async () => { const r = await api.post('/orders', { note: '' }); return r.data.order.totl; };",
    "const f = async () => { const { data: { totl } } = await api.post('/orders', { note: '' }); return totl; };",
]
FINE = [
    "const f = async (id) => { const { data } = await api.get(`/orders/${id}`); return data.totalCents; };",
    "const f = async (id) => { const { data, status } = await api.get(`/orders/${id}`); return data.id + status; };",
    "const f = async (id) => { const { data } = await api.get(`/other/${id}`); return data.totl; };",
    "const f = async (id) => { const r = await api.get(`/orders/${id}`); return r.totl; };",
]


def _found(
    code: str, client: str, path: str = "web/orders.ts", start: str = 'import { api } from "./client";\n'
) -> list[str]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "web/client.ts": client, path: start + code})
    found = [f for f in check(snapshot) if f.path == path and f.severity in ("error", "warning")]
    return [snapshot.sources[f.path].text[f.range] for f in found]


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_name_is_shown(code: str) -> None:
    assert _found(code, CLIENT) == ["totl"]
    assert _found(code, CLIENT + SAME) == ["totl"]
    assert _found(code, CLIENT, "web/orders.js", 'import api from "./client";\n') == ["totl"]


@pytest.mark.parametrize("code", FINE)
def test_what_is_right_or_no_answer_is_fine(code: str) -> None:
    assert _found(code, CLIENT) == []


@pytest.mark.parametrize("code", WRONG)
def test_of_another_client_and_of_changed_answers_nothing_is_known(code: str) -> None:
    assert _found(code, CLIENT + UNPACKED) == []
    assert _found(code, "export const api = makeClient();\n") == []
    own = "export const api = { get: (path) => fetch(path).then(unpack), post: (path) => fetch(path, { method: 'POST' }).then(unpack) };\n"
    assert _found(code, own) == []
