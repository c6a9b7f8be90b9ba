"""Repositories, registries, results and stores of servers, on the way from TypeScript code to a contract."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What may become of it. */
export type Stage = "open" | "closed";
/** Money. */
export interface Money { cents: number; currency: string }
/** An order. @db orders */
export interface Order { id: string; stage: Stage; total: Money; note: string | null; placedOn: string }
/** It was placed. */
export interface Placed { type: "placed"; orderId: string }
/** It was paid. */
export interface Paid { type: "paid"; amount: Money }
/** What happens. */
export type Happening = Placed | Paid;
/** Why not. */
export type Refusal = { kind: "missing"; orderId: string } | { kind: "late"; days: number };
"""
KERNEL = """
export type Result<T, E> = { ok: true; value: T } | { ok: false; error: E };
export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });
export const fail = <E>(error: E): Result<never, E> => ({ ok: false, error });
export interface Repository<T extends { id: string }> { byId(id: T["id"]): Promise<T | null>; where(some: Partial<T>): Promise<T[]> }
export abstract class BaseRepository<T extends { id: string }> implements Repository<T> {
  protected items = new Map<string, T>();
  async byId(id: string): Promise<T | null> { return this.items.get(id) ?? null; }
  async where(some: Partial<T>): Promise<T[]> { return []; }
  protected sorted<K extends keyof T>(key: K): T[] { return []; }
}
export class Container<S extends object> {
  resolve<K extends keyof S>(name: K): S[K] { return null as never; }
}
export class Emitter<M> {
  emit<K extends keyof M>(name: K, payload: M[K]): void {}
  on<K extends keyof M>(name: K, listener: (payload: M[K]) => void): void {}
}
"""
PORTS = """
import type { Order, Paid, Placed } from "@shop/order.contract";
import { Container, Emitter, type Repository } from "@acme/kernel";
export type Orders = Repository<Order>;
export class Mapper { static toOrder(row: unknown): Order { return row as Order; } }
export const services = new Container<{ orders: Orders; clock: () => Date }>();
export const bus = new Emitter<{ placed: Placed; paid: Paid }>();
export class Tables extends Base<Order> {}
"""
ENTITY = """
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from "typeorm";
@Entity("orders")
export class OrderEntity {
  @PrimaryColumn() id!: string;
  @Column() stage!: "open" | "closed";
  @Column({ type: "jsonb" }) total!: { cents: number; currency: string };
  @Column({ nullable: true }) note!: string;
  @Column({ name: "placed_on", type: "date" }) placedOn!: Date;
  @ManyToOne(() => OrderEntity) @JoinColumn({ name: "parent_id" }) parent?: OrderEntity;
}
"""
HEAD = """
import { Repository as Stored, type DataSource, type FindOptionsWhere } from "typeorm";
import type { Happening, Money, Order, Refusal } from "@shop/order.contract";
import { BaseRepository, fail, ok, type Result } from "@acme/kernel";
import { bus, Mapper, services, type Orders } from "@shop/ports";
import { late } from "@shop/late";
import { OrderEntity } from "./order.entity";
declare const orders: Orders;
declare const stored: Stored<OrderEntity>;
declare const source: DataSource;
"""


def found(body: str) -> list[str]:
    files = {
        "apps/shop/src/order.contract.ts": CONTRACT,
        "packages/kernel/src/index.ts": 'export * from "./kernel";',
        "packages/kernel/src/kernel.ts": KERNEL,
        "apps/shop/src/ports.ts": PORTS,
        "apps/shop/src/late/index.ts": 'import type { Order } from "@shop/order.contract"; export declare function late(): Order[];',
        "apps/shop/src/order.entity.ts": ENTITY,
        "apps/shop/src/app.ts": f"{HEAD}\n{body}\n",
    }
    return [f.message for f in check(snapshot_as_written(files)) if f.severity == "error"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("void orders.byId('1').then((o) => o?.stage);", "void orders.byId('1').then((o) => o?.stge);"),
        ("late().map((o) => o.stage);", "late().map((o) => o.stgae);"),
        ("void orders.where({ note: null });", "void orders.where({ noet: null });"),
        (
            "class Kept extends BaseRepository<Order> { a() { return this.sorted('id').map((o) => o.total); } }",
            "class Kept extends BaseRepository<Order> { a() { return this.sorted('id').map((o) => o.totla); } }",
        ),
        (
            "class More<T extends Order> extends BaseRepository<T> {}\n"
            "export const a = async (more: More<Order>) => (await more.byId(''))?.note;",
            "class More<T extends Order> extends BaseRepository<T> {}\n"
            "export const a = async (more: More<Order>) => (await more.byId(''))?.noet;",
        ),
        (
            "export const a = async () => (await services.resolve('orders').where({ id: '' })).map((o) => o.total.cents);",
            "export const a = async () => (await services.resolve('orders').where({ id: '' })).map((o) => o.total.cnets);",
        ),
        (
            "bus.emit('placed', { type: 'placed', orderId: '' });",
            "bus.emit('placed', { type: 'placed', ordreId: '' });",
        ),
        ("bus.on('paid', (paid) => paid.amount.cents);", "bus.on('paid', (paid) => paid.amuont.cents);"),
        ("bus.on('paid', ({ amount }) => amount);", "bus.on('placed', ({ amount }) => amount);"),
        (
            "export const a = (): Result<Order, Refusal> => fail({ kind: 'late', days: 3 });",
            "export const a = (): Result<Order, Refusal> => fail({ kind: 'late', dasy: 3 });",
        ),
        (
            "export const a = (o: Order): Result<{ order: Order }, Refusal> => ok({ order: o });",
            "export const a = (o: Order): Result<{ order: Order }, Refusal> => ok({ order: { ...o, stgae: 'open' } });",
        ),
        (
            "export const a = (list: Order[]) => list.map<Money>((o) => ({ cents: 1, currency: o.total.currency }));",
            "export const a = (list: Order[]) => list.map<Money>((o) => ({ cnets: 1, currency: o.total.currency }));",
        ),
        (
            "export const a = (old: Order[], next: Order) => [...old, next].reduce((sum, { total }) => sum + total.cents, 0);",
            "export const a = (old: Order[], next: Order) => [...old, next].reduce((sum, { totla }) => sum + totla.cents, 0);",
        ),
        (
            "export const a = (texts: string[]) => texts.reduce<Money[]>((all, currency) => [...all, { cents: 1, currency }], []);",
            "export const a = (texts: string[]) => texts.reduce<Money[]>((all, currency) => [...all, { cnets: 1, currency }], []);",
        ),
        (
            "export const a = (...events: Happening[]) => events.map((event) => event.type);",
            "export const a = (...events: Happening[]) => events.map((event) => event.tpye);",
        ),
        (
            "export const a: { [T in Happening['type']]?: (event: Extract<Happening, { type: T }>) => void } = { paid: (e) => e.amount };",
            "export const a: { [T in Happening['type']]?: (event: Extract<Happening, { type: T }>) => void } = { paid: (e) => e.amuont };",
        ),
        (
            "export const a = (o: { rows?: unknown[] }) => (o.rows ?? []).map(Mapper.toOrder).sort((a, b) => a.id.localeCompare(b.id));",
            "export const a = (o: { rows?: unknown[] }) => (o.rows ?? []).map(Mapper.toOrder).sort((a, b) => a.idd.localeCompare(b.id));",
        ),
        ("void stored.find({ where: { stage: 'open' } });", "void stored.find({ where: { stgae: 'open' } });"),
        ("void stored.findOneBy({ note: '' });", "void stored.findOneBy({ nte: '' });"),
        ("void stored.find({ order: { stage: 'ASC' } });", "void stored.find({ order: { stgae: 'ASC' } });"),
        (
            "export const a = async () => (await stored.findAndCount({ take: 1 }))[0].map((o) => o.placedOn);",
            "export const a = async () => { const [rows] = await stored.findAndCount({ take: 1 }); return rows.map((o) => o.plcaedOn); };",
        ),
        ("stored.create({ stage: 'open' });", "stored.create({ stgae: 'open' });"),
        ("void stored.update('1', { note: '' });", "void stored.update('1', { noet: '' });"),
        (
            "export const a = async () => (await stored.createQueryBuilder('o').where('1').getMany()).map((o) => o.note);",
            "export const a = async () => (await stored.createQueryBuilder('o').where('1').getMany()).map((o) => o.noet);",
        ),
        (
            "export const a = async () => (await source.getRepository(OrderEntity).findOneByOrFail({ id: '' })).stage;",
            "export const a = async () => (await source.getRepository(OrderEntity).findOneByOrFail({ id: '' })).stgae;",
        ),
        (
            "const where: FindOptionsWhere<OrderEntity> = {}; where.stage = 'open';",
            "const where: FindOptionsWhere<OrderEntity> = {}; where.stgae = 'open';",
        ),
    ],
)
def test_what_a_server_keeps_and_hands_on_is_held_to_its_contract(right: str, wrong: str) -> None:
    assert found(right) == []
    assert len(found(wrong)) >= 1


@pytest.mark.parametrize(
    "body",
    [
        "export const a = async () => { const [first] = await stored.save([{ id: '' }]); return first.id; };",
        "export const a = async () => (await stored.save([{ id: '' }])).length;",
        "void stored.find({ where: [{ stage: 'open' }, { note: '' }], relations: ['parent'] });",
        "void stored.find({ order: { parent: { stage: 'ASC' } } });",
        "export const a = (text: string) => services.resolve('clock')().getTime();",
        "export const a = async (name: 'orders' | 'clock') => services.resolve(name);",
    ],
)
def test_what_cannot_be_told_is_not_told(body: str) -> None:
    assert found(body) == []
