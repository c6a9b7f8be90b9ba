"""Routes of Elysia: the groups that they stand in, what their handlers answer, and the schemas that are given behind them."""

import re

from tree_sitter import Node

from ... import _treesitter as ts
from ..._routes import joined
from ..._treesitter import Syntax
from ..syntax.nodes import given
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted

ELYSIA = re.compile(r"""from\s+["']elysia["']""")
_REFUSES = frozenset({"error", "status"})
_DEEPEST = 60


def group_of(syntax: Syntax, call: Node) -> str:
    """The prefix of the groups that a route stands in: `app.group("/orders", (app) => app.get("/:id", …))`; empty where it is in none."""
    prefix, here = "", call.parent
    for _ in range(_DEEPEST):
        if here is None:
            break
        outer = here.parent.parent if here.type in FUNCTIONS and here.parent is not None else None
        function = ts.field(outer, "function") if outer is not None and outer.type == "call_expression" else None
        name = ts.field(function, "property") if function is not None and function.type == "member_expression" else None
        if outer is not None and name is not None and syntax.str(name) == "group":
            first = next(iter(given(outer)), None)
            if first is not None and first.type == "string":
                prefix = joined(unquoted(syntax.str(first)), prefix) if prefix else unquoted(syntax.str(first))
        here = here.parent
    return prefix


def refused(syntax: Syntax, function: Node) -> list[tuple[Node, str]]:
    """What a handler answers by `error(404, { … })`, each with its status."""
    found: list[tuple[Node, str]] = []
    for node in ts.walk(function):
        called = ts.field(node, "function") if node.type == "call_expression" else None
        arguments = given(node) if called is not None and syntax.str(called) in _REFUSES else []
        if len(arguments) == 2:
            found.append((arguments[1], syntax.str(arguments[0])))
    return found
