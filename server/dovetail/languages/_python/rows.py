"""Rows that a statement of SQL gives in Python, as dictionaries by the names of columns: `execute("SELECT id FROM users")`."""

from collections.abc import Sequence

from tree_sitter import Node

from .. import _treesitter as ts
from .._sql.rows import selected
from .._statements import constant, statement
from .._treesitter import Syntax
from .locals import local_value
from .values import Value

_ROWS = frozenset({"execute", "fetch", "fetch_all", "iterate", "query_all", "stream", "cursor"})
_ROW = frozenset({"fetchrow", "fetch_one"})
EXECUTES = _ROWS | _ROW


def rows(syntax: Syntax, method: str, parts: Sequence[Node]) -> Value | None:
    """What a method gives that runs a statement which is written here, or in a variable of the same function or file."""
    node = parts[0] if method in EXECUTES and parts else None
    if node is not None and node.type == "identifier":
        node = local_value(syntax, node) or constant(syntax, syntax.str(node))
    function = ts.field(node, "function") if node is not None and node.type == "call" else None
    if node is not None and function is not None and syntax.str(function).rsplit(".", 1)[-1] in ("text", "SQL"):
        arguments = ts.field(node, "arguments")
        node = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
    if node is not None and node.type == "identifier":
        node = local_value(syntax, node) or constant(syntax, syntax.str(node))
    if node is None or node.type not in ("string", "concatenated_string", "binary_operator"):
        return None
    found = selected(statement(syntax, node).text)
    return Value(found, int(method in _ROWS)) if found else None
