"""The other places in a file that mean what is under the cursor."""

from dovetail.core.snapshot import Snapshot

from .occurrence import Occurrence
from .occurrences import occurrences
from .subjects import subject_at


def highlights(snapshot: Snapshot, path: str, offset: int) -> tuple[Occurrence, ...]:
    """Every place in one file, with whether it is read, written or only named there."""
    found = subject_at(snapshot, path, offset)
    return occurrences(snapshot, found[0], path) if found is not None else ()
