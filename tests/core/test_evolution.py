"""What changed between two trees' contracts: each kind of change with whom it breaks, and what is true of all of them."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dovetail.core.changes import Change, Spot
from dovetail.core.contracts import Contracts
from dovetail.core.evolution import changes
from dovetail.features.tree import snapshot_from_texts
from support.tries import tries

PATH = "contracts/all.contract.ts"


def contracts(text: str) -> Contracts:
    return snapshot_from_texts({PATH: text}).contracts


def difference(before: str, after: str) -> list[tuple[str, str]]:
    return [(c.kind, c.breaks) for c in changes(contracts(before), contracts(after))]


def crossing(way: str, body: str) -> str:
    """A record that crosses the wire one way, both ways, or no way that is known."""
    request = "Body" if way in ("asked", "both") else "null"
    response = "Body" if way in ("answered", "both") else "string"
    endpoint = f"/** @api POST /x */ export interface X {{ request: {request}; response: {response}; errors: 'e' }}"
    return f"export interface Body {{ {body} }}\n{'' if way == 'unknown' else endpoint}"


FIELDS = {
    "field-removed": ("a: string; b: boolean", "a: string", "both", "consumers"),
    "field-added-required": ("a: string", "a: string; b: boolean", "consumers", "producers"),
    "field-added-optional": ("a: string", "a: string; b?: boolean", "nobody", "nobody"),
    "field-renamed": ("userName: string", "user_name: string", "both", "both"),
    "kind-changed": ("a: string", "a: boolean", "both", "both"),
    "kind-widened": ("a: string", "a: string | number", "producers", "consumers"),
    "kind-narrowed": ("a: string", 'a: "x" | "y"', "consumers", "producers"),
    "null-allowed": ("a: string", "a: string | null", "producers", "consumers"),
    "null-forbidden": ("a: string | null", "a: string", "consumers", "producers"),
    "presence-loosened": ("a: string", "a?: string", "producers", "consumers"),
    "presence-tightened": ("a?: string", "a: string", "consumers", "producers"),
    "list-changed": ("a: string", "a: string[]", "both", "both"),
    "enum-member-added": ('a: "x" | "y"', 'a: "x" | "y" | "z"', "producers", "consumers"),
    "enum-member-removed": ('a: "x" | "y" | "z"', 'a: "x" | "y"', "consumers", "producers"),
    "enum-member-renamed": ('a: "x" | "y"', 'a: "X" | "y"', "both", "both"),
    "format-changed": ("a: string", "/** @format uuid */ a: string", "consumers", "producers"),
    "unit-changed": ("/** @unit seconds */ a: number", "/** @unit minutes */ a: number", "both", "both"),
    "order-changed": ("/** @order a desc */ a: string[]", "/** @order a asc */ a: string[]", "both", "both"),
    "bound-changed": ("a: string", "/** @maxLength 80 */ a: string", "consumers", "producers"),
    "default-changed": ("/** @default 20 */ a?: number", "/** @default 50 */ a?: number", "both", "both"),
    "deprecated-added": ("a: string", "/** @deprecated */ a: string", "nobody", "nobody"),
}


@pytest.mark.parametrize("kind", FIELDS)
def test_a_field_breaks_by_the_way_that_its_values_go(kind: str) -> None:
    before, after, asked, answered = FIELDS[kind]
    assert difference(crossing("asked", before), crossing("asked", after)) == [(kind, asked)]
    assert difference(crossing("answered", before), crossing("answered", after)) == [(kind, answered)]
    for way in ("both", "unknown"):
        expected = "nobody" if asked == answered == "nobody" else "both"
        assert difference(crossing(way, before), crossing(way, after)) == [(kind, expected)]


OTHER_SIDE = {"producers": "consumers", "consumers": "producers", "both": "both"}


@pytest.mark.parametrize("way", ["asked", "answered"])
@pytest.mark.parametrize("kind", FIELDS)
def test_the_way_back_breaks_the_other_side(kind: str, way: str) -> None:
    before, after, asked, answered = FIELDS[kind]
    there = asked if way == "asked" else answered
    ((_, back),) = difference(crossing(way, after), crossing(way, before))
    if kind == "deprecated-added":
        assert back == "nobody"
    elif there == "nobody":
        assert back != "nobody"  # what is safe to add is not safe to take away
    elif kind in ("field-removed", "field-added-required"):
        assert back != "nobody"  # a consumer may hold what is gone, so that a removal breaks it too
    else:
        assert back == OTHER_SIDE[there]


ENDPOINTS = {
    "a method": ("GET /a", "response: string", "PUT /a", "response: string", [("endpoint-method-changed", "both")]),
    "errors by their statuses": (
        "GET /a", "errors: 'x'", "GET /a", "errors: { 404: 'x'; 409: 'x' }", [("errors-changed", "producers")],
    ),
    "errors by their statuses no more": (
        "GET /a", 'errors: { 404: { code: "x" } }', "GET /a", 'errors: { code: "x" }', [("errors-changed", "consumers")],
    ),
    "errors by their statuses, and others": (
        "GET /a", 'errors: { code: "x" }', "GET /a", "errors: { 404: string }", [("errors-changed", "both")],
    ),
    "a path": ("GET /a", "response: string", "GET /b", "response: string", [("endpoint-path-changed", "both")]),
    "a parameter's name": (
        "GET /a/:id", "params: { id: string }", "GET /a/:userId", "params: { userId: string }", [],
    ),
    "a parameter's name in the path alone": (
        "GET /a/:id", "response: string", "GET /a/{userId}", "response: string", [("endpoint-parameter-renamed", "nobody")],
    ),
    "a query that is new": (
        "GET /a", "response: string", "GET /a", "query: { q: string; page?: number }; response: string",
        [("endpoint-parameter-added-required", "consumers"), ("endpoint-parameter-added-optional", "nobody")],
    ),
    "a query that may be left out": (
        "GET /a", "response: string", "GET /a", "query?: { q: string }; response: string",
        [("endpoint-parameter-added-optional", "nobody")],
    ),
    "a query that is gone": (
        "GET /a", "query: { q: string }", "GET /a", "query: {}", [("endpoint-parameter-removed", "both")],
    ),
    "a request that is new": (
        "POST /a", "request: null; response: string", "POST /a", "request: string; response: string",
        [("request-added", "consumers")],
    ),
    "a request that is gone": ("POST /a", "request: string", "POST /a", "request: null", [("request-removed", "both")]),
    "a response that is new": ("GET /a", "request: null", "GET /a", "response: string", [("response-added", "producers")]),
    "a response that is gone": ("GET /a", "response: string", "GET /a", "request: null", [("response-removed", "consumers")]),
    "another response": ("GET /a", "response: string", "GET /a", "response: boolean", [("response-changed", "both")]),
    "a wider response": (
        "GET /a", "response: string", "GET /a", "response: string | number", [("response-changed", "consumers")],
    ),
    "an error more": ("GET /a", "errors: 'x' | 'y'", "GET /a", "errors: 'x' | 'y' | 'z'", [("error-added", "consumers")]),
    "an error less": ("GET /a", "errors: 'x' | 'y'", "GET /a", "errors: 'y'", [("error-removed", "producers")]),
    "a status more": (
        "GET /a", "errors: { 404: string }", "GET /a", "errors: { 404: string; 410: string }", [("error-added", "consumers")],
    ),
    "a status less": (
        "GET /a", "errors: { 404: string; 410: string }", "GET /a", "errors: { 404: string }", [("error-removed", "producers")],
    ),
    "a header's capitals": (
        "GET /a", "headers: { 'x-request-id': string }", "GET /a", "headers: { 'X-Request-Id': string }", [],
    ),
    "a header that is left out in other capitals": (
        "GET /a", "headers: { 'x-request-id': string }", "GET /a", "headers: { 'X-Request-Id'?: string }",
        [("presence-loosened", "producers")],
    ),
    "a list that is put into a record": (
        "GET /a", "response: string[]", "GET /a", "response: { items: string[] }", [("list-changed", "both")],
    ),
    "errors at all": ("GET /a", "response: string", "GET /a", "response: string; errors: 'x'", [("error-added", "consumers")]),
}  # fmt: skip


@pytest.mark.parametrize("what", ENDPOINTS)
def test_an_endpoint(what: str) -> None:
    old, before, new, after, expected = ENDPOINTS[what]
    own = f"/** @api {old} */ export interface X {{ {before} }}"
    other = f"/** @api {new} */ export interface X {{ {after} }}"
    assert difference(own, other) == expected


OTHERS = {
    "a type": ("export type A = string;", "export type A = number;", [("kind-changed", "both")]),
    "a field by its alias": (
        "export type Id = string; export interface B { a: string }",
        "export type Id = string; export interface B { a: Id }",
        [],
    ),
    "an alias, told where it is declared": (
        "export type Id = string; export interface B { a: Id; b: Id[] }",
        "export type Id = number; export interface B { a: Id; b: Id[] }",
        [("kind-changed", "both")],
    ),
    "a record, told where it is declared": (
        "export interface A { x: string } export interface B { a: Partial<A> }",
        "export interface A { x: string; y?: string } export interface B { a: Partial<A> }",
        [("field-added-optional", "nobody")],
    ),
    "a default as TSDoc writes it": (
        "export interface A { /** @default 20 */ a?: number }", "export interface A { /** @defaultValue `20` */ a?: number }", [],
    ),
    "a list by its alias": (
        "export type Ids = string[]; export interface B { a: string[] }",
        "export type Ids = string[]; export interface B { a: Ids }",
        [],
    ),
    "a constant": ("export const A = { x: 1 } as const", "export const A = { x: 2 } as const", [("constant-changed", "both")]),
    "a constant more": (
        "export const A = { x: 1 } as const", "export const A = { x: 1, y: 2 } as const", [("constant-added", "nobody")],
    ),
    "a constant less": (
        "export const A = { x: 1, y: 2 } as const", "export const A = { x: 1 } as const", [("constant-removed", "both")],
    ),
    "a constant's name": (
        "export const A = { ttl: 1 } as const", "export const A = { ttlSeconds: 1 } as const", [("constant-renamed", "both")],
    ),
    "an enum's own name for a value": (
        "export enum A { X = 'x', Y = 'y' }", "export enum A { Xx = 'x', Y = 'y' }", [("enum-member-renamed", "both")],
    ),
    "an enum's value": (
        "export enum A { X = 'x', Y = 'y' }", "export enum A { X = 'other', Y = 'y' }", [("enum-member-renamed", "both")],
    ),
    "closed": ("export interface A { a: string }", "/** @closed */ export interface A { a: string }", [("closed-added", "both")]),
    "the table": (
        "/** @db a */ export interface A { a: string }", "/** @db b */ export interface A { a: string }",
        [("db-binding-changed", "producers")],
    ),
    "the column": (
        "export interface A { /** @db x */ a: string }", "export interface A { /** @db y */ a: string }",
        [("db-binding-changed", "producers")],
    ),
    "the owner": (
        "/** @owner x */ export interface A { a: string }", "/** @owner y */ export interface A { a: string }",
        [("owner-changed", "nobody")],
    ),
    "an endpoint that was none": (
        "export interface A { response: string }", "/** @api GET /a */ export interface A { response: string }",
        [("api-added", "nobody")],
    ),
    "props": (
        "/** @view Card */ export interface A { a: string }", "/** @view Card */ export interface A { a: string; b: string }",
        [("field-added-required", "consumers")],
    ),
    "a declaration": ("export type A = string;", "", [("declaration-removed", "both")]),
    "a declaration's name": (
        "export interface A { x: string; y: string } export interface C { a: A }",
        "export interface B { x: string; y: string } export interface C { a: B }",
        [("declaration-renamed", "both")],
    ),
    "prose": ("/** One. */ export interface A { /** Two. */ a: string }", "/** 1. */ export interface A { a: string }", []),
    "order and spelling": (
        "export interface A { a: string; b: 'x' | 'y' }", 'export interface A {\n  b: "y" | "x",\n  a: string,\n}', [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", OTHERS)
def test_a_declaration(what: str) -> None:
    before, after, expected = OTHERS[what]
    assert difference(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("export type U = A | B;", "export type U = A | B | C;", "`U` may now be `C`, too"),
        ("export type U = A | B | C;", "export type U = B | A;", "`U` may no longer be `C`"),
        ("export type U = A | B;", "export type U = A | C;", "`U` may now be `C`, too, and may no longer be `B`"),
        ("export enum E { Button = 2 }", "export enum E { Button = 2, Select = 3 }", "`E` now has `Select` (`3`)"),
        ("export enum E { On = 'on' }", "export enum E { On = 'on', Off = 'off' }", "`E` now has `off`"),
    ],
)
def test_what_is_new_or_gone_is_named(before: str, after: str, says: str) -> None:
    rest = "".join(f"\nexport interface {n} {{ type: '{n}'; {n}: string }}" for n in "ABC")
    assert [c.says for c in changes(contracts(before + rest), contracts(after + rest))] == [says]


@pytest.mark.parametrize(
    ("before", "after", "breaks"),
    [
        ("@minimum 1", "@minimum 2", "producers"),
        ("@minimum 1", "@minimum 0", "consumers"),
        ("@maximum 100", "@maximum 50", "producers"),
        ("@maxLength 80", "@maxLength 200", "consumers"),
        ("@minItems 1", "", "consumers"),
        ("", "@pattern ^a", "producers"),
        ("@pattern ^a", "@pattern ^b", "both"),
        ("@pattern ^[a-z]+$", "@pattern ^[a-z0-9]+$", "consumers"),
        ("@pattern ^[A-Z]{2,3}$", "@pattern ^[A-Z]{2}$", "producers"),
        ("@multipleOf 5", "@multipleOf 10", "producers"),
        ("@multipleOf 10", "@multipleOf 5", "consumers"),
        ("@multipleOf 4", "@multipleOf 6", "both"),
        ("@pattern ^a", "@pattern .*", "consumers"),
        ("@minimum 0", "@exclusiveMinimum 0", "producers"),
        ("@exclusiveMaximum 9.5", "@maximum 9", "producers"),
        ("@minimum 0\n@exclusiveMinimum 3", "@minimum 1\n@exclusiveMinimum 2", "consumers"),
        ("", "@uniqueItems", "producers"),
        ("@uniqueItems", "", "consumers"),
        ("@minProperties 1", "@minProperties 2", "producers"),
        ("@maxProperties 1", "@maxProperties 2", "consumers"),
    ],
)
def test_a_bound_breaks_by_the_way_that_it_moves(before: str, after: str, breaks: str) -> None:
    old, new = (crossing("answered", f"/** {tag} */ a: string") for tag in (before, after))
    assert difference(old, new) == [("bound-changed", breaks)]


def test_a_bound_that_is_only_said_otherwise_is_no_change() -> None:
    def whole(tag: str) -> str:
        return crossing("answered", f"/** @format int\n@{tag} */ a: number")

    assert difference(whole("minimum 1"), whole("exclusiveMinimum 0")) == []
    assert difference(whole("maximum 9"), whole("exclusiveMaximum 10.0")) == []
    text = "/** @pattern {} */ a: string"
    assert difference(crossing("asked", text.format(".*")), crossing("asked", "a: string")) == []
    assert difference(crossing("asked", text.format("^a+$")), crossing("asked", text.format("^a{1,}$"))) == []


def test_what_is_stored_concerns_producers_too() -> None:
    me = "/** @api GET /me */ export interface Me { response: User; errors: 'e' }"
    before = f"/** @db users */ export interface User {{ role: Role }} export type Role = 'a' | 'b'; {me}"
    assert difference(before, before.replace("'b'", "'b' | 'c'")) == [("enum-member-added", "both")]
    assert difference(before, before.replace("role: Role", "")) == [
        ("field-removed", "consumers")
    ]  # a table may hold more


def test_an_inherited_field_is_told_once_and_breaks_through_its_heirs() -> None:
    before = (
        "export interface Base { a: string } export interface Heir extends Base { b: string }"
        "/** @api GET /x */ export interface X { response: Base; errors: 'e' }"
        "/** @api POST /x */ export interface Y { request: Heir; response: string; errors: 'e' }"
    )
    found = changes(contracts(before), contracts(before.replace("a: string", "a: string | null")))
    assert [(c.kind, c.subject, c.breaks) for c in found] == [("null-allowed", "Base.a", "both")]


def test_a_base_that_is_dropped_takes_its_fields_along() -> None:
    before = "export interface Base { a: string } export interface Heir extends Base { b: string }"
    found = changes(contracts(before), contracts(before.replace(" extends Base", "")))
    assert [(c.kind, c.subject) for c in found] == [("field-removed", "Heir.a")]


def test_a_field_of_a_base_in_another_file() -> None:
    def tree(field: str) -> Contracts:
        texts = {
            "contracts/a.contract.ts": f"export interface Base {{ {field} }}",
            "contracts/b.contract.ts": 'import { Base } from "./a.contract";\nexport interface Heir extends Base { b: string }',
        }
        return snapshot_from_texts(texts).contracts

    found = changes(tree("a: string"), tree("a: number"))
    assert [(c.kind, c.subject, c.shown.path if c.shown else "") for c in found] == [
        ("kind-changed", "Base.a", "contracts/a.contract.ts")
    ]


def test_a_record_that_mentions_itself_comes_to_an_end() -> None:
    before = "export interface A { next: A; to: B } export interface B { back: A }"
    assert difference(before, before.replace("to: B", "to: A")) == [("kind-changed", "both")]


def test_a_union_is_as_wide_as_all_its_members() -> None:
    assert difference("export type A = Date | string", "export type A = string") == []
    assert difference("export type A = Date | number", "export type A = string | number") == [("kind-widened", "both")]


def test_types_of_any_size_and_depth_are_compared() -> None:
    many = " | ".join(f"T{i}" for i in range(1500))
    deep = ("{ a: " * 60, " }" * 60)
    before = f"export type A = {many} | string; export interface B {{ a: {deep[0]}string{deep[1]} }}"
    after = before.replace("| string", "| boolean").replace("{ a: string }", "{ a: boolean }")
    assert difference(before, after) == [("kind-changed", "both"), ("kind-changed", "both")]


def test_every_declaration_has_another_name() -> None:
    def tree(prefix: str) -> str:
        return "\n".join(f"export interface {prefix}{i} {{ x{i}: string; y{i}: string }}" for i in range(300))

    assert difference(tree("A"), tree("B")) == [("declaration-renamed", "both")] * 300


NAMES = ["email", "emailAddress", "name", "userName", "createdAt", "state", "tags"]
TYPES = [
    "string", "number", "boolean", '"a" | "b"', '"a" | "b" | "c"', "One", "Two", "{ x: string; y?: number }",
    "string | number", "Date", "Record<string, number>", "One | Two", "Kind", "unknown",
]  # fmt: skip


@st.composite
def fields(draw: st.DrawFn) -> str:
    lines: list[str] = []
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=5, unique=True)):
        tag = draw(
            st.sampled_from(["", "", "", "/** @format uuid */ ", "/** @unit seconds */ ", "/** @deprecated */ "])
        )
        type = draw(st.sampled_from(TYPES))
        many = draw(st.sampled_from(["", "", "[]"]))
        null = draw(st.sampled_from(["", "", " | null"]))
        lines.append(f"  {tag}{name}{draw(st.sampled_from(['', '', '?']))}: ({type}){many}{null};")
    return "\n".join(lines)


@st.composite
def trees(draw: st.DrawFn) -> str:
    parts: list[str] = []
    for name in draw(st.lists(st.sampled_from(["One", "Two", "Three", "Users"]), unique=True)):
        tag = draw(st.sampled_from(["", "/** @closed */ ", "/** @db users */ "]))
        parts.append(f"{tag}export interface {name} {{\n{draw(fields())}\n}}")
    if draw(st.booleans()):
        values = draw(st.lists(st.sampled_from("abcde"), min_size=2, unique=True))
        parts.append(f"export type Kind = {' | '.join(repr(v) for v in values)};")
    if draw(st.booleans()):
        query, errors = draw(fields()), draw(st.sampled_from(["'x'", "'x' | 'y'", "One | Two", "One"]))
        body, answer = draw(st.sampled_from(["One", "null", "Two"])), draw(st.sampled_from(["One", "Three", "string"]))
        members = f"  query: {{\n{query}\n}};\n  request: {body};\n  response: {answer};\n  errors: {errors};"
        parts.append(f"/** @api {draw(st.sampled_from(['GET', 'PUT']))} /x */\nexport interface Ask {{\n{members}\n}}")
    if draw(st.booleans()):
        parts.append(
            f"export const LIMITS = {{ max: {draw(st.integers(1, 2))}, {draw(st.sampled_from(['ttl', 'min']))}: 1 }} as const;"
        )
    return "\n".join(draw(st.permutations(parts)))


OPPOSITES = (("added", "removed"), ("loosened", "tightened"), ("allowed", "forbidden"), ("widened", "narrowed"))
MIRRORED = {a: b for pair in OPPOSITES for a, b in (pair, pair[::-1])}


def mirrored(kind: str) -> str:
    """The kind of the change back, without whether what was added had to be there."""
    kind = kind.removesuffix("-required").removesuffix("-optional")
    head, _, last = kind.rpartition("-")
    return f"{head}-{MIRRORED.get(last, last)}"


@settings(max_examples=tries(60), deadline=None)
@given(trees())
def test_nothing_changes_between_a_tree_and_itself(tree: str) -> None:
    assert changes(contracts(tree), contracts(tree)) == ()
    assert changes(contracts(tree), contracts(tree.replace(";\n  ", ",\n\n  // More.\n  "))) == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a: string[]", "a: (string | null)[]", [("null-allowed", "consumers")]),
        ("a: Array<string | null> | null", "a: string[] | null", [("null-forbidden", "producers")]),
        ("a: [string, string]", "a: [string, number]", [("kind-changed", "both")]),
        ("a: [string, string]", "a: readonly [ string,string ]", []),
        ("f: (a: string) => void", "f: (b: string) => void", []),
        ("f: (a: string) => void", "f(name: string): void", []),
        ("f: (a: string) => void", "f: (a: number) => void", [("kind-changed", "both")]),
        ("f: (a: string) => void", "f: (a: string, b: number) => void", [("kind-changed", "both")]),
        ("a: Pick<User, 'id'>", "a: Pick<User, 'id' | 'name'>", [("field-added-required", "producers")]),
        ("a: User", "a: Partial<User>", [("kind-changed", "consumers")]),
        ("a: Omit<User, 'name'>", "a: Pick<User, 'id'>", []),
        ("a: (User | null)[]", "a: Array<User | null>", []),
    ],
)
def test_types_that_are_made_of_others(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    user = "\nexport interface User { id: string; name: string }"
    assert difference(crossing("answered", before) + user, crossing("answered", after) + user) == expected


_STATES = "export type S = 'a' | 'b' | 'c';\n"
_PAGE = "export interface Page<T> { items: T[]; next: string | null }\nexport interface Item { id: string }\n"
_OTHER = "export interface Other { no: number }\n"
_KINDS = """
export interface One { a: string }
export interface Two { b: string }
export type Kinds = One | Two;
type U = Exclude<Kinds, One>;
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_STATES + "export interface A { s: 'a' | 'b' }", _STATES + "export interface A { s: Exclude<S, 'c'> }"),
        (_STATES + "export interface A { s: 'a' | 'b' }", _STATES + "export interface A { s: Extract<S, 'a' | 'b'> }"),
        (_STATES + "export type T = 'a' | 'b' | 'c';", _STATES + "export type T = S;"),
        (_STATES + "export type T = 'a' | 'b' | 'c' | 'd';", _STATES + "export type T = S | 'd';"),
        (_PAGE + "export interface P { items: Item[]; next: string | null }", _PAGE + "export type P = Page<Item>;"),
        ("export interface A { n: string }", "export type A = { n: string };"),
        (_KINDS + "export type T = Exclude<Kinds, One>;", _KINDS + "export type T = U;"),
        (
            "export type T = string | ({ n?: string } & Record<`f[${bigint}]`, unknown>);",
            "export type T = (Record<`f[${bigint}]`, unknown> & { n?: string }) | string;",
        ),
    ],
)
def test_what_is_only_written_otherwise_breaks_nobody(before: str, after: str) -> None:
    assert difference(before, after) == difference(after, before) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("s: Exclude<S, 'c'>", "s: Exclude<S, 'b' | 'c'>", [("kind-narrowed", "producers")]),
        ("s: Extract<S, 'a'>", "s: Extract<S, 'a' | 'b'>", [("kind-widened", "consumers")]),
        ("p: Page<Item>", "p: Page<Other>", [("kind-changed", "both")]),
        ("s: S", "s: S | 'd'", [("kind-widened", "consumers")]),
        ("p: Page<Item> | Other", "p: Page<Item> | Page<Other> | Other", [("kind-widened", "consumers")]),
    ],
)
def test_what_is_chosen_or_filled_in_otherwise(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    rest = "\n" + _STATES + _PAGE + _OTHER
    assert difference(crossing("answered", before) + rest, crossing("answered", after) + rest) == expected


def test_an_error_where_there_was_none_breaks_consumers() -> None:
    endpoint = "/** @api GET /x */ export interface X {{ response: string; errors: {} }}"
    assert difference(endpoint.format("never"), endpoint.format("{ code: 'a' }")) == [("error-added", "consumers")]


def test_a_table_needs_a_column_for_what_may_be_left_out() -> None:
    table = "/** @db users */ export interface U {{ a: string{} }}"
    assert difference(table.format(""), table.format("; b?: string")) == [("field-added-optional", "producers")]


@settings(max_examples=tries(60), deadline=None)
@given(trees(), st.sampled_from(["/** More words. */ added{n}?: string;", "/** @deprecated */ added{n}?: number;"]))
def test_optional_fields_may_come_one_after_the_other(tree: str, line: str) -> None:
    """Each step adds a field that may be left out: nobody breaks, by one step or by all at once, but a table that lacks the column."""
    whom = {"nobody", "producers"} if "@db " in tree else {"nobody"}
    now = tree.replace("/** @closed */ ", "")
    first = contracts(now)
    for n in range(3):
        after = now.replace("export interface One {\n", f"export interface One {{\n{line.format(n=n)}\n")
        assert {c.breaks for c in changes(contracts(now), contracts(after))} <= whom
        now = after
    assert {c.breaks for c in changes(first, contracts(now))} <= whom


@pytest.mark.slow
@settings(max_examples=tries(150), deadline=None)
@given(trees(), trees())
def test_the_way_back_is_the_mirror_of_the_way_there(one: str, two: str) -> None:
    there, back = changes(contracts(one), contracts(two)), changes(contracts(two), contracts(one))
    assert Counter(c.kind.removesuffix("-required").removesuffix("-optional") for c in there) == Counter(
        mirrored(c.kind) for c in back
    )


@settings(max_examples=tries(100), deadline=None)
@given(trees(), trees())
def test_every_change_stands_where_it_says(one: str, two: str) -> None:
    for change in changes(contracts(one), contracts(two)):
        _stands(change, one, two)
    assert bool(changes(contracts(one), contracts(two))) == bool(changes(contracts(two), contracts(one)))


def _stands(change: Change, one: str, two: str) -> None:
    assert change.before is not None or change.after is not None
    assert (change.shown is None) == (change.kind == "declaration-removed")
    for spot, text in ((change.before, one), (change.after, two), (change.shown, two)):
        assert spot is None or _within(spot, text), change


def _within(spot: Spot, text: str) -> bool:
    return spot.path == PATH and 0 <= spot.range.start < spot.range.end <= len(text)


@pytest.mark.parametrize(("way", "breaks"), [("asked", "producers"), ("answered", "consumers"), ("both", "both")])
def test_the_values_of_a_map_may_be_null(way: str, breaks: str) -> None:
    before, after = crossing(way, "a: Record<string, number>"), crossing(way, "a: { [key: string]: number | null }")
    assert difference(before, after) == [("kind-widened", breaks)]
    assert (
        difference(
            crossing(way, "a: Record<string, { b: number | null }>"),
            crossing(way, "a: Record<string, { b: number | null }>"),
        )
        == []
    )


_USER = "export interface User { id: string; name: string }\n"
_TWO = "export interface A { t: 'a'; a: string }\nexport interface B { t: 'b'; b: string }\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: User & { x: true }", "a: User & {\n  x: true;\n}"),
        ("u: A | B", "u: Either"),
        ("u: A | string | B", "u: Either | string"),
        ("u: A | { t: 'b'; b: string }", "u: Either"),
        ("n: [number, number]", "n: [Whole, Whole]"),
        ("f: (at: number) => A", "f: (at: Whole) => A"),
        ('/** @default `"new role"` */ a?: string', '/** @default "new role" */ a?: string'),
        ("/** @default State.On */ a?: State", "/** @default On */ a?: State"),
        ("m: { b: string; [key: string]: unknown }", "m: { b: string, [key: string]: unknown }"),
        ("m: Record<string, (string | null) | undefined>", "m: Record<string, string | null>"),
        ("m: Record<string, undefined | string>", "m: { [key: string]: string }"),
    ],
)
def test_a_field_that_is_written_in_other_words_breaks_nobody(before: str, after: str) -> None:
    rest = f"{_USER}{_TWO}export type Either = A | B; export type Whole = number; export enum State {{ On = 'on', Off = 'off' }}"
    old, new = (rest + crossing("answered", body) for body in (before, after))
    assert difference(old, new) == difference(new, old) == []


@pytest.mark.parametrize(
    "type", ["User & { x: true }", "Exclude<Either, A>", "Omit<User, 'id'> | A", "(User & { x: 1 })[]"]
)
def test_what_a_name_stands_for_is_told_once_where_it_is_declared(type: str) -> None:
    before = (
        f"{_USER}{_TWO}export type Either = A | B;\n{crossing('answered', f'a: {type}')}\nexport type Alias = {type};"
    )
    after = before.replace("name: string", "name: number").replace("b: string", "b: number")
    assert sorted(c.subject for c in changes(contracts(before), contracts(after))) == ["B.b", "User.name"]


@pytest.mark.parametrize(("before", "after"), [("string[]", "number[]"), ("string[]", "string[] | null"), ("A[]", "A")])
def test_what_a_list_is_called_is_told_where_it_is_declared(before: str, after: str) -> None:
    rest = f"{_TWO}{crossing('answered', 'a?: Names; b: Names | null; c: Names[]')}\nexport type Names = "
    ((kind, breaks),) = difference(f"{rest}{before};", f"{rest}{after};")
    assert kind in ("kind-changed", "null-allowed", "list-changed")
    assert breaks == ("consumers" if kind == "null-allowed" else "both")


def test_a_name_beside_others_is_told_where_it_is_declared() -> None:
    before = f"{_TWO}export type Some = A | B;\n{crossing('answered', 's: Some; t: string | Some | null')}"
    after = f"{_TWO}export type Some = A | {{ c: string }};\n{crossing('answered', 's: Some | string; t: Some | null')}"
    found = [(c.subject, c.breaks) for c in changes(contracts(before), contracts(after))]
    assert found == [("Some", "both"), ("Body.s", "consumers"), ("Body.t", "producers")]


def test_a_name_that_several_files_declare_is_compared_in_each() -> None:
    texts = {"contracts/a.contract.ts": "export interface Page { size: number }"}
    before = snapshot_from_texts({**texts, "contracts/b.contract.ts": "export interface Page { length: string }"})
    after = snapshot_from_texts({**texts, "contracts/b.contract.ts": "export interface Page { length: number }"})
    gone = snapshot_from_texts(texts)
    assert [c.says for c in changes(before.contracts, after.contracts)] == [
        "`b.Page.length` is now `number` instead of `string`"
    ]
    assert [(c.kind, c.before and c.before.path) for c in changes(before.contracts, gone.contracts)] == [
        ("declaration-removed", "contracts/b.contract.ts")
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("E: readonly ['a']", "E: readonly ['a', 'b']", [("enum-member-added", "both")]),
        ("E: { readonly A: 'a' }", "E: { readonly A: 'b' }", [("constant-changed", "both")]),
        ("E: { max: -5; in: { y: true } }", "E: { max: -5; in: { y: false } }", [("constant-changed", "both")]),
        ("E: { readonly a: string }", "E: { readonly a: number }", []),  # no value
    ],
)
def test_values_that_are_declared_only(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert difference(f"export declare const {before};", f"export declare const {after};") == expected


def test_a_type_that_is_made_of_declared_values() -> None:
    texts = (
        f"export declare const E: {{ readonly A: 'a'{x} }}; export type E = (typeof E)[keyof typeof E];"
        for x in ("", "; B: 'b'")
    )
    assert difference(*texts) == [("enum-member-added", "both")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a: User & { x: true; y: string }", "a: User & { x: true }", [("field-removed", "consumers")]),
        ("a: { id: string; name: string; no: number }", "a: User", [("field-removed", "consumers")]),
        ("a: User", "a: User & { no: number }", [("field-added-required", "producers")]),
        ("u: A", "u: A | B", [("kind-changed", "consumers")]),
        ("s: [string, ...string[]]", "s: string[]", [("kind-widened", "consumers")]),
        ("n: number[]", "n: [number, number]", [("kind-narrowed", "producers")]),
        ("n: number", "n: Count", [("kind-narrowed", "producers")]),
        ("n: 1 | 2", "n: Count", [("kind-widened", "consumers")]),
        ("s: string", "s: string | string[]", [("kind-widened", "consumers")]),
        ("s: string[]", "s: string | string[]", [("kind-widened", "consumers")]),
        ("s: A | A[]", "s: A[]", [("kind-narrowed", "producers")]),
        ("s: A | B[]", "s: A | A[]", [("kind-changed", "both")]),
        ("s: A | A[] | null", "s: null | Array<A> | A", []),
        ("s: string", "s: `user_${string}`", [("kind-narrowed", "producers")]),
        ("m: Record<string, string>", "m: Record<'a' | 'b', string>", [("kind-narrowed", "producers")]),
        (
            "m: { b: string; [key: string]: unknown }",
            "m: { c: string; [key: string]: unknown }",
            [("kind-changed", "both")],
        ),
    ],
)
def test_parts_that_are_written_in_place(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    rest = f"{_USER}{_TWO}export enum Count {{ One = 1, Two = 2, Three = 3 }}\n"
    assert difference(rest + crossing("answered", before), rest + crossing("answered", after)) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("A = 0, B = 1, Old = 1", "A = 0, B = 1, Old = 1", []),
        ("A = 0, B = 1", "A = 0, New = 1, B = 1", []),
        ("A = 0, B = 1, Old = 1", "A = 0, B = 1", ["`E.Old` is now called `B`"]),
        ("A = 0, B = 1, Old = 1", "A = 0, B = 1, Old = 1, C = 2", ["`E` now has `C` (`2`)"]),
        (
            "A = 0, B = 1, C = 2",
            "A = 0, C = 1, B = 2",
            ["`E.C` is now `1` instead of `2`", "`E.B` is now `2` instead of `1`"],
        ),
    ],
)
def test_a_value_may_have_several_names(before: str, after: str, expected: list[str]) -> None:
    old, new = (contracts(f"export enum E {{ {members} }}") for members in (before, after))
    assert [c.says for c in changes(old, new)] == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a: string", "a: string; [key: string]: unknown", [("index-signature-added", "nobody")]),
        ("a: string; [key: string]: unknown", "a: string", [("index-signature-removed", "consumers")]),
        ("[key: string]: string", "[key: string]: string | number", [("index-signature-changed", "consumers")]),
        ("[key: string]: string", "[name: string]: string", []),
    ],
)
def test_an_index_signature(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert difference(crossing("answered", before), crossing("answered", after)) == expected


def test_an_index_signature_of_a_closed_record_lets_in_what_nobody_expected() -> None:
    old, new = (
        f"/** @closed */ {crossing('answered', f'a: string{more}')}" for more in ("", "; [key: string]: string")
    )
    assert difference(old, new) == [("index-signature-added", "consumers")]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("interface R { a: string; b: string }", "interface R extends Elsewhere { a: string }", "is no longer listed"),
        ("interface R extends Elsewhere { a: string }", "interface R { a: string; b: string }", "is now listed"),
        ("type R = { a: string; b: string }", "type R = { a: string } & (A | B)", "is no longer listed"),
        (
            "interface R extends Elsewhere { a: string; b: string }",
            "interface R extends Elsewhere { a: string }",
            "is gone",
        ),
    ],
)
def test_what_a_part_that_is_not_known_holds_is_not_guessed(before: str, after: str, says: str) -> None:
    old, new = (contracts(f"{_TWO}export {text}") for text in (before, after))
    (change,) = changes(old, new)
    assert says in change.says and "`R.b`" in change.says


def test_unions_of_many_records_in_place_are_compared_quickly() -> None:
    inner = " | ".join(f"{{ type: 't{i}'; t{i}: {{ id: string; of: string | null }} }}" for i in range(40))
    outer = " | ".join(f"{{ kind: 'k{i}'; k{i}: {inner}; more: {inner} }}" for i in range(12))
    before = f"export interface R {{ a: {outer} }}"
    assert difference(before, before.replace("kind: 'k3'; k3", "kind: 'k3'; l3")) == [("kind-changed", "both")]


BILLING = "export interface Invoice { id: string; cents: number }\nexport const METHODS = ['card', 'bank'] as const;"
SHOP = """import type * as Billing from "./billing.contract";
import { METHODS, type Invoice as Bill } from "./billing.contract";
export interface Sale { a: Billing.Invoice; b: Bill; c: Bill["cents"]; d: keyof Bill; e: (typeof METHODS)[number] }"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Bill", "Owed", []),
        ("Billing", "Money", []),
        ("b: Bill;", "b: Billing.Invoice;", []),
        ('Bill["cents"]', 'Billing.Invoice["cents"]', []),
        ("(typeof METHODS)[number]", "(typeof Billing.METHODS)[number]", []),
        ("(typeof METHODS)[number]", '"card" | "bank"', []),
        ("(typeof METHODS)[number]", '"card"', ["enum-member-removed"]),
        ('Bill["cents"]', 'Bill["id"]', ["kind-changed"]),
        ("b: Bill;", "b: keyof Bill;", ["kind-changed"]),
    ],
)
def test_what_a_file_calls_contracts_of_another_is_no_change(old: str, new: str, expected: list[str]) -> None:
    files = {"billing.contract.ts": BILLING}
    before = snapshot_from_texts({**files, "shop.contract.ts": SHOP}).contracts
    after = snapshot_from_texts({**files, "shop.contract.ts": SHOP.replace(old, new)}).contracts
    assert [c.kind for c in changes(before, after)] == expected
