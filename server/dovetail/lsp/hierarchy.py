"""`textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls` and `/outgoingCalls`: the order of packages."""

from lsprotocol import types

from dovetail.features.hierarchy import Need, Step, needed_by, needs, prepared

from .asking import Asked, asked
from .host import Host


def prepare(host: Host, params: types.CallHierarchyPrepareParams) -> list[types.CallHierarchyItem] | None:
    here = asked(host, params.text_document.uri)
    step = prepared(here.snapshot, here.path, here.offset(params.position)) if here is not None else None
    return [_item(here, step)] if here is not None and step is not None else None


def outgoing(host: Host, params: types.CallHierarchyOutgoingCallsParams) -> list[types.CallHierarchyOutgoingCall]:
    """What a package waits for."""
    here = asked(host, params.item.uri)
    if here is None:
        return []
    found = needs(here.snapshot, here.path, params.item.name)
    return [types.CallHierarchyOutgoingCall(_item(here, n.step), _ranges(here, n)) for n in found]


def incoming(host: Host, params: types.CallHierarchyIncomingCallsParams) -> list[types.CallHierarchyIncomingCall]:
    """What waits for a package."""
    here = asked(host, params.item.uri)
    if here is None:
        return []
    found = needed_by(here.snapshot, here.path, params.item.name)
    return [types.CallHierarchyIncomingCall(_item(here, n.step), _ranges(here, n)) for n in found]


def _item(here: Asked, step: Step) -> types.CallHierarchyItem:
    return types.CallHierarchyItem(
        name=step.id,
        kind=types.SymbolKind.Package,
        uri=here.folder.uri(step.path),
        range=here.outside(step.range),
        selection_range=here.outside(step.name_range),
        detail=step.detail,
    )


def _ranges(here: Asked, need: Need) -> list[types.Range]:
    return [here.outside(range) for range in need.places]
