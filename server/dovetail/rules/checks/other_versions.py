"""Routes and calls of another version than the endpoint that they are but for that: `/v2/orders` for `/v1/orders`."""

import re
from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot

from ..contracts.paths import segments, with_parameters
from ..routes.endpoints import Endpoint, Placed, endpoints, routes, seen_paths

_VERSION = re.compile(r"v\d+\Z")
_FIRST = 3  # segments among which a version stands: `/api/v1/orders`

Rest = tuple[str, ...]


def other_versions(snapshot: Snapshot, side: str) -> Iterator[tuple[Placed, Endpoint, tuple[str, str]]]:
    """Each with the endpoint, the version that it says and the endpoint's; none where a side has both versions, or contracts have."""
    asked: dict[tuple[str, Rest], dict[str, Endpoint]] = {}
    for endpoint in endpoints(snapshot):
        version, rest = _parted(endpoint.path)
        if version:
            asked.setdefault((endpoint.method, rest), {})[version] = endpoint
    found: dict[tuple[str, Rest], dict[str, list[Placed]]] = {}
    for placed in routes(snapshot, side) if asked else ():
        paths = seen_paths(placed, snapshot) if side == "server" else (placed.route.path,)
        said = {(version, (placed.route.method, rest)) for p in paths for version, rest in [_parted(p)] if version}
        if len(said) == 1 and not placed.is_tagged:
            version, way = said.pop()
            found.setdefault(way, {}).setdefault(version, []).append(placed)
    for way, by_version in found.items():
        meant = asked.get(way, {})
        if len(meant) != 1 or len(by_version) != 1 or not meant.keys().isdisjoint(by_version):
            continue
        ((wanted, endpoint),) = meant.items()
        ((version, every),) = by_version.items()
        yield from ((placed, endpoint, (version, wanted)) for placed in every)


def _parted(path: str) -> tuple[str, Rest]:
    """The version in a path, and its segments without that; no version where it says none."""
    parts = segments(with_parameters(path))
    at = next((n for n, part in enumerate(parts[:_FIRST]) if _VERSION.match(part)), None)
    return ("", parts) if at is None else (parts[at], (*parts[:at], *parts[at + 1 :]))
