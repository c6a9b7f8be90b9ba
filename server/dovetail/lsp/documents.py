"""What is open in the editor, kept in step change by change.

pygls keeps documents too, but it ends a line where Python's `splitlines` does (U+2028, form feed …), where editors do
not; an edit below such a character would then land on the wrong line. So ours are the ones that count.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lsprotocol import types

from dovetail.core.text import Text

from .positions import Encoding, from_range


@dataclass(frozen=True, slots=True)
class Document:
    """An open file: its URI as the client writes it, and its text at a version."""

    uri: str
    version: int | None
    text: Text

    def changed(
        self, changes: Sequence[types.TextDocumentContentChangeEvent], version: int | None, encoding: Encoding
    ) -> "Document":
        """The document after a notification's changes, each of which starts from the result of the one before."""
        text = self.text
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                range = from_range(text, change.range, encoding)
                text = Text(text.source[: range.start] + change.text + text.source[range.end :])
            else:
                text = Text(change.text)
        return Document(self.uri, version, text)
