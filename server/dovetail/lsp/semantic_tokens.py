"""`textDocument/semanticTokens/full`, `/full/delta` and `/range`."""

from collections.abc import Sequence

from lsprotocol import types

from dovetail.core.text import Range
from dovetail.features.semantic_tokens import tokens

from .asking import Asked, asked
from .capabilities import TOKEN_KINDS
from .host import Host
from .positions import to_position

NUMBERS = 5  # of one token


def full(host: Host, params: types.SemanticTokensParams) -> types.SemanticTokens:
    """All tokens, with an id under which what changes later can be asked for while the file is open."""
    here = asked(host, params.text_document.uri)
    if here is None:
        return types.SemanticTokens([])
    return _named(host, params.text_document.uri, _data(here, None))


def delta(host: Host, params: types.SemanticTokensDeltaParams) -> types.SemanticTokens | types.SemanticTokensDelta:
    """What has changed in the tokens since an answer; all of them where that is not the last one."""
    uri = params.text_document.uri
    here, before = asked(host, uri), host.tokens.get(uri)
    if here is None:
        return types.SemanticTokens([])
    now = _named(host, uri, _data(here, None))
    if before is None or before[0] != params.previous_result_id:
        return now
    return types.SemanticTokensDelta(_edits(before[1], now.data), now.result_id)


def _named(host: Host, uri: str, data: Sequence[int]) -> types.SemanticTokens:
    """Tokens under an id, which is the same as long as they are."""
    before = host.tokens.get(uri)
    if host.document(uri) is None:
        return types.SemanticTokens(data)
    if before is None or before[1] != data:
        host.tokens[uri] = before = (str(int(before[0]) + 1) if before is not None else "1", data)
    return types.SemanticTokens(data, before[0])


def _edits(before: Sequence[int], now: Sequence[int]) -> list[types.SemanticTokensEdit]:
    """One edit, of the tokens between those that are the same at the start and at the end."""
    if before == now:
        return []
    shorter = min(len(before), len(now))
    start = next((i for i in range(shorter) if before[i] != now[i]), shorter)
    start -= start % NUMBERS
    kept = 0
    while kept + NUMBERS <= shorter - start and all(before[-kept - n] == now[-kept - n] for n in range(1, NUMBERS + 1)):
        kept += NUMBERS
    return [types.SemanticTokensEdit(start, len(before) - kept - start, now[start : len(now) - kept])]


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
