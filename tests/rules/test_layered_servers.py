"""Servers in layers: classes of errors, exceptions of NestJS, what Koa answers in front of its routes, rows under other names."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A stop of a bus.
 * @db stops */
export interface Stop {
  name: string;
  zone: "inner" | "outer";
  /** @format int */
  benchCount: number;
}
/** Why not. */
export interface Refusal { error: { code: "gone" | "closed" | "no_token"; message: string } }
/** One stop.
 * @api GET /v1/stops/{name} */
export interface GetStop { params: { name: string }; response: Stop; errors: { 401: Refusal; 404: Refusal; 409: Refusal } }
"""
ERRORS = """
import type { Refusal } from "../contracts/stops.contract";

export abstract class AppError extends Error {
  abstract readonly code: Refusal["error"]["code"];
  readonly retries = 3;
}
export class Gone extends AppError {
  readonly code = "gone";
}
export class Closed extends AppError {
  readonly code = "closed" as const;
  readonly retries = "none";
}
export class Slow<T> extends Map<string, T> {
  readonly code = "slow";
}
"""
NEST = """
import { ConflictException, HttpException, NotFoundException } from "@nestjs/common";

export class StopGone extends NotFoundException {
  constructor(name: string) {
    super({ error: { code: "gone", message: `There is no ${name}` } });
  }
}
export class StopClosed extends HttpException {
  constructor() {
    super({ error: { code: "closed", message: "Come back later" } }, 409);
  }
}
export class Plain extends Error {
  constructor() {
    super({ anything: { code: "else" } } as never);
  }
}
"""
KOA = """
import Koa from "koa";
import Router from "@koa/router";
import { stops } from "./stops";

const app = new Koa();
app.use(async (ctx, next) => {
  if (!ctx.get("Authorization")) {
    ctx.status = 401;
    ctx.body = { error: { code: "no_token", message: "Sign in" } };
    return;
  }
  await next();
});
const router = new Router();
router.get("/v1/stops/:name", async (ctx) => {
  ctx.body = await stops.one(ctx.params.name);
});
app.use(router.routes());
"""
SQL = """
CREATE TABLE stops (name text NOT NULL, zone text NOT NULL CHECK (zone IN ('inner', 'outer')), bench_count integer NOT NULL);
"""
ROWS = """
import { Pool } from "pg";
import type { Stop } from "../contracts/stops.contract";

const pool = new Pool();
export async function inZone(zone: string): Promise<Stop[]> {
  const { rows } = await pool.query<Stop>(
    `SELECT s.name, s.zone, s.bench_count AS "benchCount" FROM stops s WHERE s.zone = $1`,
    [zone],
  );
  return rows;
}
"""
FILES = {
    "contracts/stops.contract.ts": CONTRACT,
    "src/errors.ts": ERRORS,
    "src/nest.ts": NEST,
    "src/koa.ts": KOA,
    "src/rows.ts": ROWS,
    "db/001.sql": SQL,
}


def said(path: str, was: str, now: str) -> list[str]:
    texts = {**FILES, path: FILES[path].replace(was, now, 1)}
    assert not was or texts[path] != FILES[path]
    snapshot = snapshot_as_written(texts)
    found = [f for f in check(snapshot) if f.path == path and f.severity in ("error", "warning")]
    return [snapshot.sources[path].text[f.range] for f in found]


@pytest.mark.parametrize("path", FILES)
def test_code_that_keeps_its_contract(path: str) -> None:
    assert said(path, "", "") == []


@pytest.mark.parametrize(
    ("path", "was", "now", "told"),
    [
        ("src/errors.ts", 'code = "gone"', 'code = "left"', ["left"]),
        ("src/errors.ts", 'code = "closed" as const', 'code = "shut" as const', ["shut"]),
        ("src/errors.ts", 'Refusal["error"]["code"]', "string", []),
        ("src/nest.ts", 'code: "gone"', 'code: "left"', ["left"]),
        ("src/nest.ts", "message: `There", "detail: `There", ["detail"]),
        ("src/nest.ts", 'code: "closed"', 'code: "shut"', ["shut"]),
        ("src/nest.ts", "@nestjs/common", "./exceptions", []),
        ("src/koa.ts", '"no_token"', '"no_tokens"', ["no_tokens"]),
        ("src/koa.ts", "message:", "detail:", ["detail"]),
        ("src/rows.ts", 'AS "benchCount"', 'AS "benches"', ["benches"]),
        ("src/rows.ts", 'AS "benchCount"', 'AS "benchCount", 1 AS "benches"', []),
    ],
)
def test_what_is_told(path: str, was: str, now: str, told: list[str]) -> None:
    assert said(path, was, now) == told


SERVICE = """
import type { Stop } from "../contracts/stops.contract";

export class Stops {
  constructor(private readonly all: Stop[]) {}
  async page(size: number) {
    const stops = this.found().slice(0, size);
    return { stops, more: this.all.length > size };
  }
  found(): Stop[] {
    return this.all;
  }
  async either(first: boolean) {
    if (first) return { stop: this.all[0], last: false };
    return { stop: this.all[1] };
  }
}
export class Pages<T> {
  page(items: T[], stop: Stop) {
    return { items, stop };
  }
}
"""
CALLS = """
import { Pages, Stops } from "./stops";

const stops = new Stops([]);
export async function shown() {
  const page = await stops.page(3);
  const either = await stops.either(true);
  const { more } = await stops.page(2);
  return [page.stops[0].name, page.more, more, either.stop.name, new Pages<string>().page([], page.stops[0]).items];
}
"""


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("", "", []),
        ("page.more,", "page.further,", ["further"]),
        ("page.stops[0].name", "page.places[0].name", ["places"]),
        ("const { more }", "const { further: more }", ["further"]),
        ("either.stop.name", "either.place.name", []),
        (".items]", ".rows]", []),
    ],
)
def test_what_a_method_gives_that_does_not_say_so(was: str, now: str, told: list[str]) -> None:
    calls = CALLS.replace(was, now, 1)
    snapshot = snapshot_as_written(
        {"contracts/stops.contract.ts": CONTRACT, "db/001.sql": SQL, "src/stops.ts": SERVICE, "src/calls.ts": calls}
    )
    found = [f for f in check(snapshot) if f.path in ("src/calls.ts", "src/stops.ts")]
    assert [calls[f.range.start : f.range.end] for f in found] == told


CLUB = """
/** A place to play. */
export interface Court { label: string; state: "open" | "shut" }
/** Why not. */
export interface Problem { type: "gone" | "taken"; title: string }
/** What is told of a court. */
export interface Notice { channel: "sms" | "mail"; courtLabel: string }
/** @api GET /courts/{label} */
export interface GetCourt { params: { label: string }; response: Court; errors: { 404: Problem } }
"""
PROBLEMS = """
class HttpProblem extends Error {
  /**
   * @param {number} status
   * @param {import("./club.contract").Problem["type"]} type
   * @param {string} title
   */
  constructor(status, type, title) {
    super(title);
    this.status = status;
    this.type = type;
  }
}
const conflict = (type, title) => new HttpProblem(409, type, title);
const gone = (title) => new HttpProblem(404, "gone", title);
module.exports = { conflict, gone };
"""
JS_TEST = """
const { conflict } = require("./problems");

/** @returns {import("./club.contract").Court} */
const courtWith = (changes = {}) => ({ label: "Centre", state: "open", ...changes });

/** @returns {import("./club.contract").Court} */
const courtOf = (options = {}) => {
  console.log(options.verbose);
  return { label: "Centre", state: "open", ...options.changes };
};

/** @returns {import("./club.contract").Court[]} */
const several = (more = {}) => [{ label: "Centre", state: "open", ...more }];

test("says why", () => {
  expect(courtWith({ state: "shut" }).label).toBe("Centre");
  courtOf({ verbose: true });
  several({ anything: 1 });
  throw conflict("taken", "Too late");
});
"""
TS_TEST = """
import { vi } from "vitest";
import type { Notice } from "./club.contract";

interface Sender { send(to: string, notice: Notice): Promise<void> }
class Desk {
  constructor(private readonly sender: Sender) {}
  async tell(label: string) {
    await this.sender.send("Ada", { channel: "sms", courtLabel: label });
  }
}
const send = vi.fn();
const desk = new Desk({ send });
const other = { mock: { calls: [{ channel: "any" }] } };

test("tells", async () => {
  await desk.tell("Centre");
  const [to, notice] = send.mock.calls[0];
  expect(to).toBe("Ada");
  expect(notice.channel).toBe("sms");
  expect(send.mock.calls[1][1]).toMatchObject({ courtLabel: "Centre" });
  expect(send.mock.lastCall[1].courtLabel).toBe("Centre");
  expect(other.mock.calls[0].channel).toBe("any");
});
"""


@pytest.mark.parametrize(
    ("path", "was", "now", "told"),
    [
        ("problems.js", "", "", []),
        ("club.test.js", "", "", []),
        ("club.test.ts", "", "", []),
        ("club.test.js", 'state: "shut" }).label', 'state: "closed" }).label', ["closed"]),
        ("club.test.js", 'state: "shut" }).label', 'status: "shut" }).label', ["status"]),
        ("club.test.js", 'conflict("taken"', 'conflict("late"', ["late"]),
        ("problems.js", '"gone", title', '"lost", title', ["lost"]),
        ("club.test.ts", 'channel).toBe("sms")', 'channel).toBe("text")', ["text"]),
        ("club.test.ts", "notice.channel", "notice.kind", ["kind"]),
        ("club.test.ts", '{ courtLabel: "Centre" })', '{ label: "Centre" })', ["label"]),
        ("club.test.ts", "lastCall[1].courtLabel", "lastCall[1].court", ["court"]),
        ("club.test.ts", '.toBe("Ada")', '.toBe("Bo")', []),
    ],
)
def test_what_tests_make_and_ask_for(path: str, was: str, now: str, told: list[str]) -> None:
    texts = {"club.contract.ts": CLUB, "problems.js": PROBLEMS, "club.test.js": JS_TEST, "club.test.ts": TS_TEST}
    texts[path] = texts[path].replace(was, now, 1)
    found = [f for f in check(snapshot_as_written(texts)) if f.path == path and f.severity in ("error", "warning")]
    assert [texts[path][f.range.start : f.range.end] for f in found] == told


WEATHER = """
/** How it is. */
export interface Forecast { sky: "clear" | "rain" }
/** @api GET /forecast/{day} */
export interface GetForecast { params: { day: string }; response: Forecast; errors: never }
"""
HALLS = """
/** A hall. */
export interface Hall { name: string }
/** Why not. */
export interface Problem { type: "gone" | "taken"; title: string; fields?: string[] }
/** @api GET /api/halls */
export interface ListHalls { response: Hall[]; errors: never }
/** @api GET /api/halls/{name} */
export interface GetHall { params: { name: string }; response: Hall; errors: { 404: Problem } }
/** @api POST /api/halls */
export interface AddHall { request: Hall; response: Hall; errors: { 409: Problem } }
/** @api GET /api/usage */
export interface GetUsage { query: { first: string; last: string }; response: { hours: number }; errors: never }
"""
HALL_FILES = {
    "contracts/halls.contract.ts": HALLS,
    "contracts/weather.contract.ts": WEATHER,
    "src/halls.js": """
const express = require("express");
const { kept } = require("./kept");
const router = express.Router();
router.get("/halls", (req, res) => res.json(kept.all()));
router.get("/halls/:name", (req, res) => {
  const found = kept.one(req.params.name);
  if (!found) {
    /** @type {import("../contracts/halls.contract").Problem} */
    const body = { type: "gone", title: "No such hall" };
    if (req.query.verbose) body.fields = ["name"];
    return res.status(404).json(body);
  }
  res.json(found);
});
router.post("/halls", (req, res) => res.json(kept.add({ name: req.body.name })));
module.exports = router;
""",
    "src/usage.js": """
const express = require("express");
const router = express.Router();
router.get("/usage", (req, res) => res.json({ hours: req.query.first < req.query.last ? 3 : 0 }));
module.exports = router;
""",
    "src/app.js": """
const express = require("express");
const app = express();
app.use("/api", require("./halls"));
app.use("/api", require("./usage"));
module.exports = app;
""",
    "src/report.js": """
const axios = require("axios");
const api = axios.create({ baseURL: process.env.URL });
const weather = axios.create({ baseURL: process.env.WEATHER });
async function report() {
  const halls = await api.get("/api/halls");
  const hall = await api.get(`/api/halls/${halls.data[0].name}`);
  await api.post("/api/halls", { name: hall.data.name });
  const usage = await api.get("/api/usage", { params: { first: "1", last: "2" } });
  const forecast = await weather.get("/forecast/2030-01-01");
  return [usage.data.hours, forecast.data.sky];
}
module.exports = { report };
""",
}


@pytest.mark.parametrize(
    ("path", "was", "now", "told"),
    [
        ("src/report.js", "", "", []),
        ("src/app.js", "", "", []),
        ("src/halls.js", "", "", []),
        ("src/report.js", '"/api/usage"', '"/api/used"', ["/api/used"]),  # while another server has the weather
        ("src/app.js", '"/api", require("./usage")', '"/v1", require("./usage")', ["/v1"]),
        (
            "src/app.js",
            '"/api", require("./usage")',
            "require('./usage')",
            [],
        ),  # which another server may put behind its own
        ("src/halls.js", "body.fields", "body.errors", ["errors"]),
        ("src/halls.js", "const found = kept", "kept.last = 1; const found = kept", []),
    ],
)
def test_routes_and_bodies_of_javascript(path: str, was: str, now: str, told: list[str]) -> None:
    texts = {**HALL_FILES, path: HALL_FILES[path].replace(was, now, 1)}
    found = [f for f in check(snapshot_as_written(texts)) if f.path == path and f.severity in ("error", "warning")]
    assert [texts[path][f.range.start : f.range.end] for f in found] == told


SHELVES = {
    "a.contract.ts": """
/** A shelf.
 * @db shelves */
export interface Shelf { label: string; room: string | null; kind: "wood" | "metal" }
/** @api GET /shelves */
export interface ListShelves { query: { kind?: "wood" | "metal"; room?: string }; response: Shelf[]; errors: never }
""",
    "db/001.sql": "CREATE TABLE shelves (label text NOT NULL, room text, kind text NOT NULL CHECK (kind IN ('wood', 'metal')));\n",
    "app.js": """
const express = require("express");
const { pool } = require("./pool");
const app = express();
const KINDS = ["wood", "metal"];
const ROOMS = ["cellar", "attic"];
app.get("/shelves", async (req, res) => {
  const { kind, room } = req.query;
  if (!KINDS.includes(kind) || !["wood", "metal"].includes(kind) || ROOMS.includes(room)) return res.json([]);
  await pool.query("UPDATE shelves SET room = NULL WHERE label IS NOT NULL AND kind = $1", [kind]);
  const { rows } = await pool.query("SELECT label, room, kind FROM shelves WHERE room IS NULL");
  res.json(rows.map((row) => toShelf(row, [row.kind])));
});
/** @returns {import("./a.contract").Shelf} */
const toShelf = (row, kinds = []) => ({ label: row.label, room: row.room, kind: kinds[0] });
""",
    "job.py": """
def clear(cursor):
    cursor.execute("UPDATE shelves SET room = NULL WHERE kind = %s", ("wood",))
    cursor.execute("INSERT INTO shelves (label, room, kind) VALUES ('a', NULL, 'wood')")
""",
}


@pytest.mark.parametrize(
    ("path", "was", "now", "told"),
    [
        ("app.js", "", "", []),
        ("job.py", "", "", []),
        ("app.js", "label: row.label", "label: row.name", ["name"]),
        ("app.js", 'KINDS = ["wood", "metal"]', 'KINDS = ["wood", "steel"]', ["steel"]),
        ("app.js", '!["wood", "metal"]', '!["oak", "metal"]', ["oak"]),
        ("app.js", "SET room = NULL", "SET label = NULL", ["NULL"]),
        ("job.py", "SET room = NULL", "SET kind = NULL", ["NULL"]),
        ("job.py", "('a', NULL, 'wood')", "(NULL, 'b', 'wood')", ["NULL"]),
    ],
)
def test_lists_of_values_and_null_in_statements(path: str, was: str, now: str, told: list[str]) -> None:
    texts = {**SHELVES, path: SHELVES[path].replace(was, now, 1)}
    found = [f for f in check(snapshot_as_written(texts)) if f.path == path and f.severity in ("error", "warning")]
    assert [texts[path][f.range.start : f.range.end] for f in found] == told
