"""The engine's socket: JSON-RPC requests in, answers, events and passing tokens out. Garbage gets an error, and harms nobody else."""

import asyncio
import contextlib
import json
import os
import socket
import traceback
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dovetail.core.errors import DovetailError, EngineError

from .bus import Bus
from .protocol import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    LONGEST_LINE,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    REFUSED,
    EngineEvent,
    error_line,
    notification_line,
    result_line,
)

Handler = Callable[[Mapping[str, Any]], Awaitable[Any]]

# A client that reads too slowly for this much is told no tokens until it has caught up.
_BEHIND = 256 * 1024


class Server:
    """Listens on a socket that only its owner can open."""

    def __init__(self, bus: Bus, handlers: Mapping[str, Handler]) -> None:
        self._bus = bus
        self._handlers = handlers
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()
        self._subscribers: set[asyncio.StreamWriter] = set()

    async def start(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_foreign(path.parent)
        # Whoever holds the engine's lock may remove the socket that a killed engine left behind.
        path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX)
        mask = os.umask(0o177)
        try:
            listening.bind(str(path))
        finally:
            os.umask(mask)
        self._server = await asyncio.start_unix_server(self._connected, sock=listening, limit=LONGEST_LINE)

    async def stop(self) -> None:
        """Say goodbye: clients that follow events then know that nobody was killed."""
        if self._server is not None:
            self._server.close()
        for writer in self._subscribers:
            if not writer.is_closing():
                writer.write(notification_line("goodbye", {}))
        for writer in list(self._subscribers):
            with contextlib.suppress(ConnectionError, TimeoutError):
                await asyncio.wait_for(writer.drain(), 1.0)
        for client in self._clients:
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._clients.add(task)
        task.add_done_callback(self._clients.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Requests of one client are answered as they are done: a status does not wait for a launch.
        at_work: set[asyncio.Task[None]] = set()
        try:
            while line := await reader.readline():
                task = asyncio.ensure_future(self._answer(line, writer))
                at_work.add(task)
                task.add_done_callback(at_work.discard)
        except (ConnectionError, ValueError):
            pass  # the client went away, or sent a line without end
        finally:
            for task in at_work:
                task.cancel()
            await asyncio.gather(*at_work, return_exceptions=True)
            self._subscribers.discard(writer)
            writer.close()

    async def _answer(self, line: bytes, writer: asyncio.StreamWriter) -> None:
        try:
            message = json.loads(line)
        except ValueError as error:
            writer.write(error_line(None, PARSE_ERROR, f"This is not JSON: {error}."))
            return
        if not isinstance(message, dict) or not isinstance(message.get("method"), str):
            writer.write(
                error_line(None, INVALID_REQUEST, "A request is a JSON object with `method`, `params` and `id`.")
            )
            return
        id, method, params = message.get("id"), message["method"], message.get("params") or {}
        if not isinstance(params, dict):
            writer.write(error_line(id, INVALID_PARAMS, "`params` is a JSON object."))
            return
        if method == "subscribe":
            await self._subscribe(id, params, writer)
            return
        reply = await self._handle(id, method, params)
        if not writer.is_closing():
            writer.write(reply)
            with contextlib.suppress(ConnectionError):
                await writer.drain()

    async def _handle(self, id: Any, method: str, params: Mapping[str, Any]) -> bytes:
        handler = self._handlers.get(method)
        if handler is None:
            return error_line(
                id, METHOD_NOT_FOUND, f"The engine does not know `{method}`; it may be of an older version."
            )
        try:
            return result_line(id, await handler(params))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "params"
            return error_line(id, INVALID_PARAMS, f"`{method}`: {where}: {first['msg']}.")
        except DovetailError as error:
            return error_line(id, REFUSED, str(error))
        except Exception as error:  # noqa: BLE001
            # A fault of ours is told to whoever waits for the answer, and kept in the log.
            traceback.print_exc()
            return error_line(
                id, INTERNAL_ERROR, f"The engine failed at `{method}` ({type(error).__name__}: {error}); see its log."
            )

    async def _subscribe(self, id: Any, params: Mapping[str, Any], writer: asyncio.StreamWriter) -> None:
        since = params.get("since", 0)
        if not isinstance(since, int):
            writer.write(error_line(id, INVALID_PARAMS, "`since` is the number of the last event that you know."))
            return
        writer.write(result_line(id, {"last": self._bus.last}))
        self._subscribers.add(writer)

        def token(event: EngineEvent) -> None:
            if writer.transport.get_write_buffer_size() < _BEHIND and not writer.is_closing():
                writer.write(notification_line("token", event.as_json()))

        if params.get("tokens"):
            self._bus.listen(token)
        try:
            while not writer.is_closing():
                events = self._bus.since(since)
                for event in events:
                    writer.write(notification_line("event", event.as_json()))
                    since = event.seq
                await writer.drain()
                if not events:
                    await self._bus.wait_after(since)
        except ConnectionError:
            pass  # the client went away
        finally:
            self._bus.leave(token)


def _refuse_foreign(folder: Path) -> None:
    """A folder in a place that all users share must be ours alone."""
    about = folder.stat()
    if about.st_uid != os.getuid():
        raise EngineError(
            f"{folder} belongs to another user: remove it, or set XDG_RUNTIME_DIR to a folder of your own."
        )
    if about.st_mode & 0o077:
        folder.chmod(0o700)
