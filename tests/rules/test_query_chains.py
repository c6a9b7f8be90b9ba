"""Queries that Knex and Kysely build are held to the tables that they name, as queries in strings are."""

import pytest

from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

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
    return {text[f.range.start : f.range.end] for f in check(snapshot_from_texts(texts)) if f.path == path}


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
