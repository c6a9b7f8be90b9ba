"""Who provides and who consumes what in a sprint, as the plan's rules see it."""

from collections.abc import Mapping

from dovetail.core.contracts import Contract, Contracts
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.globs import matches_any
from dovetail.core.plan import Package, Sprint
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import nearest


def open_packages(sprint: Sprint) -> tuple[Package, ...]:
    """The packages that are still to be built: all but those that are done."""
    return tuple(p for p in sprint.packages if p.status != "done")


def place_of(sprint: Sprint, package: Package, message: str, *path: str | int) -> Place:
    """A place in a package, its id where no path is given."""
    return Place(sprint.path, sprint.place(package.id, *path), message)


def providers(sprint: Sprint, contracts: Contracts) -> Mapping[str, tuple[Package, ...]]:
    """By contract: the packages that provide it, also those that provide an endpoint which mentions it.

    A package that names the contract comes alone: it takes it over from those that only mention it.
    """
    named: dict[str, list[Package]] = {}
    mentioned: dict[str, list[Package]] = {}
    for package in sprint.packages:
        for name in dict.fromkeys(package.provides):
            named.setdefault(name, []).append(package)
            outline = contracts.outline(name)
            if outline is not None and outline.is_endpoint:
                for reached in contracts.reachable(name):
                    mentioned.setdefault(reached, []).append(package)
    return {name: tuple(named.get(name) or mentioned[name]) for name in {**mentioned, **named}}


def provided_in(sprint: Sprint, snapshot: Snapshot) -> Mapping[str, tuple[Package, ...]]:
    """`providers` of a sprint, for those who have the whole snapshot."""
    return snapshot.once(("providers", sprint.path), lambda: providers(sprint, snapshot.contracts))


def is_planned(contract: Contract, snapshot: Snapshot) -> bool:
    """True where a package of a sprint is still to build what a contract promises."""
    return any(
        p.status != "done"
        for sprint in snapshot.sprints
        if covers(sprint, contract.path)
        for p in provided_in(sprint, snapshot).get(contract.name, ())
    )


def needs_provider(contracts: Contracts, name: str) -> bool:
    """True for what somebody must build: a constant, an enum or an alias of a plain value is complete in the contract itself."""
    outline = contracts.outline(name)
    if outline is None or outline.is_value:
        return False
    return outline.is_record or contracts.record(name) is not None


def covers(sprint: Sprint, path: str) -> bool:
    """True where a contract file is among those of the sprint."""
    return sprint.file is not None and matches_any(sprint.file.contracts, path)


def nearest_fix(sprint: Sprint, name: str, known: list[str], place: Range) -> tuple[str, tuple[Fix, ...]]:
    """What to say about a name that nobody knows, and the fix: the nearest that is known, else all."""
    near = nearest(name, known)
    if near is not None:
        return f"did you mean `{near}`?", (Fix(f"Change to '{near}'", (Edit(sprint.path, place, near),)),)
    return (
        f"there are {', '.join(f'`{k}`' for k in known[:8])}{' …' if len(known) > 8 else ''}."
        if known
        else "there are none.",
        (),
    )


def snapshot_provides(snapshot: Snapshot, sprint: Sprint, name: str) -> bool:
    """True where the tree itself already implements a contract, or another sprint provides it."""
    if any(name in provided_in(other, snapshot) for other in snapshot.sprints if other is not sprint):
        return True
    return any(
        not isinstance(p.implementation, Record) or p.implementation.layer in ("api", "db", "code")
        for p in snapshot.pairings_by_contract.get(name, ())
    )
