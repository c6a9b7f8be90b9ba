"""What is asked of a bound Python class, wherever it comes from: the lines that say so are the lines that are reported."""

from textwrap import dedent

import pytest

from dovetail.core.settings import Settings
from dovetail.rules import check, rules
from support.snapshots import snapshot_as_written, snapshot_of

_CONTRACT = """
/** A user. */
export interface User {
  id: string;
  email: string;
  fullName: string;
  age: number | null;
}
export type Role = "admin" | "member";
export interface Member {
  id: string;
  role: Role;
}
"""
_MODELS = """
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase): ...

class Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

# @contract User
class User(Camel):
    id: str
    email: str
    full_name: str
    age: int | None

# @contract User
class UserRow(Base):
    __tablename__ = "users"
    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str]
    full_name: Mapped[str]
    age: Mapped[int | None]
"""
_REPOSITORY = """
from sqlalchemy import select
from typing import Annotated, TypedDict
from .models import User, UserRow

class UserDict(TypedDict):
    '''@contract User'''
    id: str
    email: str
    fullName: str
    age: int | None

Me = Annotated[User, Depends(get_user)]

def get_user(session, id: str) -> User: ...
async def list_users() -> list[User]: ...
def save(u: UserDict, *, us: list[UserDict] = ()): ...

class Base:
    current: User

class Repo(Base):
    def __init__(self, db, user: User):
        self.user = user
    def one(self, id) -> User | None:
        return self.user.emial  # error
    async def many(self) -> list[UserRow]: ...
    @classmethod
    def make(cls) -> "Repo": ...

repo = Repo()

def inner(db):
    save({"id": "1", "emial": "a", "fullName": "", "age": 1})  # error
    for row in db.scalars(select(UserRow).where(UserRow.email == 1)):
        print(row.emial)  # error
    db.execute(update(UserRow).values(emial=1))  # error
"""
_SERVICE = """
from app import repo
from app.repo import Me, Repo, get_user, list_users, save
from app.repo import repo as the_repo
from .models import User

def f(repository: Repo, me: Me, db):
    me.email.lower()
    me.emial  # error
    get_user(db, "1").emial  # error
    repository.one("1").emial  # error
    repository.current.emial  # error
    repo.get_user(db, "2").emial  # error
    repo.Repo.make().one(1).emial  # error
    the_repo.user.emial  # error
    save({"id": "1", "email": "a", "fullName": "", "age": 1}, us=[{"emial": 1}])  # error
    get_user(db, "1").email.upper().other
    repository.unheard_of().emial

async def g(repository: Repo):
    users = await list_users()
    print([u.emial for u in users])  # error
    by_id = {u.id: u for u in users}
    by_id["x"].emial  # error
    for row in await repository.many():
        row.emial  # error
    first = next((u for u in users if u.email), None)
    first.emial  # error

def h(x):
    User.model_validate({"id": 1, "fulName": ""})  # error
    User.model_validate({"id": "1", "email": "", "fullName": "", "full_name": "", "age": 1})
    u = User.model_validate(x)
    u.model_dump()["emial"]  # error
    u.model_dump()["fullName"]  # error
    u.model_dump(by_alias=True)["fullName"]
    d = u.model_dump()
    d["extra"] = 1
    d["extra"]
"""
_INHERITING = """
from .models import Base, Camel, UserRow

# @contract User
class Good(Camel):
    id: str
    email: str
    full_name: str
    age: int | None

# @contract User
class Drifted(Camel):  # error
    id: str
    email: str
    age: int | None

# @contract User
class Misspelt(Camel):
    id: str
    emails: str  # error
    full_name: str
    age: int | None

class Part(Camel):
    id: str
    email: str

# @contract User
class Whole(Part):
    full_name: str
    age: int | None
"""
_DJANGO_BASE = """
from django.db import models

class Stamped(models.Model):
    email = models.EmailField()
    class Meta:
        abstract = True
"""
_DJANGO = """
from .base import Stamped
from django.db import models

# @contract User
class User(Stamped):
    id = models.TextField(primary_key=True)
    full_name = models.CharField(max_length=3)
    age = models.IntegerField(null=True)
    team = models.ForeignKey("Team", related_name="users", on_delete=models.CASCADE)
"""
_VIEWS = """
from .models import User

def f():
    User.objects.filter(emial="x")  # error
    User.objects.filter(email__icontains="x", team__name="y", team_id=3, pk__in=[], age__gte=2)
    User.objects.exclude(Q(ful_name="x") | Q(email="y"))  # error
    for u in User.objects.order_by("-emial"):  # error
        u.emial  # error
    User.objects.values("id", "emial")  # error
    u, made = User.objects.get_or_create(email="x", defaults={"ful_name": 1})  # error
    User.objects.annotate(posts_count=Count("team")).filter(posts_count=1)


def h(user):
    user.age = F("ages") + 1  # error


def i():
    h(User.objects.get(pk=1))
"""
_FLASK = """
from .ext import db

# @contract User
class User(db.Model):
    id = db.Column(db.String, primary_key=True)
    email = db.Column(db.String(2), nullable=False)
    full_name = db.Column(db.String, nullable=False)
    age = db.Column(db.Integer)

def f():
    User.query.filter_by(emial=1)  # error
    User.query.get(1).emial  # error
    db.session.execute(db.select(User).filter_by(emial="x"))  # error
    db.get_or_404(User, 1).emial  # error
    User.query.filter_by(handle=1).order_by(User.created)  # error
    User(email="a", full_name="b", handle="c")  # error
    User.query.paginate(page=1).items
    User.query.filter_by(age=1).update({"handle": 1})  # error
    User.query.filter_by(age=1).update({"age": 1, User.email: "a"})


ROWS = [
    {"email": "a", "full_name": "b", "handle": "c"},  # error
    {"email": "a", "full_name": "b"},
]
MORE = [{"email": "a", "full_name": "b", "handle": "c"}]
PAIRS = [
    ("x", dict(email="a", full_name="b", handle="c")),  # error
    ("y", {"email": "a", "full_name": 3}),  # error
]


def g():
    for key, row in PAIRS:
        db.session.add(User(id=key, **row))
    for (key, *rest) in PAIRS:
        db.session.add(User(id=key, **rest))
    for row in ROWS:
        db.session.add(User(id="a", **row))
    for row in MORE:
        row.pop("handle")
        db.session.add(User(**row))
    return [User(**row) for row in others()], [Other(**row) for row in MORE]
"""
_MIXINS = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    id: Mapped[str] = mapped_column(primary_key=True)

class Aged:
    age: Mapped[int | None]
"""
_TABLES = """
from .mixins import Aged, Base

# @contract User
class User(Aged, Base):
    __tablename__ = "users"
    email: Mapped[str]
    full_name: Mapped[str]

# @contract User
class Other(Base):  # error
    __tablename__ = "others"
    email: Mapped[str]
    full_name: Mapped[str]
"""
_SQLMODEL = """
from sqlalchemy import Column, DateTime
from sqlmodel import Field, Relationship, SQLModel

class Team(SQLModel, table=True):
    id: str = Field(primary_key=True)
    users: list["User"] = Relationship(back_populates="team")
    owner: "User" = Relationship(back_populates="owned")  # error

# @contract User
class User(SQLModel, table=True):
    id: str = Field(primary_key=True)
    email: str
    full_name: str
    age: int | None = Field(default=None, sa_column=Column(Integer, nullable=False))  # error
    team: Team = Relationship(back_populates="users")

# @contract User
class Other(SQLModel, table=True):
    id: str = Field(primary_key=True)
    email: str
    full_name: str
    age: int = None  # error

# @contract User
class Third(SQLModel, table=True):
    id: str = Field(primary_key=True)
    email: str = ""
    full_name: str
    age: int | None = Field(default=None, sa_column=Column(Integer))
"""
_ENUM = """
import enum

# @contract Role
class Role(str, enum.Enum):
    ADMIN = "admin"
    MEMBER = "member"

    @classmethod
    def usual(cls): return cls.MEMBER
"""
_ROLES = """
from .roles import Role

def f(role: Role):
    if role == Role.ADMN:  # error
        return Role.usual()
    return Role.MEMBER.value, Role.__members__, Role["ADMIN"], Role.OWNER  # error
"""
_CHOICES = """
from django.db import models

# @contract Role
class Role(models.TextChoices):
    ADMIN = "admin", "Admin"
    MEMBER = "member", _("Member")

# @contract Member
class Member(models.Model):
    id = models.TextField(primary_key=True)
    role = models.CharField(max_length=9, choices=Role.choices)

# @contract Member
class Guest(models.Model):
    id = models.TextField(primary_key=True)
    role = models.CharField(max_length=9, choices=[("admin", "A"), ("guest", "G")])  # error
"""


@pytest.mark.parametrize(
    "files",
    [
        {"app/models.py": _MODELS, "app/repo.py": _REPOSITORY, "app/service.py": _SERVICE, "app/__init__.py": ""},
        {"app/models.py": _MODELS, "app/more.py": _INHERITING},
        {"shop/base.py": _DJANGO_BASE, "shop/models.py": _DJANGO, "shop/views.py": _VIEWS},
        {"web/models.py": _FLASK},
        {"app/roles.py": _ENUM, "app/uses.py": _ROLES},
        {"shop/models.py": _CHOICES},
        {"db/mixins.py": _MIXINS, "db/tables.py": _TABLES},
        {"db/rows.py": _SQLMODEL},
    ],
    ids=["calls", "inheritance", "django", "flask", "members", "choices", "mixins", "sqlmodel"],
)
def test_what_a_bound_class_does_not_have(files: dict[str, str]) -> None:
    off = {r.id: "off" for r in rules() if r.family != "conformance"}
    snapshot = snapshot_as_written(
        {"contracts/user.contract.ts": _CONTRACT, **files}, settings=Settings.model_validate({"severities": off})
    )
    found = {(f.path, text.line_of(f.range.start)) for f in check(snapshot) if (text := snapshot.text(f.path))}
    expected = {(p, i) for p, t in files.items() for i, line in enumerate(t.splitlines()) if line.endswith("# error")}
    assert sorted(found) == sorted(expected)


def test_a_base_that_flask_sqlalchemy_is_told_of_may_have_more() -> None:
    made = {"web/ext.py": "db = SQLAlchemy(model_class=Base)\n", "web/models.py": _FLASK}
    found = check(snapshot_as_written({"contracts/user.contract.ts": _CONTRACT, **made}))
    assert {f.message.split("`")[1] for f in found if f.rule == "unknown-property"} == {"emial"}


def test_what_a_base_asks_of_itself_may_stand_in_what_inherits_from_it() -> None:
    """An abstract model of Django is written for its subclasses; only what is nearly a field of its own is told."""
    base = """
        from django.db import models

        # @contract User
        class User(models.Model):
            id = models.TextField(primary_key=True)
            email = models.TextField()
            full_name = models.TextField()
            age = models.IntegerField(null=True)

            class Meta:
                abstract = True

            def link(self):
                return f"{self.url_scheme}://{self.emial}"
    """
    alone = {"c.contract.ts": _CONTRACT, "app/users.py": dedent(base)}
    inherited = {**alone, "app/admins.py": "from .users import User\n\nclass Admin(User):\n    url_scheme = 'mail'\n"}
    missed = [
        [f.message.split("`")[1] for f in check(snapshot_as_written(t)) if f.rule == "unknown-property"]
        for t in (alone, inherited)
    ]
    assert missed == [["url_scheme", "emial"], ["emial"]]


def test_another_argument_of_a_column_is_no_default() -> None:
    contract = '/** How.\n * @db jobs */\nexport interface Job { state: "open" | "done" }\n'
    column = """
from sqlalchemy import Enum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


# @contract Job
class Job(Base):
    __tablename__ = "jobs"
    state: Mapped[str] = mapped_column(Enum("open", "done", name="job_state"), default="open", comment="how")
"""
    found = check(snapshot_as_written({"a.contract.ts": contract, "jobs.py": column}))
    assert [f.rule for f in found if f.rule == "default-mismatch"] == []
    found = check(
        snapshot_as_written({"a.contract.ts": contract, "jobs.py": column.replace('default="open"', 'default="opn"')})
    )
    assert [f.rule for f in found if f.rule == "default-mismatch"] == ["default-mismatch"]


WIZARDS = """
from dataclasses import dataclass

from dataclass_wizard import JSONWizard


# @contract Due
@dataclass
class Due(JSONWizard):
    date: str
    lang: str = "en"

    def shown(self) -> str:
        return self.date + self.to_json()
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", []),
        ("    lang: str", "    language: str", ["renamed-field"]),
        ("self.date +", "self.day +", ["unknown-property"]),
        ('    lang: str = "en"', '    language: Annotated[str, Alias("lang")] = "en"', []),  # it may be written so
        ("from dataclass_wizard", "from .own", []),  # which may give it fields
    ],
)
def test_a_dataclass_that_a_library_writes_as_json(old: str, new: str, said: list[str]) -> None:
    contract = "/** When. */\nexport interface Due { date: string; lang: string }\n"
    source = WIZARDS.replace(old, new) if old else WIZARDS
    found = check(snapshot_of({"a.contract.ts": contract, "models.py": source}))
    assert [f.rule for f in found if f.path == "models.py" and f.severity == "error"] == said
