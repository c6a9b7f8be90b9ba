"""Answers that tests give in the place of a server: `page.route("**/users", …)` of Playwright, `cy.intercept(…)`, `res(ctx.json(…))`."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import METHODS
from ..._sending import NOTHING, Sending
from ..._statements import constant
from ..._treesitter import Syntax
from ..schemas.json_schemas import members
from ..scoping.local_names import value_around
from ..sending.urls import address, written_path
from ..servers.asked_methods import ANY, asked_method
from ..servers.handlers import answered_with
from ..servers.requests import Flow
from ..syntax.held import Held
from ..syntax.nodes import given, parameters
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range

INTERCEPTS = frozenset({"route", "intercept"})
_PLAYWRIGHT = ("fulfill",)
_CYPRESS = ("cy.intercept",)
_BODILESS = frozenset({"GET", "DELETE", "HEAD"})
_ASKS_METHOD = re.compile(r"\.method\b")
_BEFORE = re.compile(r"(?:https?://[^/*]+)?(?:\*+/?)*")
_BEHIND = re.compile(r"(?:\?.*|(?<=\w)\*+)$")
_STRINGIFIED = "JSON.stringify"
# What an object says that is an answer of Cypress, and not the body of one.
_OF_ANSWERS = frozenset(
    {"body", "statusCode", "fixture", "headers", "delay", "delayMs", "forceNetworkError", "throttleKbps"}
)


@dataclass(frozen=True, slots=True)
class Intercepted:
    """What a test answers to whom: `method` is `*` where only the path is written, but for a list, which only `GET` asks for.

    `method_range` is where the method is written, apart from the call's own name.
    """

    method: str
    path: str
    path_range: Range
    sending: Sending
    method_range: Range | None = None


def intercepted(syntax: Syntax, call: Node, method: str) -> list[Intercepted]:
    """The answers that a call of `route` or `intercept` stands for, one for each method that it tells apart; none for any other call."""
    if not syntax.has_any(*(_PLAYWRIGHT if method == "route" else _CYPRESS)):
        return []
    arguments = given(call)
    asked, verb = ANY, next(iter(arguments), None)
    if method == "intercept" and verb is not None and verb.type == "string":
        written = unquoted(syntax.str(verb))
        if written.isupper() and written.lower() in METHODS:
            asked, arguments = written, arguments[1:]
    url = arguments[0] if arguments else None
    if method == "intercept" and url is not None and url.type == "object":  # `{ method: "POST", url: "/users" }`
        matched = members(syntax, url)
        verb, url = matched.get("method"), matched.get("url") or matched.get("pathname")
        asked = unquoted(syntax.str(verb)) if verb is not None and verb.type == "string" else asked
    if url is None or (len(arguments) != 2 and not (method == "intercept" and url.type == "string")):
        return []
    path, at = written_address(syntax, url)
    if path is None or at is None:
        return []
    if len(arguments) != 2:  # which only notes what is sent and answered
        return [Intercepted(asked, path, at, NOTHING)]
    answer = arguments[1]
    by_method: dict[str, Sending] = {}
    if answer.type in FUNCTIONS:
        answers = _fulfilled(syntax, answer) if method == "route" else _replied(syntax, answer)
        for place, found, status in answers:
            here = asked_method(syntax, place, answer) if asked == ANY else asked
            if here is not None:
                _take(syntax, by_method, here, found, status)
        with_body = [m for m in by_method or {asked: NOTHING} if m not in _BODILESS]
        if len(with_body) == 1 and (by_method or not _ASKS_METHOD.search(syntax.str(answer))):
            flow = Flow(syntax)
            flow.function(answer, (Held("request"),))
            read = tuple(u for u in flow.of(0) if u.chain[0] == "request")
            by_method[with_body[0]] = by_method.get(with_body[0], NOTHING) + Sending(read)
    elif method == "intercept":
        _take(syntax, by_method, asked, *_of_cypress(syntax, answer))
    if not by_method and not (answer.type in FUNCTIONS and _ASKS_METHOD.search(syntax.str(answer))):
        by_method[asked] = NOTHING
    return [Intercepted(m, path, at, sending) for m, sending in by_method.items()]


def _take(syntax: Syntax, by_method: dict[str, Sending], method: str, found: Node | None, status: str) -> None:
    """Adds an answer to those of its method; a list, which only `GET` asks for, is one to that."""
    value = whole_answer(syntax, found) if found is not None else None
    sending = answered_with(syntax, value, status) if value is not None else NOTHING
    method = "GET" if method == ANY and value is not None and value.type == "array" else method
    by_method[method] = by_method.get(method, NOTHING) + sending


def composed(syntax: Syntax, functions: Iterable[Node]) -> Sending:
    """What `(req, res, ctx) => res(ctx.status(201), ctx.json({ … }))` answers, as handlers of msw 1 do."""
    found = NOTHING
    for function in functions:
        taken = [syntax.str(t.pattern) for t in parameters(syntax, function) if t.pattern is not None]
        if len(taken) != 3:
            continue
        for call in syntax.nodes(frozenset({"call_expression"}), function):
            callee = ts.field(call, "function")
            if callee is None or syntax.str(callee) != taken[1]:
                continue
            said: dict[str, Node] = {}
            for part in given(call):
                inner = ts.field(part, "function") if part.type == "call_expression" else None
                owner, _, name = syntax.str(inner).rpartition(".") if inner is not None else ("", "", "")
                value = next(iter(given(part)), None) if owner == taken[2] else None
                if value is not None:
                    said[name] = value
            if "json" in said:
                found += answered_with(syntax, whole_answer(syntax, said["json"]), _status(syntax, said.get("status")))
    return found


def written_address(syntax: Syntax, node: Node) -> tuple[str | None, Range | None]:
    """A path on any host, with a parameter for each part of it that may be anything; also one under a name of the file."""
    if node.type == "identifier":
        value = value_around(syntax, node)
        named = address(syntax, value if value is not None else node)
        return (named.path, named.range) if named is not None and named.path and "*" not in named.path else (None, None)
    if node.type != "string" or "*" not in syntax.str(node):
        path, at = written_path(syntax, node)
        return (path, at) if path is not None and "*" not in path else (None, None)
    text, place = unquoted(syntax.str(node)), unquoted_range(syntax, node)
    begins = _BEFORE.match(text)
    start = begins.end() if begins is not None else 0
    start -= start > 0 and text[start - 1] == "/"
    own = _BEHIND.sub("", text[start:])
    segments = own.split("/")[1:]
    if not own.startswith("/") or any("*" in s and s != "*" for s in segments) or not segments or segments[0] == "*":
        return None, None
    path = "/" + "/".join(f":part{n}" if s == "*" else s for n, s in enumerate(segments))
    return path, Range(place.start + start, place.start + start + len(own))


def whole_answer(syntax: Syntax, value: Node) -> Node:
    """What is answered, also where a constant of the file holds it: what a test answers it does not change."""
    found = (
        constant(syntax, syntax.str(value)) if value.type in ("identifier", "shorthand_property_identifier") else None
    )
    return found if found is not None and found.type in ("object", "array") else value


def _fulfilled(syntax: Syntax, function: Node) -> Iterator[tuple[Node, Node | None, str]]:
    """What each `route.fulfill({ json, status })` answers."""
    for call in _calls(syntax, function, "fulfill"):
        said = members(syntax, next(iter(given(call)), None))
        body = said.get("json") or said.get("body")
        yield call, body if body is None else _parsed(syntax, body, "json" in said), _status(syntax, said.get("status"))


def _replied(syntax: Syntax, function: Node) -> Iterator[tuple[Node, Node | None, str]]:
    """What each `request.reply({ body, statusCode })` answers."""
    for call in _calls(syntax, function, "reply"):
        arguments = given(call)
        if len(arguments) > 1 and arguments[0].type == "number":
            yield call, arguments[1], syntax.str(arguments[0])
        elif arguments:
            yield call, *_of_cypress(syntax, arguments[0])


def _of_cypress(syntax: Syntax, answer: Node) -> tuple[Node | None, str]:
    """The body in `{ statusCode: 200, body: [] }`, which may also stand alone."""
    said = members(syntax, answer)
    if not said.keys() & _OF_ANSWERS:
        return answer if answer.type in ("object", "array") else None, ""
    return said.get("body"), _status(syntax, said.get("statusCode"))


def _calls(syntax: Syntax, function: Node, method: str) -> Iterator[Node]:
    """The calls of a method of what a function is given first."""
    taken = parameters(syntax, function)
    name = syntax.str(taken[0].pattern) if taken and taken[0].pattern is not None else ""
    for call in syntax.nodes(frozenset({"call_expression"}), function):
        callee = ts.field(call, "function")
        if callee is not None and name and syntax.str(callee) == f"{name}.{method}":
            yield call


def _parsed(syntax: Syntax, body: Node, is_json: bool) -> Node | None:
    """What is written as JSON; None for a text."""
    if is_json:
        return body
    callee = ts.field(body, "function") if body.type == "call_expression" else None
    return next(iter(given(body)), None) if callee is not None and syntax.str(callee) == _STRINGIFIED else None


def _status(syntax: Syntax, node: Node | None) -> str:
    return syntax.str(node) if node is not None and node.type == "number" else ""
