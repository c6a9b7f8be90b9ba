"""The query parameters that a client writes into the path that it calls."""

import re
from collections.abc import Iterator
from typing import Literal

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Field, Route
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import nearest

from ..routes.bound_routes import Bound, bound_routes
from ..routes.carried import Unknown, is_of_errors, steps
from ..routes.endpoints import member
from ..routes.refusals import is_of_refusal

_STRING = re.compile(r"""(\?(?:[^"'`#\s$]|\$\{[^{}`"']*\})*)?["'`]""")
_PART = re.compile(r"(?:\$\{[^{}]*\}|[^&])+")
_INSIDE = re.compile(r"[^/]\$\{")  # `/posts${query}`: what is put in behind a segment may be a query
_WRITING = ("client", "mock")  # the sides that write a query behind the path
_VALUE = re.compile(r"""=([A-Za-z][\w.-]*)(?=[&"'`])""")  # a word
_NAME = re.compile(r"[\w.-]+")
_ADDED = re.compile(
    r"\s*(?:\+|,\s*(?:\w+\.)?(?:base|origin|location))"
)  # more stands behind the string, or makes a URL of it
_ALONE = re.compile(r"\s*,?\s*\)")  # nothing else is handed to the call


@dataclass(frozen=True, slots=True)
class Call:
    """A client's call of an endpoint that says what its query holds.

    `given` are the names with their places; `whole` is true where no more is given than is seen.
    """

    bound: Bound
    promised: tuple[Field, ...]
    given: tuple[tuple[str, Range], ...]
    whole: bool


def calls(source: Source, snapshot: Snapshot) -> Iterator[Call]:
    """The calls whose endpoint is known, with all that is seen of their query."""
    for bound, promised in _asked(source, snapshot):
        written, whole = _written(bound.route, source)
        put = tuple(
            (u.chain[1], u.ranges[1]) for u in bound.route.carries if u.chain[0] == "query" and len(u.chain) > 1
        )
        whole = (whole or any(s.part == "query" for s in bound.route.sent)) and not bound.of_test
        yield Call(bound, promised, (*written, *put), whole)


def unknown_in_paths(source: Source, snapshot: Snapshot) -> Iterator[Unknown]:
    """Names in the query of a path that is called, which the endpoint does not have."""
    for bound, promised in _asked(source, snapshot):
        known = tuple(f.name for f in promised)
        for name, range in _written(bound.route, source)[0]:
            meant = bound.of_test and is_of_refusal(source, range, names=True) and nearest(name, list(known)) is None
            if name not in known and not meant:
                yield Unknown(bound, name, range, known, "")


def mentioned(source: Source, snapshot: Snapshot) -> Iterator[tuple[Field, Range, Literal["read", "write"]]]:
    """The fields of endpoints that the routes of a file carry by name, with the places of those names."""
    for bound in bound_routes(source, snapshot):
        for use in (u for u in bound.route.carries if u.chain[0] != "params"):  # a path calls its own as it likes
            refused = is_of_errors(bound, use, snapshot)
            part = replace(use, chain=("errors", *use.chain[1:])) if refused else use
            for range, field, _, _ in steps(bound.contract, part, snapshot):
                if field is not None:
                    yield field, range, use.access
    for bound, promised in _asked(source, snapshot):
        for name, range in _written(bound.route, source)[0]:
            for field in promised:
                if field.name == name:
                    yield field, range, "write"


def texts_in_paths(source: Source, snapshot: Snapshot) -> Iterator[tuple[Bound, Field, str, Range]]:
    """The values that stand in the query of a path that is called, each with its place and the parameter that it is of."""
    text = source.text.source
    for bound, promised in _asked(source, snapshot) if "?" in text else ():
        for name, range in _written(bound.route, source)[0]:
            value = _VALUE.match(text, range.end)
            field = next((f for f in promised if f.name == name), None)
            if value is not None and field is not None:
                yield bound, field, value[1], Range(value.start(1), value.end(1))


def _asked(source: Source, snapshot: Snapshot) -> Iterator[tuple[Bound, tuple[Field, ...]]]:
    for bound in bound_routes(source, snapshot):
        promised = member(bound.contract, "query", snapshot) if bound.route.side in _WRITING else None
        if promised is not None:
            yield bound, promised


def _written(route: Route, source: Source) -> tuple[tuple[tuple[str, Range], ...], bool]:
    text = source.text.source
    start = route.path_range.end
    found = _STRING.match(text, start)
    if found is None or _INSIDE.search(text, route.path_range.start, start):
        return (), False
    query = found[1] or ""
    given: list[tuple[str, Range]] = []
    inside = route.range.start <= route.path_range.start and not _ADDED.match(text, found.end())
    whole = inside and (bool(query) or text.startswith("fetch(", route.range.start))
    if text.startswith("$fetch(", route.range.start):
        whole = inside and _ALONE.match(text, found.end()) is not None
    for part in _PART.finditer(query, 1):
        name = _NAME.match(part[0])
        if name is None:
            whole = False
            continue
        at = start + part.start()
        given.append((name[0], Range(at, at + len(name[0]))))
    return tuple(given), whole
