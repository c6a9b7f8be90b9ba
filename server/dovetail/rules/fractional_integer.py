"""A whole number may come with a fraction."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.clashes import clashes
from .faults import Fault


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    yield from clashes(pairing, snapshot, "fractional-integer", "; a fraction may come")
