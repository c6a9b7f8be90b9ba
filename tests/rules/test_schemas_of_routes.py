"""Schemas that routes of Fastify hold their bodies and answers to by name, each of which says its contract."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A loan. */
export interface Loan { id: string; toolId: string; memberEmail: string; status: "open" | "closed" }
/** What is lent. */
export interface NewLoan { toolId: string; memberEmail: string }
/** What is wrong. */
export interface ApiError { code: "taken" | "gone"; message: string }
/** What is wrong, with where. */
export interface FieldError { code: "taken" | "gone"; message: string; field: string }
/** Lends a tool.
 * @api POST /api/loans
 */
export interface CreateLoan { request: NewLoan; response: Loan; errors: ApiError }
"""
SCHEMAS = """
import { z } from "zod";
/** @contract Loan */
export const loan = z.object({ id: z.string(), toolId: z.string(), memberEmail: z.string(), status: z.enum(["open", "closed"]) });
/** @contract NewLoan */
export const newLoan = loan.pick({ toolId: true, memberEmail: true });
/** @contract ApiError */
export const apiError = z.object({ code: z.enum(["taken", "gone"]), message: z.string() });
/** @contract FieldError */
export const fieldError = apiError.extend({ field: z.string() });
"""
ROUTE = """
import Fastify from "fastify";
import { loan, newLoan, apiError, fieldError } from "./schemas";
const app = Fastify().withTypeProvider<ZodTypeProvider>();
/** @contract CreateLoan */
app.post("/api/loans", { schema: { body: newLoan, response: { 201: loan, 409: apiError } } }, async (request, reply) => {
  return reply.code(201).send(await lend(request.body));
});
"""


def found(route: str) -> list[str]:
    files = {"contracts/loans.contract.ts": CONTRACT, "src/schemas.ts": SCHEMAS, "src/app.ts": route}
    findings = [f for f in check(snapshot_as_written(files)) if f.path == "src/app.ts"]
    return [f"{f.rule} {f.message.partition(',')[0]}" for f in findings]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", []),
        ("201: loan", "201: newLoan", ["reference-mismatch `response` is NewLoan here"]),
        ("body: newLoan", "body: loan", ["reference-mismatch `request` is Loan here"]),
        ("409: apiError", "409: loan", ["reference-mismatch `errors` is Loan here"]),
        ("409: apiError", "409: fieldError", []),  # all that is promised, and more
    ],
)
def test_a_schema_of_another_contract_is_told(old: str, new: str, said: list[str]) -> None:
    assert found(ROUTE.replace(old, new)) == said


def test_a_schema_that_is_the_body_of_an_endpoint_is_compared_field_by_field() -> None:
    contract = (
        CONTRACT
        + """
/** Gives a tool back.
 * @api POST /api/loans/:id/return
 */
export interface ReturnLoan { params: { id: string }; request: { condition: "fine" | "broken" }; response: Loan; errors: ApiError }
"""
    )
    route = """
import { NextResponse } from "next/server";
import { z } from "zod";
import type { Loan, ReturnLoan } from "@/contracts/loans.contract";
const body = z.object({ condition: z.enum(["fine", "broken"]) }) satisfies z.ZodType<ReturnLoan["request"]>;
export async function POST(request: Request, context: { params: Promise<{ id: string }> }) {
  const parsed = body.safeParse(await request.json());
  return NextResponse.json<Loan>(await give((await context.params).id, parsed.data));
}
"""
    path = "app/api/loans/[id]/return/route.ts"
    files = {"contracts/loans.contract.ts": contract, path: route}
    assert [f for f in check(snapshot_as_written(files)) if f.path == path and f.severity != "info"] == []
