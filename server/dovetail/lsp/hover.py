"""`textDocument/hover`."""

from lsprotocol import types

from dovetail.features.hover import hover as hover_of

from .asking import asked
from .host import Host
from .markup import markup


def hover(host: Host, params: types.HoverParams) -> types.Hover | None:
    here = asked(host, params.text_document.uri)
    if here is None:
        return None
    offset = here.offset(params.position)
    found = hover_of(here.snapshot, here.path, offset, here.folder.findings, here.folder.live)
    if found is None:
        return None
    formats = host.said("textDocument", "hover", "contentFormat")
    return types.Hover(markup(found.markdown, formats), here.outside(found.range))
