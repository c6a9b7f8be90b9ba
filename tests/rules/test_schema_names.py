"""Names that a schema of Prisma or Drizzle says itself: in keys, indexes and relations, of defaults, columns and tables."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Something to pay.
 * @db bills */
export interface Bill { /** @format uuid */ id: string; payerId: string; state: "open" | "paid"; /** @format int */ cents: number }
/** Who pays.
 * @db payers */
export interface Payer { /** @format uuid */ id: string; name: string }
"""
CONVENTIONS = """---
bind: ["prisma/*.prisma"]
---
"""
PRISMA = """
datasource db {
  provider = "postgresql"
  url      = env("URL")
}
enum BillState {
  OPEN @map("open")
  PAID @map("paid")
}
model Bill {
  id       String    @id @default(dbgenerated("gen_random_uuid()")) @db.Uuid
  payerId  String    @map("payer_id") @db.Uuid
  state    BillState @default(OPEN)
  cents    Decimal   @db.Decimal(10)
  parentId String?   @map("parent_id")
  extra    Json      @default("{}")
  address  Address?
  payer    Payer     @relation("payer", fields: [payerId], references: [id], onDelete: Cascade)
  parent   Bill?     @relation("tree", fields: [parentId], references: [id])
  children Bill[]    @relation("tree")

  @@unique([payerId, state], name: "one", map: "one_open")
  @@index([payerId(sort: Desc), cents])
  @@index(fields: [extra(ops: JsonbPathOps)], type: Gin)
  @@index([address.city])
  @@fulltext([parentId])
  @@map("bills")
}
model Payer {
  id    String @id @db.Uuid
  name  String
  bills Bill[] @relation("payer")

  @@id([id, name])
  @@map("payers")
}
type Address {
  city String
}
"""


def said(files: dict[str, str]) -> list[str]:
    snapshot = snapshot_of({"contracts/a.contract.ts": CONTRACT, "CONVENTIONS.md": CONVENTIONS, **files})
    found = [f for f in check(snapshot) if not f.path.startswith("contracts/") and f.severity != "info"]
    return [f"{f.rule} {snapshot.sources[f.path].text[f.range]}" for f in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("[payerId, state]", "[payer_id, state]", ["unknown-column payer_id"]),
        (
            "[payerId(sort: Desc), cents]",
            "[payer(sort: Desc), amount]",
            ["unknown-column payer", "unknown-column amount"],
        ),
        ("fields: [payerId]", "fields: [payerID]", ["unknown-column payerID"]),
        ("references: [id], onDelete", "references: [payerId], onDelete", ["unknown-column payerId"]),
        ("@@id([id, name])", "@@id([id, title])", ["unknown-column title"]),
        ("[address.city]", "[address.town]", ["unknown-column town"]),
        ("@default(OPEN)", "@default(NEW)", ["default-mismatch NEW"]),
        ("@db.Decimal(10)", "@db.Decimal(10, 2)", ["fractional-integer Decimal"]),
        ('@@map("payers")', '@@map("payer")', ["table-mismatch Payer"]),
    ],
)
def test_names_in_prisma(old: str, new: str, expected: list[str]) -> None:
    assert old in PRISMA
    assert said({"prisma/schema.prisma": PRISMA.replace(old, new, 1) if old else PRISMA}) == expected


def test_prisma_names_where_the_client_is_extended() -> None:
    client = "import { PrismaClient } from '@prisma/client';\nexport const db = new PrismaClient().$extends({});\n"
    broken = PRISMA.replace("[payerId, state]", "[payer_id, state]")
    assert said({"prisma/schema.prisma": broken, "src/db.ts": client}) == ["unknown-column payer_id"]


DRIZZLE = """
import { integer, pgEnum, pgTable, text, uuid } from "drizzle-orm/pg-core";
export const bills = pgTable("bills", {
  id: uuid("id").primaryKey(),
  payer_id: text("payer_id").notNull(),
  state: text("state", { enum: ["open", "paid"] }).notNull(),
  cents: integer().notNull(),
});
export const payers = pgTable("payers", { id: uuid().primaryKey(), name: text("name").notNull() });
"""
STEPS = """
CREATE TABLE bills (id uuid PRIMARY KEY, payer_id text NOT NULL, state text NOT NULL, cents int NOT NULL);
CREATE TABLE payers (id uuid PRIMARY KEY, name text NOT NULL);
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("payer_id: text", "payerId: text", []),
        ("payer_id: text", "payer: text", []),  # as a key to another table may be called
        ("cents: integer()", 'price: integer("cents")', ["renamed-field price"]),
        ('text("name")', 'text("full_name")', ["column-mismatch name"]),
    ],
)
def test_columns_in_drizzle(old: str, new: str, expected: list[str]) -> None:
    text = DRIZZLE.replace(old, new, 1) if old else DRIZZLE
    assert said({"src/schema.ts": text, "migrations/0001_init.sql": STEPS}) == expected
