"""What the rules must not report: code that is right, and code that cannot be judged."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

USER = """
    /** A person who can sign in.
     * @db users
     */
    export interface User {
      /** @format cuid */
      id: string;
      displayName: string;
      /** @format int */
      ttlSeconds: number;
    }
"""
POSTS = """
    /** Posts, newest first.
     * @api GET /posts
     */
    export interface ListPosts {
      query: { topic: string; /** 20 where it is left out. */ pageSize?: number };
      /** Newest first. */
      response: { title: string }[];
      errors: never;
    }
"""
VIEW = """
    /** What the card shows.
     * @view UserCard
     */
    export interface UserCardProps { displayName: string; compact?: boolean }
"""

CARD = """
    import type { UserCardProps } from "./v.contract";
    export const UserCard = (props: UserCardProps) => <p>{props.displayName}</p>;
"""


def found(texts: dict[str, str]) -> list[str]:
    return [f"{f.rule}: {f.message}" for f in check(snapshot_of(texts))]


def rules_of(texts: dict[str, str]) -> list[str]:
    return sorted(m.partition(":")[0] for m in found(texts))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("a.graphql", "# @contract User\ntype User { id: ID!  displayName: String!  ttlSeconds: Int! }"),
        ("z.ts", "/** @contract User */\nconst user = z.object({ id: z.string(), displayName: z.string().min(1), ttlSeconds: z.int() });"),
        (
            "m.py",
            "from sqlmodel import SQLModel\n# @contract User\nclass Person(SQLModel, table=True):\n    __tablename__ = 'users'\n"
            "    id: str\n    display_name: str\n    ttl_seconds: int\n",
        ),
        ("t.ts", "/** @contract User subset */\ninterface A { id: string; displayName: string }"),
        ("t.ts", "/** @contract User subset */\ninterface A extends B { id: string; displayName: string; ttlSeconds: number }"),
    ],
)  # fmt: skip
def test_right_implementations(path: str, code: str) -> None:
    assert found({"c.contract.ts": USER, path: code}) == []


def test_a_unit_that_the_contract_itself_gives_to_a_column() -> None:
    contract = USER.replace("/** @format int */", "/** @format int\n       * @db ttl_ms */")
    table = "CREATE TABLE users (id text NOT NULL, display_name text NOT NULL, ttl_ms integer NOT NULL);"
    assert found({"c.contract.ts": contract, "s.sql": table}) == []


@pytest.mark.parametrize(
    "call",
    [
        "fetch(`/posts${query}`)",  # the query is made elsewhere
        "fetch(`/posts?${new URLSearchParams({ topic })}`)",
        "fetch(`/posts?topic=${topic}&${rest}`)",
        "fetch('/posts?topic=a#top')",
        "client.get('/posts', { params: { topic } })",
        "fetch('/posts?' + query)",
        "fetch('/posts?topic=a', { method: 'HEAD' })",
        "fetch('/comments?topic=a&depth=2')",  # of another service
    ],
)
@pytest.mark.parametrize("tag", ["", "// @contract ListPosts\n"])
def test_queries_that_cannot_be_judged(call: str, tag: str) -> None:
    if tag and ("HEAD" in call or "comments" in call):
        return
    code = f"export async function posts() {{\n{tag}return {call};\n}}\n"
    assert found({"c.contract.ts": POSTS, "src/a.ts": code}) == []


@pytest.mark.parametrize(
    "call",
    [
        "fetch('/health')",
        "fetch('/post-office')",
        "fetch('https://example.com/a/b/c')",
        "fetch(`/post/${id}`)",  # longer than what is known
        "api.delete('/posts/7')",
    ],
)
def test_paths_of_others(call: str) -> None:
    assert found({"c.contract.ts": POSTS, "src/a.ts": f"export const f = (id: string) => {call};\n"}) == []


def test_a_path_that_a_server_of_the_tree_has() -> None:
    code = "const app = express();\napp.delete('/posts', (a, b) => b.end());\napp.get('/post', (a, b) => b.end());\napp.get('/posts', f);\n"
    calls = "export const f = () => [fetch('/posts', { method: 'DELETE' }), fetch('/post')];\n"
    assert found({"c.contract.ts": POSTS, "src/api.ts": code, "src/a.ts": calls}) == []


def test_endpoints_and_tables_of_another_repository() -> None:
    """Where nothing of a contract file is served, stored or shown here, it is not this tree's work."""
    texts = {
        "c.contract.ts": USER + VIEW,
        "p.contract.ts": POSTS,
        "src/app.ts": "const app = express();\napp.get('/x', f);\n",
    }
    assert found({**texts, "s.sql": "CREATE TABLE audit (at timestamptz NOT NULL);"}) == []


def test_what_a_sprint_is_still_to_build_is_not_missing() -> None:
    sprint = """
        sprint: Blog
        base: main
        contracts: ["*.contract.ts"]
        packages:
          - { id: schema, title: Tables, status: ready, owns: ["db/**"], provides: [Post], brief: Make it., verify: [true] }
    """
    post = "/** Something written.\n * @db posts\n */\nexport interface Post { title: string }\n"
    table = "CREATE TABLE users (id text NOT NULL, display_name text NOT NULL, ttl_seconds integer NOT NULL);"
    texts = {"c.contract.ts": USER, "p.contract.ts": post, "s.sql": table}
    assert [f.severity for f in check(snapshot_of(texts)) if f.rule == "missing-table"] == ["warning"]
    planned = check(snapshot_of({**texts, "a.sprint.yaml": sprint}))
    assert not [f for f in planned if f.rule == "missing-table"]
    done = check(snapshot_of({**texts, "a.sprint.yaml": sprint.replace("ready", "done")}))
    assert [f.severity for f in done if f.rule == "missing-table"] == ["warning"]


@pytest.mark.parametrize(
    "use",
    [
        "<UserCard displayName='Ada' />",
        "<UserCard {...props} />",
        "<UserCard {...props} compact />",
        "<UserCard displayName='Ada' key='a' data-test='x' aria-label='y' ref={r} />",
        "<Other />",
        "<ui.UserCard />",
    ],
)
def test_components_that_are_called_right(use: str) -> None:
    page = f'import {{ UserCard }} from "./user-card";\nexport const Page = (props) => {use};\n'
    assert found({"v.contract.ts": VIEW, "user-card.tsx": CARD, "page.tsx": page}) == []


def test_a_component_of_that_name_from_elsewhere() -> None:
    page = 'import { UserCard } from "some-library";\nexport const Page = () => <UserCard name="Ada" />;\n'
    assert "missing-prop" not in rules_of({"v.contract.ts": VIEW, "src/user-card.tsx": CARD, "page.tsx": page})


@pytest.mark.parametrize(
    "contract",
    [
        "export interface Page { items: string[] }",
        'export type Result = { ok: true; value: string } | { ok: false; error: string };',
        "export type Id = string | number;",
        'export type Shape = { kind: "a"; x: number } | { kind: "b" } | { other: string };',
        "export type Key = { card: string } | { iban: string } | { voucher: string };",
        "export interface Node { name: string; parent: Node | null; children: Node[]; next?: Node }",
        'export interface Job { status: "open" | "closed"; isUrgent: boolean }',
        "export interface Feed { /** @order newest first */ posts: { title: string }[] }",
        "export interface Feed { /** @order title asc */ posts: { title: string }[] }",
        "export interface A { /** @format decimal */ total: number; /** @format bigint */ entry: string }",
        "export const PAGES = { pageSize: 20 } as const;\n/** Of users. */\nexport const USERS = { pageSize: 50 } as const;",
        "export interface A { remark: string }\n/** B. */\nexport interface B { remark: string; id: boolean }",
    ],
)  # fmt: skip
def test_contracts_that_say_enough(contract: str) -> None:
    assert found({"c.contract.ts": f"/** A thing. */\n{contract}\n"}) == []


def test_applications_of_one_repository_may_each_have_an_endpoint() -> None:
    health = "/** Is it up?\n * @api GET /health\n */\nexport interface {} {{ response: null; errors: never }}\n"
    apart = {
        "a/package.json": "{}",
        "a/h.contract.ts": health.format("A"),
        "b/package.json": "{}",
        "b/h.contract.ts": health.format("B"),
    }
    assert found(apart) == []
    assert rules_of({"h.contract.ts": health.format("A"), "i.contract.ts": health.format("B")}) == [
        "duplicate-endpoint"
    ]


@pytest.mark.parametrize("api", ["GET /a", "get /a", "WS /socket", "PATCH /a/:id"])
def test_methods_that_are_meant(api: str) -> None:
    text = f"/** A.\n * @api {api}\n */\nexport interface A {{ response: null; errors: never }}\n"
    assert found({"c.contract.ts": text}) == []


@pytest.mark.parametrize(
    "code",
    [
        'import { LIMITS } from "./limits.contract";\nexport const SESSION_TTL_MS = 3600000;',
        'export const SESSION_TTL_MS = LIMITS.sessionTtlSeconds * 1000;',
        "export const SESSION_TTL_MINUTES = 60;",
        "export const TTL_MS = 5;",  # too common
        "export const SESSION_TTL_CENTS = 3600;",  # another thing
    ],
)  # fmt: skip
def test_constants_that_are_converted(code: str) -> None:
    contract = "/** Limits. */\nexport const LIMITS = { sessionTtlSeconds: 3600 } as const;\n"
    assert found({"limits.contract.ts": contract, "src/a.ts": code}) == []


@pytest.mark.parametrize(
    "code",
    [
        'import type { User } from "./c.contract";',
        'import * as all from "./c.contract";',
        'import { anything } from "./other";',
        'import { anything } from "./unknown.contract";',
        'import data from "./c.contract";',
    ],
)  # fmt: skip
def test_imports_that_may_be_right(code: str) -> None:
    assert found({"c.contract.ts": USER, "src/a.ts": code + "\n"}) == []


FAMILY = """
    /** A person. */
    export interface Person { name: string; home: Home; pets: Pet[] }
    /** Where. */
    export interface Home { street: string }
    /** An animal. */
    export interface Pet { petName: string; mother: Pet | null }
"""
PERSON = "/** @contract Person */\ninterface Row { name: string; home: HomeRow; pets: PetRow[] }\n"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("interface HomeRow { street: string }\ninterface PetRow { petName: string; mother: PetRow | null }", []),
        ("interface HomeRow { road: string }\ninterface PetRow { petName: string; mother: PetRow | null }", ["renamed-field"]),
        ("interface HomeRow { street: number }\ninterface PetRow { petName: string; mother: PetRow }", ["kind-mismatch", "null-mismatch"]),
        ("interface HomeRow extends Base { road: string }\ntype PetRow = Other;", []),  # not wholly known
        ("/** @contract Home subset */\ninterface HomeRow { town: string }\nimport { PetRow } from './pets';", []),  # speaks for itself
    ],
)  # fmt: skip
def test_a_record_that_a_bound_one_holds_is_bound_too(inner: str, expected: list[str]) -> None:
    found = rules_of({"c.contract.ts": FAMILY, "src/a.ts": PERSON + inner + "\n"})
    assert [r for r in found if r != "unbound-implementation"] == expected


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("db/a.sql", "-- @contract Tagged\nCREATE TABLE tagged (id INTEGER PRIMARY KEY AUTOINCREMENT, topics TEXT NOT NULL);"),
        ("db/a.sql", "-- @contract Tagged\nCREATE TABLE tagged (id int PRIMARY KEY, topics text NOT NULL DEFAULT '[]');"),
        ("db/a.sql", "-- @contract Tagged\nCREATE TABLE `tagged` (`id` int PRIMARY KEY, `topics` text NOT NULL) ENGINE=InnoDB;"),
        ("a.prisma", 'datasource db {\n  provider = "sqlite"\n}\n/// @contract Tagged\nmodel Tagged {\n  id Int @id\n  topics String\n}\n'),
    ],
)  # fmt: skip
def test_a_database_without_lists_holds_them_as_texts(path: str, text: str) -> None:
    texts = {"c.contract.ts": "/** T. */\nexport interface Tagged { id: number; topics: string[] }\n", path: text}
    assert [f.message for f in check(snapshot_of(texts)) if f.severity == "error"] == []
    lists = (
        text.replace("AUTOINCREMENT", "")
        .replace(" DEFAULT '[]'", "")
        .replace(" ENGINE=InnoDB", "")
        .replace("sqlite", "postgresql")
    )
    found = [f.rule for f in check(snapshot_of({**texts, path: lists})) if f.severity == "error"]
    assert found == ["list-mismatch"]


@pytest.mark.parametrize(
    ("path", "code", "told"),
    [
        ("app.py", "import sqlite3\n", 0),
        ("app.py", 'engine = create_engine("sqlite+aiosqlite:///app.db")\n', 0),
        ("app.ts", 'import Database from "better-sqlite3";\n', 0),
        ("app.ts", 'import { Pool } from "pg"; // not sqlite\n', 1),
    ],
)
def test_code_may_say_that_the_database_has_no_lists(path: str, code: str, told: int) -> None:
    contract = "/** A person.\n * @db users\n */\nexport interface User { skills: string[] }\n"
    schema = "-- @contract User\nCREATE TABLE users (skills TEXT NOT NULL);\n"
    found = check(snapshot_of({"u.contract.ts": contract, "schema.sql": schema, path: code}))
    assert [f.rule for f in found].count("list-mismatch") == told


@pytest.mark.parametrize("values", ["'STREAM_ON' | 'STREAM_OFF'", "'ON' | 'OFF'", "'on' | 'off'"])
def test_a_member_of_proto_may_have_its_prefix_in_the_contract(values: str) -> None:
    text = 'syntax = "proto3";\n// @contract Streaming\nenum Streaming { OPTION_UNSPECIFIED = 0; STREAM_ON = 1; STREAM_OFF = 2; }\n'
    texts = {"c.contract.ts": f"/** S. */\nexport type Streaming = {values};\n", "a.proto": text}
    assert [f.message for f in check(snapshot_of(texts)) if f.severity == "error"] == []
    assert [f.rule for f in check(snapshot_of({**texts, "a.proto": text.replace("STREAM_OFF", "STREAM_OF")}))] == [
        "enum-mismatch"
    ] * 2


OWN_NAMES = {
    "s.prisma": """
    /// @contract Entry
    model Entry {
      id       String @id
      metadata Json   @map("extra")
      ownerId  String @map("owner_id")
    }
    """,
    "m.py": """
class Entry(Base):  # @contract Entry
    __tablename__ = 'entries'
    id: Mapped[str] = mapped_column(primary_key=True)
    extra = Column('metadata', JSON)
    owner: Mapped[str] = mapped_column('owner_id')
    """,
    "e.ts": """
    @Entity("entries")
    export class Entry {
      @PrimaryColumn() id: string;
      @Column({ name: "extra", type: "jsonb" }) metadata: unknown;
      @Column({ name: "owner_id" }) ownerId: string;
    }
    """,
}


@pytest.mark.parametrize("path", OWN_NAMES)
def test_columns_and_what_code_calls_them(path: str) -> None:
    contract = """
    /** An entry.
     * @db entries
     */
    export interface Entry {
      /** @format uuid */
      id: string;
      metadata: unknown;
      /** @format uuid */
      ownerId: string;
    }
    """
    assert "renamed-field" not in rules_of({"e.contract.ts": contract, path: OWN_NAMES[path]})
