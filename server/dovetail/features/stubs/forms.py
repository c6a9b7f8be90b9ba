"""The forms that a contract can take, in the order in which they are offered."""

from .python import Dataclass, Django, Pydantic, SqlAlchemy, TypedDicts
from .schemas import GraphQL, OpenApi, Proto
from .sheet import Form
from .tables import Prisma, Sql
from .typescript import Drizzle, Interface, Props, Zod

FORMS: tuple[Form, ...] = (
    Prisma(),
    Sql(),
    Zod(),
    Pydantic(),
    TypedDicts(),
    Dataclass(),
    Props(),
    Interface(),
    Drizzle(),
    SqlAlchemy(),
    Django(),
    GraphQL(),
    OpenApi(),
    Proto(),
)
