"""States of components that say no type: `const [users, setUsers] = useState([])`. They hold what their setter is given.

Precision first: a setter that is handed on, or that makes the state of what it was, leaves open what the state holds.
"""

import re
from collections import ChainMap
from functools import lru_cache

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.held import Held
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS, type_arguments

_STATE = re.compile(r"(?:^|\.)useState$")
# What a component, a store or a module is itself given a name for is no answer: `this.books = answer.books`.
_ITSELF = "".join(rf"(?<!(?<![\w.$]){name})" for name in ("this", "self", "that", "vm", "state", "exports", "window"))
_PUTS = re.compile(rf"{_ITSELF}\.([A-Za-z_$][\w$]*)\s*(?:\?\?|\|\||&&)?=(?![=>])")
_NOTHING = re.compile(r"""null|undefined|\[\s*\]|\{\s*\}|""|''""")


def state_of(syntax: Syntax, declarator: Node) -> tuple[str, str] | None:
    """The names of a state that begins with nothing, and of its setter."""
    pattern, call = ts.field(declarator, "name"), ts.field(declarator, "value")
    if pattern is None or call is None or pattern.type != "array_pattern" or call.type != "call_expression":
        return None
    function = ts.field(call, "function")
    if function is None or _STATE.search(syntax.str(function)) is None or type_arguments(call):
        return None
    given, names = parts(ts.field(call, "arguments")), [c for c in pattern.children if c.is_named]
    if len(names) != 2 or any(n.type != "identifier" for n in names) or not all(is_nothing(syntax, g) for g in given):
        return None
    state, setter = (syntax.str(n) for n in names)
    return (state, setter) if _is_only_called(syntax, names[1], setter) else None


def is_nothing(syntax: Syntax, value: Node) -> bool:
    """True for `[]`, `null` and what else says that there is nothing yet."""
    return _NOTHING.fullmatch(syntax.str(value)) is not None


def is_put_in(source: str, name: str) -> bool:
    """True for a name under which a file puts something into an object itself: `user.fullName = …`."""
    return name in _put_in(source)


@lru_cache(8)
def _put_in(source: str) -> frozenset[str]:
    return frozenset(_PUTS.findall(source))


def _is_only_called(syntax: Syntax, declared: Node, setter: str) -> bool:
    """True where the setter is called with a value wherever it stands in the component, or given to `then`."""
    component: Node | None = declared
    while component is not None and component.type not in FUNCTIONS:
        component = component.parent
    if component is None:
        return False
    for name in ts.walk(component):
        if name.type not in ("identifier", "shorthand_property_identifier") or syntax.str(name) != setter:
            continue
        if name.start_byte != declared.start_byte and not _is_given(syntax, name):
            return False
    return True


def _is_given(syntax: Syntax, name: Node) -> bool:
    around = name.parent
    if around is None:
        return False
    if around.type == "call_expression":
        given = parts(ts.field(around, "arguments"))
        return len(given) == 1 and given[0].type not in FUNCTIONS
    call = around.parent if around.type == "arguments" else None
    function = ts.field(call, "function") if call is not None else None
    if function is None or around.type != "arguments":
        return around.type == "array" and _depends(syntax, around)
    return len(parts(around)) == 1 and syntax.str(function).endswith(".then")


def _depends(syntax: Syntax, listed: Node) -> bool:
    """True for what an effect hangs on: `useEffect(() => …, [setUsers])`."""
    call = listed.parent.parent if listed.parent is not None else None
    function = ts.field(call, "function") if call is not None and call.type == "call_expression" else None
    return (
        function is not None
        and re.search(r"use(?:Effect|Callback|Memo|LayoutEffect)$", syntax.str(function)) is not None
    )


def give(setter: Held | None, held: Held | None, names: ChainMap[str, Held | None]) -> None:
    """Gives a state what its setter is given. A state that is given different things holds what nobody knows."""
    if setter is None or setter.what != "setter":
        return
    state = setter.chain[0]
    scope = next((scope for scope in names.maps if state in scope), None)
    if scope is None:
        return
    before = scope[state]
    known = held is not None and held.what == "value" and bool(held.of)
    if known and held is not None and (before is None or (before.of, before.chain) == (held.of, held.chain)):
        scope[state] = held
        return
    scope[state] = None
    for each in names.maps:  # and its setter is followed no longer
        for name in [n for n, h in each.items() if h == setter]:
            each[name] = None
