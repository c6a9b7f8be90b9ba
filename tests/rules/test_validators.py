"""Schemas of zod that routes hold what they take to: their names are those of the endpoint, without a tag."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

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
MIDDLEWARE = """
import express from "express";
import { body, requireRole } from "./middleware";
import { newUser } from "./schemas";
const app = express();
app.post("/users", requireRole("admin"), body(newUser), async (req, res) => { res.json({ id: await add(req.body) }); });
app.get("/users", checkQuery(pageSchema), async (req, res) => { res.json({ total: await count(req.query.term) }); });
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
    findings = [f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning")]
    return {(f.rule, f.message.split("`")[1]) for f in findings if f.path.startswith("src")}


@pytest.mark.parametrize("app", [HONO, EXPRESS, MIDDLEWARE, FASTIFY])
def test_nothing_is_said_of_what_is_right(app: str) -> None:
    assert found(app) == set()


@pytest.mark.parametrize("app", [HONO, EXPRESS, MIDDLEWARE, FASTIFY])
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


HANDED = """
import express from "express";
import { bodyOf } from "./body";
import { count } from "./service";
import { findUsers, newUser } from "./schemas";
const app = express();
app.post("/users", async (req, res) => {
  const given = await bodyOf(req, newUser);
  if (req.body.role === "admin") given.email;
  res.json({ id: "1" });
});
app.get("/users", async (req, res) => { res.json({ total: await count(findUsers.parse(req.query)) }); });
"""
QUERY = (
    'export const findUsers = z.object({ term: z.string().optional(), role: z.enum(["member", "admin"]).optional() });'
)
SERVICE = """
import { z } from "zod";
import { findUsers } from "./schemas";
export type Find = z.infer<typeof findUsers>;
export const count = async (query: Find) => (query.role === "admin" ? 1 : query.term?.length);
"""


def handed(app: str = HANDED, schemas: str = SCHEMAS, service: str = SERVICE) -> set[tuple[str, str]]:
    files = {
        "contracts/user.contract.ts": CONTRACT,
        "src/schemas.ts": schemas + QUERY,
        "src/app.ts": app,
        "src/service.ts": service,
    }
    findings = [f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning")]
    return {(f.rule, f.message.split("`")[1]) for f in findings if f.path.startswith("src")}


def test_what_a_route_parses_keeps_the_contract_where_it_is_handed_on() -> None:
    assert handed() == set()
    assert handed(service=SERVICE.replace("query.term", "query.trem")) == {("unknown-property", "trem")}
    assert handed(service=SERVICE.replace('"admin"', '"amdin"')) == {("unknown-value", "amdin")}
    unrouted = HANDED.replace("findUsers.parse(req.query)", "{}")
    assert handed(unrouted, service=SERVICE.replace("query.term", "query.trem")) == set()


def test_a_schema_that_a_function_is_given_beside_the_request() -> None:
    assert handed(schemas=SCHEMAS.replace("email: z", "mail: z", 1)) == {("unknown-request-field", "mail")}
    assert handed(HANDED.replace("bodyOf(req", "made(req"), SCHEMAS.replace("email: z", "mail: z", 1)) == set()


NEXT = """
import { newUser, findUsers } from "../../../src/schemas";
import { invite } from "../../../src/service";
export async function GET(request: Request) {
  const query = new URL(request.url).searchParams;
  const find = findUsers.parse({ term: query.get("term") ?? undefined, role: query.get("role") ?? undefined });
  return Response.json({ total: find.term?.length ?? 0 });
}
export async function submit(form: FormData) {
  newUser.safeParse({ email: form.get("email"), role: form.get("role") ?? "member" });
  return invite.bind(null, "member");
}
"""
INVITE = 'import type { User } from "../contracts/user.contract"; export const invite = (role: User["role"]) => role;'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{ term: query", "{ trem: query"),
        ("find.term", "find.trem"),
        ("email: form", "mail: form"),
        ('form.get("email")', 'form.get("emial")'),
        ("role: form", "rle: form"),
        ('bind(null, "member")', 'bind(null, "membr")'),
    ],
)
def test_what_is_taken_by_name_and_parsed(old: str, new: str) -> None:
    typed = "export const newUser: z.ZodType<AddUser['request']> = z.object({"
    schemas = SCHEMAS.replace("export const newUser = z.object({", typed) + QUERY
    files = {
        "contracts/user.contract.ts": CONTRACT.replace("/users", "/api/users"),
        "src/schemas.ts": schemas,
        "src/service.ts": INVITE,
    }
    for text, expected in ((NEXT, 0), (NEXT.replace(old, new), 1)):
        findings = check(snapshot_as_written({**files, "app/api/users/route.ts": text}))
        assert len([f for f in findings if f.path.startswith("app") and f.severity in ("error", "warning")]) == expected


def test_a_query_that_is_made_an_object_and_parsed() -> None:
    query = NEXT.replace('{ term: query.get("term") ?? undefined, role: query.get("role") ?? undefined }', "QUERY")
    files = {"contracts/user.contract.ts": CONTRACT.replace("/users", "/api/users"), "src/service.ts": INVITE}
    for given in ("Object.fromEntries(query)", "Object.fromEntries(query.entries())"):
        for name, expected in (("term", 0), ("trem", 1)):
            schemas = SCHEMAS + QUERY.replace("{ term:", f"{{ {name}:")
            route = query.replace("QUERY", given).replace("find.term", f"find.{name}")
            tree = snapshot_as_written({**files, "src/schemas.ts": schemas, "app/api/users/route.ts": route})
            findings = [f for f in check(tree) if f.rule == "unknown-query-parameter"]
            assert [f.path for f in findings] == ["src/schemas.ts"] * expected


def test_a_text_that_a_part_of_a_request_is_compared_with() -> None:
    assert handed(HANDED.replace('=== "admin"', '=== "amdin"')) == {("unknown-value", "amdin")}


JOI = """
import Joi from "joi";
export const newUser = Joi.object({
  email: Joi.string().required(), role: Joi.string().valid("member", "admin").required(),
  homes: Joi.array().items(Joi.object({ city: Joi.string() })).required(),
});
"""
CHECKED = """
import { newUser } from "./schemas";
import { account } from "./account";
app.post("/users", async (req, res) => {
  newUser.validate(req.body, { abortEarly: false });
  account.validate(req.body);
  res.json({ id: await add(req.body) });
});
"""


@pytest.mark.parametrize("method", ["validate", "validateAsync", "validateSync"])
def test_a_schema_that_is_not_called_one_checks_a_body(method: str) -> None:
    app = CHECKED.replace("newUser.validate", f"newUser.{method}")
    assert found(app, JOI) == set()
    assert {name for _, name in found(app, JOI.replace("email", "mail"))} == {"mail"}
