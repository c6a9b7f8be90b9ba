"""Every place that means a contract, a field or member of one, or a work package."""

from dovetail.core.snapshot import Snapshot

from .occurrences import occurrences, own_place
from .places import Link
from .subjects import subject_at


def references(snapshot: Snapshot, path: str, offset: int, *, declaration: bool = True) -> tuple[Link, ...]:
    """The places, in the order of their paths; with `declaration`, its own too."""
    found = subject_at(snapshot, path, offset)
    if found is None:
        return ()
    own = own_place(snapshot, found[0])
    links = (Link(o.path, o.range) for o in occurrences(snapshot, found[0]))
    return tuple(link for link in links if declaration or link != own)
