"""What words mean where the language of a file sees only a comment or a text: tags with their values, names in sprints."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from dovetail.core.contracts import SUFFIX
from dovetail.core.conventions import Conventions
from dovetail.core.plan import Sprint
from dovetail.core.shapes import Tag
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.tags import TAGS
from dovetail.core.text import Range, Text
from dovetail.core.words import CASINGS

from .hover import CODE_TAGS
from .occurrences import unquoted
from .places import tags

TokenKind = Literal[
    "decorator", "interface", "class", "namespace", "enumMember", "property", "method", "string", "keyword"
]
KINDS: tuple[TokenKind, ...] = get_args(TokenKind)
_WORD = re.compile(r"[ \t]+(\S+)")
_VALUES: dict[str, TokenKind] = {
    "db": "class", "owner": "namespace", "api": "method", "view": "class", "format": "enumMember", "unit": "enumMember",
    "order": "property", "contract": "interface",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A word on one line, and what it is."""

    range: Range
    kind: TokenKind


def tokens(snapshot: Snapshot, path: str, within: Range | None = None) -> tuple[Token, ...]:
    """The tokens of a file in the order of the text; of a part of it, where one is given."""
    found = sorted(_all(snapshot, path, within), key=lambda t: (t.range.start, t.range.end))
    chosen: list[Token] = []
    for token in found:
        if token.range.start < token.range.end and (not chosen or chosen[-1].range.end <= token.range.start):
            chosen.append(token)
    return tuple(chosen)


def _all(snapshot: Snapshot, path: str, within: Range | None) -> Iterator[Token]:
    source = snapshot.sources.get(path)
    if source is not None:
        return _tags(source, within)
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    if sprint is not None:
        return (t for t in _sprint(sprint) if within is None or t.range.touches(within))
    if snapshot.conventions is not None and snapshot.conventions.path == path:
        return (t for t in _conventions(snapshot.conventions) if within is None or t.range.touches(within))
    return iter(())


def _tags(source: Source, within: Range | None) -> Iterator[Token]:
    known = TAGS if source.path.endswith(SUFFIX) else CODE_TAGS
    for tag in tags(source):
        if tag.name in known and (within is None or tag.range.touches(within)):
            yield Token(Range(tag.range.start, tag.range.start + 1 + len(tag.name)), "decorator")
            kind = _VALUES.get(tag.name)
            if kind is not None and tag.value:
                yield Token(tag.value_range, "keyword" if tag.value == "none" else kind)
                yield from _behind(source.text, tag)


def _behind(text: Text, tag: Tag) -> Iterator[Token]:
    """The word after the value, where it is a part of what the tag says."""
    line = text.line_range(text.line_of(tag.value_range.end))
    found = _WORD.match(text.source, tag.value_range.end, line.end)
    if found is None:
        return
    at = Range(found.start(1), found.end(1))
    match tag.name, found[1]:
        case "api", path if path.startswith("/"):
            yield Token(at, "string")
        case ("contract", "subset" | "closed") | ("order", "asc" | "desc"):
            yield Token(at, "keyword")
        case _:
            pass


def _sprint(sprint: Sprint) -> Iterator[Token]:
    for path, range in sprint.document.values.items():
        kind: TokenKind | None = None
        match path:
            case ("packages", int(), "id") | ("packages", int(), "after", int()):
                kind = "namespace"
            case ("packages", int(), "provides" | "consumes", int()):
                kind = "interface"
            case ("packages", int(), "status"):
                kind = "keyword"
            case ("packages", int(), "layer" | "agent"):
                kind = "enumMember"
            case _:
                continue
        at = unquoted(sprint.text, range)
        if "\n" not in sprint.text[at]:
            yield Token(at, kind)
    for path, range in sprint.document.keys.items():
        if len(path) == 3 and path[:2] == ("context", "layers"):
            yield Token(unquoted(sprint.text, range), "enumMember")


def _conventions(conventions: Conventions) -> Iterator[Token]:
    for range in conventions.document.values.values():
        at = unquoted(conventions.text, range)
        if conventions.text[at] in CASINGS:
            yield Token(at, "enumMember")
