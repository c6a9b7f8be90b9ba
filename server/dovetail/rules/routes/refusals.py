"""Tests that are about a call which is refused: what they send, and where, may be wrong on purpose."""

import re

from dovetail.core.snapshot import Source
from dovetail.core.text import Range

_REFUSED = re.compile(
    r"\b[45]\d\d\b|HTTP_[45]|raises|refus|invalid|error|denied|forbidden|unauthori|missing|reject|fail", re.IGNORECASE
)
# What a test may be about, besides, that sends names which nobody knows.
_IGNORED = re.compile(
    r"ignor|nonsense|wrong|no[ _]such|unknown|unexpected|extra|bogus|strip|drop|malform|garbage|fuzz|nonexist|not_?found",
    re.IGNORECASE,
)
# What stands in for a server that is broken, or is no server of ours.
_BROKEN = re.compile(r"\b5\d\d\b|nonsense|malform|garbage|bogus|broken|fuzz|wrong|unexpected|html", re.IGNORECASE)
_TEST = re.compile(r"^\s*(?:(?:async\s+)?def\s|(?:it|test)(?:\.\w+)*\()", re.MULTILINE)


_ACCEPTED = re.compile(r"\b20[0-6]\b|HTTP_20\d|is_success|\.ok\b|toBeOK\b|raise_for_status")
_OF_STATES = frozenset(
    "reject fail missing denied refus".split()
)  # may be what something is, or what a field speaks of


def is_of_refusal(source: Source, at: Range, *, sends: bool = False) -> bool:
    """True where the test around a place is about a call that is refused, or `sends` what nobody knows.

    A test is what stands between its own head and that of the next.
    """
    text = source.text.source
    start, end = _test_around(at, text)
    return _is_refused(text, start, end) or (sends and _IGNORED.search(text, start, end) is not None)


def refuses(source: Source, within: Range) -> bool:
    """True for a part of a test that stands in for a server and refuses, or answers what nobody knows."""
    text = source.text.source
    return _is_refused(text, within.start, within.end) or _IGNORED.search(text, within.start, within.end) is not None


def breaks_down(source: Source, within: Range) -> bool:
    """True for a part of a test that stands in for a server and answers as one does that is broken, and not as an endpoint refuses."""
    return _BROKEN.search(source.text.source, within.start, within.end) is not None


def is_of_success(source: Source, at: Range) -> bool:
    """True where the test around a place says that a call is accepted, and nothing of one that is refused, or of what nobody knows."""
    text = source.text.source
    start, end = _test_around(at, text)
    return _ACCEPTED.search(text, start, end) is not None and not is_of_refusal(source, at, sends=True)


def _is_refused(text: str, start: int, end: int) -> bool:
    return any(not _is_of_data(found, text) for found in _REFUSED.finditer(text, start, end))


def _is_of_data(found: re.Match[str], text: str) -> bool:
    """True for a word that is part of a field's name, `rejectionReason: null`, or alone in quotes as the state of something, `"failed"`."""
    if found[0].lower() not in _OF_STATES:
        return False
    start, end = found.span()
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    before, behind, rest = text[start - 1 : start], text[end : end + 1], text[found.end() : end]
    if before and before in "\"'`":
        return behind == before
    is_name = before == "." or text[end : end + 8].lstrip()[:1] == ":"
    return is_name and behind != "(" and (rest != rest.lower() or "_" in rest)


def _test_around(at: Range, text: str) -> tuple[int, int]:
    start = max((m.start() for m in _TEST.finditer(text, 0, at.start)), default=0)
    behind = _TEST.search(text, at.end)
    return start, behind.start() if behind is not None else len(text)
