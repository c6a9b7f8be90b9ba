"""Events as the engine records them."""

from collections.abc import Mapping
from typing import Any

from dovetail.core.reports import FindingReport, PlaceReport, PositionReport, RangeReport
from dovetail.features.live import Live, fold
from dovetail.sprint.protocol import EngineEvent


def event(kind: str, package: str | None = None, sprint: str | None = "Authentication", **data: Any) -> EngineEvent:
    return EngineEvent(seq=0, time=0.0, kind=kind, sprint=sprint, package=package, data=data)


def folded(*events: EngineEvent, live: Live | None = None) -> Live:
    now = live or Live()
    for seq, one in enumerate(events, now.seq + 1):
        now = fold(now, EngineEvent(seq, one.time, one.kind, one.sprint, one.package, one.data))
    return now


def finding(
    path: str, message: str = "It drifts.", *, rule: str = "missing-field", line: int = 1,
    related: Mapping[str, int] | None = None, package: str | None = None, severity: Any = "error",
) -> dict[str, Any]:  # fmt: skip
    """A finding as JSON; `related` are lines by path."""
    return FindingReport(
        rule=rule,
        severity=severity,
        path=path,
        range=_line(line),
        message=message,
        url="https://example.org",
        package=package,
        related=tuple(PlaceReport(path=p, range=_line(at), message="here") for p, at in (related or {}).items()),
    ).model_dump(mode="json", by_alias=True)


def _line(line: int) -> RangeReport:
    return RangeReport(start=PositionReport(line=line, column=1), end=PositionReport(line=line, column=5))
