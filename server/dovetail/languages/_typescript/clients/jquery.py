"""Requests of jQuery: `$.getJSON("/orders", { state: "open" }, (orders) => …)`, `$.ajax({ url, method, data })`."""

import re

from tree_sitter import Node

from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import METHODS
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..sending.urls import address
from ..syntax.nodes import given
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range
from .fetches import Fetches, pairs_of
from .other_clients import Request

_CALLED = re.compile(r"(?:\$|jQuery)\.(ajax|get|getJSON|post)$")
_UNBODIED = ("GET", "HEAD")


def jquery_request(syntax: Syntax, call: Node, function: Node, fetches: Fetches) -> Request | None:
    """The request that a call of jQuery sends.

    Its answer goes to `success`, to a function that it is given, or to one behind `.done` and `.then`.
    """
    named = _CALLED.match(syntax.str(function)) if function.type == "member_expression" else None
    arguments = given(call) if named is not None else []
    if named is None or not arguments:
        return None
    name = ts.field(function, "property")
    at = syntax.range(name if name is not None else function)
    if named[1] == "ajax":
        return _by_options(syntax, call, at, arguments, fetches)
    found = address(syntax, arguments[0])
    if found is None:
        return None
    method = "POST" if named[1] == "post" else "GET"
    data = next((a for a in arguments[1:2] if a.type not in FUNCTIONS), None)
    fetches.answered(call, "value")
    fetches.shown(call, next((a for a in arguments[1:3] if a.type in FUNCTIONS), None))
    return Request(method, at, found, found.query + _sent(method, data, fetches))


def _by_options(syntax: Syntax, call: Node, at: Range, arguments: list[Node], fetches: Fetches) -> Request | None:
    """`$.ajax({ url, … })`, and `$.ajax(url, { … })`."""
    said = dict(pairs_of(syntax, arguments[-1]))
    url = said.get("url") if len(arguments) == 1 and said else arguments[0]
    found = address(syntax, url) if url is not None else None
    written = said.get("method") or said.get("type")
    if found is None or (written is not None and written.type != "string"):
        return None
    method = unquoted(syntax.str(written)).upper() if written is not None else "GET"
    if method.lower() not in METHODS:
        return None
    fetches.answered(call, "value")
    fetches.shown(call, said.get("success"))
    place = unquoted_range(syntax, written) if written is not None else at
    return Request(method, place, found, found.query + _sent(method, said.get("data"), fetches))


def _sent(method: str, data: Node | None, fetches: Fetches) -> Sending:
    """What is sent: without a body it stands behind the path."""
    if data is None:
        return NOTHING
    return fetches.query(data) if method in _UNBODIED else fetches.body(data, True)
