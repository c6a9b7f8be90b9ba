"""The query parameters that a client writes into the path that it calls."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from .endpoints import Endpoint, Placed, endpoints, member, routes
from .paths import normal_path

_STRING = re.compile(r"""(\?(?:[^"'`#\s$]|\$\{[^{}`"']*\})*)?["'`]""")
_PART = re.compile(r"(?:\$\{[^{}]*\}|[^&])+")
_INSIDE = re.compile(r"[^/]\$\{")  # `/posts${query}`: what is put in behind a segment may be a query
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Call:
    """A client's call of an endpoint that says what its query holds.

    `given` are the names with their places; `whole` is true where no more is given than is seen.
    """

    placed: Placed
    endpoint: Endpoint
    promised: tuple[Field, ...]
    given: tuple[tuple[str, Range], ...]
    whole: bool


def calls(snapshot: Snapshot) -> Iterator[Call]:
    """The calls whose endpoint is known: by a tag, or by the method and the whole path."""
    for placed in routes(snapshot, "client"):
        endpoint = _endpoint(placed, snapshot)
        promised = member(endpoint.contract, "query", snapshot) if endpoint is not None else None
        if endpoint is not None and promised is not None:
            yield Call(placed, endpoint, promised, *_given(placed, snapshot))


def _endpoint(placed: Placed, snapshot: Snapshot) -> Endpoint | None:
    tag, route = placed.route.tag("contract"), placed.route
    if tag is not None:
        return next((e for e in endpoints(snapshot) if e.contract.name == tag.value), None)
    same = [
        e for e in endpoints(snapshot) if (e.method, normal_path(e.path)) == (route.method, normal_path(route.path))
    ]
    return same[0] if len(same) == 1 else None


def _given(placed: Placed, snapshot: Snapshot) -> tuple[tuple[tuple[str, Range], ...], bool]:
    text = snapshot.sources[placed.source].text.source
    start = placed.route.path_range.end
    found = _STRING.match(text, start)
    if found is None or _INSIDE.search(text, placed.route.path_range.start, start):
        return (), False
    query = found[1] or ""
    given: list[tuple[str, Range]] = []
    whole = bool(query) or text.startswith(("fetch(", "$fetch("), placed.route.range.start)
    for part in _PART.finditer(query, 1):
        name = _NAME.match(part[0])
        if name is None:
            whole = False
            continue
        at = start + part.start()
        given.append((name[0], Range(at, at + len(name[0]))))
    return tuple(given), whole
