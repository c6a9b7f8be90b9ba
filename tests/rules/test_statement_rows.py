"""Rows that statements of SQL give in TypeScript and JavaScript, whatever driver runs them, have the names of their columns."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** How far an order is. */
export type OrderStatus = "placed" | "paid" | "shipped";
/** An order.
 * @db orders */
export interface Order {
  /** @format uuid */
  id: string;
  /** @format uuid */
  userId: string;
  status: OrderStatus;
  /** @format int */
  totalCents: number;
}
/** A customer.
 * @db users */
export interface User {
  /** @format uuid */
  id: string;
  /** @format email */
  email: string;
  displayName: string;
}
"""
TABLES = """
CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL, display_name text NOT NULL);
CREATE TABLE orders (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users(id),
  status text NOT NULL CHECK (status IN ('placed', 'paid', 'shipped')), total_cents integer NOT NULL);
CREATE TABLE returns (id uuid PRIMARY KEY, order_id uuid NOT NULL, status text NOT NULL CHECK (status IN ('asked', 'sent')));
CREATE TABLE visits (id uuid PRIMARY KEY, seen_at timestamptz NOT NULL);
"""
TREE = {"contracts/shop.contract.ts": CONTRACT, "db/001_shop.sql": TABLES}


def _found(**files: str) -> list[str]:
    """The places of what is said, in the order of the files."""
    texts = TREE | {name.replace("__", "."): text for name, text in files.items()}
    snapshot = snapshot_as_written(texts)
    found = (f for f in check(snapshot) if f.path in files or f.path.replace(".", "__") in files)
    return [texts[f.path][f.range.start : f.range.end] for f in found]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        # pg
        ('const { rows } = await pool.query("SELECT * FROM orders"); rows[0].totalCents; rows[0].total_cents', ["totalCents"]),
        ('const r = await pool.query("SELECT id, status FROM orders"); r.rows.map((o) => o.stat); r.rowCount', ["stat"]),
        ('const { rows: [order] } = await c.query("SELECT * FROM orders"); order.state; order.status', ["state"]),
        ('const r = (await pool.query("SELECT id FROM users")).rows[0]; r.mail; r.id', ["mail"]),
        ('for (const { emial, id } of (await db.query("SELECT id, email FROM users")).rows) id;', ["emial"]),
        ('const r = await query({ text: "SELECT * FROM users", values: [] }); r.rows[0].name', ["name"]),
        ('const r = await c.query("INSERT INTO users (id) VALUES ($1) RETURNING id, email AS mail"); r.rows[0].email', ["email"]),
        ('pool.query("SELECT email FROM users", [], (err, result) => { result.rows[0].mail; err.code; })', ["mail"]),
        ('const Q = "SELECT email FROM users"; const { rows } = await pool.query(Q); rows[0].mail', ["mail"]),
        ('const { rows } = await pool.query("SELECT * FROM orders"); if (rows[0].status === "shiped") rows[0].id', ["shiped"]),
        ('const { rows } = await pool.query("SELECT o.*, u.email AS mail FROM orders o JOIN users u ON u.id = o.user_id"); '
         "rows[0].mail + rows[0].status + rows[0].display_name", ["display_name"]),
        ('const { rows } = await pool.query("WITH o AS (SELECT user_id FROM orders) SELECT u.id, count(*) AS n FROM users u JOIN o '
         'ON o.user_id = u.id GROUP BY u.id"); rows[0].n + rows[0].total', ["total"]),
        # mysql2
        ('const [rows] = await conn.execute("SELECT id, email FROM users"); rows[0].mail', ["mail"]),
        ('const [[user]] = await conn.query("SELECT id, email FROM users"); user.mail', ["mail"]),
        ('const [rows, fields] = await conn.query("SELECT email FROM users"); for (const r of rows) r.mail; fields.x', ["mail"]),
        ('conn.query("SELECT email FROM users", (err, results) => { results[0].mail; results.length })', ["mail"]),
        ('const [rows] = await conn.query<RowDataPacket[]>("SELECT email FROM users"); rows[0].mail', ["mail"]),
        # SQLite
        ('db.prepare("SELECT email FROM users").get(1).mail', ["mail"]),
        ('db.prepare("SELECT * FROM users").all().map((u) => u.displayName)', ["displayName"]),
        ('const one = db.prepare("SELECT email FROM users"); one.get(1)?.mail; one.pluck().get()', ["mail"]),
        ('const { results } = await env.DB.prepare("SELECT email FROM users").bind(1).all(); results[0].mail', ["mail"]),
        ('const u = await db.get("SELECT email FROM users WHERE id = ?", 1); u.mail', ["mail"]),
        # tagged templates
        ("const [user] = await sql`SELECT * FROM users WHERE id = ${id}`; user.name", ["name"]),
        ("const users = await sql`SELECT email FROM users`; users.map((u) => u.mail); users.count", ["mail"]),
        ("const { rows } = await sql`SELECT email FROM users`; rows[0].mail", ["mail"]),
        ("const rows = await prisma.$queryRaw`SELECT email FROM users`; rows[0].mail", ["mail"]),
        ("const { rows } = await db.execute(sql`SELECT email FROM users`); rows[0].mail", ["mail"]),
        # others
        ('const rows = await ds.query("SELECT email FROM users"); rows.forEach((u) => u.mail)', ["mail"]),
        ('const [user] = await ds.query("SELECT email FROM users"); user.mail', ["mail"]),
        ('const user = await db.one("SELECT email FROM users WHERE id = $1", 1); user.mail', ["mail"]),
        ('const users = await db.any("SELECT email FROM users"); users[0].mail', ["mail"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("file", ["a__ts", "a__js"])
def test_names_of_rows(code: str, said: list[str], file: str) -> None:
    assert _found(**{file: f"export async function f(pool, c, db, conn, env, ds, prisma, id) {{ {code} }}"}) == said


@pytest.mark.parametrize(
    "code",
    [
        'const { rows } = await pool.query("SELECT * FROM visits"); rows[0].anything',  # no contract
        'const { rows } = await pool.query("SELECT * FROM elsewhere"); rows[0].anything',
        'const { rows } = await pool.query(`SELECT ${columns} FROM users`); rows[0].anything',
        'const { rows } = await pool.query(`SELECT id, ${extra} FROM users`); rows[0].anything',
        'const { rows } = await pool.query(`SELECT * FROM ${table}`); rows[0].anything',
        'const { rows } = await pool.query("SELECT *, 1 AS one FROM users"); rows[0].one',
        'const { rows } = await pool.query("SELECT count(*) FROM users"); rows[0].count',
        'const { rows } = await pool.query("SELECT count(*)::int FROM users"); rows[0].count',
        'const { rows } = await pool.query("SELECT id, (SELECT count(*) FROM orders) AS n FROM users"); rows[0].n',
        'const { rows } = await pool.query("SELECT * FROM users u, LATERAL (SELECT 1 AS one) x"); rows[0].one',
        'const { rows } = await pool.query("SELECT u.*, max(o.status) last FROM users u JOIN orders o ON true"); rows[0].last',
        'const { rows } = await c.query("SELECT email AS \\"mailTo\\" FROM users"); rows[0].mailTo',
        'const { rows } = await c.query("SELECT CAST(id AS text), u.email COLLATE x FROM users u"); rows[0].id + rows[0].email',
        'const { rows } = await c.query("SELECT o.id, v.status FROM orders o, returns v"); if (rows[0].status === "sent") c()',
        'const { rows } = await c.query("SELECT * FROM orders o JOIN returns v ON true"); if (rows[0].status === "sent") c()',
        'const { rows } = await c.query("WITH w AS (SELECT 1 AS status) SELECT o.id, w.status FROM orders o, w"); rows[0].status === "a"',
        'const { rows } = await c.query("WITH w AS (SELECT 1 AS status) SELECT user_id, status FROM orders, w"); rows[0].status === "a"',
        'const [r] = await conn.query("SELECT COUNT(*) FROM users"); r[0]["COUNT(*)"]',
        'const [rows] = await conn.query("UPDATE users SET email = ?"); rows.affectedRows',
        'const r = await pool.query("UPDATE users SET email = $1"); r.rowCount',
        'const r = await pool.query("SELECT email FROM users"); r.rows.length; r.rows[0]?.email.toLowerCase(); r.fields[0].name',
        'const { rows } = await pool.query("SELECT id FROM users"); rows[0].orders = []; rows[0].orders.push(1)',
        'const { rows } = await pool.query("SELECT id FROM users"); rows[0].hasOwnProperty("id")',
        'const { rows } = await pool.query("SELECT id FROM users"); const all = camelcaseKeys(rows); all[0].userId',
        'cache.get("SELECT email FROM users").anything.more; const x = map.get(key); x.anything',
        "const n = await client.query(`SELECT id FROM users`).then((r) => r.rows[0].id); n.x",
        'const users = await db.all("SELECT id FROM users"); users.map((u: { name: string }) => u.name)',
    ],
)  # fmt: skip
def test_innocent(code: str) -> None:
    found = _found(
        a__ts=f"export async function f(pool: any, c: any, db: any, conn: any, cache: any, map: any) {{ {code} }}"
    )
    assert found == (["anything"] if code.startswith("cache.get(") else [])


def test_drivers_that_give_another_casing() -> None:
    code = "export async function f() { const [user] = await sql`SELECT * FROM users`; return user.displayName + user.mail; }"
    setup = 'import postgres from "postgres"; export const sql = postgres("x", { transform: postgres.camel });'
    assert _found(a__ts=code) == ["mail"]  # nobody sees how the client is made
    plain = 'import postgres from "postgres"; export const sql = postgres("x");'
    assert _found(a__ts=code, b__ts=plain) == ["displayName", "mail"]
    assert _found(a__ts=code, b__ts=setup) == ["mail"]


def test_rows_of_other_files() -> None:
    store = """
export async function find(id: string) {
  const { rows } = await pool.query("SELECT id, status FROM orders WHERE id = $1", [id]);
  return rows[0];
}
export const all = async () => (await pool.query("SELECT * FROM orders")).rows;
"""
    code = """
import { all, find } from "./store";
export async function f() {
  const order = await find("1");
  if (order.status === "lost") console.log({ totalCents: order.totalCents });
  return (await all()).map((o) => o.total_cents + o.cents);
}
"""
    assert sorted(_found(a__ts=code, store__ts=store)) == ["cents", "lost", "totalCents"]


def test_types_of_rows() -> None:
    code = """
interface A { id: string; e_mail: string; n: number }
interface B { id: string; displayname: string }
interface C { id: string; mail: string }
type D = { id: string; state: string };
interface E { id: string; email: string; display_name: string; extra: number; orders?: string[] }
interface G { id: string; emale: string }
export async function f(pool: Pool, db: any): Promise<C[]> {
  const [g] = await sql<G[]>`SELECT id, email FROM users WHERE id = ${g}`;
  const a = await pool.query<A>("SELECT id, email, count(*) AS n FROM users GROUP BY 1");
  const b = db.prepare("SELECT * FROM users").get("1") as B | undefined;
  const d: D[] = db.prepare("SELECT * FROM orders").all();
  const e = db.prepare<[string], E>("SELECT *, 1 AS extra FROM users").get("1");
  const { rows } = await pool.query("SELECT id, email FROM users");
  return rows;
}
"""
    assert sorted(_found(a__ts=code)) == ["displayname", "e_mail", "emale", "mail", "state"]


def test_rows_that_are_said_to_be_a_contract() -> None:
    code = """
import type { Order, User } from "./contracts/shop.contract";
export async function orders(pool: Pool): Promise<Order[]> {
  const { rows } = await pool.query("SELECT * FROM orders");
  return rows;
}
export async function named(pool: Pool): Promise<User | null> {
  const { rows } = await pool.query('SELECT id, email, display_name AS "displayName" FROM users');
  return rows[0] ?? null;
}
export async function cast(pool: Pool) {
  const { rows } = await pool.query("SELECT * FROM users");
  return rows[0] as User;
}
export async function more(pool: Pool): Promise<Order[]> {
  const { rows } = await pool.query('SELECT id, user_id AS "userId", status FROM orders');
  return (rows as Order[]).map((order) => ({ ...order, totalCents: 0 }));
}
export async function made(pool: Pool): Promise<User[]> {
  const { rows } = await pool.query("SELECT * FROM users");
  return rows.map((row) => ({ ...row, displayName: row.display_name }));
}
"""
    assert _found(a__ts=code) == ["rows", "rows", "rows[0]"]


@pytest.mark.parametrize(
    ("statement", "lacks"),
    [
        ('SELECT id, email, display_name AS "name" FROM users', True),
        ('SELECT id, email, display_name AS "displayName" FROM users', False),
        ('SELECT id, email, display_name AS "displayName", 1 AS "place" FROM users', False),
        ("SELECT id, email FROM users", False),  # perhaps more is not needed
        ('SELECT id, display_name AS "name" FROM users', False),
        ('SELECT id, email, display_name AS "name", 1 AS "place" FROM users', False),
    ],
)
def test_a_row_that_is_said_to_be_a_contract_has_its_names(statement: str, lacks: bool) -> None:
    head = 'import type { User } from "./contracts/shop.contract";\nimport { pool } from "./pool";\n'
    code = f"{head}export const load = async () => (await pool.query<User>('{statement}')).rows;\n"
    assert _found(load__ts=code) == (["name"] if lacks else [])  # the one that stands in its place
