"""Completion: what may come next, in each of the three files and in code, also while the text is none yet."""

from textwrap import dedent
from typing import get_args

import pytest
from pydantic import BaseModel

from dovetail.core.conventions import ConventionsFile, NameKind
from dovetail.core.plan import SprintFile
from dovetail.core.text import Text
from dovetail.features.completion import completion
from dovetail.features.completions import Item
from dovetail.features.schema import KINDS, keys_at, text_at, values_at
from dovetail.features.tree import snapshot_from_texts
from dovetail.features.yaml_cursor import cursor

from .product import CODE, CONTRACT, PRISMA, SPRINT, TEXTS

CONVENTIONS = "CONVENTIONS.md"
EXTRA = {
    "src/components/UserCard.tsx": "export function UserCard() { return null; }\n",
    "src/api/server.ts": 'import express from "express";\nconst app = express();\napp.post("/users", handle);\n',
    "docs/guide.md": "Text.\n",
    "src/[id]/page.tsx": "export {};\n",
}
TOP = "sprint: S\ncontext:\n  layers:\n    database: [prisma/**]\npackages:\n  - id: schema\n    layer: ui\n"


def offered(path: str, text: str) -> dict[str, Item]:
    """What is offered at `¦` in a text of a file."""
    before, _, after = text.partition("¦")
    others = {p: dedent(t).lstrip("\n") for p, t in {**TEXTS, **EXTRA}.items()}
    tree = snapshot_from_texts({**others, path: before + after})
    return {i.label: i for i in completion(tree, path, len(before))}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (CONTRACT, "/** A.\n * @¦\n */\nexport interface A {}\n", {"db", "owner", "api", "view"}),
        (CONTRACT, "/** @api ¦ */\nexport interface A {}\n", {"GET", "POST"}),
        (CONTRACT, "/** @api POST ¦ */\nexport interface A {}\n", {"/users"}),
        (CONTRACT, "/** @view User¦ */\nexport interface A {}\n", {"UserCard"}),
        (CONTRACT, "/** @db ¦ */\nexport interface A {}\n", {"users", "none"}),
        (CONTRACT, "/** @owner ¦ */\nexport interface A {}\n", {"schema", "api", "docs"}),
        (CONTRACT, "export interface A {\n  /** @unit ¦ */\n  n: number;\n}\n", {"seconds"}),
        (CONTRACT, "export interface B { at: string }\nexport interface A {\n  /** @order ¦ */\n  all: B[];\n}\n", {"at"}),
        (CONTRACT, "export interface A {\n  /** @order at ¦ */\n  all: string[];\n}\n", {"asc", "desc"}),
        (CONTRACT, "/** @api GET /b\n * @order ¦ */\nexport interface A { response: { all: { at: string }[] }; errors: null }\n", {"at"}),
        (CODE, "/** @contract ¦ */\nexport interface R {}\n", {"User", "Role", "GetUser"}),
        (CODE, "/** @contract User ¦ */\nexport interface R {}\n", {"subset", "closed"}),
        (SPRINT, "¦", {"sprint", "packages", "contracts", "verify"}),
        (SPRINT, "sprint: S\npackages:\n  - id: a\n    ¦", {"owns", "provides", "status", "brief"}),
        (SPRINT, "sprint: S\npackages:\n  - ¦", {"id", "title"}),
        (SPRINT, "sprint: S\npackages:\n  - id: a\n    status: ¦", {"draft", "ready", "done"}),
        (SPRINT, TOP + "  - id: b\n    layer: ¦", {"database", "ui"}),
        (SPRINT, "sprint: S\npackages:\n  - id: a\n    layer: ¦\n    brief: x\n  - id: b\n    layer: api\n", {"api"}),
        (SPRINT, TOP + "  - id: b\n    agent: ¦", {"default"}),
        (SPRINT, TOP + "  - id: b\n    after: [¦", {"schema"}),
        (SPRINT, TOP + "  - id: b\n    consumes: [User, ¦]\n", {"GetUser"}),
        (SPRINT, TOP + "  - id: b\n    provides:\n      - ¦", {"User"}),
        (SPRINT, TOP + "  - id: b\n    owns: [¦", {"src/**", "src/api/**", "docs/guide.md"}),
        (SPRINT, TOP + "  - id: b\n    reads: [docs/¦", {"docs/guide.md"}),
        (SPRINT, "sprint: S\ncontext: { global: [¦", {"docs/guide.md"}),
        (SPRINT, "sprint: S\ncontext: { ¦", {"budget", "global", "layers"}),
        (SPRINT, "sprint: S\nlimits:\n  ¦", {"agents", "dollars"}),
        (SPRINT, "sprint: S\nconventions: ¦", {"docs/guide.md"}),
        (CONVENTIONS, "---\n¦\n---\n", {"naming", "forbidden", "bind", "proseBudget"}),
        (CONVENTIONS, "---\nnaming:\n  ¦\n---\n", {"contracts", "prisma/**", "src/**"}),
        (CONVENTIONS, "---\nnaming:\n  contracts: { ¦\n---\n", {"types", "fields", "columns"}),
        (CONVENTIONS, "---\nnaming:\n  contracts: { types: ¦\n---\n", {"PascalCase", "snake_case"}),
        (CONVENTIONS, "---\nnaming:\n  contracts:\n    types:\n      ¦\n---\n", {"casing", "prefix", "suffix"}),
        (CONVENTIONS, "---\nnaming:\n  contracts:\n    fields: ¦\n---\n", {"camelCase"}),
        (CONVENTIONS, "---\nbind: [¦\n---\n", {"prisma/**", "src/api/users.ts"}),
    ],
)  # fmt: skip
def test_what_may_come_next(path: str, text: str, expected: set[str]) -> None:
    found = offered(path, text)
    assert expected <= set(found), sorted(found)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (SPRINT, "sprint: S # a comment ¦"),
        (SPRINT, "sprint: ¦"),
        (CONVENTIONS, "---\nforbidden: []\n---\nProse ¦"),
        (CODE, "const a = ¦"),
        (CONVENTIONS, "---¦\nforbidden: []\n---\nProse"),
        (CONVENTIONS, "---\nforbidden: []\n---¦\nProse"),
        (SPRINT, "sprint: S\nshared: [a/**]¦\n"),
        (SPRINT, "sprint: S\nshared: ¦[a/**]\n"),
        (SPRINT, "sprint: S\nlimits: { agents: 3 }¦\n"),
        (SPRINT, "sprint: S\npackages:\n ¦ - id: a\n"),
    ],
)
def test_nothing_is_offered_where_anything_may_stand(path: str, text: str) -> None:
    assert not offered(path, text)


def test_what_is_there_is_not_offered_again() -> None:
    found = offered(SPRINT, TOP + "  - id: b\n    consumes: [User, ¦]\n")
    assert "User" not in found
    found = offered(SPRINT, TOP + "  - id: b\n    consumes: [Ro¦le, User]\n")
    assert "User" not in found, "behind the cursor, too"
    assert "Role" in found
    found = offered(
        SPRINT, "sprint: S\npackages:\n  - id: a\n    owns: [x]\n    ¦\n    status: draft\n  - id: b\n    brief: c\n"
    )
    assert "owns" not in found
    assert "status" not in found
    assert "brief" in found
    assert "b" not in offered(SPRINT, TOP + "  - id: b\n    after: [¦"), "no package waits for itself"


def test_a_tag_is_offered_where_it_means_something() -> None:
    of_type = offered(CONTRACT, "/** @¦ */\nexport interface A { n: number }\n")
    of_field = offered(CONTRACT, "export interface A {\n  /** @¦ */\n  n: number;\n}\n")
    of_constant = offered(CONTRACT, "/** @¦ */\nexport const LIMIT = 5;\nexport interface A { n: number }\n")
    assert {"api", "owner"} <= set(of_type)
    assert not {"unit", "format"} & set(of_type)
    assert {"unit", "format", "db"} <= set(of_field)
    assert not {"api", "owner", "view"} & set(of_field)
    assert {"unit", "deprecated"} <= set(of_constant)


def test_the_contract_that_is_meant_comes_first() -> None:
    for path, text in (
        (CODE, "/** @contract ¦ */\nexport interface Role {}\nexport interface User {}\n"),
        (CODE, "export interface Role { // @contract ¦\n}\nexport interface User {}\n"),
        ("src/roles.py", "class Role(Enum):  # @contract ¦\n    ADMIN = 'admin'\n\nclass User: ...\n"),
    ):
        assert next(iter(offered(path, text))) == "Role", text


def test_the_rest_of_a_word_may_be_replaced_too() -> None:
    for path, text, label, whole in (
        (CODE, "/** @con¦tract User */\nexport interface R {}\n", "contract", "contract"),
        (SPRINT, TOP + "  - id: b\n    consumes: [Us¦er, Role]\n", "User", "User"),
        (SPRINT, TOP + "  - id: b\n    owns: [sr¦c/api/**]\n", "src/**", "src/api/**"),
    ):
        source = Text(text.replace("¦", ""))
        assert source[offered(path, text)[label].whole(source)] == whole


def test_what_is_inserted_replaces_what_was_typed() -> None:
    item = offered(SPRINT, TOP + "  - id: b\n    ow¦")["owns"]
    assert item.text == "owns: "
    assert item.replaces.end - item.replaces.start == 2
    assert offered(CONVENTIONS, "---\nnaming:\n  pri¦\n---\n")["prisma/**"].text == '"prisma/**": '


def test_every_key_of_the_schemas_is_explained() -> None:
    todo: list[tuple[type[BaseModel], tuple[str, ...]]] = [(SprintFile, ()), (ConventionsFile, ())]
    seen = 0
    while todo:
        model, path = todo.pop()
        for key in keys_at(model, path):
            assert key.text, (*path, key.name)
            assert text_at(model, (*path, key.name)) == key.text
            seen += 1
            todo.append((model, (*path, key.name)))
    assert seen > 35
    assert set(KINDS) == set(get_args(NameKind))
    assert "PascalCase" in values_at(ConventionsFile, ("naming", "contracts", "types"))
    assert (
        text_at(ConventionsFile, ("naming", "src/**", "types", "casing")) == "How the words of a name are put together."
    )


@pytest.mark.parametrize(
    ("text", "path", "what", "typed"),
    [
        ("a:\n  b:\n    c: ¦", ("a", "b", "c"), "value", ""),
        ("a:\n- b: 1\n  c¦", ("a",), "key", "c"),
        ("a:\n  - b: 1\n    c:\n      - x\n      - y¦", ("a", "c"), "item", "y"),
        ("a: {b: {c: [d, e¦", ("a", "b", "c"), "item", "e"),
        ("a: {b: 1, c¦", ("a",), "key", "c"),
        ("a:\n  b: 1\nc¦", (), "key", "c"),
        ('a:\n  "x/**": { t¦', ("a", "x/**"), "key", "t"),
        ("a:\n  - b: |\n      text\n    c: v¦", ("a", "c"), "value", "v"),
    ],
)  # fmt: skip
def test_a_place_is_found_by_indentation(text: str, path: tuple[str, ...], what: str, typed: str) -> None:
    before = Text(text.replace("¦", ""))
    found = cursor(before, text.index("¦"))
    assert found is not None
    assert (found.path, found.what, before[found.typed]) == (path, what, typed)


def written(path: str, text: str, label: str) -> str:
    """The text of a file after an item is taken."""
    before, _, after = text.partition("¦")
    item = offered(path, text)[label]
    whole = before + after
    return whole[: item.replaces.start] + (item.text or item.label) + whole[item.replaces.end :]


@pytest.mark.parametrize(
    ("path", "text", "label", "expected"),
    [
        (SPRINT, TOP + '  - id: b\n    owns: ["¦"]', "src/api/**", 'owns: ["src/api/**"]'),
        (SPRINT, TOP + '  - id: b\n    owns: ["src/a¦"]', "src/api/**", 'owns: ["src/api/**"]'),
        (SPRINT, TOP + '  - id: b\n    owns: ["src/a¦', "src/api/**", 'owns: ["src/api/**"'),
        (SPRINT, TOP + "  - id: b\n    owns:\n      - 'do¦'", "docs/guide.md", "- 'docs/guide.md'"),
        (SPRINT, TOP + "  - id: b\n    owns: [src/¦]", "src/[id]/page.tsx", 'owns: ["src/[id]/page.tsx"]'),
        (SPRINT, TOP + "  - id: b\n    provides: ¦", "User", "provides: [User]"),
        (SPRINT, TOP + "  - id: b\n    after: sch¦", "schema", "after: [schema]"),
        (SPRINT, TOP + "  - id: b\n    status: ¦", "ready", "status: ready"),
        (CONVENTIONS, '---\nnaming:\n  "¦": { types: PascalCase }\n---\n', "docs/**", '  "docs/**": { types'),
        (CONVENTIONS, '---\nnaming:\n  "do¦\n---\n', "docs/**", '  "docs/**": \n'),
        (CONVENTIONS, '---\nbind: ["¦"]\n---\n', "docs/**", 'bind: ["docs/**"]\n'),
        (CONVENTIONS, "---\nbind: [¦]\n---\n", "docs/**", 'bind: ["docs/**"]\n'),
    ],
)
def test_what_is_taken_is_yaml(path: str, text: str, label: str, expected: str) -> None:
    assert expected in written(path, text, label)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/models.py", "class A:\n    @¦\n    def f(self): ...\n"),
        ("app/models.ts", "class A {\n  @¦\n  b = 1;\n}\n"),
        (PRISMA, "model A {\n  id String @¦\n}\n"),
        ("schema.graphql", "type A {\n  id: ID! @¦\n}\n"),
        (CODE, 'const mail = "a @¦";\n'),
    ],
)
def test_an_at_sign_of_the_language_is_none_of_ours(path: str, text: str) -> None:
    assert offered(path, text) == {}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/models.py", "# @¦\nclass A: ...\n"),
        (PRISMA, "/// @¦\nmodel A {\n  id String\n}\n"),
        ("schema.graphql", "# @¦\ntype A {\n  id: ID!\n}\n"),
        ("db/a.sql", "-- @¦\nCREATE TABLE a (id int);\n"),
        ("openapi.yaml", "openapi: 3.0.0\ncomponents:\n  schemas:\n    # @¦\n    A: { type: object }\n"),
        ("a.json", '{ "$comment": "@¦", "type": "object" }\n'),
        (CODE, "/**\n * A row.\n * @¦\n */\nexport interface R {}\n"),
    ],
)
def test_a_comment_of_any_language_may_name_its_contract(path: str, text: str) -> None:
    assert set(offered(path, text)) == {"contract"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/models.py", 'class UserModel(BaseModel):\n    """@contract ¦"""\n\n    id: str\n'),
        ("app/models.py", 'class UserModel(BaseModel):\n    """A person.\n\n    @contract ¦\n    """\n\n    id: str\n'),
        ("schema.graphql", '"""@contract ¦"""\ntype User {\n  id: ID!\n}\n'),
        ("schema.graphql", '"@contract ¦"\ntype User {\n  id: ID!\n}\n'),
    ],
)
def test_a_docstring_may_name_its_contract(path: str, text: str) -> None:
    found = [*offered(path, text)]
    assert found[0] == "User"
    assert set(found) == {"User", "Role", "GetUser", "UserParams", "Failure"}


ROW = 'class Row(BaseModel):\n    """@contract User"""\n\n    id: str\n    email: str\n'
SQL = "CREATE TABLE users (id uuid, email text, role text{});\n"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("app/models.py", ROW + '    role: Literal["¦"]\n', {"member", "admin"}),
        ("app/models.py", ROW + '    role: Literal["member", "a¦"]\n', {"admin"}),
        ("app/models.py", '# @contract Role\nRole = Literal["admin", "¦"]\n', {"member"}),
        ("app/models.py", ROW + '    role: str\n\ndef f(row: Row) -> bool:\n    return row.role == "¦"\n', {"member", "admin"}),
        (CODE, '/** @contract User */\nconst row = z.object({ role: z.enum(["member", "¦"]) });\n', {"admin"}),
        (CODE, '/** @contract User */\ninterface Row { role: "admin" | "¦" }\n', {"member"}),
        (CODE, "/** @contract Role */\nexport type R = 'admin' | '¦';\n", {"member"}),
        ("db/a.sql", SQL.format(" CHECK (role IN ('member', '¦'))"), {"admin"}),
        ("db/a.sql", SQL.format("") + "SELECT id FROM users WHERE role = '¦';\n", {"member", "admin"}),
        ("app/models.py", ROW + '    role: str = "member" + ¦\n', set()),
        ("app/models.py", ROW.replace("email: str", 'email: str = "¦"'), set()),
        (CODE, 'const said = "¦";\nconst other = { role: "¦" };\n', set()),
        (CONTRACT, 'export type Role = "member" | "¦";\n', set()),
    ],
)  # fmt: skip
def test_quotes_are_filled_with_what_the_contract_lists(path: str, text: str, expected: set[str]) -> None:
    assert set(offered(path, text)) == expected


def test_the_likeliest_contract_comes_first() -> None:
    assert next(iter(offered(CODE, "/** @contract ¦ */\nexport interface UserRow { id: string }\n"))) == "User"
    assert next(iter(offered(CODE, "/** @contract ¦ */\nexport interface FailureRow { id: string }\n"))) == "Failure"


def test_a_list_is_not_ordered_by_a_list() -> None:
    text = (
        "export interface B { at: string; tags: string[] }\nexport interface A {\n  /** @order ¦ */\n  all: B[];\n}\n"
    )
    assert set(offered(CONTRACT, text)) == {"at"}
