"""By which method a request came that a function answers at some place: `if (route.request().method() === "POST") { … } else { … }`."""

import re

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import leaves, parts
from ..syntax.types import unquoted

ANY = "*"
_ASKS = re.compile(r"\bmethod\b")
_IS = re.compile(r"""\(?\s*(?:[\w.]|\(\))*\bmethod(?:\(\))?\s*([!=])==?\s*["'`]([A-Z]+)["'`]\s*\)?""")
_BRANCHES = {"consequence": True, "alternative": False}


def asked_method(syntax: Syntax, place: Node, function: Node) -> str | None:
    """The method at a place in a function, `*` where it may be any; None where that cannot be told.

    What is answered where a method with a body is excluded is what `GET` asks for.
    """
    found, excluded, here = ANY, set[str](), place
    while here != function:
        above = here.parent
        if above is None:
            return None
        for test, holds in _tests(syntax, here, above):
            said = _IS.fullmatch(syntax.str(test))
            if said is None and _ASKS.search(syntax.str(test)) is None:
                continue
            if said is None:
                return None
            if (said[1] == "=") == holds:
                found = said[2]
            else:
                excluded.add(said[2])
        if above.type == "switch_case" and _is_switched(syntax, above):
            value = ts.field(above, "value")
            found = unquoted(syntax.str(value)) if value is not None and value != here else found
        elif above.type == "switch_default" and _is_switched(syntax, above):
            return None
        here = above
    if found == ANY and excluded:
        return "GET" if "GET" not in excluded else None
    return found


def _tests(syntax: Syntax, node: Node, above: Node) -> list[tuple[Node, bool]]:
    """What is asked around a node before it is reached, and whether that holds where it stands."""
    if above.type == "else_clause":
        return []
    if node.type == "else_clause" or above.type in ("if_statement", "ternary_expression"):
        test = ts.field(above, "condition")
        holds = next((is_true for role, is_true in _BRANCHES.items() if ts.field(above, role) == node), None)
        return [(test, holds)] if test is not None and holds is not None else []
    earlier: list[tuple[Node, bool]] = []
    for statement in above.children if above.type == "statement_block" else ():
        if statement.start_byte >= node.start_byte:
            break
        test, body = ts.field(statement, "condition"), ts.field(statement, "consequence")
        left = statement.type == "if_statement" and ts.field(statement, "alternative") is None
        if left and test is not None and body is not None and leaves(body):
            earlier.append((test, False))
    return earlier


def _is_switched(syntax: Syntax, case: Node) -> bool:
    """True for a case of what asks for the method."""
    switch = case.parent.parent if case.parent is not None else None
    value = ts.field(switch, "value") if switch is not None else None
    return value is not None and _ASKS.search(syntax.str(value)) is not None and bool(parts(value))
