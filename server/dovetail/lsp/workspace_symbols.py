"""`workspace/symbol`."""

from lsprotocol import types

from dovetail.features.workspace_symbols import workspace_symbols as symbols_of

from .host import Host
from .positions import to_range
from .symbols import KINDS


def workspace_symbols(host: Host, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
    found: list[types.WorkspaceSymbol] = []
    for folder in host.folders.values():
        snapshot = folder.snapshot
        for symbol in symbols_of(snapshot, params.query):
            text = snapshot.text(symbol.path)
            if text is not None:
                place = types.Location(folder.uri(symbol.path), to_range(text, symbol.range, host.encoding))
                found.append(
                    types.WorkspaceSymbol(place, symbol.name, KINDS[symbol.kind], container_name=symbol.container)
                )
    return found
