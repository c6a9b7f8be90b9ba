"""Classes of NestJS that implement a part of a contract by an alias, lists that validators allow, and claims of tokens."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What a room has. */
export type Equipment = "video" | "phone";
/** Who is signed in. */
export interface Claims { personId: string; role: string }
/** A new room.
 * @api POST /rooms */
export interface CreateRoom { request: { name: string; equipment: Equipment[]; main?: Equipment }; response: { id: string }; errors: never }
"""
CODE = """
import { IsIn } from "class-validator";
import { JwtService } from "@nestjs/jwt";
import type { Claims, CreateRoom, Equipment } from "./contracts/a.contract";

type Wanted = CreateRoom["request"];
const ALLOWED = ["video", "phone"] as const;

export class NewRoom implements Wanted {
  name!: string;
  @IsIn(ALLOWED, { each: true }) equipment!: Equipment[];
  @IsIn(["video", "phone"]) main?: Equipment;
}
export const named = (room: NewRoom) => room.name;
export class Guard {
  constructor(private readonly jwt: JwtService) {}
  async role(token: string) {
    const claims = await this.jwt.verifyAsync<Claims>(token);
    const said = this.jwt.decode<Claims>(token);
    return claims.role + said.personId;
  }
}
"""


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("", "", []),
        ("  name!: string;", "  nam!: string;", ["nam", "name"]),
        ('const ALLOWED = ["video", "phone"]', 'const ALLOWED = ["video", "fax"]', ["fax"]),
        ('IsIn(["video", "phone"])', 'IsIn(["video", "fax"])', ["fax"]),
        ("room.name", "room.title", ["title"]),
        ("claims.role", "claims.roles", ["roles"]),
        (".personId", ".person", ["person"]),
        ('type Wanted = CreateRoom["request"];', "type Wanted = object;", []),
    ],
)
def test_parts(was: str, now: str, said: list[str]) -> None:
    text = CODE.replace(was, now, 1)
    snapshot = snapshot_as_written({"contracts/a.contract.ts": CONTRACT, "code.ts": text})
    found = (f for f in check(snapshot) if f.path == "code.ts" and f.severity == "error")
    assert [text[f.range.start : f.range.end] for f in found] == said


ONE = """
/** Whom to confirm. */
export interface Verification { email: string }
/** How that went. */
export interface Outcome { state: string }
/** Confirms a person.
 * @api PUT /auth/verify */
export interface Verify { request: Verification; response: Outcome; errors: never }
"""
VERIFYING = """
import { Body, Controller, Put } from "@nestjs/common";

class Anything { [name: string]: unknown }
class Inner { email!: string }
class Verification { email!: string }
class Result { state!: string }

@Controller("auth")
export class AuthController {
  @Put("verify")
  async verify(@Body() whom: Verification): Promise<Result> {
    return this.users.verify(whom);
  }
}
"""


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("", "", []),
        ("class Verification { email", "class Verification { mail", ["mail"]),
        ("class Verification { email", "class Verification { userId", ["userId"]),
        ("class Verification { email", "class Verification extends Anything { userId", []),
        ("class Verification { email!: string", "class Verification { data!: Inner", []),
        ("class Verification { email!: string", "class Verification { names!: string[]", []),
        ("class Verification { email", "class Verification { from!: string; userId", []),
        ("class Result { state", "class Result { text", ["text"]),
        ("class Result { state!: string", "class Result { text!: boolean", []),
    ],
)
def test_the_one_field_of_what_a_body_is_taken_in_is_the_one_of_the_request(
    was: str, now: str, said: list[str]
) -> None:
    text = VERIFYING.replace(was, now, 1)
    snapshot = snapshot_as_written({"contracts/a.contract.ts": ONE, "code.ts": text})
    found = (f for f in check(snapshot) if f.path == "code.ts" and f.severity in ("error", "warning"))
    assert [text[f.range.start : f.range.end] for f in found] == said


JOBS = """
/** A job was accepted. */
export interface Accepted { jobId: string; place: number }
/** Takes a job.
 * @api POST /jobs */
export interface AddJob { request: { name: string }; response: Accepted; errors: never }
"""
JOBS_CONTROLLER = """
import { Body, Controller, Post } from "@nestjs/common";
import { Jobs } from "./jobs.service";
export class AcceptedDto { jobId!: string; place!: number }

@Controller("jobs")
export class JobsController {
  constructor(private readonly jobs: Jobs) {}
  @Post()
  async add(@Body("name") name: string): Promise<AcceptedDto> {
    return this.jobs.add(name);
  }
}
"""
JOBS_TEST = """
import { JobsController } from "./jobs.controller";

it("adds", async () => {
  const controller = new JobsController(jobs);
  const result = await controller.add("x");
  expect(result).toEqual({ jobId: "a", place: 2 });
});
"""


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("", "", []),
        ("{ jobId:", "{ number:", ["number"]),
        ("toEqual({ jobId:", "toStrictEqual({ key:", ["key"]),
        ("toEqual({ jobId:", "toMatchObject({ key:", []),
        ('{ jobId: "a", place: 2 }', '{ ok: "a" }', []),
        ('jobId: "a",', 'jobId: "a", key: 3,', []),
        ('{ jobId: "a", place: 2 }', '{ ok: "a", places: 1 }', ["places"]),
        ('{ jobId: "a", place: 2 }', '{ ok: "a", fine: 1 }', []),
    ],
)
def test_what_is_expected_of_a_controller_has_no_name_in_the_place_of_another(
    was: str, now: str, said: list[str]
) -> None:
    text = JOBS_TEST.replace(was, now, 1)
    files = {"contracts/a.contract.ts": JOBS, "src/jobs.controller.ts": JOBS_CONTROLLER}
    snapshot = snapshot_as_written({**files, "src/jobs.controller.spec.ts": text})
    found = (f for f in check(snapshot) if f.path == "src/jobs.controller.spec.ts")
    assert [text[f.range.start : f.range.end] for f in found] == said
