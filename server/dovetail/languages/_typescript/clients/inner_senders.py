"""Functions within a function that sends, which it calls itself: `const send = () => fetch(url, options)`, once and once more."""

import re

from tree_sitter import Node

from ..syntax.nodes import parameters
from .senders import Sender


def calls_for(outer: Sender, inner: Sender, function: Node) -> None:
    """Notes what a function without parameters calls as calls of the one around it, where that one calls it by name."""
    declarator, syntax = function.parent, inner.syntax
    name = (
        syntax.field(declarator, "name")
        if declarator is not None and declarator.type == "variable_declarator"
        else None
    )
    if name is None or declarator is None or declarator.parent is None or parameters(syntax, function):
        return
    around = declarator.parent.parent
    called = rf"(?<![\w$.]){re.escape(syntax.str(name))}\(\)"
    if around is not None and around.type == "statement_block" and re.search(called, syntax.str(around)):
        outer.calls.extend(inner.calls)
