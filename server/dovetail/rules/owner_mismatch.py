"""A contract's `@owner` and the sprint do not agree on who provides it."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.plan import Sprint
from dovetail.core.shapes import Tag
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import nearest

from . import rule
from .checks.packages import covers, needs_provider, place_of, providers
from .faults import Fault


@rule("plan", "warning")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    tag = contract.declaration.tag("owner")
    if tag is None or not tag.value:
        return
    sprints = [s for s in snapshot.sprints if covers(s, contract.path) and s.assignments.ids]
    if not sprints:
        return
    own = [s for s in sprints if s.index_of(tag.value) is not None]
    if not own:
        yield _unknown_owner(contract, tag, sprints)
    for sprint in own:
        yield from _disagreement(contract, tag, sprint, snapshot)


def _unknown_owner(contract: Contract, tag: Tag, sprints: list[Sprint]) -> Fault:
    known = sorted({id for s in sprints for id in s.assignments.ids})
    near = nearest(tag.value, known)
    hint = f"did you mean `{near}`?" if near else f"there are {', '.join(f'`{k}`' for k in known)}."
    fixes = (Fix(f"Change to '{near}'", (Edit(contract.path, tag.value_range, near),)),) if near else ()
    return Fault(
        contract.path,
        tag.value_range,
        f"`{contract.name}` is owned by `{tag.value}`, and no sprint has such a package; {hint}",
        fixes=fixes,
    )


def _disagreement(contract: Contract, tag: Tag, sprint: Sprint, snapshot: Snapshot) -> Iterator[Fault]:
    provided = providers(contract.name, sprint, snapshot.contracts)
    if any(p.id == tag.value for p in provided):
        return
    owner = sprint.package(tag.value)
    if owner is None:
        return
    if provided:
        other = provided[0]
        named = next((n for n in snapshot.contracts.spellings(contract.name) if n in other.provides), None)
        at = ("provides", other.provides.index(named)) if named is not None else ("provides",)
        yield Fault(
            contract.path,
            tag.value_range,
            f"`{contract.name}` is owned by `{owner.id}` here, and `{other.id}` provides it in {sprint.path}.",
            (place_of(sprint, other, f"`{other.id}` provides `{contract.name}`", *at),),
            (Fix(f"Change the owner to '{other.id}'", (Edit(contract.path, tag.value_range, other.id),)),)
            if named is not None
            else (),
        )
    elif needs_provider(snapshot.contracts, contract.name):
        yield Fault(
            contract.path,
            tag.value_range,
            f"`{contract.name}` is owned by `{owner.id}`, which does not provide it in {sprint.path}.",
            (Place(sprint.path, sprint.place(owner.id, "provides"), f"`{owner.id}` provides what is listed here"),),
        )
