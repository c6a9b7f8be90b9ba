"""Schemas of GraphQL in the strings of programs: held to contracts as those in files of their own are, and known to operations."""

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Somebody. */
export interface User { /** @format uuid */ id: string; role: Role; posts: Post[]; bio: string | null }
/** What one may do. */
export type Role = "ADMIN" | "MEMBER";
/** Something written. */
export interface Post { /** @format uuid */ id: string; title: string }
/** To find some. */
export interface PostFilter { title?: string }
"""
CONVENTIONS = """---
naming:
  contracts: { types: PascalCase }
bind: ["src/schema/*.ts"]
---
"""


def said(**texts: str) -> list[str]:
    files = {n.replace("__", "/") + ".ts": t for n, t in texts.items()}
    snapshot = snapshot_of({"contracts/a.contract.ts": CONTRACT, "CONVENTIONS.md": CONVENTIONS, **files})
    found = [f for f in check(snapshot) if not f.path.startswith("contracts/") and f.severity != "info"]
    return [f"{f.rule} {snapshot.sources[f.path].text[f.range]}" for f in found]


USERS = """
import { gql } from "graphql-tag";
export const typeDefs = gql`
  \"\"\" Somebody: ${1} \"\"\"
  type User @key(fields: "id") {
    id: ID!
    role: Role!
    bio(short: Boolean = false, lang: String! = "en"): String
  }
  enum Role { ADMIN MEMBER }
  extend type Query { user(id: ID!): User me: User }
`;
export const more = /* GraphQL */ `
  extend type User { posts(filter: PostFilter): [Post!]! }
`;
export const filter = "#graphql\\n input PostFilter { title: String }";
"""
POSTS = """
import { postFields } from "./fields";
import { buildSchema } from "graphql";
export const schema = buildSchema(`
  type Post { ${postFields} }
  type Query { post(id: ID!): Post }
`);
"""
ASKING = """
const ONE = gql`query One($id: ID!, $short: Boolean) { user(id: $id) { id bio(short: $short) posts(filter: { title: "x" }) { id } } }`;
"""
RESOLVERS = """
export const resolvers = {
  Query: { user: (_: unknown, { id }: { id: string }) => load(id), me: (_: unknown, __: unknown, { me }: Context) => me },
  User: { bio: async (user: any, { lang, short = false }) => lang, posts(user: any, args: any) { return []; } },
};
"""


def test_innocent_schemas() -> None:
    assert said(src__schema__users=USERS, src__schema__posts=POSTS, web__ask=ASKING, src__resolvers=RESOLVERS) == []


def test_types_in_strings_are_held_to_the_contract() -> None:
    broken = (
        USERS.replace("bio(", "about(").replace("role: Role!", "role: [Role!]!").replace("ADMIN MEMBER", "ADMIN GUEST")
    )
    assert sorted(said(src__schema__users=broken)) == [
        "enum-mismatch GUEST",
        "enum-mismatch Role",
        "list-mismatch role",
        "renamed-field about",
    ]


def test_operations_and_resolvers_are_held_to_schemas_in_strings() -> None:
    asking = (
        ASKING.replace("id bio", "ident bio").replace("short: $short", "brief: $short").replace("filter:", "where:")
    )
    resolvers = RESOLVERS.replace("{ id }: { id: string }", "{ key }: { key: string }").replace(
        "{ lang,", "{ language,"
    )
    found = said(src__schema__users=USERS, src__schema__posts=POSTS, web__ask=asking, src__resolvers=resolvers)
    assert sorted(found) == [
        "unfit-argument brief",
        "unfit-argument key",
        "unfit-argument language",
        "unfit-argument where",
        "unknown-property ident",
    ]


def test_a_name_that_the_program_has_taken_is_its_own() -> None:
    own = "export interface User { id: string; role: string }\n" + USERS.replace("role: Role!", "role: [Role!]!")
    assert [f for f in said(src__schema__users=own) if f.startswith("list")] == []
