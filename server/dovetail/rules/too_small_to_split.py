"""A package is so small that an agent of its own costs more than the work."""

from collections.abc import Iterator

from dovetail.core.plan import WorkPackage, hours
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault

WORTH_AN_AGENT = 1.0  # hours


@rule("plan", "info")
def check(work: WorkPackage, _: Snapshot) -> Iterator[Fault]:
    sprint, package = work.sprint, work.package
    effort = hours(package.estimate) if package.is_open else None
    if effort is not None and effort < WORTH_AN_AGENT and sprint.assignments.is_split:
        yield Fault(
            sprint.path,
            sprint.place(package.id, "estimate"),
            f"`{package.id}` is {package.estimate} of work; its worktree, context and merge cost more: give it to another package.",
        )
