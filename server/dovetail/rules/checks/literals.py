"""Object literals that are compared as a whole with the contract that they are said to be."""

from collections.abc import Iterator

from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot

from ..records.comparison import LITERAL


def compared_literals(path: str, snapshot: Snapshot) -> Iterator[Record]:
    """Those of a file; of a contract that is one of several records none is."""
    for pairing in snapshot.pairings_by_path.get(path, ()):
        own = pairing.implementation
        if isinstance(own, Record) and own.construct == LITERAL and isinstance(pairing.contract.declaration, Record):
            yield own
