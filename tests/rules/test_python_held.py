"""Values of bound classes behind repositories, generic bases, tuples, dictionaries, fixtures and queries of Django."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A person who can sign in.
 * @db users */
export interface User {
  /** @format email */
  email: string;
  displayName: string;
}
"""
MODELS = """
from sqlalchemy.orm import DeclarativeBase, Mapped


class Base(DeclarativeBase):
    pass


# @contract User
class User(Base):
    __tablename__ = "users"
    email: Mapped[str]
    display_name: Mapped[str]
"""
REPOSITORY = """
from collections.abc import Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from models import User

T = TypeVar("T")


class Repository(Generic[T]):
    def get(self, id: int) -> T | None: ...
    def every(self) -> list[T]: ...


class Page[K]:
    items: list[K]


class Users(Repository[User]):
    def page(self) -> tuple[Sequence[User], int]: ...
    def by_team(self) -> dict[int, list[User]]: ...
    def counted(self) -> list[tuple[User, int]]: ...
    def paged(self) -> Page[User]: ...
    def guessed(self): return User(email="a", display_name="b")
    def __enter__(self): return self


class Service:
    def __init__(self, users: Users) -> None:
        self._users = users


def make(): return User(email="a", display_name="b")


def again(): return make()


def circle(): return other()


def other(): return circle()


@contextmanager
def opened():
    yield Users()
"""
TREE = {"a.contract.ts": CONTRACT, "models.py": MODELS, "repository.py": REPOSITORY}
HEAD = "from repository import Service, Users, again, circle, make, opened\nfrom models import User\n"


def said(code: str, path: str = "use.py", **more: str) -> list[str]:
    texts = {**TREE, **{name.replace("__", "/") + ".py": text for name, text in more.items()}, path: HEAD + code + "\n"}
    return [f.message.split("`")[1] for f in check(snapshot_of(texts)) if f.rule == "unknown-property"]


@pytest.mark.parametrize(
    "code",
    [
        "def f(s: Service): return s._users.get(1).emial",
        "def f(s: Service): return [u.emial for u in s._users.every()]",
        "def f(users: Users):\n    found, total = users.page()\n    return found[0].emial, total.emial",
        "def f(users: Users):\n    for u, n in users.counted(): print(u.emial, n.emial)",
        "def f(users: Users):\n    for same in users.by_team().values():\n        same.sort(key=lambda u: u.emial)",
        "def f(users: Users):\n    for team, same in users.by_team().items(): print(same[0].emial, team.emial)",
        "def f(users: Users, team: int): return users.by_team()[team][0].emial",
        "def f(users: Users): return users.paged().items[0].emial",
        "def f(users: Users): return users.guessed().emial",
        "def f(): return make().emial",
        "def f(): return again().emial",
        "made = make()\nprint(made.emial)",
        "def f(a: list[User], b: list[int]):\n    for u, n in zip(a, b): print(u.emial, n.emial)",
        "def f(a: dict[str, list[User]]): return a['x'][0].emial",
        "type Pairs = list[tuple[int, User]]\ndef f(pairs: Pairs): return [u.emial for n, u in pairs]",
        "def f(a: list[User]): return min(a, key=lambda u: u.emial)",
        "def f():\n    with opened() as users: print(users.guessed().emial)",
        "def f():\n    with Users() as users: print(users.guessed().emial)",
        "def f(): assert make().model_dump() == {'emial': 'a', 'email': 'b'}",
        "import repository as r\ndef f(a): return r.Page[User].model_validate(a).items[0].emial",
        "from repository import Page\ndef f(a): return Page[User](items=a).items[0].emial",
        "class Test:\n    def setUp(self): self.user = make()\n    def test(self): print(self.user.emial)",
    ],
)
def test_followed(code: str) -> None:
    assert said(code) == ["emial"]


@pytest.mark.parametrize(
    "code",
    [
        "def f(): return circle().emial",
        "def f(users: Users): return users.page().emial, users.by_team().emial, users.page()[1].emial",
        "def f(a: dict[User, int]): return [u.emial for u in a.values()]",
        "def f(a: tuple[int, User] | None): return a[0].emial, a[5].emial",
        "def f(a: dict[str, list[User]]):\n    for u in a: u.emial",
        "def f(a: 'list[Unknown[User]]'): return a[0].emial",
        "def f(a: list[User]):\n    for u, n in zip(a): u.emial",
        "class T:\n    def setUp(self): self.u = make()\n    def late(self): self.u = other()\n    def test(self): self.u.emial",
        "def f(a: int | User): return a.emial",
        "from repository import Page\ndef f(a): return Page[int](items=a).items[0].emial, User[a].emial, User[a](1).emial",
        "def f(a: list[tuple[User, int]]):\n    for u, *n in a: u.emial",
    ],
)
def test_left_alone(code: str) -> None:
    assert said(code) == []


FIXTURES = "import pytest\nfrom repository import make\n\n\n@pytest.fixture\ndef user():\n    yield make()\n"


def test_a_fixture_is_what_it_gives() -> None:
    assert said("def test(user): return user.emial", "tests/api/test_x.py", tests__conftest=FIXTURES) == ["emial"]


@pytest.mark.parametrize(
    "code",
    [
        "def helper(user): return user.emial",
        "@pytest.mark.parametrize('user', [1])\ndef test(user): return user.emial",
        "@pytest.fixture\ndef user(): return 1\n\n\ndef test(user): return user.emial",
    ],
)
def test_no_fixture(code: str) -> None:
    assert said(code, "tests/test_x.py", tests__conftest=FIXTURES) == []


def test_the_nearest_fixture_counts() -> None:
    nearer = "import pytest\n\n\n@pytest.fixture\ndef user(): return {}\n"
    texts = {"tests__conftest": FIXTURES, "tests__api__conftest": nearer}
    assert said("def test(user): return user.emial", "tests/api/test_x.py", **texts) == []
