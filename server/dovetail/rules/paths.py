"""Paths of routes: `:id`, `{id}`, `[id]` and `<id>` are the same parameter, whatever it is called."""

import re

_PARAMETER = re.compile(r":\w+(\([^)]*\))?|\{[^}]*\}|\[[^\]]*\]|<[^>]*>|\$\{[^}]*\}")


def normal_path(path: str) -> str:
    """A path as it is compared: parameters without names, without a query, a host or a slash at its end."""
    path = re.sub(r"^[a-z]+://[^/]+", "", path.partition("?")[0])
    segments = [_PARAMETER.sub(":", s) for s in path.split("/") if s]
    return "/" + "/".join(segments)


def ends_with(path: str, end: str) -> bool:
    """True where a path ends with another, whole segments compared: a router may stand behind any prefix."""
    whole, part = normal_path(path).split("/")[1:], normal_path(end).split("/")[1:]
    part = [s for s in part if s]
    return not part or whole[-len(part) :] == part
