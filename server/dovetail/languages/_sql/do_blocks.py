"""PostgreSQL's `DO $$ … $$`: the statements in it that make or alter something, as they would stand without the block.

Migrations put what must not fail there: `EXCEPTION WHEN duplicate_object THEN null`, `IF NOT EXISTS (…) THEN`.
"""

from collections.abc import Iterator

from dovetail.core.dataclass import replace
from dovetail.core.text import Range

from .tokens import Statement, Token, statements

_BEFORE = ("BEGIN", "THEN", "ELSE", "LOOP")  # behind which a statement of the block starts
_STARTS = ("CREATE", "ALTER")
_MADE = ("TABLE", "TYPE", "INDEX", "UNIQUE", "DOMAIN")


def unfolded(source: str, found: list[Statement]) -> list[Statement]:
    """The statements of a text, with those of its blocks in the place of each block."""
    if not any(s.tokens[0].said("DO") for s in found):
        return found
    return [inner for s in found for inner in (_inside(source, s) if s.tokens[0].said("DO") else (s,))]


def _inside(source: str, block: Statement) -> Iterator[Statement]:
    body = next((t for t in block.tokens if t.kind == "string" and source[t.range.start] == "$"), None)
    if body is None:
        yield block
        return
    start = source.index("$", body.range.start + 1) + 1
    end = max(start, body.range.end - (start - body.range.start))
    for statement in statements(source[start:end]):
        behind = (i + 1 for i, t in enumerate(statement.tokens) if t.said(*_BEFORE))
        first = next((i for i in (0, *behind) if _makes(statement.tokens, i)), None)
        if first is not None:
            tokens = tuple(_moved(t, start) for t in statement.tokens[first:])
            comments = tuple(_moved(t, start) for t in statement.comments)
            yield Statement(tokens, comments, Range(tokens[0].range.start, statement.range.end + start))


def _makes(tokens: tuple[Token, ...], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at].said(*_STARTS) and tokens[at + 1].said(*_MADE)


def _moved(token: Token, by: int) -> Token:
    return replace(token, range=token.range.shifted(by))
