"""A package is so small that an agent of its own costs more than the work."""

from collections.abc import Iterator

from dovetail.core.plan import Sprint, hours
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .packages import open_packages

WORTH_AN_AGENT = 1.0  # hours


@rule("plan", "info")
def check(sprint: Sprint, _: Snapshot) -> Iterator[Fault]:
    packages = open_packages(sprint)
    if len(packages) < 2:
        return
    for package in packages:
        effort = hours(package.estimate)
        if effort is not None and effort < WORTH_AN_AGENT:
            yield Fault(
                sprint.path,
                sprint.place(package.id, "estimate"),
                f"`{package.id}` is {package.estimate} of work; its worktree, context and merge cost more: give it to another package.",
            )
