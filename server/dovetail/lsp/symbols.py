"""`textDocument/documentSymbol`."""

from collections.abc import Iterable, Iterator

from lsprotocol import types

from dovetail.features.symbols import Symbol, SymbolKind
from dovetail.features.symbols import symbols as symbols_of

from .asking import Asked, asked
from .host import Host

KINDS: dict[SymbolKind, types.SymbolKind] = {
    "record": types.SymbolKind.Interface,
    "endpoint": types.SymbolKind.Method,
    "field": types.SymbolKind.Field,
    "enum": types.SymbolKind.Enum,
    "member": types.SymbolKind.EnumMember,
    "constant": types.SymbolKind.Constant,
    "alias": types.SymbolKind.TypeParameter,
    "sprint": types.SymbolKind.Module,
    "package": types.SymbolKind.Package,
    "contract": types.SymbolKind.Interface,
    "key": types.SymbolKind.Key,
}


def symbols(
    host: Host, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
    """A tree; for a client that knows none, a list in which each says what it is in."""
    here = asked(host, params.text_document.uri)
    found = [_symbol(here, s) for s in symbols_of(here.snapshot, here.path)] if here is not None else []
    if host.can("textDocument", "documentSymbol", "hierarchicalDocumentSymbolSupport"):
        return found
    return list(_flat(params.text_document.uri, found))


def _flat(
    uri: str, tree: Iterable[types.DocumentSymbol], within: str | None = None
) -> Iterator[types.SymbolInformation]:
    for one in tree:
        place = types.Location(uri, one.range)
        yield types.SymbolInformation(location=place, name=one.name, kind=one.kind, container_name=within)
        yield from _flat(uri, one.children or (), one.name)


def _symbol(here: Asked, symbol: Symbol) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=symbol.name or "?",  # clients refuse an empty name
        detail=symbol.detail or None,
        kind=KINDS[symbol.kind],
        range=here.outside(symbol.range),
        selection_range=here.outside(symbol.name_range),
        children=[_symbol(here, child) for child in symbol.children],
    )
