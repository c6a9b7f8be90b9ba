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
