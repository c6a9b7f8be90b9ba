"""Edits of a YAML file that keep its style."""

import json
import re
from collections.abc import Iterable, Sequence

from dovetail.core.findings import Edit
from dovetail.core.text import Range, Text
from dovetail.core.yaml import Document, Path

_PLAIN = re.compile(r"[A-Za-z0-9_./][\w./*+-]*\Z")


def added(path: str, text: Text, document: Document, key: str, items: Iterable[str], before: str) -> Edit | None:
    """The edit that adds items to a list at the top level; a new list is put above the key `before`."""
    written = [scalar(i) for i in items]
    value = document.values.get((key,))
    if value is None:
        at = document.keys.get((before,))
        return Edit(path, Range(at.start, at.start), f"{key}: [{', '.join(written)}]\n") if at is not None else None
    held = document.data.get(key)
    if not isinstance(held, list):
        return None
    source = text[value].rstrip()
    if source.endswith("]"):
        end = value.start + len(source) - 1
        gap = len(source[:-1]) - len(source[:-1].rstrip(" ,"))
        between = ", " if held else ""
        return Edit(path, Range(end - gap, end), between + ", ".join(written))
    if not held:
        return None
    last = document.values[(key, len(held) - 1)]
    indent = text.indent_at(last.start)
    return Edit(path, Range(last.end, last.end), "".join(f"\n{indent}- {w}" for w in written))


def scalar(value: str) -> str:
    """A string as YAML, in quotes where it needs them."""
    return (
        value
        if _PLAIN.match(value) and value.lower() not in ("true", "false", "null", "yes", "no")
        else json.dumps(value)
    )


def removed(path: str, text: Text, document: Document, at: Path) -> Edit | None:
    """The edit that takes a key with its value out of a mapping; None where it is the only one of a mapping in braces."""
    key, value = document.keys.get(at), document.values.get(at)
    if key is None or value is None:
        return None
    outer = document.values.get(at[:-1])
    if outer is None or not text[outer].startswith("{"):
        lines = Range(text.line_range(text.line_of(key.start)).start, value.end)
        end = text.source.find("\n", max(value.start, len(text[lines].rstrip()) + lines.start))
        return Edit(path, Range(lines.start, end + 1 if end >= 0 else len(text.source)), "")
    beside = sorted(r for p, r in document.keys.items() if len(p) == len(at) and p[:-1] == at[:-1])
    place = beside.index(key)
    if place + 1 < len(beside):
        return Edit(path, Range(key.start, beside[place + 1].start), "")
    if not place:
        return None
    before = next(document.values[p] for p, r in document.keys.items() if r == beside[place - 1])
    return Edit(path, Range(before.end, value.end), "")


def removed_item(path: str, text: Text, outer: Range, items: Sequence[Range], index: int) -> Edit | None:
    """The edit that takes an item out of a list of scalars in the range `outer`; None where it is the only one, or shares its line."""
    value = items[index]
    if len(items) < 2:
        return None
    if not text[outer].startswith("["):
        line = text.line_range(text.line_of(value.start))
        is_alone = text[Range(line.start, value.start)].strip() == "-"
        end = text.source.find("\n", value.end)
        return Edit(path, Range(line.start, end + 1 if end >= 0 else len(text.source)), "") if is_alone else None
    if index + 1 < len(items):
        return Edit(path, Range(value.start, items[index + 1].start), "")
    return Edit(path, Range(items[index - 1].end, value.end), "")
