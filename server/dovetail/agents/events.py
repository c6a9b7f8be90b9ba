"""What an agent does, as it does it. Text passes by; everything else is worth keeping."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import JsonValue

from dovetail.core.reports import FindingReport, Tokens


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of what the agent is saying."""

    text: str


@dataclass(frozen=True, slots=True)
class Thought:
    """A piece of what the agent is thinking."""

    text: str


@dataclass(frozen=True, slots=True)
class BrokeOff:
    """An answer broke off; it is asked for again after some seconds. What had come of it may have been paid for."""

    turn: int
    attempt: int
    reason: str
    seconds: float
    usage: Tokens
    dollars: float


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """An answer is complete: what it said, and what it cost."""

    turn: int
    text: str
    usage: Tokens
    dollars: float
    calls: int


@dataclass(frozen=True, slots=True)
class ToolUsed:
    """A tool call was answered. `path` is the file it was about, where it was about one."""

    turn: int
    call: int
    tool: str
    input: dict[str, JsonValue]
    ok: bool
    path: str | None
    summary: str


@dataclass(frozen=True, slots=True)
class WriteRefused:
    """A write outside the package: not done, or put back. `rescue` keeps what was put back."""

    turn: int
    call: int
    path: str
    reason: str
    rescue: str | None = None


@dataclass(frozen=True, slots=True)
class WriteChecked:
    """A write was accepted: the findings it caused, and how many it mended."""

    turn: int
    call: int
    paths: tuple[str, ...]
    caused: tuple[FindingReport, ...]
    mended: int


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The agent says that it is finished, and is told why it is not."""

    turn: int
    reason: str


Event = Text | Thought | BrokeOff | TurnEnded | ToolUsed | WriteRefused | WriteChecked | HeldBack
Emit = Callable[[Event], None]
