"""Functions that make functions, fixtures that give them, and functions that are given the rows of statements of SQL."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A person who can sign in.
 * @db users */
export interface User {
  /** @format int */
  id: number;
  /** @format email */
  email: string;
  displayName: string;
}
"""
MODELS = """
from dataclasses import dataclass


# @contract User
@dataclass
class User:
    id: int
    email: str
    displayName: str
"""
SCHEMA = """
-- @contract User
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, display_name TEXT NOT NULL);
"""
CONFTEST = """
from collections.abc import Callable, Iterator

import pytest

from models import User


@pytest.fixture
def make_user():
    def make(**over):
        values = {"id": 1, "email": "a@example.org"}
        values.setdefault("displayName", "A")
        values.update(over)
        return User(**values)

    return make


@pytest.fixture
def typed_user() -> Callable[..., User]:
    def _typed(name: str, **rest) -> User:
        return User(id=1, displayName=name, **rest)

    return _typed


@pytest.fixture
def lasting() -> Iterator[Callable[[], User]]:
    def give() -> User: ...

    yield give


def maker():
    def inside() -> User: ...

    return inside
"""
STORE = """
import sqlite3

from models import User


def to_user(row: sqlite3.Row) -> User:
    return User(id=row["id"], email=row["email"], displayName=row["display_name"])


class Store:
    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def one(self, id: int) -> User:
        row = self.db.execute("SELECT id, email, display_name FROM users WHERE id = ?", (id,)).fetchone()
        return to_user(row)

    def all(self) -> list[str]:
        rows = self.db.execute("SELECT * FROM users")
        return [self._name(row) for row in rows] + list(map(shown, self.db.execute("SELECT * FROM users")))

    def _name(self, row) -> str:
        return row["display_name"]


def shown(row) -> str:
    return row["email"]
"""
TREE = {
    "a.contract.ts": CONTRACT,
    "models.py": MODELS,
    "schema.sql": SCHEMA,
    "conftest.py": CONFTEST,
    "store.py": STORE,
}


def said(code: str = "", **changed: str) -> list[str]:
    texts = {
        **TREE,
        "test_users.py": f"from conftest import maker\n\n\n{code}\n",
        **{f"{n}.py": t for n, t in changed.items()},
    }
    snapshot = snapshot_of(texts)
    found = [f for f in check(snapshot) if f.severity == "error" and f.path.endswith(".py")]
    return [snapshot.sources[f.path].text[f.range] for f in found]


@pytest.mark.parametrize(
    "code",
    [
        "def test(make_user): assert make_user(emial='b')",
        "def test(make_user): assert make_user().emial",
        "def test(make_user):\n    user = make_user(email='b')\n    assert user.emial",
        "def test(typed_user): assert typed_user('x', emial='b')",
        "def test(typed_user: Callable[..., User]): assert typed_user('x').emial",
        "def test(lasting): assert lasting().emial",
        "def test():\n    make = maker()\n    assert make().emial",
    ],
)
def test_what_a_made_function_takes_and_gives(code: str) -> None:
    assert said(code) == ["emial"]


@pytest.mark.parametrize(
    "code",
    [
        "def test(make_user): assert make_user(email='b').displayName",
        "def test(typed_user): assert typed_user(name='x', email='b').email",
        "def test(typed_user): assert typed_user(nmae='x')",
        "@pytest.mark.parametrize('make_user', [1])\ndef test(make_user): assert make_user().emial",
        "def test(unknown): assert unknown(emial='b').emial",
        "def test():\n    make = maker\n    make = other\n    assert make().emial",
        "def outer():\n    def inner() -> Other: ...\n    return inner\ndef test(): assert outer()().emial",
    ],
)
def test_left_alone(code: str) -> None:
    assert [text for text in said(code) if text != "nmae"] == []


def test_what_a_factory_puts_in_itself() -> None:
    assert said(conftest=CONFTEST.replace('"email"', '"emial"')) == ["emial"]
    assert said(conftest=CONFTEST.replace('"displayName"', '"displayNme"')) == ["displayNme"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('row["email"], display', 'row["emial"], display'),
        ('displayName=row["display_name"]', 'displayName=row["display_nme"]'),
        ('return row["display_name"]', 'return row["display_nme"]'),
        ('return row["email"]', 'return row["emial"]'),
    ],
)
def test_rows_are_followed_into_the_functions_that_map_them(old: str, new: str) -> None:
    assert STORE.count(old) == 1
    wrong = next(w for w in ("emial", "display_nme") if w in new)
    assert said(store=STORE.replace(old, new)) == [wrong]
    assert said() == []
