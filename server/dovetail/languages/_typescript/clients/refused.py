"""Errors of requests that are refused, as axios throws them: `error.response.data` is what an endpoint answers then.

Which endpoint that was is not asked: it is what any of them may answer.
"""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import MOCKED, Kind

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.origins import declaration
from ..scoping.scopes import Value
from ..syntax.made import function, inside
from ..syntax.nodes import given, parts
from ..syntax.signatures import FUNCTIONS
from .endpoints import ANSWERED

REFUSED = f"{ANSWERED}* errors - -"
REFUSED_IN_TEST = f"{REFUSED} mocked"
_ERROR = re.compile(r"e|err|ex|(?:\w+E|e)rr(?:or)?|reason|cause|failure|thrown")
# An address with a host that is not this machine.
ELSEWHERE = re.compile(r"https?://(?!localhost|127\.|0\.0\.0\.0)")
_FETCH = re.compile(r"(?:^|\.)\w*[fF]etch\w*$")
_INTERCEPTS = re.compile(r"\.interceptors\.response\.use$")


def refused(syntax: Syntax) -> Typed | None:
    """An error whose `response` has the answer as its `data`; None in a file that asks no error for one."""
    if not syntax.has_any("response"):
        return None
    return inside(response=inside(data=Typed(Kind("ref", target=REFUSED, text=REFUSED))))


def refused_parameter(syntax: Syntax, function: Node, pattern: Node) -> Value | None:
    """The error that a function is given which says no type of it and looks for an answer in it: `(error) => error.response?.data.code`.

    None in a file that asks others by their host.
    """
    name = syntax.str(pattern)
    is_error = pattern.type == "identifier" and _ERROR.fullmatch(name) is not None and not syntax.says(ELSEWHERE)
    thrown = refused(syntax) if is_error else None
    asks = thrown is not None and re.search(rf"\b{name}\??\.response\??\.data\b", syntax.str(function)) is not None
    return Value(thrown.kind, 0, name) if thrown is not None and asks else None


def refused_answer(syntax: Syntax, test: Node) -> Value | None:
    """What an answer of `fetch` is that a test tells to be refused: `if (!response.ok) throw new Failed(await response.json())`.

    It is so by its own name. None for any other test, and in a file that asks others by their host.
    """
    read = ts.field(test, "argument") if test.type == "unary_expression" and ts.child(test, "!") is not None else None
    holder, name = (ts.field(read, role) if read is not None else None for role in ("object", "property"))
    if holder is None or name is None or holder.type != "identifier" or syntax.str(name) != "ok":
        return None
    if syntax.says(ELSEWHERE) or not _may_be_of_endpoint(syntax, holder):
        return None
    own = syntax.str(holder)
    return Value(inside(json=function(Typed(Kind("ref", target=REFUSED, text=REFUSED)))).kind, 0, own)


def _may_be_of_endpoint(syntax: Syntax, answer: Node) -> bool:
    """True for what `fetch` gives, and for a `Response` that a function is given; not behind a path that is written there, where
    something may be asked that is no endpoint.
    """
    found = declaration(syntax, answer)
    annotation = ts.field(found, "type") if found is not None else None
    if annotation is not None and syntax.str(annotation).lstrip(": ") == "Response":
        return True
    value = ts.field(found, "value") if found is not None and found.type == "variable_declarator" else None
    asked = parts(value)[0] if value is not None and value.type == "await_expression" else None
    called = ts.field(asked, "function") if asked is not None and asked.type == "call_expression" else None
    if asked is None or called is None or _FETCH.search(syntax.str(called)) is None:
        return False
    return not any(first.type in ("string", "template_string") for first in given(asked)[:1])


def mocked_refusal() -> Value:
    """What a test lets some endpoint answer where it refuses."""
    return Value(Kind("ref", target=REFUSED_IN_TEST, text=REFUSED_IN_TEST), 0, MOCKED)


def is_refused(value: Value | None) -> bool:
    """True for what an error has of an endpoint; what a client puts in its place where there is none is its own."""
    return value is not None and value.kind.target == REFUSED


def refused_callbacks(called: str, method: str, parts: Sequence[Node], syntax: Syntax) -> Iterator[tuple[Node, Value]]:
    """The functions that are given an error where a promise fails: `.catch((error) => …)`, `.then(…, (error) => …)`, of interceptors."""
    if method == "catch":
        place = 0
    elif (method == "then" and len(parts) == 2) or (method == "use" and _INTERCEPTS.search(called)):
        place = 1
    else:
        return
    error = refused(syntax) if len(parts) > place and parts[place].type in FUNCTIONS else None
    if error is not None:
        yield parts[place], Value(function(None, error).kind, 0, method)
