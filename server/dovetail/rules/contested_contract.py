"""Two packages provide the same contract, and each will build its own."""

from collections.abc import Iterator

from dovetail.core.plan import WorkPackage
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.packages import place_of
from .faults import Fault


@rule("plan", "warning")
def check(work: WorkPackage, _: Snapshot) -> Iterator[Fault]:
    sprint, package = work.sprint, work.package
    for name in dict.fromkeys(package.provides) if package.is_open else ():
        first = next(a for _, a in sprint.assignments.providing(name) if a.is_open)
        if first.id != package.id:
            yield Fault(
                sprint.path,
                sprint.item_place(package.id, "provides", name),
                f"`{package.id}` and `{first.id}` both provide `{name}`; let one provide it and the other consume it.",
                (
                    place_of(
                        sprint, first, f"`{first.id}` provides `{name}` here", "provides", first.provides.index(name)
                    ),
                ),
            )
