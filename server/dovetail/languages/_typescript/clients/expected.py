"""Requests that tests of Angular expect, and what they answer to them: `http.expectOne("/api/users").flush([{ … }])`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Use

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..schemas.json_schemas import members
from ..sending.sent import sending
from ..servers.handlers import answered_with
from ..syntax.nodes import given
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range
from .intercepted import Intercepted, whole_answer, written_address

EXPECTS = "expectOne"
ANY = "*"  # the method where a test does not say it, and neither asks by a query nor answers a list
_TESTING = "@angular/common/http/testing"
_CALLS = frozenset({"call_expression"})
_READS = frozenset({"member_expression"})
_COMPARES = frozenset({"binary_expression"})
_URLS = frozenset({"url", "urlWithParams"})
_TEXTS = frozenset({"string", "template_string"})
_LOOKS_UP = ("get", "getAll", "has")
_SAME = ("toEqual", "toStrictEqual", "toMatchObject")


def expected(syntax: Syntax, call: Node) -> Intercepted | None:
    """The request that a call of `expectOne` expects, with what it is answered; None where its path is not written there."""
    if not syntax.has_any(_TESTING):
        return None
    first = next(iter(given(call)), None)
    said = members(syntax, first) if first is not None and first.type == "object" else {}
    url = _compared(syntax, first) if first is not None and first.type in FUNCTIONS else said.get("url", first)
    path, at = written_address(syntax, url) if url is not None else (None, None)
    if url is None or path is None or at is None:
        return None
    name, around = _held_by(syntax, call)
    asked = said.get("method")
    method = unquoted(syntax.str(asked)) if asked is not None and asked.type == "string" else ""
    method = method or _method(syntax, name, around)
    found = _taken(syntax, name, around)
    asks = "?" in syntax.str(url)
    for flush in _flushed(syntax, call, name, around):
        found += _answered(syntax, flush)
        asks = asks or next((a.type == "array" for a in given(flush)[:1]), False)
    return Intercepted("GET" if asks and method == ANY else method, path, at, found)


def _compared(syntax: Syntax, function: Node) -> Node | None:
    """The address that the request of `expectOne((r) => r.url === "/api/users")` must have."""
    for node in syntax.nodes(_COMPARES, function):
        left, right = ts.field(node, "left"), ts.field(node, "right")
        asked = ts.field(left, "property") if left is not None and left.type == "member_expression" else None
        if asked is not None and right is not None and syntax.str(asked) in _URLS and right.type in _TEXTS:
            return right
    return None


def _held_by(syntax: Syntax, call: Node) -> tuple[str, Node | None]:
    """The variable that has the request, and the function that it is of."""
    outer = call.parent
    name = ts.field(outer, "name") if outer is not None and outer.type == "variable_declarator" else None
    here = outer
    while here is not None and here.type not in FUNCTIONS:
        here = here.parent
    return (syntax.str(name), here) if name is not None and name.type == "identifier" else ("", here)


def _method(syntax: Syntax, name: str, around: Node | None) -> str:
    """The method that a test expects the request to have; `ANY` where it does not say."""
    if not name or around is None:
        return ANY
    asked = rf"\b{re.escape(name)}\.request\.method\)\s*\.(?:toBe|toEqual|toStrictEqual)\(\s*[\"'`](\w+)"
    found = set(re.findall(asked, syntax.str(around)))
    return found.pop() if len(found) == 1 else ANY


def _flushed(syntax: Syntax, call: Node, name: str, around: Node | None) -> Iterator[Node]:
    """The calls of `flush` that answer a request, which is in a variable or at hand."""
    chained = call.parent
    asked = ts.field(chained, "property") if chained is not None and chained.type == "member_expression" else None
    if asked is not None and chained is not None and syntax.str(asked) == "flush" and chained.parent is not None:
        yield chained.parent
    for other in syntax.nodes(_CALLS, around) if name and around is not None else ():
        callee = ts.field(other, "function")
        if callee is not None and syntax.str(callee) == f"{name}.flush":
            yield other


def _taken(syntax: Syntax, name: str, around: Node | None) -> Sending:
    """What the test reads of the query and the body that were sent, or expects the body to be."""
    body, params, found = f"{name}.request.body", f"{name}.request.params", NOTHING
    if not name or around is None or f"{name}.request." not in syntax.str(around):
        return NOTHING
    for read in syntax.nodes(_READS, around):
        held, prop = ts.field(read, "object"), ts.field(read, "property")
        if held is not None and prop is not None and syntax.str(held) == body:
            at = syntax.range(prop)
            found += Sending((Use("", ("request", syntax.str(prop)), (syntax.range(held), at), "read", "request"),))
    for call in syntax.nodes(_CALLS, around):
        callee, compared = ts.field(call, "function"), next(iter(given(call)), None)
        if callee is not None and compared is not None and syntax.str(callee) in (f"{params}.{m}" for m in _LOOKS_UP):
            found += _looked_up(syntax, callee, compared)
        if callee is not None and compared is not None and syntax.str(callee) in (f"expect({body}).{m}" for m in _SAME):
            written = sending(syntax, compared, "request").carries
            found += Sending(tuple(replace(u, access="read") for u in written))
    return found


def _looked_up(syntax: Syntax, callee: Node, key: Node) -> Sending:
    """The parameter of the query that a test asks for: `request.params.get("page")`."""
    if key.type != "string":
        return NOTHING
    at = unquoted_range(syntax, key)
    use = Use("", ("query", unquoted(syntax.str(key))), (syntax.range(callee), at), "read", "query")
    return Sending((use,))


def _answered(syntax: Syntax, flush: Node) -> Sending:
    arguments = given(flush)
    if not arguments:
        return NOTHING
    options = members(syntax, arguments[1]) if len(arguments) > 1 else {}
    status = options.get("status")
    if len(arguments) > 1 and status is None:
        return NOTHING
    return answered_with(syntax, whole_answer(syntax, arguments[0]), syntax.str(status) if status is not None else "")
