"""Requests from the server to the client."""

import asyncio
import contextlib
import itertools
from collections.abc import Callable
from typing import Any

from .jsonrpc import Message
from .params import inner


class Declined(Exception):
    """The client has answered a request with an error."""


class Asks:
    """Sends requests and keeps them until they are answered."""

    def __init__(self, send: Callable[[Message], None]) -> None:
        self._send = send
        self._ids = (f"dovetail-{n}" for n in itertools.count(1))
        self._open: dict[object, asyncio.Future[Any]] = {}

    async def ask(self, method: str, params: Any) -> Any:
        """What the client answers; raises `Declined` where that is an error."""
        id = next(self._ids)
        answer = self._open[id] = asyncio.get_running_loop().create_future()
        self._send({"jsonrpc": "2.0", "id": id, "method": method} | ({} if params is None else {"params": params}))
        try:
            return await answer
        finally:
            self._open.pop(id, None)

    async def quietly(self, method: str, params: Any) -> None:
        """A request whose answer says nothing."""
        with contextlib.suppress(Declined):
            await self.ask(method, params)

    def answered(self, message: Message) -> bool:
        """An answer has come; false where it is to nothing that was asked here."""
        waiting = self._open.get(message.get("id"))
        if waiting is None or waiting.done():
            return False
        if "error" in message:
            waiting.set_exception(Declined(str(inner(message, "error", "message"))))
        else:
            waiting.set_result(message.get("result"))
        return True
