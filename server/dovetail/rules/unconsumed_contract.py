"""A package provides a contract that no other package uses."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .packages import open_packages


@rule("plan", "info")
def check(sprint: Sprint, snapshot: Snapshot) -> Iterator[Fault]:
    packages = open_packages(sprint)
    if len(packages) < 2:
        return
    contracts = snapshot.contracts
    reached: dict[str, set[str]] = {}  # the contracts that matter to a package, by its id
    for package in sprint.packages:
        names = contracts.all_reachable((*package.consumes, *package.provides))
        reached.setdefault(package.id, set()).update(names)
    users = Counter(chain.from_iterable(reached.values()))
    for package in packages:
        own = reached[package.id]
        for name in dict.fromkeys(package.provides):
            outline = contracts.outline(name)
            if outline is None or outline.is_view or users[name] > (name in own):
                continue  # a view is where a chain of contracts ends: people use it
            mentioned = any(name in contracts.reachable(p) for p in package.provides if p != name)
            carried = outline.is_endpoint and any(users[n] > (n in own) for n in contracts.reachable(name))
            if not mentioned and not carried:
                yield Fault(
                    sprint.path,
                    sprint.item_place(package.id, "provides", name),
                    f"No package consumes `{name}`, which `{package.id}` provides; name who uses it, or leave it out.",
                )
