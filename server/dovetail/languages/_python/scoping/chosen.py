"""Lists of which Python keeps some items as they are, and lists under names that a value is looked for in."""

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.locals import constant_value, local_value

_LISTS = frozenset({"list", "tuple", "set"})
_GATHERS = frozenset({"set", "frozenset", "list", "tuple"})


def kept_of(syntax: Syntax, node: Node) -> Node | None:
    """The list of which a comprehension keeps some: `rows` of `[row for row in rows if row["open"]]`; None where it makes others."""
    clauses = [c for c in node.children if c.type == "for_in_clause"]
    body = ts.field(node, "body")
    left = ts.field(clauses[0], "left") if len(clauses) == 1 else None
    if body is None or left is None or body.type != "identifier" or syntax.str(body) != syntax.str(left):
        return None
    return ts.field(clauses[0], "right")


def items_of(syntax: Syntax, node: Node) -> list[Node]:
    """The items of a list, tuple or set that is written where it is, or under a name: `STATES = frozenset({"open", "done"})`."""
    if node.type == "identifier":
        node = local_value(syntax, node) or constant_value(syntax, node) or node
    function, arguments = (ts.field(node, n) if node.type == "call" else None for n in ("function", "arguments"))
    if function is not None and arguments is not None and syntax.str(function) in _GATHERS:
        parts = [c for c in arguments.children if c.is_named]
        node = parts[0] if len(parts) == 1 else node
    return node.children if node.type in _LISTS else []
