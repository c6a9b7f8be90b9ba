"""The paths that Python's frameworks know by names: `reverse("user-list")` of Django, `url_for("users.show")` of Flask and FastAPI."""

from collections.abc import Iterator, Mapping

from dovetail.core.shapes import Mount, Route
from dovetail.core.snapshot import Snapshot, Source

from ..files.python_names import defined
from .mounting import whole_paths

NAMED = "url:"  # before the name of a path, in the place of the path


def named_paths(name: str, snapshot: Snapshot) -> tuple[str, ...]:
    """The paths that a name may stand for; a namespace before it, or the name of a blueprint, is left aside where one path is meant."""
    return snapshot.once(("named path", name), lambda: tuple(dict.fromkeys(_paths(name, snapshot))))


def _paths(name: str, snapshot: Snapshot) -> Iterator[str]:
    last = name.rpartition(":")[2]
    for path, mounts in snapshot.sources_with(_mounts, last):
        yield from _of_mounts(mounts, "", snapshot.sources[path], snapshot)
    parts = last.split("-")
    for cut in range(1, len(parts)):
        base, own = "-".join(parts[:cut]), "-".join(parts[cut:])
        for path, mounts in snapshot.sources_with(_mounts, f"{base}-"):
            yield from _of_mounts(mounts, own, snapshot.sources[path], snapshot)
    for path, mounts in snapshot.sources_with(_mounts, "-"):
        yield from _of_mounts(mounts, last, snapshot.sources[path], snapshot, True)
    blueprint, _, function = last.rpartition(".")
    found = [
        (snapshot.sources[path], route) for path, routes in snapshot.sources_with(_served, function) for route in routes
    ]
    meant = [(s, r) for s, r in found if r.name == name and not name.isidentifier()] or [
        (s, r) for s, r in found if blueprint and (blueprint in r.router or blueprint in s.path)
    ]
    for source, route in meant or found:
        yield from whole_paths(route, source, snapshot) or (route.path,)


def _of_mounts(
    mounts: tuple[Mount, ...], name: str, source: Source, snapshot: Snapshot, whole: bool = False
) -> Iterator[str]:
    """The paths of views that hang in these places: of all their routes, or of those whose name, or `whole` name, it is."""
    for mount in mounts:
        place = defined(mount.router, source, snapshot)
        for route in place[0].shapes.routes if place is not None else ():
            own = route.name if whole else route.name.partition("-")[2]
            if place is not None and route.side == "server" and route.router == place[1] and name in ("", own):
                yield from whole_paths(route, place[0], snapshot)


def _mounts(source: Source) -> Mapping[str, tuple[Mount, ...]]:
    found: dict[str, tuple[Mount, ...]] = {}
    for mount in source.shapes.mounts:
        if mount.name:
            found[mount.name] = (*found.get(mount.name, ()), mount)
    return found


def _served(source: Source) -> Mapping[str, tuple[Route, ...]]:
    """The routes of a file of Python by the names that they say, or those of their handlers; a namespace before it is left aside."""
    found: dict[str, tuple[Route, ...]] = {}
    for route in source.shapes.routes if source.shapes.language == "python" else ():
        own = route.name.rpartition(":")[2]
        if route.side == "server" and (":" in route.name or own.isidentifier()):
            found[own] = (*found.get(own, ()), route)
    return found
