"""What the values are that routes answer with, where they only stand by a name there: `res.json(items)`, `{ items, total }`."""

from collections.abc import Iterator, Mapping

from dovetail.core.contracts import Contract
from dovetail.core.shapes import SCHEMA_OBJECTS, Field, Sent
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..contracts.asked import Bound as Implementing
from ..typescript.reached import Reach
from ..typescript.things import Both, Owner, Thing, Type, parts_of
from .bound_routes import Bound

_PART = "response"
_PLAIN = frozenset({"interface", "type", "record", "drizzle table", "model"}) | SCHEMA_OBJECTS


def listed_values(bound: Bound, snapshot: Snapshot) -> Iterator[tuple[tuple[str, ...], bool, Range]]:
    """Whether values that a route answers with are lists, each with the chain to where it goes and its place."""
    for chain, value, at in _answered(bound, snapshot):
        is_list = _is_list(value, bound.source, snapshot)
        if is_list is not None:
            yield chain, is_list, at


def sent_values(bound: Bound, snapshot: Snapshot) -> Iterator[Sent]:
    """The objects that a route answers with all of whose names are known by their type."""
    for chain, value, at in _answered(bound, snapshot):
        if value.list_depth or len(chain) > 1:
            continue
        holders = _owners(value, bound.source, Reach(snapshot))
        if holders is not None and len(holders) == 1 and all(_is_plain(part, snapshot) for part in holders[0]):
            yield Sent(_PART, at, tuple(f.name for part in holders[0] for f, _ in part.fields))


def _answered(bound: Bound, snapshot: Snapshot) -> Iterator[tuple[tuple[str, ...], Field, Range]]:
    """The values that a route answers with, and what they hold by the names that are written there."""
    places = {m.range: m.chain for m in bound.route.models if not m.type and m.chain[:1] == (_PART,)}
    if not places:
        return
    source = bound.source
    known = snapshot.once(("answered by place", source.path), lambda: _by_place(source))
    for n in sorted(n for at in places for n in known.get(at, ())):
        value = source.shapes.answered[n]
        chain = places[value.name_range]
        written = value.kind.name in ("unknown", "record") and not value.kind.target and not value.kind.steps
        if written and value.kind.members and not value.list_depth:
            yield from (((*chain, m.name), m, value.name_range) for m in value.kind.members)
        if not written or source.text.source[value.name_range.start] != "{":
            yield chain, value, value.name_range


def _by_place(source: Source) -> Mapping[Range, list[int]]:
    """Which of the values that a file answers with stand at each place: with hundreds of routes in a file each finds its own."""
    found: dict[Range, list[int]] = {}
    for n, value in enumerate(source.shapes.answered):
        found.setdefault(value.name_range, []).append(n)
    return found


def _is_list(value: Field, source: Source, snapshot: Snapshot) -> bool | None:
    """True for a list, and False for one object whose names are known; None for what is not known, or neither."""
    if value.list_depth:
        return True
    if value.kind.members and not value.kind.target and not value.kind.steps:
        return False if all(m.name.isidentifier() for m in value.kind.members) else None
    reach = Reach(snapshot)
    found = reach.looked_up(Type(value.kind, 0, source))
    if found and all(isinstance(t, Type) and t.depth for t in found):
        return True
    holders = _owners(value, source, reach)
    return False if holders and all(_is_plain(part, snapshot) for parts in holders for part in parts) else None


def _owners(value: Field, source: Source, reach: Reach) -> list[tuple[Owner, ...]] | None:
    """The alternatives that a value is one of, each by its parts; None where one is not wholly known."""
    found: list[tuple[Owner, ...]] = []
    things: list[Thing] = [*reach.looked_up(Type(value.kind, 0, source))]
    for one in (e for thing in things for e in reach.expanded(thing, 0) or (None,)):
        parts = parts_of(one) if isinstance(one, Owner | Both) else ()
        if not parts or any(p.loose or not p.closed for p in parts):
            return None
        found.append(parts)
    return found


def _is_plain(owner: Owner, snapshot: Snapshot) -> bool:
    """True for what is data of the program and nothing else, which a class may not be, and what a library declares."""
    record = owner.record
    if not owner.fields or any(s.path not in snapshot.sources or not f.name.isidentifier() for f, s in owner.fields):
        return False
    if isinstance(owner.of, Contract):
        return True
    bound = owner.of.record if isinstance(owner.of, Implementing) else record
    return bound is not None and bound.construct in _PLAIN
