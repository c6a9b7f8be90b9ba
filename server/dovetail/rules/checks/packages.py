"""Who provides and who consumes what in a sprint, as the plan's rules see it."""

from collections.abc import Sequence

from dovetail.core.assignments import Assignment, Positioned
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
    return tuple(p for p in sprint.packages if p.is_open)


def place_of(sprint: Sprint, package: Package | Assignment, message: str, *path: str | int) -> Place:
    """A place in a package, its id where no path is given."""
    return Place(sprint.path, sprint.place(package.id, *path), message)


def providers(name: str, sprint: Sprint, contracts: Contracts) -> tuple[Assignment, ...]:
    """The packages that provide a contract, else those that provide an endpoint which mentions it."""
    found = dict(_providing(name, sprint, contracts))
    if not found:
        for mentioning in contracts.reaching((name,)):
            found.update(_with_endpoint(mentioning, sprint, contracts))
    return tuple(found[position] for position in sorted(found))


def is_provided(name: str, sprint: Sprint, contracts: Contracts) -> bool:
    """True where `providers` gives any."""
    if _providing(name, sprint, contracts):
        return True
    return any(_with_endpoint(n, sprint, contracts) for n in contracts.reaching((name,)))


def _providing(name: str, sprint: Sprint, contracts: Contracts) -> Sequence[Positioned]:
    """The packages that provide a contract, under any name that it may be called by."""
    return [p for spelled in contracts.spellings(name) for p in sprint.assignments.providing(spelled)]


def _with_endpoint(name: str, sprint: Sprint, contracts: Contracts) -> Sequence[Positioned]:
    """The packages that provide an endpoint; nothing for another contract."""
    found = _providing(name, sprint, contracts)
    outline = contracts.outline(name) if found else None
    return found if outline is not None and outline.is_endpoint else ()


def is_planned(contract: Contract, snapshot: Snapshot) -> bool:
    """True where a package of a sprint is still to build what a contract promises."""
    return any(
        provider.is_open
        for sprint in snapshot.sprints
        if covers(sprint, contract.path)
        for provider in providers(contract.name, sprint, snapshot.contracts)
    )


def needs_provider(contracts: Contracts, name: str) -> bool:
    """True for what somebody must build: a constant, an enum or an alias of a plain value is complete in the contract itself."""
    outline = contracts.outline(name)
    if outline is None or outline.is_value:
        return False
    return outline.is_record or contracts.record(name) is not None


def covers(sprint: Sprint, path: str) -> bool:
    """True where a contract file is among those of the sprint."""
    return matches_any(sprint.contracts, path)


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


def is_built(name: str, snapshot: Snapshot) -> bool:
    """True where the tree itself already implements a contract."""
    return any(
        not isinstance(p.implementation, Record) or p.implementation.layer in ("api", "db", "code")
        for p in snapshot.pairings_by_contract.get(name, ())
    )
