"""What handlers hand on to other functions, which read it without a type."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Finds people.
 * @api GET /users
 */
export interface FindUsers { query: { term?: string; cursor?: string }; response: { total: number }; errors: never }
/** Finds rooms.
 * @api GET /rooms
 */
export interface FindRooms { query: { cursor?: string; floor?: number }; response: { total: number }; errors: never }
/** Adds a person.
 * @api POST /users
 */
export interface AddUser { request: { email: string; city: string | null }; response: { total: number }; errors: never }
"""
GUARDS = """
export function readUser(body: unknown) {
  const given = body as Record<string, unknown>;
  if (typeof given.email !== "string") throw new Error("email");
  return { email: given.email, city: given.city ?? null };
}
export const readPage = (query: Request["query"]) => ({ cursor: query.cursor, floor: query.floor });
export class Reader {
  terms(raw: any) { return this.lower(raw); }
  private lower(raw: any) { return String(raw.term).toLowerCase(); }
}
export const log = (body) => console.log(body.emial, body.agent);
"""
APP = """
import express from "express";
import { log, readPage, readUser, Reader } from "./guards";
const app = express();
const reader = new Reader();
app.get("/users", (req, res) => {
  const page = readPage(req.query);
  res.json({ total: count(page, reader.terms(req.query)) });
});
app.get("/rooms", (req, res) => { res.json({ total: count(readPage(req.query)) }); });
app.post("/users", (req, res) => { res.json({ total: add(readUser(req.body)) }); });
"""


def found(guards: str = GUARDS, app: str = APP) -> list[tuple[str, str]]:
    files = {"contracts/user.contract.ts": CONTRACT, "src/guards.ts": guards, "src/app.ts": app}
    findings = [f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning")]
    return [(f.rule, f.message.split("`")[1]) for f in findings if f.path.startswith("src")]


def test_nothing_is_said_of_what_is_right() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("typeof given.email", "typeof given.mail", ("unknown-request-field", "mail")),
        ("given.city", "given.town", ("unknown-request-field", "town")),
        ("query.cursor", "query.curser", ("unknown-query-parameter", "curser")),
        ("query.floor", "query.storey", ("unknown-query-parameter", "storey")),
        ("raw.term", "raw.trem", ("unknown-query-parameter", "trem")),
    ],
)
def test_a_name_that_no_endpoint_has_is_shown_where_it_is_read(old: str, new: str, said: tuple[str, str]) -> None:
    assert set(found(GUARDS.replace(old, new))) == {said}


def test_a_function_that_others_may_call_too_reads_what_it_likes() -> None:
    app = APP.replace("add(readUser", "(log(req.body), add)(readUser")
    assert found(app=app) == [("unknown-request-field", "emial")]
    assert found(app=APP.replace("readUser(req.body)", "readUser(other)")) == []


def test_a_handler_in_a_file_of_its_own_may_be_called_by_another() -> None:
    users = "export async function add(req: Request, res: Response) { res.json({ total: put(req.body.emial) }); }\n"
    app = APP.replace("{ res.json({ total: add(readUser(req.body)) }); }", "{ note(req.path); await add(req, res); }")
    said = found(GUARDS + users, app.replace("{ log,", "{ add, log,"))
    assert said == [("unknown-request-field", "emial")]
