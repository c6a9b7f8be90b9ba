"""Work-done progress that the server starts; it says nothing to a client that does not show such things."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from .host import Host


class WorkDone:
    """One progress in the client. `cancelled` is called when the user ends it."""

    def __init__(self, host: "Host", token: str, cancelled: Callable[[], None] | None = None) -> None:
        self._host = host
        self._token = token
        self._cancelled = cancelled
        self._created: asyncio.Task[None] | None = None
        self._ready = False
        self._said = ""
        self._ended = False

    def begin(self, title: str, message: str = "") -> None:
        window = self._host.client_capabilities.window
        if window is not None and window.work_done_progress:
            self._created = self._host.spawn(self._begin(title, message))

    async def _begin(self, title: str, message: str) -> None:
        progress = self._host.work_done_progress
        await progress.create_async(self._token)
        cancellable = self._cancelled is not None
        progress.begin(
            self._token, types.WorkDoneProgressBegin(title=title, cancellable=cancellable, message=message or None)
        )
        self._ready = True
        if self._cancelled is not None:
            progress.tokens[self._token].add_done_callback(lambda f: self._on_done(f.cancelled()))
        if self._ended:
            self._finish("")

    def report(self, message: str) -> None:
        if self._ready and not self._ended and message != self._said:
            self._said = message
            report = types.WorkDoneProgressReport(message=message)
            self._host.work_done_progress.report(self._token, report)

    def end(self, message: str) -> None:
        if self._ended:
            return
        self._ended = True
        if self._ready:
            self._finish(message)

    def _finish(self, message: str) -> None:
        self._host.work_done_progress.end(self._token, types.WorkDoneProgressEnd(message=message or None))
        self._host.work_done_progress.tokens.pop(self._token, None)

    def _on_done(self, cancelled: bool) -> None:
        if cancelled and not self._ended and self._cancelled is not None:
            self._cancelled()
