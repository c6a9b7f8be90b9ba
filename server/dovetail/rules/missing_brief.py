"""A package is ready to launch and does not say what is to be done."""

from collections.abc import Iterator

from dovetail.core.plan import WorkPackage
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault


@rule("plan", "warning")
def check(work: WorkPackage, _: Snapshot) -> Iterator[Fault]:
    package = work.package
    if package.status == "ready" and not package.brief.strip():
        yield Fault(
            work.sprint.path,
            work.place,
            f"`{package.id}` is ready and has no `brief`; its agent would know what it owns and not what to do.",
        )
