"""What code does with the rows of Prisma's client, and what it says in queries: fields of models, and values that contracts list."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** How far it is. */
export type OrderState = "placed" | "done" | "called_off";
/** Who orders.
 * @db Customer
 */
export interface Customer { id: string; fullName: string }
/** What is ordered.
 * @db Order
 */
export interface Order { id: string; state: OrderState; totalCents: number; /** @format date-time */ placedAt: string }
"""
SCHEMA = """
enum OrderState {
  placed
  done
  called_off
}

model Customer {
  id       String  @id
  fullName String
  orders   Order[]
}

model Order {
  id         String     @id
  state      OrderState
  totalCents Int
  placedAt   DateTime
  customerId String
  customer   Customer   @relation(fields: [customerId], references: [id])
}
"""
ROWS = """
import type { Prisma } from "@prisma/client";
export const include = { customer: true } satisfies Prisma.OrderInclude;
export type OrderRow = Prisma.OrderGetPayload<{ include: typeof include }>;
export class Orders {
  constructor(private readonly db: PrismaClient) {}
  find(id: string): Promise<OrderRow | null> { return this.db.order.findUnique({ where: { id }, include }); }
  async list(from?: Date, state: string) {
    const where: Prisma.OrderWhereInput = {
      ...(from && { placedAt: { gte: from } }),
      OR: [{ state: "placed" }, { state: { in: ["done"] } }],
    };
    if (state) where.totalCents = { gt: 0 };
    return this.db.order.findMany({ where, orderBy: { placedAt: "desc" } });
  }
  counts() { return this.db.order.groupBy({ by: ["state"], where: { state: { not: "called_off" } }, _count: true }); }
  finish(id: string, late: boolean) {
    return this.db.order.update({ where: { id }, data: { state: late ? "called_off" : "done" } });
  }
}
"""
USE = """
import type { Order as Row } from "@prisma/client";
import type { Order } from "../contracts/order.contract";
import type { OrderRow, Orders } from "./orders";
export const present = (row: OrderRow): Order => ({
  id: row.id, state: row.state, totalCents: row.totalCents, placedAt: row.placedAt.toISOString(),
});
export const named = (row: OrderRow) => row.customer.fullName;
export const spread = ({ customerId, ...row }: Row): Order => ({ ...row, placedAt: row.placedAt.toISOString() });
export async function report(orders: Orders) {
  const found = await orders.find("1");
  if (found?.state === "placed") console.log(found.customer.fullName, found._count);
  for (const group of await orders.counts()) console.log(group.state === "done", group._count);
  return (await orders.list()).map((order) => order.totalCents);
}
"""


def found(rows: str = ROWS, use: str = USE) -> set[tuple[str, str]]:
    files = {
        "contracts/order.contract.ts": CONTRACT, "prisma/schema.prisma": SCHEMA, "src/orders.ts": rows, "src/use.ts": use,
    }  # fmt: skip
    findings = [f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning")]
    return {(f.rule, f.message.split("`")[1]) for f in findings if f.path.startswith("src")}


def test_nothing_is_said_of_what_is_right() -> None:
    assert found() == set()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{ customer: true }", "{ costumer: true }", ("unknown-column", "costumer")),
        ("{ placedAt: { gte", "{ placdAt: { gte", ("unknown-column", "placdAt")),
        ('OR: [{ state: "placed" }', 'OR: [{ stat: "placed" }', ("unknown-column", "stat")),
        ('[{ state: "placed" }', '[{ state: "plased" }', ("unknown-value", "plased")),
        ('in: ["done"]', 'in: ["dnoe"]', ("unknown-value", "dnoe")),
        ("where.totalCents", "where.totalCent", ("unknown-column", "totalCent")),
        ('not: "called_off"', 'not: "calledOff"', ("unknown-value", "calledOff")),
        ('late ? "called_off"', 'late ? "cancelled"', ("unknown-value", "cancelled")),
    ],
)
def test_queries(old: str, new: str, said: tuple[str, str]) -> None:
    assert old in ROWS
    assert found(rows=ROWS.replace(old, new, 1)) == {said}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: row.id", "id: row.idd", ("unknown-property", "idd")),
        ("row.placedAt.toISOString(),", "row.placdAt.toISOString(),", ("unknown-property", "placdAt")),
        ("=> row.customer.fullName", "=> row.customer.fulName", ("unknown-property", "fulName")),
        ('found?.state === "placed"', 'found?.state === "open"', ("unknown-value", "open")),
        ("found.customer.fullName", "found.customr.fullName", ("unknown-property", "customr")),
        ('group.state === "done"', 'group.state === "don"', ("unknown-value", "don")),
        ("order.totalCents", "order.total", ("unknown-property", "total")),
    ],
)
def test_rows(old: str, new: str, said: tuple[str, str]) -> None:
    assert old in USE
    assert found(use=USE.replace(old, new, 1)) == {said}


NESTED = """
  late() {
    const select = { orders: { where: { state: "done" } } };
    return this.db.customer.findMany({ where: { orders: { some: { state: "placed" } } }, select });
  }
  add(items: { cents: number }[]) {
    const [id, fullName] = ["1", "x"];
    return this.db.customer.create({
      data: { id, fullName, orders: { create: items.map((i) => ({ totalCents: i.cents, state: "placed" })) } },
    });
  }
  close(id: string) {
    const updateMany = { where: { state: "placed" }, data: { state: "done" } };
    return this.db.customer.update({ where: { id }, data: { orders: { updateMany } } });
  }
}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", None),
        ('some: { state: "placed"', 'some: { state: "open"', ("unknown-value", "open")),
        ('where: { state: "done"', 'where: { state: "don"', ("unknown-value", "don")),
        ("totalCents: i.cents", "totalCent: i.cents", ("unknown-column", "totalCent")),
        ('i.cents, state: "placed"', 'i.cents, state: "open"', ("unknown-value", "open")),
        ('where: { state: "placed" }, data', 'where: { stat: "placed" }, data', ("unknown-column", "stat")),
        ('data: { state: "done" }', 'data: { state: "finished" }', ("unknown-value", "finished")),
    ],
)
def test_what_is_done_to_rows_of_a_relation(old: str, new: str, said: tuple[str, str] | None) -> None:
    rows = ROWS.rstrip().removesuffix("}") + NESTED
    assert old in NESTED
    assert found(rows=rows.replace(NESTED, NESTED.replace(old, new, 1))) == ({said} if said is not None else set())
