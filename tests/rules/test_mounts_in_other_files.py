"""Routes that say their contract, on a router that another file mounts: that file's prefix is compared with the contract's path."""

import pytest

from dovetail.rules import check
from dovetail.rules.asking.incremental import Checker
from support.snapshots import snapshot_as_written

CONTRACT = """
/** One thing.
 * @api GET /api/v1/things/:thingId
 */
export interface GetThing { params: { thingId: string }; response: { title: string }; errors: never }
/** All of them.
 * @api GET /api/v1/things
 */
export interface ListThings { response: { titles: string[] }; errors: never }
"""
EXPRESS = """
import { Router } from "express";
export const things = Router();
/** @contract GetThing */
things.get("/:thingId", async (req, res) => { res.json({ title: req.params.thingId }); });
/** @contract ListThings */
things.get("/", async (req, res) => { res.json({ titles: [] }); });
"""
MADE = EXPRESS.replace("export const things = Router();", "const things = Router();") + "export default things;\n"
FASTIFY = """
import type { FastifyInstance } from "fastify";
export async function things(app: FastifyInstance) {
  /** @contract GetThing */
  app.get("/:thingId", async (request, reply) => { return { title: "a" }; });
}
"""
HONO = """
import { Hono } from "hono";
export const things = new Hono();
/** @contract GetThing */
things.get("/:thingId", (c) => c.json({ title: c.req.param("thingId") }));
"""
FASTAPI = """
from fastapi import APIRouter
router = APIRouter()

# @contract GetThing
@router.get("/{thing_id}")
def get_thing(thing_id: str):
    return {"title": thing_id}
"""
FLASK = """
from flask import Blueprint
bp = Blueprint("things", __name__, url_prefix="/old")

# @contract GetThing
@bp.get("/<thing_id>")
def get_thing(thing_id):
    return {"title": thing_id}
"""
APP = "import express from 'express';\nconst app = express();\n"
API = "import { Router } from 'express';\nimport { things } from './things';\nexport const api = Router();\n"


def found(files: dict[str, str]) -> list[tuple[str, str]]:
    """What is said of routes, with the text at its place."""
    texts = {"contracts/things.contract.ts": CONTRACT, **files}
    findings = [f for f in check(snapshot_as_written(texts)) if f.rule == "route-mismatch"]
    return [(f.path, texts[f.path][f.range.start : f.range.end]) for f in findings]


EXPRESS_APP = APP + "import THINGS from './things';\napp.use('PREFIX', things);\n"
FASTIFY_APP = """
import Fastify from "fastify";
import { things } from "./things";
const app = Fastify();
app.register(things, { prefix: "PREFIX" });
"""
HONO_APP = """
import { Hono } from "hono";
import { things } from "./things";
const app = new Hono();
app.route("PREFIX", things);
"""
FASTAPI_APP = """
from fastapi import FastAPI
from .things import router
app = FastAPI()
app.include_router(router, prefix="PREFIX")
"""
FLASK_APP = """
from flask import Flask
from .things import bp
app = Flask(__name__)
app.register_blueprint(bp, url_prefix="PREFIX")
"""
MODULE_APP = FASTAPI_APP.replace(".things import router", ". import things").replace("(router", "(things.router")
KINDS = {
    "a router of Express": (EXPRESS, EXPRESS_APP.replace("THINGS", "{ things }")),
    "what a file exports without a name": (MADE, EXPRESS_APP.replace("THINGS", "things")),
    "with a suffix": (EXPRESS, EXPRESS_APP.replace("THINGS", "{ things }").replace("./things", "./things.js")),
    "a plugin of Fastify": (FASTIFY, FASTIFY_APP),
    "an app of Hono": (HONO, HONO_APP),
    "a router of FastAPI": (FASTAPI, FASTAPI_APP),
    "a router of a module": (FASTAPI, MODULE_APP),
    "a blueprint": (FLASK, FLASK_APP),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_prefix_is_told_where_it_is_written(kind: str) -> None:
    router, mounting = KINDS[kind]
    is_python = "import APIRouter" in router or "import Blueprint" in router
    path, main = ("api/things.py", "api/main.py") if is_python else ("src/things.ts", "src/app.ts")
    assert found({path: router, main: mounting.replace("PREFIX", "/api/v1/things")}) == []
    for wrong in ("/api/v2/things", "/api/things", "/foo"):
        said = found({path: router, main: mounting.replace("PREFIX", wrong)})
        assert [(at, text.strip("'\"")) for at, text in said] == [(main, wrong)]


BARE = APP + "import { api as apiRouter } from './api';\napp.use(apiRouter);\n"
NESTED = APP + "import { api } from './api';\napp.use('/api/v1', api);\n"


@pytest.mark.parametrize(
    ("inner", "outer", "said"),
    [
        ("api.use('/things', things);", NESTED, []),
        ("api.use('/items', things);", NESTED, [("src/api.ts", "'/items'")]),
        ("api.use('/things', things);", NESTED.replace("v1", "v2"), [("src/app.ts", "'/api/v2'")]),
        # Nothing is left that could stand before, while it could before a router that nobody mounts.
        ("api.use('/things', things);", NESTED.replace("/api/v1", "/v1"), [("src/app.ts", "'/v1'")]),
        ("api.use('/things', things);", BARE, [("src/app.ts", "app.use(apiRouter)")]),
        ("api.use('/things', things);", "", []),
        ("export const more = Router();\napi.use('/more', more);\nmore.use('/things', things);", NESTED, [("src/api.ts", "'/more'")]),
    ],
)  # fmt: skip
def test_it_is_told_at_the_one_of_several_that_is_wrong(inner: str, outer: str, said: list[tuple[str, str]]) -> None:
    assert found({"src/things.ts": EXPRESS, "src/api.ts": API + inner, "src/app.ts": outer}) == said


MAKING = """
import { Router } from "express";
import { things } from "./things";
export function routes(): Router {
  const api = Router();
  api.use("/things", things);
  return api;
}
"""


@pytest.mark.parametrize(("prefix", "said"), [("/api/v1", []), ("/api/v2", [("src/app.ts", "'/api/v2'")])])
def test_a_router_that_a_function_makes_is_followed(prefix: str, said: list[tuple[str, str]]) -> None:
    app = APP + f"import {{ routes }} from './routes';\napp.use('{prefix}', routes());\n"
    assert found({"src/things.ts": EXPRESS, "src/routes.ts": MAKING, "src/app.ts": app}) == said


def test_each_function_makes_its_own() -> None:
    two = MAKING + MAKING.partition('things";')[2].replace("routes", "others").replace("things", "rest")
    app = (
        APP
        + "import { others, routes } from './routes';\napp.use('/api/v1', routes());\napp.use('/api/v2', others());\n"
    )
    assert found({"src/things.ts": EXPRESS, "src/routes.ts": two, "src/app.ts": app}) == []


def test_a_usual_prefix_that_is_gone_is_told_where_it_stands_before_all() -> None:
    things = FASTAPI.replace("APIRouter()", "APIRouter(prefix='/things')")
    api = "from fastapi import APIRouter\nfrom . import things\napi = APIRouter()\napi.include_router(things.router)\n"
    app = "from fastapi import FastAPI\nfrom .api import api\napp = FastAPI()\napp.include_router(api, prefix='/api/v1')\n"
    files = {"app/things.py": things, "app/api.py": api}
    assert found({**files, "app/main.py": app}) == []
    gone = app.replace(", prefix='/api/v1'", "")
    assert found({**files, "app/main.py": gone}) == [("app/main.py", "app.include_router(api)")]


def test_a_route_is_told_where_its_router_is_mounted_rightly() -> None:
    app = APP + "import { things } from './things';\napp.use('/api/v1/things', things);\n"
    router = EXPRESS.replace('things.get("/:thingId"', 'things.get("/"')
    assert found({"src/things.ts": router, "src/app.ts": app}) == [("src/things.ts", "/")]


@pytest.mark.parametrize(
    "mounting",
    [
        "app.use('/v0/things', things);\napp.use('/api/v1/things', things);",  # at several places
        "app.use(process.env.PREFIX, things);",
        "app.use(`${process.env.PREFIX}/things`, things);",
        "import { PREFIX } from './config';\napp.use(PREFIX, things);",
    ],
)
def test_nothing_is_said_where_it_is_not_sure(mounting: str) -> None:
    app = APP + "import { things } from './things';\n" + mounting
    assert found({"src/things.ts": EXPRESS, "src/app.ts": app}) == []


def test_what_a_test_mounts_is_nothing_to_go_by() -> None:
    app = APP + "import { things } from '../src/things';\napp.use(things);\napp.use('/other', things);\n"
    assert found({"src/things.ts": EXPRESS, "test/things.test.ts": app}) == []


def test_a_plugin_with_another_one_inside_is_left_alone() -> None:
    plugin = FASTIFY.replace(
        "  /** @contract GetThing */",
        "  app.register(details, { prefix: '/:thingId' });\n}\nasync function details(app: FastifyInstance) {\n  /** @contract GetThing */",
    ).replace('"/:thingId"', '"/"')
    app = FASTIFY_APP.replace("PREFIX", "/api/v1/things")
    assert found({"src/things.ts": plugin, "src/app.ts": app}) == []


def test_a_change_where_it_is_mounted_is_seen() -> None:
    app = EXPRESS_APP.replace("THINGS", "{ things }")
    texts = {"contracts/things.contract.ts": CONTRACT, "src/things.ts": EXPRESS}
    checker = Checker()
    for prefix in ("/api/v1/things", "/foo", "/api/v1/things"):
        now = snapshot_as_written({**texts, "src/app.ts": app.replace("PREFIX", prefix)})
        assert checker.check(now) == check(now)
