"""Calls of a path that no contract has, by a client whose other calls are endpoints, beside the one endpoint that it then calls nowhere.

Where the tree has a server, it serves every endpoint, and not that path. A path may differ in its only word, too, where the types that
the call names, or its query, are those of one endpoint alone.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from dovetail.core.dataclass import dataclass
from dovetail.core.paths import is_test
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import nearest, words

from ..contracts.paths import segments, unprefixed, with_parameters
from ..files.imported import contract_of
from ..records.direction import only_calls
from ..routes.endpoints import (
    ANY,
    Endpoint,
    Placed,
    answered,
    by_method,
    endpoints,
    endpoints_called,
    is_routed,
    member,
    routes,
    serving,
)
from ..routes.refusals import is_of_refusal, may_be_unserved
from .misserved import other_word, slip_of
from .other_versions import other_versions
from .said_types import ANSWER, Said, said_types, takes_and_gives

T = TypeVar("T")
_SIDES = ("client", "mock")
_LOOKED_UP = re.compile(r"""([\w$]+)\[["'](?:request|response)["']\]""")
_VERBS = {
    "GET": frozenset({"get", "list", "all", "fetch", "show", "find"}),
    "POST": frozenset({"add", "create", "new", "save", "insert", "register", "store"}),
    "PUT": frozenset({"edit", "update", "change", "save"}),
    "PATCH": frozenset({"edit", "update", "change", "save"}),
    "DELETE": frozenset({"delete", "remove", "destroy"}),
}
_CHANGES = frozenset({"PUT", "PATCH", "DELETE"})
_FEWEST = 3  # calls of endpoints from which it shows that a client calls what the contracts have
_NAMES = 2  # of a query, from which it is known by them
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
    yield from _typed(snapshot)
    yield from (Strayed(*found) for found in other_versions(snapshot, "client"))
    if only_calls(snapshot):
        yield from _all(snapshot)
    elif _is_all_served(snapshot):
        strays = _all(snapshot, _MOST_BESIDE_SERVER)
        yield from (
            s
            for s in strays
            if s.slip or _is_as_said(s, snapshot) or _has_verb(s) or _is_but_for_id(s.placed, s.endpoint)
        )
        yield from _in_tests(snapshot)


def _is_all_served(snapshot: Snapshot) -> bool:
    """True where the server in the tree has all endpoints, but for those of contract files of which it has none: another one has them."""
    served = {e: answered(e, snapshot, "server") for e in endpoints(snapshot)}
    own = {e.contract.path for e, is_served in served.items() if is_served}
    return all(is_served for e, is_served in served.items() if e.contract.path in own or not own)


def _in_tests(snapshot: Snapshot) -> Iterator[Strayed]:
    """What tests of the server ask for that it does not serve, and that is one endpoint's path but for a word.

    Where it may be refused because nobody serves it, a test may ask for anything but what is nearly such a path.
    """
    for placed in routes(snapshot, "asked by tests"):
        if placed.is_tagged or endpoints_called(placed.route, snapshot):
            continue
        served = (p for side in ("server", "served in tests") for p in serving(placed.route.path, snapshot, side))
        if any(p.route.method in (placed.route.method, *ANY) for p in served):
            continue
        source = snapshot.sources.get(placed.source)
        near = [s for e in by_method(snapshot).get(placed.route.method, ()) if (s := _but_for_word(placed, e))]
        likely = [s for s in near if s.slip is not None and slip_of(*((w,) for w in s.slip))] if len(near) > 1 else near
        if source is None or len(likely) != 1:
            continue
        slip, at = likely[0].slip, placed.route.range
        nearly = slip is not None and nearest(slip[0], [slip[1]]) is not None
        if not may_be_unserved(source, at) or (nearly and not is_of_refusal(source, at, names=True)):
            yield likely[0]


def _but_for_word(placed: Placed, endpoint: Endpoint) -> Strayed | None:
    """The endpoint where one word of the path is another one; what a test puts in the place of a parameter may be anything."""
    own, wanted = segments(placed.route.path), segments(endpoint.path)
    different = [(a, b) for a, b in zip(own, wanted, strict=False) if a != b != ":"]
    if len(own) != len(wanted) or len(own) == 1 or len(different) != 1 or ":" in different[0][0]:
        return None
    if _is_file(*different[0]):
        return None
    return Strayed(placed, endpoint, different[0])


def _is_file(word: str, wanted: str) -> bool:
    """True for a word that names a file where an endpoint has none: the `openapi.json` that a framework serves by itself."""
    return "." in word and "." not in wanted


def _all(snapshot: Snapshot, most: int = _MOST) -> Iterator[Strayed]:
    for side in _SIDES:
        called: set[Endpoint] = set()
        strays: list[Placed] = []
        count = 0
        for placed in routes(snapshot, side):
            found = endpoints_called(placed.route, snapshot)
            called.update(e for e in found if e.method == placed.route.method)
            count += bool(found)
            served = bool(found) or placed.is_tagged or is_routed(placed.route.path, snapshot, "server")
            strays += [] if served else [placed]
        if len(strays) * most > count:
            yield from _moved(strays, called, snapshot)
        if count < _FEWEST or len(strays) * most > count:
            continue
        for placed in strays:
            uncalled = [e for e in by_method(snapshot).get(placed.route.method, ()) if e not in called]
            near = [s for e in uncalled if (s := _near(placed, e)) is not None] or _alike(placed, called, snapshot)
            alone = sum(p.route.method == placed.route.method for p in strays) == 1
            if not near and len(uncalled) == 1 and alone and _takes_as_much(placed, uncalled[0]):
                near = [Strayed(placed, uncalled[0], None)]
            if len(near) == 1:
                yield near[0]


def _typed(snapshot: Snapshot) -> Iterator[Strayed]:
    """The calls, however few there are, that are answered what one endpoint alone answers, which nothing calls: all of its path but one
    word is theirs.
    """
    called: set[Endpoint] = set()
    strays: list[tuple[Placed, Said]] = []
    for placed in routes(snapshot, "client"):
        found = endpoints_called(placed.route, snapshot)
        called.update(found)
        if found or placed.is_tagged or not any(m.chain[:1] == ANSWER for m in placed.route.models):
            continue
        said = said_types(placed, snapshot) if not is_test(placed.source) else {}
        if any(part[:1] == ANSWER for part in said) and not is_routed(placed.route.path, snapshot, "server"):
            strays.append((placed, said))
    for placed, said in strays:
        alike = (e for e in by_method(snapshot).get(placed.route.method, ()) if e not in called)
        same = [e for e in alike if takes_and_gives(e, said, snapshot)]
        slip = other_word(with_parameters(placed.route.path), same[0]) if len(same) == 1 else None
        if slip is not None:
            yield Strayed(placed, same[0], slip)


def _moved(strays: list[Placed], called: set[Endpoint], snapshot: Snapshot) -> Iterator[Strayed]:
    """The calls that all have another word in one place than all endpoints with that word, of which none is called.

    The types that they name are those of the endpoints: what is made, read and taken away in the same way may be anything.
    """
    found: dict[tuple[str, str], list[Strayed]] = {}
    # Of a word that fewer endpoints have nothing is said, so that it is not looked for: each call is compared with those of the others.
    having = _by_word((segments(e.path), e) for e in endpoints(snapshot))
    asking = _by_word((segments(p.route.path), p) for p in strays)
    several = {word for word, meant in having.items() if len(meant) >= _FEWEST}
    for placed in strays:
        path = with_parameters(placed.route.path)
        for endpoint in by_method(snapshot).get(placed.route.method, ()):
            slip = other_word(path, endpoint) if not several.isdisjoint(segments(endpoint.path)) else None
            if slip is not None and slip[1] in several:
                found.setdefault(slip, []).append(Strayed(placed, endpoint, slip))
    for (own, word), same in found.items():
        meant = set(having[word]) if len(having[word]) <= len(same) else set[Endpoint]()
        alike = asking.get(own, ())
        told = {s.placed.route.range for s in same}
        if len(meant) >= _FEWEST and {s.endpoint for s in same} == meant and not meant & called:
            typed = [_is_as_said(s, snapshot) for s in same]
            whole = len(told) == len(same) == len(alike)
            yield from same if whole and True in typed and False not in typed else ()


def _has_verb(stray: Strayed) -> bool:
    """True for a call whose path is the endpoint's but for what the method says already: `DELETE /orders/delete/:id`."""
    own, wanted = (segments(unprefixed(with_parameters(p))) for p in (stray.placed.route.path, stray.endpoint.path))
    more = [part for part in own if part not in wanted]
    said = _VERBS.get(stray.endpoint.method, frozenset[str]())
    return len(own) == len(wanted) + 1 and len(more) == 1 and words(more[0])[:1] != () and words(more[0])[0] in said


def _is_but_for_id(placed: Placed, endpoint: Endpoint) -> bool:
    """True for a call that changes one thing, and says in its path which one, or does not: `DELETE /orders/:id` for `DELETE /orders`."""
    own, wanted = (segments(unprefixed(with_parameters(p))) for p in (placed.route.path, endpoint.path))
    short, long = sorted((own, wanted), key=len)
    return endpoint.method in _CHANGES and (*short, ":") == long and any(part != ":" for part in short)


def _by_word(paths: Iterable[tuple[tuple[str, ...], T]]) -> dict[str, list[T]]:
    """What has each segment in its path."""
    found: dict[str, list[T]] = {}
    for path, thing in paths:
        for segment in set(path):
            found.setdefault(segment, []).append(thing)
    return found


def _is_as_said(stray: Strayed, snapshot: Snapshot) -> bool | None:
    """True for a call that names the types of the endpoint; None for one that names none."""
    said = said_types(stray.placed, snapshot)
    return takes_and_gives(stray.endpoint, said, snapshot) if said else None


def _near(placed: Placed, endpoint: Endpoint) -> Strayed | None:
    """The endpoint where one word of the path is another one, or the one path has all segments of the other in their order."""
    own, wanted = (segments(unprefixed(with_parameters(p))) for p in (placed.route.path, endpoint.path))
    different = [(a, b) for a, b in zip(own, wanted, strict=False) if a != b]
    if len(own) == len(wanted):
        alike = any(a == b != ":" for a, b in zip(own, wanted, strict=True))
        one_word = len(different) == 1 and ":" not in different[0] and not _is_file(*different[0])
        return Strayed(placed, endpoint, different[0]) if alike and one_word else None
    if _is_but_for_id(placed, endpoint):
        return Strayed(placed, endpoint, None)
    short, long = sorted((own, wanted), key=len)
    within = iter(long)
    same = all(part in within for part in short) and own.count(":") == wanted.count(":")
    return Strayed(placed, endpoint, None) if same and any(part != ":" for part in short) else None


def _alike(placed: Placed, called: set[Endpoint], snapshot: Snapshot) -> list[Strayed]:
    """The endpoints that differ from a call in one word of the path, and take or give the very things that the call says.

    Of one that is called elsewhere, all of them.
    """
    source = snapshot.sources.get(placed.source)
    named = _named(placed, source, snapshot) if source is not None else None
    if named is not None:
        return [Strayed(placed, named, other_word(with_parameters(placed.route.path), named))]
    said = said_types(placed, snapshot)
    asked = {u.chain[1] for u in placed.route.carries if u.chain[0] == "query" and len(u.chain) > 1}
    found: list[Strayed] = []
    for endpoint in by_method(snapshot).get(placed.route.method, ()) if said or len(asked) >= _NAMES else ():
        slip = other_word(with_parameters(placed.route.path), endpoint)
        if slip is None:
            continue
        known = {f.name for f in member(endpoint.contract, "query", snapshot) or ()}
        same = bool(said) and takes_and_gives(endpoint, said, snapshot)
        alike = len(asked) >= _NAMES and asked <= known
        if (same and alike) or ((same or alike) and endpoint not in called):
            found.append(Strayed(placed, endpoint, slip))
    return found


def _named(placed: Placed, source: Source, snapshot: Snapshot) -> Endpoint | None:
    """The one endpoint that a call names for what it sends or is answered: `client.get<GetOrder["response"]>(path)`."""
    looked_up = (_LOOKED_UP.fullmatch(m.type) for m in placed.route.models if len(m.chain) == 1)
    contracts = {c.name for m in looked_up if m is not None and (c := contract_of(m[1], source, snapshot)) is not None}
    found = [e for e in by_method(snapshot).get(placed.route.method, ()) if e.contract.name in contracts]
    return found[0] if len(contracts) == 1 and len(found) == 1 else None


def _takes_as_much(placed: Placed, endpoint: Endpoint) -> bool:
    own, wanted = (segments(unprefixed(with_parameters(p))) for p in (placed.route.path, endpoint.path))
    return own.count(":") == wanted.count(":") and len(own) == len(wanted)
