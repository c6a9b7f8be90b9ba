"""`textDocument/selectionRange`."""

from lsprotocol import types

from dovetail.features.selection import selections

from .asking import Asked, asked
from .host import Host


def selection(host: Host, params: types.SelectionRangeParams) -> list[types.SelectionRange]:
    """One answer for each position, each the innermost of a chain."""
    here = asked(host, params.text_document.uri)
    if here is None:
        return []
    return [_chain(here, position) for position in params.positions]


def _chain(here: Asked, position: types.Position) -> types.SelectionRange:
    found = selections(here.snapshot, here.path, here.offset(position))
    chain: types.SelectionRange | None = None
    for range in reversed(found):
        chain = types.SelectionRange(here.outside(range), chain)
    return chain or types.SelectionRange(types.Range(position, position))
