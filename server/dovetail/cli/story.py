"""What happened in a sprint, told from its events: a line for each that matters, and the spans of a timeline.

Nothing here draws or prints; the same events always make the same story.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dovetail.core.reports import FindingReport
from dovetail.sprint.protocol import EngineEvent

Tone = Literal["plain", "quiet", "good", "bad", "warn"]
Mark = Literal["turn", "caught", "mended", "refused"]
_LONGEST = 240


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story: seconds since its start, who, and what."""

    seconds: float
    who: str
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Moment:
    """Something to mark on a package's bar in the timeline."""

    seconds: float
    mark: Mark


@dataclass(frozen=True, slots=True)
class Caught:
    """An error that an agent wrote, and was told about in the reply to its write."""

    package: str
    path: str
    finding: FindingReport


@dataclass
class PackageStory:
    """What one package has been through."""

    began: float | None = None
    ended: float | None = None
    state: str = "waiting"
    turns: int = 0
    moments: list[Moment] = field(default_factory=list[Moment])
    open: dict[tuple[str, str, str], Caught] = field(default_factory=dict[tuple[str, str, str], Caught])


@dataclass
class Story:
    """The state of the story, folded from events by `tell`."""

    started: float
    packages: dict[str, PackageStory] = field(default_factory=dict[str, PackageStory])
    caught: list[Caught] = field(default_factory=list[Caught])
    mended: list[Caught] = field(default_factory=list[Caught])
    refused: int = 0
    conflicts_ahead: set[str] = field(default_factory=set[str])
    resolved: list[str] = field(default_factory=list[str])
    integration: str = "none"
    landed: str | None = None
    over: bool = False

    @property
    def all_done(self) -> bool:
        return bool(self.packages) and all(package.state == "done" for package in self.packages.values())

    def tell(self, event: EngineEvent) -> Iterator[Line]:
        """Folds an event into the story and gives the lines that it is worth."""
        at, data = event.time - self.started, event.data
        package = self.packages.setdefault(event.package, PackageStory()) if event.package else PackageStory()
        who = event.package or "sprint"
        match event.kind:
            case "package.state":
                yield from self._state(package, who, at, data)
            case "package.turn":
                package.turns += 1
                package.moments.append(Moment(at, "turn"))
            case "package.text":
                text = " ".join(str(data.get("text", "")).split())
                if text:
                    yield Line(at, who, f"“{text}”", "quiet")
            case "package.refused":
                self.refused += 1
                package.moments.append(Moment(at, "refused"))
                yield Line(at, who, f"write refused: {data.get('reason') or data.get('path')}", "warn")
            case "package.findings":
                yield from self._findings(package, who, at, data)
            case "package.held":
                yield Line(at, who, _short(str(data.get("reason"))), "warn")
            case "forecast":
                yield from self._forecast(at, data)
            case "integration.merged":
                yield from self._merged(at, event.package or str(data.get("package", "")), data)
            case "integration.ejected":
                yield Line(
                    at, "merge", f"{event.package or data.get('package')} is left out: {data.get('reason')}", "bad"
                )
            case "integration.findings":
                for finding in _findings(data):
                    yield Line(at, "gate", finding_line(finding), "bad" if finding.severity == "error" else "warn")
            case "integration.state":
                yield from self._integration(at, data)
            case "integration.landed":
                self.landed = str(data.get("head"))
                yield Line(at, "land", f"main is now {self.landed[:8]}.", "good")
            case "engine.error":
                yield Line(at, "engine", str(data.get("message")), "bad")
            case "sprint.finished":
                self.over = True
            case _:
                pass

    def _state(self, package: PackageStory, who: str, at: float, data: Mapping[str, Any]) -> Iterator[Line]:
        package.state = str(data.get("state"))
        detail = f": {_short(str(data['detail']))}" if data.get("detail") else ""
        match package.state:
            case "preparing":
                yield Line(at, who, "prepares a worktree of its own: branch, setup", "quiet")
            case "running":
                package.began = at if package.began is None else package.began
                yield Line(at, who, "starts")
            case "done":
                package.ended = at
                yield Line(at, who, "is done", "good")
            case "failed" | "stopped" | "blocked" as state:
                package.ended = at
                yield Line(at, who, f"{state}{detail}", "bad")
            case _:
                pass

    def _findings(self, package: PackageStory, who: str, at: float, data: Mapping[str, Any]) -> Iterator[Line]:
        """A file's findings as they are now: new errors were caught, and those that are gone were mended."""
        path = str(data.get("path", ""))
        now = {(path, f.rule, f.message): Caught(who, path, f) for f in _findings(data) if f.severity == "error"}
        before = {key: caught for key, caught in package.open.items() if key[0] == path}
        for key, caught in now.items():
            if key not in before:
                self.caught.append(caught)
                package.moments.append(Moment(at, "caught"))
                yield Line(at, who, f"caught: {finding_line(caught.finding)}", "bad")
        for key, caught in before.items():
            if key not in now:
                self.mended.append(caught)
                package.moments.append(Moment(at, "mended"))
                yield Line(at, who, f"mended: [{caught.finding.rule}] in {path}", "good")
        package.open = {key: caught for key, caught in package.open.items() if key[0] != path} | now

    def _forecast(self, at: float, data: Mapping[str, Any]) -> Iterator[Line]:
        for finding in _findings(data):
            if finding.message not in self.conflicts_ahead:
                self.conflicts_ahead.add(finding.message)
                yield Line(at, "forecast", finding_line(finding), "bad" if finding.severity == "error" else "warn")

    def _merged(self, at: float, package: str, data: Mapping[str, Any]) -> Iterator[Line]:
        hunks: list[Mapping[str, Any]] = data.get("hunks") or []
        if not hunks:
            yield Line(at, "merge", f"{package} merged cleanly")
            return
        self.resolved.append(package)
        places = ", ".join(sorted({f"{hunk['path']}:{hunk['line']}" for hunk in hunks}))
        yield Line(
            at, "merge", f"{package} conflicted at {places}; resolved: {data.get('how')} merge, nothing dropped", "good"
        )

    def _integration(self, at: float, data: Mapping[str, Any]) -> Iterator[Line]:
        self.integration = str(data.get("state"))
        detail, head = str(data.get("detail") or ""), str(data.get("head") or "")[:8]
        match self.integration:
            case "stacking":
                yield Line(at, "merge", "The branches are stacked, in the order of what they need.")
            case "verifying":
                yield Line(at, "gate", f"{head}: {detail}")
            case "verified":
                yield Line(at, "gate", f"{head} is verified.", "good")
            case "failed":
                yield Line(at, "gate", f"not verified: {detail}", "bad")
            case _:
                pass


def _findings(data: Mapping[str, Any]) -> list[FindingReport]:
    return [FindingReport.model_validate(value) for value in data.get("findings") or []]


def finding_line(finding: FindingReport) -> str:
    """Where a finding is, and what it says."""
    start = finding.range.start
    return f"{finding.path}:{start.line}:{start.column} [{finding.rule}] {finding.message}"


def _short(text: str) -> str:
    """A text of several lines as one that fits."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
