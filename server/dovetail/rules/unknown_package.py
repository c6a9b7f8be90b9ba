"""A package waits for one that the sprint does not have."""

from collections.abc import Iterator

from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .packages import nearest_fix


@rule("plan", "error")
def check(sprint: Sprint, _: Snapshot) -> Iterator[Fault]:
    known = [id for _, id in sprint.raw_packages()]
    for package in sprint.packages:
        for awaited in dict.fromkeys(package.after):
            if sprint.index_of(awaited) is None:
                place = sprint.item_place(package.id, "after", awaited)
                others = [id for id in known if id != package.id]
                hint, fixes = nearest_fix(sprint, awaited, others, place)
                yield Fault(sprint.path, place, f"This sprint has no package `{awaited}`; {hint}", fixes=fixes)
