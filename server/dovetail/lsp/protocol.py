"""pygls's protocol with the gaps closed that a client can fall into: every request is answered, whatever is in it."""

import logging
import traceback
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams, JsonRpcInvalidRequest, JsonRpcServerNotInitialized
from pygls.protocol import LanguageServerProtocol

log = logging.getLogger("dovetail")

# What pygls would keep documents with; `sync` keeps them instead, for the reason given in `documents`.
_OURS = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
)


class Unreadable:
    """A message whose parameters do not fit its method."""

    jsonrpc = "2.0"

    def __init__(self, data: dict[str, Any], reason: str) -> None:
        self.data = data
        self.reason = reason


class Protocol(LanguageServerProtocol):
    """Requests with wrong parameters, before `initialize` or after `shutdown` are refused with an error, not dropped."""

    def _register_builtin_features(self) -> None:
        super()._register_builtin_features()
        for method in _OURS:
            self.fm.builtin_features.pop(method, None)

    def structure_message(self, data: dict[str, Any]) -> Any:
        if "jsonrpc" not in data:
            return data
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            cause = error.__cause__
            reason = traceback.format_exception_only(cause)[-1].strip() if cause is not None else str(error)
            return Unreadable(data, reason)

    def handle_message(self, message: Any) -> None:
        method = getattr(message, "method", None)
        id = getattr(message, "id", None)
        if isinstance(message, Unreadable):
            id = message.data.get("id")
            log.warning("A message could not be read: %.200s", message.reason)
            if isinstance(id, str | int) and "method" in message.data:
                self._refuse(id, JsonRpcInvalidParams(f"The parameters do not fit `{message.data['method']}`."))
        elif method is None or method in (types.INITIALIZE, types.EXIT):
            super().handle_message(message)
        elif self._workspace is None:
            if id is not None:
                self._refuse(id, JsonRpcServerNotInitialized("The client must send `initialize` first."))
        elif self._shutdown:
            if id is not None:
                self._refuse(id, JsonRpcInvalidRequest("The server has been shut down."))
        else:
            super().handle_message(message)

    def _refuse(self, id: str | int, error: Any) -> None:
        self._send_response(id, error=error.to_response_error())
