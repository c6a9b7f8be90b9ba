"""Paths of routes, whatever the framework spells them like."""

import re

METHODS = frozenset("get post put patch delete options head".split())
_PARAMETER = re.compile(
    r":(\w+)(?:\([^)]*\)|\{[^{}]*\})?[?*+]?|\{([^{}:]*)(?::[^{}]*)?\}|\[(?:\.\.\.)?(\w+)\]|<(?:\w+:)?(\w+)>|\$\{([^}]*)\}"
)


def plain_path(path: str) -> str:
    """A path with every spelling of a parameter turned into `:name`."""

    def named(match: re.Match[str]) -> str:
        name = next((g for g in match.groups() if g is not None), "")
        word = re.findall(r"[A-Za-z_]\w*", name)
        return ":" + (word[-1] if word else "value")

    return _PARAMETER.sub(named, path)


def joined(prefix: str, path: str) -> str:
    return (prefix.rstrip("/") + "/" + path.lstrip("/")).rstrip("/") or "/"
