"""What statements of SQLAlchemy write: only columns, in whichever way the rows are given."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A parcel.
 * @db parcels */
export interface Parcel {
  /** @format int */
  id: number;
  /** @format int */
  courierId: number;
  noteText: string;
}
"""
MODELS = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase): ...


class Parcel(Base):
    __tablename__ = "parcels"
    id: Mapped[int] = mapped_column(primary_key=True)
    courier_id: Mapped[int]
    note_text: Mapped[str]
    courier = relationship("Courier")
    events: Mapped[list["Event"]] = relationship()

    @property
    def short(self) -> str: ...
"""
CODE = """
from models import Parcel
from sqlalchemy import insert, update
from sqlalchemy.dialects.postgresql import insert as pg_insert

ROWS = [{"courier_id": 1, "note_text": "a"}, {"courier_id": 2, "note_text": "b"}]
OTHERS = [{"courier": 1}]


def write(session, courier, ids):
    session.execute(update(Parcel).where(Parcel.courier == courier).values(courier_id=1))
    session.execute(update(Parcel).values({"note_text": "c"}))
    session.execute(insert(Parcel), [{"courier_id": i, "note_text": "d"} for i in ids])
    session.execute(insert(Parcel).values([{"courier_id": i} for i in ids]))
    session.execute(pg_insert(Parcel).values(ROWS))
    rows = [{"id": i} for i in ids]
    session.execute(insert(Parcel), rows)
    session.add(Parcel(courier=courier, note_text="e"))
    print(OTHERS)
"""
TREE = {"a.contract.ts": CONTRACT, "models.py": MODELS, "code.py": CODE}


def _said(code: str) -> list[tuple[str, str]]:
    snapshot = snapshot_of({**TREE, "code.py": code})
    found = [f for f in check(snapshot) if f.path == "code.py"]
    return [(snapshot.sources["code.py"].text[f.range], f.message.rpartition(";")[2]) for f in found]


def test_columns_may_be_written_in_every_way() -> None:
    assert _said(CODE) == []


@pytest.mark.parametrize(
    ("old", "new", "word", "meant"),
    [
        ("values(courier_id=1)", "values(courier=courier)", "courier", "courier_id"),
        ("values(courier_id=1)", "values(note=1)", "note", "note_text"),
        ('{"note_text": "c"}', '{"courier": "c"}', "courier", "courier_id"),
        ('"note_text": "d"', '"text": "d"', "text", "note_text"),
        ('[{"courier_id": i} for', '[{"courier": i} for', "courier", "courier_id"),
        ('"courier_id": 2', '"curier_id": 2', "curier_id", "courier_id"),
        ('[{"id": i} for', '[{"courer_id": i} for', "courer_id", "courier_id"),
    ],
)
def test_what_is_no_column_is_told(old: str, new: str, word: str, meant: str) -> None:
    assert old in CODE
    assert _said(CODE.replace(old, new, 1)) == [(word, f" did you mean `{meant}`?")]
