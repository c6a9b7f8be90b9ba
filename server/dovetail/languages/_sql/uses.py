"""The columns that a statement of SQL in a string of other code names, each with the table that it is of.

Precision first: a name counts that stands behind the name or alias of a table, or where a statement of one table can only name a
column. What is of a subquery, of a WITH or of a function is not followed.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from dovetail.core.shapes import Quoted, Use
from dovetail.core.text import Range

from .tokens import Token, inside, items, name_of, name_range, tokens

TABLE: Final = "sql "  # before the name of a table, in the place of a type
SEVERAL: Final = ","  # between tables, of any of which a column may be
GIVEN: Final = " as "  # before the names that a statement gives to what it selects
MEMBER_OF: Final = "sql type "  # before the name of an enum, for a member that it is given
_LONGEST = 20_000
_BEGINS = re.compile(r"\s*(?:--[^\n]*\n\s*)*(SELECT|WITH|INSERT|UPDATE|DELETE|REPLACE)\s", re.IGNORECASE)
# What is hardly in a sentence that begins with the same word.
_FORMAL = re.compile(
    r"[=?%$*;]|:\w|\border\s+by\s|\bgroup\s+by\s|\blimit\s+\d|\A\s*select\s+[\w.]+(?:\s*,\s*[\w.]+)*\s+from\s+[\w.]+\s*\Z"
)
_SOURCES = frozenset({"FROM", "JOIN", "UPDATE", "INTO", "USING"})
_NO_ALIAS = frozenset(
    "WHERE ON USING SET VALUES SELECT JOIN INNER LEFT RIGHT FULL CROSS NATURAL OUTER GROUP ORDER HAVING LIMIT OFFSET FETCH FOR "
    "UNION EXCEPT INTERSECT RETURNING WINDOW DEFAULT AS LATERAL TABLESAMPLE PARTITION FORCE USE IGNORE OVERRIDING STRAIGHT_JOIN "
    "CONFLICT DO DUPLICATE WITH BY AND OR".split()
)
_SPECIAL = frozenset(
    "TRUE FALSE NULL DEFAULT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER LOCALTIME LOCALTIMESTAMP SESSION_USER USER "
    "CTID XMIN XMAX OID TABLEOID ROWID _ROWID_ ROWNUM CASE NOT EXISTS DISTINCT ALL ANY SOME ASC DESC".split()
)
# Words that stand in expressions and are no columns, where a column may be called nearly so.
_WORDS = frozenset(
    "FROM INTO SELECT INSERT UPDATE DELETE IS IN LIKE ILIKE BETWEEN WHEN THEN ELSE END OVER FILTER WITHIN INTERVAL CAST COLLATE "
    "ESCAPE SIMILAR TO ROWS ROW RANGE PRECEDING FOLLOWING UNBOUNDED CURRENT FIRST LAST NULLS ONLY TIES NEXT NOTHING AT TIME ZONE "
    "CONSTRAINT KEY RECURSIVE MATERIALIZED LOCKED SKIP NOWAIT SHARE SEPARATOR INT INTEGER SMALLINT BIGINT TEXT VARCHAR NUMERIC "
    "DECIMAL REAL FLOAT DOUBLE PRECISION BOOLEAN BOOL DATE DATETIME TIMESTAMP TIMESTAMPTZ JSON JSONB UUID CHAR CHARACTER VARYING "
    "SIGNED UNSIGNED BINARY YEAR MONTH DAY HOUR MINUTE SECOND WEEK QUARTER YEARS MONTHS DAYS HOURS MINUTES SECONDS WEEKS".split()
)
_TAKE_FROM = ("EXTRACT", "SUBSTRING", "TRIM", "OVERLAY")  # functions with a FROM of their own
_NOT_A_START = ("DO", "FOR", "KEY", "ON")
_COMPARES = ("=", "<", ">", "!", "IN", "IS", "LIKE", "ILIKE", "BETWEEN", "NOT", "~")
_CONDITIONS = ("WHERE", "AND", "OR", "NOT")
_ENDS = ("FROM", "WHERE", "GROUP", "ORDER", "LIMIT", "OFFSET", "RETURNING", "HAVING", "FOR", "FETCH", "WINDOW", ";")


def statement_uses(text: str, start: int) -> Iterator[Use]:
    """The uses of one statement, which begins at a place of a file. What is no SQL in it must be masked, by as many characters.

    Each is of the type `sql TABLE`, with one step; a name in quotes stands without them. What may also be a word of SQL comes about
    by `perhaps sql`, any other by `sql`.
    """
    begins = _BEGINS.match(text)
    if begins is None or len(text) > _LONGEST:
        return
    if not begins[1].isupper() and not (begins[1].islower() and _FORMAL.search(text) is not None):
        return
    found = [t for t in tokens(text) if t.kind != "comment"]
    if sum(t.said(";") for t in found[:-1]):
        return
    sure: set[int] = set()
    for table, column in _columns(text, found):
        sure.add(column.range.start)
        at = name_range(column).shifted(start)
        yield Use(TABLE + table, (name_of(text, column),), (at,), "read", "sql")
    for table, column in _perhaps(text, found):
        if column.range.start not in sure:
            at = name_range(column).shifted(start)
            yield Use(TABLE + table, (name_of(text, column),), (at,), "read", "perhaps sql")


def statement_texts(text: str, start: int) -> Iterator[Quoted]:
    """The texts that a statement compares a column of one table with, or gives it: `status = 'paid'`, `role IN ('admin', 'member')`,
    `INSERT INTO users (role) VALUES ('admin')`."""
    begins = _BEGINS.match(text)
    if begins is None or "'" not in text or len(text) > _LONGEST:
        return
    found = [t for t in tokens(text) if t.kind != "comment"]
    if sum(t.said(";") for t in found[:-1]):
        return
    places = {t.range.start: i for i, t in enumerate(found)}
    inserted = _inserted(found)
    for table, column in _columns(text, found):
        at = places[column.range.start]
        for token in (*_compared(found, at + 1), *inserted.get(at, ())) if SEVERAL not in table else ():
            use = Use(TABLE + table, (name_of(text, column),), (name_range(column).shifted(start),), "read", "sql")
            at = token.range.shifted(start)
            if text[token.range.start] == "'" and "''" not in token.text:
                yield Quoted(use, token.text, Range(at.start + 1, at.end - 1))


def _inserted(found: Sequence[Token]) -> dict[int, list[Token]]:
    """The strings that `INSERT INTO t (a, b) VALUES (…), (…)` gives its columns, by the places of those."""
    into = next((i for i, t in enumerate(found[:-1]) if t.said("INTO")), len(found))
    opening = next((i for i in range(into, len(found)) if found[i].said("(")), len(found))
    listed, at = inside(found, opening)
    columns = [opening + 1 + 2 * i for i in range(len(list(items(listed))))]
    given: dict[int, list[Token]] = {}
    if at >= len(found) or not found[at].said("VALUES") or len(listed) != 2 * len(columns) - 1:
        return given
    while at + 1 < len(found) and found[at].said("VALUES", ",") and found[at + 1].said("("):
        row, at = inside(found, at + 1)
        for column, item in zip(columns, items(row), strict=False):
            if len(item) == 1 and item[0].kind == "string":
                given.setdefault(column, []).append(item[0])
    return given


def _compared(found: Sequence[Token], at: int) -> Iterator[Token]:
    """The strings behind an equals sign, its opposite or IN."""
    signs = ""
    while at < len(found) and found[at].said("=", "<", ">", "!", "<>", "!=", "NOT"):
        signs, at = signs + found[at].text, at + 1
    if at + 1 < len(found) and found[at].said("IN") and found[at + 1].said("(") and signs in ("", "NOT"):
        yield from (i[0] for i in items(inside(found, at + 1)[0]) if len(i) == 1 and i[0].kind == "string")
    elif at < len(found) and found[at].kind == "string" and signs in ("=", "<>", "!="):
        behind = found[at + 1] if at + 1 < len(found) else None
        if behind is None or not behind.said("|", "||", "::", "COLLATE"):
            yield found[at]


def selected(text: str) -> str:
    """The tables of a plain statement and the names that it gives, as the type of its rows; empty for any other."""
    begins = _BEGINS.match(text)
    if begins is None or len(text) > _LONGEST:
        return ""
    found = [t for t in tokens(text) if t.kind != "comment"]
    if sum(t.said(";") for t in found[:-1]):
        return ""
    tables, alone = _tables(text, found, frozenset())
    given = SEVERAL.join(sorted(_given(text, found)))
    return f"{TABLE}{alone}{GIVEN}{given}" if alone and tables else ""


def _perhaps(text: str, found: Sequence[Token]) -> Iterator[tuple[str, Token]]:
    """The other names in a statement of one table, which may be columns, or words of SQL."""
    tables, alone = _tables(text, found, frozenset())
    given = _given(text, found) | tables.keys() | set(alone.lower().split(SEVERAL))
    for i, token in enumerate(found) if alone else ():
        written = name_of(text, token).lower() if _is_free(found, i) else ""
        behind = found[i + 1] if i + 1 < len(found) else None
        typed = found[i - 1].said("AS") or (behind is not None and (behind.kind == "string" or behind.said("FROM")))
        if written and written not in given and not typed and not token.said(*_WORDS):
            yield alone, token


def _given(text: str, found: Sequence[Token]) -> frozenset[str]:
    """The names that a statement gives with AS."""
    return frozenset(
        name_of(text, found[i + 1]).lower() for i, t in enumerate(found[:-1]) if t.said("AS") and found[i + 1].is_name
    )


def index_uses(text: str, found: Sequence[Token]) -> Iterator[Use]:
    """The columns of `CREATE INDEX … ON users (email, created_at DESC)`, whose tokens have their places in a text."""
    on = next((i for i, t in enumerate(found) if t.said("ON")), len(found))
    at = on + 1
    while at < len(found) and found[at].said("ONLY"):
        at += 1
    while at + 2 < len(found) and found[at + 1].said("."):
        at += 2
    opening = at + 3 if at + 1 < len(found) and found[at + 1].said("USING") else at + 1
    if opening >= len(found) or not found[at].is_name or not found[opening].said("("):
        return
    for item in items(inside(found, opening)[0]):
        first, rest = item[0], item[1:]
        if first.is_name and not (rest and rest[0].said("(", ".", "::")):
            yield Use(TABLE + name_of(text, found[at]), (name_of(text, first),), (name_range(first),), "read", "sql")


def _columns(text: str, found: Sequence[Token]) -> Iterator[tuple[str, Token]]:
    made = _made(text, found)
    tables, alone = _tables(text, found, made)
    for i, token in enumerate(found[2:], 2):  # `alias.column`
        owner = found[i - 2]
        if not (token.is_name and found[i - 1].said(".") and owner.is_name):
            continue
        behind = found[i + 1] if i + 1 < len(found) else None
        before = found[i - 3] if i > 2 else None
        if (behind is not None and behind.said("(", ".")) or (before is not None and before.said(".", ":", "@")):
            continue
        if i > 2 and _is_source(found, i - 3):
            continue
        table = tables.get(name_of(text, owner).lower())
        if table:
            yield table, token
    target = alone or _target(text, found, made)
    for token in _unqualified(text, found, written=not alone) if target else ():
        yield target, token
    for i, token in enumerate(found[:-2]):
        if made and token.said("AS", "MATERIALIZED") and found[i + 1].said("(") and found[i + 2].said("SELECT"):
            body, _ = inside(found, i + 1)
            _, inner = _tables(text, body, made)
            for column in _unqualified(text, body) if inner else ():
                yield inner, column


def _made(text: str, found: Sequence[Token]) -> frozenset[str]:
    """The names that WITH gives."""
    return frozenset(
        name_of(text, t).lower()
        for i, t in enumerate(found)
        if t.is_name and i + 1 < len(found) and (i == 0 or found[i - 1].said("WITH", "RECURSIVE", ","))
        and _is_defined(found, i + 1)
    )  # fmt: skip


def _is_defined(found: Sequence[Token], at: int) -> bool:
    """True where `AS (` follows, perhaps behind a list of columns."""
    if found[at].said("("):
        _, at = inside(found, at)
    if not (at < len(found) and found[at].said("AS")):
        return False
    at += 1
    while at < len(found) and found[at].said("NOT", "MATERIALIZED"):
        at += 1
    return (
        at + 1 < len(found)
        and found[at].said("(")
        and found[at + 1].said("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "(")
    )


def _tables(text: str, found: Sequence[Token], made: frozenset[str]) -> tuple[dict[str, str], str]:
    """The tables by their names and aliases, an empty name for what is none or two; and that of a plain statement, or all of them."""
    tables: dict[str, str] = {}
    names: list[str] = []
    plain = sum(_begins(found, i) for i in range(len(found))) == 1
    for i, token in enumerate(found):
        if not _is_source(found, i):
            continue
        at = i + 1
        while at < len(found):
            at, name, alias = _table(text, found, at)
            if name is None:
                plain = plain and not (at < len(found) and found[at].said("(")) and not token.said("FROM", "JOIN")
            else:
                known = "" if name.lower() in made else name  # what WITH gives is no table
                names.append(name)
                plain = plain and bool(known)
                for own in {alias or name, *(() if alias else (name,))}:
                    key = own.lower()
                    tables[key] = known if tables.get(key, known) == known else ""
            if not (token.said("FROM", "USING", "UPDATE") and at < len(found) and found[at].said(",")):
                break
            at += 1
    whole = (
        plain and not made and (len(names) == 1 or all(not found[i - 1].said("NATURAL") for i in range(1, len(found))))
    )
    return tables, SEVERAL.join(dict.fromkeys(names)) if whole else ""


def _is_source(found: Sequence[Token], i: int) -> bool:
    """True where a table follows: not at `IS DISTINCT FROM`, nor in `EXTRACT(EPOCH FROM …)`."""
    if not found[i].said(*_SOURCES) or (i > 0 and found[i - 1].said("DISTINCT", *_NOT_A_START)):
        return False
    if not found[i].said("FROM"):
        return True
    depth = 0
    for at in range(i - 1, 0, -1):
        depth += found[at].said(")") - found[at].said("(")
        if depth < 0:
            return not found[at - 1].said(*_TAKE_FROM)
    return True


def _begins(found: Sequence[Token], i: int) -> bool:
    """True where a statement begins: not at `ON CONFLICT DO UPDATE`, `ON DELETE CASCADE` or `FOR UPDATE`."""
    starts = found[i].said("SELECT", "INSERT", "UPDATE", "DELETE")
    return starts and not (i > 0 and found[i - 1].said(*_NOT_A_START))


def _table(text: str, found: Sequence[Token], at: int) -> tuple[int, str | None, str]:
    """A table at a place: the place behind it, its name and its alias."""
    while at < len(found) and found[at].said("ONLY", "LATERAL", "IGNORE"):
        at += 1
    if at >= len(found) or not found[at].is_name or found[at].said(*_NO_ALIAS, *_SPECIAL):
        return at, None, ""
    while at + 2 < len(found) and found[at + 1].said(".") and found[at + 2].is_name:
        at += 2
    name, at = name_of(text, found[at]), at + 1
    if at < len(found) and found[at].said("(") and not (at + 1 < len(found) and _is_column_list(found, at)):
        return at, None, ""  # a function
    alias = ""
    if at < len(found) and found[at].said("AS"):
        at += 1
    if at < len(found) and found[at].is_name and not found[at].said(*_NO_ALIAS):
        alias, at = name_of(text, found[at]), at + 1
    return at, name, alias


def _is_column_list(found: Sequence[Token], opening: int) -> bool:
    """True for `INSERT INTO users (email, name) VALUES`."""
    listed, behind = inside(found, opening)
    follows = behind < len(found) and found[behind].said(
        "VALUES", "SELECT", "DEFAULT", "OVERRIDING", "WITH", "ON", "RETURNING"
    )
    return follows and all(len(i) == 1 and i[0].is_name for i in items(listed))


def _target(text: str, found: Sequence[Token], made: frozenset[str]) -> str:
    """The table that a statement inserts into or updates, of which the columns are that it sets; empty where it does neither."""
    depth = 0
    for i, token in enumerate(found):
        depth += 1 if token.said("(") else -1 if token.said(")") else 0
        if depth == 0 and (token.said("INTO") or (token.said("UPDATE") and _begins(found, i))):
            _, name, _ = _table(text, found, i + 1)
            return name if name is not None and name.lower() not in made else ""
    return ""


def _unqualified(text: str, found: Sequence[Token], written: bool = False) -> Iterator[Token]:
    """The names in a statement of one table that can only be columns of it; or those alone that are `written`."""
    given = _given(text, found)
    depth = 0
    section = ""
    for i, token in enumerate(found):
        if token.said("("):
            if depth == 0 and section == "INTO" and _is_column_list(found, i):
                yield from (item[0] for item in items(inside(found, i)[0]))
            depth += 1
        elif token.said(")"):
            depth -= 1
        elif depth == 0 and token.said("SELECT", "INTO", "SET", "VALUES", *_ENDS):
            if token.said("RETURNING" if written else "SELECT", "RETURNING"):
                yield from _listed(found, i + 1) if not written or any(t.said("INSERT") for t in found[:i]) else ()
            if token.said("ORDER", "GROUP") and not written:
                yield from (t for t in _listed(found, i + 2) if name_of(text, t).lower() not in given)
            section = token.text
        if not _is_free(found, i):
            continue
        behind = found[i + 1] if i + 1 < len(found) else None
        before = found[i - 1]
        if depth or behind is None:
            continue
        sets = section == "SET" and behind.said("=") and before.said("SET", ",")
        if sets or (not written and section == "WHERE" and behind.said(*_COMPARES) and before.said(*_CONDITIONS)):
            yield token


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
        if alone and first.is_name and not first.said(*_SPECIAL):
            yield first


def _is_free(found: Sequence[Token], i: int) -> bool:
    """True for a name that is no keyword, no parameter, no function, and not behind a table's name."""
    token = found[i]
    if i == 0 or not token.is_name or token.said(*_SPECIAL, *_NO_ALIAS):
        return False
    behind = found[i + 1] if i + 1 < len(found) else None
    return not found[i - 1].said(".", ":", "@", "$", "::", "%") and not (behind is not None and behind.said("(", "."))
