"""What operations of GraphQL ask of types that implement contracts."""

from dovetail.core.shapes import Record, Use
from dovetail.core.snapshot import Snapshot, Source

from .bases import completed, graphql_types
from .classes import Bound, Missed

TYPE = "graphql "


def first_unasked(use: Use, snapshot: Snapshot) -> Missed | None:
    """The first field of a chain that a bound type, or the one that the chain has led to, does not have."""
    types = graphql_types(snapshot)
    name = use.type_name.removeprefix(TYPE)
    for asked, at in zip(use.chain, use.ranges, strict=True):
        found = _type(name, types.get(name, ()))
        if found is None:
            return None
        source, record = found
        whole = completed(record, source, snapshot)
        field = next((f for f in whole.fields if f.name == asked), None)
        if field is None:
            pairings = snapshot.pairings_by_path.get(source.path, ())
            pairing = next((p for p in pairings if p.implementation == record), None)
            return Missed(Bound(pairing, whole, source), asked, at) if pairing is not None else None
        name = field.kind.target if field.kind.name == "ref" else ""
    return None


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
