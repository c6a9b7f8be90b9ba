"""What the examples of a description show, held against the schemas that they are examples of."""

from collections.abc import Iterator

from dovetail.core.shapes import Record, Use
from dovetail.core.snapshot import Snapshot, Source

from .asked import Asked, Bound, Missed
from .bases import completed
from .elsewhere import declared_elsewhere, with_elsewhere
from .inline import unfolded

LANGUAGE = "openapi"
DISCRIMINATOR = "a discriminator"  # how a use comes about that tells the alternatives of a union apart
_ELEMENT = "[]"


def first_unshown(use: Use, source: Source, snapshot: Snapshot) -> Missed | None:
    """The first name of an example that its schema, which implements a contract, does not have."""
    return next((s for s in walk_example(use, source, snapshot) if isinstance(s, Missed)), None)


def walk_example(use: Use, source: Source, snapshot: Snapshot) -> Iterator[Asked | Missed]:
    """The fields that an example shows, up to the first that is not there or not known."""
    found = _named(use.type_name, source, snapshot)
    depth = 0
    for name, at in zip(use.chain, use.ranges, strict=True):
        if name == _ELEMENT:
            depth -= 1
            continue
        if found is None or depth > 0:
            return
        owner, record = found
        whole = with_elsewhere(completed(record, owner, snapshot), owner, snapshot)
        field = next((f for f in whole.fields if f.name == name), None)
        if field is None:
            pairing = next((p for p in unfolded(owner.path, snapshot) if p.implementation is record), None)
            if pairing is not None and not whole.open:
                yield Missed(Bound(pairing, whole, owner), name, at)
            return
        yield Asked(at, owner.path, field)
        depth = field.list_depth
        found = _named(field.kind.target, owner, snapshot) if field.kind.name in ("ref", "record") else None


def _named(name: str, source: Source, snapshot: Snapshot) -> tuple[Source, Record] | None:
    """The schema of a name in a file, or that another file declares."""
    own = [r for r in source.shapes.records if r.name == name]
    if len(own) == 1:
        return source, own[0]
    found = declared_elsewhere(name, source.path, snapshot) if name and not own else None
    return (found[0], found[1]) if found is not None and isinstance(found[1], Record) else None
