"""What sprints and conventions say of files and folders that get another path."""

from collections.abc import Iterator, Mapping

from dovetail.core.findings import Edit
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text

from .links import named_paths
from .occurrences import unquoted
from .yaml_cursor import NEEDS_QUOTES


def file_renames(snapshot: Snapshot, moved: Mapping[str, str]) -> tuple[Edit, ...]:
    """The edits after which they name each by its new path; globs of what is below a folder too. `moved` has new paths by old ones."""
    edits = (
        Edit(path, *changed)
        for path, text, range in _places(snapshot)
        if (changed := _changed(text, range, moved)) is not None
    )
    return tuple(sorted(edits, key=lambda e: (e.path, e.range)))


def _places(snapshot: Snapshot) -> Iterator[tuple[str, Text, Range]]:
    for sprint in snapshot.sprints:
        yield from ((sprint.path, sprint.text, range) for range in named_paths(sprint))
    conventions = snapshot.conventions
    if conventions is not None:
        document = conventions.document
        globs = [range for path, range in document.keys.items() if len(path) == 2 and path[0] == "naming"]
        globs += [range for path, range in document.values.items() if path[:1] == ("bind",)]
        yield from ((conventions.path, conventions.text, range) for range in globs)


def _changed(text: Text, range: Range, moved: Mapping[str, str]) -> tuple[Range, str] | None:
    at = unquoted(text, range)
    dot = "./" if text[at].startswith("./") else ""
    named = text[at].removeprefix(dot)
    for old, new in moved.items():
        if named == old or named.startswith(f"{old}/"):
            written = dot + new + named.removeprefix(old)
            return at, f'"{written}"' if at == range and NEEDS_QUOTES.search(written) else written
    return None
