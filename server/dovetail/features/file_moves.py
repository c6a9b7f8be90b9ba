"""A file whose name breaks a convention gets the one that is asked for, and whatever imports or names it follows."""

import posixpath
import re
from collections.abc import Iterator

from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Edit, Finding
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.rules.file_casing import wanted_path

from .file_renames import file_renames

_RELATIVE = re.compile(r"""(["'])(\.{1,2}/[^"'\n]+)\1""")
_ENDINGS = re.compile(r"(?:\.d)?\.[cm]?[jt]sx?\Z")


@dataclass(frozen=True, slots=True)
class Move:
    """A file's path, its new one in the same folder, and the edits of other files that go with it."""

    old: str
    new: str
    edits: tuple[Edit, ...]


def move(snapshot: Snapshot, finding: Finding) -> Move | None:
    """The move that mends a finding about a file's name; None for any other finding, and where something may name the file in a way
    that is not followed."""
    new = wanted_path(finding.path, snapshot) if finding.rule == "file-casing" else None
    if new is None or new in snapshot.paths:
        return None
    imports = tuple(e for s in snapshot.sources.values() for e in _imports(s, finding.path, new))
    if _named_otherwise(snapshot, finding.path, imports):
        return None
    return Move(finding.path, new, (*imports, *file_renames(snapshot, {finding.path: new})))


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _imports(source: Source, old: str, new: str) -> Iterator[Edit]:
    """The relative imports of a file that lead to another: `./userCard`, `./userCard.js`."""
    if source.shapes.language != "typescript" or _stem(old) not in source.text.source:
        return
    wanted = _ENDINGS.sub("", old)
    for found in _RELATIVE.finditer(source.text.source):
        led = posixpath.normpath(posixpath.join(posixpath.dirname(source.path), found[2]))
        if led == old or _ENDINGS.sub("", led) == wanted:
            start = found.start(2) + found[2].rindex("/") + 1
            yield Edit(source.path, Range(start, start + len(_stem(old))), _stem(new))


def _named_otherwise(snapshot: Snapshot, old: str, edits: tuple[Edit, ...]) -> bool:
    """True where a text says the file's name as a part of a path or of a module, and no edit is there."""
    stem, places = _stem(old), {(e.path, e.range.start) for e in edits}
    in_path = re.compile(rf"(?<=[./]){re.escape(stem)}(?=[\"'`./\s]|\Z)")
    module = re.compile(rf"(?:\bfrom|\bimport)\s[^\n]*\b{re.escape(stem)}\b")
    for source in snapshot.sources.values():
        text = source.text.source
        if stem not in text:
            continue
        if source.shapes.language == "python" and module.search(text):
            return True
        quoted = (
            m for m in in_path.finditer(text) if source.shapes.language != "python" and _in_quotes(text, m.start())
        )
        if any((source.path, m.start()) not in places for m in quoted):
            return True
    return False


def _in_quotes(text: str, at: int) -> bool:
    """True for a place behind an open quote of its line."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return any(before.count(quote) % 2 for quote in "\"'`")
