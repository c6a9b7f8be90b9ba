"""What a TypeScript file declares."""

import pytest

from dovetail.core.text import Text
from dovetail.languages import writers
from dovetail.languages._treesitter import parse, walk

from .shown import kind, read, record, shown


@pytest.mark.parametrize(
    ("source", "construct", "expected", "open"),
    [
        ("export interface X { a: string; b?: number | null }", "interface", ["a: string", "b?: number|null"], False),
        ("type X = { a: Date; b: Buffer }", "type", ["a: instant", "b: bytes"], False),
        ("type S = 'on' | 'off'; interface X { a: S; b: S[] }", "interface", ["a: enum(on off)", "b: enum(on off)[]"], False),
        ("enum S { On = 'on' } interface X { a?: S }", "interface", ["a?: enum(on)"], False),
        ("type Id = string; type X = { a: Id; b: Id | null }", "type", ["a: string", "b: string|null"], False),
        ("class X { a: string; private b?: number; c = 1; static d = 2; #e = 3; m() {} }", "class",
         ["a: string", "b?: number", "c=: unknown|?"], False),
        ("class X { constructor(readonly a: string, public b = 1, c: string) {} }", "class", ["a: string", "b=: unknown|?"], False),
        ("class X { get a(): string { return '' } set a(v) {} }", "class", ["a: string"], False),
        ("class X extends Y { a: string }", "class", ["a: string"], True),
        ("export abstract class X<T> implements User { a!: T; }", "class", ["a: unknown|?"], False),
        ("export default class X { a: string }", "class", ["a: string"], False),
        ("interface X { abstract: string; abstracts?: number }", "interface", ["abstract: string", "abstracts?: number"], False),
        ("abstract class X { abstract = 1; abstract b: string }", "class", ["abstract=: unknown|?", "b: string"], False),
    ],
)  # fmt: skip
def test_records(source: str, construct: str, expected: list[str], open: bool) -> None:
    found = record("x.ts", source, "X")
    assert (found.construct, [shown(f) for f in found.fields], found.open) == (construct, expected, open)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("class X implements User, Other {}", [("implements", "User"), ("implements", "Other")]),
        ("class X implements Dto<User> {}", [("implements", "Dto")]),
        ("const X: User = { a: 1 };", [(":", "User")]),
        ("const X = { a: 1 } satisfies User;", [("satisfies", "User")]),
        ("const X = { a: 1 } as const satisfies Readonly<User>;", [("satisfies", "User")]),
        ("const X: Api.User = { a: 1 };", [(":", "Api.User")]),
        ("const X: z.ZodType<User> = z.object({ a: z.string() });", [(": z.ZodType", "User")]),
        ("const X = z.object({ a: z.string() }) satisfies z.ZodType<User>;", [("satisfies z.ZodType", "User")]),
        ("const X: Local = { a: 1 }; interface Local { a: number }", []),
        ("let X: User = { a: 1 };", [(":", "User")]),
    ],
)
def test_conformance_to_a_type_of_another_file(source: str, expected: list[tuple[str, str]]) -> None:
    source = "import type { User, Other, Api, Dto } from './user.contract';\nimport { z } from 'zod';\n" + source
    found = [r for r in read("x.ts", source).records if r.name == "X"]
    assert [(c.how, c.name) for r in found for c in r.conforms] == expected
    for reference in (c for r in found for c in r.conforms):
        assert Text(source)[reference.range] == reference.name


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("function f(): User { return { a: 1, b }; }", ["a: unknown|?", "b: unknown|?"]),
        ("async function f(): Promise<User> { if (x) { return { a: null }; } return null; }", ["a: null|null"]),
        ("const f = (): User => ({ a: 1 });", ["a: unknown|?"]),
        ("const f = (): User => { const g = () => { return { z: 1 }; }; return { a: 1 }; };", ["a: unknown|?"]),
        ("const f = (): User[] => [{ a: 1 }];", ["a: unknown|?"]),
        ("class C { u: User = { a: 1, ...rest }; }", ["a: unknown|?"]),
        ("const all: readonly User[] = [{ 'a-b': 1, m() {} }];", ["a-b: unknown|?", "m: unknown|?"]),
    ],
)
def test_object_literals_where_a_contract_is_asked_for(source: str, expected: list[str]) -> None:
    source = "import type { User } from './user.contract';\n" + source
    (found,) = [r for r in read("x.ts", source).records if r.construct == "object literal"]
    assert [shown(f) for f in found.fields] == expected
    assert found.open == ("..." in source)
    assert Text(source)[found.range].startswith("{")


def test_a_literal_in_a_local_callback_is_not_the_functions_own() -> None:
    source = "import type { User } from './u.contract';\nfunction f(): User { return list.map((x) => ({ z: 1 }))[0]; }"
    assert [r for r in read("x.ts", source).records if r.construct == "object literal"] == []


@pytest.mark.parametrize(
    ("schema", "expected", "open"),
    [
        ("z.object({ a: z.string(), b: z.string().uuid(), c: z.uuid() })", ["a: string", "b: uuid", "c: uuid"], False),
        ("z.object({ a: z.number().int().min(0), b: z.int(), c: z.bigint() })", ["a: int", "b: int", "c: bigint"], False),
        ("z.object({ a: z.string().nullable(), b: z.string().optional(), c: z.string().nullish() })",
         ["a: string|null", "b?: string", "c?: string|null"], False),
        ("z.object({ a: z.string().default('x'), b: z.date(), c: z.string().datetime() })",
         ["a=: string", "b: instant", "c: instant"], False),
        ("z.object({ a: z.array(z.string()), b: z.string().array().optional() })", ["a: string[]", "b?: string[]"], False),
        ("z.object({ a: z.enum(['x', 'y']), b: z.literal('z'), c: z.boolean() })",
         ["a: enum(x y)", "b: literal(z)", "c: boolean"], False),
        ("z.object({ a: z.object({ b: z.string() }) })", ["a: {b: string}"], False),
        ("z.object({ a: z.string().transform(f), b: Other, c: f() })", ["a: unknown|?", "b: unknown", "c: unknown|?"], False),
        ("z.object({ a: z.optional(z.string()), b: z.nullable(z.int()) })", ["a?: string", "b: int|null"], False),
        ("z.object({ a: z.string() }).strict().partial()", ["a?: string"], False),
        ("z.object({ a: z.string() }).extend({ b: z.iso.date(), a: z.int() })", ["a: int", "b: date"], False),
        ("base.partial()", ["a?: string", "b?: int"], False),
        ("base.omit({ a: true }).extend({ ...other.shape })", ["b: int", "c: boolean"], False),
        ("base.pick({ a: true }).merge(other).refine((x) => x.a)", ["a: string", "c: boolean"], False),
        ("z.object({ role, roles: z.array(role), base: base.optional() })",
         ["role: enum(x y)", "roles: enum(x y)[]", "base?: {a: string, b: int}"], False),
        ("z.object({ a: z.union([z.literal('x'), z.literal('y')]) })", ["a: enum(x y)"], False),
        ("z.object({ a: z.literal(['x', 'y']), b: z.literal(all) })", ["a: enum(x y)", "b: unknown"], False),
        ("z.object({ a: z.string() }).merge(Other)", ["a: string"], True),
        ("z.object({ ...Other.shape, a: z.string() })", ["a: string"], True),
        ("z.object({ a: z.record(z.string(), z.any()), b: z.unknown() })", ["a: map", "b: any"], False),
    ],
)  # fmt: skip
def test_zod(schema: str, expected: list[str], open: bool) -> None:
    others = (
        "const ROLES = ['x', 'y'] as const; const role = z.enum(ROLES); const other = z.object({ c: z.boolean() });"
    )
    base = "const base = z.object({ a: z.string(), b: z.int() });"
    tagged = f"/** @contract User */\nexport const UserSchema = {schema};\n"
    found = record("x.ts", f"import {{ z }} from 'zod';\n{others}\n{base}\n{tagged}", "UserSchema")
    assert (found.construct, found.layer, found.open) == ("zod object", "api", open)
    assert [shown(f) for f in found.fields] == expected
    assert found.tags[0].value == "User"


@pytest.mark.parametrize(
    ("comment", "prose"),
    [
        ("/** @contract User */", ""),
        ("/** A user.\n * @contract User subset */", "subset"),
        ("// @contract User closed", "closed"),
        ("// A user.\n// @contract User", ""),
        ("/* @contract User */", ""),
    ],
)
@pytest.mark.parametrize(
    "declaration",
    [
        "export interface X { a: string }",
        "type X = { a: string }",
        "class X { a: string }",
        "export default class X { a: string }",
        "@Entity()\nexport class X { a: string }",
        "const X = { a: f() };",
        "export const X: Promise<Y> = { a: 1, ...z };",
        "export const X = z.object({ a: z.string() });",
        "enum X { a = 'a' }",
        "type X = 'a' | 'b';",
        "const X = ['a', 'b'];",
        "const X = { a: 1 };",
        "export const X = 3;",
    ],
)
def test_tags(comment: str, prose: str, declaration: str) -> None:
    source = f"import {{ z }} from 'zod';\n\n{comment}\n{declaration}\n"
    shapes = read("x.ts", source)
    (tags,) = [d.tags for d in (*shapes.records, *shapes.enums, *shapes.constants) if d.name == "X" and d.tags]
    assert [(t.name, t.value, t.prose) for t in tags] == [("contract", "User", prose)]


def test_a_file_being_typed_keeps_its_declarations() -> None:
    source = "import type { User } from './u.contract';\n\n" + (
        "interface X {\n  a: string;\n  b:\n  c: number;\n}\n\n"
        "function f(u: User) {\n  u.\n}\n\nclass Y {\n  d: string;\n}\n"
    )
    shapes = read("x.ts", source)
    assert [[shown(f) for f in r.fields] for r in shapes.records] == [
        ["a: string", "b: hole|?", "c: number"],
        ["d: string"],
    ]
    assert shapes.problems == (), "the compiler tells what is wrong with code"


def test_props_are_of_the_ui() -> None:
    source = "export interface CardProps { user: User }\ninterface Other { a: string }"
    assert [r.layer for r in read("x.tsx", source).records] == ["ui", "code"]
    assert [r.layer for r in read("x.ts", source).records] == ["code", "code"]


def test_constants_of_any_form() -> None:
    source = """export const maxLoginAttempts = 5;
const limits = { ttl: 60 * 60, name: 'x', nested: { a: -1 } };
export const computed = limits.ttl;
const mixed = { a: 1, b: f() };
let later = 3;
const list = ['a', 'b'];
"""
    shapes = read("x.ts", source)
    assert {c.name: [(e.name, e.value) for e in c.entries] for c in shapes.constants} == {
        "maxLoginAttempts": [("", "5")],
        "limits": [("ttl", "3600"), ("name", '"x"'), ("nested.a", "-1")],
    }
    assert shapes.enums == ()


def test_definitions_and_imports() -> None:
    source = """import React, { useState as state } from "react";
export function f() {}
export const a = 1, b = 2;
class C {}
export { C };
export default function main() {}
namespace N {}
declare module "x" { interface Y {} }
"""
    shapes = read("x.tsx", source)
    assert [(d.name, d.construct, d.exported) for d in shapes.definitions] == [
        ("f", "function", True), ("a", "const", True), ("b", "const", True), ("C", "class", True), ("main", "function", True),
        ("N", "namespace", False), ("x", "namespace", False),
    ]  # fmt: skip
    assert [(i.name, i.original, i.module) for i in shapes.imports] == [
        ("React", "default", "react"), ("state", "useState", "react"),
    ]  # fmt: skip


def test_kinds_keep_the_names_of_other_files_types() -> None:
    found = record("x.ts", "import { Role } from './r';\ninterface X { role: Role; page: Page<Role> }")
    assert [kind(f.kind) for f in found.fields] == ["Role", "Page"]
    assert [o.target for o in found.fields[1].kind.options] == ["Role"]


def test_javascript() -> None:
    source = """import { LIMITS } from "./limits.contract.js";
/** @contract User subset */
export const user = { id: 1, name: f() };
class View { a = 1; render() { return <p>{this.a}</p>; } }
app.get("/users", (req, res) => res.json(user));
"""
    shapes = read("x.js", source)
    assert [(r.name, r.construct, [f.name for f in r.fields]) for r in shapes.records] == [
        ("user", "object literal", ["id", "name"]), ("View", "class", ["a"]),
    ]  # fmt: skip
    assert [r.path for r in shapes.routes] == ["/users"]
    field = record("x.contract.ts", "interface X { a: string }").fields[0]
    assert writers()["typescript"].field(field, shapes.records[1], None, "x.js") is None, "JavaScript has no types"


DRIZZLE = """
import { pgTable, uuid, text } from 'drizzle-orm/pg-core';

/** @contract User */
export const users = pgTable('people', {
  id: uuid('id').primaryKey().defaultRandom(),
  // How to reach them.
  email: text('email_address').notNull().unique(),
  bio: text(),
  role: roleEnum('role').notNull(),
  kind: text('kind', { enum: ['a', 'b'] }).notNull(),
  skills: text('skills').array().notNull(),
  teamId: integer('team_id').notNull().references(() => teams.id, { onDelete: 'cascade' }),
  seenAt: integer('seen_at', { mode: 'timestamp' }),
  size: bigint('size', { mode: 'number' }).default(0),
  price: numeric('price', { precision: 10, scale: 2 }).notNull(),
  settings: jsonb('settings').$type<Settings>().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
}, (table) => [index('i').on(table.email)]);
"""


def test_drizzle_tables() -> None:
    found = record("db/schema.ts", DRIZZLE, "users")
    assert (found.layer, found.construct, found.table, found.open) == ("db", "drizzle table", "people", False)
    assert [t.value for t in found.tags] == ["User"]
    assert [shown(f) for f in found.fields] == [
        "id(id)=: uuid",
        "email(email_address): string",
        "bio: string|null",
        "role(role): unknown",
        "kind(kind): enum(a b)",
        "skills(skills): string[]",
        "teamId(team_id): int",
        "seenAt(seen_at): instant|null",
        "size(size)=: int|null",
        "price(price): decimal",
        "settings(settings): Settings",
        "createdAt(created_at)=: instant",
    ]


def test_a_drizzle_table_that_is_put_together_is_open() -> None:
    found = record("x.ts", "export const t = sqliteTable('t', { id: integer('id').primaryKey(), ...timestamps });")
    assert found.open
    assert [shown(f) for f in found.fields] == ["id(id): int"]


@pytest.mark.parametrize(
    "source", ["pgTable('t', columns)", "pgTable(name, { id: uuid('id') })", "table('t', { id: x('id') })"]
)
def test_what_is_no_drizzle_table(source: str) -> None:
    assert read("x.ts", f"export const t = {source};").records == ()


def test_nodes_are_the_same_by_an_index() -> None:
    text = Text("const a = () => {\n  f(g(x), { b: new C(d) })\n  e\n}\nclass C { m() { return `${f(1)}`; } }\nf(2)")
    types = frozenset(
        {"call_expression", "expression_statement", "object", "class", "arrow_function", "new_expression"}
    )
    looked, indexed = parse("typescript", text), parse("typescript", text)
    indexed.index(types)
    for asked in (types, *(frozenset({t}) for t in types)):
        assert [n.byte_range for n in indexed.nodes(asked)] == [n.byte_range for n in looked.nodes(asked)]
        for within, same in zip(walk(indexed.root), walk(looked.root), strict=True):
            there = [(n.type, n.byte_range) for n in looked.nodes(asked, same)]
            assert [(n.type, n.byte_range) for n in indexed.nodes(asked, within)] == there
