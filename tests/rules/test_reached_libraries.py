"""What well-known libraries take and give, on the way from TypeScript code to a contract."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A team. */
export interface Team { name: string }
/** A person. */
export interface User { id: string; email: string; team: Team; teams: Team[]; role: "admin" | "member" }
/** A part of a list. */
export interface UserPage { items: User[]; next: string | null }
/** What is searched for. */
export interface Search { query: { text?: string; page?: number } }
/** Why not. */
export interface Problem { reason: string }
/** What a card shows. */
export interface CardProps { user: User; compact?: boolean }
"""
API = """
import axios from "axios";
import type { Search, User, UserPage } from "./contracts/user.contract";
async function request<T>(path: string, body?: unknown): Promise<T> { return (await fetch(path)).json() as Promise<T>; }
type Filter = Omit<Search["query"], "page">;
export const api = {
  list: (filter: Filter) => request<UserPage>("/users", filter),
  one: (id: string) => request<User>(`/users/${id}`),
  save: (user: User) => request<User>("/users", user),
};
export const oneOptions = (id: string) => queryOptions({ queryKey: ["user", id], queryFn: () => api.one(id) });
export const emailOptions = (id: string) => queryOptions({ queryFn: () => api.one(id), select: (user) => user.email });
export const listOptions = (filter: Filter) =>
  infiniteQueryOptions({ queryFn: () => api.list(filter), getNextPageParam: (last) => last.next });
export function useUsers(filter: Filter) {
  const query = useInfiniteQuery(listOptions(filter));
  return { ...query, users: query.data?.pages.flatMap((page) => page.items) ?? [] };
}
"""
STORE = """
import { createApi } from "@reduxjs/toolkit/query/react";
import { combineSlices, configureStore, createAsyncThunk, createSelector, createSlice } from "@reduxjs/toolkit";
import type { Search, User, UserPage } from "./contracts/user.contract";
import { api } from "./api";
export const rtk = createApi({
  endpoints: (builder) => ({
    list: builder.query<UserPage, Search["query"] | void>({ query: (search) => ({ url: "users", params: search ?? {} }) }),
    save: builder.mutation<User, { id: string } & Search["query"]>({ query: ({ id }) => `users/${id}` }),
  }),
});
export const { useListQuery, useSaveMutation } = rtk;
interface State { byId: Record<string, User>; latest: User | null }
const initialState: State = { byId: {}, latest: null };
export const load = createAsyncThunk("load", async (search: Search["query"]) => (await api.list(search)).items);
const slice = createSlice({
  name: "users",
  initialState,
  reducers: { show(state, action: PayloadAction<User>) { state.latest = action.payload; } },
});
export const { show } = slice.actions;
const people = createSlice({
  name: "people",
  initialState,
  reducers: {
    named: {
      reducer(state, action: PayloadAction<User>) { state.latest = action.payload; },
      prepare: (user: User) => ({ payload: user }),
    },
  },
  selectors: { selectNewest: (state) => state.latest },
});
export const { named } = people.actions;
export const { selectNewest } = people.selectors;
export const store = configureStore({ reducer: combineSlices(people, rtk) });
export type RootState = ReturnType<typeof store.getState>;
export const useAppSelector = useSelector.withTypes<RootState>();
export const selectLatest = createSelector([(state: { users: State }) => state.users], (users) => users.latest);
"""
SCHEMA = """
import { pgTable, text, timestamp } from "drizzle-orm/pg-core";
const times = { createdAt: timestamp("created_at").notNull() };
/** @contract User subset */
export const users = pgTable("users", { id: text("id").primaryKey(), email: text("email").notNull(), ...times });
"""
HEAD = """
import { createEntityAdapter } from "@reduxjs/toolkit";
import { forwardRef, memo, useState, useRef, useReducer } from "react";
import { create, type StateCreator } from "zustand";
import { persist } from "zustand/middleware";
import { api, oneOptions, emailOptions, listOptions, useUsers } from "./api";
import { users } from "./schema";
import { load, named, rtk, selectLatest, selectNewest, show, store, useAppSelector, useListQuery, useSaveMutation } from "./store";
import type { CardProps, Problem, Search, Team, User, UserPage } from "./contracts/user.contract";
interface Shown { latest: User[]; show(user: User): void }
interface Rest { chosen: User }
"""


def found(body: str) -> list[str]:
    files = {
        "src/contracts/user.contract.ts": CONTRACT,
        "src/api.ts": API,
        "src/schema.ts": SCHEMA,
        "src/store.ts": STORE,
        "src/use.tsx": f"{HEAD}\nasync function use(user: User, list: User[]) {{\n{body}\n}}\n",
    }
    findings = [f for f in check(snapshot_as_written(files)) if f.rule in ("unknown-property", "unknown-prop")]
    assert {f.path for f in findings} <= {"src/use.tsx"}
    return [f.message.split("`")[1] for f in findings]


@pytest.mark.parametrize(
    "body",
    [
        # TanStack Query
        "const { data } = useQuery(oneOptions('1')); data?.oops;",
        "const { data } = useQuery({ ...oneOptions('1'), enabled: true }); data?.oops;",
        "useQuery({ ...oneOptions('1'), select: (user) => user.oops });",
        "const { data } = useInfiniteQuery(listOptions({})); data?.pages[0].oops;",
        "useUsers({}).users.map((user) => user.oops);",
        "useUsers({ oops: 1 });",
        "infiniteQueryOptions({ queryFn: () => api.list({}), getNextPageParam: (last) => last.oops });",
        "useMutation({ mutationFn: (user: User) => api.save(user), onSuccess: (saved) => saved.oops });",
        "useMutation({ mutationFn: api.save, onSuccess(saved) { saved.oops; } });",
        "const save = useMutation({ mutationFn: api.save }); save.mutate({ ...user, oops: 1 });",
        "const save = useMutation({ mutationFn: api.save }); save.mutate(user, { onSuccess: (saved) => saved.oops });",
        "useMutation<User, Problem, User>({ mutationFn: (user) => user.oops });",
        "const { error } = useQuery<User, Problem>({ queryFn: f }); error?.oops;",
        "useQuery<User>({ queryFn: f, select: (user) => user.oops });",
        "client.getQueryData<User>(['user'])?.oops;",
        "client.setQueryData<User>(['user'], (before) => before && { ...before, oops: 1 });",
        "client.setQueryData<User[]>(['users'], (before) => before?.map((user) => user.oops));",
        # React
        "const Card = forwardRef<HTMLElement, CardProps>(({ user }, ref) => <p ref={ref}>{user.oops}</p>);",
        "const Card = forwardRef<HTMLElement, CardProps>(function Card({ oops }, ref) { return <p ref={ref} />; });",
        "const Card = memo<CardProps>((props) => <p>{props.user.oops}</p>);",
        "const last = useRef<User | null>(null); last.current?.oops;",
        # forms and stores
        "useForm<User>({ defaultValues: { oops: '' } });",
        "create<{ latest: User | null }>()((set, get) => ({ latest: null, clear: () => { get().latest?.oops; } }));",
        "const slice: StateCreator<Shown & Rest, [['zustand/immer', never]], [], Shown> = (set) => ({ latest: [], show: (u) => u.oops });",
        "const slice: StateCreator<Shown> = (set) => ({ latest: [], show: () => set((state) => { state.latest[0].oops = 1; }) });",
        "const slice: StateCreator<Shown & Rest, [], [], Shown> = (set, get) => ({ latest: [], show: () => get().chosen.oops });",
        "create<{ latest: User | null }>()(persist((set, get) => ({ latest: null, f: () => get().latest?.oops }), {}));",
        "createAsyncThunk<User, Search['query']>('x', async (query) => { query.oops; return api.one('1'); });",
        "builder.query<User, Search['query']>({ query: (query) => query.oops });",
        "builder.query<User[], void>({ providesTags: (list) => list.map((user) => user.oops) });",
        # Redux
        "const { data } = useListQuery(); data?.items[0].oops;",
        "useListQuery({ oops: 1 });",
        "const [save] = useSaveMutation(); save({ id: '', oops: 1 });",
        "const [save] = useSaveMutation(); const saved = await save({ id: '' }).unwrap(); saved.oops;",
        "const [, { data }] = useSaveMutation(); data?.oops;",
        "useSelector(selectLatest)?.oops;",
        "dispatch(load({ oops: 1 }));",
        "dispatch(show({ ...user, oops: 1 }));",
        "createSlice({ initialState: { latest: user }, reducers: { f: (state) => { state.latest.oops; } } });",
        "createSlice({ initialState: { latest: user }, reducers: { f(state, { payload }: PayloadAction<User>) { payload.oops; } } });",
        "createSlice({ initialState: { latest: user }, extraReducers: (b) => "
        "{ b.addCase(x, (s) => {}).addCase(load.fulfilled, (s, a) => { a.payload[0].oops; }); } });",
        "createSlice({ initialState: { latest: user }, extraReducers: (b) => b.addCase(x, (state) => { state.latest.oops; }) });",
        "createEntityAdapter<User>({ selectId: (user) => user.oops });",
        "createSlice({ initialState: { latest: user }, selectors: { f: (state) => state.latest.oops } });",
        "createSlice({ initialState: { latest: user }, reducers: { f: { reducer(state) { state.latest.oops; }, prepare: () => ({}) } } });",
        "useAppSelector((state) => state.people.latest?.oops);",
        "selectNewest(store.getState())?.oops;",
        "listener.startListening({ actionCreator: named, effect: (action) => action.payload.oops });",
        "listener.startListening({ matcher: rtk.endpoints.list.matchFulfilled, effect: (action) => action.payload.oops });",
        "rtk.useListQuery({}, { selectFromResult: ({ data }) => ({ first: data?.oops }) });",
        "const [save] = rtk.useSaveMutation(); const saved = await save({ id: '1' }); saved.data.oops;",
        "(await store.dispatch(rtk.endpoints.list.initiate({}))).data?.oops;",
        "dispatch(named({ ...user, oops: 1 }));",
        "createSlice({ initialState: { a: 1 }, extraReducers: (b) => b.addMatcher(rtk.endpoints.list.matchFulfilled, "
        "(state, { payload }) => payload.oops) });",
        "rtk.util.updateQueryData('list', {}, (draft) => { draft.oops; });",
        "builder.query<User[], Search['query']>({ merge: (cache, more) => cache.push(...more.map((user) => user.oops)) });",
        "builder.query<User[], Search['query']>({ serializeQueryArgs: ({ queryArgs }) => queryArgs.oops });",
        # axios
        "const http = axios.create({}); (await http.get<User>('/')).data.oops;",
        "function f(error: AxiosError<Problem>) { error.response?.data.oops; }",
        # lists
        "const [first, ...others] = list; others.map((user) => user.oops);",
        "list.reduce((a, b) => (a.id < b.id ? a : b)).oops;",
        "list.reduce<Record<string, User[]>>((by, user) => by, {})['x'].map((user) => user.oops);",
        "list.reduce((by, user) => by.set(user.id, user), new Map<string, User>()).get('1')?.oops;",
        "list.flatMap((user) => user.teams).map((team) => team.oops);",
        "function f(by: Partial<Record<string, User>>) { by['x']?.oops; }",
        "const { [user.oops]: first, ...rest } = {} as Record<string, User>;",
        "const { id, ...rest } = user; rest.oops;",
        # Drizzle
        "db.select().from(users).where(eq(users.oops, '1'));",
    ],
)
def test_what_is_not_there(body: str) -> None:
    assert found(body) == ["oops"]


@pytest.mark.parametrize(
    "body",
    [
        "const { data } = useQuery(emailOptions('1')); data?.oops;",
        "const { data } = useQuery(oneOptions('1')); data?.team.name.oops;",
        "const { data } = useQuery({ ...oneOptions('1'), select: (user) => ({ oops: user.id }) }); data?.oops;",
        "const { data } = useQuery({ ...other, queryFn: f }); data?.oops;",
        "useUsers({ text: 'x' }).fetchNextPage(); useUsers({}).users.length;",
        "useMutation({ mutationFn: api.save, onError: (error) => error.oops, onMutate: () => ({ oops: 1 }) });",
        "client.setQueryData<User>(['user'], { ...user, email: '' });",
        "const Card = forwardRef<HTMLElement, CardProps>(({ user, compact }, ref) => <p title={user.id}>{ref.oops}</p>);",
        "useForm<User>({ defaultValues: { email: '' }, resolver: x, mode: 'onBlur' });",
        "const slice: StateCreator<Shown & Rest, [], [], Shown> = (set) => ({ latest: [], show: (u) => set({ chosen: u, latest: [] }) });",
        "const slice: StateCreator<Shown> = (set, get) => ({ latest: [], show: (u) => set({ latest: [...get().latest, u] }, false) });",
        "create<{ latest: User | null; f(): void }>()(persist((set) => ({ latest: null, f: () => set({ latest: user }) }), {}));",
        "const { data, isLoading } = useListQuery({ text: '' }); data?.items.length; isLoading;",
        "const [save, { isLoading }] = useSaveMutation(); save({ id: '', text: '' }); isLoading;",
        "dispatch(load({ text: '' })); dispatch(show(user)); useSelector((state) => state.oops);",
        "const shown = useStatusSelector(user); shown.oops;",
        "createSlice({ initialState: f(), reducers: { f: (state) => { state.oops; } } });",
        "useAppSelector((state) => state.rtk.oops); useAppSelector((state) => state.other.oops); dispatch(named(user));",
        "rtk.util.updateQueryData('other', {}, (draft) => { draft.oops; }); rtk.util.resetApiState();",
        "listener.startListening({ matcher: f, effect: (action) => action.payload.oops });",
        "const http = axios.create({}); (await http.get('/')).data.oops; http.interceptors.request.use(f); http.defaults;",
        "const [oops, ...others] = [user.id, list]; others.oops;",
        "list.reduce((sum, user) => sum + user.id.length, 0).oops;",
        "list.reduce((by, user) => ({ ...by, [user.id]: user }), {}).oops;",
        "const { id, ...rest } = { ...user, oops: 1 }; rest.oops;",
        "users.createdAt; users.id; users.$inferSelect;",
    ],
)
def test_what_is_there_or_not_known(body: str) -> None:
    assert found(body) == []
