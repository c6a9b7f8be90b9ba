"""A package waits for one that the sprint does not have."""

from collections.abc import Iterator

from dovetail.core.plan import WorkPackage
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.packages import nearest_fix
from .faults import Fault


@rule("plan", "error")
def check(work: WorkPackage, _: Snapshot) -> Iterator[Fault]:
    sprint, package = work.sprint, work.package
    for awaited in dict.fromkeys(package.after):
        if sprint.index_of(awaited) is None:
            place = sprint.item_place(package.id, "after", awaited)
            others = [id for _, id in sprint.raw_packages() if id != package.id]
            hint, fixes = nearest_fix(sprint, awaited, others, place)
            yield Fault(sprint.path, place, f"This sprint has no package `{awaited}`; {hint}", fixes=fixes)
