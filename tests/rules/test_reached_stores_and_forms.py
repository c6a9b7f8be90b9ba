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
