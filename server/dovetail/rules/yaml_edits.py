"""Edits of a YAML file that keep its style."""

import json
import re
from collections.abc import Iterable

from dovetail.core.findings import Edit
from dovetail.core.text import Range, Text
from dovetail.core.yaml import Document

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
