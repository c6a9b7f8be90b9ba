"""Texts that SQL casts to an enum, columns in `ANY (…)` and behind `%TYPE`, and a column that a later migration renames to another word."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Where a piece is. */
export type PieceState = "stored" | "shown" | "lent";
/** Something that is kept.
 * @db pieces
 */
export interface Piece {
  /** @format uuid */
  id: string;
  title: string;
  state: PieceState;
  keywords: string[];
  remark: string | null;
}
"""
MADE = """CREATE TYPE piece_state AS ENUM ('stored', 'shown', 'lent');
CREATE TABLE pieces (
    id       uuid PRIMARY KEY,
    title    text NOT NULL,
    state    piece_state NOT NULL,
    keywords text[] NOT NULL,
    note     text
);
"""
RENAMED = "ALTER TABLE pieces RENAME COLUMN note TO remark;\n"
TAKE_BACK = """CREATE FUNCTION take_back(p_piece pieces.id%TYPE, p_words text[]) RETURNS void AS $$
DECLARE
    v_title pieces.title%TYPE;
BEGIN
    SELECT title INTO v_title FROM pieces WHERE id = p_piece AND title = ANY (p_words);
    UPDATE pieces p SET state = CASE WHEN v_title = '' THEN 'shown'::piece_state ELSE CAST('stored' AS piece_state) END
    WHERE p.id = p_piece;
END;
$$ LANGUAGE plpgsql;
"""
FOUND = "SELECT title FROM pieces WHERE 'fog' = ANY (keywords) AND state <> 'lent'::piece_state;\n"


def said(old: str = "", new: str = "", more: str = "") -> list[str]:
    texts = {
        "db/migration/V1__base.sql": MADE,
        "db/migration/V2__remark.sql": RENAMED + more,
        "db/migration/R__functions.sql": TAKE_BACK,
        "db/queries.sql": FOUND,
    }
    assert sum(t.count(old) for t in texts.values()) == 1 or not old
    texts = {path: t.replace(old, new) if old else t for path, t in texts.items()}
    snapshot = snapshot_as_written({"contracts/pieces.contract.ts": CONTRACT, **texts})
    found = [f for f in check(snapshot) if f.severity in ("error", "warning")]
    return [f"{f.rule} {f.path.rpartition('/')[2]} {snapshot.sources[f.path].text[f.range]}" for f in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("'shown'::", "'hung'::", ["unknown-value R__functions.sql hung"]),
        ("CAST('stored'", "CAST('kept'", ["unknown-value R__functions.sql kept"]),
        ("'lent'::", "'borrowed'::", ["unknown-value queries.sql borrowed"]),
        ("ANY (keywords)", "ANY (tags)", ["unknown-column queries.sql tags"]),
        ("pieces.title%TYPE", "pieces.name%TYPE", ["unknown-column R__functions.sql name"]),
        ("pieces.id%TYPE", "pieces.number%TYPE", ["unknown-column R__functions.sql number"]),
        ("note TO remark", "note TO comment", ["missing-field V2__remark.sql comment"]),
    ],
)
def test_what_sql_names(old: str, new: str, expected: list[str]) -> None:
    assert said(old, new) == expected


def test_a_member_that_a_later_migration_adds_may_be_cast() -> None:
    added = "ALTER TYPE piece_state ADD VALUE 'hung';\n"
    assert "unknown-value R__functions.sql hung" not in said("'shown'::", "'hung'::", more=added)


MODEL = """{{ config(materialized='table') }}
{# What is lent. #}
select title from {{ source('museum', 'pieces') }} where state = 'lent'
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("select title", "select name", ["unknown-column lent.sql name"]),
        ("'lent'", "'gone'", ["unknown-value lent.sql gone"]),
        # Of what a macro puts in nobody knows.
        ("select title", "select {{ names() }}, name", []),
    ],
)
def test_a_model_of_dbt(old: str, new: str, expected: list[str]) -> None:
    texts = {"db/migration/V1__base.sql": MADE + RENAMED, "models/lent.sql": MODEL.replace(old, new) if old else MODEL}
    snapshot = snapshot_as_written({"contracts/pieces.contract.ts": CONTRACT, **texts})
    found = [f for f in check(snapshot) if f.severity in ("error", "warning")]
    assert [f"{f.rule} {f.path.rpartition('/')[2]} {snapshot.sources[f.path].text[f.range]}" for f in found] == expected
