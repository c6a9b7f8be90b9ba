"""Types that are written at the call of a function of our own that asks for an answer: `http<{ rooms: Room[] }>("/rooms")`."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A room. */
export interface Room { /** @format uuid */ id: string; name: string }
/** One room, in an envelope. @api GET /rooms/{id} */
export interface GetRoom { params: { id: string }; response: { data: Room }; errors: { 404: { code: string } } }
/** All of them, by name. @api GET /rooms */
export interface ListRooms { response: Room[] }
"""
HTTP = """
export async function http<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(`${import.meta.env.VITE_API}${path}`, { ...init });
  if (!response.ok) throw new Error(response.statusText);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}
export const get = <T>(path: string) => http<T>(path, { method: "GET" });
export async function load<T>(path: string): Promise<T> {
  const answer = await http<{ data: T }>(path);
  return answer.data;
}
"""


def _told(code: str, http: str = HTTP) -> list[str]:
    page = 'import { get, http, load } from "./http";\n' + code
    snapshot = snapshot_as_written({"c/rooms.contract.ts": CONTRACT, "web/http.ts": http, "web/rooms.ts": page})
    return [f"{f.rule}: {page[f.range.start : f.range.end]}" for f in check(snapshot) if f.path == "web/rooms.ts"]


@pytest.mark.parametrize(
    "code",
    [
        "export const room = (id: string) => http<{ data: { name: string } }>(`/rooms/${id}`);",
        "export const rooms = () => get<{ id: string; name: string }[]>(`/rooms`);",
        "export const room = (id: string) => load<{ id: string; name: string }>(`/rooms/${id}`);",
    ],
)
def test_what_the_contract_has_is_not_told(code: str) -> None:
    assert _told(code) == []


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("http<{ data: { title: string } }>(`/rooms/${id}`);", "unknown-response-field: title"),
        ("http<{ room: { name: string } }>(`/rooms/${id}`);", "unknown-response-field: room"),
        ("get<{ id: string; title: string }[]>(`/rooms`);", "unknown-response-field: title"),
        ("get<{ rooms: { id: string }[] }>(`/rooms`);", "unfit-member: rooms"),
    ],
)
def test_a_name_that_the_answer_lacks_is_told(code: str, told: str) -> None:
    assert _told(f"export const asked = (id: string) => {code}") == [told]


@pytest.mark.parametrize(
    "given",
    [
        "const body = await response.json();\n  return body.data as T;",
        "return unwrapped<T>(response);",
        "return { body: await response.json(), status: response.status } as unknown as T;",
    ],
)
def test_what_a_function_takes_out_of_the_answer_is_not_the_whole_of_it(given: str) -> None:
    http = HTTP.replace("return response.status === 204 ? (undefined as T) : ((await response.json()) as T);", given)
    assert given in http
    for call in ("http", "get"):
        assert _told(f"export const asked = (id: string) => {call}<{{ title: string }}>(`/rooms/${{id}}`);", http) == []


def test_a_name_that_a_test_expects_of_an_answer_that_it_says_the_type_of_is_told() -> None:
    test = """import type { Room } from "../c/rooms.contract";
it("finds one", async () => {
  const answer = await app.request(`/rooms/${1}`);
  const room = (await answer.json()).data as Room;
  expect(room.title).toBe("Hall");
});
"""
    snapshot = snapshot_as_written({"c/rooms.contract.ts": CONTRACT, "api/rooms.test.ts": test})
    assert [test[f.range.start : f.range.end] for f in check(snapshot) if f.path == "api/rooms.test.ts"] == ["title"]


@pytest.mark.parametrize(
    "code",
    [
        "export const rooms = async () => (await http<{ data: Room; WORD: number }>(`/rooms/1`)).rest;",
        "const asked = () => http<{ data: Room; WORD: number }>(`/rooms/1`);\nexport const rest = async () => (await asked()).rest;",
        "export function Page() {\n"
        "  const { data } = useSWR<{ data: Room; WORD: number }>('/rooms/1', http);\n"
        "  return data?.rest;\n"
        "}",
    ],
)
def test_what_a_type_lacks_that_is_written_at_a_call_is_told(code: str) -> None:
    code = 'import useSWR from "swr";\nimport type { Room } from "../c/rooms.contract";\n' + code
    told = [t for t in _told(code.replace("WORD", "total")) if t.startswith("unknown-property")]
    assert told == ["unknown-property: rest"]
    assert [t for t in _told(code.replace("WORD", "rest")) if t.startswith("unknown-property")] == []
