"""A client calls a path that is one slip away from an endpoint's, and that nobody serves."""

from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Route
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import nearest

from . import rule
from .endpoints import Endpoint, Placed, by_method, endpoints, endpoints_called, routes, routes_at
from .faults import Fault
from .paths import normal_path, segments, unprefixed

SHORTEST = 4  # letters of a path's segment that can be told from another


@rule("conformance", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    known = by_method(snapshot)
    ends = {segments(e.path) for e in endpoints(snapshot)}
    told: set[tuple[str, Range]] = set()
    for placed in routes(snapshot, "client"):
        path = placed.route.path
        where, at = placed.path_place
        if placed.is_tagged or endpoints_called(placed.route, snapshot) or _ends_in_one(path, ends):
            continue
        if routes_at(path, snapshot, "server"):
            continue
        meant = [
            (e, s) for e in known.get(placed.route.method, ()) if (s := _meant(path, e.path, placed.route)) is not None
        ]
        if len(meant) == 1 and (where, at) not in told:
            endpoint, slip = meant[0]
            told.add((where, at))
            yield Fault(
                where,
                at,
                f"`{placed.route.method} {path}` is no endpoint; did you mean `{endpoint.path}` of contract {endpoint.contract.name}?",
                (endpoint.place,),
                _fixes(placed, endpoint, slip, snapshot),
            )


def _ends_in_one(path: str, ends: set[tuple[str, ...]]) -> bool:
    """True where the end of a path is an endpoint's: a client may have its own prefix."""
    own = segments(path)
    return own in ends or any(own[n:] in ends for n in range(len(own)))


def _meant(path: str, wanted: str, route: Route) -> tuple[str, str] | None:
    """The slip between two paths; that of a client may stand behind a base."""
    return _slip(path, wanted) or (_slip(unprefixed(path), unprefixed(wanted)) if route.mounted else None)


def _slip(path: str, wanted: str) -> tuple[str, str] | None:
    """The one segment that differs, and by little."""
    own, other = normal_path(path).split("/"), normal_path(wanted).split("/")
    if len(own) != len(other):
        return None
    different = [(a, b) for a, b in zip(own, other, strict=True) if a != b]
    if len(different) != 1 or ":" in different[0] or min(map(len, different[0])) < SHORTEST:
        return None
    a, b = different[0]
    return (a, b) if nearest(a, [b], limit=2) is not None else None


def _fixes(placed: Placed, endpoint: Endpoint, slip: tuple[str, str], snapshot: Snapshot) -> tuple[Fix, ...]:
    path, range = placed.path_place
    written = snapshot.sources[path].text[range]
    if written.split("/").count(slip[0]) != 1:
        return ()
    start = range.start + sum(len(s) + 1 for s in written.split("/")[: written.split("/").index(slip[0])])
    edit = Edit(path, Range(start, start + len(slip[0])), slip[1])
    return (Fix(f"Change to `{slip[1]}`, as in `{endpoint.path}`", (edit,)),)
