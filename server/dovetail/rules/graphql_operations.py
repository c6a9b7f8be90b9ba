"""What operations of GraphQL ask of types that implement contracts."""

from collections.abc import Iterator

from dovetail.core.shapes import Record, Use
from dovetail.core.snapshot import Snapshot, Source

from .asked import Asked, Bound, Missed
from .bases import completed, graphql_types

TYPE = "graphql "


def first_unasked(use: Use, snapshot: Snapshot) -> Missed | None:
    """The first field of a chain that a bound type, or the one that the chain has led to, does not have."""
    return next((s for s in walk_operation(use, snapshot) if isinstance(s, Missed)), None)


def walk_operation(use: Use, snapshot: Snapshot) -> Iterator[Asked | Missed]:
    """The fields that a chain asks for, up to the first that is not there or not known."""
    types = graphql_types(snapshot)
    name = use.type_name.removeprefix(TYPE)
    for asked, at in zip(use.chain, use.ranges, strict=True):
        parts = types.get(name, ())
        found = _type(name, parts)
        if found is None:
            return
        source, record = found
        whole = completed(record, source, snapshot)
        field = next((f for f in whole.fields if f.name == asked), None)
        if field is None:
            pairings = snapshot.pairings_by_path.get(source.path, ())
            pairing = next((p for p in pairings if p.implementation == record), None)
            if pairing is not None:
                yield Missed(Bound(pairing, whole, source), asked, at)
            return
        declared = next(
            s.path for s, r in parts if any(f.name_range == field.name_range for f in r.fields if f.name == field.name)
        )
        yield Asked(at, declared, field)
        name = field.kind.target if field.kind.name in ("ref", "record") else ""


def _type(name: str, found: tuple[tuple[Source, Record], ...]) -> tuple[Source, Record] | None:
    """The one definition of a type. A root may have none, and be extended alone."""
    made = [(s, r) for s, r in found if not r.open]
    if len(made) == 1:
        return made[0]
    if made or not found or name not in ("Query", "Mutation", "Subscription"):
        return None
    source, record = found[0]
    fields = {f.name: f for _, r in found for f in r.fields}
    return source, Record(name, record.name_range, record.range, tuple(fields.values()), "api", record.construct)
