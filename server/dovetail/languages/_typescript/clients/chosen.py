"""Requests of which a condition chooses one: `fetch(id ? `/users/${id}` : "/users", { method: id ? "PUT" : "POST" })`."""

import itertools
from collections.abc import Sequence
from typing import TypeVar

from tree_sitter import Node

from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.local_names import local_value
from ..sending.urls import Address, address, constant, written_branches
from ..syntax.nodes import alternatives, bare, parts
from ..syntax.types import unquoted, unquoted_range

_S = TypeVar("_S")
_T = TypeVar("_T")
Chosen = tuple[str, _T]  # one of several, behind what chooses it: the condition and which branch, or nothing
Method = tuple[str, Range]  # with where it is written

_DEEPEST = 4  # objects of options within one another
_NAMES = ("identifier", "shorthand_property_identifier")


def chosen(syntax: Syntax, node: Node) -> list[Chosen[Node]]:
    """The expressions that one may be, also by a name of the function at hand."""
    node = bare(node)
    named = local_value(syntax, node) if node.type in _NAMES else None
    node = bare(named) if named is not None and bare(named).type == "ternary_expression" else node
    if node.type == "ternary_expression":
        condition = syntax.str(ts.field(node, "condition") or node)
        return [(f"{condition}{i}", bare(branch)) for i, branch in enumerate(alternatives(node))]
    if node.type == "subscript_expression":  # `urls[kind]`, of an object that is written out
        held = ts.field(node, "object")
        value = local_value(syntax, held) if held is not None and held.type == "identifier" else None
        pairs = (ts.field(p, "value") for p in parts(value)) if value is not None and value.type == "object" else ()
        return [("", bare(value)) for value in pairs if value is not None]
    return [("", node)]


def together(first: Sequence[Chosen[_S]], second: Sequence[Chosen[_T]]) -> list[tuple[_S, _T]]:
    """What may be chosen at once: what one condition chooses goes together."""
    return [
        (one, other)
        for (how, one), (where, other) in itertools.product(first, second)
        if not (how and where and how[:-1] == where[:-1] and how != where)
    ]


def addresses(syntax: Syntax, node: Node, relative: bool = False) -> list[Chosen[Address]]:
    """The addresses of which one is called; none where one of them is not known, or they differ in their query alone."""
    found = address(syntax, node, relative)
    if found is not None:
        return [("", found)]
    if written_branches(syntax, bare(node)):
        return []  # which is held to the endpoint as what `fetch` is given
    told = [(how, address(syntax, one, relative)) for how, one in chosen(syntax, node)]
    return [(how, where) for how, where in told if where is not None] if all(where for _, where in told) else []


def asked_by_fetch(syntax: Syntax, url: Node, options: Node | None, called: Range) -> list[tuple[Method, Address]]:
    """The requests of which `fetch` sends one; none where an address or a method is not known."""
    return together(_methods(syntax, options, [("", ("GET", called))], 0), addresses(syntax, url))


def _methods(syntax: Syntax, options: Node | None, before: list[Chosen[Method]], depth: int) -> list[Chosen[Method]]:
    """The method that the options of a request say last, or the one before; none where that is not seen."""
    found = before
    for pair in options.children if options is not None else []:
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        if pair.type == "spread_element":  # `{ ...init, method: "POST" }`, `{ ...POSTED, body }`
            held = bare(pair.children[-1])
            if held.type == "identifier":
                held = local_value(syntax, held) or constant(syntax, syntax.str(held)) or held
            seen = held.type == "object" and depth < _DEEPEST
            found = _methods(syntax, held, found, depth + 1) if seen else []
        elif syntax.str(key or pair).strip("\"'") == "method":
            told = chosen(syntax, value or pair)
            written = all(node.type == "string" for _, node in told)
            found = [(how, _written(syntax, node)) for how, node in told] if written else []
    return found


def _written(syntax: Syntax, node: Node) -> Method:
    return unquoted(syntax.str(node)).upper(), unquoted_range(syntax, node)
