"""What client and engine say to one another: JSON-RPC 2.0, one JSON object a line, over a Unix socket."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

LONGEST_LINE = 64 * 2**20

# JSON-RPC's own codes, and ours: the request was understood and refused with a sentence for the user.
PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
INTERNAL_ERROR, REFUSED = -32603, -32000


@dataclass(frozen=True, slots=True)
class EngineEvent:
    """Something that happened. `seq` rises and is never used twice; a token that only passes by has `seq` 0."""

    seq: int
    time: float
    kind: str
    sprint: str | None
    package: str | None
    data: Mapping[str, Any]

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(
            seq=int(value.get("seq", 0)),
            time=float(value.get("time", 0.0)),
            kind=str(value["kind"]),
            sprint=value.get("sprint"),
            package=value.get("package"),
            data=value.get("data") or {},
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "seq": self.seq, "time": self.time, "kind": self.kind, "sprint": self.sprint, "package": self.package,
            "data": dict(self.data),
        }  # fmt: skip


def request_line(id: int, method: str, params: Mapping[str, Any]) -> bytes:
    return _line({"jsonrpc": "2.0", "id": id, "method": method, "params": dict(params)})


def result_line(id: Any, result: Any) -> bytes:
    return _line({"jsonrpc": "2.0", "id": id, "result": result})


def error_line(id: Any, code: int, message: str) -> bytes:
    return _line({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}})


def notification_line(method: str, params: Mapping[str, Any]) -> bytes:
    return _line({"jsonrpc": "2.0", "method": method, "params": dict(params)})


def _line(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
