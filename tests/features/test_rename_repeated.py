"""A rename reaches the names that a language makes a file say again, and spells each as it is spelled there."""

from collections.abc import Mapping
from textwrap import dedent

from dovetail.core.findings import apply_edits
from dovetail.features.rename import Refusal, rename
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

from .product import offset

CONTRACT = "contracts/stock.contract.ts"
PRISMA = "prisma/schema.prisma"
SERVER = "server/stock.ts"
PYTHON = "ml/models/stock.py"
OPENAPI = "openapi/stock.yaml"

TEXTS = {
    CONTRACT: """
        /** What lies in the cellar. */
        export interface Stock {
          /** @format uuid */
          id: string;
          /** @format uuid */
          productId: string;
          /** @format date */
          bestBefore: string;
          grade: "first" | "second";
          quality: Grade;
        }

        /** How good it is. */
        export type Grade = "fine" | "poor";

        /** One of it.
         * @api GET /stocks/:stockId
         */
        export interface GetStock {
          params: {
            /** @format uuid */
            stockId: string;
          };
          response: Stock;
          errors: never;
        }
        """,
    PRISMA: """
        /// @contract Stock
        model Stock {
          id         String   @id
          productId  String
          bestBefore DateTime @db.Date
          grade      String
          quality    Grade
          product    Product  @relation(fields: [productId], references: [id])

          @@unique([productId, grade])
          @@index([bestBefore(sort: Desc)])
        }

        model Product {
          id     String  @id
          stocks Stock[]
        }

        model Batch {
          id      String @id
          stockId String
          stock   Stock  @relation(fields: [stockId], references: [id])
        }

        /// @contract Grade
        enum Grade {
          fine
          poor
        }
        """,
    SERVER: """
        import { Router } from "express";
        import type { GetStock } from "../contracts/stock.contract";
        export const stock = Router();
        stock.get<GetStock["params"]>("/stocks/:stockId", (req, res) => {
          const { stockId } = req.params;
          res.json(find(stockId ?? req.params.stockId));
        });
        """,
    PYTHON: """
        from datetime import date
        from pydantic import BaseModel, ConfigDict
        from pydantic.alias_generators import to_camel


        # @contract Stock
        class Stock(BaseModel):
            model_config = ConfigDict(alias_generator=to_camel)
            id: str
            product_id: str
            best_before: date
            grade: str
            quality: str
        """,
    OPENAPI: """
        openapi: 3.0.3
        info: { title: Stock, version: "1" }
        paths:
          /stocks/{stockId}:
            get:
              parameters:
                - { name: stockId, in: path, required: true, schema: { type: string } }
              responses: { "200": { description: It } }
        components:
          schemas:
            # @contract Stock
            Stock:
              type: object
              required: [id, productId, bestBefore, grade, quality]
              properties:
                id: { type: string }
                productId: { type: string }
                bestBefore: { type: string, format: date }
                grade: { type: string }
                quality:
                  type: string
                  enum:
                    - fine
                    - poor
                  default: fine
        """,
}
HELD = {path: dedent(text).lstrip("\n") for path, text in TEXTS.items()}


def renamed(path: str, marked: str, new: str) -> Mapping[str, str]:
    """The texts after a rename, which adds no finding."""
    tree = snapshot_from_texts(HELD)
    edits = rename(tree, path, offset(tree, path, marked), new)
    assert not isinstance(edits, Refusal), edits
    texts = {p: apply_edits(t, [e for e in edits if e.path == p]) for p, t in HELD.items()}
    known = {(f.path, f.rule) for f in check(tree)}
    assert [f for f in check(snapshot_from_texts(texts)) if (f.path, f.rule) not in known] == []
    return texts


def test_keys_and_relations_of_prisma_follow_the_field() -> None:
    prisma = renamed(CONTRACT, "product¦Id", "itemId")[PRISMA]
    assert "@relation(fields: [itemId], references: [id])" in prisma
    assert "@@unique([itemId, grade])" in prisma
    prisma = renamed(CONTRACT, "best¦Before", "freshUntil")[PRISMA]
    assert "@@index([freshUntil(sort: Desc)])" in prisma
    prisma = renamed(CONTRACT, "  i¦d: string", "key")[PRISMA]
    assert "stock   Stock  @relation(fields: [stockId], references: [key])" in prisma
    assert "product    Product  @relation(fields: [productId], references: [id])" in prisma


def test_a_parameter_is_renamed_in_paths_and_where_handlers_read_it() -> None:
    texts = renamed(CONTRACT, "stock¦Id: string", "lotId")
    assert "@api GET /stocks/:lotId" in texts[CONTRACT]
    assert '"/stocks/:lotId"' in texts[SERVER]
    assert "const { lotId: stockId } = req.params;" in texts[SERVER]
    assert "find(stockId ?? req.params.lotId)" in texts[SERVER]
    assert "name: lotId" in texts[OPENAPI]
    assert "/stocks/{lotId}:" in texts[OPENAPI]
    assert "stockId String" in texts[PRISMA]


def test_a_value_is_renamed_in_a_description_without_quotes() -> None:
    openapi = renamed(CONTRACT, '"fi¦ne"', "good")[OPENAPI]
    assert "            - good\n            - poor\n          default: good\n" in openapi


def test_a_name_that_is_typed_in_python_is_in_camel_case_in_the_contract() -> None:
    texts = renamed(PYTHON, "best_¦before", "fresh_until")
    assert "freshUntil: string;" in texts[CONTRACT]
    assert "fresh_until: date" in texts[PYTHON]
    assert "freshUntil DateTime" in texts[PRISMA]


def test_names_of_which_those_on_the_wire_are_made_stay_in_their_own_casing() -> None:
    held = {
        CONTRACT: "/** What lies there. */\nexport interface Stock {\n  best_before: string;\n}\n",
        PYTHON: HELD[PYTHON],
        "proto/stock.proto": 'syntax = "proto3";\n\n// @contract Stock\nmessage Stock {\n  string best_before = 1;\n}\n',
    }
    tree = snapshot_from_texts(held)

    def after(new: str) -> Mapping[str, str]:
        edits = rename(tree, CONTRACT, offset(tree, CONTRACT, "best_¦before"), new)
        assert not isinstance(edits, Refusal), edits
        return {p: apply_edits(t, [e for e in edits if e.path == p]) for p, t in held.items()}

    assert after("bestBefore") == held | {CONTRACT: held[CONTRACT].replace("best_before", "bestBefore")}
    fresh = after("freshUntil")
    assert "fresh_until: date" in fresh[PYTHON]
    assert "string fresh_until = 1;" in fresh["proto/stock.proto"]
