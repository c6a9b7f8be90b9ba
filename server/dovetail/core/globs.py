"""Globs over paths relative to the workspace root: `*`, `?`, `[abc]`, `{a,b}` within a segment, `**` across segments."""

import re
from functools import lru_cache


@lru_cache(maxsize=4096)
def _compiled(glob: str) -> re.Pattern[str]:
    return re.compile("|".join(_regex(g) for g in expand_braces(glob)) or r"(?!)")


@lru_cache(maxsize=4096)  # whoever types asks the same of one file at each keystroke
def matches(glob: str, path: str) -> bool:
    """True where the glob matches the whole path. A glob without wildcards also matches everything below it."""
    return _compiled(normal(glob)).fullmatch(path) is not None


def matches_any(globs: "tuple[str, ...] | list[str]", path: str) -> bool:
    return any(matches(g, path) for g in globs)


def normal(glob: str) -> str:
    """Without a leading `./` or `/`; a trailing slash means everything below."""
    glob = glob.removeprefix("./").lstrip("/")
    return glob + "**" if glob.endswith("/") else glob


def is_literal(glob: str) -> bool:
    return not re.search(r"[*?\[{]", glob)


@lru_cache(maxsize=4096)
def expand_braces(glob: str) -> tuple[str, ...]:
    """`src/{a,b}/**` as `src/a/**` and `src/b/**`; nested braces too."""
    open_at = glob.find("{")
    if open_at < 0:
        return (glob,)
    depth, parts, last = 0, [], open_at + 1
    for i in range(open_at, len(glob)):
        if glob[i] == "{":
            depth += 1
        elif glob[i] == "}":
            depth -= 1
            if depth == 0:
                parts.append(glob[last:i])
                return tuple(full for part in parts for full in expand_braces(glob[:open_at] + part + glob[i + 1 :]))
        elif glob[i] == "," and depth == 1:
            parts.append(glob[last:i])
            last = i + 1
    return (glob.replace("{", "[{]"),)


def _regex(glob: str) -> str:
    if is_literal(glob):
        return re.escape(glob) + "(/.*)?"
    out: list[str] = []
    segments = glob.split("/")
    for n, segment in enumerate(segments):
        last = n == len(segments) - 1
        if segment == "**":
            out.append(".*" if last else "(?:[^/]+/)*")
        else:
            out.append(_segment_regex(segment) + ("" if last else "/"))
    return "".join(out)


def _segment_regex(segment: str) -> str:
    out, i = [], 0
    while i < len(segment):
        c = segment[i]
        if c == "*":
            out.append("[^/]*")
        elif c == "?":
            out.append("[^/]")
        elif c == "[" and (close := segment.find("]", i + 2)) > 0:
            inner = segment[i + 1 : close].replace("\\", "\\\\").replace("[", "\\[")
            out.append("[" + ("^" + inner[1:] if inner[0] == "!" else inner) + "]")
            i = close
        else:
            out.append(re.escape(c))
        i += 1
    return "".join(out)


@lru_cache(maxsize=8192)
def overlap(a: str, b: str) -> bool:
    """True where some path, existing or not, is matched by both globs.

    The intersection of two patterns by dynamic programming over segments, then over characters; a character
    class counts as `?`, so the answer may be true once too often, never false.
    """
    return any(
        _segments_overlap(tuple(_with_tail(x)), tuple(_with_tail(y)))
        for x in expand_braces(normal(a))
        for y in expand_braces(normal(b))
    )


@lru_cache(maxsize=8192)
def fixed_parts(glob: str) -> tuple[str, ...]:
    """The folders that a glob names before its first wildcard, one for each of its alternatives, each with a slash at its ends.

    Two globs can overlap only where a folder of one is that of the other, or lies in it.
    """
    found: list[str] = []
    for one in expand_braces(normal(glob)):
        parts = one.split("/")
        fixed = next((n for n, part in enumerate(parts) if not is_literal(part)), len(parts))
        found.append("/" + "".join(f"{part}/" for part in parts[:fixed]))
    return tuple(found)


def _with_tail(glob: str) -> list[str]:
    return [*glob.split("/"), "**"] if is_literal(glob) else glob.split("/")


@lru_cache(maxsize=8192)
def _segments_overlap(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if not a or not b:
        return all(s == "**" for s in a + b)
    if a[0] == "**":
        return _segments_overlap(a[1:], b) or _segments_overlap(a, b[1:])
    if b[0] == "**":
        return _segments_overlap(b, a)
    return _wildcards_overlap(a[0], b[0]) and _segments_overlap(a[1:], b[1:])


def _wildcards_overlap(a: str, b: str) -> bool:
    a, b = (re.sub(r"\[[^\]]+\]", "?", s) for s in (a, b))
    row = [True] + [False] * len(b)
    for j in range(len(b)):
        row[j + 1] = row[j] and b[j] == "*"
    for i in range(len(a)):
        old, row = row, [row[0] and a[i] == "*"] + [False] * len(b)
        for j in range(len(b)):
            if "*" in (a[i], b[j]):
                row[j + 1] = old[j + 1] or row[j]
            else:
                row[j + 1] = old[j] and (a[i] == b[j] or "?" in (a[i], b[j]))
    return row[-1]
