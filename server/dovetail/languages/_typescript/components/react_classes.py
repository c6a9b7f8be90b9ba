"""Classes that are components of React: what `this.props`, `this.state` and `this.setState` are, as their type arguments say."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.taken import some
from ..syntax.made import function, member
from ..syntax.nodes import bare, parts
from ..syntax.signatures import type_arguments
from ..syntax.types import Types, unquoted
from .handed import class_props

_COMPONENT = re.compile(r"(?:\w+\.)?(?:Pure)?Component\Z")
_ASSIGNED = frozenset({"assignment_expression"})
_CALLS = frozenset({"call_expression"})
SETS = "this.setState"
_STATE = "this.state"
_UNKNOWN = Typed(Kind("unknown"), "unknown")
# What a component has besides what it asks for.
_EVERY = Typed(Kind("record", members=tuple(member(name, _UNKNOWN) for name in ("children", "key", "ref"))))


def component_members(types: Types, node: Node, generics: frozenset[str]) -> Iterator[Field]:
    """What a class has as `Component<Props, State>`; nothing where it is none, or does not say what its props are."""
    extends = ts.child(ts.child(node, "class_heritage"), "extends_clause")
    base = ts.field(extends, "value") if extends is not None else None
    arguments = type_arguments(extends) if extends is not None and base is not None else []
    if base is not None and not arguments:
        given = class_props(types.syntax, node, types.syntax.str(base))
        yield from (given,) if given is not None else ()
    if base is None or not arguments or not _COMPONENT.match(types.syntax.str(base)):
        return
    props = types.typed(arguments[0], generics)
    yield member("props", Typed(Kind("unknown", options=(props.kind, _EVERY.kind), steps=("&",))))
    if len(arguments) > 1:
        state = types.typed(arguments[1], generics)
        yield member("state", state)
        yield member("setState", function(None, some(state)))


def begun_state(syntax: Syntax, node: Node) -> Node | None:
    """The object that the state of a component begins with, `state = { … }` or in its constructor; None where its type is said."""
    extends = ts.child(ts.child(node, "class_heritage"), "extends_clause")
    base, body = (ts.field(extends, "value") if extends is not None else None), ts.field(node, "body")
    if extends is None or base is None or body is None or not _COMPONENT.match(syntax.str(base)):
        return None
    if len(type_arguments(extends)) > 1:
        return None
    for part in parts(body):
        name, value = ts.field(part, "name"), ts.field(part, "value")
        called = syntax.str(name) if name is not None else ""
        if part.type == "public_field_definition" and called == "state" and ts.field(part, "type") is None:
            return value if value is not None and value.type == "object" else None
        for assigned in syntax.nodes(_ASSIGNED, part) if called == "constructor" else ():
            left, right = ts.field(assigned, "left"), ts.field(assigned, "right")
            if left is not None and right is not None and syntax.str(left) == _STATE and right.type == "object":
                return right
    return None


def made_for_state(syntax: Syntax, node: Node) -> frozenset[str]:
    """The names of the state of a component into which it puts objects with names of its own: `{ ...user, open: true }`.

    A copy that takes a name from something else under the same name, `{ ...user, email: changed.email }`, has no other names.
    """
    found: set[str] = set()
    for call in syntax.nodes(_CALLS, node):
        called = ts.field(call, "function")
        given = parts(ts.field(call, "arguments")) if called is not None and syntax.str(called) == SETS else []
        for literal in _next_states(given[0]) if given else ():
            for part in parts(literal):
                key, value = ts.field(part, "key"), ts.field(part, "value")
                if key is not None and value is not None and any(_is_own(syntax, o) for o in (value, *ts.walk(value))):
                    found.add(unquoted(syntax.str(key)))
    return frozenset(found)


def _next_states(given: Node) -> Iterator[Node]:
    """The objects that `setState` is given, or that a function gives which it is given."""
    bodies = [ts.field(given, "body")] if given.type == "arrow_function" else [given]
    for body in (b for b in bodies if b is not None):
        whole = [
            ts.field(r, "argument") or next(iter(parts(r)), None) for r in ts.walk(body) if r.type == "return_statement"
        ]
        yield from (bare(n) for n in (body, *whole) if n is not None and bare(n).type == "object")


def _is_own(syntax: Syntax, literal: Node) -> bool:
    if literal.type != "object" or (literal.parent is not None and literal.parent.type == "arguments"):
        return False
    for part in parts(literal):
        key, value = ts.field(part, "key"), ts.field(part, "value")
        taken = ts.field(value, "property") if value is not None and value.type == "member_expression" else None
        same = key is not None and taken is not None and syntax.str(taken) == unquoted(syntax.str(key))
        if part.type != "spread_element" and not same:
            return True
    return False
