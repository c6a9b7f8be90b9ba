"""Refs of Vue and stores of Svelte that say no type, as values: they hold what they are given, `const users = ref([])` and
`users.value = await load()`, `const users = writable([])` and `users.set(await load())`.

One into which a component puts objects of its own is not known.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.given_states import GivenState, name_of_state
from ..scoping.origins import declaration
from ..scoping.scopes import Scope
from ..syntax.nodes import is_nothing, parts
from ..syntax.signatures import type_arguments

_REF = re.compile(r"(?:shallowR|r)ef|writable")
_VALUE = b"value"
_ADDS = frozenset({b"push", b"unshift"})
_SETS = frozenset({b"set", b"update"})  # of a store of Svelte
_ASSIGNED = frozenset({"assignment_expression"})
_CALLS = frozenset({"call_expression"})


def given_ref(syntax: Syntax, call: Node, scope: Scope) -> GivenState | None:
    """The state of a ref that says no type and begins with nothing; None for any other call."""
    called, declarator = ts.field(call, "function"), call.parent
    if called is None or declarator is None or declarator.type != "variable_declarator" or type_arguments(call):
        return None
    name, given = ts.field(declarator, "name"), parts(ts.field(call, "arguments"))
    if name is None or name.type != "identifier" or not _REF.fullmatch(syntax.str(called)):
        return None
    if len(given) > 1 or (given and not is_nothing(given[0])) or ts.field(declarator, "type") is not None:
        return None
    return GivenState(name, scope, frozenset())


def held_name(syntax: Syntax, target: Node) -> str:
    """The name of the state that a ref holds whose value a node is, `users.value`, or of what is under `this`; empty for any other node."""
    of, name = ts.field(target, "object"), ts.field(target, "property")
    if of is not None and name is not None and of.type == "this":
        return held_by_this(syntax.str(name))
    if of is None or name is None or name.text != _VALUE or of.type != "identifier":
        return ""
    declared = declaration(syntax, of)
    pattern = ts.field(declared, "name") if declared is not None and declared.type == "variable_declarator" else None
    return name_of_state(pattern) if pattern is not None else ""


def store_name(syntax: Syntax, target: Node) -> str:
    """The name of the state that a store of Svelte holds; empty for any other node."""
    declared = declaration(syntax, target) if target.type == "identifier" else None
    made = ts.field(declared, "value") if declared is not None and declared.type == "variable_declarator" else None
    called = ts.field(made, "function") if made is not None and made.type == "call_expression" else None
    pattern = (
        ts.field(declared, "name")
        if called is not None and called.text == b"writable" and declared is not None
        else None
    )
    return name_of_state(pattern) if pattern is not None else ""


def held_by_this(name: str) -> str:
    """The name of what a component or a store that is made of options keeps under a name."""
    return f"this.{name}"


def makes_objects(syntax: Syntax, state: str) -> bool:
    """True for a ref into which a file puts objects that it makes itself: `users.value.push({ ...user, open: true })`."""
    return any(literal for given in _given(syntax, state) for literal in objects_made(given))


def _given(syntax: Syntax, state: str) -> Iterator[Node]:
    """What is written where a ref, or the list in it, is given something."""
    for node in syntax.nodes(_ASSIGNED):
        left, right = ts.field(node, "left"), ts.field(node, "right")
        if left is not None and right is not None and held_name(syntax, left) == state:
            yield right
    for call in syntax.nodes(_CALLS):
        function = ts.field(call, "function")
        name, target = (ts.field(function, r) for r in ("property", "object")) if function is not None else (None, None)
        adds = name is not None and name.text in _ADDS and target is not None and held_name(syntax, target) == state
        if adds or (
            name is not None and name.text in _SETS and target is not None and store_name(syntax, target) == state
        ):
            yield from parts(ts.field(call, "arguments"))


def objects_made(given: Node) -> Iterator[Node]:
    """The objects with names of their own that are written in an expression, but for what functions are called with."""
    for literal in (given, *ts.walk(given)):
        inside = literal.parent is not None and literal.parent.type == "arguments" and literal != given
        if literal.type == "object" and not inside and any(p.type != "spread_element" for p in parts(literal)):
            yield literal
