"""Requests that another server of the same tree answers, and passes on: a route of Next, at `/api/orders`, that asks `/api/v1/orders`.

What such a server hands on as it came is the endpoint's. Of what it makes itself, such as another object around the answer, or a
message of its own for what was refused, no contract speaks.
"""

from collections.abc import Callable, Iterator

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Route
from dovetail.core.snapshot import Snapshot, Source

from ..contracts.paths import normal_path, unprefixed, with_parameters
from .endpoints import ANY, Endpoint, routes_at
from .whole_requests import routes_of

Binds = Callable[[Route, Source, Snapshot], tuple[Route, Endpoint] | None]


def between(route: Route, snapshot: Snapshot) -> tuple[Route, Source] | None:
    """The route of another server in TypeScript that stands at the very path of a request, and of which all is seen."""
    path = normal_path(with_parameters(route.path))
    if route.method in ANY or not path.strip("/"):
        return None
    for placed in routes_at(path, snapshot, "server"):
        source, own = snapshot.sources.get(placed.source), placed.route
        if source is None or source.shapes.language != "typescript" or own.mounted or own.method != route.method:
            continue
        if normal_path(own.path) == path:
            return own, source
    return None


def passed_on(
    route: Route,
    middle: tuple[Route, Source],
    likely: tuple[Route, Endpoint] | None,
    snapshot: Snapshot,
    binds: Binds,
) -> tuple[Route, Endpoint] | None:
    """What of a request reaches the endpoint that the server between them asks, and what of that one's answer comes back.

    `likely` is the endpoint that it would be without that server, for where it is not seen what this asks.
    """
    own, source = middle
    asked = (found for r in _asked_by(own, source, snapshot) if (found := binds(r, source, snapshot)) is not None)
    meant = {e.contract.name: e for _, e in asked if e.method == route.method and _ends_alike(e, route)}
    chosen = [*meant.values()] or ([likely[1]] if likely is not None else [])
    return (_as_passed(route, own), chosen[0]) if len(chosen) == 1 else None


def _ends_alike(endpoint: Endpoint, route: Route) -> bool:
    return unprefixed(normal_path(endpoint.path)) == unprefixed(normal_path(with_parameters(route.path)))


def _asked_by(own: Route, source: Source, snapshot: Snapshot) -> Iterator[Route]:
    """What the handler of a route asks others for: its file's requests up to the next route that it serves."""
    start = own.range.start
    later = [r.range.start for r in source.shapes.routes if r.side == "server" and r.range.start > start]
    for route in routes_of(source, snapshot):
        if route.side == "client" and start < route.range.start < min(later, default=len(source.text.source)):
            yield route


def _as_passed(route: Route, own: Route) -> Route:
    """A request with what is handed on as a whole, in either direction."""
    kept = {"params", *(p.chain[0] for p in own.passes if len(p.chain) == 1)}
    return replace(
        route,
        carries=tuple(u for u in route.carries if u.chain[0] in kept),
        sent=tuple(s for s in route.sent if s.part.partition(".")[0] in kept),
        passes=tuple(p for p in route.passes if p.chain[0] in kept),
        models=tuple(m for m in route.models if m.chain[0] in kept),
    )
