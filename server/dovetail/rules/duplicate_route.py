"""Two places serve the same route, and only one of them is ever reached."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.findings import Place
from dovetail.core.paths import is_test
from dovetail.core.shapes import Route
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .contracts.paths import normal_path
from .faults import Fault

_OTHERWISE = re.compile(r"^([ \t]*)(?:\}\s*else\b|else\b|elif\b)", re.MULTILINE)
MANIFESTS = ("package.json", "pyproject.toml", "go.mod", "Cargo.toml", "composer.json", "Gemfile")


@rule("integration", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    first: dict[tuple[str, str], tuple[Source, Route]] = {}
    for route in () if source.path.endswith(SUFFIX) else _served(source):
        at = (route.method, normal_path(route.path))
        if not _counts(route, at, snapshot):
            continue
        if at not in first:
            first[at] = _first(at, application_of(source.path, snapshot), snapshot) or (source, route)
        known = first[at]
        if known[1] is not route and not _chained(known, (source, route)) and not _either(known, (source, route)):
            yield Fault(
                source.path,
                route.path_range,
                f"`{route.method} {route.path}` is served in {known[0].path} already; keep one of the two.",
                (Place(known[0].path, known[1].path_range, f"`{known[1].method} {known[1].path}` is served here too"),),
            )


def _first(at: tuple[str, str], application: str, snapshot: Snapshot) -> tuple[Source, Route] | None:
    """Where a route of an application is served first, by path and place."""
    for path, _ in snapshot.sources_with(_routes, at):
        if application_of(path, snapshot) == application:
            other = snapshot.sources[path]
            for route in _by_place(other, snapshot).get(at, ()):
                if _counts(route, at, snapshot):
                    return other, route
    return None


def _by_place(source: Source, snapshot: Snapshot) -> Mapping[tuple[str, str], list[Route]]:
    """The routes of a file by what they serve: with hundreds of them in a file each finds its own."""

    def found() -> dict[tuple[str, str], list[Route]]:
        places: dict[tuple[str, str], list[Route]] = {}
        for route in _served(source):
            places.setdefault((route.method, normal_path(route.path)), []).append(route)
        return places

    return snapshot.once(("served by place", source.path), found)


def _counts(route: Route, at: tuple[str, str], snapshot: Snapshot) -> bool:
    """A router may stand behind any prefix: there only the path of an endpoint says enough."""
    return not route.mounted or bool(snapshot.contracts_with(_endpoint, at))


def _endpoint(contract: Contract) -> dict[tuple[str, str], bool]:
    found = contract.endpoint
    return {(found[0], normal_path(found[1])): True} if found is not None else {}


def _routes(source: Source) -> dict[tuple[str, str], bool]:
    return {(r.method, normal_path(r.path)): True for r in _served(source)}


def _served(source: Source) -> Iterator[Route]:
    return (r for r in source.shapes.routes if r.side == "server" and not is_test(source.path))


def _chained(a: tuple[Source, Route], b: tuple[Source, Route]) -> bool:
    """True for two handlers at one place, which run one after the other."""
    return a[0].path == b[0].path and a[1].path_range == b[1].path_range


def _either(a: tuple[Source, Route], b: tuple[Source, Route]) -> bool:
    """True for two routes in the branches of one condition, of which there is one."""
    if a[0].path != b[0].path:
        return False
    text = a[0].text
    first, last = sorted((a[1].path_range.start, b[1].path_range.start))
    lines = [text.line_range(text.line_of(at)) for at in (first, last)]
    indents = [
        len(written) - len(written.lstrip()) for line in lines if (written := text.source[line.start : line.end])
    ]
    between = _OTHERWISE.finditer(text.source, lines[0].end, lines[1].start)
    return any(len(m[1]) < min(indents) for m in between)


def application_of(path: str, snapshot: Snapshot) -> str:
    """The folder of the nearest manifest above a file: two applications may serve the same route."""
    folder = path.rpartition("/")[0]
    while folder:
        if any(f"{folder}/{m}" in snapshot.paths for m in MANIFESTS):
            return folder
        folder = folder.rpartition("/")[0]
    return ""
