"""What well-known functions give for what they are given: hooks of React, stores, forms, schemas, and those of the language."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..clients.answered import PARSED
from ..clients.clients import client_made
from ..clients.trpc import CLIENT, client_of, is_router, makes_callers
from ..components.handed import CONTEXT, untyped_context
from ..scoping.form_values import form_of, inferred_form, of_form, resolved_form
from ..scoping.scopes import Scope, Value
from ..scoping.tables import table_of
from ..scoping.taken import makes_store, some, store_maker
from ..scoping.values import Uses
from ..states.atoms import used_atom
from ..states.ngrx import is_payload
from ..syntax.made import CALL, chooser, function, inside
from ..syntax.nodes import NAMES, is_nothing, parts
from ..syntax.nodes import given as given_to
from ..syntax.signatures import type_arguments
from ..syntax.types import Types
from .queries import given_by_query, is_query

_ITSELF = re.compile(
    r"^(?:(?:React\.)?(?:useDeferredValue|use|cache|memo|useCallback)|useShallow|structuredClone|Object\.freeze|readonly|unref|toRaw|untrack|"
    r"reactive|useContextSelector|Promise\.resolve|cloneDeep|shallowReactive|persist|devtools|immer|subscribeWithSelector|"
    r"atomFamily|withDefaults|\$state(?:\.raw)?|\$derived|queryOptions|infiniteQueryOptions|mutationOptions|defineNuxtPlugin)$"
)
_ANSWERS = ("json", "defer", "data")  # how a loader of React Router answers with what it gives
_ROUTED = re.compile(r"""from\s+["'](?:@remix-run|react-router)""")
_DISPATCHES = re.compile(r"(?:^|\.)dispatch$")  # which gives what comes of the thunk that it is given
_TRANSACTION = re.compile(r"\.\$?transaction$")  # of a database, which gives what it is given, or what that gives
CALLED = re.compile(
    r"^(?:(?:React\.)?useMemo|\$derived\.by|computed|createMemo|untracked|startTransition|act|useEvent)$"
)
_ACTION = re.compile(r"^(?:React\.)?use(?:ActionState|FormState|Optimistic)$")
_A_CONTEXT = re.compile(r"(?:\w*C|c)(?:ontext|tx)")  # as it is called; anything else that is used is a promise
_OF_FORMS = ("useFieldArray", "useWatch", "useController")


def given_by_hook(
    call: Node, name: str, given: Sequence[Value | None], types: Types, scope: Scope, uses: Uses
) -> Value | None:
    """What a call of a well-known function gives; None where it is none, or that is not known."""
    arguments = type_arguments(call)
    table = table_of(name, [types.typed(a, scope.generics) for a in arguments], given, uses)
    if table is not None:
        return table
    if arguments:
        typed = types.typed(arguments[0], scope.generics)
        if makes_store(name, types.syntax):
            store = store_of(typed)
            return uses.value(store if given else function(store, store_maker(typed)), name)
        return uses.value(typed, name) if is_payload(name, types.syntax) else _by_type(name, typed, uses)
    client = client_made(types.syntax, call, name)
    if client is not None:
        return uses.value(client, name)
    form = resolved_form(name, call, types.syntax, uses)
    if form is not None:
        return form
    if name.removeprefix("React.") == "createContext":
        context = untyped_context(types.syntax, call, given[0] if given else None)
        if context is not None:
            return context
    if not any(v is not None for v in given):
        return None
    if name in _ANSWERS and types.syntax.says(_ROUTED):
        return given[0]
    at = types.syntax.range(call)
    if name.removeprefix("React.") == "use" and _A_CONTEXT.fullmatch(types.syntax.str(given_to(call)[0])):
        return _given_by_react("useContext", given, uses, at)
    return (
        _given_by_plain_function(call, name, given, uses, at)
        or used_atom(name, given, uses)
        or inferred_form(name, given[0], uses, at)
        or _given_by_react(name, given, uses, at)
        or (of_form(name, call, given[0], types, uses) if given[0] is not None and name in _OF_FORMS else None)
        or (given_by_query(name, given, types, uses, at) if is_query(name) else None)
    )


def _given_by_plain_function(
    call: Node, name: str, given: Sequence[Value | None], uses: Uses, at: Range
) -> Value | None:
    """What functions give that hand on what they are given, or what it gives, or collect it."""
    first = given[0]
    match _way(name):
        case "(itself)":
            return first
        case "(router)" if first is not None and first.kind.members:
            return first
        case "(callers)" if first is not None:
            return uses.value(function(first.typed), name)
        case "(called)":
            return uses.property(first, CALL, at, name)
        case "(transaction)":
            together = first is not None and (first.is_list or any(m.name == "0" for m in first.kind.members))
            return first if together else uses.property(first, CALL, at, name)
        case "Object.assign":
            return _assigned(call, given)
        case "Object.values":
            return uses.values_of(first)
        case "Object.entries":
            return uses.entries_of(first)
        case "JSON.parse":
            return (
                uses.property(first, PARSED, at, name) if first is not None and first.kind.name != "literal" else None
            )
        case "Array.from":
            return first if first is not None and first.is_list and len(given) == 1 else None
        case "Promise.all":
            return first if first is not None and (first.is_list or first.kind.members) else None
        case _:
            return None


@lru_cache(NAMES)
def _way(name: str) -> str:
    """What a function of this name does with what it is given; the name itself where its rule has none.

    That is remembered, for few names are called again and again.
    """
    if _ITSELF.match(name) or _DISPATCHES.search(name):
        return "(itself)"
    if is_router(name):
        return "(router)"
    if makes_callers(name):
        return "(callers)"
    if CALLED.match(name):
        return "(called)"
    return "(transaction)" if _TRANSACTION.search(name) else name


def _given_by_react(name: str, given: Sequence[Value | None], uses: Uses, at: Range) -> Value | None:
    """What contexts, reducers and actions of React give."""
    first = given[0]
    match name.removeprefix("React."):
        case "createContext":
            return uses.value(inside(**{CONTEXT: first.typed}), name) if first is not None else None
        case "useContext" | "inject":
            return uses.property(first, CONTEXT, at, name) if first is not None and first.kind.target != name else None
        case "useReducer" if first is not None:
            state, action = uses.property(first, CALL, at, name), uses.property(first, "(1)", at, name)
            return _pair(state, function(None, action.typed) if action is not None else None)
        case "useOptimistic":
            added = uses.property(given[1], "(1)", at, name) if len(given) > 1 else first
            return _pair(first, function(None, added.typed) if added is not None else None)
        case "useActionState" | "useFormState":
            begun = given[1] if len(given) > 1 else None
            # What it begins with may be no more than `{ error: null }`.
            says = begun is not None and (begun.chain or begun.kind.target)
            later = uses.property(first, CALL, at, name) if not says else None
            return _pair(later or begun, None)
        case _:
            return None


def _by_type(name: str, typed: Typed, uses: Uses) -> Value | None:
    if name in ("createContext", "React.createContext"):
        return uses.value(inside(**{CONTEXT: typed}), name)
    form = form_of(name, typed)
    if form is not None:
        return uses.value(form, name)
    if CLIENT.match(name):
        return uses.value(client_of(name, typed), name)
    if _ACTION.search(name):
        return _pair(uses.value(typed, name), None)
    return None


def store_of(state: Typed) -> Typed:
    """A store of zustand: the hook, with or without a function that chooses, and what makes it."""
    told = function(None, state, state)
    own = inside(
        getState=function(state), setState=function(None, some(state)), subscribe=function(None, told)
    ).kind.members
    hook = chooser(state)
    return replace(hook, kind=replace(hook.kind, members=(*hook.kind.members, *own)))


def _assigned(call: Node, given: Sequence[Value | None]) -> Value | None:
    """What `Object.assign(Tabs, { Panel })` gives is all of them at once; None where one is not known."""
    known = [v for v, node in zip(given, parts(ts.field(call, "arguments")), strict=True) if not is_nothing(node)]
    kinds = tuple(v.typed.kind for v in known if v is not None and not v.is_list)
    if not kinds or len(kinds) < len(known):
        return None
    return Value(Kind("unknown", options=kinds, steps=("&",)), 0, "object") if len(kinds) > 1 else known[0]


def _pair(first: Value | None, second: Typed | None) -> Value | None:
    known = {"0": first.typed} if first is not None else {}
    if second is not None:
        known["1"] = second
    return Value(inside(**known).kind, 0, "pair") if known else None
