"""Functions that make what others send, or read what others were sent, where no type says what that is.

Of the first the results are objects that are written in them; the second take something that they ask for names.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from dovetail.core.shapes import Maker

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..scoping.functions import functions_by_name
from ..sending.sent import sending
from ..servers.requests import Flow
from ..syntax.held import Held
from ..syntax.made import CALL
from ..syntax.nodes import ParameterNode, parameters
from ..syntax.promises import resolved
from ..syntax.signatures import FUNCTIONS

_LOOSE = re.compile(
    r"any|unknown|object|(?:qs\.)?ParsedQs|(?:express\.)?Request(?:<.*>)?\[[\"'](?:query|body|params)[\"']\]"
    r"|(?:Partial<)?Record<\s*string\s*,[^{}]*>|\{\s*\[.*\].*\}",
    re.DOTALL,
)
_ANYTHING = re.compile(r"any|unknown|[oO]bject|Record<\s*string\s*,\s*(?:any|unknown)\s*>")
_RESULTS = frozenset(
    "object call_expression await_expression identifier parenthesized_expression ternary_expression array".split()
)


def makers(syntax: Syntax) -> Iterator[Maker]:
    """The functions of the top level, and the methods of its classes and objects, that give what is written in them."""
    for owner, name, written, function in functions_by_name(syntax):
        if written.type == "identifier":
            continue
        yield from _takers(syntax, owner, name, function)
        given = syntax.field(function, "return_type")
        if given is not None and not _says_nothing(syntax.str(given)):
            continue  # what says its type is compared by that
        made = _results(syntax, function)
        if made != NOTHING:
            yield Maker(owner + syntax.str(name), syntax.range(name), made.carries, made.sent, made.passes)


def _says_nothing(type: str) -> bool:
    """True for a type that says no names: `any`, `Promise<object>`."""
    written = type.lstrip(": ")
    inner = re.fullmatch(r"Promise<(.*)>", written, re.DOTALL)
    return _ANYTHING.fullmatch(inner[1].strip() if inner is not None else written) is not None


def _takers(syntax: Syntax, owner: str, name: Node, function: Node) -> Iterator[Maker]:
    """What a function reads of each thing that it takes without a type."""
    listed = parameters(syntax, function)
    loose = [i for i, parameter in enumerate(listed) if _is_loose(syntax, function, parameter)]
    if not loose:
        return
    flow, at = Flow(syntax), syntax.range(name)
    given = (Held("value", (f"({i})",), (at,)) if i in loose else None for i in range(len(listed)))
    flow.function(function, tuple(given))
    for i in loose:
        place = f"({i})"
        carries = tuple(u for u in flow.of(0) if u.chain[0] == place)
        passes = tuple(p for p in flow.hands if p.chain[0] == place)
        if carries or passes:
            unknown = listed[i].annotation is not None
            yield Maker(f"{owner}{syntax.str(name)}{place}", at, carries, passes=passes, unknown=unknown)


def _is_loose(syntax: Syntax, function: Node, parameter: ParameterNode) -> bool:
    """True for a parameter whose type says no names."""
    annotation, pattern = parameter.annotation, parameter.pattern
    if annotation is not None:
        return _LOOSE.fullmatch(syntax.str(annotation).lstrip(": ")) is not None
    around = function.parent
    said = around is not None and syntax.field(around, "type") is not None
    if said or pattern is None or pattern is parameter.node:
        return False
    return pattern.type == "object_pattern" or (pattern.type == "identifier" and _is_asked(syntax, function, pattern))


def _is_asked(syntax: Syntax, function: Node, name: Node) -> bool:
    body = syntax.field(function, "body")
    return body is not None and is_asked(syntax.str(name), syntax.str(body))


def is_asked(name: str, body: str) -> bool:
    """False for what a function only reckons with, as `value * factor + 1` does: it is asked for no name, and handed to nobody."""
    return _asked(name).search(body) is not None


@lru_cache(maxsize=1000)
def _asked(name: str) -> re.Pattern[str]:
    own = re.escape(name)  # it stands first, so that the search leaps from one to the next
    asked = r"\s*[.\[?!(]"
    alone = rf"(?<![*%+-]{own})(?<![*%+-] {own})(?<!\$\{{{own})(?!\s*(?:[*/%+<>-]|==))"
    return re.compile(rf"{own}(?<![\w$]{own})(?![\w$])(?:{asked}|{alone})")


def _results(syntax: Syntax, function: Node) -> Sending:
    body, found = ts.field(function, "body"), NOTHING
    if body is None:
        return found
    if body.type != "statement_block":
        found += _result(syntax, body)
    for node in _own(body) if body.type == "statement_block" else ():
        value = next((c for c in node.children if c.is_named and c.type != "comment"), None)
        found += _result(syntax, value) if value is not None else NOTHING
    return found


def _result(syntax: Syntax, value: Node) -> Sending:
    """What a function gives, be it by a promise that it makes itself."""
    found = NOTHING
    for each in resolved(syntax, value) if value.type == "new_expression" else (value,):
        found += sending(syntax, each, CALL) if each.type in _RESULTS else NOTHING
    return found


def _own(body: Node) -> Iterator[Node]:
    """The statements that return from a function, and not from one inside of it."""
    todo = [body]
    while todo:
        node = todo.pop()
        if node.type == "return_statement":
            yield node
        elif node.type not in FUNCTIONS and node.type not in ("class_body", "expression_statement"):
            todo.extend(reversed(node.children))
