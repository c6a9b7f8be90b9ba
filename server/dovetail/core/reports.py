"""Every JSON that Dovetail prints, as pydantic models. `contracts-schema/` holds their JSON Schemas."""

from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from .context import ContextPack
from .findings import Finding, Severity, sort_key
from .snapshot import Snapshot
from .text import Range, Text


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, populate_by_name=True)


class PositionReport(_Part):
    """Line and column from 1; the column counts Unicode code points."""

    line: int
    column: int


class RangeReport(_Part):
    start: PositionReport
    end: PositionReport


class PlaceReport(_Part):
    path: str
    range: RangeReport
    message: str


class EditReport(_Part):
    path: str
    range: RangeReport
    new_text: str


class FixReport(_Part):
    title: str
    edits: tuple[EditReport, ...]


class FindingReport(_Part):
    rule: str
    severity: Severity
    path: str
    range: RangeReport
    message: str
    url: str
    related: tuple[PlaceReport, ...] = ()
    fixes: tuple[FixReport, ...] = ()
    package: str | None = None
    branch: str | None = None


class Summary(_Part):
    error: int
    warning: int
    info: int
    files: int
    seconds: float


class CheckReport(_Part):
    """What `dovetail check --format json` prints."""

    version: Literal[1] = 1
    findings: tuple[FindingReport, ...]
    summary: Summary

    def of_findings(self, findings: tuple[FindingReport, ...], seconds: float) -> "CheckReport":
        """The report with some of its findings only, counted anew."""
        return CheckReport(
            findings=findings, summary=_summary([f.severity for f in findings], self.summary.files, seconds)
        )


class Tokens(_Part):
    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0

    @property
    def total(self) -> int:
        return self.input + self.output + self.cache_read + self.cache_write

    def plus(self, other: "Tokens") -> "Tokens":
        return Tokens(
            input=self.input + other.input,
            output=self.output + other.output,
            cache_read=self.cache_read + other.cache_read,
            cache_write=self.cache_write + other.cache_write,
        )


PackageState = Literal["waiting", "preparing", "running", "paused", "blocked", "done", "failed", "stopped"]
IntegrationState = Literal["none", "stacking", "verifying", "verified", "failed", "landed"]


class PackageStatusReport(_Part):
    id: str
    state: PackageState
    branch: str
    head: str | None = None
    turns: int = 0
    tokens: Tokens = Tokens()
    dollars: float = 0.0
    findings: int = 0
    started_at: float | None = None
    ended_at: float | None = None
    detail: str = ""


class Ejected(_Part):
    package: str
    reason: str


class IntegrationReport(_Part):
    state: IntegrationState = "none"
    head: str | None = None
    landed: str | None = None
    ejected: tuple[Ejected, ...] = ()


class SprintStatusReport(_Part):
    """What `dovetail sprint status --format json` prints. Times are seconds since the epoch."""

    version: Literal[1] = 1
    sprint: str
    state: Literal["idle", "running", "paused", "finished", "stopped", "failed"]
    base: str
    packages: tuple[PackageStatusReport, ...]
    integration: IntegrationReport = IntegrationReport()


class PartReport(_Part):
    title: str
    tokens: int


class LayerReport(_Part):
    name: Literal["global", "layer", "task"]
    tokens: int
    parts: tuple[PartReport, ...]


class ContextReport(_Part):
    """What `dovetail context --format json` prints."""

    version: Literal[1] = 1
    sprint: str
    package: str
    budget: int
    tokens: int
    layers: tuple[LayerReport, ...]


def context_report(pack: ContextPack) -> ContextReport:
    """The weight of a context pack, layer by layer."""
    return ContextReport(
        sprint=pack.sprint,
        package=pack.package,
        budget=pack.budget,
        tokens=pack.tokens,
        layers=tuple(
            LayerReport(
                name=layer.name,
                tokens=layer.tokens,
                parts=tuple(PartReport(title=p.title, tokens=p.tokens) for p in layer.parts),
            )
            for layer in pack.layers
        ),
    )


RULE_URL = "https://github.com/dovetail-ls/dovetail/blob/main/server/dovetail/rules/{page}.md"


def rule_url(rule: str) -> str:
    """The page of a rule."""
    return RULE_URL.format(page=rule.replace("-", "_"))


def finding_report(finding: Finding, snapshot: Snapshot) -> FindingReport:
    """A finding with lines and columns."""
    return FindingReport(
        rule=finding.rule,
        severity=finding.severity,
        path=finding.path,
        range=range_report(snapshot.text(finding.path), finding.range),
        message=finding.message,
        url=rule_url(finding.rule),
        related=tuple(
            PlaceReport(path=p.path, range=range_report(snapshot.text(p.path), p.range), message=p.message)
            for p in finding.related
        ),
        fixes=tuple(
            FixReport(
                title=fix.title,
                edits=tuple(
                    EditReport(path=e.path, range=range_report(snapshot.text(e.path), e.range), new_text=e.new_text)
                    for e in fix.edits
                ),
            )
            for fix in finding.fixes
        ),
        package=finding.package,
        branch=finding.branch,
    )


def range_report(text: Text | None, range: Range) -> RangeReport:
    """Lines and columns from 1; a file whose text is not known is shown at its start."""
    text = text or Text("")
    start, end = text.position(range.start), text.position(range.end)
    return RangeReport(
        start=PositionReport(line=start.line + 1, column=start.column + 1),
        end=PositionReport(line=end.line + 1, column=end.column + 1),
    )


def check_report(findings: "list[Finding] | tuple[Finding, ...]", snapshot: Snapshot, seconds: float) -> CheckReport:
    """The report of one check."""
    ordered = sorted(findings, key=sort_key)
    return CheckReport(
        findings=tuple(finding_report(f, snapshot) for f in ordered),
        summary=_summary(
            [f.severity for f in ordered],
            len(snapshot.sources) + len(snapshot.sprints) + (snapshot.conventions is not None),
            seconds,
        ),
    )


def _summary(severities: list[Severity], files: int, seconds: float) -> Summary:
    return Summary(
        error=severities.count("error"),
        warning=severities.count("warning"),
        info=severities.count("info") + severities.count("hint"),
        files=files,
        seconds=round(seconds, 3),
    )
