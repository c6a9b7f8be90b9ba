"""Who has looked at what."""

from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T", bound=Hashable)


class Lookers(Generic[K, T]):
    """Some of them under each key, which is gone with the last: many a name is typed only once.

    Most keys have one alone. He is kept as he is: a set for each would take as much memory as all that is said.
    """

    def __init__(self) -> None:
        self._held: dict[K, T | set[T]] = {}

    def add(self, key: K, one: T) -> None:
        held = self._held.setdefault(key, one)
        if isinstance(held, set):
            held.add(one)
        elif held != one:
            self._held[key] = {held, one}

    def discard(self, key: K, one: T) -> None:
        held = self._held.get(key)
        if isinstance(held, set):
            held.discard(one)
        if not held or held == one:
            self._held.pop(key, None)

    def of(self, *keys: K) -> set[T]:
        """Those under any of some keys."""
        found: set[T] = set()
        for key in keys:
            held = self._held.get(key)
            if isinstance(held, set):
                found |= held
            elif held is not None:
                found.add(held)
        return found
