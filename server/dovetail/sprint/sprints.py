"""The sprints that the engine knows: their runs as they are kept, and in memory while they are needed."""

import asyncio
import os
import time
from pathlib import Path

from dovetail.core.errors import EngineError, NotARepository
from dovetail.core.plan import PackageLimits, read_sprint
from dovetail.core.reports import SprintStatusReport
from dovetail.core.settings import Settings
from dovetail.core.text import Text
from dovetail.git.run import Git, find_repository

from .active import ActiveSprint, base_snapshot
from .budget import Budget, Spent
from .bus import Bus
from .durable import Durable
from .launch import Launch, current_plan, sprint_path
from .plan import Plan, read_plan, with_contracts
from .status import spent_in, status_of
from .store import Run, Store


class Sprints:
    """Finds a sprint's run, and reads it anew from git and from the events where this process does not hold it."""

    def __init__(self, root: Path, bus: Bus, store: Store, durable: Durable) -> None:
        self.root = root
        self._bus = bus
        self._store = store
        self._durable = durable
        self._active: dict[str, ActiveSprint] = {}
        # Held while a run or its plan changes.
        self.changing = asyncio.Lock()

    def known(self, named: str) -> Run | None:
        """A sprint's run by its slug, name or path."""
        for run in self._store.runs():
            if named in (run.slug, run.name, run.path) or Path(named) == Path(run.root) / run.path:
                return run
        return None

    async def active(self, named: str) -> ActiveSprint:
        """A sprint that was launched; raises `EngineError` where it was not."""
        run = self.known(named)
        if run is None:
            raise EngineError(f"No package of {named} was launched yet: launch one first.")
        async with self.changing:
            if run.slug not in self._active:
                self._active[run.slug] = await self._read(run)
            return self._active[run.slug]

    async def launched(self, launch: Launch, *, busy: bool) -> ActiveSprint:
        """The run that a launch belongs to, made or brought up to date. A launch into a quiet sprint starts the clock anew."""
        sprint = launch.plan.sprint
        known = self._store.run(sprint.slug)
        run = Run(
            slug=sprint.slug, name=sprint.name, path=sprint.path, root=str(launch.git.directory), base=launch.base,
            started=known.started if known is not None and busy else time.time(),
            contracts=known.contracts if known is not None and busy else launch.plan.commit,
            settings=launch.settings.model_dump(mode="json", by_alias=True),
            launches=known.launches if known else 0, integrations=known.integrations if known else 0,
            attempts=known.attempts if known else (),
        )  # fmt: skip
        async with self.changing:
            new = await self._read(run)
            old = self._active.get(run.slug)
            if old is not None and busy:
                # Packages that are under way hold the old one: it is brought up to date in place.
                old.run, old.plan, old.base, old.launched = run, new.plan, new.base, new.launched
                old.budget.limits = new.budget.limits
                for id, budget in old.budgets.items():
                    budget.limits = package.limits if (package := new.sprint.package(id)) else PackageLimits()
                return old
            if old is not None:
                new.environment = old.environment
            self._active[run.slug] = new
            return new

    async def under_way(self, slug: str) -> set[str]:
        """The packages of a sprint whose workflow has not ended."""
        ids = await self._durable.under_way(f"{slug}/")
        return {id.split("/")[1] for id in ids} - {""}

    def status(self, active: ActiveSprint) -> SprintStatusReport:
        return status_of(active.sprint, self._bus.of_sprint(active.run.slug))

    async def status_by_name(self, named: str) -> SprintStatusReport:
        """The status of a sprint, also of one that was never launched."""
        if self.known(named) is not None:
            return self.status(await self.active(named))
        return await asyncio.to_thread(self._never_launched, named)

    async def every_status(self) -> list[SprintStatusReport]:
        return [self.status(await self.active(run.slug)) for run in self._store.runs()]

    def _never_launched(self, named: str) -> SprintStatusReport:
        git = find_repository(self.root)
        path = sprint_path(git, self.root, named)
        return status_of(read_sprint(path, Text((git.directory / path).read_text("utf-8", "replace"))), ())

    async def _read(self, run: Run) -> ActiveSprint:
        active = await asyncio.to_thread(_read_run, run, self.root)
        active.budget.spent = Spent(*spent_in(self._bus.of_sprint(run.slug)))
        active.spent_by = lambda package: Spent(*spent_in(self._bus.of_sprint(run.slug), package))
        return active


def _read_run(run: Run, root: Path) -> ActiveSprint:
    try:
        git = find_repository(run.root)
    except NotARepository:
        git = find_repository(root)  # the checkout that the sprint was launched from is gone
    settings = Settings.model_validate(run.settings)
    plan = current_plan(git, run.base, run.path)
    file = plan.sprint.file
    assert file is not None, "only a sprint that was read is launched"
    budget = Budget(file.limits, run.path, run.started, Spent())
    base = base_snapshot(git, plan, run.base, settings)
    launched = base_snapshot(git, _launched_plan(git, run, plan), run.base, settings, base)
    slots = asyncio.Semaphore(file.limits.agents)
    return ActiveSprint(run, git, plan, base, launched, settings, budget, slots, environment=dict(os.environ))


def _launched_plan(git: Git, run: Run, plan: Plan) -> Plan:
    """The plan with the contracts that the run's packages were launched with."""
    commit = run.contracts if run.contracts and git.has(run.contracts) else run.base
    return with_contracts(plan, read_plan(git, commit, run.path))
