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
CHANGED = "api.interceptors.response.use((response) => rename(response));\n"
ALL_THE_SAME = [
    "api.interceptors.response.use(undefined, (error) => { if (error.response.status === 401) leave(); return Promise.reject(error); });\n",
    "api.interceptors.response.use(function (response) { log(response.status); return response; }, refuse);\n",
    "const same = async (response) => response;\napi.interceptors.response.use(same);\n",
]
UNPACKED = [
    "api.interceptors.response.use((response) => response.data);\n",
    "api.interceptors.response.use(({ data }) => data, (error) => Promise.reject(error.response.data));\n",
    "function body(response) { return response?.data; }\napi.interceptors.response.use(body, (e) => { throw e; });\n",
    "api.interceptors.response.use((r) => { const body = r.data; if (r.config.loud) show(body.message); return body; });\n",
    "api.interceptors.response.use((r) => r.status === 204 ? null : r.data);\n",
    "api.interceptors.response.use((r) => { const { data } = r; return data.code ? Promise.reject(data) : Promise.resolve(data); });\n",
    "api.interceptors.response.use(async (r) => { if (!r.data) { return Promise.reject(r); } else { return r.data; } });\n",
]
NOT_FOLLOWED = [
    CHANGED,
    "api.interceptors.response.use((response) => response.data.data);\n",
    "api.interceptors.response.use((r) => r.config.raw ? r : r.data);\n",
    "api.interceptors.response.use((r) => { r.data = camelize(r.data); return r; });\n",
    "api.interceptors.response.use((r) => r.data, (error) => error.response);\n",
    "api.interceptors.response.use(unwrap);\n",
    "api.interceptors.response.use((r) => r.data);\napi.interceptors.response.use((r) => r.data);\n",
    "other.interceptors.response.use((r) => r.data);\n",
]
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
    assert _found(code, CLIENT + CHANGED) == []
    assert _found(code, "export const api = makeClient();\n") == []
    own = "export const api = { get: (path) => fetch(path).then(unpack), post: (path) => fetch(path, { method: 'POST' }).then(unpack) };\n"
    assert _found(code, own) == []


@pytest.mark.parametrize("interceptor", ALL_THE_SAME)
def test_an_interceptor_that_gives_the_answer_itself_changes_nothing(interceptor: str) -> None:
    assert _found(WRONG[0], CLIENT + interceptor) == ["totl"]


@pytest.mark.parametrize("interceptor", UNPACKED)
def test_a_client_whose_interceptor_gives_the_body_is_answered_that(interceptor: str) -> None:
    body = "const f = async (id) => { const order = await api.get(`/orders/${id}`); return order.@totl; };"
    taken = "const f = (id) => api.get(`/orders/${id}`).then(({ @totl }) => totl);"
    for code in (body, taken):
        assert _found(code.replace("@", ""), CLIENT + interceptor) == ["totl"]
        assert _found(code.replace("@totl", "totalCents"), CLIENT + interceptor) == []
    assert _found(WRONG[1], CLIENT + interceptor) == ["data"]


@pytest.mark.parametrize("interceptor", NOT_FOLLOWED)
def test_of_answers_that_are_changed_in_other_ways_nothing_is_known(interceptor: str) -> None:
    body = "const f = async (id) => { const order = await api.get(`/orders/${id}`); return order.totl; };"
    assert [_found(code, CLIENT + interceptor) for code in (body, *WRONG)] == [[]] * (len(WRONG) + 1)


WRAPPER = """const BASE = "https://orders.test";
export async function request(path, method, body) {
  const response = await fetch(BASE + path, { method, body: JSON.stringify(body) });
  if (!response.ok) throw new Error("refused");
  return response.json();
}
export const http = { get: (path) => request(path, "GET"), post: (path, body) => request(path, "POST", body) };
"""
SERVICE = """import axios from "axios";
import { api } from "./client";
import { http } from "./http";
const get = (id) => api.get(`/orders/${id}`).then((r) => r.data);
const whole = (id) => api.get(`/orders/${id}`);
const wrapped = (id) => http.get(`/orders/${id}`);
const send = (order) => api.post("/orders", order);
const unwrap = (response) => response.data;
const taken = (id) => api.get(`/orders/${id}`).then(unwrap);
async function handle(response) {
  const text = await response.text();
  return text && JSON.parse(text);
}
const handled = (id) => fetch(`/orders/${id}`).then(handle);
const made = () => http.post("/orders", { note: "" });
async function perhaps(id) {
  try {
    const { data } = await axios({ url: `/orders/${id}` });
    return data;
  } catch (error) {
    console.log(error);
  }
}
const kept = new BehaviorSubject(null);
const keep = (id) => http.get(`/orders/${id}`).then((order) => { kept.next(order); return order; });
export const store = { keep, changes: kept.asObservable(), get current() { return kept.value; } };
class Orders { get(id) { return api.get(`/orders/${id}`); } }
export const orders = new Orders();
export default { send, taken, handled, get, whole, wrapped, made, perhaps };
"""
HANDED_ON = [
    "const f = async (id) => { const order = await service.get(id); return order.@totalCents~totl@; };",
    "const f = (id) => service.whole(id).then(({ data }) => data.@totalCents~totl@);",
    "const f = async (id) => { const { @totalCents~totl@ } = await service.wrapped(id); };",
    "const f = async () => (await service.made()).@order~ordr@;",
    "const f = async () => (await service.made()).order.@totalCents~totl@;",
    "const f = (id) => service.perhaps(id).then((order) => order.@totalCents~totl@);",
    "const f = async (id) => (await orders.get(id)).data.@totalCents~totl@;",
    'const f = () => service.send({ @note~nte@: "" });',
    "const f = (id) => service.taken(id).then((order) => order.@totalCents~totl@);",
    "const f = () => store.current && store.current.@totalCents~totl@;",
    "const f = () => { const { @id~idd@ } = store.current; };",
    "const f = (id) => service.handled(id).then((order) => order.@totalCents~totl@);",
    "function C() { const [o, setO] = useState(null); service.get(1).then(setO); return o && o.@totalCents~totl@; }",
    "function C() { const [o, setO] = useState(null); const show = (x) => setO(x); service.get(1).then(show); return o.@id~idd@; }",
    "function C() { const [{ @totalCents~totl@ }, setO] = useState({}); service.get(1).then((o) => setO(o)); }",
    "function C() { const [o, setO] = useState(null); const t = o.@totalCents~totl@; service.get(1).then(setO); }",
    "function C() { const [a, setA] = useState([]); a.find((o) => o.@id~idd@ === 1); service.get(1).then((o) => setA([o])); }",
    "async function g(id) { return service.get(id); }\nconst f = async (id) => (await g(id)).@totalCents~totl@;",
    "const f = async (id) => { const all = await Promise.all([service.get(id)]); return all[0].@totalCents~totl@; };",
]


@pytest.mark.parametrize("code", HANDED_ON)
def test_what_functions_of_other_files_hand_on_of_an_answer_has_its_names(code: str) -> None:
    before, written, behind = code.split("@")
    right, wrong = written.split("~")
    start = 'import service, { orders, store } from "./service";\n'
    texts = {"a.contract.ts": CONTRACT, "web/client.ts": CLIENT, "web/http.js": WRAPPER, "web/service.js": SERVICE}

    def shown(name: str, **more: str) -> list[str]:
        snapshot = snapshot_of({**texts, **more, "web/use.js": start + before + name + behind})
        return [snapshot.sources[f.path].text[f.range] for f in check(snapshot) if f.path == "web/use.js"]

    assert shown(wrong) == [wrong]
    assert shown(right) == []
    changed = {"web/other.js": "api.interceptors.response.use((response) => camelizeKeys(response));\n"}
    assert (
        shown(wrong, **changed) == [] or "send" in code or "handled" in code
    )  # which asks for what it sends, or is no axios


@pytest.mark.parametrize(
    "code",
    [
        "const f = async (id) => { const order = await service.get(id); order.isOpen = true; return order.isOpen; };",
        "const f = async (id) => (await service.get(id)).id.length;",
        "const f = async (id) => { const { id: own, ...rest } = await service.get(id); return rest.totalCents; };",
        "const f = async (id) => service.unknown(id).totl;",
        "const f = (order) => service.send(order.whole.totl);",
        "function C() { const [o, setO] = useState({ open: 1 }); service.get(1).then(setO); return o.open; }",
        "function C() { const [o, setO] = useState(); service.get(1).then(setO); setO({ ...o, open: 1 }); return o.open; }",
        "function C() { const [o, setO] = useState(); const show = (x) => setO(x.own); service.get(1).then(show); return o.totl; }",
        "function C() { const [o, setO] = useState([]); setO(props.all); return o.map((one) => one.totl); }",
        "function C() { const [o, setO] = useState(null); const a = o.b; service.get(1).then((x) => setO({ ...x, b: 1 })); return a; }",
        "function C() { const [o, setO] = useState(null); const a = o?.b; service.get(1).then(setO); setO({ ...o, b: 1 }); return a; }",
        "function C() { const [a, setA] = useState(null); const [b, setB] = useState(null); setA(b); setB(a); return a.totl; }",
        "const f = async (id) => ({ ...(await service.get(id)), label: 1 }).label;",
    ],
)
def test_what_code_adds_to_an_answer_is_its_own(code: str) -> None:
    texts = {"a.contract.ts": CONTRACT, "web/client.ts": CLIENT, "web/http.js": WRAPPER, "web/service.js": SERVICE}
    snapshot = snapshot_of({**texts, "web/use.js": f'import service from "./service";\n{code}'})
    assert [f.message for f in check(snapshot) if f.path == "web/use.js"] == []


QUERIED = [
    'useQuery("order", load).data.@totalCents~totl@',
    "useQuery(['order', 1], () => load(1), { enabled: true }).data.@totalCents~totl@",
    'useQuery("order", load, { select: (order) => order.@totalCents~totl@ })',
    "useMutation(load, { onSuccess: (order) => order.@totalCents~totl@ })",
    'useQuery("order", load, { select: (order) => ({ totl: order.@totalCents~totl@ }) }).data.totl',
]
PLAIN_QUERIES = [
    'useQuery("order", other).data.totl',
    'useQuery("order", load, { select: pick }).data.totl',
    "useQuery(options).data.totl",
    "useQuery(ORDERS, { variables: { id: 1 } }).data.totl",
    'useQuery("order", () => load(1).then(withTotal)).data.totl',
]  # fmt: skip


def _queried(code: str) -> list[str]:
    service = (
        'import { api } from "./client";\nexport const load = (id) => api.get(`/orders/${id}`).then((r) => r.data);\n'
    )
    page = 'import { useQuery, useMutation } from "react-query";\nimport { load, other, pick } from "./service";\n'
    page += f"export const q = () => {code};\n"
    snapshot = snapshot_of(
        {"a.contract.ts": CONTRACT, "web/client.ts": CLIENT, "web/service.js": service, "web/q.js": page}
    )
    found = [f for f in check(snapshot) if f.path == "web/q.js" and f.severity in ("error", "warning")]
    return [snapshot.sources[f.path].text[f.range] for f in found]


@pytest.mark.parametrize("code", QUERIED)
def test_options_of_queries_that_are_given_one_by_one_are_read(code: str) -> None:
    before, marked, after = code.split("@")
    right, wrong = marked.split("~")
    assert _queried(before + wrong + after) == [wrong]
    assert _queried(before + right + after) == []


@pytest.mark.parametrize("code", PLAIN_QUERIES)
def test_of_other_queries_nothing_is_said(code: str) -> None:
    assert _queried(code) == []
