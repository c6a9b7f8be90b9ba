"""Routers that functions make, and that other files mount: their routes are held to the endpoints of whole paths."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What is wrong. */
export interface Problem { code: string; title: string }
/** One person.
 * @api GET /api/users/:userId
 */
export interface GetUser { params: { userId: string }; response: { id: string; email: string }; errors: Problem }
/** Changes a person.
 * @api PUT /api/users/:userId
 */
export interface PutUser { params: { userId: string }; request: { email: string }; response: { id: string }; errors: Problem }
"""
EXPRESS = """
import { Router } from "express";
export function makeUsers(pool: unknown): Router {
  const router = Router();
  router.get("/:userId", async (req, res) => {
    const found = await load(req.params.userId);
    if (!found) return res.status(404).json({ code: "no", title: "none" });
    res.json({ id: found.id, email: found.email });
  });
  router.put("/:userId", async (req, res) => { await save(req.body.email); res.json({ id: "1" }); });
  return router;
}
"""
HONO = """
import { Hono } from "hono";
export const makeUsers = (pool: unknown) =>
  new Hono()
    .get("/:userId", async (c) => {
      const found = await load(c.req.param("userId"));
      if (!found) return c.json({ code: "no", title: "none" }, 404);
      return c.json({ id: found.id, email: found.email });
    })
    .put("/:userId", async (c) => {
      const { email } = await c.req.json();
      return c.json({ id: await save(email) });
    });
"""
MOUNTED = {
    "express": """
import express from "express";
import { makeUsers } from "./users";
const app = express();
app.use("/api/users", makeUsers(pool));
""",
    "hono": """
import { Hono } from "hono";
import { makeUsers } from "./users";
export function build(pool: unknown) {
  const api = new Hono();
  api.route("/users", makeUsers(pool));
  const app = new Hono();
  app.route("/api", api);
  return app;
}
""",
}


def found(users: str, mounted: str) -> list[tuple[str, str]]:
    files = {"contracts/user.contract.ts": CONTRACT, "src/users.ts": users, "src/app.ts": mounted}
    findings = [f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning")]
    return [
        (f.rule, f.message.split("`")[1]) for f in findings if f.rule.startswith(("unknown-", "unserved-", "missing-"))
    ]


@pytest.mark.parametrize(("users", "app"), [(EXPRESS, "express"), (HONO, "hono")])
def test_its_routes_are_known_by_their_whole_paths(users: str, app: str) -> None:
    assert found(users, MOUNTED[app]) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('title: "none"', 'titel: "none"', ("unknown-response-field", "titel")),
        ("email: found.email", "mail: found.email", ("unknown-response-field", "mail")),
        (", email: found.email", "", ("missing-response-field", "email")),
    ],
)
@pytest.mark.parametrize(("users", "app"), [(EXPRESS, "express"), (HONO, "hono")])
def test_what_they_carry_is_held_to_the_endpoint(
    users: str, app: str, old: str, new: str, rule: tuple[str, str]
) -> None:
    assert old in users
    said = found(users.replace(old, new), MOUNTED[app])
    assert rule in said
    assert all(r != "unserved-endpoint" for r, _ in said)


@pytest.mark.parametrize(("users", "app"), [(EXPRESS, "express"), (HONO, "hono")])
def test_another_path_is_told_where_it_is_nearly_that_of_an_endpoint_that_nobody_serves(users: str, app: str) -> None:
    moved = found(
        users.replace('put("/:userId"', 'put("/:userId/email"').replace('.put("/:userId"', '.put("/:userId/email"'),
        MOUNTED[app],
    )
    assert ("unknown-route", "PUT /:userId/email") in moved
    elsewhere = found(users, MOUNTED[app].replace("users", "people").replace("./people", "./users"))
    assert {
        n for r, n in elsewhere if r == "unserved-endpoint"
    } == set()  # nobody serves a neighbour: it may be another program


def test_a_default_export_and_a_router_of_the_same_file() -> None:
    default = EXPRESS.replace("export function makeUsers", "export default function makeUsers")
    assert found(default, MOUNTED["express"].replace("{ makeUsers }", "makeUsers")) == []
    broken = default.replace('title: "none"', 'titel: "none"')
    assert ("unknown-response-field", "titel") in found(
        broken, MOUNTED["express"].replace("{ makeUsers }", "makeUsers")
    )
    same = broken + '\nconst app = express();\napp.use("/api/users", makeUsers(pool));\n'
    assert ("unknown-response-field", "titel") in found(same, "")


CHAINED = """
import { Router } from "express";
export const users = Router();
users
  .route("/:userId")
  .get(async (req, res) => {
    res.json({ id: req.params.userId, email: "" });
  })
  .put(async (req, res) => { await save(req.body.email); res.json({ id: "1" }); });
"""


def test_methods_of_one_path_stand_behind_the_prefix_of_their_router() -> None:
    mounted = MOUNTED["express"].replace("makeUsers(pool)", "users").replace("{ makeUsers }", "{ users }")
    assert found(CHAINED, mounted) == []
    assert found(CHAINED.replace(".put", ".post"), mounted) == [("unknown-method", "POST /:userId")]
    assert found(CHAINED, mounted.replace("/users", "/user")) == []  # none is served: it may be another program
    of_app = CHAINED.replace("Router();", "express();").replace('"/:userId"', '"/api/users/:userId"')
    assert found(of_app.replace(".put", ".post"), "") == [("unknown-method", "POST /api/users/:userId")]
