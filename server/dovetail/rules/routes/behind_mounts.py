"""Routers that other files mount, each at one place: what its routes are behind that, and which part of it is not as contracts say."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.paths import is_test
from dovetail.core.shapes import Mount, Route
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..contracts.paths import ends_with, normal_path, segments, unprefixed
from .constant_paths import is_named
from .endpoints import ANY, endpoints_with
from .mounting import Hanging, hung_behind

Tagged = tuple[Contract, Route]
_HOLE = "${"
_DEEPEST = 4  # routers of one file that hang on one another


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of what a router stands behind, with the place where it is written; None where that is no literal."""

    text: str
    path: str
    range: Range | None


@dataclass(frozen=True, slots=True)
class Mounted:
    """The one place at which other files mount a router; the outermost piece is the first.

    `instead` where that stands in the place of the router's own prefix, and `rooted` where nothing can stand before it.
    """

    pieces: tuple[Piece, ...]
    instead: bool
    rooted: bool

    def own(self, route: Route) -> str:
        """What a route has itself of its path."""
        return route.path.removeprefix(route.prefix.rstrip("/")) if self.instead else route.path

    def whole(self, route: Route) -> str:
        """The path of a route behind all of it."""
        before = "".join(p.text.rstrip("/") for p in self.pieces)
        return f"{before}/{self.own(route).strip('/')}".rstrip("/") or "/"

    def fits(self, path: str, route: Route) -> bool:
        """True where a route may stand at a path of a contract: one without the usual prefix may be meant behind that."""
        whole = self.whole(route)
        if normal_path(path) == normal_path(whole) or normal_path(path) == normal_path(unprefixed(whole)):
            return True
        return not self.rooted and (
            ends_with(path, whole) or (unprefixed(path) == path and ends_with(path, unprefixed(whole)))
        )


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Where a router is mounted at another place than contracts say; `wanted` is what should be written, if that is known."""

    contract: Contract
    route: Route
    whole: str
    path: str
    range: Range
    wanted: str | None


def mounted_at(tagged: Iterable[Tagged], source: Source, snapshot: Snapshot) -> Mapping[str, Mounted]:
    """Where routers are mounted that have routes which say their contract, by the names of the routers."""
    found: dict[str, Mounted] = {}
    for router in dict.fromkeys(r.router for _, r in tagged if r.side == "server" and r.mounted and r.router):
        mounted = _mounted(router, source, snapshot)
        if mounted is not None:
            found[router] = mounted
    return found


def misplaced(
    router: str, mounted: Mounted, tagged: Iterable[Tagged], source: Source, snapshot: Snapshot
) -> Misplaced | None:
    """What is wrong with where a router is mounted, if that is not what is right for one of its routes."""
    own = [(path, r, c) for c, r in tagged if r.router == router and (path := _path(c)) and r.mounted]
    astray = [(path, r, c) for path, r, c in own if ends_with(path, mounted.own(r))]
    if not astray or any(mounted.fits(path, r) for path, r, _ in own):
        return None
    if any(_is_endpoint(r, mounted, snapshot) for r in source.shapes.routes if r.router == router):
        return None
    before = [(_before(path, mounted.own(r)), r, c) for path, r, c in astray]
    most = Counter(wanted for wanted, _, _ in before).most_common(1)[0][0]
    contract, route = next((c, r) for wanted, r, c in before if wanted == most)
    piece, text = _differing(mounted.pieces, most)
    if piece.range is None:
        return None
    return Misplaced(contract, route, mounted.whole(route), piece.path, piece.range, text)


def _path(contract: Contract) -> str:
    return contract.endpoint[1] if contract.endpoint is not None else ""


def _is_endpoint(route: Route, mounted: Mounted, snapshot: Snapshot) -> bool:
    """True for a route that has method and path of an endpoint: where its router is mounted is right."""
    if not route.mounted or route.side != "server" or route.method in ANY:
        return False
    return bool(endpoints_with(route.method, normal_path(mounted.whole(route)), snapshot))


def _before(path: str, own: str) -> tuple[str, ...]:
    """The steps that a contract's path has before a route's own."""
    steps = segments(path)
    return steps[: len(steps) - len(segments(own))]


def _differing(pieces: tuple[Piece, ...], wanted: tuple[str, ...]) -> tuple[Piece, str | None]:
    """The one piece that is not as wanted, and what it should be; the innermost that is written, where there is no such one.

    What should be written has no parameters, which each framework writes in its own way.
    """
    steps = [segments(p.text) for p in pieces]
    fitting: list[tuple[Piece, str]] = []
    for n in reversed(range(len(pieces))):
        start, end = sum(map(len, steps[:n])), len(wanted) - sum(map(len, steps[n + 1 :]))
        before = tuple(s for each in steps[:n] for s in each)
        behind = tuple(s for each in steps[n + 1 :] for s in each)
        if start <= end and wanted[:start] == before and wanted[end:] == behind and wanted[start:end] != steps[n]:
            fitting.append((pieces[n], "/" + "/".join(wanted[start:end])))
    if fitting:  # the usual prefix stands before all routers
        piece, text = fitting[-1 if unprefixed(f"{fitting[-1][1]}/_") == "/_" else 0]
        return piece, text if ":" not in text else None
    written = [p for p in pieces if p.range is not None]
    return (written or pieces)[-1], None


def _mounted(router: str, source: Source, snapshot: Snapshot) -> Mounted | None:
    """Where a router is mounted; None where nobody does, several do, or it is not seen which path that is."""
    chains = [chain for chain in hung_behind(router, source, snapshot) if not any(is_test(p) for p, _ in chain)]
    if len(chains) != 1 or is_test(source.path):
        return None
    chain = chains[0]
    path, last = chain[-1]
    if any("*" in each.prefix or is_named(each.prefix) for _, each in chain) or not _is_the_router(
        router, path, last, source, snapshot
    ):
        return None
    pieces = tuple(p for path, each in chain for p in _pieces(path, each, snapshot))
    if any(_HOLE in snapshot.sources[p.path].text[p.range] for p in pieces if p.text and p.range is not None):
        return None
    return Mounted(pieces, last.instead, chain[0][1].rooted)


def _is_the_router(router: str, path: str, hanging: Hanging, source: Source, snapshot: Snapshot) -> bool:
    """True where what is mounted is surely that router of its file, and no other one of it."""
    if hanging.original == router:
        return True
    if len({r.router for r in source.shapes.routes if r.side == "server" and r.mounted}) > 1:
        return False
    if any(m.on == router for m in source.shapes.mounts):
        return False
    taken = [i for i in snapshot.sources[path].shapes.imports if i.module == hanging.module]
    return len(taken) < 2


def _pieces(path: str, hanging: Hanging, snapshot: Snapshot) -> Iterator[Piece]:
    """What a router stands behind by one file, piece by piece."""
    source = snapshot.sources[path]
    mount = source.shapes.mounts[hanging.nth]
    yield from _within(mount, source, 0)


def _within(mount: Mount, source: Source, depth: int) -> Iterator[Piece]:
    written = _written(mount, source)
    before = mount.prefix.removesuffix(written) if written else mount.prefix
    outer = next((m for m in source.shapes.mounts if m.router == mount.on and m.on != mount.on), None)
    if outer is not None and depth < _DEEPEST and before.startswith(outer.prefix):
        yield from _within(outer, source, depth + 1)
        before = before.removeprefix(outer.prefix)
    if before.strip("/"):
        yield Piece(before, source.path, None)
    if written:
        yield Piece(written, source.path, mount.path_range)
    elif not before.strip("/"):
        yield Piece("", source.path, mount.range)


def _written(mount: Mount, source: Source) -> str:
    """The part of a prefix that is written at the mount itself."""
    if mount.path_range is None:
        return ""
    return "/" + source.text[mount.path_range].strip("\"'`").strip("/")
