"""What is answered to the requests that a file sends, as values: `(await api.get("/orders")).data`, `fetch(url).then((r) => r.json())`.

The type of an answer is a part of the endpoint that its request is of, by a name that says the method and the path. What a client of our
own makes of an answer is said where that is written: a function whose path is an argument gives `ANSWER`, a type parameter that a call
fills by the path which it is given.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from ... import _treesitter as ts
from ..._routes import METHODS
from ..._treesitter import Syntax
from ..scoping.origins import declaration
from ..sending.urls import Address, address
from ..syntax.made import ANSWER, function, inside, member
from ..syntax.nodes import given
from ..syntax.types import unquoted
from .chosen import asked_by_fetch
from .configured import asked_by_config
from .endpoints import ANSWERED
from .fetches import FETCHES, pairs_of
from .keyed import keys
from .refused import ELSEWHERE
from .senders import SENDERS
from .summaries import mentions

AXIOS = frozenset({"axios", "Axios"})
# What the names begin with of clients that need no declaration.
CLIENTS = frozenset(name.partition(".")[0] for name in FETCHES | AXIOS)
_ADDRESS = re.compile(
    r"(?i:url|uri|path|route|href|api|endpoint|address|target|link)|[A-Z]{2}"
)  # what an address may be called
_ASKING = ("fetch", "axios", ".get(", ".post(", ".put(", ".patch(", ".delete(", ".del(", "request")
_GIVEN_PATH = ('("/', "('/", "(`/", "(`${")  # as a function of our own is given an address: `load("/orders")`
_NAMES = ("identifier", "member_expression")
_TEXTS = ("string", "template_string", "binary_expression", *_NAMES)
_BODY, _DATA = "response", "response.data"  # an interceptor may have taken out the `data` of an answer of axios
_SENT = {"params": "query", "searchParams": "query", "data": "request", "body": "request", "json": "request"}
_OPTIONS = re.compile(r"^(?:opts|options|config|headers|init)$|Config$|Options$")
PARSED = "(parsed)"  # the step from a text to what `JSON.parse` makes of it
PASSED = Typed(
    Kind("unknown", steps=(f"<{ANSWER}>",)), "unknown"
)  # what is answered to whatever path a function is given


def asks(syntax: Syntax) -> bool:
    """True for a file that may send requests."""
    return syntax.has_any(*_ASKING, *_GIVEN_PATH)


def answer(syntax: Syntax, call: Node, data: bool = False) -> Typed | None:
    """What is answered to the request that a call sends, where its address is written; `data` where axios has that as its `data`."""
    named = _named(syntax, call, _DATA if data else _BODY)
    return Typed(Kind("ref", target=named, text=named)) if named else None


def loaded_under(syntax: Syntax, key: Node) -> Typed | None:
    """What is answered to the paths of which one is the key of SWR; None where one of them is not written out."""
    found = [address(syntax, one) for one in keys(syntax, key)]
    named = " | ".join(dict.fromkeys(_part("GET", _BODY, where) for where in found if where is not None))
    return Typed(Kind("ref", target=named, text=named)) if named and all(found) else None


def given_by_client(syntax: Syntax, call: Node, name: str, passes: bool) -> Kind | None:
    """What a call of `fetch` or of axios itself gives; `passes` in a function that may be given the address."""
    if name in FETCHES:
        body = answer(syntax, call) or (PASSED if passes else None)
        return _response(body) if body is not None else None
    receiver, _, method = name.partition(".")
    if receiver in AXIOS and (not method or method in METHODS or method == "request"):
        body = answer(syntax, call, data=True) or (PASSED if passes else None)
        return inside(data=body).kind if body is not None else None
    return None


def answered_at(method: str, where: Address) -> Kind:
    """What a request gives whose method and address are known otherwise, as `fetch` gives it."""
    named = _part(method, _BODY, where)
    return _response(Typed(Kind("ref", target=named, text=named)))


def is_client(syntax: Syntax, call: Node) -> bool:
    """True for a call that may send a request, by what is called."""
    called = syntax.field(call, "function")
    return called is not None and SENDERS.match(syntax.str(called).rpartition(".")[2]) is not None


def passed_on(kind: Kind) -> bool:
    """True for a type in which the answer stands that a function hands on of a request whose path it is given."""
    return mentions(kind, f"<{ANSWER}>")


def without_answer(typed: Typed) -> Typed | None:
    """The same without what tells the function that is called of the answer to the request around it; None where more hangs on that."""
    steps = tuple(s for s in typed.kind.steps if f"<{ANSWER}>" not in s)
    left = replace(typed, kind=replace(typed.kind, steps=steps))
    return left if not passed_on(left.kind) else None


def sent_parts(syntax: Syntax, call: Node, told: Typed) -> Iterator[tuple[Node, Typed]]:
    """What a call sends, with the part of the endpoint that it is; `told` is what is answered to it."""
    target = told.kind.target
    if not target.startswith(ANSWERED) or " | " in target:
        return
    before, _, where = target.removeprefix(ANSWERED).split(" ", 2)
    arguments, name = given(call), syntax.str(ts.field(call, "function") or call)
    named: list[tuple[str, Node]] = []
    if arguments and arguments[0].type == "object":
        named = [(_SENT.get(key, ""), value) for key, value in pairs_of(syntax, arguments[0])]
    else:
        bodied = name not in FETCHES and before in ("POST", "PUT", "PATCH") and _is_verb(syntax, call)
        if bodied and len(arguments) > 1 and not _OPTIONS.search(syntax.str(arguments[1])):
            named = [("request", arguments[1])]
        for options in arguments[2 if bodied else 1 :]:
            named += [(_SENT.get(key, ""), value) for key, value in pairs_of(syntax, options)]
    for part, value in named:
        if part:
            own = f"{ANSWERED}{before} {part} {where}"
            yield value, Typed(Kind("ref", target=own, text=own))


def _is_verb(syntax: Syntax, call: Node) -> bool:
    name = ts.field(ts.field(call, "function") or call, "property")
    return name is not None and syntax.str(name) in METHODS


def _response(body: Typed) -> Kind:
    """What `fetch` gives: the answer itself, or its text, which `JSON.parse` makes the answer of."""
    text = Typed(Kind("unknown", members=(member(PARSED, body),)))
    return inside(json=function(body), text=function(text), clone=function(inside(json=function(body)))).kind


def _named(syntax: Syntax, call: Node, part: str) -> str:
    """The type of what a call is answered; empty where its path is not known."""
    called, arguments = syntax.field(call, "function"), given(call)
    if called is None or not arguments:
        return ""
    if arguments[0].type == "object":
        found = asked_by_config(syntax, arguments[0])
        return " | ".join(_part(method, part, where) for method, where in found)
    written = syntax.str(arguments[0])
    if arguments[0].type not in _TEXTS or ELSEWHERE.search(written):
        return ""
    if arguments[0].type in _NAMES and not (_ADDRESS.search(written) or is_client(syntax, call)):
        return ""  # of any function that is given anything
    method = _method(syntax, called, arguments)
    relative = called.type == "member_expression"
    at = arguments[0]
    if at.type == "string" and unquoted(syntax.str(at)).lower() in METHODS and len(arguments) > 1:
        at = arguments[1]  # `request("GET", "/orders")`
    found = address(syntax, at, relative=relative, whole=_is_elsewhere(syntax, at))
    if found is not None and method:
        return _part(method, part, found)
    if syntax.str(called) not in FETCHES:
        return ""
    options = arguments[1] if len(arguments) > 1 else None
    asked = asked_by_fetch(syntax, at, options, syntax.range(called)) if not options or options.type == "object" else []
    return " | ".join(_part(method, part, where) for (method, _), where in asked)


def _part(method: str, part: str, where: Address) -> str:
    """A part of the endpoint that is called so, as a type."""
    return f"{ANSWERED}{method} {part} {where.behind or '-'} {where.path or '-'}"


def _is_elsewhere(syntax: Syntax, node: Node) -> bool:
    """True for a name, or a property of one, that this file does not declare itself."""
    while node.type == "member_expression" and (of := ts.field(node, "object")) is not None:
        node = of
    return node.type == "identifier" and declaration(syntax, node) is None


def _method(syntax: Syntax, called: Node, arguments: list[Node]) -> str:
    """The method of a request: what is called, a text that it is given, or what its options say; empty where none is written."""
    name = ts.field(called, "property") if called.type == "member_expression" else called
    verb = syntax.str(name) if name is not None else ""
    if verb in METHODS or verb == "del":
        return "DELETE" if verb == "del" else verb.upper()
    for part in arguments[:3]:
        if part.type == "string" and unquoted(syntax.str(part)).lower() in METHODS:
            return unquoted(syntax.str(part)).upper()
    for part in arguments[1:]:
        if part.type != "object":
            return ""
        said = dict(pairs_of(syntax, part)).get("method")
        if said is not None:
            return unquoted(syntax.str(said)).upper() if said.type == "string" else ""
        if any(c.type == "spread_element" for c in part.children):
            return ""
    return "GET"
