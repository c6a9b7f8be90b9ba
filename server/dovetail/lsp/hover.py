"""`textDocument/hover`."""

import re

from lsprotocol import types

from dovetail.features.hover import hover as hover_of

from .asking import asked
from .host import Host


def hover(host: Host, params: types.HoverParams) -> types.Hover | None:
    here = asked(host, params.text_document.uri)
    if here is None:
        return None
    offset = here.offset(params.position)
    found = hover_of(here.snapshot, here.path, offset, here.folder.findings, here.folder.live)
    if found is None:
        return None
    return types.Hover(_content(host, found.markdown), here.outside(found.range))


def _content(host: Host, markdown: str) -> types.MarkupContent:
    """Markdown, or for a client that shows only plain text that."""
    formats = host.said("textDocument", "hover", "contentFormat")
    if isinstance(formats, list) and types.MarkupKind.Markdown.value not in formats:
        return types.MarkupContent(types.MarkupKind.PlainText, _MARKS.sub("", markdown))
    return types.MarkupContent(types.MarkupKind.Markdown, markdown)


_MARKS = re.compile(r"\*\*|`|^\|[-:|]+\|\n", re.MULTILINE)  # of what our own texts use: bold, code, the rule of a table
