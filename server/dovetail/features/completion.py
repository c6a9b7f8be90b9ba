"""What may come next: tags and their values in comments, keys, names and globs in sprints and conventions."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from .completion_comments import in_comment
from .completion_plans import in_conventions, in_sprint
from .completions import Item


def completion(snapshot: Snapshot, path: str, offset: int) -> tuple[Item, ...]:
    """What can be written at an offset."""
    text = snapshot.text(path)
    if text is None:
        return ()
    found: Iterator[Item] = iter(())
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    if sprint is not None:
        found = in_sprint(snapshot, sprint, offset)
    elif snapshot.conventions is not None and snapshot.conventions.path == path:
        found = in_conventions(snapshot, snapshot.conventions, offset)
    elif path in snapshot.sources:
        line = text.line_range(text.line_of(offset))
        found = in_comment(snapshot, path, text[Range(line.start, offset)], offset)
    return tuple({item.label: item for item in reversed([*found])}.values())[::-1]
