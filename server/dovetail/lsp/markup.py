"""Text for people, in a form that the client shows."""

import re

from lsprotocol import types

_MARKS = re.compile(r"\*\*|`|^\|[-:|]+\|\n", re.MULTILINE)  # of what our own texts use: bold, code, the rule of a table


def markup(markdown: str, formats: object) -> types.MarkupContent:
    """Markdown; plain text where the client lists its formats and that is not among them."""
    if isinstance(formats, list) and types.MarkupKind.Markdown.value not in formats:
        return types.MarkupContent(types.MarkupKind.PlainText, _MARKS.sub("", markdown))
    return types.MarkupContent(types.MarkupKind.Markdown, markdown)
