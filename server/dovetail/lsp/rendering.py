"""Findings as the protocol's diagnostics, in JSON, made again only where a finding or its place has changed.

A keystroke moves every finding below it by a character, and nearly none to another line or column. So what was sent for
a finding is used again while its line, columns and words are the same; the protocol's own types for a thousand
diagnostics take 5 ms, this takes a tenth of a millisecond.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from dovetail.core.contracts import SUFFIX
from dovetail.core.findings import Finding, Severity
from dovetail.core.reports import rule_url
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.features.diagnostics import Notice, Spot, clamped, followed
from dovetail.features.tree import is_plan
from dovetail.rules import find_rule
from dovetail.rules.asking.anchors import Anchor, Page
from dovetail.rules.asking.moving import places_of

from .units import Encoding, in_units, line_and_character

SOURCE = "dovetail"
SEVERITIES: dict[Severity, int] = {"error": 1, "warning": 2, "info": 3, "hint": 4}
UNNECESSARY = 1
EMPTY = Text("")
RELATED = b',"relatedInformation":['
_LINE = re.compile(rb'"line":(\d+)')  # of a place: within words there is a backslash before each quote

Uri = Callable[[str], str]
# Where a spot's file is, its text as the client has it, and as the engine knows it.
Locate = Callable[[Spot], tuple[str, Text, Text]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Diagnostics that follow one another, each by itself, and all of them as the inside of a JSON list."""

    each: tuple[bytes, ...]
    json: bytes


Diagnostics = tuple[Sheet, ...]  # of one file; none of them is empty


@dataclass(frozen=True, slots=True)
class Manner:
    """How a client is written to: the units of its columns, and whether it links a diagnostic's code to the rule's page."""

    encoding: Encoding
    links: bool


def sheet(each: Iterable[bytes]) -> Sheet:
    held = tuple(each)
    return Sheet(held, b",".join(held))


def place_and_message(diagnostic: bytes) -> bytes:
    """What makes two diagnostics the same for a reader."""
    return diagnostic.partition(RELATED)[0]


def notice_diagnostic(notice: Notice, locate: Locate, manner: Manner) -> tuple[str, bytes]:
    """Something that the engine found, with the URI of the file where it is shown."""
    uri, range = _place(notice.at, locate, manner.encoding)
    related = [(*_place(spot, locate, manner.encoding), message) for spot, message in notice.related]
    return uri, _diagnostic(range, _said(notice.rule, notice.severity, notice.message, False, manner.links), related)


def _place(spot: Spot, locate: Locate, encoding: Encoding) -> tuple[str, bytes]:
    uri, text, known = locate(spot)
    spot = clamped(followed(spot, known, text), text)
    return uri, _range(*in_units(text, spot.start, encoding), *in_units(text, spot.end, encoding))


def diagnostic(finding: Finding, snapshot: Snapshot, uri: Uri, manner: Manner) -> bytes:
    """A finding of the snapshot's own check."""
    encoding = manner.encoding
    related = [
        (uri(p.path), _range_of(snapshot.text(p.path) or EMPTY, p.range.start, p.range.end, encoding), p.message)
        for p in finding.related
    ]
    range = _range_of(snapshot.text(finding.path) or EMPTY, finding.range.start, finding.range.end, encoding)
    said = _said(finding.rule, finding.severity, finding.message, bool(finding.tags), manner.links)
    return _diagnostic(range, said, related)


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


@lru_cache(256)
def _said(rule: str, severity: Severity, message: str, unnecessary: bool, links: bool) -> bytes:
    """All of a diagnostic but its places."""
    known = {"codeDescription": {"href": rule_url(rule)}} if links and find_rule(rule) is not None else {}
    tags = {"tags": [UNNECESSARY]} if unnecessary else {}
    said = {"severity": SEVERITIES[severity], "code": rule, **known, "source": SOURCE, "message": message, **tags}
    return json.dumps(said, separators=(",", ":")).encode("ascii")[1:-1]


def _json(text: str) -> bytes:
    return json.dumps(text).encode("ascii")


@dataclass(frozen=True, slots=True)
class _Made:
    """What was made of a part's findings when that began at a line.

    It holds besides for the lines of other parts that they speak of, and for the texts of other files; None where there are none.
    """

    json: tuple[bytes, ...]
    line: int
    depends: tuple[tuple[tuple[Anchor, int], ...], tuple[tuple[str, Text | None], ...]] | None


@dataclass(frozen=True, slots=True)
class _MadePage:
    """What was made of a page's findings when that began at a line. `asking` are the parts that hold only as long as others do."""

    sheet: Sheet
    line: int
    asking: tuple[Anchor, ...]


class Rendering:
    """The diagnostics of a folder's files."""

    def __init__(self) -> None:
        self._held: dict[str, Diagnostics] = {}
        self._without: dict[str, frozenset[str]] = {}

    def render(
        self,
        path: str,
        pages: Iterable[Page],
        snapshot: Snapshot,
        uri: Uri,
        manner: Manner,
        without: frozenset[str] = frozenset(),
    ) -> Diagnostics:
        """The diagnostics of a file but those of some rules; the very same value where nothing has changed.

        A contract's declaration or a sprint's package that is edited is spoken of anew. What is said of the others moves, and keeps
        its columns.
        """
        is_other = self._without.setdefault(path, without) != without
        self._without[path] = without
        found: list[Sheet] = []
        for page in pages:
            kept: _MadePage | None = page.kept
            if kept is None or kept.line != page.line or is_other or (kept.asking and not _hold(kept.asking, snapshot)):
                kept = page.kept = _made_page(page, snapshot, uri, manner, without, anew=is_other)
            if kept.sheet.each:
                found.append(kept.sheet)
        now, held = tuple(found), self._held.get(path, ())
        if now == held:
            return held
        self._held[path] = now
        return now


def _hold(parts: Iterable[Anchor], snapshot: Snapshot) -> bool:
    """True where what was made of some parts is what would be made of them now."""
    return all(_moved(part, snapshot) is part.kept for part in parts)


def _made_page(
    page: Page, snapshot: Snapshot, uri: Uri, manner: Manner, without: frozenset[str], *, anew: bool
) -> _MadePage:
    each: list[bytes] = []
    asking: list[Anchor] = []
    line = page.line
    for part in page.parts or ():
        kept: _Made | None = part.kept
        if kept is None or kept.line != line + part.below or anew or kept.depends is not None:
            kept = _moved(part, snapshot) if not anew else None
            kept = part.kept = kept or _made(part, snapshot, uri, manner, without)
            if kept.depends is not None:
                asking.append(part)
        each += kept.json
    return _MadePage(sheet(each), page.line, tuple(asking))


def _moved(part: Anchor, snapshot: Snapshot) -> _Made | None:
    """What was made of a part's findings, on the lines where they are now; None where it must be made anew."""
    kept: _Made | None = part.kept
    if kept is None:
        return None
    by = part.line - kept.line
    if kept.depends is not None:
        lines, texts = kept.depends
        same = all(a.line == line for a, line in lines) and all(snapshot.text(path) is text for path, text in texts)
        return kept if same and not by else None
    if not by:
        return kept

    def there(line: re.Match[bytes]) -> bytes:
        return b'"line":%d' % (int(line[1]) + by)

    return _Made(tuple([_LINE.sub(there, diagnostic) for diagnostic in kept.json]), part.line, None)


def _has_parts(path: str) -> bool:
    """True where what is said moves with its part of the file, and keeps its columns."""
    return path.endswith(SUFFIX) or is_plan(path)


def _made(part: Anchor, snapshot: Snapshot, uri: Uri, manner: Manner, without: frozenset[str]) -> _Made:
    shown = [said for said in part.shown or () if said.finding.rule not in without]
    lines = {anchor: anchor.line for said in shown for anchor, _ in said.places if anchor is not part}
    others = {path for said in shown for path, _ in places_of(said.finding) if not _has_parts(path)}
    texts = tuple((p, snapshot.text(p)) for p in others)
    json = tuple([diagnostic(said.now, snapshot, uri, manner) for said in shown])
    return _Made(json, part.line, (tuple(lines.items()), texts) if lines or texts else None)
