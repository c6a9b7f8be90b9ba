"""Ways in which people write Python that is bound to a contract: the lines that say so are the lines that are reported."""

from textwrap import dedent

import pytest

from dovetail.core.settings import Settings
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check, rules

_CONTRACT = """
/** A user. @db users */
export interface User {
  id: string;
  email: string;
  fullName: string;
  age: number | null;
}
/** What went wrong. */
export interface Problem {
  detail: string;
}
/** @api GET /api/v1/users */
export interface ListUsers {
  query: { role?: string; pageSize?: number };
  response: { items: User[]; next: string | null };
  errors: Problem;
}
/** @api PATCH /api/v1/users/:userId */
export interface RenameUser {
  params: { userId: string };
  request: { fullName: string };
  response: User;
  errors: Problem;
}
"""
_CAMEL = """
    from pydantic import BaseModel, ConfigDict
    from pydantic.alias_generators import to_camel

    class Camel(BaseModel):
        model_config = ConfigDict(alias_generator=to_camel)
"""
_TABLES = """
    import enum
    from sqlalchemy import Index
    from sqlalchemy.orm import DeclarativeBase, Mapped, column_property, declared_attr, mapped_column, validates

    class Keys:
        def key(self) -> str: ...

    class Base(Keys, DeclarativeBase):
        type_annotation_map = {}

    class Identified:
        id: Mapped[str] = mapped_column(primary_key=True)

        @declared_attr.directive
        def __mapper_args__(cls):
            return {}

    class Aged(Identified):
        @declared_attr
        def age(cls) -> Mapped[int | None]:
            return mapped_column()
"""

CASES: dict[str, dict[str, str]] = {
    "a model whose base is in another file, bound by its place": {
        "api/base.py": _CAMEL,
        "api/models/users.py": """
            from api.base import Camel

            class Part(Camel):
                id: str
                email: str

            class User(Part):
                fullname: str  # error
                age: int | None
            """,
    },
    "a table with its base and mixins in another file": {
        "db/base.py": _TABLES,
        "db/tables.py": """
            from sqlalchemy import Index, select, func
            from sqlalchemy.orm import Mapped, column_property, mapped_column, validates
            from .base import Aged, Base

            class Row(Aged, Base):
                __tablename__ = "users"
                __table_args__ = (
                    Index("ix_users_mail", "email"),
                    Index("ix_users_name", "full_nam"),  # error
                )
                email: Mapped[str]
                full_name: Mapped[str]

                @validates("email")
                def lower(self, _, value): ...

                @validates("mail")  # error
                def upper(self, _, value): ...

                @classmethod
                def old(cls):
                    return cls.age > 60, cls.wage > 60  # error

            Row.orders = column_property(select(func.count()).scalar_subquery())

            def use(row: Row):
                row.orders, row.key(), row.metadata
                return row.harbour  # error
            """,
    },
    "the class that declarative_base gives": {
        "db/base.py": """
            from sqlalchemy.orm import declarative_base
            Base = declarative_base()
            """,
        "db/tables.py": """
            from .base import Base
            from sqlalchemy import Column, String

            class Row(Base):
                __tablename__ = "users"
                id = Column(String, primary_key=True)
                email = Column(String, nullable=False)
                full_name = Column(String, nullable=False)
                age = Column(String)

            def use(row: Row):
                return row.email, row.harbour  # error
            """,
    },
    "validators and serializers that name fields": {
        "api/base.py": _CAMEL,
        "api/users.py": """
            from pydantic import field_serializer, field_validator
            from api.base import Camel

            # @contract User
            class Out(Camel):
                id: str
                email: str
                full_name: str
                age: int | None

                @field_validator("email", "full_name", mode="before")
                @classmethod
                def strip(cls, value): ...

                @field_serializer("ages")  # error
                def shown(self, value): ...

                @field_validator("*")
                @classmethod
                def all(cls, value): ...

                @field_validator("whatever", check_fields=False)
                @classmethod
                def later(cls, value): ...
            """,
    },
    "clients behind a base": {
        "gateway/client.py": """
            import httpx

            class Gateway:
                def __init__(self, token):
                    self._client = httpx.Client(base_url="https://example.com/api/v1")

                def rename(self, id, name):
                    # @contract RenameUser
                    r = self._client.patch(f"/users/{id}", json={"fullName": name})
                    data = r.json()
                    return {"id": data["id"], "name": data["name"]}  # error

                def all(self, role):
                    params = {"pageSize": 100}
                    if role:
                        params["rolle"] = role  # error
                    # @contract ListUsers
                    page = self._client.get("/users", params=params).json()
                    return [u["emial"] for u in page["items"]]  # error

                def wrong(self, id, name):
                    # @contract RenameUser
                    self._client.request("PUT", f"/users/{id}", json={"fullName": name})  # error

                def other(self, transport, id):
                    # @contract RenameUser
                    transport.patch(f"/user/{id}", json={"fullName": ""})  # error
            """,
    },
    "tests say which endpoint they mean": {
        "tests/test_users.py": """
            def test_rename(client):
                # @contract RenameUser
                answer = client.patch("/api/v1/users/1", json={"fulName": "x"})  # error
                assert answer.json()["email"]

            def test_refused(client):
                answer = client.patch("/api/v1/users/1", json={"nonsense": "x"})
                assert answer.json()["nothing"]
            """,
    },
    "a query that is bound is no constant": {
        "db/queries.py": '''
            # @contract User subset
            OLD = """
                SELECT u.id, u.email FROM users u WHERE u.age > 60
            """
            ''',
    },
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_reported_of_a_style(name: str) -> None:
    files = {path: dedent(text) for path, text in CASES[name].items()}
    off = {r.id: "off" for r in rules() if r.family not in ("conformance", "format")}
    conventions = '---\nbind: ["api/models/**/*.py"]\n---\n'
    snapshot = snapshot_from_texts(
        {"contracts/user.contract.ts": _CONTRACT, "CONVENTIONS.md": conventions, **files},
        settings=Settings.model_validate({"severities": {**off, "unserved-endpoint": "off"}}),
    )
    found = {
        (f.path, text.line_of(f.range.start) + 1): f"{f.rule}: {f.message}"
        for f in check(snapshot)
        if (text := snapshot.text(f.path)) and f.severity in ("error", "warning")
    }
    expected = {
        (p, i) for p, t in files.items() for i, line in enumerate(t.splitlines(), 1) if line.endswith("# error")
    }
    assert {k: found.get(k, "nothing") for k in found.keys() ^ expected} == {}
