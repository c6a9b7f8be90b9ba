"""What tests of TypeScript let others answer in the place of what they stand for: factories, mocked functions, clients and servers."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What a seat is. */
export type SeatState = "free" | "held" | "sold";
/** A seat.
 * @db Seat
 */
export interface Seat {
  /** @format uuid */
  id: string;
  row: string; state: SeatState; priceCents: number; note?: string; hall: { name: string; floor: number } }
"""
SCHEMA = """
model Seat {
  id String @id
  row String
  state SeatState
  priceCents Int
  note String?
  hall Json
}
enum SeatState { free held sold }
"""


def said(code: str, **others: str) -> list[str]:
    """What is said of a test, each finding by its rule and the name that it is about."""
    texts = {"api/seats.contract.ts": CONTRACT, "api/seats.test.ts": code, **others}
    found = [f for f in check(snapshot_as_written(texts)) if f.path == "api/seats.test.ts"]
    return sorted(f"{f.rule} {f.message.split('`')[1]}" for f in found)


FISHERY = """
import { Factory } from "fishery";
import type { Seat } from "./seats.contract";
const seats = Factory.define<Seat>(({ sequence }) => ({
  id: `${sequence}`, row: "A", state: "free", priceCents: 900, hall: { name: "Red", floor: 1 } }));
"""


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (FISHERY, []),
        (FISHERY.replace("row:", "line:"), ["missing-property row", "unknown-property line"]),
        (FISHERY.replace('"free"', '"open"'), ["unknown-value open"]),
        (FISHERY + 'seats.build({ state: "held", hall: { floor: 2 } }).priceCents;', []),
        (FISHERY + 'seats.build({ state: "taken" });', ["unknown-value taken"]),
        (FISHERY + "seats.buildList(2, { price: 3 });", ["unknown-property price"]),
        (FISHERY + "seats.build({ hall: { storey: 2 } });", ["unknown-property storey"]),
        (FISHERY + "seats.buildList(2)[0].price;", ["unknown-property price"]),
    ],
)
def test_a_factory_of_fishery_makes_what_its_type_says(code: str, found: list[str]) -> None:
    assert said(code) == found


PRISMA = """
import { prisma } from "./client";
import { prismaMock } from "./mocks";
const held = { id: "s1", row: "A", state: "held", priceCents: 900 };
"""


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('prismaMock.seat.findMany.mockResolvedValue([{ id: "s1", row: "A", state: "sold" }]);', []),
        ('prismaMock.seat.findMany.mockResolvedValue([{ id: "s1", line: "A" }]);', ["unknown-column line"]),
        ('vi.mocked(prisma.seat.findMany).mockResolvedValue([{ state: "taken" }]);', ["unknown-value taken"]),
        ('jest.mocked(prisma.seat.create).mockResolvedValueOnce({ price: 3 } as never);', ["unknown-column price"]),
        ('(prisma.seat.findUnique as jest.Mock).mockResolvedValue({ ...held, price: 3 });', ["unknown-column price"]),
        ('jest.spyOn(prisma.seat, "update").mockResolvedValue({ price: 3 } as any);', ["unknown-column price"]),
        ('const db = { seat: { findFirst: vi.fn().mockResolvedValue({ price: 3 }) } };', ["unknown-column price"]),
        ('vi.mock("./client", () => ({ prisma: { seat: { findMany: vi.fn().mockResolvedValue([{ state: "open" }]) } } }));',
         ["unknown-value open"]),
        ('prismaMock.seat.findUnique.mockResolvedValue(null); prismaMock.seat.findFirst.mockResolvedValue(held);', []),
        ('const made = { line: "A" };\nprismaMock.seat.findFirst.mockResolvedValue(made);', ["unknown-column line"]),
        ('prismaMock.seat.groupBy.mockResolvedValue([{ state: "sold", _count: { id: 2 } }]);', []),
        ('prismaMock.seat.findMany.mockResolvedValue([{ ...held, _count: { tickets: 2 } }]);', []),
        ('prismaMock.seat.count.mockResolvedValue(4); prismaMock.seat.updateMany.mockResolvedValue({ count: 1 });', []),
        ('prismaMock.seat.create.mockImplementation(async ({ data }) => ({ ...data, line: "A" }));', ["unknown-column line"]),
        ('prismaMock.show.findMany.mockResolvedValue([{ line: "A" }]);', []),
        ('other.seat.findMany.mockResolvedValue([{ line: "A" }]);', []),
        ('expect(prismaMock.seat.create).toHaveBeenCalledWith({ data: expect.objectContaining({ state: "held" }) });', []),
        ('expect(prismaMock.seat.create).toHaveBeenCalledWith({ data: expect.objectContaining({ state: "new" }) });',
         ["unknown-value new"]),
        ('expect(prisma.seat.findMany).toHaveBeenCalledWith(expect.objectContaining({ where: { line: "A" } }));',
         ["unknown-column line"]),
        ('expect(prisma.seat.update).toHaveBeenCalledWith({ where: { id: expect.any(String) }, data: { row: "B" } });', []),
    ],
)  # fmt: skip
def test_a_mocked_client_of_prisma_gives_and_is_asked_what_the_model_has(code: str, found: list[str]) -> None:
    assert said(PRISMA + code, **{"prisma/schema.prisma": SCHEMA}) == found


ENDPOINTS = """
import type { Seat } from "./seats.contract";
/** What is wrong. */
export interface Refusal { reason: "taken" | "gone"; field: string | null }
/** Seats and how many there are. */
export interface SeatPage { seats: Seat[]; total: number }
/** One seat. @api GET /seats/:id */
export interface GetSeat { params: { id: string }; response: Seat; errors: Refusal }
/** Some seats. @api GET /seats */
export interface ListSeats { response: SeatPage; errors: Refusal }
/** Those of a row. @api GET /rows/:row */
export interface ListRow { params: { row: string }; response: Seat[]; errors: Refusal }
"""
CLIENT = """
import axios from "axios";
import type { Seat } from "./seats.contract";
import type { SeatPage } from "./endpoints.contract";
async function get<T>(path: string): Promise<T> {
  const response = await fetch(path);
  if (!response.ok) throw new Error("refused");
  return (await response.json()) as T;
}
export const api = {
  seat: (id: string) => get<Seat>(`/seats/${id}`),
  page: () => get<SeatPage>("/seats"),
  row: (row: string) => get<Seat[]>(`/rows/${row}`),
  first: async (): Promise<{ label: string }> => { const page = await get<SeatPage>("/seats"); return { label: page.seats[0].row }; },
};
export async function loadSeat(id: string): Promise<Seat> { return (await axios.get<Seat>(`/seats/${id}`)).data; }
"""
MOCKED = """
import { api, loadSeat } from "./client";
const fetchMock = vi.fn();
function answer(body: unknown, status = 200) { fetchMock.mockResolvedValueOnce(new Response(JSON.stringify(body), { status })); }
it("loads", async () => {
  CODE
});
"""


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('answer({ id: "s1", row: "A", state: "sold" });\n  await api.seat("s1");', []),
        ('answer({ id: "s1", line: "A", state: "new" });\n  const seat = await api.seat("s1");',
         ["unknown-property line", "unknown-value new"]),
        ('fetchMock.mockResolvedValueOnce({ ok: true, json: async () => ({ seats: [], count: 0 }) });\n  await api.page();',
         ["unknown-property count"]),
        ('global.fetch = vi.fn().mockResolvedValue({ json: () => Promise.resolve([{ id: "s1", line: "A" }]) });\n  await api.row("A");',
         ["unknown-property line"]),
        ('vi.spyOn(global, "fetch").mockResolvedValue(Response.json({ id: "s1", line: "" }));\n  await expect(api.seat("s")).rejects;',
         ["unknown-property line"]),
        ('fetchMock.mockResponseOnce(JSON.stringify({ id: "s1", state: "open" }));\n  await api.seat("s1");', ["unknown-value open"]),
        ('vi.stubGlobal("fetch", vi.fn(async () => new Response(JSON.stringify({ id: "s1", line: "A" }))));\n  await api.seat("s1");',
         ["unknown-property line"]),
        ('vi.mocked(axios.get).mockResolvedValue({ data: { id: "s1", line: "A" } });\n  await loadSeat("s1");', ["unknown-property line"]),
        ('const row = [{ id: "s1", line: "A" }];\n  answer(row);\n  await api.row("A");', ["unknown-property line"]),
        ('const shown = [{ id: "s1", state: "new", row: "A" }];\n  answer(shown);\n  await api.first();', []),
        # Two answers are those of two calls.
        ('answer({ id: "s1", line: "A" });\n  answer({ seats: [], total: 1 });\n  await api.seat("s1");\n  await api.page();',
         ["unknown-property line"]),
        # A refusal is no seat, and a call that makes something else of the answer says nothing of it.
        ('answer({ message: "no", code: 4 }, 404);\n  await api.seat("s1").catch(() => null);', []),
        ('fetchMock.mockResolvedValueOnce({ ok: false, json: async () => ({ id: "s1", cause: "" }) });\n  await api.seat("s1");', []),
        ('answer({ seats: [{ row: "A" }], total: 1 });\n  await api.first();', []),
        ('answer({ reason: "gone", field: null }, 410);\n  await api.seat("s1").catch(() => null);', []),
        ('answer({ reason: "gone", fields: null }, 410);\n  await api.seat("s1").catch(() => null);', ["unknown-property fields"]),
        ('load.mockRejectedValue({ reason: "sold", field: null });\n  await page();', ["unknown-value sold"]),
        ('load.mockRejectedValueOnce({ response: { status: 409, data: { reason: "gone", path: "" } } });', ["unknown-property path"]),
        ('load.mockRejectedValueOnce({ name: "AbortError" });\n  load.mockRejectedValue(new Error("no"));', []),
        # What has hardly any of the names answers another request.
        ('answer({ token: "t", expires: 3 });\n  await api.seat("s1");', []),
        ('answer({ data: { id: "s1" } });\n  await api.seat("s1");', []),
        ('answer({ id: "s1", line: "A" });', []),
    ],
)  # fmt: skip
def test_what_a_mocked_fetch_answers_is_what_the_next_call_gives(code: str, found: list[str]) -> None:
    others = {"api/endpoints.contract.ts": ENDPOINTS, "api/client.ts": CLIENT}
    assert said(MOCKED.replace("CODE", code), **others) == found


OFFICE = """
import type { Seat } from "./seats.contract";
export class Seats {
  async find(id: string): Promise<Seat | null> { return null; }
  async save(seat: Seat): Promise<Seat> { return seat; }
}
export interface Services { seats: Seats; quote: (id: string) => Promise<Seat> }
export function createApp({ seats, quote }: Services) { return { seats, quote }; }
export class Office { constructor(private readonly seats: Seats) {} }
"""
GIVEN = """
import { createApp, Office, Seats } from "./office";
const seats = { find: jest.fn(), save: jest.fn().mockResolvedValue(null) };
const quote = jest.fn();
let office: Office;
"""
FINDS = 'it("finds", () => { seats.find.mockResolvedValue({ id: "s1", line: "A" }); });'


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("const app = createApp({ seats: null, quote });\n"
         'it("quotes", () => { quote.mockResolvedValue({ id: "s1", state: "new" }); });', ["unknown-value new"]),
        (f"office = new Office(seats as any);\n{FINDS}", ["unknown-property line"]),
        (f"beforeEach(() => {{ office = new Office(seats as unknown as Seats); }});\n{FINDS}", ["unknown-property line"]),
        (f"createApp({{ seats: seats as unknown as jest.Mocked<Seats>, quote }});\n{FINDS}", ["unknown-property line"]),
        ("office = new Office(seats as never);\n"
         'it("saves", () => { expect(seats.save).toHaveBeenCalledWith(expect.objectContaining({ rwo: "A" })); });',
         ["unknown-property rwo"]),
        ("office = new Office(seats as never);\n"
         'it("saves", () => { seats.find.mockReset(); seats.save.mockRejectedValue(new Error("no")); seats.save.mock.calls[0]; });', []),
        ("office = new Office(seats as never);\n"
         'it("finds", () => { seats.find.mockResolvedValue({ id: "s1", row: "A" }); seats.find.mockResolvedValue(null); });', []),
        (FINDS, []),
    ],
)  # fmt: skip
def test_a_mock_without_a_type_is_what_it_is_given_for(code: str, found: list[str]) -> None:
    assert said(GIVEN + code, **{"api/office.ts": OFFICE}) == found


REFUSING = """
import type { Refusal, Seat } from "./endpoints.contract";
export class Refused extends Error {
  constructor(readonly status: number, readonly reason: Refusal["reason"], message: string) { super(message); }
}
function ensure(id: string) { if (!id) throw new Refused(404, "gone", "No such seat."); }
export async function hold(id: string): Promise<Seat> {
  if (id === "s1") throw new Refused(409, "taken", "Somebody sits there.");
  return load(id);
}
export const free = async (id: string) => { ensure(id); return load(id); };
export class Office { async sell(id: string): Promise<Seat> { if (!id) throw new Refused(404, "gone", "No."); return load(id); } }
export async function other(id: string) { if (!id) throw new Error("none"); return load(id); }
"""
EXPECTS = """
import { hold, free, other, Office } from "./office";
const office = new Office();
it("is refused", async () => {
  CODE
});
"""


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('await expect(hold("s1")).rejects.toMatchObject({ status: 409, reason: "taken" });', []),
        ('await expect(hold("s1")).rejects.toMatchObject({ status: 409, reason: "sold" });', ["unknown-value sold"]),
        ('await expect(hold("s1")).rejects.toHaveProperty("reason", "sold");', ["unknown-value sold"]),
        ('await expect(free("")).rejects.toThrow(expect.objectContaining({ reason: "lost" }));', ["unknown-value lost"]),
        ('await expect(() => office.sell("")).rejects.toEqual(expect.objectContaining({ reason: "lost" }));', ["unknown-value lost"]),
        ('await expect(hold("s1")).rejects.toMatchObject({ name: "Refused", message: "No.", cause: undefined });', []),
        ('await expect(hold("s1")).rejects.toThrow("taken"); await expect(hold("s1")).rejects.toThrow(Refused);', []),
        ('await expect(other("")).rejects.toMatchObject({ reason: "lost" });', []),
        ('await expect(hold("s1")).rejects.toMatchObject({ reason: "P2025" });', []),
        ('load.mockRejectedValue(error);\n  await expect(hold("s1")).rejects.toMatchObject({ reason: "down" });', []),
        ('await expect(hold("s1")).resolves.toMatchObject({ state: "sold" });', []),
    ],
)  # fmt: skip
def test_an_error_that_a_test_expects_is_one_that_the_function_throws(code: str, found: list[str]) -> None:
    others = {"api/endpoints.contract.ts": ENDPOINTS, "api/office.ts": REFUSING}
    assert said(EXPECTS.replace("CODE", code), **others) == found


SAVING = """
import { Seats } from "./office";
describe("seats", () => {
  const seat = { id: "s1", row: "A", state: "free", priceCents: 3, hall: { name: "Red", floor: 1 } };
  it("are saved", async () => {
    await new Seats().save(GIVEN);
  });
});
"""


@pytest.mark.parametrize(
    ("written", "given", "found"),
    [
        ('row: "A"', "seat", []),
        ('line: "A"', "seat", ["unknown-property line"]),
        ('rwo: "A"', "{ ...seat, state: 'held' }", ["unknown-property rwo"]),
        ('row: "A", extra: 1', "{ ...seat, state: 'nope' }", ["unknown-value nope"]),
    ],
)
def test_an_object_that_the_tests_of_a_group_share_is_held_to_what_takes_it(
    written: str, given: str, found: list[str]
) -> None:
    code = SAVING.replace("GIVEN", given).replace('row: "A"', written)
    assert said(code, **{"api/office.ts": OFFICE}) == found
