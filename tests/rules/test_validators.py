"""Schemas of zod that routes hold what they take to: their names are those of the endpoint, without a tag."""

import pytest

from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

CONTRACT = """
/** What is wrong. */
export interface Problem { code: "wrong" | "gone"; hint: string }
/** A person. */
export interface User { id: string; email: string; role: "member" | "admin"; homes: { city: string }[] }
/** Adds a person.
 * @api POST /users
 */
export interface AddUser { request: Omit<User, "id">; response: { id: string }; errors: Problem }
/** Finds people.
 * @api GET /users
 */
export interface FindUsers { query: { term?: string; role?: "member" | "admin" }; response: { total: number }; errors: Problem }
"""
SCHEMAS = """
import { z } from "zod";
import type { AddUser } from "../contracts/user.contract";
export const newUser = z.object({
  email: z.email(),
  role: z.enum(["member", "admin"]),
  homes: z.array(z.object({ city: z.string() })),
});
export const said: z.ZodType<AddUser["request"]> = z.object({
  email: z.string(), role: z.enum(["member", "admin"]), homes: z.array(z.object({ city: z.string() })),
});
"""
HONO = """
import { Hono } from "hono";
import { newUser } from "./schemas";
export const app = new Hono()
  .post("/users", zValidator("json", newUser, (result, c) => {
    if (!result.success) return c.json({ code: "wrong", hint: "no" }, 400);
  }), async (c) => c.json({ id: await add(c.req.valid("json")) }))
  .get("/users", zValidator("query", z.object({ term: z.string().optional(), role: z.enum(["member"]).optional() })), async (c) => {
    return c.json({ total: await count(c.req.valid("query").term) });
  });
"""
EXPRESS = """
import express from "express";
import { newUser } from "./schemas";
const app = express();
app.post("/users", async (req, res) => {
  const input = newUser.parse(req.body);
  res.json({ id: await add(input) });
});
app.get("/users", validateQuery(page), async (req, res) => { res.json({ total: await count(req.query.term) }); });
"""
FASTIFY = """
import Fastify from "fastify";
import { newUser } from "./schemas";
const app = Fastify();
app.post("/users", { schema: { body: newUser } }, async (request, reply) => ({ id: await add(request.body) }));
app.get("/users", async (request, reply) => ({ total: await count(request.query.term) }));
"""


def found(app: str, schemas: str = SCHEMAS) -> set[tuple[str, str]]:
    files = {"contracts/user.contract.ts": CONTRACT, "src/schemas.ts": schemas, "src/app.ts": app}
    findings = [f for f in check(snapshot_from_texts(files)) if f.severity in ("error", "warning")]
    return {(f.rule, f.message.split("`")[1]) for f in findings if f.path.startswith("src")}


@pytest.mark.parametrize("app", [HONO, EXPRESS, FASTIFY])
def test_nothing_is_said_of_what_is_right(app: str) -> None:
    assert found(app) == set()


@pytest.mark.parametrize("app", [HONO, EXPRESS, FASTIFY])
@pytest.mark.parametrize(("old", "new"), [("email", "mail"), ("city", "town")])
def test_a_schema_of_a_body_has_the_names_of_the_request(app: str, old: str, new: str) -> None:
    schemas = SCHEMAS.replace(f"{old}: z", f"{new}: z", 1)
    assert found(app, schemas) == {("unknown-request-field", new)}
    assert found("export {};", schemas) == set()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{ term: z", "{ trem: z", ("unknown-query-parameter", "trem")),
        ('z.enum(["member"])', 'z.enum(["membr"])', ("unknown-value", "membr")),
        ('code: "wrong"', 'code: "wrnog"', ("unknown-value", "wrnog")),
        ("hint: ", "hnit: ", ("unknown-response-field", "hnit")),
    ],
)
def test_what_is_written_in_place(old: str, new: str, said: tuple[str, str]) -> None:
    assert said in found(HONO.replace(old, new))


def test_a_schema_that_says_which_part_of_an_endpoint_it_is() -> None:
    assert found("export {};", SCHEMAS.replace("email: z.string(), role", "role")) == {("missing-field", "email")}
