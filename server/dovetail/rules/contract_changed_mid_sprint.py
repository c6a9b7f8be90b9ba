"""A contract is not what it was when the sprint was launched, and packages run with it."""

from collections.abc import Iterator

from dovetail.core.changes import Change, Spot
from dovetail.core.contracts import Contracts
from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.followers import contract_changes, listed, packages_with
from .checks.packages import place_of
from .faults import Fault


@rule("evolution", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    sprint = snapshot.sprint(snapshot.launched) if snapshot.launched is not None else None
    if sprint is None or snapshot.base is None:
        return
    by_contract: dict[str, list[Change]] = {}
    for change in contract_changes(snapshot):
        by_contract.setdefault(change.contract, []).append(change)
    for name, changes in by_contract.items():
        yield from _told(name, changes, sprint, snapshot, snapshot.base.contracts)


def _told(name: str, changes: list[Change], sprint: Sprint, snapshot: Snapshot, before: Contracts) -> Iterator[Fault]:
    """One finding a contract, where a package is built with it: agents are told of it as a whole."""
    gone = snapshot.contracts.get(name) is None
    contracts = before if gone else snapshot.contracts
    who = [*packages_with(name, "producers", sprint, contracts), *packages_with(name, "consumers", sprint, contracts)]
    packages = {p.id: p for p in who}
    spot = _shown(name, changes, snapshot)
    if not packages or spot is None:
        return
    what = "; ".join(c.says for c in changes)
    names = listed([f"`{p}`" for p in packages])
    run = f"package {names} is" if len(packages) == 1 else f"packages {names} are"
    yield Fault(
        spot.path,
        spot.range,
        f"Contract {name} changed after sprint `{sprint.slug}` was launched, and {run} built with it: {what}.",
        tuple(place_of(sprint, p, f"package `{p.id}`") for p in packages.values()),
        severity="info" if all(c.breaks == "nobody" for c in changes) else None,
    )


def _shown(name: str, changes: list[Change], snapshot: Snapshot) -> Spot | None:
    contract = snapshot.contracts.get(name)
    if contract is not None:
        return Spot(contract.path, name, contract.declaration.name_range)
    return changes[0].shown
