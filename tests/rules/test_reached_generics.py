"""Type parameters, barrel files and packages of the same repository on the way from TypeScript code to a contract."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A team. */
export interface Team { name: string }
/** A person. */
export interface User { email: string; team: Team; teams: Team[] }
/** A part of a list. */
export interface Page<T> { items: T[]; next: string | null }
/** How bright it is. */
export enum Level { Low = "low", High = "high" }
/** Limits. */
export const LIMITS = { most: 5 } as const;
"""
CLIENT = """
import axios from "axios";
import type { User } from "@acme/contracts";
export async function request<T>(path: string): Promise<T> { return (await fetch(path)).json() as Promise<T>; }
export const get = async <T,>(path: string): Promise<{ data: T; status: number }> => fetch(path) as any;
export const inferred = async <T,>(path: string) => (await (await fetch(path)).json()) as T;
export class Client { async get<T>(path: string): Promise<T> { return request<T>(path); } }
export const client = new Client();
export interface Envelope<T, E = string> { data: T; error?: E; list: T[] }
export type Maybe<T> = T | null;
export type Result<T, E = User> = { ok: true; value: T } | { ok: false; error: E };
export interface Paged<T, M = User, N = M> { items: T[]; by: M; next: N[] }
export type Loaded<T> = { state: "done"; value: T } | { state: "waiting" };
export interface Sub<T> extends Envelope<string> { own: T }
export class Box<T> { constructor(readonly value: T) {} all(): T[] { return [this.value]; } }
"""
HEAD = """
import type { User, Page } from "@acme/contracts";
import { Level, LIMITS } from "@acme/contracts";
import { request, get, inferred, client, Client, Box } from "./client";
import type { Envelope, Loaded, Maybe, Paged, Result, Sub } from "./client";
type Local<T, E = User> = { value: T; error: E };
interface Own<T> { value: T }
type Both<T> = T & { more: string };
"""


def found(body: str, imports: str = HEAD) -> list[str]:
    files = {
        "packages/contracts/src/user.contract.ts": CONTRACT,
        "packages/contracts/src/index.ts": 'export * from "./user.contract";\n',
        "apps/web/client.ts": CLIENT,
        "apps/web/use.tsx": f"{imports}\nasync function use(user: User) {{\n{body}\n}}\n",
    }
    rules = ("unknown-property", "unknown-member", "kind-mismatch", "missing-field", "renamed-field")
    findings = [f for f in check(snapshot_as_written(files)) if f.rule in rules]
    assert {f.path for f in findings} <= {"apps/web/use.tsx"}
    return [f.message.split("`")[1] for f in findings]


@pytest.mark.parametrize(
    "body",
    [
        "const u = await request<User>('/'); u.oops;",
        "(await request<User[]>('/')).map((u) => u.oops);",
        "(await request<Page<User>>('/')).items[0].oops;",
        "(await request<Page<User>>('/')).oops;",
        "(await request<User['teams']>('/'))[0].oops;",
        "const { data } = await get<User>('/'); data.oops;",
        "(await inferred<User>('/')).oops;",
        "(await client.get<User>('/')).oops;",
        "const own = new Client(); (await own.get<User>('/')).team.oops;",
        "const load = () => request<User>('/'); (await load()).oops;",
        "function f(e: Envelope<User>) { e.data.oops; }",
        "function f(e: Envelope<User[]>) { e.data.map((u) => u.oops); }",
        "function f(e: Envelope<User>) { e.list.map((u) => u.oops); }",
        "function f(u: Maybe<User>) { u?.oops; }",
        "function f(l: Loaded<User>) { l.value.oops; }",
        "function f(s: Sub<User>) { s.own.oops; }",
        "function f(p: Page<User>) { p.items.map((u) => u.oops); }",
        "new Box<User>(user).all()[0].oops;",
        "async function own<T>(x: unknown): Promise<T> { return x as T; } (await own<User>(1)).oops;",
        "function f(o: Own<User>) { o.value.oops; }",
        "function f(r: Result<string>) { r.error.oops; }",
        "function f(p: Paged<string>) { p.next[0].oops; }",
        "function f(r: Local<string>) { r.error.oops; }",
        "Level.oops;",
        "LIMITS.oops;",
        "const names: Record<Level, string> = { [Level.oops]: '' };",
        "/** @contract User */\nconst a: User = { email: '', team: user.team, teams: [], oops: 1 };",
        "function f(b: Both<User>) { b.email; b.more; b.oops; }",
    ],
)
def test_what_is_not_there(body: str) -> None:
    assert found(body) == ["oops"]


@pytest.mark.parametrize(
    "body",
    [
        "const u = await request('/'); u.oops;",
        "const u = await request<any>('/'); u.oops;",
        "const u = await request<{ oops: string }>('/'); u.oops;",
        "const u = await request<User | { oops: string }>('/'); u.oops;",
        "const u = await request<Page<{ oops: string }>>('/'); u.items[0].oops;",
        "function f<T>(x: unknown) { return request<T>(String(x)); } (await f<{ oops: 1 }>(1)).oops;",
        "function f<User>(u: User) { u.oops; }",
        "function f(r: Result<User, string>) { r.error.oops; } function g(p: Paged<User, string>) { p.next[0].oops; }",
        "function f(s: Sub<User>) { s.data.oops; }",
        "function f(e: Envelope<string, User>) { e.data.oops; }",
        "async function own<T>(x: unknown): Promise<T> { return x as T; } (await own(1)).oops;",
        "function f(b: Both<User>) { b.email; b.more; }",
        "function f<T extends User>(u: T) { u.oops; }",
        "const { data, status } = await get<User>('/'); status; data.email;",
    ],
)
def test_what_is_there_or_not_known(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize(
    ("module", "bound"),
    [
        ("@acme/contracts", True),
        ("../../packages/contracts", True),
        ("../../packages/contracts/src", True),
        ("../../packages/contracts/src/index.js", True),
        ("@contracts", True),
        ("~/contracts", True),
        ("@acme/contracts/user", True),
        ("@acme/web/user", False),
        ("@acme/web", False),
        ("@/lib/web", False),
        ("./web", False),
        ("./types", False),
        ("@acme/src", False),
        ("src", False),
        ("react", False),
    ],
)
def test_barrel_files(module: str, bound: bool) -> None:
    imports = f'import type {{ User }} from "{module}";\n'
    assert found("user.oops;", imports) == (["oops"] if bound else [])
