"""`textDocument/inlayHint`."""

from lsprotocol import types

from dovetail.features.inlay import hints as hints_of

from .asking import asked
from .host import Host
from .positions import to_position


def inlay(host: Host, params: types.InlayHintParams) -> list[types.InlayHint]:
    here = asked(host, params.text_document.uri)
    if here is None:
        return []
    return [
        types.InlayHint(
            position=to_position(here.text, hint.offset, here.encoding),
            label=hint.label,
            tooltip=hint.tooltip,
            padding_left=True,
        )
        for hint in hints_of(here.snapshot, here.path, here.inside(params.range), here.folder.live)
    ]
