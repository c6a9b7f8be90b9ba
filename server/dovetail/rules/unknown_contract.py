"""A package provides or consumes something that no contract declares."""

from collections.abc import Iterator

from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .packages import listed, nearest_fix


@rule("plan", "error")
def check(sprint: Sprint, snapshot: Snapshot) -> Iterator[Fault]:
    known = snapshot.contracts.names
    for package in sprint.packages:
        for key, verb, names in (
            ("provides", "provides", package.provides),
            ("consumes", "consumes", package.consumes),
        ):
            for name, place in listed(sprint, package, names, key):
                if name not in known:
                    hint, fixes = nearest_fix(sprint, name, known, place)
                    yield Fault(
                        sprint.path,
                        place,
                        f"`{package.id}` {verb} `{name}`, which no contract declares; {hint}",
                        fixes=fixes,
                    )
