"""Python code that asks a class for what it has not, and code that must be left alone."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A person who can sign in. */
export interface User {
  /** @format email */
  email: string;
  displayName: string;
  team: Team;
  friends: Team[];
}
/** Several people. */
export interface Team {
  title: string;
}
"""

MODELS = """
from dataclasses import dataclass
from typing import TypedDict, NotRequired
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from .base import Base


# @contract Team
class Team(BaseModel):
    title: str


# @contract User
class User(BaseModel):
    email: str
    display_name: str = Field(alias="displayName", validation_alias="shownName")
    team: Team
    friends: list[Team]
    _secret: int = 3
    LIMIT = 4

    @property
    def domain(self) -> str:
        self.cached = self.email.partition("@")[2]
        return self.cached


# @contract User subset
@dataclass(frozen=True)
class Person:
    email: str

    def shout(self) -> str:
        return self.email.upper()


# @contract User subset
class UserJson(TypedDict):
    email: str
    displayName: NotRequired[str]


# @contract User subset
class Row(Base):
    __tablename__ = "users"
    email: Mapped[str] = mapped_column(primary_key=True)


# @contract User subset
class Loose(BaseModel):
    model_config = ConfigDict(extra="allow")
    email: str
"""

START = "from dataclasses import replace\nfrom app.models import User, Person, UserJson, Row, Loose, Team as Group\n"


def found(body: str) -> list[str]:
    snapshot = snapshot_of(
        {
            "c.contract.ts": CONTRACT,
            "app/models.py": MODELS,
            "app/__init__.py": "from .models import User as Exported\n",
            "app/code.py": START + body,
        }
    )
    text = snapshot.sources["app/code.py"].text
    return [text[f.range] for f in check(snapshot) if f.rule == "unknown-property" and f.path == "app/code.py"]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("def f(u: User): return u.emial", ["emial"]),
        ("def f(u: User): u.emial = 1; u.team.titel; u.friends[0].nam", ["emial", "titel", "nam"]),
        ("User(emial=1, team={'titel': 2}, friends=[{'nam': 1}])", ["emial", "titel", "nam"]),
        ("def f(p: Person): return replace(p, mail=1)", ["mail"]),
        ("def f(u: User): return u.model_copy(update={'mail': 1})", ["mail"]),
        ("def f(us: list[User]): return [u.mail for u in us]", ["mail"]),
        ("def f(u: UserJson): return u['mail'], u.get('display_name')", ["mail", "display_name"]),
        ("def f() -> UserJson: return {'email': 1, 'display_name': 2}", ["display_name"]),
        ("select(Row).where(Row.emial == 1)", ["emial"]),
        ("def f(g: Group): return g.name", ["name"]),
        ("from app import Exported\ndef f(u: Exported): return u.mail", ["mail"]),
        ("from .models import User as Near\ndef f(u: Near): return u.mail", ["mail"]),
        ("def f(u: User): return u.display_name.emial, u.domain, u.LIMIT, u.cached, u.model_fields_set, u._secret", []),
        ("def f(u: User): return u.friends.lenght, u.email.anything", []),
        ("User(displayName=1, display_name=2, shownName=3, **rest)", []),
        ("def f(l: Loose): return l.emial", []),
        ("def f(r: Row): return r.metadata, r.to_dictionary, r.created_at", []),
        ("def f(u: UserJson): return u.items, u.keys", []),
        ("def f(u: User): return u['emial']", []),
        ("def f(u: Unknown): return u.emial", []),
        ("def f(u: User):\n    from other import User\n    return User(emial=1)", []),
        ("class User: ...\ndef f(u: User): return u.emial", []),
        ("def f(p: Person): return p.shout().anything, p.__dict__", []),
    ],
)
def test_uses(body: str, names: list[str]) -> None:
    assert found(body) == names


def test_a_bound_dictionary_is_held_to_its_contract() -> None:
    source = "# @contract User\ndef user():\n    return {'email': 1, 'display_name': 2, 'team': 3}\n"
    snapshot = snapshot_of({"c.contract.ts": CONTRACT, "app/code.py": source})
    findings = [(f.rule, snapshot.sources[f.path].text[f.range]) for f in check(snapshot) if f.path == "app/code.py"]
    assert findings == [("missing-field", "user"), ("misfit-value", "1"), ("renamed-field", "display_name")]


def test_a_faithful_dictionary_gives_no_finding() -> None:
    source = "# @contract Team\ndef team(row):\n    return {'title': row.title}\n"
    snapshot = snapshot_of({"c.contract.ts": CONTRACT, "app/code.py": source})
    assert [f for f in check(snapshot) if f.path == "app/code.py"] == []


def test_a_base_in_another_file_may_give_aliases() -> None:
    source = "from .base import Camel\n\n\n# @contract User subset\nclass U(Camel):\n    display_name: str\n"
    snapshot = snapshot_of({"c.contract.ts": CONTRACT, "app/code.py": source})
    assert [f for f in check(snapshot) if f.path == "app/code.py"] == []


OTHERS = """
from dataclasses import dataclass, field
from typing import Literal
from pydantic import BaseModel
from .base import Part


# @contract Chart
class Chart(BaseModel):
    title: str
    gated: Literal["auto", False] | None

    @classmethod
    def of(cls, row): return cls(title=row.title, gated=False, legend=row.legend, titel=1)


class Map(Chart):
    legend: str


# @contract Options
class Options(Part, total=False):
    names: list[str]


@dataclass
class Place:
    root: str


# @contract Spot
@dataclass
class Spot(Place):
    id: str
    revision: str
    root: str = field(init=False)


def told(one) -> dict | Chart:
    return {"slice": 1}


def shown(charts: list[Chart], one: Chart, two: Chart, three: Chart) -> Chart:
    if isinstance(charts[0], Map):
        charts[0].legend
    Spot("a")
    Spot("a", "b")
    made = told(one)
    if isinstance(made, Chart):
        return made
    return getattr(one, "legend", None), two.legend, getattr(three, "titel", None)
"""
PROMISES = """
export interface Part { path: string }
export interface Options extends Part { names?: string[] }
export interface Chart { title: string; gated: "auto" | false | null }
export interface Spot { id: string; revision: string; root: string }
"""


def test_what_only_a_class_that_inherits_has_and_what_a_class_says_of_itself() -> None:
    base = "from typing import TypedDict\n\n\n# @contract Part\nclass Part(TypedDict):\n    path: str\n"
    snapshot = snapshot_of({"c.contract.ts": PROMISES, "app/base.py": base, "app/code.py": OTHERS})
    text = snapshot.sources["app/code.py"].text
    told = [(f.rule, text[f.range]) for f in check(snapshot) if f.path == "app/code.py" and f.severity == "error"]
    assert told == [
        ("unknown-property", "titel"),
        ("missing-property", 'Spot("a")'),
        ("unknown-property", "legend"),
        ("unknown-property", "titel"),
    ]
