"""While a contract is typed, what is broken costs its own member and no other."""

import pytest

from dovetail.core.text import Text

from .shown import fields, read, record, shown

BEFORE = "/** @db teams */\nexport interface Team {\n  id: string;\n}\n\n"
AFTER = "\nexport type Role = 'a' | 'b';\n\n/** Last. */\nexport interface Last {\n  id: string;\n}\n"


@pytest.mark.parametrize(
    ("body", "expected", "at"),
    [
        ("  a: string;\n  b:\n  c: number;\n", ["a: string", "b: hole|?", "c: number"], [":"]),
        ("  a: string;\n  b:\n  /** @format uuid */\n  c: string;\n", ["a: string", "b: hole|?", "c: uuid"], [":"]),
        ("  a: string\n  b: \n  c: number\n", ["a: string", "b: hole|?", "c: number"], [":"]),
        ("  a:\n}", ["a: hole|?"], [":"]),
        ("  a: string;\n  b\n  c: number;\n", ["a: string", "b: hole|?", "c: number"], []),
        ("  a: string;\n  b?\n  c: number;\n", ["a: string", "b?: hole|?", "c: number"], []),
        ("  a: string;\n  b: Array<;\n  c: number;\n", ["a: string", "b: hole|?", "c: number"], [": Array<"]),
        ("  a: string;\n  b: { x: string\n  c: number;\n", ["a: string", "b: hole|?", "c: number"], [": { x: string"]),
        ("  a: string;\n  b: 'on | 'off';\n  c: number;\n", ["a: string", "b: hole|?", "c: number"], [": 'on | 'off'"]),
        ("  a: string;\n  ???;\n  c: number;\n", ["a: string", "c: number"], ["???"]),
        ("  a: string;\n  b: string |;\n  c: number;\n", ["a: string", "b: hole|?", "c: number"], [": string |"]),
        ("  a: string;\n  /** unfinished\n  c: number;\n", ["a: string", "c: number"], ["/*"]),
        ("  a: string;\n  b: Team[;\n  c: number;\n", ["a: string", "b: hole|?", "c: number"], [": Team["]),
        ("  a: string;\n  readonly b:\n  c: number;\n", ["a: string", "b: hole|?", "c: number"], [":"]),
        ("  a: string;\n  b:\n    | 'x'\n    | 'y';\n  c: number;\n", ["a: string", "b: enum(x y)", "c: number"], []),
    ],
)
def test_a_broken_member_costs_itself(body: str, expected: list[str], at: list[str]) -> None:
    source = f"{BEFORE}/** @db users */\nexport interface User {{\n{body}}}\n{AFTER}"
    if body.endswith("}"):
        source = source.replace(body + "}", body)
    shapes = read("x.contract.ts", source)
    assert [r.name for r in shapes.records] == ["Team", "User", "Last"]
    assert [e.name for e in shapes.enums] == ["Role"]
    assert [shown(f) for f in shapes.records[1].fields] == expected
    assert shapes.records[1].tags[0].value == "users"
    assert [(p.rule, Text(source)[p.range]) for p in shapes.problems] == [("syntax-error", a) for a in at]
    assert not any("hole" in e for e in expected) or shapes.holes


@pytest.mark.parametrize(
    "broken",
    [
        "export interface User {\n  a: string;\n",
        "export interface User {\n  a: string;\n  b:",
        "export interface User exte {\n  a: string;\n}\n",
        "export interface User",
        "export interface ",
        "export type User = 'a' | ;\n",
        "export type User =\n",
        "export enum User { A = , B }\n",
        "export const USER = { a: 1, b: \n  c: 2 } as const;\n",
        "export const USER = { a: 1, ",
        "export ",
        "exp",
        "/** A comment that never ends\n * @db users\n",
        "export interface User { a: string }}\n",
        "}\n",
        "import { User from './x';\n",
        "@@@ ¡what! 😀\n",
    ],
)
def test_a_broken_declaration_costs_no_other(broken: str) -> None:
    source = BEFORE + broken + AFTER
    shapes = read("x.contract.ts", source)
    assert [r.name for r in shapes.records if r.name not in ("User",)] == ["Team", "Last"]
    assert [e.name for e in shapes.enums if e.name != "User"] == ["Role"]
    assert shapes.records[0].tags[0].value == "teams"
    assert shapes.records[-1].doc == "Last."
    assert 1 <= len(shapes.problems) <= 2
    for problem in shapes.problems:
        assert len(BEFORE) - 1 <= problem.range.start <= len(BEFORE) + len(broken), "it is shown where it is"
        assert problem.message.endswith((".", "`."))


def test_a_lost_declaration_keeps_its_name_so_that_nothing_that_refers_to_it_breaks() -> None:
    shapes = read("x.contract.ts", "export type Role = ;\nexport interface User { role: Role }\n")
    (lost,) = shapes.aliases
    assert (lost.name, lost.kind.name) == ("Role", "hole")
    assert fields("x.contract.ts", "export type Role = ;\nexport interface User { role: Role }\n") == ["role: Role|?"]


def test_fields_survive_a_header_that_is_being_typed() -> None:
    found = record("x.contract.ts", "export interface User extends  {\n  a: string;\n  b: number;\n}\n")
    assert [shown(f) for f in found.fields] == ["a: string", "b: number"]


def test_typing_a_file_letter_by_letter_never_loses_what_stands_above() -> None:
    below = "/** New.\n * @api POST /x\n */\nexport interface New {\n  request: { name: string };\n  errors: 'a' | 'b';\n}\n"
    for end in range(len(below) + 1):
        shapes = read("x.contract.ts", BEFORE + below[:end])
        assert shapes.records[0].name == "Team", below[:end]
        assert [shown(f) for f in shapes.records[0].fields] == ["id: string"]


def test_typing_above_never_loses_what_stands_below() -> None:
    above = "/** New.\n * @api POST /x\n */\nexport interface New {\n  request: { name: string };\n  errors: 'a' | 'b';\n}\n"
    for end in range(len(above) + 1):
        shapes = read("x.contract.ts", above[:end] + AFTER)
        assert [r.name for r in shapes.records][-1:] == ["Last"], above[:end]
        assert "Role" in [e.name for e in shapes.enums], above[:end]
