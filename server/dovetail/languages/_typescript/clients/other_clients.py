"""Requests of clients that are written otherwise than those of axios: openapi-fetch, ky and got called as functions, wretch, and Nuxt's
and VueUse's `useFetch`.
"""

import re
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import METHODS, joined
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..sending.sent import sending
from ..sending.urls import Address, address
from ..syntax.nodes import given
from ..syntax.signatures import FUNCTIONS
from ..syntax.tests import chained
from ..syntax.types import unquoted, unquoted_range
from .calls import OWN_FETCH, is_transformed
from .fetches import KY, MAKES_KY, Fetches, pairs_of
from .keyed import keys

_VERBS = frozenset(m.upper() for m in METHODS)
_HOOKS = frozenset({"useQuery", "useSuspenseQuery", "useMutation", "queryOptions", "useInfiniteQuery", "fetchQuery"})
_USES_FETCH = re.compile(r"^use(?:Lazy)?Fetch$")
_SUBMITS = re.compile(r"(?:^s|(?:^|[\w.]*f)etcher\.s)ubmit$|^\w*[fF]etcher\.load$")
_WRETCH = "wretch"
_MAKES_WRETCH = re.compile(r"^wretch\(")
_BODIED = frozenset({"post", "put", "patch"})


@dataclass(frozen=True, slots=True)
class Request:
    """A request: its method and where that is written, its address, and what it sends."""

    method: str
    at: Range
    address: Address
    sent: Sending


def request_of(
    syntax: Syntax, call: Node, function: Node, made_by: Mapping[str, str], fetches: Fetches
) -> Request | None:
    """The request that a call is, or that the calls behind it make of it; None for any other call."""
    name = syntax.str(function)
    submitted = _submitted(syntax, call, function, fetches) if _SUBMITS.search(name) else None
    if submitted is not None:
        return submitted
    if function.type == "identifier":
        if KY.fullmatch(name) or MAKES_KY.search(made_by.get(name, "")):
            return _by_options(syntax, call, function, fetches, "json")
        fetched = _USES_FETCH.match(name) is not None and not syntax.says(OWN_FETCH)
        return _by_options(syntax, call, function, fetches, "body") if fetched else None
    called = syntax.field(function, "property")
    method = syntax.str(called) if called is not None else ""
    if called is None or (method not in _VERBS and method not in _HOOKS):
        return _wretched(syntax, call, function, made_by, fetches)
    arguments = given(call)
    if method in _VERBS and arguments:
        return _of_openapi(syntax, call, method, syntax.range(called), arguments[0], arguments[1:2], fetches)
    if method in _HOOKS and len(arguments) > 1 and arguments[0].type == "string":
        verb = unquoted(syntax.str(arguments[0])).upper()
        if verb not in _VERBS:
            return None
        at, options = unquoted_range(syntax, arguments[0]), arguments[2:3]
        found = _of_openapi(syntax, call, verb, at, arguments[1], options, fetches)
        sent = Sending(tuple(_mutated(syntax, call, fetches))) if method == "useMutation" else NOTHING
        return replace(found, sent=found.sent + sent) if found is not None else None
    return None


def _submitted(syntax: Syntax, call: Node, function: Node, fetches: Fetches) -> Request | None:
    """`fetcher.submit({ … }, { method: "post", action: "/api/orders" })` of React Router, and `fetcher.load("/api/orders")`."""
    at, arguments = syntax.range(function), given(call)
    if not arguments:
        return None
    if syntax.str(function).endswith(".load"):
        found = address(syntax, arguments[0])
        return Request("GET", at, found, found.query) if found is not None else None
    said = dict(pairs_of(syntax, arguments[1] if len(arguments) > 1 else None))
    found = address(syntax, said["action"]) if "action" in said else None
    method = said.get("method")
    if found is None or method is None or method.type != "string":
        return None
    sent = found.query + fetches.body(arguments[0], True)
    return Request(unquoted(syntax.str(method)).upper(), unquoted_range(syntax, method), found, sent)


def _of_openapi(
    syntax: Syntax, call: Node, method: str, at: Range, path: Node, options: list[Node], fetches: Fetches
) -> Request | None:
    """`client.POST("/orders/{id}", { params: { path: { id }, query }, body })` of openapi-fetch, whose answer is `{ data, error }`."""
    found = address(syntax, path) if path.type in ("string", "template_string") else None
    if found is None or (options and options[0].type in FUNCTIONS):
        return None
    fetches.answered(call, "outcome")
    return Request(method, at, found, found.query + _initial(syntax, options[0] if options else None, fetches))


def _initial(syntax: Syntax, options: Node | None, fetches: Fetches) -> Sending:
    """What the options of openapi-fetch send."""
    sent = NOTHING
    for key, value in pairs_of(syntax, options):
        if key == "body":
            sent += fetches.body(value, True)
        for part, inner in pairs_of(syntax, value) if key == "params" else ():
            if part == "path":
                sent += Sending(sending(syntax, inner, "params").carries)
            elif part == "query":
                sent += fetches.query(inner)
    return sent


def _mutated(syntax: Syntax, hook: Node, fetches: Fetches) -> Iterator[Use]:
    """What a mutation of openapi-react-query is given where it is called: `create.mutate({ body })`."""
    declarator = hook.parent
    name = ts.field(declarator, "name") if declarator is not None and declarator.type == "variable_declarator" else None
    if name is None:
        return
    own = syntax.str(name)
    called = {f"{own}.mutate", f"{own}.mutateAsync"} if name.type == "identifier" else {"mutate", "mutateAsync"}
    here: Node | None = hook
    while here is not None and here.type not in FUNCTIONS:
        here = here.parent
    for node in ts.walk(here) if here is not None else ():
        function = ts.field(node, "function") if node.type == "call_expression" else None
        if function is not None and syntax.str(function) in called:
            yield from _initial(syntax, next(iter(given(node)), None), fetches).carries


def _by_options(syntax: Syntax, call: Node, function: Node, fetches: Fetches, body: str) -> Request | None:
    """`ky(path, { method, json, searchParams })`, and `useFetch(() => path, { method, body, query })`."""
    arguments = given(call)
    written = list(keys(syntax, arguments[0])) if arguments else []
    found = address(syntax, written[0], relative=body == "json") if len(written) == 1 else None
    options = arguments[1] if len(arguments) > 1 else None
    if found is None or (options is not None and options.type not in ("object", *FUNCTIONS)):
        return None
    said = dict(pairs_of(syntax, options))
    method, at = "GET", syntax.range(function)
    if "method" in said:
        if said["method"].type != "string":
            return None
        method, at = unquoted(syntax.str(said["method"])).upper(), unquoted_range(syntax, said["method"])
    if body == "body":
        if not is_transformed(syntax, call):
            fetches.answered(call, "refs")
        method, later = _of_vueuse(syntax, call, method, fetches)
        sent = found.query + later + fetches.said(call)
    else:
        sent = found.query + fetches.said(call)
        fetches.answered(call, "reply" if "got" in syntax.str(function) else "answer")
    for key, value in said.items():
        if key == body:
            sent += fetches.body(value, True)
        elif key in ("query", "params", "searchParams") and (body == "body") == (key != "searchParams"):
            sent += fetches.query(value)
    return Request(method, at, found, sent)


def _of_vueuse(syntax: Syntax, call: Node, method: str, fetches: Fetches) -> tuple[str, Sending]:
    """What follows on VueUse's `useFetch(path)`: `.post(body).json()`."""
    sent = NOTHING
    for name, outer in chained(call):
        verb = syntax.str(name)
        if verb in METHODS:
            method = verb.upper()
            sent += fetches.body(given(outer)[0], True) if given(outer) and verb in _BODIED else NOTHING
        elif verb == "json":
            sent += fetches.said(outer)
        fetches.follow(outer, call)
    return method, sent


def _wretched(
    syntax: Syntax, call: Node, function: Node, made_by: Mapping[str, str], fetches: Fetches
) -> Request | None:
    """`wretch("/orders").query({ … }).post({ … })`: the call whose method is that of the request, with the calls before it."""
    if not syntax.has_any(_WRETCH, ".url("):
        return None
    name = ts.field(function, "property") if function.type == "member_expression" else None
    method = syntax.str(name) if name is not None else ""
    before = ts.field(function, "object")
    if name is None or method not in METHODS or before is None:
        return None
    steps, root = _steps(syntax, before)
    own = syntax.str(root)
    known = own == _WRETCH or _MAKES_WRETCH.match(made_by.get(own, "")) is not None
    if not known and not any(step == "url" for step, _ in steps):
        return None
    if root.type == "call_expression" or (own == _WRETCH and not steps):
        return None
    paths = [arguments[0] for step, arguments in steps if step in ("", "url") and arguments]
    last = given(call)[1:2] if method in _BODIED else given(call)[:1]
    found = _joined(syntax, [*paths, *last])
    if found is None:
        return None
    sent = found.query
    for step, arguments in steps:
        if step in ("query", "json", "body") and arguments:
            sent += fetches.query(arguments[0]) if step == "query" else fetches.body(arguments[0], True)
    if method in _BODIED and given(call):
        sent += fetches.body(given(call)[0], True)
    for step, outer in chained(call):
        sent += fetches.said(outer) if syntax.str(step) == "json" else NOTHING
    fetches.answered(call, "answer")
    return Request(method.upper(), syntax.range(name), found, sent)


def _steps(syntax: Syntax, node: Node) -> tuple[list[tuple[str, list[Node]]], Node]:
    """The calls of a chain in their order, the first of which may be that of `wretch` itself, and what they begin with."""
    found: list[tuple[str, list[Node]]] = []
    while node.type == "call_expression" and (function := ts.field(node, "function")) is not None:
        name, target = ts.field(function, "property"), ts.field(function, "object")
        if name is None or target is None:
            found.append(("", given(node)))
            return [*reversed(found)], function
        found.append((syntax.str(name), given(node)))
        node = target
    return [*reversed(found)], node


def _joined(syntax: Syntax, nodes: list[Node]) -> Address | None:
    """The address that several pieces make, each behind the one before."""
    whole: Address | None = None
    for node in nodes:
        found = address(syntax, node)
        if found is None:
            continue  # a host
        before = whole.path if whole is not None else ""
        query = (whole.query if whole is not None else NOTHING) + found.query
        whole = replace(found, path=joined(before, found.path) if before else found.path, query=query, based=True)
    return whole
