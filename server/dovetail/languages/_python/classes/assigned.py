"""The fields that a plain class of Python gives itself in its constructor: `self.email = email`."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Field, Kind

from ... import _treesitter as ts
from ..syntax.types import Annotated, Types

_UNKNOWN = Annotated(Kind("unknown"), "unknown")
_TYPED = ("typed_parameter", "typed_default_parameter")
_INNER = ("function_definition", "class_definition", "lambda")


def assigned_fields(types: Types, body: Node) -> Iterator[Field]:
    """What `__init__` puts on `self`, each once; what is private is not told.

    The type is the one that is written there, or that of the parameter whose value it is.
    """
    constructor = _constructor(types, body)
    block = ts.field(constructor, "body") if constructor is not None else None
    if constructor is None or block is None:
        return
    taken, found = dict(_parameters(types, constructor)), set[str]()
    for node in _assignments(block):
        left, type, value = ts.field(node, "left"), ts.field(node, "type"), ts.field(node, "right")
        target, name = (ts.field(left, r) if left is not None else None for r in ("object", "attribute"))
        if left is None or target is None or name is None or types.syntax.str(target) != "self":
            continue
        own = types.syntax.str(name)
        if own.startswith("_") or own in found:
            continue
        found.add(own)
        given = taken.get(types.syntax.str(value)) if value is not None and value.type == "identifier" else None
        annotated = types.annotation(type) if type is not None else given or _UNKNOWN
        yield Field(
            name=own,
            name_range=types.syntax.range(name),
            kind=annotated.kind,
            presence="required",
            nullable=annotated.nullable,
            range=types.syntax.range(node),
            type_range=types.syntax.range(type) if type is not None else None,
            list_depth=annotated.list_depth,
        )


def _constructor(types: Types, body: Node) -> Node | None:
    for statement in body.children:
        name = ts.field(statement, "name") if statement.type == "function_definition" else None
        if name is not None and types.syntax.str(name) == "__init__":
            return statement
    return None


def _parameters(types: Types, function: Node) -> Iterator[tuple[str, Annotated]]:
    """The parameters that have a type."""
    parameters = ts.field(function, "parameters")
    for parameter in parameters.children if parameters is not None else ():
        type = ts.field(parameter, "type") if parameter.type in _TYPED else None
        name = ts.field(parameter, "name") or next(iter(parameter.children), None)
        if type is not None and name is not None:
            yield types.syntax.str(name), types.annotation(type)


def _assignments(node: Node) -> Iterator[Node]:
    """The assignments of a function, without those of functions in it."""
    todo = [node]
    while todo:
        here = todo.pop()
        if here.type == "assignment":
            yield here
        elif here.type not in _INNER or here is node:
            todo.extend(reversed(here.children))
