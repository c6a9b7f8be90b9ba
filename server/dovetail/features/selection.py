"""What a growing selection takes in, step by step: a word, its line's member, the declaration, the file."""

import re
from collections.abc import Iterator

from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text
from dovetail.core.yaml import Document

_WORD = re.compile(r"[\w$@.-]+")


def selections(snapshot: Snapshot, path: str, offset: int) -> tuple[Range, ...]:
    """The ranges around an offset, the smallest first, each inside of the next."""
    text = snapshot.text(path)
    if text is None:
        return ()
    return nested((*_around(snapshot, path, offset), *plain(text, offset)), offset)


def plain(text: Text, offset: int) -> Iterator[Range]:
    """What there is in any text: the word, the line, the whole."""
    line = text.line_range(text.line_of(offset))
    for found in _WORD.finditer(text.source, line.start, line.end):
        yield Range(found.start(), found.end())
    indent = len(text[line]) - len(text[line].lstrip())
    yield Range(line.start + indent, line.end)
    yield text.whole


def nested(found: tuple[Range, ...], offset: int) -> tuple[Range, ...]:
    """Those that hold the offset, each strictly inside of the next."""
    chosen: list[Range] = []
    for range in sorted({r for r in found if r.start <= offset <= r.end}, key=lambda r: (r.end - r.start, r.start)):
        if not chosen or (range.start <= chosen[-1].start and chosen[-1].end <= range.end and range != chosen[-1]):
            chosen.append(range)
    return tuple(chosen)


def _around(snapshot: Snapshot, path: str, offset: int) -> Iterator[Range]:
    source = snapshot.sources.get(path)
    if source is not None:
        yield from _declared(source, offset)
        return
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    if sprint is not None:
        yield from _yaml(sprint.text, sprint.document, offset)
        return
    conventions = snapshot.conventions
    if conventions is not None and conventions.path == path:
        yield from _yaml(conventions.text, conventions.document, offset)
        yield conventions.prose_range if offset in conventions.prose_range else Range(0, conventions.prose_range.start)
        yield _paragraph(conventions.text, offset)


def _declared(source: Source, offset: int) -> Iterator[Range]:
    for declaration in source.shapes.declarations:
        if offset in declaration.range:
            yield declaration.name_range
            yield declaration.range
            yield _body(source.text, declaration.name_range.end, declaration.range)
            for tag in declaration.tags:
                yield tag.range
                yield tag.value_range
            yield from _fields(getattr(declaration, "fields", ()), offset)
            yield from (m.range for m in getattr(declaration, "members", ()) if not isinstance(m, str))
            yield from (e.range for e in getattr(declaration, "entries", ()))


def _body(text: Text, start: int, whole: Range) -> Range:
    """What stands between the braces of a declaration."""
    open, close = text.source.find("{", start, whole.end), text.source.rfind("}", start, whole.end)
    return Range(open + 1, close) if 0 <= open < close else whole


def _fields(fields: tuple[Field, ...], offset: int) -> Iterator[Range]:
    for field in fields:
        if offset in field.range:
            yield field.range
            yield field.name_range
            yield Range(field.name_range.start, field.range.end)
            if field.type_range is not None:
                yield field.type_range
            for tag in field.tags:
                yield tag.range
                yield tag.value_range
            yield from _fields(field.kind.members, offset)


def _yaml(text: Text, document: Document, offset: int) -> Iterator[Range]:
    for path, value in document.values.items():
        key = document.keys.get(path)
        whole = _trimmed(text, value if key is None else Range(key.start, max(key.end, value.end)))
        if offset in whole:
            yield whole
            yield _trimmed(text, value)
            if key is not None:
                yield key


def _trimmed(text: Text, range: Range) -> Range:
    return Range(range.start, range.start + len(text[range].rstrip()))


def _paragraph(text: Text, offset: int) -> Range:
    """The lines around an offset up to the next empty ones."""
    lines = text.line_of(offset)
    first = last = lines
    while first > 0 and text[text.line_range(first - 1)].strip():
        first -= 1
    while last + 1 < len(text.line_starts) and text[text.line_range(last + 1)].strip():
        last += 1
    return Range(text.line_range(first).start, text.line_range(last).end)
