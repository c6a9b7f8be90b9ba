"""The columns that a statement of SQL in a string of other code names, each with the table that it is of.

Precision first: a name counts that stands behind the name or alias of a table, or where a part of a statement can only name a
column of the tables that it sees. What is of a function is not followed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Given, Quoted, Use
from dovetail.core.text import Range

from .blocks import (
    HIDDEN,
    NO_ALIAS,
    NOTHING_AROUND,
    SPECIAL,
    Block,
    Scope,
    blocks,
    is_column_list,
    is_source,
    made_names,
    named_at,
    named_tables,
    scope_of,
    target_of,
    within,
)
from .filled import assigned, filled, given_values, texts_in
from .naming import given_names
from .tokens import Token, inside, items, name_of, name_range, tokens

_UNKNOWN: Final[Mapping[str, tuple[str, ...]]] = {}
TABLE: Final = "sql "  # before the name of a table, in the place of a type
SEVERAL: Final = ","  # between tables, of any of which a column may be
GIVEN: Final = " as "  # before the names that a statement gives to what it selects
OUTPUT: Final = "given sql"  # how a use comes about that asks for what WITH or a subquery does not give
NAMED: Final = "table of sql"  # the type of a use that names a table
REFERS: Final = "key of "  # before the column that refers to a table, in how its use comes about
ALTERS: Final = "altered sql"  # how a use of a table comes about that a statement alters
BOUNDED: Final = "bound of sql "  # before the name of a table, in the type of a use that bounds the values of a column
MEMBER_OF: Final = (
    "sql type "  # before the name of an enum, for a member that it is given, or a text that is cast to it
)
LONGEST = 20_000
_NULL = re.compile(r"\bNULL\b", re.IGNORECASE)
BEGINS = re.compile(r"\s*(?:--[^\n]*\n\s*)*(SELECT|WITH|INSERT|UPDATE|DELETE|REPLACE|MERGE)\s", re.IGNORECASE)
# What is hardly in a sentence that begins with the same word.
_FORMAL = re.compile(
    r"[=?%$*;]|:\w|\border\s+by\s|\bgroup\s+by\s|\blimit\s+\d|\A\s*select\s+[\w.]+(?:\s*,\s*[\w.]+)*\s+from\s+[\w.]+\s*\Z"
)
# Words that stand in expressions and are no columns, where a column may be called nearly so.
_WORDS = frozenset(
    "FROM INTO SELECT INSERT UPDATE DELETE IS IN LIKE ILIKE BETWEEN WHEN THEN ELSE END OVER FILTER WITHIN INTERVAL CAST COLLATE "
    "ESCAPE SIMILAR TO ROWS ROW RANGE PRECEDING FOLLOWING UNBOUNDED CURRENT FIRST LAST NULLS ONLY TIES NEXT NOTHING AT TIME ZONE "
    "CONSTRAINT KEY RECURSIVE MATERIALIZED LOCKED SKIP NOWAIT SHARE SEPARATOR INT INTEGER SMALLINT BIGINT TEXT VARCHAR NUMERIC "
    "DECIMAL REAL FLOAT DOUBLE PRECISION BOOLEAN BOOL DATE DATETIME TIMESTAMP TIMESTAMPTZ JSON JSONB UUID CHAR CHARACTER VARYING "
    "SIGNED UNSIGNED BINARY YEAR MONTH DAY HOUR MINUTE SECOND WEEK QUARTER YEARS MONTHS DAYS HOURS MINUTES SECONDS WEEKS".split()
)
_COMPARES = ("=", "<", ">", "!", "IN", "IS", "LIKE", "ILIKE", "BETWEEN", "NOT", "~")
_SIGNS = ("=", "<", ">")
_JOINS = ("||", "|", "+", "-", "*", "/")  # what makes one value of two
_TAKE_A_COLUMN = (
    *("SUM", "AVG", "MIN", "MAX", "COUNT", "ARRAY_AGG", "LOWER", "UPPER", "COALESCE"),
    *("ANY", "UNNEST", "CARDINALITY", "ARRAY_LENGTH"),
    *("LENGTH", "CHAR_LENGTH", "OCTET_LENGTH", "ABS", "ROUND", "TRIM", "NULLIF", "IFNULL", "SUBSTR", "JSON_VALID"),
    *(
        "DATE",
        "DATETIME",
        "DATE_ADD",
        "DATE_SUB",
        "DATEDIFF",
        "UNIX_TIMESTAMP",
        "JULIANDAY",
        "LAST_DAY",
        "MONTHNAME",
        "DAYNAME",
    ),
)
_CONDITIONS = ("WHERE", "AND", "OR", "NOT")
_ENDS = ("FROM", "WHERE", "GROUP", "ORDER", "LIMIT", "OFFSET", "RETURNING", "HAVING", "FOR", "FETCH", "WINDOW", ";")


def statement_uses(text: str, start: int) -> Iterator[Use]:
    """The uses of one statement, which begins at a place of a file. What is no SQL in it must be masked, by as many characters.

    Each is of the type `sql TABLE`, with one step; a name in quotes stands without them. What may also be a word of SQL comes about
    by `perhaps sql`, any other by `sql`.
    """
    begins = BEGINS.match(text)
    if begins is None or len(text) > LONGEST:
        return
    if not begins[1].isupper() and not (begins[1].islower() and _FORMAL.search(text) is not None):
        return
    found = [t for t in tokens(text) if t.kind != "comment"]
    if sum(t.said(";") for t in found[:-1]):
        return
    for use in token_uses(text, found):
        yield replace(use, ranges=(use.ranges[0].shifted(start),))


def token_uses(text: str, found: Sequence[Token], around: Scope = NOTHING_AROUND) -> Iterator[Use]:
    """The uses of a statement of these tokens, with their places in the text. `around` are names from outside of it."""
    sure: set[int] = set()
    for table, column in _columns(text, found, around):
        sure.add(column.range.start)
        yield Use(TABLE + table, (name_of(text, column),), (name_range(column),), "read", "sql")
    summed = {t.range.start for t in (*_arguments(found), *_summands(found))}
    for table, column in _perhaps(text, found, around):
        if column.range.start not in sure:
            via = "sql" if column.range.start in summed else "perhaps sql"
            yield Use(TABLE + table, (name_of(text, column),), (name_range(column),), "read", via)
    for asked, column in _not_given(text, found, around):
        yield Use(asked, (name_of(text, column),), (name_range(column),), "read", OUTPUT)
    for table in named_tables(text, found):
        yield Use(NAMED, (name_of(text, table),), (name_range(table),), "read", "sql")


def statement_texts(text: str, start: int, known: Mapping[str, tuple[str, ...]] = _UNKNOWN) -> Iterator[Quoted]:
    """The texts that a statement compares a column with, or gives it: `status = 'paid'`, `role IN ('admin', 'member')`,
    `INSERT INTO users (role) VALUES ('admin')`. `known` as in `filled`."""
    begins = BEGINS.match(text)
    if begins is None or "'" not in text or len(text) > LONGEST:
        return
    found = [t for t in tokens(text) if t.kind != "comment"]
    if sum(t.said(";") for t in found[:-1]):
        return
    for quoted in token_texts(text, found, known=known):
        column = quoted.use.ranges[0].shifted(start)
        yield Quoted(replace(quoted.use, ranges=(column,)), quoted.text, quoted.range.shifted(start))


def statement_nulls(text: str) -> Iterator[Given]:
    """Where a statement puts null into a column by itself: `SET shelf = NULL`."""
    if BEGINS.match(text) is None or len(text) > LONGEST or _NULL.search(text) is None:
        return
    found = [t for t in tokens(text) if t.kind != "comment"]
    if not sum(t.said(";") for t in found[:-1]):
        yield from (g for g in given_values(text, found, _UNKNOWN) if g.plain == "null")


def token_texts(
    text: str, found: Sequence[Token], around: Scope = NOTHING_AROUND, known: Mapping[str, tuple[str, ...]] = _UNKNOWN
) -> Iterator[Quoted]:
    """The texts of a statement of these tokens, with their places in the text; `known` as in `filled`."""
    places = {t.range.start: i for i, t in enumerate(found)}
    for table, column in (*_columns(text, found, around), *_perhaps(text, found, around)):
        place = places[column.range.start]
        for token in (*_compared(found, place + 1), *_chosen(found, place)):
            use = Use(TABLE + table, (name_of(text, column),), (name_range(column),), "read", "sql")
            if text[token.range.start] == "'" and "''" not in token.text:
                yield Quoted(use, token.text, Range(token.range.start + 1, token.range.end - 1))
    yield from _cast(text, found)
    chosen = (v for v in assigned(text, found) if v.value[0].said("CASE", "("))
    for value in (*filled(text, found, known), *chosen):
        yield from (replace(quoted, use=value.use) for quoted in texts_in(text, value.value))


def _cast(text: str, found: Sequence[Token]) -> Iterator[Quoted]:
    """The texts that a statement makes values of a type: `'paid'::invoice_state`, `CAST('paid' AS invoice_state)`."""
    for i, token in enumerate(found[:-2]):
        sign = found[i + 1]
        cast = sign.said("::") or (sign.said("AS") and i > 1 and found[i - 1].said("(") and found[i - 2].said("CAST"))
        if cast and token.kind == "string" and text[token.range.start] == "'" and "''" not in token.text:
            name, behind = named_at(text, found, i + 2) if found[i + 2].is_name else ("", i)
            if name and not (behind < len(found) and found[behind].said("[", "(")):
                own = name.rpartition(".")[2]
                use = Use(MEMBER_OF + own, (own,), (name_range(found[behind - 1]),), "read", "sql")
                yield Quoted(use, token.text, Range(token.range.start + 1, token.range.end - 1))


def _compared(found: Sequence[Token], at: int) -> Iterator[Token]:
    """The strings behind an equals sign, its opposite, IN or `= ANY (ARRAY['a', 'b'])`."""
    signs = ""
    while at < len(found) and found[at].said("=", "<", ">", "!", "<>", "!=", "NOT"):
        signs, at = signs + found[at].text, at + 1
    if at + 1 < len(found) and found[at].said("IN") and found[at + 1].said("(") and signs in ("", "NOT"):
        yield from (i[0] for i in items(inside(found, at + 1)[0]) if len(i) == 1 and i[0].kind == "string")
    elif at + 3 < len(found) and found[at].said("ANY") and found[at + 1].said("(") and found[at + 2].said("ARRAY"):
        listed = [t for t in inside(found, at + 1)[0][1:] if not t.said("[", "]")] if signs == "=" else []
        yield from (i[0] for i in items(listed) if i[0].kind == "string" and (len(i) == 1 or i[1].said("::")))
    elif at < len(found) and found[at].kind == "string" and signs in ("=", "<>", "!="):
        behind = found[at + 1] if at + 1 < len(found) else None
        if behind is None or not behind.said("|", "||", "COLLATE"):
            yield found[at]


def _chosen(found: Sequence[Token], at: int) -> Iterator[Token]:
    """The strings with which CASE compares a column, as a whole: `CASE t.state WHEN 'paid' THEN … WHEN 'held' THEN … END`."""
    before = at - 3 if at > 2 and found[at - 1].said(".") else at - 1
    if before < 0 or not found[before].said("CASE") or at + 1 >= len(found) or not found[at + 1].said("WHEN"):
        return
    depth = 0
    for token, behind in pairwise(found[at + 1 :]):
        depth += token.said("CASE") - token.said("END")
        if depth < 0:
            return
        if depth == 0 and token.said("WHEN") and behind.kind == "string":
            yield behind


def operands_of(found: Sequence[Token]) -> Iterator[Token]:
    """The names in an expression that are a whole side of a comparison or of a sum, and so no word of SQL."""
    for i, token in enumerate(found):
        before, behind = found[i - 1] if i else None, found[i + 1] if i + 1 < len(found) else None
        begins = before is None or before.said("(", *_CONDITIONS, *_SIGNS, *_JOINS)
        ends = behind is None or behind.said(")", "AND", "OR", *_COMPARES, *_JOINS)
        compared = (before is not None and before.said(*_SIGNS, *_JOINS)) or (
            behind is not None and behind.said(*_COMPARES, *_JOINS)
        )
        if begins and ends and compared and _is_free(found, i) and not token.said(*_WORDS):
            yield token


def _arguments(found: Sequence[Token]) -> Iterator[Token]:
    """The names alone that an aggregate is given, or another function which takes a value: `sum(fee_cents)`, `count(DISTINCT id)`."""
    for i, token in enumerate(found[2:-1], 2):
        before = i - 1 if found[i - 1].said("(") else i - 2 if found[i - 1].said("DISTINCT") else 0
        called = before > 0 and found[before].said("(") and found[before - 1].said(*_TAKE_A_COLUMN)
        if (called or _is_cut(found, i) or _joins_by(found, i)) and found[i + 1].said(")", ","):
            yield token


def _is_cut(found: Sequence[Token], i: int) -> bool:
    """True for the moment in `date_trunc('month', booked_at)`."""
    cut = i > 3 and found[i - 1].said(",") and found[i - 2].kind == "string" and found[i - 3].said("(")
    return cut and found[i - 4].said("DATE_TRUNC", "DATE_PART")


def _joins_by(found: Sequence[Token], i: int) -> bool:
    """True for a column by which both tables are joined: `JOIN items USING (order_id)`."""
    alone = i > 4 and found[i - 1].said("(") and found[i - 2].said("USING") and found[i + 1].said(")")
    return alone and any(t.said("JOIN") for t in found[max(0, i - 7) : i - 2])


def _summands(found: Sequence[Token]) -> Iterator[Token]:
    """The names that a statement adds, multiplies or joins with something else: `amount * 100`."""
    for i, token in enumerate(found[1:-1], 1):
        before, behind = found[i - 1], found[i + 1]
        first = before.said("(", ",", "=") and behind.said(*_JOINS)
        last = before.said(*_JOINS) and behind.said(")", ",") and not found[i - 2].said("(", ",")
        if (first or last) and not token.said(*_WORDS) and _is_free(found, i):
            yield token


def _perhaps(text: str, found: Sequence[Token], around: Scope) -> Iterator[tuple[str, Token]]:
    """The other names in a statement, which may be columns, or words of SQL."""
    aliases = given_names(text, found)
    for part, scope in _parts(text, found, around):
        owner = _of(scope)
        given = aliases | scope.tables.keys() | {n.lower() for n in scope.names}
        for i, token in enumerate(part) if owner else ():
            written = name_of(text, token).lower() if _is_free(part, i) else ""
            behind = part[i + 1] if i + 1 < len(part) else None
            typed = (i > 0 and part[i - 1].said("AS")) or (
                behind is not None and (behind.kind == "string" or behind.said("FROM"))
            )
            if written and written not in given and not typed and not token.said(*_WORDS):
                yield owner, token


def _parts(text: str, found: Sequence[Token], around: Scope) -> Iterator[tuple[Sequence[Token], Scope]]:
    """The parts of a statement that have tables of their own, each with the names that it sees."""
    made = made_names(text, found)
    scopes: dict[Block, Scope] = {}
    for block in blocks(found):
        outer = scopes[block.outer] if block.outer is not None else around
        scope = within(scope_of(text, block, made), outer)
        scopes[block] = _ordered_by(text, scope, block.first.tokens) if block.first is not None else scope
        yield block.tokens, scopes[block]


def _ordered_by(text: str, scope: Scope, first: Sequence[Token]) -> Scope:
    """A part behind UNION, at whose end stands by which names of the first part the whole is ordered."""
    return replace(scope, given=scope.given | given_names(text, first))


def _of(scope: Scope) -> str:
    """The tables that a column without a table's name may be of, as a use's type names them; empty where others may be meant."""
    if not (scope.whole and scope.names):
        return ""
    given = SEVERAL.join(sorted(scope.given))
    return SEVERAL.join(scope.names) + (GIVEN + given if given else "")


def _columns(text: str, found: Sequence[Token], around: Scope) -> Iterator[tuple[str, Token]]:
    made = made_names(text, found)
    for part, scope in _parts(text, found, around):
        for i, token in enumerate(part[2:], 2):  # `alias.column`
            owner = part[i - 2]
            if not (part[i - 1].said(".") and owner.is_name and _is_plain(part, i)) or token.said(*HIDDEN):
                continue
            table = scope.tables.get(name_of(text, owner).lower())
            if table:
                yield table, token
        owner = _of(scope)
        target = target_of(text, part, made)
        for token in _unqualified(text, part, written=not owner) if owner or target else ():
            yield owner or target, token


def _not_given(text: str, found: Sequence[Token], around: Scope) -> Iterator[tuple[str, Token]]:
    """The names behind that of a subquery, or of what WITH makes, which that does not give; with the tables that the statement names."""
    tables = SEVERAL.join(dict.fromkeys(name_of(text, t) for t in named_tables(text, found)))
    if not tables or any(t.said("SEARCH", "CYCLE") for t in found):  # which add columns
        return
    for part, scope in _parts(text, found, around):
        for i, token in enumerate(part[2:], 2):
            owner = part[i - 2]
            given = scope.made.get(name_of(text, owner).lower()) if part[i - 1].said(".") and owner.is_name else None
            if given is None or not _is_plain(part, i) or name_of(text, token).lower() in given:
                continue
            yield f"{TABLE}{tables}{GIVEN}{SEVERAL.join(sorted(given))}", token
        if scope.whole and scope.made and not scope.names:  # all that it sees is what it names
            given = scope.given | given_names(text, found)
            free = {t.range.start for i, t in enumerate(part) if _is_free(part, i) and not t.said(*_WORDS)}
            reckoned = (t for t in (*_arguments(part), *_summands(part)) if t.range.start in free)
            asked = {t.range.start: t for t in (*_unqualified(text, part), *reckoned)}
            unknown = (t for t in asked.values() if name_of(text, t).lower() not in given)
            yield from ((f"{TABLE}{tables}{GIVEN}{SEVERAL.join(sorted(given))}", t) for t in unknown)


def _is_plain(part: Sequence[Token], i: int) -> bool:
    """True for the second of exactly two names with a dot between them, which is called by nobody."""
    behind = part[i + 1] if i + 1 < len(part) else None
    before = part[i - 3] if i > 2 else None
    if not part[i].is_name or (behind is not None and behind.said("(", ".")):
        return False
    return before is None or not (before.said(".", ":", "@") or is_source(part, i - 3))


def _unqualified(text: str, found: Sequence[Token], written: bool = False) -> Iterator[Token]:
    """The names in a statement of one table that can only be columns of it; or those alone that are `written`."""
    given = given_names(text, found)
    depth = grouped = 0  # `grouped` of the open parentheses, the outermost ones, stand around conditions alone
    section = ""
    for i, token in enumerate(found):
        if token.said("("):
            grouped += depth == grouped and section == "WHERE" and found[max(0, i - 1)].said("(", *_CONDITIONS)
            if depth == 0 and _takes_columns(found, i, section):
                yield from (item[0] for item in items(inside(found, i)[0]))
            elif depth == 0 and i > 1 and _is_conflict(found, i):
                yield from (n[0] for n in items(inside(found, i)[0]) if len(n) == 1 and n[0].is_name)
            depth += 1
        elif token.said(")"):
            depth -= 1
            grouped = min(grouped, depth)
        elif depth == 0 and i > 1 and token.said("UPDATE") and found[i - 1].said("KEY"):
            section = "SET"  # ON DUPLICATE KEY UPDATE
        elif depth == 0 and token.said("SELECT", "INTO", "USING", "SET", "VALUES", *_ENDS):
            if token.said("VALUES") and section == "SET":
                continue  # MySQL's `VALUES(column)`
            if token.said("RETURNING" if written else "SELECT", "RETURNING"):
                yield from _listed(found, i + 1) if not written or any(t.said("INSERT") for t in found[:i]) else ()
            if token.said("ORDER", "GROUP") and not written and not _gives_unknown(found[:i]):
                yield from (t for t in _listed(found, i + 2) if name_of(text, t).lower() not in given)
            section = token.text
        if not _is_free(found, i):
            continue
        behind = found[i + 1] if i + 1 < len(found) else None
        before = found[max(0, i - 1)]
        if depth > grouped or behind is None or i == 0:
            continue
        sets = not depth and section == "SET" and behind.said("=") and before.said("SET", "UPDATE", ",")
        if sets or (
            not written
            and section == "WHERE"
            and name_of(text, token).lower() not in given  # SQLite knows them there
            and behind.said(*_COMPARES)
            and before.said("(" if depth else "", *_CONDITIONS)
        ):
            yield token


def _gives_unknown(before: Sequence[Token]) -> bool:
    """True where what is put into a list besides columns may give names that cannot be seen: `SELECT id, {far} FROM users`."""
    start = next((i + 1 for i in reversed(range(len(before))) if before[i].said("SELECT")), len(before))
    listed = next((i for i in range(start, len(before)) if before[i].said("FROM")), len(before))
    selected = list(items(before[start:listed]))
    return len(selected) > 1 and any(len(item) == 1 and item[0].said("?") for item in selected)


def _takes_columns(found: Sequence[Token], opening: int, section: str) -> bool:
    """True for `INSERT INTO users (id, name) VALUES`, and for what MERGE inserts: `WHEN NOT MATCHED THEN INSERT (id, name)`."""
    merges = opening > 1 and found[opening - 1].said("INSERT") and found[opening - 2].said("THEN")
    return (section == "INTO" or merges) and is_column_list(found, opening)


def _is_conflict(found: Sequence[Token], opening: int) -> bool:
    """True for `ON CONFLICT (id)`, `DISTINCT ON (id)` and for MySQL's `email = VALUES(email)`."""
    before = found[opening - 1]
    if before.said("ON") and found[opening - 2].said("DISTINCT"):
        return True
    return (before.said("CONFLICT") and found[opening - 2].said("ON")) or (
        before.said("VALUES") and found[opening - 2].said("=")
    )


def _listed(found: Sequence[Token], start: int) -> Iterator[Token]:
    """The items of a list that are a column and no more, but for an alias or a direction."""
    depth, end = 0, start
    while end < len(found) and not (depth == 0 and found[end].said(*_ENDS)):
        depth += 1 if found[end].said("(") else -1 if found[end].said(")") else 0
        end += 1
    for item in items(found[start:end]):
        first, rest = item[0], item[1:]
        if first.said("DISTINCT", "ALL") and rest:
            first, rest = rest[0], rest[1:]
        alone = not rest or rest[0].said("AS", "ASC", "DESC", "NULLS")
        if alone and first.is_name and not first.said(*SPECIAL):
            yield first


def _is_free(found: Sequence[Token], i: int) -> bool:
    """True for a name that is no keyword, no parameter, no function, and not behind a table's name."""
    token = found[i]
    if not token.is_name or token.said(*SPECIAL, *NO_ALIAS):
        return False
    behind = found[i + 1] if i + 1 < len(found) else None
    named = i > 0 and found[i - 1].said(".", ":", "@", "$", "::", "%")
    return not named and not (behind is not None and behind.said("(", "."))
