"""Functions of our own that give the body of an answer as it came, so that the type which a call says of it is that of the whole body.

What `return (await response.json()) as T` gives is all of it; `return body.data` may have taken something out.
"""

from collections.abc import Mapping, Sequence

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import alternatives, is_nothing, parts, without_casts
from ..syntax.signatures import given_back

WHOLE = "whole"
_AROUND = frozenset({"await_expression", "parenthesized_expression", "non_null_expression"})
_DEEPEST = 8


def gives_whole(syntax: Syntax, function: Node | None, names: Mapping[str, Node], sending: Sequence[Node] = ()) -> bool:
    """True for a function that gives what `json()` gives, or nothing, or what one of the calls gives that send on what it is given.

    `names` are what its own variables hold.
    """
    values = [v for given in given_back(function) for v in _values(given)] if function is not None else []
    told = [_is_body(syntax, v, names, sending, 0) for v in values if not is_nothing(v)]
    return bool(told) and all(told)


def _values(node: Node) -> list[Node]:
    node = _inner(node)
    options = alternatives(node)
    return [v for option in options for v in _values(option)] if options else [node]


def _inner(node: Node) -> Node:
    """An expression without what makes no other value of it."""
    while (inner := without_casts(node)) is not node or node.type in _AROUND:
        node = inner if inner is not node else next(iter(parts(node)), node)
        if not parts(node):
            break
    return node


def _is_body(syntax: Syntax, node: Node, names: Mapping[str, Node], sending: Sequence[Node], depth: int) -> bool:
    if node.type == "identifier":
        held = names.get(syntax.str(node))
        return held is not None and depth < _DEEPEST and _is_body(syntax, _inner(held), names, sending, depth + 1)
    if node.type != "call_expression":
        return False
    called = ts.field(node, "function")
    name = ts.field(called, "property") if called is not None and called.type == "member_expression" else None
    taken = name is not None and syntax.str(name) == "json" and not parts(ts.field(node, "arguments"))
    return taken or any(node == one for one in sending)
