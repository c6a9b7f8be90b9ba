"""Comments: what they say, the tags in them, and `dovetail-ignore`."""

import re
from collections.abc import Iterable

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Ignore, Tag
from dovetail.core.tag_values import BOUNDS, ENDS, LOWEST
from dovetail.core.tags import FORMATS, TAGS
from dovetail.core.text import Range, Text

SILENCE = "dovetail-ignore"
BINDING = "@contract"
FLAGS = frozenset({"closed", "unordered", "deprecated"})  # all that follows these is prose
_OF_ONE_WORD = ("format", "unit")
_SAME = {"defaultValue": "default"}  # TSDoc calls it so, JSDoc as we do
_BOUNDS = frozenset((*BOUNDS, *LOWEST, *ENDS, "exclusiveMaximum"))
_KNOWN = frozenset(TAGS) | {"contract"} | frozenset(_SAME) | _BOUNDS
_OPENING = re.compile(r"/\*+!?|//[/!]*|--+|#+:?")
_GUTTER = re.compile(r"[ \t]*(?:\*(?!/))?[ \t]?")
_TAG = re.compile(r"(?<!\S)@([A-Za-z][\w-]*)")
_VALUE = re.compile(r"[ \t]+(\S+)")
_DESCRIPTION = re.compile(r"\s*@(?:description|summary|remarks)\b[ \t]*")
_FORMAT = re.compile(
    rf"\s*Format: ({'|'.join(sorted(FORMATS, key=len, reverse=True))})\s*\Z"
)  # as openapi-typescript writes it
_IGNORE = re.compile(
    r"dovetail-ignore(?=[ \t]|$)[ \t]*([A-Za-z][\w-]*)?[ \t]*(?::[ \t]*(.*?))?[ \t]*(?:\*/\}?|-->|\r|$)"
)


@dataclass(frozen=True, slots=True)
class Comment:
    """The words of a comment without its tags, and the tags. `start` is where it begins, or -1."""

    doc: str = ""
    tags: tuple[Tag, ...] = ()
    start: int = -1

    def tag(self, name: str) -> Tag | None:
        return next((t for t in self.tags if t.name == name), None)


NO_COMMENT = Comment()


def read_comment(source: str, ranges: Iterable[Range]) -> Comment:
    """What one or several comments in a row say. A tag ends with its line; the other lines are the words."""
    lines: list[str] = []
    tags: list[Tag] = []
    start = -1
    for range in ranges:
        start = range.start if start < 0 else start
        for at, line in _lines(source, range):
            if "@" not in line:
                said = _FORMAT.match(line)
                if said is not None:
                    tags.append(_format_of(said, at))
                lines.append(line.strip())
                continue
            described = _DESCRIPTION.match(line)
            if described is not None:
                line, at = line[described.end() :], at + described.end()
            words_end = _read_tags(line, at, tags)
            if words_end:
                lines.append(line[:words_end].strip())
    return Comment("\n".join(x for x in lines if SILENCE not in x).strip(), tuple(tags), start)


def _format_of(said: re.Match[str], at: int) -> Tag:
    """The tag that a line such as `Format: uuid` stands for."""
    place = Range(at + said.start(1), at + said.end(1))
    return Tag("format", said[1], "", place, place)


def ignores(text: Text) -> tuple[Ignore, ...]:
    """Every `dovetail-ignore RULE: reason` that stands in a comment."""
    found: list[Ignore] = []
    at = text.source.find(SILENCE)
    while at >= 0:
        line = text.line_of(at)
        range = text.line_range(line)
        match = _IGNORE.match(text.source, at, range.end)
        if match is not None and _in_comment(text.source[range.start : at]):
            found.append(
                Ignore(
                    match[1] or "",
                    (match[2] or "").strip(),
                    line,
                    Range(at, match.end(2 if match[2] else 1) if match[1] else at + 15),
                )
            )
        at = text.source.find(SILENCE, at + 1)
    return tuple(found)


def bindings(text: Text) -> tuple[Tag, ...]:
    """Every `@contract NAME` that stands in a comment, whatever that speaks of."""
    found: list[Tag] = []
    at = text.source.find(BINDING)
    while at >= 0:
        line = text.line_range(text.line_of(at))
        if _in_comment(text.source[line.start : at]):
            tags: list[Tag] = []
            _read_tags(text.source[at : line.end], at, tags)
            found.extend(t for t in tags[:1] if t.range.start == at and t.name == "contract" and t.value)
        at = text.source.find(BINDING, at + 1)
    return tuple(found)


def _in_comment(before: str) -> bool:
    """True where a line up to a place ends in, or is, a comment."""
    return any(mark in before for mark in ("//", "/*", "--", "#", "<!--")) or before.strip(" \t*") == ""


def _lines(source: str, range: Range) -> Iterable[tuple[int, str]]:
    """The lines inside a comment's marks, each with its offset."""
    opening = _OPENING.match(source, range.start, range.end)
    at, end = (opening.end() if opening else range.start), range.end
    if opening and opening[0].startswith("/*") and source.endswith("*/", at, end):
        end -= 2
    while at < end:
        gutter = _GUTTER.match(source, at, end)
        at = gutter.end() if gutter else at
        stop = source.find("\n", at, end)
        line = source[at : stop if stop >= 0 else end]
        yield at, line.rstrip("\r")
        if stop < 0:
            return
        at = stop + 1


def _read_tags(line: str, at: int, tags: list[Tag]) -> int:
    """Adds the tags of a line, and says where the words before them end. In mid-line only tags of ours are tags."""
    places = [m for m in _TAG.finditer(line) if m[1] in _KNOWN or not line[: m.start()].strip()]
    stops = [m.start() for m in places[1:]] + [len(line)]
    for place, stop in zip(places, stops, strict=False):
        name = _SAME.get(place[1], place[1])
        value = None if name in FLAGS else _VALUE.match(line, place.end(), stop)
        text = value[1] if value else ""
        if name in _OF_ONE_WORD:  # behind which the sentence goes on: `@format date, null where nobody knows`
            text = text.rstrip(",;") or text
        end = value.start(1) + len(text) if value else place.end()
        value_range = Range(at + value.start(1), at + end) if value else Range(at + end, at + end)
        if name == "default" and len(text) > 2 and text[0] == text[-1] == "`":
            text, value_range = text[1:-1], Range(value_range.start + 1, value_range.end - 1)
        prose = line[end:stop].strip().lstrip(",; ") if name in _OF_ONE_WORD else line[end:stop].strip()
        tags.append(Tag(name, text, prose, Range(at + place.start(), at + end), value_range))
    return places[0].start() if places else len(line)
