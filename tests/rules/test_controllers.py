"""Handlers that are methods of classes, or of what a function gives, wherever their routes are registered."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What is wrong. */
export interface Problem { code: "no" | "broken"; title: string }
/** One person.
 * @api GET /users/:userId
 */
export interface GetUser { params: { userId: string }; response: { id: string; email: string }; errors: Problem }
/** Changes a person.
 * @api PUT /users/:userId
 */
export interface PutUser { params: { userId: string }; request: { email: string }; response: { id: string }; errors: Problem }
"""
GET = """{
    const found = await load(req.params.userId);
    if (!found) return res.status(404).json({ code: "no", title: "none" });
    res.json({ id: found.id, email: found.email });
  }"""
PUT = """{
    const { email } = req.body;
    res.json({ id: await save(req.params.userId, email) });
  }"""
METHODS = f"async show(req: Request, res: Response) {GET}\n  async change(req: Request, res: Response) {PUT}"
CLASS = f"export class Users {{\n  {METHODS}\n}}\n"
IN_CONSTRUCTOR = f"""
export class Users {{
  readonly router = Router();
  constructor(private readonly db: Db) {{
    this.router.get("/:userId", this.show.bind(this));
    this.router.put("/:userId", handle(this.change.bind(this)));
  }}
  {METHODS}
}}
"""
IN_METHOD = f"""
export class Users {{
  routes() {{
    const router = Router();
    router.get("/:userId", (req, res) => this.show(req, res));
    router.put("/:userId", (req, res, next) => this.change(req, res).catch(next));
    return router;
  }}
  {METHODS}
}}
"""
FUNCTION = f"""
export function makeUsers(db: Db) {{
  const change = async (req: Request, res: Response) => {PUT};
  return {{ async show(req: Request, res: Response) {GET}, change }};
}}
"""
APP = 'import express from "express";\nimport { Users } from "./users";\nimport { makeUsers } from "./users";\nconst app = express();\n'
ROUTES = 'app.get("/users/:userId", {show});\napp.put("/users/:userId", {change});\n'
STYLES = {
    "a router that the constructor fills": (
        IN_CONSTRUCTOR,
        'const users = new Users(db);\napp.use("/users", users.router);\n',
    ),
    "a router of a new object": (IN_CONSTRUCTOR, 'app.use("/users", new Users(db).router);\n'),
    "a router that a method makes": (IN_METHOD, 'const users = new Users();\napp.use("/users", users.routes());\n'),
    "a parameter of the class": (
        CLASS,
        "export function register(users: Users) {\n"
        + ROUTES.format(show="users.show", change="users.change.bind(users)")
        + "}\n",
    ),
    "one of several parameters": (
        CLASS,
        "export const register = ({ users }: { users: Users }) => {\n"
        + ROUTES.format(show="(req, res) => users.show(req, res)", change="handle(users.change)")
        + "};\n",
    ),
    "what a function gives": (
        FUNCTION,
        "const users = makeUsers(db);\n" + ROUTES.format(show="users.show", change="users.change"),
    ),
    "what a function gives, taken apart": (
        FUNCTION,
        "const { show, change: put } = makeUsers(db);\n" + ROUTES.format(show="show", change="put"),
    ),
    "a parameter of what a function gives": (
        FUNCTION,
        "export function register({ show, change }: ReturnType<typeof makeUsers>) {\n"
        + ROUTES.format(show="show", change="change")
        + "}\n",
    ),
}


def found(users: str, app: str) -> list[tuple[str, str]]:
    files = {"contracts/user.contract.ts": CONTRACT, "src/users.ts": users, "src/app.ts": APP + app}
    findings = [f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning")]
    return [(f.rule, f.message.split("`")[1]) for f in findings if f.path.startswith("src")]


@pytest.mark.parametrize("style", STYLES)
def test_nothing_is_said_of_what_is_right(style: str) -> None:
    assert found(*STYLES[style]) == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("req.params.userId);\n    if", "req.params.userIdd);\n    if", ("unknown-parameter", "userIdd")),
        ('title: "none"', 'titel: "none"', ("unknown-response-field", "titel")),
        ('code: "no"', 'code: "nope"', ("unknown-value", "nope")),
        ("email: found.email", "mail: found.email", ("unknown-response-field", "mail")),
        (", email: found.email", "", ("missing-response-field", "email")),
        ("{ email } = req.body", "{ emial: email } = req.body", ("unknown-request-field", "emial")),
    ],
)
def test_what_a_handler_takes_and_sends_is_held_to_the_endpoint(
    style: str, old: str, new: str, said: tuple[str, str]
) -> None:
    users, app = STYLES[style]
    assert old in users
    assert said in found(users.replace(old, new), app)
