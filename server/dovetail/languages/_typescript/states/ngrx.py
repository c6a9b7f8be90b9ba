"""NgRx: the creators of actions, reducers made of cases, features, and the actions that effects wait for."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.scopes import Value
from ..scoping.values import Uses
from ..syntax.literals import pairs
from ..syntax.made import CALL, NOWHERE, function, inside, member
from ..syntax.nodes import parts as parts_of
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted

_NGRX = re.compile(r"""from\s+["']@ngrx/""")
_WORDS = re.compile(r"[^A-Za-z0-9]+")
_STATES = frozenset({"interface_declaration", "type_alias_declaration"})
_OF_ENTITIES = ("ids", "entities")

Infer = Callable[[Node], Value | None]


def ngrx_callbacks(
    name: str, parts: Sequence[Node], infer: Infer, syntax: Syntax, uses: Uses
) -> Iterator[tuple[Node, Value]]:
    """The functions that a reducer or a feature is made of, each with what is asked of it."""
    if name not in ("createReducer", "createFeature") or not parts or not _says_ngrx(syntax):
        return
    if name == "createReducer":
        state = infer(parts[0])
        for case in parts[1:] if state is not None else ():
            written = parts_of(ts.field(case, "arguments")) if _is_case(case, syntax) else []
            if state is None or not written or written[-1].type not in FUNCTIONS:
                continue
            told = uses.either(uses.property(infer(creator), CALL, NOWHERE, name) for creator in written[:-1])
            yield written[-1], Value(function(state.typed, state.typed, *_known(told)).kind, 0, name)
        return
    options = {unquoted(syntax.str(p.key)): p.value for p in pairs(syntax, parts[0])}
    more, reducer = options.get("extraSelectors"), options.get("reducer")
    if more is not None and reducer is not None and more.type in FUNCTIONS:
        state = uses.property(infer(reducer), CALL, NOWHERE, name)
        own = _selectors(state, options.get("name"), syntax, uses)
        yield more, Value(function(None, inside(**own)).kind, 0, name)


def given_by_ngrx(
    name: str, given: Sequence[Value | None], uses: Uses, parts: Sequence[Node], syntax: Syntax
) -> Value | None:
    """What makes actions, reducers and features gives; None for any other function."""
    if not parts or name not in _MAKERS or not _says_ngrx(syntax):
        return None
    return _MAKERS[name](given, uses, parts, syntax)


def is_payload(name: str, syntax: Syntax) -> bool:
    """True for `props<{ order: Order }>()`, which says what an action has."""
    return name == "props" and _says_ngrx(syntax)


def waited_for(creators: Iterable[Value | None], uses: Uses) -> Value | None:
    """The action that `ofType(opened, refreshed)` lets through; None where these are of several types."""
    return uses.either(uses.property(creator, CALL, NOWHERE, "ofType") for creator in creators)


def _says_ngrx(syntax: Syntax) -> bool:
    return syntax.says(_NGRX, "@ngrx/")


def _creator(told: Value | None) -> Typed:
    """What makes an action: a function of the program's own, or one that takes what the action has."""
    if told is None:
        return function(inside())
    if told.chain or any(m.name == CALL for m in told.kind.members):
        return told.typed
    kind = told.kind
    if kind.name == "record":
        kind = replace(kind, members=(*kind.members, member("type", Typed(Kind("string")))))
    return function(replace(told.typed, kind=kind), told.typed)


def _action(given: Sequence[Value | None], uses: Uses, parts: Sequence[Node], syntax: Syntax) -> Value | None:
    """`createAction("[Orders] Placed", props<{ order: Order }>())`."""
    known = len(given) > 1 and given[1] is not None
    return uses.value(_creator(given[1]), "createAction") if known else None


def _group(given: Sequence[Value | None], uses: Uses, parts: Sequence[Node], syntax: Syntax) -> Value | None:
    """`createActionGroup({ source, events: { "Order Placed": props<{ order: Order }>() } })` has `orderPlaced`."""
    events = uses.property(given[0], "events", NOWHERE, "createActionGroup")
    if events is None or events.chain:
        return None
    creators = {
        _camel(e.name): _creator(uses.value(Typed(e.kind, e.nullable, e.list_depth), e.name))
        for e in events.kind.members
    }
    return uses.value(inside(**creators), "actions") if creators else None


def _reducer(given: Sequence[Value | None], uses: Uses, parts: Sequence[Node], syntax: Syntax) -> Value | None:
    state = given[0]
    return uses.value(function(state.typed, state.typed), "createReducer") if state is not None else None


def _feature(given: Sequence[Value | None], uses: Uses, parts: Sequence[Node], syntax: Syntax) -> Value | None:
    """A feature: its reducer, a selector for its state and one for each name of that, and those that the program adds."""
    options = {unquoted(syntax.str(p.key)): p.value for p in pairs(syntax, parts[0])}
    state = uses.property(uses.property(given[0], "reducer", NOWHERE, "createFeature"), CALL, NOWHERE, "createFeature")
    if state is None:
        return None
    known = {"reducer": function(state.typed, state.typed), **_selectors(state, options.get("name"), syntax, uses)}
    more = uses.property(
        uses.property(given[0], "extraSelectors", NOWHERE, "createFeature"), CALL, NOWHERE, "createFeature"
    )
    for own in more.kind.members if more is not None and not more.chain else ():
        known[own.name] = Typed(own.kind, own.nullable, own.list_depth)
    return uses.value(inside(**known), "createFeature")


def _selectors(state: Value | None, named: Node | None, syntax: Syntax, uses: Uses) -> dict[str, Typed]:
    """The selectors that a feature makes of the names of its state."""
    if state is None:
        return {}
    known: dict[str, Typed] = {}
    if named is not None and named.type == "string":
        known[f"select{_capital(unquoted(syntax.str(named)))}State"] = function(state.typed)
    for name in _names_of(state, syntax):
        held = uses.property(state, name, NOWHERE, "createFeature")
        if held is not None:
            known[f"select{_capital(name)}"] = function(held.typed)
    return known


def _names_of(state: Value, syntax: Syntax) -> list[str]:
    """The names of a state, as they stand in this file."""
    if state.chain:
        return []
    if state.kind.members:
        return [m.name for m in state.kind.members]
    for declared in syntax.nodes(_STATES):
        name = ts.field(declared, "name")
        if name is None or syntax.str(name) != state.kind.target:
            continue
        properties = (n for n in ts.walk(declared) if n.type == "property_signature")
        own = [unquoted(syntax.str(key)) for p in properties if (key := ts.field(p, "name")) is not None]
        return [*own, *(_OF_ENTITIES if "EntityState" in syntax.str(declared) else ())]
    return []


def _is_case(node: Node, syntax: Syntax) -> bool:
    called = ts.field(node, "function") if node.type == "call_expression" else None
    return called is not None and syntax.str(called) == "on"


def _known(value: Value | None) -> list[Typed]:
    return [value.typed] if value is not None else []


def _camel(event: str) -> str:
    """What NgRx calls the creator of an event: `Order Placed` is `orderPlaced`."""
    words = [w for w in _WORDS.split(event.strip()) if w]
    whole = "".join(_capital(w) for w in words)
    return whole[:1].lower() + whole[1:]


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


_MAKERS: dict[str, Callable[[Sequence[Value | None], Uses, Sequence[Node], Syntax], Value | None]] = {
    "createAction": _action,
    "createActionGroup": _group,
    "createReducer": _reducer,
    "createFeature": _feature,
}
