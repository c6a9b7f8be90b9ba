"""The two rules of breaking changes: the same question, asked for each side of a contract."""

from collections.abc import Iterator

from dovetail.core.changes import ChangeKind
from dovetail.core.snapshot import Snapshot

from ..faults import Fault
from .followers import Who, contract_changes, followers

# What rules of their own speak of.
TOLD_ELSEWHERE: frozenset[ChangeKind] = frozenset(
    {"declaration-removed", "declaration-renamed", "field-renamed", "endpoint-parameter-renamed"}
)


def breaking(snapshot: Snapshot, who: Who) -> Iterator[Fault]:
    """Each change that breaks one side, with what it was, what it is and who must follow."""
    if snapshot.launched is not None:
        return  # the sprint is told of each contract as a whole
    for change in contract_changes(snapshot):
        if change.kind in TOLD_ELSEWHERE or change.breaks not in (who, "both") or change.shown is None:
            continue
        whom = followers(change, who, snapshot)
        known = f"{whom} must follow." if str(whom) else "nothing here is bound to it."
        yield Fault(
            change.shown.path,
            change.shown.range,
            f"{change.says}, which breaks {who}: {known}",
            whom.places[:10],
        )
