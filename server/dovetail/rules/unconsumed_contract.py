"""A package provides a contract that no other package uses."""

from collections.abc import Iterator

from dovetail.core.contracts import Contracts
from dovetail.core.plan import Package, Sprint, WorkPackage
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault


@rule("plan", "info")
def check(work: WorkPackage, snapshot: Snapshot) -> Iterator[Fault]:
    sprint, package = work.sprint, work.package
    if not package.provides or not package.is_open or not sprint.assignments.is_split:
        return
    for name in dict.fromkeys(package.provides):
        if not _is_used(name, package, sprint, snapshot.contracts):
            yield Fault(
                sprint.path,
                sprint.item_place(package.id, "provides", name),
                f"No package consumes `{name}`, which `{package.id}` provides; name who uses it, or leave it out.",
            )


def _is_used(name: str, package: Package, sprint: Sprint, contracts: Contracts) -> bool:
    """True where another package names the contract or one that mentions it, or this one provides it as a part of another.

    An endpoint is used with what it carries. A view is where a chain of contracts ends: people use it.
    """
    outline = contracts.outline(name)
    if outline is None or outline.is_view:
        return True
    carried = contracts.reachable(name) if outline.is_endpoint else (name,)
    called = {s for n in contracts.reaching(carried) for s in contracts.spellings(n)}
    return any(a.id != package.id for n in called for a in sprint.assignments.naming(n)) or any(
        s in package.provides
        for n in contracts.reaching((name,))
        if n != name
        for s in contracts.spellings(n)
        if s != name
    )
