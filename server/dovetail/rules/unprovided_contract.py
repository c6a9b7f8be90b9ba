"""A package consumes a contract that no package provides, so nobody will build it."""

from collections.abc import Iterator

from dovetail.core.findings import Place
from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .packages import needs_provider, open_packages, provided_in, snapshot_provides


@rule("plan", "error")
def check(sprint: Sprint, snapshot: Snapshot) -> Iterator[Fault]:
    provided = provided_in(sprint, snapshot)
    for package in open_packages(sprint):
        for name in dict.fromkeys(package.consumes):
            if name in provided or not needs_provider(snapshot.contracts, name):
                continue
            contract = snapshot.contracts.get(name) if not snapshot_provides(snapshot, sprint, name) else None
            if contract is None:
                continue
            yield Fault(
                sprint.path,
                sprint.item_place(package.id, "consumes", name),
                f"`{package.id}` consumes `{name}` and no package provides it; add it to the `provides` of the package that builds it.",
                (Place(contract.path, contract.declaration.name_range, f"`{name}` is declared here"),),
            )
