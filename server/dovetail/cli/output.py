"""A check's report as text, as SARIF 2.1.0 and as GitHub's workflow commands."""

import json
from collections.abc import Callable, Iterable
from io import StringIO
from typing import Any

from rich.console import Console
from rich.text import Text as Line

from dovetail import __version__
from dovetail.core.reports import CheckReport, FindingReport, rule_url
from dovetail.core.text import Text

FEW = 3  # remarks of one rule about one file that are printed; the others are counted
STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan", "hint": "dim"}


def text(report: CheckReport, text_of: Callable[[str], Text | None], contracts: str = "") -> str:
    """A finding a paragraph: where, what, the line, the other place, and whether there is a fix."""
    terminal = Console()
    buffer = StringIO()
    console = Console(
        file=buffer, force_terminal=terminal.is_terminal, no_color=terminal.no_color, width=10_000, highlight=False
    )
    for same in _told_together(report.findings):
        for finding in same[:FEW]:
            _paragraph(console, finding, text_of)
        if len(same) > FEW:
            first = same[0]
            more = f"{first.path}: {len(same) - FEW} more of [{first.rule}]; `--format json` lists them.\n"
            _print(console, Line(more, style="dim"))
    s = report.summary
    total = s.error + s.warning + s.info
    if total:
        counted = f"{_count(s.error, 'error')}, {_count(s.warning, 'warning')}, {s.info} info"
        _print(console, Line(f"{counted} in {_count(s.files, 'file')}."))
    else:
        _print(console, Line(f"No findings in {_count(s.files, 'file')}."))
    if contracts:
        _print(console, Line(contracts))
    return buffer.getvalue()


def _told_together(findings: Iterable[FindingReport]) -> list[list[FindingReport]]:
    """Each finding by itself, but what one rule remarks about one file, in the order of the first."""
    remarks: dict[tuple[str, str], list[FindingReport]] = {}
    told: list[list[FindingReport]] = []
    for finding in findings:
        if finding.severity in ("error", "warning"):
            told.append([finding])
            continue
        same = remarks.setdefault((finding.path, finding.rule), [])
        if not same:
            told.append(same)
        same.append(finding)
    return told


def _paragraph(console: Console, finding: FindingReport, text_of: Callable[[str], Text | None]) -> None:
    start, end = finding.range.start, finding.range.end
    head = Line(f"{finding.path}:{start.line}:{start.column}: ", style="bold")
    head.append(finding.severity, STYLES[finding.severity])
    head.append(f" [{finding.rule}] ", "dim").append(finding.message, "not bold")
    _print(console, head)
    source = text_of(finding.path)
    if source is not None and source.source and start.line <= len(source.line_starts):
        line = source[source.line_range(start.line - 1)].expandtabs(1)
        last = end.column if end.line == start.line else len(line) + 1
        _print(console, Line(f"  {line}", style="dim"))
        mark = "  " + " " * (start.column - 1) + "^" * max(last - start.column, 1)
        _print(console, Line(mark, style=STYLES[finding.severity]))
    for place in finding.related:
        _print(console, Line(f"  {place.path}:{place.range.start.line}:{place.range.start.column}: {place.message}"))
    for fix in finding.fixes:
        _print(console, Line(f"  fix: {fix.title}", style="green"))
    _print(console, Line())


def _print(console: Console, line: Line) -> None:
    """Prints a line. What is no terminal gets the bare text, which takes a tenth of the time."""
    if console.is_terminal:
        console.print(line)
    else:
        console.file.write(f"{line.plain}\n")


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def github(report: CheckReport) -> str:
    """Workflow commands, which GitHub shows at the lines of a pull request."""
    levels = {"error": "error", "warning": "warning", "info": "notice", "hint": "notice"}
    lines: list[str] = []
    for f in report.findings:
        place = (
            f"file={_property(f.path)},line={f.range.start.line},col={f.range.start.column},endLine={f.range.end.line}"
        )
        lines.append(f"::{levels[f.severity]} {place},title={_property(f.rule)}::{_data(f.message)}\n")
    return "".join(lines)


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def sarif(report: CheckReport) -> str:
    """SARIF 2.1.0, for code scanning."""
    from dovetail.rules import rules  # a hundred modules, which no other format needs

    levels = {"error": "error", "warning": "warning", "info": "note", "hint": "note"}
    used = {f.rule for f in report.findings}
    log: dict[str, Any] = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "dovetail",
                        "version": __version__,
                        "rules": [
                            {"id": r.id, "shortDescription": {"text": r.summary}, "helpUri": rule_url(r.id)}
                            for r in rules()
                            if r.id in used
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    {
                        "ruleId": f.rule,
                        "level": levels[f.severity],
                        "message": {"text": f.message},
                        "locations": [_location(f.path, f)],
                        "relatedLocations": [
                            {**_location(p.path, p), "message": {"text": p.message}} for p in f.related
                        ],
                    }
                    for f in report.findings
                ],
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _location(path: str, place: Any) -> dict[str, Any]:
    start, end = place.range.start, place.range.end
    region = {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}
    return {"physicalLocation": {"artifactLocation": {"uri": path}, "region": region}}
