"""The features behind pygls: parameters are turned into the protocol's types, handlers are called, results go out.

Importing pygls and the types takes half a second, so this is loaded beside the loop once the first diagnostics are out
(`lane`). What cannot wait for it, or is too frequent, is handled without it (`sync`, `configuration`).
"""

import asyncio
import json
import logging
import traceback
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter

from dovetail import __version__

from . import beside, commands
from .capabilities import COMMANDS, FEATURES
from .engine import Engine
from .host import Host
from .jsonrpc import INVALID_PARAMS, Message, Refusal, is_request

log = logging.getLogger("dovetail")
T = TypeVar("T")


class Features(LanguageServer):
    """pygls's server with our handlers in it. It never sees a document: `sync` keeps those."""

    protocol: LanguageServerProtocol

    def __init__(self, host: Host) -> None:
        self._converter = default_converter()
        super().__init__("dovetail", __version__, converter_factory=lambda: self._converter)
        self._host = host
        for method, name, _ in FEATURES:
            self.feature(method)(partial(_function(name), host))
        for command, name in COMMANDS.items():
            self.command(command)(commands.handler(_function(name), host))

    def begin(self, params: dict[str, Any]) -> None:
        """Tell pygls what the client said in `initialize`, which has been answered already."""
        handshake = {"jsonrpc": "2.0", "id": 0, "method": types.INITIALIZE, "params": params}
        self.protocol.set_writer(_Nowhere())
        try:
            message: Any = self.protocol.structure_message(handshake)
        except JsonRpcException as error:
            log.warning("Some of what the client said in `initialize` cannot be read: %s", _reason(error))
            message = self.protocol.structure_message({**handshake, "params": {"capabilities": {}}})
        self.protocol.handle_message(message)
        self.protocol.set_writer(_Out(self._host))

    def handle(self, message: Message) -> None:
        """A request or notification; a request is answered now or later. Raises `Refusal` where its parameters do not fit."""
        try:
            structured: Any = self.protocol.structure_message(message)
        except JsonRpcException as error:
            reason = _reason(error)
            if not is_request(message):
                log.warning("The parameters of %r do not fit: %.300s", message.get("method", "an answer"), reason)
                return
            said = f"The parameters do not fit `{message['method']}`."
            raise Refusal(INVALID_PARAMS, said, message["id"]) from error
        document = getattr(getattr(structured, "params", None), "text_document", None)
        beside.take(self._host, getattr(document, "uri", None))
        self.protocol.handle_message(structured)

    def cancel(self, id: object) -> None:
        """A client does not want an answer any more; one that is being waited for is cancelled."""
        if isinstance(id, int | str):
            cancellation: Any = types.CancelNotification(types.CancelParams(id))
            self.protocol.handle_message(cancellation)

    def structured(self, kind: type[T], body: bytes) -> T:
        """JSON in one of the protocol's types."""
        return self._converter.structure(json.loads(body), kind)

    def plain(self, value: object) -> Any:
        """One of the protocol's types as JSON has it."""
        return self._converter.unstructure(value)

    def report_server_error(self, error: Exception, source: type[Exception]) -> None:
        """An error goes to the log. A message box would come up at every keystroke."""
        if not isinstance(error, JsonRpcException):
            log.error("%s: %s", source.__name__, error, exc_info=error)
        elif error.data is not None:
            log.error("%s: %s", error.message, error.data)


async def load(host: Host) -> Features:
    """Import all this beside the loop, then make it."""
    await asyncio.to_thread(_import_all)
    features = Features(host)
    features.begin(host.handshake)
    host.bridge = Engine
    return features


def _import_all() -> None:
    for name in [*(name for _, name, _ in FEATURES), *COMMANDS.values()]:
        _function(name)


def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(".")
    return getattr(import_module(f"{__package__}.{module}"), function)


class _Out:
    """Where pygls writes."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def write(self, data: bytes) -> None:
        self._host.wire.write(data)

    def close(self) -> None:
        """The client's end is closed by whoever opened it."""


class _Nowhere:
    def write(self, data: bytes) -> None:
        """The answer has been given."""

    def close(self) -> None:
        """There is nothing to close."""


def _reason(error: JsonRpcException) -> str:
    cause = error.__cause__
    return traceback.format_exception_only(cause)[-1].strip() if cause is not None else str(error)
