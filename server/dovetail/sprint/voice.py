"""Turns what an agent does into the engine's events, each told once, with the sums that a status needs."""

import time
from collections.abc import Callable, Mapping

from dovetail.agents.events import (
    BrokeOff,
    Event,
    HeldBack,
    Text,
    Thought,
    ToolUsed,
    TurnEnded,
    WriteChecked,
    WriteRefused,
)
from dovetail.core.reports import FindingReport, PackageState, Tokens

from .bus import Bus


class Voice:
    """Speaks for one run of a package. `workflow` names the run; its sums go on where a crash left them."""

    def __init__(
        self, bus: Bus, sprint: str, package: str, workflow: str, spend: Callable[[Tokens, float], None]
    ) -> None:
        self._bus = bus
        self._sprint = sprint
        self._package = package
        self._workflow = workflow
        self._spend = spend
        self._settled: set[int] = set()
        self.tokens, self.dollars = _spoken(bus, sprint, package, workflow)
        self.state: PackageState = "preparing"
        self.last_sign = time.monotonic()

    def hear(self, event: Event) -> None:
        """What the agent does."""
        self.last_sign = time.monotonic()
        match event:
            case Text(text):
                self._bus.tell("token", {"text": text}, sprint=self._sprint, package=self._package)
            case Thought(text):
                self._bus.tell("token", {"thought": text}, sprint=self._sprint, package=self._package)
            case TurnEnded():
                self._turn(event)
            case BrokeOff():
                self._broke_off(event)
            case ToolUsed(turn, call, tool, given, ok, path, summary):
                data = {"turn": turn + 1, "tool": tool, "input": given, "ok": ok, "path": path, "summary": summary}
                self.say("package.tool", data, key=f"tool/{turn}.{call}")
            case WriteRefused(turn, call, path, reason, rescue):
                data = {"turn": turn + 1, "path": path, "reason": reason, "rescue": rescue}
                self.say("package.refused", data, key=f"refused/{turn}.{call}/{path}")
            case HeldBack(turn, reason):
                self.say("package.held", {"turn": turn + 1, "reason": reason}, key=f"held/{turn}")
            case WriteChecked():
                pass  # told by findings, file by file

    def settle(self, turn: int, usage: Tokens, dollars: float) -> None:
        """A turn was paid for. Told apart from the turn's end, which may come again after a crash."""
        self._settled.add(turn)
        self._spend(usage, dollars)

    def say(self, kind: str, data: Mapping[str, object], *, key: str | None = None) -> bool:
        full = None if key is None else f"{self._workflow}/{key}"
        return self._bus.emit(kind, data, sprint=self._sprint, package=self._package, key=full)

    def say_state(self, state: PackageState, detail: str = "") -> None:
        self.state = state
        self.say("package.state", {"state": state, "detail": detail, "run": self._workflow})

    def say_findings(self, path: str, findings: tuple[FindingReport, ...], *, caused: bool) -> None:
        """All findings of a file as they are now; `caused` where a write has just brought new ones."""
        reports = [finding.model_dump(mode="json", by_alias=True) for finding in findings]
        self.say("package.findings", {"path": path, "findings": reports, "caused": caused})

    def _turn(self, event: TurnEnded) -> None:
        tokens, dollars = self.tokens.plus(event.usage), self.dollars + event.dollars
        data = {**_sums(tokens, dollars, self._workflow), "turn": event.turn + 1, "calls": event.calls}
        if not self.say("package.turn", data, key=f"turn/{event.turn}"):
            return
        self.tokens, self.dollars = tokens, dollars
        if event.turn not in self._settled:
            self._spend(event.usage, event.dollars)
        if event.text:
            self.say("package.text", {"text": event.text, "turn": event.turn + 1}, key=f"text/{event.turn}")

    def _broke_off(self, event: BrokeOff) -> None:
        self.tokens, self.dollars = self.tokens.plus(event.usage), self.dollars + event.dollars
        self._spend(event.usage, event.dollars)
        told = {"attempt": event.attempt, "reason": event.reason, "seconds": event.seconds}
        self.say("package.usage", {**_sums(self.tokens, self.dollars, self._workflow), **told})


def _sums(tokens: Tokens, dollars: float, workflow: str) -> dict[str, object]:
    return {"tokens": tokens.model_dump(by_alias=True), "dollars": round(dollars, 6), "run": workflow}


def _spoken(bus: Bus, sprint: str, package: str, workflow: str) -> tuple[Tokens, float]:
    """The sums that were last told of a run."""
    told = [e for e in bus.of_sprint(sprint, ("package.turn", "package.usage")) if e.package == package]
    last = next((e for e in reversed(told) if e.data.get("run") == workflow), None)
    if last is None:
        return Tokens(), 0.0
    return Tokens.model_validate(last.data["tokens"]), float(last.data["dollars"])
