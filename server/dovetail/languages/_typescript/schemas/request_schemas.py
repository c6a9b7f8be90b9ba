"""Schemas for the parts of a request that stand in one object, as middleware takes them: `{ body: Joi.object({…}), query: … }`.

Each is a record whose name leads to it, `createUser.body`. A schema of all parts, `z.object({ body: z.object({…}) })`, has them, too.
"""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Record
from dovetail.core.text import Range

from ..syntax.declarations import insert_at
from ..syntax.literals import pairs, value_of
from ..syntax.types import Types, unquoted, unquoted_range
from .schemas import Schema, schema_object, uses_schemas

PARTS = {"body": "request", "query": "query", "querystring": "query", "params": "params"}
"""The part of an endpoint that middleware means by the name of a part of a request."""
_OTHERS = frozenset({"headers", "cookies", "file", "files", "response"})
_DEEPEST = 2


def request_schemas(types: Types, name: str, value: Node) -> Iterator[Record]:
    """The schemas in an object of that name, and in objects under its names: `users.create.body`."""
    if uses_schemas(types):
        yield from _schemas(types, name, value, 0)


def parts_of_schema(types: Types, name: str, schema: Schema) -> Iterator[Record]:
    """The schemas of parts that a schema of a whole request has."""
    if not {f.name for f in schema.fields} <= PARTS.keys() | _OTHERS:
        return
    for pair in pairs(types.syntax, schema.literal) if schema.literal is not None else ():
        key = unquoted(types.syntax.str(pair.key))
        inner = schema_object(types, pair.value) if key in PARTS else None
        if inner is not None:
            yield _record(types, f"{name}.{key}", pair.key, pair.range, inner)


def is_of_parts(record: Record) -> bool:
    """True for a schema of a whole request, whose names are those of its parts."""
    return bool(record.fields) and {f.name for f in record.fields} <= PARTS.keys() | _OTHERS


def _schemas(types: Types, name: str, value: Node, depth: int) -> Iterator[Record]:
    literal = value_of(value).node
    for pair in pairs(types.syntax, literal) if literal.type == "object" else ():
        key = unquoted(types.syntax.str(pair.key))
        schema = schema_object(types, pair.value) if key in PARTS else None
        if schema is not None:
            yield _record(types, f"{name}.{key}", pair.key, pair.range, schema)
        elif depth < _DEEPEST:
            yield from _schemas(types, f"{name}.{key}", pair.value, depth + 1)


def _record(types: Types, name: str, key: Node, range: Range, schema: Schema) -> Record:
    return Record(
        name=name,
        name_range=unquoted_range(types.syntax, key),
        range=range,
        fields=schema.fields,
        layer="api",
        construct=schema.construct,
        open=schema.opened or bool(schema.bases),
        insert_at=insert_at(types.syntax, schema.literal) if schema.literal is not None else None,
    )
