"""The scripted model: a server on loopback that speaks the Messages API and answers from a script.

    python -m dovetail.agents.scripted --script FOLDER [--port 8808] [--log FILE]

prints its URL and serves until it is stopped. An agent is known by the last part of the request's `metadata.user_id`, which
the engine sets to `dovetail:<sprint>:<package>`. Which turn is served follows from the request alone.

Served are POST /v1/messages (with `stream` or without), POST /v1/messages/count_tokens and GET /v1/models.
"""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from .scripted_reply import Message, Request, answer, events
from .scripted_script import Fault, Script, Turn

MODELS = ("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5")
_ERROR_TYPES = {
    400: "invalid_request_error", 401: "authentication_error", 403: "permission_error", 404: "not_found_error",
    413: "request_too_large", 429: "rate_limit_error", 529: "overloaded_error",
}  # fmt: skip
_LONGEST_LINE = 64 * 2**20


class ConnectionCut(Exception):
    """The script asks for the connection to be reset."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request for a turn, and whether the whole of its answer went out."""

    time: str
    agent: str
    turn: int
    status: int
    answered: bool
    fault: str = ""

    def as_line(self) -> str:
        return json.dumps({name: getattr(self, name) for name in self.__slots__}) + "\n"


class ScriptedModel:
    """The server. Use it with `async with`; `url` is then its address, and `log` what it was asked.

    With `slower`, every answer takes that many times what the script says, so that people can watch.
    """

    def __init__(self, script: Script, *, log_path: Path | None = None, port: int = 0, slower: float = 1.0) -> None:
        self.script = script
        self.log: list[Exchange] = []
        self.url = ""
        self._port = port
        self._slower = slower
        self._log_path = log_path
        self._spent = Counter[tuple[str, int]]()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self._port, limit=_LONGEST_LINE)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(_Connection(reader, writer)))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve(self, connection: "_Connection") -> None:
        try:
            while (request := await connection.read()) is not None:
                await self._route(*request, connection)
        except ConnectionCut:
            connection.reset()
        except (ConnectionError, asyncio.IncompleteReadError, ValueError):
            pass  # the client went away, or does not speak HTTP
        finally:
            await connection.close()

    async def _route(self, method: str, path: str, body: bytes, connection: "_Connection") -> None:
        match method, path.partition("?")[0].rstrip("/"):
            case "POST", "/v1/messages" | "/v1/messages/count_tokens" as route:
                try:
                    request = Request.read(json.loads(body))
                except (ValueError, AttributeError, TypeError) as error:
                    return await connection.error(
                        400, f"The request is not a JSON object of the Messages API: {error}."
                    )
                if route.endswith("count_tokens"):
                    return await connection.json(200, {"input_tokens": request.tokens})
                return await self._answer(request, connection)
            case "GET", "/v1/models":
                models = [_model(name) for name in MODELS]
                return await connection.json(
                    200, {"data": models, "has_more": False, "first_id": MODELS[0], "last_id": MODELS[-1]}
                )
            case "GET", named if named.removeprefix("/v1/models/") in MODELS:
                return await connection.json(200, _model(named.removeprefix("/v1/models/")))
            case _:
                return await connection.error(404, f"There is no {method} {path} here.")

    async def _answer(self, request: Request, connection: "_Connection") -> None:
        turn = self.script.turn(request.agent, request.turn)
        if turn is None:
            self._record(request, 400, answered=True)
            known = ", ".join(self.script.agents)
            return await connection.error(400, f"The script has no agent {request.agent!r}; it has {known}.")
        fault = self._next_fault(request, turn)
        seconds = turn.latency_ms / 1000 * self._slower
        status = (fault and fault.status) or 200
        answered = False
        try:
            if fault and fault.stall_seconds:
                await asyncio.sleep(fault.stall_seconds)
            if fault and fault.status:
                headers = {"retry-after": f"{fault.retry_after:g}"} if fault.retry_after is not None else {}
                await connection.error(fault.status, f"The script asks for a {fault.status}.", headers)
            elif request.stream:
                await connection.stream(answer(request, turn), seconds, fault)
            else:
                await asyncio.sleep(seconds)
                if fault and (fault.drop_after is not None or fault.eof_after is not None):
                    raise ConnectionCut
                await connection.json(200, answer(request, turn).as_json())
            # A client that was killed leaves its end closed; what it was sent, it did not get.
            await asyncio.sleep(0)
            answered = fault is None and not connection.is_gone
        finally:
            self._record(request, status, answered=answered, fault=fault.name if fault else "")

    def _next_fault(self, request: Request, turn: Turn) -> Fault | None:
        """The next fault of a turn that has not been spent. Only this is remembered between requests."""
        key = (request.agent, request.turn)
        if self._spent[key] >= len(turn.faults):
            return None
        self._spent[key] += 1
        return turn.faults[self._spent[key] - 1]

    def _record(self, request: Request, status: int, *, answered: bool, fault: str = "") -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        exchange = Exchange(now, request.agent, request.turn, status, answered, fault)
        self.log.append(exchange)
        if self._log_path is not None:
            with self._log_path.open("a", encoding="utf-8") as file:
                file.write(exchange.as_line())


class _Connection:
    """HTTP/1.1 on one connection, as far as a client of the Messages API goes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @property
    def is_gone(self) -> bool:
        return self._reader.at_eof() or self._writer.is_closing()

    async def read(self) -> tuple[str, str, bytes] | None:
        """Method, path and body of the next request; None where there is no more."""
        first = await self._reader.readline()
        if not first.strip():
            return None
        method, path, _ = first.decode("latin-1").split(" ", 2)
        headers: dict[str, str] = {}
        while (line := await self._reader.readline()).strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return method, path, await self._read_chunks()
        return method, path, await self._reader.readexactly(int(headers.get("content-length") or 0))

    async def _read_chunks(self) -> bytes:
        body = b""
        while size := int((await self._reader.readline()).partition(b";")[0], 16):
            body += await self._reader.readexactly(size)
            await self._reader.readline()
        await self._reader.readline()
        return body

    async def json(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        data = json.dumps(body).encode()
        self._head(status, {"content-type": "application/json", "content-length": str(len(data)), **(headers or {})})
        self._writer.write(data)
        await self._writer.drain()

    async def error(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        kind = _ERROR_TYPES.get(status, "api_error")
        await self.json(status, {"type": "error", "error": {"type": kind, "message": message}}, headers)

    async def stream(self, message: Message, seconds: float, fault: Fault | None) -> None:
        """The message as server-sent events, spread over a time."""
        sent = list(events(message, fault))
        # A real model thinks before its first token; half of the time is that.
        await asyncio.sleep(seconds / 2)
        self._head(
            200, {"content-type": "text/event-stream", "cache-control": "no-cache", "transfer-encoding": "chunked"}
        )
        loop = asyncio.get_running_loop()
        begin, gap = loop.time(), seconds / 2 / len(sent)
        for number, (name, payload) in enumerate(sent):
            if fault and number == fault.drop_after:
                await self._writer.drain()
                raise ConnectionCut
            if fault and number == fault.eof_after:
                break
            if fault and fault.sse_error and number == 1:
                name, payload = (
                    "error",
                    {"error": {"type": fault.sse_error, "message": "The script asks for an error."}},
                )
            if (wait := begin + gap * (number + 1) - loop.time()) > 0.002:
                await self._writer.drain()
                await asyncio.sleep(wait)
            self._chunk(f"event: {name}\ndata: {json.dumps({'type': name, **payload})}\n\n".encode())
            if name == "error":
                break
        self._chunk(b"")
        await self._writer.drain()

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} Scripted", "request-id: req_scripted", *(f"{k}: {v}" for k, v in headers.items())]
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))

    def _chunk(self, data: bytes) -> None:
        self._writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def reset(self) -> None:
        self._writer.transport.abort()

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()


def _model(name: str) -> dict[str, Any]:
    return {"type": "model", "id": name, "display_name": name, "created_at": "2026-01-01T00:00:00Z"}


def main() -> None:
    """Serves a script until the process is told to stop."""
    parser = argparse.ArgumentParser(
        prog="python -m dovetail.agents.scripted", description="A scripted stand-in for the Messages API."
    )
    parser.add_argument(
        "--script", type=Path, required=True, help="a folder with a JSON file for each agent, or one JSON file"
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--log", type=Path, help="one JSON line is added for each request")
    given = parser.parse_args()
    asyncio.run(_serve(ScriptedModel(Script.load(given.script), log_path=given.log, port=given.port)))


async def _serve(model: ScriptedModel) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with model:
        sys.stdout.write(model.url + "\n")
        sys.stdout.flush()
        await stopped.wait()


if __name__ == "__main__":
    main()
