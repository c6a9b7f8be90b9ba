"""Where a sprint stands, folded from its events: the same events always give the same status."""

from collections.abc import Iterable
from typing import Any, Literal

from dovetail.core.plan import Sprint
from dovetail.core.reports import (
    Ejected,
    IntegrationReport,
    PackageStatusReport,
    SprintStatusReport,
    Tokens,
)

from .protocol import EngineEvent

State = Literal["idle", "running", "paused", "finished", "stopped", "failed"]
_WORKING = ("waiting", "preparing", "running")
_ENDED = ("done", "failed", "blocked", "stopped")


class _Package:
    """One package as its events tell it; sums of earlier runs are kept."""

    def __init__(self) -> None:
        self.state: Any = None
        self.detail = ""
        self.head: str | None = None
        self.started: float | None = None
        self.ended: float | None = None
        self.turns: dict[str, int] = {}
        self.tokens: dict[str, Tokens] = {}
        self.dollars: dict[str, float] = {}
        self.findings: dict[str, int] = {}

    def hear(self, event: EngineEvent) -> None:
        data = event.data
        match event.kind:
            case "package.state":
                if data["state"] == "preparing" and self.state in (None, "waiting", *_ENDED):
                    self.started, self.findings = event.time, {}
                self.state, self.detail = data["state"], str(data.get("detail") or "")
                self.ended = event.time if self.state in _ENDED else None
            case "package.turn" | "package.usage":
                run = str(data.get("run"))
                self.turns[run] = max(self.turns.get(run, 0), int(data.get("turn", 0)))
                self.tokens[run] = Tokens.model_validate(data["tokens"])
                self.dollars[run] = float(data["dollars"])
            case "package.findings":
                self.findings[str(data["path"])] = len(data["findings"])
            case "package.commit":
                self.head = str(data["sha"])
            case _:
                pass

    def report(self, id: str, branch: str) -> PackageStatusReport:
        tokens = Tokens()
        for run in self.tokens.values():
            tokens = tokens.plus(run)
        return PackageStatusReport(
            id=id, state=self.state or "waiting", branch=branch, head=self.head, turns=sum(self.turns.values()), tokens=tokens,
            dollars=round(sum(self.dollars.values()), 6), findings=sum(self.findings.values()), started_at=self.started,
            ended_at=self.ended, detail=self.detail,
        )  # fmt: skip


def status_of(sprint: Sprint, events: Iterable[EngineEvent]) -> SprintStatusReport:
    """The status that the events of one sprint tell."""
    packages = {p.id: _Package() for p in sprint.packages}
    integration = IntegrationReport()
    for event in events:
        if event.kind.startswith("package.") and event.package is not None:
            packages.setdefault(event.package, _Package()).hear(event)
        elif event.kind.startswith("integration."):
            integration = _integration(integration, event)
    return SprintStatusReport(
        sprint=sprint.name,
        state=_state([p.state for p in packages.values()]),
        base=sprint.file.base if sprint.file is not None else "main",
        packages=tuple(p.report(id, sprint.branch(id)) for id, p in packages.items()),
        integration=integration,
    )


def spent_in(events: Iterable[EngineEvent], package: str | None = None) -> tuple[int, float]:
    """Tokens and dollars of all runs since the sprint last landed, or of those of one package."""
    runs: dict[tuple[str | None, str], tuple[int, float]] = {}
    for event in events:
        if event.kind == "integration.landed":
            runs.clear()
        elif event.kind in ("package.turn", "package.usage") and package in (None, event.package):
            total = Tokens.model_validate(event.data["tokens"]).total
            runs[event.package, str(event.data.get("run"))] = (total, float(event.data["dollars"]))
    return sum(t for t, _ in runs.values()), sum(d for _, d in runs.values())


def _integration(now: IntegrationReport, event: EngineEvent) -> IntegrationReport:
    data = event.data
    match event.kind:
        case "integration.state":
            if data["state"] == "stacking":
                return IntegrationReport(state="stacking", landed=now.landed)
            return now.model_copy(update={"state": data["state"], "head": data.get("head") or now.head})
        case "integration.ejected":
            others = tuple(e for e in now.ejected if e.package != data["package"])
            return now.model_copy(
                update={"ejected": (*others, Ejected(package=data["package"], reason=data["reason"]))}
            )
        case "integration.landed":
            return now.model_copy(update={"state": "landed", "landed": data["head"], "head": data["head"]})
        case _:
            return now


def _state(states: list[Any]) -> State:
    launched = [state for state in states if state is not None]
    if not launched:
        return "idle"
    if any(state in _WORKING for state in launched):
        return "running"
    if "paused" in launched:
        return "paused"
    if any(state in ("failed", "blocked") for state in launched):
        return "failed"
    return "stopped" if "stopped" in launched else "finished"
