"""Calls of a path that no contract has, by a client whose other calls are endpoints, beside the one endpoint that it then calls nowhere.

Where the tree has a server, it serves every endpoint, and not that path.
"""

from collections.abc import Iterator

from dovetail.core.dataclass import dataclass
from dovetail.core.snapshot import Snapshot

from .direction import only_calls
from .endpoints import Endpoint, Placed, answered, by_method, endpoints, endpoints_called, routes, routes_at
from .paths import segments, unprefixed, with_parameters

_SIDES = ("client", "mock")
_FEWEST = 3  # calls of endpoints from which it shows that a client calls what the contracts have
_MOST = 4  # of so many calls of endpoints one may stray
_MOST_BESIDE_SERVER = 3


@dataclass(frozen=True, slots=True)
class Strayed:
    """A call and the endpoint that it must be; `slip` is the one segment that differs, if it is one."""

    placed: Placed
    endpoint: Endpoint
    slip: tuple[str, str] | None


def strayed(snapshot: Snapshot) -> tuple[Strayed, ...]:
    """The calls that stray from their endpoint; none where a server in the tree may have more than is seen of it."""
    return snapshot.once("strayed", lambda: tuple(_in_tree(snapshot)))


def _in_tree(snapshot: Snapshot) -> Iterator[Strayed]:
    if only_calls(snapshot):
        yield from _all(snapshot)
    elif all(answered(endpoint, snapshot, "server") for endpoint in endpoints(snapshot)):
        yield from (stray for stray in _all(snapshot, _MOST_BESIDE_SERVER) if stray.slip)


def _all(snapshot: Snapshot, most: int = _MOST) -> Iterator[Strayed]:
    for side in _SIDES:
        called: set[Endpoint] = set()
        strays: list[Placed] = []
        count = 0
        for placed in routes(snapshot, side):
            found = endpoints_called(placed.route, snapshot)
            called.update(e for e in found if e.method == placed.route.method)
            count += bool(found)
            served = bool(found) or placed.is_tagged or bool(routes_at(placed.route.path, snapshot, "server"))
            strays += [] if served else [placed]
        if count < _FEWEST or len(strays) * most > count:
            continue
        for placed in strays:
            uncalled = [e for e in by_method(snapshot).get(placed.route.method, ()) if e not in called]
            near = [s for e in uncalled if (s := _near(placed, e)) is not None]
            alone = sum(p.route.method == placed.route.method for p in strays) == 1
            if not near and len(uncalled) == 1 and alone and _takes_as_much(placed, uncalled[0]):
                near = [Strayed(placed, uncalled[0], None)]
            if len(near) == 1:
                yield near[0]


def _near(placed: Placed, endpoint: Endpoint) -> Strayed | None:
    """The endpoint where one word of the path is another one, or the one path has all segments of the other in their order."""
    own, wanted = (segments(unprefixed(with_parameters(p))) for p in (placed.route.path, endpoint.path))
    different = [(a, b) for a, b in zip(own, wanted, strict=False) if a != b]
    if len(own) == len(wanted):
        alike = any(a == b != ":" for a, b in zip(own, wanted, strict=True))
        one_word = len(different) == 1 and ":" not in different[0]
        return Strayed(placed, endpoint, different[0]) if alike and one_word else None
    short, long = sorted((own, wanted), key=len)
    within = iter(long)
    same = all(part in within for part in short) and own.count(":") == wanted.count(":")
    return Strayed(placed, endpoint, None) if same and any(part != ":" for part in short) else None


def _takes_as_much(placed: Placed, endpoint: Endpoint) -> bool:
    own, wanted = segments(with_parameters(placed.route.path)), segments(endpoint.path)
    return own.count(":") == wanted.count(":") and len(own) == len(wanted)
