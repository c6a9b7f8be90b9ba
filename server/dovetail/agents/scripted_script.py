"""What the scripted model says: for each agent a list of turns, read from files that a person can read too.

A script is a folder. `api.json` holds the turns of the agent `api`, and `api/` beside it the texts of the files that
this agent creates, under the paths at which it creates them. A script of one JSON file holds `{agent: [turn, …]}`.
"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import ConfigDict, Field, JsonValue, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass

from ..core.errors import UsageError

ANY_AGENT = "*"
_STRICT = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)


@dataclass(frozen=True, slots=True, config=_STRICT)
class Bash:
    """Runs a command."""

    bash: str


@dataclass(frozen=True, slots=True, config=_STRICT)
class Create:
    """Writes a file; without a text, the one that lies beside the script."""

    create: str
    text: str | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class Replace:
    """Replaces a text that occurs once in a file."""

    replace: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, config=_STRICT)
class Insert:
    """Puts a text below a line of a file; line 0 is the top."""

    insert: str
    line: int
    text: str


@dataclass(frozen=True, slots=True, config=_STRICT)
class View:
    """Reads a file or lists a folder."""

    view: str


@dataclass(frozen=True, slots=True, config=_STRICT)
class Tool:
    """Calls any other tool, such as `check_contract`."""

    tool: str
    input: dict[str, JsonValue] = Field(default_factory=dict)


Action = Bash | Create | Replace | Insert | View | Tool


@dataclass(frozen=True, slots=True, config=_STRICT)
class Fault:
    """How one answer goes wrong. Of several, the first that is set counts.

    `drop_after` and `eof_after` count the events of the stream that still arrive before the connection is reset, or closed
    as if the answer were complete. `bad_json` and `cut_json` spoil the input of the turn's tool calls.
    """

    status: Annotated[int, Field(ge=400, le=599)] | None = None
    retry_after: float | None = None
    drop_after: int | None = None
    eof_after: int | None = None
    sse_error: str | None = None
    bad_json: bool = False
    cut_json: bool = False
    stall_seconds: float = 0.0

    @property
    def name(self) -> str:
        """What it is, for the log."""
        if self.status is not None:
            return str(self.status)
        names = ("drop_after", "eof_after", "sse_error", "bad_json", "cut_json", "stall_seconds")
        return next((name for name in names if getattr(self, name) not in (None, False, 0.0)), "none")


@dataclass(frozen=True, slots=True, config=_STRICT)
class Reply:
    """What a turn says and does. A turn that does nothing ends the agent's work."""

    say: str
    do: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, config=_STRICT)
class Turn:
    """One answer of the model.

    With `when_reply_contains`, `say` and `do` are given only where the results of the turn before contain that text, and
    `otherwise` where they do not: an agent mends what it was told about, and knows nothing that it was not told.
    Each of `faults` is spent once, on one request for this turn; then the turn is answered.
    """

    say: str = ""
    do: tuple[Action, ...] = ()
    think: str = ""
    latency_ms: Annotated[int, Field(ge=0)] = 100
    when_reply_contains: str | None = None
    otherwise: Reply | None = None
    faults: tuple[Fault, ...] = ()

    def reply_to(self, results: str) -> Reply:
        """What is answered to the results of the turn before."""
        if self.when_reply_contains is None or self.when_reply_contains in results:
            return Reply(self.say, self.do)
        return self.otherwise or Reply(
            f"I was not told about {self.when_reply_contains!r}, so there is nothing to mend."
        )


Turns = tuple[Turn, ...]
_TURNS = TypeAdapter(Turns)
_AGENTS = TypeAdapter(dict[str, Turns])
THE_END = Turn(say="My script ends here.")


@dataclass(frozen=True, slots=True)
class Script:
    """The turns of every agent; those of `*` are for any agent without turns of its own."""

    agents: dict[str, Turns]

    @classmethod
    def load(cls, path: Path) -> Self:
        """A script from its folder or its file."""
        if path.is_file():
            return cls(_parsed(_AGENTS, path))
        files = sorted(path.glob("*.json"))
        if not files:
            raise UsageError(f"{path} holds no script: it needs one JSON file of turns for each agent.")
        return cls({file.stem: _with_texts(_parsed(_TURNS, file), path / file.stem) for file in files})

    def turns(self, agent: str) -> Turns | None:
        return self.agents.get(agent, self.agents.get(ANY_AGENT))

    def turn(self, agent: str, number: int) -> Turn | None:
        """An agent's turn by its number from 0; past the last one, an end. None where there is no such agent."""
        turns = self.turns(agent)
        if turns is None:
            return None
        return turns[number] if number < len(turns) else THE_END


_T = TypeVar("_T")


def _parsed(adapter: TypeAdapter[_T], path: Path) -> _T:
    try:
        return adapter.validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise UsageError(f"{path}: {where}: {first['msg']}.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error


def _with_texts(turns: Turns, folder: Path) -> Turns:
    """The turns with the text of every file that they create."""

    def filled(action: Action) -> Action:
        if not isinstance(action, Create) or action.text is not None:
            return action
        try:
            return Create(action.create, (folder / action.create).read_text("utf-8"))
        except OSError as error:
            raise UsageError(
                f"{folder / action.create}, which the script creates, cannot be read: {error.strerror}."
            ) from error

    def reply(given: Reply | None) -> Reply | None:
        return given and replace(given, do=tuple(map(filled, given.do)))

    return tuple(replace(turn, do=tuple(map(filled, turn.do)), otherwise=reply(turn.otherwise)) for turn in turns)
