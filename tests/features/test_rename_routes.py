"""A route that is in the wrong casing is renamed wherever it is spelled, or not at all."""

from dovetail.core.findings import apply_edits
from dovetail.features.fixes import fixes
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

HELD = {
    "CONVENTIONS.md": "---\nnaming:\n  contracts: { routes: kebab-case }\n---\n",
    "orders.contract.ts": "/** Gone. @api DELETE /customerOrders/{id}/openLines */\n"
    "export interface DropLines { params: { id: string }; response: void; errors: never }\n",
    "api/orders.ts": 'import express from "express";\nconst app = express();\n'
    'app.delete("/customerOrders/:id/openLines", (req, res) => { drop(req.params.id); res.end(); });\n',
    "web/orders.ts": 'export const drop = (id: string) => fetch(`/customerOrders/${id}/openLines`, { method: "DELETE" });\n',
    "tests/test_orders.py": 'import httpx\n\n\ndef test_drop() -> None:\n    httpx.delete("http://host/customerOrders/1/openLines")\n',
}
BEHIND_A_ROUTER = {
    "api/orders.ts": 'import express from "express";\nconst app = express();\nconst orders = express.Router();\n'
    'orders.delete("/:id/openLines", (req, res) => { drop(req.params.id); res.end(); });\napp.use("/customerOrders", orders);\n'
}


def test_a_route_is_renamed_in_contract_server_client_and_test() -> None:
    tree = snapshot_from_texts(HELD)
    [wrong] = [f for f in check(tree) if f.rule == "route-casing"]
    [fix] = fixes(tree, wrong)
    assert fix.title == "Rename to '/customer-orders/{id}/open-lines' everywhere"
    after = {p: apply_edits(t, [e for e in fix.edits if e.path == p]) for p, t in HELD.items()}
    assert after == {
        p: t.replace("customerOrders", "customer-orders").replace("openLines", "open-lines") for p, t in HELD.items()
    }
    assert "route-casing" not in {f.rule for f in check(snapshot_from_texts(after))}


def test_a_route_that_is_not_spelled_whole_is_left_to_people() -> None:
    tree = snapshot_from_texts(HELD | BEHIND_A_ROUTER)
    assert [fixes(tree, f) for f in check(tree) if f.rule == "route-casing"] == [()]
