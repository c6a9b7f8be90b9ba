"""What is open in the editor, kept in step change by change.

Ours are the ones that count, not pygls's: it ends a line where Python's `splitlines` does (U+2028, form feed …), where
editors do not, so that an edit below such a character would land on the wrong line; and it builds every line anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dovetail.core.text import Range, Text

from .params import integer, mapping, string
from .units import Encoding, offset_of


@dataclass(frozen=True, slots=True)
class Document:
    """An open file: its URI as the client writes it, and its text at a version."""

    uri: str
    version: int | None
    text: Text

    def changed(self, changes: Sequence[Any], version: int | None, encoding: Encoding) -> "Document":
        """The document after a notification's changes, each of which starts from the result of the one before.

        Raises `BadParams` where one of them is no change; then none of them counts.
        """
        text = self.text
        for change in changes:
            held = mapping(change)
            new = string(held, "text")
            place = held.get("range")
            text = Text(new) if place is None else text.edited(_range(text, mapping(place), encoding), new)
        return Document(self.uri, version, text)


def _range(text: Text, place: Mapping[str, Any], encoding: Encoding) -> Range:
    first, last = mapping(place.get("start")), mapping(place.get("end"))
    start = _offset(text, first, encoding)
    end = _offset(text, last, encoding) if last != first else start
    return Range(min(start, end), max(start, end))


def _offset(text: Text, position: Mapping[str, Any], encoding: Encoding) -> int:
    return offset_of(text, integer(position, "line"), integer(position, "character"), encoding)
