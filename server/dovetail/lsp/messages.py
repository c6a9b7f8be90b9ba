"""What is worth a message box: only what waits for a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dovetail.core.settings import Settings
from dovetail.sprint.protocol import EngineEvent

ERROR, INFO = 1, 3


@dataclass(frozen=True, slots=True)
class Question:
    """A question with a request to the engine for each answer that needs one."""

    request: dict[str, Any]
    requests: Mapping[str, tuple[str, dict[str, Any]]]


def statement(event: EngineEvent, sprint: str) -> dict[str, Any] | None:
    """What a person has to know at once: something has stopped and will not go on by itself. `sprint` is its name for people."""
    detail = str(event.data.get("detail") or event.data.get("message") or "").strip()
    why = f": {detail}" if detail else "."
    match event.kind, event.data.get("state"):
        case "package.state", "failed":
            return error(f"Package '{event.package}' has failed{why}")
        case "package.state", "blocked":
            return error(f"Package '{event.package}' is blocked{why}")
        case "integration.state", "failed":
            return error(f"The integration of '{sprint}' has failed{why}")
        case "engine.error", _:
            return error(detail or "The engine has met an error; see its log.")
        case _:
            return None


def question(event: EngineEvent, sprint: str, settings: Settings) -> Question | None:
    """What a person has to decide."""
    match event.kind, event.data.get("state"):
        case "integration.state", "verified" if settings.land == "ask":
            return _question(
                f"The integration of '{sprint}' is verified. Land it?",
                {"Land": ("land", {"sprint": event.sprint}), "Later": None},
            )
        case "proposal.opened", _:
            id, reason = event.data.get("id"), event.data.get("reason") or event.data.get("title") or "no reason given"
            return _question(
                f"Package '{event.package}' proposes a change to a contract: {reason}",
                {
                    "Accept": ("proposal", {"id": id, "accept": True}),
                    "Decline": ("proposal", {"id": id, "accept": False}),
                    "Later": None,
                },
            )
        case _:
            return None


def _question(message: str, answers: Mapping[str, tuple[str, dict[str, Any]] | None]) -> Question:
    request = {"type": INFO, "message": f"Dovetail: {message}", "actions": [{"title": title} for title in answers]}
    return Question(request, {title: answer for title, answer in answers.items() if answer is not None})


def error(message: str) -> dict[str, Any]:
    return {"type": ERROR, "message": f"Dovetail: {message}"}
