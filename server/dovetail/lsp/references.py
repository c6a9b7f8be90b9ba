"""`textDocument/references`."""

from lsprotocol import types

from dovetail.features.references import references as references_of

from .beside import as_taken, beside, still
from .host import Host


async def references(host: Host, params: types.ReferenceParams) -> list[types.Location]:
    here = as_taken(host, params.text_document.uri)
    if here is None:
        return []
    offset, declaration = here.offset(params.position), params.context.include_declaration
    found = await beside(here, lambda s: references_of(s, here.path, offset, declaration=declaration))
    still(here, {link.path for link in found})
    return [here.location(link.path, link.range) for link in found]
