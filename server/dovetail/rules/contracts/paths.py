"""Paths of routes: `:id`, `{id}`, `[id]` and `<id>` are the same parameter, whatever it is called."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Generic, TypeVar

from dovetail.core.cached import cached_property
from dovetail.core.words import singular, with_fewer_letters

T = TypeVar("T")
FEW_EDITS = 2  # by which a segment is another one, misspelt

_PARAMETER = re.compile(r":\w+(\([^)]*\))?|\{[^}]*\}|\[[^\]]*\]|<[^>]*>|\$\{[^}]*\}")
_HOST = re.compile(r"^[a-z]+://[^/]+")
_PREFIX = re.compile(
    r"(?:/(?:(?:api|rest)(?:/\d+)?|v\d+))+(?=/)"
)  # what a server, a proxy or a client's base puts before a path
_ID = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}")
_VERSIONED = (["", "api"], ["", "rest"])  # the steps behind which a number is no id
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


def with_parameters(path: str) -> str:
    """A path in which ids that are written out are parameters: `/users/:` of `/users/7`. The 0 of `/api/0/users` is its version."""
    return with_filled(path, _ID)


def with_filled(path: str, value: re.Pattern[str]) -> str:
    """A path in which steps of a form stand for parameters, but for a version."""
    steps = normal_path(path).split("/")
    return "/".join(":" if value.fullmatch(s) and steps[:at] not in _VERSIONED else s for at, s in enumerate(steps))


def unprefixed(path: str) -> str:
    """A path without the prefix that is usual before one: `/users` of `/api/v1/users`. It stays where a parameter would come first."""
    prefix = _PREFIX.match(path)
    bare = path[prefix.end() :] if prefix is not None else path
    return bare if segments(bare)[:1] != (":",) and segments(bare) else path


def ends_with(path: str, end: str) -> bool:
    """True where a path ends with another, whole segments compared: a router may stand behind any prefix."""
    whole, part = segments(path), segments(end)
    return not part or whole[-len(part) :] == part


def asks_for(path: str, asked: str, mounted: bool) -> bool:
    """True where a client's path is one of those that a path with parameters stands for; `mounted` where it may be the end of one."""
    whole, part = segments(path), segments(asked)
    if mounted and part:
        whole = whole[-len(part) :]
    return (mounted and not part) or (
        len(whole) == len(part) and all(w in (p, ":") for w, p in zip(whole, part, strict=True))
    )


class Patterns(Generic[T]):
    """Things by the path that each is for, so that a path finds its own without being compared with all of them.

    A pattern is a path, with true where it may stand behind any prefix. A parameter takes any segment, and a star everything.
    """

    def __init__(self, things: Iterable[tuple[str, bool, T]]) -> None:
        self._things: list[T] = []
        self._anything: list[int] = []
        self._ends: dict[tuple[str, ...], list[int]] = {}
        self._tree: dict[str | None, Any] = {}  # a level for each segment, with the things that end there under None
        for n, (path, mounted, thing) in enumerate(things):
            self._things.append(thing)
            if "*" in path:
                self._anything.append(n)
            elif mounted:
                self._ends.setdefault(segments(path), []).append(n)
            else:
                level = self._tree
                for segment in segments(path):
                    level = level.setdefault(segment, {})
                level.setdefault(None, []).append(n)

    def of(self, path: str) -> list[T]:
        """The things whose pattern takes a path, in their order."""
        asked = segments(path)
        levels = [self._tree]
        for segment in asked:
            levels = [below for level in levels for s in {segment, ":"} if (below := level.get(s)) is not None]
        found = {*self._anything, *(n for level in levels for n in level.get(None, ()))}
        for start in range(len(asked) + 1):
            found.update(self._ends.get(asked[start:], ()))
        return [self._things[n] for n in sorted(found)]


class Alike(Generic[T]):
    """Things by their paths, so that a path finds those that are it, or end with it, but for one segment that is no parameter and that
    may be misspelt, without being compared with all of them. It may find others, too.
    """

    def __init__(self, things: Iterable[tuple[str, T]]) -> None:
        self._things: list[T] = []
        self._ends: dict[tuple[tuple[str, ...], str], list[int]] = {}
        for n, (path, thing) in enumerate(things):
            self._things.append(thing)
            whole = segments(path)
            for one in {one for start in range(len(whole)) for one in _but_for_one(whole[start:])}:
                self._ends.setdefault(one, []).append(n)

    def of(self, paths: Iterable[str]) -> list[T]:
        """The things that are like one of some paths, in their order."""
        found: set[int] = set()
        for rest, segment in (one for path in paths for one in _but_for_one(segments(path))):
            for near in {word for key in _keys(segment) for word in self._words.get(key, ())}:
                found.update(self._ends.get((rest, near), ()))
        return [self._things[n] for n in sorted(found)]

    @cached_property
    def _words(self) -> Mapping[str, list[str]]:
        """The segments by what they have in common with others that are hardly different."""
        found: dict[str, list[str]] = {}
        for word in dict.fromkeys(segment for _, segment in self._ends):
            for key in _keys(word):
                found.setdefault(key, []).append(word)
        return found


def _keys(segment: str) -> set[str]:
    return {singular(segment), *with_fewer_letters(segment, FEW_EDITS)}


def _but_for_one(path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """A path with one of its segments left open, and that segment, for each that is no parameter."""
    for n, segment in enumerate(path):
        if segment != ":":
            yield (*path[:n], "", *path[n + 1 :]), segment
