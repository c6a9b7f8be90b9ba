"""`textDocument/semanticTokens/full` and `/range`."""

from lsprotocol import types

from dovetail.core.text import Range
from dovetail.features.semantic_tokens import tokens

from .asking import Asked, asked
from .capabilities import TOKEN_KINDS
from .host import Host
from .positions import to_position


def full(host: Host, params: types.SemanticTokensParams) -> types.SemanticTokens:
    here = asked(host, params.text_document.uri)
    return types.SemanticTokens(_data(here, None) if here is not None else [])


def within(host: Host, params: types.SemanticTokensRangeParams) -> types.SemanticTokens:
    here = asked(host, params.text_document.uri)
    return types.SemanticTokens(_data(here, here.inside(params.range)) if here is not None else [])


def _data(here: Asked, part: Range | None) -> list[int]:
    """Five numbers a token: lines and columns since the one before, its length, its kind and no modifiers."""
    data: list[int] = []
    line = column = 0
    for token in tokens(here.snapshot, here.path, part):
        start = to_position(here.text, token.range.start, here.encoding)
        end = to_position(here.text, token.range.end, here.encoding)
        moved = start.line - line
        data += [
            moved,
            start.character - (0 if moved else column),
            end.character - start.character,
            TOKEN_KINDS.index(token.kind),
            0,
        ]
        line, column = start.line, start.character
    return data
