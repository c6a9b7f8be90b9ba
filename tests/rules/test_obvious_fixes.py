"""Where only one thing can be meant, it is written in by a fix: the only value that is lacking, the only method, the only parameter."""

import pytest

from dovetail.core.findings import Finding, apply_edits
from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT, CLIENT, SERVER = "contracts/bike.contract.ts", "web/api.ts", "server/routes.ts"
TEXTS = {
    CONTRACT: """
        /** A bike for hire. */
        export interface Bike {
          id: string;
          kind: "city" | "cargo" | "kids";
        }

        /** Why not. */
        export interface Problem { message: string }

        /** @api GET /bikes/:bikeId */
        export interface GetBike { params: { bikeId: string }; response: Bike; errors: Problem }

        /** @api PATCH /bikes/:bikeId */
        export interface ChangeBike { params: { bikeId: string }; request: Bike; response: Bike; errors: Problem }
        """,
    CLIENT: """
        import type { Bike } from "../contracts/bike.contract";

        export const change = (id: string, bike: Bike) =>
          fetch(`/bikes/${id}`, { method: "PATCH", body: JSON.stringify(bike) });
        """,
    SERVER: """
        import { Router } from "express";

        const router = Router();
        router.get("/bikes/:bikeId", (req, res) => {
          res.json({ id: req.params.bikeId, kind: "city" });
        });
        router.patch("/bikes/:bikeId", (req, res) => {
          res.json({ id: req.params.bikeId, kind: "cargo" });
        });
        """,
    "models/bike.py": """
        import enum

        from pydantic import BaseModel


        class Kind(enum.Enum):
            CITY = "city"
            CARGO = "cargo"
            KIDS = "kids"


        # @contract Bike
        class Bike(BaseModel):
            id: str
            kind: Kind
        """,
    "models/kinds.ts": """
        import { z } from "zod";

        /** @contract Bike */
        export const bike = z.object({
          id: z.string(),
          kind: z.enum(["city", "cargo", "kids"]),
        });
        """,
}


def _found(texts: dict[str, str]) -> list[Finding]:
    return [f for f in check(snapshot_of(texts)) if f.rule not in ("untyped-value", "unformatted-string")]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("models/bike.py", '"kids"', '"children"'),
        ("models/kinds.ts", '"kids"', '"children"'),
        (CLIENT, '"PATCH"', '"PUT"'),
        (SERVER, 'req.params.bikeId, kind: "cargo"', 'req.params.id, kind: "cargo"'),
    ],
)
def test_what_only_can_be_meant(path: str, old: str, new: str) -> None:
    assert TEXTS[path].count(old) == 1
    loud = [f for f in _found(TEXTS) if f.path == path and f.severity in ("error", "warning")]
    assert loud == []
    drifted = {**TEXTS, path: TEXTS[path].replace(old, new)}
    tree = snapshot_of(drifted)
    (finding,) = (f for f in _found(drifted) if f.path == path and f.severity in ("error", "warning"))
    (fix,) = finding.fixes
    original = snapshot_of(TEXTS).sources[path].text.source
    assert apply_edits(tree.sources[path].text.source, list(fix.edits)) == original


def test_of_several_methods_that_change_something_none_is_chosen() -> None:
    drop = "export interface DropBike { params: { bikeId: string }; response: null; errors: Problem }"
    more = f"\n        /** @api DELETE /bikes/:bikeId */\n        {drop}\n"
    texts = {**TEXTS, CONTRACT: TEXTS[CONTRACT] + more, CLIENT: TEXTS[CLIENT].replace('"PATCH"', '"PUT"')}
    (finding,) = (f for f in _found(texts) if f.rule == "unknown-method")
    assert finding.fixes == ()
