"""What the client of a database makes of a column, in TypeScript: rows of Prisma and of Drizzle, as the program has them."""

import re
from collections.abc import Mapping

from dovetail.core.shapes import KindName, Plain, Record
from dovetail.core.snapshot import Snapshot

from ..contracts.asked import Bound
from ..typescript.prisma_models import accessor, is_extended, made_besides
from ..typescript.things import Type

_MODEL, _TABLE = "model", "drizzle table"
_OF_PRISMA: Mapping[str, Plain] = {
    "String": "text", "Int": "number", "Float": "number", "Boolean": "boolean", "DateTime": "moment",
}  # fmt: skip
_OF_DRIZZLE: Mapping[KindName, Plain] = {
    "string": "text", "uuid": "text", "int": "number", "float": "number", "boolean": "boolean",
}  # fmt: skip
_MOMENT = re.compile(r"timestamp\s*\(")
_NOT_A_DATE = re.compile(r"\bmode\s*:|\$type\b")


def stored_plain(thing: Type, snapshot: Snapshot) -> Plain | None:
    """What a column of a row is in the program; None for what is no such column, and where its library may make something else of it."""
    field, record = thing.field, thing.of.record if isinstance(thing.of, Bound) else None
    if field is None or not isinstance(record, Record) or thing.depth or field.list_depth or field.relation:
        return None
    if (
        record.construct == _MODEL
        and not is_extended(snapshot)
        and field.name not in made_besides(accessor(record.name), snapshot)
    ):
        return "text" if field.kind.name == "enum" else _OF_PRISMA.get(field.kind.text.rstrip("?"))
    if record.construct != _TABLE:
        return None
    if field.kind.name == "instant":
        written = thing.source.text[field.range]
        return "moment" if _MOMENT.search(written) and not _NOT_A_DATE.search(written) else None
    return "text" if field.kind.name == "enum" else _OF_DRIZZLE.get(field.kind.name)
