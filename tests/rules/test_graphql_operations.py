"""Types of GraphQL that stand in several files, and what operations ask of them."""

from dovetail.core.settings import Settings
from dovetail.rules import check, rules
from support.snapshots import snapshot_as_written

_CONTRACT = """
export interface User {
  id: string;
  email: string;
  age: number | null;
  posts: Post[];
}
export interface Post {
  id: string;
  title: string;
  author: User;
}
"""
_SCHEMA = """
"@contract User"
type User implements Node @key(fields: "id") { id: ID! email: String! }
type Query { user(id: ID!): User page: Page search: [Hit!]! node: Node }
type Page { edges: [Edge!]! }
type Edge { node: User! }
union Hit = User | Post
interface Node { id: ID! }
"""
_POSTS = """
"@contract Post"
type Post { id: ID! title: String! author: User! }
extend type User { posts: [Post!]! age: Int }
extend type Query { post(id: ID!): Post }
"""
_OPERATIONS = """
query Get($id: ID!) {
  user(id: $id) { id email posts { title } }
  user(id: $id) { emial }  # error
  post(id: $id) { author { agee } }  # error
  page { edges { node { emails } } }  # error
  page { edges { nodes { x } } }  # error
  search { ... on Post { titel } ... on User { email } }  # error
  node { id __typename ... on User { age } }
  unknown { x }
}
fragment F on User { email ...G }
fragment G on User { emial }  # error
mutation { user { emial } }
"""


def test_what_a_bound_type_does_not_have() -> None:
    off = {r.id: "off" for r in rules() if r.family != "conformance"}
    texts = {
        "contracts/user.contract.ts": _CONTRACT,
        "graph/schema.graphql": _SCHEMA,
        "graph/posts.graphql": _POSTS,
        "web/operations.graphql": _OPERATIONS,
    }
    snapshot = snapshot_as_written(texts, settings=Settings.model_validate({"severities": off}))
    found = [(f.path, texts[f.path][: f.range.start].count("\n")) for f in check(snapshot)]
    expected = [i for i, line in enumerate(_OPERATIONS.splitlines()) if line.endswith("# error")]
    assert found == [("web/operations.graphql", i) for i in expected]


_RESOLVERS = """
export const resolvers: Resolvers<Context> = {
  Query: { user: () => null, people: () => [] },
  User: {
    email: (user) => user.email.toLowerCase(),
    emial: () => "",  // error
    posts,
    ages,  // error
    __resolveReference(key) { return key; },
    async 'agee'() { return 1; },  // error
  },
  Hit: { __resolveType: () => "User" },
  Page: { edge: () => [] },
};
const Post: PostResolvers = { titel: (post) => post.title };  // error
export const more = { author: () => null, titles: () => "" } satisfies Graph.PostResolvers<Context>;  // error
export const User = { emial: "" };
export const others = { User: { emial: "" } };
"""


def test_what_resolvers_resolve_of_a_bound_type() -> None:
    off = {r.id: "off" for r in rules() if r.family != "conformance"}
    texts = {
        "contracts/user.contract.ts": _CONTRACT,
        "graph/schema.graphql": _SCHEMA,
        "graph/posts.graphql": _POSTS,
        "server/resolvers.ts": _RESOLVERS,
    }
    snapshot = snapshot_as_written(texts, settings=Settings.model_validate({"severities": off}))
    found = [(f.path, texts[f.path][: f.range.start].count("\n")) for f in check(snapshot)]
    expected = [i for i, line in enumerate(_RESOLVERS.splitlines()) if line.endswith("// error")]
    assert found == [("server/resolvers.ts", i) for i in expected]
