"""Options of a request that a function of the file makes of what it is given: `call("/users", json("POST", { email }))`."""

from tree_sitter import Node

from dovetail.core.dataclass import replace

from ... import _treesitter as ts
from ..._sending import Sending
from ..._treesitter import Syntax
from ..scoping.functions import function_named
from ..sending.sent import sending
from ..syntax.nodes import parameters, parts
from .fetches import pairs_of


def made_options(syntax: Syntax, node: Node) -> list[tuple[str, Node]]:
    """The options by their names, each with what the call gives for it, or what the function itself writes; nothing of any other call."""
    called = ts.field(node, "function") if node.type == "call_expression" else None
    function = (
        function_named(syntax, syntax.str(called)) if called is not None and called.type == "identifier" else None
    )
    made = _made(function) if function is not None else None
    if function is None or made is None:
        return []
    given = parts(ts.field(node, "arguments"))
    patterns = [p.pattern for p in parameters(syntax, function)]
    names = {syntax.str(p): i for i, p in enumerate(patterns) if p is not None and p.type == "identifier"}
    found: list[tuple[str, Node]] = []
    for key, value in pairs_of(syntax, made):
        named = (n for n in ts.walk(value) if n.type in ("identifier", "shorthand_property_identifier"))
        place = next((names[own] for n in named if (own := syntax.str(n)) in names), None)
        if place is None and value.type == "string":
            found.append((key, value))
        elif place is not None and place < len(given):
            found.append((key, given[place]))
    return found


def sent_as_option(syntax: Syntax, key: str, value: Node, index: str) -> Sending:
    """What a call gives for an option, with the names behind it."""
    found = sending(syntax, value, key)
    at = syntax.range(value)
    carries = tuple(replace(u, chain=(index, *u.chain), ranges=(at, *u.ranges)) for u in found.carries)
    return Sending(carries)


def _made(function: Node) -> Node | None:
    """The object that is all a function gives."""
    body = ts.field(function, "body")
    if body is not None and body.type == "statement_block":
        statements = parts(body)
        body = (
            next(iter(parts(statements[0])), None)
            if len(statements) == 1 and statements[0].type == "return_statement"
            else None
        )
    while body is not None and body.type == "parenthesized_expression":
        body = next(iter(parts(body)), None)
    return body if body is not None and body.type == "object" else None
