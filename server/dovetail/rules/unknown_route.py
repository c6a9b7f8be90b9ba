"""A path is one slip away from an endpoint's: a client calls it and nobody serves it, or a server has it in the endpoint's place."""

import re
from collections.abc import Collection, Iterator

from dovetail.core.findings import Edit, Fix
from dovetail.core.paths import is_test
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import rule
from .checks.misserved import misserved, slip_of
from .checks.strayed import strayed
from .contracts.paths import segments, unprefixed, with_parameters
from .faults import Fault
from .routes.bound_routes import with_samples
from .routes.endpoints import (
    ANY,
    Endpoint,
    Placed,
    answered,
    by_method,
    callers,
    endpoints,
    endpoints_called,
    is_routed,
    routes_at,
    seen_paths,
    shown,
)
from .routes.mounting import mounting_files

_ANY = "*"  # the method of what stands in for a server and does not say one
_PATTERNED = frozenset("^$()")
_SEGMENT = r"[\w:.<>{}()\[\]?\\+-]+"  # of a path, or of a pattern that Django is given for one
# What a prefix is given to, right before it.
_MOUNTS = re.compile(
    r"(?:\b(?:register|(?:re_)?path|url|mount|use|route|include)\(\s*r?|(?:prefix|path)\w*\s*[=:]\s*)\Z", re.IGNORECASE
)


@rule("conformance", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    yield from _called(snapshot)
    told: set[tuple[str, Range]] = set()
    for found in misserved(snapshot):
        if found.slip is None:
            continue
        fault = _fault(found.placed, found.endpoint, found.slip, snapshot)
        if (fault.path, fault.range) not in told:  # the prefix of several routes is told once
            told.add((fault.path, fault.range))
            yield fault


def _called(snapshot: Snapshot) -> Iterator[Fault]:
    known = by_method(snapshot)
    paths = {segments(e.path) for e in endpoints(snapshot)}
    told: set[tuple[str, Range]] = set()
    for placed in callers(snapshot):
        path = placed.route.path
        where, at = placed.path_place
        if placed.is_tagged or endpoints_called(placed.route, snapshot) or segments(path) in paths:
            continue
        if _is_served(path, placed.route.method, snapshot):
            continue
        asked = known.get(placed.route.method, ()) if placed.route.method != _ANY else endpoints(snapshot)
        if _ends_in_one(path, asked):
            continue
        own = with_samples(path) if placed.route.side == "mock" or is_test(placed.source) else path
        meant = [(e, s) for e in asked if (s := _meant(own, e, snapshot)) is not None]
        if placed.route.method == _ANY and len({s for _, s in meant}) == 1:
            meant = meant[:1]  # all of them have that path
        if len(meant) == 1 and (where, at) not in told:
            endpoint, slip = meant[0]
            told.add((where, at))
            yield _fault(placed, endpoint, slip, snapshot)
    for found in strayed(snapshot):
        fault = _fault(found.placed, found.endpoint, found.slip, snapshot)
        if told.isdisjoint(
            (found.placed.path_place, (fault.path, fault.range))
        ):  # the base of several calls is told once
            told.update((found.placed.path_place, (fault.path, fault.range)))
            yield fault


def _fault(placed: Placed, endpoint: Endpoint, slip: tuple[str, str] | None, snapshot: Snapshot) -> Fault:
    where, at = _written(placed, slip[0], snapshot) if slip is not None and slip[0] else placed.path_place
    return Fault(
        where,
        at,
        f"`{_said(placed, slip, snapshot)}` is no endpoint; "
        f"did you mean `{endpoint.path}` of contract {endpoint.contract.name}?",
        (endpoint.place,),
        _fixes((where, at), endpoint, slip, snapshot) if slip is not None and all(slip) else (),
    )


def _said(placed: Placed, slip: tuple[str, str] | None, snapshot: Snapshot) -> str:
    """A route as it is shown, with what it is mounted behind where that is what differs."""
    before = slip is not None and slip[0] not in placed.route.path
    whole = next((p for p in seen_paths(placed, snapshot) if slip and slip[0] in segments(p)), "") if before else ""
    return f"{placed.route.method} {whole}" if whole else shown(placed, snapshot)


def _written(placed: Placed, segment: str, snapshot: Snapshot) -> tuple[str, Range]:
    """Where the segment of a path is written: in the route's own path, or in the one prefix that has it, here or where it is mounted."""
    where, at = placed.path_place
    source = snapshot.sources.get(placed.source)
    text = snapshot.sources[where].text
    if placed.route.side == "client" and segment not in text[at]:
        base = [*re.finditer(rf"""(?<=["'`/]){re.escape(segment)}(?=["'`/$])""", text.source)]
        return (where, Range(*base[0].span())) if len(base) == 1 else (where, at)
    if source is None or placed.route.side != "server" or segment in text[at].split("/"):
        return where, at
    prefix = re.compile(
        rf"""(["'`])(\^?/?(?:{_SEGMENT}/)*(?P<segment>{re.escape(segment)})(?:/{_SEGMENT})*/?\??\$?)\1"""
    )
    files = tuple(dict.fromkeys((placed.source, *mounting_files(placed.route, source, snapshot))))
    found = {path: list(prefix.finditer(snapshot.sources[path].text.source)) for path in files}
    every = [(path, m) for path, matches in found.items() for m in matches]
    mounted = [
        (p, m) for p, m in every if _MOUNTS.search(snapshot.sources[p].text.source[: m.start()][-40:]) is not None
    ]
    for path, match in mounted if len(mounted) == 1 else ((p, m[0]) for p, m in found.items() if len(m) == 1):
        return path, Range(*match.span(2 if _PATTERNED.isdisjoint(match[2]) else "segment"))
    return where, at


def _is_served(path: str, method: str, snapshot: Snapshot) -> bool:
    """True where a server has a path; one that may be the end of a longer path, with that method."""
    if is_routed(path, snapshot, "server", None if method == _ANY else (method, *ANY)):
        return True
    return any(segments(p.route.path) == segments(path) for p in routes_at(path, snapshot, "server"))


def _ends_in_one(path: str, asked: Collection[Endpoint]) -> bool:
    """True where the end of a path is that of one of some endpoints: a client may have its own prefix."""
    own, ends = segments(path), {segments(e.path) for e in asked}
    return any(own[n:] in ends for n in range(1, len(own)))


def _meant(path: str, endpoint: Endpoint, snapshot: Snapshot) -> tuple[str, str] | None:
    """The slip between two paths, of which one may stand behind a prefix that is usual.

    It may be wide where a server in this tree has the endpoint, and so would have the other, were it one.
    """
    path = with_parameters(path)
    own, wanted = segments(path), segments(endpoint.path)
    bare = segments(unprefixed(path)), segments(unprefixed(endpoint.path))
    slip = slip_of(own, wanted) or slip_of(*bare)
    if slip is not None:
        return slip
    wide = slip_of(own, wanted, wide=True) or slip_of(*bare, wide=True)
    return wide if wide is not None and answered(endpoint, snapshot, "server") else None


def _fixes(place: tuple[str, Range], endpoint: Endpoint, slip: tuple[str, str], snapshot: Snapshot) -> tuple[Fix, ...]:
    path, range = place
    written = snapshot.sources[path].text[range]
    if written.split("/").count(slip[0]) != 1:
        return ()
    start = range.start + sum(len(s) + 1 for s in written.split("/")[: written.split("/").index(slip[0])])
    edit = Edit(path, Range(start, start + len(slip[0])), slip[1])
    return (Fix(f"Change to `{slip[1]}`, as in `{endpoint.path}`", (edit,)),)
