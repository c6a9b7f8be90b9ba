"""Requests that a test says a mock of `fetch` was called with: `expect(fetch).toHaveBeenCalledWith("/api/users", { method: "POST" })`.

So does one that takes the call apart: `const [url, init] = fetchMock.mock.calls[0]`, and then `expect(url).toBe("/api/users")`.
"""

import re
from collections.abc import Mapping

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..schemas.json_schemas import members
from ..sending.sent import sending
from ..sending.urls import address
from ..servers.asked_methods import ANY
from ..syntax.nodes import given, parts
from ..syntax.signatures import function_around
from ..syntax.tests import whole_expected
from ..syntax.types import unquoted, unquoted_range
from .intercepted import Intercepted, written_address
from .mocked_requests import is_fetch, written_as_json

_CALLED = frozenset({"toHaveBeenCalledWith", "toHaveBeenLastCalledWith", "toBeCalledWith", "toHaveBeenNthCalledWith"})
_SAME = frozenset({"toBe", "toEqual", "toStrictEqual", "toMatchObject"})
ASSERTS = _CALLED | _SAME
_CALLS = frozenset({"call_expression"})
_DECLARATORS = frozenset({"variable_declarator"})
_KEPT = ".mock."
# `fetchMock`, `vi.mocked(fetch)`, `(fetch as jest.Mock)`
_MOCK = re.compile(r"\(?(?:(?:vi|jest)\.mocked\()?((?:\w+\.)*\w+)(?:\)|\s+as\s[^()]*\))?")
_OF_CALL = re.compile(r"^(.+?)\.mock\.(?:calls(?:\[\d+\]|\.at\(-?\d+\))|lastCall)[!?]?$", re.DOTALL)
_FIRST = re.compile(r"^(.+?)\.mock\.(?:calls(?:\[\d+\]|\.at\(-?\d+\))|lastCall)[!?]?\.?\[0\]$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a test takes a call apart into: how it calls the options, and the function that it is of."""

    options: str
    around: Node | None


def asserted(syntax: Syntax, call: Node, method: str) -> Intercepted | None:
    """The request that a test says was sent; None where it says that of something else than a path and a mock of `fetch`."""
    if not syntax.has_any("fetch", "Fetch"):
        return None
    subject = _subject(syntax, call)
    if subject is None:
        return None
    arguments = given(call)[1 if method == "toHaveBeenNthCalledWith" else 0 :]
    path, at = written_address(syntax, arguments[0]) if arguments else (None, None)
    if path is None or at is None:
        return None
    query = address(syntax, arguments[0])
    sent = query.query if query is not None else NOTHING
    how = "GET" if sent != NOTHING else ANY  # which alone asks by a query
    if method in _CALLED:
        if not is_fetch(syntax, subject):
            return None
        options = whole_expected(syntax, arguments[1]) if len(arguments) > 1 else None
        said = members(syntax, options) if options is not None and options.type == "object" else {}
        how = "GET" if options is None else how
        return _request(syntax, path, at, how, said, sent)
    taken = _taken_apart(syntax, call, subject) if syntax.has_any(_KEPT) else None
    if taken is None:
        return None
    found = Intercepted(how, path, at, sent)
    return _with_expected(syntax, found, taken) if taken.options else found


def _subject(syntax: Syntax, call: Node) -> Node | None:
    """What is in the `expect(…)` of a call."""
    callee = ts.field(call, "function")
    expects = ts.field(callee, "object") if callee is not None else None
    made = ts.field(expects, "function") if expects is not None and expects.type == "call_expression" else None
    if expects is None or made is None or syntax.str(made) != "expect":
        return None
    return next(iter(given(expects)), None)


def _request(syntax: Syntax, path: str, at: Range, how: str, said: Mapping[str, Node], sent: Sending) -> Intercepted:
    method, body = said.get("method"), said.get("body")
    method = method if method is not None and method.type == "string" else None
    how = unquoted(syntax.str(method)) if method is not None else how
    written = written_as_json(syntax, body) if body is not None else None
    if written is not None:
        sent += _compared(syntax, written)
    return Intercepted(how, path, at, sent, unquoted_range(syntax, method) if method is not None else None)


def _compared(syntax: Syntax, written: Node) -> Sending:
    """The names and texts that a body is said to have."""
    carries = sending(syntax, whole_expected(syntax, written), "request").carries
    return Sending(tuple(replace(use, access="read") for use in carries))


def _taken_apart(syntax: Syntax, call: Node, subject: Node) -> _Taken | None:
    """How a test knows the call of whose path it says something."""
    first = _FIRST.match(syntax.str(subject))
    around = function_around(call)
    if first is not None:
        return _Taken("", around) if _names_fetch(syntax, first[1]) else None
    name = syntax.str(subject)
    for declarator in syntax.nodes(_DECLARATORS, around) if subject.type == "identifier" and around is not None else ():
        pattern, value = ts.field(declarator, "name"), ts.field(declarator, "value")
        if pattern is None or value is None or value.start_byte > call.start_byte:
            continue
        if pattern.type == "array_pattern":
            kept, own = _OF_CALL.match(_without_cast(syntax, value)), [syntax.str(p) for p in parts(pattern)]
            if kept is not None and own[:1] == [name] and _names_fetch(syntax, kept[1]):
                return _Taken(own[1] if len(own) > 1 else "", around)
        elif syntax.str(pattern) == name and (kept := _FIRST.match(_without_cast(syntax, value))) is not None:
            return _Taken("", around) if _names_fetch(syntax, kept[1]) else None
    return None


def _names_fetch(syntax: Syntax, mock: str) -> bool:
    found = _MOCK.fullmatch(mock)
    return found is not None and is_fetch(syntax, found[1])


def _without_cast(syntax: Syntax, node: Node) -> str:
    while node.type in ("as_expression", "non_null_expression", "parenthesized_expression") and node.named_children:
        node = node.named_children[0]
    return syntax.str(node)


def _with_expected(syntax: Syntax, found: Intercepted, taken: _Taken) -> Intercepted:
    """A request with the method and the body that the test says of the same call."""
    method, at, sent = found.method, found.method_range, found.sending
    options = rf"{re.escape(taken.options)}[!?]?\.?"
    asks_method, asks_body = (re.compile(rf"^\(?{options}\.?{part}\b") for part in ("method", "body"))
    for call in syntax.nodes(_CALLS, taken.around) if taken.around is not None else ():
        callee = ts.field(call, "function")
        name = ts.field(callee, "property") if callee is not None else None
        compared = next(iter(given(call)), None)
        if name is None or compared is None or syntax.str(name) not in _SAME:
            continue
        subject = _subject(syntax, call)
        text = syntax.str(subject) if subject is not None else ""
        if asks_method.match(text) and compared.type == "string":
            method, at = unquoted(syntax.str(compared)), unquoted_range(syntax, compared)
        inner = re.match(r"JSON\.parse\(\s*(?:String\(\s*)?(.*)", text, re.DOTALL)
        if inner is not None and asks_body.match(inner[1]):
            sent += _compared(syntax, compared)
        elif asks_body.match(text) and (written := written_as_json(syntax, compared)) is not None:
            sent += _compared(syntax, written)
    return replace(found, method=method, sending=sent, method_range=at)
