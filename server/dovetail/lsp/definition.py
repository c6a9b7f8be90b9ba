"""`textDocument/definition`."""

from lsprotocol import types

from dovetail.features.definition import definition as definition_of

from .asking import asked
from .host import Host


def definition(host: Host, params: types.DefinitionParams) -> list[types.Location]:
    here = asked(host, params.text_document.uri)
    if here is None:
        return []
    found = definition_of(here.snapshot, here.path, here.offset(params.position))
    return [here.location(link.path, link.range) for link in found]
