"""The workflow of one package: wait for its turn, prepare its worktree, run its agent, say how it ended."""

import asyncio
import traceback
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

from dovetail.agents.backend import Halted, Json, Outcome, Task
from dovetail.agents.bash import Shell
from dovetail.agents.loop import MessagesLoop
from dovetail.agents.provider import load
from dovetail.agents.sandbox import Sandbox
from dovetail.core.errors import DovetailError, UsageError
from dovetail.core.plan import Package
from dovetail.git.commits import commit_step
from dovetail.git.run import Git
from dovetail.integration.checking import snapshot_of_tree
from dovetail.integration.syntax import parses
from dovetail.integration.train import Branch, stack

from .active import ActiveSprint
from .branchcheck import BranchCheck, in_scope
from .bus import Bus
from .durable import Durable, DurableJournal
from .packs import prompt, system_texts
from .paths import EnginePaths
from .site import PackageSite, uncommitted
from .store import Proposal, Store
from .turns import TurnGate
from .voice import Voice
from .worktree import bring_up_to, make_worktree, port_base, port_variables, set_up

_HISTORY = 20


@dataclass(frozen=True, slots=True)
class Running:
    """A package whose agent is at work in this process."""

    site: PackageSite
    voice: Voice


@dataclass
class PackageRunner:
    """Runs packages. `committed` and `propose` are what the engine does about it."""

    paths: EnginePaths
    bus: Bus
    store: Store
    durable: Durable
    running: dict[tuple[str, str], Running]
    committed: Callable[[ActiveSprint], None]
    propose: Callable[[ActiveSprint, Proposal], None]

    async def run(self, active: ActiveSprint, package_id: str, workflow: str, after: list[str]) -> Json:
        """The package's workflow, from waiting to its last state. Run again after a crash, it goes on where it was."""
        journal = self.durable.journal(workflow, active.guard(package_id, self.store))
        active.budget_of(package_id)  # made now, from what was spent before this process
        voice = Voice(self.bus, active.run.slug, package_id, workflow, partial(active.spend, package_id))
        async with AsyncExitStack() as slot:
            outcome = await self._outcome(active, package_id, workflow, after, journal, voice, slot)

            async def tell() -> Json:
                voice.say_state(outcome.state, outcome.detail)
                return {}

            # Told as a step, and not guarded: also a package that was stopped says so, once. The next one starts after that.
            await self.durable.journal(workflow).step("end", tell)
        self.durable.forget(workflow)
        return {"state": outcome.state, "detail": outcome.detail}

    async def _outcome(
        self,
        active: ActiveSprint,
        package_id: str,
        workflow: str,
        after: list[str],
        journal: DurableJournal,
        voice: Voice,
        slot: AsyncExitStack,
    ) -> Outcome:
        try:
            for id in after:
                await self._wait_for(journal, id)
            await active.guard(package_id, self.store)(lambda: _acquire(active.slots))
            slot.callback(active.slots.release)
            return await self._run(active, active.package(package_id), workflow, journal, voice)
        except Halted as halted:
            return halted.outcome
        except DovetailError as error:
            return Outcome("failed", str(error))
        except Exception as error:  # noqa: BLE001
            # A fault of ours ends this package with a sentence, and no other; the log has the whole of it.
            traceback.print_exc()
            return Outcome("failed", f"The engine failed ({type(error).__name__}: {error}); its log tells where.")
        finally:
            self.running.pop((active.run.slug, package_id), None)

    async def _wait_for(self, journal: DurableJournal, workflow: str) -> None:
        ended = await journal.step(f"after {workflow}", lambda: self.durable.result(workflow))
        if ended["state"] != "done":
            other = workflow.split("/")[-2]
            why = f"It comes after {other}, which is {ended['state']}: launch {other} again, and this one with it."
            raise Halted(Outcome("blocked", why))

    async def _run(
        self, active: ActiveSprint, package: Package, workflow: str, journal: DurableJournal, voice: Voice
    ) -> Outcome:
        run = active.run
        worktree = self.paths.worktree(run.slug, package.id)
        ports = port_base(self.paths.worktrees, active.sprint, package)

        async def prepare() -> Json:
            voice.say_state("preparing")
            here = await asyncio.to_thread(_make_current, active, package, worktree, workflow)
            log = self.paths.state / "logs" / f"{run.slug}-{package.id}-setup.log"
            await set_up(here, active.sprint, package, active.settings, ports, log)
            texts = await asyncio.to_thread(_told_first, active, package, here)
            return {"system": list(texts[0]), "prompt": texts[1]}

        problem = active.problem(package)
        if problem is not None:
            raise UsageError(problem)
        told = await journal.step("prepare", prepare)
        await load()
        # Not recorded: the worktree is this machine's, and its checks are this process's.
        here = await asyncio.to_thread(_make, active, package, worktree)
        loop = MessagesLoop(active.provider(package), self._shell(active, worktree, ports))
        check = await asyncio.to_thread(_start_check, active, package, here)
        site = PackageSite(
            active, package, workflow, here, check, voice, loop.shell,
            committed=lambda _sha: self.committed(active), propose=lambda proposal: self.propose(active, proposal),
        )  # fmt: skip
        self.running[run.slug, package.id] = Running(site, voice)
        system = tuple(cast("list[str]", told["system"]))
        task = Task(
            package.id, f"dovetail:{run.slug}:{package.id}", system, str(told["prompt"]), active.profile(package)
        )
        gate = TurnGate(active, self.store, package, workflow, voice, site)
        outcome = await loop.run(task, site, gate, journal, voice.hear)
        if outcome.state != "done":
            await self._keep(workflow, site)
        return outcome

    async def _keep(self, workflow: str, site: PackageSite) -> None:
        """Commit what an unfinished run leaves behind, so that it is on the branch and not only on this disk."""

        async def commit() -> Json:
            await site.end_turn(-1, "Keep unfinished work")
            return {}

        await self.durable.journal(workflow).step("keep", commit)

    def _shell(self, active: ActiveSprint, worktree: Path, ports: int) -> Shell:
        readable = (self.paths.common_dir, Path(active.run.root))
        sandbox = Sandbox(active.settings.sandbox, worktree, readable, (self.paths.state, self.paths.socket.parent))
        return Shell(sandbox, active.settings.command_seconds, port_variables(ports), active.settings.environment)


async def _acquire(slots: asyncio.Semaphore) -> Json:
    await slots.acquire()
    return {}


def _make(active: ActiveSprint, package: Package, worktree: Path) -> Git:
    """The package's worktree. A new branch starts from the base, with what the packages have made that it comes after."""
    branch = active.sprint.branch(package.id)
    start = active.run.base
    if not active.git.has(f"refs/heads/{branch}") and package.after:
        start = _start_of(active, package)
    return make_worktree(active.git, worktree, branch, start)


def _make_current(active: ActiveSprint, package: Package, worktree: Path, workflow: str) -> Git:
    """The worktree for a new run: what an earlier one left is committed, and the base has come in."""
    here = _make(active, package, worktree)
    keep = {"branch": active.sprint.branch(package.id), "base": active.run.base, "message": "Keep unfinished work"}
    commit_step(here, **keep, step_id=f"{workflow}/before", trailers={"Package": package.id})
    bring_up_to(here, active.run.base, f"Merge {active.run.base[:10]}, from which the sprint goes on")
    return here


def _start_of(active: ActiveSprint, package: Package) -> str:
    made = [
        Branch(id, other.title if (other := active.sprint.package(id)) else "", active.git.commit(f"refs/heads/{name}"))
        for id in package.after
        if active.git.has(f"refs/heads/{(name := active.sprint.branch(id))}")
    ]
    if len(made) == 1:
        return made[0].commit
    train = stack(active.git, active.run.base, made, parses)
    if train.ejected:
        lost = train.ejected[0]
        raise UsageError(
            f"{package.id} comes after {lost.package}, which does not merge with the others: {lost.reason}"
        )
    return train.head


def _told_first(active: ActiveSprint, package: Package, here: Git) -> tuple[tuple[str, ...], str]:
    history = here.run(
        "log", f"--max-count={_HISTORY}", "--format=%h %s", "--first-parent", f"{active.run.base}..HEAD"
    ).splitlines()
    system = system_texts(active.base, active.sprint, package)
    return system, prompt(active.base, active.sprint, package, here.directory, history)


def _start_check(active: ActiveSprint, package: Package, here: Git) -> BranchCheck:
    """The check of a worktree as it lies: its last commit, and what a crash may have left between a turn and its commit."""
    branch = active.sprint.branch(package.id)
    shared = active.sprint.file.shared if active.sprint.file is not None else ()
    scope = in_scope(package.owns, shared)
    check = BranchCheck(here.directory, package.id, branch, active.settings, scope, active.trees, active.under_way)
    head = snapshot_of_tree(here.directory, "HEAD", instead=active.plan.texts, previous=active.base)
    check.start(active.plan, active.base, head)
    check.reread(uncommitted(here))
    return check
