"""Rows of Drizzle: relational queries, joins, chosen columns, and what is written on a conflict."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A person.
 * @db people
 */
export interface Person { id: string; email: string; role: "admin" | "member" }
/** A pet.
 * @db pets
 */
export interface Pet { id: string; name: string; ownerId: string }
"""
SCHEMA = """
import { relations } from "drizzle-orm";
import { pgEnum, pgTable, text, uuid } from "drizzle-orm/pg-core";
export const role = pgEnum("role", ["admin", "member"]);
export const people = pgTable("people", { id: uuid("id").primaryKey(), email: text("email").notNull(), role: role("role").notNull() });
export const pets = pgTable("pets", { id: uuid("id").primaryKey(), name: text("name").notNull(), ownerId: uuid("owner_id").notNull() });
export const peopleRelations = relations(people, ({ many }) => ({ pets: many(pets) }));
export const petsRelations = relations(pets, ({ one }) => ({
  owner: one(people, { fields: [pets.ownerId], references: [people.id] }),
}));
"""
HEAD = """
import { desc, eq } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import * as schema from "./schema";
import { people, pets } from "./schema";
const db = drizzle(pool, { schema });
"""


def found(body: str) -> list[str]:
    files = {
        "src/a.contract.ts": CONTRACT,
        "src/schema.ts": SCHEMA,
        "src/use.ts": f"{HEAD}\nexport async function use() {{\n{body}\n}}\n",
    }
    findings = [f for f in check(snapshot_as_written(files)) if f.severity == "error"]
    assert {f.path for f in findings} <= {"src/use.ts"}
    return [f.message.split("`")[1] for f in findings]


@pytest.mark.parametrize(
    "body",
    [
        "await db.query.people.findMany({ columns: { id: true, oops: true } });",
        "await db.query.people.findFirst({ with: { oops: true } });",
        "await db.query.people.findFirst({ with: { pets: { columns: { oops: true } } } });",
        "await db.query.pets.findFirst({ with: { owner: { with: { pets: { columns: { oops: true } } } } } });",
        "await db.query.people.findMany({ where: (p, { eq }) => eq(p.oops, 1) });",
        'await db.query.people.findMany({ where: (p, { eq }) => eq(p.role, "oops") });',
        "await db.query.people.findMany({ with: { pets: { orderBy: (p) => [desc(p.oops)] } } });",
        "const all = await db.query.people.findMany({ with: { pets: true } }); all.map((p) => p.pets.map((x) => x.oops));",
        "await db.transaction(async (tx) => { const p = await tx.query.pets.findFirst(); p?.oops; });",
        "const all = await db.select().from(pets).leftJoin(people, eq(people.id, pets.ownerId)); all.map((r) => r.people?.oops);",
        "const all = await db.select().from(pets).innerJoin(people, eq(people.id, pets.ownerId)); all[0].pets.oops;",
        'await db.insert(people).values(x).onConflictDoUpdate({ target: people.email, set: { oops: "" } });',
        'await db.insert(schema.people).values({ email: "", role: "admin", oops: "" });',
    ],
)
def test_what_is_not_there(body: str) -> None:
    assert found(body) == ["oops"]


@pytest.mark.parametrize(
    "body",
    [
        "const all = await db.query.people.findMany({ with: { pets: { with: { owner: true } } } }); all[0].pets[0].owner.email;",
        "const all = await db.select().from(pets).leftJoin(people, x); all.map((r) => r.pets.name + r.people?.email + r.other);",
        "const all = await db.select({ id: pets.id, label: pets.name }).from(pets).leftJoin(people, x); all.map((r) => r.label);",
        "const [row] = await db.insert(pets).values(x).returning({ key: pets.id }); row.key;",
        "await elsewhere.query.people.findMany({ columns: { oops: true } });",
    ],
)
def test_what_is_there_or_not_known(body: str) -> None:
    assert found(body) == []
