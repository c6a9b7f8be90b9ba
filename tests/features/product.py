"""A small tree that every feature has something to say about."""

from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot
from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = "contracts/user.contract.ts"
SPRINT = "auth.sprint.yaml"
CODE = "src/api/users.ts"
PRISMA = "prisma/schema.prisma"

TEXTS = {
    CONTRACT: """
        /** What a person may do. */
        export type Role = "member" | "admin";

        /** A person who can sign in.
         * @db users
         * @owner schema
         */
        export interface User {
          /** @format uuid */
          id: string;
          /** The address, in lower case.
           * @format email */
          email: string;
          role: Role;
        }

        /** One user.
         * @api GET /users/:id
         * @owner api
         */
        export interface GetUser {
          params: UserParams;
          response: User;
          errors: Failure;
        }

        /** Which user. */
        export interface UserParams {
          /** @format uuid */
          id: string;
        }

        /** Why there is no answer. */
        export interface Failure {
          /** A sentence for people. */
          message: string;
        }
        """,
    CODE: """
        import type { User } from "../../contracts/user.contract";

        /** @contract User */
        export interface UserRow {
          id: string;
          email: string;
        }

        export function label(user: User): string {
          return user.email;
        }
        """,
    PRISMA: """
        model User {
          id    String @id @db.Uuid
          email String
          role  Role
          @@map("users")
        }

        enum Role {
          member
          admin
        }
        """,
    "CONVENTIONS.md": """
        ---
        naming:
          contracts: { types: PascalCase, fields: camelCase }
        forbidden: [data]
        ---
        Names are camelCase.
        """,
    SPRINT: """
        sprint: Authentication
        contracts: [contracts/*.contract.ts]
        verify: [npm test]
        context: { budget: 2000 }
        packages:
          - id: schema
            title: The tables
            status: ready
            owns: [prisma/**]
            provides: [User]
            verify: [npx prisma validate]
            brief: Write the tables.
          - id: api
            status: ready
            owns: [src/api/**]
            provides: [GetUser]
            consumes: [User]
            after: []
            verify: [npm test]
            brief: Write the endpoint.
          - id: docs
            status: draft
            owns: [docs/**]
            consumes: [GetUser, User]
            verify: [npm test]
            brief: Write it up.
        """,
}


def product(**changes: str) -> tuple[Snapshot, tuple[Finding, ...]]:
    """The tree and its findings; `changes` replace text: `CODE=("old", "new")` by the name of a path above."""
    snapshot = snapshot_of({**TEXTS, **{globals()[name]: text for name, text in changes.items()}})
    return snapshot, check(snapshot)


def offset(snapshot: Snapshot, path: str, marked: str) -> int:
    """Where `¦` stands in a piece of a file's text."""
    text = snapshot.text(path)
    assert text is not None
    before, _, after = marked.partition("¦")
    at = text.source.find(before + after)
    assert at >= 0, f"{marked} is not in {path}"
    return at + len(before)
