"""States of components that say no type, as values: they are what their setter is given, `useState([])` and `setUsers(await load())`.

What a component puts in by itself is its own: the names of the object that a state begins with, and those that it writes into copies of it.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Kind

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS, type_arguments
from ..syntax.types import unquoted
from .origins import declaration
from .scopes import Scope, Value

_STATE = re.compile(r"(?:^|\.)useState$")
_SETTER = "setter"
_OBJECTS = frozenset({"object"})
_CALLS = frozenset({"call_expression"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
_KEYS = ("property_identifier", "string")


@dataclass(frozen=True, slots=True)
class GivenState:
    """A state that says no type: its pattern, the scope that declares it, the names that the component gives it itself, and what its
    setter was given so far.
    """

    pattern: Node
    scope: Scope
    own: frozenset[str]
    given: tuple[Value, ...] = ()


def given_state(syntax: Syntax, declarator: Node, scope: Scope) -> tuple[str, GivenState] | None:
    """The setter of a state without a type, and the state; None for any other declaration."""
    pattern, call = ts.field(declarator, "name"), ts.field(declarator, "value")
    if pattern is None or call is None or pattern.type != "array_pattern" or call.type != "call_expression":
        return None
    function, names = ts.field(call, "function"), parts(pattern)
    if function is None or _STATE.search(syntax.str(function)) is None or type_arguments(call) or len(names) != 2:
        return None
    if names[1].type != "identifier" or names[0].type not in ("identifier", "object_pattern"):
        return None
    setter = syntax.str(names[1])
    begun = [k for first in parts(ts.field(call, "arguments"))[:1] for k in _names_begun(syntax, first)]
    written = list(_names_written(syntax, declarator, setter))
    return setter, GivenState(names[0], scope, frozenset((*begun, *written)))


def name_of_state(pattern: Node) -> str:
    """The name of a state without a type among the values of its file, by which it is read before its setter is given anything."""
    return f"(state {pattern.start_byte})"


def setter_of(number: int) -> Value:
    """The setter of a state, by its number."""
    return Value(Kind("unknown", text=_SETTER, values=(str(number),)), 0, _SETTER)


def set_by(value: Value | None) -> int | None:
    """The number of the state that a setter sets; None for any other value."""
    is_setter = value is not None and value.kind.text == _SETTER and value.kind.values and not value.chain
    return int(value.kind.values[0]) if value is not None and is_setter else None


def is_made_of(syntax: Syntax, node: Node, state: GivenState) -> bool:
    """True for what is made of a state itself: `[...users, user]`."""
    names = {syntax.str(n) for n in (state.pattern, *ts.walk(state.pattern)) if n.type in _NAMES}
    return any(n.type in _NAMES and syntax.str(n) in names for n in (node, *ts.walk(node)))


def _names_begun(syntax: Syntax, first: Node) -> Iterator[str]:
    """The names of the objects that a state may begin with, written there or under a name of the file."""
    for node in (first, *ts.walk(first)):
        value: Node | None = node
        if node.type == "identifier":
            found = declaration(syntax, node)
            value = ts.field(found, "value") if found is not None and found.type == "variable_declarator" else None
        if value is not None and value.type == "object":
            yield from _keys(syntax, value)


def _names_written(syntax: Syntax, declarator: Node, setter: str) -> Iterator[str]:
    """The names of the objects that a component writes into its state: `setUser({ ...user, isOpen: true })`."""
    component: Node | None = declarator
    while component is not None and component.type not in FUNCTIONS:
        component = component.parent
    for call in syntax.nodes(_CALLS, component) if component is not None else ():
        function = syntax.field(call, "function")
        if function is not None and syntax.str(function) == setter:
            for literal in syntax.nodes(_OBJECTS, ts.field(call, "arguments")):
                yield from _keys(syntax, literal)


def _keys(syntax: Syntax, literal: Node) -> Iterator[str]:
    for part in parts(literal):
        key = ts.field(part, "key")
        if part.type == "shorthand_property_identifier":
            yield syntax.str(part)
        elif key is not None and key.type in _KEYS:
            yield unquoted(syntax.str(key))
