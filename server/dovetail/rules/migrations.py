"""SQL in steps: what a file makes, a later file of the same folder may change."""

import re
from collections.abc import Iterator

from dovetail.core.shapes import Enum, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import key

_FOLDERS = ("migrations", "migrate", "versions")
_NUMBERED = re.compile(r"V?\d+[_.-]", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_TAKES_BACK = re.compile(r"(?:down|rollback|undo)\.sql\Z", re.IGNORECASE)


def series_of(path: str) -> str | None:
    """The folder whose files are applied one after the other, where a file is one of them."""
    folders = path.split("/")[:-1]
    for i, folder in enumerate(folders):
        if folder in _FOLDERS:
            return "/".join(folders[: i + 1])
    return "/".join(folders) if path.endswith(".sql") and _NUMBERED.match(path.rpartition("/")[2]) else None


def changed_later(made: Record | Enum, path: str, snapshot: Snapshot) -> frozenset[str]:
    """The words (as `words.key`) of the later files of a series that alter a table or an enum.

    Columns and members among them are not as they stand here.
    """
    series = series_of(path)
    if series is None or not path.endswith(".sql"):
        return frozenset()
    what, name = ("TYPE", made.name) if isinstance(made, Enum) else ("TABLE", made.table or made.name)
    altering = re.compile(rf"\bALTER\s+{what}\b[^;]*\b{re.escape(name)}\b[^;]*", re.IGNORECASE)
    found: set[str] = set()
    for other in _later(path, series, snapshot):
        for statement in altering.findall(other.text.source):
            found.update(key(w) for w in _WORD.findall(statement))
    return frozenset(found)


def made_later(record: Record, path: str, snapshot: Snapshot) -> bool:
    """True where a later file of the series makes a table of the same name, which takes its place."""
    series = series_of(path)
    if series is None or not path.endswith(".sql"):
        return False
    name = (record.table or record.name).upper()
    return any(
        r.construct == "table" and (r.table or r.name).upper() == name
        for other in _later(path, series, snapshot)
        for r in other.shapes.records
    )


def _later(path: str, series: str, snapshot: Snapshot) -> Iterator[Source]:
    """The later files of a series, without those that take back what another does."""
    for other in snapshot.once(("series", series), lambda: _series(series, snapshot)):
        if other.path > path:
            yield other


def _series(series: str, snapshot: Snapshot) -> tuple[Source, ...]:
    return tuple(
        s
        for s in snapshot.implementations
        if s.path.endswith(".sql") and series_of(s.path) == series and not _TAKES_BACK.search(s.path)
    )
