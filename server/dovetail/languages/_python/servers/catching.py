"""What stands around all handlers and answers what they refuse: `try: return await handler(request)`, `except Refused as error`."""

import re
from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from dovetail.core.shapes import Handler

from ... import _treesitter as ts
from ..._sending import NOTHING
from ..._treesitter import Syntax
from ..classes.errors import answered_of_error
from ..syntax.locals import function_of
from .handlers import returned
from .helpers import repliers

CATCHES: Final = re.compile(r"\b(?:handler|call_next|next_handler|get_response)\(")
_ERRORS = "errors"


def catching(syntax: Syntax) -> Iterator[Handler]:
    """The functions that do so, each as a handler of the errors that it catches."""
    for clause in syntax.nodes(frozenset({"except_clause"})):
        caught = next((c for c in clause.children if c.type == "as_pattern"), None)
        target = ts.child(caught, "as_pattern_target") if caught is not None else None
        function, body = function_of(clause), ts.field(clause.parent, "body") if clause.parent is not None else None
        name = ts.field(function, "name") if function is not None else None
        if caught is None or target is None or function is None or name is None or body is None:
            continue
        if caught.children[0].type not in ("identifier", "attribute") or CATCHES.search(syntax.str(body)) is None:
            continue
        found = sum((returned(syntax, value, _ERRORS, False) for value in _returns(clause, function)), NOTHING)
        taken = {syntax.str(target): syntax.str(caught.children[0])}
        passes = tuple(answered_of_error(syntax, clause, syntax.once(repliers), taken))
        if found.carries:
            yield Handler(syntax.str(name), syntax.range(name), found.carries, found.sent, passes=passes, refuses=True)


def _returns(clause: Node, function: Node) -> Iterator[Node]:
    for node in ts.walk(clause):
        if node.type == "return_statement" and function_of(node) == function:
            yield from (c for c in node.children if c.is_named)
