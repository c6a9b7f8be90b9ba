"""The order in which servers read the lists that they answer with, as each library writes it."""

import pytest

from dovetail.core.findings import apply_edits
from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What was measured. @db readings */
export interface Reading { place: string; /** @format date-time */ takenAt: string }
/** Some of them. */
export interface ReadingPage { /** @order takenAt desc */ items: Reading[]; total: number }
/** @api GET /readings */
export interface ListReadings { response: ReadingPage; errors: never }
/** @api GET /places/{place}/readings */
export interface ListOfPlace { params: { place: string }; /** @order takenAt desc */ response: Reading[]; errors: never }
"""
HONO = """
import {{ Hono }} from "hono";
import {{ asc, desc }} from "drizzle-orm";
import {{ db, knex, readings, sql }} from "./db";
export const app = new Hono()
  .get("/readings", async (c) => c.json({{ items: {page}, total: 1 }}))
  .get("/places/:place/readings", async (c) => c.json({listed}));
"""
FLASK = """
from flask import Flask, jsonify
from models import Reading
app = Flask(__name__)
@app.get("/places/<place>/readings")
def of_place(place):
    rows = {listed}
    return jsonify([to_json(row) for row in rows])
"""
NEXT = """
import { prisma } from "../../lib/db";
export async function GET() {
  const items = await prisma.reading.findMany({ orderBy: { takenAt: "asc" } });
  return Response.json({ items, total: 1 });
}
export async function POST() {
  return prisma.reading.findMany({ orderBy: { place: "asc" } });
}
"""


def _told(path: str, text: str) -> list[str]:
    found = check(snapshot_as_written({"contracts/a.contract.ts": CONTRACT, path: text}))
    return [text[f.range.start : f.range.end] for f in found if f.rule == "misordered-list"]


@pytest.mark.parametrize(
    ("page", "listed", "said"),
    [
        ("await db.select().from(readings).orderBy(asc(readings.takenAt))", "[]", ["asc"]),
        ("await db.select().from(readings).orderBy(readings.takenAt)", "[]", ["takenAt"]),
        ("await db.select().from(readings).orderBy(desc(readings.takenAt))", "[]", []),
        ('await knex("readings").orderBy("place")', "[]", ["place"]),
        ('await knex("readings").orderBy("taken_at", "desc")', "[]", []),
        ('await knex("readings").orderBy("id")', "[]", []),
        ("[]", "await sql`SELECT * FROM readings ORDER BY taken_at ASC LIMIT 5`", ["ASC"]),
        ("[]", "await sql`SELECT * FROM readings r ORDER BY r.taken_at DESC, r.place`", []),
        (
            "[]",
            "await sql`SELECT (SELECT place FROM readings r ORDER BY taken_at LIMIT 1) AS first, * FROM readings`",
            [],
        ),
        ("[]", 'await db.query("SELECT * FROM readings ORDER BY taken_at")', ["taken_at"]),
        ("[]", "await sql`SELECT *, rank() OVER (ORDER BY place) FROM readings`", []),
        ("[]", '(await knex("readings").orderBy("taken_at", "asc")).reverse()', []),
        ("[]", 'await knex("readings").orderBy(c.req.query("by"))', []),
    ],
)
def test_orders_of_typescript(page: str, listed: str, said: list[str]) -> None:
    assert _told("src/app.ts", HONO.format(page=page, listed=listed)) == said


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("Reading.query.order_by(Reading.taken_at).all()", ["taken_at"]),
        ("Reading.query.order_by(Reading.taken_at.asc()).all()", ["asc"]),
        ("Reading.query.order_by(Reading.taken_at.desc(), Reading.place).all()", []),
        ('Reading.objects.order_by("-taken_at")', []),
        ('Reading.objects.order_by("taken_at")', ["taken_at"]),
        ("sorted(Reading.query.order_by(Reading.place).all(), key=taken)", []),
    ],
)
def test_orders_of_python(listed: str, said: list[str]) -> None:
    assert _told("app.py", FLASK.format(listed=listed)) == said


def test_a_class_with_other_methods_may_say_it_for_them() -> None:
    text = """
from flask import Flask, jsonify
from flask.views import MethodView
from models import Reading
app = Flask(__name__)
class OfPlace(MethodView):
    def get(self, place):
        return jsonify([to_json(row) for row in self.rows()])
    def figures(self):
        return Reading.query.order_by(Reading.place).all()
app.add_url_rule("/places/<place>/readings", view_func=OfPlace.as_view("of_place"))
"""
    assert _told("app.py", text) == []


def test_a_route_that_is_a_file() -> None:
    assert _told("src/app/readings/route.ts", NEXT) == ["asc"]


HANDLERS = """
import type {{ RequestHandler }} from "express";
import {{ db, source }} from "./db";
import {{ ofPlace, newest }} from "./repository";
export const page: RequestHandler = async (_req, res) => {{
  const items = await source.find({{ order: {{ takenAt: "{way}" }} }});
  res.json({{ items, total: items.length }});
}};
export const listed: RequestHandler = async (req, res) => {{
  const rows = await ofPlace(req.params.place);
  res.json({answer});
}};
"""
ROUTES = """
import { Router } from "express";
import * as handlers from "./handlers";
export const router = Router();
router.get("/readings", handlers.page);
router.get("/places/:place/readings", handlers.listed);
"""
REPOSITORY = """
import { db } from "./db";
export async function ofPlace(place: string) {
  return db.selectFrom("readings").selectAll().where("place", "=", place).orderBy("taken_at asc").execute();
}
export async function newest() {
  return db.selectFrom("readings").selectAll().orderBy("taken_at").executeTakeFirst();
}
"""


@pytest.mark.parametrize(
    ("way", "answer", "said"),
    [
        ("DESC", "rows.map(toReading)", ["src/repository.ts: asc"]),
        ("ASC", "rows.map(toReading)", ["src/handlers.ts: ASC", "src/repository.ts: asc"]),
        ("DESC", "rows.map(toReading).reverse()", []),
        ("DESC", "[...rows].sort((a, b) => b.taken_at - a.taken_at).map(toReading)", []),
    ],
)
def test_handlers_and_repositories_in_other_files(way: str, answer: str, said: list[str]) -> None:
    handlers = HANDLERS.format(way=way, answer=answer)
    texts = {"src/handlers.ts": handlers, "src/routes.ts": ROUTES, "src/repository.ts": REPOSITORY}
    found = check(snapshot_as_written({"contracts/a.contract.ts": CONTRACT, **texts}))
    shown = [f"{f.path}: {texts[f.path][f.range.start : f.range.end]}" for f in found if f.rule == "misordered-list"]
    assert shown == said


STORE = """
from sqlalchemy import select
class Readings:
    async def of_place(self, place):
        return (await self.session.scalars(select(ReadingRow).order_by(ReadingRow.taken_at))).all()
"""
FASTAPI = """
from fastapi import APIRouter, Depends
from .store import Readings
router = APIRouter()
@router.get("/places/{{place}}/readings")
async def of_place(place: str, readings: Readings = Depends()):
    rows = await readings.of_place(place)
    return {answer}
"""


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("[to_reading(row) for row in rows]", ["taken_at"]),
        ("[to_reading(row) for row in reversed(rows)]", []),
        ("sorted((to_reading(row) for row in rows), key=taken, reverse=True)", []),
    ],
)
def test_a_store_of_python_that_a_route_asks(answer: str, said: list[str]) -> None:
    texts = {"api/store.py": STORE, "api/routes.py": FASTAPI.format(answer=answer)}
    found = check(snapshot_as_written({"contracts/a.contract.ts": CONTRACT, **texts}))
    assert [STORE[f.range.start : f.range.end] for f in found if f.rule == "misordered-list"] == said


def test_rows_that_are_of_another_contract() -> None:
    contract = (
        CONTRACT
        + """
/** Rain. @db rains */
export interface Rain { place: string; /** @format date-time */ takenAt: string }
"""
    )
    text = HONO.format(page='await after(await knex("rains").orderBy("taken_at"))', listed="[]")
    found = check(snapshot_as_written({"contracts/a.contract.ts": contract, "src/app.ts": text}))
    assert [f for f in found if f.rule == "misordered-list"] == []


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("Reading.query.order_by(Reading.tide_level).all()", "Reading.query.order_by(Reading.taken_at.desc()).all()"),
        (
            "Reading.query.order_by(Reading.tide_level.asc()).all()",
            "Reading.query.order_by(Reading.taken_at.desc()).all()",
        ),
        (
            "Reading.query.order_by(Reading.tide_level.desc()).all()",
            "Reading.query.order_by(Reading.taken_at.desc()).all()",
        ),
        ('Reading.objects.order_by("tide_level")', 'Reading.objects.order_by("-taken_at")'),
        ('Reading.objects.order_by("-tide_level")', 'Reading.objects.order_by("-taken_at")'),
    ],
)
def test_a_fix_of_the_column_turns_the_order_as_well(written: str, mended: str) -> None:
    with_tide = CONTRACT.replace("place: string; /**", "place: string; tideLevel: string; /**")
    text = FLASK.format(listed=written)
    snapshot = snapshot_as_written({"contracts/readings.contract.ts": with_tide, "app.py": text})
    (finding,) = [f for f in check(snapshot) if f.rule == "misordered-list"]
    (fix,) = finding.fixes
    assert apply_edits(text, fix.edits) == FLASK.format(listed=mended)
