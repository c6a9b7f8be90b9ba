"""The client at the other end: what it can do, what it is told and asked, and the work that is done for it meanwhile."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from .asks import Asks
from .jsonrpc import Message
from .params import inner
from .units import Encoding, agreed
from .wire import Wire

log = logging.getLogger("dovetail")


class Client:
    """One client. `handshake` is what it said in `initialize`."""

    def __init__(self, wire: Wire, handshake: Mapping[str, Any]) -> None:
        self.wire = wire
        self.handshake = dict(handshake)
        self.encoding: Encoding = agreed(inner(handshake, "capabilities", "general", "positionEncodings"))
        self._asks = Asks(wire.send)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._cancelled: dict[object, Callable[[], None]] = {}

    def said(self, *path: str) -> Any:
        """What the client said of itself in its capabilities."""
        return inner(self.handshake, "capabilities", *path)

    def can(self, *path: str) -> bool:
        """True where the client said that it can do something."""
        return bool(self.said(*path))

    def notify(self, method: str, params: Any) -> None:
        self.wire.send({"jsonrpc": "2.0", "method": method, "params": params})

    async def ask(self, method: str, params: Any) -> Any:
        """A request to the client; raises `Declined` where it answers with an error."""
        return await self._asks.ask(method, params)

    async def tell(self, method: str, params: Any) -> None:
        """A request to the client whose answer says nothing."""
        await self._asks.quietly(method, params)

    def answered(self, message: Message) -> bool:
        """The client has answered a request; false where it is none of ours."""
        return self._asks.answered(message)

    def on_cancel(self, token: object, call: Callable[[], None] | None) -> None:
        """Whom to tell when the user ends a progress; None once it is over."""
        if call is None:
            self._cancelled.pop(token, None)
        else:
            self._cancelled[token] = call

    def cancelled(self, token: object) -> None:
        """The user has ended a progress."""
        call = self._cancelled.pop(token, None) if isinstance(token, int | str) else None
        if call is not None:
            call()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something beside the handlers; what it raises is logged."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("A background task failed", exc_info=error)
