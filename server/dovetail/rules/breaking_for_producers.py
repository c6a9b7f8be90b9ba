"""A contract now asks more of those who provide it than it did."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.breaking import breaking
from .faults import Fault


@rule("evolution", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    yield from breaking(snapshot, "producers")
