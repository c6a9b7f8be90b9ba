"""Requests of which a condition chooses one are held to the endpoint of each: `fetch(id ? `/notes/${id}` : "/notes", { method })`."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A note. */
export interface Note { /** @format uuid */ id: string; text: string }
/** What one writes. */
export interface NewNote { text: string }
/** All of them. @api GET /api/notes */
export interface ListNotes { query: { search?: string }; response: { notes: Note[] } }
/** A new one. @api POST /api/notes */
export interface AddNote { request: NewNote; response: Note }
/** A changed one. @api PUT /api/notes/:id */
export interface ChangeNote { params: { id: string }; request: NewNote; response: Note }
/** One that is liked. @api PUT /api/notes/:id/like */
export interface Like { params: { id: string }; response: Note }
/** One that is not. @api DELETE /api/notes/:id/like */
export interface Unlike { params: { id: string }; response: null }
"""


def _told(code: str) -> list[str]:
    page = 'import axios from "axios";\nimport type { NewNote } from "../c/notes.contract";\n' + code
    snapshot = snapshot_as_written({"c/notes.contract.ts": CONTRACT, "web/notes.ts": page})
    return sorted(f"{f.rule}: {page[f.range.start : f.range.end]}" for f in check(snapshot) if f.path == "web/notes.ts")


SAVE = """
export async function save(note: NewNote, id?: string) {
  const url = id ? `/api/notes/${id}` : "/api/notes";
  const method = id ? "PUT" : "POST";
  const answer = await fetch(url, { method, body: JSON.stringify({ text: note.text }) });
  const saved = await answer.json();
  return saved.text;
}
"""
LIST = """
export async function find(search?: string) {
  const url = search ? `/api/notes?search=${search}` : "/api/notes";
  const answer = await fetch(url);
  return (await answer.json()).notes;
}
"""
LIKE = """
export const like = (id: string, on: boolean) => fetch(`/api/notes/${id}/like`, { method: on ? "PUT" : "DELETE" });
"""
ASKED = "export const asked = (search?: string) => axios.get(search ? `/api/notes?search=${search}` : `/api/notes`);\n"


def test_what_each_of_them_keeps_is_not_told() -> None:
    assert _told(SAVE + LIST + LIKE + ASKED) == []


@pytest.mark.parametrize(
    ("code", "old", "new", "told"),
    [
        (SAVE, "? `/api/notes/${id}`", "? `/api/note/${id}`", ["unknown-route: /api/note/${id}"]),
        (SAVE, ': "/api/notes"', ': "/api/note"', ["unknown-route: /api/note"]),
        (SAVE, '"PUT"', '"PATCH"', ["unknown-method: PATCH"]),
        (SAVE, "text: note", "...note, body: note", ["unknown-request-field: body"]),
        (SAVE, "saved.text", "saved.body", ["unknown-property: body"]),
        (LIST, "?search", "?find", ["unknown-query-parameter: find"]),
        (LIKE, '"DELETE"', '"POST"', ["unknown-method: POST"]),
        (ASKED, "?search", "?find", ["unknown-query-parameter: find"]),
    ],
)
def test_what_one_of_them_breaks_is_told(code: str, old: str, new: str, told: list[str]) -> None:
    assert code.count(old) == 1
    assert [t for t in _told(code.replace(old, new)) if t in told or "{" not in t] == told, _told(
        code.replace(old, new)
    )


def test_what_only_the_program_chooses_is_not_told() -> None:
    both = """
    export async function either(all: boolean, id: string) {
      const answer = await fetch(all ? "/api/notes" : `/api/notes/${id}/like`, { method: all ? "GET" : "PUT" });
      const body = await answer.json();
      return all ? body.notes : body.text;
    }
    export const sent = (way: string, id: string) => fetch(`/api/notes/${id}`, { method: way, body: JSON.stringify({ a: 1 }) });
    export const off = (a: boolean, b: boolean) => fetch(a ? "/api/a" : "/api/notes", { method: b ? "POST" : "GET" });
    """
    assert [t for t in _told(both) if not t.endswith("/api/a")] == []
