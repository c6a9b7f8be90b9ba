"""What tests of Python say of the requests that a mock has answered: `route.calls.last.request.url.params["page"]`, `match=[…]`.

They read what the program has sent, or let the mock answer only what is sent so; the names are those of the query and of the body.
"""

import re
from collections.abc import Iterator, Set
from typing import Final

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Use

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..servers.compared import Held
from ..servers.requests import Flow
from ..syntax.locals import function_of
from ..syntax.markers import keyword
from ..values.sent import sending

_MAY_ASK: Final = ("last_request", "request_history", ".calls", "get_request")
# Behind what stands for a route, or for all that were mocked: the request that was sent to it.
_REQUEST = r"(?:\.calls(?:\.last|\[-?\d+\])\.request|\.last_request|\.request_history\[-?\d+\]|\.get_requests?\([^()]*\)(?:\[-?\d+\])?)"
_QUERY = r"(?:\.url)?\.params"
_RAW = r"\.(?:content|body|text|read\(\))(?:\.decode\([^()]*\))?"
_LOADS = r"(?:(?:json|orjson|ujson)\.)?loads\("
_ASKS = frozenset({"attribute", "call"})
_RESPX = frozenset({"respx", "respx_mock"})
# What lets a mock answer only what is sent so, with the part of the request that it speaks of.
_OF_MOCK = {"match_json": "request", "match_params": "query"}
_OF_RESPX = {
    "json": "request",
    "json__eq": "request",
    "params": "query",
    "params__contains": "query",
    "params__eq": "query",
}
_MATCHERS = {"json_params_matcher": "request", "query_param_matcher": "query", "urlencoded_params_matcher": "request"}


def is_of_respx(syntax: Syntax, call: Node) -> bool:
    """True for a route of respx, which is given what is sent; what it answers is said behind it."""
    function = ts.field(call, "function")
    owner = ts.field(function, "object") if function is not None else None
    return owner is not None and syntax.str(owner).rpartition(".")[2] in _RESPX


def asked_of(syntax: Syntax, call: Node, receivers: Set[str]) -> tuple[Use, ...]:
    """What a test says of the requests to a route that it mocks; `receivers` are the names that stand for all its routes."""
    return (*_matched(syntax, call), *_read(syntax, call, receivers))


def _matched(syntax: Syntax, call: Node) -> Iterator[Use]:
    given = [(keyword(syntax, call, name), part) for name, part in _OF_MOCK.items()]
    if is_of_respx(syntax, call):
        given += [(keyword(syntax, call, name), part) for name, part in _OF_RESPX.items()]
    listed = keyword(syntax, call, "match")
    for matcher in (n for n in ts.walk(listed) if n.type == "call") if listed is not None else ():
        function, arguments = ts.field(matcher, "function"), ts.field(matcher, "arguments")
        part = _MATCHERS.get(syntax.str(function).rpartition(".")[2]) if function is not None else None
        if part is not None and arguments is not None:
            given.append((next((c for c in arguments.children if c.is_named), None), part))
    for value, part in given:
        if value is not None and value.type == "dictionary":
            yield from (replace(u, access="read") for u in sending(syntax, value, part).carries)


def _read(syntax: Syntax, call: Node, receivers: Set[str]) -> tuple[Use, ...]:
    function = function_of(call)
    if function is None or not any(word in syntax.str(function) for word in _MAY_ASK):
        return ()
    nodes = list(ts.walk(function))
    named = [_variable(syntax, call)]
    if sum(1 for n in nodes if n.type == "call" and _is_route(syntax, n, receivers)) == 1:
        named.extend(sorted(receivers))
    request = f"(?:{'|'.join(re.escape(n) for n in named if n)}){_REQUEST}"
    kept = [syntax.str(left) for left, right in _assigned(nodes) if re.fullmatch(request, syntax.str(right))]
    request = f"(?:{'|'.join([request, *map(re.escape, kept)])})" if any(named) else ""
    query, body = re.compile(f"{request}{_QUERY}"), re.compile(rf"{request}\.json\(\)|{_LOADS}{request}{_RAW}\)")
    flow = Flow(syntax, plain=False)
    for node in (n for n in nodes if request and n.type in _ASKS):
        written = syntax.str(node)
        part = "query" if query.fullmatch(written) else "request" if body.fullmatch(written) else ""
        if part:
            flow.stands[node.id] = Held("value", (part,), (syntax.range(node),))
    if not flow.stands:
        return ()
    flow.function(function)
    return flow.of(0)


def _variable(syntax: Syntax, call: Node) -> str:
    """The name that stands for a mocked route: `route = respx.get(url).mock(…)`."""
    here = call
    while here.parent is not None and here.parent.type in ("attribute", "call", "with_item", "as_pattern"):
        here = here.parent
    left = ts.field(here.parent, "left") if here.parent is not None and here.parent.type == "assignment" else None
    return syntax.str(left) if left is not None and left.type == "identifier" else ""


def _assigned(nodes: list[Node]) -> Iterator[tuple[Node, Node]]:
    for node in (n for n in nodes if n.type == "assignment"):
        left, right = ts.field(node, "left"), ts.field(node, "right")
        if left is not None and right is not None and left.type == "identifier":
            yield left, right


def _is_route(syntax: Syntax, call: Node, receivers: Set[str]) -> bool:
    """True for a call that mocks a route."""
    function = ts.field(call, "function")
    owner, name = (ts.field(function, n) if function is not None else None for n in ("object", "attribute"))
    if owner is None or name is None or syntax.str(owner).rpartition(".")[2] not in receivers:
        return False
    return syntax.str(name) not in ("get_request", "get_requests", "start", "stop", "reset", "activate", "clear")
