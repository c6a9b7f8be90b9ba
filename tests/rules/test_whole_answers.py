"""Answers that have a name which errors have, too: what is written with all that an answer must have is one."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What a refused request is answered. */
export interface Problem { code: number; message: string }
/** Whether the server is there.
 * @api GET /ping */
export interface Ping { response: { message: "pong" }; errors: Problem }
/** How it does.
 * @api GET /health */
export interface Health { response: { message: "up" | "down"; since?: string }; errors: %s }
"""
NEST = """
import { Controller, Get } from "@nestjs/common";

@Controller()
export class HealthController {
  @Get("ping")
  ping() {
    return { message: "pong" };
  }
  @Get("health")
  health() {
    return { message: "up", since: this.since };
  }
}
"""
EXPRESS = """
import { Router } from "express";

export const router = Router();
router.get("/ping", (req, res) => res.json({ message: "pong" }));
router.get("/health", (req, res) => {
  if (!ready()) return answer(res, { code: 3, message: "not yet" });
  res.json({ message: "up", since: started() });
});
"""


def found(code: str, errors: str = "Problem") -> list[str]:
    snapshot = snapshot_as_written({"contracts/a.contract.ts": CONTRACT % errors, "src/code.ts": code})
    return [f.message.split("`")[1] for f in check(snapshot) if f.path == "src/code.ts" and f.severity != "info"]


@pytest.mark.parametrize("code", [NEST, EXPRESS])
@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("", "", []),
        ('message: "pong"', 'message: "PONG"', ["PONG"]),
        ('message: "up"', 'message: "fine"', ["fine"]),
        ('message: "pong"', 'code: 1, message: "gone"', []),
    ],
)
def test_a_whole_answer_is_no_error(code: str, was: str, now: str, said: list[str]) -> None:
    given = found(code.replace(was, now, 1))
    assert [g for g in given if g != "code"] == said


def test_what_may_be_an_error_as_well_is_neither() -> None:
    assert found(NEST.replace('"up"', '"fine"'), "{ message: string }") == []
