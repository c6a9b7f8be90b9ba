"""Rename: one new name, everywhere, in the casing of each place; the findings stay the same."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random

import pytest

from dovetail.core.findings import Edit, Finding, apply_edits
from dovetail.core.snapshot import Snapshot
from dovetail.features.highlight import highlights
from dovetail.features.hover import hover
from dovetail.features.members import members_at
from dovetail.features.rename import Refusal, renamable, rename
from dovetail.features.rename_whole import renamed as renamed_whole
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check
from support.snapshots import snapshot_of
from support.tries import one_in

from .events import event, folded
from .product import offset

CONTRACT, CODE, PRISMA, MODELS, PAGE, TABLES = (
    "contracts/user.contract.ts",
    "src/users.ts",
    "prisma/schema.prisma",
    "api/models.py",
    "src/page.tsx",
    "db/tables.sql",
)
SPRINT, CONVENTIONS = "auth.sprint.yaml", "CONVENTIONS.md"

TEXTS = {
    CONTRACT: """
        /** What a person may do. */
        export type Role = "member" | "admin";

        /** A person, see {@link Role}.
         * @db users
         * @owner schema
         */
        export interface User {
          /** @format uuid */
          id: string;
          /** Where the picture is.
           * @format uri */
          avatarUrl: string;
          role: Role;
        }

        /** Part of a `User`. */
        export type Badge = Pick<User, "avatarUrl">;

        /** All users.
         * @api GET /users
         */
        export interface ListUsers {
          /** @order avatarUrl asc */
          response: User[];
          errors: null;
        }

        /** Limits. */
        export const LIMITS = { maxUsers: 5 } as const;
        """,
    CODE: """
        import type { User, Role } from "../contracts/user.contract";
        import { LIMITS } from "../contracts/user.contract";

        /** @contract User */
        export interface UserRow {
          id: string;
          avatarUrl: string;
          role: Role;
        }

        export function show(user: User, row: UserRow): string {
          const { avatarUrl } = user;
          const copy = { id: row.id, avatarUrl, role: user.role } satisfies User;
          return copy.id + row.avatarUrl + user.avatarUrl + LIMITS.maxUsers;
        }
        """,
    PRISMA: """
        model User {
          id        String @id @db.Uuid
          avatarUrl String @map("avatar_url")
          role      Role
          @@map("users")
        }

        enum Role {
          MEMBER @map("member")
          ADMIN  @map("admin")
        }
        """,
    TABLES: """
        -- @contract User
        CREATE TABLE people (
          id uuid NOT NULL PRIMARY KEY,
          avatar_url text NOT NULL,
          role text NOT NULL CHECK (role IN ('member', 'admin'))
        );
        """,
    MODELS: """
        from typing import Literal
        from uuid import UUID
        from pydantic import BaseModel, Field


        # @contract User
        class User(BaseModel):
            id: UUID
            avatar_url: str = Field(alias="avatarUrl")
            role: Literal["member", "admin"]


        def shown(user: User) -> str:
            return user.avatar_url
        """,
    PAGE: """
        import type { User } from "../contracts/user.contract";

        export function Page(props: { user: User }) {
          return <img src={props.user.avatarUrl} alt={props.user.id} />;
        }
        """,
    CONVENTIONS: """
        ---
        naming:
          contracts: { types: PascalCase, fields: camelCase }
        ---
        A `User` has a picture, `User.avatarUrl`.
        """,
    SPRINT: """
        sprint: Authentication
        contracts: [contracts/*.contract.ts]
        verify: [npm test]
        packages:
          - id: schema
            status: ready
            owns: [prisma/**]
            provides: [User]
            verify: [npx prisma validate]
            brief: Store `User` and its role.
          - id: api
            status: ready
            owns: [src/**]
            provides: ["ListUsers"]
            consumes: [User]
            after: [schema]
            verify: [npm test]
            brief: Serve the `User`s.
        """,
}
TREE = snapshot_of(TEXTS)


def renamed(path: str, marked: str, new: str, tree: Snapshot = TREE) -> dict[str, str]:
    """The texts that a rename changes."""
    edits = rename(tree, path, offset(tree, path, marked), new)
    assert not isinstance(edits, Refusal), edits.reason
    return dict(_applied(tree, edits))


def refused(path: str, marked: str, new: str, tree: Snapshot = TREE) -> str:
    edits = rename(tree, path, offset(tree, path, marked), new)
    assert isinstance(edits, Refusal)
    assert edits.reason.endswith(".")
    assert "\n" not in edits.reason
    return edits.reason


def _applied(tree: Snapshot, edits: tuple[Edit, ...]) -> Iterator[tuple[str, str]]:
    by_path: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_path[edit.path].append(edit)
    for path, own in by_path.items():
        text = tree.text(path)
        assert text is not None
        yield path, apply_edits(text.source, own)


def test_a_contract_is_renamed_in_every_kind_of_file() -> None:
    after = renamed(CONTRACT, "interface Us¦er {", "Person")
    assert "export interface Person {" in after[CONTRACT]
    assert 'Pick<Person, "avatarUrl">' in after[CONTRACT]
    assert "response: Person[];" in after[CONTRACT]
    assert "import type { Person, Role }" in after[CODE]
    assert "@contract Person" in after[CODE]
    assert "show(user: Person, row: UserRow)" in after[CODE]
    assert "satisfies Person" in after[CODE]
    assert "props: { user: Person }" in after[PAGE]
    assert "# @contract Person\nclass User(BaseModel)" in after[MODELS], "code keeps names of its own"
    assert "-- @contract Person" in after[TABLES]
    assert PRISMA not in after, "the contract says which table it is"
    assert "A `Person` has a picture, `Person.avatarUrl`." in after[CONVENTIONS]
    assert "provides: [Person]" in after[SPRINT]
    assert "consumes: [Person]" in after[SPRINT]
    assert "Store `Person` and its role." in after[SPRINT]
    assert "Serve the `Person`s." in after[SPRINT]
    assert "/users" in after[CONTRACT]


@pytest.mark.parametrize(
    "at",
    [
        (CONTRACT, "  avatar¦Url: string"),
        (CODE, "  avatar¦Url: string"),
        (CODE, "const { avatar¦Url }"),
        (CODE, "row.avatar¦Url"),
        (PAGE, "props.user.avatar¦Url"),
        (PRISMA, "avatar¦Url String"),
        (MODELS, "avatar¦_url: str"),
        (MODELS, "user.avatar¦_url"),
        (TABLES, "avatar¦_url text"),
    ],
)
def test_a_field_is_renamed_from_any_of_its_places(at: tuple[str, str]) -> None:
    after = renamed(*at, "pictureLink")
    assert "pictureLink: string;" in after[CONTRACT]
    assert 'Pick<User, "pictureLink">' in after[CONTRACT]
    assert "@order pictureLink asc" in after[CONTRACT]
    assert "pictureLink: string;" in after[CODE]
    assert "const { pictureLink: avatarUrl } = user;" in after[CODE], "the variable keeps its name"
    assert "{ id: row.id, pictureLink: avatarUrl, role: user.role }" in after[CODE]
    assert "row.pictureLink + user.pictureLink" in after[CODE]
    assert "props.user.pictureLink" in after[PAGE]
    assert 'pictureLink String @map("picture_link")' in after[PRISMA]
    assert 'picture_link: str = Field(alias="pictureLink")' in after[MODELS]
    assert "return user.picture_link" in after[MODELS]
    assert "picture_link text NOT NULL" in after[TABLES]
    assert "`User.pictureLink`" in after[CONVENTIONS]


def test_a_member_is_renamed_where_it_crosses_the_wire() -> None:
    after = renamed(CONTRACT, '"adm¦in"', "owner")
    assert 'Role = "member" | "owner"' in after[CONTRACT]
    assert 'OWNER  @map("owner")' in after[PRISMA]
    assert 'Literal["member", "owner"]' in after[MODELS]
    assert "IN ('member', 'owner')" in after[TABLES]


def test_a_member_is_renamed_where_code_asks_an_enum_for_it() -> None:
    tree = snapshot_of(
        {
            CONTRACT: TEXTS[CONTRACT],
            MODELS: """
                import enum

                # @contract Role
                class UserRole(str, enum.Enum):
                    MEMBER = "member"
                    ADMIN = "admin"
                """,
            "api/rights.py": """
                from .models import UserRole

                def may_edit(role: UserRole) -> bool:
                    return role is UserRole.ADMIN
                """,
            "src/roles.ts": """
                /** @contract Role */
                export enum UserRole { Member = "member", Admin = "admin" }
                """,
            "src/rights.ts": """
                import { UserRole } from "./roles";
                export const mayEdit = (role: UserRole) => role === UserRole.Admin;
                """,
        }
    )
    after = renamed(CONTRACT, '"adm¦in"', "siteOwner", tree)
    assert 'SITE_OWNER = "siteOwner"' in after[MODELS]
    assert "role is UserRole.SITE_OWNER" in after["api/rights.py"]
    assert 'SiteOwner = "siteOwner"' in after["src/roles.ts"]
    assert "role === UserRole.SiteOwner" in after["src/rights.ts"]


SAID = {
    CONTRACT: """
        /** Where a post stands. */
        export type State = "open" | "hidden";

        /** A post.
         * @db posts */
        export interface Post {
          /** @format uuid */
          id: string;
          state: State;
        }

        /** All posts.
         * @api GET /posts */
        export interface ListPosts {
          query: { state?: State };
          /** Newest first. @unordered */
          response: Post[];
          errors: null;
        }

        /** How it is shown. */
        export const SHOWN = { open: true, ofNote: 3 } as const;
        """,
    CODE: """
        import type { Post, State } from "../contracts/user.contract";

        const LABELS: Record<State, string> = { open: "Open", hidden: "open" };
        const TONES = { open: "green", hidden: "grey" };
        const ORDER: State[] = ["open", "hidden"];

        function having(posts: Post[], state: State = "open") {
          return posts.filter((post: Post) => post.state === state);
        }

        export function show(post: Post, other: string): string {
          const { state } = post;
          if (post.state === "open" || "open" !== state || ["open"].includes(post.state)) return LABELS.open;
          switch (state) {
            case "open": return LABELS["open"] + TONES[post.state];
          }
          const next: State = other === "open" ? "open" : "hidden";
          const made: Post = { id: other, state: "open" };
          post.state = other ? "open" : next;
          return having([made], "open").length + other.concat("open") + JSON.stringify({ name: "open" });
        }

        export const load = () => fetch("/posts?state=open");
        """,
    "src/pick.tsx": """
        import type { Post } from "../contracts/user.contract";

        export const Pick = (props: { post: Post }) => (
          <select value={props.post.state}>
            <option value="open">open</option>
          </select>
        );
        """,
    PRISMA: """
        model Post {
          id    String @id @db.Uuid
          state State  @default(OPEN)
          @@map("posts")
        }

        enum State {
          OPEN   @map("open")
          HIDDEN @map("hidden")
        }
        """,
    TABLES: """
        CREATE TYPE state AS ENUM ('open', 'hidden');
        -- @contract Post
        CREATE TABLE all_posts (id uuid NOT NULL, state state NOT NULL DEFAULT 'open');
        """,
    MODELS: """
        from typing import Literal
        from pydantic import BaseModel

        # @contract State
        State = Literal["open", "hidden"]

        # @contract SHOWN
        SHOWN = {"open": True, "ofNote": 3}

        # @contract Post
        class Post(BaseModel):
            id: str
            state: State = "open"
        """,
    "api/posts.py": """
        from .models import SHOWN, Post, State

        LABELS: dict[State, str] = {"open": "Open", "hidden": "open"}


        def named(state: State = "open") -> str:
            return LABELS["open"] if state in ("open", "hidden") else ""


        def count(posts: list[Post], word: str) -> int:
            match posts[0].state:
                case "open":
                    posts[0].state = "open"
            if word == "open" or SHOWN["open"]:
                return 1
            return len([post for post in posts if post.state == "open"]) + len(named(state="open"))
        """,
}


def test_a_member_is_renamed_where_code_says_it_as_a_text() -> None:
    tree = snapshot_of(SAID)
    for at in ((CONTRACT, '"op¦en" |'), (CODE, 'post.state === "op¦en"'), ("api/posts.py", 'post.state == "op¦en"')):
        after = renamed(*at, "live", tree)
        code, python = after[CODE], after["api/posts.py"]
        assert '= { live: "Open", hidden: "open" };' in code
        assert 'TONES = { live: "green", hidden: "grey" };' in code
        assert '= ["live", "hidden"];' in code
        assert 'state: State = "live")' in code
        assert 'post.state === "live" || "live" !== state || ["live"].includes(post.state)) return LABELS.live;' in code
        assert 'case "live": return LABELS["live"]' in code
        assert 'other === "open" ? "live" : "hidden"' in code, "only what is a state"
        assert 'state: "live" };' in code
        assert 'post.state = other ? "live" : next;' in code
        assert 'having([made], "live").length + other.concat("open") + JSON.stringify({ name: "open" })' in code
        assert 'fetch("/posts?state=live")' in code
        assert '<option value="live">open</option>' in after["src/pick.tsx"]
        assert "@default(LIVE)" in after[PRISMA]
        assert "DEFAULT 'live'" in after[TABLES]
        assert 'state: State = "live"' in after[MODELS]
        assert 'SHOWN = {"open": True' in after[MODELS]
        assert '= {"live": "Open", "hidden": "open"}' in python
        assert 'state: State = "live")' in python
        assert 'LABELS["live"] if state in ("live", "hidden")' in python
        assert 'case "live":' in python
        assert 'posts[0].state = "live"' in python
        assert 'word == "open" or SHOWN["open"]' in python
        assert 'post.state == "live"' in python
        assert 'named(state="live")' in python


def test_an_entry_of_a_constant_is_renamed_where_a_copy_is_asked_for_it() -> None:
    after = renamed(CONTRACT, "{ op¦en: true", "isShown", snapshot_of(SAID))
    assert 'SHOWN = {"isShown": True' in after[MODELS]
    assert 'or SHOWN["isShown"]' in after["api/posts.py"]
    assert CODE not in after


def test_a_field_of_an_error_is_renamed_where_an_answer_is_read() -> None:
    tree = snapshot_of(
        {
            CONTRACT: """
                /** Why not. */
                export interface Refusal {
                  code: "gone" | "invalid";
                  reason: string;
                }

                /** Takes it back.
                 * @api DELETE /offers/:id */
                export interface Withdraw {
                  params: { id: string };
                  response: null;
                  errors: Refusal;
                }
                """,
            "agent/watcher.py": """
                import requests

                def withdraw(id: str) -> str:
                    # @contract Withdraw
                    answer = requests.delete(f"/offers/{id}", timeout=10)
                    return answer.json()["reason"]
                """,
            PAGE: """
                export async function withdraw(id: string) {
                  const response = await fetch(`/offers/${id}`, { method: "DELETE" });
                  const refusal = await response.json();
                  throw new Error(refusal.reason);
                }
                """,
        }
    )
    after = renamed(CONTRACT, "rea¦son: string", "why", tree)
    assert 'answer.json()["why"]' in after["agent/watcher.py"]
    assert "new Error(refusal.why)" in after[PAGE]


def test_an_entry_of_a_constant_is_renamed_where_it_is_read() -> None:
    after = renamed(CODE, "LIMITS.max¦Users", "mostUsers")
    assert "{ mostUsers: 5 }" in after[CONTRACT]
    assert "LIMITS.mostUsers" in after[CODE]


def test_a_package_is_renamed_in_the_sprint_and_in_owners() -> None:
    for at in ((SPRINT, "id: sch¦ema"), (SPRINT, "after: [sch¦ema]"), (CONTRACT, "@owner sch¦ema")):
        after = renamed(*at, "tables")
        assert "- id: tables" in after[SPRINT]
        assert "after: [tables]" in after[SPRINT]
        assert "@owner tables" in after[CONTRACT]


def test_what_is_bound_by_its_name_alone_keeps_it_and_gets_a_tag() -> None:
    tree = snapshot_of(
        {
            CONTRACT: "/** A. */\nexport interface User {\n  /** @format uuid */\n  id: string;\n}\n",
            MODELS: "from pydantic import BaseModel\n\n\nclass User(BaseModel):\n    id: str\n",
            CONVENTIONS: '---\nbind: ["api/**"]\n---\nText.\n',
        }
    )
    after = renamed(CONTRACT, "interface Us¦er", "Person", tree)
    assert "# @contract Person\nclass User(BaseModel):" in after[MODELS]


def test_a_column_that_migrations_have_made_keeps_its_name() -> None:
    tree = snapshot_of(
        {
            CONTRACT: """
                /** A.
                 * @db users */
                export interface User {
                  /** @format uuid */
                  id: string;
                  /** Full. */
                  name: string;
                }
                """,
            "db/migrations/0001_init.sql": "CREATE TABLE users (id uuid NOT NULL, name text NOT NULL);\n",
        }
    )
    after = renamed(CONTRACT, "na¦me: string", "fullName", tree)
    assert set(after) == {CONTRACT}
    assert "/** Full.\n   * @db name */\n  fullName: string;" in after[CONTRACT]


@pytest.mark.parametrize(
    "texts",
    [
        {TABLES: "CREATE TABLE users (id uuid NOT NULL, name text NOT NULL, UNIQUE (name));\n"},
        {TABLES: "CREATE TABLE users (id uuid NOT NULL, name text NOT NULL);\nCREATE INDEX a ON users (name);\n"},
        {
            TABLES: "CREATE TABLE users (id uuid NOT NULL, name text NOT NULL);\n",
            CODE: "export const names = (db) => db.query(`SELECT id, name FROM users WHERE id = $1`);\n",
        },
    ],
)
def test_a_column_that_keys_and_queries_name_keeps_its_name(texts: dict[str, str]) -> None:
    contract = """
        /** A.
         * @db users */
        export interface User {
          /** @format uuid */
          id: string;
          /** Full. */
          name: string;
        }
        """
    after = renamed(CONTRACT, "na¦me: string", "fullName", snapshot_of({CONTRACT: contract, **texts}))
    assert set(after) == {CONTRACT}
    assert "* @db name */\n  fullName: string;" in after[CONTRACT]
    only = {TABLES: "CREATE TABLE users (id uuid NOT NULL, name text NOT NULL);\nCREATE TABLE shops (name text);\n"}
    after = renamed(CONTRACT, "na¦me: string", "fullName", snapshot_of({CONTRACT: contract, **only}))
    assert "CREATE TABLE users (id uuid NOT NULL, full_name text NOT NULL);" in after[TABLES]


def test_a_query_selects_a_column_under_the_new_name() -> None:
    tree = snapshot_of(
        {
            CONTRACT: TEXTS[CONTRACT],
            PRISMA: TEXTS[PRISMA],
            "api/report.py": """
                # @contract User subset
                USERS = \'\'\'
                    SELECT id, avatar_url AS "avatarUrl" FROM users
                \'\'\'
                # @contract User subset
                ROLES = \'\'\'SELECT role FROM users\'\'\'
                """,
        }
    )
    after = renamed(CONTRACT, "  avatar¦Url: string", "pictureLink", tree)
    assert 'SELECT id, avatar_url AS "pictureLink" FROM users' in after["api/report.py"]
    assert "* @db avatar_url" in after[CONTRACT]
    assert PRISMA not in after
    after = renamed(CONTRACT, "  ro¦le: Role", "memberRole", tree)
    assert 'SELECT role AS "memberRole" FROM users' in after["api/report.py"]


def test_an_import_that_something_hides_gets_an_alias() -> None:
    tree = snapshot_of(
        {
            **{p: TEXTS[p] for p in (CONTRACT,)},
            CODE: """
                import type { User } from "../contracts/user.contract";
                export function f(u: User) { const User = 1; return User + u.id; }
                """,
        }
    )
    after = renamed(CONTRACT, "interface Us¦er {", "Person", tree)
    assert "import type { Person as User }" in after[CODE]
    assert "const User = 1; return User" in after[CODE]


def test_what_other_contract_files_call_a_contract_leads_to_it_and_keeps_its_name() -> None:
    shop = "contracts/shop.contract.ts"
    tree = snapshot_of(
        {
            CONTRACT: TEXTS[CONTRACT],
            "contracts/all.contract.ts": """
                export { User as Person } from "./user.contract";
                """,
            shop: """
                import type * as People from "./user.contract";
                import type { User as Buyer, Role } from "./user.contract";
                import type { Person } from "./all.contract";
                /** A sale, see {@link People.User}. */
                export interface Sale { by: People.User; to: Buyer; for: Person; as: Role; part: Pick<People.User, "avatarUrl"> }
                """,
        }
    )
    for at in ("by: People.Us¦er", "to: Buy¦er", "for: Per¦son", "{ Us¦er as Buyer", "link People.Us¦er"):
        assert (found := hover(tree, shop, offset(tree, shop, at))) is not None
        assert found.markdown.startswith("**User** · record · contracts/user.contract.ts")
    after = renamed(CONTRACT, "interface Us¦er {", "Human", tree)
    assert "export { Human as Person }" in after["contracts/all.contract.ts"]
    assert "{@link People.Human}" in after[shop]
    assert "import type { Human as Buyer, Role }" in after[shop]
    assert 'by: People.Human; to: Buyer; for: Person; as: Role; part: Pick<People.Human, "avatarUrl">' in after[shop]
    assert 'Pick<People.User, "pictureUrl">' in renamed(CONTRACT, "  avatar¦Url: string", "pictureUrl", tree)[shop]


@pytest.mark.parametrize(
    ("at", "new", "reason"),
    [
        ((CONTRACT, "interface Us¦er {"), "Role", "There already is a contract `Role`, in contracts/user.contract.ts"),
        ((CONTRACT, "interface Us¦er {"), "role", "There already is a contract `Role`"),
        ((CONTRACT, "interface Us¦er {"), "2nd", "cannot be the name of a contract"),
        ((CONTRACT, "interface Us¦er {"), "string", "already means something in TypeScript"),
        ((CONTRACT, "interface Us¦er {"), "UserRow", "src/users.ts already uses the name `UserRow`"),
        ((CONTRACT, "  avatar¦Url: string"), "id", "`User` already has a field `id`"),
        ((CONTRACT, "  avatar¦Url: string"), "a b", "cannot be the name of a field"),
        ((CONTRACT, "  avatar¦Url: string"), "class", "`class` is a keyword of Python"),
        ((CONTRACT, "  avatar¦Url: string"), "order", "`order` is a word of SQL"),
        ((CONTRACT, "  resp¦onse: User[]"), "answer", "`response` is what Dovetail calls this part of an endpoint"),
        ((CONTRACT, '"adm¦in"'), "member", "`Role` already has a member `member`"),
        ((CONTRACT, '"adm¦in"'), 'a"b', "hold quotes"),
        ((SPRINT, "id: sch¦ema"), "api", "already has a package 'api'"),
        ((SPRINT, "id: sch¦ema"), "Big One", "lower case"),
        ((CODE, "retu¦rn copy"), "x", "There is no name here"),
    ],
)
def test_an_unsafe_rename_is_refused_with_one_sentence(at: tuple[str, str], new: str, reason: str) -> None:
    assert reason in refused(*at, new)


def test_what_is_at_work_or_cannot_be_read_keeps_its_name() -> None:
    live = folded(event("package.state", "schema", state="running"))
    found = rename(TREE, SPRINT, offset(TREE, SPRINT, "id: sch¦ema"), "tables", live)
    assert isinstance(found, Refusal)
    assert "has been launched" in found.reason
    broken = snapshot_of({**TEXTS, CONTRACT: TEXTS[CONTRACT] + "\nexport interface {{{ = ;\n"})
    assert "syntax error" in refused(CONTRACT, "interface Us¦er {", "Person", broken)
    twice = snapshot_of({**TEXTS, "contracts/b.contract.ts": "/** B. */\nexport interface User {\n  b: boolean;\n}\n"})
    assert "Two contracts are named `User`" in refused(CONTRACT, "interface Us¦er {", "Person", twice)


def test_a_name_that_a_class_makes_itself_stays_as_it_makes_it() -> None:
    """An alias generator sends what it makes of the attribute, whatever the contract would like."""
    stock = {
        "contracts/stock.contract.ts": "/** Stock. */\nexport interface Stock {\n  bestBefore: string;\n}\n",
        "api/stock.py": """
            from pydantic import BaseModel, ConfigDict
            from pydantic.alias_generators import to_camel


            class Camel(BaseModel):
                model_config = ConfigDict(alias_generator=to_camel)


            # @contract Stock
            class StockOut(Camel):
                best_before: str
            """,
    }
    tree, at = snapshot_of(stock), ("contracts/stock.contract.ts", "best¦Before")
    assert "`StockOut` in api/stock.py makes the names that it sends itself" in refused(*at, "best_before", tree)
    assert "    good_until: str" in renamed(*at, "goodUntil", tree)["api/stock.py"]


def test_what_can_be_renamed_is_shown_with_its_name() -> None:
    at = offset(TREE, MODELS, "user.avatar¦_url")
    found = renamable(TREE, MODELS, at)
    assert found is not None
    text = TREE.text(MODELS)
    assert text is not None
    assert (text[found.range], found.name) == ("avatar_url", "avatarUrl")
    assert renamable(TREE, CODE, offset(TREE, CODE, "interface UserRo¦w")) is None, "a name of the code's own"
    assert renamable(TREE, CONTRACT, offset(TREE, CONTRACT, "  resp¦onse: User[]")) is None, "a name of Dovetail's own"


def test_highlights_are_the_places_of_one_file() -> None:
    found = highlights(TREE, CODE, offset(TREE, CODE, "user.avatar¦Url"))
    assert [o.access for o in found] == ["write", "read", "write", "read", "read"]
    assert {o.path for o in found} == {CODE}
    named = highlights(TREE, SPRINT, offset(TREE, SPRINT, "consumes: [Us¦er]"))
    assert len(named) == 4


PROJECTS = Path(__file__).parents[1] / "fixtures/projects"


def test_a_column_that_the_contract_names_keeps_its_name() -> None:
    files = {
        CONTRACT: """
        /** A person.
         * @db users */
        export interface User {
          /** @format uuid */
          id: string;
          /** @db full_name */
          fullName: string;
        }
        """,
        "schema.sql": "create table users (id uuid primary key, full_name text not null);",
        PRISMA: """
        model User {
          id       String @id @db.Uuid
          fullName String @map("full_name")
          @@map("users")
        }
        """,
    }
    after = renamed(CONTRACT, "full¦Name: string", "name", snapshot_of(files))
    assert "  name: string;" in after[CONTRACT] and "@db full_name" in after[CONTRACT]
    assert 'name String @map("full_name")' in after[PRISMA]
    assert "schema.sql" not in after


@cache
def project(name: str) -> tuple[Mapping[str, str], Snapshot, tuple[Finding, ...]]:
    root = PROJECTS / name
    texts = {
        p.relative_to(root).as_posix(): p.read_text() for p in root.rglob("*") if p.is_file() and p.suffix != ".json"
    }
    tree = snapshot_from_texts(texts)
    return texts, tree, check(tree)


def names(tree: Snapshot) -> list[tuple[str, int, str]]:
    """Every name of every contract, and another one in the same casing."""
    found: list[tuple[str, int, str]] = []
    for contract in tree.contracts:
        declaration = contract.declaration
        found.append((contract.path, declaration.name_range.start, _another(contract.name)))
        fields = getattr(declaration, "fields", ())
        snake = any("_" in f.name for f in fields) or any(
            "_" in f.name for c in tree.contracts for f in getattr(c.declaration, "fields", ())
        )
        found += [(contract.path, f.name_range.start, f.name + ("_zap" if snake else "Zap")) for f in fields]
        found += [
            (contract.path, m.range.start, _another(m.name.rpartition(".")[2])) for m in members_at(tree, contract)
        ]
    return found


def _another(name: str) -> str:
    return name + ("_ZAP" if name.isupper() else "_zap" if "_" in name else "zap" if name.islower() else "Zap")


def _kinds(findings: tuple[Finding, ...]) -> Counter[tuple[str, str]]:
    """How many findings of each rule a file has. A longer name may be too long for its column, and what an answer has no more no request
    narrows: both are true.
    """
    return Counter((f.rule, f.path) for f in findings if f.rule not in ("short-column", "undecided-default"))


def require_same_findings(name: str, chosen: Sequence[tuple[str, int, str]]) -> None:
    texts, tree, before = project(name)
    for path, at, new in chosen:
        edits = rename(tree, path, at, new)
        if isinstance(edits, Refusal):
            continue
        found = _found_after(texts, tree, edits)
        if _kinds(found) != _kinds(before):  # what readers do not tell of, the check may know
            whole = renamed_whole(tree, path, at, new)
            assert not isinstance(whole, Refusal)
            found = _found_after(texts, tree, whole.edits)
        assert _kinds(found) == _kinds(before), (path, tree.sources[path].text.source[at : at + 30], new)


def _found_after(texts: Mapping[str, str], tree: Snapshot, edits: tuple[Edit, ...]) -> tuple[Finding, ...]:
    return check(snapshot_from_texts({**texts, **dict(_applied(tree, edits))}, previous=tree))


@pytest.mark.parametrize("name", sorted(p.name for p in PROJECTS.iterdir() if p.is_dir()))
def test_after_a_rename_the_findings_are_the_same(name: str) -> None:
    chosen = names(project(name)[1])
    require_same_findings(name, Random(name).sample(chosen, 2))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(p.name for p in PROJECTS.iterdir() if p.is_dir()))
def test_after_any_rename_the_findings_are_the_same(name: str, seed: int) -> None:
    require_same_findings(name, one_in(2, names(project(name)[1]), seed))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(p.name for p in PROJECTS.iterdir() if p.is_dir()))
def test_a_rename_and_its_way_back_give_the_text_that_was(name: str) -> None:
    texts, tree, _ = project(name)
    for path, at, new in Random(name).sample(names(tree), 10):
        edits = rename(tree, path, at, new)
        if isinstance(edits, Refusal) or any(
            mark in e.new_text for e in edits for mark in ("@db ", "@contract", " as ")
        ):
            continue
        changed = {**texts, **dict(_applied(tree, edits))}
        there = snapshot_from_texts(changed, previous=tree)
        own = next(e for e in edits if e.path == path and e.range.start == at)
        moved = at + sum(
            len(e.new_text) - (e.range.end - e.range.start)
            for e in edits
            if e.path == path and e.range.end <= own.range.start
        )
        old = tree.sources[path].text[own.range]
        back = rename(there, path, moved, old)
        assert not isinstance(back, Refusal), back
        restored = {**changed, **dict(_applied(there, back))}
        keys = [p for p in texts if restored[p] != texts[p] and f"{old}: {old}" not in restored[p]]
        assert not keys, (path, new, keys)
