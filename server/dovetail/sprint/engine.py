"""The engine of a repository: one daemon that runs its sprints, whoever comes and goes."""

import asyncio
import fcntl
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO, cast

from dovetail import __version__
from dovetail.agents import provider
from dovetail.agents.backend import Json
from dovetail.agents.bash import end_all
from dovetail.agents.sandbox import sandbox_problem
from dovetail.core.errors import EngineError, NotARepository, UsageError
from dovetail.core.plan import read_sprint
from dovetail.core.reports import SprintStatusReport
from dovetail.core.settings import Settings
from dovetail.core.text import Text
from dovetail.git.landing import LandingRefused
from dovetail.git.run import find_repository

from .active import ActiveSprint, base_snapshot
from .amend import accepted_note, amend, contract_at, declined_note, diff_of, touched
from .budget import Budget, Spent
from .bus import Bus
from .durable import Durable
from .foresee import Foreseen, foresee
from .integrate import Pass, land_verified, verified
from .launch import Launch, LaunchRequest, current_plan, plan_launch, sprint_path
from .packages import PackageRunner
from .paths import EnginePaths, engine_paths
from .requests import PackageRequest, ProposalRequest, SprintRequest
from .server import Server
from .status import spent_in, status_of
from .store import Asked, Proposal, Run, Store
from .watch import watch_progress

Reply = dict[str, Any]

_IDLE_SECONDS = float(os.environ.get("DOVETAIL_ENGINE_IDLE", "900"))
_FORECAST_DELAY = 0.4


class Engine:
    """What answers the engine's requests. Everything here runs on one event loop; git and checks run in threads."""

    def __init__(self, root: Path, paths: EnginePaths) -> None:
        self.root = root
        self.paths = paths
        self.bus = Bus(paths.events_db)
        self.store = Store(self.bus.database)
        self.durable = Durable(paths.engine_db, paths.spool)
        self.packages = PackageRunner(
            paths, self.bus, self.store, self.durable, committed=self._committed, propose=self._proposed
        )
        self.stopped = asyncio.Event()
        self._active: dict[str, ActiveSprint] = {}
        self._activating = asyncio.Lock()
        self._forecasts: dict[str, asyncio.Task[None]] = {}
        self._foreseen: dict[str, object] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._last_request = time.monotonic()
        self._ready = asyncio.Event()
        for name, workflow in (
            ("package", self._package),
            ("sprint", self._sprint),
            ("integration", self._integration),
        ):
            self.durable.register(name, workflow)

    @property
    def handlers(self) -> Mapping[str, Callable[[Mapping[str, Any]], Awaitable[Any]]]:
        """The requests that the engine knows."""
        table = {
            "ping": self._ping, "launch": self._launch, "stop": self._stop, "pause": self._pause, "resume": self._resume,
            "status": self._status, "integrate": self._integrate, "land": self._land, "forecast": self._forecast,
            "proposal": self._decide, "shutdown": self._shutdown,
        }  # fmt: skip
        return {name: self._heard(handler) for name, handler in table.items()}

    async def start(self) -> None:
        """Go on with what was under way when the last engine ended."""
        self.durable.launch()
        self.bus.emit("engine.started", {"pid": os.getpid(), "version": __version__})
        self._ready.set()
        self._spawn(watch_progress(self.packages.running))
        self._spawn(self._stop_when_idle())

    def _heard(
        self, handler: Callable[[Mapping[str, Any]], Awaitable[Any]]
    ) -> Callable[[Mapping[str, Any]], Awaitable[Any]]:
        async def handle(params: Mapping[str, Any]) -> Any:
            await self._ready.wait()
            self._last_request = time.monotonic()
            return await handler(params)

        return handle

    # --- requests -----------------------------------------------------------------------------------------------------

    async def _ping(self, _params: Mapping[str, Any]) -> Reply:
        return {
            "pid": os.getpid(), "version": __version__, "seq": self.bus.last, "running": len(self.packages.running),
        }  # fmt: skip

    async def _launch(self, params: Mapping[str, Any]) -> Reply:
        request = LaunchRequest.model_validate(dict(params))
        launch = await asyncio.to_thread(plan_launch, request, self.root)
        sprint = launch.plan.sprint
        under_way = await self._under_way(sprint.slug)
        chosen = [p for p in launch.packages if p.id not in under_way]
        async with self._activating:
            active = await self._activated(launch, tuple(p.id for p in chosen), bool(under_way))
        active.reach(request.environment)
        for package in chosen:
            problem = provider.problem(active.profile(package), active.environment)
            problem = problem or (sandbox_problem() if active.settings.sandbox == "required" else None)
            if problem is not None:
                raise UsageError(problem)
        done = {p.id for p in self._status_of(active).packages if p.state == "done"} | {
            p.id for p in sprint.packages if p.status == "done"
        }
        coming = {p.id for p in chosen} | under_way
        for package in chosen:
            missing = next((a for a in package.after if a not in coming and a not in done), None)
            if missing is not None:
                raise EngineError(
                    f"Package {package.id} comes after {missing}, which is not done: launch {missing} too."
                )
        if chosen:
            await self._begin(active, [p.id for p in chosen], under_way)
        return {
            "sprint": sprint.slug, "launched": [p.id for p in chosen], "running": sorted(under_way & {p.id for p in launch.packages}),
            "blocked": dict(launch.blocked), "seq": self.bus.last,
        }  # fmt: skip

    async def _begin(self, active: ActiveSprint, chosen: list[str], under_way: set[str]) -> None:
        run = self.store.keep(active.run.launched(tuple(chosen)))
        active.run = run
        coming = {*chosen, *under_way}
        plans: list[list[Any]] = []
        for id in chosen:
            self.store.ask(run.slug, id, "go")
            active.switch(id, self.store).reset()
            self.store.forget_notes(run.slug, id, run.workflow(id))
            after = [run.workflow(a) for a in active.package(id).after if a in coming]
            plans.append([id, run.workflow(id), after])
        launch = f"{run.slug}//launch/{run.launches}"
        data = {"path": run.path, "name": run.name, "packages": chosen, "base": run.base}
        self.bus.emit("sprint.started", data, sprint=run.slug, key=f"{launch}/started")
        for id in chosen:
            self.bus.emit(
                "package.state",
                {"state": "waiting", "detail": ""},
                sprint=run.slug,
                package=id,
                key=f"{run.workflow(id)}/waiting",
            )
        await self.durable.start("sprint", launch, run.slug, launch, plans)

    async def _stop(self, params: Mapping[str, Any]) -> Reply:
        return {"stopped": await self._ask(params, "stop", "sprint.stopped")}

    async def _pause(self, params: Mapping[str, Any]) -> Reply:
        return {"paused": await self._ask(params, "pause", "sprint.paused")}

    async def _resume(self, params: Mapping[str, Any]) -> Reply:
        return {"resumed": await self._ask(params, "go", "sprint.resumed")}

    async def _ask(self, params: Mapping[str, Any], what: Asked, kind: str) -> list[str]:
        """Ask something of one package that is under way, or of all. It is kept: an engine that starts again knows it."""
        request = PackageRequest.model_validate(dict(params))
        active = await self._activate(self._run(request.sprint))
        under_way = await self._under_way(active.run.slug)
        if request.package is not None and active.sprint.package(request.package) is None:
            raise UsageError(f"{active.sprint.path} has no package '{request.package}'.")
        packages = sorted(under_way if request.package is None else under_way & {request.package})
        if request.package is None and packages:
            self.bus.emit(kind, {"packages": packages}, sprint=active.run.slug)
        for id in packages:
            self.store.ask(active.run.slug, id, what)
            switch = active.switch(id, self.store)
            match what:
                case "stop":
                    switch.stop()
                case "pause":
                    switch.pause()
                case "go":
                    switch.resume()
        return packages

    async def _status(self, params: Mapping[str, Any]) -> Reply:
        request = SprintRequest.model_validate(dict(params))
        if request.sprint is None:
            reports = [self._status_of(await self._activate(run)) for run in self.store.runs()]
            return {"sprints": [report.model_dump(mode="json", by_alias=True) for report in reports]}
        run = self._known_run(request.sprint)
        if run is not None:
            return self._status_of(await self._activate(run)).model_dump(mode="json", by_alias=True)
        return (await asyncio.to_thread(self._idle_status, request.sprint)).model_dump(mode="json", by_alias=True)

    async def _integrate(self, params: Mapping[str, Any]) -> Reply:
        active = await self._activate(self._run(SprintRequest.model_validate(dict(params)).named))
        run = active.run
        under_way = await self._under_way(run.slug)
        if under_way:
            raise EngineError(
                f"{', '.join(sorted(under_way))} {'is' if len(under_way) == 1 else 'are'} still at work: wait, or stop what is not needed."
            )
        for id in await self.durable.under_way(f"{run.slug}//integration/"):
            return {"integration": id, "seq": self.bus.last}
        active.run = self.store.keep(run.integrated())
        id = f"{run.slug}//integration/{active.run.integrations}"
        seq = self.bus.last
        await self.durable.start("integration", id, run.slug, id)
        return {"integration": id, "seq": seq}

    async def _land(self, params: Mapping[str, Any]) -> Reply:
        active = await self._activate(self._run(SprintRequest.model_validate(dict(params)).named))
        return await self._land_sprint(active)

    async def _forecast(self, params: Mapping[str, Any]) -> Reply:
        active = await self._activate(self._run(SprintRequest.model_validate(dict(params)).named))
        foreseen = await asyncio.to_thread(foresee, active)
        self._tell_forecast(active, foreseen)
        return foreseen.as_json()

    async def _decide(self, params: Mapping[str, Any]) -> Reply:
        request = ProposalRequest.model_validate(dict(params))
        proposal = self.store.proposal(request.id)
        if proposal is None:
            raise UsageError(f"There is no proposal {request.id}.")
        if proposal.state != "open":
            raise EngineError(f"The proposal {request.id} was {proposal.state} before.")
        active = await self._activate(self._run(proposal.slug))
        if request.accept:
            await self._accept(active, proposal)
        else:
            self.store.propose(proposal.decided("declined"))
            self.store.note(proposal.slug, proposal.package, declined_note(proposal, request.reason))
            data = {"id": proposal.id, "path": proposal.path, "reason": request.reason}
            self.bus.emit("proposal.declined", data, sprint=proposal.slug, package=proposal.package)
        return {"id": proposal.id, "state": "accepted" if request.accept else "declined"}

    async def _shutdown(self, _params: Mapping[str, Any]) -> Reply:
        asyncio.get_running_loop().call_later(0.05, self.stopped.set)
        return {}

    # --- workflows ----------------------------------------------------------------------------------------------------

    async def _sprint(self, slug: str, launch: str, plans: list[list[Any]]) -> Json:
        """Starts the packages of one launch, and says when they have all ended."""
        for id, workflow, after in plans:
            await self.durable.start("package", workflow, slug, id, workflow, after)

        async def wait() -> Json:
            ended = [await self.durable.result(workflow) for _, workflow, _ in plans]
            return {"states": [result["state"] for result in ended]}

        states = cast("list[str]", (await self.durable.journal(launch).step("wait", wait))["states"])

        async def finish() -> Json:
            others = await self.durable.under_way(f"{slug}//launch/")
            if not others - {launch}:
                state = "finished" if all(s == "done" for s in states) else "failed"
                data = {"state": state, "packages": {plan[0]: s for plan, s in zip(plans, states, strict=True)}}
                self.bus.emit("sprint.finished", data, sprint=slug, key=f"{launch}/finished")
            return {}

        await self.durable.journal(launch).step("finish", finish)
        self.durable.forget(launch)
        return {"states": cast("Any", states)}

    async def _package(self, slug: str, package: str, workflow: str, after: list[str]) -> Json:
        return await self.packages.run(await self._activate(self._run(slug)), package, workflow, after)

    async def _integration(self, slug: str, workflow: str) -> Json:
        active = await self._activate(self._run(slug))

        async def integrate() -> Json:
            result = await Pass(active, self.bus, self.paths).run(self._status_of(active))
            return {"state": result.state if result is not None else "failed"}

        ended = await self.durable.journal(workflow).attempt("integrate", integrate)
        if ended.state == "failed":
            self.bus.emit(
                "integration.state", {"state": "failed", "detail": ended.detail}, sprint=slug, key=f"{workflow}/failed"
            )
        elif active.settings.land == "auto" and self._verified(active) is not None:
            await self.durable.journal(workflow).attempt("land", lambda: self._land_sprint(active))
        self.durable.forget(workflow)
        return {"state": ended.state}

    # --- what happens by itself ---------------------------------------------------------------------------------------

    def _committed(self, active: ActiveSprint) -> None:
        """A branch has moved: look soon whether the branches still fit."""
        slug = active.run.slug
        if slug not in self._forecasts or self._forecasts[slug].done():
            self._forecasts[slug] = self._spawn(self._forecast_soon(active))

    async def _forecast_soon(self, active: ActiveSprint) -> None:
        await asyncio.sleep(_FORECAST_DELAY)
        foreseen = await asyncio.to_thread(foresee, active)
        self._tell_forecast(active, foreseen)

    def _tell_forecast(self, active: ActiveSprint, foreseen: Foreseen) -> None:
        data = foreseen.as_json()
        if self._foreseen.get(active.run.slug, []) != data["findings"]:
            self._foreseen[active.run.slug] = data["findings"]
            self.bus.emit("forecast", data, sprint=active.run.slug)

    def _proposed(self, active: ActiveSprint, proposal: Proposal) -> None:
        self.store.propose(proposal)
        contract = contract_at(active.base, proposal)
        data = {
            "id": proposal.id, "path": proposal.path, "contract": contract, "reason": proposal.reason,
            "title": f"Change {contract or proposal.path}", "diff": diff_of(active.plan, proposal),
        }  # fmt: skip
        self.bus.emit("proposal.opened", data, sprint=proposal.slug, package=proposal.package)

    async def _accept(self, active: ActiveSprint, proposal: Proposal) -> None:
        async with self._activating:
            amended = await asyncio.to_thread(amend, active, proposal)
            concerned = touched(active, amended, await self._under_way(proposal.slug), proposal)
            self.store.propose(proposal.decided("accepted"))
            active.plan, active.base = amended.plan, amended.base
        for id in concerned:
            self.store.note(proposal.slug, id, accepted_note(proposal, amended.diff))
        data = {"id": proposal.id, "path": proposal.path, "diff": amended.diff, "told": concerned}
        self.bus.emit("proposal.accepted", data, sprint=proposal.slug, package=proposal.package)
        for (slug, _), running in list(self.packages.running.items()):
            if slug == proposal.slug:
                await running.site.replan()

    async def _land_sprint(self, active: ActiveSprint) -> Reply:
        found = self._verified(active)
        if found is None:
            raise EngineError(f"Nothing of {active.sprint.path} is verified: integrate it first.")
        head, base = found
        try:
            landed = await asyncio.to_thread(land_verified, active, head, base)
        except LandingRefused as refused:
            raise EngineError(str(refused)) from refused
        slug = active.run.slug
        if self.bus.emit(
            "integration.landed",
            {"head": landed.after, "base": landed.branch},
            sprint=slug,
            key=f"{slug}//landed/{head}",
        ):
            self.bus.emit(
                "integration.state", {"state": "landed", "detail": "", "head": head, "base": base}, sprint=slug
            )
        return {"head": landed.after, "base": landed.branch, "before": landed.before}

    async def _stop_when_idle(self) -> None:
        while True:
            await asyncio.sleep(min(30.0, _IDLE_SECONDS))
            if await self.durable.under_way():
                self._last_request = time.monotonic()
            elif time.monotonic() - self._last_request > _IDLE_SECONDS:
                self.stopped.set()

    # --- what is known ------------------------------------------------------------------------------------------------

    def _status_of(self, active: ActiveSprint) -> SprintStatusReport:
        return status_of(active.sprint, self.bus.of_sprint(active.run.slug))

    def _idle_status(self, named: str) -> SprintStatusReport:
        """The status of a sprint that was never launched."""
        git = find_repository(self.root)
        path = sprint_path(git, self.root, named)
        return status_of(read_sprint(path, Text((git.directory / path).read_text("utf-8", "replace"))), ())

    def _verified(self, active: ActiveSprint) -> tuple[str, str] | None:
        return verified(self.bus.of_sprint(active.run.slug, ("integration.state",)))

    async def _under_way(self, slug: str) -> set[str]:
        """The packages of a sprint whose workflow has not ended."""
        ids = await self.durable.under_way(f"{slug}/")
        return {id.split("/")[1] for id in ids} - {""}

    def _known_run(self, named: str) -> Run | None:
        """A sprint's run by its slug, name or path."""
        for run in self.store.runs():
            if named in (run.slug, run.name, run.path) or Path(named) == Path(run.root) / run.path:
                return run
        return None

    def _run(self, named: str) -> Run:
        found = self._known_run(named)
        if found is None:
            raise EngineError(f"No package of {named} was launched yet: launch one first.")
        return found

    async def _activate(self, run: Run) -> ActiveSprint:
        """A run in memory; after a restart it is read anew, from git and from the events."""
        async with self._activating:
            if run.slug not in self._active:
                self._active[run.slug] = await asyncio.to_thread(_read_active, run, self.root)
                spent = spent_in(self.bus.of_sprint(run.slug))
                self._active[run.slug].budget.spent = Spent(*spent)
            return self._active[run.slug]

    async def _activated(self, launch: Launch, packages: tuple[str, ...], busy: bool) -> ActiveSprint:
        """The run that a launch belongs to, made or brought up to date. A launch into a quiet sprint starts the clock anew."""
        sprint = launch.plan.sprint
        known = self.store.run(sprint.slug)
        started = known.started if known is not None and busy else time.time()
        settings = launch.settings.model_dump(mode="json", by_alias=True)
        run = Run(
            slug=sprint.slug, name=sprint.name, path=sprint.path, root=str(launch.git.directory), base=launch.base, started=started,
            settings=settings, launches=known.launches if known else 0, integrations=known.integrations if known else 0,
            attempts=known.attempts if known else (),
        )  # fmt: skip
        active = await asyncio.to_thread(_read_active, run, self.root)
        active.budget.spent = Spent(*spent_in(self.bus.of_sprint(run.slug)))
        old = self._active.get(run.slug)
        if old is not None:
            active.environment = old.environment
            if busy:
                # What is under way holds the old one: it is brought up to date in place.
                old.run, old.plan, old.base, old.budget.limits = run, active.plan, active.base, active.budget.limits
                active = old
        self._active[run.slug] = active
        return active

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.bus.emit("engine.error", {"message": f"{type(error).__name__}: {error}"})


def _read_active(run: Run, root: Path) -> ActiveSprint:
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
    environment = dict(os.environ)
    return ActiveSprint(
        run, git, plan, base, settings, budget, asyncio.Semaphore(file.limits.agents), environment=environment
    )


def run_engine(root: Path | str, on_ready: Callable[[str], None] | None = None) -> None:
    """Run the engine until it is told to stop or has nothing to do. One that runs already makes this one end at once."""
    start = Path(root).absolute()
    paths = engine_paths(start)
    paths.state.mkdir(parents=True, exist_ok=True)
    tell = on_ready or (lambda said: print(f"The engine of {paths.common_dir} is {said}.", file=sys.stderr, flush=True))  # noqa: T201
    with paths.lock.open("w") as lock:
        if not _locked(lock):
            tell("ready")
            return
        paths.pid.write_text(f"{os.getpid()}\n")
        try:
            asyncio.run(_serve(start, paths, tell))
        finally:
            end_all()
            paths.socket.unlink(missing_ok=True)
            paths.pid.unlink(missing_ok=True)
    # Workflows that wait in threads of their library must not hold the process: all they did is recorded.
    os._exit(0)


async def _serve(root: Path, paths: EnginePaths, tell: Callable[[str], None]) -> None:
    engine = Engine(root, paths)
    server = Server(engine.bus, engine.handlers)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, engine.stopped.set)
    # Whoever started us may connect now; what they ask is answered when all that was under way has been taken up.
    await server.start(paths.socket)
    tell("ready")
    await engine.start()
    await engine.stopped.wait()
    await server.stop()
    end_all()
    with suppress(OSError):
        paths.socket.unlink(missing_ok=True)
        paths.pid.unlink(missing_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _locked(lock: TextIO) -> bool:
    """True where this process is the repository's engine. Another one that is just ending is waited for."""
    deadline = time.monotonic() + 5
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        else:
            return True
