"""Classes that say no contract themselves, and that routes of Python carry: they are what the endpoint says."""

import pytest

from dovetail.rules import check
from dovetail.rules.asking.incremental import Checker
from support.snapshots import snapshot_of

CONTRACT = """
/** What is written. */
export interface NoteDraft { headline: string; bodyText?: string }
/** What is kept. */
export interface Note { id: string; headline: string; bodyText: string | null; author: Author }
/** Who wrote it. */
export interface Author { penName: string }
/** Some notes. */
export interface NotePage { items: Note[]; total: number }
/** What went wrong. */
export interface Problem { detail: string }

/** Write.
 * @api POST /notes */
export interface WriteNote { request: NoteDraft; response: Note; errors: Problem }
/** Read.
 * @api GET /notes */
export interface ListNotes { query: { headline?: string }; response: NotePage; errors: Problem }
/** Mark.
 * @api PUT /notes/{id} */
export interface MarkNote {
  params: { id: string }; request: { mark: { colourName: string }; draft: NoteDraft }; response: Note[]; errors: Problem
}
"""
PEOPLE = """
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)


class AuthorOut(Model):
    pen_name: str
"""
SCHEMAS = """
from typing import Generic, TypeVar

from people import AuthorOut, Model

T = TypeVar("T")


class NoteIn(Model):
    headline: str
    body_text: str | None = None

    def shout(self) -> str:
        return self.headline.upper()


class NoteOut(Model):
    id: str
    headline: str
    body_text: str | None
    author: AuthorOut


class Page(Model, Generic[T]):
    items: list[T]
    total: int


class Mark(Model):
    colour_name: str


class ProblemOut(Model):
    detail: str


class Search(Model):
    headline: str | None = None


NotePage = Page[NoteOut]
"""
ROUTES = """
from typing import Annotated

from fastapi import APIRouter, Depends

from people import AuthorOut
from schemas import Mark, NoteIn, NoteOut, NotePage, ProblemOut, Search
from service import Service, ServiceDep

router = APIRouter()


# @contract WriteNote
@router.post("/notes", response_model=NoteOut, responses={404: {"model": ProblemOut}})
async def write(note: NoteIn, service: ServiceDep):
    print(note.headline, note.body_text)
    made = await service.write(note)
    return made


# @contract ListNotes
@router.get("/notes")
async def listed(search: Annotated[Search, Depends()]) -> NotePage:
    page = NotePage(items=[], total=0)
    return page


# @contract MarkNote
@router.put("/notes/{id}")
async def mark(id: str, mark: Mark, draft: NoteIn) -> list[NoteOut]:
    return []
"""
SERVICE = """
from typing import Annotated

from fastapi import Depends

from people import AuthorOut
from schemas import NoteIn, NoteOut


class Service:
    async def write(self, note: NoteIn) -> NoteOut:
        return NoteOut(id="1", headline=note.headline, body_text=None, author=AuthorOut(pen_name="x"))


def service() -> Service:
    return Service()


ServiceDep = Annotated[Service, Depends(service)]
"""
TREE = {
    "a.contract.ts": CONTRACT,
    "people.py": PEOPLE,
    "schemas.py": SCHEMAS,
    "routes.py": ROUTES,
    "service.py": SERVICE,
}


def _found(tree: dict[str, str]) -> list[tuple[str, str, str]]:
    snapshot = snapshot_of(tree)
    return [
        (f.path, f.rule, snapshot.sources[f.path].text[f.range])
        for f in check(snapshot)
        if f.severity == "error" and f.path.endswith(".py")
    ]


def _with(path: str, old: str, new: str) -> dict[str, str]:
    assert TREE[path].count(old) == 1, (path, old)
    return {**TREE, path: TREE[path].replace(old, new)}


def test_classes_as_their_endpoints_say_are_fine() -> None:
    assert _found(TREE) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "shown"),
    [
        ("schemas.py", "    body_text: str | None = None\n", "    body_txt: str | None = None\n", "body_txt"),
        ("schemas.py", "    body_text: str | None\n", "    body_text: int | None\n", "int | None"),
        ("schemas.py", "    body_text: str | None\n", "", "NoteOut"),
        ("schemas.py", "    total: int\n", "    total: str\n", "str"),
        ("schemas.py", "    items: list[T]\n", "    item: list[T]\n", "item"),
        ("schemas.py", "    detail: str\n", "    details: str\n", "details"),
        ("schemas.py", "    colour_name: str\n", "    color_name: str\n", "color_name"),
        ("schemas.py", "class Search(Model):\n    headline", "class Search(Model):\n    headlin", "headlin"),
        ("schemas.py", "    colour_name: str\n", "    colour_name: str\n    opacity: float\n", "opacity"),
        ("people.py", "    pen_name: str\n", "    pen_nam: str\n", "pen_nam"),
    ],
)
def test_what_a_class_says_otherwise_than_its_endpoint_is_shown(path: str, old: str, new: str, shown: str) -> None:
    assert (path, shown) in [(p, text) for p, _, text in _found(_with(path, old, new))]


@pytest.mark.parametrize(
    ("path", "old", "new", "shown"),
    [
        ("routes.py", "note.body_text", "note.body_tex", "body_tex"),
        ("routes.py", "total=0", "totl=0", "totl"),
        ("schemas.py", "self.headline", "self.headlin", "headlin"),
        ("service.py", "note.headline", "note.head_line", "head_line"),
        ("service.py", "pen_name=", "pen_nam=", "pen_nam"),
        ("service.py", "body_text=None", "body_txt=None", "body_txt"),
    ],
)
def test_uses_of_such_a_class_are_followed(path: str, old: str, new: str, shown: str) -> None:
    assert (path, "unknown-property", shown) in _found(_with(path, old, new))


def test_an_object_that_is_made_without_a_field_is_told_where_only_the_path_says_what_it_is() -> None:
    tree = _with("service.py", "body_text=None, ", "")
    tree = {
        p: t.replace("# @contract", "#").replace("Model", "Camel").replace("BaseCamel", "BaseModel")
        for p, t in tree.items()
    }
    tree["people.py"] = tree["people.py"].replace("to_camel)", "to_camel, populate_by_name=True)")
    snapshot = snapshot_of(tree)
    found = [(f.path, f.severity) for f in check(snapshot) if f.rule == "missing-property"]
    assert found == [("service.py", "warning")]


def test_what_a_body_may_have_besides_is_fine() -> None:
    assert _found(_with("schemas.py", "    colour_name: str\n", "    colour_name: str\n    opacity: float = 1\n")) == []


def test_one_that_stands_for_a_list_is_told_at_the_route() -> None:
    of_list = _with(
        "routes.py",
        '@router.post("/notes", response_model=NoteOut',
        '@router.post("/notes", response_model=list[NoteOut]',
    )
    found = [f for f in check(snapshot_of(of_list)) if f.rule == "list-mismatch"]
    assert [f.path for f in found] == ["routes.py"]


MEMBERS = """
from sqlmodel import CheckConstraint, Field, SQLModel


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str
    role: str
    seats: int = 1
    team_id: int = Field(foreign_key="team.id")

    __table_args__ = (CheckConstraint("role IN ('owner', 'guest')"),)
"""
COLUMNS = (
    MEMBERS.replace(" Field,", "")
    .replace("import Check", "import Field as Column\nfrom sqlmodel import Check")
    .replace("Field(", "Column(")
    .replace("role: str", "role: str = Column(index=True)")
)
MEMBER = """
/** @db member */
export interface Member { id: number; email: string; role: "owner" | "guest"; seats: number; team_id: number }
"""


@pytest.mark.parametrize(
    ("models", "use", "shown"),
    [
        (MEMBERS, 'Member(email="a", role="owner")', []),
        (MEMBERS, 'Member(email="a")', ['Member(email="a")']),
        (MEMBERS, 'm = Member(email="a")\n    m.role = "guest"', []),
        (MEMBERS, "Member()", []),
        (MEMBERS, "Member(**given)", []),
        (MEMBERS.replace("'guest'", "'visitor'"), "pass", ["visitor"]),
        (COLUMNS, 'Member(email="a", role="owner")', []),
        (COLUMNS.replace("'guest'", "'visitor'"), "pass", ["visitor"]),
    ],
)
def test_a_row_is_made_with_what_its_table_must_have(models: str, use: str, shown: list[str]) -> None:
    make = f"from members import Member\n\n\ndef make(given):\n    {use}\n"
    found = _found({"a.contract.ts": MEMBER, "members.py": models, "make.py": make})
    assert [text for _, _, text in found] == shown


def test_a_row_may_lack_what_its_contract_lets_be_null() -> None:
    tree = {
        "a.contract.ts": MEMBER.replace("role:", "left: string | null; role:"),
        "members.py": MEMBERS.replace("    role: str\n", "    role: str\n    left: str\n"),
        "make.py": 'from members import Member\n\n\ndef make():\n    return Member(email="a", role="owner")\n',
    }
    assert [(path, rule) for path, rule, _ in _found(tree)] == [("members.py", "null-mismatch")]


def test_the_finding_says_why_the_class_is_bound() -> None:
    [finding] = [
        f
        for f in check(snapshot_of(_with("schemas.py", "    body_text: str | None\n", "")))
        if f.rule == "missing-field"
    ]
    assert "because POST /notes is contract WriteNote, whose `response` it carries" in finding.message


def test_where_only_method_and_path_say_so_it_is_no_error() -> None:
    tree = _with("schemas.py", "    body_text: str | None\n", "    body_text: int | None\n")
    untagged = {**tree, "routes.py": ROUTES.replace("# @contract", "# about")}
    found = {(f.rule, f.severity) for f in check(snapshot_of(untagged)) if f.rule == "kind-mismatch"}
    assert found == {("kind-mismatch", "warning")}


ONE_ROUTE = """
from typing import Annotated

from fastapi import APIRouter, Depends

from schemas import NoteIn, NoteOut
from service import service

router = APIRouter()


# @contract WriteNote
@router.post("/notes", response_model=NoteOut)
async def write(note: NoteIn):
    return None
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("response_model=NoteOut", 'response_model=NoteOut, response_model_exclude={"body_text"}'),
        ("response_model=NoteOut", "response_model=NoteOut | dict"),
        ("note: NoteIn", "note: Annotated[NoteIn, Depends(service)]"),
        ("note: NoteIn", "note: NoteIn = Depends(service)"),
        ("from fastapi import", "from elsewhere import"),
    ],
)
def test_what_a_route_gives_or_takes_in_another_way_binds_no_class(old: str, new: str) -> None:
    other = SCHEMAS.replace("    headline: str\n", "    heading: str\n").replace("self.headline", "self.heading")
    tree = {"a.contract.ts": CONTRACT, "people.py": PEOPLE, "schemas.py": other, "service.py": SERVICE}
    assert old in ONE_ROUTE
    before = [text for _, rule, text in _found({**tree, "routes.py": ONE_ROUTE}) if rule == "renamed-field"]
    after = [
        text for _, rule, text in _found({**tree, "routes.py": ONE_ROUTE.replace(old, new)}) if rule == "renamed-field"
    ]
    assert len(before) == 2 and len(after) < 2


def test_a_class_that_says_its_contract_itself_is_not_asked_by_way_of_a_route() -> None:
    tree = _with("schemas.py", "class NoteIn(Model):", "# @contract NoteDraft subset\nclass NoteIn(Model):")
    tree["schemas.py"] = tree["schemas.py"].replace("    body_text: str | None = None\n", "")
    assert [f for f in _found(tree) if f[0] == "schemas.py"] == []


def test_computed_fields_are_fields_of_what_is_sent() -> None:
    computed = "    @computed_field\n    @property\n    def total(self) -> int:\n        return 0\n"
    assert _found(_with("schemas.py", "    total: int\n", computed)) == []
    wrong = computed.replace("-> int", "-> str")
    assert ("schemas.py", "kind-mismatch", "total") in _found(_with("schemas.py", "    total: int\n", wrong))


def test_a_check_that_goes_on_says_the_same() -> None:
    checker = Checker()
    trees = [
        TREE,
        _with("people.py", "    pen_name: str\n", "    pen_nam: str\n"),
        _with("routes.py", "response_model=NoteOut", "response_model=NoteIn"),
        _with("a.contract.ts", "penName", "penNames"),
        {**TREE, "routes.py": "\n"},
        TREE,
    ]
    for tree in trees:
        snapshot = snapshot_of(tree)
        assert checker.check(snapshot) == check(snapshot)


CLIENT = """
from dataclasses import dataclass
from typing import TypedDict, cast

import httpx


@dataclass
class Author:
    penName: str


class Note(TypedDict):
    id: str
    headline: str
    bodyText: str | None


class Page(TypedDict):
    items: list[Note]
    total: int


client = httpx.Client()


def write() -> Note:
    # @contract WriteNote
    return client.post("/notes", json={"headline": "x"}).json()


def listed() -> Page:
    # @contract ListNotes
    answer = client.get("/notes")
    return cast(Page, answer.json())


def author() -> Author:
    # @contract WriteNote
    answer = client.post("/notes", json={"headline": "x"})
    return Author(**answer.json()["author"])
"""


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("    bodyText: str | None\n", "    bodyText: int | None\n", "int | None"),
        ("    headline: str\n", "    headlin: str\n", "headlin"),
        ("    penName: str\n", "    penNam: str\n", "penNam"),
    ],
)
def test_what_a_client_says_its_answers_are_is_bound(old: str, new: str, shown: str) -> None:
    tree = {"a.contract.ts": CONTRACT, "client.py": CLIENT}
    assert _found(tree) == []  # a note without its author is no drift: a client need not take all
    assert CLIENT.count(old) == 1
    assert shown in [text for _, _, text in _found({**tree, "client.py": CLIENT.replace(old, new)})]


def test_what_is_injected_by_a_name_of_another_file_is_no_body() -> None:
    deps = """
from typing import Annotated

from fastapi import Depends

from tables import User
from services import Notes

CurrentUser = Annotated[User, Depends(user)]
NoteService = Annotated[Notes, Depends(notes)]
"""
    tables = """
class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
    routes = """
from fastapi import APIRouter, FastAPI

from deps import CurrentUser, NoteService
from schemas import Draft

app = FastAPI()


@app.post("/notes")
def write(payload: Draft, notes: NoteService, user: CurrentUser): ...
"""
    schemas = """
from pydantic import BaseModel


class Draft(BaseModel):
    headlines: str
"""
    files = {
        "deps.py": deps,
        "tables.py": tables,
        "routes.py": routes,
        "schemas.py": schemas,
        "services.py": "class Notes: ...",
    }
    found = [f for f in check(snapshot_of({"notes.contract.ts": CONTRACT, **files})) if f.path == "schemas.py"]
    assert [f.rule for f in found] == ["missing-field", "renamed-field"]
