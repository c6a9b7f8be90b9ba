"""The keys under which SWR loads something: paths that are called with GET."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.functions import function_named
from ..scoping.local_names import local_value
from ..sending.urls import constant
from ..syntax.nodes import alternatives, bare, parts
from ..syntax.signatures import FUNCTIONS

KEYED = re.compile(r"^useSWR(?:Immutable|Infinite)?$")
_WRITTEN = ("string", "template_string", "binary_expression")
_DEEPEST = 6


def keys(syntax: Syntax, node: Node, depth: int = 0) -> Iterator[Node]:
    """The expressions of which one is the key: in `id ? "/users" : null`, in a list before what else it hangs on, and in a function."""
    node = bare(node)
    if depth > _DEEPEST:
        return
    if node.type == "ternary_expression" or ts.child(node, "&&", "??", "||") is not None:
        for part in alternatives(node):
            yield from keys(syntax, part, depth + 1)
    elif node.type == "array":
        for part in parts(node)[:1]:
            yield from keys(syntax, part, depth + 1)
    elif node.type == "identifier":
        named = (
            local_value(syntax, node) or constant(syntax, syntax.str(node)) or function_named(syntax, syntax.str(node))
        )
        if named is not None:
            yield from keys(syntax, named, depth + 1)
    elif node.type in FUNCTIONS and (body := ts.field(node, "body")) is not None:
        for given in _given(body):
            yield from keys(syntax, given, depth + 1)
    elif node.type in _WRITTEN:
        yield node


def _given(body: Node) -> Iterator[Node]:
    """What a function gives."""
    if body.type != "statement_block":
        yield body
        return
    for statement in ts.walk(body):
        if statement.type == "return_statement":
            yield from parts(statement)[:1]
