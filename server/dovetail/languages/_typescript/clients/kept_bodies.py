"""Bodies that what stands in for a server keeps for its test: `sent = await request.json()`, of which that expects something."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from dovetail.core.dataclass import replace

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..sending.sent import sending
from ..syntax.nodes import bare, given
from ..syntax.signatures import FUNCTIONS

_CALLS = frozenset({"call_expression"})
_ASSIGNMENTS = frozenset({"assignment_expression"})
_BODIES = frozenset({"request.json", "req.json", "req.request.json"})
_SAME = ("toEqual", "toStrictEqual", "toMatchObject")
_CALLED = ("toHaveBeenCalledWith", "toHaveBeenLastCalledWith", "toHaveBeenCalledExactlyOnceWith")
_PART = "expect.objectContaining"


def kept_bodies(syntax: Syntax, functions: Iterable[Node]) -> Sending:
    """What a test expects of the bodies that functions of its own keep which stand in for a server."""
    found = NOTHING
    if not syntax.has_any(*(f"{body}()" for body in _BODIES)) or not syntax.has_any("expect("):
        return found
    for function in functions:
        for name in _kept(syntax, function):
            for literal in _expected(syntax, name, _around(function)):
                written = sending(syntax, literal, "request").carries
                found += Sending(tuple(replace(use, access="read") for use in written))
    return found


def _kept(syntax: Syntax, function: Node) -> Iterator[str]:
    """What keeps the whole body: a variable, or a function that is given it."""
    for node in syntax.nodes(_ASSIGNMENTS, function):
        left, right = ts.field(node, "left"), ts.field(node, "right")
        if left is not None and right is not None and left.type == "identifier" and _is_body(syntax, right):
            yield syntax.str(left)
    for node in syntax.nodes(_CALLS, function):
        callee, taken = ts.field(node, "function"), given(node)
        if callee is not None and callee.type == "identifier" and len(taken) == 1 and _is_body(syntax, taken[0]):
            yield syntax.str(callee)


def _is_body(syntax: Syntax, node: Node) -> bool:
    """True for `await request.json()`, which may be said to be of some type."""
    while (inner := bare(node)).type in ("as_expression", "await_expression", "satisfies_expression"):
        node = inner.children[1 if inner.type == "await_expression" else 0]
    callee = ts.field(inner, "function") if inner.type == "call_expression" else None
    return callee is not None and syntax.str(callee) in _BODIES


def _expected(syntax: Syntax, name: str, around: Node) -> Iterator[Node]:
    """The objects that a test compares with what was kept."""
    ways = {f"expect({name}).{way}" for way in (*_SAME, *_CALLED)}
    for call in syntax.nodes(_CALLS, around):
        callee, compared = ts.field(call, "function"), next(iter(given(call)), None)
        if callee is None or compared is None or syntax.str(callee) not in ways:
            continue
        inner = ts.field(compared, "function") if compared.type == "call_expression" else None
        if inner is not None and syntax.str(inner) == _PART:
            compared = next(iter(given(compared)), compared)
        if compared.type == "object":
            yield compared


def _around(function: Node) -> Node:
    """The function that a function stands in, or the whole file."""
    here = function.parent
    while here is not None and here.parent is not None and here.type not in FUNCTIONS:
        here = here.parent
    return here if here is not None else function
