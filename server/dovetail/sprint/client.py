"""The way to a repository's engine: requests, and events that survive its restarts.

`EngineClient` is for event loops, the functions below it for the command line. Importing this module costs next to
nothing; the engine's own dependencies are imported by the engine.
"""

import asyncio
import contextlib
import itertools
import json
import os
import time
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from pathlib import Path
from typing import Any, Self

from dovetail.core.errors import EngineError

from .paths import EnginePaths, engine_paths
from .protocol import LONGEST_LINE, EngineEvent, request_line
from .spawn import spawn_engine

# What an agent's provider is reached with. It travels with a launch, because the engine may be older than the
# terminal or the editor that launches; the engine keeps it in memory only.
_PROVIDER_VARIABLES = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL")
_AFTER_GOODBYE = 1.0


class EngineClient:
    """A connection to the engine of a repository, which is started where it does not run; with `start` false only where one has crashed.

    A connection that breaks is made again by the next request. Requests may be sent twice then: all of the engine's
    requests can be repeated without harm.
    """

    def __init__(self, root: Path, paths: EnginePaths, *, start: bool) -> None:
        self.root = root
        self.paths = paths
        self._start = start
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._connecting = asyncio.Lock()

    @classmethod
    async def connect(cls, repo: Path | str, *, start: bool = True) -> Self:
        """A client of the repository that holds a folder; raises `EngineError` where no engine runs and none is to be started."""
        client = cls(Path(repo), engine_paths(repo), start=start)
        await client._connected()
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def request(
        self, method: str, params: Mapping[str, Any] | None = None, *, timeout: float | None = 120.0
    ) -> Any:
        """The engine's answer; raises `EngineError` with the engine's own sentence where it refuses."""
        for last in (False, True):
            writer = await self._connected()
            id = next(self._ids)
            answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            self._waiting[id] = answer
            try:
                writer.write(request_line(id, method, params or {}))
                await writer.drain()
                return await asyncio.wait_for(answer, timeout)
            except TimeoutError as error:
                raise EngineError(
                    f"The engine did not answer `{method}` within {timeout:g} seconds; its log is {self.paths.log}."
                ) from error
            except ConnectionError as error:
                if last:
                    raise EngineError(
                        f"The engine stopped while it was asked to {method}; its log is {self.paths.log}."
                    ) from error
            finally:
                self._waiting.pop(id, None)
        raise AssertionError("the second try returns or raises")

    async def launch(
        self, sprint: str, packages: "list[str] | None" = None, *, settings: Mapping[str, Any] | None = None
    ) -> Any:
        """Launch packages of a sprint (all that are `ready` by default) with this process's way to the provider."""
        environment = {name: os.environ[name] for name in _provider_variables() if name in os.environ}
        return await self.request(
            "launch",
            {
                "root": str(self.root.absolute()), "sprint": sprint, "packages": packages,
                "settings": None if settings is None else dict(settings), "environment": environment,
            },
        )  # fmt: skip

    async def events(
        self, since: int = 0, *, tokens: bool = False, alive: Callable[[bool], object] = lambda runs: None
    ) -> AsyncGenerator[EngineEvent]:
        """All events after `since`, then new ones as they happen, without gaps: after a crash the engine is started again.

        An engine that says goodbye, because it has nothing to do or was told to stop, is left in peace until somebody
        starts it; meanwhile what it has recorded is read from the disk. `alive` is told whether an engine runs. With `tokens`,
        what agents are saying comes in between, as far as this reader keeps up. Raises `EngineError` where an engine cannot be
        started, or its record cannot be read.
        """
        start = self._start
        while True:
            try:
                reader, writer = await _open(self.root, self.paths, start=start)
            except EngineError:
                if start and self._start:
                    raise
                start = False  # one that has crashed and cannot be started again waits for somebody who sees why
                alive(False)
                for event in await asyncio.to_thread(self._recorded, since):
                    since = event.seq
                    yield event
                await asyncio.sleep(_AFTER_GOODBYE)
                continue
            goodbye = told = False
            alive(True)
            try:
                writer.write(request_line(0, "subscribe", {"since": since, "tokens": tokens}))
                async for line in reader:
                    message = json.loads(line)
                    if message.get("method") == "goodbye":
                        goodbye = True
                    elif message.get("method") in ("event", "token"):
                        event = EngineEvent.from_json(message["params"])
                        since = max(since, event.seq)
                        told = told or event.kind != "engine.started"
                        yield event
            except ConnectionError:
                pass  # the engine was killed; what it recorded is asked for again
            finally:
                writer.close()
            # Whoever only looks on does not start one again that got nowhere, as it may end in the same way every time.
            start = not goodbye and (self._start or told)
            await asyncio.sleep(0.05)

    def _recorded(self, since: int) -> "list[EngineEvent]":
        from .bus import recorded

        return recorded(self.paths.events_db, since)

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        if self._writer is not None:
            self._writer.close()
            with contextlib.suppress(ConnectionError):
                await self._writer.wait_closed()
        self._writer = None

    async def _connected(self) -> asyncio.StreamWriter:
        async with self._connecting:
            if self._writer is None or self._writer.is_closing() or self._reading is None or self._reading.done():
                reader, self._writer = await _open(self.root, self.paths, start=self._start)
                self._reading = asyncio.create_task(self._read(reader))
            return self._writer

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            async for line in reader:
                message = json.loads(line)
                answer = self._waiting.get(message.get("id"))
                if answer is None or answer.done():
                    continue
                if "error" in message:
                    answer.set_exception(EngineError(str(message["error"].get("message"))))
                else:
                    answer.set_result(message.get("result"))
        except ConnectionError:
            pass  # told to whoever waits, below
        finally:
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(ConnectionResetError("the engine closed the connection"))


def start_engine(root: Path | str) -> None:
    """Start the repository's engine where it does not run, and wait until it answers."""
    call(root, "ping", start=True)


def stop_engine(root: Path | str) -> None:
    """Stop the repository's engine where it runs. Its packages go on when it is started again."""
    paths = engine_paths(root)
    with contextlib.suppress(EngineError):
        call(root, "shutdown", start=False)
    deadline = time.monotonic() + 15
    while paths.pid.exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def describe(root: Path | str) -> str:
    """One line on whether the engine runs, and since when."""
    paths = engine_paths(root)
    try:
        answer = call(root, "ping", start=False)
    except EngineError:
        return f"No engine runs for {paths.common_dir}; it starts by itself when it is needed."
    busy = answer["running"]
    return f"The engine of {paths.common_dir} runs as process {answer['pid']} with {busy} package{'s'[: busy != 1]} at work."


def call(root: Path | str, method: str, params: Mapping[str, Any] | None = None, *, start: bool = True) -> Any:
    """One request, for code without an event loop."""

    async def ask() -> Any:
        async with await EngineClient.connect(root, start=start) as client:
            return await client.request(method, params)

    return asyncio.run(ask())


def launch(root: Path | str, sprint: str, packages: "list[str] | None" = None) -> Any:
    """Launch packages of a sprint, for code without an event loop."""

    async def ask() -> Any:
        async with await EngineClient.connect(root) as client:
            return await client.launch(sprint, packages)

    return asyncio.run(ask())


def follow(root: Path | str, since: int = 0, *, tokens: bool = False, start: bool = True) -> Generator[EngineEvent]:
    """The events of an engine, for code without an event loop; ends when it is closed."""
    with asyncio.Runner() as runner:
        client = runner.run(EngineClient.connect(root, start=start))
        events = client.events(since, tokens=tokens)
        try:
            while True:
                yield runner.run(anext(events))
        finally:
            runner.run(events.aclose())
            runner.run(client.close())


async def _open(root: Path, paths: EnginePaths, *, start: bool) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        return await asyncio.open_unix_connection(paths.socket, limit=LONGEST_LINE)
    except OSError as error:
        if not start:
            raise EngineError(
                f"No engine runs for {paths.common_dir}: launch a package, or run `dovetail engine start`."
            ) from error
    await asyncio.to_thread(spawn_engine, root, paths)
    try:
        return await asyncio.open_unix_connection(paths.socket, limit=LONGEST_LINE)
    except OSError as error:
        raise EngineError(f"The engine was started but does not answer; its log is {paths.log}.") from error


def _provider_variables() -> list[str]:
    return [*_PROVIDER_VARIABLES, *(n for n in os.environ if n.endswith("_API_KEY") and n not in _PROVIDER_VARIABLES)]
