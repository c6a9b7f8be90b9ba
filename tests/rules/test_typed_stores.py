"""Tables that TypeScript types: classes with decorators, and the interfaces of Kysely."""

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** An order. @db orders */
export interface Order {
  id: string;
  placedOn: string; /** @format date-time */ paidAt: string | null;
  /** @format date */
  dueOn: string;
  customerId: string;
  memo?: string;
}
"""
KYSELY = """
import type { ColumnType, Generated, Insertable, Selectable } from "kysely";
export interface OrdersTable {
  id: Generated<string>;
  placed_on: string;
  paid_at: Date | null;
  due_on: ColumnType<Date, string, string>;
  customer_id: string;
  memo: string | null;
}
export interface Database { orders: OrdersTable }
export type OrderRow = Selectable<OrdersTable>;
export const shown = (row: OrderRow) => row.due_on;
export const given: Insertable<OrdersTable> = { placed_on: "", due_on: "", customer_id: "" };
"""
ENTITY = """
import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from "typeorm";
@Entity({ name: "orders" })
export class OrderEntity {
  @PrimaryGeneratedColumn("uuid") id!: string;
  @Column({ name: "placed_on" }) placed!: string;
  @Column({ nullable: true }) paidAt!: Date;
  @Column({ type: "date" }) dueOn!: Date;
  @ManyToOne(() => Customer) @JoinColumn({ name: "customer_id" }) buyer!: Customer;
  @Column({ nullable: true }) memo!: string;
}
"""


def found(text: str) -> list[str]:
    files = {"contracts/order.contract.ts": CONTRACT, "src/orders.ts": text}
    return [f.message for f in check(snapshot_as_written(files)) if f.severity == "error"]


def test_a_table_of_kysely_is_the_one_that_its_database_calls_so() -> None:
    assert found(KYSELY) == []
    assert found(KYSELY.replace("  customer_id: string;\n", "")) != []
    assert found(KYSELY.replace("paid_at: Date | null", "paid_at: boolean")) != []
    assert found(KYSELY.replace("row.due_on", "row.deu_on")) != []
    assert found(KYSELY.replace('placed_on: ""', 'palced_on: ""')) != []


def test_a_class_is_the_table_that_its_decorator_names() -> None:
    assert found(ENTITY) == []
    assert found(ENTITY.replace('{ name: "placed_on" }', '{ name: "placed_at" }')) != []
    assert found(ENTITY.replace('{ name: "customer_id" }', '{ name: "client_id" }')) != []
    assert found(ENTITY.replace("@Column({ nullable: true }) paidAt", "@Column() paidAt")) != []
    assert found(ENTITY.replace('"orders"', '"others"')) == []


def test_what_is_called_like_a_type_of_kysely_elsewhere_is_not_taken_for_it() -> None:
    text = KYSELY.replace('from "kysely"', 'from "./tables"').replace("row.due_on", "row.anything")
    assert found(text) == []


def test_a_table_that_code_only_types_is_made_by_the_schema() -> None:
    """The types of a query builder say what somebody believes is there."""
    customer = "/** A customer. @db customers */\nexport interface Customer { id: string }\n"
    typed = KYSELY.replace("export interface OrdersTable", "/** @contract Order */\nexport interface OrdersTable")

    def missing(schema: str) -> list[str]:
        files = {"contracts/order.contract.ts": CONTRACT + customer, "src/orders.ts": typed, "db/schema.sql": schema}
        return [f.message for f in check(snapshot_as_written(files)) if f.rule == "missing-table"]

    customers = "create table customers (id text not null);\n"
    assert missing(f"{customers}create table orders (id text not null);\n") == []
    assert [m.split(",")[0] for m in missing(f"{customers}create table order_lines (id text not null);\n")] == [
        "Order is stored in `orders`"
    ]
