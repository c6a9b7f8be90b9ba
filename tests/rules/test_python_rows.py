"""Rows of SQLAlchemy that have the names of columns: of tables that a call makes, and of columns that a statement lists."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How it is. */
export type State = "open" | "done";
/** A task.
 * @db tasks */
export interface Task {
  /** @format int */
  id: number;
  state: State;
  title_text: string;
}
"""
TABLES = """
import sqlalchemy as sa

metadata = sa.MetaData()
tasks = sa.Table(
    "tasks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("state", sa.Enum("open", "done", name="state"), nullable=False),
    sa.Column("title_text", sa.Text, nullable=False),
)
"""
MODELS = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Task(Base):
    __tablename__ = "tasks"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    title_text: Mapped[str]
"""
CODE = """
import sqlalchemy as sa

from models import Task
from tables import tasks


def whole(db, wanted):
    statement = sa.select(tasks).where(tasks.c.state == "open", tasks.c.state.in_(["open", "done"]))
    if wanted:
        statement = statement.where(tasks.c.id == wanted)
    row = db.execute(statement).one()
    print(row.title_text, row.count, row._mapping)
    for each in db.execute(tasks.select()).mappings().all():
        print(each["title_text"])
    made = db.execute(tasks.insert().values(state="open").returning(*tasks.c)).mappings().one()
    return {"id": made["id"], "others": [r.state for r in db.execute(statement)]}


def some(db):
    found = sa.select(Task.id, Task.title_text.label("name")).where(Task.state == "open", Task.state.in_(("done",)))
    first = db.execute(found).first()
    print(first.id, first.name, first[1])
    number, name = db.execute(found).one()
    task = Task(id=1, state="open", title_text="")
    db.refresh(task, ["title_text", "state"])
    db.refresh(task, attribute_names=["id"])
    some_rows = db.execute(sa.select(Task.id, Task.state)).mappings().all()
    print({row["state"]: row["id"] for row in some_rows})
    core = db.execute(sa.select(tasks.c.id, sa.func.lower(tasks.c.state).label("lowered"))).mappings().all()
    return [(r["id"], r["lowered"]) for r in core]
"""
TREE = {"a.contract.ts": CONTRACT, "models.py": MODELS, "tables.py": TABLES, "code.py": CODE}


def _said(code: str) -> list[tuple[str, str]]:
    snapshot = snapshot_of({**TREE, "code.py": code})
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity == "error")
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


def test_what_names_the_columns_is_quiet() -> None:
    assert _said(CODE) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("row.title_text", "row.titel_text", "unknown-property"),
        ('each["title_text"]', 'each["titel_text"]', "unknown-property"),
        ('made["id"]', 'made["idd"]', "unknown-property"),
        ("r.state for", "r.stat for", "unknown-property"),
        ('tasks.c.state == "open"', 'tasks.c.state == "opn"', "unknown-value"),
        ('["open", "done"]', '["open", "dne"]', "unknown-value"),
        ("first.id", "first.idd", "unknown-property"),
        ("first.name", "first.nme", "unknown-property"),
        ('Task.state == "open"', 'Task.state == "opn"', "unknown-value"),
        ('("done",)', '("dne",)', "unknown-value"),
        ('r["id"]', 'r["idd"]', "unknown-property"),
        ('row["state"]', 'row["stat"]', "unknown-property"),
        ('"title_text", "state"])', '"title_text", "stat"])', "unknown-property"),
    ],
)
def test_what_no_column_is_called_is_told(old: str, new: str, rule: str) -> None:
    assert old in CODE
    word = [b for a, b in zip(_words(old), _words(new), strict=True) if a != b]
    assert _said(CODE.replace(old, new)) == [(rule, word[0])]


def _words(text: str) -> list[str]:
    return "".join(c if c.isidentifier() else " " for c in text).split()


REPOSITORY = """
from sqlalchemy import func, select

from models import Task


def listed(db):
    return db.execute(select(Task.id, Task.title_text.label("title"), func.count(Task.id).label("amount"))).all()


def counted(db):
    state = Task.state.label("how")
    return db.execute(select(state, func.count(Task.id), func.max(Task.id).label("most")).group_by(state)).all()


def mapped(db):
    return db.execute(select(Task.id, Task.state)).mappings().all()


def asked(db):
    return db.session.query(Task.id, Task.state).filter(Task.id > 1).first()
"""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("return [row.title for row in listed(db)]", []),
        ("return [row.amount for row in listed(db)]", []),
        ("return [(row.id, row[0], row.count, row._mapping, row._asdict()) for row in listed(db)]", []),
        ("return [row.titel for row in listed(db)]", ["titel"]),
        ("return [row._mapping['title'] for row in listed(db)]", []),
        ("return [row._mapping['titel'] for row in listed(db)]", ["titel"]),
        ("return [row['state'] for row in mapped(db)]", []),
        ("return [row['stat'] for row in mapped(db)]", ["stat"]),
        ("return [dict(row) for row in mapped(db)]", []),
        ("return [row.keys() for row in mapped(db)]", []),
        ("return [(row.how, row.most, row.count_1, row[1]) for row in counted(db)]", []),
        ("return [row.stat for row in counted(db)]", ["stat"]),
        ("return asked(db).state", []),
        ("return asked(db).status", ["status"]),
        ("return listed(db).title", []),
    ],
)
def test_rows_are_known_where_another_file_asks_for_them(line: str, said: list[str]) -> None:
    use = f"from rows import asked, counted, listed, mapped\n\n\ndef f(db):\n    {line}\n"
    files = {"c.contract.ts": CONTRACT, "models.py": MODELS, "rows.py": REPOSITORY, "use.py": use}
    assert [f.message.split("`")[1] for f in check(snapshot_of(files)) if f.path in ("use.py", "rows.py")] == said
