"""What interceptors of NestJS make of what handlers give: `map((data) => ({ statusCode: 200, data }))`."""

from collections.abc import Iterator

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import bare
from ..syntax.signatures import FUNCTIONS, function_around
from ..syntax.types import unquoted

_INTERFACE = "NestInterceptor"
_CLASSES = frozenset({"class_declaration"})
_OPERATORS = frozenset({"map", "switchMap", "mergeMap", "concatMap", "flatMap"})
_SAME: tuple[str, ...] = ("=",)
_UNSEEN: tuple[str, ...] = ()


def wrappers(syntax: Syntax) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The interceptors of a file that change what handlers give, each with the names of the object that they make.

    The first is the one under which the result stands; there are none where what they make of it is not seen.
    """
    if not syntax.has_any(_INTERFACE):
        return ()
    found: list[tuple[str, tuple[str, ...]]] = []
    for node in syntax.nodes(_CLASSES):
        name, heritage = ts.field(node, "name"), ts.child(node, "class_heritage")
        if name is not None and heritage is not None and _INTERFACE in syntax.str(heritage):
            made = {key for call in _operators(syntax, node) for key in _made(syntax, call)} - {_SAME}
            if made:
                found.append((syntax.str(name), made.pop() if len(made) == 1 else _UNSEEN))
    return tuple(found)


def _operators(syntax: Syntax, node: Node) -> Iterator[Node]:
    """The calls in a class that give another value for each that comes."""
    for call in ts.walk(node):
        function = ts.field(call, "function") if call.type == "call_expression" else None
        if function is not None and function.type == "identifier" and syntax.str(function) in _OPERATORS:
            yield call


def _made(syntax: Syntax, call: Node) -> Iterator[tuple[str, ...]]:
    """What an operator makes of a value, result by result."""
    arguments = ts.field(call, "arguments")
    given = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
    if given is None or given.type not in FUNCTIONS:
        yield _UNSEEN
        return
    listed, body = ts.field(given, "parameters") or ts.field(given, "parameter"), ts.field(given, "body")
    own = _first(syntax, listed) if listed is not None else ""
    if body is not None and body.type != "statement_block":
        yield _result(syntax, body, own)
        return
    for node in ts.walk(body) if body is not None else ():
        if node.type == "return_statement" and function_around(node) == given:
            value = next((c for c in node.children if c.is_named), None)
            yield _result(syntax, value, own) if value is not None else _UNSEEN


def _first(syntax: Syntax, listed: Node) -> str:
    """How a function calls what it is given first: `data`, and `args[0]` of `...args`."""
    first = next((n for n in ts.walk(listed) if n.type == "identifier"), None)
    if first is None:
        return ""
    is_rest = first.parent is not None and first.parent.type == "rest_pattern"
    return f"{syntax.str(first)}[0]" if is_rest else syntax.str(first)


def _result(syntax: Syntax, value: Node, own: str) -> tuple[str, ...]:
    """The names of an object that holds a value as it came, that of the value first; `=` where it is the value itself."""
    value = bare(value)
    if _is_own(syntax, value, own):
        return _SAME
    if value.type != "object" or ts.child(value, "spread_element") is not None:
        return _UNSEEN
    members = [member for part in value.children if (member := _member(syntax, part, own)) is not None]
    keys = [name for name, holds in members if holds]
    return (*keys, *(name for name, holds in members if not holds)) if len(keys) == 1 else _UNSEEN


def _member(syntax: Syntax, part: Node, own: str) -> tuple[str, bool] | None:
    """A member of an object by its name, and whether it holds a value as it came."""
    if part.type == "shorthand_property_identifier":
        return syntax.str(part), syntax.str(part) == own
    key, value = (ts.field(part, n) if part.type == "pair" else None for n in ("key", "value"))
    if key is None or value is None:
        return None
    return unquoted(syntax.str(key)), _is_own(syntax, value, own)


def _is_own(syntax: Syntax, value: Node, own: str) -> bool:
    """True for a value as it came, also with something in the place of none: `data ?? null`.

    So is one that may have been put into something before: `data.data ?? data`.
    """
    value = bare(value)
    if value.type == "binary_expression":
        left, operator, right = (ts.field(value, name) for name in ("left", "operator", "right"))
        if left is None or right is None or operator is None or operator.type not in ("??", "||"):
            return False
        inner = ts.field(left, "object") if left.type == "member_expression" else None
        return (
            _is_own(syntax, right, own)
            if inner is not None and _is_own(syntax, inner, own)
            else _is_own(syntax, left, own)
        )
    return value.type in ("identifier", "subscript_expression") and syntax.str(value) == own
