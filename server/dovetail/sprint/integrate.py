"""The integration pass of a sprint: the train and the gate, told as events. Nothing here moves main but `land_sprint`."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dovetail.agents.bash import Shell
from dovetail.agents.sandbox import Sandbox
from dovetail.core.reports import FindingReport, SprintStatusReport, finding_report
from dovetail.core.snapshot import Failure, Snapshot, owned_by
from dovetail.git.landing import Landed, land
from dovetail.git.run import Git
from dovetail.git.trees import changed_since_fork
from dovetail.git.worktrees import add_detached_worktree
from dovetail.integration.checking import snapshot_of_tree
from dovetail.integration.forecast import BASE, Forecast, Tip, forecast
from dovetail.integration.gate import Gate, Integration, Ran, integrate
from dovetail.integration.order import Candidate, merge_order
from dovetail.integration.syntax import parses
from dovetail.integration.train import Branch, Merged

from .active import ActiveSprint
from .bus import Bus
from .crossing import crossing_findings
from .foresee import base_tip, branch_tip, merge_findings
from .paths import EnginePaths
from .plan import contract_branch
from .protocol import EngineEvent
from .worktree import port_variables, setup_shell

CONTRACT = "contract"
INTEGRATION = "integration"
_PORTS = 19_000


@dataclass(frozen=True, slots=True)
class Pass:
    """One integration pass of a sprint."""

    active: ActiveSprint
    bus: Bus
    paths: EnginePaths
    drift: dict[Failure, FindingReport] = field(default_factory=dict[Failure, FindingReport])

    async def run(self, status: SprintStatusReport) -> Integration | None:
        """Stack what is done, verify it, and say what came of it. None where nothing is done."""
        self._state("stacking", "")
        base = await asyncio.to_thread(base_tip, self.active)
        for package in status.packages:
            if package.head is not None and package.state != "done":
                self._say("integration.ejected", {"package": package.id, "reason": f"It is {package.state}, not done."})
        branches = await asyncio.to_thread(self._branches, base, status)
        if not branches:
            self._state("failed", "No package is done, so there is nothing to integrate.")
            return None
        worktree = await asyncio.to_thread(self._worktree, base)
        result = await integrate(self.active.git, worktree, base, branches, self._gate(worktree), parses)
        findings = await asyncio.to_thread(self._conclude, result, branches)
        self._tell(result, findings)
        return result

    def _branches(self, base: str, status: SprintStatusReport) -> list[Branch]:
        """The branches of the packages that are done, in the order in which they are merged; contract changes come first."""
        git, sprint = self.active.git, self.active.sprint
        done: dict[str, Branch] = {}
        for package in sprint.packages:
            state = next((p.state for p in status.packages if p.id == package.id), None)
            tip = branch_tip(git, sprint.branch(package.id))
            if state == "done" and tip is not None:
                done[package.id] = Branch(package.id, package.title, tip, package.after)
        ahead = forecast(git, base, [Tip(b.package, b.commit) for b in done.values()], parses)
        order = merge_order([self._candidate(git, base, branch, ahead) for branch in done.values()])
        # What comes after a package that is not among them waits for nothing that could still come.
        ordered = [replace(done[id], after=tuple(a for a in done[id].after if a in done)) for id in order]
        amended = branch_tip(git, contract_branch(self.active.run.slug))
        if amended is not None and not git.is_ancestor(amended, base):
            ordered.insert(0, Branch(CONTRACT, "Contract changes that were accepted", amended))
        return ordered

    def _candidate(self, git: Git, base: str, branch: Branch, ahead: Forecast) -> Candidate:
        paths = tuple(change.path for change in changed_since_fork(git, base, branch.commit))
        return Candidate(branch.package, branch.after, paths, ahead.unresolved(branch.package))

    def _worktree(self, base: str) -> Git:
        return add_detached_worktree(
            self.active.git, self.paths.worktree(self.active.run.slug, f".{INTEGRATION}"), base
        )

    def _gate(self, worktree: Git) -> Gate:
        file, settings = self.active.sprint.file, self.active.settings
        setup = file.setup if file is not None else ()
        installer = setup_shell(worktree.directory, settings, _PORTS)
        # The gate runs what agents wrote, so it is confined as their own commands are.
        readable = (self.paths.common_dir, Path(self.active.run.root))
        hidden = (self.paths.state, self.paths.socket.parent)
        sandbox = Sandbox(settings.sandbox, worktree.directory, readable, hidden)
        tester = Shell(sandbox, settings.command_seconds, port_variables(_PORTS), settings.environment)

        async def run(command: str, directory: Path) -> Ran:
            begun = asyncio.get_running_loop().time()
            ran = await (installer if command in setup else tester).run(command)
            code = ran.code if ran.code is not None else 124  # as `timeout` says it
            return Ran(code, ran.output, asyncio.get_running_loop().time() - begun)

        def tell(step: str, sentence: str, commit: str) -> None:
            state = "stacking" if step == "stacking" else "verifying"
            if state == "verifying":
                self._state(state, sentence, head=commit)

        return Gate(setup, file.verify if file is not None else (), run, self._check, tell)

    async def _check(self, commit: str) -> tuple[Failure, ...]:
        """The errors of a merged tree that its base does not have."""
        findings = await asyncio.to_thread(self._findings, commit)
        errors = {_failure(finding): finding for finding in findings if finding.severity == "error"}
        self.drift.update(errors)
        return tuple(errors)

    def _findings(self, commit: str) -> tuple[FindingReport, ...]:
        snapshot = self._snapshot(commit)
        known = self.active.trees.known(self.active.base)
        found = self.active.trees.findings(snapshot)
        new = (f for f in found if f.severity in ("error", "warning") and f.id not in known)
        sprint = self.active.sprint
        owned = (f.of_branch(next(iter(owned_by(sprint, f.path)), None), None) for f in new)
        return tuple(finding_report(f, snapshot) for f in owned)

    def _snapshot(self, commit: str) -> Snapshot:
        # What would land is judged by the contracts that would land with it.
        return self.active.under_way(snapshot_of_tree(self.active.git.directory, commit, previous=self.active.base))

    def _conclude(self, result: Integration, branches: list[Branch]) -> tuple[FindingReport, ...]:
        """All that was found: in the merged tree, between the branches, and by the gate's commands."""
        git = self.active.git
        head = result.train.head
        if result.state == "verified":
            # Under a branch of its own: what is verified must not be swept away before it lands.
            ref = f"refs/heads/{self.active.sprint.branch(INTEGRATION)}"
            git.run("update-ref", "-m", "dovetail: verified", ref, head)
        conflicts = [conflict for ejected in result.ejected for conflict in ejected.conflicts]
        failures = [failure for ejected in result.ejected for failure in ejected.failures]
        if result.verdict is not None:
            failures += result.verdict.failures
        drift = tuple(self.drift[f] for f in (replace(f, package=None) for f in failures) if f in self.drift)
        sides = {BASE: result.train.base, **{branch.package: branch.commit for branch in branches}}
        between = merge_findings(git, self._snapshot(head), conflicts, failures, sides)
        tips = [Tip(b.package, b.commit) for b in branches if b.package != CONTRACT]
        crossing = crossing_findings(self.active, git, result.train.base, tips)
        return (*drift, *self._findings(head), *between, *crossing)

    def _tell(self, result: Integration, findings: tuple[FindingReport, ...]) -> None:
        for merged in result.train.merged:
            self._say("integration.merged", {"package": merged.package, "how": merged.how, "hunks": _hunks(merged)})
        for ejected in result.ejected:
            self._say("integration.ejected", {"package": ejected.package, "reason": ejected.reason})
        reports = [finding.model_dump(mode="json", by_alias=True) for finding in findings]
        self._say("integration.findings", {"findings": reports})
        if result.state == "verified":
            self._state("verified", "", head=result.train.head, base=result.train.base, tries=result.tries)
        else:
            self._state("failed", result.reason, base=result.train.base, tries=result.tries)

    def _state(self, state: str, detail: str, **more: Any) -> None:
        self._say("integration.state", {"state": state, "detail": detail, **more})

    def _say(self, kind: str, data: Mapping[str, Any]) -> None:
        self.bus.emit(kind, data, sprint=self.active.run.slug)


def verified(events: Iterable[EngineEvent]) -> tuple[str, str] | None:
    """The commit that the last integration has verified, and the base that it was verified on; None where it has not."""
    last = next((e for e in reversed(list(events)) if e.kind == "integration.state"), None)
    if last is None or last.data["state"] not in ("verified", "landed") or not last.data.get("head"):
        return None
    return str(last.data["head"]), str(last.data["base"])


def land_verified(active: ActiveSprint, head: str, base: str) -> Landed:
    """Move the base branch to the verified commit. Blocks; refuses with a sentence that says what to do."""
    file = active.sprint.file
    return land(active.git, file.base if file is not None else "main", head, expected=base)


def _failure(finding: FindingReport) -> Failure:
    start = finding.range.start
    return Failure("", f"[{finding.rule}] {finding.message}", finding.path, start.line, start.column)


def _hunks(merged: Merged) -> list[dict[str, Any]]:
    """Every place where both sides had changed the same lines, and how it was resolved."""
    return [
        {"path": r.path, "line": r.lines[0] + 1, "how": r.how, "ours": r.ours, "theirs": r.theirs}
        for r in merged.resolutions
    ]
