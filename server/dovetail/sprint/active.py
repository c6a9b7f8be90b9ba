"""A sprint that is under way, in memory: its plan as it stands, its budget, who may run, and what a person asked for."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dovetail.agents.backend import Halted, Json, Outcome
from dovetail.agents.provider import Provider, problem
from dovetail.agents.sandbox import sandbox_problem
from dovetail.core.errors import UsageError
from dovetail.core.plan import Package, PackageLimits, Sprint
from dovetail.core.reports import Tokens
from dovetail.core.settings import AgentProfile, Settings
from dovetail.core.snapshot import Snapshot
from dovetail.git.run import Git
from dovetail.integration.checking import snapshot_of_tree

from .budget import Budget, CapReached, Spent
from .plan import Plan
from .store import Asked, Run, Store
from .treecheck import TreeCheck


class Switch:
    """What a person asked of one package: go on, pause, or stop."""

    def __init__(self) -> None:
        self._go = asyncio.Event()
        self._go.set()
        self.stopped = asyncio.Event()

    @property
    def is_paused(self) -> bool:
        return not self._go.is_set()

    def turn(self, what: Asked) -> None:
        match what:
            case "pause":
                self._go.clear()
            case "go":
                self._go.set()
            case "stop":
                self.stopped.set()
                self._go.set()

    def reset(self) -> None:
        """A new run begins."""
        self.stopped.clear()
        self._go.set()

    async def may_go_on(self) -> None:
        await self._go.wait()

    async def guard(self, run: Callable[[], Awaitable[Json]], budget: Budget | None = None) -> Json:
        """Run a step, and end it at once when the package is stopped, or when the sprint's minutes are over."""
        if self.stopped.is_set():
            raise Halted(Outcome("stopped", "You stopped it."))
        step, stopped = asyncio.ensure_future(run()), asyncio.ensure_future(self.stopped.wait())
        try:
            while True:
                left = budget.seconds_left() if budget is not None else None
                await asyncio.wait((step, stopped), timeout=left, return_when=asyncio.FIRST_COMPLETED)
                if step.done():
                    return step.result()
                if self.stopped.is_set():
                    raise Halted(Outcome("stopped", "You stopped it."))
                if budget is not None:  # whose minutes may have been raised meanwhile
                    _require_time(budget)
        finally:
            stopped.cancel()
            step.cancel()
            await asyncio.gather(step, stopped, return_exceptions=True)


def _require_time(budget: Budget) -> None:
    try:
        budget.check_time()
    except CapReached as reached:
        raise Halted(Outcome("blocked", str(reached))) from reached


@dataclass
class ActiveSprint:
    """One sprint's run. The plan changes when a proposal is accepted; all else stays for the run.

    `base` is the commit that packages start from under the plan as it stands, `launched` the same under the contracts that they
    were launched with.
    """

    run: Run
    git: Git
    plan: Plan
    base: Snapshot
    launched: Snapshot
    settings: Settings
    budget: Budget
    slots: asyncio.Semaphore
    trees: TreeCheck = field(default_factory=TreeCheck)
    # One a package, made when it first runs; `spent_by` is what each had spent when this process began.
    budgets: dict[str, Budget] = field(default_factory=dict[str, Budget])
    spent_by: Callable[[str], Spent] = field(default=lambda _: Spent())
    switches: dict[str, Switch] = field(default_factory=dict[str, Switch])
    environment: dict[str, str] = field(default_factory=dict[str, str])
    _providers: dict[str, Provider] = field(default_factory=dict[str, Provider])

    @property
    def sprint(self) -> Sprint:
        return self.plan.sprint

    def under_way(self, snapshot: Snapshot) -> Snapshot:
        """A tree as one of this sprint: what changed in the contracts since it was launched is part of what is found."""
        return replace(snapshot, settings=self.settings, base=self.launched, launched=self.sprint.slug)

    def package(self, id: str) -> Package:
        """The package by its id; one that is no longer in the sprint is an error."""
        found = self.sprint.package(id)
        if found is None:
            raise UsageError(f"{self.sprint.path} has no package '{id}' any more.")
        return found

    def budget_of(self, package: str) -> Budget:
        """The package's own budget."""
        if package not in self.budgets:
            found = self.sprint.package(package)
            limits = found.limits if found is not None else PackageLimits()
            self.budgets[package] = Budget(
                limits, self.run.path, self.run.started, self.spent_by(package), package=package
            )
        return self.budgets[package]

    def spend(self, package: str, usage: Tokens, dollars: float) -> None:
        """A package has paid for something: it counts for itself and for the sprint."""
        self.budget_of(package).spend(usage, dollars)
        self.budget.spend(usage, dollars)

    def switch(self, package: str, store: Store) -> Switch:
        """The package's switch, as it was left."""
        if package not in self.switches:
            self.switches[package] = Switch()
            self.switches[package].turn(store.asked(self.run.slug, package))
        return self.switches[package]

    def guard(self, package: str, store: Store) -> Callable[[Callable[[], Awaitable[Json]]], Awaitable[Json]]:
        """What a package's steps run under: its switch, and the sprint's minutes."""
        switch = self.switch(package, store)
        return lambda run: switch.guard(run, self.budget)

    def profile(self, package: Package) -> AgentProfile:
        found = self.settings.agents.get(package.agent)
        if found is None:
            known = ", ".join(sorted(self.settings.agents)) or "none"
            raise UsageError(
                f"Package {package.id} names the agent '{package.agent}', which the settings do not have; they have {known}."
            )
        return found

    def provider(self, package: Package) -> Provider:
        """The provider of a package's profile; packages of one profile share its connections."""
        if package.agent not in self._providers:
            self._providers[package.agent] = Provider(self.profile(package), self.environment)
        return self._providers[package.agent]

    def problem(self, package: Package) -> str | None:
        """What would stop a package at its first turn: no key, or no way to confine its commands."""
        found = problem(self.profile(package), self.environment)
        return found or (sandbox_problem() if self.settings.sandbox == "required" else None)

    def reach(self, environment: Mapping[str, str]) -> None:
        """Another way to the providers: a key that was mended, a terminal that knows one."""
        if any(self.environment.get(name) != value for name, value in environment.items()):
            self.environment.update(environment)
            self._providers.clear()


def base_snapshot(git: Git, plan: Plan, base: str, settings: Settings, previous: Snapshot | None = None) -> Snapshot:
    """The commit that packages start from, under the plan as it stands. Blocks."""
    found = snapshot_of_tree(Path(git.directory), base, instead=plan.texts, previous=previous)
    return replace(found, settings=settings)
