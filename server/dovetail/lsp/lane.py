"""The order in which messages are handled: as they came, with what a client takes back left out.

Text and settings go to their handlers as they are; whatever else there is goes to pygls, which is imported when the first
such message has come, or soon after the first diagnostics. What comes behind a message that waits for it waits as well.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from dovetail.workspace.collecting import collecting_soon

from . import configuration, pull, sync
from .capabilities import FEATURES
from .host import Host
from .jsonrpc import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    REQUEST_CANCELLED,
    Message,
    Refusal,
    is_request,
    read,
    result,
)
from .memory import import_lean, keep_imported, keep_new
from .params import BadParams, inner, mapping
from .wire import Wire

if TYPE_CHECKING:
    from .server import Features

log = logging.getLogger("dovetail")

LOAD_AFTER = 0.3  # seconds after the start; diagnostics are out by then, and a person has not asked for anything yet
COMMAND = "workspace/executeCommand"
CANCEL = "$/cancelRequest"
RAW: Mapping[str, Callable[[Host, Mapping[str, Any]], None]] = {
    "initialized": configuration.initialized,
    "textDocument/didOpen": sync.did_open,
    "textDocument/didChange": sync.did_change,
    "textDocument/didSave": sync.did_save,
    "textDocument/didClose": sync.did_close,
    "workspace/didChangeConfiguration": configuration.did_change_configuration,
    "window/workDoneProgress/cancel": lambda host, params: host.cancelled(params.get("token")),
}
ASKED = frozenset({pull.DOCUMENT, pull.WORKSPACE})
TYPED = frozenset({COMMAND, *(method for method, _, _ in FEATURES)})


def _loader() -> "Callable[[Host], Coroutine[Any, Any, Features]]":
    with collecting_soon():
        import_lean("lsprotocol.types")
        from .server import load

    return load


class Lane:
    """Takes messages from a wire and handles them one after the other. `left` is set to the exit code when the client goes."""

    def __init__(self, wire: Wire, host: Host) -> None:
        loop = asyncio.get_running_loop()
        self.left: asyncio.Future[int] = loop.create_future()
        self._wire = wire
        self._host = host
        self._inbox: deque[Message] = deque()
        self._taken_back: set[object] = set()
        self._asking: dict[object, asyncio.Task[None]] = {}
        self._features: Features | None = None
        self._loading: asyncio.Task[None] | None = None
        self._shut = False
        self._lost = 0
        host.overtaken = self._overtaken
        loop.call_later(LOAD_AFTER, self._load)

    def arrived(self) -> None:
        """Handle what has arrived, all of it together, so that what is overtaken within it is not done."""
        self._take_all()
        self._handle_all()
        self._host.check_due()

    def take(self, bodies: Iterable[bytes]) -> None:
        """Put messages behind those that wait."""
        for body in bodies:
            try:
                message = read(body)
            except Refusal as refusal:
                log.warning("A message could not be read: %.200s", refusal)
                self._wire.send(refusal.response)
                continue
            if message.get("method") == CANCEL:
                self._cancel(inner(message, "params", "id"))
            else:
                self._inbox.append(message)

    def _take_all(self) -> None:
        while self._wire.waiting():  # it may have been taken since the loop has seen it
            self.take(self._wire.receive())
            if not self._wire.more:
                break
        if self._wire.frames.lost > self._lost:
            lost, self._lost = self._wire.frames.lost - self._lost, self._wire.frames.lost
            log.warning("%d bytes that belong to no message were passed over", lost)
            self._wire.send(
                Refusal(PARSE_ERROR, "Bytes without a header with a Content-Length were passed over.").response
            )

    def _overtaken(self, uris: Iterable[str]) -> bool:
        """True where the client has changed one of some documents again. What has arrived is taken, not handled."""
        if self._wire.waiting():
            self._take_all()
            asyncio.get_running_loop().call_soon(self._handle_all)
        if not self._inbox:
            return False
        wanted = tuple(uris)  # what a client has sent may be anything, also what has no hash
        return any(
            m.get("method") in ("textDocument/didChange", "textDocument/didClose")
            and inner(m, "params", "textDocument", "uri") in wanted
            for m in self._inbox
        )

    def _handle_all(self) -> None:
        while self._inbox and not self.left.done():
            if self._features is None and self._inbox[0].get("method") in TYPED and not self._shut:
                self._load()
                return
            message = self._inbox.popleft()
            try:
                self._handle(message)
            except Refusal as refusal:
                self._wire.send(refusal.response)
            except Exception:
                # The outermost place of the server: a message that one handler fails at must not cost the others.
                log.exception("%s failed", message.get("method"))
                if is_request(message):
                    self._wire.send(Refusal(INTERNAL_ERROR, "The server failed; see its log.", message["id"]).response)
        if self._wire.ended and not self._inbox and not self.left.done():
            self.left.set_result(0 if self._shut else 1)

    def _handle(self, message: Message) -> None:
        method, id = message.get("method"), message.get("id")
        if method is None:
            self._host.answered(message)
        elif method == "exit":
            self.left.set_result(0 if self._shut else 1)
        elif is_request(message) and id in self._taken_back:
            self._taken_back.discard(id)
            raise Refusal(REQUEST_CANCELLED, "The request was taken back.", id)
        elif self._shut:
            if id is not None:
                raise Refusal(INVALID_REQUEST, "The server has been shut down.", id)
        elif method == "shutdown" and id is not None:
            self._shut = True
            self._wire.send(result(id, None))
        elif method in RAW and id is None:
            self._raw(method, message)
        elif method in ASKED and id is not None:
            task = self._asking[id] = self._host.spawn(self._asked(method, message))
            task.add_done_callback(partial(self._has_asked, id))
        elif method in TYPED and self._features is not None and (id is not None or method != COMMAND):
            self._features.handle(message)
        elif id is not None:
            code = INVALID_REQUEST if method in RAW or method == "initialize" else METHOD_NOT_FOUND
            why = (
                "was answered already"
                if method == "initialize"
                else "is a notification"
                if method in RAW
                else "is not known"
            )
            raise Refusal(code, f"`{method}` {why}.", id)

    def _raw(self, method: str, message: Message) -> None:
        try:
            RAW[method](self._host, mapping(message.get("params") or {}))
        except BadParams as error:
            log.warning("The parameters of `%s` do not fit: %s", method, error)

    async def _asked(self, method: str, message: Message) -> None:
        try:
            body = await pull.answered(self._host, method, mapping(message.get("params")))
        except BadParams as error:
            said = f"The parameters do not fit `{method}`: {error}."
            self._wire.send(Refusal(INVALID_PARAMS, said, message["id"]).response)
        else:
            id = json.dumps(message["id"]).encode("ascii")
            self._wire.send_body(b'{"jsonrpc":"2.0","id":%b,"result":%b}' % (id, body))

    def _has_asked(self, id: object, task: asyncio.Task[None]) -> None:
        """A request has been answered, or taken back, perhaps before anything was done for it."""
        if self._asking.get(id) is task:
            del self._asking[id]
        if task.cancelled():
            self._wire.send(Refusal(REQUEST_CANCELLED, "The request was taken back.", id).response)
        elif task.exception() is not None:  # the host has logged it
            self._wire.send(Refusal(INTERNAL_ERROR, "The server failed; see its log.", id).response)

    def _cancel(self, id: object) -> None:
        if any(is_request(m) and m["id"] == id for m in self._inbox):
            self._taken_back.add(id)
        elif isinstance(id, str | int) and id in self._asking:
            self._asking[id].cancel()
        elif self._features is not None:
            self._features.cancel(id)

    def _load(self) -> None:
        if self._loading is None:
            self._loading = self._host.spawn(self._loaded())

    async def _loaded(self) -> None:
        keep_new()  # a collection after the import need not look at what was there before
        load = await asyncio.to_thread(_loader)
        self._features = await load(self._host)
        self._host.features = self._features
        keep_imported()
        self._host.ready()
        self._handle_all()
