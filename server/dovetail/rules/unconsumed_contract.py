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
    for package in packages:
        others = [p for p in sprint.packages if p.id != package.id]
        # All that the others' promises mention, and what they consume.
        used = frozenset(snapshot.contracts.all_reachable(n for o in others for n in (*o.consumes, *o.provides)))
        for name, place in listed(sprint, package, package.provides, "provides"):
            contract = snapshot.contracts.get(name)
            if contract is None or name in used or contract.declaration.tag("view") is not None:
                continue  # a view is where a chain of contracts ends: people use it
            mentioned = any(name in snapshot.contracts.reachable(p) for p in package.provides if p != name)
            reached = contract.is_endpoint and used.intersection(snapshot.contracts.reachable(name))
            if not mentioned and not reached:
                yield Fault(
                    sprint.path,
                    place,
                    f"No package consumes `{name}`, which `{package.id}` provides; name who uses it, or leave it out.",
                )
