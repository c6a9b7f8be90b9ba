"""What a contract file exposes."""

import pytest

from dovetail.core.text import Range, Text

from .shown import fields, kind, read, record, shown

# The example of the design, word for word.
ACCOUNT = """/** A person who can sign in.
 * @db users                      the table (Prisma model or SQL table) that stores it
 * @owner schema                  the work package that provides it
 * @closed                        an implementation may not add fields
 */
export interface User {
  /** @format uuid */
  id: string;
  /** @format email */
  email: string;
  /** @db email_verified_at
   *  @format date-time */
  emailVerifiedAt: string | null;
  /** @db none */
  displayName: string;
}

/** Sign in with a password.
 * @api POST /auth/login
 */
export interface Login {
  request: Credentials;
  response: Session;
  errors: AuthError;
}

/** What the card shows. @view UserCard */
export interface UserCardProps { user: User; compact?: boolean }

/** Limits that every layer shares. */
export const LIMITS = { maxLoginAttempts: 5, sessionTtlSeconds: 3600 } as const;
"""


def test_the_designs_own_example() -> None:
    shapes = read("account.contract.ts", ACCOUNT)
    text = Text(ACCOUNT)
    user, login, card = shapes.records
    assert [shown(f) for f in user.fields] == [
        "id: uuid", "email: string", "emailVerifiedAt: instant|null", "displayName: string",
    ]  # fmt: skip
    assert (user.doc, user.layer, user.exported, user.open) == ("A person who can sign in.", "contract", True, False)
    assert [(t.name, t.value, t.prose[:9]) for t in user.tags] == [
        ("db", "users", "the table"), ("owner", "schema", "the work "), ("closed", "", "an implem"),
    ]  # fmt: skip
    assert text[user.tags[0].range] == "@db users"
    verified = user.fields[2]
    assert [(t.name, t.value) for t in verified.tags] == [("db", "email_verified_at"), ("format", "date-time")]
    assert text[verified.range].startswith("/** @db email") and text[verified.range].endswith("| null;")
    assert verified.type_range is not None and text[verified.type_range] == "string | null"
    assert user.insert_at == ACCOUNT.index("}\n")
    api = login.tag("api")
    assert api is not None and (api.value, api.prose, text[api.value_range]) == ("POST", "/auth/login", "POST")
    assert [kind(f.kind) for f in login.fields] == ["Credentials", "Session", "AuthError"]
    assert (card.doc, card.tags[0].name, card.tags[0].value) == ("What the card shows.", "view", "UserCard")
    assert [shown(f) for f in card.fields] == ["user: User", "compact?: boolean"]
    assert card.insert_at is None
    (limits,) = shapes.constants
    assert [(e.name, e.value, text[e.range]) for e in limits.entries] == [
        ("maxLoginAttempts", "5", "maxLoginAttempts: 5,"), ("sessionTtlSeconds", "3600", "sessionTtlSeconds: 3600"),
    ]  # fmt: skip
    assert shapes.problems == () and shapes.holes == ()


@pytest.mark.parametrize(
    ("type", "expected"),
    [
        ("string", "a: string"),
        ("number | null", "a: number|null"),
        ("string | undefined", "a?: string"),
        ("string | null | undefined", "a?: string|null"),
        ("null", "a: null|null"),
        ("boolean", "a: boolean"),
        ("true | false", "a: boolean"),
        ("bigint", "a: bigint"),
        ("Date", "a: instant"),
        ("Uint8Array", "a: bytes"),
        ("any", "a: any"),
        ("unknown", "a: any"),
        ("User", "a: User"),
        ("Api.User", "a: Api.User"),
        ("User[]", "a: User[]"),
        ("User[][] | null", "a: User[][]|null"),
        ("readonly string[]", "a: string[]"),
        ("ReadonlyArray<Array<number>>", "a: number[][]"),
        ("(string | null)[]", "a: string[]"),
        ("Record<string, number>", "a: map"),
        ("{ [key: string]: number }", "a: map"),
        ("{ x: number; y?: string }", "a: {x: number, y?: string}"),
        ("{ x: { y: string | null }[] }", "a: {x: {y: string|null}[]}"),
        ("'on'", "a: literal(on)"),
        ("'on' | \"off\"", "a: enum(on off)"),
        ("'on' | null", "a: literal(on)|null"),
        ("1 | 2", "a: enum(1 2)"),
        ("string | number", "a: union(string number)"),
        ("User | Team | null", "a: union(User Team)|null"),
        ("`user-${string}`", "a: string"),
        ("() => void", "a: unknown|?"),
        ("Partial<User>", "a: unknown"),
        ("Readonly<User>", "a: User"),
        ("Page<User>", "a: Page"),
        ("string & { readonly brand: 'id' }", "a: string"),
        ("[number, number]", "a: unknown[]"),
        ("\n    | 'a'\n    | 'b'", "a: enum(a b)"),
    ],
)
def test_types(type: str, expected: str) -> None:
    assert fields("x.contract.ts", f"export interface X {{\n  a: {type};\n}}\n") == [expected]


@pytest.mark.parametrize(
    ("type", "format", "expected"),
    [
        ("string", "date-time", "instant"), ("string", "date", "date"), ("string", "time", "time"), ("string", "uuid", "uuid"),
        ("string", "email", "string"), ("string", "decimal", "decimal"), ("string", "bigint", "bigint"), ("number", "int", "int"),
        ("number", "decimal", "decimal"), ("number", "bigint", "bigint"), ("number", "uuid", "number"), ("string[]", "uuid", "uuid[]"),
        ("User", "uuid", "User"),
    ],
)  # fmt: skip
def test_formats(type: str, format: str, expected: str) -> None:
    found = fields("x.contract.ts", f"interface X {{\n  /** @format {format} */\n  a: {type};\n}}\n")
    assert found == [f"a: {expected}"]


@pytest.mark.parametrize(
    ("source", "expected", "open"),
    [
        ("interface X extends B { c: string } interface B { a: string; b: number }", ["a: string", "b: number", "c: string"], False),
        ("interface X extends B { a: 'x' } interface B { a: string }", ["a: literal(x)"], False),
        ("interface X extends Elsewhere { a: string }", ["a: string"], True),
        ("interface X extends X { a: string }", ["a: string"], True),
        ("interface X extends Y { a: string } interface Y extends X { b: string }", ["b: string", "a: string"], True),
        ("type X = Pick<B, 'a'>; interface B { a: string; b: number }", ["a: string"], False),
        ("type X = Omit<B, 'a'>; interface B { a: string; b: number }", ["b: number"], False),
        ("type X = Partial<Omit<B, 'a' | 'b'>>; interface B { a: 1; b: 2; c: string }", ["c?: string"], False),
        ("type X = Required<B>; interface B { a?: string }", ["a: string"], False),
        ("type X = B & { c: string }; interface B { a: string }", ["a: string", "c: string"], False),
        ("type X = Elsewhere & { c: string }", ["c: string"], True),
        ("type X = Pick<B, Keys>; interface B { a: string }", [], True),
        ("interface X extends Omit<B, 'a'> { a: number } interface B { a: string; b: string }", ["b: string", "a: number"], False),
        ("interface X { a: string; [key: string]: string }", ["a: string"], True),
        ("interface X { m(): void; a: string; new (): X }", ["m: unknown|?", "a: string"], True),
        ("interface X<T> { items: T[]; next: string | null }", ["items: unknown[]", "next: string|null"], False),
        ("interface X { 'content-type': string; readonly b: string }", ["content-type: string", "b: string"], False),
        ("type Maybe = string | null; interface X { a: Maybe; b: Many } type Many = Team[]", ["a: Maybe|null", "b: Team[]"], False),
    ],
)  # fmt: skip
def test_records(source: str, expected: list[str], open: bool) -> None:
    found = record("x.contract.ts", source, "X")
    assert ([shown(f) for f in found.fields], found.open) == (expected, open)


@pytest.mark.parametrize(
    ("source", "construct", "members"),
    [
        ("export type X = 'a' | 'b';", "union", [("a", "a"), ("b", "b")]),
        ("export type X =\n  | 'a'\n  | 'b';", "union", [("a", "a"), ("b", "b")]),
        ("export type X = 'only';", "union", [("only", "only")]),
        ("export enum X { A = 'a', B = 'b' }", "enum", [("A", "a"), ("B", "b")]),
        ("export const enum X { A, B = 5, C }", "enum", [("A", "0"), ("B", "5"), ("C", "6")]),
        ("export const X = ['a', 'b'] as const;", "as const list", [("a", "a"), ("b", "b")]),
        ("const L = ['a', 'b'] as const; export type X = (typeof L)[number];", "union", [("a", "a"), ("b", "b")]),
        (
            "const L = { A: 'x', B: 'y' } as const; type X = (typeof L)[keyof typeof L];",
            "union",
            [("x", "x"), ("y", "y")],
        ),
        ("const L = { A: 1, B: 2 } as const; type X = keyof typeof L;", "union", [("A", "A"), ("B", "B")]),
    ],
)
def test_enums(source: str, construct: str, members: list[tuple[str, str]]) -> None:
    found = next(e for e in read("x.contract.ts", source).enums if e.name == "X")
    assert (found.construct, [(m.name, m.value) for m in found.members]) == (construct, members)


def test_a_member_of_a_union_stands_where_it_is_written() -> None:
    source = "type X = 'a' | 'bé' | '😀';"
    (found,) = read("x.contract.ts", source).enums
    assert [Text(source)[m.range] for m in found.members] == ["a", "bé", "😀"]


@pytest.mark.parametrize(
    ("value", "entries"),
    [
        ("5", [("", "5")]),
        ("'x'", [("", '"x"')]),
        ("-0.50", [("", "-0.5")]),
        ("60 * 60", [("", "3600")]),
        (
            "{ a: 1_000, b: 'it\\'s', c: true, d: null } as const",
            [("a", "1000"), ("b", '"it\'s"'), ("c", "true"), ("d", "null")],
        ),
        ("{ a: { b: 1, c: { d: 0x10 } } } as const", [("a.b", "1"), ("a.c.d", "16")]),
        ("{ 'x-y': `z`, l: [1, 2] } as const satisfies Limits", [("x-y", '"z"'), ("l", "[1, 2]")]),
        ("Object.freeze({ a: 1 })", [("a", "1")]),
    ],
)
def test_constants(value: str, entries: list[tuple[str, str]]) -> None:
    shapes = read("x.contract.ts", f"export const X = {value};\n")
    assert [(e.name, e.value) for c in shapes.constants for e in c.entries] == entries
    assert shapes.problems == ()


@pytest.mark.parametrize(
    ("source", "at", "message"),
    [
        ("export function f() {\n  return 1;\n}", "export function f() {", "a function"),
        ("class A {}", "class A {}", "a class"),
        ("f();", "f();", "an expression"),
        ("let a = 1;", "let a = 1;", "this statement"),
        ("export const x = f();", "x", "computes nothing"),
        ("export const x = { a: 1 };", "}", "as const"),
    ],
)
def test_what_is_no_contract(source: str, at: str, message: str) -> None:
    (problem,) = read("x.contract.ts", source + "\nexport interface Ok { a: string }\n").problems
    assert problem.rule == "not-a-contract"
    assert message in problem.message
    shown_at = source[problem.range.start : problem.range.end]
    assert shown_at == at.removeprefix("export ")


def test_a_constant_that_can_change_is_frozen_by_its_fix() -> None:
    source = "export const X = { a: 1 };\n"
    (problem,) = read("x.contract.ts", source).problems
    assert problem.replacement is not None
    fixed = source[: problem.range.start] + problem.replacement + source[problem.range.end :]
    assert fixed == "export const X = { a: 1 } as const;\n"
    assert read("x.contract.ts", fixed).problems == ()


def test_comments_belong_to_their_own_member() -> None:
    source = """interface X {
  /** Seconds to wait. */
  a: number; // in seconds
  b: number; // of b

  // not right above

  c: number;
  // above d
  d: number;
  /** far above e */

  e: number, f: number; // of f
}
"""
    found = record("x.contract.ts", source)
    assert [(f.name, f.doc) for f in found.fields] == [
        ("a", "Seconds to wait.\nin seconds"), ("b", "of b"), ("c", ""), ("d", "above d"), ("e", "far above e"), ("f", "of f"),
    ]  # fmt: skip
    text = Text(source)
    assert text[found.fields[0].range] == "/** Seconds to wait. */\n  a: number; // in seconds"
    assert text[found.fields[4].range].endswith("e: number,")
    assert text[found.fields[5].range] == "f: number; // of f"


def test_imports_and_definitions() -> None:
    source = """import type { A, B as C } from "./a.contract";
import D, * as E from '../d';
export * from "./all";
export { F as G } from "./f";
interface H {}
type I = string;
export { H };
"""
    shapes = read("x.contract.ts", source)
    assert [(i.name, i.original, i.module) for i in shapes.imports] == [
        ("A", "A", "./a.contract"), ("C", "B", "./a.contract"), ("D", "default", "../d"), ("E", "*", "../d"), ("*", "*", "./all"),
        ("G", "F", "./f"),
    ]  # fmt: skip
    assert [(d.name, d.construct, d.exported) for d in shapes.definitions] == [
        ("H", "interface", True),
        ("I", "type", False),
    ]
    assert [Text(source)[i.range] for i in shapes.imports] == ["A", "B", "D", "E", '"./all"', "F"]


def test_all_types_of_another_file_are_exported() -> None:
    shapes = read("x.contract.ts", 'export type * from "./all";\nexport type * as E from "./e";\n')
    assert [(i.name, i.module) for i in shapes.imports] == [("*", "./all"), ("E", "./e")]
    assert shapes.problems == ()


def test_a_union_may_start_on_the_next_line() -> None:
    shapes = read("x.contract.ts", "export interface A {\n  align:\n    'min' | 'max'\n  b: string\n}\n")
    assert shapes.holes == () and [f.name for f in shapes.records[0].fields] == ["align", "b"]


def test_a_namespace_is_no_contract() -> None:
    shapes = read("x.contract.ts", "export namespace N { export interface A { a: string } }\n")
    (problem,) = shapes.problems
    assert "namespace" in problem.message
    assert [r.name for r in shapes.records] == ["N.A"]  # what it promises is read all the same


def test_ranges_behind_astral_characters_and_crlf() -> None:
    source = "/** 😀😀 é @db users */\r\nexport interface Usér {\r\n  /** 😀 */\r\n  größe: string; // 😀\r\n}\r\n"
    found = record("x.contract.ts", source)
    text = Text(source)
    assert text[found.name_range] == "Usér" == found.name
    assert text[found.tags[0].value_range] == "users"
    assert text[found.fields[0].name_range] == "größe"
    assert found.insert_at == source.index("}")
    assert text[found.fields[0].range] == "/** 😀 */\r\n  größe: string; // 😀"


def test_a_generated_union_of_thousands() -> None:
    members = " | ".join(f"'m{i}'" for i in range(3000))
    (found,) = read("x.contract.ts", f"export type X = {members};").enums
    assert len(found.members) == 3000
    others = " | ".join(f"T{i}" for i in range(3000))
    (alias,) = read("x.contract.ts", f"export type X = {others};").aliases
    assert len(alias.kind.options) == 3000


def test_ranges_of_inherited_fields_are_those_of_the_base() -> None:
    source = "interface B { a: string }\ninterface X extends B { b: string }\n"
    found = record("x.contract.ts", source, "X")
    assert found.fields[0].name_range == Range(14, 15)
    assert [(b.name, Text(source)[b.range], b.how) for b in found.bases] == [("B", "B", "extends")]


@pytest.mark.parametrize(
    ("comment", "rule", "reason"),
    [
        ("// dovetail-ignore unit-free-number: counts people", "unit-free-number", "counts people"),
        ("/* dovetail-ignore field-casing: legacy */", "field-casing", "legacy"),
        ("/** @db x\n * dovetail-ignore missing-field */", "missing-field", ""),
        ("// dovetail-ignore", "", ""),
    ],
)
def test_ignores(comment: str, rule: str, reason: str) -> None:
    source = f"interface X {{\n  a: string;\n  {comment}\n  b: number;\n}}\n"
    (found,) = read("x.contract.ts", source).ignores
    assert (found.rule, found.reason) == (rule, reason)
    assert found.line == 2 + comment.count("\n")
    assert Text(source)[found.range].startswith("dovetail-ignore")


def test_ignore_outside_a_comment_is_none() -> None:
    assert read("x.contract.ts", "const X = 'dovetail-ignore field-casing: no';").ignores == ()
