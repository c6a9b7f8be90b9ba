"""Who has looked at what."""

from collections.abc import Hashable
from typing import Generic, TypeVar

FEW = 4
K = TypeVar("K", bound=Hashable)
T = TypeVar("T", bound=Hashable)


class Lookers(Generic[K, T]):
    """Some of them under each key, which is gone with the last: many a name is typed only once.

    Most keys have one alone, or a few. He is kept as he is, and they in a list: a set for each would take as much memory as all that is
    said.
    """

    def __init__(self) -> None:
        self._held: dict[K, T | list[T] | set[T]] = {}

    def add(self, key: K, one: T) -> None:
        held = self._held.setdefault(key, one)
        if isinstance(held, set):
            held.add(one)
        elif not isinstance(held, list):
            if held != one:
                self._held[key] = [held, one]
        elif one not in held:
            held.append(one)
            if len(held) > FEW:
                self._held[key] = set(held)

    def discard(self, key: K, one: T) -> None:
        held = self._held.get(key)
        if isinstance(held, set):
            held.discard(one)
        elif isinstance(held, list) and one in held:
            held.remove(one)
        if not held or held == one:
            self._held.pop(key, None)

    def of(self, *keys: K) -> set[T]:
        """Those under any of some keys."""
        found: set[T] = set()
        for key in keys:
            held = self._held.get(key)
            if isinstance(held, list | set):
                found.update(held)
            elif held is not None:
                found.add(held)
        return found
