"""Two packages provide the same contract, and each will build its own."""

from collections.abc import Iterator

from dovetail.core.plan import Package, Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .packages import listed, open_packages, place_of


@rule("plan", "warning")
def check(sprint: Sprint, _: Snapshot) -> Iterator[Fault]:
    first: dict[str, Package] = {}
    for package in open_packages(sprint):
        for name, place in listed(sprint, package, package.provides, "provides"):
            other = first.setdefault(name, package)
            if other.id != package.id:
                yield Fault(
                    sprint.path,
                    place,
                    f"`{package.id}` and `{other.id}` both provide `{name}`; let one provide it and the other consume it.",
                    (
                        place_of(
                            sprint,
                            other,
                            f"`{other.id}` provides `{name}` here",
                            "provides",
                            other.provides.index(name),
                        ),
                    ),
                )
