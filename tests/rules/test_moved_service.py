"""A service none of whose routes is an endpoint, because all of them have another word than the contract, is told so at its routes."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** One loan. @api GET /v1/loans/{loanId} */
export interface GetLoan { params: { /** @format uuid */ loanId: string }; response: { fineCents: number }; errors: never }
/** Makes one. @api POST /v1/loans */
export interface MakeLoan { request: { days: number }; response: { fineCents: number }; errors: never }
/** Ends one. @api DELETE /v1/loans/{loanId} */
export interface EndLoan { params: { /** @format uuid */ loanId: string }; response: null; errors: never }
"""
APP = """
import express from "express";
import { routes } from "./routes";
const app = express();
app.use("/v1", routes);
"""
ROUTES = """
import { Router } from "express";
export const routes = Router();
routes.get("/lendings/:loanId", async (req, res) => { res.json({ fineCents: 1 }); });
routes.post("/lendings", async (req, res) => { res.json({ fineCents: 1 }); });
routes.delete("/lendings/:loanId", async (req, res) => { res.json(null); });
"""


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("", "", 3),
        ("lendings", "loans", 0),
        (":loanId", ":id", 0),  # it may be another service
        ("routes.delete", "routes.patch", 0),
        ("routes.post", 'routes.get("/health", (req, res) => { res.json({}); });\nroutes.post', 0),
    ],
)
def test_routes_that_all_have_another_word_are_told(was: str, now: str, told: int) -> None:
    routes = ROUTES.replace(was, now) if was else ROUTES
    texts = {"contracts/loans.contract.ts": CONTRACT, "src/app.ts": APP, "src/routes.ts": routes}
    assert [f.rule for f in check(snapshot_as_written(texts))] == ["unknown-route"] * told
