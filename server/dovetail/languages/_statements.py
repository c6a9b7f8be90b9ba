"""Statements of SQL in the strings of other languages, those that are written in pieces too."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Quoted, Use

from ._sql_uses import statement_texts, statement_uses
from ._treesitter import Syntax

_TEXT = frozenset({"string_content", "string_fragment"})
_PUT_IN = frozenset({"interpolation", "template_substitution"})


def string_uses(syntax: Syntax, node: Node) -> Iterator[Use]:
    """The columns that a string, a template, or strings side by side, name as a statement of SQL."""
    yield from statement_uses(statement_text(syntax, node), syntax.range(node).start)


def string_texts(syntax: Syntax, node: Node) -> Iterator[Quoted]:
    """The texts that a statement of SQL in a string compares its columns with."""
    yield from statement_texts(statement_text(syntax, node), syntax.range(node).start)


def statement_text(syntax: Syntax, node: Node) -> str:
    """What strings say, with as many characters as they have; what is put into them is a question mark."""
    whole = syntax.range(node)
    found = list(" " * (whole.end - whole.start))
    source = syntax.text.source
    todo = [node]
    while todo:
        part = todo.pop()
        at = syntax.range(part)
        if part.type in _TEXT:
            written = source[at.start : at.end]
        elif part.type in _PUT_IN:
            written = "?" * (at.end - at.start)  # which may be anything
        else:
            written = " " * (at.end - at.start) if part.type == "escape_sequence" else ""
        if written:
            found[at.start - whole.start : at.end - whole.start] = written
        if part.type not in _PUT_IN:
            todo.extend(reversed(part.children))
    return "".join(found)
