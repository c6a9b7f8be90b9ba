"""What was made last, to be found again for a while."""

from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The values that were kept last: no more than so many, of no more than so much weight together, but always the last one.

    A quarter of them goes at once, so that what is left is weighed seldom: several threads may keep values, and none has to wait for
    another to count them.
    """

    def __init__(self, most: int, weight: int) -> None:
        self._most = most
        self._limit = weight
        self._held: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._weight = 0

    def __len__(self) -> int:
        return len(self._held)

    @property
    def weight(self) -> int:
        """What all that is held weighs together."""
        return sum(weight for _, weight in [*self._held.values()])

    def get(self, key: K) -> V | None:
        found = self._held.get(key)
        return found[0] if found is not None else None

    def keep(self, key: K, value: V, weight: int) -> None:
        """A value that is the last one from here on, also where it is held already."""
        known = self._held.pop(key, None)
        self._held[key] = value, weight
        if known is None:
            self._weight += weight
            if self._weight > self._limit or len(self._held) > self._most:
                self._thin()

    def clear(self) -> None:
        self._held.clear()
        self._weight = 0

    def _thin(self) -> None:
        """Lets go of the oldest, until a quarter is free."""
        held = [*self._held.items()]
        weight, count = sum(weight for _, (_, weight) in held), len(held)
        for key, (_, own) in held[:-1]:
            if 4 * weight <= 3 * self._limit and 4 * count <= 3 * self._most:
                break
            if self._held.pop(key, None) is not None:
                weight, count = weight - own, count - 1
        self._weight = weight
