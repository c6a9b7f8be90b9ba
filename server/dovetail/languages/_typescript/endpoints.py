"""Requests of RTK Query, as its endpoints say them: `build.query({ query: (id) => ({ url: `/users/${id}`, params }) })`."""

import re
from collections.abc import Sequence

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range

from .. import _treesitter as ts
from .._sending import NOTHING, Sending
from .._treesitter import Syntax
from .fetches import pairs_of
from .modelled import indirect, modelled
from .nodes import bare, parameters, parts
from .sent import sending
from .types import unquoted, unquoted_range
from .urls import Address, address

ENDPOINT = re.compile(r"^(?:build|builder|b|api|endpoint)\.(?:query|mutation|infiniteQuery)$")
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
    sent = indirect(modelled(syntax, types[0], ("response",), at)) if plain else NOTHING
    first = next(iter(parameters(syntax, query)), None) if query is not None else None
    given = first.pattern if first is not None else None
    for key, part in _PARTS.items():
        value = said.get(key)
        sent += sending(syntax, value, part)
        if given is not None and value is not None and len(types) > 1 and syntax.str(given) == syntax.str(value):
            sent += modelled(syntax, types[1], (part,), at)
    return Asked(method, at, found, found.query + sent)
