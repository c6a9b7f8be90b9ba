"""Ways in which people write Python that is bound to a contract: the lines that say so are the lines that are reported."""

from textwrap import dedent

import pytest

from dovetail.core.settings import Settings
from dovetail.rules import check, rules
from support.snapshots import snapshot_as_written

_CONTRACT = """
/** A user. @db users */
export interface User {
  id: string;
  email: string;
  fullName: string;
  age: number | null;
}
/** What one may do. */
export type Role = "admin" | "member";
/** Limits. */
export const LIMITS = { maxLoginAttempts: 5, sessionTtlSeconds: 3600 } as const;
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
            from sqlalchemy import Column, Integer, String

            class Row(Base):
                __tablename__ = "users"
                id = Column(String, primary_key=True)
                email = Column(String, nullable=False)
                full_name = Column(String, nullable=False)
                age = Column(Integer)

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

_SCHEMA = """
CREATE TABLE users (id text PRIMARY KEY, email text NOT NULL, full_name text NOT NULL, age int, form text);
CREATE TABLE orders (id text PRIMARY KEY, user_id text NOT NULL);
"""
MORE: dict[str, dict[str, str]] = {
    "statements in strings": {
        "db/schema.sql": _SCHEMA,
        "db/queries.py": '''
            ALL = "SELECT id, emial FROM users ORDER BY full_name"  # error
            OLD = "select id, age as old from users where age > 60 order by old"
            JOINED = """
                WITH spent AS (
                    SELECT user_id, count(*) AS n FROM orders GROUP BY user_id
                )
                SELECT u.id, u.full_name, s.n, o.user_id  -- a comment
                FROM users AS u LEFT JOIN spent s ON s.user_id = u.id JOIN orders o ON o.user_id = u.id
                WHERE u.age > 3
            """

            def insert(cur, user, table, columns):
                cur.execute(
                    "INSERT INTO users (id, email, fullname)"  # error
                    " VALUES (%s, %s, %s)"
                    " RETURNING id, ages",  # error
                    (user.id,),
                )
                cur.execute(f"SELECT {columns} FROM {table} WHERE nothing = %s", (1,))
                cur.execute(f"SELECT {columns}, email_ FROM users WHERE id = {user.id!r}")  # error
                cur.execute("UPDATE users SET ful_name = %s WHERE id = :id", (1,))  # error
                cur.execute("UPDATE users SET full_name = COALESCE(%s, full_nam) WHERE id = :id", (1,))  # error
                cur.execute("DELETE FROM users u USING orders o WHERE o.user_id = u.identity", ())  # error
                cur.execute("SELECT CAST(age AS text), extract(year FROM now()), date '2024-01-01' FROM users")
                cur.execute("SELECT t.nothing FROM (SELECT id FROM users) x, unnest(%s) AS t(nothing)")
                cur.execute("SELECT x.nothing FROM (SELECT id FROM users) x, unnest(%s) AS t(nothing)")  # error
                cur.execute("INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET email = excluded.email")
                print("Select one from users in the list", "update users in the list = none", "select a of users from orders (all)")
            ''',
    },
    "queries in files of their own": {
        "db/schema.sql": _SCHEMA
        + """
CREATE INDEX ON users USING btree (email, lower(full_name), ages DESC); -- # error
CREATE VIEW old AS SELECT u.id, u.emial FROM users u; -- # error
SELECT 1;
""",
        "db/queries/users.sql": """
-- name: find :one
SELECT id, mail FROM users WHERE id = $1; -- # error

-- name: add :exec
WITH one AS (SELECT user_id FROM orders WHERE id = $1)
INSERT INTO users (id, email, full_nam) -- # error
VALUES ((SELECT user_id FROM one), $2, $3)
RETURNING id, aged; -- # error
SELECT 1;
""",
        "db/migrations/0001_seed.sql": "UPDATE users SET not_yet = 1 WHERE id = 'a';\n",
    },
    "statements in strings of TypeScript": {
        "db/schema.sql": _SCHEMA,
        "src/users.ts": """
            const rows = await db.query("SELECT id, emial FROM users WHERE id = $1", [id]); // # error
            const more = await sql`
              SELECT u.full_name, ${columns} FROM users AS u
              ${active ? sql`WHERE nothing = 1` : sql``}
              ORDER BY u.agee -- # error
            `;
            """,
    },
    "later files of a folder change a table": {
        "db/migrations/0001.sql": _SCHEMA,
        "db/migrations/0002.sql": "ALTER TABLE users RENAME COLUMN form TO shape;\nALTER TABLE users ADD COLUMN size int;\n",
        "db/migrations/0003.down.sql": "ALTER TABLE users DROP COLUMN size;\n",
        "db/queries.py": """
            NEW = "SELECT shape, size FROM users WHERE id = $1"
            OLD = "SELECT form FROM users WHERE id = $1"  # error
            """,
    },
    "a table that a model makes": {
        "db/tables.py": """
            from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

            class Base(DeclarativeBase): ...

            class Row(Base):
                __tablename__ = "users"
                id: Mapped[str] = mapped_column(primary_key=True)
                mail: Mapped[str] = mapped_column("email")
                full_name: Mapped[str]
                age: Mapped[int | None]

            def raw(session):
                session.execute(text("SELECT email, full_name FROM users WHERE id = :id"))
                session.execute(text("SELECT mail FROM users WHERE id = :id"))  # error
            """,
    },
    "requests and answers of Flask": {
        "server/users.py": """
            from flask import Blueprint, request

            bp = Blueprint("users", __name__, url_prefix="/api/v1/users")

            # @contract RenameUser
            @bp.patch("/<userId>")
            def rename(userId):
                body = request.get_json()
                if "fulName" not in body:  # error
                    return {"detail": "no name"}, 400
                return {"id": userId, "email": "", "fullName": body["fullName"], "age": None}
            """,
        "tests/test_users.py": """
            def test_rename(client):
                # @contract RenameUser
                answer = client.patch("/api/v1/users/1", json={"fullName": "x"})
                assert answer.json["email"] == answer.get_json()["mail"]  # error
            """,
    },
    "a part of a contract that is misspelled": {
        "db/queries.py": '''
            # @contract User subset
            SHORT = """
                SELECT u.id,
                       u.full_name AS "fullNam", -- # error
                       u.age AS years
                  FROM users u
            """
            # @contract LIMITS subset
            MAX_LOGIN_ATTEMPTS = 6  # error
            ''',
    },
    "tables of SQLAlchemy that a call makes": {
        "db/tables.py": """
            import sqlalchemy as sa
            from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table

            metadata = MetaData()
            users = Table(
                "users",
                metadata,
                Column("id", String(36), primary_key=True),
                Column("email", Integer, nullable=False),  # error
                Column("full_name", String(80), nullable=False),
                Column("age", sa.Integer),
            )

            def here(conn):
                return conn.execute(sa.select(users.c.id, users.c.nam))  # error
            """,
        "db/queries.py": """
            from sqlalchemy import insert, select, update
            from .tables import users

            def there(conn):
                conn.execute(select(users).where(users.c.mail == "x").order_by(users.c["age"]))  # error
                conn.execute(update(users).where(users.c.id == 1).values(fullname="x"))  # error
                conn.execute(users.insert().values(emails="x"))  # error
                conn.execute(insert(users), [{"id": "a", "full_nam": "x"}])  # error
                return [c.name for c in users.c.values()], users.columns.keys()
            """,
    },
    "columns of the old style": {
        "db/tables.py": """
            from sqlalchemy import Column, DateTime, Integer, Numeric, String
            from sqlalchemy.orm import declarative_base

            Base = declarative_base()

            class Row(Base):
                __tablename__ = "users"
                id = Column(String, primary_key=True)
                email = Column(String(2), nullable=False)
                full_name = Column(Integer, nullable=False)  # error
                age = Column(Integer)
            """,
    },
    "a name that a comprehension has too": {
        "gateway/client.py": """
            import httpx

            def names(client: httpx.Client):
                # @contract ListUsers
                page = client.get("/api/v1/users").json()
                for user in page["items"]:
                    print(user["fullname"])  # error
                return {user["emial"]: user for user in page["items"]}, [user["x"] for user in []]  # error
            """,
    },
    "what a test or a pattern says of a value": {
        "api/models/users.py": """
            from dataclasses import dataclass
            from enum import Enum

            @dataclass
            class User:
                id: str
                email: str
                fullName: str
                age: int | None

            class Role(Enum):
                admin = "admin"
                member = "member"

                def shown(self):
                    return self.value
            """,
        "api/use.py": """
            from .models.users import Role, User

            def use(thing, other):
                if isinstance(thing, User):
                    print(thing.email, thing.emial)  # error
                print(thing.emial)
                if isinstance(other, User) and other.harbour:  # error
                    pass
                match other:
                    case User(email=e, fullname=n):  # error
                        print(e, n, other.ages)  # error
                    case str() as text:
                        print(text.emial)
                return Role.admin, Role.membre, Role.shown, Role.admin.value  # error
            """,
    },
    "a typed dictionary that a call makes": {
        "api/models/users.py": """
            from typing import NotRequired, TypedDict

            User = TypedDict(
                "User",
                {
                    "id": str,
                    "emails": str,  # error
                    "fullName": int,  # error
                    "age": int | None,
                },
            )

            def made() -> User:
                return {"id": "", "email_": ""}  # error
            """,
    },
    "classes that make themselves": {
        "api/models/users.py": """
            from dataclasses import dataclass

            @dataclass
            class User:
                id: str
                email: str
                fullName: str
                age: int | None

                @classmethod
                def named(cls, name):
                    return cls(id="", email="", full_name=name, age=None)  # error
            """,
    },
}

_DJANGO = """
    from django.db import models

    class Author(models.Model):
        name = models.CharField(max_length=10)

        class Meta:
            ordering = ["name"]

    # @contract User
    class User(models.Model):
        class Kind(models.TextChoices):
            A = "a", "A"

        id = models.CharField(primary_key=True, max_length=10)
        email = models.EmailField()
        full_name = models.CharField(max_length=10)
        age = models.IntegerField(null=True)
        kind = models.CharField(choices=Kind.choices, max_length=1)
        author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="users")

        class Meta:
            ordering = ["-fullname"]  # error
            indexes = [models.Index(fields=["email", "harbour"])]  # error
            constraints = [models.CheckConstraint(condition=models.Q(ages__gt=1), name="old")]  # error
"""
DJANGO: dict[str, dict[str, str]] = {
    "models, managers and what is built on them": {
        "shop/models.py": _DJANGO,
        "shop/views.py": """
            from django.contrib import admin
            from django.db.models import Count, F, OuterRef, Subquery
            from rest_framework import serializers, viewsets
            from .models import Author, User

            class UserSerializer(serializers.ModelSerializer):
                extra = serializers.CharField()

                class Meta:
                    model = User
                    fields = ["id", "extra", "harbour"]  # error

            class UserViewSet(viewsets.ModelViewSet):
                queryset = User.objects.select_related("author").order_by("-harbour")  # error
                search_fields = ["=email", "author__name", "names"]  # error
                filterset_fields = ["full_name", "agee"]  # error

            @admin.register(User)
            class UserAdmin(admin.ModelAdmin):
                list_display = ("email", "shown", "harbour")  # error

                def shown(self, user):
                    return user

            def counts():
                some = User.objects.annotate(n=Count("author"), m=Count("harbour")).filter(n__gt=1)  # error
                User.objects.filter(age__gt=F("ages"))  # error
                Author.objects.filter(users__age__gt=1, user__email="x")
                User.objects.select_for_update().filter(author__name__icontains="x").exclude(harbour=1)  # error
                newest = User.objects.filter(author=OuterRef("pk")).values("email")
                return some, Author.objects.annotate(latest=Subquery(newest)).order_by("latest")

            def change(user: User):
                user.note = 1
                user.save(update_fields=["emial"])  # error
                return user.note, user.get_kind_display(), user.author_id, user.harbour  # error
            """,
    },
}


@pytest.mark.parametrize("name", [*CASES, *MORE, *DJANGO])
def test_what_is_reported_of_a_style(name: str) -> None:
    files = {path: dedent(text) for path, text in (CASES | MORE | DJANGO)[name].items()}
    off = {r.id: "off" for r in rules() if r.family not in ("conformance", "format")}
    conventions = '---\nbind: ["api/models/**/*.py"]\n---\n'
    snapshot = snapshot_as_written(
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
