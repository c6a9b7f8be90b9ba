"""The strings that an expression of Python may be: written there, on both sides of a condition, given by `parametrize` to a test."""

from collections.abc import Iterator

from tree_sitter import Node

from .._treesitter import Syntax
from .fixtures import parametrized
from .literals import is_plain_string


def strings(syntax: Syntax, node: Node | None) -> Iterator[Node]:
    """The nodes of the strings, as far as they are written in the same function, or above it."""
    if node is None:
        return
    if is_plain_string(node):
        yield node
    elif node.type == "conditional_expression":
        parts = [c for c in node.children if c.is_named and c.type != "comment"]
        for part in parts[::2]:
            yield from strings(syntax, part)
    elif node.type == "parenthesized_expression":
        yield from strings(syntax, next((c for c in node.children if c.is_named), None))
    elif node.type == "identifier":
        yield from (n for n in parametrized(syntax, node) if is_plain_string(n))
