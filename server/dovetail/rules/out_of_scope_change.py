"""A branch changes a file that its package does not own."""

from collections.abc import Iterator

from dovetail.core.globs import matches_any
from dovetail.core.plan import Package, Sprint
from dovetail.core.snapshot import FileChange, Snapshot, owned_by
from dovetail.core.text import Range

from . import rule
from .checks.packages import place_of
from .faults import Fault


@rule("integration", "error")
def check(sprint: Sprint, snapshot: Snapshot) -> Iterator[Fault]:
    package = sprint.package(snapshot.branch.package) if snapshot.branch is not None else None
    if package is None or snapshot.branch is None or sprint.file is None:
        return
    may = (*package.owns, *sprint.file.shared)
    for change in snapshot.branch.changed:
        if not matches_any(may, change.path):
            yield _fault(change, package, sprint, snapshot)


def _fault(change: FileChange, package: Package, sprint: Sprint, snapshot: Snapshot) -> Fault:
    owners = [f"`{o}`" for o in owned_by(sprint, change.path)]
    whose = f"is {' and '.join(owners)}'s" if owners else "is no package's"
    advice = f"leave it to {owners[0]}" if owners else "list it in the sprint's `shared`, or in the package's `owns`"
    done = "removes" if change.after is None else "adds" if change.before is None else "changes"
    says = f"The branch of `{package.id}` {done} {change.path}, which {whose}; {advice}, or take the change back."
    owns = place_of(sprint, package, f"what `{package.id}` owns", "owns")
    if change.after is None or snapshot.text(change.path) is None:
        return Fault(sprint.path, owns.range, says)
    return Fault(change.path, Range(0, 0), says, (owns,))
