"""The rows that a statement of SQL gives, by the tables that they are of and the names that they have."""

from collections.abc import Sequence
from dataclasses import field
from typing import Final

from dovetail.core.dataclass import dataclass

from .blocks import SPECIAL, Scope, blocks, listed_columns, made_names, scope_of
from .naming import NO_NAMES, behind_distinct, name_behind
from .tokens import Token, items, name_of, tokens
from .uses import BEGINS, GIVEN, LONGEST, SEVERAL, TABLE

ONLY: Final = " only "  # before the columns that a statement lists, where it gives no others
ANY: Final = "?"  # among those names, for one that is not known
_ENDS = ("FROM", "INTO", "WHERE", "GROUP", "ORDER", "LIMIT", "HAVING", "OFFSET", "WINDOW", "FETCH", ";")
# What a column is not called by where nothing else is said, or not in each version of a database.
_NAMED_OTHERWISE = (
    "CAST",
    "TRY_CAST",
    "CONVERT",
    "EXTRACT",
    "COLLATE",
    "TRIM",
    "SUBSTRING",
    "OVERLAY",
    "POSITION",
    "XMLPARSE",
    "ROW",
)


@dataclass
class _Listed:
    """What a list of columns gives: whole tables, columns by their own names, names that it gives itself."""

    starred: list[str] = field(default_factory=list[str])
    plain: list[str] = field(default_factory=list[str])
    given: list[str] = field(default_factory=list[str])
    whole: bool = True


def selected(text: str) -> str:
    """The tables of a statement and the names of its rows, as the type of those: `sql orders only id,state as total`.

    Where it lists all columns of its tables there is no `only`, and where some names cannot be told one is `?`. Empty where not even
    the tables are known.
    """
    begins = BEGINS.match(text)
    if begins is None or len(text) > LONGEST:
        return ""
    found = [t for t in tokens(text) if t.kind != "comment"]
    if sum(t.said(";") for t in found[:-1]):
        return ""
    main = blocks(found)[0]
    scope = scope_of(text, main, made_names(text, found))
    listed = _read(text, listed_columns(main.tokens, *_ENDS) or [], scope)
    names = {*listed.given, *([] if listed.whole else [ANY])}
    if listed.whole and not listed.starred and (listed.plain or listed.given):
        behind = GIVEN + SEVERAL.join(sorted(names)) if names else ""
        return f"{TABLE}{SEVERAL.join(scope.names)}{ONLY}{SEVERAL.join(listed.plain)}{behind}"
    tables = tuple(dict.fromkeys(listed.starred)) if listed.whole else scope.names
    names |= {*listed.plain, *scope.given}  # what subqueries and WITH give, an asterisk takes as well
    return f"{TABLE}{SEVERAL.join(tables)}{GIVEN}{SEVERAL.join(sorted(names))}" if scope.whole and tables else ""


def with_columns(row: str) -> str:
    """The type of a row that may have all columns of its tables besides the names that it has."""
    tables, lists, names = row.partition(ONLY)
    listed, _, given = names.partition(GIVEN)
    return f"{tables}{GIVEN}{SEVERAL.join(filter(None, (listed, given)))}" if lists else row


def _read(text: str, listed: Sequence[Token], scope: Scope) -> _Listed:
    found = _Listed()
    if listed and listed[0].said("ALL"):
        listed = listed[1:]
    elif listed and listed[0].said("DISTINCT"):
        listed = behind_distinct(listed)
    for item in items(listed):
        _add(text, item, scope, found)
    return found


def _add(text: str, item: Sequence[Token], scope: Scope, found: _Listed) -> None:
    """Adds what one item of a list gives."""
    last = item[-1]
    if last.said("*") and len(item) in (1, 3):
        tables = list(scope.names) if len(item) == 1 else [scope.tables.get(name_of(text, item[0]).lower(), "")]
        found.starred.extend(tables)
        found.whole = found.whole and bool(tables) and all(tables)
        return
    if not any(t.said("AS") for t in item):
        item = item[: _cast(item)]
        last = item[-1]
    if _is_column(item):
        (found.plain if _is_of_table(text, item, scope) else found.given).append(name_of(text, last))
    elif not any(t.said("AS") for t in item) and any(t.said(*_NAMED_OTHERWISE) for t in item):
        found.whole = False
    elif name_behind(item) is not None:
        found.given.append(name_of(text, last))
    elif len(item) > 2 and item[0].is_name and item[1].said("(") and last.said(")") and _is_one_call(item):
        found.given.append(name_of(text, item[0]).lower())  # as it is called where nothing else is said
    else:
        found.whole = False


def _is_of_table(text: str, column: Sequence[Token], scope: Scope) -> bool:
    """False for a column that a subquery, or what WITH makes, may give."""
    if len(column) > 1:
        return bool(scope.tables.get(name_of(text, column[-3]).lower()))
    return scope.whole and name_of(text, column[0]).lower() not in scope.given


def _cast(item: Sequence[Token]) -> int:
    """Where `::text` begins behind all of an item, which does not change its name."""
    depth = 0
    for i, token in enumerate(item):
        depth += token.said("(") - token.said(")")
        named = i + 2 == len(item) or (i + 2 < len(item) and item[i + 2].said("(", "["))
        if depth == 0 and i and token.said("::") and named:
            return i
    return len(item)


def _is_column(item: Sequence[Token]) -> bool:
    """True for `id`, `orders.id` and the like."""
    named = all(t.is_name if i % 2 == 0 else t.said(".") for i, t in enumerate(item))
    return named and len(item) % 2 == 1 and not item[-1].said(*SPECIAL, *NO_NAMES)


def _is_one_call(item: Sequence[Token]) -> bool:
    """True where the parenthesis behind the first name closes at the end."""
    depth = 0
    for i, token in enumerate(item[1:], 1):
        depth += token.said("(") - token.said(")")
        if depth == 0:
            return i == len(item) - 1
    return False
