"""A package consumes a contract that no package provides, so nobody will build it."""

from collections.abc import Iterator

from dovetail.core.findings import Place
from dovetail.core.plan import WorkPackage
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.packages import is_built, is_provided, needs_provider
from .faults import Fault


@rule("plan", "error")
def check(work: WorkPackage, snapshot: Snapshot) -> Iterator[Fault]:
    sprint, package = work.sprint, work.package
    for name in dict.fromkeys(package.consumes) if package.is_open else ():
        if not needs_provider(snapshot.contracts, name) or is_provided(name, sprint, snapshot.contracts):
            continue
        contract = snapshot.contracts.get(name)
        if contract is None or any(is_provided(name, s, snapshot.contracts) for s in snapshot.sprints):
            continue
        if not is_built(name, snapshot):
            yield Fault(
                sprint.path,
                sprint.item_place(package.id, "consumes", name),
                f"`{package.id}` consumes `{name}` and no package provides it; add it to the `provides` of the package that builds it.",
                (Place(contract.path, contract.declaration.name_range, f"`{name}` is declared here"),),
            )
