"""What a person can ask for from a lens or an action, in editor words; the protocol's door turns it into a command."""

from dataclasses import dataclass
from typing import Literal

Verb = Literal[
    "launchPackage", "launchReady", "stop", "resume", "integrate", "land", "forecast", "acceptProposal", "declineProposal", "diff", "log",
    "fixAll",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Command:
    """A verb, with the path of the sprint (or of the conventions) and the ids of the packages or the proposal that it is about."""

    verb: Verb
    sprint: str | None = None
    subjects: tuple[str, ...] = ()
