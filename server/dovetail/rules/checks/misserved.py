"""Endpoints that nobody serves, beside the one route that a server has in the place of each, but for a slip."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import takewhile

from dovetail.core.bindings import imported_contract
from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Route
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import nearest, singular, words

from ..contracts.paths import FEW_EDITS, Alike, ends_with, normal_path, segments, unprefixed
from ..routes.bound_routes import parameters_of
from ..routes.endpoints import (
    ANY,
    Endpoint,
    Placed,
    answered,
    by_method,
    endpoints,
    field_at,
    member,
    routes,
    seen_paths,
    unanswered,
    uncalled,
)
from .other_versions import other_versions
from .packages import is_planned
from .said_types import ANSWER, said_types, takes_and_gives

SHORTEST = 4  # letters of a path's segment that can be told from another

_FEWEST_MOVED = 3  # routes of a file that are no chance where all of them have another word in one place

_SIDES = ("server", "described")
_ASKED = ("query", "request")
_TELLING = (*_ASKED, "response")
_CHANGING = ("POST", "PUT", "PATCH")


@dataclass(frozen=True, slots=True)
class Misserved:
    """A server's or a description's route with another method, or one other segment in its path, than the one endpoint that it must be.

    `slip` is the segment as it is and as it is in the contract, one of them empty where the other has more; None where it is the method.
    """

    placed: Placed
    endpoint: Endpoint
    slip: tuple[str, str] | None


def misserved(snapshot: Snapshot) -> tuple[Misserved, ...]:
    """The slips of servers and of descriptions. A route that may be one of several, and an endpoint that several may be, is none."""
    return snapshot.once("misserved", lambda: tuple(_found(snapshot)))


def likely(endpoint: Endpoint, snapshot: Snapshot) -> Placed | None:
    """The one route beside served endpoints that is none, and asks as an endpoint does that nobody serves: whatever its path is called."""
    wanted = segments(endpoint.path)
    found = [
        placed
        for placed in routes(snapshot, "server")
        if placed.route.method == endpoint.method and not placed.is_tagged and not _is_known(placed, snapshot)
        if any(_asks_alike(segments(path), wanted) for path in seen_paths(placed, snapshot))
        if _has_known(placed, snapshot)
    ]
    return found[0] if len(found) == 1 else None


def _asks_alike(path: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """True for paths with parameters at the same places."""
    return len(path) == len(wanted) and all((a == ":") == (b == ":") for a, b in zip(path, wanted, strict=True))


def _found(snapshot: Snapshot) -> Iterator[Misserved]:
    for side in _SIDES:
        yield from _misserved(snapshot, side)
    yield from _moved(snapshot)
    yield from _of_strangers(snapshot)
    yield from _answering(snapshot)
    for placed, endpoint, slip in other_versions(snapshot, "server"):
        yield Misserved(placed, endpoint, slip)


def slip_of(path: tuple[str, ...], wanted: tuple[str, ...], *, wide: bool = False) -> tuple[str, str] | None:
    """The one segment of a path that differs from that of another, and by little; `wide` also one that has words more or less, or a
    longer form of the word: `assignment` for `assign`."""
    if len(path) != len(wanted):
        return None
    different = [(a, b) for a, b in zip(path, wanted, strict=True) if a != b]
    if len(different) != 1 or ":" in different[0]:
        return None
    own, other = different[0]
    short, long = sorted((own, other), key=len)
    longer = len(short) > 2 and long.startswith(short) and len(long) == len(short) + 1
    if len(short) < SHORTEST and singular(own) != singular(other) and not longer:
        return None
    alike = (
        longer
        or singular(own) == singular(other)
        or nearest(own, [other], limit=FEW_EDITS) is not None
        or (wide and _is_of_same_words(own, other))
    )
    return (own, other) if alike else None


def _is_of_same_words(own: str, other: str) -> bool:
    short, long = sorted((own, other), key=len)
    few, many = set(words(short)), set(words(long))
    return bool(short) and few < many if len(many) > 1 else long.startswith(short)


def _misserved(snapshot: Snapshot, side: str) -> Iterator[Misserved]:
    missing = [*unanswered(snapshot, side), *(uncalled(snapshot) if side == "described" else ())]
    if not missing:
        return
    planned = {e for e in missing if is_planned(e.contract, snapshot)}
    idle = [p for p in routes(snapshot, side) if not p.is_tagged and not _is_known(p, snapshot)]
    alike = Alike((e.path, e) for e in missing)
    found = [m for p in idle for m in _likeliest(p, _compared(p, alike, snapshot))]
    found = [m for m in found if m.endpoint not in planned or _is_slip(m)]
    slips = _unique(found)
    yield from slips
    yield from _under_another_prefix([e for e in missing if e not in planned], snapshot) if side == "server" else ()
    near = {m.endpoint for m in found}
    others = [e for e in missing if e not in near]
    rest = [p for p in idle if all(p is not m.placed for m in found)] if others else []
    far = [m for p in rest for m in (*_far(p, others, snapshot), *_longer(p, others, snapshot))]
    told = _unique([m for m in far if not all(m.slip or ()) or _has_known(m.placed, snapshot)])
    yield from (m for m in told if m.slip is None or m.endpoint not in planned or _is_of_same_words(*m.slip))
    left = [e for e in others if e not in planned and all(m.endpoint != e for m in far) and side == "server"]
    strange = [p for p in rest if all(m.placed is not p for m in far)] if left else []
    yield from _unique([m for p in strange if _has_known(p, snapshot) for m in _taking_the_same(p, left, snapshot)])


def _under_another_prefix(missing: list[Endpoint], snapshot: Snapshot) -> Iterator[Misserved]:
    """The routes that would be endpoints which nobody serves, but for a usual prefix under which they are seen to be mounted: `/v2`."""
    wanted: dict[tuple[str, tuple[str, ...]], list[tuple[Endpoint, str]]] = {}
    for endpoint in missing:
        for rest, prefix in _but_for_prefix(segments(endpoint.path)):
            wanted.setdefault((endpoint.method, rest), []).append((endpoint, prefix))
    found: list[Misserved] = []
    for placed in routes(snapshot, "server") if wanted else ():
        meant: dict[Endpoint, set[tuple[str, str]]] = {}
        for path in seen_paths(placed, snapshot) if not placed.is_tagged else ():
            for rest, prefix in _but_for_prefix(segments(path)):
                for endpoint, other in wanted.get((placed.route.method, rest), ()):
                    if prefix != other:
                        meant.setdefault(endpoint, set()).add((prefix, other))
        found += [Misserved(placed, endpoint, slips.pop()) for endpoint, slips in meant.items() if len(slips) == 1]
    yield from _unique(found)


def _moved(snapshot: Snapshot) -> Iterator[Misserved]:
    """The routes of a file that none is an endpoint, where one other word in what stands before them all makes endpoints of them: those
    of contracts that nobody serves, beside others that this server serves."""
    placed = routes(snapshot, "server")
    known = {p.source for p in placed if _is_known(p, snapshot)}
    by_file: dict[str, list[Placed]] = {}
    for route in placed:
        if route.source not in known and not route.is_tagged:
            by_file.setdefault(route.source, []).append(route)
    if not known:  # none at all: the one file has every endpoint under another word
        own = next(iter(by_file.values()), [])
        every = [e for e in endpoints(snapshot) if not is_planned(e.contract, snapshot)]
        if len(by_file) == 1 and len(own) == len(every) >= _FEWEST_MOVED:
            moved = [*_under_another_word(own, every, snapshot)]
            yield from moved if any(map(_has_own_parameter, moved)) else ()
        return
    if not by_file:
        return
    near = [e for e in unanswered(snapshot, "server") if not is_planned(e.contract, snapshot)]
    unserved = [e for e in endpoints(snapshot) if e not in near and not answered(e, snapshot, "server")]
    unserved = [e for e in unserved if not is_planned(e.contract, snapshot)]
    alike = Alike((e.path, e) for e in unserved)
    for own in by_file.values() if unserved or near else ():
        found = [m for p in own for m in _compared(p, alike, snapshot) if m.slip is not None]
        slips = {m.slip for m in found}
        if len(own) > 1 and len(slips) == 1 and {id(m.placed) for m in found} == {id(p) for p in own}:
            yield from _unique(found)
        elif not found and len(own) > 1:
            moved = [*_under_another_word(own, [*near, *unserved], snapshot)]
            yield from moved if len(own) >= _FEWEST_MOVED or all(_has_word_beside(m) for m in moved) else ()


def _under_another_word(own: list[Placed], unserved: list[Endpoint], snapshot: Snapshot) -> Iterator[Misserved]:
    """The routes of a file that all have another word in one place than the endpoints which have no route, each of them one."""
    by_path: dict[tuple[str, tuple[str, ...]], list[Endpoint]] = {}
    for endpoint in unserved:
        by_path.setdefault((endpoint.method, segments(unprefixed(endpoint.path))), []).append(endpoint)
    first = own[0]
    same_method = [e for e in unserved if e.method == first.route.method]
    words_apart = (other_word(p, e) for e in same_method for p in seen_paths(first, snapshot))
    whole: list[list[Misserved]] = []
    for slip in {s for s in words_apart if s is not None}:
        # Most words stand in one route alone: the next has no such endpoint, and no other is looked at.
        found = list(takewhile(bool, ([*_but_for(slip, p, by_path, snapshot)] for p in own)))
        same = [m for some in found for m in some]
        meant = {e for e in unserved if slip[1] in segments(e.path)} if len(found) == len(own) else set[Endpoint]()
        if len(own) == len(_unique(same)) == len(meant):
            whole.append(same)
    yield from whole[0] if len(whole) == 1 else ()


def _but_for(
    slip: tuple[str, str],
    placed: Placed,
    by_path: Mapping[tuple[str, tuple[str, ...]], list[Endpoint]],
    snapshot: Snapshot,
) -> Iterator[Misserved]:
    """The endpoints that a route would be if it had the other word of a slip in one place."""
    written, wanted = slip
    meant: dict[Endpoint, None] = {}
    for path in seen_paths(placed, snapshot):
        parts = segments(unprefixed(path))
        for at, part in enumerate(parts):
            if part == written:
                other = (*parts[:at], wanted, *parts[at + 1 :])
                meant.update(dict.fromkeys(by_path.get((placed.route.method, other), ())))
    yield from (Misserved(placed, endpoint, slip) for endpoint in meant)


def _has_own_parameter(found: Misserved) -> bool:
    """True where both paths have parameters of the same names, that say of what they are: `loanId`, and not `id`."""
    names = parameters_of(found.placed.route.path)
    return names == parameters_of(found.endpoint.path) and any(len(words(name)) > 1 for name in names)


def _has_word_beside(found: Misserved) -> bool:
    """True where the endpoint's path has another word than the one that differs."""
    return any(part not in (":", *(found.slip or ())) for part in segments(unprefixed(found.endpoint.path)))


def other_word(path: str, endpoint: Endpoint) -> tuple[str, str] | None:
    """The one word in which a path differs from that of an endpoint, and the endpoint's; None where they differ otherwise."""
    own, wanted = segments(unprefixed(path)), segments(unprefixed(endpoint.path))
    different = [(a, b) for a, b in zip(own, wanted, strict=False) if a != b]
    return different[0] if len(own) == len(wanted) and len(different) == 1 and ":" not in different[0] else None


def _longer(placed: Placed, missing: list[Endpoint], snapshot: Snapshot) -> Iterator[Misserved]:
    """The endpoints that have the method of a route and all words of its path in their order, but for one more or less."""
    for endpoint in missing:
        wanted = segments(unprefixed(endpoint.path))
        for own in {segments(unprefixed(p)) for p in seen_paths(placed, snapshot)}:
            short, long = sorted((own, wanted), key=len)
            more = [n for n, part in enumerate(long) if part != ":" and (*long[:n], *long[n + 1 :]) == short]
            if placed.route.method == endpoint.method and more and any(part != ":" for part in short):
                yield Misserved(placed, endpoint, (long[more[0]], "") if long is own else ("", long[more[0]]))


def _of_strangers(snapshot: Snapshot) -> Iterator[Misserved]:
    """The slips in contract files of which a server has no endpoint at all, where it has all of them but for what is no chance.

    That is a word in the singular or the plural beside another word of the path, or of all paths alike, or `PUT` for `PATCH`.
    """
    by_file: dict[str, list[Endpoint]] = {}
    for endpoint in endpoints(snapshot):
        by_file.setdefault(endpoint.contract.path, []).append(endpoint)
    for same in by_file.values():
        if any(answered(e, snapshot, "server") or is_planned(e.contract, snapshot) for e in same):
            continue
        idle = [p for p in routes(snapshot, "server") if not p.is_tagged and not _is_known(p, snapshot)]
        alike = Alike((e.path, e) for e in same)
        slips = [m for p in idle for m in _compared(p, alike, snapshot)]
        found = _unique([m for m in slips if _is_no_chance(m)])
        if len(found) < len(same) and len(same) >= _FEWEST_MOVED and len({m.slip for m in slips}) == 1:
            found = _unique([m for m in slips if m.slip is not None and singular(m.slip[0]) == singular(m.slip[1])])
        if not slips and len(same) >= _FEWEST_MOVED:
            found = [*_under_another_prefix(same, snapshot)]
        if len(found) == len(same):
            yield from found
        elif not slips and len(same) >= _FEWEST_MOVED:
            by_place: dict[str, list[Placed]] = {}
            for placed in idle:
                if _imports_of(same[0].contract.path, placed.source, snapshot):
                    by_place.setdefault(placed.source, []).append(placed)
            moved = [m for own in by_place.values() for m in _under_another_word(own, same, snapshot)]
            yield from moved if len(moved) == len(same) else ()


def _answering(snapshot: Snapshot) -> Iterator[Misserved]:
    """The routes, however few there are, that answer what one endpoint alone answers, which nobody serves, and have all of its path but for
    one word; and the only route at the path of the only endpoint there, which has another method.
    """
    placed = [p for p in routes(snapshot, "server") if not p.is_tagged and not _is_known(p, snapshot)]
    known = [(p, said) for p in placed if ANSWER in (said := said_types(p, snapshot))]
    idle = [e for e in endpoints(snapshot) if not answered(e, snapshot, "server")] if placed else []
    idle = [e for e in idle if not is_planned(e.contract, snapshot)]
    at_path = Counter(segments(e.path) for e in endpoints(snapshot)) if idle else Counter[tuple[str, ...]]()
    alone = {segments(e.path): e for e in idle if at_path[segments(e.path)] == 1 and _has_words(e)}
    there = (
        Counter(s for p in routes(snapshot, "server") for s in {segments(q) for q in seen_paths(p, snapshot)})
        if alone
        else {}
    )
    found = [
        Misserved(p, alone[path], None)
        for p in (placed if alone else ())
        for path in {segments(q) for q in seen_paths(p, snapshot)}
        if path in alone and there[path] == 1
    ]
    giving: dict[tuple[str, int], list[Endpoint]] = {}
    for endpoint in idle if known else ():
        answer = field_at(endpoint.contract, ANSWER, snapshot)
        if answer is not None:
            giving.setdefault((answer.kind.target, answer.list_depth), []).append(endpoint)
    for route, said in known:
        same = [e for e in giving.get(said[ANSWER], ()) if takes_and_gives(e, said, snapshot)]
        paths = [(p, e) for p in seen_paths(route, snapshot) for e in same]
        words_apart = {(e, other_word(p, e)) for p, e in paths if e.method == route.route.method}
        moved = [(e, slip) for e, slip in words_apart if slip is not None]
        found += [Misserved(route, *moved[0])] if len(moved) == 1 else []
    yield from _unique(found)


def _has_words(endpoint: Endpoint) -> bool:
    """True for a path that no other program would have by chance: of two words at least."""
    return sum(part != ":" for part in segments(endpoint.path)) > 1


def _imports_of(path: str, source: str, snapshot: Snapshot) -> bool:
    """True for a file that imports something of a contract file."""
    shapes = snapshot.sources[source].shapes
    known = (imported_contract(i.name, shapes, snapshot.contracts) for i in shapes.imports)
    return any(c is not None and c.path == path for c in known)


def _is_no_chance(found: Misserved) -> bool:
    if found.slip is None:
        return {found.placed.route.method, found.endpoint.method} == {"PUT", "PATCH"}
    literal = [part for part in segments(unprefixed(found.endpoint.path)) if part != ":"]
    return len(literal) > 1 and singular(found.slip[0]) == singular(found.slip[1])


def _is_slip(found: Misserved) -> bool:
    """True for what must be an endpoint even while others are still to be written: its path, or what changes it, is nearly right."""
    method, wanted = found.placed.route.method, found.endpoint.method
    return found.slip is not None or (method in _CHANGING and wanted in _CHANGING)


def _unique(found: list[Misserved]) -> list[Misserved]:
    meant = Counter(m.endpoint for m in found)
    places = Counter(m.placed for m in found)
    return [m for m in found if meant[m.endpoint] == 1 and places[m.placed] == 1]


def _has_known(placed: Placed, snapshot: Snapshot) -> bool:
    """True for a route whose file has one that is an endpoint: what it serves, or describes, is this contract's."""
    return any(p.source == placed.source and _is_known(p, snapshot) for p in routes(snapshot, placed.route.side))


def _far(placed: Placed, missing: list[Endpoint], snapshot: Snapshot) -> Iterator[Misserved]:
    """The endpoints that have the method of a route and all of its path but for one word, which is another one.

    Where the path is that word alone, the other one is it with more to it, or less: `/forgot` and `/forgot-password`.
    """
    for endpoint in missing:
        wanted = segments(unprefixed(endpoint.path))
        for own in {segments(unprefixed(p)) for p in seen_paths(placed, snapshot)}:
            different = [(a, b) for a, b in zip(own, wanted, strict=False) if a != b]
            alike = [a for a, b in zip(own, wanted, strict=False) if a == b != ":"]
            same = len(own) == len(wanted) and placed.route.method == endpoint.method
            if not same or len(different) != 1 or ":" in different[0]:
                continue
            if alike or (len(own) == 1 and _is_of_same_words(*different[0])):
                yield Misserved(placed, endpoint, different[0])


def _taking_the_same(placed: Placed, missing: list[Endpoint], snapshot: Snapshot) -> Iterator[Misserved]:
    """The endpoints with the method of a route and one other word in the path, of which it takes and gives nothing but what they have:
    several names, or all that they ask for."""
    carried: dict[str, set[str]] = {}
    for use in placed.route.carries:
        if use.chain[0] in _TELLING and len(use.chain) > 1:
            carried.setdefault(use.chain[0], set()).add(use.chain[1])
    for endpoint in missing if carried else ():
        slips = {s for p in seen_paths(placed, snapshot) if (s := other_word(p, endpoint)) is not None}
        if placed.route.method == endpoint.method and len(slips) == 1:
            known = {p: {f.name for f in member(endpoint.contract, p, snapshot) or ()} for p in _TELLING}
            enough = sum(map(len, carried.values())) > 1 or any(carried.get(p) == known[p] for p in _ASKED)
            if enough and all(names <= known[part] for part, names in carried.items()):
                yield Misserved(placed, endpoint, next(iter(slips)))


def _likeliest(placed: Placed, found: list[Misserved]) -> list[Misserved]:
    """Those whose endpoint changes something where the route does, if there are such: `PUT` stands for `PATCH` and not for `GET`."""
    alike = [m for m in found if (m.endpoint.method in _CHANGING) == (placed.route.method in _CHANGING)]
    return alike or found


def _is_known(placed: Placed, snapshot: Snapshot) -> bool:
    """True where a route may be an endpoint's, or takes any method."""
    route = placed.route
    if route.method in (*ANY, "HEAD", "OPTIONS"):
        return True
    known = snapshot.once("paths of endpoints", lambda: _paths(snapshot))
    paths = known.get((route.method, route.mounted), frozenset())
    return any(segments(path) in paths for path in seen_paths(placed, snapshot))


def _paths(snapshot: Snapshot) -> Mapping[tuple[str, bool], frozenset[tuple[str, ...]]]:
    """The paths of the endpoints of each method; with true all that they end with, for routes that may stand behind any prefix."""
    found: dict[tuple[str, bool], frozenset[tuple[str, ...]]] = {}
    for method, same in by_method(snapshot).items():
        whole = frozenset(segments(e.path) for e in same)
        found[method, False] = whole
        found[method, True] = frozenset(path[start:] for path in whole for start in range(len(path) + 1))
    return found


def _fits(wanted: str, path: str, route: Route) -> bool:
    return ends_with(wanted, path) if route.mounted else normal_path(wanted) == normal_path(path)


def _compared(placed: Placed, wanted: Alike[Endpoint], snapshot: Snapshot) -> list[Misserved]:
    """What is wrong with a route that must be one of some endpoints, told once of each by whichever of its paths."""
    paths = seen_paths(placed, snapshot)
    return [
        Misserved(placed, endpoint, slip)
        for endpoint in wanted.of(paths)
        for slip in dict.fromkeys(_slips(placed, endpoint, paths))
    ]


def _slips(placed: Placed, endpoint: Endpoint, paths: Iterable[str]) -> Iterator[tuple[str, str] | None]:
    route, wanted = placed.route, segments(endpoint.path)
    for path in paths:
        own = segments(path)
        if route.method != endpoint.method:
            if any(part != ":" for part in own) and _fits(endpoint.path, path, route):
                yield None
        elif (slip := slip_of(own, wanted[-len(own) :] if route.mounted else wanted)) is not None:
            yield slip


def _but_for_prefix(path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """A path with one of its segments left open that is a usual prefix, and that segment: `v1` of `/v1/orders`."""
    for n, part in enumerate(path):
        if _is_prefix(part):
            yield (*path[:n], "", *path[n + 1 :]), part


@lru_cache(maxsize=1024)
def _is_prefix(part: str) -> bool:
    return unprefixed(f"/{part}/x") == unprefixed("/x")
