"""An exact number is kept in one that rounds."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.clashes import clashes
from .faults import Fault


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    yield from clashes(pairing, snapshot, "precision-loss", "; digits are lost on the way")
