"""`textDocument/documentLink`."""

from lsprotocol import types

from dovetail.core.text import Text
from dovetail.features.links import DocumentLink
from dovetail.features.links import links as links_of

from .asking import Asked, asked
from .host import Host
from .positions import to_position


def links(host: Host, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
    here = asked(host, params.text_document.uri)
    if here is None:
        return []
    return [
        types.DocumentLink(here.outside(link.range), target=_target(here, link), tooltip=link.tooltip)
        for link in links_of(here.snapshot, here.path)
    ]


def _target(here: Asked, link: DocumentLink) -> str:
    """A file, with the line and column in the way that editors read after a `#`."""
    uri = here.folder.uri(link.path)
    if link.at is None:
        return uri
    place = to_position(here.snapshot.text(link.path) or Text(""), link.at.start, here.encoding)
    return f"{uri}#L{place.line + 1},{place.character + 1}"
