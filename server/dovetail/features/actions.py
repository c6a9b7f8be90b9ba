"""What the light bulb offers at a place: fixes of its findings, and what can be started, stopped, accepted or landed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dovetail.core.findings import Edit, Finding
from dovetail.core.plan import Package, Sprint
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import live as engine
from .commands import Command
from .file_moves import move
from .fixes import fixes, renaming
from .launch import blockers
from .lenses import can_land, launchable
from .rename import Refusal
from .silencing import silencing
from .stubs.offers import offers


@dataclass(frozen=True, slots=True)
class Action:
    """An entry of the light bulb: edits that mend a finding or write a stub, or a command.

    `disabled` says why it cannot be done now; `creates` is the file that the edits make, and `moves` a file that gets another path
    with them.
    """

    title: str
    finding: Finding | None = None
    edits: tuple[Edit, ...] = ()
    command: Command | None = None
    disabled: str | None = None
    preferred: bool = False
    creates: str | None = None
    moves: tuple[str, str] | None = None


def actions(
    snapshot: Snapshot, path: str, range: Range, findings: Iterable[Finding], live: engine.Live = engine.NOTHING
) -> tuple[Action, ...]:
    """What is offered in a range of a file: fixes first."""
    all_findings = tuple(findings)
    here = tuple(f for f in all_findings if f.path == path and f.range.touches(range))
    offered = list(_fixes(snapshot, here))
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    if sprint is not None:
        offered += _sprint(snapshot, sprint, range, all_findings, live)
    offered += _proposals(snapshot, path, range, live)
    offered += _stubs(snapshot, path, range)
    offered += _silences(snapshot, here, range)
    return tuple(offered)


def _silences(snapshot: Snapshot, findings: tuple[Finding, ...], range: Range) -> Iterator[Action]:
    """The last that is offered on a line: to leave a finding as it is, and say so."""
    text = snapshot.text(findings[0].path) if findings else None
    alone = text is not None and text.line_of(range.start) == text.line_of(range.end)
    for finding in findings if alone else ():
        edit = silencing(snapshot, finding)
        if edit is not None:
            yield Action(f"Ignore {finding.rule} here", finding, (edit,))


def _stubs(snapshot: Snapshot, path: str, range: Range) -> Iterator[Action]:
    for offer in offers(snapshot, path, range):
        yield Action(offer.title, edits=offer.stub.edits, creates=offer.stub.path if offer.stub.creates else None)


def _fixes(snapshot: Snapshot, findings: tuple[Finding, ...]) -> Iterator[Action]:
    for finding in findings:
        refused = renaming(snapshot, finding)
        if isinstance(refused, Refusal):
            yield Action("Rename everywhere", finding, disabled=refused.reason)
            continue
        moved = move(snapshot, finding)
        if moved is not None:
            title = f"Rename the file to '{moved.new.rpartition('/')[2]}'"
            yield Action(title, finding, moved.edits, preferred=True, moves=(moved.old, moved.new))
        found = fixes(snapshot, finding)
        for fix in found:
            yield Action(fix.title, finding, fix.edits, preferred=len(found) == 1)


def _sprint(
    snapshot: Snapshot, sprint: Sprint, range: Range, findings: tuple[Finding, ...], live: engine.Live
) -> Iterator[Action]:
    run = live.sprint(sprint.path, sprint.name, sprint.slug)
    touched = tuple(_touched(sprint, range))
    if len(touched) > 1:
        yield from _selected(snapshot, sprint, touched, findings, run)
    for package in touched:
        yield from _package(snapshot, sprint, package, findings, run)
    yield from _launch_ready(snapshot, sprint, findings, run)
    if run is None:
        return
    if run.waits:
        yield Action("Resume what waits", command=Command("resume", sprint.path))
    if run.active or run.integration.active:
        yield Action("Stop all packages", command=Command("stop", sprint.path))
    if run.packages and run.integration.state != "landed":
        yield Action(
            "Integrate the finished packages", command=Command("integrate", sprint.path), disabled=_no_integration(run)
        )
    if run.integration.state != "none" and run.integration.state != "landed":
        reason = None if can_land(run) else f"The integration is {run.integration.state}; only a verified one can land."
        yield Action("Land the verified integration", command=Command("land", sprint.path), disabled=reason)
    if run.active:
        yield Action("Forecast conflicts between the branches", command=Command("forecast", sprint.path))


def _no_integration(run: engine.LiveSprint) -> str | None:
    if run.integration.active:
        return f"The integration is {run.integration.state}."
    if run.active or run.under_way:
        return "Packages are still at work."
    if not any(p.state == "done" for p in run.packages.values()):
        return "No package is done yet."
    return None


def _touched(sprint: Sprint, range: Range) -> Iterator[Package]:
    for package in sprint.packages:
        whole = sprint.package_range(package.id)
        # The value of the last key of an entry may end at the start of the next entry's line.
        if whole.start <= range.end and range.start < max(whole.end, whole.start + 1):
            yield package


def _selected(
    snapshot: Snapshot,
    sprint: Sprint,
    packages: tuple[Package, ...],
    findings: tuple[Finding, ...],
    run: engine.LiveSprint | None,
) -> Iterator[Action]:
    """The packages of a selection that can be launched, together."""
    taken = {p.id for p in run.packages.values() if p.active or p.state == "done"} if run is not None else set[str]()
    free = [p.id for p in packages if p.id not in taken]
    blocked = blockers(snapshot, sprint, findings, free)
    ids = tuple(id for id in free if id not in blocked)
    if len(ids) > 1:
        command = Command("launchPackage", sprint.path, ids)
        yield Action(f"Launch the {len(ids)} selected packages", command=command)


def _package(
    snapshot: Snapshot, sprint: Sprint, package: Package, findings: tuple[Finding, ...], run: engine.LiveSprint | None
) -> Iterator[Action]:
    now = run.packages.get(package.id) if run is not None else None
    if now is not None and now.active:
        yield Action(f"Stop package '{package.id}'", command=Command("stop", sprint.path, (package.id,)))
        return
    reason = blockers(snapshot, sprint, findings, [package.id]).get(package.id)
    if now is not None and now.state == "done":
        reason = "It is done."
    command = Command("launchPackage", sprint.path, (package.id,))
    yield Action(f"Launch package '{package.id}'", command=command, disabled=reason)


def _launch_ready(
    snapshot: Snapshot, sprint: Sprint, findings: tuple[Finding, ...], run: engine.LiveSprint | None
) -> Iterator[Action]:
    if not sprint.packages:
        return
    waiting = launchable(sprint, run)
    blocked = blockers(snapshot, sprint, findings, [p.id for p in waiting])
    count = len(waiting) - len(blocked)
    reason: str | None = None
    if not waiting:
        reason = "No package is ready: set `status: ready` on those that may start."
        if run is not None and run.packages:
            reason = "All ready packages are at work or done."
    elif not count:
        reason = next(iter(blocked.values()))
    title = f"Launch all ready packages ({count})" if count else "Launch all ready packages"
    yield Action(title, command=Command("launchReady", sprint.path), disabled=reason)


def _proposals(snapshot: Snapshot, path: str, range: Range, live: engine.Live) -> Iterator[Action]:
    """Accept and decline, at the contract that an agent wants to change."""
    for run in live.sprints.values():
        for proposal in run.proposals:
            contract = snapshot.contracts.get(proposal.contract or "")
            here = contract is not None and contract.path == path and contract.declaration.range.touches(range)
            if here or (contract is None and proposal.path == path):
                what = f"{proposal.package}'s change: {proposal.title}".rstrip(": ")
                yield Action(f"Accept {what}", command=Command("acceptProposal", None, (proposal.id,)))
                yield Action(f"Decline {what}", command=Command("declineProposal", None, (proposal.id,)))
