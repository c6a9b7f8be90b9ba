"""Requests and answers held to their endpoint: what is found, and what must not be reported."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

ORDERS = """
    /** An order. */
    export interface Order { id: string; note: string | null; lines: Line[] }
    /** One line. */
    export interface Line { sku: string; quantity: number }
    /** What went wrong. */
    export interface Refusal { code: string; message: string }
    /** @api GET /api/shops/:shopId/orders */
    export interface ListOrders {
      params: { shopId: string };
      query: { status: string; pageSize?: number };
      response: Order[];
      errors: Refusal;
    }
    /** @api GET /api/orders/:orderId */
    export interface ReadOrder { params: { orderId: string }; response: Order; errors: Refusal }
    /** @api POST /api/orders */
    export interface PlaceOrder { request: Pick<Order, "note" | "lines">; response: Order; errors: Refusal }
    /** @api POST /api/orders/:orderId/labels */
    export interface PrintLabel { params: { orderId: string }; request: null; response: { url: string }; errors: never }
"""


def found(path: str, code: str) -> list[str]:
    rules = ("unknown-parameter", "unknown-query-parameter", "missing-query-parameter", "unknown-request-field",
             "missing-request-field", "unknown-response-field", "missing-response-field")  # fmt: skip
    findings = check(snapshot_of({"c.contract.ts": ORDERS, path: code}))
    return [f"{f.rule} {f.message.split('`')[1]}" for f in findings if f.rule in rules]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        # another path or method, or a prefix that says nothing
        ("a.ts", "app.get('/orders/:orderId/lines', (req, res) => res.json({ x: req.params.y }));"),
        ("a.ts", "router.get('/:orderId', (req, res) => res.json({ x: req.params.y }));"),
        ("a.ts", "const go = async () => { const d = await (await fetch('/v2/orders/1')).json(); show(d.x); };"),
        # names of a prefix that is not seen
        ("a.ts", "/** @contract ListOrders */\nrouter.get('/orders', (req, res) => go(req.params.shop, req.query.status));"),
        ("a.py", "from fastapi import APIRouter\nrouter = APIRouter()\n# @contract ListOrders\n@router.get('/orders')\n"
                 "def f(shop: str, status: str, page_size: int = Query(20, alias='pageSize')): ...\n"),
        # what frameworks and browsers add
        ("a.ts", "app.post('/api/orders', (req, res) => { check(req.body._csrf); });"),
        ("a.ts", "app.get('/api/shops/:id/orders', (req, res) => { check(req.query._t, req.query.utm_source, req.params.id); });"),
        # an answer that may be an error
        ("a.ts", "const go = async () => { const d = await (await fetch('/api/orders/1')).json(); show(d.message); };"),
        ("a.ts", "app.post('/api/orders', (req, res) => { return res.json({ code: 'full', message: '' }); });"),
        ("a.ts", "app.post('/api/orders', (req, res) => { res.status(code).json({ anything: 1 }); });"),
        # what has a type, or goes through something, is compared by that
        ("a.ts", "app.post('/api/orders', (req, res) => { const body: Draft = req.body; go(body.x); });"),
        ("a.ts", "app.post('/api/orders', (req, res) => { const body = parse(req.body); go(body.x); });"),
        ("a.ts", "const go = (x: Draft) => axios.post('/api/orders', x);"),
        ("a.py", "@app.post('/api/orders')\ndef f(request: Draft):\n    return go(request.data['x'])\n"),
        # an endpoint that says nothing of its body or its query
        ("a.ts", "app.post('/api/orders/:orderId/labels', (req, res) => { go(req.body.size, req.query.size); });"),
        # options of a client of one's own
        ("a.ts", "const go = () => api.post('/api/orders', { payload: { x: 1 } });"),
        # the properties of lists and strings
        ("a.ts", "app.post('/api/orders', (req, res) => { go(req.body.lines.length, req.body.note.trim()); });"),
        ("a.ts", "const go = async () => { const d = await (await fetch('/api/shops/1/orders?status=x')).json(); show(d.length); };"),
    ],
)  # fmt: skip
def test_silent(path: str, code: str) -> None:
    assert found(path, code) == []


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        ("a.ts", "app.get('/api/orders/:id', (req, res) => go(req.params.orderId));", ["unknown-parameter orderId"]),
        ("a.ts", "router.get('/orders/:id', (req, res) => go(req.params.orderId));", ["unknown-parameter orderId"]),
        ("a.ts", "app.post('/api/orders', (req, res) => { for (const line of req.body.lines) go(line.count); });",
         ["unknown-request-field count"]),
        ("a.ts", "app.post('/api/orders', (req, res) => go(req.body.id));", ["unknown-request-field id"]),
        ("a.ts", "const go = () => axios.post('/api/orders', { note: '', lines: [{ sku: 'x', amount: 1 }] });",
         ["unknown-request-field amount"]),
        ("a.ts", "const go = () => axios.post('/api/orders', { lines: [] });", ["missing-request-field note"]),
        ("a.ts", "app.get('/api/orders/:id', (req, res) => res.json({ id: '', note: null, "
         "lines: rows.map((r) => ({ sku: r.sku, qty: 1 })) }));",
         ["unknown-response-field qty"]),
        ("a.ts", "app.get('/api/orders/:id', (req, res) => res.status(404).json({ code: '', text: '' }));",
         ["unknown-response-field text"]),
        ("a.ts", "const go = async () => { const d = await (await fetch('/api/orders/1')).json(); show(d.remark); };",
         ["unknown-response-field remark"]),
        ("a.ts", "const go = () => axios.get(`/api/shops/${id}/orders`, { params: { pagesize: 1 } });",
         ["missing-query-parameter status", "unknown-query-parameter pagesize"]),
        ("app/api/orders/[orderId]/route.ts", "export async function GET(r, { params }) { const { id } = await params; go(id); }",
         ["unknown-parameter id"]),
        ("a.ts", "@Controller('api/orders')\nexport class C { @Get(':orderId') one(@Param('id') id: string) { return go(id); } }",
         ["unknown-parameter id"]),
        ("a.tsx", "const F = () => <form method='post' action='/api/orders'><input name='notes' /></form>;",
         ["unknown-request-field notes"]),
        ("a.yaml", "openapi: 3.1.0\npaths:\n  /api/shops/{id}/orders:\n    get:\n      parameters:\n"
         "        - { name: state, in: query }\n        - { name: pageSize, in: query }\n",
         ["unknown-query-parameter state"]),
        ("a.py", "app = Flask(__name__)\n@app.get('/api/orders/<order_id>')\ndef f(order):\n"
         "    return {'id': order, 'note': None, 'line': []}\n",
         ["unknown-parameter order", "unknown-response-field line"]),
        ("a.py", "def f():\n    return requests.post(f'{URL}/api/orders', json={'note': '', 'linse': []}).json()['ids']\n",
         ["unknown-request-field linse", "unknown-response-field ids"]),
    ],
)  # fmt: skip
def test_found(path: str, code: str, expected: list[str]) -> None:
    assert sorted(found(path, code)) == expected


ROUTER = (
    "const router = Router();\nrouter.get('{path}', (req, res) => go(req.params.orderId));\nexport default router;\n"
)
CONTROLLER = "export const read = async (req, res) => {{ res.json(await find(req.params.{name})); }};\n"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # a handler of another file, whose route says by method and path which endpoint it is
        ({"src/routes.ts": "import { read } from './orders.controller';\napp.get('/api/orders/:orderId', read);\n",
          "src/orders.controller.ts": CONTROLLER.format(name="id")}, ["src/orders.controller.ts id"]),
        ({"src/routes.ts": "import * as orders from '@/orders/index.js';\n// @contract ReadOrder\n"
           "router.get('/:orderId', wrap(orders.read));\n",
          "src/orders/index.ts": CONTROLLER.format(name="id")}, ["src/orders/index.ts id"]),
        ({"src/routes.ts": "import { Orders } from './orders';\nconst orders = new Orders();\n"
           "app.get('/api/orders/:orderId', orders.read);\n",
          "src/orders.ts": "export class Orders {\n  read = async (req, res) => { go(req.params.id); };\n"
           "}\n"}, ["src/orders.ts id"]),
        ({"src/routes.ts": "import orders from './orders';\napp.get('/api/orders/:orderId', orders.read);\n",
          "src/orders.ts": "const orders = {\n  async read(req, res) { go(req.params.id); },\n};\n"
           "export default orders;\n"}, ["src/orders.ts id"]),
        # by a tag of its own
        ({"src/orders.ts": "/** @contract ReadOrder */\n" + CONTROLLER.format(name="id")}, ["src/orders.ts id"]),
        # of two endpoints, of a file of the same name, and of none
        ({"src/routes.ts": "import { read } from './orders';\napp.get('/api/orders/:orderId', read);\n"
           "app.post('/api/orders/:id/labels', read);\n",
          "src/orders.ts": CONTROLLER.format(name="x")}, ["src/orders.ts x"]),
        ({"src/routes.ts": "import { read } from './orders';\napp.get('/api/orders/:orderId', read);\n",
          "lib/orders.ts": CONTROLLER.format(name="x")}, []),
        # routers behind prefixes that other files give them
        ({"src/app.ts": "import orders from './routes/orders';\nconst app = express();\n"
           "app.use('/api/orders', orders);\n",
          "src/routes/orders.ts": ROUTER.format(path="/:id")},
         ["src/routes/orders.ts orderId"]),
        ({"src/app.ts": "import { api } from './routes';\nconst app = express();\napp.use('/api', auth, api);\n",
          "src/routes/index.ts": "import orders from './orders';\nexport const api = Router();\n"
           "api.use('/orders', orders);\n",
          "src/routes/orders.ts": ROUTER.format(path="/:id")},
         ["src/routes/orders.ts orderId"]),
        ({"src/app.ts": "import { orders } from './routes/orders';\nconst app = Fastify();\n"
           "app.register(orders, { prefix: '/api/orders' });\n",
          "src/routes/orders.ts": "export async function orders(app) {\n"
           "  app.get('/:id', async (request) => go(request.params.orderId));\n}\n"},
         ["src/routes/orders.ts orderId"]),
        # behind another prefix it is another route
        ({"src/app.ts": "import orders from './routes/orders';\nconst app = express();\napp.use('/old', orders);\n",
          "src/routes/orders.ts": ROUTER.format(path="/orders/:id")},
         []),
    ],
)  # fmt: skip
def test_across_files(texts: dict[str, str], expected: list[str]) -> None:
    findings = check(snapshot_of({"c.contract.ts": ORDERS, **texts}))
    assert [f"{f.path} {f.message.split('`')[1]}" for f in findings if f.rule == "unknown-parameter"] == expected


BASED = "import axios from 'axios';\nconst api = axios.create({ baseURL: settings.base });\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("api.post('/orders', { note: null, rows: [] });", ["unknown-request-field rows"]),
        ("api.post('orders', { note: null, rows: [] });", ["unknown-request-field rows"]),
        ("api.get(`shops/${id}/orders?state=open`);", ["unknown-query-parameter state"]),
        ("fetch(`${base}/orders`, { method: 'POST', body: JSON.stringify({ note: null, rows: [] }) });", ["unknown-request-field rows"]),
        ("fetch('/orders', { method: 'POST', body: JSON.stringify({ note: null, rows: [] }) });", []),  # a whole path
        ("store.post('orders', { note: null, rows: [] });", []),  # no client
        ("api.post(`${orders}`, { note: null, rows: [] });", []),  # no path
    ],
)  # fmt: skip
def test_a_client_may_have_a_base_before_its_paths(code: str, expected: list[str]) -> None:
    """A contract says `/api/orders`; a client that is made with a base says `/orders`, or `orders`."""
    assert [f for f in found("web/orders.ts", BASED + code) if f.startswith("unknown")] == expected


def test_a_tagged_call_behind_a_base_has_the_end_of_the_path() -> None:
    code = BASED + "// @contract PlaceOrder\nexport const place = () => api.post('/orders', { note: null, lines: [] });"
    findings = check(snapshot_of({"c.contract.ts": ORDERS, "web/orders.ts": code}))
    assert [f.message for f in findings if f.rule == "route-mismatch"] == []
    wrong = code.replace("'/orders'", "'/order'")
    findings = check(snapshot_of({"c.contract.ts": ORDERS, "web/orders.ts": wrong}))
    assert [f.message for f in findings if f.rule == "route-mismatch"] == [
        "`POST /order` is `POST /api/orders` in contract PlaceOrder."
    ]


_ROUTES = """
import { Router } from "express";
import { read, list } from "./orders.service";
import place from "./place";
import * as labels from "./labels";
export const router = Router();
router.get("/api/orders/:orderId", async (req, res) => { res.json(await read(req.params.orderId)); });
router.get("/api/shops/:shopId/orders", async (req, res) => { const orders = await list(req.query.status); res.json(orders); });
router.post("/api/orders", async (req, res) => { const order = await place(req.body); res.status(201).json(order); });
router.post("/api/orders/:orderId/labels", async (req, res) => res.json({ url: (await labels.print(req.params.orderId)).url }));
"""
_SERVICE = """
import { lineOf } from "./lines";
export const read = async (id: string) => {
  const found = await db.find(id);
  if (!found) return { found: false };
  const { secret, ...rest } = found;
  return { id: found.id, note: found.note, lines: found.lines.map(lineOf) };
};
export async function list(status: string) {
  const rows = await db.list(status);
  return rows.map((row: any) => ({ id: row.id, note: row.note, lines: row.lines.map((line: any) => lineOf(line)) }));
}
"""
_LINES = "export function lineOf(line: any) { return { sku: line.sku, quantity: line.amount }; }\n"
_PLACE = """
const place = async (given: any) => {
  const made = { id: given.id, note: given.note, lines: [], total: 3 };
  return made;
};
export default place;
"""
_ANSWERS = {"a/routes.ts": _ROUTES, "a/orders.service.ts": _SERVICE, "a/lines.ts": _LINES, "a/place.ts": _PLACE}


def answered(**changed: str) -> list[str]:
    files = {**_ANSWERS, **{f"a/{name.replace('_', '.')}.ts": text for name, text in changed.items()}}
    findings = check(snapshot_of({"c.contract.ts": ORDERS, **files}))
    return [f"{f.path} {f.rule} {f.message.split('`')[1]}" for f in findings if "response-field" in f.rule]


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("orders_service", "", "", []),
        ("orders_service", "note: found.note, ", "", ["a/orders.service.ts missing-response-field note"]),
        ("orders_service", "note: row.note, ", "notes: row.note, ", ["a/orders.service.ts unknown-response-field notes"]),
        ("lines", "quantity: line", "quantiti: line", ["a/lines.ts unknown-response-field quantiti"]),
        ("lines", ", quantity: line.amount", "", ["a/lines.ts missing-response-field quantity"]),
        ("lines", "sku: line.sku", "...line", []),  # what a spread holds is not seen
        ("lines", "(line: any)", "(line: any): Line", []),  # what says its type is compared by that
        ("place", "lines: [],", "", ["a/place.ts unknown-response-field total"]),  # in the place of it
        ("place", "return made", "made.lines = []; return made", []),
        ("place", "total: 3", "sum: 3", []),  # more than is promised, which the route may leave out
    ],
)  # fmt: skip
def test_what_a_function_of_another_file_makes_is_what_the_route_sends(
    name: str, old: str, new: str, expected: list[str]
) -> None:
    text = _ANSWERS[f"a/{name.replace('_', '.')}.ts"]
    assert old in text
    assert answered(**{name: text.replace(old, new, 1)}) == expected


def test_a_service_of_a_controller_makes_what_its_methods_send() -> None:
    controller = """
        @Controller("api/orders")
        export class OrdersController {
          constructor(private readonly orders: OrdersService) {}
          @Get(":orderId") read(@Param("orderId") orderId: string) { return this.orders.read(orderId); }
        }
        """
    service = """
        export class OrdersService {
          async read(id: string) { return { id, note: null }; }
        }
        """
    files = {
        "a/orders.controller.ts": "import { OrdersService } from './orders.service';\n" + controller,
        "a/orders.service.ts": service,
    }
    findings = check(snapshot_of({"c.contract.ts": ORDERS, **files}))
    assert [f"{f.path} {f.message}" for f in findings if "response-field" in f.rule] == [
        "a/orders.service.ts `lines` is missing in the response; contract ReadOrder promises it."
    ]


def test_an_object_inside_of_an_answer_is_whole_too() -> None:
    code = """
        import express from "express";
        const app = express();
        app.get("/api/orders/:orderId", (req, res) => res.json({ id: "1", note: null, lines: [{ sku: "a" }] }));
        """
    assert found("a/app.ts", code) == ["missing-response-field quantity"]


@pytest.mark.parametrize(
    ("main", "expected"),
    [
        ("from app.routes import orders\nrouter.include_router(orders.router, prefix='/orders')", ["states"]),
        ("from app.routes.orders import router as all_orders\nrouter.include_router(router=all_orders, prefix='/orders')", ["states"]),
        ("from .routes import orders\nrouter.include_router(orders.router, prefix='/orders', tags=['orders'])", ["states"]),
        ("from .routes.orders import router as all_orders\nrouter.include_router(all_orders, prefix='/labels')", []),  # of no contract
        ("from .routes import labels as orders\nrouter.include_router(orders.router, prefix='/orders')", []),  # another module
        ("from .routes import orders\nrouter.include_router(orders.router, prefix=BASE + '/orders')", ["states"]),
        ("from .routes import orders\nrouter.include_router(orders.router, prefix=f'{BASE}/orders')", ["states"]),
        ("from .routes import orders\nrouter.include_router(orders.router, prefix=f'{BASE}/labels')", []),  # of no contract
    ],
)  # fmt: skip
def test_a_router_of_python_hangs_where_another_file_includes_it(main: str, expected: list[str]) -> None:
    """The path of its routes is known, behind whatever prefix the settings say."""
    routes = "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('')\ndef list_orders(states: str, page: int = 0): ...\n"
    contract = """
        /** An order. */
        export interface Order { sku: string }
        /** All orders. @api GET /api/v1/orders */
        export interface ListOrders { query: { state?: string; page?: number }; response: Order[]; errors: never }
        """
    files = {
        "c.contract.ts": contract,
        "app/routes/__init__.py": "",
        "app/routes/orders.py": routes,
        "app/api.py": f"from fastapi import APIRouter\n{main.split(chr(10))[0]}\nrouter = APIRouter()\n{main.split(chr(10))[1]}\n",
        "app/main.py": "from fastapi import FastAPI\nfrom app.api import router\nfrom app import settings\n"
        "app = FastAPI()\napp.include_router(router, prefix=settings.PREFIX)\n",
    }
    findings = check(snapshot_of(files))
    assert [f.message.split("`")[1] for f in findings if f.rule == "unknown-query-parameter"] == expected


@pytest.mark.parametrize(
    ("blueprint", "prefix", "expected"),
    [
        ("Blueprint('orders', __name__)", ", url_prefix='/api/v1/orders'", ["states"]),
        ("Blueprint('orders', __name__)", ", url_prefix=BASE + '/orders'", ["states"]),
        (
            "Blueprint('orders', __name__, url_prefix='/all')",
            ", url_prefix='/api/v1/orders'",
            ["states"],
        ),  # in its place
        ("Blueprint('orders', __name__, url_prefix='/api/v1/orders')", "", ["states"]),
        ("Blueprint('orders', __name__, url_prefix='/api/v1/orders')", ", url_prefix='/all'", []),
        ("Blueprint('orders', __name__, url_prefix='/api/v1/orders')", ", url_prefix=None", ["states"]),
        ("Blueprint('orders', __name__)", ", url_prefix='/labels'", []),
    ],
)
def test_a_blueprint_stands_where_another_file_registers_it(blueprint: str, prefix: str, expected: list[str]) -> None:
    """The prefix there is instead of its own."""
    contract = """
        /** An order. */
        export interface Order { sku: string }
        /** All orders. @api GET /api/v1/orders */
        export interface ListOrders { query: { state?: string; page?: number }; response: Order[]; errors: never }
        """
    routes = f"""
from flask import Blueprint, request
bp = {blueprint}


@bp.get("")
def list_orders():
    return search(request.args.get("states"), request.args.get("page"))
"""
    main = f"""
from flask import Flask
from app.routes import orders
BASE = "/api/v1"


def create_app():
    app = Flask(__name__)
    app.register_blueprint(orders.bp{prefix})
    return app
"""
    files = {"c.contract.ts": contract, "app/routes/orders.py": routes, "app/__init__.py": main}
    findings = check(snapshot_of(files))
    assert [f.message.split("`")[1] for f in findings if f.rule == "unknown-query-parameter"] == expected
