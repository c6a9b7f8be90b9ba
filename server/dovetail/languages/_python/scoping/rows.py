"""Rows that a statement of SQL gives in Python, as dictionaries by the names of columns: `execute("SELECT id FROM users")`."""

import re
from collections.abc import Sequence

from tree_sitter import Node

from ... import _treesitter as ts
from ..._sql.rows import GIVEN, ONLY, SEVERAL, selected
from ..._sql.uses import TABLE
from ..._statements import constant, statement
from ..._treesitter import Syntax
from ..syntax.locals import function_of, local_value
from .values import Value

_ROWS = frozenset({"execute", "fetch", "fetch_all", "iterate", "query_all", "stream", "cursor"})
_ROW = frozenset({"fetchrow", "fetch_one"})
EXECUTES = _ROWS | _ROW
# What programs call functions of their own that run a statement, by whether these give one row.
_ONE = re.compile(r"_?(?:(?:fetch|query|select|get|find|load)_)?(?:one|row|first|single|maybe_one|one_or_none)")
_MANY = re.compile(r"_?(?:(?:fetch|query|select|get|find|load)_)?(?:many|all|rows)|_?(?:query|select|fetch)")


def rows(syntax: Syntax, method: str, parts: Sequence[Node]) -> Value | None:
    """What a method gives that runs a statement which is written here, or in a variable of the same function or file."""
    known = method in EXECUTES or _ONE.fullmatch(method) is not None or _MANY.fullmatch(method) is not None
    node = parts[0] if known and parts else None
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
    return Value(found, int(method not in _ROW and _ONE.fullmatch(method) is None)) if found else None


def row_names(row: Value) -> tuple[str, ...]:
    """The names of a row's columns, where its statement lists them all; else nothing."""
    _, only, columns = row.type_name.partition(ONLY)
    listed, _, given = columns.partition(GIVEN)
    names = tuple(n for part in (listed, given) for n in part.split(SEVERAL) if n)
    known = only and row.type_name.startswith(TABLE) and not row.chain and not row.depth and not row.form
    return names if known and names and all(n.isidentifier() for n in names) else ()


def puts_into(syntax: Syntax, name: Node) -> bool:
    """True for a variable whose keys may be others than those that it was given: its function changes it, or is given it."""
    function = function_of(name)
    written, own = syntax.str(function or syntax.root), re.escape(syntax.str(name))
    if re.search(rf"\b{own}\s*(?:\[[^\]\n]*\]\s*=[^=]|\.(?:update|setdefault|pop)\(|\|=)", written) is not None:
        return True
    taken = ts.field(function, "parameters") if function is not None else None
    return any(n.type == "identifier" and n.text == name.text for n in ts.walk(taken)) if taken is not None else False
