"""The engine's own socket server and event store, with a test in the place of its workflows."""

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from dovetail.core.errors import EngineError
from dovetail.sprint.bus import Bus
from dovetail.sprint.paths import EnginePaths, engine_paths
from dovetail.sprint.server import Server

SPRINT = "authentication"
METHODS = ("ping", "launch", "stop", "resume", "integrate", "land", "forecast", "proposal")


class TestEngine:
    """Listens where the repository's engine would; records requests, says what it is told to say."""

    __test__ = False

    def __init__(self, root: Path) -> None:
        self.paths: EnginePaths = engine_paths(root)
        self.requests: list[tuple[str, Mapping[str, Any]]] = []
        self.refusals: dict[str, str] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._bus: Bus
        self._server: Server

    def __enter__(self) -> Self:
        self.paths.state.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        self._run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def say(self, kind: str, package: str | None = None, **data: Any) -> None:
        async def emit() -> None:
            self._bus.emit(kind, data, sprint=SPRINT, package=package)

        self._run(emit())

    def state(self, package: str, state: str, detail: str = "") -> None:
        self.say("package.state", package, state=state, detail=detail, run=f"{SPRINT}/{package}/1")

    def asked(self, method: str) -> list[Mapping[str, Any]]:
        return [params for name, params in self.requests if name == method]

    async def _start(self) -> None:
        self._bus = Bus(self.paths.events_db)
        handlers = {m: self._handler(m) for m in METHODS}
        self._server = Server(self._bus, handlers)
        await self._server.start(self.paths.socket)

    async def _stop(self) -> None:
        await self._server.stop()
        self._bus.close()
        self.paths.socket.unlink(missing_ok=True)

    def _handler(self, method: str) -> Any:
        async def handle(params: Mapping[str, Any]) -> Any:
            self.requests.append((method, params))
            if method in self.refusals:
                raise EngineError(self.refusals[method])
            return {"ok": True}

        return handle

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)
