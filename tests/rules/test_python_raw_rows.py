"""Rows of statements in strings: those that say all names which they give have no others."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A parcel.
 * @db parcels */
export interface Parcel {
  /** @format int */
  id: number;
  tracking_number: string;
  /** @format int */
  weight_grams: number;
}
"""
SCHEMA = "CREATE TABLE parcels (id int NOT NULL, tracking_number text NOT NULL, weight_grams int NOT NULL);\n"
ALCHEMY = """
from sqlalchemy import text

LISTED = "SELECT p.id, p.tracking_number AS number, p.weight_grams FROM parcels p"

HEAVY = text("SELECT p.weight_grams FROM parcels p WHERE p.weight_grams > :least")


def rows(session):
    result = session.execute(text("SELECT id, tracking_number FROM parcels WHERE id > 1"))
    for row in result:
        print(row.id, row.tracking_number, row.count, row._mapping, row[0])
    first = session.execute(text(LISTED)).mappings().one()
    print(first["number"], first["weight_grams"], first.keys())
    heavy = session.execute(HEAVY, {"least": 3}).mappings().all()
    print([row["weight_grams"] for row in heavy])
    some = session.execute(text("SELECT *, 1 FROM parcels")).mappings().one()
    return some["anything"], session.execute(text("SELECT id, max(weight_grams) FROM parcels GROUP BY id")).one().max
"""
PSYCOPG = """
import psycopg
from psycopg.rows import class_row, dict_row


def rows(connection, columns):
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("SELECT id, weight_grams FROM parcels WHERE id = %s", (1,))
        for row in cursor.fetchall():
            row["heavy"] = row["weight_grams"] > 10
            print(row["id"], row["heavy"])
            if "anything" in row:
                continue
    with connection.cursor(row_factory=class_row(Shown)) as cursor:
        cursor.execute("SELECT id, weight_grams FROM parcels")
        for shown in cursor:
            print(shown.label)
    found = connection.execute(f"SELECT {columns} FROM parcels").fetchone()
    return found["anything"], connection.execute("SELECT id FROM parcels").fetchone()["id"]
"""

WRAPPED = """
from typing import Any

import db


def parcel(id: int) -> dict | None:
    return db.one("SELECT id, weight_grams FROM parcels WHERE id = %s", (id,))


def parcels() -> list[dict[str, Any]]:
    return db.many("SELECT id, tracking_number FROM parcels")


def plain(cache, row: dict) -> dict:
    return {"id": row["id"], "other": cache.one("SELECTED")["anything"], "all": db.all("parcels")["anything"]}


def label(row: dict) -> str:
    return row["tracking_number"]


def labels() -> list[str]:
    row = parcel(1)
    plain(None, row)
    print(row["weight_grams"], row.items(), db.scalar("SELECT count(*) FROM parcels")["anything"])
    return [label(row) for row in parcels()]
"""


def _said(code: str) -> list[str]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "schema.sql": SCHEMA, "code.py": code})
    return [snapshot.sources["code.py"].text[f.range] for f in check(snapshot) if f.path == "code.py"]


@pytest.mark.parametrize("code", [ALCHEMY, PSYCOPG, WRAPPED])
def test_rows_have_what_their_statements_give(code: str) -> None:
    assert _said(code) == []


@pytest.mark.parametrize(
    ("code", "old", "new", "word"),
    [
        (WRAPPED, 'row["weight_grams"]', 'row["weight"]', "weight"),
        (WRAPPED, 'return row["tracking_number"]', 'return row["weight_grams"]', "weight_grams"),
        (WRAPPED, '{"id": row["id"]', '{"id": row["parcel_id"]', "parcel_id"),
        (ALCHEMY, "row.tracking_number", "row.tracking_num", "tracking_num"),
        (ALCHEMY, "row.tracking_number", "row.weight_grams", "weight_grams"),
        (ALCHEMY, 'first["number"]', 'first["tracking_number"]', "tracking_number"),
        (ALCHEMY, 'first["weight_grams"]', 'first["weight"]', "weight"),
        (ALCHEMY, 'row["weight_grams"] for', 'row["weight"] for', "weight"),
        (PSYCOPG, 'row["id"]', 'row["parcel_id"]', "parcel_id"),
        (PSYCOPG, 'row["weight_grams"] >', 'row["weight"] >', "weight"),
        (PSYCOPG, '.fetchone()["id"]', '.fetchone()["key"]', "key"),
    ],
)
def test_what_a_statement_does_not_give_is_told(code: str, old: str, new: str, word: str) -> None:
    assert old in code
    assert _said(code.replace(old, new)) == [word]
