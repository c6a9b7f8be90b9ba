"""What tests of TypeScript send to an app, and what they expect of its answers."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What is wrong. */
export interface Problem { code: "unknown" | "refused"; fields?: { path: string }[] }
/** A person. */
export interface User { id: string; email: string; role: "member" | "admin" }
/** Adds a person.
 * @api POST /users
 */
export interface AddUser { request: { email: string; role: "member" | "admin" }; response: { user: User; total: number }; errors: Problem }
/** Finds people.
 * @api GET /users
 */
export interface FindUsers { query: { term?: string; limit?: number }; response: { users: User[] }; errors: Problem }
"""
TEST = """
import request from "supertest";
import type { User } from "../contracts/user.contract";
import { app, load } from "./app";
const agent = request.agent(app);

it("adds one", async () => {
  const response = await request(app).post("/users").set("x", "y").send({ email: "a", role: "member" }).expect(201);
  expect(response.status).toBe(201);
  expect(response.body.user.email).toBe("a");
  expect(response.body).toMatchObject({ user: { role: "member" }, total: 1 });
  expect(response.body).toHaveProperty("user.role", "member");
  expect(spy).toHaveBeenCalledWith(response.body.user.email, { whatever: 1 });
  const user: User = response.body.user;
  expect(user).toEqual({ id: expect.any(String), email: "a", role: "member" });
  expect(user).not.toHaveProperty("password");
  expect(user).toHaveProperty("role", "admin");
});
it("finds some", async () => {
  const { body: page } = await agent.get("/users").query({ term: "a", limit: 3 });
  expect(page.users).toContainEqual({ id: "1", email: "a", role: "admin" });
  const found = await request(app).get(`/users?term=${page.users[0].email}`);
  expect(found.body.users.map((u) => u.role)).toEqual(["admin"]);
});
it("refuses", async () => {
  const { body, status } = await request(app).post("/users").send({ nonsense: true });
  expect(status).toBe(400);
  expect(body.code).toBe("refused");
  expect(body.fields[0].path).toBe("email");
  expect(body).not.toMatchObject({ token: "x" });
});
it("answers without a server", async () => {
  const res = await app.request("/users", { method: "POST", body: JSON.stringify({ email: "b", role: "admin" }) });
  const { total } = await res.json();
  expect(total).toBe(1);
  const users = (await load()) as User[];
  expect(users[0]).toEqual(expect.objectContaining({ email: "b", extra: 1 }));
  expect(users[0].role).toBe("admin");
});
"""


def found(test: str) -> set[tuple[str, str]]:
    files = {"contracts/user.contract.ts": CONTRACT, "tests/users.test.ts": test}
    findings = [f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning")]
    return {(f.rule, f.message.split("`")[1]) for f in findings if f.path.startswith("tests")}


def test_nothing_is_said_of_what_is_right() -> None:
    assert found(TEST) == set()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"user.role", "member"', '"user.role", "guest"', ("unknown-value", "guest")),
        ('toHaveProperty("role", "admin")', 'toHaveProperty("role", "owner")', ("unknown-value", "owner")),
        ('send({ email: "a"', 'send({ emial: "a"', ("unknown-request-field", "emial")),
        ('"a", role: "member" }).expect', '"a", role: "membr" }).expect', ("unknown-value", "membr")),
        ("body.user.email", "body.usr.email", ("unknown-response-field", "usr")),
        ("body.user.email", "body.user.emial", ("unknown-response-field", "emial")),
        ('{ user: { role: "member" }', '{ user: { roel: "member" }', ("unknown-response-field", "roel")),
        ('{ user: { role: "member" }', '{ user: { role: "membre" }', ("unknown-value", "membre")),
        ('"user.role"', '"user.roel"', ("unknown-response-field", "roel")),
        ("= response.body.user;", "= response.body.usre;", ("unknown-response-field", "usre")),
        ('email: "a", role: "member" });', 'emial: "a", role: "member" });', ("unknown-property", "emial")),
        ("query({ term", "query({ trem", ("unknown-query-parameter", "trem")),
        ('{ id: "1", email', '{ id: "1", emial', ("unknown-response-field", "emial")),
        ("page.users[0].email", "page.usres[0].email", ("unknown-response-field", "usres")),
        ("(u) => u.role", "(u) => u.roel", ("unknown-response-field", "roel")),
        ("expect(body.code)", "expect(body.coed)", ("unknown-response-field", "coed")),
        ('toBe("refused")', 'toBe("refusd")', ("unknown-value", "refusd")),
        ("fields[0].path", "fields[0].paht", ("unknown-response-field", "paht")),
        ("fields[0].path", "fields[0].step", ("unknown-response-field", "step")),
        ('stringify({ email: "b"', 'stringify({ emial: "b"', ("unknown-request-field", "emial")),
        ("const { total }", "const { toatl: total }", ("unknown-response-field", "toatl")),
        ('users[0].role).toBe("admin")', 'users[0].role).toBe("admn")', ("unknown-value", "admn")),
    ],
)
def test_what_is_misspelled(old: str, new: str, said: tuple[str, str]) -> None:
    assert old in TEST
    assert found(TEST.replace(old, new, 1)) == {said}


@pytest.mark.parametrize(
    ("spoken", "refused"),
    [
        ("expect(other.rejectionReason).toBe(null)", False),
        ('expect(other.status).toBe("failed")', False),
        ("make({ missing_items: 0 })", False),
        ("expect(send()).rejects.toThrow()", True),
        ("expect(body.error).toBeDefined()", True),
        ('say("what is missing here")', True),
    ],
)
def test_fields_and_states_may_be_called_like_refusals(spoken: str, refused: bool) -> None:
    text = TEST.replace("  expect(response.status).toBe(201);\n", f"  {spoken};\n")
    text = text.replace('send({ email: "a", role: "member" })', 'send({ role: "member" })')
    assert found(text) == (set() if refused else {("missing-request-field", "email")})


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("expect(load()).toMatchObject({ email: 'a', surname: 'x' })", {("unknown-property", "surname")}),
        ("expect(load()).toEqual(expect.objectContaining({ surname: 'x' }))", {("unknown-property", "surname")}),
        (
            "expect(save).toHaveBeenCalledWith(expect.objectContaining({ surname: 'x' }))",
            {("unknown-property", "surname")},
        ),
        ("expect(load() as User).toMatchObject({ surname: 'x' })", set()),
        ("expect(load()).not.toMatchObject({ surname: 'x' })", set()),
        ("expect(other()).toMatchObject({ surname: 'x' })", set()),
        ("expect({ ...load(), surname: 'x' }).toMatchObject({ surname: 'x' })", set()),
    ],
)
def test_names_like_no_other_are_told_of_what_is_surely_of_the_contract(said: str, told: set[tuple[str, str]]) -> None:
    head = "import type { User } from '../contracts/user.contract';\ndeclare function load(): User;\n"
    head += "declare function save(user: User): void;\ndeclare function other(): User & { surname: string };\n"
    assert found(f"{head}it('is', () => {{ {said}; }});\n") == told
