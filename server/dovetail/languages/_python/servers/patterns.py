"""Paths that Django is told by patterns: `re_path(r"^users/(?P<pk>\\d+)/?$", …)`, and `url(…)` as it was called before."""

import re
from typing import Final

BY_PATTERN: Final = frozenset({"re_path", "url"})
_NAMED = re.compile(r"\?P<(\w+)>")
_ESCAPED = re.compile(r"\\([-./_~])")
_MEANS = frozenset("^$*+?|{}[]()\\")


def path_of_pattern(pattern: str) -> str | None:
    """The path that a pattern matches, each group a parameter of its name; None where it matches others, too."""
    inner = re.sub(r"(?:\$|\\Z|\Z)$", "", pattern.removeprefix("^"))
    inner = inner.removesuffix("/?")
    made, at = "", 0
    while at < len(inner):
        if inner[at] != "(":
            made, at = made + inner[at], at + 1
            continue
        end = _closing(inner, at)
        if end is None or inner[end + 1 : end + 2] in ("?", "*", "+"):
            return None
        within = inner[at + 1 : end]
        named = _NAMED.match(within)
        if named is None and within.startswith("?"):
            return None
        made, at = made + "{" + (named[1] if named is not None else "value") + "}", end + 1
    plain = _ESCAPED.sub(r"\1", made)
    return plain.rstrip("/") if _MEANS.isdisjoint(re.sub(r"\{\w+\}", "", plain)) else None


def _closing(pattern: str, start: int) -> int | None:
    """Where the bracket closes that opens at a place; one within a class of characters counts for none."""
    depth, at, listed = 0, start, False
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif listed:
            listed = char != "]"
        elif char == "[":
            listed = True
        elif char in "()":
            depth += 1 if char == "(" else -1
            if not depth:
                return at
        at += 1
    return None
