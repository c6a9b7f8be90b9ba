"""Queries that Knex and Kysely build are held to the tables that they name, as queries in strings are."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** An order.
 * @db orders
 */
export interface Order { id: string; userId: string; state: "open" | "paid"; totalCents: number; placedAt: string }
/** A person.
 * @db users
 */
export interface User { id: string; email: string }
"""
TABLES = """
CREATE TABLE users (id text PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (
  id text PRIMARY KEY, user_id text NOT NULL, state text NOT NULL CHECK (state IN ('open', 'paid')), total_cents integer NOT NULL,
  placed_at timestamptz NOT NULL
);
"""
KNEX = """
import knexFactory from "knex";
const knex = knexFactory({ client: "pg" });
export const list = (user: string) =>
  knex("orders").where({ user_id: user, state: "open" }).andWhere("total_cents", ">", 5).orderBy("state", "desc").select("id", "placed_at");
export const pay = (id: string) => knex("orders").where("user_id", id).update({ state: "paid" }).returning(["total_cents"]);
export const joined = () =>
  knex("orders as o").join("users as u", "u.id", "o.user_id").whereIn("o.state", ["paid"]).select("u.email", "o.total_cents as cents");
export const sums = () => knex("orders").sum("total_cents as total").count("* as many").groupBy("user_id").orderBy("total");
export const mapped = () => knex("orders").where({ userId: 1 }).select("totalCents");
export const part = () =>
  knex("orders").select("made").from((q) => q.select(knex.raw("1 as made"))).where((b) => b.where("nothing_else", 1));
"""
KYSELY = """
import { db } from "./db";
export const list = (user: string) =>
  db.selectFrom("orders").select(["id", "total_cents as cents"])
    .where("user_id", "=", user).where("state", "in", ["open"]).orderBy("cents").execute();
export const add = (user: string) => db.insertInto("orders").values({ user_id: user, state: "paid" }).returning("placed_at").execute();
export const set = (id: string) => db.updateTable("orders").set({ state: "open" }).where("total_cents", ">", 0).execute();
export const sums = () => db.selectFrom("users").select((eb) => ["users.email", eb.fn.countAll().as("many")]).execute();
export const within = () => db.selectFrom("users").where(({ exists, selectFrom }) =>
  exists(selectFrom("orders").select("orders.id").whereRef("orders.user_id", "=", "users.id"))).execute();
export const both = () => db.selectFrom("orders as o").innerJoin("users as u", "u.id", "o.user_id").select(["u.email"]).execute();
"""
FILES = {"src/knex.ts": KNEX, "src/kysely.ts": KYSELY}


def _found(path: str, text: str) -> set[str]:
    texts = {"contracts/order.contract.ts": CONTRACT, "db/1.sql": TABLES, path: text}
    return {text[f.range.start : f.range.end] for f in check(snapshot_as_written(texts)) if f.path == path}


@pytest.mark.parametrize("path", FILES)
def test_conforms(path: str) -> None:
    assert _found(path, FILES[path]) == set()


@pytest.mark.parametrize(
    ("path", "was", "now", "at"),
    [
        ("src/knex.ts", "{ user_id: user", "{ user: user", "user"),
        ("src/knex.ts", 'state: "open"', 'state: "opened"', "opened"),
        ("src/knex.ts", 'andWhere("total_cents"', 'andWhere("total"', "total"),
        ("src/knex.ts", '"id", "placed_at"', '"id", "created_at"', "created_at"),
        ("src/knex.ts", '["total_cents"]', '["cents"]', "cents"),
        ("src/knex.ts", '"o.user_id"', '"o.person_id"', "person_id"),
        ("src/knex.ts", '["paid"]', '["payed"]', "payed"),
        ("src/knex.ts", '"u.email"', '"u.mail"', "mail"),
        ("src/kysely.ts", '"total_cents as cents"', '"total as cents"', "total"),
        ("src/kysely.ts", 'where("user_id"', 'where("owner_id"', "owner_id"),
        ("src/kysely.ts", '["open"]', '["opn"]', "opn"),
        ("src/kysely.ts", 'state: "paid"', 'state: "payed"', "payed"),
        ("src/kysely.ts", '"placed_at"', '"placed"', "placed"),
        ("src/kysely.ts", '["u.email"]', '["u.mail"]', "mail"),
        ("src/kysely.ts", '["users.email"', '["users.mail"', "mail"),
        ("src/kysely.ts", 'whereRef("orders.user_id"', 'whereRef("orders.owner_id"', "owner_id"),
        ("src/kysely.ts", 'where("user_id"', 'where("userId"', "userId"),
    ],
)
def test_drift(path: str, was: str, now: str, at: str) -> None:
    assert FILES[path].count(was) == 1
    assert at in _found(path, FILES[path].replace(was, now))


ROWS = """
import { db, knex, type Row } from "./db";
import type { User } from "../contracts/order.contract";
const COLUMNS = ["id", "total_cents as sum"] as const;
export async function kysely(state?: string) {
  let query = db.selectFrom("orders").select(["id", "total_cents as cents", (eb) => eb.fn.count("id").as("many")]);
  if (state) query = query.where("state", "=", "open");
  const [first] = await query.orderBy("user_id").execute();
  const one = await db.selectFrom("orders").selectAll().executeTakeFirst();
  const [brief] = await db.selectFrom("orders").select(COLUMNS).execute();
  const made = await db.insertInto("users").values({ id: "", email: "" }).returning("email").executeTakeFirstOrThrow();
  const done = await db.deleteFrom("users").where("id", "=", "").executeTakeFirst();
  const grown = await db.selectFrom("users").select("id").$if(!state, (q) => q.select("email")).execute();
  const all = await db.selectFrom("orders as o").innerJoin("users as u", "u.id", "o.user_id").selectAll("u").execute();
  const sub = await db.selectFrom((eb) => eb.selectFrom("users").as("x")).selectAll().execute();
  return [first.cents, first.many, one?.placed_at, made.email, brief.sum, done.numDeletedRows, grown[0].email, all[0].other, sub[0].other];
}
export async function byKnex() {
  const rows = await knex("orders").where({ state: "open" }).select("id", "user_id as owner");
  const one = await knex("orders").where("id", "").first();
  const said = await knex<Row>("orders").where("id", "");
  const [count] = await knex("orders").count("* as many");
  const id = await knex("users").insert({ id: "" });
  const names = await knex("users").pluck("email");
  const asked = await knex("users").where("id", "").first<User | undefined>();
  const sums = await knex("orders").select({ by: "orders.user_id" }).count("* as many").groupBy("user_id")
    .orderBy(["by", { column: "user_id" }]);
  return [rows.map((row) => row.owner), one.total_cents, said[0].extra, count.many, id.length, names[0].length,
    asked?.email, sums[0].by, sums[0].many];
}
"""


@pytest.mark.parametrize(
    ("was", "now", "at"),
    [
        ("", "", ""),
        ("first.cents", "first.total_cents", "total_cents"),
        ("first.many", "first.number", "number"),
        ("one?.placed_at", "one?.placed", "placed"),
        ("made.email", "made.id", "id"),
        ("brief.sum", "brief.user_id", "user_id"),
        ('"total_cents as sum"', '"total as sum"', "total"),
        ('orderBy("user_id")', 'orderBy("owner_id")', "owner_id"),
        ('"state", "=", "open"', '"status", "=", "open"', "status"),
        ("row.owner", "row.user_id", "user_id"),
        ("one.total_cents", "one.total", "total"),
        ("asked?.email", "asked?.mail", "mail"),
        ("sums[0].by", "sums[0].user_id", "user_id"),
        ('"orders.user_id"', '"orders.owner_id"', "owner_id"),
        ('{ column: "user_id" }', '{ column: "owner_id" }', "owner_id"),
    ],
)
def test_the_rows_that_a_query_gives_are_known(was: str, now: str, at: str) -> None:
    assert not was or ROWS.count(was) == 1
    assert _found("src/rows.ts", ROWS.replace(was, now) if was else ROWS) == ({at} if at else set())


def test_tables_that_only_a_type_of_kysely_makes_hold_queries() -> None:
    text = """
import { CamelCasePlugin, Kysely } from "kysely";
interface OrdersTable { id: string; userId: string; state: "open" | "paid"; totalCents: number; placedAt: string }
interface Database { orders: OrdersTable }
const db = new Kysely<Database>({ plugins: [new CamelCasePlugin()] });
export const of = async (id: string) => {
  const row = await db.selectFrom("orders").selectAll().where("userId", "=", id).executeTakeFirstOrThrow();
  const raw = await db.selectFrom("orders").select("total_cents").execute();
  return [row.totalCents, raw.length];
};
"""
    tree = {"contracts/order.contract.ts": CONTRACT, "src/db.ts": text}
    assert [f for f in check(snapshot_as_written(tree)) if f.path == "src/db.ts" and f.severity == "error"] == []
    for was, now in (("row.totalCents", "row.total"), ('where("userId"', 'where("owner"')):
        drifted = snapshot_as_written({**tree, "src/db.ts": text.replace(was, now)})
        assert [f.rule for f in check(drifted) if f.path == "src/db.ts" and f.severity == "error"]
