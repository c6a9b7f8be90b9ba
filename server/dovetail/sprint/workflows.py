"""The durable workflows: a launch, a package, an integration pass.

Their names and the order of their steps are kept from version to version: an upgrade goes on with what was under way.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from dovetail.agents.backend import Json
from dovetail.core.errors import EngineError
from dovetail.git.landing import Landed, LandingRefused

from .active import ActiveSprint
from .bus import Bus
from .durable import Durable
from .integrate import Pass, land_verified, verified
from .packages import PackageRunner
from .paths import EnginePaths
from .sprints import Sprints
from .store import Store


class Workflows:
    """Starts workflows, and is what they run."""

    def __init__(
        self, paths: EnginePaths, bus: Bus, store: Store, durable: Durable, sprints: Sprints, packages: PackageRunner
    ) -> None:
        self._paths = paths
        self._bus = bus
        self._store = store
        self._durable = durable
        self._sprints = sprints
        self._packages = packages
        self._started: dict[str, asyncio.Event] = {}
        durable.register("package", self._package)
        durable.register("sprint", self._sprint)
        durable.register("integration", self._integration)

    async def launch(self, active: ActiveSprint, chosen: Sequence[str], under_way: set[str]) -> None:
        """Start packages; each waits for those that it comes after, where they are on their way."""
        run = active.run = self._store.keep(active.run.launched(tuple(chosen)))
        coming = {*chosen, *under_way}
        plans: list[list[Any]] = []
        for id in chosen:
            self._store.ask(run.slug, id, "go")
            active.switch(id, self._store).reset()
            self._store.forget_notes(run.slug, id, run.workflow(id))
            after = [run.workflow(a) for a in active.package(id).after if a in coming]
            plans.append([id, run.workflow(id), after])
        launch = f"{run.slug}//launch/{run.launches}"
        data = {"path": run.path, "name": run.name, "packages": list(chosen), "base": run.base}
        data["contracts"] = run.contracts or run.base
        self._bus.emit("sprint.started", data, sprint=run.slug, key=f"{launch}/started")
        for id in chosen:
            waiting = {"state": "waiting", "detail": "", "run": run.workflow(id)}
            self._bus.emit("package.state", waiting, sprint=run.slug, package=id, key=f"{run.workflow(id)}/waiting")
        started = self._started[launch] = asyncio.Event()
        await self._durable.start("sprint", launch, run.slug, launch, plans)
        # Whoever asks next sees these packages under way.
        await started.wait()

    async def integrate(self, active: ActiveSprint) -> str:
        """Start an integration pass, or name the one that is under way."""
        run = active.run
        for id in await self._durable.under_way(f"{run.slug}//integration/"):
            return id
        run = active.run = self._store.keep(run.integrated())
        id = f"{run.slug}//integration/{run.integrations}"
        await self._durable.start("integration", id, run.slug, id)
        return id

    async def land(self, active: ActiveSprint) -> Landed:
        """Move the base branch to the commit that was verified. Asked again, it says what it said."""
        found = self._verified(active)
        if found is None:
            raise EngineError(f"Nothing of {active.sprint.path} is verified: integrate it first.")
        head, base = found
        try:
            landed = await asyncio.to_thread(land_verified, active, head, base)
        except LandingRefused as refused:
            raise EngineError(str(refused)) from refused
        slug = active.run.slug
        told = {"head": landed.after, "base": landed.branch}
        if self._bus.emit("integration.landed", told, sprint=slug, key=f"{slug}//landed/{head}"):
            state = {"state": "landed", "detail": "", "head": head, "base": base}
            self._bus.emit("integration.state", state, sprint=slug)
        return landed

    async def _sprint(self, slug: str, launch: str, plans: list[list[Any]]) -> Json:
        """Starts the packages of one launch, and says when they have all ended."""
        for id, workflow, after in plans:
            await self._durable.start("package", workflow, slug, id, workflow, after)
        if (started := self._started.pop(launch, None)) is not None:
            started.set()
        journal = self._durable.journal(launch)

        async def wait() -> Json:
            ended = [await self._durable.result(workflow) for _, workflow, _ in plans]
            return {plan[0]: result["state"] for plan, result in zip(plans, ended, strict=True)}

        states = await journal.step("wait", wait)

        async def finish() -> Json:
            # Of launches that overlap, the last one to end says that the sprint is finished.
            if not await self._durable.under_way(f"{slug}//launch/") - {launch}:
                state = "finished" if set(states.values()) == {"done"} else "failed"
                data = {"state": state, "packages": states}
                self._bus.emit("sprint.finished", data, sprint=slug, key=f"{launch}/finished")
            return {}

        await journal.step("finish", finish)
        self._durable.forget(launch)
        return states

    async def _package(self, slug: str, package: str, workflow: str, after: list[str]) -> Json:
        return await self._packages.run(await self._sprints.active(slug), package, workflow, after)

    async def _integration(self, slug: str, workflow: str) -> Json:
        active = await self._sprints.active(slug)
        journal = self._durable.journal(workflow)

        async def integrate() -> Json:
            result = await Pass(active, self._bus, self._paths).run(self._sprints.status(active))
            return {"state": result.state if result is not None else "failed"}

        async def land() -> Json:
            return {"head": (await self.land(active)).after}

        ended = await journal.attempt("integrate", integrate)
        if ended.state == "done" and active.settings.land == "auto" and self._verified(active) is not None:
            ended = await journal.attempt("land", land)
        if ended.state == "failed":
            state = {"state": "failed", "detail": ended.detail}
            self._bus.emit("integration.state", state, sprint=slug, key=f"{workflow}/failed")
        self._durable.forget(workflow)
        return cast("Json", {"state": ended.state})

    def _verified(self, active: ActiveSprint) -> tuple[str, str] | None:
        return verified(self._bus.of_sprint(active.run.slug, ("integration.state",)))
