"""The names that a statement gives by itself: to what it selects, and to the columns of what it selects from."""

from collections.abc import Sequence
from typing import Final

from .blocks import NO_ALIAS, SPECIAL
from .tokens import Token, inside, items, name_of

NO_NAMES: Final = frozenset({"END", "NULL", "TRUE", "FALSE", "AND", "OR", "NOT", "IN", "IS"})
_ENDS = (
    "FROM",
    "INTO",
    "WHERE",
    "GROUP",
    "ORDER",
    "LIMIT",
    "HAVING",
    "OFFSET",
    "WINDOW",
    "FETCH",
    "UNION",
    "EXCEPT",
    "INTERSECT",
)
_GOES_ON = ("AND", "OR", "NOT", "IN", "IS", "LIKE", "BETWEEN", "THEN", "ELSE", "WHEN", "CASE", "DISTINCT", "ALL")
# What stands between parentheses and opens others, and names nothing.
_BETWEEN = frozenset("IN OVER FILTER WITHIN GROUP ANY ALL SOME EXISTS NOT LIKE IS THEN ELSE WHEN KEY SEPARATOR".split())


def given_names(text: str, found: Sequence[Token]) -> frozenset[str]:
    """The names in lower case that a statement gives with AS or without, to a value, a table or the columns of one."""
    given = {t for i, t in enumerate(found[1:], 1) if t.is_name and found[i - 1].said("AS")}
    for i, token in enumerate(found):
        if token.said("SELECT", "RETURNING"):
            named = (i for i in items(_listed(found, i + 1)) if name_behind(i) is not None or _is_quoted(i))
            given.update(item[-1] for item in named)
        elif token.said("(") and _renames(found, i):
            given.update(item[0] for item in items(inside(found, i)[0]) if item[0].is_name)
    return frozenset((t.text if t.kind == "string" else name_of(text, t)).lower() for t in given)


def name_behind(item: Sequence[Token]) -> Token | None:
    """The name that an item of a list has behind its value, with AS or without: `count(*) n`."""
    named = len(item) > 1 and item[-1].is_name and not item[-1].said(*NO_NAMES) and _ends_value(item[:-1])
    return item[-1] if named else None


def _is_quoted(item: Sequence[Token]) -> bool:
    """True for a name that stands as a string behind its value, as MySQL and SQLite take it: `count(*) 'how many'`."""
    return len(item) > 1 and item[-1].kind == "string" and (item[-2].said("AS") or _ends_value(item[:-1]))


def behind_distinct(listed: Sequence[Token]) -> Sequence[Token]:
    """What `DISTINCT` and `DISTINCT ON (user_id)` list."""
    if len(listed) < 2 or not listed[1].said("ON"):
        return listed[1:]
    depth = 0
    for i, token in enumerate(listed):
        depth += token.said("(") - token.said(")")
        if depth == 0 and token.said(")"):
            return listed[i + 1 :]
    return []


def _listed(found: Sequence[Token], start: int) -> Sequence[Token]:
    """The list behind SELECT or RETURNING."""
    depth, end = 0, start
    while end < len(found) and not (
        depth == 0 and found[end].said(")", ";", *_ENDS) and not found[end - 1].said("WITHIN")
    ):
        depth += found[end].said("(") - found[end].said(")")
        end += 1
    listed = found[start:end]
    return behind_distinct(listed) if listed and listed[0].said("DISTINCT") else listed


def _renames(found: Sequence[Token], opening: int) -> bool:
    """True for the columns behind the alias of a table, a function or a list: `AS t(id, rank)`, `unnest($1) u(tag)`."""
    alias = found[opening - 1] if opening > 1 else None
    if alias is None or not alias.is_name or alias.said(*NO_ALIAS, *SPECIAL, *_BETWEEN):
        return False
    return found[opening - 2].said("AS", ")", "ORDINALITY")


def _ends_value(item: Sequence[Token]) -> bool:
    """True where what stands before a name is a value, or the AS behind one."""
    last = item[-1]
    if last.said("AS"):
        return len(item) > 1
    is_operator = last.kind == "mark" and not last.said(")", "]", "?", "}")
    return not is_operator and not last.said(*_GOES_ON)
