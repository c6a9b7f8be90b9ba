"""What a route sends of a function that says what it gives: all its names are there, as if they were written where they are sent."""

from collections.abc import Iterator

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Passed, Sent, Use
from dovetail.core.snapshot import Snapshot, Source

from ..python.held import Held
from ..typescript.expansion import TYPE_OF
from ..typescript.own_types import is_inferred
from ..typescript.reached import Reach
from ..typescript.things import CALL, Owner, Type
from .bound_routes import Bound
from .typescript_models import of_kind

_PARTS = ("response", "errors")
_REMADE = frozenset({"_id", "toJSON"})


def sent_by_functions(passes: tuple[Passed, ...], source: Source, snapshot: Snapshot) -> Iterator[Sent]:
    """The objects that functions give whose type is wholly known, and no list."""
    for passed in passes:
        if passed.chain and passed.chain[0] in _PARTS:
            names = _names(passed, source, snapshot)
            if names:
                yield Sent(passed.chain[0], passed.range, names, passed.chain[1:])


def types_given(bound: Bound, snapshot: Snapshot) -> Iterator[tuple[tuple[str, ...], Held]]:
    """The types that functions say they give of what a route answers, each with the chain to where it goes: `("response", "data")`.

    Nothing of what a library makes into something else on its way out: documents of Mongoose, and what has a `toJSON` of its own.
    """
    for passed in bound.route.passes if bound.source.shapes.language == "typescript" else ():
        if not passed.chain or passed.chain[0] not in _PARTS or passed.callee.endswith(")"):
            continue
        ends = Reach(snapshot).ends(_leading(passed), bound.source)
        end = ends[0] if len(ends) == 1 else None
        if not isinstance(end, Type) or end.kind.target in (end.given or ()) or end.source.path not in snapshot.sources:
            continue
        held = of_kind(end.kind, end.source, snapshot)
        if held is not None and held.what == "value" and not _is_remade(held):
            yield passed.chain, replace(held, depth=held.depth + end.depth)


def _is_remade(held: Held) -> bool:
    own = [r for r in held.source.shapes.records if r.name == held.name]
    named = {f.name for r in own for f in r.fields} | {m for r in own for m in r.members}
    return bool(named & _REMADE) or any("Document" in b.name for r in own for b in r.bases)


def _names(passed: Passed, source: Source, snapshot: Snapshot) -> tuple[str, ...]:
    reach = Reach(snapshot)
    use = _leading(passed)
    ends = reach.ends(use, source)
    if len(ends) != 1 or not isinstance(ends[0], Type | Owner):
        return ()
    holders = reach.holders(use, source)
    if len(holders) != 1 or (isinstance(ends[0], Type) and ends[0].depth):
        return ()
    if any(there.path not in snapshot.sources for owner in holders[0] for _, there in owner.fields):
        return ()  # a query that a library makes, which gives something else where it is awaited
    if all(is_inferred(f) for owner in holders[0] for f, _ in owner.fields):
        return ()  # what is written in the function is held there
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
