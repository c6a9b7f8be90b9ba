"""`textDocument/foldingRange`."""

from lsprotocol import types

from dovetail.features.folding import folds

from .asking import asked
from .host import Host

KINDS = {
    "region": None,
    "comment": types.FoldingRangeKind.Comment.value,
    "imports": types.FoldingRangeKind.Imports.value,
}


def folding(host: Host, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
    here = asked(host, params.text_document.uri)
    if here is None:
        return []
    return [types.FoldingRange(f.first, f.last, kind=KINDS[f.kind]) for f in folds(here.snapshot, here.path)]
