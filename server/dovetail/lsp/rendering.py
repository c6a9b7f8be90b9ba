"""Findings as the protocol's diagnostics, in JSON, made again only where a finding or its place has changed.

A keystroke moves every finding below it by a character, and nearly none to another line or column. So what was sent for
a finding is used again while its line, columns and words are the same; the protocol's own types for a thousand
diagnostics take 5 ms, this takes a tenth of a millisecond.
"""

import json
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from dovetail.core.findings import Finding, Severity
from dovetail.core.reports import rule_url
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.features.diagnostics import Notice, Spot, clamped, followed
from dovetail.rules import find_rule

from .units import Encoding, in_units, line_and_character

SOURCE = "dovetail"
SEVERITIES: dict[Severity, int] = {"error": 1, "warning": 2, "info": 3, "hint": 4}
UNNECESSARY = 1
EMPTY = Text("")
RELATED = b',"relatedInformation":['

Diagnostics = tuple[bytes, ...]
Uri = Callable[[str], str]
# Where a spot's file is, its text as the client has it, and as the engine knows it.
Locate = Callable[[Spot], tuple[str, Text, Text]]


def place_and_message(diagnostic: bytes) -> bytes:
    """What makes two diagnostics the same for a reader."""
    return diagnostic.partition(RELATED)[0]


def notice_diagnostic(notice: Notice, locate: Locate, encoding: Encoding) -> tuple[str, bytes]:
    """Something that the engine found, with the URI of the file where it is shown."""
    uri, range = _place(notice.at, locate, encoding)
    related = [(*_place(spot, locate, encoding), message) for spot, message in notice.related]
    return uri, _diagnostic(range, _said(notice.rule, notice.severity, notice.message, False), related)


def _place(spot: Spot, locate: Locate, encoding: Encoding) -> tuple[str, bytes]:
    uri, text, known = locate(spot)
    spot = clamped(followed(spot, known, text), text)
    return uri, _range(*in_units(text, spot.start, encoding), *in_units(text, spot.end, encoding))


def diagnostic(finding: Finding, snapshot: Snapshot, uri: Uri, encoding: Encoding) -> bytes:
    """A finding of the snapshot's own check."""
    related = [
        (uri(p.path), _range_of(snapshot.text(p.path) or EMPTY, p.range.start, p.range.end, encoding), p.message)
        for p in finding.related
    ]
    range = _range_of(snapshot.text(finding.path) or EMPTY, finding.range.start, finding.range.end, encoding)
    return _diagnostic(range, _said(finding.rule, finding.severity, finding.message, bool(finding.tags)), related)


def _diagnostic(range: bytes, said: bytes, related: list[tuple[str, bytes, str]]) -> bytes:
    if not related:
        return b'{"range":%b,%b}' % (range, said)
    places = b",".join(
        b'{"location":{"uri":%b,"range":%b},"message":%b}' % (_json(uri), there, _json(message))
        for uri, there, message in related
    )
    return b'{"range":%b,%b%b%b]}' % (range, said, RELATED, places)


def _range_of(text: Text, start: int, end: int, encoding: Encoding) -> bytes:
    return _range(*line_and_character(text, start, encoding), *line_and_character(text, end, encoding))


def _range(line: int, character: int, end_line: int, end_character: int) -> bytes:
    return b'{"start":{"line":%d,"character":%d},"end":{"line":%d,"character":%d}}' % (
        line, character, end_line, end_character,
    )  # fmt: skip


@lru_cache(8192)
def _said(rule: str, severity: Severity, message: str, unnecessary: bool) -> bytes:
    """All of a diagnostic but its places."""
    known = {"codeDescription": {"href": rule_url(rule)}} if find_rule(rule) is not None else {}
    tags = {"tags": [UNNECESSARY]} if unnecessary else {}
    said = {"severity": SEVERITIES[severity], "code": rule, **known, "source": SOURCE, "message": message, **tags}
    return json.dumps(said, separators=(",", ":")).encode("ascii")[1:-1]


def _json(text: str) -> bytes:
    return json.dumps(text).encode("ascii")


@dataclass(frozen=True, slots=True)
class _Held:
    """What was said of a file: its findings, what their places were read in, and the result."""

    findings: tuple[Finding, ...]
    text: Text
    mentioned: tuple[str, ...]
    texts: tuple[Text | None, ...]
    diagnostics: Diagnostics


class Rendering:
    """The diagnostics of a folder's files."""

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}

    def render(
        self, path: str, findings: tuple[Finding, ...], snapshot: Snapshot, uri: Uri, encoding: Encoding
    ) -> Diagnostics:
        """The diagnostics of a file; the very same value where nothing has changed."""
        text = snapshot.text(path) or EMPTY
        held = self._held.get(path)
        if held is not None and held.text == text and held.findings == findings:
            if all(snapshot.text(p) is t for p, t in zip(held.mentioned, held.texts, strict=True)):
                return held.diagnostics
            held = None
        if not findings:
            self._held.pop(path, None)
            return ()
        known = _Known(held, text) if held is not None and self._stand(held, snapshot) else None
        made = tuple(
            (known.find(f) if known is not None else None) or diagnostic(f, snapshot, uri, encoding) for f in findings
        )
        mentioned = tuple({p.path: None for f in findings for p in f.related if p.path != path})
        texts = tuple(snapshot.text(p) for p in mentioned)
        if held is not None and held.diagnostics == made:
            made = held.diagnostics
        self._held[path] = _Held(findings, text, mentioned, texts, made)
        return made

    @staticmethod
    def _stand(held: _Held, snapshot: Snapshot) -> bool:
        """True where the other files that were mentioned are as they were."""
        return all(snapshot.text(p) is t for p, t in zip(held.mentioned, held.texts, strict=True))


class _Known:
    """What was made for the findings of an older text, found again by their places in the new one."""

    def __init__(self, held: _Held, text: Text) -> None:
        before, after = held.text, text
        same = _common(before.source, after.source)
        shorter = min(len(before.source), len(after.source)) - same
        alike = _common_end(before.source, after.source, shorter)
        # Before the edited line all stands; behind the end of it all stands too, if no line has come or gone.
        self._before = before.line_starts[before.line_of(same)]
        last = before.line_of(len(before.source) - alike)
        moved = len(before.line_starts) != len(after.line_starts)
        starts = before.line_starts
        self._behind = len(before.source) + 1 if moved or last + 1 >= len(starts) else starts[last + 1]
        self._by = len(after.source) - len(before.source)
        self._findings = held.findings
        self._diagnostics = held.diagnostics
        self._at = 0

    def find(self, finding: Finding) -> bytes | None:
        """What was made for a finding. Findings are asked for in their order, which is that of their places."""
        start = finding.range.start
        if start < self._before and finding.range.end < self._before:
            by = 0
        elif start - self._by >= self._behind:
            by = self._by
        else:
            return None
        findings, at = self._findings, self._at
        wanted = start - by
        while at < len(findings) and findings[at].range.start < wanted:
            at += 1
        self._at = at
        while at < len(findings) and findings[at].range.start == wanted:
            known = findings[at]
            if known is finding or self._is_same(known, finding, by):
                return self._diagnostics[at]
            at += 1
        return None

    def _is_same(self, known: Finding, finding: Finding, by: int) -> bool:
        return (
            known.message == finding.message
            and known.rule == finding.rule
            and known.severity == finding.severity
            and known.range.end == finding.range.end - by
            and known.tags == finding.tags
            and (known.related is finding.related or self._are_same(known, finding))
        )

    def _are_same(self, known: Finding, finding: Finding) -> bool:
        if len(known.related) != len(finding.related):
            return False
        for a, b in zip(known.related, finding.related, strict=True):
            if a.path != b.path or a.message != b.message:
                return False
            by = 0 if a.path != finding.path or b.range.end < self._before else self._by
            if by and b.range.start - by < self._behind:
                return False
            if (a.range.start, a.range.end) != (b.range.start - by, b.range.end - by):
                return False
        return True


def _common(a: str, b: str) -> int:
    """How many characters two texts begin with alike."""
    return bisect_left(range(1, min(len(a), len(b)) + 1), True, key=lambda n: not a.startswith(b[:n]))


def _common_end(a: str, b: str, most: int) -> int:
    """How many characters two texts end with alike, up to a number."""
    return bisect_left(range(1, most + 1), True, key=lambda n: not a.endswith(b[len(b) - n :]))
