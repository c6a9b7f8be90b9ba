"""A package is ready to launch and does not say what is to be done."""

from collections.abc import Iterator

from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault


@rule("plan", "warning")
def check(sprint: Sprint, _: Snapshot) -> Iterator[Fault]:
    for package in sprint.packages:
        if package.status == "ready" and not package.brief.strip():
            yield Fault(
                sprint.path,
                sprint.place(package.id),
                f"`{package.id}` is ready and has no `brief`; its agent would know what it owns and not what to do.",
            )
