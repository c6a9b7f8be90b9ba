"""`textDocument/formatting` and `/rangeFormatting`. How wide a step is, is not the editor's to say: plans look alike everywhere."""

from lsprotocol import types

from dovetail.core.text import Range
from dovetail.features.formatting import formatting as edits_of

from .asking import asked
from .host import Host


def formatting(host: Host, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
    return _edits(host, params.text_document.uri, None)


def range_formatting(host: Host, params: types.DocumentRangeFormattingParams) -> list[types.TextEdit]:
    return _edits(host, params.text_document.uri, params.range)


def _edits(host: Host, uri: str, range: types.Range | None) -> list[types.TextEdit]:
    here = asked(host, uri)
    if here is None:
        return []
    part: Range | None = here.inside(range) if range is not None else None
    return [types.TextEdit(here.outside(e.range), e.new_text) for e in edits_of(here.snapshot, here.path, part)]
