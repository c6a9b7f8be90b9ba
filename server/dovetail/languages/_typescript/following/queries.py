"""What queries and mutations give: those of TanStack Query, and what their functions are given."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..clients.calls import answered, mutation, paged, queried
from ..clients.refused import refused
from ..scoping.scopes import Value
from ..scoping.values import Uses
from ..syntax.made import CALL, DATA, FUNCTION, GUARD, PREDICATE, function, member
from ..syntax.nodes import NAMES
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import Types

_QUERY = re.compile(r"(?:^|\.)use(?:Suspense)?Query$")
_INFINITE = re.compile(r"(?:^|\.)use(?:Suspense)?InfiniteQuery$")
_OPTIONS = re.compile(r"(?:^|\.)(?:use(?:Suspense)?(?:Infinite)?Query|queryOptions|infiniteQueryOptions)$")
_LOADERS = ("queryFn",)
_CHANGES = re.compile(r"(?:^|\.)(?:useMutation|mutationOptions)$")
_NOTHING = Typed(Kind("unknown"), "unknown")
_SHOWN = ("select", "getNextPageParam", "getPreviousPageParam")
_MUTATION = re.compile(r"(?:^|\.)useMutation$")
_FETCHED = (".fetchQuery", ".ensureQueryData")


@lru_cache(NAMES)
def is_query(name: str) -> bool:
    """True for a hook for a query or a mutation, and for what fetches one."""
    hook = _QUERY.search(name) or _INFINITE.search(name) or _MUTATION.search(name) or name.endswith(_FETCHED)
    return bool(hook) and not _is_of_router(name)


def given_by_query(name: str, given: Sequence[Value | None], types: Types, uses: Uses, at: Range) -> Value | None:
    """What a hook for a query or a mutation gives for its options."""
    first = _together(name, given, types.syntax)
    if _QUERY.search(name) or name.endswith(_FETCHED):
        data = _data(first, uses, at, name)
        if data is None or name.endswith(_FETCHED):
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


def _together(name: str, given: Sequence[Value | None], syntax: Syntax) -> Value | None:
    """The options of a query, which earlier versions are given apart: `useQuery(key, load, { select })`, `useMutation(save, { … })`."""
    changes = _MUTATION.search(name) is not None
    place = 0 if changes else 1
    run = given[place] if len(given) > place and (not changes or len(given) > 1 or _is_earlier(syntax)) else None
    if run is None or is_options(run):
        return given[0] if given else None
    more = given[place + 1] if len(given) > place + 1 else None
    select = next((m for m in more.kind.members if m.name == "select"), None) if more is not None else None
    loader = member("mutationFn" if changes else "queryFn", run.typed)
    return Value(Kind("unknown", members=(loader, *((select,) if select is not None else ()))), 0, name)


def is_options(value: Value) -> bool:
    """True for an object that is written in place."""
    return not value.chain and bool(value.kind.members) and value.kind.text not in (FUNCTION, GUARD, PREDICATE)


def _is_earlier(syntax: Syntax) -> bool:
    """True for a file that takes something from the package by which TanStack Query went before its fourth version."""
    return syntax.has_any("'react-query'", '"react-query"')


def _is_of_router(name: str) -> bool:
    """True for a hook of a procedure, which is given no options but what the procedure takes: `trpc.orders.byId.useQuery(id)`."""
    return name.count(".") > 1


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
    apart = parts[0] if len(parts) > 1 and parts[1].type == "object" and parts[0].type != "object" else None
    parts = parts[1:] if apart is not None else parts
    if not _CHANGES.search(name) or not parts or parts[0].type != "object" or _is_of_router(name):
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
    if apart is not None:
        written["mutationFn"] = apart
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
    error = refused(syntax) or _NOTHING
    shown: dict[str, tuple[Typed, ...]] = {"onSuccess": (data, variables, kept), "onError": (error, variables, kept)}
    shown["onSettled"] = (data, error, variables, kept)
    for callback in (n for n in shown if n in callbacks):
        yield callbacks[callback], Value(function(None, *shown[callback]).kind, 0, name)


def _typed(value: Value | None) -> Typed:
    return value.typed if value is not None else _NOTHING


def callbacks_of(
    name: str, parts: Sequence[Node], syntax: Syntax
) -> Iterator[tuple[Node, tuple[str, ...], Node, bool]]:
    """The functions of a query that are given what another one loads: `{ queryFn, select: (user) => … }`.

    Each with the expression that leads to it, and the steps from there: the options that are spread may say what is loaded. The last
    is true where it is given the pages of an infinite query, not one of them.
    """
    apart = len(parts) == 3 and parts[2].type == "object" and parts[0].type in ("string", "array", "template_string")
    sources: list[tuple[Node, tuple[str, ...]]] = [(parts[1], (CALL,))] if apart else []
    parts = parts[2:] if apart else parts
    if not _OPTIONS.search(name) or not parts or parts[0].type != "object":
        return
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
