"""A contract changed, and nobody who kept to it before breaks."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot

from . import rule
from .breaking import TOLD_ELSEWHERE
from .faults import Fault
from .followers import contract_changes


@rule("evolution", "info")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    if snapshot.launched is not None:
        return
    for change in contract_changes(snapshot):
        if change.breaks == "nobody" and change.kind not in TOLD_ELSEWHERE and change.shown is not None:
            yield Fault(change.shown.path, change.shown.range, f"{change.says}; nobody breaks.")
