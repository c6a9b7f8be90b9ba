"""The parts of a statement that each name tables of their own: the statement itself, its subqueries, what WITH makes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Final

from dovetail.core.dataclass import dataclass

from .tokens import Token, inside, items, name_of

_SOURCES = frozenset({"FROM", "JOIN", "UPDATE", "INTO", "USING"})
NO_ALIAS = frozenset(
    "WHERE ON USING SET VALUES SELECT JOIN INNER LEFT RIGHT FULL CROSS NATURAL OUTER GROUP ORDER HAVING LIMIT OFFSET FETCH FOR "
    "UNION EXCEPT INTERSECT RETURNING WINDOW DEFAULT AS LATERAL TABLESAMPLE PARTITION FORCE USE IGNORE OVERRIDING STRAIGHT_JOIN "
    "CONFLICT DO DUPLICATE WITH BY AND OR".split()
)
# Columns that each table of PostgreSQL, SQLite or Oracle has without saying so.
HIDDEN = frozenset("CTID XMIN XMAX CMIN CMAX OID TABLEOID ROWID _ROWID_ ROWNUM".split())
SPECIAL = HIDDEN | frozenset(
    "TRUE FALSE NULL DEFAULT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURRENT_ROLE CURRENT_SCHEMA "
    "CURRENT_CATALOG SYSDATE LOCALTIME LOCALTIMESTAMP SESSION_USER USER CASE NOT EXISTS DISTINCT ALL ANY SOME ASC DESC".split()
)
_TAKE_FROM = ("EXTRACT", "SUBSTRING", "TRIM", "OVERLAY")  # functions with a FROM of their own
_NOT_A_START = ("DO", "FOR", "KEY", "ON")
_FILLS = (
    "INSERT",
    "REPLACE",
    "MERGE",
    "IGNORE",
    "ABORT",
    "FAIL",
    "ROLLBACK",
    "DELAYED",
    "LOW_PRIORITY",
    "HIGH_PRIORITY",
)
# Schemas that databases and platforms fill, whose tables may be called as one's own.
_FOREIGN = frozenset(
    "AUTH STORAGE REALTIME VAULT EXTENSIONS CRON NET GRAPHQL INFORMATION_SCHEMA PG_CATALOG SYS MYSQL PERFORMANCE_SCHEMA".split()
)
_QUERIES = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "VALUES")
_TOGETHER = ("UNION", "EXCEPT", "INTERSECT", "MINUS")
_NAMES_LAST = ("FROM", "INTO", "WHERE", "GROUP", "ORDER", "LIMIT", "HAVING", "FOR", "OFFSET", "WINDOW", "FETCH", ";")


@dataclass(eq=False)
class Block:
    """The tokens of one part, with empty parentheses for those within it, which are in `inner` by the place of their first.

    Its subqueries also see what is in `outer`; what WITH makes sees what is around the part that it stands in. `into` is the part that a
    query fills a table for, `first` the one behind which this one stands with UNION: by its names the whole is ordered.
    """

    outer: "Block | None" = None
    into: "Block | None" = None
    first: "Block | None" = None
    tokens: list[Token] = field(default_factory=list[Token])
    inner: "dict[int, Block]" = field(default_factory=dict[int, "Block"])


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of a part: its tables by their names and aliases (an empty name for what is none, or two), those of which a column
    without either may be, with those around it, and the names that subqueries give. `whole` where all of them are known. `made` are the
    columns of those names that are none of a table, where all can be seen."""

    tables: Mapping[str, str]
    names: tuple[str, ...]
    given: frozenset[str]
    whole: bool
    made: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])


NOTHING_AROUND: Final = Scope({}, (), frozenset(), True)


def blocks(found: Sequence[Token]) -> list[Block]:
    """The parts of a statement, the outer ones first."""
    here = Block()
    done = [here]
    opened: list[tuple[Block, bool]] = []  # what each parenthesis is in, and whether it begins a part
    for i, token in enumerate(found):
        behind = found[i + 1] if i + 1 < len(found) else None
        if token.said("("):
            begins = behind is not None and behind.said(*_QUERIES) and not _gives_rows(found, i)
            here.tokens.append(token)
            opened.append((here, begins))
            if begins:
                made = i > 0 and found[i - 1].said("AS", "MATERIALIZED")
                part = Block(here.outer if made else here)
                here.inner[token.range.start] = part
                done.append(part)
                here = part
        elif token.said(")") and opened:
            around, begins = opened.pop()
            here = around if begins else here
            here.tokens.append(token)
        else:
            at_edge = not opened or opened[-1][1]
            here = _following(here, done, token, behind) if at_edge else here
            here.tokens.append(token)
    return done


def _following(here: Block, done: list[Block], token: Token, behind: Token | None) -> Block:
    """The part that a token at the edge of one begins: behind UNION, the query of an INSERT, and what follows that."""
    if token.said(*_TOGETHER):
        part = Block(here.outer, here.into, here.first or here)
    elif token.said("SELECT", "WITH") and any(
        is_source(here.tokens, i) for i, t in enumerate(here.tokens) if t.said("INTO")
    ):
        part = Block(here.outer, here)
    else:
        ended = token.said("RETURNING") or (
            token.said("ON") and behind is not None and behind.said("CONFLICT", "DUPLICATE")
        )
        return here.into if ended and here.into is not None else here
    done.append(part)
    return part


def _gives_rows(found: Sequence[Token], opening: int) -> bool:
    """True for `VALUES(column)` of MySQL and for a VALUES that is given to a table."""
    return found[opening + 1].said("VALUES") and opening > 0 and found[opening - 1].said("KEY", "UPDATE")


def made_names(text: str, found: Sequence[Token]) -> dict[str, frozenset[str] | None]:
    """What WITH makes: the columns of each, None where not all can be seen."""
    made: dict[str, frozenset[str] | None] = {}
    for i, token in enumerate(found[:-1]):
        if token.is_name and (i == 0 or found[i - 1].said("WITH", "RECURSIVE", ",")):
            opening = _defined(found, i + 1)
            if opening is not None:
                listed = inside(found, i + 1)[0] if found[i + 1].said("(") else None
                names = [n[0] for n in items(listed)] if listed is not None else _outputs(inside(found, opening)[0])
                made[name_of(text, token).lower()] = (
                    frozenset(name_of(text, n).lower() for n in names) if names is not None else None
                )
    return made


def _defined(found: Sequence[Token], at: int) -> int | None:
    """Where `AS (` opens, perhaps behind a list of columns."""
    if found[at].said("("):
        _, at = inside(found, at)
    if not (at < len(found) and found[at].said("AS")):
        return None
    at += 1
    while at < len(found) and found[at].said("NOT", "MATERIALIZED"):
        at += 1
    opens = at + 1 < len(found) and found[at].said("(") and found[at + 1].said(*_QUERIES, "(")
    return at if opens else None


def _outputs(found: Sequence[Token]) -> list[Token] | None:
    """The names of the columns that a query gives; None where one has none that can be seen."""
    listed = listed_columns(found, *_NAMES_LAST)
    return _named(listed) if listed is not None else None


def listed_columns(found: Sequence[Token], *ends: str) -> Sequence[Token] | None:
    """The list behind the first SELECT of a part, or its RETURNING, up to a word that ends it; None where there is none."""
    depth, start = 0, None
    for i, token in enumerate(found):
        depth += token.said("(") - token.said(")")
        if start is None and depth == 0 and token.said("SELECT", "RETURNING"):
            start = i + 1
        elif start is not None and depth == 0 and token.said(*ends, *_TOGETHER):
            return found[start:i]
    return found[start:] if start is not None else None


def _named(listed: Sequence[Token]) -> list[Token] | None:
    found: list[Token] = []
    for item in items(listed):
        name = _name_given(item)
        if name is None or not name.is_name or name.said("END", *SPECIAL):
            return None
        found.append(name)
    return found


def _name_given(item: Sequence[Token]) -> Token | None:
    """The name under which an item of a list comes back; None where the database makes one up."""
    named = len(item) > 1 and item[-2].said("AS")
    at = next((i for i, t in enumerate(item) if t.said("::")), None)
    if not named and at is not None:  # a column keeps its name when it is cast, unless another follows the type
        plain = len(item) == at + 2 and all(t.is_name or t.said(".") for t in item[:at])
        return item[at - 1] if plain and at else None
    return None if not named and any(t.said("COLLATE", "OVER", "ZONE") for t in item) else item[-1]


def scope_of(text: str, block: Block, made: Mapping[str, frozenset[str] | None]) -> Scope:
    """The names of a part; `made` is what WITH makes."""
    found = block.tokens
    tables: dict[str, str] = {}
    names: list[str] = []
    given: set[str] = set()
    unclear: set[str] = set()  # names that are given twice
    outputs: dict[str, frozenset[str]] = {}
    whole = not any(t.said("NATURAL") or (t.said("ON") and _lists_more(found, i)) for i, t in enumerate(found))
    for i, token in enumerate(found):
        if not is_source(found, i):
            continue
        at = i + 1
        while at < len(found):
            opening = at + 1 if at + 1 < len(found) and found[at].said("LATERAL") else at
            at, name, alias = table_at(text, found, at)
            if name is None:
                part = block.inner.get(found[opening].range.start) if opening < len(found) else None
                columns = _outputs(part.tokens) if part is not None else None
                if part is not None:
                    _, at = inside(found, opening)
                    at, alias = _alias(text, found, at)
                    unclear.update({alias.lower()} & tables.keys())
                    tables[alias.lower()] = ""
                    if columns is not None and not (at < len(found) and found[at].said("(")):
                        outputs[alias.lower()] = frozenset(name_of(text, c).lower() for c in columns)
                given.update(name_of(text, c).lower() for c in columns or ())
                whole = whole and (columns is not None or not (token.said("FROM", "JOIN") or part is not None))
            else:
                known = name if name.lower() not in made else ""  # what WITH gives is no table
                columns_made = made.get(name.lower(), frozenset())
                whole = whole and columns_made is not None
                given.update(columns_made or ())
                names.extend([known] if known else [])
                if token.said("INTO"):
                    tables["excluded"] = known  # the row that ON CONFLICT is about
                own = (alias or name.rpartition(".")[2]).lower()
                if alias and not token.said("INTO") and at < len(found) and found[at].said("("):
                    known, columns_made, whole = (
                        "",
                        None,
                        False,
                    )  # `users AS u(key, name)`: its columns are called otherwise
                    _, at = inside(found, at)
                unclear.update({own} & tables.keys())
                tables[own] = known if tables.get(own, known) == known else ""
                if not known and columns_made is not None:
                    outputs[own] = columns_made
            if not (token.said("FROM", "USING", "UPDATE") and at < len(found) and found[at].said(",")):
                break
            at += 1
    seen = {k: v for k, v in outputs.items() if k and k not in unclear}
    return Scope(tables, tuple(dict.fromkeys(names)), frozenset(given), whole, seen)


def _lists_more(found: Sequence[Token], on: int) -> bool:
    """True where a comma follows the condition of a join, and another table or a function behind it: `JOIN b ON a.id = b.a_id, c`."""
    if found[on - 1].said("DISTINCT") or (on + 1 < len(found) and found[on + 1].said("CONFLICT", "DUPLICATE")):
        return False
    depth = 0
    for token in found[on + 1 :]:
        depth += token.said("(") - token.said(")")
        if depth == 0 and token.said(",", "ON", "JOIN", "SET", *_NAMES_LAST):
            return token.said(",")
    return False


def named_tables(text: str, found: Sequence[Token]) -> Iterator[Token]:
    """The names of the tables behind FROM, JOIN, UPDATE, INTO and USING, but for what WITH makes and what has a schema of its own."""
    made = made_names(text, found)
    for i, token in enumerate(found[:-1]):
        first = found[i + 1]
        if token.said(*_SOURCES) and is_source(found, i) and first.is_name:
            _, name, _ = table_at(text, found, i + 1)
            _, at = named_at(text, found, i + 1)
            if name is not None and name.lower() not in made and name == name_of(text, found[at - 1]):
                yield found[at - 1]


def within(scope: Scope, outer: Scope) -> Scope:
    """The names that a subquery sees: its own, and those around it."""
    return Scope(
        {**outer.tables, **scope.tables},
        tuple(dict.fromkeys((*scope.names, *outer.names))),
        scope.given | outer.given,
        scope.whole and outer.whole,
        {**{k: v for k, v in outer.made.items() if k not in scope.tables}, **scope.made},
    )


def is_source(found: Sequence[Token], i: int) -> bool:
    """True where a table follows: not at `IS DISTINCT FROM`, in `EXTRACT(EPOCH FROM …)` nor at `JOIN … USING (id)`."""
    refused = ("DISTINCT",) if found[i].said("FROM") else _NOT_A_START
    if not found[i].said(*_SOURCES) or (i > 0 and found[i - 1].said(*refused)):
        return False
    if found[i].said("INTO"):  # no variable
        return i > 0 and found[i - 1].said(*_FILLS)
    if found[i].said("USING"):
        return i + 1 < len(found) and not found[i + 1].said("(") and _is_of_rows(found, i)
    if not found[i].said("FROM"):
        return True
    depth = 0
    for at in range(i - 1, 0, -1):
        depth += found[at].said(")") - found[at].said("(")
        if depth < 0:
            return not found[at - 1].said(*_TAKE_FROM)
    return True


def _is_of_rows(found: Sequence[Token], using: int) -> bool:
    """True for the USING of DELETE and MERGE: not for what `EXECUTE … USING` and `CONVERT(name USING utf8mb4)` are given."""
    depth = 0
    for token in reversed(found[:using]):
        depth += token.said(")") - token.said("(")
        if depth < 0 or (depth == 0 and token.said("EXECUTE", "DELETE", "MERGE")):
            return depth == 0 and not token.said("EXECUTE")
    return False


def begins(found: Sequence[Token], i: int) -> bool:
    """True where a statement begins: not at `ON CONFLICT DO UPDATE`, `ON DELETE CASCADE` or `FOR UPDATE`."""
    starts = found[i].said("SELECT", "INSERT", "UPDATE", "DELETE")
    return starts and not (i > 0 and found[i - 1].said(*_NOT_A_START))


def table_at(text: str, found: Sequence[Token], at: int) -> tuple[int, str | None, str]:
    """A table at a place: the place behind it, its name and its alias."""
    # Joins may stand in parentheses; those of a subquery are empty here.
    while at + 1 < len(found) and found[at].said("ONLY", "LATERAL", "IGNORE", "(") and not found[at + 1].said(")"):
        at += 1
    # MySQL and SQLite take `user` for a table as any other.
    if at >= len(found) or not found[at].is_name or found[at].said(*NO_ALIAS, *(SPECIAL - {"USER"})):
        return at, None, ""
    name, at = named_at(text, found, at)
    if at < len(found) and found[at].said("(") and not (at + 1 < len(found) and is_column_list(found, at)):
        return at, None, ""  # a function
    at, alias = _alias(text, found, at)
    return at, name, alias


def named_at(text: str, found: Sequence[Token], at: int) -> tuple[str, int]:
    """The name of a table at a place, with its schema where a platform made that, and the place behind it."""
    schema = ""
    while at + 2 < len(found) and found[at + 1].said(".") and found[at + 2].is_name:
        schema = found[at].text.upper()
        at += 2
    own = name_of(text, found[at])
    return (f"{schema.lower()}.{own}" if schema in _FOREIGN else own), at + 1


def _alias(text: str, found: Sequence[Token], at: int) -> tuple[int, str]:
    """The alias at a place, and the place behind it."""
    if at < len(found) and found[at].said("AS"):
        at += 1
    if at < len(found) and found[at].is_name and not found[at].said(*NO_ALIAS):
        return at + 1, name_of(text, found[at])
    return at, ""


def is_column_list(found: Sequence[Token], opening: int) -> bool:
    """True for `INSERT INTO users (email, name) VALUES`."""
    listed, behind = inside(found, opening)
    if behind < len(found):
        follows = found[behind].said("VALUES", "SELECT", "DEFAULT", "OVERRIDING", "WITH", "ON", "RETURNING")
    else:  # the query that follows is a part of its own
        at = opening - 1
        while at > 1 and found[at - 1].said("."):
            at -= 2
        follows = at > 0 and found[at - 1].said("INTO")
    return follows and all(len(i) == 1 and i[0].is_name for i in items(listed))


def target_of(text: str, found: Sequence[Token], made: Mapping[str, object]) -> str:
    """The table that a part inserts into or updates, of which the columns are that it sets; empty where it does neither."""
    depth = 0
    for i, token in enumerate(found):
        depth += 1 if token.said("(") else -1 if token.said(")") else 0
        if depth == 0 and ((token.said("INTO") and is_source(found, i)) or (token.said("UPDATE") and begins(found, i))):
            _, name, _ = table_at(text, found, i + 1)
            return name if name is not None and name.lower() not in made else ""
    return ""
