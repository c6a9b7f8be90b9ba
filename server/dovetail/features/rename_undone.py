"""What an earlier rename had to write besides the name, and what is not needed any more once the name is as it was.

A short-hand `{ email }` became `{ mail: email }`, and a column kept its name by `@db email`. So that a rename and its way back give
the text that was, the key goes with its value again, and a tag that says no more than the name is taken away.
"""

import re
from collections.abc import Iterable

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, apply_edits
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text
from dovetail.core.words import key
from dovetail.rules.edits.tag_edits import added_tag

from .occurrences import declared_in

_TYPES = frozenset("any bigint boolean never number object string symbol unknown void".split())


def shortened(snapshot: Snapshot, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits, with those that give a key of TypeScript the name of its value as short-hands."""
    every = tuple(edits)
    return tuple(_shortened(snapshot, edit, every) for edit in every)


def _shortened(snapshot: Snapshot, edit: Edit, every: tuple[Edit, ...]) -> Edit:
    source, name = snapshot.sources.get(edit.path), edit.new_text
    if source is None or source.shapes.language != "typescript" or not name.isidentifier() or name in _TYPES:
        return edit
    text = source.text.source
    behind = re.compile(rf"\s*:\s*{re.escape(name)}(?=\s*[,}}])").match(text, edit.range.end)
    if behind is None or text[: edit.range.start].rstrip()[-1:] not in ("{", ","):
        return edit
    whole = Range(edit.range.start, behind.end())
    taken = any(e is not edit and e.path == edit.path and e.range.touches(whole) for e in every)
    return edit if taken else Edit(edit.path, whole, name)


def needless_column_tag(snapshot: Snapshot, contract: Contract, field: Field, new: str) -> Edit | None:
    """The edit that takes away a `@db` which a rename has written, where the new name says the column's; None where there is none."""
    tag, path = field.tag("db"), declared_in(contract, field, snapshot)
    text = snapshot.text(path)
    if tag is None or not tag.value or text is None or key(tag.value) != key(new):
        return None
    said, start = f"@db {tag.value}", field.range.start
    above = text.source[start : field.name_range.start]
    alone = re.search(rf"/\*\* {re.escape(said)} \*/(?:\r?\n[ \t]*| )\Z", above)
    last = re.search(rf"\r?\n[ \t]*\* {re.escape(said)}(?=[ \t]*(?:\r?\n[ \t]*)?\*/)", above)
    found = alone or last
    if found is None:
        return None
    edit = Edit(path, Range(start + found.start(), start + found.end()), "")
    before = Text(apply_edits(text.source, [edit]))
    by = found.end() - found.start()
    name = Range(field.name_range.start - by, field.name_range.end - by)
    again = added_tag(path, before, Range(min(start, name.start), field.range.end - by), name, said)
    return edit if apply_edits(before.source, [again]) == text.source else None
