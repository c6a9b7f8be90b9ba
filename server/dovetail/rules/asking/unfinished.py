"""What is being typed: places that cannot be read yet. Nothing is said of them, but that they cannot be read."""

import re
from collections.abc import Iterable, Iterator, Mapping

from dovetail.core.contracts import SUFFIX
from dovetail.core.findings import Finding
from dovetail.core.shapes import Alias, Enum, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..registry import find_rule

# What says that there is no such contract, which may be on its way while one cannot be read.
ABSENCE = frozenset({"unknown-binding", "unknown-import", "unknown-type", "unknown-contract", "unknown-order"})
# What says that something is nowhere in the code, or that nothing needs a silence: true only once all code has been read.
NEEDS_ALL_CODE = frozenset(
    {"missing-table", "missing-view", "stale-ignore", "undescribed-endpoint", "unknown-column", "unknown-method"}
    | {
        "unfit-argument",
        "unknown-route",
        "unknown-table",
        "unprovided-contract",
        "unresolved-reference",
        "unserved-endpoint",
    }
)
_BRACED = frozenset({"graphql", "openapi", "prisma", "proto", "sql"})
_LINE_COMMENT = re.compile(r"(?:^|\s)(?:--|//|#)")
_CLOSERS = ("}", ")", "]", ";")


class Unfinished:
    """The unfinished places of a snapshot, each file looked at when it is asked about.

    `advance` goes on to another snapshot; after the first time, `paths` are all the files that have such places. `known` are their
    lines in all files of code, where somebody knows them already (`unfinished_lines`).
    """

    def __init__(self, snapshot: Snapshot, known: Mapping[str, tuple[int, ...]] | None = None) -> None:
        self._snapshot = snapshot
        self._known = known
        self._lines: dict[str, Mapping[int, None]] = {}
        self._contracts: bool | None = None
        self.paths: set[str] = set()

    def advance(self, snapshot: Snapshot, sources: Iterable[str]) -> None:
        """Goes on to a snapshot in which some files were read anew or are gone."""
        self._snapshot = snapshot
        self._known = None
        self._contracts = None
        for path in sources:
            self._lines.pop(path, None)
            self.paths.discard(path)
            source = snapshot.sources.get(path)
            if source is not None and self._lines_of(source):
                self.paths.add(path)

    def holds(self, finding: Finding) -> bool:
        """True for a finding about what is being typed, on either side of it."""
        rule = find_rule(finding.rule)
        if rule is None or (rule.family == "format" and finding.rule not in ABSENCE):
            return False
        if finding.rule in ABSENCE and self.is_any_contract_unread:
            return True
        places = ((finding.path, finding.range), *((p.path, p.range) for p in finding.related))
        return any(self._is_unfinished(path, range) for path, range in places)

    @property
    def is_any_contract_unread(self) -> bool:
        if self._contracts is None:
            shapes = self._snapshot.contracts.by_path.values()
            self._contracts = any(p.rule == "syntax-error" for s in shapes for p in s.problems)
        return self._contracts

    def _is_unfinished(self, path: str, range: Range) -> bool:
        if self._known is not None and path not in self._known and not path.endswith(SUFFIX):
            return False
        source = self._snapshot.sources.get(path)
        if source is None:
            return False
        lines, text = self._lines_of(source), source.text
        return bool(lines) and (text.line_of(range.start) in lines or text.line_of(range.end) in lines)

    def lines_of(self, path: str) -> Iterable[int]:
        """The lines of a file that are unfinished."""
        return self._lines_of(self._snapshot.sources[path])

    def _lines_of(self, source: Source) -> Mapping[int, None]:
        if source.path not in self._lines:
            self._lines[source.path] = dict.fromkeys(_lines(source))
        return self._lines[source.path]


def unfinished_lines(source: Source) -> tuple[int, ...]:
    """The lines of a file that cannot be read yet."""
    return tuple(dict.fromkeys(_lines(source)))


def _lines(source: Source) -> Iterator[int]:
    """The lines of what cannot be read, and those of the names of what it is a part of."""
    text, places = source.text, _places(source)
    if not places:
        return
    end = len(text.source.rstrip())
    for place in places:
        yield from range(text.line_of(place.start), text.line_of(place.end) + 1)
    around = source.shapes.declarations_around([p.start for p in places])
    for declaration in (d for d in around if not isinstance(d, Alias)):
        whole = declaration.range
        if any(whole.start <= p.start < whole.end or p.start == whole.end == end for p in places):
            yield text.line_of(declaration.name_range.start)
            if source.shapes.language == "openapi":  # whose `required` and `nullable` may come later
                yield from range(text.line_of(whole.start), text.line_of(whole.end) + 1)


def _places(source: Source) -> tuple[Range, ...]:
    unread = (p.range for p in source.shapes.problems if p.rule == "syntax-error")
    found = (*source.shapes.holes, *unread)
    return (*found, *_end(source, bool(found)))


def _end(source: Source, is_broken: bool) -> tuple[Range, ...]:
    """The end of a text that stops in the middle: at an indented line, or within braces."""
    text, is_indented = source.text.source, source.text.source.endswith((" ", "\t"))
    has_braces = source.shapes.language in _BRACED
    if not (is_indented or is_broken or has_braces) or (not is_broken and _is_one_statement(source)):
        return ()
    bare = _without_comments(text) if has_braces else text.rstrip()
    is_braced = has_braces and not source.path.endswith((".yaml", ".yml"))
    if not bare or not (is_indented or ((is_braced or is_broken) and not bare.endswith(_CLOSERS))):
        return ()
    around = source.shapes.declarations_around([len(bare)])
    last = [d for d in around if isinstance(d, Record | Enum) and d.range.end >= len(bare) - 1]
    return (Range(len(bare), len(bare)), *(Range(d.range.end, d.range.end) for d in last))


def _is_one_statement(source: Source) -> bool:
    """True for a file of SQL that has one statement, as those do that a program or dbt runs: such a line ends it."""
    text = source.text.source
    return source.shapes.language == "sql" and text.endswith("\n") and ";" not in text


def _without_comments(text: str) -> str:
    """A text without the comments behind its last line of code. It is looked at from its end: a dump may have millions of lines."""
    while True:
        text = text.rstrip()
        line = text.rfind("\n") + 1
        comment = _LINE_COMMENT.search(text[line:])
        if comment is not None:
            text = text[: line + comment.start()]
        elif text.endswith("*/"):
            before = text.rfind("*/", 0, len(text) - 2)
            start = text.find("/*", before + 2 if before >= 0 else 0)
            if start < 0:
                return text
            text = text[:start]
        else:
            return text
