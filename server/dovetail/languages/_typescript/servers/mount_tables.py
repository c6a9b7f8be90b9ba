"""Routers that are mounted one by one from a table: `routes.forEach((route) => router.use(route.path, route.router))`."""

from collections.abc import Iterator

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.origins import initializer
from ..syntax.literals import value_of
from ..syntax.nodes import parameters, parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted

_LOOPS = frozenset({"forEach", "map"})
_DEEPEST = 60


def tabled(syntax: Syntax, call: Node, given: list[Node]) -> Iterator[list[Node]]:
    """What a call in a loop over a table is given, once for each row; nothing where a row or a column is not written out."""
    loop = _loop(syntax, call)
    if loop is None:
        return
    pattern, listed = loop
    for row in _rows(syntax, listed):
        found = [_of_row(syntax, argument, pattern, row) for argument in given]
        yield [argument for argument in found if argument is not None] if None not in found else []


def _loop(syntax: Syntax, call: Node) -> tuple[Node, Node] | None:
    """The pattern that each row of a list is taken under around a call, and the list."""
    here: Node | None = call.parent
    for _ in range(_DEEPEST):
        if here is None or here.type == "program":
            return None
        if here.type == "for_in_statement":
            left, right = ts.field(here, "left"), ts.field(here, "right")
            return (
                (left, right) if ts.child(here, "of") is not None and left is not None and right is not None else None
            )
        if here.type in FUNCTIONS:
            return _called_with(syntax, here)
        here = here.parent
    return None


def _called_with(syntax: Syntax, function: Node) -> tuple[Node, Node] | None:
    call = function.parent.parent if function.parent is not None and function.parent.type == "arguments" else None
    callee = ts.field(call, "function") if call is not None else None
    name = ts.field(callee, "property") if callee is not None and callee.type == "member_expression" else None
    listed = ts.field(callee, "object") if callee is not None else None
    taken = parameters(syntax, function)
    if name is None or listed is None or syntax.str(name) not in _LOOPS or not taken:
        return None
    pattern = taken[0].pattern
    return (pattern, listed) if pattern is not None else None


def _rows(syntax: Syntax, listed: Node) -> Iterator[Node | tuple[Node, Node]]:
    """The rows of a list that is written out, or of the object in `Object.entries(routes)`, whose rows are keys and values."""
    function = ts.field(listed, "function") if listed.type == "call_expression" else None
    given = parts(ts.field(listed, "arguments")) if function is not None else []
    if function is not None and syntax.str(function) == "Object.entries" and len(given) == 1:
        table = _written(syntax, given[0])
        for pair in parts(table) if table is not None and table.type == "object" else []:
            key, value = ts.field(pair, "key"), ts.field(pair, "value")
            if key is not None and value is not None:
                yield key, value
        return
    table = _written(syntax, listed)
    yield from parts(table) if table is not None and table.type == "array" else []


def _written(syntax: Syntax, node: Node) -> Node | None:
    """A literal, or what a name of this file stands for."""
    inner = value_of(node).node
    if inner.type == "identifier":
        value = initializer(syntax, inner)
        return value_of(value).node if value is not None else None
    return inner


def _of_row(syntax: Syntax, argument: Node, pattern: Node, row: Node | tuple[Node, Node]) -> Node | None:
    """What an argument is in one row: what the row has there, or itself where it is written out."""
    if argument.type == "string":
        return argument
    if pattern.type == "array_pattern" and argument.type == "identifier":
        names = [syntax.str(p) for p in parts(pattern)]
        cells = list(row) if isinstance(row, tuple) else parts(row) if row.type == "array" else []
        at = names.index(syntax.str(argument)) if syntax.str(argument) in names else len(cells)
        return cells[at] if at < len(cells) else None
    if isinstance(row, tuple) or row.type != "object":
        return None
    key = _key(syntax, argument, pattern)
    for pair in parts(row):
        if pair.type == "shorthand_property_identifier" and syntax.str(pair) == key:
            return pair
        own = ts.field(pair, "key")
        if own is not None and unquoted(syntax.str(own)) == key:
            return ts.field(pair, "value")
    return None


def _key(syntax: Syntax, argument: Node, pattern: Node) -> str:
    """The column that an argument takes from its row: `route.path`, or `path` of `({ path, router })`; empty for anything else."""
    if argument.type == "member_expression" and pattern.type == "identifier":
        target, name = ts.field(argument, "object"), ts.field(argument, "property")
        same = target is not None and syntax.str(target) == syntax.str(pattern)
        return syntax.str(name) if same and name is not None else ""
    if argument.type == "identifier" and pattern.type == "object_pattern":
        for part in parts(pattern):
            key, value = ts.field(part, "key"), ts.field(part, "value")
            if part.type == "shorthand_property_identifier_pattern" and syntax.str(part) == syntax.str(argument):
                return syntax.str(part)
            if key is not None and value is not None and syntax.str(value) == syntax.str(argument):
                return syntax.str(key)
    return ""
