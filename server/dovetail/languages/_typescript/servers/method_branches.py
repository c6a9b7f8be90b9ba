"""Handlers that serve several methods, and ask by which one a request came: `switch (req.method) { case "GET": … }`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sending import Sending
from ..._treesitter import Syntax
from ..scoping.functions import function_named
from ..syntax.nodes import parameters, parts
from ..syntax.types import unquoted
from .asked_methods import ANY, asked_method
from .handlers import handled

_METHOD = re.compile(r"GET|POST|PUT|PATCH|DELETE")
_ASKS = re.compile(r"\bmethod\b")
_STRINGS = frozenset({"string"})
_CALLS = frozenset({"call_expression"})
_TESTS = ("switch_case", "binary_expression")


@dataclass(frozen=True, slots=True)
class Branch:
    """What a handler takes and answers for one method, and where it asks for that."""

    method: str
    range: Range
    sending: Sending


def branches(syntax: Syntax, function: Node) -> list[Branch]:
    """What a handler does for each of its methods; none where it asks for fewer than two.

    What stands where the method cannot be told belongs to none of them.
    """
    asked = _asked_for(syntax, function)
    if len(asked) < 2:
        return []
    whole = handled(syntax, None, [function], False)
    return [Branch(m, at, _of_method(syntax, function, whole, m)) for m, at in asked.items()]


def _asked_for(syntax: Syntax, function: Node) -> dict[str, Range]:
    """The methods that a handler asks for, each where it does so first."""
    found: dict[str, Range] = {}
    for text in syntax.nodes(_STRINGS, function):
        method, test = unquoted(syntax.str(text)), text.parent
        if test is None or test.type not in _TESTS or not _METHOD.fullmatch(method):
            continue
        switch = test.parent.parent if test.type == "switch_case" and test.parent is not None else test
        value = ts.field(switch, "value") if switch is not None and test.type == "switch_case" else test
        if value is not None and _ASKS.search(syntax.str(value)) is not None:
            found.setdefault(method, syntax.range(text))
    return found


def _of_method(syntax: Syntax, function: Node, whole: Sending, method: str) -> Sending:
    def is_of(at: Range) -> bool:
        return asked_method(syntax, syntax.at(at.start), function) in (method, ANY)

    own = Sending(
        tuple(u for u in whole.carries if is_of(u.ranges[-1])),
        tuple(s for s in whole.sent if is_of(s.range)),
        tuple(p for p in whole.passes if is_of(p.range)),
        tuple(m for m in whole.models if is_of(m.range)),
    )
    for handler in _handed_on(syntax, function, method):
        own += handled(syntax, None, [handler], False)
    return own


def _handed_on(syntax: Syntax, function: Node, method: str) -> Iterator[Node]:
    """The functions of the file that answer one method for a handler: `case "GET": return list(req, res)`."""
    taken = parameters(syntax, function)
    names = [syntax.str(t.pattern) for t in taken if t.pattern is not None]
    for call in syntax.nodes(_CALLS, function):
        given = [syntax.str(p) for p in parts(ts.field(call, "arguments"))]
        callee = ts.field(call, "function")
        if not names or given[: len(names)] != names or callee is None or callee.type != "identifier":
            continue
        if asked_method(syntax, call, function) == method:
            handler = function_named(syntax, syntax.str(callee))
            if handler is not None:
                yield handler
