"""A turn of the script as the Messages API puts it: the request read into a type, the message, the events of its stream."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Self

from ..core.tokens import estimate_tokens
from .scripted_script import Action, Bash, Create, Fault, Insert, Replace, Reply, Tool, Turn, View

EDITOR = "str_replace_based_edit_tool"
# The provider caches no prefix shorter than this.
SHORTEST_CACHED_PREFIX = 1024
# Enough pieces for a client to show text as it comes; more would only cost time.
_PIECES = 24

Event = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Request:
    """What the scripted model looks at in a request.

    `turn` is the number of answers that the conversation already holds, so the model remembers nothing between requests
    and the same request always gets the same answer.
    """

    agent: str
    model: str
    stream: bool
    turn: int
    tools: frozenset[str]
    results: str
    tokens: int
    cached_tokens: int
    caches: bool

    @classmethod
    def read(cls, body: dict[str, Any]) -> Self:
        messages: list[dict[str, Any]] = body.get("messages") or []
        prefix = [body.get("tools"), body.get("system")]
        answered = max((n for n, message in enumerate(messages) if message.get("role") == "assistant"), default=0)
        return cls(
            agent=str((body.get("metadata") or {}).get("user_id") or "").rpartition(":")[2],
            model=str(body.get("model") or ""),
            stream=bool(body.get("stream")),
            turn=sum(message.get("role") == "assistant" for message in messages),
            tools=frozenset(str(tool.get("name")) for tool in body.get("tools") or []),
            results=text_of(messages[-1].get("content")) if messages else "",
            tokens=_tokens([*prefix, messages]),
            cached_tokens=_tokens([*prefix, messages[:answered]]) if answered else 0,
            caches='"cache_control"' in json.dumps({**body, "metadata": None}),
        )


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as the provider counts them: what is read from or written to the cache is not in `input`."""

    input: int
    output: int
    cache_read: int
    cache_write: int

    def as_json(self, output: int | None = None) -> dict[str, Any]:
        return {
            "input_tokens": self.input,
            "output_tokens": self.output if output is None else output,
            "cache_read_input_tokens": self.cache_read,
            "cache_creation_input_tokens": self.cache_write,
            "service_tier": "standard",
        }


@dataclass(frozen=True, slots=True)
class Message:
    """One answer."""

    id: str
    model: str
    blocks: tuple[dict[str, Any], ...]
    stop_reason: Literal["tool_use", "end_turn", "max_tokens"]
    usage: Usage

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "type": "message", "role": "assistant", "model": self.model, "content": list(self.blocks),
            "stop_reason": self.stop_reason, "stop_sequence": None, "usage": self.usage.as_json(),
        }  # fmt: skip


def answer(request: Request, turn: Turn) -> Message:
    """The message of a turn. Its ids follow from agent and turn, so a repeated request gets the same answer."""
    reply = turn.reply_to(request.results)
    blocks = tuple(_blocks(request, turn, reply))
    output = sum(_tokens(block) for block in blocks)
    stop = "tool_use" if any(block["type"] == "tool_use" for block in blocks) else "end_turn"
    return Message(f"msg_{_id(request)}", request.model, blocks, stop, _usage(request, output))


def events(message: Message, fault: Fault | None = None) -> Iterator[Event]:
    """The events of a message's stream. A fault spoils the inputs of its tool calls."""
    start = {**message.as_json(), "content": [], "stop_reason": None, "usage": message.usage.as_json(output=1)}
    yield "message_start", {"message": start}
    for index, block in enumerate(message.blocks):
        empty, deltas = _deltas(block, fault)
        yield "content_block_start", {"index": index, "content_block": empty}
        for delta in deltas:
            yield "content_block_delta", {"index": index, "delta": delta}
        yield "content_block_stop", {"index": index}
    stop = "max_tokens" if fault and fault.cut_json else message.stop_reason
    yield "message_delta", {"delta": {"stop_reason": stop, "stop_sequence": None}, "usage": message.usage.as_json()}
    yield "message_stop", {}


def text_of(content: Any) -> str:
    """All text in a message's content, the results of tools included."""
    if isinstance(content, str):
        return content
    blocks: list[dict[str, Any]] = content or []
    return "\n".join(str(block.get("text") or text_of(block.get("content"))) for block in blocks)


def tool_call(action: Action) -> tuple[str, dict[str, Any]]:
    """The tool and the input that stand for an action."""
    match action:
        case Bash(command):
            return "bash", {"command": command}
        case Create(path, text):
            return EDITOR, {"command": "create", "path": path, "file_text": text or ""}
        case Replace(path, old, new):
            return EDITOR, {"command": "str_replace", "path": path, "old_str": old, "new_str": new}
        case Insert(path, line, text):
            return EDITOR, {"command": "insert", "path": path, "insert_line": line, "insert_text": text}
        case View(path):
            return EDITOR, {"command": "view", "path": path}
        case Tool(name, given):
            return name, dict(given)


def _blocks(request: Request, turn: Turn, reply: Reply) -> Iterator[dict[str, Any]]:
    if turn.think:
        yield {"type": "thinking", "thinking": turn.think, "signature": "c2NyaXB0ZWQ="}
    if reply.say:
        yield {"type": "text", "text": reply.say}
    for number, action in enumerate(reply.do):
        name, given = tool_call(action)
        if name in request.tools:
            yield {"type": "tool_use", "id": f"toolu_{_id(request)}_{number}", "name": name, "input": given}
        else:
            yield {"type": "text", "text": f"I was not offered the tool {name}."}


def _deltas(block: dict[str, Any], fault: Fault | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A block as it starts out empty, and the deltas that fill it."""
    match block["type"]:
        case "text":
            return {"type": "text", "text": ""}, [
                {"type": "text_delta", "text": piece} for piece in _cut(block["text"])
            ]
        case "thinking":
            deltas = [{"type": "thinking_delta", "thinking": piece} for piece in _cut(block["thinking"])]
            deltas.append({"type": "signature_delta", "signature": block["signature"]})
            return {"type": "thinking", "thinking": "", "signature": ""}, deltas
        case _:
            text = json.dumps(block["input"])
            if fault and fault.bad_json:
                text = text.replace(":", " =", 1)
            if fault and fault.cut_json:
                text = text[: len(text) // 2]
            return {**block, "input": {}}, [
                {"type": "input_json_delta", "partial_json": piece} for piece in ["", *_cut(text)]
            ]


def _usage(request: Request, output: int) -> Usage:
    """What is new since the last answer is written to the cache, what was there before is read from it."""
    if not request.caches or request.tokens < SHORTEST_CACHED_PREFIX:
        return Usage(request.tokens, output, 0, 0)
    read = request.cached_tokens if request.cached_tokens >= SHORTEST_CACHED_PREFIX else 0
    fresh = min(4, request.tokens - read)
    return Usage(fresh, output, read, request.tokens - read - fresh)


def _tokens(value: Any) -> int:
    return max(1, estimate_tokens(json.dumps(value, ensure_ascii=False)))


def _id(request: Request) -> str:
    return f"scripted_{request.agent or 'agent'}_{request.turn}".replace("-", "_")


def _cut(text: str) -> list[str]:
    size = max(4, -(-len(text) // _PIECES))
    return [text[at : at + size] for at in range(0, len(text), size)]
