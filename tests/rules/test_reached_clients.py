"""What routers, pages, caches and stores of clients take and give, on the way from TypeScript code to a contract."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A team. */
export interface Team { name: string }
/** A person. */
export interface User { id: string; email: string; team: Team; note: string | null }
/** A part of a list. */
export interface UserPage { items: User[]; next: string | null }
/** How far a thing is. */
export type Stage = "open" | "closed";
/** Why not. */
export interface Problem { reason: string }
"""
NAVIGATION = """
import type { User } from "./user.contract";
export type Screens = { People: { user: User }; Home: undefined };
"""
HEAD = """
import type { Problem, Stage, Team, User, UserPage } from "./user.contract";
import type { Screens } from "./navigation";
import React, { memo, useCallback, type FC } from "react";
import { FlatList, type ListRenderItem } from "react-native";
import type { NativeStackScreenProps } from "@react-navigation/native-stack";
import { createAsyncThunk, createEntityAdapter, createSelector, createSlice, isAnyOf } from "@reduxjs/toolkit";
import { createApi } from "@reduxjs/toolkit/query/react";
import { useReactTable } from "@tanstack/react-table";
import { json, useFetcher, useLoaderData, useOutletContext } from "react-router-dom";
import { derived, get, writable } from "svelte/store";
import { BehaviorSubject } from "rxjs";
import { computed, ref, defineComponent, toRefs, type PropType } from "vue";
import { expect, vi } from "vitest";
import useSWR, { mutate as change, useSWRConfig } from "swr";
import useSWRInfinite from "swr/infinite";
import useSWRMutation from "swr/mutation";
const person = writable<User>();
const people = writable<User[]>([]);
const asked = async (): Promise<User> => (await fetch("/user")).json();
export async function loader() { return json({ user: await asked() }); }
export const pageLoader = async () => { const page: UserPage = await asked(); return page; };
export const save = createAsyncThunk<User, User, { rejectValue: Problem }>("save", asked);
const api = createApi({ endpoints: (build) => ({ user: build.query<User, string>({ query: (id) => `/user/${id}` }) }) });
interface State { users: unknown }
export const load = createAsyncThunk("load", async (team: Team) => asked());
"""


def found(body: str, top: str = "") -> list[str]:
    files = {
        "web/user.contract.ts": CONTRACT,
        "web/navigation.ts": NAVIGATION,
        "web/use.tsx": f"{HEAD}\n{top}\nasync function use(user: User, users: User[], other: any) {{\n{body}\n}}\n",
    }
    rules = ("unknown-property", "unknown-value", "missing-field", "renamed-field", "extra-field", "misfit-value")
    findings = [f for f in check(snapshot_as_written(files)) if f.rule in rules]
    assert {f.path for f in findings} <= {"web/use.tsx"}
    return sorted(f.message.split("`")[1] for f in findings)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        # React Router
        ("const { user: one } = useLoaderData<typeof loader>(); one.oops;", ["oops"]),
        ("useLoaderData<typeof pageLoader>().items[0].oops;", ["oops"]),
        ("const both = useFetcher<typeof loader>(); both.data?.user.oops; useFetcher<User>().data.wrong;", ["oops", "wrong"]),
        ("useOutletContext<User>().oops; const { one } = useOutletContext<{ one: User }>(); one.wrong;", ["oops", "wrong"]),
        # SWR
        ("const { data, error } = useSWR<User, Problem>('/u', asked); data?.oops; error?.wrong;", ["oops", "wrong"]),
        ("useSWR('/u', asked).data?.oops;", ["oops"]),
        ("useSWR<User>('/u').mutate((old) => old && { ...old, oops: 1 }, false);", ["oops"]),
        ("useSWR('/u', asked, { onSuccess: (one) => one.oops });", ["oops"]),
        ("useSWRInfinite<UserPage>((n, last) => last?.oops && '/u', asked).data?.flatMap(({ wrong }) => wrong);", ["oops", "wrong"]),
        ("useSWRMutation<User, Problem, string, Team>('/u', asked).trigger({ oops: '' }).then((one) => one.wrong);", ["oops", "wrong"]),
        ("useSWRConfig().mutate<User>('/u', { ...user, oops: 1 }); change<User>('/u', { ...user, wrong: 1 });", ["oops", "wrong"]),
        # Redux Toolkit
        ("const back = await other.dispatch(save(user)).unwrap(); back.oops;", ["oops"]),
        ("dispatch(load(user.team)).unwrap().then((one) => one.oops).catch(() => null);", ["oops"]),
        ("const back = await dispatch(load(user.team)); if (load.fulfilled.match(back)) back.payload.oops;", ["oops"]),
        (
            "createSlice({ name: 'x', initialState: { last: null as User | null }, reducers: {}, extraReducers: (builder) => builder"
            ".addCase(load.pending, (state, { meta }) => { meta.arg.oops; })"
            ".addCase(save.rejected, (state, { payload }) => { payload?.wrong; })"
            ".addMatcher(isAnyOf(load.fulfilled, save.fulfilled), (state, { payload }) => { payload.bad; }) });",
            ["bad", "oops", "wrong"],
        ),
        (
            "const kept = createEntityAdapter<User, string>({ selectId: (one) => one.oops, sortComparer: (a, b) => a.wrong - b.id });"
            "const { selectAll } = kept.getSelectors<State>((state) => state.users); selectAll(other)[0].bad;"
            "createSlice({ name: 'x', initialState: kept.getInitialState({ last: null as User | null }), reducers: {"
            "put(state, { payload }: PayloadAction<User>) { state.entities[payload.id].worse = 1; state.last.worst = 2; } } });",
            ["bad", "oops", "worse", "worst", "wrong"],
        ),
        ("const all = createSelector([(s: State) => api.endpoints.user.select('1')(s).data], (one) => one?.oops);", ["oops"]),
        ("dispatch(api.endpoints.user.initiate('1')).unwrap().then((one) => one.oops);", ["oops"]),
        # tables
        ("const table = useReactTable({ data: users, getRowId: (one) => one.oops }); table.getRowModel().rows[0].original.wrong;",
         ["oops", "wrong"]),
        # one of two that are known in different ways
        ("const { user: one } = useLoaderData<typeof loader>(); const shown = useFetcher<User>().data ?? one; shown.oops;", ["oops"]),
        # React Native
        ("const row: ListRenderItem<User> = useCallback(({ item }) => <b>{item.oops}</b>, []);", ["oops"]),
        ("<FlatList data={users} renderItem={({ item: { oops } }) => oops} keyExtractor={(one) => one.wrong} />;", ["oops", "wrong"]),
        # Svelte
        ("derived([person, people], ([$one, $all]) => $all.filter((user) => user.oops || $one.wrong));", ["oops", "wrong"]),
        ("get(derived(people, ($all) => $all.filter((user) => user.oops)))[0].wrong;", ["oops", "wrong"]),
        ("const { subscribe } = person; const own = { subscribe }; derived(own, ($own) => $own.oops);", ["oops"]),
        # Vue
        (
            "defineComponent({ props: { user: { type: Object as PropType<User>, required: true }, all: Array as PropType<User[]> }, "
            "setup(props) { const { user: one } = toRefs(props); return [props.user.oops, one.value.wrong, props.all[0].bad]; } });",
            ["bad", "oops", "wrong"],
        ),
        ("const named = computed<Record<Stage, string>>(() => ({ open: '', oops: '', closed: '' }));", ["oops"]),
        (
            "const emit = defineEmits<{ changed: [user: User, stage: Stage]; gone: [] }>();"
            "emit('changed', { ...user, oops: 1 }, 'wrong'); emit('gone');",
            ["oops", "wrong"],
        ),
        ("const kept = ref(new Map<string, User>()); kept.value.set('1', { ...user, oops: 1 }); kept.value.get('1').wrong;",
         ["oops", "wrong"]),
        # RxJS
        ("const held = new BehaviorSubject<User>({ ...user, oops: 1 }); held.next({ ...held.value, wrong: 1 });", ["oops", "wrong"]),
        # tests
        ("expect(user).toHaveProperty('oops'); expect(user).toHaveProperty('team.wrong', 1);", ["oops", "wrong"]),
        ("const api = { save: (one: User): User => one };\nconst spy = vi.spyOn(api, 'save').mockReturnValue(user);\n"
         "spy.mock.calls[0].oops;\nexpect(spy).toHaveBeenCalledWith({ emial: '' });", ["emial"]),
        ("const spy = vi.fn((one: User) => one.oops); spy({ ...user, wrong: 1 }); expect(spy).toHaveBeenCalledWith({ emial: '' });",
         ["emial", "oops", "wrong"]),
        # VueUse
        ("const { data } = useFetch('/user').json<User>(); data.value?.oops;", ["oops"]),
        # what is read of an answer that is not known itself
        ("const one = await other.get('/user').then((back) => back.json() as Promise<User>); one.oops;", ["oops"]),
    ],
)  # fmt: skip
def test_what_is_passed_on(body: str, names: list[str]) -> None:
    assert found(body) == names


@pytest.mark.parametrize(
    ("top", "names"),
    [
        ("const Card: FC<{ user: User }> = memo(({ user: { oops } }) => <b>{oops}</b>);", ["oops"]),
        ("const Card: React.FC<{ user: User }> = React.memo(function Card({ user }) { return <b>{user.oops}</b>; });", ["oops"]),
        ("function Screen({ route }: NativeStackScreenProps<Screens, 'People'>) { return route.params.user.oops; }", ["oops"]),
        (
            "export const getServerSideProps: GetServerSideProps<{ user: User }> = async () => ({ props: { user: await asked() } });\n"
            "export default function Page({ user }: InferGetServerSidePropsType<typeof getServerSideProps>) { return user.oops; }",
            ["oops"],
        ),
        (
            "const getStaticProps = async () => { const user = await asked(); return { props: { user }, revalidate: 9 }; };\n"
            "function Page({ user }: InferGetStaticPropsType<typeof getStaticProps>) { return user.oops; }",
            ["oops"],
        ),
        (
            "function Card({ user }: { user: User }) { return <b>{user.id}</b>; }\n"
            "const meta = { component: Card, args: { user: { oops: 1 } } } satisfies Meta<typeof Card>;\n"
            "const One: StoryObj<typeof meta> = { args: { user: { wrong: 1 } }, render: ({ user }) => <b>{user.bad}</b> };",
            ["bad", "oops", "wrong"],
        ),
        (
            "type Told = { kind: 'user'; of: User } | { kind: 'team'; of: Team } | { kind: 'none' };\n"
            "function hear(told: Told) { if (told.kind === 'user') { told.of.email; told.of.oops; } "
            "else if (told.kind === 'team') told.of.name; }",
            ["oops"],
        ),
    ],
)  # fmt: skip
def test_what_is_declared(top: str, names: list[str]) -> None:
    assert found("", top) == names


@pytest.mark.parametrize(
    "body",
    [
        "useSWR('/u', { refreshInterval: 5 }).data?.oops; useSWR(['/u', other], other).data.oops;",
        "dispatch(other).unwrap().then((one) => one.oops); const back = await dispatch(load(user.team)); back.payload.oops;",
        "useLoaderData<typeof missing>().oops; useFetcher().data?.oops;",
        "const { data } = useFetch('/user').json<User>(); data;",
        "other.then((one) => one, (bad) => user).oops;",
    ],
)
def test_what_is_not_known(body: str) -> None:
    assert found(body) == []


def test_a_query_of_a_hook_gives_what_the_client_that_it_asks_gives() -> None:
    """The function that asks is given no path itself, and the hook around it might be."""
    tree = {
        "contracts/tool.contract.ts": "/** A tool. */\nexport interface Tool { id: string; label: string }\n",
        "src/api.ts": (
            'import type { Tool } from "../contracts/tool.contract";\n'
            "async function request<T>(path: string): Promise<T> { return (await fetch(path)).json() as T; }\n"
            "export const tools = { get: (toolId: string) => request<Tool>(`/tools/${toolId}`) };\n"
        ),
        "src/hooks.ts": (
            'import { useQuery } from "@tanstack/react-query";\nimport { tools } from "./api";\n'
            "export function useTool(toolId: string) {\n"
            "  return useQuery({ queryKey: [toolId], queryFn: () => tools.get(toolId) });\n}\n"
        ),
        "src/Page.tsx": (
            'import { useTool } from "./hooks";\n'
            "export function Page() { const { data } = useTool('1'); return data ? data.label + data.name : null; }\n"
        ),
    }
    told = [(f.rule, f.message.split("`")[1]) for f in check(snapshot_as_written(tree)) if f.severity == "error"]
    assert told == [("unknown-property", "name")]
