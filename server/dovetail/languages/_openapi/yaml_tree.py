"""YAML and JSON as a tree in which every scalar, list and mapping has its place, also while a line is being typed.

`core.yaml` reads what people write for Dovetail and explains every fault. This reads what other tools own: descriptions of APIs
of many thousand lines, at each keystroke, by the events of libyaml (36 times faster). Where it stops, the line that stopped
it is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range, Text

from .._treesitter import MAX_DEPTH

if TYPE_CHECKING:
    import yaml

_REPAIRS = 8  # lines that may be left out; each costs a few readings
_LONG = 200_000  # characters from which on a text is too long for many
# What libyaml refuses or counts as a line break of its own, and halves of surrogate pairs in JSON.
_REFUSED = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s+|\Z))+")  # the anchor and the tag before a value
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value."""

    key: "Node"
    value: "Node"

    @property
    def range(self) -> Range:
        return Range(self.key.range.start, max(self.key.range.end, self.value.range.end))


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar with its `text`, a mapping with its `entries`, or a list with its `items`.

    `quote` is how many characters of a scalar's range stand before and behind its text, 0 or 1. `plain` is true where neither
    quotes nor a tag say that it is a string.
    """

    what: str
    range: Range
    text: str = ""
    plain: bool = False
    quote: int = 0
    entries: tuple[Entry, ...] = ()
    items: "tuple[Node, ...]" = ()

    @property
    def inner(self) -> Range:
        """The range of a scalar without its quotes."""
        return Range(self.range.start + self.quote, self.range.end - self.quote)

    @property
    def is_null(self) -> bool:
        return self.what == "scalar" and self.plain and self.text in ("", "~", "null", "Null", "NULL")

    @property
    def is_true(self) -> bool:
        return self.what == "scalar" and self.plain and self.text in ("true", "True", "TRUE")

    @property
    def is_false(self) -> bool:
        return self.what == "scalar" and self.plain and self.text in ("false", "False", "FALSE")

    @property
    def is_empty(self) -> bool:
        """True for a value that is not written."""
        return self.what == "scalar" and self.range.start == self.range.end

    def entry(self, name: str) -> Entry | None:
        return next((e for e in self.entries if e.key.text == name and e.key.what == "scalar"), None)

    def get(self, name: str) -> "Node | None":
        found = self.entry(name)
        return found.value if found is not None else None

    def string(self, name: str) -> str | None:
        """The text of a scalar by its key."""
        found = self.get(name)
        return found.text if found is not None and found.what == "scalar" and not found.is_null else None


def nothing(at: int) -> Node:
    return Node("scalar", Range(at, at), plain=True)


@dataclass(frozen=True)
class Tree:
    """The first document of a file. `skipped` are the lines that were left out; `whole` is false where reading stopped for good."""

    root: Node
    skipped: tuple[Range, ...]
    whole: bool


def read_tree(text: Text) -> Tree:
    """The tree of a text, whatever state it is in."""
    source = _SURROGATE.sub(r"\\u0020", _REFUSED.sub(" ", text.source))
    skipped: list[Range] = []
    reading = _Reading(text.source, source)
    for _ in range(_REPAIRS if len(source) < _LONG else 2):
        if reading.stopped is None:
            break
        best: tuple[int, Range, _Reading] | None = None
        for line in _suspects(text, reading):
            attempt = _Reading(text.source, _blanked(reading.source, line))
            reached = len(source) + 1 if attempt.stopped is None else attempt.stopped
            if best is None or reached > best[0]:
                best = (reached, line, attempt)
            if attempt.stopped is None:
                break
        if best is None or best[0] <= (reading.stopped or 0):
            break
        skipped.append(best[1])
        reading = best[2]
    return Tree(reading.root or nothing(0), tuple(sorted(skipped)), reading.stopped is None)


def _suspects(text: Text, reading: "_Reading") -> Iterator[Range]:
    """The lines that may be to blame: where a token that never ends began, where reading stopped, and the last one above."""
    seen: set[int] = set()
    stopped = reading.stopped or 0
    above = len(reading.source[:stopped].rstrip())
    for at in (reading.begun, stopped, above, text.line_starts[text.line_of(above)] - 1):
        line = text.line_of(at) if at is not None and at >= 0 else -1
        range = text.line_range(line) if line >= 0 else Range(0, 0)
        if line not in seen and reading.source[range.start : range.end].strip():
            seen.add(line)
            yield range


def _blanked(source: str, line: Range) -> str:
    """The source without the words of a line."""
    return source[: line.start] + " " * (line.end - line.start) + source[line.end :]


@dataclass
class _Level:
    """A mapping or list whose end has not come yet."""

    what: str
    start: int
    flow: bool
    anchor: str | None
    end: int
    children: list[Node] = field(default_factory=list[Node])


class _Reading:
    """One reading of a source: the tree as far as it came, where it stopped, and where what it could not end began."""

    def __init__(self, original: str, source: str) -> None:
        self.original = original
        self.source = source
        self.root: Node | None = None
        self.stopped: int | None = None
        self.begun: int | None = None
        self._levels: list[_Level] = []
        self._anchors: dict[str, Node] = {}
        import yaml  # it takes longer than reading most files, and most folders hold no description of an API

        try:
            self._read()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.stopped = min(mark.index, len(source)) if mark is not None else 0
            self.begun = error.context_mark.index if error.context_mark is not None else None
        except (yaml.YAMLError, ValueError):
            self.stopped = 0
        while self._levels:
            self._close(None)

    def _read(self) -> None:
        import yaml

        for event in yaml.parse(self.source, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                what = "mapping" if isinstance(event, yaml.MappingStartEvent) else "sequence"
                start = self._start(event.start_mark.index)
                self._levels.append(_Level(what, start, bool(event.flow_style), event.anchor, event.end_mark.index))
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(event.end_mark.index)
            elif isinstance(event, yaml.AliasEvent):
                at = Range(event.start_mark.index, event.end_mark.index)
                known = self._anchors.get(event.anchor or "")
                self._add(known if known is not None else nothing(at.start))
            elif isinstance(event, yaml.DocumentEndEvent):
                return

    def _scalar(self, event: "yaml.ScalarEvent") -> None:
        start, end = self._start(event.start_mark.index), event.end_mark.index
        quoted = event.style in ("'", '"')
        literal = event.style in ("|", ">")
        if literal:  # its text starts below the mark
            below = self.source.find("\n", start, end)
            end = start + len(self.source[start:end].rstrip())
            start = min(below + 1, end) if below >= 0 else start
        plain = not quoted and not literal and event.tag is None
        quote = 1 if quoted else 0
        # What libyaml would have refused is a space in what it reads, and has not changed in what it is the name of.
        same = event.value == self.source[start + quote : end - quote]
        value = self.original[start + quote : end - quote] if same else event.value
        node = Node("scalar", Range(start, max(start, end)), value, plain, quote)
        self._add(node, event.anchor)

    def _start(self, at: int) -> int:
        """Where a value itself starts."""
        found = _PROPERTIES.match(self.source, at)
        return found.end() if found is not None else at

    def _close(self, end: int | None) -> None:
        """Ends the innermost level. Without a flow's bracket it ends with what is in it."""
        level = self._levels.pop()
        if end is None or not level.flow:
            end = max([level.end, *(c.range.end for c in level.children)])
        range = Range(level.start, max(level.start, end))
        if len(self._levels) > MAX_DEPTH:
            self._add(Node("scalar", range))
        elif level.what == "sequence":
            self._add(Node("sequence", range, items=tuple(level.children)), level.anchor)
        else:
            keys, values = level.children[::2], level.children[1::2]
            if len(keys) > len(values):
                values.append(nothing(keys[-1].range.end))
            entries = (Entry(k, v) for k, v in zip(keys, values, strict=True))
            self._add(Node("mapping", range, entries=_unique(entries)), level.anchor)

    def _add(self, node: Node, anchor: str | None = None) -> None:
        if anchor:
            self._anchors[anchor] = node
        if self._levels:
            self._levels[-1].children.append(node)
        elif self.root is None:
            self.root = node


def _unique(entries: Iterator[Entry]) -> tuple[Entry, ...]:
    """The entries with those of `<<` behind their own. Of two with one name among the merged the first counts."""
    own: list[Entry] = []
    merged: dict[str, Entry] = {}
    for entry in entries:
        if entry.key.text == "<<" and entry.key.plain:
            for node in (entry.value, *entry.value.items):
                for other in node.entries:
                    merged.setdefault(other.key.text, other)
        else:
            own.append(entry)
    names = {e.key.text for e in own}
    return (*own, *(e for name, e in merged.items() if name not in names))
