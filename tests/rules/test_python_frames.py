"""Frames of pandas that statements of SQL and tables fill."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A parcel.
 * @db parcels */
export interface Parcel {
  /** @format int */
  id: number;
  status: string;
  /** @format int */
  priceCents: number;
}
"""
SCHEMA = "CREATE TABLE parcels (id int NOT NULL, status text NOT NULL, price_cents int NOT NULL);\n"
CODE = """
import pandas as pd
import sqlalchemy as sa

QUERY = "SELECT p.id, p.status, p.price_cents AS price FROM parcels p"


def report(engine, column, chunks):
    frame = pd.read_sql(sa.text(QUERY), engine)
    open_ones = frame[frame["status"] == "open"].sort_values("price")
    print(open_ones.groupby(["status"])["price"].sum(), frame[["id", "price"]], frame[column]["anything"])
    print(open_ones.head(), open_ones.anything, "anything" in open_ones)
    frame["euros"] = frame["price"] / 100
    print(frame["euros"].sum(), frame.groupby("status").agg({"price": "sum", "euros": "max"}))
    frame[column] = 1
    print(frame["whatever"])
    whole = pd.read_sql_table("parcels", engine)
    whole.loc[whole["price_cents"] > 3, "dear"] = True
    print(whole["dear"], whole[whole["price_cents"] > 3].rename(columns={"id": "key"})["key"])
    whole.rename(columns={"status": "state"}, inplace=True)
    print(whole["state"])
    other = pd.read_sql(f"SELECT {chunks} FROM parcels", engine)
    other.columns = ["a", "b"]
    every = pd.read_sql_query("SELECT *, 1 AS one FROM parcels", engine)
    return other["a"], pd.read_csv("parcels")["anything"], every["one"], every["id"]
"""


def _said(code: str) -> list[str]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "schema.sql": SCHEMA, "report.py": code})
    return [snapshot.sources["report.py"].text[f.range] for f in check(snapshot) if f.path == "report.py"]


def test_frames_have_the_columns_that_they_are_filled_with() -> None:
    assert _said(CODE) == []


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('frame["status"] ==', 'frame["state"] ==', "state"),
        ('sort_values("price")', 'sort_values("price_cents")', "price_cents"),
        ('groupby(["status"])', 'groupby(["state"])', "state"),
        ('["price"].sum', '["total"].sum', "total"),
        ('[["id", "price"]]', '[["key", "price"]]', "key"),
        ('frame["euros"].sum()', 'frame["euro"].sum()', "euro"),
        ('"price": "sum"', '"cents": "sum"', "cents"),
        ('whole[whole["price_cents"]', 'whole[whole["price"]', "price"),
    ],
)
def test_other_columns_are_told(old: str, new: str, word: str) -> None:
    assert old in CODE
    assert _said(CODE.replace(old, new, 1)) == [word]
