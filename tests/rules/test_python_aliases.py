"""Classes of SQLAlchemy under an alias, and the columns that a subquery has."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A place. @db addresses */
export interface Address { town: string; street: string }
/** What is sent. @db parcels */
export interface Parcel { code: string; sender: number; target: number }
"""
MODELS = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


# @contract Address
class Address(Base):
    __tablename__ = "addresses"
    town: Mapped[str]
    street: Mapped[str]


# @contract Parcel
class Parcel(Base):
    __tablename__ = "parcels"
    code: Mapped[str]
    sender: Mapped[int]
    target: Mapped[int]
"""
CODE = """
from sqlalchemy import func, orm, select
from sqlalchemy.orm import aliased

from models import Address, Parcel

Sender = orm.aliased(Address)


def between(session, start, end):
    target = aliased(Address, name="target")
    query = select(Parcel, target).join(Sender, Parcel.sender == Sender.street).where(target.town == end)
    return session.scalars(query.where(Sender.town == start)).all()


def latest(session):
    last = select(Parcel.sender, func.max(Parcel.code).label("newest")).group_by(Parcel.sender).subquery()
    also = select(Parcel.target, Address.town).join(Address, Parcel.target == Address.street).cte("also")
    joined = select(Parcel).join(last, last.c.sender == Parcel.sender).join(also, also.columns.town == "x")
    return session.scalars(joined.where(last.c.newest == Parcel.code)).all()


def others(session, model):
    kind = aliased(model)
    many = select(Parcel, Address).subquery()
    added = select(Parcel.code).add_columns(Parcel.sender).subquery()
    return kind.anything, many.c.anything, added.c.sender, last_of(many).c.anything
"""


def _said(code: str) -> list[str]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "models.py": MODELS, "code.py": code})
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity == "error")
    return [snapshot.sources[f.path].text[f.range] for f in found]


def test_what_is_there_is_quiet() -> None:
    assert _said(CODE) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("target.town ==", "target.city =="),
        ("Sender.town ==", "Sender.city =="),
        ("== Sender.street", "== Sender.line"),
        ("last.c.sender ==", "last.c.owner =="),
        ("also.columns.town", "also.columns.city"),
        ("last.c.newest", "last.c.latest"),
    ],
)
def test_what_is_not_there_is_told(old: str, new: str) -> None:
    assert CODE.count(old) == 1
    assert _said(CODE.replace(old, new)) == [new.replace("==", "").strip().rpartition(".")[2]]
