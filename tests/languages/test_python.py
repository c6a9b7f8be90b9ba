"""What a Python file exposes."""

import ast

import pytest

from dovetail.core.text import Text

from .shown import fields, read, record, shown


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("a: str", "a: string"),
        ("a: int = 3", "a=: int"),
        ("a: float | None", "a: float|null"),
        ("a: float | None = None", "a?: float|null"),
        ("a: Optional[str] = 'x'", "a=: string|null"),
        ("a: Union[str, None]", "a: string|null"),
        ("a: str | int", "a: union(string int)"),
        ("a: list[str] = []", "a=: string[]"),
        ("a: List[Optional[User]]", "a: User[]"),
        ("a: tuple[str, ...]", "a: string[]"),
        ("a: tuple[str, int]", "a: unknown|?"),
        ("a: dict[str, int] = Field(default_factory=dict)", "a=: map"),
        ("a: Any", "a: any"),
        ("a: datetime", "a: instant"),
        ("a: datetime.date", "a: date"),
        ("a: UUID", "a: uuid"),
        ("a: uuid.UUID", "a: uuid"),
        ("a: Decimal", "a: decimal"),
        ("a: bytes", "a: bytes"),
        ("a: EmailStr", "a: string"),
        ("a: Literal['x', 'y']", "a: enum(x y)"),
        ("a: Literal['x'] | None", "a: literal(x)|null"),
        ("a: Literal['x', None]", "a: literal(x)|null"),
        ("a: Literal[Role.x, 'y']", "a: unknown|?"),  # which value a member has is said elsewhere
        ("a: Role", "a: enum(admin member)"),
        ("a: 'User'", "a: User"),
        ("a: 'User | None'", "a: User|null"),
        ("a: 'list[User]'", "a: unknown|?"),
        ("a: models.User", "a: User"),
        ("a: Annotated[str, Field(alias='b')]", "a(b): string"),
        ("a: Annotated[int, Field(gt=3)] = 4", "a=: int"),
        ("a: str = Field(...)", "a: string"),
        ("a: str = Field('x')", "a=: string"),
        ("a: str = Field(default=None)", "a?: string"),
        ("a: str = Field(alias='b')", "a(b): string"),
        ("a: str = Field(serialization_alias='c', alias='b')", "a(c): string"),
        ("a: str = Field(validation_alias='b')", "a: string"),
        ("a: str = make()", "a=: string"),
        ("# @format date-time\n    a: str", "a: instant"),
        ("a: str  # @format uuid", "a: uuid"),
        ("größe: int", "größe: int"),
        ("a: Page[User]", "a: Page"),
        ("a: Callable[[int], str]", "a: unknown|?"),
        ("a:", "a: hole|?"),
        ("a", "a: hole|?"),
    ],
)
def test_pydantic_fields(field: str, expected: str) -> None:
    source = f"class Role(StrEnum):\n    ADMIN = 'admin'\n    MEMBER = auto()\n\nclass X(BaseModel):\n    {field}\n    z: int\n"
    assert fields("x.py", source, "X") == [expected, "z: int"]


@pytest.mark.parametrize(
    ("source", "construct", "expected", "open"),
    [
        ("class X(BaseModel):\n    a: str", "pydantic model", ["a: string"], False),
        ("class X(pydantic.BaseModel):\n    a: ClassVar[int] = 1\n    _b: int = 2\n    model_config = ConfigDict()\n    c: int",
         "pydantic model", ["c: int"], False),
        ("class B(BaseModel):\n    a: str\nclass X(B):\n    b: int", "pydantic model", ["a: string", "b: int"], False),
        ("class X(BaseModel, Mixin):\n    a: str", "pydantic model", ["a: string"], True),
        ("class X(BaseModel, Generic[T]):\n    a: T", "pydantic model", ["a: T"], False),
        ("@dataclass\nclass X:\n    a: str\n    b: int = field(default=3)\n    c: list[int] = field(default_factory=list)", "dataclass",
         ["a: string", "b=: int", "c=: int[]"], False),
        ("@dataclass(frozen=True, slots=True)\nclass X(Base):\n    a: str", "dataclass", ["a: string"], True),
        ("class X(TypedDict):\n    a: str\n    b: NotRequired[int | None]", "typed dict", ["a: string", "b?: int|null"], False),
        ("class X(TypedDict):\n    a: 'NotRequired[str]'\n    b: 't.NotRequired[Y | None]'", "typed dict",
         ["a?: string", "b?: Y|null"], False),
        ("class X(TypedDict, total=False):\n    a: str\n    b: Required[int]", "typed dict", ["a?: string", "b: int"], False),
        ("class X(NamedTuple):\n    a: str\n    b: int = 0", "named tuple", ["a: string", "b=: int"], False),
        ("# @contract User\nclass X:\n    a: str", "class", ["a: string"], False),
        ("class X(BaseModel):\n    model_config = ConfigDict(alias_generator=to_camel)\n    a_b: str\n    c: int = Field(alias='d')",
         "pydantic model", ["a_b(aB): string", "c(d): int"], False),
        ("class B(BaseModel):\n    class Config:\n        alias_generator = to_camel\nclass X(B):\n    a_b: str", "pydantic model",
         ["a_b(aB): string"], False),
        ("class X(Base):\n    __tablename__ = 'xs'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
         "    b: Mapped[str | None] = mapped_column('bb')\n    u: Mapped[list['User']] = relationship()\n"
         "    c = Column(String, nullable=False)",
         "table model", ["id: int", "b(bb): string|null", "u: User[] relation", "c: string"], False),
        ("class X(Base):\n    __tablename__ = 'xs'\n    a: Mapped[str] = mapped_column(Enum('on', 'off', name='a'))\n"
         "    b: Mapped[Level] = mapped_column(Enum('on', 'off'))",
         "table model", ["a: enum(on off)", "b: Level"], False),
        ("class X(Base):\n    __tablename__ = 'xs'\n    a: Mapped[str] = mapped_column(nullable=True, server_default='x')\n"
         "    b: Mapped[int] = mapped_column(name='bb')\n    c: Mapped['User'] = relationship('User')",
         "table model", ["a=: string|null", "b(bb): int", "c: User relation"], False),
        ("class X(SQLModel, table=True):\n    id: int | None = Field(default=None, primary_key=True)\n"
         "    a: str = Field(sa_column=Column('aa', String))\n    b: list['Y'] = Relationship(back_populates='x')",
         "table model", ["id=: int", "a(aa): string", "b: Y[] relation"], False),
        ("class X(models.Model):\n    a = models.CharField(max_length=3, null=True)\n    b = models.ForeignKey(Y, models.CASCADE)\n"
         "    c = models.DateTimeField(auto_now_add=True, db_column='cc')\n    d = models.ManyToManyField(Y)\n    objects = Manager()\n"
         "    e = models.IntegerField(choices=C, default=1)",
         "django model", ["id=: unknown", "a: string|null", "b(b_id): unknown", "c(cc)=: instant", "d: unknown relation",
         "e=: unknown"], False),
        ("class X(models.Model):\n    a = models.UUIDField(primary_key=True)", "django model", ["a: uuid"], False),
        ("Id = NewType('Id', str)\nMail = Annotated[str, Check()]\ntype N = int | None\n@define\nclass X:\n    a: Id\n    b: Mail\n"
         "    c: list[N]\n    d: str = field(default='x')", "dataclass", ["a: string", "b: string", "c: int[]", "d=: string"], False),
    ],
)  # fmt: skip
def test_classes(source: str, construct: str, expected: list[str], open: bool) -> None:
    found = record("x.py", source, "X")
    assert (found.construct, [shown(f) for f in found.fields], found.open) == (construct, expected, open)


def test_a_class_that_holds_no_data_is_no_record() -> None:
    assert read("x.py", "class X:\n    a: str\nclass Y(Other):\n    b: int\n").records == ()


@pytest.mark.parametrize(
    ("source", "members"),
    [
        ("class X(Enum):\n    A = 'a'\n    B = \"b\"", [("A", "a"), ("B", "b")]),
        ("class Ours(Enum):\n    pass\n\nclass X(Ours):\n    A = 'a'", [("A", "a")]),
        ("from base import CorporaEnum\n\nclass X(CorporaEnum):\n    A = 'a'", [("A", "a")]),
        ("class X(str, Enum):\n    A = 'a'\n\n    def f(self): ...", [("A", "a")]),
        ("class X(enum.IntEnum):\n    A = 1\n    B = auto()", [("A", "1"), ("B", "2")]),
        ("class X(StrEnum):\n    A_B = auto()", [("A_B", "a_b")]),
        ("X = Literal['a', 'b']", [("a", "a"), ("b", "b")]),
        ("X: TypeAlias = Literal['a']", [("a", "a")]),
        ("type X = Literal['a', 'b'] | None", [("a", "a"), ("b", "b")]),
        ("X = t.Literal['a']", [("a", "a")]),
    ],
)
def test_enums(source: str, members: list[tuple[str, str]]) -> None:
    (*_, found) = read("x.py", source).enums
    assert [(m.name, m.value) for m in found.members] == members


def test_constants_imports_and_definitions() -> None:
    source = """import os.path
import numpy as np
from .models import User as U, Team
from x import *
MAX = 60 * 60
NAME: Final = "it's"
FLAGS = {"a": 1, 'b': {"c": None, "d": True}, **other}
RATE = -0.50
computed = f()
def f(): ...
class C: ...
type Id = str
_private = 1
"""
    shapes = read("x.py", source)
    assert {c.name: [(e.name, e.value) for e in c.entries] for c in shapes.constants} == {
        "MAX": [("", "3600")], "NAME": [("", '"it\'s"')], "FLAGS": [("a", "1"), ("b.c", "null"), ("b.d", "true")],
        "RATE": [("", "-0.5")], "_private": [("", "1")],
    }  # fmt: skip
    assert [(i.name, i.original, i.module) for i in shapes.imports] == [
        ("os", "*", "os.path"), ("np", "*", "numpy"), ("U", "User", ".models"), ("Team", "Team", ".models"), ("*", "*", "x"),
    ]  # fmt: skip
    assert [(d.name, d.construct, d.exported) for d in shapes.definitions][3:] == [
        ("RATE", "variable", True), ("computed", "variable", True), ("f", "function", True), ("C", "class", True),
        ("Id", "type", True), ("_private", "variable", False),
    ]  # fmt: skip
    assert [a.kind.name for a in shapes.aliases] == ["string"]


@pytest.mark.parametrize(
    "source",
    [
        "# @contract User subset\nclass X(BaseModel):\n    a: str",
        "# A user.\n# @contract User subset\n@dataclass\nclass X:\n    a: str",
        'class X(BaseModel):\n    """A user.\n\n    @contract User subset\n    """\n\n    a: str',
        "@dataclass\n# @contract User subset\nclass X:\n    a: str",
        "# @contract User subset\nclass X(Enum):\n    A = 'a'",
        "# @contract User subset\nX = Literal['a']",
        "# @contract User subset\nX = {'a': 1}  # and more",
        "X = 3  # @contract User subset",
    ],
)
def test_tags(source: str) -> None:
    shapes = read("x.py", f"import x\n\n\n{source}\n")
    (tags,) = [d.tags for d in (*shapes.records, *shapes.enums, *shapes.constants)]
    assert [(t.name, t.value, t.prose) for t in tags] == [("contract", "User", "subset")]


def test_comments_of_fields() -> None:
    source = '''class X(BaseModel):  # not of a
    # above a
    a: int
    b: int  # behind b
    """Below b, 😀."""
    c: int = Field(description="described")

    # far above

    d: int
'''
    found = record("x.py", source)
    assert [f.doc for f in found.fields] == ["above a", "behind b\nBelow b, 😀.", "described", ""]
    text = Text(source)
    assert text[found.fields[0].range] == "# above a\n    a: int"
    assert text[found.fields[1].range].endswith('😀."""')
    assert found.insert_at == len(source)


@pytest.mark.parametrize(
    ("source", "below"),
    [
        ("class X(BaseModel):\n    a: int\n\n    def f(self): ...\n", "\n    def f"),
        ("@dataclass\nclass X:\n    a: int\n    # of b\n    b: int = 1\n", "    # of b"),
        ("class X(BaseModel):\n    a: int", "    a: int"),
        ("class X(BaseModel):\n    a: int = Field(\n        1,\n    )\n    model_config = {}\n", "    model_config"),
    ],
)
def test_a_field_can_be_written_where_the_text_stays_right(source: str, below: str) -> None:
    at = record("x.py", source).insert_at
    assert at is not None and source[at:].startswith(below)
    ast.parse(source[:at] + "    new: str\n" + source[at:])


@pytest.mark.parametrize(
    "broken",
    [
        "def f(",
        "class X(BaseModel",
        "x = {",
        "@",
        "class X(BaseModel):\n    a: list[",
        "if x:\nelse",
        '"""',
    ],
)
def test_a_broken_statement_costs_none_above(broken: str) -> None:
    shapes = read("x.py", f"class A(BaseModel):\n    x: int\n    y:\n    z: str\n\n\n{broken}\n")
    assert [shown(f) for f in shapes.records[0].fields] == ["x: int", "y: hole|?", "z: string"]


def test_the_standard_library_sees_the_same_fields() -> None:
    source = '''"""Module."""
from dataclasses import dataclass, field


@dataclass
class A:
    """Doc."""

    a: int; b: str
    c: "list[int]" = field(
        default_factory=list,  # why
    )
    if True:
        d: int = 1

    def method(self) -> None:
        e: int = 1


@dataclass
class B(A): x: int = (
    1
)
'''
    theirs = {
        n.name: [
            (s.target.id, s.value is not None)
            for s in n.body
            if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)
        ]
        for n in ast.walk(ast.parse(source))
        if isinstance(n, ast.ClassDef)
    }
    ours = {r.name: [(f.name, f.presence != "required") for f in r.fields] for r in read("x.py", source).records}
    assert ours["A"] == theirs["A"]
    assert ours["B"] == theirs["A"] + theirs["B"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# @contract User\nuser = {'a': 1, \"b\": {'c': 2}}", ("user", "a b", False)),
        ("def f():\n    # @contract User\n    user = {'a': 1, **rest}", ("user", "a", True)),
        ("def f(x):\n    # @contract User\n    return {'a': 1, x: 2}", ("f", "a", True)),
        ("# @contract User\ndef f():\n    return {'a': 1}", ("f", "a", False)),
        ('def f():\n    """A user.\n\n    @contract User\n    """\n    return [{"a": r.a} for r in rows]', ("f", "a", False)),
        ("def f() -> dict:  # @contract User\n    return {'a': 1}", ("f", "a", False)),
        ("# @contract User\ndef f(): return json.dumps({'a': 1})", ("f", "a", False)),
        ("# @contract User\nasync def f():\n    if x: return None\n    return {'a': 1}", ("f", "a", False)),
        ("# @contract User\nUSER = {'a': 1}", None),
        ("# @contract User\nx = make({'a': 1})", None),
        ("# @contract User\ndef f():\n    if x: return {'b': 1}\n    return {'a': 1}", None),
        ("# @contract ReadUser\n@app.get('/user')\ndef f(): return {'a': 1}", None),
        ("# @contract User\nx = [a for a in {'a': 1}]", None),
        ("user = {'a': 1}", None),
    ],
)  # fmt: skip
def test_dictionaries_that_say_what_they_are(source: str, expected: tuple[str, str, bool] | None) -> None:
    found = [
        (r.name, " ".join(f.name for f in r.fields), r.open)
        for r in read("x.py", source + "\n").records
        if r.construct == "object literal"
    ]
    assert found == ([expected] if expected is not None else [])


def test_tables_have_the_name_that_the_framework_gives_them() -> None:
    django = "class X(models.Model):\n    a = models.TextField()\n\n    class Meta:\n        db_table = 'xs'\n"
    assert record("x.py", django).table == "xs"
    assert record("x.py", "class UserRow(SQLModel, table=True):\n    a: int\n").table == "userrow"


def test_members_are_what_is_no_field() -> None:
    source = """class X(BaseModel):
    a: int = Field(validation_alias=AliasChoices("b", "c"))
    LIMIT = 3

    @property
    def d(self) -> int:
        local = 1
        self._e = local
        return local

    class Inner: ...
"""
    assert record("x.py", source).members == ("b", "c", "LIMIT", "d", "_e", "Inner")


_TYPES = "Select[Any]|Select[tuple[()]]|Query[None]|tuple[None, None]|list[tuple[Any, Any]]|Select[()]"


@pytest.mark.parametrize("type", _TYPES.split("|"))
def test_a_query_of_who_knows_what_is_read(type: str) -> None:
    source = f"from sqlalchemy import Select\n\ndef rows(query: {type}) -> {type}:\n    return query.filter(query.id)\n"
    assert [d.name for d in read("x.py", source).definitions] == ["rows"]


@pytest.mark.parametrize(
    "before", ["", "@dataclass\n", "@attrs.define(frozen=True)\n", "@final  # really\n@dataclass\n"]
)
def test_a_tag_behind_the_colon_of_a_class(before: str) -> None:
    found = read("x.py", f"{before}class A:  # @contract User\n    # of the field\n    a: int\n").records[0]
    tag = found.tag("contract")
    assert tag is not None and tag.value == "User"
    assert found.fields[0].doc == "of the field"


def test_the_first_comment_within_a_function_is_not_the_functions() -> None:
    source = "@app.get('/user')\ndef f():\n    # @contract User\n    return {'a': 1}\n"
    found = read("x.py", source)
    assert found.routes[0].tag("contract") is None
    assert [r.name for r in found.records if r.tag("contract") is not None] == ["f"]


def test_a_function_that_returns_an_empty_tuple_gives_no_names() -> None:
    assert read("x.py", "def names(self):\n    return ()\n").makers == ()
