"""Schemas of Mongoose are the collections of their models, and what queries, filters and changes name is held to them."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A person.
 * @db people
 */
export interface Person { id: string; email: string; role: "admin" | "member"; note: string | null; address: { city: string } }
"""
MODEL = """
import mongoose, { type HydratedDocument, type InferSchemaType, Schema } from "mongoose";
const personSchema = new Schema(
  {
    email: { type: String, required: true, unique: true },
    role: { type: String, enum: ["admin", "member"], default: "member" },
    note: { type: String, default: null },
    address: { city: { type: String, required: true } },
  },
  { timestamps: true, collection: "people" },
);
export type Person = InferSchemaType<typeof personSchema>;
export type PersonDocument = HydratedDocument<Person>;
export const People = mongoose.model("Person", personSchema);
"""
HEAD = """
import type { FilterQuery } from "mongoose";
import { People, type Person, type PersonDocument } from "./model";
"""


def found(body: str, model: str = MODEL) -> list[tuple[str, str]]:
    files = {
        "src/a.contract.ts": CONTRACT,
        "src/model.ts": model,
        "src/use.ts": f"{HEAD}\nexport async function use(doc: PersonDocument) {{\n{body}\n}}\n",
    }
    return [(f.rule, f.message.split("`")[1]) for f in check(snapshot_as_written(files)) if f.severity == "error"]


@pytest.mark.parametrize(
    "body",
    [
        "doc.oops;",
        'await People.find({ oops: "" });',
        "await People.find({ $or: [{ oops: 1 }] });",
        "await People.find().sort({ oops: -1 });",
        "await People.updateOne({ _id: 1 }, { $set: { oops: 1 } });",
        "const all = await People.find().limit(5).lean(); all.map((p) => p.oops);",
        "const one = await People.findById(1).populate('x').exec(); one?.oops;",
        "const one = await People.findOneAndUpdate({}, { note: null }, { new: true }); one?.address.oops;",
        "const made = new People({ oops: 1 });",
        "const made = new People({}); await made.save(); made.oops;",
        "const made = await People.create({ oops: 1 });",
        "const filter: FilterQuery<Person> = {}; filter.oops = 1;",
        "People.findById(1).then((p) => p?.oops);",
    ],
)
def test_what_is_not_there(body: str) -> None:
    assert found(body) == [("unknown-property", "oops")]


def test_documents_within_another_have_an_id_of_their_own() -> None:
    within = """const noteSchema = new Schema({ text: String }, { _id: false });
const personSchema"""
    model = MODEL.replace("const personSchema", within).replace(
        "    role:", "    calls: [{ at: Date }],\n    notes: [noteSchema],\n    role:"
    )
    fine = "doc.calls[0]._id; doc.calls[0].id; doc.calls[0].toObject(); doc.calls.id('1'); doc.notes[0].text; doc.notes[0].parent();"
    assert found(fine, model) == []
    assert found("doc.calls[0].oops;", model) == [("unknown-property", "oops")]
    assert found("doc.notes[0]._id;", model) == [("unknown-property", "_id")]


def test_texts_are_those_of_the_enum() -> None:
    assert found('await People.find({ role: { $in: ["admin", "oops"] } });') == [("unknown-value", "oops")]
    assert found('await People.updateMany({}, { $set: { role: "oops" } });') == [("unknown-value", "oops")]


@pytest.mark.parametrize(
    "body",
    [
        "doc._id; doc.id; doc.createdAt; doc.save(); doc.isModified('email'); doc.toObject(); doc.address.city;",
        'await People.find({ "address.city": "Bern" });',
        "await People.find({ note: { $ne: null }, address: { $exists: true }, createdAt: { $gt: new Date() } });",
        "await People.updateOne({}, { $inc: { __v: 1 }, $currentDate: { updatedAt: true } });",
        "const all = await People.find().cursor(); all.next();",
        "const n = await People.countDocuments({ email: /x/ }); n.toFixed();",
    ],
)
def test_what_is_there(body: str) -> None:
    assert found(body) == []


def test_a_schema_is_held_to_the_contract_of_its_collection() -> None:
    assert found("", MODEL.replace("    email:", "    phone:")) == [("renamed-field", "phone")]
    assert found("", MODEL.replace('"admin", "member"', '"admin"')) == [("enum-mismatch", "role")]
    assert found("", MODEL.replace("email: { type: String", "email: { type: Number")) == [("kind-mismatch", "email")]
    assert found("doc.label;", MODEL + "personSchema.virtual('label').get(() => 1);\n") == []


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ("personSchema.methods.matches = function (text) { return this.email === text; };\n", "doc.matches('a');"),
        ("personSchema.virtual('label').get(() => 1);\n", "doc.label;"),
        ("personSchema.methods = { matches() { return true; } };\n", "doc.matches('a'); doc.label;"),
        ("personSchema.plugin(uniqueValidator, { message: 'is taken' });\n", "doc.save();"),
        ("personSchema.plugin(mongoosePaginate);\n", "People.paginate({});"),
    ],
)
def test_what_documents_can_do_besides_is_not_stored(more: str, asked: str) -> None:
    assert found("", MODEL.replace("    role:", "    kind9:") + more) == [("renamed-field", "kind9")]
    assert found(asked, MODEL + more) == []
    assert found("", MODEL.replace("    role:", "    kind9:") + "personSchema.plugin(roles);\n") == []
    computed = "personSchema.virtual('role').get(() => 'admin');\n"
    assert found("", MODEL.replace("    role:", "    kind9:") + computed) == []


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ('module.exports = mongoose.model("Person", personSchema);', 'const People = require("./model");'),
        ('const Person = mongoose.model("Person", personSchema);\nmodule.exports = Person;', 'const People = require("./model");'),
        ('module.exports = { People: mongoose.model("Person", personSchema) };', 'const { People } = require("./model");'),
    ],
)  # fmt: skip
def test_a_model_of_commonjs_is_known_by_its_one_export(given: str, taken: str) -> None:
    schema = MODEL[MODEL.index("const personSchema") : MODEL.index("export type Person")]
    code = 'async function f() {\n  await People.find({ oops: 1 });\n  await People.updateMany({}, { role: "owner" });\n}\n'
    files = {
        "src/a.contract.ts": CONTRACT,
        "src/model.js": f'const mongoose = require("mongoose");\nconst {{ Schema }} = mongoose;\n{schema}{given}\n',
        "src/use.js": f"{taken}\n{code}",
    }
    said = [(f.rule, f.message.split("`")[1]) for f in check(snapshot_as_written(files)) if f.path == "src/use.js"]
    assert said == [("unknown-property", "oops"), ("unknown-value", "owner")]


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ('module.exports = mongoose.model("Person", personSchema);', 'const People = require("./model");'),
        ('const Person = mongoose.model("Person", personSchema);\nmodule.exports = Person;', 'const People = require("./model");'),
        ('module.exports = make(personSchema);', 'const People = require("./model");'),
    ],
)  # fmt: skip
def test_what_a_model_without_a_name_makes_is_stored(given: str, taken: str) -> None:
    schema = MODEL[MODEL.index("const personSchema") : MODEL.index("export type Person")]
    code = "async function f() {\n  const person = new People({ oops: 1, role: 'owner' });\n  await person.save();\n}\n"
    files = {
        "src/a.contract.ts": CONTRACT,
        "src/model.js": f'const mongoose = require("mongoose");\nconst {{ Schema }} = mongoose;\n{schema}{given}\n',
        "src/use.js": f"{taken}\n{code}",
    }
    said = [(f.rule, f.message.split("`")[1]) for f in check(snapshot_as_written(files)) if f.path == "src/use.js"]
    made = "make(" not in given  # by something of which nothing is known
    assert said == ([("unknown-property", "oops"), ("unknown-value", "owner")] if made else [])
