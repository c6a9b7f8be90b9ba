"""Contract changes that agents propose, and people accept or decline."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dovetail.core.context import relevant_contracts
from dovetail.core.errors import EngineError
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.git.trees import write_commit, write_tree

from .active import ActiveSprint, base_snapshot
from .plan import Plan, contract_branch
from .store import Proposal


@dataclass(frozen=True)
class Amended:
    """The plan with an accepted change, and the base under it."""

    plan: Plan
    base: Snapshot
    diff: str


def diff_of(plan: Plan, proposal: Proposal) -> str:
    """What the proposal would change, as a unified diff."""
    return plan.difference(_with_change(plan, proposal)).get(proposal.path, "")


def contract_at(base: Snapshot, proposal: Proposal) -> str | None:
    """The name of the contract that the change begins in."""
    text = base.text(proposal.path)
    at = text.source.find(proposal.old) if text is not None else -1
    place = Range(at, at + len(proposal.old))
    return next(
        (c.name for c in base.contracts if at >= 0 and c.path == proposal.path and c.declaration.range.touches(place)),
        None,
    )


def amend(active: ActiveSprint, proposal: Proposal) -> Amended:
    """Commit an accepted change on the sprint's contract branch. Blocks; raises where it no longer applies or would be an error."""
    text = active.plan.texts.get(proposal.path)
    if text is None or text.count(proposal.old) != 1:
        raise EngineError(
            f"The change no longer applies to {proposal.path}, which was changed since: decline it, the agent will propose anew."
        )
    plan = _with_change(active.plan, proposal)
    base = base_snapshot(active.git, plan, active.run.base, active.settings, active.base)
    known, found = active.trees.known(active.base), active.trees.findings(base)
    wrong = next((f for f in found if f.severity == "error" and f.path == proposal.path and f.id not in known), None)
    if wrong is not None:
        raise EngineError(f"The change would be an error in {proposal.path}: {wrong.message}")
    commit = _commit(active, plan, proposal)
    return Amended(replace(plan, commit=commit), base, diff_of(active.plan, proposal))


def touched(active: ActiveSprint, amended: Amended, packages: Iterable[str], proposal: Proposal) -> list[str]:
    """The packages that provide or consume a contract which the change concerns; the one that asked for it always."""
    names = {c.name for snapshot in (active.base, amended.base) for c in snapshot.contracts if c.path == proposal.path}
    changed = {name for name in names if _source(active.base, name) != _source(amended.base, name)}
    found: list[str] = []
    for id in packages:
        package = active.sprint.package(id)
        if package is None:
            continue
        relevant = relevant_contracts(active.base, package) | relevant_contracts(amended.base, package)
        if id == proposal.package or relevant & changed:
            found.append(id)
    return found


def accepted_note(proposal: Proposal, diff: str) -> str:
    """What the agents are told."""
    return (
        f"The contract {proposal.path} was changed while you work ({proposal.reason}). Every check now uses it as it stands; "
        f"adapt what you have written:\n{diff}"
    )


def declined_note(proposal: Proposal, reason: str) -> str:
    why = f" Reason: {reason}" if reason else ""
    return f"Your proposal {proposal.id} for {proposal.path} was declined.{why} Build against the contract as it is."


def _with_change(plan: Plan, proposal: Proposal) -> Plan:
    text = plan.texts.get(proposal.path, "").replace(proposal.old, proposal.new, 1)
    return replace(plan, texts={**plan.texts, proposal.path: text})


def _commit(active: ActiveSprint, plan: Plan, proposal: Proposal) -> str:
    branch = f"refs/heads/{contract_branch(active.run.slug)}"
    exists = active.git.has(branch) and not active.git.is_ancestor(branch, active.run.base)
    tip = active.git.commit(branch) if exists else active.run.base
    tree = write_tree(active.git, tip, {proposal.path: plan.texts[proposal.path].encode()})
    subject = f"Change {proposal.path} for package {proposal.package}"
    commit = write_commit(active.git, tree, [tip], f"{subject}\n\n{proposal.reason}\n\nProposal: {proposal.id}")
    before = active.git.commit(branch) if active.git.has(branch) else "0" * len(tip)
    active.git.run("update-ref", "-m", "dovetail: accepted contract change", branch, commit, before)
    return commit


def _source(snapshot: Snapshot, name: str) -> str | None:
    contract = snapshot.contracts.get(name)
    text = snapshot.text(contract.path) if contract is not None else None
    return text[contract.declaration.range] if contract is not None and text is not None else None
