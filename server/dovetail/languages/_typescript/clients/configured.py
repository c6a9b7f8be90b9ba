"""Requests that are written as one object: `axios({ url, method, data, params })`, `request({ url: "/users", method: "post" })`."""

import re
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from dovetail.core.text import Range

from ..._routes import METHODS
from ..._sending import NOTHING
from ..._treesitter import Syntax
from ..sending.urls import Address, address
from ..syntax.nodes import given
from ..syntax.types import unquoted, unquoted_range
from .chosen import chosen, together
from .fetches import Fetches, pairs_of
from .other_clients import Request

_CALLED = re.compile(
    r"(?:[\w$]+\.)?(?:\$?axios\w*|\$?http|httpClient|apiClient|api|client|instance|service|request)(?:\.request)?$"
)
_MAKES_AXIOS = re.compile(r"\b[aA]xios\.create\b")
_SENT = {"params": "query", "data": "request"}


def configured(
    syntax: Syntax, call: Node, function: Node, made_by: Mapping[str, str], fetches: Fetches
) -> list[Request]:
    """The requests of which a call sends one, as its object says; several where that chooses the method or the address."""
    arguments = given(call) if syntax.has_any("url") else ()
    if function.type not in ("identifier", "member_expression") or not arguments or arguments[0].type != "object":
        return []
    name = syntax.str(function)
    made = made_by.get(name.removesuffix(".request"), "")
    is_axios = "axios" in name or _MAKES_AXIOS.search(made) is not None
    said = dict(pairs_of(syntax, arguments[0]))
    if "url" not in said or len(arguments) > 1 or not (is_axios or _CALLED.fullmatch(name)):
        return []
    asked = list(_asked(syntax, said, syntax.range(function)))
    if not asked:
        return []
    sent = fetches.said(call) if is_axios else NOTHING
    for key, value in said.items():
        if key in _SENT:
            sent += fetches.query(value) if _SENT[key] == "query" else fetches.body(value, True)
    fetches.asked_by(call, name.removesuffix(".request"), made)
    return [Request(method, at, found, found.query + sent) for method, at, found in asked]


def asked_by_config(syntax: Syntax, config: Node) -> list[tuple[str, Address]]:
    """The methods and addresses of the requests of which an object says one."""
    said = dict(pairs_of(syntax, config))
    found = _asked(syntax, said, syntax.range(config)) if "url" in said else ()
    return [(method, where) for method, _, where in found]


def _asked(syntax: Syntax, said: Mapping[str, Node], at: Range) -> Iterator[tuple[str, Range, Address]]:
    """The methods and addresses; those that one condition chooses go together."""
    methods = chosen(syntax, said["method"]) if "method" in said else [("", None)]
    for method, url in together(methods, chosen(syntax, said["url"])):
        found = address(syntax, url, relative=True)
        if found is None:
            continue
        if method is None:
            yield "GET", at, found
        elif method.type == "string" and unquoted(syntax.str(method)).lower() in METHODS:
            yield unquoted(syntax.str(method)).upper(), unquoted_range(syntax, method), found
