"""Schemas of TypeBox, valibot, yup and Joi that say which contract they are: held to it as schemas of zod are."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A place to stay. */
export interface Room {
  /** @format uuid */
  id: string;
  beds: number;
  kind: "single" | "double";
  nickname?: string;
  note: string | null;
  tags: string[];
  owner: { email: string };
}
"""
TYPEBOX = """
import { Type, type Static } from "@sinclair/typebox";
const Kind = Type.Union([Type.Literal("single"), Type.Literal("double")]);
const Base = Type.Object({ id: Type.String({ format: "uuid" }), beds: Type.Integer({ minimum: 1 }) });
/** @contract Room */
export const Room = Type.Composite([Base, Type.Object({
  kind: Kind, nickname: Type.Optional(Type.String()), note: Type.Union([Type.String(), Type.Null()]),
  tags: Type.Array(Type.String()), owner: Type.Object({ email: Type.String({ format: "email" }) }),
})]);
export type Room = Static<typeof Room>;
export const called = (room: Room) => room.note ?? room.nickname;
"""
VALIBOT = """
import * as v from "valibot";
const Base = v.object({ id: v.pipe(v.string(), v.uuid()), beds: v.pipe(v.number(), v.integer()) });
/** @contract Room */
export const RoomSchema = v.object({
  ...Base.entries, kind: v.picklist(["single", "double"]), nickname: v.optional(v.string()), note: v.nullable(v.string()),
  tags: v.array(v.string()), owner: v.object({ email: v.pipe(v.string(), v.email()) }),
});
export const called = (room: v.InferOutput<typeof RoomSchema>) => room.note ?? room.nickname;
"""
YUP = """
import { object, string, number, array, type InferType } from "yup";
const base = object({ id: string().uuid().required(), beds: number().integer().required() });
/** @contract Room */
export const room = base.shape({
  kind: string().oneOf(["single", "double"] as const).required(), nickname: string(), note: string().nullable().defined(),
  tags: array().of(string().required()).required(), owner: object({ email: string().email().required() }).required(),
});
export const called = (given: InferType<typeof room>) => given.note ?? given.nickname;
"""
JOI = """
const Joi = require("joi");
const base = Joi.object({ id: Joi.string().uuid().required(), beds: Joi.number().integer().required() });
/** @contract Room */
const room = base.keys({
  kind: Joi.string().valid("single", "double").required(), nickname: Joi.string(), note: Joi.string().allow(null).required(),
  tags: Joi.array().items(Joi.string()).required(), owner: Joi.object({ email: Joi.string().email().required() }).required(),
});
module.exports = { room };
"""
IO_TS = """
import * as t from "io-ts";
const Base = t.type({ id: t.string, beds: t.Int });
/** @contract Room */
export const Room = t.intersection([Base, t.type({
  kind: t.union([t.literal("single"), t.literal("double")]), note: t.union([t.string, t.null]),
  tags: t.array(t.string), owner: t.exact(t.strict({ email: t.string })),
}), t.partial({ nickname: t.string })]);
export const called = (room: t.TypeOf<typeof Room>) => room.note ?? room.nickname;
"""
ARKTYPE = """
import { type } from "arktype";
const Base = type({ id: "string.uuid", beds: "number.integer >= 1" });
/** @contract Room */
export const Room = Base.and({
  kind: "'single' | 'double'", "nickname?": "0 < string <= 40", note: "string | null", tags: "string[]",
  owner: type({ email: "string.email" }).describe("who has it"),
}).onUndeclaredKey("reject");
export const called = (room: typeof Room.infer) => room.note ?? room.nickname;
"""
SCHEMAS = {
    "typebox.ts": TYPEBOX, "valibot.ts": VALIBOT, "yup.ts": YUP, "joi.js": JOI, "io-ts.ts": IO_TS, "arktype.ts": ARKTYPE,
}  # fmt: skip


def _found(path: str, text: str) -> set[str]:
    snapshot = snapshot_as_written({"room.contract.ts": CONTRACT, path: text})
    return {text[f.range.start : f.range.end] for f in check(snapshot) if f.path == path}


@pytest.mark.parametrize("path", SCHEMAS)
def test_conforms(path: str) -> None:
    assert _found(path, SCHEMAS[path]) == set()


@pytest.mark.parametrize(
    ("path", "was", "now", "at"),
    [
        *((path, "tags:", "labels:", "labels") for path in SCHEMAS),
        *((path, "beds:", "bed:", "bed") for path in SCHEMAS),
        ("typebox.ts", '"double"', '"twin"', "twin"),
        ("valibot.ts", '"double"', '"twin"', 'v.picklist(["single", "twin"])'),
        ("yup.ts", '"double"', '"twin"', 'string().oneOf(["single", "twin"] as const).required()'),
        ("joi.js", '"double"', '"twin"', 'Joi.string().valid("single", "twin").required()'),
        *((path, "{ email:", "{ mail:", "mail") for path in SCHEMAS),
        ("typebox.ts", "Type.Optional(Type.String())", "Type.String()", "nickname"),
        ("typebox.ts", "Type.Integer({ minimum: 1 })", "Type.String()", "Type.String()"),
        ("typebox.ts", "room.note", "room.notes", "notes"),
        ("valibot.ts", "v.nullable(v.string())", "v.string()", "note"),
        (
            "valibot.ts",
            "v.pipe(v.number(), v.integer())",
            "v.pipe(v.string(), v.uuid())",
            "v.pipe(v.string(), v.uuid())",
        ),
        ("valibot.ts", "room.note", "room.notes", "notes"),
        ("yup.ts", "number().integer()", "string()", "string().required()"),
        ("yup.ts", "given.note", "given.notes", "notes"),
        ("joi.js", "Joi.string().allow(null)", "Joi.string()", "note"),
        ("io-ts.ts", 't.literal("double")', 't.literal("twin")', 't.union([t.literal("single"), t.literal("twin")])'),
        ("io-ts.ts", "note: t.union([t.string, t.null])", "note: t.string", "note"),
        ("io-ts.ts", "t.partial({ nickname", "t.type({ nickname", "nickname"),
        ("io-ts.ts", "beds: t.Int", "beds: t.string", "t.string"),
        ("io-ts.ts", "room.note", "room.notes", "notes"),
        ("arktype.ts", "'double'", "'twin'", "\"'single' | 'twin'\""),
        ("arktype.ts", '"string | null"', '"string"', "note"),
        ("arktype.ts", '"nickname?"', "nickname", "nickname"),
        ("arktype.ts", '"number.integer >= 1"', '"string"', '"string"'),
        ("arktype.ts", '"string[]"', '"string"', '"string"'),
        ("arktype.ts", "room.note", "room.notes", "notes"),
    ],
)
def test_drift(path: str, was: str, now: str, at: str) -> None:
    text = SCHEMAS[path]
    assert text.count(was) == 1
    assert at in _found(path, text.replace(was, now))


_BASES = {
    "room.contract.ts": CONTRACT,
    "db/schema.ts": """
import { integer, jsonb, pgEnum, pgTable, text, uuid } from "drizzle-orm/pg-core";
export const kind = pgEnum("kind", ["single", "double"]);
export const rooms = pgTable("rooms", {
  id: uuid("id").primaryKey(), beds: integer("beds").notNull(), kind: kind("kind").notNull(), nickname: text("nickname"),
  note: text("note"), tags: text("tags").array().notNull(), owner: jsonb("owner").notNull(), secret: text("secret"),
});
""",
    "schemas/base.ts": """
import { z } from "zod";
export const Named = z.object({ nickname: z.string().optional(), note: z.string().nullable() });
""",
    "schemas/index.ts": 'export * from "./base";',
    "schemas/room.ts": """
import { z } from "zod";
import { Named } from "./index";
/** @contract Room */
export const Room = Named.extend({
  id: z.string().uuid(), beds: z.number(), kind: z.enum(["single", "double"]), owner: z.object({ email: z.string() }),
}).merge(z.object({ tags: z.string().array() }));
""",
    "schemas/row.ts": """
import { createSelectSchema } from "drizzle-zod";
import { z } from "zod";
import * as schema from "../db/schema";
/** @contract Room */
export const RoomRow = createSelectSchema(schema.rooms, {
  tags: (tags) => tags.min(1), owner: z.object({ email: z.string() }),
}).omit({ secret: true });
""",
}


@pytest.mark.parametrize(
    ("path", "was", "now", "expected"),
    [
        ("schemas/room.ts", "", "", []),
        ("schemas/base.ts", "note: z.string()", "remark: z.string()", [("schemas/room.ts", "missing-field")]),
        ("schemas/base.ts", "note: z.string()", "note: z.number()", [("schemas/base.ts", "kind-mismatch")]),
        ("schemas/room.ts", "Named.extend", "Named.omit({ note: true }).extend", [("schemas/room.ts", "missing-field")]),
        ("schemas/room.ts", "Named.extend", "Named.partial({ note: true }).extend", [("schemas/base.ts", "presence-mismatch")]),
        ("schemas/room.ts", "beds: z.number()", "beds: z.string()", [("schemas/room.ts", "kind-mismatch")]),
        ("schemas/room.ts", "Named.extend({", "z.object({ ...Named.shape,", []),
        ("schemas/index.ts", "./base", "./elsewhere", []),  # what is not seen may have any field
        ("schemas/row.ts", "{ email: z.string() }", "{ mail: z.string() }", [("schemas/row.ts", "renamed-field")]),
        ("schemas/row.ts", "secret: true", "secret: true, beds: true", [("schemas/row.ts", "missing-field")]),
        ("db/schema.ts", 'beds: integer("beds")', 'places: integer("beds")', [("schemas/row.ts", "missing-field")]),
    ],
)  # fmt: skip
def test_schemas_are_made_of_those_of_other_files(
    path: str, was: str, now: str, expected: list[tuple[str, str]]
) -> None:
    assert was in _BASES[path]
    found = check(snapshot_as_written({**_BASES, path: _BASES[path].replace(was, now, 1)}))
    assert [(f.path, f.rule) for f in found if f.severity in ("error", "warning") and f.path in _BASES][:1] == expected


@pytest.mark.parametrize(
    ("library", "made", "was", "now", "at"),
    [
        ('import * as yup from "yup";', "base.shape({ beds: yup.number().required() })", "number", "string", "yup.string().required()"),
        ('import Joi from "joi";', "base.keys({ beds: Joi.number().required() })", "number", "string", "Joi.string().required()"),
        ('import { Type } from "@sinclair/typebox";', 'Type.Pick(base, ["id", "beds"])', "", "", ""),
        ('import * as v from "valibot";', "v.partial(base)", "", "", ""),
    ],
)  # fmt: skip
def test_what_is_made_of_a_schema_elsewhere_may_have_any_field(
    library: str, made: str, was: str, now: str, at: str
) -> None:
    text = f'{library}\nimport {{ base }} from "./base";\n/** @contract Room */\nexport const room = {made};\n'
    assert _found("room.ts", text) == set()
    assert not was or at in _found("room.ts", text.replace(was, now))
