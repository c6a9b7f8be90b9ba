"""Requests of Hono's client, whose paths are properties: `client.trips[":tripId"].$get({ param: { tripId }, query: { page } })`."""

from tree_sitter import Node

from dovetail.core.shapes import Kind

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..._statements import constant
from ..._treesitter import Syntax
from ..sending.sent import local_value, sending
from ..sending.urls import Address
from ..syntax.nodes import given, parts
from ..syntax.types import unquoted
from .answered import answered_at
from .fetches import Fetches, pairs_of
from .other_clients import Request

# The methods of a path of the client, and those of HTTP that they ask with.
HONO_CALLS = {f"${verb}": verb.upper() for verb in ("get", "post", "put", "patch", "delete")}
_PROPERTIES = ("member_expression", "subscript_expression")
_CLIENTS = frozenset({"hc", "testClient"})  # what makes one, where it is asked at once
_ROOT = "index"
_DEEPEST = 4


def hono_request(syntax: Syntax, call: Node, function: Node, fetches: Fetches) -> Request | None:
    """The request that such a call is; None for any other call."""
    asked = _asked(syntax, function)
    if asked is None:
        return None
    fetches.answered(call, "answer")
    method, name, where = asked
    sent = NOTHING
    for key, value in pairs_of(syntax, next(iter(given(call)), None)):
        if key == "param":
            sent += Sending(sending(syntax, value, "params").carries)
        elif key == "query":
            sent += fetches.query(value)
        elif key in ("json", "form"):
            sent += fetches.body(value, True)
    return Request(method, syntax.range(name), where, sent)


def given_by_hono(syntax: Syntax, call: Node) -> Kind | None:
    """What such a call gives; None for any other call."""
    function = ts.field(call, "function")
    found = _asked(syntax, function) if function is not None else None
    return answered_at(found[0], found[2]) if found is not None else None


def _asked(syntax: Syntax, function: Node) -> tuple[str, Node, Address] | None:
    """The method of such a call, where it stands, and the address."""
    name = ts.field(function, "property") if function.type == "member_expression" else None
    method = HONO_CALLS.get(syntax.str(name)) if name is not None else None
    chain = ts.field(function, "object")
    if method is None or name is None or chain is None:
        return None
    segments = _segments(syntax, chain)
    path = "/" + "/".join(s for s in segments if s != _ROOT)
    return (method, name, Address(path, syntax.range(chain), NOTHING, based=True)) if segments else None


def _segments(syntax: Syntax, chain: Node, depth: int = 0) -> list[str]:
    """The words of a path, as the names behind a client; nothing where what stands before them is not known."""
    found: list[str] = []
    here = chain
    while here.type in _PROPERTIES:
        key = ts.field(here, "property") or next(iter(parts(here)[1:]), None)
        inner = ts.field(here, "object")
        if key is None or inner is None or (here.type == "subscript_expression" and key.type != "string"):
            return []
        found.insert(0, unquoted(syntax.str(key)))
        here = inner
    made = ts.field(here, "function") if here.type == "call_expression" else None
    if made is not None and syntax.str(made) in _CLIENTS:
        return found
    if here.type != "identifier" or depth > _DEEPEST:
        return []
    held = constant(syntax, syntax.str(here)) or local_value(syntax, here)
    if held is None or held.type not in _PROPERTIES:
        return found
    before = _segments(syntax, held, depth + 1)  # `const trips = client.api.trips`
    return [*before, *found] if before else []
