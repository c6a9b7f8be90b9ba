"""Strings in the body of a Python class that name its own fields: in validators, indexes and constraints."""

from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from . import _treesitter as ts
from ._py_literals import is_plain_string
from ._treesitter import Syntax

NAMED: Final = "named"  # how such a use comes about
_DECORATORS = frozenset({"field_validator", "field_serializer", "validator", "serializer", "validates"})
_CONSTRAINTS = frozenset({"Index", "UniqueConstraint", "PrimaryKeyConstraint"})


def field_strings(syntax: Syntax, member: Node) -> Iterator[Node]:
    """The strings of one member: `@field_validator("email")`, `__table_args__ = (Index("ix_email", "email"),)`."""
    if member.type == "decorated_definition":
        for decorator in (c for c in member.children if c.type == "decorator"):
            call = ts.child(decorator, "call")
            if call is not None and _called(syntax, call) in _DECORATORS and "check_fields" not in syntax.str(call):
                yield from _strings(call)
        return
    assigned = ts.child(member, "assignment")
    left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
    if left is None or right is None or syntax.str(left) != "__table_args__":
        return
    for node in ts.walk(right):
        called = _called(syntax, node) if node.type == "call" else ""
        if called in _CONSTRAINTS:
            yield from list(_strings(node))[int(called == "Index") :]


def _called(syntax: Syntax, call: Node) -> str:
    function = ts.field(call, "function")
    return syntax.str(function).rsplit(".", 1)[-1] if function is not None else ""


def _strings(call: Node) -> Iterator[Node]:
    arguments = ts.field(call, "arguments")
    yield from (c for c in (arguments.children if arguments is not None else []) if is_plain_string(c))
