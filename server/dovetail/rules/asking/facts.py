"""What functions have extracted of sources or contracts, by name and by key, brought up to date one change after another."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import field
from typing import Any, Generic, TypeVar

from dovetail.core.dataclass import dataclass
from dovetail.core.snapshot import Snapshot, indexed

from .watching import Key

T = TypeVar("T")
Extract = Callable[[T], Any]
_NOTHING: Any = object()


@dataclass(slots=True)
class Held:
    """What one function said, by name; and by key, where it says several things under keys of their own."""

    by_name: dict[str, Any]
    by_key: dict[Hashable, dict[str, Any]]
    counts: dict[Hashable, Counter[Hashable]] = field(default_factory=dict[Hashable, Counter[Hashable]])

    def values_of(self, key: Hashable) -> Collection[Any]:
        """What is said under a key, each once. How often is counted from the first time on that somebody asks."""
        if key not in self.counts:
            self.counts[key] = Counter(self.by_key.get(key, {}).values())
        return self.counts[key].keys()

    def take_in(self, name: str, before: Any, after: Any) -> tuple[set[Hashable], set[Hashable]]:
        """Takes over what is said of a name under each key.

        Gives the keys under which that is something else, and those under which something is said for the first or last time.
        """
        old: Mapping[Hashable, Any] = before if isinstance(before, Mapping) else {}
        new: Mapping[Hashable, Any] = after if isinstance(after, Mapping) else {}
        by_key = self.by_key
        if old == new:
            for k, value in new.items():
                by_key[k][name] = value
            return set(), set()
        for k, value in new.items():
            held = by_key.get(k)
            if held is None:
                by_key[k] = {name: value}
            else:
                held[name] = value
        for k in old.keys() - new.keys():
            del self.by_key[k][name]
            if not self.by_key[k]:
                del self.by_key[k]
        differ = {k for k in old.keys() | new.keys() if old.get(k, _NOTHING) != new.get(k, _NOTHING)}
        values: set[Hashable] = set()
        for k in differ & self.counts.keys():
            counted = self.counts[k]
            count = len(counted)
            if k in new:
                counted[new[k]] += 1
            if len(counted) != count:
                values.add(k)
            if k in old:
                counted[old[k]] -= 1
                if not counted[old[k]]:
                    del counted[old[k]]
                    values.add(k)
        return differ, values


class Facts(Generic[T]):
    """All that was ever asked for of one sort of subject. `whole`, `one` and `value` begin the keys that tell who has looked at what."""

    def __init__(
        self, whole: str, one: str, value: str, ask: Callable[[Snapshot], Callable[[Extract[T]], Mapping[str, Any]]]
    ) -> None:
        self._whole = whole
        self._one = one
        self._value = value
        self._ask = ask
        self._held: dict[Extract[T], Held] = {}

    def held(self, extract: Extract[T], snapshot: Snapshot) -> Held:
        """What a function says of the subjects of a snapshot."""
        if extract not in self._held:
            by_name = dict(self._ask(snapshot)(extract))
            keyed = {n: v for n, v in by_name.items() if isinstance(v, Mapping)}
            self._held[extract] = Held(by_name, indexed(keyed))
        return self._held[extract]

    def update(
        self,
        changed: Mapping[str, T | None],
        order: Callable[[Iterable[str]], Iterable[str]],
        *,
        reordered: bool = False,
    ) -> set[Key]:
        """Asks again of subjects that have changed, None for one that is gone; gives the keys of what is said otherwise now.

        `order` puts names in the order in which a snapshot from nothing has them; `reordered` where those that stay may have
        changed places with one another.
        """
        keys: set[Key] = set()
        for extract, held in self._held.items() if changed else ():
            differ = appeared = False
            for name, subject in changed.items():
                before = held.by_name.get(name, _NOTHING)
                after = (extract(subject) if subject is not None else None) or _NOTHING
                if after is before:
                    continue
                # What is equal is taken over too: who compares it with a shape of the new reading asks whether it is the same one.
                if after is _NOTHING:
                    del held.by_name[name]
                else:
                    held.by_name[name] = after
                said, values = held.take_in(name, before, after)
                keys |= {(self._one, extract, k) for k in said} | {(self._value, extract, k) for k in values}
                differ = differ or after != before
                appeared = appeared or before is _NOTHING
            if appeared or reordered:
                ordered = list(order(held.by_name))
                differ = differ or ordered != list(held.by_name)
                held.by_name = {name: held.by_name[name] for name in ordered}
            if differ:
                keys.add((self._whole, extract))
        return keys
