"""Redux Toolkit: slices, thunks, selectors and the endpoints of RTK Query, by what they take and give."""

from collections.abc import Callable, Iterator, Sequence

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..clients.endpoints import ENDPOINT, MUTATION, QUERY, Untyped, endpoint, untyped_endpoint
from ..clients.thunks import FULFILLED, actions_of
from ..scoping.held_states import store
from ..scoping.scopes import Value
from ..scoping.values import Uses
from ..syntax.made import CALL, NOWHERE, TYPE_OF, function, inside, member
from ..syntax.nodes import parts as parts_of
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted

_CASES = frozenset({"addCase", "addMatcher", "addDefaultCase"})
_STATE = "(state)"  # of the builder of a slice's other reducers
_STORES = frozenset({"createStore", "legacy_createStore"})
_OF_THUNKS = (("pending",), (FULFILLED,), ("rejected",), ("settled",))
_SLICE, _DATA = "(slice)", "(data)"  # the state of a slice under its name, and what an endpoint gives
_OTHERS = Kind("unknown", text="?")

Infer = Callable[[Node], Value | None]


def _untyped(name: str, said: Untyped) -> Typed:
    """An endpoint that is what its request says."""
    unknown = Typed(Kind("unknown"))
    sent = Typed(Kind("ref", target=said.sent, text=said.sent))
    beside = dict.fromkeys(said.beside, unknown)
    if not said.sent:
        taken = unknown
    elif said.under:
        taken = inside(**{said.under: sent}, **beside)
    else:
        more = Kind("record", members=tuple(member(n, t) for n, t in beside.items()))
        taken = Typed(Kind("unknown", options=(sent.kind, more), steps=("&",))) if beside else sent
    return endpoint(name, Typed(Kind("ref", target=said.given, text=said.given)), taken)


def redux_callbacks(
    name: str, parts: Sequence[Node], infer: Infer, syntax: Syntax, uses: Uses
) -> Iterator[tuple[Node, Value]]:
    """The functions that a slice or a selector is made of, each as it is called."""
    if name == "createSlice" and parts and parts[0].type == "object":
        yield from _reducers(_pairs(parts[0], syntax), infer, syntax)
    elif name == "createReducer" and len(parts) == 2 and parts[1].type in FUNCTIONS:
        state = infer(parts[0])
        yield parts[1], _function([member("(0)", inside(**{_STATE: state.typed}))] if state is not None else [])
    elif name == "createSelector" and len(parts) > 1 and parts[-1].type in FUNCTIONS:
        selectors = [n for p in parts[:-1] for n in (parts_of(p) if p.type == "array" else [p])]
        taken = [uses.property(infer(s), CALL, NOWHERE, name) for s in selectors]
        members = [member(f"({i})", v.typed) for i, v in enumerate(taken) if v is not None]
        yield parts[-1], _function(members)
    elif name.endswith("startListening") and parts and parts[0].type == "object":
        listener = _pairs(parts[0], syntax)
        asked = next((key for key in ("actionCreator", "matcher") if key in listener), None)
        if asked is not None and "effect" in listener:
            action = _action(infer(listener[asked]), asked == "actionCreator", uses)
            yield listener["effect"], _function([member("(0)", action.typed)] if action is not None else [])
    elif name.endswith(".util.updateQueryData") and len(parts) > 2 and parts[0].type == "string":
        draft = _cached(parts[0], infer, syntax, uses)
        yield parts[2], _function([member("(0)", draft.typed)] if draft is not None else [])


def _cached(name: Node, infer: Infer, syntax: Syntax, uses: Uses) -> Value | None:
    """What an API keeps for an endpoint, in `api.util.updateQueryData("user", …)`."""
    call = name.parent.parent if name.parent is not None else None
    util = ts.field(ts.field(call, "function") or call, "object") if call is not None else None
    api = ts.field(util, "object") if util is not None else None
    value = infer(api) if api is not None else None
    for step in ("endpoints", unquoted(syntax.str(name)), _DATA):
        value = uses.property(value, step, NOWHERE, "cache")
    return value


def case_reducer(
    value: Value | None, method: str, parts: Sequence[Node], infer: Infer, uses: Uses
) -> tuple[Node, Value] | None:
    """What `builder.addCase(load.fulfilled, (state, action) => …)` shows to its function."""
    state = _member(value, _STATE)
    if method not in _CASES or state is None or not parts or parts[-1].type not in FUNCTIONS:
        return None
    action = _action(infer(parts[0]) if len(parts) > 1 else None, method == "addCase", uses)
    members = [member("(0)", _typed(state))]
    if action is not None:
        members.append(member("(1)", action.typed))
    return parts[-1], _function(members)


def _action(asked: Value | None, by_creator: bool, uses: Uses) -> Value | None:
    """The action of a case or a listener: what a creator makes, or what is told by itself, as that of a thunk: `load.fulfilled`."""
    if _member(asked, CALL) is not None or (by_creator and asked is not None and _is_creator(asked)):
        return uses.property(asked, CALL, NOWHERE, "action")
    return asked


def _is_creator(action: Value) -> bool:
    """True for what makes an action and is told elsewhere what it is; a thunk gives three of its own: `load.fulfilled`."""
    return (bool(action.chain) or action.kind.target.startswith(TYPE_OF)) and action.chain[-1:] not in _OF_THUNKS


def given_by_redux(
    name: str, given: Sequence[Value | None], uses: Uses, parts: Sequence[Node], syntax: Syntax
) -> Value | None:
    """What a slice, a thunk, a selector or an API gives."""
    first = given[0] if given else None
    if ENDPOINT.match(name) and parts and parts[0].type == "object":
        said = untyped_endpoint(syntax, parts[0])
        return uses.value(_untyped(name, said), name) if said is not None else None
    if name == "combineSlices":
        kinds = [v.typed.kind for g in given if (v := uses.property(g, _SLICE, NOWHERE, name)) is not None]
        return (
            uses.value(function(Typed(Kind("unknown", options=(*kinds, _OTHERS), steps=("&",)))), name)
            if kinds
            else None
        )
    if name == "createAsyncThunk" and len(given) > 1:
        return _thunk(given[1], uses, name)
    if name == "isAnyOf" and given:
        payload = uses.either(uses.property(g, "payload", NOWHERE, name) for g in given)
        return uses.value(inside(payload=payload.typed), name) if payload is not None else None
    if name == "createSelector" and given:
        back = uses.property(given[-1], CALL, NOWHERE, name)
        return uses.value(function(back.typed), name) if back is not None else None
    if name == "createReducer" and len(parts) == 2 and parts[1].type in FUNCTIONS and first is not None:
        return uses.value(function(first.typed), name)
    if name == "combineReducers" and first is not None:
        return uses.value(function(_states(first, uses, name)), name)
    if name in _STORES and first is not None and (first.chain or _member(first, CALL) is not None):
        state = uses.property(first, CALL, NOWHERE, name)
        return Value(store(inside(getState=function(state.typed)).kind), 0, name) if state is not None else None
    if name == "configureStore" and first is not None:
        reducer = uses.property(first, "reducer", NOWHERE, name)
        several = reducer is not None and not reducer.chain and reducer.kind.members and _member(reducer, CALL) is None
        state = uses.property(reducer, CALL, NOWHERE, name) if not several else None
        whole = state.typed if state is not None else _states(reducer, uses, name)
        return Value(store(inside(getState=function(whole)).kind), 0, name)
    if name == "createSlice" and first is not None:
        said = _pairs(parts[0], syntax).get("name") if parts else None
        return _slice(
            first, unquoted(syntax.str(said)) if said is not None and said.type == "string" else "", uses, name
        )
    if (name == "createApi" or name.endswith(".injectEndpoints")) and first is not None:
        endpoints = uses.property(uses.property(first, "endpoints", NOWHERE, name), CALL, NOWHERE, name)
        return _api(endpoints.kind.members, uses, name) if endpoints is not None else None
    return None


def _reducers(pairs: dict[str, Node], infer: Infer, syntax: Syntax) -> Iterator[tuple[Node, Value]]:
    initial = pairs.get("initialState")
    state = infer(initial) if initial is not None else None
    if state is None:
        return
    own = _function([member("(0)", state.typed)])
    reducers = pairs.get("reducers")
    for case in _pairs(reducers, syntax).values() if reducers is not None else ():
        reducer = _pairs(case, syntax).get("reducer", case)
        if reducer.type in FUNCTIONS:
            yield reducer, own
    selectors = pairs.get("selectors")
    for selector in _pairs(selectors, syntax).values() if selectors is not None else ():
        yield selector, own
    others = pairs.get("extraReducers")
    if others is not None and others.type in FUNCTIONS:
        yield others, _function([member("(0)", inside(**{_STATE: state.typed}))])


def _states(reducers: Value | None, uses: Uses, name: str) -> Typed:
    """The state that several reducers make together, each under its own name."""
    own = reducers.kind.members if reducers is not None and not reducers.chain and not reducers.is_list else ()
    states = {m.name: uses.property(uses.value(_typed(m), name), CALL, NOWHERE, name) for m in own}
    return inside(**{key: state.typed for key, state in states.items() if state is not None})


def _slice(options: Value, own: str, uses: Uses, name: str) -> Value | None:
    """A slice: the creators of its actions take what their reducers find in `payload`, or what prepares that."""
    reducers = _member(options, "reducers")
    creators: dict[str, Typed] = {}
    for case in reducers.kind.members if reducers is not None else ():
        prepares = next((m for m in case.kind.members if m.name == "prepare"), None)
        reducer = next((m for m in case.kind.members if m.name == "reducer"), case)
        action = next((m for m in reducer.kind.members if m.name == "(1)"), None)
        payload = next((m for m in action.kind.members if m.name == "payload"), None) if action is not None else None
        taken = next((m for m in prepares.kind.members if m.name == "(0)"), None) if prepares is not None else payload
        if payload is not None:
            creators[case.name] = function(
                inside(payload=_typed(payload)), *([_typed(taken)] if taken is not None else ())
            )
    state = _member(options, "initialState")
    known: dict[str, Typed] = {"actions": inside(**creators)}
    if state is not None:
        known["reducer"] = function(_typed(state))
        known[_SLICE] = inside(**{own: _typed(state)}) if own else known["reducer"]
    selectors = _member(options, "selectors")
    if selectors is not None:
        given = {
            m.name: uses.property(uses.value(_typed(m), name), CALL, NOWHERE, name) for m in selectors.kind.members
        }
        known["selectors"] = inside(**{key: function(back.typed) for key, back in given.items() if back is not None})
    return uses.value(inside(**known), name)


def _thunk(run: Value | None, uses: Uses, name: str) -> Value | None:
    """A thunk: what it is called with, and the actions that carry what it gives."""
    if run is None:
        return None
    taken, back = uses.property(run, "(0)", NOWHERE, name), uses.property(run, CALL, NOWHERE, name)
    if taken is None and back is None:
        return None
    made = actions_of(back.typed if back is not None else None, taken.typed if taken is not None else None)
    return uses.value(made, name)


def _api(endpoints: Sequence[Field], uses: Uses, name: str) -> Value | None:
    """The hooks that are made of endpoints: `useGetUserQuery`, `useSaveUserMutation`."""
    hooks: dict[str, Typed] = {}
    known: dict[str, Typed] = {}
    for one in endpoints:
        run = next((m for m in one.kind.members if m.name in (QUERY, MUTATION)), None)
        back = next((m for m in run.kind.members if m.name == CALL), None) if run is not None else None
        taken = next((m for m in run.kind.members if m.name == "(0)"), None) if run is not None else None
        if run is None or back is None:
            continue
        own = f"{one.name[:1].upper()}{one.name[1:]}"
        arguments = [_typed(taken)] if taken is not None else []
        state = inside(data=_typed(back))
        known[one.name] = _endpoint(_typed(back), *arguments)
        start = function(_started(_typed(back)), *arguments)
        pair = Typed(Kind("unknown", members=(member("0", start), member("1", state))), list_depth=1)
        if run.name == MUTATION:
            hooks[f"use{own}Mutation"] = function(pair)
        else:
            options = inside(selectFromResult=function(None, state))
            hooks[f"use{own}Query"] = function(state, *(arguments or [Typed(Kind("unknown"))]), options)
            hooks[f"useLazy{own}Query"] = function(pair)
    return uses.value(inside(**hooks, endpoints=inside(**known)), name) if hooks else None


def _endpoint(data: Typed, *taken: Typed) -> Typed:
    """What an API has of an endpoint by its name, `api.endpoints.user`: what it keeps, and how that is asked for."""
    kept = function(inside(data=data))
    asked = function(_started(data), *taken)
    return inside(
        **{_DATA: data, "matchFulfilled": inside(payload=data), "select": function(kept, *taken), "initiate": asked}
    )


def _started(data: Typed) -> Typed:
    """What a request of an API gives at once, and what it is when it is there: `await trigger(user)`, `await trigger(user).unwrap()`."""
    return inside(data=data, unwrap=function(data))


def _pairs(node: Node, syntax: Syntax) -> dict[str, Node]:
    """The values in an object literal, and its methods, by their keys."""
    found: dict[str, Node] = {}
    for part in parts_of(node) if node.type == "object" else ():
        key, value = ts.field(part, "key") or ts.field(part, "name"), ts.field(part, "value")
        if part.type == "shorthand_property_identifier":
            found[syntax.str(part)] = part
        elif key is not None:
            found[unquoted(syntax.str(key))] = value if value is not None else part
    return found


def _member(value: Value | None, name: str) -> Field | None:
    if value is None or value.chain or value.is_list:
        return None
    return next((m for m in value.kind.members if m.name == name), None)


def _typed(field: Field) -> Typed:
    return Typed(field.kind, field.nullable, field.list_depth)


def _function(members: Sequence[Field]) -> Value:
    return Value(Kind("unknown", members=tuple(members), text="function"), 0, "function")
