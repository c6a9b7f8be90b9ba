"""Rising offsets into a text, such as where its lines start, from one edit to the next.

An edit moves all that is behind it. That is noted as one number, and each offset is moved when it is asked for: to make thousands
anew at every keystroke would take longer than all that the keystroke asks for. It is the gap of a gap buffer, over numbers.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import overload


class Offsets(Sequence[int]):
    """Offsets in order. Those that are held from `_first` on stand `_by` farther on than is held."""

    __slots__ = ("_by", "_first", "_held")

    def __init__(self, held: Iterable[int]) -> None:
        self._held = [*held]
        self._first = 0
        self._by = 0

    def __len__(self) -> int:
        return len(self._held)

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self._held)))]
        at = index if index >= 0 else index + len(self._held)
        return self._held[index] + self._by if at >= self._first else self._held[index]

    def __iter__(self) -> Iterator[int]:
        yield from self._held[: self._first]
        by = self._by
        yield from [held + by for held in self._held[self._first :]]

    def __contains__(self, offset: object) -> bool:
        return isinstance(offset, int) and (at := self.before(offset)) < len(self) and self[at] == offset

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Offsets) and [*self] == [*other]

    __hash__ = None  # pyright: ignore[reportAssignmentType] it is no value to look up by

    def before(self, offset: int) -> int:
        """How many are less than an offset."""
        found = bisect_left(self._held, offset, 0, self._first)
        return found if found < self._first else bisect_left(self._held, offset - self._by, self._first)

    def until(self, offset: int) -> int:
        """How many are no more than an offset."""
        found = bisect_right(self._held, offset, 0, self._first)
        return found if found < self._first else bisect_right(self._held, offset - self._by, self._first)

    def edited(self, first: int, rest: int, inside: Sequence[int], by: int) -> "Offsets":
        """The offsets with those from the how manieth to the how manieth replaced, and all behind them moved."""
        made = Offsets(())
        held, moved = self._held, self._first if self._by else first
        made._first, made._by = first + len(inside), self._by + by
        if moved == first == rest and not inside:  # somebody who types stays where he is
            made._held = held
            return made
        head = held[:first] if moved >= first else [*held[:moved], *[o + self._by for o in held[moved:first]]]
        tail = held[rest:] if moved <= rest else [*[o - self._by for o in held[rest:moved]], *held[moved:]]
        made._held = [*head, *inside, *tail]
        return made
