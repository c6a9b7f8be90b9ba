"""What clients of Python read of whatever was refused, and what programs then ask of the error that is made of it.

`_request(method, path)` asks for any path, so that what it reads where the answer is a refusal is read of the errors of all endpoints:
`if not answer.ok: body = answer.json(); raise ApiError(body["code"])`. Whoever catches such an error asks the same: `error.code == "gone"`.
"""

import re
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import OF_CAUGHT, REFUSAL_READ, Handler, Passed, Quoted, Use

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..servers.compared import Held
from ..servers.requests import Flow
from ..servers.wrappers import Wrapper
from ..syntax.given import arguments_of
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.locals import function_of

_FUNCTIONS = frozenset({"function_definition"})
_COMPARISONS = frozenset({"comparison_operator"})
_RESPONSE = re.compile(r"(?:httpx|requests|aiohttp)\.\w*Response|ClientResponse")
_REFUSED = re.compile(
    r"\bnot\s+[\w.]+\.(?:ok|is_success)\b|\.is_(?:client_)?error\b|\.status(?:_code)?\s*(?:>=?\s*(?:399|400)\b|!=\s*20\d|==\s*4\d\d\b)|"
    r"\b4\d\d\s*<=?\s*[\w.]+\.status"
)
_FINE = re.compile(r"[\w.]+\.(?:ok|is_success)|[\w.]+\.status(?:_code)?\s*(?:<\s*400|==\s*20\d)")
_CAUGHT = re.compile(r"\bexcept\s+[\w.]+\s+as\s+\w+|\braises\(\s*[\w.]+[^()\n]*\)\s+as\s+\w+")
_OF_MANAGER = "value"  # in which `pytest.raises` keeps the error
_EQUALS = frozenset({"==", "!=", "in", "not in"})
_LISTS = frozenset({"tuple", "list", "set"})
_MOST = 3  # steps from the name of what was caught to a property


def read_refusals(syntax: Syntax, wrappers: Mapping[str, Wrapper]) -> Iterator[Handler]:
    """The functions of a file that read what was refused, be it what they asked for themselves or an answer that they are given."""
    if not syntax.has_any("raise ") or not syntax.has_any(".json()"):
        return
    for function in syntax.nodes(_FUNCTIONS):
        name, written = ts.field(function, "name"), function.text or b""
        if name is None or b"raise " not in written or b".json()" not in written:
            continue
        flow = _followed(syntax, function, wrappers)
        if flow is None:
            continue
        read = [u for u in flow.of(1) if u.chain[0] == "response" and _is_refusal(syntax, u)]
        carries = tuple(replace(u, chain=("errors", *u.chain[1:]), via="errors") for u in read)
        if carries:
            passes = tuple(_kept(syntax, function, flow))
            yield Handler(REFUSAL_READ, syntax.range(name), carries, passes=passes)


def caught_texts(syntax: Syntax) -> Iterator[Quoted]:
    """The texts that properties of errors are compared with where these are caught, or expected by a test."""
    if not syntax.says(_CAUGHT, "except", "raises("):
        return
    for node in syntax.nodes(_COMPARISONS):
        operators = [c.type for c in node.children if not c.is_named]
        parts = [c for c in node.children if c.is_named and c.type != "comment"]
        if len(parts) != 2 or len(operators) != 1 or operators[0] not in _EQUALS:
            continue
        listed = parts[1].named_children if parts[1].type in _LISTS else [parts[1]]
        texts = [t for t in listed if is_plain_string(t)]
        asked = _asked(syntax, parts[0]) if texts else None
        for text in texts if asked is not None else ():
            if asked is not None:
                yield Quoted(asked, string_value(syntax.str(text)), string_range(syntax, text))


def _followed(syntax: Syntax, function: Node, wrappers: Mapping[str, Wrapper]) -> Flow | None:
    """What a function does with the answer that it is given, or that it gets for a path which it is given."""
    name = ts.field(function, "name")
    wrapper = wrappers.get(syntax.str(name)) if name is not None else None
    flow = Flow(syntax)
    if wrapper is not None and wrapper.through:
        asked = [n for n in ts.walk(function) if n.type == "call" and _is_through(syntax, n, wrapper.through)]
        if len(asked) != 1:
            return None
        flow.answers[asked[0].id] = 1
    else:
        given = next(_given(syntax, function), "")
        if not given:
            return None
        flow.given[given] = Held("answer", of=1)
    flow.function(function)
    return flow


def _is_through(syntax: Syntax, call: Node, through: str) -> bool:
    function = ts.field(call, "function")
    owner = ts.field(function, "object") if function is not None and function.type == "attribute" else None
    return owner is not None and syntax.str(owner) == through


def _given(syntax: Syntax, function: Node) -> Iterator[str]:
    """The parameter of a function that is an answer by its type."""
    listed = ts.field(function, "parameters")
    for part in listed.named_children if listed is not None else ():
        type = ts.field(part, "type")
        if type is not None and part.children and _RESPONSE.fullmatch(syntax.str(type)) is not None:
            yield syntax.str(part.children[0])


def _is_refusal(syntax: Syntax, use: Use) -> bool:
    """True for what is read where the answer is a refusal: in a branch that says so, or of what is raised."""
    here: Node | None = syntax.at(use.ranges[-1].start)
    while here is not None and here.type != "function_definition":
        outer = here.parent
        if here.type == "raise_statement":
            return True
        if outer is not None and outer.type == "if_statement" and here != ts.field(outer, "condition"):
            condition = ts.field(outer, "condition")
            said = syntax.str(condition) if condition is not None else ""
            if here.type == "else_clause":
                return _FINE.fullmatch(said) is not None
            if _REFUSED.search(said) is not None:
                return True
        here = outer
    return False


def _kept(syntax: Syntax, function: Node, flow: Flow) -> Iterator[Passed]:
    """What the errors that a function raises are given of a refusal, by the place or the name: `ApiError(code)`."""
    for statement in ts.walk(function):
        call = (
            next((c for c in statement.children if c.type == "call"), None)
            if statement.type == "raise_statement"
            else None
        )
        called = ts.field(call, "function") if call is not None else None
        if call is None or called is None or called.type != "identifier" or function_of(statement) != function:
            continue
        for place, argument in enumerate(arguments_of(call)):
            name = ts.field(argument, "name") if argument.type == "keyword_argument" else None
            held = flow.compared.value((ts.field(argument, "value") if name is not None else None) or argument)
            if held is not None and held.what == "value" and held.chain[:1] == ("response",) and len(held.chain) > 1:
                own = syntax.str(name) if name is not None else str(place)
                yield Passed(("errors", *held.chain[1:]), f"{syntax.str(called)}({own})", syntax.range(called))


def _asked(syntax: Syntax, node: Node) -> Use | None:
    """A property of an error that was caught, `error.code`, `caught.value.code`, behind the name of its class."""
    steps, here = list[Node](), node
    while here.type == "attribute" and len(steps) < _MOST:
        step, owner = ts.field(here, "attribute"), ts.field(here, "object")
        if step is None or owner is None:
            return None
        steps.insert(0, step)
        here = owner
    function = function_of(node)
    if here.type != "identifier" or not steps or function is None:
        return None
    own = re.escape(syntax.str(here))
    before = syntax.text.source[syntax.range(function).start : syntax.range(node).start]
    expected = syntax.str(steps[0]) == _OF_MANAGER
    way = rf"\braises\(\s*([\w.]+)[^()\n]*\)\s+as\s+{own}\b" if expected else rf"\bexcept\s+([\w.]+)\s+as\s+{own}\b"
    classes = re.findall(way, before)
    steps = steps[1:] if expected else steps
    if not classes or len(steps) != 1:
        return None
    return Use(OF_CAUGHT + classes[-1], (syntax.str(steps[0]),), (syntax.range(steps[0]),), "read", "errors")
