"""A sprint has no command that verifies it, so whatever merges would count as done."""

from collections.abc import Iterator

from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .packages import open_packages


@rule("plan", "warning")
def check(sprint: Sprint, _: Snapshot) -> Iterator[Fault]:
    if sprint.file is None or sprint.file.verify or not any(p.status == "ready" for p in open_packages(sprint)):
        return
    yield Fault(
        sprint.path,
        sprint.document.key_place(("verify",) if ("verify",) in sprint.document.keys else ("sprint",)),
        "This sprint has packages to launch and no `verify`; say which commands must succeed before it may land.",
    )
