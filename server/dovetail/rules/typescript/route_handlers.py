"""Handlers of Next's routes as functions that a test calls itself: `const response = await POST(new Request("/api/orders", { … }))`."""

import re

from dovetail.core.shapes import Field, Kind
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from .addresses import ANSWERED
from .things import CALL, Type

_PLACE = re.compile(r"(?:^|/)app/(?:.*/)?route\.[jt]sx?$")
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_NOWHERE = Range(0, 0)


def handler(name: str, source: Source) -> Type | None:
    """What a handler is that a file of a route exports: it gives a `Response` with the answer of its endpoint; None for anything else."""
    if name not in _METHODS or _PLACE.search(source.path) is None:
        return None
    route = next((r for r in source.shapes.routes if r.side == "server" and r.method == name), None)
    if route is None:
        return None
    target = f"{ANSWERED}{name} response - {route.path}"
    answer = Kind("ref", target=target, text=target)
    return Type(_with(CALL, _with("json", _with(CALL, answer))), 0, source)


def _with(name: str, kind: Kind) -> Kind:
    """Something of which nothing is known but one member."""
    return Kind("unknown", members=(Field(name, _NOWHERE, kind, "required", "no", _NOWHERE),))
