"""A sprint, or the front matter of conventions, as it is meant to look; comments stay, and nothing but white space changes.

Two columns a level, one space after a colon, a dash and a comma, no white space at the ends of lines, no two empty lines in a
row. A text whose value would change, or that is no YAML, is left as it is.
"""

from dataclasses import dataclass

from dovetail.core.findings import Edit
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text

from .layout import laid_out, same_value


@dataclass(frozen=True, slots=True)
class _Change:
    """A piece of a line (or the whole of an empty one with its line break), and what comes in its place."""

    range: Range
    new: str


def formatting(snapshot: Snapshot, path: str, within: Range | None = None) -> tuple[Edit, ...]:
    """The edits that lay a file out; only those in the lines of a range, where one is given."""
    found = _yaml(snapshot, path)
    if found is None:
        return ()
    text, part = found
    source = text[part]
    lines = laid_out(source)
    if lines is None:
        return ()
    changes = tuple(_changes(source, lines))
    if within is not None:
        first, last = text.line_of(within.start), text.line_of(max(within.end - 1, within.start))
        span = Range(text.line_starts[first] - part.start, text.line_range(last).end - part.start)
        changes = tuple(c for c in changes if span.start <= c.range.start <= span.end)
    if not changes or not same_value(source, _applied(source, changes)):
        return ()
    return tuple(Edit(path, c.range.shifted(part.start), c.new) for c in changes)


def _yaml(snapshot: Snapshot, path: str) -> tuple[Text, Range] | None:
    """The file's text and the part of it that is YAML."""
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    if sprint is not None:
        return sprint.text, sprint.text.whole
    conventions = snapshot.conventions
    if conventions is not None and conventions.path == path and () in conventions.document.values:
        start = conventions.text.source.find("\n") + 1
        end = conventions.text.source.rfind("---", 0, conventions.prose_range.start)
        return (conventions.text, Range(start, end)) if 0 < start <= end else None
    return None


def _changes(source: str, lines: list[str | None]) -> "list[_Change]":
    found: list[_Change] = []
    at = 0
    old = source.split("\n")
    for i, (before, after) in enumerate(zip(old, lines, strict=True)):
        end = at + len(before)
        if after is None:
            last = i == len(old) - 1
            found.append(_Change(Range(at - 1, end) if last and at else Range(at, min(end + 1, len(source))), ""))
        elif after != before:
            found.append(_smallest(at, before, after))
        at = end + 1
    return found


def _smallest(at: int, before: str, after: str) -> _Change:
    """The difference of two lines."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return _Change(Range(at + start, at + len(before) - end), after[start : len(after) - end])


def _applied(source: str, changes: tuple[_Change, ...]) -> str:
    for change in reversed(changes):
        source = source[: change.range.start] + change.new + source[change.range.end :]
    return source
