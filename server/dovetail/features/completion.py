"""What may come next: tags after an at-sign, contracts and packages in a sprint."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dovetail.core.contracts import FORMATS, SUFFIX, TAGS
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text

from .hover import CODE_TAGS

_ID = re.compile(r"^\s*(?:-\s+)?id:\s*['\"]?([\w.-]+)", re.MULTILINE)

ItemKind = Literal["tag", "value", "contract", "package"]


@dataclass(frozen=True, slots=True)
class Item:
    """Something to insert in place of a range."""

    label: str
    kind: ItemKind
    detail: str
    replaces: Range


def completion(snapshot: Snapshot, path: str, offset: int) -> tuple[Item, ...]:
    """What can be written at an offset."""
    text = snapshot.text(path)
    if text is None:
        return ()
    line = text.line_range(text.line_of(offset))
    before = text[Range(line.start, offset)]
    if any(s.path == path for s in snapshot.sprints):
        return tuple(_in_sprint(snapshot, text, before, offset))
    if path in snapshot.sources:
        return tuple(_in_comment(snapshot, path, before, offset))
    return ()


def _in_comment(snapshot: Snapshot, path: str, before: str, offset: int) -> Iterator[Item]:
    if found := re.search(r"(?:^\s*(?://+|/?\*+|#|--)\s*|\s)@([\w-]*)$", before):
        known = TAGS if path.endswith(SUFFIX) else CODE_TAGS
        for name, text in known.items():
            yield Item(name, "tag", text, Range(offset - len(found[1]), offset))
    elif found := re.search(r"@format\s+([\w-]*)$", before):
        yield from _all(sorted(FORMATS), "value", "format", found[1], offset)
    elif found := re.search(r"@owner\s+([\w.-]*)$", before):
        ids = dict.fromkeys(p.id for s in snapshot.sprints for p in s.packages)
        yield from _all(ids, "package", "work package", found[1], offset)
    elif found := re.search(r"@contract\s+(\w*)$", before):
        yield from _all(snapshot.contracts.names, "contract", "contract", found[1], offset)


def _in_sprint(snapshot: Snapshot, text: Text, before: str, offset: int) -> Iterator[Item]:
    key = _list_key(text, before, offset)
    word = re.search(r"[\w.-]*$", before)
    typed = word[0] if word else ""
    if key in ("provides", "consumes"):
        for name in snapshot.contracts.names:
            contract = snapshot.contracts.get(name)
            where = contract.path if contract is not None else ""
            yield Item(name, "contract", where, Range(offset - len(typed), offset))
    elif key == "after":
        # A list that is being typed is not YAML yet, so the ids are read from the text itself.
        yield from _all(dict.fromkeys(_ID.findall(text.source)), "package", "work package", typed, offset)


def _list_key(text: Text, before: str, offset: int) -> str | None:
    """The key whose list the cursor is in, written as `[a, b` on one line or as `- a` on lines of their own."""
    if found := re.match(r"\s*(?:-\s+)?(\w+):\s*\[[^\]]*$", before):
        return found[1]
    if not re.match(r"\s*-\s+[\w.-]*$", before):
        return None
    indent = len(before) - len(before.lstrip())
    for line in range(text.line_of(offset) - 1, -1, -1):
        above = text[text.line_range(line)]
        if not above.strip() or re.match(r"\s*-\s+[\w.-]+\s*$", above):
            continue
        found = re.match(r"(\s*(?:-\s+)?)(\w+):\s*$", above)
        return found[2] if found and len(found[1]) <= indent else None
    return None


def _all(names: Iterable[str], kind: ItemKind, detail: str, typed: str, offset: int) -> Iterator[Item]:
    return (Item(name, kind, detail, Range(offset - len(typed), offset)) for name in names)
