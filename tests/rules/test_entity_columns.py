"""The columns that decorators of TypeORM name in a class that itself says its contract are those of the table that migrations make."""

import pytest

from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

CONTRACT = """
/** A person.
 * @db users */
export interface User { id: string; displayName: string }
"""
TABLES = "CREATE TABLE users (id uuid PRIMARY KEY, display_name text NOT NULL);"
CODE = """
import { Column, Entity, PrimaryColumn } from "typeorm";
/** @contract User */
@Entity("users")
export class UserEntity {
  @PrimaryColumn({ type: "uuid" }) id!: string;
  @Column({ type: "text", name: "display_name" }) displayName!: string;
}
"""


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("", "", []),
        ('"display_name"', '"displayname"', ["displayname"]),
        ('"display_name"', '"full_name"', ["full_name"]),
        ('"display_name"', "NAMES.display", []),
        ('@Entity("users")', "@Entity()", []),
        ('@Entity("users")', '@Entity("people")', []),
    ],
)
def test_named_columns(was: str, now: str, said: list[str]) -> None:
    text = CODE.replace(was, now, 1)
    snapshot = snapshot_from_texts({"contracts/a.contract.ts": CONTRACT, "db/001.sql": TABLES, "src/user.ts": text})
    assert [text[f.range.start : f.range.end] for f in check(snapshot) if f.rule == "unknown-column"] == said


STORED = """
/** A person.
 * @db people */
export interface Person { id: string; nick: string | null; age: number; isMember: boolean; tags: string[] }
"""
ENTITY = """
import { Column, Entity, PrimaryColumn } from "typeorm";
@Entity({ name: "people" })
export class PersonEntity {
  @PrimaryColumn("uuid") id!: string;
  @Column({ type: "varchar", nullable: true }) nick!: string | null;
  @Column("int") age!: number;
  @Column({ name: "is_member", default: false }) isMember!: boolean;
  @Column({ type: "text", array: true }) tags!: string[];
}
"""


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("", "", []),
        (", nullable: true", "", ["null-mismatch"]),
        ("nullable: true", "nullable: false", ["null-mismatch"]),
        ('@Column("int")', '@Column("text")', ["kind-mismatch"]),
        ('@Column("int")', '@Column({ type: "varchar" })', ["kind-mismatch"]),
        ('@Column("int")', '@Column({ type: "varchar", transformer: numbers })', []),
        ('@Column("int")', "@Column(NUMBER)", []),
        ('@Column("int")', '@Column({ ...NUMBER, type: "text" })', []),
        ('@Column("int")', '@Column("numeric")', []),
        ('{ type: "varchar", nullable: true }', '{ ...TEXT, type: "varchar" }', []),
        ('from "typeorm"', 'from "./decorators"', []),
    ],
)
def test_what_a_decorator_makes_of_a_property(was: str, now: str, said: list[str]) -> None:
    files = {"contracts/a.contract.ts": STORED, "src/person.ts": ENTITY.replace(was, now, 1)}
    found = [f for f in check(snapshot_from_texts(files)) if f.path == "src/person.ts" and f.severity == "error"]
    assert [f.rule for f in found] == said
    assert all(not f.fixes for f in found)
