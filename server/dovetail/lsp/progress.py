"""Work-done progress that the server starts; it says nothing to a client that does not show such things."""

from collections.abc import Callable
from typing import Any

from .asks import Declined
from .client import Client


class WorkDone:
    """One progress in the client. `cancelled` is called when the user ends it."""

    def __init__(self, client: Client, token: str, cancelled: Callable[[], None] | None = None) -> None:
        self._client = client
        self._token = token
        self._cancelled = cancelled
        self._ready = False
        self._said = ""
        self._ended = False

    def begin(self, title: str, message: str = "") -> None:
        if self._client.can("window", "workDoneProgress"):
            self._client.spawn(self._begin(title, message))

    async def _begin(self, title: str, message: str) -> None:
        try:
            await self._client.ask("window/workDoneProgress/create", {"token": self._token})
        except Declined:
            return
        if self._ended:
            return
        cancellable = self._cancelled is not None
        self._say(
            {"kind": "begin", "title": title, "cancellable": cancellable} | ({"message": message} if message else {})
        )
        self._ready = True
        if self._cancelled is not None:
            self._client.on_cancel(self._token, self._on_cancel)

    def report(self, message: str) -> None:
        if self._ready and not self._ended and message != self._said:
            self._said = message
            self._say({"kind": "report", "message": message})

    def end(self, message: str) -> None:
        if self._ended:
            return
        self._ended = True
        self._client.on_cancel(self._token, None)
        if self._ready:
            self._say({"kind": "end"} | ({"message": message} if message else {}))

    def _say(self, value: dict[str, Any]) -> None:
        self._client.notify("$/progress", {"token": self._token, "value": value})

    def _on_cancel(self) -> None:
        if not self._ended and self._cancelled is not None:
            self._cancelled()
