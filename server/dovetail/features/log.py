"""What a package's agent has done, a line for each event, oldest first."""

from collections.abc import Iterable, Iterator
from typing import Any

from .live import Event

LONGEST = 300


def log(events: Iterable[Event], package: str) -> str:
    """The log of one package, as a text that an editor shows."""
    lines = list(_lines(events, package))
    return f"{package}\n\n" + ("\n".join(lines) if lines else "Nothing has happened yet.") + "\n"


def _lines(events: Iterable[Event], package: str) -> Iterator[str]:
    start: float | None = None
    for event in events:
        if event.package != package:
            continue
        said = _said(event)
        if said:
            start = event.time if start is None else start
            seconds = max(0, round(event.time - start))
            yield f"{seconds // 60:3}:{seconds % 60:02}  {said}"


def _said(event: Event) -> str:
    """An event in a few words; one that only carries numbers for a display says nothing."""
    data = event.data
    match event.kind:
        case "package.state":
            return _joined(data.get("state"), data.get("detail"))
        case "package.findings":
            found = data.get("findings") or ()
            many = {0: "no finding", 1: "1 finding"}.get(len(found), f"{len(found)} findings")
            return "\n           ".join([f"{many} in {data.get('path') or 'the branch'}", *map(_message, found)])
        case "package.turn":
            return _joined(f"turn {data.get('turn', '')}".strip(), data.get("text") or data.get("detail"))
        case "package.text":
            return _joined(data.get("text"))
        case "package.commit":
            return _joined(f"commit {str(data.get('sha', ''))[:8]}", data.get("subject"))
        case "package.refused":
            return _joined(f"refused to write {data.get('path', '')}".strip(), data.get("reason"))
        case "package.usage" | "token":
            return ""
        case _:
            what = data.get("summary") or data.get("message") or data.get("detail") or data.get("reason")
            return _joined(event.kind.removeprefix("package."), what)


def _message(finding: Any) -> str:
    return f"{finding.get('rule', '')}: {finding.get('message', '')}" if isinstance(finding, dict) else str(finding)


def _joined(*parts: object) -> str:
    said = " · ".join(" ".join(str(p).split()) for p in parts if p)
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
