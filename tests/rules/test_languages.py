"""One contract in every language: a faithful implementation gives no finding, and each drift that is seeded gives its own."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** What a person may do. */
export type Role = "member" | "admin";

/** A person who can sign in.
 * @db users
 */
export interface User {
  /** @format uuid */
  id: string;
  displayName: string;
  /** @format int */
  loginCount: number;
  score: number;
  isAdmin: boolean;
  role: Role;
  nickname?: string;
  /** @format uri */
  website: string | null;
  skills: string[];
  /** @format date-time */
  createdAt: string;
  /** @format decimal */
  creditEuros: string;
  address: Address;
  pets: Pet[];
}
/** Where. */
export interface Address { street: string }
/** An animal. */
export interface Pet { petName: string }
"""

FAITHFUL = {
    "types.ts": """
import type { Role } from "./c.contract.js";

/** @contract User */
export interface Person {
  id: string;
  displayName: string;
  loginCount: number;
  score: number;
  isAdmin: boolean;
  role: Role;
  nickname?: string;
  website: string | null;
  skills: readonly string[];
  createdAt: string;
  creditEuros: string;
  address: { street: string };
  pets: Pet[];
}

/** @contract Pet */
export interface Pet {
  petName: string;
}
""",
    "z.ts": """
import { z } from "zod";
/** @contract User */
export const userSchema = z.object({
  id: z.string().uuid(),
  displayName: z.string().min(1),
  loginCount: z.number().int(),
  score: z.number(),
  isAdmin: z.boolean(),
  role: z.enum(["member", "admin"]),
  nickname: z.string().optional(),
  website: z.string().nullable(),
  skills: z.array(z.string()),
  createdAt: z.string().datetime(),
  creditEuros: z.string(),
  address: addressSchema,
  pets: z.array(petSchema),
});
""",
    "api/m.py": """
from pydantic import BaseModel, ConfigDict
# @contract User
class User(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)
    id: UUID
    display_name: str
    login_count: int
    score: float
    is_admin: bool
    role: Literal["member", "admin"]
    nickname: str | None = None
    website: str | None
    skills: list[str]
    created_at: datetime
    credit_euros: Decimal
    address: Address
    pets: list[Pet]
# @contract Address
class Address(BaseModel):
    street: str
# @contract Pet
class Pet(BaseModel):
    petName: str
""",
    "schema.prisma": """
/// @contract Role
enum Role {
  member
  admin
}
model User {
  id String @id @db.Uuid
  displayName String @map("display_name")
  loginCount Int
  score Float
  isAdmin Boolean
  role Role
  nickname String?
  website String?
  skills String[]
  createdAt DateTime @default(now())
  creditEuros Decimal
  street String
  pets Pet[]
  @@map("users")
}
/// @contract Pet
model Pet {
  id Int @id
  petName String
  user User @relation(fields: [userId], references: [id])
  userId String
}
""",
    "s.sql": """
CREATE TABLE users (
 id uuid primary key, display_name varchar(100) not null, login_count integer not null default 0, score double precision not null,
 is_admin boolean not null, role text not null check (role in ('member','admin')), nickname text, website text, skills text[] not null,
 created_at timestamptz not null, credit_euros numeric(10,2) not null, street text not null
);
""",
    "a.graphql": """
# @contract Role
enum Role { member admin }
# @contract User
type User {
  id: ID!
  displayName: String!
  loginCount: Int!
  score: Float!
  isAdmin: Boolean!
  role: Role!
  nickname: String
  website: String
  skills: [String!]!
  createdAt: DateTime!
  creditEuros: Decimal!
  address: Address!
  pets: [Pet!]!
}
# @contract Address
type Address { street: String! }
# @contract Pet
type Pet { petName: String! }
""",
    "a.proto": """
syntax = "proto3";
// @contract Role
enum Role { ROLE_UNSPECIFIED = 0; ROLE_MEMBER = 1; ROLE_ADMIN = 2; }
// @contract User
message User {
  string id = 1;
  string display_name = 2;
  int32 login_count = 3;
  double score = 4;
  bool is_admin = 5;
  Role role = 6;
  optional string nickname = 7;
  google.protobuf.StringValue website = 8;
  repeated string skills = 9;
  google.protobuf.Timestamp created_at = 10;
  string credit_euros = 11;
  Address address = 12;
  repeated Pet pets = 13;
}
// @contract Address
message Address { string street = 1; }
// @contract Pet
message Pet { string pet_name = 1; }
""",
    "openapi.yaml": """
openapi: 3.1.0
info: {title: x, version: "1"}
paths: {}
components:
  schemas:
    # @contract Role
    Role: {type: string, enum: [member, admin]}
    # @contract User
    User:
      type: object
      required: [id, displayName, loginCount, score, isAdmin, role, website, skills, createdAt, creditEuros, address, pets]
      properties:
        id: {type: string, format: uuid}
        displayName: {type: string}
        loginCount: {type: integer}
        score: {type: number}
        isAdmin: {type: boolean}
        role: {$ref: '#/components/schemas/Role'}
        nickname: {type: string}
        website: {type: [string, "null"]}
        skills: {type: array, items: {type: string}}
        createdAt: {type: string, format: date-time}
        creditEuros: {type: string}
        address: {$ref: '#/components/schemas/Address'}
        pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    # @contract Address
    Address: {type: object, required: [street], properties: {street: {type: string}}}
    # @contract Pet
    Pet: {type: object, required: [petName], properties: {petName: {type: string}}}
""",
}


def found(path: str, text: str) -> list[str]:
    return [f"{f.rule}: {f.message}" for f in check(snapshot_of({"c.contract.ts": CONTRACT, path: text}))]


@pytest.mark.parametrize("path", FAITHFUL)
def test_a_faithful_implementation_gives_no_finding(path: str) -> None:
    assert found(path, FAITHFUL[path]) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        ("types.ts", "  score: number;\n", "", "missing-field"),
        ("types.ts", "displayName:", "display_name:", "renamed-field"),
        ("types.ts", "loginCount: number", "loginCount: string", "kind-mismatch"),
        ("types.ts", "nickname?:", "nickname:", "presence-mismatch"),
        ("types.ts", "string | null", "string", "null-mismatch"),
        ("types.ts", "readonly string[]", "string", "list-mismatch"),
        ("types.ts", "role: Role", 'role: "member" | "owner"', "enum-mismatch"),
        ("z.ts", "  score: z.number(),\n", "", "missing-field"),
        ("z.ts", "createdAt:", "created_at:", "renamed-field"),
        ("z.ts", "isAdmin: z.boolean()", "isAdmin: z.string()", "kind-mismatch"),
        ("z.ts", "z.string().optional()", "z.string()", "presence-mismatch"),
        ("z.ts", ".nullable()", "", "null-mismatch"),
        ("z.ts", "z.array(z.string())", "z.string()", "list-mismatch"),
        ("z.ts", '["member", "admin"]', '["member", "owner"]', "enum-mismatch"),
        ("api/m.py", "    score: float\n", "", "missing-field"),
        ("api/m.py", "alias_generator=to_camel", "", "renamed-field"),
        ("api/m.py", "is_admin: bool", "is_admin: str", "kind-mismatch"),
        ("api/m.py", "nickname: str | None = None", "nickname: str", "presence-mismatch"),
        ("api/m.py", "website: str | None", "website: str", "null-mismatch"),
        ("api/m.py", "list[str]", "str", "list-mismatch"),
        ("api/m.py", '"member", "admin"', '"member", "owner"', "enum-mismatch"),
        ("schema.prisma", "  score Float\n", "", "missing-field"),
        ("schema.prisma", 'displayName String @map("display_name")', "displayNam String", "renamed-field"),
        ("schema.prisma", "isAdmin Boolean", "isAdmin String", "kind-mismatch"),
        ("schema.prisma", "nickname String?", "nickname String", "presence-mismatch"),
        ("schema.prisma", "website String?", "website String", "null-mismatch"),
        ("schema.prisma", "skills String[]", "skills String", "list-mismatch"),
        ("schema.prisma", "  admin\n", "  owner\n", "enum-mismatch"),
        ("s.sql", "score double precision not null,", "", "missing-field"),
        ("s.sql", "display_name", "display_nam", "renamed-field"),
        ("s.sql", "is_admin boolean", "is_admin text", "kind-mismatch"),
        ("s.sql", "nickname text", "nickname text not null", "presence-mismatch"),
        ("s.sql", "website text", "website text not null", "null-mismatch"),
        ("s.sql", "text[]", "text", "list-mismatch"),
        ("s.sql", "'admin'", "'owner'", "enum-mismatch"),
        ("a.graphql", "  score: Float!\n", "", "missing-field"),
        ("a.graphql", "displayName", "display_name", "renamed-field"),
        ("a.graphql", "isAdmin: Boolean!", "isAdmin: String!", "kind-mismatch"),
        ("a.graphql", "nickname: String", "nickname: String!", "presence-mismatch"),
        ("a.graphql", "website: String", "website: String!", "null-mismatch"),
        ("a.graphql", "[String!]!", "String!", "list-mismatch"),
        ("a.graphql", "{ member admin }", "{ member owner }", "enum-mismatch"),
        ("a.proto", "  double score = 4;\n", "", "missing-field"),
        ("a.proto", "display_name", "display_nam", "renamed-field"),
        ("a.proto", "bool is_admin", "string is_admin", "kind-mismatch"),
        ("a.proto", "repeated string", "string", "list-mismatch"),
        ("a.proto", "ROLE_ADMIN", "ROLE_OWNER", "enum-mismatch"),
        ("openapi.yaml", "        score: {type: number}\n", "", "missing-field"),
        ("openapi.yaml", "displayName", "display_name", "renamed-field"),
        ("openapi.yaml", "isAdmin: {type: boolean}", "isAdmin: {type: string}", "kind-mismatch"),
        ("openapi.yaml", "[id, displayName", "[id, nickname, displayName", "presence-mismatch"),
        ("openapi.yaml", '[string, "null"]', "string", "null-mismatch"),
        ("openapi.yaml", "{type: array, items: {type: string}}", "{type: string}", "list-mismatch"),
        ("openapi.yaml", "[member, admin]", "[member, owner]", "enum-mismatch"),
    ],
)
def test_a_drift_is_found(path: str, old: str, new: str, rule: str) -> None:
    text = FAITHFUL[path]
    assert old in text
    messages = found(path, text.replace(old, new))
    assert messages
    assert {m.partition(":")[0] for m in messages} == {rule}, messages
