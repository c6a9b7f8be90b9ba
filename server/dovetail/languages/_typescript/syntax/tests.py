"""What tests of TypeScript ask of an app, and what they expect of its answers.

That is supertest's `request(app).post("/users").send({ … })`, Hono's `app.request("/users")`, `app.inject({ … })` of Fastify,
`expect(body).toEqual({ … })`, Chai's `body.should.have.property("name")` and `assert.deepEqual(body, { … })`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from .nodes import bare, parts
from .signatures import FUNCTIONS, function_around, given_back
from .types import unquoted

_REQUESTS = re.compile(r"(?:(?:chai\s*\.\s*)?request|supertest)(?:\.agent|\.execute)?$")
_MAKES_REQUESTS = re.compile(
    r"(?:await\s+)?(?:(?:chai\s*\.\s*)?request|supertest)(?:\.agent|\.execute)?\s*(?:<[^()]*>)?\("
)
_SUPERAGENT = re.compile(
    r"""(?:import\s+(?:\*\s+as\s+)?|const\s+)(\w+)\s+(?:from|=\s*require\()\s*["']superagent["']"""
)
_APPS = re.compile(r"(?:^|\.)(?:\w*[aA]pp|server|fastify|hono|router|routes)$")
# What is expected of a value: that it is something, that it has it in a list, under a path of names, has names, or was called with it.
Expected = Literal["itself", "element", "path", "keys", "arguments"]
_EXPECTED: Mapping[str, Expected] = {
    **dict.fromkeys(("toMatchObject", "toEqual", "toStrictEqual", "toBe"), "itself"),
    **dict.fromkeys(("equal", "equals", "eql", "include", "containSubset"), "itself"),  # of Chai
    "property": "path",
    "keys": "keys",
    "toContainEqual": "element",
    "toHaveProperty": "path",
    **dict.fromkeys(
        ("toHaveBeenCalledWith", "toHaveBeenLastCalledWith", "toBeCalledWith", "toHaveBeenCalledExactlyOnceWith"),
        "arguments",
    ),
}
_OF_ERRORS = frozenset({"toMatchObject", "toEqual", "toStrictEqual", "toHaveProperty", "toThrow"})
# Codes of errors of Prisma, PostgreSQL and Node; and what lets a mock fail.
_OF_OTHERS = re.compile(r"""["'`](?:P\d{4}|\d{5}|E[A-Z]{3,}|ERR_\w+)["'`]""")
_PASSES_ON = re.compile(r"mockRejected|\bthrow\b|Promise\.reject")
_MOCKS = ("vi.fn()", "jest.fn()", "mock.fn()")
_MOCKED = re.compile(r"\b(\w+)\s*=\s*(?:vi\.hoisted\(\(\)\s*=>\s*)?(?:vi|jest|mock)\.fn\(\)")
_NEGATED = frozenset({"not", "rejects"})  # what rejects is an error, and not the value
# Of Node's own assertions, of Chai's and tap's: what is found stands before what is expected.
_ASSERTS = re.compile(r"(?:^|\.)assert$|^(?:t|tap|td)$")
_SAME = frozenset(
    "equal strictEqual deepEqual deepStrictEqual partialDeepStrictEqual same strictSame match is has hasStrict".split()
)
_EXPECTING = _SAME.union(_EXPECTED)
_MAKES_MOCKS = frozenset({"vi.fn", "jest.fn"})
_ANSWERING = ("mockResolvedValue", "mockReturnValue", "mockImplementation")
_ANSWERS = frozenset("mockResolvedValue mockResolvedValueOnce mockReturnValue mockReturnValueOnce".split())
_IMPLEMENTS = frozenset({"mockImplementation", "mockImplementationOnce"})
_EXACT = frozenset("toEqual toStrictEqual deepEqual deepStrictEqual same strictSame eql".split())
_PARTIAL = frozenset({"objectContaining", "arrayContaining"})
_LONGEST = 30
SHOWS = ("expect", "end")  # what gives the answer to a function that looks at it


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of a value, and how; `exact` is what of it may have nothing else, and `value` what is expected on a path."""

    of: Node
    expected: tuple[Node, ...]
    how: Expected
    exact: tuple[Node, ...] = ()
    value: Node | None = None


@dataclass(frozen=True, slots=True)
class Injected:
    """A request that a test hands to an app without a network: its method, where that stands, and the nodes of its parts."""

    method: str
    at: Range
    url: Node
    query: Node | None = None
    body: Node | None = None


def injected(syntax: Syntax, call: Node, name: Node) -> Injected | None:
    """What `app.inject(…)` asks, where its method is written and it has an address; None for any other method of that name."""
    given = parts(ts.field(call, "arguments"))
    first = given[0] if given else None
    if first is None:
        return None
    if first.type in ("string", "template_string"):
        return Injected("GET", syntax.range(name), first) if syntax.str(first)[1:2] == "/" else None
    pairs: dict[str, Node] = {}
    for part in parts(first) if first.type == "object" else ():
        key = ts.field(part, "key") if part.type == "pair" else part
        if key is None or part.type == "spread_element":
            return None
        pairs[unquoted(syntax.str(key))] = ts.field(part, "value") or part
    url, method = pairs.get("url") or pairs.get("path"), pairs.get("method")
    if url is None or (method is not None and method.type != "string"):
        return None
    at = syntax.range(method) if method is not None else None
    place = Range(at.start + 1, at.end - 1) if at is not None else syntax.range(name)
    said = unquoted(syntax.str(method)).upper() if method is not None else "GET"
    return Injected(said, place, url, pairs.get("query"), pairs.get("payload") or pairs.get("body"))


def is_supertest(syntax: Syntax, receiver: Node, made: str) -> bool:
    """True for what supertest makes of an app: `request(app)`, or a name for it, with how that is made; and for superagent itself."""
    called = ts.field(receiver, "function") if receiver.type == "call_expression" else None
    if called is None and syntax.says(_SUPERAGENT) and receiver.type == "identifier":
        return syntax.str(receiver) in _SUPERAGENT.findall(syntax.text.source)
    if called is not None:
        return _REQUESTS.fullmatch(syntax.str(called)) is not None
    return _MAKES_REQUESTS.match(made) is not None


def asks_app(syntax: Syntax, function: Node) -> bool:
    """True for `app.request` of Hono, which is called like `fetch`."""
    target, name = ts.field(function, "object"), ts.field(function, "property")
    plain = target is not None and target.type in ("identifier", "member_expression")
    if target is None or name is None or not plain or syntax.str(name) != "request":
        return False
    return _APPS.search(syntax.str(target)) is not None


def chained(call: Node) -> Iterator[tuple[Node, Node]]:
    """The calls that follow on one, each with the name of its method: `.send({ … }).expect(200)`."""
    here = call
    for _ in range(_LONGEST):
        function = here.parent
        outer = function.parent if function is not None and ts.field(function, "object") == here else None
        name = ts.field(function, "property") if function is not None else None
        if outer is None or name is None or outer.type != "call_expression" or ts.field(outer, "function") != function:
            return
        yield name, outer
        here = outer


def expectation(syntax: Syntax, call: Node) -> Expectation | None:
    """What `expect(user).toMatchObject({ … })` expects; None for any other call, and for what is not expected."""
    function = syntax.field(call, "function")
    name = syntax.field(function, "property") if function is not None and function.type == "member_expression" else None
    method = syntax.str(name) if name is not None else ""
    if function is None or method not in _EXPECTING:
        return None
    given = parts(ts.field(call, "arguments"))
    if not given:
        return None
    here = ts.field(function, "object")
    if here is not None and method in _SAME and _ASSERTS.search(syntax.str(here)) is not None:
        exact = (given[1],) if method in _EXACT and len(given) > 1 else ()
        return Expectation(given[0], (whole_expected(syntax, given[1]),), "itself", exact) if len(given) > 1 else None
    while here is not None and here.type == "member_expression":  # `.resolves`
        own = ts.field(here, "property")
        if own is None or syntax.str(own) in _NEGATED:
            return None
        here = ts.field(here, "object")
        if syntax.str(own) == "should" and here is not None and method in _EXPECTED:
            return _expected(syntax, here, method, given)
    made = ts.field(here, "function") if here is not None and here.type == "call_expression" else None
    asked = parts(ts.field(here, "arguments")) if here is not None else []
    if made is None or syntax.str(made) != "expect" or len(asked) != 1 or method not in _EXPECTED:
        return None
    return _expected(syntax, asked[0], method, given)


def _expected(syntax: Syntax, of: Node, method: str, given: list[Node]) -> Expectation:
    how = _EXPECTED[method]
    if how == "keys" and given[0].type == "array":
        given = parts(given[0])
    taken = given if how in ("arguments", "keys") else given[:1]
    exact = tuple(taken) if method in _EXACT or how == "arguments" else ()
    value = given[1] if how == "path" and len(given) > 1 else None
    return Expectation(of, tuple(whole_expected(syntax, g) for g in taken), how, exact, value)


def refusal_expected(syntax: Syntax, call: Node) -> Expectation | None:
    """What `expect(book()).rejects.toMatchObject({ … })` expects of the error that is thrown; None for any other call."""
    function = ts.field(call, "function") if syntax.has_any(".rejects", ".toThrow") else None
    name = ts.field(function, "property") if function is not None else None
    if function is None or name is None or syntax.str(name) not in _OF_ERRORS:
        return None
    method, here, given = syntax.str(name), ts.field(function, "object"), parts(ts.field(call, "arguments"))
    if here is None or not given:
        return None
    rejects = here.type == "member_expression" and syntax.str(here).endswith(".rejects")
    here = ts.field(here, "object") if rejects else here if method == "toThrow" else None
    made = ts.field(here, "function") if here is not None and here.type == "call_expression" else None
    asked = parts(ts.field(here, "arguments")) if here is not None else []
    if made is None or syntax.str(made) != "expect" or len(asked) != 1:
        return None
    of = asked[0]
    if of.type in FUNCTIONS:
        gives = [bare(n) for n in given_back(of)]
        of = gives[0] if len(gives) == 1 else of
    around = function_around(call)
    if _OF_OTHERS.search(syntax.str(call)) or (around is not None and _PASSES_ON.search(syntax.str(around))):
        return None  # an error of something that is called, and that nobody catches
    path = method == "toHaveProperty"
    expected = tuple(given) if path else (whole_expected(syntax, given[0]),)
    return Expectation(of, expected, "path" if path else "itself") if of.type == "call_expression" else None


def is_mock(node: Node, syntax: Syntax) -> bool:
    """True for a name that a test gives what only notes how it is called: `const onSelect = vi.fn()`."""
    return (
        node.type in ("identifier", "shorthand_property_identifier")
        and syntax.has_any(*_MOCKS)
        and syntax.str(node) in _MOCKED.findall(syntax.text.source)
    )


def is_made_of_mocks(node: Node, syntax: Syntax) -> bool:
    """True for an object that only notes how it is called: `{ find: jest.fn(), save: jest.fn().mockResolvedValue(null) }`."""
    if node.type != "object" or not syntax.has_any("vi.fn", "jest.fn"):
        return False
    values = [ts.field(p, "value") for p in parts(node)]
    return bool(values) and all(v is not None and _is_made_mock(v, syntax) for v in values)


def _is_made_mock(node: Node, syntax: Syntax) -> bool:
    function = ts.field(node, "function") if node.type == "call_expression" else None
    if function is None or syntax.str(function) in _MAKES_MOCKS:
        return function is not None
    owner = ts.field(function, "object")
    return owner is not None and _is_made_mock(owner, syntax)


def mocked_answer(syntax: Syntax, call: Node) -> tuple[Node, Node] | None:
    """What a test lets a function answer, `api.list.mockResolvedValue([ … ])`, with the function; None for any other call, and where it is
    the library that says of which function a mock is: `vi.mocked(api.list).mockResolvedValue([ … ])`.
    """
    answered = answered_by_mock(syntax, call)
    if answered is None:
        return None
    mock, given = answered
    while mock.type in ("parenthesized_expression", "as_expression") and mock.child_count > 1:
        mock = mock.children[1] if mock.type == "parenthesized_expression" else mock.children[0]
    return (mock, given) if mock.type in ("identifier", "member_expression") else None


def made_answer(syntax: Syntax, call: Node) -> Node | None:
    """What a function answers that a test makes for it, `vi.fn().mockResolvedValue([ … ])`; None for any other call."""
    answered = answered_by_mock(syntax, call)
    if answered is None:
        return None
    mock, given = answered
    made = ts.field(mock, "function") if mock.type == "call_expression" else None
    return given if made is not None and syntax.str(made) in _MAKES_MOCKS else None


def answered_by_mock(syntax: Syntax, call: Node) -> tuple[Node, Node] | None:
    """The mock that a call tells what to answer, and that."""
    if not syntax.has_any(*_ANSWERING):
        return None
    callee, given = ts.field(call, "function"), parts(ts.field(call, "arguments"))
    if callee is None or callee.type != "member_expression" or len(given) != 1:
        return None
    name, mock, answer = ts.field(callee, "property"), ts.field(callee, "object"), given[0]
    said = syntax.str(name) if name is not None else ""
    if said in _IMPLEMENTS and answer.type in FUNCTIONS:
        gives = [bare(n) for n in given_back(answer)]
        return (mock, gives[0]) if mock is not None and len(gives) == 1 else None
    return (mock, answer) if mock is not None and said in _ANSWERS else None


def whole_expected(syntax: Syntax, node: Node) -> Node:
    """What is written in `expect.objectContaining({ … })`; anything else is itself."""
    function = ts.field(node, "function") if node.type == "call_expression" else None
    name = ts.field(function, "property") if function is not None and function.type == "member_expression" else None
    inner = parts(ts.field(node, "arguments"))
    return inner[0] if name is not None and syntax.str(name) in _PARTIAL and len(inner) == 1 else node
