"""What code says loosely: schemas under a second name, `any` for an answer and for a state, and chains of Hono that mount routers."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Money that was spent. */
export interface Outlay {
  title: string;
  /** In cents. @format int */
  amountCents: number;
}
/** All of them.
 * @api GET /api/outlays */
export interface ListOutlays { response: { /** @unordered */ outlays: Outlay[] }; errors: never }
/** A new one.
 * @api POST /api/outlays */
export interface AddOutlay { request: Outlay; response: Outlay; errors: never }
"""
SCHEMAS = """
import { z } from "zod";

const outlaySchema = z.object({
  title: z.string(),
  amountCents: z.string(),
});
export const newOutlay = outlaySchema;
"""
APP = """
import { zValidator } from "@hono/zod-validator";
import { Hono } from "hono";
import { newOutlay } from "./schemas";
import { outlays } from "./store";

const routes = new Hono()
  .get("/", async (c) => c.json({ outlays: await outlays.all() }))
  .post("/", zValidator("json", newOutlay), async (c) => c.json(await outlays.add(c.req.valid("json"))));
export const app = new Hono().basePath("/api").route("/outlays", routes);
"""
API = """
import { hc } from "hono/client";
import type { app } from "../server/app";

export const api = hc<typeof app>("/").api;
"""
PAGE = """
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "./api";

const load = async () => {
  const answer = await api.outlays.$get();
  const data: any = await answer.json();
  return data;
};

export function Outlays() {
  const { data } = useQuery({ queryKey: ["outlays"], queryFn: load });
  const [outlays, setOutlays] = useState<any[]>([]);
  const [kept, setKept] = useState<any>({});
  let other: any = null;
  useEffect(() => {
    fetch("/api/outlays").then((answer) => answer.json()).then((found) => setOutlays(found.outlays));
    fetch("/api/outlays").then((answer) => answer.json()).then((found) => setKept({ ...found, open: true }));
  }, []);
  return (
    <ul>
      {outlays.map((outlay) => outlay.titel)}
      {data?.outlays.map((outlay: any) => (
        <li key={outlay.cents} />
      ))}
      {kept.open}
      {other?.open}
    </ul>
  );
}
"""
MORE = """
/** What was spent.
 * @api GET /api/outlays/total */
export interface GetTotal { response: { /** @unit cents */ total: number }; errors: never }
/** Takes one away.
 * @api DELETE /api/outlays/:title */
export interface DropOutlay { params: { title: string }; response: null; errors: never }
"""
ROUTER = """
import { Router } from 'express';
import { outlays } from './store';

const router = Router();
router.get('/outlays', async (req, res) => res.json({ outlays: await outlays.all() }));
router.post('/outlays', async (req, res) => res.status(201).json(await outlays.add(req.body)));
router.get('/outlays/total', async (req, res) => res.json({ total: await outlays.total() }));
router.delete('/outlays/:title', async (req, res) => {
  await outlays.drop(req.params.title);
  res.status(204).end();
});
export default router;
"""
ROUTES = """
import { Router } from 'express';
import outlaysController from './outlays.controller';

const api = Router().use(outlaysController);

export default Router().use('/api', api);
"""
MAIN = """
import express from 'express';
import cors from 'cors';
import routes from './routes';

const app = express();
app.use(cors());
app.use(routes);
"""
TEXTS = {
    "contracts/outlay.contract.ts": CONTRACT,
    "server/schemas.ts": SCHEMAS,
    "server/app.ts": APP,
    "web/api.ts": API,
    "web/Outlays.tsx": PAGE,
}


def found() -> set[tuple[str, str]]:
    """What is told of code, as the text of the line on which it stands and the rule."""
    snapshot = snapshot_as_written(TEXTS)
    told = (f for f in check(snapshot) if not f.path.endswith(".contract.ts"))
    lines = ((snapshot.sources[f.path].text, f) for f in told)
    return {(text[text.line_range(text.line_of(f.range.start))].strip(), f.rule) for text, f in lines}


def test_what_is_said_loosely_is_held_to_the_contract() -> None:
    assert found() == {
        ("amountCents: z.string(),", "kind-mismatch"),
        ("{outlays.map((outlay) => outlay.titel)}", "unknown-response-field"),
        ("<li key={outlay.cents} />", "unknown-property"),
    }


@pytest.mark.parametrize(("prefix", "rules"), [("/api", []), ("/v1", ["unknown-route"])])
def test_routers_without_a_prefix_stand_behind_that_of_what_they_hang_on(prefix: str, rules: list[str]) -> None:
    texts = {
        "contracts/outlay.contract.ts": CONTRACT + MORE,
        "src/outlays.controller.ts": ROUTER,
        "src/routes.ts": ROUTES.replace("/api", prefix),
        "src/main.ts": MAIN,
    }
    told = [f for f in check(snapshot_as_written(texts)) if not f.path.endswith(".contract.ts")]
    assert [f.rule for f in told] == rules
    assert all(f.path == "src/routes.ts" for f in told)
