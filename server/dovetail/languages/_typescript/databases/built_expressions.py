"""The columns in what callbacks of Kysely put together: `(eb) => eb.or([eb("state", "=", "open")])`, `({ fn }) => [fn.sum("total_cents")]`,
and in the rows that are made of each of a list: `.values(lines.map((line) => ({ order_id: id })))`.
"""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.local_names import local_value
from ..syntax.literals import value_of
from ..syntax.nodes import given, parts
from ..syntax.types import unquoted

_RECKONS = frozenset("sum avg min max count".split())
_COMPARES = frozenset({"eb", "filterWhere", "cmpr"})
_OWN_QUERIES = (".selectFrom(", ".insertInto(", ".updateTable(", ".deleteFrom(")
_OPERATORS = ("=", "!=", "<>", "in", "not in", "is")


@dataclass(frozen=True, slots=True)
class Named:
    """A name that may be a column's, where it stands, and the texts that are asked of it."""

    node: Node
    texts: tuple[Node, ...] = ()


def in_expressions(syntax: Syntax, function: Node) -> Iterator[Named]:
    """The columns that a callback names; none of one with a query of its own, whose tables are others."""
    written = syntax.str(function)
    if any(query in written for query in _OWN_QUERIES):
        return
    for call in ts.walk(function):
        callee = ts.field(call, "function") if call.type == "call_expression" else None
        arguments = given(call) if callee is not None else []
        if callee is None or not arguments or arguments[0].type != "string":
            continue
        name = syntax.str(ts.field(callee, "property") or callee)
        if name in _COMPARES and len(arguments) > 2:
            yield Named(arguments[0], tuple(texts_compared(syntax, arguments[1:])))
        elif name in _RECKONS or name == "ref":
            yield Named(arguments[0])


def texts_compared(syntax: Syntax, arguments: list[Node]) -> Iterator[Node]:
    """The texts that a column is compared with: `("status", "paid")`, `("status", "=", "paid")`, `("status", "in", ["paid"])`."""
    if len(arguments) == 2 and unquoted(syntax.str(arguments[0])) not in _OPERATORS:
        return
    for value in arguments[-1:]:
        listed = parts(value) if value.type == "array" else [value]
        yield from (each for each in listed if each.type == "string")


def made_of_each(syntax: Syntax, rows: Node) -> Node | None:
    """The object in `lines.map((line) => ({ … }))`, also where a variable of the function holds the list."""
    made = local_value(syntax, rows) if rows.type == "identifier" else rows
    callee = ts.field(made, "function") if made is not None and made.type == "call_expression" else None
    method = ts.field(callee, "property") if callee is not None else None
    functions = given(made) if made is not None and method is not None and syntax.str(method) == "map" else []
    body = ts.field(functions[0], "body") if functions and functions[0].type == "arrow_function" else None
    inner = value_of(body).node if body is not None else None
    return inner if inner is not None and inner.type == "object" else None
