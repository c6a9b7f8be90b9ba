"""Stores of Pinia: what `defineStore` makes of a setup function, or of a state with getters and actions."""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind
from dovetail.core.words import in_casing

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.scopes import Value
from ..scoping.taken import some
from ..scoping.values import Uses
from ..syntax.made import CALL, UNREF, function, inside, member
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted

_IMPORTED_ELSEWHERE = re.compile(r"""defineStore\b[^;'"]*from\s+["'](?!pinia)""")
_NOTHING = Typed(Kind("unknown"), "unknown")
_TESTING = "createTestingPinia"
_OWN = ("$state", "$reset", "$subscribe", "$onAction", "$dispose", "$id", "$hydrate", "$router", "$route")


def defines_store(name: str, given: Sequence[Node], syntax: Syntax) -> bool:
    """True for a call that defines a store."""
    return name == "defineStore" and bool(given) and not syntax.says(_IMPORTED_ELSEWHERE)


def store_of_options(options: Node, state: Value | None, syntax: Syntax) -> Typed | None:
    """A store by its options, as far as `this` in its functions is one: its state, and the names of its getters and actions."""
    if state is None or state.is_list:
        return None
    named = {name: _NOTHING for name, _, _ in members_of(options, syntax)}
    own = inside(**named, **dict.fromkeys(_OWN, _NOTHING), **{"$patch": function(None, some(state.typed))})
    return Typed(Kind("unknown", options=(own.kind, state.typed.kind), steps=("&",)))


def members_of(options: Node, syntax: Syntax) -> Iterator[tuple[str, Node, bool]]:
    """The getters and actions of a store with their functions; the last is true for a getter."""
    for option in parts(options):
        key, value = ts.field(option, "key"), ts.field(option, "value")
        of = syntax.str(key) if key is not None else ""
        for one in parts(value) if of in ("getters", "actions") else ():
            name = ts.field(one, "key") or ts.field(one, "name")
            run = one if one.type == "method_definition" else ts.field(one, "value")
            if name is not None and run is not None:
                yield unquoted(syntax.str(name)), run, of == "getters"


def state_of(options: Node, syntax: Syntax) -> Node | None:
    """The function in the options of a store that makes its first state."""
    for option in parts(options):
        key, value = ts.field(option, "key") or ts.field(option, "name"), ts.field(option, "value")
        if key is not None and syntax.str(key) == "state":
            return value if value is not None and value.type in FUNCTIONS else None
    return None


def made_store(given: Value | None, state: Value | None, uses: Uses, at: Node, syntax: Syntax) -> Value | None:
    """What `defineStore` gives: a hook that gives the store. `given` is the setup function, or the options whose state is `state`."""
    place = syntax.range(at)
    if state is None:
        made = uses.property(given, CALL, place, "store")
        held = Typed(Kind("unknown", options=(made.typed.kind,), steps=(UNREF,))) if made is not None else None
    else:
        getters, actions = (uses.property(given, name, place, "store") for name in ("getters", "actions"))
        known = {m.name: Typed(m.kind) for m in actions.kind.members} if actions is not None else {}
        for getter in getters.kind.members if getters is not None else ():
            back = next((m for m in getter.kind.members if m.name == CALL), None)
            known[getter.name] = Typed(back.kind, back.nullable, back.list_depth) if back is not None else _NOTHING
        known |= dict.fromkeys(_OWN, _NOTHING) | {"$patch": function(None, some(state.typed))}
        own = Kind("unknown", members=tuple(member(name, typed) for name, typed in known.items()))
        held = Typed(Kind("unknown", options=(own, state.typed.kind), steps=("&",)))
    if held is None:
        return None
    hook = function(held).kind
    return Value(replace(hook, values=("Store",)), 0, "store")  # so that it is known by its name


def begun_states(name: str, given: Sequence[Node], syntax: Syntax) -> Iterator[tuple[str, Node]]:
    """What a test begins stores with, `createTestingPinia({ initialState: { orders: { list: [] } } })`, and the hooks that give these,
    by their usual names: `useOrdersStore`."""
    if name != _TESTING or not given:
        return
    begun = next((v for key, v in _pairs(given[0], syntax) if key == "initialState"), None)
    for store, state in _pairs(begun, syntax) if begun is not None else ():
        hook = f"use{in_casing(store, 'PascalCase')}Store"
        if state.type == "object" and syntax.has_any(hook):
            yield hook, state


def _pairs(node: Node, syntax: Syntax) -> Iterator[tuple[str, Node]]:
    for pair in parts(node) if node.type == "object" else ():
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        if key is not None and value is not None:
            yield unquoted(syntax.str(key)), value
