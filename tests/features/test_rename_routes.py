"""A route that is in the wrong casing is renamed wherever it is spelled, or not at all."""

import pytest

from dovetail.core.findings import apply_edits
from dovetail.features.fixes import fixes
from dovetail.features.rename import Refusal, rename
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


LISTED = {
    "visits.contract.ts": "/** All. @api GET /visits */\n"
    "export interface Visits { query: { page?: number }; response: { total: number }; errors: never }\n",
    "api/visits.py": "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get({route})\n"
    "def visits(store: Store, page: int = 1) -> dict:\n    {body}\n",
}


@pytest.mark.parametrize(
    ("body", "renamed"),
    [
        ("return store.page(page=page, size=page * 2)", "return store.page(page=number, size=number * 2)"),
        ('return {"total": len([v for v in store if v.page])}', 'return {"total": len([v for v in store if v.page])}'),
        ("return store.all(lambda page: page.total)", None),
        ("return store.all(page, number=locals())", None),
        ("number = page + 1\n    return store.all(number)", None),
    ],
)
def test_a_parameter_that_takes_a_query_by_its_name_is_renamed_with_it(body: str, renamed: str | None) -> None:
    texts = {p: t.replace("{route}", '"/visits"').replace("{body}", body) for p, t in LISTED.items()}
    edits = rename(
        snapshot_from_texts(texts), "visits.contract.ts", texts["visits.contract.ts"].index("page?"), "number"
    )
    assert not isinstance(edits, Refusal)
    after = apply_edits(texts["api/visits.py"], [e for e in edits if e.path == "api/visits.py"])
    changed = texts["api/visits.py"].replace("page: int", "number: int").replace(body, renamed or "")
    assert after == (texts["api/visits.py"] if renamed is None else changed)
