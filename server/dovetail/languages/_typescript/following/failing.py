"""What a promise gives where it fails: `.catch((error) => error.problem)`."""

from tree_sitter import Node

from ... import _treesitter as ts
from ..syntax.nodes import bare

_TAKEN = frozenset({"member_expression", "identifier", "shorthand_property_identifier"})


def gives_something(callback: Node) -> bool:
    """True for a function that may give something else than the promise would: an object, a variable, or what one holds."""
    if any(n.type == "pair" for n in ts.walk(callback)):
        return True
    body = ts.field(callback, "body")
    if body is None:
        return False
    if body.type != "statement_block":
        return bare(body).type in _TAKEN
    given = (n.children[1] for n in ts.walk(body) if n.type == "return_statement" and len(n.children) > 1)
    return any(bare(value).type in _TAKEN for value in given)
