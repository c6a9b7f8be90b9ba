"""What TypeScript code reaches through functions, files and declarations: what is not there is found, and nothing else."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A team. */
export interface Team { name: string }
/** A person. */
export interface User { email: string; name: string; team: Team; teams: Team[]; role: "admin" | "member" }
/** A cat. */
export interface Cat { kind: "cat"; lives: number }
/** A dog. */
export interface Dog { kind: "dog"; barks: boolean }
/** A pet. */
export type Pet = Cat | Dog;
"""
OTHER = """
import { z } from "zod";
import { pgTable, text } from "drizzle-orm/pg-core";
import { createContext, useContext, useState } from "react";
import { create } from "zustand";
import type { User, Pet } from "../contracts/user.contract";
export async function load(): Promise<User> { return (await fetch("/u")).json(); }
export const list = async () => (await (await fetch("/u")).json()) as User[];
export function save(user: User, then?: (user: User) => void): void {}
export function isAdult(user: User): user is User & { age: number } { return true; }
export const isAdmin = (user: User): boolean => user.role === "admin";
export const api = { users: { load, list }, async me(): Promise<User> { return load(); } };
export class Service {
  constructor(private byId: Map<string, User>) {}
  one(id: string) { return this.byId.get(id); }
  all() { return [...this.byId.values()]; }
}
export const Current = createContext<{ user: User } | null>(null);
export const useCurrent = () => { const current = useContext(Current); if (!current) throw new Error(); return current; };
export const useUser = () => { const [user, setUser] = useState<User | null>(null); return { user, setUser, loading: false }; };
export const useStore = create<{ users: User[] }>()((set) => ({ users: [] }));
/** @contract User subset */
export const schema = z.object({ email: z.string(), name: z.string() });
/** @contract User subset */
export const table = pgTable("users", { email: text("email"), name: text("name") });
/** @contract User subset */
export class Row {
  email = ""; name = "";
  get domain() { return this.email; }
  set nick(n: string) { this.name = n; }
  greet() { return { get() { return this.oops; } }; }
  static make() { return this.oops; }
}
export class Admin extends Row { power = 1; }
export interface Extra extends User { extra: string }
export class Refused extends Error { constructor(readonly user: User) { super(); } }
export default function useDefault() { return { user: {} as User }; }
"""
HEAD = """
import { eq } from "drizzle-orm";
import useDefault, * as all from "./other";
import { load, list, save, isAdult, isAdmin, api, Service, useCurrent, useUser, useStore } from "@/other";
import { schema, table, Row, Admin, Refused } from "@/other";
import type { Extra } from "./index";
import type { User, Pet } from "../contracts/user.contract";
"""


def found(body: str) -> list[str]:
    files = {
        "contracts/user.contract.ts": CONTRACT,
        "src/other.ts": OTHER,
        "src/index.ts": 'export * from "./other";\n',
        "src/use.tsx": f"{HEAD}\nasync function use(user: User, pet: Pet) {{\n{body}\n}}\n",
    }
    findings = [f for f in check(snapshot_as_written(files)) if f.rule == "unknown-property"]
    assert {f.path for f in findings} <= {"src/use.tsx"}
    return [f.message.split("`")[1] for f in findings]


@pytest.mark.parametrize(
    "body",
    [
        "const u = await load(); u.oops;",
        "(await list()).filter((u) => u.role).map((u) => u.oops);",
        "load().then((u) => u.oops);",
        "const [a, b] = await Promise.all([load(), list()]); b[0].oops;",
        "save({ ...user, oops: 1 });",
        "save({ ...user, team: { oops: 1 } });",
        "save(user, (u) => u.oops);",
        "const me = await api.me(); me.team.oops;",
        "(await api.users.list())[0].oops;",
        "new Service(new Map()).one('1')?.oops;",
        "function f(service: Service) { for (const u of service.all()) u.oops; }",
        "const { user: u } = useCurrent(); u.oops;",
        "const { user: u, setUser } = useUser(); u?.oops;",
        "useStore((s) => s.users).map((u) => u.oops);",
        "const { data } = useQuery({ queryKey: [], queryFn: load }); data?.oops;",
        "const { data } = useQuery({ queryFn: () => list() }); data?.map((u) => u.oops);",
        "const { register } = useForm<User>(); register('oops');",
        "const { register } = useForm<User>(); register('team.oops');",
        "schema.parse(x).oops;",
        "type S = z.infer<typeof schema>; function f(s: z.infer<typeof schema>) { s.oops; }",
        "schema.shape.oops;",
        "await db.select().from(table).where(eq(table.oops, 1));",
        "const rows = await db.select().from(table).limit(1); rows[0].oops;",
        "await db.insert(table).values({ oops: 1 });",
        "await db.update(table).set({ oops: 1 });",
        "const [row] = await db.insert(table).values([{ email: '' }]).returning(); row.oops;",
        "new Row().oops;",
        "try { load(); } catch (e) { if (e instanceof Refused) e.user.oops; }",
        "try { load(); } catch (e) { if (!(e instanceof Refused)) throw e; e.user.oops; }",
        "if (isAdmin(user)) user.oops;",
        "function f(e: Extra) { e.oops; }",
        "pet.oops;",
        "function f(t: User['teams'][number]) { t.oops; }",
        "function f(u: Omit<User, 'email'>) { u.oops; }",
        "function f(by: Record<string, User[]>) { by['a'].map((u) => u.oops); }",
        "const by = new Map<string, User>(); by.get('a')?.oops;",
        "const u = useDefault(); u.user.oops;",
        "const u = await all.load(); u.oops;",
        "const copy = { ...user, extra: 1 }; copy.oops;",
        "const u: Awaited<ReturnType<typeof load>> = x; u.oops;",
    ],
)
def test_what_is_not_there(body: str) -> None:
    assert found(body) == ["oops"]


@pytest.mark.parametrize(
    "body",
    [
        "if (pet.kind === 'cat') pet.lives; else pet.barks;",
        "if (isAdult(user)) user.age;",
        "if ('oops' in user) user.oops;",
        "const copy = { ...user, oops: 1 }; copy.oops;",
        "const key = 'a'; const copy = { ...user, [key]: 1 }; copy.oops;",
        "(await list()).map((u) => ({ ...u, oops: 1 })).map((u) => u.oops);",
        "const row = new Row(); row.domain; row.nick = 'x'; row.greet(); new Admin().power; Row.make();",
        "(user as User & { oops: string }).oops; (user as any).oops;",
        "function f(e: Extra) { e.extra; e.email; }",
        "table.$inferSelect; table._.oops; table.getSQL(); schema.keyof(); schema.safeParse(x).error?.issues;",
        "schema.extend({ oops: 1 }).parse(x).oops;",
        "const rows = await db.select().from(table).leftJoin(other, x); rows[0].users.email;",
        "const { data, isLoading } = useQuery({ queryFn: load, select: (u) => u.team }); data?.name; isLoading;",
        "const { formState: { errors } } = useForm<User>(); errors.root?.message; errors.email?.message;",
        "useStore.getState().users.length; useStore.setState({ users: [] }); useUser().loading;",
        "user.teams.length; user.email.length; user.teams.map((t) => t.name).join(); user.toString();",
        "const by = new Map<string, User>(); by.size; by.forEach((u) => u.email); for (const [k, u] of by) u.email;",
        "const by = Object.fromEntries((await list()).map((u) => [u.email, u])); by.oops.oops;",
        "function f(user: { oops: string }) { user.oops; }",
        "const f = async (load: () => Promise<{ oops: 1 }>) => (await load()).oops;",
    ],
)
def test_what_is_there_or_not_known(body: str) -> None:
    assert found(body) == []
