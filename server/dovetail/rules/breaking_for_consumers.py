"""A contract now gives less to those who use it than it did, or asks more of them."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.breaking import breaking
from .faults import Fault


@rule("evolution", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    yield from breaking(snapshot, "consumers")
