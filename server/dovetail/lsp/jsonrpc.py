"""Messages as JSON-RPC has them: what may come in, and how it is refused."""

import json
from typing import Any, cast

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603
NOT_INITIALIZED, REQUEST_CANCELLED, CONTENT_MODIFIED, REQUEST_FAILED = -32002, -32800, -32801, -32803

Message = dict[str, Any]


class Refusal(Exception):
    """An answer that is an error; its text is one sentence for the client."""

    def __init__(self, code: int, message: str, id: object = None) -> None:
        super().__init__(message)
        self.code = code
        self.id = id

    @property
    def response(self) -> Message:
        return {"jsonrpc": "2.0", "id": self.id, "error": {"code": self.code, "message": str(self)}}


def read(body: bytes) -> Message:
    """A message, with an id that is one where it has any. Raises `Refusal` for what is none."""
    try:
        message: object = json.loads(body.decode("utf-8"))  # given bytes, `json` would guess at UTF-16 and UTF-32
    except (ValueError, RecursionError) as error:
        raise Refusal(PARSE_ERROR, f"The message is no JSON: {error}") from error
    if isinstance(message, list):
        raise Refusal(INVALID_REQUEST, "Batches are no part of the language server protocol: send messages one by one.")
    if not isinstance(message, dict):
        raise Refusal(INVALID_REQUEST, "A message must be an object.")
    held = cast("Message", message)
    id = held.get("id")
    if "id" in held and id is not None and (isinstance(id, bool) or not isinstance(id, str | int)):
        raise Refusal(INVALID_REQUEST, "An id must be a number or text.")
    if held.get("jsonrpc") != "2.0":
        raise Refusal(INVALID_REQUEST, 'A message must say "jsonrpc": "2.0".', id)
    if "method" in held and not isinstance(held["method"], str):
        raise Refusal(INVALID_REQUEST, "A method must be text.", id)
    if "method" not in held and ("id" not in held or not ("result" in held or "error" in held)):
        raise Refusal(INVALID_REQUEST, "A message must be a request, a notification or an answer.", id)
    return held


def is_request(message: Message) -> bool:
    return "method" in message and message.get("id") is not None


def result(id: object, value: Any) -> Message:
    return {"jsonrpc": "2.0", "id": id, "result": value}
