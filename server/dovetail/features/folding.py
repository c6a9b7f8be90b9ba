"""What can be folded: declarations and comments of contracts, packages and long values of sprints, the front matter of conventions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dovetail.core.contracts import SUFFIX
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text
from dovetail.core.yaml import Document

_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6})[ \t]+\S", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines from 0, both included: the first stays to be seen."""

    first: int
    last: int
    kind: Literal["region", "comment", "imports"] = "region"


def folds(snapshot: Snapshot, path: str) -> tuple[Fold, ...]:
    """The folds of one of the three files; other files are folded by those who know their language."""
    source = snapshot.sources.get(path)
    if source is not None and path.endswith(SUFFIX):
        return _once(_contract(source))
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    if sprint is not None:
        return _once(_yaml(sprint.text, sprint.document))
    conventions = snapshot.conventions
    if conventions is not None and conventions.path == path:
        return _once(
            (*_yaml(conventions.text, conventions.document), *_prose(conventions.text, conventions.prose_range))
        )
    return ()


def _contract(source: Source) -> Iterator[Fold]:
    text = source.text
    for declaration in source.shapes.declarations:
        yield Fold(text.line_of(declaration.name_range.start), text.line_of(declaration.range.end))
        for field in getattr(declaration, "fields", ()):
            if field.kind.members:
                yield Fold(text.line_of(field.name_range.start), text.line_of(field.range.end))
    for found in _COMMENT.finditer(text.source):
        yield Fold(text.line_of(found.start()), text.line_of(found.end()), "comment")
    imports = [text.line_of(i.range.start) for i in source.shapes.imports]
    if imports:
        yield Fold(min(imports), max(imports), "imports")


def _yaml(text: Text, document: Document) -> Iterator[Fold]:
    for path, value in document.values.items():
        key = document.keys.get(path)
        if key is not None:
            yield Fold(text.line_of(key.start), _last_line(text, value))
        elif path and isinstance(path[-1], int):
            yield Fold(text.line_of(value.start), _last_line(text, value))


def _last_line(text: Text, range: Range) -> int:
    """The last line with something on it: a block's range goes on to the start of what follows."""
    end = range.start + len(text[range].rstrip())
    return text.line_of(end)


def _prose(text: Text, range: Range) -> Iterator[Fold]:
    """The front matter as a whole, and each section down to the next heading of its level."""
    if range.start:
        yield Fold(0, max(text.line_of(range.start) - 1, 0))
    headings = [(text.line_of(m.start()), len(m[1])) for m in _HEADING.finditer(text.source, range.start, range.end)]
    end = text.line_of(range.start + len(text[range].rstrip()))
    for i, (line, level) in enumerate(headings):
        following = next((other for other, depth in headings[i + 1 :] if depth <= level), end + 1)
        yield Fold(line, following - 1)


def _once(found: Iterator[Fold] | tuple[Fold, ...]) -> tuple[Fold, ...]:
    """Folds of more than one line, at most one that starts in a line."""
    by_line: dict[int, Fold] = {}
    for fold in found:
        if fold.last > fold.first and (fold.first not in by_line or by_line[fold.first].last < fold.last):
            by_line[fold.first] = fold
    return tuple(by_line[line] for line in sorted(by_line))
