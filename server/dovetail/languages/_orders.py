"""The order that a query of SQL asks for in a text of another language: `SELECT … FROM loans ORDER BY due_on DESC`."""

import re

from dovetail.core.shapes import Ordering
from dovetail.core.text import Range

ORDER_BY = re.compile(r"\border\s+by\b", re.IGNORECASE)
_SELECTS = re.compile(r"\bselect\b", re.IGNORECASE)
_KEY = re.compile(
    r"\s+(?:[\"`\[]?\w+[\"`\]]?\.)?[\"`\[]?(?P<key>[A-Za-z_]\w*)[\"`\]]?(?:\s+(?P<way>asc|desc)\b)?"
    r"(?:\s+nulls\s+(?:first|last))?\s*(?P<end>,|;|limit\b|offset\b|fetch\b|for\b|\Z)",
    re.IGNORECASE,
)
_TABLE = re.compile(r"\bfrom\s+(?:\"?\w+\"?\.)?[\"`]?(\w+)", re.IGNORECASE)
_ONE = re.compile(r"\blimit\s+1\b", re.IGNORECASE)


def sql_order(source: str, range: Range) -> Ordering | None:
    """The order of the rows that the query at a range gives; None where it says none of its own, or asks for one row."""
    text = source[range.start : range.end]
    if not _SELECTS.search(text):
        return None
    found = [m for m in ORDER_BY.finditer(text) if _depth(text, m.start()) == 0]
    if not found or _ONE.search(text, found[-1].end()):
        return None
    whole = Range(range.start + found[-1].start(), range.end)
    key = _KEY.match(text, found[-1].end()) if len(found) == 1 else None
    if key is None:
        return Ordering(whole)
    at = Range(range.start + key.start("key"), range.start + key.end("key"))
    way, end = key["way"], key.end("key") + (text[key.end("key") : key.end("key") + 1] in tuple('"`]'))
    behind = range.start + end
    said = Range(range.start + key.start("way"), range.start + key.end("way")) if way else at
    down = way is not None and way.lower() == "desc"
    other = "ASC" if down else "DESC"
    turned = (said, other.lower() if way.islower() else other) if way else (Range(behind, behind), " DESC")
    tables = [m[1] for m in _TABLE.finditer(text) if _depth(text, m.start()) == 0]
    table = tables[0] if len(tables) == 1 else ""
    return Ordering(whole, key["key"], at, table, "desc" if down else "asc", said, turned)


def _depth(text: str, offset: int) -> int:
    """How many parentheses are open at a place."""
    return text.count("(", 0, offset) - text.count(")", 0, offset)
