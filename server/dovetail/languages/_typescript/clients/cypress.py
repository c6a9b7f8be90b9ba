"""Requests that tests of Cypress send, `cy.request("POST", "/users", { … })`, and exchanges that they wait for: `cy.wait("@users")`."""

from tree_sitter import Node

from ... import _treesitter as ts
from ..._routes import METHODS
from ..._sending import NOTHING
from ..._treesitter import Syntax
from ..sending.urls import address
from ..syntax.nodes import given
from ..syntax.tests import chained
from ..syntax.types import unquoted, unquoted_range
from .fetches import Fetches, pairs_of
from .other_clients import Request

CYPRESS = "cy.request"
_CALLS = frozenset({"call_expression"})


def cypress_request(syntax: Syntax, call: Node, function: Node, fetches: Fetches) -> Request | None:
    """The request that a call of `CYPRESS` sends; None where its path or its method is not written."""
    arguments = given(call)
    first = arguments[0] if arguments else None
    if first is None:
        return None
    at, method, body, sent = syntax.range(function), "GET", None, NOTHING
    url: Node | None = first
    if first.type == "object":
        said = dict(pairs_of(syntax, first))
        url, verb = said.get("url"), said.get("method")
        if verb is not None and verb.type != "string":
            return None
        if verb is not None:
            at, method = unquoted_range(syntax, verb), unquoted(syntax.str(verb)).upper()
        body = said.get("body")
        sent = fetches.query(said["qs"]) if "qs" in said else NOTHING
    elif first.type == "string" and unquoted(syntax.str(first)).lower() in METHODS:
        at, method = unquoted_range(syntax, first), unquoted(syntax.str(first)).upper()
        url = arguments[1] if len(arguments) > 1 else None
        body = arguments[2] if len(arguments) > 2 else None
    elif len(arguments) > 1:
        body = arguments[1]
    path = address(syntax, url) if url is not None else None
    if path is None:
        return None
    fetches.answered(call, "reply")
    sent += path.query + (fetches.body(body, True) if body is not None else NOTHING)
    return Request(method, at, path, sent)


def waited_for(syntax: Syntax, intercept: Node) -> list[Node]:
    """The calls of `cy.wait("@users")` that wait for what an intercept calls so: `cy.intercept(…).as("users")`."""
    aliases = [next(iter(given(outer)), None) for name, outer in chained(intercept) if syntax.str(name) == "as"]
    alias = aliases[0] if aliases else None
    if alias is None or alias.type != "string":
        return []
    own, found = unquoted(syntax.str(alias)), syntax.once(_waits)
    return [call for call, name, of in found if name == own and of == intercept.id]


def _waits(syntax: Syntax) -> list[tuple[Node, str, int]]:
    """The calls that wait, each for an alias, and for the last intercept before it that has it."""
    found: list[tuple[Node, str, int]] = []
    named: dict[str, int] = {}
    for call in sorted(syntax.nodes(_CALLS), key=lambda n: (n.start_byte, -n.end_byte)):
        callee = ts.field(call, "function")
        text = syntax.str(callee) if callee is not None else ""
        first = next(iter(given(call)), None)
        if text == "cy.intercept":
            aliases = [next(iter(given(outer)), None) for name, outer in chained(call) if syntax.str(name) == "as"]
            if aliases and aliases[0] is not None:
                named[unquoted(syntax.str(aliases[0]))] = call.id
        elif text in ("cy.wait", "cy.get") and first is not None and first.type == "string":
            alias = unquoted(syntax.str(first))
            if alias.startswith("@") and alias[1:] in named:
                found.append((call, alias[1:], named[alias[1:]]))
    return found
