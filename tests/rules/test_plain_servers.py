"""Servers as starters make them: CommonJS, barrels, routers in a table, middleware that validates, services that say what they give."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What is wrong. */
export interface Problem { code: number; message: string }
/** A person. */
export interface User { id: string; name: string; role: "user" | "admin" }
/** A part of all people. */
export interface UserPage { users: User[]; pages: number }
/** A new one. */
export interface NewUser { name: string; role: "user" | "admin"; note?: string }
/** @api GET /v1/users */
export interface ListUsers { query: { name?: string; limit?: number }; response: UserPage; errors: Problem }
/** @api POST /v1/users */
export interface AddUser { request: NewUser; response: { user: User }; errors: Problem }
"""
JAVASCRIPT = {
    "contracts/user.contract.ts": CONTRACT,
    "src/app.js": """
const express = require("express");
const routes = require("./routes");
const app = express();
app.use("/v1", routes);
""",
    "src/routes/index.js": """
const express = require("express");
const router = express.Router();
const table = [{ path: "/users", route: require("./user.route") }];
const userRoute = require("./user.route");
const defaultRoutes = [{ path: "/users", route: userRoute }];
defaultRoutes.forEach((each) => { router.use(each.path, each.route); });
module.exports = router;
""",
    "src/routes/user.route.js": """
const express = require("express");
const validate = require("../validate");
const { userController } = require("../controllers");
const { list, add } = require("../validations");
const router = express.Router();
router.get("/", validate(list), userController.listUsers);
router.post("/", validate(add), userController.addUser);
module.exports = router;
""",
    "src/controllers/index.js": 'module.exports.userController = require("./user.controller");\n',
    "src/controllers/user.controller.js": """
const httpStatus = require("http-status");
const pick = require("../pick");
const { userService } = require("../services");
module.exports = {
  listUsers: async (req, res) => {
    const filter = pick(req.query, ["name", "limit"]);
    res.send(await userService.page(filter));
  },
  async addUser(req, res) {
    if (!req.body.name) return res.status(httpStatus.BAD_REQUEST).send({ code: 400, message: "no" });
    const user = await userService.add(req.body);
    res.status(httpStatus.CREATED).send({ user });
  },
};
""",
    "src/services/index.js": 'module.exports = { userService: require("./user.service") };\n',
    "src/services/user.service.js": """
/** @returns {Promise<Object>} */
const page = async (filter) => {
  const users = await find(filter);
  return { users, pages: 1 };
};
const add = async (body) => save(body);
module.exports = { page, add };
""",
    "src/validations/index.js": """
const Joi = require("joi");
const list = { query: Joi.object().keys({ name: Joi.string(), limit: Joi.number() }) };
const add = {
  body: Joi.object().keys({ name: Joi.string().required(), role: Joi.string().valid("user", "admin").required(), note: Joi.string() }),
};
module.exports = { list, add };
""",
}
TYPESCRIPT = {
    "contracts/user.contract.ts": CONTRACT,
    "src/app.ts": """
import express from "express";
import { Routes } from "./routes";
export class App {
  app = express();
  constructor(routes: Routes[]) { routes.forEach((each) => this.app.use("/v1" + each.path, each.router)); }
}
""",
    "src/routes.ts": """
import { Router } from "express";
import { UserController } from "@controllers/user.controller";
import { AddUserDto } from "@dtos/user.dto";
export interface Routes { path: string; router: Router }
export class UserRoute implements Routes {
  public path = "/users";
  public router = Router();
  constructor(private readonly users: UserController) {
    this.router.get("/", this.users.list);
    this.router.post("/", ValidationMiddleware(AddUserDto), this.users.add);
  }
}
""",
    "src/dtos/user.dto.ts": """
import { z } from "zod";
export const AddUserDto = z.object({ name: z.string(), role: z.enum(["user", "admin"]), note: z.string().optional() });
export interface PageDto { users: UserDto[]; pages: number }
export interface UserDto { id: string; name: string; role: "user" | "admin" }
""",
    "src/controllers/user.controller.ts": """
import type { Request, RequestHandler, Response } from "express";
import { UserService } from "@services/user.service";
export class UserController {
  constructor(private readonly service: UserService) {}
  list: RequestHandler = asyncHandler(async (req: Request, res: Response) => {
    const result = await this.service.page(req.query.name);
    res.json(result);
  });
  add: RequestHandler = asyncHandler(async (req: Request, res: Response) => {
    res.status(201).json({ user: await this.service.add(req.body) });
  });
}
""",
    "src/services/user.service.ts": """
import type { PageDto, UserDto } from "@dtos/user.dto";
export class UserService {
  async page(name: unknown): Promise<PageDto> { return load(name); }
  async add(body: unknown): Promise<UserDto> { return save(body); }
}
""",
}


JS, TS = JAVASCRIPT, TYPESCRIPT


def told(files: dict[str, str]) -> list[tuple[str, str, str]]:
    """What is told below `src`: the file, the rule and the first name in its words."""
    findings = [f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning")]
    return [(f.path, f.rule, f.message.split("`")[1]) for f in findings if f.path.startswith("src")]


@pytest.mark.parametrize("files", [JAVASCRIPT, TYPESCRIPT])
def test_nothing_is_said_of_what_keeps_the_contract(files: dict[str, str]) -> None:
    assert told(files) == []


@pytest.mark.parametrize(
    ("files", "path", "before", "after", "rule", "name"),
    [
        (JS, "src/controllers/user.controller.js", "send({ user })", "send({ account: user })", "unknown-response-field", "account"),
        (JS, "src/controllers/user.controller.js", "message: ", "text: ", "unknown-response-field", "text"),
        (JS, "src/controllers/user.controller.js", '"limit"]', '"size"]', "unknown-query-parameter", "size"),
        (JS, "src/controllers/user.controller.js", "req.body.name", "req.body.title", "unknown-request-field", "title"),
        (JS, "src/services/user.service.js", "pages: 1", "total: 1", "unknown-response-field", "total"),
        (JS, "src/validations/index.js", "limit: Joi", "size: Joi", "unknown-query-parameter", "size"),
        (JS, "src/validations/index.js", "name: Joi.string().required", "nme: Joi.string().required", "unknown-request-field", "nme"),
        (JS, "src/validations/index.js", "note: Joi.string()", "note: Joi.string().required()", "presence-mismatch", "note"),
        (JS, "src/routes/user.route.js", 'router.post("/"', 'router.put("/"', "unknown-method", "PUT /v1/users"),
        (JS, "src/validations/index.js", "name: Joi.string().required(), ", "", "missing-field", "name"),
        (TS, "src/dtos/user.dto.ts", "name: z.string()", "name: z.number()", "kind-mismatch", "name"),
        (TS, "src/dtos/user.dto.ts", "pages: number", "pages: string", "kind-mismatch", "pages"),
        (TS, "src/dtos/user.dto.ts", '{ id: string; name', '{ id: number; name', "kind-mismatch", "id"),
        (TS, "src/controllers/user.controller.ts", "json({ user:", "json({ data:", "unknown-response-field", "data"),
        (TS, "src/routes.ts", 'this.router.post("/"', 'this.router.put("/"', "unknown-method", "PUT /users"),
    ],
)  # fmt: skip
def test_what_is_not_promised_is_told_where_it_stands(
    files: dict[str, str], path: str, before: str, after: str, rule: str, name: str
) -> None:
    assert before in files[path]
    found = told({**files, path: files[path].replace(before, after, 1)})
    assert (path, rule, name) in found
    assert {where for where, _, _ in found} == {path}


def test_a_slip_in_the_prefix_of_several_routes_is_told_once_where_it_is_written() -> None:
    contract = CONTRACT + "/** @api GET /v1/health */\nexport interface Health { response: null; errors: Problem }\n"
    health = 'app.get("/v1/health", (req, res) => res.end());\n'
    files = {**JS, "contracts/user.contract.ts": contract, "src/app.js": JS["src/app.js"] + health}
    index = files["src/routes/index.js"]
    slipped = index.replace('const table = [{ path: "/users", route: require("./user.route") }];\n', "").replace(
        '"/users"', '"/user"'
    )
    found = told({**files, "src/routes/index.js": slipped})
    assert [(path, rule) for path, rule, _ in found] == [("src/routes/index.js", "unknown-route")]


def test_what_an_empty_object_is_given_step_by_step_is_what_is_sent() -> None:
    path, sent = "src/controllers/user.controller.js", "res.send(await userService.page(filter));"
    grown = "const body = {}; body.users = []; if (filter.limit) body.pages = 1; res.send(body);"
    assert sent in JAVASCRIPT[path]
    assert told({**JAVASCRIPT, path: JAVASCRIPT[path].replace(sent, grown)}) == []
    wrong = told({**JAVASCRIPT, path: JAVASCRIPT[path].replace(sent, grown.replace("body.pages", "body.page"))})
    assert wrong == [(path, "unknown-response-field", "page")]


def test_a_query_is_text_until_something_reads_it() -> None:
    text = JAVASCRIPT["src/validations/index.js"].replace("limit: Joi.number()", "limit: Joi.string()")
    assert told({**JAVASCRIPT, "src/validations/index.js": text}) == []


@pytest.mark.parametrize("note", ["z.any()", "noteSchema", "z.preprocess(trimmed, z.string())", 'z.string().catch("")'])
def test_what_may_take_nothing_too_is_not_told(note: str) -> None:
    dto = TYPESCRIPT["src/dtos/user.dto.ts"].replace("note: z.string().optional()", f"note: {note}")
    assert told({**TYPESCRIPT, "src/dtos/user.dto.ts": 'import { noteSchema } from "./note";' + dto}) == []


def test_a_type_that_has_no_name_of_a_contract_is_another_one() -> None:
    service = TYPESCRIPT["src/services/user.service.ts"].replace(
        "add(body: unknown): Promise<UserDto>", "add(body: unknown): Promise<PageDto>"
    )
    found = told({**TYPESCRIPT, "src/services/user.service.ts": service})
    assert {path for path, _, _ in found} == {
        "src/controllers/user.controller.ts"
    }  # and not at the type, which others give


def test_what_a_library_makes_of_a_type_is_not_told() -> None:
    dto = TYPESCRIPT["src/dtos/user.dto.ts"].replace("UserDto { id: string", "UserDto { _id: string")
    assert told({**TYPESCRIPT, "src/dtos/user.dto.ts": dto.replace("users: UserDto[]", "users: unknown[]")}) == []


NEST = {
    "contracts/user.contract.ts": CONTRACT.replace("/** A person. */", "/** A person. @db user */")
    + """
/** What is changed. */
export interface UserChanges { name?: string; /** @minLength 3 */ note?: string }
/** @api PATCH /v1/users */
export interface EditUser { request: UserChanges; response: User; errors: Problem }
""",
    "src/user.entity.ts": """
import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
@Entity()
class User {
  @PrimaryGeneratedColumn("uuid") id!: string;
  @Column() name!: string;
  @Column({ type: "enum", enum: ["user", "admin"] }) role!: "user" | "admin";
}
export default User;
""",
    "src/dto.ts": """
import { IsIn, IsOptional, IsString, MinLength } from "class-validator";
export class EditDto {
  @IsString() @IsOptional() name!: string;
  @IsOptional() @MinLength(3) note?: string;
}
export default EditDto;
""",
    "src/users.service.ts": """
import { InjectRepository } from "@nestjs/typeorm";
import { Repository } from "typeorm";
import User from "./user.entity";
export default class UsersService {
  constructor(@InjectRepository(User) private users: Repository<User>) {}
  async page(limit?: number) {
    const [users, total] = await this.users.findAndCount({ order: { name: "ASC" }, take: limit });
    return { users, pages: total };
  }
}
""",
    "src/users.controller.ts": """
import { Body, Controller, Get, Patch } from "@nestjs/common";
import EditDto from "./dto";
import UsersService from "./users.service";
@Controller("v1/users")
export class UsersController {
  constructor(private readonly service: UsersService) {}
  @Get() list() { return this.service.page(); }
  @Patch() edit(@Body() body: EditDto) { return save(body); }
}
""",
}


def test_nest_keeps_the_contract() -> None:
    assert told(NEST) == []


@pytest.mark.parametrize(
    ("path", "before", "after", "rule", "name"),
    [
        ("src/user.entity.ts", "name!: string", "label!: string", "renamed-field", "label"),
        ("src/user.entity.ts", "name!: string", "name!: number", "kind-mismatch", "name"),
        ("src/users.service.ts", 'order: { name: "ASC"', 'order: { title: "ASC"', "unknown-property", "title"),
        ("src/users.service.ts", "pages: total", "page: total", "unknown-response-field", "page"),
        ("src/dto.ts", "@IsString() @IsOptional() name", "@IsString() name", "presence-mismatch", "name"),
        ("src/dto.ts", "MinLength(3)", "MinLength(5)", "bound-mismatch", "note"),
        ("src/dto.ts", "export class EditDto {", "export class EditDto {\n  @IsString() slug!: string;", "unpromised-requirement", "slug"),
    ],
)  # fmt: skip
def test_what_nest_does_not_keep_is_told(path: str, before: str, after: str, rule: str, name: str) -> None:
    assert before in NEST[path]
    assert (path, rule, name) in told({**NEST, path: NEST[path].replace(before, after, 1)})


PRISMA = {
    "contracts/user.contract.ts": """
/** A person. @db User */
export interface User { id: number; name: string }
""",
    "prisma/schema.prisma": """
model User {
  id      Int     @id @default(autoincrement())
  name    String
  secret  String
  note    String?
  team    Team    @relation(fields: [teamId], references: [id])
  teamId  Int
  posts   Post[]
  changed DateTime @updatedAt
}
""",
}


@pytest.mark.parametrize(
    ("data", "lacking"),
    [
        ("{ name, secret, teamId }", []),
        ("{ name, secret, team: { connect: { id } } }", []),
        ("{ ...rest, name }", []),
        ("rest", []),
        ("{ name, teamId }", ["secret"]),
        ("{ name, secret }", ["teamId"]),
    ],
)
def test_a_row_that_prisma_makes_has_what_the_model_needs(data: str, lacking: list[str]) -> None:
    code = f"export const add = (name, secret, teamId, id, rest) => prisma.user.create({{ data: {data} }});"
    assert [name for _, _, name in told({**PRISMA, "src/add.ts": code})] == lacking
