"""Two packages provide the same contract, and each will build its own."""

from collections.abc import Iterator

from dovetail.core.plan import Package, Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .packages import open_packages, place_of


@rule("plan", "warning")
def check(sprint: Sprint, _: Snapshot) -> Iterator[Fault]:
    first: dict[str, Package] = {}
    for package in open_packages(sprint):
        for name in dict.fromkeys(package.provides):
            other = first.setdefault(name, package)
            if other.id != package.id:
                yield Fault(
                    sprint.path,
                    sprint.item_place(package.id, "provides", name),
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
