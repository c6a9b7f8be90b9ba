"""Statuses by which code asks why its request was refused: `response.status === 409`, `except … if error.response.status_code == 409`.

What asks stands behind the request, in the block that it is sent in, or where that block catches what it throws.
"""

import re
from collections.abc import Iterator

from dovetail.core.snapshot import Source
from dovetail.core.text import Range

ASKED = re.compile(
    r"\bstatus(?:_?[cC]ode)?\)?\s*(?:[=!]==?\s*|\.to(?:Be|Equal|StrictEqual)\(\s*)(?:\w+\.)*(?:HTTP_)?(4\d\d)(?:_\w+)?\b"
    r"|\bassert_?[eE]quals?\(\s*[\w.]+\.status_code,\s*(?:\w+\.)*(?:HTTP_)?(4\d\d)(?:_\w+)?\b"
    r"|\.expect\(\s*(4\d\d)\b"
)
_GOES_ON = re.compile(r"[ \t]*(?:\}\s*)?(?:catch|except|finally|else|elif)\b|[ \t]*[\])}.]")
_INDENTED = re.compile(r"^[ \t]*(?=\S)", re.MULTILINE)


def asked_statuses(source: Source, sent: Range) -> Iterator[tuple[str, Range]]:
    """The statuses that are asked for behind a request, up to the next one that the file sends."""
    text = source.text.source
    others = (r.range.start for r in (*source.shapes.routes, *source.shapes.calls))
    end = min((s for s in others if s > sent.start and not sent.start <= s < sent.end), default=len(text))
    for found in ASKED.finditer(text, sent.start, _end_of_block(source, sent, end)):
        group = found.lastindex or 0
        yield found[group], Range(found.start(group), found.end(group))


def _end_of_block(source: Source, sent: Range, end: int) -> int:
    """Where the block ends that a request is sent in, or what catches its errors, at the most at `end`."""
    text = source.text.source
    line = source.text.line_range(source.text.line_of(sent.start))
    depth = _depth(text, line.start)
    for found in _INDENTED.finditer(text, source.text.line_range(source.text.line_of(sent.end)).end, end):
        own = found.end() - found.start()
        if own >= depth:
            continue
        if _GOES_ON.match(text, found.start()) is None or own == 0:
            return found.start()
        depth = own + 1
    return end


def _depth(text: str, start: int) -> int:
    found = _INDENTED.match(text, start)
    return found.end() - start if found is not None else 0
