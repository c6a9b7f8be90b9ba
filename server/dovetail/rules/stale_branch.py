"""A branch was made before a contract that its package builds on, or a file that it owns, was changed on the base."""

from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX, Contracts
from dovetail.core.evolution import changes
from dovetail.core.findings import Place
from dovetail.core.globs import matches_any
from dovetail.core.plan import Package, Sprint
from dovetail.core.snapshot import FileChange, Snapshot

from . import rule
from .checks.followers import listed
from .faults import Fault


@rule("evolution", "warning")
def check(sprint: Sprint, snapshot: Snapshot) -> Iterator[Fault]:
    branch = snapshot.branch
    package = sprint.package(branch.package) if branch is not None else None
    if package is None or branch is None:
        return
    own = {c.path for c in branch.changed}
    contracts = [f"contract `{name}`" for name in _moved(branch.missed, package, snapshot)]
    files = [f"`{c.path}`" for c in branch.missed if c.path in own or matches_any(package.owns, c.path)]
    if contracts or files:
        what = listed([*contracts, *files])
        says = f"The branch of `{package.id}` was made before {what} changed on the base; bring the base into it before it goes on."
        yield Fault(sprint.path, sprint.place(package.id), says, _places(branch.missed, snapshot))


def _moved(missed: tuple[FileChange, ...], package: Package, snapshot: Snapshot) -> Iterator[str]:
    """The contracts that the package provides, or consumes with all that they mention, and that break somebody."""
    files = [c for c in missed if c.path.endswith(SUFFIX)]
    held = dict(snapshot.contracts.by_path)
    before = Contracts({**held, **{c.path: c.before.shapes for c in files if c.before is not None}})
    now = {**held, **{c.path: c.after.shapes for c in files if c.after is not None}}
    gone = {c.path for c in files if c.after is None}
    after = Contracts({p: s for p, s in now.items() if p not in gone})
    concerned = {r for name in (*package.provides, *package.consumes) for r in before.reachable(name)}
    moved = {c.earlier for c in changes(before, after) if c.breaks != "nobody"} if files else set[str]()
    yield from sorted(concerned & moved)


def _places(missed: tuple[FileChange, ...], snapshot: Snapshot) -> tuple[Place, ...]:
    """Where the branch still has what has changed."""
    found: list[Place] = []
    for change in missed:
        contract = next((c for c in snapshot.contracts if c.path == change.path), None)
        if contract is not None:
            found.append(Place(change.path, contract.declaration.name_range, "as the branch still has it"))
    return tuple(found)
