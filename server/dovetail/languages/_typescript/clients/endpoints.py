"""Requests of RTK Query, as its endpoints say them: `build.query({ query: (id) => ({ url: `/users/${id}`, params }) })`."""

import re
from collections.abc import Sequence

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..scoping.modelled import indirect, modelled
from ..sending.sent import said_by_type, sending, taken_out
from ..sending.urls import Address, address
from ..syntax.made import function, inside
from ..syntax.nodes import bare, parameters, parts
from ..syntax.types import unquoted, unquoted_range
from .fetches import pairs_of

ENDPOINT = re.compile(r"^(?:build|builder|b|api|endpoint)\.(?:query|mutation|infiniteQuery)$")
ANSWERED = "api "  # before a type that is a part of the endpoint which a request is of
QUERY, MUTATION = "(query)", "(mutation)"  # the call of an endpoint, as its type has it
_PARTS = {"params": "query", "body": "request"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, by its method and where that is written, its address, and what it sends."""

    method: str
    at: Range
    address: Address
    sent: Sending


def asked_by_endpoint(syntax: Syntax, options: Node, called: Node, types: Sequence[Node]) -> Asked | None:
    """The request of an endpoint with these options; None where its address is not written out.

    The first of `types` is that of the answer, unless something makes another thing of it, and the second what the query is given.
    """
    own = dict(pairs_of(syntax, options))
    query = own.get("query")
    body = ts.field(query, "body") if query is not None else None
    if body is not None and body.type == "statement_block":
        given = [p for p in parts(body) if p.type == "return_statement"]
        body = next(iter(parts(given[0])), None) if len(given) == 1 and parts(body)[-1] == given[0] else None
    if body is None:
        return None
    body = bare(body)
    said = dict(pairs_of(syntax, body)) if body.type == "object" else {"url": body}
    found = address(syntax, said["url"], relative=True, whole=True) if "url" in said else None
    method, at = "GET", syntax.range(called)
    if "method" in said:
        if said["method"].type != "string":
            return None
        method, at = unquoted(syntax.str(said["method"])).upper(), unquoted_range(syntax, said["method"])
    if found is None:
        return None
    plain = bool(types) and "transformResponse" not in own
    sent = modelled(syntax, types[0], ("response",), at) if plain else NOTHING
    sent = (
        sent if syntax.has_any("fetchBaseQuery(") else indirect(sent)
    )  # another base may take the answer out of something
    first = next(iter(parameters(syntax, query)), None) if query is not None else None
    given = first.pattern if first is not None else None
    for key, part in _PARTS.items():
        value = said.get(key)
        sent += sending(syntax, value, part)
        taken = taken_out(syntax, given, syntax.str(value)) if given is not None and value is not None else None
        if value is None or taken is None or len(types) < 2:
            continue
        if not taken and types[1].type != "object_type":
            sent += modelled(syntax, types[1], (part,), at)
        else:
            sent += Sending(tuple(said_by_type(syntax, types[1], taken, value, part)))
    return Asked(method, at, found, found.query + sent)


@dataclass(frozen=True, slots=True)
class Untyped:
    """An endpoint without type arguments: what it gives and what it sends, as names of types.

    `beside` are the names in what it is called with that are of its path, and `under` is that of its body there; empty where the body is
    the whole or the rest. `sent` is empty where it sends something else.
    """

    given: str
    sent: str = ""
    beside: tuple[str, ...] = ()
    under: str = ""


def untyped_endpoint(syntax: Syntax, options: Node) -> Untyped | None:
    """What an endpoint gives that its request is answered; None where something makes another thing of the answer."""
    own = dict(pairs_of(syntax, options))
    asked = asked_by_endpoint(syntax, options, options, ()) if "query" in own else None
    if asked is None or not {"transformResponse", "queryFn"}.isdisjoint(own):
        return None
    query = own["query"]
    whole = f"{asked.address.behind or '-'} {asked.address.path or '-'}"
    back = Untyped(f"{ANSWERED}{asked.method} response {whole}")
    sent = f"{ANSWERED}{asked.method} request {whole}"
    first = next(iter(parameters(syntax, query)), None)
    if first is None or first.pattern is None:
        return back
    if first.pattern.type == "identifier":
        beside = _beside_body(syntax, query, syntax.str(first.pattern))
        return replace(back, sent=sent, beside=beside) if beside is not None else back
    names = [syntax.str(p) for p in parts(first.pattern) if p.type == "shorthand_property_identifier_pattern"]
    rest = [syntax.str(parts(p)[0]) for p in parts(first.pattern) if p.type == "rest_pattern" and parts(p)]
    if len(names) + len(rest) != len(parts(first.pattern)):
        return back
    for name in (*names, *rest):
        if _beside_body(syntax, query, name) == ():
            beside = tuple(n for n in names if n != name)
            return replace(back, sent=sent, beside=beside, under="" if name in rest else name)
    return back


def _beside_body(syntax: Syntax, query: Node, name: str) -> tuple[str, ...] | None:
    """The properties of what has a name that a query asks for, where that is its body and nothing else is done with it."""
    found: list[str] = []
    bodies = 0
    for node in ts.walk(ts.field(query, "body") or query):
        if node.type not in ("identifier", "shorthand_property_identifier") or syntax.str(node) != name:
            continue
        outer = node.parent
        key, asked = (ts.field(outer, role) if outer is not None else None for role in ("key", "property"))
        is_short = node.type == "shorthand_property_identifier" and name == "body"
        if is_short or (key is not None and syntax.str(key) == "body" and node.type == "identifier"):
            bodies += 1
        elif outer is not None and outer.type == "member_expression" and asked is not None and asked != node:
            found.append(syntax.str(asked))
        else:
            return None
    return tuple(found) if bodies == 1 else None


def endpoint(name: str, result: Typed, argument: Typed) -> Typed:
    """What `builder.query<Result, Argument>(…)` gives."""
    return inside(**{MUTATION if name.endswith("mutation") else QUERY: function(result, argument)})
