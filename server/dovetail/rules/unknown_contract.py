"""A package provides or consumes something that no contract declares."""

from collections.abc import Iterator

from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .packages import nearest_fix


@rule("plan", "error")
def check(sprint: Sprint, snapshot: Snapshot) -> Iterator[Fault]:
    known = snapshot.contracts.names
    declared = frozenset(known)
    for package in sprint.packages:
        for key, verb, names in (
            ("provides", "provides", package.provides),
            ("consumes", "consumes", package.consumes),
        ):
            for name in dict.fromkeys(names):
                if name not in declared:
                    place = sprint.item_place(package.id, key, name)
                    hint, fixes = nearest_fix(sprint, name, known, place)
                    yield Fault(
                        sprint.path,
                        place,
                        f"`{package.id}` {verb} `{name}`, which no contract declares; {hint}",
                        fixes=fixes,
                    )
