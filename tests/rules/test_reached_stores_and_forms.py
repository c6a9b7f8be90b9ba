"""Stores of zustand and forms that a schema checks, followed to the contract; and requests through functions that say a type in place."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A guest. */
export interface Guest { id: string; fullName: string }
/** What a new booking holds. */
export interface NewBooking { roomId: string; guestCount: number; lines: { sku: string }[] }
/** Signs in.
 * @api POST /sessions */
export interface SignIn { request: { email: string }; response: { token: string; guest: Guest }; errors: never }
/** Lists rooms.
 * @api GET /rooms */
export interface ListRooms { query: { from: string; until?: string }; response: { rooms: string[] }; errors: never }
"""
STORE = """
import { create } from "zustand";
import type { Guest, SignIn } from "./a.contract";
interface State { guest: Guest | null; start: (session: SignIn["response"]) => void; rename: (name: string) => void }
"""
SCHEMA = """
import { z } from "zod";
import { useForm, Controller } from "react-hook-form";
import { zodResolver } from "@hookform/resolvers/zod";
import type { NewBooking } from "./a.contract";
export const schema = z.object({
  roomId: z.string(), guestCount: z.number(), lines: z.array(z.object({ sku: z.string() })),
}) satisfies z.ZodType<NewBooking>;
"""
REQUEST = """
async function send<T>(method: string, path: string, query?: Record<string, string>): Promise<T> {
  const answer = await fetch(path + new URLSearchParams(query), { method });
  return answer.json();
}
export const http = { get: <T>(path: string, query?: Record<string, string>) => send<T>("GET", path, query) };
"""
CALL = 'import { http } from "./request";\n'
TOOLKIT = """
import { createAction, createReducer } from "@reduxjs/toolkit";
import type { Guest } from "./a.contract";
interface State { guest: Guest | null; all: Guest[] }
const begin: State = { guest: null, all: [] };
export const added = createAction<Guest>("added");
export const took = createAction("took", (guest: Guest) => ({ payload: guest }));
"""
NGRX = """
import { inject } from "@angular/core";
import { createEntityAdapter, EntityState } from "@ngrx/entity";
import { Actions, createEffect, ofType } from "@ngrx/effects";
import { createAction, createActionGroup, createFeature,
  createReducer, createSelector, emptyProps, on, props, Store } from "@ngrx/store";
import { map } from "rxjs";
import type { Guest } from "./a.contract";
interface State extends EntityState<Guest> { host: Guest | null }
const adapter = createEntityAdapter<Guest>();
const begin: State = adapter.getInitialState({ host: null });
export const opened = createAction("opened", props<{ guest: Guest }>());
export const named = createAction("named", (guest: Guest, at: number) => ({ guest, at }));
export const Guests = createActionGroup({ source: "Guests", events: {
  "Came in": props<{ guest: Guest }>(), Left: emptyProps() } });
export const feature = createFeature({ name: "guests", reducer: createReducer(begin,
  on(opened, (state, { guest }) => ({ ...state, host: guest }))) });
"""
VUEX = """
import { createStore, useStore, type ActionTree, type GetterTree, type Module, type MutationTree, type Store } from "vuex";
import type { InjectionKey } from "vue";
import type { Guest } from "./a.contract";
interface State { guests: Guest[]; host: Guest | null }
export const key: InjectionKey<Store<State>> = Symbol();
"""
TESTS = 'import { test } from "@playwright/test";\n'
# A name in `@right~wrong@` is right in one text and wrong in the other.
CASES = [
    STORE
    + "export const use = create<State>((set) => ({ start: (session) => set({ guest: session.@guest~gast@ }) }));",
    STORE
    + "export const use = create<State>()((set) => ({ start: (session) => set({ guest: session.@guest~gast@ }) }));",
    STORE + "export const use = create<State>((set, get) => ({ rename: (n) => { const { guest } = get(); "
    "if (guest) set({ guest: { ...guest, @fullName~name@: n } }); } }));",
    STORE + "export const use = create<State>((set) => ({ rename: (n) => set((s) => "
    "({ guest: s.guest && { ...s.guest, @fullName~name@: n } })) }));",
    SCHEMA + "export function F() { const { register } = useForm({ resolver: zodResolver(schema) }); "
    'return <input {...register("@roomId~room@")} />; }',
    SCHEMA + "export function F() { const form = useForm({ resolver: zodResolver(schema) }); "
    "return <form onSubmit={form.handleSubmit((values) => save(values.@guestCount~guests@))} />; }",
    SCHEMA + "export function F() { const { control } = useForm({ resolver: zodResolver(schema) }); "
    'return <Controller control={control} name="@guestCount~guests@" render={() => null} />; }',
    SCHEMA
    + "export function F() { const { formState: { errors } } = useForm({ mode: 'all', resolver: zodResolver(schema) }); "
    "return <b>{errors.@roomId~room@?.message}</b>; }",
    CALL + 'export const f = (from: string) => http.get<{ rooms: string[] }>("/rooms", { from, @until~to@: from });',
    TOOLKIT
    + "export const reduce = createReducer(begin, (builder) => { builder.addCase(added, (state, { payload }) => "
    "{ use(payload.@fullName~name@); }); });",
    TOOLKIT + "export const reduce = createReducer(begin, (builder) => builder.addCase(took, (state, action) => "
    "{ state.all.push(action.payload); use(action.payload.@fullName~name@); }));",
    TOOLKIT + 'added({ id: "1", @fullName~name@: "x" });',
    NGRX + "export const reduce = createReducer(begin, on(opened, (state, action) => "
    "adapter.upsertOne({ ...action.guest, @fullName~name@: 'x' }, state)));",
    NGRX
    + "export const reduce = createReducer(begin, on(named, (state, { guest }) => { use(guest.@fullName~name@); return state; }));",
    NGRX + "export const reduce = createReducer(begin, on(Guests.cameIn, (state, { guest }) => "
    "adapter.updateOne({ id: guest.id, changes: { @fullName~name@: 'x' } }, state)));",
    NGRX + "export const reduce = createReducer(begin, on(Guests.left, (state) => ({ ...state, host: state.host && "
    "{ ...state.host, @fullName~name@: 'x' } })));",
    NGRX + "Guests.cameIn({ guest: { id: '1', @fullName~name@: 'x' } });",
    NGRX + "export const first = createSelector(feature.selectGuestsState, (state) => state.host?.@fullName~name@);",
    NGRX
    + "export class Page { host = inject(Store).selectSignal(feature.selectHost); name = () => this.host()?.@fullName~name@; }",
    NGRX
    + "export class Effects { actions$ = inject(Actions); came$ = createEffect(() => this.actions$.pipe(ofType(Guests.cameIn), "
    "map(({ guest }) => guest.@fullName~name@))); }",
    NGRX + "export const came = createEffect((actions$ = inject(Actions)) => actions$.pipe(ofType(opened), "
    "map((action) => action.guest.@fullName~name@)), { functional: true });",
    VUEX + "export const getters: GetterTree<State, State> = { byName: (state) => (name: string) => "
    "state.guests.find((g) => g.@fullName~name@ === name) };",
    VUEX
    + "export const mutations: MutationTree<State> = { RENAME(state, n: string) { if (state.host) state.host.@fullName~name@ = n; } };",
    VUEX + "export const actions: ActionTree<State, State> = { async go({ state, commit, rootState }) { "
    "commit('RENAME', state.host?.id); use(rootState.host?.@fullName~name@); } };",
    VUEX + "export const hosts: Module<State, State> = { state: () => ({ guests: [], host: null }), "
    "getters: { first: (state) => state.guests[0].@fullName~name@ } };",
    VUEX
    + "export const store = createStore<State>({ mutations: { set(state, guest: Guest) { state.host = guest; } } }); "
    "use(store.state.host?.@fullName~name@);",
    VUEX + "export const useHost = () => useStore(key).state.host?.@fullName~name@;",
    TESTS
    + 'test("a", async ({ request }) => { const r = await request.post("/sessions", { data: { @email~emial@: "x" } }); });',
    TESTS + 'test("a", async ({ page }) => { const r = await page.request.post("/sessions", { data: { email: "x" } }); '
    "const body = await r.json(); use(body.@token~tokn@); });",
]
FINE = [
    SCHEMA + "export function F() { const { register } = useForm({ resolver: zodResolver(schema) }); "
    "return <input {...register(`lines.${0}.sku`)} {...register('lines.0.sku')} />; }",
    SCHEMA
    + "export function F() { const { register } = useForm({ resolver: own(schema) }); return <input {...register('other')} />; }",
    SCHEMA + "export function F() { const { register } = useForm<Other>({ resolver: zodResolver(schema) }); "
    "return <input {...register('other')} />; }",
    SCHEMA
    + "export function F() { const { register } = useForm({ resolver: zodResolver(schema.extend({ a: z.string() })) }); "
    "return <input {...register('a')} />; }",
    "export const use = create<State>((set) => ({ start: (session) => session.anything }));",
    TOOLKIT
    + "export const reduce = createReducer(begin, (builder) => { builder.addCase('own', (state, action) => { use(action.any); }); "
    "builder.addCase(load.fulfilled, (state, { payload }) => { use(payload.any); }); });",
    TOOLKIT
    + "export const other = createAction('x'); other({ any: 1 }); other.type; other.match(action); added.toString();",
    NGRX
    + "export const reduce = createReducer(begin, on(opened, Guests.cameIn, Guests.left, (state, action) => { use(action.type); return "
    "{ ...state, ids: [] }; }));",
    NGRX
    + "export const own = createAction('own', (guest: Guest) => ({ named: guest.fullName, at: Date.now() })); own(one).named; own(one).at;",
    NGRX + "Guests.left(); use(Guests.cameIn.type, feature.name, feature.selectIds, opened({ guest }).type);",
    NGRX
    + "export class Effects { all$ = inject(Actions).pipe(ofType(opened, Guests.left), map((action) => action.type)); }",
    VUEX
    + "export const store = createStore({ state: { count: 0, list: [] }, mutations: { add(state, by) { state.count += by.any; } } }); "
    "store.commit('add', { any: 1 }); use(store.getters.any, store.state.list[0].any); store.dispatch('x').then((y) => y.any);",
    "import { createReducer, on } from './own';\nexport const r = createReducer(begin, on(x, (state, action) => state.anything));",
    "import { request } from './own';\nexport const f = () => request.post('/sessions', { data: { anything: 1 } });",
    "import Fastify from 'fastify';\nconst app = Fastify();\napp.get<{ Querystring: { from: string } }>('/rooms', async (request) => "
    "({ rooms: [request.query.from] }));",
]


def _found(source: str) -> list[str]:
    snapshot = snapshot_of(
        {"a.contract.ts": CONTRACT, "request.ts": REQUEST, "web/a.spec.tsx" if TESTS in source else "a.tsx": source}
    )
    found = [f for f in check(snapshot) if not f.path.endswith(".contract.ts") and f.severity in ("error", "warning")]
    return [snapshot.sources[f.path].text[f.range] for f in found]


@pytest.mark.parametrize("code", CASES)
def test_a_wrong_name_is_shown(code: str) -> None:
    before, written, behind = _divided(code)
    right, wrong = written.split("~")
    assert _found(before + wrong + behind) == [wrong]
    assert _found(before + right + behind) == []


@pytest.mark.parametrize("code", FINE)
def test_what_says_something_else_is_left_alone(code: str) -> None:
    assert _found(code) == []


def _divided(code: str) -> tuple[str, str, str]:
    """What stands before, in and behind the two signs around a name; a module's name has one of its own."""
    tilde = code.index("~")
    start, end = code.rindex("@", 0, tilde), code.index("@", tilde)
    return code[:start], code[start + 1 : end], code[end + 1 :]


SAID = """\
import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { Pet } from "./pets.contract";
export const usePets = create(
  persist(
    (set, get) => ({
      pets: [] as Pet[],
      loading: false,
      rename: (id: string, name: string) =>
        set((state) => ({ pets: state.pets.map((pet) => (pet.id === id ? { ...pet, name } : pet)), loading: true })),
      adopt: (id: string) => set({ pets: get().pets.filter((pet) => pet.state !== "adopted"), error: null }),
    }),
    { name: "pets" },
  ),
);
"""
PETS = 'export type State = "here" | "adopted";\nexport interface Pet { id: string; name: string; state: State }\n'


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("loading: false", "loading: false", []),
        ("{ ...pet, name }", '{ ...pet, state: "away" }', ["away"]),
        ("pet.id === id", "pet.key === id", ["key"]),
        ('"adopted"', '"gone"', ["gone"]),
    ],
)
def test_a_store_without_a_type_of_its_own_holds_what_its_first_state_says(old: str, new: str, told: list[str]) -> None:
    page = SAID.replace(old, new)
    snapshot = snapshot_of({"web/pets.contract.ts": PETS, "web/pets.ts": page})
    assert [page[f.range.start : f.range.end] for f in check(snapshot) if f.path == "web/pets.ts"] == told
