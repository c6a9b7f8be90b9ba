"""Queries in strings of TypeScript where the comment above says which contract they give."""

from tree_sitter import Node

from dovetail.core.shapes import Record
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._comments import Comment
from ..._queries import query
from ..._treesitter import Syntax


def tagged_query(syntax: Syntax, node: Node, comment: Comment) -> Record | None:
    """The record that a query in a string is; None where its comment says no contract."""
    range = syntax.range(node)
    inner = Range(range.start + 1, range.end - 1)
    if comment.tag("contract") is None:
        return None
    here: Node | None = node
    while here is not None and here.type not in ("variable_declarator", "statement_block", "program"):
        here = here.parent
    name = ts.field(here, "name") if here is not None and here.type == "variable_declarator" else None
    named = name is not None and name.type == "identifier"
    own = syntax.str(name) if name is not None and named else ""
    at = syntax.range(name) if name is not None and named else inner
    return query(syntax.text.source, inner, own, at, comment)
