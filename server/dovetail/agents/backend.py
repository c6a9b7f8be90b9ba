"""What runs a package, and what it is given: the seam between agents and everything that surrounds them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from pydantic import JsonValue

from dovetail.core.reports import FindingReport, Tokens
from dovetail.core.settings import AgentProfile

from .events import Emit

Json = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Task:
    """One package's work. `id` is the package's; `user` says to the provider whose request it is."""

    id: str
    user: str
    system: tuple[str, ...]
    prompt: str
    profile: AgentProfile
    patience: int = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a package's run ended."""

    state: Literal["done", "blocked", "failed", "stopped"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a write did to the findings: those it caused, and how many it mended."""

    caused: tuple[FindingReport, ...] = ()
    mended: int = 0


class Site(Protocol):
    """What surrounds an agent: its worktree, its rules, and the one check."""

    @property
    def worktree(self) -> Path: ...

    def refusal(self, path: str) -> str | None:
        """Why a path may not be written; None where it may."""
        ...

    async def begin_turn(self, turn: int) -> None:
        """A turn's calls are about to be made. What a crash left of an earlier attempt at them is put aside."""
        ...

    async def changes(self) -> Mapping[str, str]:
        """The paths that differ from the last commit, new ones included, ignored ones not, each with a mark that a write changes."""
        ...

    async def put_back(self, paths: Sequence[str]) -> str:
        """Restore paths to the last commit; what was there is kept under the ref that is returned."""
        ...

    async def findings_after(self, paths: Sequence[str]) -> Checked:
        """What a write to some paths did to the branch's findings."""
        ...

    async def check_contract(self, path: str | None, contract: str | None) -> str:
        """The branch's findings, or a contract's current text, in words."""
        ...

    async def propose_change(self, call: str, path: str, old: str, new: str, reason: str) -> str:
        """Propose a contract change; the answer for the agent. Raises `ToolError` where it cannot be applied."""
        ...

    async def unfinished(self) -> str | None:
        """Why the package is not finished yet, in words for the agent; None where it is."""
        ...

    async def end_turn(self, turn: int, said: str) -> None:
        """A turn's calls are all answered: keep what they changed."""
        ...


class Gate(Protocol):
    """Stands before every turn; raises `Halted` where there is to be none."""

    async def notes(self, turn: int) -> list[str]:
        """Waits while the package is paused; what the agent is to be told before the turn."""
        ...

    def spending(self, turn: int, context: int) -> "AbstractAsyncContextManager[Hold]":
        """Holds what the turn may cost at most until it is over. `context` are the tokens that will be sent, as well as that is known."""
        ...


class Hold(Protocol):
    """What is held for one turn."""

    @property
    def most(self) -> int:
        """The output tokens that the turn may take."""
        ...

    def settle(self, usage: Tokens, dollars: float) -> None:
        """The turn was answered, at this cost."""
        ...


class Journal(Protocol):
    """Runs a step once: what is recorded is not run again, whatever crashed in between.

    A step returns JSON. One that raises `Halted` ends the run in that state, and a replay ends in the same.
    """

    async def step(self, name: str, run: Callable[[], Awaitable[Json]]) -> Json: ...


class Backend(Protocol):
    """What runs a package from its first turn to its last."""

    async def run(self, task: Task, site: Site, gate: Gate, journal: Journal, emit: Emit) -> Outcome: ...


class Halted(Exception):
    """The run ends here, in a state and for a reason."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.detail)
        self.outcome = outcome


class ToolError(Exception):
    """A tool call cannot be carried out; the text is told to the agent."""


class UnrecordedJournal:
    """Runs every step, and forgets it."""

    async def step(self, name: str, run: Callable[[], Awaitable[Json]]) -> Json:
        return await run()
