"""Schemas of Mongoose within others, what they require, and the fields that queries are told in texts."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Where it is. */
export interface Site { street: string; city: string; /** Null where nobody measured it. */ height: number | null }
/** A visit. */
export interface Visit { technician: string; minutes: number; remark?: string }
/** A machine to repair. @db tickets */
export interface Ticket { subject: string; body: string; site: Site; /** In order. */ visits: Visit[];
  /** @format date-time */ createdAt: string }
"""
MODEL = """
import { Schema, model } from "mongoose";
/** @contract Site */
const siteSchema = new Schema({
  street: { type: String, required: true }, city: { type: String, required: true }, height: { type: Number, default: null },
}, { _id: false });
/** @contract Visit */
const visitSchema = new Schema({
  technician: { type: String, required: true }, minutes: { type: Number, required: true }, remark: String,
}, { _id: false });
/** @contract Ticket */
export const ticketSchema = new Schema({
  subject: { type: String, required: true }, body: { type: String, required: true },
  site: { type: siteSchema, required: true },
  visits: { type: [visitSchema], default: [] },
}, { timestamps: true, collection: "tickets" });
export const TicketModel = model("Ticket", ticketSchema);
"""
STORE = """
import type { FilterQuery } from "mongoose";
import { TicketModel } from "./model";
export async function find(city: string, after?: Date) {
  const filter: FilterQuery<unknown> = { "site.city": city };
  if (after) filter.createdAt = { $gte: after };
  await TicketModel.find({ $or: [{ "visits.technician": city }, { "visits.0.remark": city }] }, "subject body");
  await TicketModel.updateOne({ subject: city }, { $set: { "site.street": city, "visits.$[].minutes": 1 } });
  return TicketModel.find(filter).sort("-createdAt _id").select("subject site.height -body").select(["visits"]).lean();
}
"""
TREE = {"contracts/a.contract.ts": CONTRACT, "src/model.ts": MODEL, "src/store.ts": STORE}


@pytest.mark.parametrize(
    ("path", "was", "now", "said"),
    [
        ("src/store.ts", "", "", []),
        ("src/store.ts", '"site.city"', '"site.town"', ["unknown-property: town"]),
        ("src/store.ts", '"visits.technician"', '"visits.by"', ["unknown-property: by"]),
        ("src/store.ts", '"subject body"', '"subject text"', ["unknown-property: text"]),
        ("src/store.ts", '"site.street"', '"site.road"', ["unknown-property: road"]),
        ("src/store.ts", "-createdAt _id", "-created _id", ["unknown-property: created"]),
        (
            "src/store.ts",
            "site.height -body",
            "site.level -text",
            ["unknown-property: level", "unknown-property: text"],
        ),
        ("src/store.ts", '["visits"]', '["calls"]', ["unknown-property: calls"]),
        ("src/model.ts", "{ type: Number, required: true }", "{ type: Number }", ["null-mismatch: minutes"]),
        ("src/model.ts", "{ type: String, required: true }", "{ type: String }", ["null-mismatch: street"]),
        ("src/model.ts", 'collection: "tickets"', 'collection: "ticket_docs"', ["table-mismatch: ticket_docs"]),
        ("src/model.ts", "[visitSchema]", "[siteSchema]", ["reference-mismatch: { type: [siteSchema], default: [] }"]),
        (
            "src/model.ts",
            "type: siteSchema",
            "type: visitSchema",
            ["reference-mismatch: { type: visitSchema, required: true }"],
        ),
        ("src/model.ts", "[visitSchema], default: []", "visitSchema", ["list-mismatch: { type: visitSchema }"]),
    ],
)
def test_what_queries_and_schemas_say(path: str, was: str, now: str, said: list[str]) -> None:
    texts = {**TREE, path: TREE[path].replace(was, now, 1)}
    found = [f for f in check(snapshot_as_written(texts)) if f.path == path]
    assert [f"{f.rule}: {texts[path][f.range.start : f.range.end]}" for f in found] == said


def test_a_schema_that_requires_nothing_leaves_it_open() -> None:
    text = MODEL.replace(", required: true", "")
    assert not [f for f in check(snapshot_as_written({**TREE, "src/model.ts": text})) if f.path == "src/model.ts"]
