"""JSON Schemas that routes of Fastify are registered with: their names are those of the endpoint, without a tag."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What is wrong. */
export interface Problem { code: string }
/** A person. */
export interface User { id: string; role: "member" | "admin"; homes: { city: string }[] }
/** Adds a person.
 * @api POST /teams/:teamId/users
 */
export interface AddUser { params: { teamId: string }; request: Omit<User, "id">; response: User; errors: Problem }
/** Finds people.
 * @api GET /users
 */
export interface FindUsers { query: { term?: string }; response: { total: number }; errors: Problem }
"""
ROUTES = """
import Fastify from "fastify";
const app = Fastify();
const homes = { type: "array", items: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } } as const;
const body = {
  type: "object",
  required: ["role", "homes"],
  properties: { role: { type: "string", enum: ["member", "admin"] }, homes },
};
app.post("/teams/:teamId/users", {
  schema: {
    params: { type: "object", properties: { teamId: { type: "string" } } },
    body,
    response: {
      201: { type: "object", properties: { id: { type: "string" }, role: { type: "string" } } },
      400: { type: "object", properties: { code: { type: "string" } } },
    },
  },
}, async (request, reply) => add(request.body));
const found = { type: "object", properties: { total: { type: "integer" } } };
app.route({
  method: "GET",
  url: "/users",
  schema: { querystring: { type: "object", properties: { term: { type: "string" } } }, response: { "2xx": found } },
  handler: async (request) => find(request.query),
});
"""


def _found(text: str) -> set[str]:
    snapshot = snapshot_as_written({"contracts/user.contract.ts": CONTRACT, "src/routes.ts": text})
    return {text[f.range.start : f.range.end] for f in check(snapshot) if f.path == "src/routes.ts"}


def test_conforms() -> None:
    assert _found(ROUTES) == set()


@pytest.mark.parametrize(
    ("was", "now", "at"),
    [
        ("{ teamId: {", "{ team: {", "team"),
        ('["role", "homes"]', '["rol", "homes"]', "rol"),
        ("properties: { role: { type: \"string\", enum", "properties: { rol: { type: \"string\", enum", "rol"),
        ('"admin"]', '"boss"]', "boss"),
        ("{ city:", "{ town:", "town"),
        ("{ id: {", "{ ids: {", "ids"),
        ("{ code:", "{ cod:", "cod"),
        ("{ term:", "{ text:", "text"),
        ("{ total:", "{ sum:", "sum"),
    ],
)  # fmt: skip
def test_drift(was: str, now: str, at: str) -> None:
    assert ROUTES.count(was) == 1
    assert at in _found(ROUTES.replace(was, now))
