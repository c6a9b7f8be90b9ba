"""What well-known functions give for what they are given: queries, contexts, stores, forms, schemas."""

import re
from collections.abc import Callable, Iterator, Sequence

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind
from dovetail.core.text import Range

from .. import _treesitter as ts
from .._treesitter import Syntax
from .atoms import used_atom
from .calls import answered, mutation, paged, queried
from .form_values import form_of, inferred_form, of_form
from .made import CALL, DATA, FUNCTION, chooser, function, inside, member
from .nodes import is_nothing, parts
from .scopes import Scope, Value
from .senders import sent_by, sent_by_ky
from .signatures import FUNCTIONS, type_arguments
from .tables import table_of
from .taken import some
from .trpc import CLIENT, is_router
from .types import Types
from .values import Uses

_ITSELF = re.compile(
    r"^(?:(?:React\.)?(?:useDeferredValue|use|cache|memo|useCallback)|useShallow|structuredClone|Object\.freeze|readonly|unref|toRaw|untrack|"
    r"reactive|useContextSelector|Promise\.resolve|cloneDeep|shallowReactive|persist|devtools|immer|subscribeWithSelector|"
    r"atomFamily|queryOptions|infiniteQueryOptions|mutationOptions)$"
)
_ANSWERS = ("json", "defer", "data")  # how a loader of React Router answers with what it gives
_ROUTED = re.compile(r"""from\s+["'](?:@remix-run|react-router)""")
_DISPATCHES = re.compile(r"(?:^|\.)dispatch$")  # which gives what comes of the thunk that it is given
_TRANSACTION = re.compile(r"\.\$?transaction$")  # of a database, which gives what it is given, or what that gives
CALLED = re.compile(r"^(?:(?:React\.)?useMemo|computed|createMemo|untracked|startTransition|act|useEvent)$")
_QUERY = re.compile(r"(?:^|\.)use(?:Suspense)?Query$")
_INFINITE = re.compile(r"(?:^|\.)use(?:Suspense)?InfiniteQuery$")
_OPTIONS = re.compile(r"(?:^|\.)(?:use(?:Suspense)?(?:Infinite)?Query|queryOptions|infiniteQueryOptions)$")
_LOADERS = ("queryFn",)
_CHANGES = re.compile(r"(?:^|\.)(?:useMutation|mutationOptions)$")
_NOTHING = Typed(Kind("unknown"), "unknown")
_SHOWN = ("select", "getNextPageParam", "getPreviousPageParam")
_MUTATION = re.compile(r"(?:^|\.)useMutation$")
_FETCHED = re.compile(r"\.(?:fetchQuery|ensureQueryData)$")
_CONTEXT = "(context)"
_ACTION = re.compile(r"^(?:React\.)?use(?:ActionState|FormState|Optimistic)$")
_OPTIMISTIC = re.compile(r"^(?:React\.)?useOptimistic$")
_ZUSTAND = re.compile(r"""from\s+["']zustand""")
_STORE = re.compile(r"^(?:create|createStore|createWithEqualityFn)$")
_DEEPEST = 12


def given_by_hook(
    call: Node, name: str, given: Sequence[Value | None], types: Types, scope: Scope, uses: Uses
) -> Value | None:
    """What a call of a well-known function gives; None where it is none, or that is not known."""
    at = types.syntax.range(call)
    first = given[0] if given else None
    arguments = type_arguments(call)
    table = table_of(name, [types.typed(a, scope.generics) for a in arguments], given, uses)
    if table is not None:
        return table
    if arguments:
        if _STORE.match(name) and not types.syntax.says(_ZUSTAND):
            return None
        return _by_type(name, types.typed(arguments[0], scope.generics), bool(given), uses)
    if name == "axios.create":
        return uses.value(_AXIOS, name)
    if name in ("ky.create", "ky.extend"):
        return uses.value(_KY, name)
    if not any(v is not None for v in given):
        return None
    if name in _ANSWERS and _ROUTED.search(types.syntax.text.source) is not None:
        return first
    if (
        _ITSELF.match(name)
        or _DISPATCHES.search(name)
        or (is_router(name) and first is not None and first.kind.members)
    ):
        return first
    if CALLED.match(name):
        return uses.property(first, CALL, at, name)
    if name in (
        "Promise.all",
        "Promise.allSettled",
        "Object.values",
        "Array.from",
        "Object.entries",
        "Object.fromEntries",
    ):
        return _collected(call, name, given, uses, types, scope)
    if _TRANSACTION.search(name):
        together = first is not None and (first.is_list or any(m.name == "0" for m in first.kind.members))
        return first if together else uses.property(first, CALL, at, name)
    if name == "Object.assign":
        return _assigned(call, given)
    held = used_atom(name, given, uses) or inferred_form(name, first, uses, at)
    if held is not None:
        return held
    if name in ("createContext", "React.createContext"):
        return uses.value(inside(**{_CONTEXT: first.typed}), name) if first is not None else None
    if _OPTIMISTIC.search(name):
        added = uses.property(given[1], "(1)", at, name) if len(given) > 1 else first
        return _pair(first, function(None, added.typed) if added is not None else None)
    if _ACTION.search(name):
        return _pair(given[1] if len(given) > 1 and given[1] is not None else _called(first, uses, at, name), None)
    if name in ("useContext", "React.useContext", "inject"):
        return uses.property(first, _CONTEXT, at, name) if first is not None and first.kind.target != name else None
    if name in ("useReducer", "React.useReducer") and first is not None:
        state, action = uses.property(first, CALL, at, name), uses.property(first, "(1)", at, name)
        return _pair(state, function(None, action.typed) if action is not None else None)
    if name in ("useFieldArray", "useWatch", "useController") and first is not None:
        return of_form(name, call, first, types, uses)
    if _QUERY.search(name) or _FETCHED.search(name):
        data = _data(first, uses, at, name)
        if data is None or _FETCHED.search(name):
            return data
        return uses.value(queried(types, data.typed), name)
    if _INFINITE.search(name):
        page = _data(first, uses, at, name)
        if page is None or first is None:
            return None
        selected = any(m.name == "select" for m in _own(first).members)
        return uses.value(answered(types, data=page.typed if selected else paged(page.typed)), name)
    if _MUTATION.search(name) and first is not None:
        change = uses.property(first, "mutationFn", at, name)
        if change is None:
            return None
        back, taken = (_typed(uses.property(change, step, at, name)) for step in (CALL, "(0)"))
        return uses.value(mutation(types, back, taken), name)
    return None


_ANSWER = Typed(Kind("unknown", steps=("<T>",)), "unknown")
_REQUEST = Typed(Kind("unknown", values=("T",), members=(member(CALL, inside(data=_ANSWER)),), text=FUNCTION))
_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


def _method(name: str) -> Typed:
    return Typed(replace(_REQUEST.kind, members=(*_REQUEST.kind.members, sent_by(name))))


_ANSWERED = inside(json=Typed(replace(function(_ANSWER).kind, values=("T",))))
_KY = inside(
    **{
        n: Typed(replace(function(_ANSWERED).kind, members=(*function(_ANSWERED).kind.members, sent_by_ky(n))))
        for n in _METHODS
    }
)
_AXIOS = inside(
    request=_REQUEST,
    postForm=_REQUEST,
    putForm=_REQUEST,
    patchForm=_REQUEST,
    **{name: _method(name) for name in _METHODS},
)


def _data(options: Value | None, uses: Uses, at: Range, name: str) -> Value | None:
    """What a query gives that has these options."""
    if options is None or options.is_list:
        return None
    own = _own(options)
    for loader in ("select", "queryFn"):
        if any(m.name == loader for m in own.members) and not options.chain:
            return uses.property(uses.property(options, loader, at, name), CALL, at, name)
    return uses.property(options, DATA, at, name)


def _own(options: Value) -> Kind:
    """The options that are written in place, without those that are spread."""
    return options.kind.options[0] if options.kind.steps == ("&",) and not options.chain else options.kind


def mutation_callbacks(
    name: str, parts: Sequence[Node], infer: Callable[[Node, Value | None], Value | None], uses: Uses, syntax: Syntax
) -> Iterator[tuple[Node, Value]]:
    """The functions of a mutation, each with what is asked of it: what `mutationFn` takes and gives, and what `onMutate` keeps.

    `infer` says what an expression is, a function by what is asked of it.
    """
    if not _CHANGES.search(name) or not parts or parts[0].type != "object":
        return
    written: dict[str, Node] = {}
    change: Value | None = None
    for part in parts[0].children:
        key, value = ts.field(part, "key") or ts.field(part, "name"), ts.field(part, "value")
        if part.type == "spread_element" and part.child_count:
            options = infer(part.children[-1], None)
            change = uses.property(options, "mutationFn", syntax.range(part), name) or change
        elif key is not None:
            written[syntax.str(key)] = value or part
    at = syntax.range(parts[0])
    callbacks = {n: f for n, f in written.items() if n in ("onMutate", "onSuccess", "onError", "onSettled")}
    if not callbacks:
        return
    if "mutationFn" in written:
        change = infer(written["mutationFn"], None)
    data, variables = (_typed(uses.property(change, step, at, name)) for step in (CALL, "(0)"))
    kept = _NOTHING
    if "onMutate" in written:
        before = Value(function(None, variables).kind, 0, name)
        kept = _typed(uses.property(infer(written["onMutate"], before), CALL, at, name))
    shown: dict[str, tuple[Typed, ...]] = {"onSuccess": (data, variables, kept), "onError": (_NOTHING, variables, kept)}
    shown["onSettled"] = (data, _NOTHING, variables, kept)
    for callback in (n for n in shown if n in callbacks):
        yield callbacks[callback], Value(function(None, *shown[callback]).kind, 0, name)


def _called(value: Value | None, uses: Uses, at: Range, name: str) -> Value | None:
    return uses.property(value, CALL, at, name)


def _typed(value: Value | None) -> Typed:
    return value.typed if value is not None else _NOTHING


def callbacks_of(
    name: str, parts: Sequence[Node], syntax: Syntax
) -> Iterator[tuple[Node, tuple[str, ...], Node, bool]]:
    """The functions of a query that are given what another one loads: `{ queryFn, select: (user) => … }`.

    Each with the expression that leads to it, and the steps from there: the options that are spread may say what is loaded. The last
    is true where it is given the pages of an infinite query, not one of them.
    """
    if not _OPTIONS.search(name) or not parts or parts[0].type != "object":
        return
    sources: list[tuple[Node, tuple[str, ...]]] = []
    shown: list[tuple[Node, bool]] = []
    infinite = "Infinite" in name or "infinite" in name
    for part in parts[0].children:
        key, value = ts.field(part, "key") or ts.field(part, "name"), ts.field(part, "value")
        written = syntax.str(key) if key is not None else ""
        if part.type == "spread_element" and part.child_count:
            sources.append((part.children[-1], ("queryFn", CALL)))
        elif written in _LOADERS:
            sources.append((value or part, (CALL,)))
        elif written in _SHOWN and (value or part).type in FUNCTIONS:
            shown.append((value or part, infinite and written == "select"))
    for callback, pages in shown:
        yield (*sources[-1], callback, pages) if sources else (parts[0], (), callback, pages)


def _by_type(name: str, typed: Typed, filled: bool, uses: Uses) -> Value | None:
    if name in ("createContext", "React.createContext"):
        return uses.value(inside(**{_CONTEXT: typed}), name)
    form = form_of(name, typed)
    if form is not None:
        return uses.value(form, name)
    if CLIENT.match(name):
        return uses.value(typed, name)
    if _ACTION.search(name):
        return _pair(uses.value(typed, name), None)
    if _STORE.match(name):
        store = _store(typed)
        maker = function(typed, function(None, some(typed)), function(typed))
        return uses.value(store if filled else function(store, maker), name)
    return None


def _store(state: Typed) -> Typed:
    """A store of zustand: the hook, with or without a function that chooses, and what makes it."""
    told = function(None, state, state)
    own = inside(
        getState=function(state), setState=function(None, some(state)), subscribe=function(None, told)
    ).kind.members
    hook = chooser(state)
    return replace(hook, kind=replace(hook.kind, members=(*hook.kind.members, *own)))


def _collected(
    call: Node, name: str, given: Sequence[Value | None], uses: Uses, types: Types, scope: Scope
) -> Value | None:
    """`Promise.all`, `Object.values`, `Object.entries` and `Array.from`."""
    first = given[0] if given else None
    if name == "Object.values":
        return uses.values_of(first)
    if name == "Object.entries":
        return uses.entries_of(first)
    if name == "Array.from":
        return first if first is not None and first.is_list and len(given) == 1 else None
    return first if name == "Promise.all" and first is not None and (first.is_list or first.kind.members) else None


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
