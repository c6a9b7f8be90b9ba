"""A contract changed, and nobody who kept to it before breaks."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.breaking import TOLD_ELSEWHERE
from .checks.followers import contract_changes
from .faults import Fault


@rule("evolution", "info")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    if snapshot.launched is not None:
        return
    for change in contract_changes(snapshot):
        if change.breaks == "nobody" and change.kind not in TOLD_ELSEWHERE and change.shown is not None:
            yield Fault(change.shown.path, change.shown.range, f"{change.says}; nobody breaks.")
