"""Something that may be written next."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dovetail.core.text import Range, Text

ItemKind = Literal[
    "tag", "value", "contract", "package", "key", "field", "table", "component", "file", "folder", "keyword"
]

_PATHS: tuple[ItemKind, ...] = ("value", "file", "folder")
_WORD, _PATH = re.compile(r"[\w-]*"), re.compile(r"[\w./*:@$-]*")


@dataclass(frozen=True, slots=True)
class Item:
    """A word to insert in place of a range; `text` is what is inserted, where that is more than the word."""

    label: str
    kind: ItemKind
    detail: str
    replaces: Range
    text: str | None = None

    def whole(self, text: Text) -> Range:
        """What it replaces, and the rest of the word that the cursor is in."""
        rest = (_PATH if self.kind in _PATHS else _WORD).match(text.source, self.replaces.end)
        return Range(self.replaces.start, rest.end()) if rest is not None else self.replaces


def items(names: Iterable[str], kind: ItemKind, detail: str, replaces: Range) -> Iterator[Item]:
    """Words of one kind."""
    return (Item(name, kind, detail, replaces) for name in names)
