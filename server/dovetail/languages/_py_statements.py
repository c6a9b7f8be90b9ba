"""Statements of SQL in Python's strings, those that are written in pieces too."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Use

from . import _treesitter as ts
from ._sql_uses import statement_uses
from ._treesitter import Syntax


def string_uses(syntax: Syntax, node: Node) -> Iterator[Use]:
    """The columns that a string, or strings side by side, name as a statement of SQL."""
    whole = syntax.range(node)
    found = list(" " * (whole.end - whole.start))
    source = syntax.text.source
    for part in (n for n in ts.walk(node) if n.type in ("string_content", "interpolation", "escape_sequence")):
        at = syntax.range(part)
        if part.type == "string_content":
            written = source[at.start : at.end]
        elif part.type == "interpolation":
            written = "?" * (at.end - at.start)  # which may be anything
        else:
            written = " " * (at.end - at.start)
        found[at.start - whole.start : at.end - whole.start] = written
    yield from statement_uses("".join(found), whole.start)
