"""What server frameworks give to handlers, on the way from TypeScript code to a contract."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A person. */
export interface User { id: string; email: string; role: "admin" | "member" }
/** What is wrong. */
export interface Problem { code: string; title: string }
/** Adds a person.
 * @api POST /users/:teamId
 */
export interface AddUser {
  params: { teamId: string };
  query: { silent?: string };
  request: { email: string; nickname?: string };
  response: User;
  errors: Problem;
}
"""
TYPES = """
import type { User } from "./contracts/user.contract";
declare global {
  namespace Express {
    interface Request { user?: User }
  }
}
declare module "fastify" {
  interface FastifyInstance { people: Map<string, User> }
}
declare module "hono" {
  interface ContextVariableMap { owner: User }
}
export {};
"""
ENV = """
import { Hono } from "hono";
import { createFactory, createMiddleware } from "hono/factory";
import type { User } from "./contracts/user.contract";
export type Env = { Variables: { user: User } };
export const factory = createFactory<Env>();
"""
HEAD = """
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from "express";
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from "fastify";
import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { zValidator } from "@hono/zod-validator";
import { z } from "zod";
import { type Env, factory } from "./env";
import type { AddUser, User, UserRepository } from "./contracts/user.contract";
import { checked, isNew, isPerson, repository, Refusal, Source, type Find } from "./repository";
"""
REPOSITORY = """
import type { AddUser, Problem, User } from "./contracts/user.contract";
export interface Users { find(id: string): Promise<User | null>; filter(id: string): User[] }
class Repositories { constructor(readonly users: Users) {} }
export const isNew = (value: unknown): value is AddUser["request"] => true;
export function checked<T>(value: unknown, check: (value: unknown) => value is T): T { if (check(value)) return value; throw 0; }
export const isPerson = (value: unknown): value is User => true;
export type Find = (id: string) => User;
export class Refusal extends Error { constructor(message: string, readonly problems: Problem[]) { super(message); } }
export class Source {
  async *each(): AsyncGenerator<User> { yield* load(); }
  async one(id: string): Promise<User | null> { return load(id); }
}
export const repository = new Repositories(connect());
"""


def found(body: str, head: str = HEAD) -> list[str]:
    files = {
        "src/contracts/user.contract.ts": CONTRACT,
        "src/types.d.ts": TYPES,
        "src/env.ts": ENV,
        "src/repository.ts": REPOSITORY,
        "src/use.ts": f"{head}\n{body}\n",
    }
    rules = ("unknown-property", "renamed-field", "missing-field", "presence-mismatch", "unknown-value")
    findings = [f for f in check(snapshot_as_written(files)) if f.rule in rules]
    assert {f.path for f in findings} <= {"src/use.ts"}
    return [f.message.split("`")[1] for f in findings]


@pytest.mark.parametrize(
    "body",
    [
        "Router().get('/', (req, res) => { res.json(req.user?.mail); });",
        "export const handle = wrapped(async (req, res, next) => { const { mail } = req.user!; next(mail); });",
        "export const handle: RequestHandler = (req, _res, next) => { if (req.user?.mail) next(); };",
        "export function handle(req: Request, res: Response) { res.json(req.user?.mail); }",
        "export function guard(role: string): RequestHandler { return (req, res, next) => next(req.user?.mail); }",
        "export const failed: ErrorRequestHandler = (error, req, res, _next) => { res.json(req.user?.mail); };",
        "export const handle: RequestHandler<AddUser['params']> = (req) => { req.user!.mail; };",
        "export const handle: RequestHandler<AddUser['params'], User, AddUser['request']> = (req) => { req.body.mail; };",
        "export const handle: RequestHandler<{}, User> = (req, res) => { res.status(201).json({ id: '', mail: '', role: 'admin' }); };",
        "export function handle(req: Request<{}, {}, AddUser['request']>) { const { mail } = req.body; return mail; }",
        "export function handle(req: Request, res: Response<User>) { res.send({ id: '', mail: '', role: 'admin' }); }",
    ],
)
def test_a_request_of_express(body: str) -> None:
    assert found(body) == ["mail"]


@pytest.mark.parametrize(
    "body",
    [
        "const plugin: FastifyPluginAsync = async (app) => { app.people.get('1')?.mail; };",
        "export function plugin(app: FastifyInstance) { return app.people.get('1')?.mail; }",
        "export function who(request: FastifyRequest) { return request.user?.mail; }",
        "server.post<{ Body: AddUser['request'] }>('/x', async (request, reply) => { return request.body.mail; });",
        "server.post<{ Params: AddUser['params'] }>('/x', async ({ params: { mail } }) => mail);",
        "server.post<{ Reply: User }>('/x', async () => ({ id: '', mail: '', role: 'admin' }));",
        "server.post<{ Reply: User }>('/x', async (request, reply) => { reply.code(201).send({ id: '', mail: '', role: 'admin' }); });",
    ],
)
def test_a_request_of_fastify(body: str) -> None:
    assert found(body) == ["mail"]


@pytest.mark.parametrize(
    "body",
    [
        "const app = new Hono<Env>().get('/', (c) => c.json(c.get('user').mail));",
        "const app = new Hono<Env>();\napp.use(async (c, next) => { c.set('user', { id: '', mail: '', role: 'admin' }); await next(); });",
        "const app = new Hono<{ Variables: { user: User } }>().get('/', (c) => c.json(c.var.user.mail));",
        "const app = new Hono<Env>();\napp.get('/', (c) => c.json({})).post('/', (c) => c.json(c.var.user.mail));",
        "export const guard = createMiddleware<Env>(async (c, next) => { if (c.get('user').mail) await next(); });",
        "export const guard = factory.createMiddleware(async (c, next) => { if (c.get('user').mail) await next(); });",
        "export function who(c: Context<Env>) { return c.get('user').mail; }",
        "type Own = Context<Env>;\nexport function who(c: Own) { return c.get('user').mail; }",
        "const app = new Hono<{ Bindings: {} }>().get('/', (c) => c.json(c.get('owner').mail));",
        "/** @contract User subset */\nconst schema = z.object({ email: z.string() });\n"
        "new Hono<Env>().post('/', zValidator('json', schema), (c) => { const { mail } = c.req.valid('json'); return c.json({}); });",
        "/** @contract User subset */\nconst schema = z.object({ email: z.string() });\n"
        "new Hono<Env>().post('/', only('x'), body(schema), (c) => { const { mail } = c.req.valid('json'); return c.json({}); });",
    ],
)
def test_a_context_of_hono(body: str) -> None:
    assert found(body) == ["mail"]


KOA = """
interface State { owner?: User }
interface Own extends DefaultContext { people: Map<string, User> }
"""


@pytest.mark.parametrize(
    "body",
    [
        "const router = new Router<State, Own>();\nrouter.get('/', (ctx) => { ctx.body = ctx.people.get('1')?.mail; });",
        "const router = new Router<State, Own>();\nrouter.use(async (ctx, next) => { if (ctx.state.owner?.mail) await next(); });",
        "export const guard: Middleware<State, Own> = async (ctx, next) => { if (ctx.state.owner?.mail) await next(); };",
        "type Ctx = ParameterizedContext<State, Own>;\nexport const who = (ctx: Ctx) => ctx.state.owner?.mail;",
    ],
)
def test_a_context_of_koa(body: str) -> None:
    assert found(KOA + body) == ["mail"]


@pytest.mark.parametrize(
    ("schema", "missing"),
    [
        (
            "z.object({ emaill: z.string(), nickname: z.string().optional() }) satisfies z.ZodType<AddUser['request']>",
            ["emaill"],
        ),
        (
            "z.object({ quartz: z.string(), nickname: z.string().optional() }) satisfies z.ZodType<AddUser['request']>",
            ["quartz"],
        ),
        (
            "z.object({ email: z.string(), nickame: z.string().optional() }) satisfies z.ZodType<AddUser['request']>",
            ["nickame"],
        ),
        ("z.object({ email: z.string(), nickname: z.string() }) satisfies z.ZodType<AddUser['request']>", ["nickname"]),
        (
            "z.object({ email: z.string(), nickname: z.string().optional() }) satisfies z.ZodType<AddUser['request']>",
            [],
        ),
        (
            "z.object({ email: z.string(), nickname: z.string().optional(), more: z.string() }) satisfies z.ZodType<AddUser['request']>",
            [],
        ),
    ],
)
def test_a_schema_of_a_part_of_an_endpoint(schema: str, missing: list[str]) -> None:
    assert found(f"export const schema = {schema};") == missing
    annotated = schema.replace("z.object", "const schema: z.ZodType<AddUser['request']> = z.object").partition(
        " satisfies"
    )[0]
    assert found(annotated) == missing
    assert (
        found(
            f"type New = AddUser['request'];\n{annotated.replace('<AddUser[' + chr(39) + 'request' + chr(39) + ']>', '<New>')}"
        )
        == missing
    )


@pytest.mark.parametrize(
    "body",
    [
        "const schema: z.ZodType<AddUser['request']> = z.object(shape);\n"
        "export function read(body: unknown) { const parsed = schema.safeParse(body); const { mail } = parsed.data!; return mail; }",
        "export async function one(id: string) { const user = await repository.users.find(id); return user?.mail; }",
        "export function first(id: string) { return repository.users.filter(id)[0]?.mail; }",
        "export function byId(users: User[]) { return new Map(users.map((user) => [user.id, user])).get('1')?.mail; }",
        "export function all(users: User[]) { for (const user of new Set(users)) user.mail; }",
        "export function one(known: Map<string, User>) { return (known.get('1') ?? { id: '', mail: '', role: 'admin' }).id; }",
        "export async function all() { for await (const user of new Source().each()) user.mail; }",
        "export const cities = (users: User[]) => Object.values(Object.groupBy(users, (u) => u.role)).map((l) => l?.[0]?.mail);",
        "export const cities = (users: User[]) => Map.groupBy(users, (user) => user.mail).get('admin')?.length;",
        "export const found = (user: Awaited<ReturnType<Source['one']>>) => user?.mail;",
        "export const known = (user: ReturnType<Find>) => user.mail;",
        "export const fail = (users: User[]) => new Refusal('no', users.map((user) => ({ code: user.id, title: '', mail: '' })));",
        "export const fail = () => new Refusal('no', [{ code: '', title: '', mail: '' }]);",
        "type Event = { kind: 'a'; user: User } | { kind: 'b' };\n"
        "export function on(event: Extract<Event, { kind: 'a' }>) { return event.user.mail; }",
        "export const page = (users: User[]): { items: User[] } => "
        "({ items: users.map((user) => ({ id: user.id, mail: '', role: user.role })).sort(byEmail) });",
    ],
)
def test_values_of_services(body: str) -> None:
    assert found(body) == ["mail"]


@pytest.mark.parametrize(
    "body",
    [
        "const isUser = (v: unknown): v is User => true;\n"
        "export const read = (v: unknown) => { if (isUser(v)) return v.mail; };",
        "const isUser = (v: unknown): v is User => true;\n"
        "export const read = (v: unknown) => isUser(v) ? { mail: v.mail } : null;",
        "function isUser(v: unknown): v is User { return true; }\n"
        "export const read = (v: unknown) => { if (!isUser(v)) return null; return v.mail; };",
        "export const read = (v: unknown) => { if (isPerson(v) && v.mail) return null; };",
        "export const read = (v: unknown) => { const body = checked(v, isPerson); return body.mail; };",
        "export const read = (v: unknown) => { const { mail } = checked(v, isNew); return mail; };",
        "type Role = User['role'];\nclass Denied { constructor(readonly role: Role) {} }\nexport const no = () => new Denied('mail');",
        "export const may = (role: User['role']) => role === 'mail';",
    ],
)
def test_guards_and_the_values_of_parts(body: str) -> None:
    assert found(body) == ["mail"]


@pytest.mark.parametrize(
    "body",
    [
        "Router().get('/', (req, res) => { res.json(req.session.mail); });",
        "interface Named { mail: string }\nconst isNamed = (v: User): v is User & Named => true;\n"
        "export const read = (v: User) => { if (isNamed(v)) return v.mail; };",
        "type Role = User['role'] | 'mail';\nclass Denied { constructor(readonly role: Role) {} }\nnew Denied('mail');",
        "export function who(request: Request) { return request.headers.mail; }",
        "const app = new Hono<Env>().get('/', (c) => c.json(c.get('other')));",
        "export function ids(c: Map<string, User>) { return c.get('mail'); }",
        "export function ids(list: Iterable<User>) { return new Map(list)['mail']; }",
        "export function one(users: { find(id: string): { mail: string } }, id: string) { return users.find(id).mail; }",
        "server.post<{ Reply: { 200: User; 404: { mail: string } } }>('/x', async (request, reply) => reply.code(404).send({ mail: '' }));",
    ],
)
def test_what_is_not_known_is_open(body: str) -> None:
    assert found(body) == []
