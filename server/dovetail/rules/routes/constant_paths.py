"""Paths of routes that stand under names of other files: what they are, and where they are written."""

from dovetail.core.dataclass import replace
from dovetail.core.shapes import NAMED_PATH, Route
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..typescript.reached import Reach
from .sending import constant_path

_MARK = f"/{NAMED_PATH}"


def is_named(path: str) -> bool:
    """True for a path of which a part stands under a name of another file."""
    return _MARK in path


def whole_path(path: str, source: Source, snapshot: Snapshot) -> str | None:
    """A path with what the names in it stand for; None where one of them is not known to be a path."""
    found: list[str] = []
    for segment in path.split("/")[1:]:
        if not segment.startswith(NAMED_PATH):
            found.append(f"/{segment}")
            continue
        constant = constant_path(segment.removeprefix(NAMED_PATH), source, Reach(snapshot))
        if constant is None:
            return None
        found.append(constant[0].rstrip("/"))
    return "".join(found) or "/"


def named_place(path: str, source: Source, snapshot: Snapshot) -> tuple[str, Range] | None:
    """The file and the place where the end of a path is written, where that stands under a name of another file."""
    last = path.rpartition("/")[2]
    found = (
        constant_path(last.removeprefix(NAMED_PATH), source, Reach(snapshot)) if last.startswith(NAMED_PATH) else None
    )
    return found[1] if found is not None else None


def with_whole_path(route: Route, source: Source, snapshot: Snapshot) -> Route | None:
    """A route with its whole path; None where that is not known."""
    if not is_named(route.path):
        return route
    whole = whole_path(route.path, source, snapshot)
    return replace(route, path=whole) if whole is not None else None
