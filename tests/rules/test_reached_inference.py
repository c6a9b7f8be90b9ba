"""Type parameters that arguments say what they stand for, and names of fields as texts, on the way from TypeScript code to a contract."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** How far it is. */
export type Stage = "open" | "closed";
/** A team. */
export interface Team { name: string }
/** A person. */
export interface User { email: string; team: Team; teams: Team[]; stage: Stage }
/** A part of a list. */
export interface Page<T> { items: T[]; next: string | null }
/** Teams by their names. */
export interface Index { teams: Map<string, Team> }
"""
LIBRARY = """
import { useQuery } from "@tanstack/react-query";
import { createContext, type ComponentType } from "react";
import { create } from "zustand";
import type { Page, User } from "./user.contract";
export function groupBy<T, K extends string>(items: readonly T[], keyOf: (item: T) => K): Record<K, T[]> { return {} as any; }
export const sortBy = <T,>(items: T[], by: (item: T) => string) => [...items].sort((a, b) => by(a).localeCompare(by(b)));
export function indexBy<T, K extends keyof T>(items: T[], key: K): Map<T[K], T> { return new Map(); }
export function pick<T, K extends keyof T>(value: T, ...names: K[]): Pick<T, K> { return value; }
export function pageOf<T>(...items: T[]): Page<T> { return { items, next: null }; }
export function same<T>(a: T, b: T): T { return a; }
export function within<T>(options: { rows: T[]; show: (row: T) => string; by?: keyof T }): T { return options.rows[0]; }
export function load<T>(of: () => Promise<T>): { done: true; value: T } | { done: false } { return { done: false }; }
export function itself<T>(value: T): T { return value; }
export function plain(items: User[]) { return items; }
export interface Column<T> { title: string; cell: (row: T) => string; sort?: keyof T }
export function Table<T>(props: { rows: T[]; columns: Column<T>[]; empty?: string }) { return <p>{props.empty}</p>; }
export function Given<T>({ of, children }: { of: T | null; children: (value: T) => string }) { return <p>{of && children(of)}</p>; }
export const by = <T, V extends string>(value: (item: T) => V) => (a: T, b: T) => (value(a) < value(b) ? -1 : 1);
export function keyBy<T>(items: T[], key: (item: T) => string) { return new Map(items.map((item) => [key(item), item] as const)); }
export const compact = <T,>(items: (T | null | undefined)[]) => items.filter((item): item is T => item != null);
export function factory<T extends object>(make: () => T) { return (over: Partial<T> = {}): T => ({ ...make(), ...over }); }
export const aUser = factory<User>(() => ({ email: "", team: { name: "" }, teams: [], stage: "open" }));
export function titled<P extends object>(Inner: ComponentType<P>, title: (props: P) => string) { return Inner; }
export class Builder {
  with<K extends keyof User>(key: K, value: User[K]): this { return this; }
  again(): this { return this; }
  build = (): User => aUser();
}
export class Base { async load<T>(of: () => Promise<T>): Promise<T> { return of(); } }
export const Context = createContext({ users: [] as User[] });
export function pair(user: User) { return [user, { first: user }] as const; }
interface Filters { chosen: User[]; add: (user: User) => void }
export const useFilters = create<Filters>()((set) => ({ chosen: [], add: (user) => set((old) => ({ chosen: [...old.chosen, user] })) }));
"""
HEAD = """
import { useFieldArray, useForm, useWatch } from "react-hook-form";
import { useMutation } from "@tanstack/react-query";
import type { Index, Page, Stage, User } from "./user.contract";
import { useActionState, useContext, useState, type PropsWithChildren } from "react";
import useSWRMutation from "swr/mutation";
import { aUser, Base, Builder, by, compact, Context, keyBy, pair, titled } from "./library";
import { Given, groupBy, indexBy, itself, load, pageOf, pick, plain, same, sortBy, Table, useFilters, within } from "./library";
function own<T>(value: T): T { return value; }
function never<T>(): T { throw new Error(); }
"""


def found(body: str, top: str = "") -> list[str]:
    files = {
        "web/user.contract.ts": CONTRACT,
        "web/library.tsx": LIBRARY,
        "web/use.tsx": f"{HEAD}\n{top}\nasync function use(user: User, users: User[], page: Page<User>, other: unknown) {{\n{body}\n}}\n",
    }
    rules = ("unknown-property", "unknown-value", "missing-field", "renamed-field", "misfit-value", "missing-property")
    findings = [f for f in check(snapshot_as_written(files)) if f.rule in rules]
    assert {f.path for f in findings} <= {"web/use.tsx"}
    return sorted(f.message.split("`")[1] for f in findings)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("groupBy(users, (one) => one.oops);", ["oops"]),
        ("Object.entries(groupBy(users, (one) => one.email)).map(([key, list]) => list.map((one) => one.oops));", ["oops"]),
        ("sortBy(page.items, (one) => one.oops)[0].wrong;", ["oops", "wrong"]),
        ("indexBy(users, 'email').get('a')?.oops;", ["oops"]),
        ("indexBy(users, 'oops');", ["oops"]),
        ("pick(user, 'email', 'oops').wrong;", ["oops", "wrong"]),
        ("pageOf(user).items[0].oops;", ["oops"]),
        ("pageOf(...users).items[0].oops;", ["oops"]),
        ("within({ rows: users, show: (row) => row.oops, by: 'wrong' }).team.bad;", ["bad", "oops", "wrong"]),
        ("const state = load(async () => user); if (state.done) state.value.oops;", ["oops"]),
        ("itself(itself(user)).oops;", ["oops"]),
        ("own(user).oops; own({ user }).user.wrong;", ["oops", "wrong"]),
        ("<Table rows={users} columns={[{ title: '', cell: (row) => row.oops, sort: 'wrong' }]} />;", ["oops", "wrong"]),
        ("<Table rows={plain(users).filter((one) => one.email)} columns={[{ title: '', cell: ({ oops }) => oops }]} />;", ["oops"]),
        ("<Given of={user}>{(one) => one.oops}</Given>;", ["oops"]),
        ("const chosen = useFilters((state) => state.chosen); chosen[0].oops; useFilters().chosen[0].wrong;", ["oops", "wrong"]),
        ("function set<K extends keyof User>(key: K, value: User[K]) {} set('email', ''); set('oops', '');", ["oops"]),
        ("const keys: { [K in Stage]: string } = { open: '', oops: '' };", ["oops"]),
        ("new Map<Stage, User>([['oops', user]]).get('open')?.wrong;", ["oops", "wrong"]),
        ("new Set<Stage>(['open', 'oops']);", ["oops"]),
        ("[1].map(() => user).filter(Boolean)[0].oops;", ["oops"]),
        ("users.sort(by((one) => one.oops)); users.toSorted(by((one) => one.email))[0].wrong;", ["oops", "wrong"]),
        ("const known = keyBy(users, (one) => one.email); compact(['a'].map((id) => known.get(id)))[0].oops;", ["oops"]),
        ("aUser({ oops: 1 }).wrong;", ["oops", "wrong"]),
        ("new Builder().with('email', '').again().build().oops; new Builder().with('wrong', '');", ["oops", "wrong"]),
        ("useContext(Context).users[0].oops;", ["oops"]),
        ("const [one, { first }] = pair(user); one.oops; first.wrong;", ["oops", "wrong"]),
        ("plain(users); users[0].oops;", ["oops"]),
        ("for (const [n, one] of user.teams.entries()) { n.toFixed(); one.oops; }", ["oops"]),
        ("for (const [n, { team }] of [...page.items.entries()]) team.oops;", ["oops"]),
        ("const is = (text: string): text is Stage => ['open', 'oops'].includes(text);", ["oops"]),
        ("function is(text: unknown): text is Stage { return text === 'open' || text === 'oops'; }", ["oops"]),
        ("const [one] = useState(() => aUser()); one.oops; const [two] = useState(aUser()); two.wrong;", ["oops", "wrong"]),
        ("const index: Index = { teams: new Map(), '<': 1, '<=': 2, '?': 3 };", ["<", "<=", "?"]),
        ("const index: Index = { teams: new Map([['a', { name: '', oops: 1 }]]) };", ["oops"]),
        ("function Card({ oops, children }: PropsWithChildren<User>) { return <p>{oops}{children}</p>; }", ["oops"]),
        ("function Card({ user }: { user: User }) { return <p>{user.email}</p>; } titled(Card, (props) => props.user.oops);", ["oops"]),
    ],
)  # fmt: skip
def test_what_arguments_say(body: str, names: list[str]) -> None:
    assert found(body) == names


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("useMutation({ mutationFn: async (one: User) => one.team, onMutate: (one) => one.oops });", ["oops"]),
        ("useMutation({ mutationFn: async (one: User) => one.team, onSuccess(team, one) { team.oops; one.wrong; } });", ["oops", "wrong"]),
        (
            "useMutation({ mutationFn: async (one: User) => one.team, onMutate: (one) => ({ before: one }), "
            "onError: (error, one, context) => context?.before.oops });",
            ["oops"],
        ),
        ("const [state] = useActionState<User, FormData>(async (old) => old, user); state.oops;", ["oops"]),
        (
            "const add = useSWRMutation('key', async (key: string, { arg }: { arg: User }) => arg.team); "
            "add.trigger({ ...user, oops: 1 }); add.data?.wrong;",
            ["oops", "wrong"],
        ),
        ("useMutation<User, Error, User>({}).mutate({ ...user, oops: 1 }, { onSuccess: (back) => back.wrong });", ["oops", "wrong"]),
        ("const { control } = useForm<User>(); useFieldArray({ control, name: 'teams' }).append({ name: '', oops: '' });", ["oops"]),
        ("const { control } = useForm<User>(); useFieldArray({ control, name: 'teams' }).fields[0].oops;", ["oops"]),
        ("const { control } = useForm<User>(); useFieldArray({ control, name: 'oops' });", ["oops"]),
        ("const { control } = useForm<User>(); useWatch({ control, name: 'team' }).oops;", ["oops"]),
    ],
)  # fmt: skip
def test_what_libraries_pass_on(body: str, names: list[str]) -> None:
    assert found(body) == names


@pytest.mark.parametrize(
    "body",
    [
        "never().oops; itself(other).oops; own(other).oops;",
        "same(user, { oops: 1 }).oops; same(user, other as { oops: string }).oops;",
        "groupBy(other as { oops: string }[], (one) => one.oops);",
        "const { control } = useForm<User>(); useFieldArray({ control, name: 'teams' }).fields.map((one) => one.id);",
        "<Table rows={[{ oops: 1 }]} columns={[{ title: '', cell: (row) => row.oops }]} />;",
        "<Given of={null}>{(one) => one.oops}</Given>;",
        "new Map<Stage, User>([['open', user]]).get('open'); new Map<Stage, string>().has('closed');",
        "const partial: { [K in keyof User]?: string } = {}; const strange: { [K in Stage as `${K}_at`]: string } = { open_at: '' };",
        "aUser({ email: '' }); users.sort(by(() => '')); compact([null, { oops: 1 }])[0].oops; new Builder().other().oops;",
        "function is(text: string, other: string): text is Stage { return other === 'oops' && ['open'].includes(text); }",
        "function is(one: User | { oops: 1 }): one is User { return !('oops' in one) && !one.oops; }",
        "const key: keyof User = 'email'; pick(user, 'email', 'team').email;",
        "// @ts-expect-error there is none\nuser.oops;\nuser.email;",
        "const one = atom<Stage | User>('user', user); atom<User | null>('user', null);",
        "// @ts-ignore\n// with a reason\nconst wrong: User = { oops: 1 };",
        "const take = (one: User) => one.email; const wrong = { email: '' };\n// @ts-expect-error on purpose\ntake(wrong);",
    ],
)
def test_what_nobody_knows(body: str) -> None:
    assert found(body) == []


def test_only_the_line_that_is_wrong_on_purpose_is_silent() -> None:
    assert found("// @ts-expect-error there is none\nconst one = user.oops;\nuser.wrong;") == ["wrong"]


def test_types_that_lead_back_to_one_another_are_compared_once() -> None:
    ways = "abcdefgh"
    top = "".join(
        f"interface {one} {{ {'; '.join(f'{way}: {other}' for way in ways)} }}\n"
        for one, other in (("Vertex", "Edge"), ("Edge", "Vertex"))
    )
    lead = "function lead<T>(from: { at: Vertex; to: T }): T { return from.to; }\n"
    assert found("lead({ at, to: user }).oops;", f"{top}{lead}declare const at: Vertex;") == ["oops"]


def test_a_class_has_what_it_inherits() -> None:
    own = "class Own extends Base { async f(user: User) { (await this.load(async () => user)).oops; this.unknown.oops; } }"
    assert found("", own) == ["oops"]
