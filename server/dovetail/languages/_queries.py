"""SQL in the strings of other languages: the columns that a query gives back or writes."""

import re
from collections.abc import Sequence

from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.text import Range

from ._comments import Comment
from ._sql.tokens import Token, inside, items, name_of, tokens
from ._sql.tokens import name_range as token_range

_QUERY = re.compile(r"\s*(?:--[^\n]*\n\s*)*(SELECT|WITH|INSERT|UPDATE|DELETE)\s", re.IGNORECASE)
_ENDS = ("FROM", "INTO", "WHERE", "GROUP", "ORDER", "LIMIT", "UNION", "EXCEPT", "INTERSECT", "HAVING", "FOR", "OFFSET")

SHORTEST = 12  # characters of a query that has a column


def is_query(text: str) -> bool:
    """True where a text begins as a query does."""
    return (" " in text or "\n" in text or "\t" in text) and _QUERY.match(text) is not None


def query(source: str, range: Range, name: str, name_range: Range, comment: Comment) -> Record | None:
    """The record that a query at a range gives back, or writes where it gives none back; None where there is no query.

    It is open where a column has no name that can be seen, and where its list does not end inside the string.
    """
    text = source[range.start : range.end]
    start = _QUERY.match(text)
    if start is None:
        return None
    found = [t for t in tokens(text) if t.kind != "comment"]
    selected, ended = _selected(found)
    if selected is None and found[0].said("INSERT"):
        opening = next((i for i, t in enumerate(found) if t.said("(")), len(found))
        selected, behind = inside(found, opening)
        ended = 0 < behind < len(found)
    if selected is None or (not ended and not start[1].isupper()):  # "Select all of them" is prose
        return None
    columns = [_alias(item) for item in items(selected)]
    fields = tuple(_field(text, c, range.start) for c in columns if c is not None)
    keyword = Range(range.start + start.start(1), range.start + start.end(1))
    return Record(
        name=name or source[keyword.start : keyword.end],
        name_range=name_range if name else keyword,
        range=range,
        fields=fields,
        layer="db",
        construct="query",
        open=not ended or len(fields) < len(columns),
        exported=False,
        doc=comment.doc,
        tags=comment.tags,
    )


def selected_columns(found: Sequence[Token]) -> tuple[Token, ...] | None:
    """The names of the columns that a query of these tokens gives, if all can be seen."""
    selected, _ = _selected(found)
    names = [_alias(item) for item in items(selected)] if selected is not None else [None]
    return tuple(n for n in names if n is not None) if None not in names else None


def _selected(found: Sequence[Token]) -> tuple[Sequence[Token] | None, bool]:
    """The tokens between SELECT (or RETURNING), at the outermost level, and what ends its list; and whether anything does."""
    depth, start, returning = 0, -1, False
    for i, token in enumerate(found):
        depth += 1 if token.said("(") else -1 if token.said(")") else 0
        if start >= 0 and depth == 0 and token.said(*_ENDS, ";"):
            return found[start:i], True
        if start < 0 and depth == 0 and token.said("SELECT", "RETURNING"):
            start = i + 1
            while start < len(found) and found[start].said("DISTINCT", "ALL"):
                start += 1
            returning = token.said("RETURNING")
    return (found[start:], returning) if start >= 0 else (None, False)


def _alias(item: Sequence[Token]) -> Token | None:
    """The name under which an item comes back; None where it has none that can be seen."""
    last, before = item[-1], item[-2] if len(item) > 1 else None
    if not last.is_name or last.said("END", "NULL", "TRUE", "FALSE"):
        return None
    named = before is None or before.said("AS", ".", ")") or before.kind in ("string", "number")
    return last if named or (before is not None and before.is_name) else None


def _field(text: str, name: Token, at: int) -> Field:
    place = token_range(name).shifted(at)
    return Field(
        name=name_of(text, name),
        name_range=place,
        kind=Kind("unknown"),
        presence="required",
        nullable="unknown",
        range=place,
    )
