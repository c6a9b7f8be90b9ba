"""Stores of zustand that say no type, as they are written: `create((set) => ({ orders: [], load: async () => set({ orders: … }) }))`.

What begins with nothing holds what `set` gives it. One into which the store puts objects of its own is not known, and nothing is
where `set` is handed on, or is given what cannot be seen through.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.origins import declaration
from ..scoping.taken import makes_store
from ..syntax.nodes import bare, parameters, parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted
from ..syntax.vue_options import empty, entries, made_object
from .given_refs import objects_made

_AROUND = re.compile(
    r"persist|devtools|immer|subscribeWithSelector|logger|log"
)  # what a store's function is wrapped in
_GIVEN = "identifier"


@dataclass(frozen=True, slots=True)
class Put:
    """What one call of `set` puts under a name: what is written there, and what the state is called by it, empty where it is not."""

    name: str
    written: Node
    state: str


def run_of_store(name: str, given: list[Node], syntax: Syntax) -> Node | None:
    """The function that makes a store without a type, `create(persist((set) => ({ … }), { name: "cart" }))`; None for any other call."""
    if not given or not makes_store(name, syntax):
        return None
    inner = given[0]
    while inner.type == "call_expression":
        wraps, inside = ts.field(inner, "function"), parts(ts.field(inner, "arguments"))
        if wraps is None or not inside or not _AROUND.fullmatch(syntax.str(wraps)):
            return None
        inner = inside[0]
    return inner if inner.type in FUNCTIONS else None


def kept_names(run: Node, syntax: Syntax) -> list[Node]:
    """The names in a store that begin with nothing, and hold what `set` gives them."""
    begun, calls = made_object(run), _calls_of_set(run, syntax)
    if begun is None or calls is None:
        return []
    put: dict[str, list[Node]] = {}
    for call in calls:
        puts = puts_of(call, syntax)
        if puts is None:
            return []
        for one in puts:
            put.setdefault(one.name, []).append(one.written)
    lists = {unquoted(syntax.str(key)) for key, value in entries(begun) if value.type == "array"}
    kept = [key for key in empty(entries(begun)) if unquoted(syntax.str(key)) in put]
    return [k for k in kept if _is_taken(put[own := unquoted(syntax.str(k))], own in lists, syntax)]


def said_names(run: Node, syntax: Syntax) -> Iterator[tuple[str, Node]]:
    """The names in a store that say of which type they are, with that: `orders: [] as Order[]`."""
    begun = made_object(run)
    for key, value in entries(begun) if begun is not None else ():
        if value.type == "as_expression" and value.children[-1].is_named:
            yield unquoted(syntax.str(key)), value.children[-1]


def puts_of(call: Node, syntax: Syntax) -> list[Put] | None:
    """What a call of `set` puts into the store; None where that cannot be seen."""
    given = parts(ts.field(call, "arguments"))
    first = bare(given[0]) if given else None
    if first is None:
        return None
    state, literal = "get()", first
    if first.type in FUNCTIONS:
        literal, taken = made_object(first), parameters(syntax, first)
        pattern = taken[0].pattern if taken else None
        state = syntax.str(pattern) if pattern is not None and pattern.type == _GIVEN else ""
    if literal is None or literal.type != "object":
        return None
    return list(_puts(literal, state, syntax)) if _is_plain(literal, state, syntax) else None


def _puts(literal: Node, state: str, syntax: Syntax) -> Iterator[Put]:
    for part in parts(literal):
        key, value = ts.field(part, "key"), ts.field(part, "value")
        name = unquoted(syntax.str(key if key is not None else part))
        if part.type == "shorthand_property_identifier":
            yield Put(name, part, "")
        elif key is not None and value is not None:
            yield Put(name, value, f"{state}.{name}" if state else name)


def _is_plain(literal: Node, state: str, syntax: Syntax) -> bool:
    """True for an object whose names all are written there, but for those of the state itself."""
    spreads = (p for p in parts(literal) if p.type == "spread_element")
    computed = any(k.type == "computed_property_name" for p in parts(literal) if (k := ts.field(p, "key")) is not None)
    return not computed and all(syntax.str(s).removeprefix("...") == state for s in spreads)


def _calls_of_set(run: Node, syntax: Syntax) -> list[Node] | None:
    """Where a store calls the function by which it is changed; None where that is done elsewhere, too."""
    taken = parameters(syntax, run)
    name = taken[0].pattern if taken else None
    if name is None or name.type != _GIVEN:
        return None
    calls: list[Node] = []
    for node in ts.walk(run):
        if node.type != _GIVEN or node.text != name.text or node.start_byte == name.start_byte:
            continue
        call = node.parent
        function = ts.field(call, "function") if call is not None and call.type == "call_expression" else None
        if call is None or function is None or function.start_byte != node.start_byte:
            return None
        calls.append(call)
    return calls


def _is_taken(put: list[Node], is_list: bool, syntax: Syntax) -> bool:
    """True where a store takes what it is given as it is.

    What any caller may hand over may be an object of its own, `setUser: (user) => set({ user })`, but hardly for a list that is loaded.
    """
    return not any(o for w in put for o in objects_made(w)) and (is_list or not any(is_handed(w, syntax) for w in put))


def is_handed(written: Node, syntax: Syntax) -> bool:
    """True for a name that a function around it is given."""
    if written.type not in (_GIVEN, "shorthand_property_identifier"):
        return False
    found = declaration(syntax, written, in_part=True)
    return found is None or found.type != "variable_declarator"
