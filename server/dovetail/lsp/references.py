"""`textDocument/references`."""

from lsprotocol import types

from dovetail.features.references import references as references_of

from .asking import asked
from .host import Host


def references(host: Host, params: types.ReferenceParams) -> list[types.Location]:
    here = asked(host, params.text_document.uri)
    if here is None:
        return []
    offset = here.offset(params.position)
    found = references_of(here.snapshot, here.path, offset, declaration=params.context.include_declaration)
    return [here.location(link.path, link.range) for link in found]
