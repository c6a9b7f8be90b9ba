"""A rename reaches what a schema holds a request to, what a serializer lists, one alternative of several, and examples."""

from collections.abc import Mapping
from textwrap import dedent

from dovetail.core.findings import apply_edits
from dovetail.features.rename import Refusal, rename
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

from .product import offset

CONTRACT = "contracts/loan.contract.ts"
SCHEMAS, ROUTES, LOANS = "server/schemas.ts", "server/routes.ts", "server/loans.ts"
MODELS, SERIALIZERS = "admin/loans/models.py", "admin/loans/serializers.py"
OPENAPI, SCHEMA = "openapi/loans.yaml", "schemas/loan.schema.json"

TEXTS = {
    CONTRACT: """
        /** A work that another house shows.
         * @db loans
         */
        export interface Loan {
          /** @format uuid */
          id: string;
          borrowerName: string;
          status: LoanStatus;
          grade: "fine" | "worn";
        }

        /** Where it is on its way. */
        export type LoanStatus = "requested" | "on_display";

        /** Why not. */
        export interface Problem {
          code: string;
          status: 404 | 422;
        }

        /** Loans of a kind.
         * @api GET /loans
         */
        export interface ListLoans {
          query: { status?: LoanStatus; searchText?: string };
          /** @unordered */
          response: Loan[];
          errors: Problem;
        }

        /** Ask for one.
         * @api POST /loans
         */
        export interface AskForLoan {
          request: Loan;
          response: Loan;
          errors: Problem;
        }
        """,
    SCHEMAS: """
        import { z } from "zod";

        export const listQuery = z.object({
          status: z.enum(["requested", "on_display"]).optional(),
          searchText: z.string().optional(),
        });
        """,
    ROUTES: """
        import { Router } from "express";
        import { listQuery } from "./schemas";
        import { find } from "./loans";

        export const routes = Router();

        routes.get("/loans", (req, res) => {
          const { status, searchText } = listQuery.parse(req.query);
          res.json(find(status, searchText));
        });
        """,
    LOANS: """
        import type { Loan, Problem } from "../contracts/loan.contract";
        import type { Request, Response } from "express";

        export declare function find(status?: string, text?: string): Loan[];

        export function ask(req: Request<{}, Loan | Problem, Loan>, res: Response<Loan | Problem>) {
          if (!req.body.borrowerName) {
            return res.status(422).json({ code: "nameless", status: 422 });
          }
          return res.json({ id: "1", borrowerName: req.body.borrowerName, status: "requested", grade: "fine" });
        }
        """,
    MODELS: """
        from django.db import models


        class Loan(models.Model):
            id = models.UUIDField(primary_key=True)
            borrower_name = models.TextField()
            status = models.TextField(choices=[("requested", "Asked for"), ("on_display", "Shown")])
            grade = models.TextField(choices=[("fine", "Fine"), ("worn", "Worn")])

            class Meta:
                db_table = "loans"
        """,
    SERIALIZERS: """
        from rest_framework import serializers

        from .models import Loan


        # @contract Loan
        class LoanSerializer(serializers.ModelSerializer):
            borrowerName = serializers.CharField(source="borrower_name")

            class Meta:
                model = Loan
                fields = ["id", "borrowerName", "status", "grade"]
                read_only_fields = ("borrowerName",)
        """,
    OPENAPI: """
        openapi: 3.0.3
        info: { title: Loans, version: "1" }
        paths:
          /loans:
            post:
              requestBody:
                content:
                  application/json:
                    schema: { $ref: "#/components/schemas/Loan" }
                    examples:
                      first: { value: { id: 3f, borrowerName: Prado, status: on_display, grade: fine } }
              responses: { "200": { description: It } }
        components:
          schemas:
            # @contract Loan
            Loan:
              type: object
              required: [id, borrowerName, status, grade]
              properties:
                id: { type: string }
                borrowerName: { type: string, example: borrowerName }
                status: { type: string, enum: [requested, on_display] }
                grade: { type: string, enum: [fine, worn] }
              example:
                id: 3f
                borrowerName: Prado
                status: requested
                grade: fine
            Shelf:
              type: object
              properties:
                loans: { type: array, items: { $ref: "#/components/schemas/Loan" } }
              example: { loans: [{ borrowerName: Louvre, status: requested }], borrowerName: nobody }
        """,
    SCHEMA: """
        {
          "$comment": "@contract Loan",
          "type": "object",
          "required": ["id", "borrowerName", "status", "grade"],
          "properties": {
            "id": { "type": "string" },
            "borrowerName": { "type": "string" },
            "status": { "enum": ["requested", "on_display"] },
            "grade": { "enum": ["fine", "worn"] }
          },
          "examples": [{ "id": "1", "borrowerName": "Prado", "status": "requested", "grade": "worn" }]
        }
        """,
}
HELD = {path: dedent(text).lstrip("\n") for path, text in TEXTS.items()}


def renamed(marked: str, new: str, without: tuple[str, ...] = ()) -> Mapping[str, str]:
    """The texts after a rename in the contract, which adds no finding."""
    held = {p: t for p, t in HELD.items() if p not in without}
    tree = snapshot_from_texts(held)
    assert [f for f in check(tree) if f.severity == "error"] == []
    edits = rename(tree, CONTRACT, offset(tree, CONTRACT, marked), new)
    assert not isinstance(edits, Refusal), edits
    texts = {p: apply_edits(t, [e for e in edits if e.path == p]) for p, t in held.items()}
    assert [f for f in check(snapshot_from_texts(texts)) if f.severity == "error"] == []
    return texts


def test_a_schema_that_a_route_parses_its_query_with_follows_and_so_does_who_reads_what_it_gives() -> None:
    texts = renamed("search¦Text?", "phrase")
    assert "phrase: z.string().optional()" in texts[SCHEMAS]
    assert "const { status, phrase: searchText } = listQuery.parse(req.query);" in texts[ROUTES]


def test_a_value_is_renamed_in_a_schema_of_a_query_and_in_examples() -> None:
    texts = renamed('"reque¦sted"', "askedFor")
    assert 'z.enum(["askedFor", "on_display"])' in texts[SCHEMAS]
    assert 'status: "askedFor", grade: "fine"' in texts[LOANS]
    assert "        status: askedFor\n" in texts[OPENAPI]
    assert "{ borrowerName: Louvre, status: askedFor }" in texts[OPENAPI]
    assert '"status": "askedFor", "grade": "worn"' in texts[SCHEMA]
    assert '("askedFor", "Asked for")' in texts[MODELS]


def test_a_name_that_two_alternatives_have_is_renamed_in_the_one_that_is_written() -> None:
    texts = renamed("  sta¦tus: LoanStatus", "progress", (MODELS, SERIALIZERS))
    assert '{ code: "nameless", status: 422 }' in texts[LOANS]
    assert 'progress: "requested"' in texts[LOANS]
    texts = renamed("  sta¦tus: 404", "answer", (MODELS, SERIALIZERS))
    assert '{ code: "nameless", answer: 422 }' in texts[LOANS]
    assert 'status: "requested"' in texts[LOANS]


def test_the_lists_of_a_serializer_follow_what_it_declares() -> None:
    serializers = renamed("borrower¦Name", "museumName")[SERIALIZERS]
    assert "museumName = serializers.CharField(" in serializers
    assert 'fields = ["id", "museumName", "status", "grade"]' in serializers
    assert 'read_only_fields = ("museumName",)' in serializers


def test_keys_in_examples_follow_their_property() -> None:
    texts = renamed("borrower¦Name", "museumName")
    assert "value: { id: 3f, museumName: Prado, status: on_display" in texts[OPENAPI]
    assert "        museumName: Prado\n" in texts[OPENAPI]
    assert "example: { loans: [{ museumName: Louvre, status: requested }], borrowerName: nobody }" in texts[OPENAPI]
    assert "museumName: { type: string, example: borrowerName }" in texts[OPENAPI]
    assert '"id": "1", "museumName": "Prado"' in texts[SCHEMA]
