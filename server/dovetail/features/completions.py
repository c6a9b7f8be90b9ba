"""Something that may be written next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dovetail.core.text import Range

ItemKind = Literal[
    "tag", "value", "contract", "package", "key", "field", "table", "component", "file", "folder", "keyword"
]


@dataclass(frozen=True, slots=True)
class Item:
    """A word to insert in place of a range; `text` is what is inserted, where that is more than the word."""

    label: str
    kind: ItemKind
    detail: str
    replaces: Range
    text: str | None = None


def items(names: Iterable[str], kind: ItemKind, detail: str, replaces: Range) -> Iterator[Item]:
    """Words of one kind."""
    return (Item(name, kind, detail, replaces) for name in names)
