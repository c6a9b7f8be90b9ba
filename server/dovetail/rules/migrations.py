"""SQL in steps: what a file makes, a later file of the same folder may change."""

import re

from dovetail.core.shapes import Enum, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import key

_FOLDERS = ("migrations", "migrate", "versions")
_NUMBERED = re.compile(r"V?\d+[_.-]", re.IGNORECASE)
_WORD = re.compile(r"\w+")


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
    for other in snapshot.implementations:
        later = other.path > path and other.path.endswith(".sql") and series_of(other.path) == series
        for statement in altering.findall(other.text.source) if later else ():
            found.update(key(w) for w in _WORD.findall(statement))
    return frozenset(found)
