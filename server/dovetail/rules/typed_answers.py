"""What a route sends of a function that says what it gives: all its names are there, as if they were written where they are sent."""

from collections.abc import Iterator

from dovetail.core.shapes import Passed, Sent, Use
from dovetail.core.snapshot import Snapshot, Source

from .expansion import TYPE_OF
from .reached import Reach
from .things import CALL, Owner, Type

_PARTS = ("response", "errors")


def sent_by_functions(passes: tuple[Passed, ...], source: Source, snapshot: Snapshot) -> Iterator[Sent]:
    """The objects that functions give whose type is wholly known, and no list."""
    for passed in passes:
        if passed.chain and passed.chain[0] in _PARTS:
            names = _names(passed, source, snapshot)
            if names:
                yield Sent(passed.chain[0], passed.range, names, passed.chain[1:])


def _names(passed: Passed, source: Source, snapshot: Snapshot) -> tuple[str, ...]:
    reach = Reach(snapshot)
    use = _leading(passed)
    ends = reach.ends(use, source)
    if len(ends) != 1 or not isinstance(ends[0], Type | Owner):
        return ()
    holders = reach.holders(use, source)
    if len(holders) != 1 or (isinstance(ends[0], Type) and ends[0].depth):
        return ()
    return tuple(f.name for owner in holders[0] for f, _ in owner.fields if f.name[:1] not in ("(", "["))


def _leading(passed: Passed) -> Use:
    """A use that leads to what a function gives: `load`, `Users.find` of a class, `makeUsers().find`."""
    first, *rest = passed.callee.split(".")
    made = first.endswith(CALL)
    of_class = bool(rest) and not made and first[:1].isupper()
    name = first.removesuffix(CALL)
    chain = (*((CALL,) if made else ()), *rest, CALL)
    ranges = (passed.range,) * len(chain)
    return Use(name if of_class else f"{TYPE_OF}{name}", chain, ranges, "read", passed.callee)
