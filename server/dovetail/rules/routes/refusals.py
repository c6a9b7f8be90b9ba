"""Tests that are about a call which is refused: what they send, and where, may be wrong on purpose."""

import re
from bisect import bisect_right
from functools import lru_cache

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
# What a test is about that asks for a path, or by a method, which nobody serves.
_UNSERVED = re.compile(
    r"\b40[45]\b|HTTP_40[45]|not_?found|method_?not_?allowed|"
    r"(?:unknown|wrong|no[ _]such|missing|nonexist\w*|bogus|invalid|unregistered)[ _]*(?:path|route|url|endpoint|page)",
    re.IGNORECASE,
)
# What stands in for a server that is broken, or is no server of ours.
_BROKEN = re.compile(r"\b5\d\d\b|nonsense|malform|garbage|bogus|broken|fuzz|wrong|unexpected|html", re.IGNORECASE)
# What is refused for what is sent, and not for what is there, or for who asks.
_OF_INPUT = re.compile(
    r"\b4(?:00|05|06|13|15|22|XX)\b|HTTP_4(?:00|05|06|13|15|22)|BAD_REQUEST|UNPROCESSABLE|raises|invalid|validat|missing|malform|reject|"
    r"required|\bbad\b|_bad_|with_?out|too_|garbage|empty|\b5\d\d\b",
    re.IGNORECASE,
)
_UNPROCESSABLE = re.compile(r"\b(?:HTTP_)?422(?:\b|_)|UNPROCESSABLE")
# What a test is about that sends names which nobody knows, and is not refused.
_UNASKED = re.compile(
    r"ignor|nonsense|unexpected|extra|bogus|strip|drop|malform|garbage|fuzz|"
    r"(?:unknown|wrong|no[ _]such|nonexist\w*)[ _-]?"
    r"(?:field|key|prop|param|filter|query|name|arg|attr|column|option|path|route|url|endpoint|page)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[45]\d\d")
# What a number is that stands behind the name of a value: `order["totalCents"] == 480`, `unitCost: 480`, `expect(order.total).toBe(480)`.
_VALUE = re.compile(
    r"""(\w+)["'`\]]*(?:\s*(?:[=!]==?|[<>]=?|:|=)\s*|\)+(?:\.not)?\.to(?:Be|Equal|StrictEqual)\(\s*)\Z|"""
    r"""assert_?[eE]quals?\(\s*[\w.()]+(?:\.|\[["'])(\w+)["'\]]*,\s*\Z"""
)
_IN_DIGITS = re.compile(r"""["'][+\d\s()./-]*\d[\s()./-]+\Z""")  # before a part of a telephone number, or of a date
_OF_STATUS = re.compile(
    r"status|code|http|expect|err|want|^(?:result|answer|res|resp|response|st|got|rv|r)$", re.IGNORECASE
)
# Of which answer a test says that it is a refusal.
_ANSWER = re.compile(
    r"\b(\w+)\.status(?:_code)?\s*==\s*(?:\w+\.)*(?:HTTP_)?[45]\d\d|assertEquals?\(\s*(\w+)\.status(?:_code)?,\s*(?:\w+\.)*(?:HTTP_)?[45]\d\d|"
    r"\b[45]\d\d\s*==\s*(\w+)\.status(?:_code)?\b|assertEquals?\(\s*[45]\d\d,\s*(\w+)\.status(?:_code)?\b"
)
_GIVEN = re.compile(r"\s*(?:async\s+)?(\w+)\s*(?:\[[^\]\n]*\]\s*|\.\w+\s*)*(?::[^=\n]+)?=[^=]")
_LONGEST = 60  # how far before a number stands what it is said of
_TEST = re.compile(r"^\s*(?:(?:async\s+)?def\s|(?:it|test)(?:\.\w+)*\()", re.MULTILINE)


_ACCEPTED = re.compile(r"\b20[0-6]\b|HTTP_20\d|is_success|\.ok\b|toBeOK\b|raise_for_status|\.(?:get_)?json(?:\(\)|\[)")
_OF_STATES = frozenset(
    "reject fail missing denied refus".split()
)  # may be what something is, or what a field speaks of


def is_of_refusal(source: Source, at: Range, *, sends: bool = False, names: bool = False) -> bool:
    """True where the test around a place is about a call that is refused, or `sends` what nobody knows.

    A test is what stands between its own head and that of the next. Of `names` that are sent it is only where they may be the reason.
    """
    text = source.text.source
    start, end = _test_around(at, text)
    refused = _is_refused(text, start, end) and (not source.path.endswith(".py") or _concerns(text, start, end, at))
    if names:
        reason = refused and _OF_INPUT.search(text, start, end) is not None
        return reason or is_of_unasked(source, at)
    return refused or (sends and _IGNORED.search(text, start, end) is not None)


def is_of_malformed(source: Source, at: Range) -> bool:
    """True where the test around a place says that a call is refused for how its body is written."""
    text = source.text.source
    start, end = _test_around(at, text)
    return _UNPROCESSABLE.search(text, start, end) is not None and is_of_refusal(source, at)


def is_of_unasked(source: Source, at: Range) -> bool:
    """True where the test around a place is about names, or paths, that nobody knows."""
    return _UNASKED.search(source.text.source, *_test_around(at, source.text.source)) is not None


def may_be_unserved(source: Source, at: Range) -> bool:
    """True where the test around a place may ask for what nobody serves."""
    text = source.text.source
    return _says_unserved(text, *_test_around(at, text))


@lru_cache(maxsize=512)
def _says_unserved(text: str, start: int, end: int) -> bool:
    """What every rule asks that knows who calls a server."""
    return _UNSERVED.search(text, start, end) is not None


def refuses(source: Source, within: Range) -> bool:
    """True for a part of a test that stands in for a server and refuses, or answers what nobody knows."""
    text = source.text.source
    return _is_refused(text, within.start, within.end) or _IGNORED.search(text, within.start, within.end) is not None


def breaks_down(source: Source, within: Range, but: Range | None = None) -> bool:
    """True for a part of a test that stands in for a server and answers as one does that is broken, and not as an endpoint refuses.

    What stands at `but` says nothing of that.
    """
    found = _BROKEN.finditer(source.text.source, within.start, within.end)
    return any(but is None or not but.start <= m.start() < but.end for m in found)


def is_of_success(source: Source, at: Range) -> bool:
    """True where the test around a place says that a call is accepted, and nothing of one that is refused, or of what nobody knows."""
    text = source.text.source
    start, end = _test_around(at, text)
    return _ACCEPTED.search(text, start, end) is not None and not is_of_refusal(source, at, sends=True)


def is_in_test(source: Source, at: Range) -> bool:
    """True for a place behind the head of a test; false for what stands before them all, which they share."""
    return _TEST.search(source.text.source, 0, at.start) is not None


def is_of_one_test(source: Source, one: Range, other: Range) -> bool:
    """True for two places of the same test."""
    return _test_around(one, source.text.source) == _test_around(other, source.text.source)


def _is_refused(text: str, start: int, end: int) -> bool:
    return any(not _is_of_data(found, text) for found in _REFUSED.finditer(text, start, end))


def _concerns(text: str, start: int, end: int, at: Range) -> bool:
    """True for a statement of a test of Python that the answer which is said to be a refusal comes of, or that asks for that answer.

    Where a test does not say which answer that is, it may be any.
    """
    refused = {name for m in _ANSWER.finditer(text, start, end) for name in m.groups() if name}
    if not refused:
        return True
    statements = _statements(text, start, end)
    own = next((s for s in statements if s[0] <= at.start < s[1]), None)
    if own is None or _is_refused(text, *own):
        return True
    about = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(refused)))})\b")
    if about.search(text, *own) is not None:
        return True
    given = _GIVEN.match(text, *own)
    used = re.compile(rf"\b{re.escape(given[1])}\b") if given is not None else None
    return used is not None and any(
        about.search(text, *s) is not None and used.search(text, *s) is not None for s in statements
    )


def _statements(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The statements of a function of Python, each with all that is in it; its head is none of them."""
    head = text.find(":\n", start, end)
    first = re.compile(r"\n+([ \t]+)(?=[^\s])").search(text, head, end) if head >= 0 else None
    if first is None:
        return []
    places = [m.end() for m in re.finditer(rf"\n{first[1]}(?=[^\s)\]}}])", text[head:end])]
    return [(head + a, head + b) for a, b in zip(places, (*places[1:], end - head), strict=True)]


def _is_of_data(found: re.Match[str], text: str) -> bool:
    """True for a number that something else than a status is said to be, for a word that is part of a field's name,
    `rejectionReason: null`, and for one alone in quotes as the state of something, `"failed"`."""
    if _NUMBER.fullmatch(found[0]) is not None:
        if _IN_DIGITS.search(text, max(0, found.start() - _LONGEST), found.start()) is not None:
            return True
        said = _VALUE.search(text, max(0, found.start() - _LONGEST), found.start())
        return said is not None and _OF_STATUS.search(said[1] or said[2]) is None
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
    """The test that a place is in; what decorates a test of Python is a part of it."""
    starts, ends = _heads(text)
    before = bisect_right(ends, at.start)
    start = starts[before - 1] if before else 0
    behind = _TEST.search(text, at.end)
    if behind is None:
        return start, len(text)
    end = _begin(behind.start(), start, text)
    if not start < end <= at.start:
        return start, end
    following = _TEST.search(text, behind.end())
    return end, _begin(following.start(), behind.end(), text) if following is not None else len(text)


@lru_cache(maxsize=16)
def _heads(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where the heads of the tests of a text start and end, which is asked for every place in it."""
    spans = [m.span() for m in _TEST.finditer(text)]
    return tuple(start for start, _ in spans), tuple(end for _, end in spans)


def _begin(head: int, before: int, text: str) -> int:
    """Where a test begins whose head stands somewhere: with what decorates it in the lines right above, behind the test before."""
    decorated = text.rfind("\n\n", before, head + 1) + 2
    return decorated if before < decorated < head and text[decorated:].lstrip().startswith("@") else head
