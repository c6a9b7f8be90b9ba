"""`textDocument/documentHighlight`."""

from lsprotocol import types

from dovetail.features.highlight import highlights
from dovetail.features.occurrences import Access

from .asking import asked
from .host import Host

KINDS: dict[Access, types.DocumentHighlightKind] = {
    "text": types.DocumentHighlightKind.Text,
    "read": types.DocumentHighlightKind.Read,
    "write": types.DocumentHighlightKind.Write,
}


def highlight(host: Host, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
    here = asked(host, params.text_document.uri)
    if here is None:
        return []
    found = highlights(here.snapshot, here.path, here.offset(params.position))
    return [types.DocumentHighlight(here.outside(o.range), KINDS[o.access]) for o in found]
