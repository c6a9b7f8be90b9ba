"""Answers that a test lets `fetch` or axios give, and the calls of the program's own functions that are given them.

`fetchMock.mockResolvedValueOnce({ ok: true, json: async () => ({ … }) })`, and then `await api.load()`. Such a mock says nothing of the
path that is asked: what it answers belongs to what is called next in the same test.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..schemas.json_schemas import members
from ..syntax.nodes import bare, given, parameters
from ..syntax.signatures import FUNCTIONS, given_back
from ..syntax.tests import answered_by_mock
from ..syntax.types import unquoted

_CALLS = frozenset({"call_expression"})
_MOCKS = (".mock", "vi.fn", "jest.fn", "Once(")
_TESTS = re.compile(r"(?:it|test)(?:\.(?:only|skip|concurrent))?$")
_FETCH = re.compile(r"(?:^|\.)\w*[fF]etch(?:Mock|Spy|Stub|er)?$")
_AXIOS = re.compile(r"(?:^|\.)\w*[aA]xios\w*(?:\.(?:get|post|put|patch|delete|request))?$")
_MAKES = re.compile(r"(?:vi|jest|mock)\.fn$")
_SPIES = re.compile(r"(?:vi|jest)\.spyOn$")
_WRAPS = re.compile(r"(?:vi|jest)\.mocked$")
_OF_LIBRARY = frozenset({"mockResponse", "mockResponseOnce", "once"})  # jest-fetch-mock, vitest-fetch-mock
_AROUND = frozenset("as_expression parenthesized_expression non_null_expression await_expression".split())
_REJECTS = frozenset({"mockRejectedValue", "mockRejectedValueOnce"})
_REFUSED = re.compile(r"[45]\d\d")
_NOT_ASKED = re.compile(
    r"(?:expect|describe|it|test|render\w*|screen|user|userEvent|fireEvent|waitFor|act|vi|jest|console|Promise|JSON|Object)\b"
)
_AWAITED = frozenset({"then", "catch", "finally"})


@dataclass(frozen=True, slots=True)
class MockedAnswer:
    """What a mock answers with, `refused` where it refuses; neither where that is not written."""

    body: Node | None
    refused: Node | None = None


@dataclass(frozen=True, slots=True)
class _Helper:
    """A function of the file that lets `fetch` answer what it is given: which of its arguments are the body and the status."""

    body: int
    status: int | None


def mocked_bodies(syntax: Syntax) -> dict[int, list[MockedAnswer]]:
    """What the calls of a test's file are answered that ask a server, by the calls' ids."""
    return syntax.once(_paired) if syntax.has_any(*_MOCKS) and syntax.has_any("fetch", "Fetch", "xios") else {}


def refused_by_mock(syntax: Syntax, call: Node) -> Node | None:
    """What a test lets a function be refused with: `load.mockRejectedValue({ code: "gone" })`, of axios `{ response: { data } }`."""
    callee, arguments = ts.field(call, "function"), given(call)
    method = ts.field(callee, "property") if callee is not None else None
    if method is None or syntax.str(method) not in _REJECTS or len(arguments) != 1 or arguments[0].type != "object":
        return None
    said = members(syntax, arguments[0])
    data = members(syntax, said["response"]).get("data") if "response" in said else None
    return data if "response" in said else arguments[0]


def _paired(syntax: Syntax) -> dict[int, list[MockedAnswer]]:
    helpers = dict(_helpers(syntax))
    found: dict[int, list[MockedAnswer]] = {}
    for test in syntax.nodes(_CALLS):
        callee, arguments = ts.field(test, "function"), given(test)
        if callee is None or len(arguments) < 2 or _TESTS.match(syntax.str(callee)) is None:
            continue
        waiting: list[MockedAnswer] = []
        body = next((a for a in arguments if a.type in FUNCTIONS), None)
        for call in sorted(syntax.nodes(_CALLS, body), key=lambda n: n.start_byte) if body is not None else ():
            answers = _answer(syntax, call) or _by_helper(syntax, call, helpers)
            if answers is not None:
                waiting.append(answers)
            elif waiting and _asks(syntax, call):
                found.setdefault(call.id, []).append(waiting.pop(0))
    return found


def _asks(syntax: Syntax, call: Node) -> bool:
    """True for a call whose result a test waits for, and which is none of the test's own tools."""
    callee = ts.field(call, "function")
    if callee is None or callee.type not in ("identifier", "member_expression") or _NOT_ASKED.match(syntax.str(callee)):
        return False
    method, above = ts.field(callee, "property"), call.parent
    if above is None or (method is not None and syntax.str(method) in _AWAITED):
        return False
    if above.type == "member_expression":
        name = ts.field(above, "property")
        return name is not None and syntax.str(name) in _AWAITED
    around = above.parent if above.type == "arguments" else None
    expects = ts.field(around, "function") if around is not None else None
    return above.type == "await_expression" or (expects is not None and syntax.str(expects) == "expect")


def _answer(syntax: Syntax, call: Node) -> MockedAnswer | None:
    """What a call lets a mock of `fetch`, or of axios, answer; None for any other call."""
    callee = ts.field(call, "function")
    if callee is None:
        return None
    answered = answered_by_mock(syntax, call)
    if answered is not None:
        mock, answer = answered
        name = _named(syntax, mock)
        if _FETCH.search(name):
            return _body(syntax, answer)
        return MockedAnswer(_of_axios(syntax, answer)) if _AXIOS.search(name) else None
    if _MAKES.match(syntax.str(callee)):
        made = next((a for a in given(call) if a.type in FUNCTIONS), None)
        gives = [*given_back(made)] if made is not None and _FETCH.search(_named(syntax, call)) else []
        return _body(syntax, gives[0]) if len(gives) == 1 else None
    method, owner = ts.field(callee, "property"), ts.field(callee, "object")
    if method is None or owner is None or syntax.str(method) not in _OF_LIBRARY or not given(call):
        return None
    if not _FETCH.search(syntax.str(owner)):
        return None
    text, options = given(call)[0], members(syntax, given(call)[1]) if len(given(call)) > 1 else {}
    return _either(_refuses(syntax, options.get("status")), written_as_json(syntax, text))


def _by_helper(syntax: Syntax, call: Node, helpers: dict[str, _Helper]) -> MockedAnswer | None:
    callee, arguments = ts.field(call, "function"), given(call)
    helper = helpers.get(syntax.str(callee)) if callee is not None else None
    if helper is None:
        return None
    status = arguments[helper.status] if helper.status is not None and helper.status < len(arguments) else None
    told = helper.body < len(arguments) and (status is None or status.type == "number")
    return _either(_refuses(syntax, status), arguments[helper.body] if told else None)


def _helpers(syntax: Syntax) -> Iterator[tuple[str, _Helper]]:
    """The functions of a file that let `fetch` answer one of their parameters."""
    for function in syntax.nodes(FUNCTIONS):
        name = ts.field(function, "name")
        if name is None and function.parent is not None and function.parent.type == "variable_declarator":
            name = ts.field(function.parent, "name")
        taken = [syntax.str(p.pattern) for p in parameters(syntax, function) if p.pattern is not None]
        if name is None or not taken:
            continue
        answers = [a for c in syntax.nodes(_CALLS, function) if (a := _answer(syntax, c)) is not None]
        body = answers[0].body if len(answers) == 1 else None
        if body is not None and syntax.str(body) in taken:
            says = next((n for n, own in enumerate(taken) if own in ("status", "code", "statusCode")), None)
            yield syntax.str(name), _Helper(taken.index(syntax.str(body)), says)


def _named(syntax: Syntax, mock: Node) -> str:
    """What a mock stands for: `fetch` in `vi.spyOn(global, "fetch")`, in `vi.mocked(fetch)` and in `global.fetch = vi.fn()`."""
    while mock.type in _AROUND and mock.named_child_count:
        mock = mock.named_children[0]
    callee = ts.field(mock, "function") if mock.type == "call_expression" else None
    if callee is None:
        return syntax.str(mock)
    name, arguments = syntax.str(callee), given(mock)
    if _SPIES.match(name) and len(arguments) == 2:
        return f"{syntax.str(arguments[0])}.{unquoted(syntax.str(arguments[1]))}"
    if _WRAPS.match(name) and arguments:
        return _named(syntax, arguments[0])
    if callee.type == "member_expression" and not _MAKES.match(
        name
    ):  # `vi.fn().mockResolvedValueOnce(…).mockResolvedValueOnce(…)`
        owner = ts.field(callee, "object")
        return _named(syntax, owner) if owner is not None else ""
    return _place(syntax, mock) if _MAKES.match(name) else ""


def _place(syntax: Syntax, made: Node) -> str:
    """What a mock that is made is put into: `global.fetch = vi.fn()`, `const fetchMock = vi.fn()`, `vi.stubGlobal("fetch", vi.fn())`."""
    here = made
    while here.parent is not None and here.parent.type in (*_AROUND, "member_expression", "call_expression"):
        here = here.parent
    above = here.parent
    if above is None:
        return ""
    if above.type == "arguments" and above.parent is not None:
        first = next(iter(given(above.parent)), None)
        return unquoted(syntax.str(first)) if first is not None and first.type == "string" else ""
    target = ts.field(above, "left") or ts.field(above, "name")
    return syntax.str(target) if target is not None else ""


def _either(refuses: bool, body: Node | None) -> MockedAnswer:
    return MockedAnswer(None, body) if refuses else MockedAnswer(body)


def _body(syntax: Syntax, answer: Node) -> MockedAnswer:
    """What is answered as JSON: `{ ok: true, json: async () => ({ … }) }`, `new Response(JSON.stringify({ … }))`."""
    answer = _resolved(syntax, answer)
    if answer.type == "object":
        said = members(syntax, answer)
        json, fine = said.get("json"), said.get("ok")
        refused = _refuses(syntax, said.get("status")) or (fine is not None and syntax.str(fine) != "true")
        return _either(refused, _read(syntax, json) if json is not None else None)
    made = ts.field(answer, "constructor") if answer.type == "new_expression" else ts.field(answer, "function")
    arguments = given(answer)
    if made is None or not arguments or syntax.str(made) not in ("Response", "Response.json"):
        return MockedAnswer(None)
    options = members(syntax, arguments[1]) if len(arguments) > 1 else {}
    body = arguments[0] if answer.type == "call_expression" else written_as_json(syntax, arguments[0])
    return _either(_refuses(syntax, options.get("status")), body)


def _of_axios(syntax: Syntax, answer: Node) -> Node | None:
    answer = _resolved(syntax, answer)
    said = members(syntax, answer) if answer.type == "object" else {}
    return said.get("data") if not _refuses(syntax, said.get("status")) else None


def _read(syntax: Syntax, json: Node) -> Node | None:
    """What the `json` of an answer gives: `async () => ({ … })`, `vi.fn().mockResolvedValue({ … })`."""
    if json.type in FUNCTIONS:
        gives = [*given_back(json)]
        return _resolved(syntax, gives[0]) if len(gives) == 1 else None
    answered = answered_by_mock(syntax, json) if json.type == "call_expression" else None
    return _resolved(syntax, answered[1]) if answered is not None else None


def is_fetch(syntax: Syntax, mock: Node | str) -> bool:
    """True for a mock of `fetch`, by what it stands for or by its name."""
    return _FETCH.search(mock if isinstance(mock, str) else _named(syntax, mock)) is not None


def written_as_json(syntax: Syntax, text: Node) -> Node | None:
    """What is written as a text of JSON."""
    callee = ts.field(text, "function") if text.type == "call_expression" else None
    return next(iter(given(text)), None) if callee is not None and syntax.str(callee) == "JSON.stringify" else None


def _resolved(syntax: Syntax, node: Node) -> Node:
    """What a promise gives, and what is said to be of another type, as it is written."""
    node = bare(node)
    while True:
        callee = ts.field(node, "function") if node.type == "call_expression" else None
        if callee is not None and syntax.str(callee) == "Promise.resolve" and given(node):
            node = bare(given(node)[0])
        elif node.type in _AROUND and node.named_child_count:
            node = node.named_children[0]
        else:
            return node


def _refuses(syntax: Syntax, status: Node | None) -> bool:
    """True for a status that refuses."""
    return status is not None and _REFUSED.fullmatch(syntax.str(status)) is not None
