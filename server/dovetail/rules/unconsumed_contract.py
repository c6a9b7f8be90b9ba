"""A package provides a contract that no other package uses."""

from collections.abc import Iterator

from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .packages import listed, open_packages


@rule("plan", "info")
def check(sprint: Sprint, snapshot: Snapshot) -> Iterator[Fault]:
    packages = open_packages(sprint)
    if len(packages) < 2:
        return
    contracts = snapshot.contracts
    users: dict[str, set[str]] = {}  # the packages that a contract matters to, by its name
    for package in sprint.packages:
        for name in contracts.all_reachable((*package.consumes, *package.provides)):
            users.setdefault(name, set()).add(package.id)
    for package in packages:
        for name, place in listed(sprint, package, package.provides, "provides"):
            outline = contracts.outline(name)
            if outline is None or outline.is_view or _is_used(users.get(name), package.id):
                continue  # a view is where a chain of contracts ends: people use it
            mentioned = any(name in contracts.reachable(p) for p in package.provides if p != name)
            reached = outline.is_endpoint and any(_is_used(users.get(n), package.id) for n in contracts.reachable(name))
            if not mentioned and not reached:
                yield Fault(
                    sprint.path,
                    place,
                    f"No package consumes `{name}`, which `{package.id}` provides; name who uses it, or leave it out.",
                )


def _is_used(users: set[str] | None, own: str) -> bool:
    """True where a contract matters to another package."""
    return users is not None and (len(users) > 1 or own not in users)
