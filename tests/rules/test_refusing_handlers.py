"""What a server of TypeScript answers to whatever was refused is held to the errors of its endpoints."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What every refusal says. */
export interface Problem { code: "invalid" | "gone"; message: string }
/** All orders.
 * @api GET /orders */
export interface ListOrders { response: { ids: string[] }; errors: Problem }
"""
EXPRESS = """
import express from "express";
const app = express();
app.use((err, req, res, next) => {
  if (err instanceof Invalid) return res.status(400).json({ code: "invalid", message: err.message });
  res.status(err.status ?? 500).json({ code: "gone", message: "no" });
});
app.use((req, res, next) => res.locals.trace ? next() : res.json({ whatever: 1 }));
"""
TYPED = """
import type { ErrorRequestHandler } from "express";
export const problems: ErrorRequestHandler = (error, _req, res, _next) => {
  res.status(500).json({ code: "invalid", message: error.message });
};
"""
FASTIFY = """
export function build(app) {
  app.setErrorHandler((error, request, reply) => reply.status(error.statusCode).send({ code: "invalid", message: error.message }));
}
"""
HONO = """
const app = new Hono();
app.onError((err, c) => c.json({ code: "invalid", message: err.message }, 500));
"""
NEST = """
@Catch(BadRequestException)
export class BadInput implements ExceptionFilter {
  catch(exception: BadRequestException, host: ArgumentsHost) {
    const response = host.switchToHttp().getResponse<Response>();
    response.status(exception.getStatus()).json({ code: "invalid", message: exception.message });
  }
}
"""

THROWN = """
import { HttpException, NotFoundException } from "@nestjs/common";
export function find(id: string) {
  if (!id) throw new NotFoundException({ code: "invalid", message: "No such order" });
  if (id === "0") throw new NotFoundException("No such order");
  throw new HttpException({ code: "invalid", message: id }, 410);
}
"""


def _found(code: str) -> list[str]:
    snapshot = snapshot_as_written({"contracts/a.contract.ts": CONTRACT, "src/app.ts": code})
    found = (f for f in check(snapshot) if f.path == "src/app.ts" and f.severity in ("error", "warning"))
    return [code[f.range.start : f.range.end] for f in found]


@pytest.mark.parametrize("code", [EXPRESS, TYPED, FASTIFY, HONO, NEST, THROWN])
def test_conforms(code: str) -> None:
    assert _found(code) == []
    assert "cod" in _found(code.replace("code: ", "cod: "))
    assert "invalit" in _found(code.replace('code: "invalid"', 'code: "invalit"'))


@pytest.mark.parametrize(
    "code",
    [
        "export function add(a, b, c, d) { return a.json({ cod: 1 }); }",
        "export const reduce = (error, sum, res, index) => sum + res.length;",
        'store.onError((error, state) => state.set({ cod: "x" }));',
        'socket.onError((err) => console.log({ cod: "x" }));',
        'import { Injectable } from "@nestjs/common";\nimport { GoneException } from "./own";\nthrow new GoneException({ cod: "x" });',
        'import { Catch, GoneException } from "@nestjs/common";\n@Catch(GoneException) class F {}\nthrow new GoneException({ cod: "x" });',
    ],
)
def test_other_functions(code: str) -> None:
    assert _found(code) == []
