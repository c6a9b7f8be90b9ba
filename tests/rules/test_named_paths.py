"""Paths of servers under names of another file, routers on routers of their file, and handlers in one object."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** All users.
 * @api GET /api/users/all
 */
export interface ListUsers { response: { users: string[] }; errors: never }
/** One more.
 * @api POST /api/users/add
 */
export interface AddUser { request: { user: string }; response: null; errors: never }
/** One less.
 * @api DELETE /api/users/:id
 */
export interface RemoveUser { params: { id: string }; response: { done: boolean }; errors: never }
"""
PATHS = """
const Paths = {
  _: "/api",
  Users: { _: "/users", List: "/all", Add: "/add", Notes: "notes" },
} as const;
export default Paths;
"""
HANDLERS = """
async function list(_: Req, res: Res) {
  res.status(200).json({ users: await all() });
}
async function add(req: Req, res: Res) {
  const { user } = req.body;
  res.status(201).end();
}
async function remove(_req: Req, res: Res) {
  res.json({ done: true });
}
const first = (_: string, rest: string[]) => rest.json({ items: [] });
export default { list, add, delete: remove } as const;
"""
ROUTES = """
import { Router } from "express";
import Paths from "./paths";
import Users from "./users";

const api = Router();
const users = Router();
users.get(Paths.Users.List, Users.list);
users.post(Paths.Users.Add, Users.add);
users.delete("/:id", Users.delete);
users.get(Paths.Users.Notes, Users.list);
cache.get(Paths.Users.List, Users.add);
api.use(Paths.Users._, users);
export default api;
"""
SERVER = """
import express from "express";
import Paths from "./paths";
import api from "./routes";

const app = express();
app.use(Paths._, api);
export default app;
"""
FILES = {
    "contracts/users.contract.ts": CONTRACT,
    "src/paths.ts": PATHS,
    "src/users.ts": HANDLERS,
    "src/routes.ts": ROUTES,
    "src/server.ts": SERVER,
}


def found(files: dict[str, str]) -> list[tuple[str, str, str]]:
    snapshot = snapshot_as_written(files)
    return [
        (f.path, f.rule, snapshot.sources[f.path].text[f.range])
        for f in check(snapshot)
        if f.severity in ("error", "warning") and f.path.startswith("src")
    ]


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("src/users.ts", "", "", []),
        ("src/users.ts", "const { user }", "const { person }", [("unknown-request-field", "person")]),
        ("src/users.ts", "{ done: true }", "{ ready: true }", [("unknown-response-field", "ready")]),
        ("src/users.ts", "{ users: await", "{ people: await", [("unknown-response-field", "people")]),
        ("src/paths.ts", '"/add"', '"/ad"', [("unknown-route", "/ad")]),
        ("src/routes.ts", "users.post(", "users.put(", [("unknown-method", "put")]),
        ("src/routes.ts", '"/:id"', "`${Paths.Users.Add}/:id`", [("unknown-route", "/:id")]),
        # What is no path, or not seen, is no route.
        ("src/paths.ts", '"/add"', 'process.env.ADD ?? "/add"', []),
        ("src/paths.ts", '"/add"', "makePath()", []),
    ],
)
def test_a_server_whose_paths_stand_in_another_file(path: str, old: str, new: str, said: list[tuple[str, str]]) -> None:
    told = found({**FILES, path: FILES[path].replace(old, new, 1)})
    assert [(rule, at) for _, rule, at in told if rule != "missing-response-field"] == said
    assert {place for place, _, _ in told} <= {path}


CONTROLLERS = """
import { Body, Controller, Delete, Get, Param, Post } from "@nestjs/common";
import { ROUTES } from "./routes";

@Controller(ROUTES.users)
export class UsersController {
  @Get(ROUTES.all)
  list() {
    return { users: [] };
  }
  @Post(["add"])
  add(@Body("user") user: string) {}
  @Delete(":id")
  remove(@Param("id") id: string) {
    return { done: true };
  }
  @Get(`${ROUTES.all}${suffix}`)
  others() {}
}

@Controller()
export class AppController {
  @Get()
  hello() {
    return "Hello";
  }
}
"""


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("src/users.ts", "", "", []),
        ("src/users.ts", "{ users: []", "{ people: []", ["people"]),
        ("src/users.ts", '"user"', '"person"', ["person"]),
        ("src/users.ts", '["add"]', '["ad"]', ["ad"]),
        ("src/routes.ts", '"all"', '"al"', ["al"]),
        ("src/routes.ts", '"users"', "process.env.USERS", []),
    ],
)
def test_a_controller_of_nestjs_whose_paths_stand_in_another_file(
    path: str, old: str, new: str, said: list[str]
) -> None:
    files = {
        "src/routes.ts": 'export const ROUTES = { users: "users", all: "all" } as const;\n',
        "src/users.ts": CONTROLLERS,
    }
    told = found({"contracts/a.contract.ts": CONTRACT, **files, path: files[path].replace(old, new, 1)})
    assert [at.strip("\"'") for _, rule, at in told if rule != "missing-response-field"] == said


def test_the_root_of_an_application_of_nestjs_serves_no_other_path() -> None:
    code = CONTROLLERS.replace("@Get(ROUTES.all)", '@Get("everybody")').replace("ROUTES.users", '"users"')
    files = {"contracts/a.contract.ts": CONTRACT, "src/users.ts": code}
    assert found(files) == [("src/users.ts", "unknown-route", "everybody")]
    assert found({**files, "src/app.module.ts": 'RouterModule.register([{ path: "api", module: UsersModule }]);'}) == []
