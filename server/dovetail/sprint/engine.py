"""The engine of a repository: one daemon that runs its sprints, whoever comes and goes."""

import asyncio
import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TextIO

from dovetail import __version__
from dovetail.agents.bash import end_all
from dovetail.core.errors import EngineError, UsageError

from .bus import Bus
from .durable import Durable
from .forecasts import Forecasts
from .launch import LaunchRequest, plan_launch, refusal_of
from .packages import PackageRunner, Running
from .paths import EnginePaths, engine_paths
from .proposals import Proposals
from .requests import PackageRequest, ProposalRequest, SprintRequest
from .server import Server
from .sprints import Sprints
from .store import Asked, Store
from .watch import watch_progress
from .workflows import Workflows

Reply = dict[str, Any]
Handler = Callable[[Mapping[str, Any]], Awaitable[Any]]

_IDLE_SECONDS = float(os.environ.get("DOVETAIL_ENGINE_IDLE", "900"))


class Engine:
    """What answers the engine's requests. Everything here runs on one event loop; git and checks run in threads."""

    def __init__(self, root: Path, paths: EnginePaths) -> None:
        self.stopped = asyncio.Event()
        self.bus = Bus(paths.events_db)
        self._store = Store(self.bus.database)
        self._durable = Durable(paths.engine_db, paths.spool)
        self._forecasts = Forecasts(self.bus)
        self._sprints = Sprints(root, self.bus, self._store, self._durable)
        self._running: dict[tuple[str, str], Running] = {}
        self._proposals = Proposals(self.bus, self._store, self._sprints, self._running)
        self._packages = PackageRunner(
            paths, self.bus, self._store, self._durable, self._running,
            committed=self._forecasts.moved, propose=self._proposals.open,
        )  # fmt: skip
        self._workflows = Workflows(paths, self.bus, self._store, self._durable, self._sprints, self._packages)
        self._launching = asyncio.Lock()
        self._ready = asyncio.Event()
        self._last_request = time.monotonic()

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """The requests that the engine knows."""
        table: dict[str, Handler] = {
            "ping": self._ping, "launch": self._launch, "stop": self._stop, "pause": self._pause, "resume": self._resume,
            "status": self._status, "integrate": self._integrate, "land": self._land, "forecast": self._forecast,
            "proposal": self._decide, "shutdown": self._shutdown,
        }  # fmt: skip
        return {name: self._when_ready(handler) for name, handler in table.items()}

    async def run(self) -> None:
        """Go on with what was under way when the last engine ended, until there is no more to do or this one is told to stop."""
        self._durable.launch()
        self.bus.emit("engine.started", {"pid": os.getpid(), "version": __version__})
        self._ready.set()
        by_itself = [asyncio.ensure_future(watch_progress(self._running)), asyncio.ensure_future(self._idle())]
        await self.stopped.wait()
        for task in by_itself:
            task.cancel()

    def _when_ready(self, handler: Handler) -> Handler:
        async def handle(params: Mapping[str, Any]) -> Any:
            await self._ready.wait()
            self._last_request = time.monotonic()
            return await handler(params)

        return handle

    async def _idle(self) -> None:
        """Stops the engine when nothing is under way and nobody has asked for anything for a while."""
        while True:
            await asyncio.sleep(min(30.0, _IDLE_SECONDS / 2))
            if await self._durable.under_way():
                self._last_request = time.monotonic()
            elif time.monotonic() - self._last_request > _IDLE_SECONDS:
                self.stopped.set()

    async def _ping(self, _params: Mapping[str, Any]) -> Reply:
        running = len(self._running)
        return {"pid": os.getpid(), "version": __version__, "seq": self.bus.last, "running": running}

    async def _launch(self, params: Mapping[str, Any]) -> Reply:
        request = LaunchRequest.model_validate(dict(params))
        async with self._launching:
            launch = await asyncio.to_thread(plan_launch, request, self._sprints.root)
            slug = launch.plan.sprint.slug
            under_way = await self._sprints.under_way(slug)
            chosen = [p for p in launch.packages if p.id not in under_way]
            active = await self._sprints.launched(launch, busy=bool(under_way))
            active.reach(request.environment)
            refusal = refusal_of(active, chosen, under_way, self._sprints.status(active))
            if refusal is not None:
                raise EngineError(refusal)
            since = self.bus.last
            if chosen:
                await self._workflows.launch(active, [p.id for p in chosen], under_way)
        already = sorted({p.id for p in launch.packages} & under_way)
        launched = [p.id for p in chosen]
        return {"sprint": slug, "launched": launched, "running": already, "blocked": dict(launch.blocked), "seq": since}

    async def _stop(self, params: Mapping[str, Any]) -> Reply:
        return {"stopped": await self._ask(params, "stop", "sprint.stopped")}

    async def _pause(self, params: Mapping[str, Any]) -> Reply:
        return {"paused": await self._ask(params, "pause", "sprint.paused")}

    async def _resume(self, params: Mapping[str, Any]) -> Reply:
        return {"resumed": await self._ask(params, "go", "sprint.resumed")}

    async def _ask(self, params: Mapping[str, Any], what: Asked, kind: str) -> list[str]:
        """Ask something of one package that is under way, or of all. It is kept: an engine that starts again knows it."""
        request = PackageRequest.model_validate(dict(params))
        active = await self._sprints.active(request.sprint)
        slug = active.run.slug
        if request.package is not None and active.sprint.package(request.package) is None:
            raise UsageError(f"{active.sprint.path} has no package '{request.package}'.")
        under_way = await self._sprints.under_way(slug)
        packages = sorted(under_way if request.package is None else under_way & {request.package})
        if request.package is None and packages:
            self.bus.emit(kind, {"packages": packages}, sprint=slug)
        for id in packages:
            self._store.ask(slug, id, what)
            active.switch(id, self._store).turn(what)
        return packages

    async def _status(self, params: Mapping[str, Any]) -> Reply:
        request = SprintRequest.model_validate(dict(params))
        if request.sprint is None:
            reports = await self._sprints.every_status()
            return {"sprints": [report.model_dump(mode="json", by_alias=True) for report in reports]}
        return (await self._sprints.status_by_name(request.sprint)).model_dump(mode="json", by_alias=True)

    async def _integrate(self, params: Mapping[str, Any]) -> Reply:
        active = await self._sprints.active(SprintRequest.model_validate(dict(params)).named)
        under_way = await self._sprints.under_way(active.run.slug)
        done = {p.id for p in self._sprints.status(active).packages if p.state == "done"}
        for id in sorted(under_way & done):  # it has said so, and its workflow is about to end
            await self._durable.result(active.run.workflow(id))
        working = sorted(under_way - done)
        if working:
            verb = "is" if len(working) == 1 else "are"
            raise EngineError(f"{', '.join(working)} {verb} still at work: wait, or stop what is not needed.")
        since = self.bus.last
        return {"integration": await self._workflows.integrate(active), "seq": since}

    async def _land(self, params: Mapping[str, Any]) -> Reply:
        active = await self._sprints.active(SprintRequest.model_validate(dict(params)).named)
        landed = await self._workflows.land(active)
        return {"head": landed.after, "base": landed.branch, "before": landed.before}

    async def _forecast(self, params: Mapping[str, Any]) -> Reply:
        active = await self._sprints.active(SprintRequest.model_validate(dict(params)).named)
        return (await self._forecasts.look(active)).as_json()

    async def _decide(self, params: Mapping[str, Any]) -> Reply:
        decided = await self._proposals.decide(ProposalRequest.model_validate(dict(params)))
        return {"id": decided.id, "state": decided.state}

    async def _shutdown(self, _params: Mapping[str, Any]) -> Reply:
        # After the answer has gone out.
        asyncio.get_running_loop().call_later(0.05, self.stopped.set)
        return {}


def run_engine(root: Path | str, on_ready: Callable[[], None] | None = None) -> None:
    """Run the engine until it is told to stop or has nothing to do. Where one runs already, this one ends at once."""
    start = Path(root).absolute()
    paths = engine_paths(start)
    paths.state.mkdir(parents=True, exist_ok=True)
    with paths.lock.open("w") as lock:
        if _locked(lock, paths):
            paths.pid.write_text(f"{os.getpid()}\n")
            try:
                asyncio.run(_serve(start, paths, on_ready or _say_ready))
            finally:
                _leave(paths)
        else:
            (on_ready or _say_ready)()


async def _serve(root: Path, paths: EnginePaths, on_ready: Callable[[], None]) -> None:
    engine = Engine(root, paths)
    server = Server(engine.bus, engine.handlers)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, engine.stopped.set)
    # Whoever started us may connect now; what they ask is answered once all that was under way has been taken up.
    await server.start(paths.socket)
    on_ready()
    await engine.run()
    await server.stop()
    _leave(paths)
    sys.stdout.flush()
    sys.stderr.flush()
    # Workflows are not ended one by one: they are recorded as being under way, which is how they go on.
    os._exit(0)


def _leave(paths: EnginePaths) -> None:
    end_all()
    paths.socket.unlink(missing_ok=True)
    paths.pid.unlink(missing_ok=True)


def _say_ready() -> None:
    sys.stderr.write("The engine is ready; stop it with ctrl-C.\n")


def _locked(lock: TextIO, paths: EnginePaths) -> bool:
    """True where this process is the repository's engine, False where another one answers. One that is just ending is waited for."""
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if _answers(paths):
                return False
            time.sleep(0.05)
        else:
            return True


def _answers(paths: EnginePaths) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect_ex(str(paths.socket)) == 0
