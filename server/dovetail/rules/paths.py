"""Paths of routes: `:id`, `{id}`, `[id]` and `<id>` are the same parameter, whatever it is called."""

import re
from functools import lru_cache

_PARAMETER = re.compile(r":\w+(\([^)]*\))?|\{[^}]*\}|\[[^\]]*\]|<[^>]*>|\$\{[^}]*\}")
_HOST = re.compile(r"^[a-z]+://[^/]+")
_KEPT = 20_000  # paths; every route is compared with every endpoint, so each is asked for many times


@lru_cache(_KEPT)
def normal_path(path: str) -> str:
    """A path as it is compared: parameters without names, without a query, a host or a slash at its end."""
    return "/" + "/".join(segments(path))


@lru_cache(_KEPT)
def segments(path: str) -> tuple[str, ...]:
    """The segments of a path as they are compared."""
    written = _HOST.sub("", path.partition("?")[0])
    return tuple(_PARAMETER.sub(":", s) for s in written.split("/") if s)


def ends_with(path: str, end: str) -> bool:
    """True where a path ends with another, whole segments compared: a router may stand behind any prefix."""
    whole, part = segments(path), segments(end)
    return not part or whole[-len(part) :] == part
