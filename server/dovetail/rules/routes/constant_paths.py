"""Paths of routes that stand under names of other files: what they are, and where they are written."""

import re

from dovetail.core.dataclass import replace
from dovetail.core.shapes import NAMED_PATH, Route
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..files.imported import handed_on
from ..typescript.reached import Reach
from .sending import constant_path

_MARK = f"/{NAMED_PATH}"
_NEST = "@nestjs/"
_TEXT = re.compile(r"""["'][\w:-][\w:./-]*["']""")


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
        constant = _constant(segment, source, snapshot)
        if constant is None:
            return None
        found.append(f"/{constant[0].strip('/')}".rstrip("/"))
    return "".join(found) or "/"


def named_place(path: str, source: Source, snapshot: Snapshot) -> tuple[str, Range] | None:
    """The file and the place where the end of a path is written, where that stands under a name of another file."""
    last = path.rpartition("/")[2]
    found = _constant(last, source, snapshot) if last.startswith(NAMED_PATH) else None
    return found[1] if found is not None else None


def _constant(segment: str, source: Source, snapshot: Snapshot) -> tuple[str, tuple[str, Range] | None] | None:
    """What a name in a path stands for, and where that is written. In NestJS it need not begin with a slash."""
    written = segment.removeprefix(NAMED_PATH)
    found = constant_path(written, source, Reach(snapshot))
    if found is not None or not any(i.module.startswith(_NEST) for i in source.shapes.imports):
        return found
    name, _, rest = written.partition(".")
    place = handed_on(name, source, snapshot)
    constants = (c for c in place[0].shapes.constants if c.name == place[1]) if place is not None else ()
    entry = next((e for c in constants for e in c.entries if e.name == rest), None)
    if place is None or entry is None or _TEXT.fullmatch(entry.value) is None:
        return None
    end = entry.range.end - 1
    return entry.value[1:-1], (place[0].path, Range(end - len(entry.value) + 2, end))


def with_whole_path(route: Route, source: Source, snapshot: Snapshot) -> Route | None:
    """A route with its whole path; None where that is not known."""
    if not is_named(route.path):
        return route
    whole = whole_path(route.path, source, snapshot)
    return replace(route, path=whole) if whole is not None else None
