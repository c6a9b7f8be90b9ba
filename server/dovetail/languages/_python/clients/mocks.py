"""What tests of Python answer in the place of a server: `respx.get(url).respond(json=…)`, `responses.add(responses.GET, url, json=…)`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Route

from ... import _treesitter as ts
from ..._routes import METHODS
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..servers.paths import path_of
from ..syntax.given import plain_arguments
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.locals import constant_value, is_dict, local_value
from ..syntax.markers import keyword
from ..values.sent import sending
from .asked_of_mocks import asked_of, is_of_respx

_LIBRARIES = ("respx", "responses", "requests_mock", "httpx_mock", "aioresponses")
_MOCKS = re.compile(
    r"^\s*(?:import|from)\s+(?:respx|responses|requests_mock|pytest_httpx|aioresponses)\b"
    r"|\b(?:respx_mock|httpx_mock|requests_mock|mocked_responses)\b",
    re.MULTILINE,
)
_RECEIVERS = frozenset(
    "respx respx_mock responses rsps mocked_responses requests_mock m mock mocked mocker aiomock".split()
)
_ANSWERS = ("respond", "mock")  # of a route of respx
_CONTENTS = ("json", "payload")
_STATUS = ("status_code", "status")


def is_mock(syntax: Syntax, receiver: str) -> bool:
    """True for a name that stands for a server in a test."""
    return receiver.rpartition(".")[2] in _RECEIVERS and _mocks(syntax.text.source)


def mocked(syntax: Syntax) -> Iterator[Route]:
    """The routes that a test answers itself."""
    if not _mocks(syntax.text.source):
        return
    for call in syntax.nodes(frozenset({"call"})):
        function = ts.field(call, "function")
        owner, name = (
            (ts.field(function, "object"), ts.field(function, "attribute")) if function is not None else (None, None)
        )
        if owner is None or name is None:
            continue
        called, receiver = syntax.str(name), syntax.str(owner).rpartition(".")[2]
        plain = plain_arguments(call)
        if receiver in _RECEIVERS and called in METHODS and plain:
            yield from _route(syntax, call, called, name, plain[0])
        elif receiver in _RECEIVERS and called == "add" and len(plain) > 1 and plain[0].type == "attribute":
            method = syntax.str(plain[0]).rpartition(".")[2].lower()
            yield from _route(syntax, call, method, plain[0], plain[1]) if method in METHODS else ()
        elif called == "add_response" or (called == "add" and receiver in _RECEIVERS):
            method, url = keyword(syntax, call, "method"), keyword(syntax, call, "url")
            if method is not None and url is not None and is_plain_string(method):
                yield from _route(syntax, call, string_value(syntax.str(method)).lower(), method, url)


def _mocks(text: str) -> bool:
    """True for a file that uses one of the libraries; most are known not to by the words alone, which is quicker."""
    return any(word in text for word in _LIBRARIES) and _MOCKS.search(text) is not None


def _route(syntax: Syntax, call: Node, method: str, said: Node, url: Node) -> Iterator[Route]:
    path, at = path_of(syntax, url)
    if path is None or at is None or path[:1] != "/":
        return
    sent = given(syntax, _answer(syntax, call))
    mounted = "://" not in syntax.str(url)
    place = string_range(syntax, said) if said.type == "string" else syntax.range(said)
    carries = (*sent.carries, *asked_of(syntax, call, _RECEIVERS))
    yield Route(
        method.upper(), path, syntax.range(call), place, at, "mock", (), mounted, carries, sent.sent, passes=sent.passes
    )  # fmt: skip


def given(syntax: Syntax, answer: Node | None) -> Sending:
    """What an answer is given to send, by its status: `Response(200, json={…})`."""
    content = _keyword(syntax, answer, _CONTENTS)
    status = (
        _keyword(syntax, answer, _STATUS) or next(iter(plain_arguments(answer)), None) if answer is not None else None
    )
    number = syntax.str(status) if status is not None and status.type == "integer" else "200"
    if content is not None and content.type == "identifier":
        content = local_value(syntax, content) or constant_value(syntax, content) or content
    written = content is not None and (is_dict(syntax, content) or content.type in ("dictionary", "list"))
    part = "response" if number < "300" else "errors" if "400" <= number < "500" else ""
    return sending(syntax, content, part) if written and content is not None and part else NOTHING


def _answer(syntax: Syntax, call: Node) -> Node | None:
    """The call that is given the answer: itself, the one that goes on from it, or the response that this is given."""
    if _keyword(syntax, call, _CONTENTS) is not None and not is_of_respx(syntax, call):
        return call
    outer = call.parent
    on = outer.parent if outer is not None and outer.type == "attribute" else None
    name = ts.field(outer, "attribute") if outer is not None and outer.type == "attribute" else None
    if on is None or name is None:
        return None
    if on.type == "call" and syntax.str(name) in _ANSWERS:
        given = keyword(syntax, on, "return_value")
        return given if given is not None and given.type == "call" else on if given is None else None
    right = ts.field(on, "right") if on.type == "assignment" and syntax.str(name) == "return_value" else None
    return right if right is not None and right.type == "call" else None


def _keyword(syntax: Syntax, call: Node | None, names: tuple[str, ...]) -> Node | None:
    return next((v for n in names if (v := keyword(syntax, call, n)) is not None), None) if call is not None else None
