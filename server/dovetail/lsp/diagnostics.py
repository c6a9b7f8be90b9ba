"""Findings as the protocol's diagnostics."""

from collections.abc import Callable

from lsprotocol import types

from dovetail.core.findings import Finding, Severity
from dovetail.core.reports import rule_url
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.features.diagnostics import Notice, Spot, clamped, followed
from dovetail.rules import find_rule

from .positions import Encoding, position_of, to_range
from .publisher import Diagnostics

SOURCE = "dovetail"
SEVERITIES: dict[Severity, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
EMPTY = Text("")

Uri = Callable[[str], str]
# Where a spot's file is, its text as the client has it, and as the engine knows it.
Locate = Callable[[Spot], tuple[str, Text, Text]]
Key = tuple[tuple[Finding, ...], tuple[Text | None, ...]]


def diagnostic(finding: Finding, snapshot: Snapshot, uri: Uri, encoding: Encoding) -> types.Diagnostic:
    """A finding of the snapshot's own check."""
    related = [
        types.DiagnosticRelatedInformation(
            types.Location(uri(p.path), to_range(snapshot.text(p.path) or EMPTY, p.range, encoding)), p.message
        )
        for p in finding.related
    ]
    return _diagnostic(
        to_range(snapshot.text(finding.path) or EMPTY, finding.range, encoding),
        finding.rule,
        finding.severity,
        finding.message,
        related,
        [types.DiagnosticTag.Unnecessary] if "unnecessary" in finding.tags else None,
    )


def notice_diagnostic(notice: Notice, locate: Locate, encoding: Encoding) -> tuple[str, types.Diagnostic]:
    """Something that the engine found, with the URI of the file where it is shown."""
    uri, range = _place(notice.at, locate, encoding)
    related: list[types.DiagnosticRelatedInformation] = []
    for spot, message in notice.related:
        there, its_range = _place(spot, locate, encoding)
        related.append(types.DiagnosticRelatedInformation(types.Location(there, its_range), message))
    return uri, _diagnostic(range, notice.rule, notice.severity, notice.message, related, None)


def _place(spot: Spot, locate: Locate, encoding: Encoding) -> tuple[str, types.Range]:
    uri, text, known = locate(spot)
    spot = clamped(followed(spot, known, text), text)
    return uri, types.Range(position_of(text, spot.start, encoding), position_of(text, spot.end, encoding))


def _diagnostic(
    range: types.Range,
    rule: str,
    severity: Severity,
    message: str,
    related: list[types.DiagnosticRelatedInformation],
    tags: list[types.DiagnosticTag] | None,
) -> types.Diagnostic:
    return types.Diagnostic(
        range=range,
        message=message,
        severity=SEVERITIES[severity],
        code=rule,
        code_description=types.CodeDescription(href=rule_url(rule)) if find_rule(rule) is not None else None,
        source=SOURCE,
        related_information=related or None,
        tags=tags,
    )


class Rendering:
    """The diagnostics of a folder's files, made again only where a finding or a text has changed."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[Key, Diagnostics]] = {}

    def render(
        self, path: str, findings: tuple[Finding, ...], snapshot: Snapshot, uri: Uri, encoding: Encoding
    ) -> Diagnostics:
        mentioned = {path, *(p.path for f in findings for p in f.related)}
        key = (findings, tuple(snapshot.text(p) for p in sorted(mentioned)))
        held = self._held.get(path)
        if held is None or held[0] != key:
            held = (key, tuple(diagnostic(f, snapshot, uri, encoding) for f in findings))
            self._held[path] = held
        return held[1]
