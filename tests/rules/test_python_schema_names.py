"""Columns that strings of SQLAlchemy and Alembic name, and the enums within models of Django."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How far it is. */
export type OrderState = "open" | "paid" | "cancelled";
/** What somebody buys.
 * @db orders */
export interface Order { id: string; buyerId: string; state: OrderState; totalCents: number }
/** Who buys.
 * @db buyers */
export interface Buyer { id: string; email: string }
"""
MODELS = """
from sqlalchemy import CheckConstraint, Enum as SAEnum, ForeignKey
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase): ...


class Buyer(Base):
    __tablename__ = "buyers"
    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str]
    orders: Mapped[list["Order"]] = relationship(order_by="Order.total_cents.desc()")


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[str] = mapped_column(primary_key=True)
    buyer_id: Mapped[str] = mapped_column(ForeignKey("buyers.id"))
    state: Mapped[str] = mapped_column(SAEnum("open", "paid", "cancelled", name="order_state"))
    total_cents: Mapped[int]
    __table_args__ = (CheckConstraint("total_cents >= 0 AND state IN ('open', 'paid', 'cancelled')"),)


def save(session, values: dict) -> None:
    statement = pg_insert(Order).values(total_cents=5, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"total_cents": 6}))
"""
FIRST = """
import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    op.create_table("buyers", sa.Column("id", sa.Text(), nullable=False), sa.Column("email", sa.Text(), nullable=False))
    op.create_table(
        "orders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("buyer_id", sa.Text(), sa.ForeignKey("buyers.id"), nullable=False),
        sa.Column("state", sa.Enum("open", "paid", "canceled", name="order_state"), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
    )
    op.create_index("ix_orders_state", "orders", ["state", "buyer_id"])
    op.create_foreign_key("fk", "orders", "buyers", ["buyer_id"], ["id"])
"""
SECOND = """
from alembic import op


def upgrade() -> None:
    op.alter_column("orders", "total", new_column_name="total_cents")
    op.execute("ALTER TYPE order_state RENAME VALUE 'canceled' TO 'cancelled'")
    with op.batch_alter_table("orders") as batch:
        batch.alter_column("total_cents", server_default=None)
        batch.create_check_constraint("ck", "total_cents >= 0")
"""
DJANGO = """
from django.db import models
from django.db.models import Q, Sum


class Order(models.Model):
    class State(models.TextChoices):
        OPEN = "open", "Open"
        PAID = "paid", "Paid"
        CANCELLED = "cancelled", "Cancelled"

    id = models.TextField(primary_key=True)
    buyer_id = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    total_cents = models.IntegerField()

    class Meta:
        db_table = "orders"

    def cancel(self) -> None:
        self.state = self.State.CANCELLED


def report():
    paid = Order.objects.filter(state=Order.State.PAID).values("buyer_id")
    return paid.annotate(total=Sum("total_cents", filter=Q(state="paid")))
"""
ALEMBIC = {"app/models.py": MODELS, "alembic/versions/0001_a.py": FIRST, "alembic/versions/0002_b.py": SECOND}
TREES = {"sqlalchemy": ALEMBIC, "django": {"shop/models.py": DJANGO}}


def _found(files: dict[str, str]) -> list[tuple[str, str]]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, **files})
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity == "error")
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


@pytest.mark.parametrize("files", TREES.values(), ids=TREES.keys())
def test_what_keeps_the_contract_is_quiet(files: dict[str, str]) -> None:
    assert _found(files) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "found"),
    [
        ("app/models.py", '"Order.total_cents', '"Order.total_cnts', ("unknown-property", "total_cnts")),
        ("app/models.py", '"buyers.id"', '"buyers.uid"', ("unknown-column", "uid")),
        ("app/models.py", '"open", "paid", "canc', '"opn", "paid", "canc', ("enum-mismatch", "Mapped[str]")),
        ("app/models.py", '"total_cents >=', '"total_cnts >=', ("unknown-column", "total_cnts")),
        ("app/models.py", "IN ('open'", "IN ('opn'", ("unknown-value", "opn")),
        ("app/models.py", "values(total_cents", "values(total_cent", ("unknown-property", "total_cent")),
        ("app/models.py", '["id"]', '["idd"]', ("unknown-property", "idd")),
        ("app/models.py", '{"total_cents"', '{"total_cent"', ("unknown-property", "total_cent")),
        ("alembic/versions/0001_a.py", '["state", "buyer_id"]', '["state", "buyr_id"]', ("unknown-column", "buyr_id")),
        ("alembic/versions/0001_a.py", '"open", "paid"', '"open", "payd"', ("unknown-value", "payd")),
        ("alembic/versions/0002_b.py", 'column("total_cents"', 'column("total_cent"', ("unknown-column", "total_cent")),
        ("alembic/versions/0002_b.py", '"total_cents >=', '"total_cent >=', ("unknown-column", "total_cent")),
        ("shop/models.py", "default=State.OPEN", "default=State.OPENED", ("unknown-member", "OPENED")),
        ("shop/models.py", "self.State.CANCELLED", "self.State.CANCELED", ("unknown-member", "CANCELED")),
        ("shop/models.py", "Order.State.PAID", "Order.State.PAYED", ("unknown-member", "PAYED")),
        ("shop/models.py", 'Sum("total_cents"', 'Sum("total_cent"', ("unknown-property", "total_cent")),
        ("shop/models.py", 'Q(state="paid"', 'Q(stat="paid"', ("unknown-property", "stat")),
    ],
)
def test_a_slip_is_told(path: str, old: str, new: str, found: tuple[str, str]) -> None:
    files = next(t for t in TREES.values() if path in t)
    assert old in files[path]
    assert found in _found({**files, path: files[path].replace(old, new, 1)})
