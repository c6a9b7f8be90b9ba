"""References, highlights and renames against mutation: what is listed is all there is, and each place knows what it means."""

from collections.abc import Iterator
from textwrap import dedent
from typing import Any

import pytest

from dovetail.rules import check
from support.lsp_client import LspClient, LspError
from support.snapshots import snapshot_of

from .test_editing import applied

pytestmark = pytest.mark.slow

CONTRACT = "contracts/shop.contract.ts"
FILES = {
    CONTRACT: """
        /** How far an order is. */
        export type OrderStatus = "pending" | "paid";

        /** What somebody buys.
         * @db orders
         */
        export interface Order {
          /** @format uuid */
          id: string;
          status: OrderStatus;
          /** @unit cents */
          totalCents: number;
          /** @format date-time */
          placedAt: string;
        }

        /** What went wrong. */
        export interface Failure {
          code: "gone" | "too_late";
          message: string;
        }

        /** One order.
         * @api GET /orders/:orderId
         */
        export interface GetOrder {
          params: {
            /** @format uuid */
            orderId: string;
          };
          headers: {
            /** @format uuid */
            "request-id": string;
          };
          response: Order;
          errors: { 404: Failure };
        }

        /** All of somebody, a hundred at most.
         * @api GET /orders
         * @order placedAt desc
         */
        export interface ListOrders {
          response: { orders: Order[] };
          errors: { 410: Failure };
        }
        """,
    "prisma/schema.prisma": """
        /// @contract OrderStatus
        enum OrderStatus {
          pending
          paid
        }

        model Order {
          id         String      @id
          status     OrderStatus @default(pending)
          totalCents Int         @map("total_cents")
          placedAt   DateTime    @map("placed_at")
          lines      Line[]

          @@index([placedAt, status])
          @@map("orders")
        }

        model Line {
          id      String @id
          orderId String
          order   Order  @relation(fields: [orderId], references: [id])
        }
        """,
    "migrations/001_types.sql": """
        CREATE TYPE order_status AS ENUM ('pending', 'paid');
        """,
    "migrations/002_orders.sql": """
        CREATE TABLE orders (
          id uuid PRIMARY KEY,
          status order_status NOT NULL DEFAULT 'pending',
          total_cents integer NOT NULL,
          placed_at timestamptz NOT NULL
        );
        CREATE INDEX recent ON orders (placed_at DESC);
        """,
    "src/routes.ts": """
        import { Router } from "express";
        import { PrismaClient } from "@prisma/client";
        import type { Order } from "../contracts/shop.contract";

        const prisma = new PrismaClient();
        export const router = Router();

        router.get("/orders/:orderId", async (req, res) => {
          const row = await prisma.order.findUnique({ where: { id: req.params.orderId } });
          if (!row) return res.status(404).json({ code: "gone", message: "There is no such order" });
          const order: Order = {
            id: row.id,
            status: row.status,
            totalCents: row.totalCents,
            placedAt: row.placedAt.toISOString(),
          };
          res.json(order);
        });

        router.get("/orders", async (req, res) => {
          const orders: Order[] = await listed(req);
          if (orders.length > 100) return res.status(410).json({ code: "too_late", message: "There are too many" });
          res.json({ orders });
        });
        """,
    "web/orders.ts": """
        import type { Failure, ListOrders } from "../contracts/shop.contract";

        export async function listOrders(): Promise<ListOrders["response"]> {
          const response = await fetch("/orders");
          if (!response.ok) {
            const failure: Failure = await response.json();
            throw new Error(failure.code === "gone" ? "Sign in again" : failure.message);
          }
          return response.json();
        }
        """,
    "web/total.js": """
        /** @typedef {import("../contracts/shop.contract").Order} Order */

        /** @param {Order[]} orders */
        export const total = (orders) => orders.reduce((sum, order) => sum + order.totalCents, 0);
        """,
    "api/models.py": """
        from datetime import datetime
        from typing import Literal
        from uuid import UUID

        from pydantic import BaseModel, Field


        # @contract Order
        class Order(BaseModel):
            id: UUID
            status: Literal["pending", "paid"]
            total_cents: int = Field(alias="totalCents")
            placed_at: datetime = Field(alias="placedAt")


        def total(order: Order) -> float:
            return order.total_cents / 100
        """,
}
# The names in the contract, each with a new one of the same casing.
NAMES = {
    "id: string;\n  status": "code", "status: OrderStatus": "progress", "totalCents": "sumCents", "placedAt": "boughtAt",
    "message": "sentence", "orderId: string": "orderNumber", '"request-id': "x-request-id", "pending": "open", "paid": "settled",
    'code: "gone"': "reason", '"gone"': "vanished",
    "Order {": "Purchase", "OrderStatus =": "OrderProgress", "GetOrder": "FetchOrder",
}  # fmt: skip


def texts() -> dict[str, str]:
    return {path: dedent(text).lstrip("\n") for path, text in FILES.items()}


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return texts()


def position(text: str, offset: int) -> dict[str, int]:
    before = text[:offset]
    return {"line": before.count("\n"), "character": offset - (before.rfind("\n") + 1)}


def declared(marked: str) -> dict[str, int]:
    """Where a name is declared in the contract."""
    return position(texts()[CONTRACT], texts()[CONTRACT].index(marked) + marked.startswith('"'))


def places(client: LspClient, path: str, at: dict[str, int]) -> set[tuple[str, int, int, int]]:
    """All places of what stands at one, by file, line and columns."""
    found = client.at("references", client.uri(path), at["line"], at["character"], context={"includeDeclaration": True})
    return {_flat(p["uri"], p["range"]) for p in found}


def _flat(uri: str, range: dict[str, Any]) -> tuple[str, int, int, int]:
    return uri, range["start"]["line"], range["start"]["character"], range["end"]["character"]


def _shown(client: LspClient, place: tuple[str, int, int, int]) -> set[tuple[str, int, int, int]]:
    uri, line, start, end = place
    found = client.at("documentHighlight", uri, line, (start + end) // 2)
    return {_flat(uri, h["range"]) for h in found or ()}


def _differing(client: LspClient, listed: set[tuple[str, int, int, int]]) -> Iterator[str]:
    for place in sorted(listed):
        here = {p for p in listed if p[0] == place[0]}
        if (shown := _shown(client, place)) != here:
            yield f"{place}: shows {sorted(shown)} of {sorted(here)}"


@pytest.mark.parametrize("marked", NAMES)
def test_every_place_that_is_listed_means_the_same(opened: LspClient, marked: str) -> None:
    listed = places(opened, CONTRACT, declared(marked))
    # Above a path with a parameter the cursor is on the one or the other.
    addresses = {p for p in listed if "/orders/:orderId" in _line(opened, p)[p[2] : p[3]]}
    assert not list(_differing(opened, listed - addresses))


def _line(client: LspClient, place: tuple[str, int, int, int]) -> str:
    path = next(p for p in texts() if client.uri(p) == place[0])
    return texts()[path].split("\n")[place[1]]


def drifts(changed: dict[str, str]) -> list[str]:
    """What a check finds; offers to bind are none."""
    return [f.message for f in check(snapshot_of(changed)) if f.severity != "info"]


@pytest.mark.parametrize("marked", NAMES)
def test_a_rename_changes_places_that_are_listed_and_leaves_nothing_to_find(opened: LspClient, marked: str) -> None:
    at = declared(marked)
    assert not drifts(texts())
    edit = opened.at("rename", opened.uri(CONTRACT), at["line"], at["character"], newName=NAMES[marked])
    changed = texts()
    for path in changed:
        changed[path] = applied(changed[path], edit["changes"].get(opened.uri(path), []))
    assert not drifts(changed)
    tags = ("@db ", "/** @db ")
    edited = {
        _flat(uri, e["range"])
        for uri, edits in edit["changes"].items()
        for e in edits
        if not any(t in e["newText"] for t in tags)
    }
    assert edited <= places(opened, CONTRACT, at)


def test_a_status_of_an_answer_has_no_other_name(opened: LspClient) -> None:
    at = declared("404: Failure")
    with pytest.raises(LspError, match="`404` is the status of an answer"):
        opened.at("rename", opened.uri(CONTRACT), at["line"], at["character"], newName="gone")


def test_a_column_is_known_by_the_name_that_it_is_mapped_to(opened: LspClient) -> None:
    at = position(texts()["prisma/schema.prisma"], texts()["prisma/schema.prisma"].index("placed_at"))
    hover = opened.at("hover", opened.uri("prisma/schema.prisma"), at["line"], at["character"])
    assert "placedAt" in hover["contents"]["value"]
    found = opened.at("declaration", opened.uri("prisma/schema.prisma"), at["line"], at["character"])
    assert [place["uri"] for place in found] == [opened.uri(CONTRACT)]
