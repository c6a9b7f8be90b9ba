"""Functions of Python without types are known by what other files give to them, and take their results for."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A person who can sign in.
 * @db users */
export interface User {
  email: string;
  displayName: string;
}
export interface Shown { email: string; cards: Card[] }
export interface Card { title: string }
/** @api GET /shown */
export interface GetShown { response: Shown }
/** @api POST /users */
export interface MakeUser { request: { email: string; displayName: string }; response: User }
"""
MODELS = """
from sqlalchemy.orm import DeclarativeBase, Mapped


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    email: Mapped[str]
    display_name: Mapped[str]
"""
SCHEMAS = """
from pydantic import BaseModel


class Card(BaseModel):
    title: str


class Shown(BaseModel):
    email: str
    cards: list[Card]


class NewUser(BaseModel):
    email: str
    displayName: str
"""
REPOS = """
from sqlalchemy import select

from models import User


class Repository:
    model = None

    def __init__(self, session):
        self.session = session

    def get(self, id):
        return self.session.get(self.model, id)

    def add(self, **values):
        made = self.model(**values)
        self.session.add(made)
        return made

    def all(self):
        return self.session.execute(select(self.model)).scalars().all()


class Users(Repository):
    model = User


class Unit:
    def __enter__(self):
        self.users = Users(self.session)
        return self
"""
SERVICE = """
class Base:
    def __init__(self, unit):
        self.unit = unit


class Service(Base):
    def make(self, new, note=None):
        %s

    def show(self, id):
        cards = []
        for each in range(3):
            cards.append({%s: each})
        found = self._shown(id)
        return found if id else {"email": "a", "cards": cards}

    def _shown(self, id):
        return {"email": "a", %s: []}
"""
ROUTES = """
from typing import Annotated

from fastapi import APIRouter, Depends

from repos import Unit
from schemas import NewUser, Shown
from service import Service

router = APIRouter()
Given = Annotated[Unit, Depends(Unit)]


def service(unit: Given):
    return Service(unit)


@router.get("/shown", response_model=Shown)
def shown(own=Depends(service)):
    return own.show(1)


@router.post("/users")
def make(new: NewUser, own=Depends(service)):
    return own.make(new)
"""


def said(make: str, card: str = '"title"', cards: str = '"cards"', **more: str) -> list[str]:
    texts = {
        "a.contract.ts": CONTRACT,
        "models.py": MODELS,
        "schemas.py": SCHEMAS,
        "repos.py": REPOS,
        "service.py": SERVICE % (make, card, cards),
        "routes.py": ROUTES,
        **{f"{name}.py": text for name, text in more.items()},
    }
    return [f.message.split("`")[1] for f in check(snapshot_of(texts)) if f.rule == "unknown-property"]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        ("return new.emial", ["emial"]),  # of the class that the route gives
        ("return self.unit.users.get(1).emial", ["emial"]),  # the row of a class that the repository is made for
        ("return self.unit.users.all()[0].emial", ["emial"]),
        ("return self.unit.users.add(email=new.email, name='a')", ["name"]),
        ("for user in self.unit.users.all(): user.emial = new.email", ["emial"]),
        ("return self.unit.users.get(1).email + new.email", []),
        ("return self.unit.users.add(email=new.email, display_name='a')", []),
        ("return note.emial", []),  # nobody gives it
        ("new = other()\n        return new.emial", []),
        ("return self.unit.users.session.emial", []),
        ("return self.unit.others.get(1).emial", []),
    ],
)
def test_parameters(make: str, expected: list[str]) -> None:
    assert said(make) == expected


def test_results() -> None:
    assert said("return new.email", card='"name"') == ["name"]
    assert said("return new.email", cards='"crads"') == ["crads"]
    assert said("return new.email") == []


CALLER = "from service import Service\nfrom schemas import Card\n\n\ndef f(own: Service, card: Card): return own.make(card)\n"


def test_what_one_of_several_has_is_known() -> None:
    assert said("return new.email", caller=CALLER) == []
    assert said("return new.emial", caller=CALLER) == ["emial"]


SAVED = """
from models import User
from schemas import Card


def save(row):
    return row


def shown(user):
    return user.%s


def f(user: User, card: Card):
    save(card)
    return shown(save(user)), shown(user)
"""


def test_what_a_function_gives_back_may_be_any_of_what_it_is_given() -> None:
    assert said("return new.email", saved=SAVED % "email") == []
    assert said("return new.email", saved=SAVED % "title") == []
    assert said("return new.email", saved=SAVED % "emial") == ["emial"]


def test_what_tests_give_counts_where_nothing_else_is_given() -> None:
    assert said("return new.cards", test_unit=CALLER.replace("Card", "Shown")) == ["cards"]
    assert (
        said("return note.cards", test_unit=CALLER.replace("Card", "Shown").replace("(card)", "(None, note=card)"))
        == []
    )
    assert said("return note.emial", test_unit=CALLER.replace("(card)", "(None, note=card)")) == ["emial"]


def test_a_function_that_calls_itself_is_known_by_others() -> None:
    code = "def walk(user):\n    print(user.emial)\n    walk(user)\n"
    user = "from models import User\nfrom walking import walk\n\n\ndef f(user: User): walk(user)\n"
    assert said("return new.email", walking=code, caller=user) == ["emial"]
    assert said("return new.email", walking=code) == []
