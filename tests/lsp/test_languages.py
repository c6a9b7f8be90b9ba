"""One contract and what implements it in five languages: the way from each to the others, through a real client."""

import re
from textwrap import dedent
from typing import Any

import pytest

from support.lsp_client import LspClient

pytestmark = pytest.mark.slow

CONTRACT = "contracts/user.contract.ts"
PRISMA = "prisma/schema.prisma"
PYDANTIC = "api/models.py"
SQL = "db/001.sql"
PROPS = "src/UserCard.tsx"
CODE = "src/users.ts"
SPRINT = "auth.sprint.yaml"

FILES = {
    CONTRACT: """
        /** A person who can sign in.
         * @db users
         * @owner api
         */
        export interface User {
          /** @format uuid */
          id: string;
          /** What others see. */
          displayName: string;
        }

        /** What the card shows. @view UserCard */
        export interface UserCardProps {
          user: User;
          displayName: string;
        }

        /** One user.
         * @api GET /users/:id
         */
        export interface GetUser {
          response: User;
          errors: null;
        }
        """,
    PRISMA: """
        model User {
          id          String @id @db.Uuid
          displayName String @map("display_name")
          @@map("users")
        }
        """,
    PYDANTIC: """
        from pydantic import BaseModel, ConfigDict
        from pydantic.alias_generators import to_camel


        # @contract User
        class UserModel(BaseModel):
            model_config = ConfigDict(alias_generator=to_camel)
            id: str
            display_name: str
        """,
    SQL: """
        -- @contract User
        CREATE TABLE users (
          id uuid PRIMARY KEY,
          display_name text NOT NULL
        );
        """,
    PROPS: """
        import type { User, UserCardProps } from "../contracts/user.contract";

        export function UserCard({ user, displayName }: UserCardProps) {
          return <b title={displayName}>{user.displayName}</b>;
        }
        """,
    CODE: """
        import type { User } from "../contracts/user.contract";

        export const first = { id: "1", displayName: "Ada" } satisfies User;
        app.get("/people/:id", handler);
        """,
    "CONVENTIONS.md": """
        ---
        naming:
          contracts: { types: PascalCase, fields: camelCase }
          "prisma/**": { columns: snake_case }
          "db/**": { columns: snake_case }
        forbidden: [blob]
        bind: ["api/**"]
        proseBudget: 400
        ---
        Names are camelCase.
        """,
    "docs/guide.md": "A guide.\n",
    SPRINT: """
        sprint: Authentication
        contracts: [contracts/*.contract.ts]
        conventions: CONVENTIONS.md
        verify: [npm test]
        context:
          budget: 3000
          layers:
            database: [prisma/schema.prisma]
        packages:
          - id: schema
            status: ready
            layer: database
            owns: [prisma/**, db/**]
            provides: [User]
            reads: [docs/guide.md]
            verify: [npm test]
            brief: Write the tables.
          - id: api
            status: ready
            owns: [api/**]
            provides: [GetUser, UserCardProps]
            consumes: [User]
            verify: [npm test]
            brief: Write the endpoint.
        """,
}
TEXTS = {path: dedent(text).lstrip("\n") for path, text in FILES.items()}


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return TEXTS


def ask(client: LspClient, method: str, path: str, marked: str, **more: Any) -> Any:
    """A request at `¦` in a file; all these texts are ASCII."""
    before, _, after = marked.partition("¦")
    at = TEXTS[path].index(before + after) + len(before)
    ahead = TEXTS[path][:at]
    return client.at(method, client.uri(path), ahead.count("\n"), at - (ahead.rfind("\n") + 1), **more)


def places(client: LspClient, found: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Where answers point: each path with the text there."""
    shown: set[tuple[str, str]] = set()
    for place in found:
        path = place["uri"].removeprefix(client.root.as_uri() + "/")
        start, end = place["range"]["start"], place["range"]["end"]
        shown.add((path, TEXTS[path].splitlines()[start["line"]][start["character"] : end["character"]]))
    return shown


def labels(client: LspClient, path: str, text: str, marked: str) -> set[str]:
    """What completes at `¦` in a text that is being typed at the end of a file's contents."""
    before, _, _ = marked.partition("¦")
    whole = text + before
    client.change(client.uri(path), {"text": whole})
    line = whole.count("\n")
    return {i["label"] for i in client.at("completion", client.uri(path), line, len(whole) - whole.rfind("\n") - 1)}


def test_a_contract_says_who_implements_it_and_why_each_is_bound(opened: LspClient) -> None:
    said = ask(opened, "hover", CONTRACT, "interface Us¦er {")["contents"]["value"]
    assert re.search(r"\*\*User\*\* · record · contracts/user.contract.ts · \d+ tokens", said)
    assert "Clarity 100 of 100" in said
    assert "Provided by `schema`" in said
    assert "Consumed by `api`" in said
    for expected in (
        f"model `User` in {PRISMA}: agrees (bound because line 2 of {CONTRACT} says `@db users`)",
        f"`UserModel` in {PYDANTIC}: agrees (bound because line 5 says `@contract User`)",
        f"table `users` in {SQL}: agrees (bound because line 1 says `@contract User`)",
        f"`first` in {CODE}: agrees (bound because line 3 says `satisfies User`)",
    ):
        assert expected in said, said


def test_a_field_leads_to_its_column_its_attribute_and_its_uses(opened: LspClient) -> None:
    column, attribute = (PRISMA, "displayName"), (PYDANTIC, "display_name")
    implementations = places(opened, ask(opened, "implementation", CONTRACT, "/** What others see. */\n  dis¦playName"))
    assert {column, attribute, (SQL, "display_name"), (CODE, "displayName")} <= implementations
    promise = {(CONTRACT, "displayName")}
    for path, marked in (
        (PRISMA, "dis¦playName"),
        (PYDANTIC, "dis¦play_name"),
        (SQL, "dis¦play_name"),
        (CODE, "dis¦playName"),
        (PROPS, "user.dis¦playName"),
    ):
        assert places(opened, ask(opened, "definition", path, marked)) == promise, path
    context = {"includeDeclaration": True}
    everywhere = places(opened, ask(opened, "references", PYDANTIC, "dis¦play_name", context=context))
    assert promise | {column, attribute, (SQL, "display_name"), (PROPS, "displayName")} <= everywhere


def test_what_a_tag_may_say_is_completed(opened: LspClient) -> None:
    for typed, expected in (
        ("/** @¦", {"db", "api", "owner", "format", "view"}),
        ("/** @db ¦", {"users", "none"}),
        ("/** @owner ¦", {"schema", "api"}),
        ("/** @view ¦", {"UserCard"}),
        ("/** @api ¦", {"GET", "POST"}),
        ("/** @api GET ¦", {"/people/:id"}),
        ("export interface X {\n  /** @format ¦", {"uuid", "date-time"}),
    ):
        assert expected <= labels(opened, CONTRACT, TEXTS[CONTRACT], typed), typed
    assert {"User", "GetUser"} <= labels(opened, CODE, TEXTS[CODE], "/** @contract ¦")
    assert {"subset", "closed"} <= labels(opened, CODE, TEXTS[CODE], "/** @contract User ¦")
    assert {"User"} <= labels(opened, PYDANTIC, TEXTS[PYDANTIC], "# @contract ¦")


def test_every_key_is_explained(opened: LspClient) -> None:
    for path, marked, expected in (
        ("CONVENTIONS.md", "na¦ming:", "`naming`"),
        ("CONVENTIONS.md", "for¦bidden:", "`forbidden`"),
        ("CONVENTIONS.md", "bi¦nd:", "`bind`"),
        ("CONVENTIONS.md", "prose¦Budget:", "`proseBudget`"),
        (SPRINT, "ver¦ify: [npm test]\ncontext", "`verify`"),
        (SPRINT, "bud¦get:", "`budget`"),
        (SPRINT, "sta¦tus: ready", "One of `draft`, `ready`, `done`."),
        (SPRINT, "ow¦ns: [prisma", "`owns`"),
    ):
        said = ask(opened, "hover", path, marked)["contents"]["value"]
        assert expected in said, said
        assert len(said) > len(expected) + 20, "a name alone explains nothing"


def test_a_package_says_what_its_agent_reads(opened: LspClient) -> None:
    said = ask(opened, "hover", SPRINT, "- id: sch¦ema")["contents"]["value"]
    assert re.search(r"Its agent reads [\d,]+ of 3,000 tokens", said)
    rows = dict(re.findall(r"^\| (global|layer|task) \| ([\d,]+ \| .*) \|$", said, re.MULTILINE))
    assert "CONVENTIONS.md" in rows["global"]
    assert PRISMA in rows["layer"]
    assert CONTRACT in rows["task"]
    assert "docs/guide.md" in rows["task"]


def test_what_a_sprint_may_say_is_completed(opened: LspClient) -> None:
    for typed, expected in (
        ("    provides: [¦", {"User", "GetUser", "UserCardProps"}),
        ("    layer: ¦", {"database"}),
        ("    reads: [¦", {"docs/guide.md", "docs/**"}),
        ("    after: [¦", {"schema"}),
        ("    agent: ¦", {"default"}),
        ("shared: [¦", {"src/**"}),
    ):
        assert expected <= labels(opened, SPRINT, TEXTS[SPRINT], typed), typed


def test_files_that_a_plan_or_an_import_names_are_links(opened: LspClient) -> None:
    def linked(path: str) -> set[str]:
        found = opened.request("textDocument/documentLink", {"textDocument": {"uri": opened.uri(path)}})
        return {link["target"].removeprefix(opened.root.as_uri() + "/").partition("#")[0] for link in found}

    assert linked(SPRINT) == {"CONVENTIONS.md", PRISMA, "docs/guide.md"}
    assert linked(CODE) == {CONTRACT}
    assert linked(CONTRACT) == {SQL, PROPS, SPRINT}
