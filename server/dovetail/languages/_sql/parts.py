"""The columns that what belongs to tables names: indexes, policies, checks, keys, comments, triggers and routines."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Quoted, Use
from dovetail.core.text import Range

from .blocks import Scope, named_at
from .columns import bounds, is_constraint
from .filled import copied_texts, text_of
from .tokens import Statement, Token, inside, items, name_of, name_range, tokens
from .uses import ALTERS, BOUNDED, NAMED, REFERS, TABLE, operands_of, token_texts, token_uses

_LONGEST = 20_000  # characters of a routine
_DOLLARS = re.compile(r"\$\w*\$")
_SPLITS = ("BEGIN", "LOOP", "DO", "DECLARE", "THEN", "ELSE", "ELSIF", "ELSEIF")
_CASES = ("THEN", "ELSE")


def part_uses(source: str, statement: Statement, triggers: Mapping[str, str]) -> Iterator[Use]:
    """The columns that a statement names which makes a part of a table, or a routine. `triggers` are tables by the routines that run
    for their rows."""
    found = statement.tokens
    words = [t.text if t.kind == "word" else "" for t in found[:7]]
    if words[:1] == ["ALTER"] and "TABLE" in words[:3]:
        table, behind = _name(source, found, words.index("TABLE") + 1)
        yield from _table_use(source, found, table, behind, ALTERS) if "EXISTS" not in words else ()
        yield from _added_uses(source, found, words.index("TABLE") + 1)
    elif words[:1] == ["COMMENT"] and len(found) > 2 and found[2].said("COLUMN"):
        yield from _commented(source, found)
    elif words[:1] == ["COPY"]:
        yield from _copied_uses(source, found)
    elif words[:1] == ["TRUNCATE"]:
        for item in items(found[2 if words[1:2] == ["TABLE"] else 1 :]):
            name, behind = _name(source, item, 0)
            yield from _table_use(source, item, name, behind)
    elif words[:1] != ["CREATE"]:
        return
    elif "FUNCTION" in words or "PROCEDURE" in words:
        for body, around in routines(source, statement, triggers):
            for part in _statements(body):
                yield from token_uses(source, part, around)
        for part in (found, *(declared for declared, _ in _bodies(source, found))):
            yield from _typed_uses(source, part)
    elif "TABLE" in words:
        yield from _table_uses(source, found, words.index("TABLE") + 1)
    elif "INDEX" in words:
        yield from _index_uses(source, found)
    elif "POLICY" in words:
        table, at = _on(source, found, 2)
        yield from _table_use(source, found, table, at)
        yield from _expression_uses(source, found[at:], table) if table else ()
    elif "TRIGGER" in words:
        yield from _trigger_uses(source, found)


def part_texts(source: str, statement: Statement, triggers: Mapping[str, str]) -> Iterator[Quoted]:
    """The texts that a routine, a trigger, a part of an index or a policy compares columns with, or gives them; and copied ones."""
    found = statement.tokens
    words = [t.text if t.kind == "word" else "" for t in found[:6]]
    if words[:1] == ["COPY"]:
        yield from copied_texts(source, statement)
        return
    if words[:1] == ["ALTER"] and "TABLE" in words[:3]:
        yield from _new_defaults(source, found, words.index("TABLE") + 1)
        return
    if words[:1] == ["CREATE"] and "TRIGGER" in words:
        table, at = _on(source, found, 2)
        around = Scope({"new": table, "old": table}, (), frozenset(), True)
        for part in _statements(found[at:]) if table else ():
            yield from token_texts(source, part, around)
        return
    if words[:1] == ["CREATE"] and ("INDEX" in words or "POLICY" in words):
        table, at = _on(source, found, 2)
        begins = ("WHERE",) if "INDEX" in words else ("USING", "CHECK")
        where = next((i for i in range(at, len(found)) if found[i].said(*begins)), len(found))
        yield from token_texts(source, found[where + 1 :], _scope(table)) if table else ()
        return
    for body, around in routines(source, statement, triggers):
        for part in _statements(body):
            yield from token_texts(source, part, around)


def _new_defaults(source: str, found: Sequence[Token], at: int) -> Iterator[Quoted]:
    """The texts that columns have from now on where nothing else is said: `ALTER COLUMN state SET DEFAULT 'draft'`."""
    table, behind = _name(source, found, at)
    for action in items(found[behind:]) if table else ():
        named = [t for t in action if not t.said("COLUMN")]
        if len(named) > 4 and named[0].said("ALTER") and named[2].said("SET") and named[3].said("DEFAULT"):
            text = text_of(source, named[4:])
            if text is not None:
                yield replace(text, use=_use(source, table, named[1]))


def triggers_of(source: str, statements: Sequence[Statement]) -> dict[str, str]:
    """The tables for whose rows routines run, by those; without routines that run for several tables."""
    found: dict[str, set[str]] = {}
    for statement in statements:
        words = [t.text if t.kind == "word" else "" for t in statement.tokens[:6]]
        if words[:1] == ["CREATE"] and "TRIGGER" in words:
            table, at = _on(source, statement.tokens, 2)
            rest = statement.tokens[at:]
            run = next((i for i, t in enumerate(rest) if t.said("EXECUTE")), len(rest))
            name, _ = _name(source, rest, run + 2)
            if table and name:
                found.setdefault(name.lower(), set()).add(table)
    return {routine: min(tables) for routine, tables in found.items() if len(tables) == 1}


def routines(source: str, statement: Statement, triggers: Mapping[str, str]) -> Iterator[tuple[list[Token], Scope]]:
    """The body of a routine in dollars, with the names that are known in it: its parameters, its variables, the rows of a trigger."""
    found = statement.tokens
    if not found[0].said("CREATE") or not any(t.said("FUNCTION", "PROCEDURE") for t in found[:5]):
        return
    at = next(i for i, t in enumerate(found) if t.said("FUNCTION", "PROCEDURE"))
    name, behind = _name(source, found, at + 1)
    begins = next((i for i, t in enumerate(found) if t.said("BEGIN")), None)
    if begins is not None:  # MySQL's, whose statements stand in no string
        declared = (found[i + 1] for i, t in enumerate(found[:-1]) if i > begins and t.said("DECLARE"))
        known = {name_of(source, t).lower() for t in (*found[behind:begins], *declared) if t.is_name}
        yield list(found[begins:]), Scope({}, (), frozenset(known), True)
    for declared, body in _bodies(source, found):
        known = {name_of(source, t).lower() for t in (*found[behind:], *declared) if t.is_name}
        table = triggers.get(name.lower(), "")
        rows = {"new": table, "old": table} if table else {}
        yield body, Scope(rows, (), frozenset(known), True)


def _bodies(source: str, found: Sequence[Token]) -> Iterator[tuple[list[Token], list[Token]]]:
    """What a routine in dollars declares, and the statements behind that."""
    for token in found:
        opening = _DOLLARS.match(source, token.range.start) if token.kind == "string" else None
        if opening is None or token.range.end - token.range.start > _LONGEST:
            continue
        end = token.range.end - len(opening[0])
        body = [
            replace(t, range=t.range.shifted(opening.end()))
            for t in tokens(source[opening.end() : end])
            if t.kind != "comment"
        ]
        begins = next((i for i, t in enumerate(body) if t.said("BEGIN")), 0)
        yield body[:begins], body[begins:]


def _typed_uses(source: str, declared: Sequence[Token]) -> Iterator[Use]:
    """The columns that variables and parameters have the type of: `v_piece loans.piece_id%TYPE`."""
    for i, token in enumerate(declared[2:-2], 2):
        typed = token.is_name and declared[i + 1].said("%") and declared[i + 2].said("TYPE")
        if typed and declared[i - 1].said(".") and declared[i - 2].is_name:
            yield _use(source, name_of(source, declared[i - 2]), token)


def _statements(body: Sequence[Token]) -> Iterator[list[Token]]:
    """The statements and conditions of a body."""
    part: list[Token] = []
    cases = 0
    for token in body:
        cases += token.said("CASE") - (token.said("END") and cases > 0)
        if token.said(";") or (token.said(*_SPLITS) and not (cases and token.said(*_CASES))):
            if part:
                yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part


def _trigger_uses(source: str, found: Sequence[Token]) -> Iterator[Use]:
    """`CREATE TRIGGER … UPDATE OF a, b ON table … WHEN (…)`, and the statements behind it in MySQL and SQLite."""
    table, at = _on(source, found, 2)
    if not table:
        return
    on = next(i for i, t in enumerate(found) if t.said("ON"))
    of = next((i for i in range(on) if found[i].said("OF")), on)
    yield from (_use(source, table, item[0]) for item in items(found[of + 1 : on]) if item[0].is_name)
    yield from _table_use(source, found, table, at)
    around = Scope({"new": table, "old": table}, (), frozenset(), True)
    for part in _statements(found[at:]):
        yield from token_uses(source, part, around)


def _table_uses(source: str, found: Sequence[Token], at: int) -> Iterator[Use]:
    """The keys and checks of a table, and what its columns are generated of."""
    table, behind = _name(source, found, at)
    if not table or behind >= len(found) or not found[behind].said("("):
        return
    body, behind = inside(found, behind)
    if len(found) > behind + 3 and found[behind].said("PARTITION") and found[behind + 3].said("("):
        yield from _parted_by(source, inside(found, behind + 3)[0], table)
    for part in items(body):
        if part[0].said("LIKE") and len(part) > 1:
            name, at = _name(source, part, 1)
            yield from _table_use(source, part, name, at)
        yield from _column_uses(source, part, table)


def _parted_by(source: str, key: Sequence[Token], table: str) -> Iterator[Use]:
    """What the rows of a table are shared out by: columns, or what is reckoned of them."""
    for item in items(key):
        if len(item) == 1 and item[0].is_name:
            yield _use(source, table, item[0])
        else:
            yield from _expression_uses(source, item, table)


def _column_uses(source: str, part: Sequence[Token], table: str) -> Iterator[Use]:
    """What a constraint names, or a column that is checked, made of others, or refers to another table."""
    if is_constraint(part):
        yield from _constraint_uses(source, part, table)
        return
    column = name_of(source, part[0])
    for i, token in enumerate(part[:-1]):
        if (token.said("CHECK", "AS") and part[i + 1].said("(")) or token.said("REFERENCES"):
            yield from _constraint_uses(source, part[i:], table, column)
            return


def _added_uses(source: str, found: Sequence[Token], at: int) -> Iterator[Use]:
    """The keys, checks and columns that are added to a table, and what a new type is reckoned of: `TYPE int USING (weight * 1000)`."""
    table, behind = _name(source, found, at)
    for action in items(found[behind:]) if table else ():
        using = next((i for i, t in enumerate(action) if t.said("USING")), len(action))
        if action[0].said("ALTER") and using < len(action):
            yield from _expression_uses(source, action[using + 1 :], table)
        if action[0].said("ADD", "MODIFY", "CHANGE"):
            behind_which = (b for a, b in pairwise(action[-2:]) if a.said("AFTER") and b.is_name)
            yield from (_use(source, table, column) for column in behind_which)
        added = [t for t in action[1:] if not t.said("COLUMN", "IF", "NOT", "EXISTS")]
        if action[0].said("ADD") and added:
            yield from _column_uses(source, added, table)


def _constraint_uses(source: str, part: Sequence[Token], table: str, column: str = "") -> Iterator[Use]:
    """The columns in the parentheses of a key, a check or an expression; `column` is the one that says it."""
    keyed = ""
    for i, token in enumerate(part):
        if token.said("PRIMARY", "UNIQUE", "FOREIGN") or (i == 0 and token.said("KEY", "INDEX", "FULLTEXT", "SPATIAL")):
            keyed = table
        elif token.said("REFERENCES"):
            keyed, behind = _name(source, part, i + 1)
            yield from _table_use(source, part, keyed, behind, f"{REFERS}{table}.{column}")
        elif token.said("CHECK", "AS", "EXCLUDE") and i + 1 < len(part) and part[i + 1].said("("):
            if token.said("CHECK"):
                yield from _bound_uses(source, inside(part, i + 1)[0], table)
            yield from _expression_uses(source, inside(part, i + 1)[0], table)
            return
        elif token.said("(") and keyed:
            listed = [c for c in items(inside(part, i)[0]) if _is_key_part(c)]
            column = name_of(source, listed[0][0]) if len(listed) == 1 and keyed == table else column
            yield from (_use(source, keyed, c[0]) for c in listed)
            keyed = ""


def _bound_uses(source: str, check: Sequence[Token], table: str) -> Iterator[Use]:
    """The bounds that a check sets the values of columns: the last step is the number, and how it comes about says which end it is of."""
    for bound in bounds(check) if any(t.kind == "number" for t in check) else ():
        at = Range(bound.number[0].range.start, bound.number[-1].range.end)
        steps = (name_of(source, bound.column), source[at.start : at.end])
        yield Use(BOUNDED + table, steps, (name_range(bound.column), at), "read", bound.name)


def _table_use(source: str, part: Sequence[Token], name: str, behind: int, via: str = "sql") -> Iterator[Use]:
    """The name of a table that must be there, which stands before a place."""
    if name and name == name_of(source, part[behind - 1]):
        yield Use(NAMED, (name,), (name_range(part[behind - 1]),), "read", via)


def _is_key_part(item: Sequence[Token]) -> bool:
    """True for a column of a key: `name`, `name(10)` of MySQL, `name DESC`; not for a function."""
    called = len(item) > 1 and item[1].said("(")
    return item[0].is_name and not (called and not (len(item) > 2 and item[2].kind == "number"))


def _copied_uses(source: str, found: Sequence[Token]) -> Iterator[Use]:
    """`COPY users (id, email) FROM …`, and TO."""
    table, at = _name(source, found, 1)
    if table and at < len(found) and found[at].said("("):
        yield from (_use(source, table, c[0]) for c in items(inside(found, at)[0]) if len(c) == 1 and c[0].is_name)


def _index_uses(source: str, found: Sequence[Token]) -> Iterator[Use]:
    """`CREATE INDEX … ON users (email, lower(name), created_at DESC) WHERE …`."""
    table, at = _on(source, found, 2)
    yield from _table_use(source, found, table, at)
    at += 2 if at < len(found) and found[at].said("USING") else 0
    if not table or at >= len(found) or not found[at].said("("):
        return
    listed, behind = inside(found, at)
    for item in items(listed):
        first, rest = item[0], item[1:]
        if first.is_name and (not (rest and rest[0].said("(", ".", "::")) or _is_key_part(item)):
            yield _use(source, table, first)
        else:
            yield from _expression_uses(source, item, table)
    if behind + 1 < len(found) and found[behind].said("INCLUDE") and found[behind + 1].said("("):
        yield from (
            _use(source, table, c[0]) for c in items(inside(found, behind + 1)[0]) if len(c) == 1 and c[0].is_name
        )
    where = next((i for i in range(behind, len(found)) if found[i].said("WHERE")), len(found))
    yield from _expression_uses(source, found[where + 1 :], table)


def _commented(source: str, found: Sequence[Token]) -> Iterator[Use]:
    """`COMMENT ON COLUMN users.email IS '…'`."""
    table, at = _owner(source, found)
    if table and found[at].said(".") and found[at + 1].is_name:
        yield _use(source, table, found[at + 1])


def _owner(source: str, found: Sequence[Token]) -> tuple[str, int]:
    """The table in `public.users.email` behind COLUMN, and the place of the last dot."""
    ends = next((i for i, t in enumerate(found) if t.said("IS")), len(found))
    return _name(source, found[: ends - 2], 3)[0] if ends > 5 else "", ends - 2


def _expression_uses(source: str, found: Sequence[Token], table: str) -> Iterator[Use]:
    operands = {name_range(t).start for t in operands_of(found)}
    for use in token_uses(source, found, _scope(table)):
        sure = use.via == "perhaps sql" and use.ranges[0].start in operands
        yield replace(use, via="sql") if sure else use


def _scope(table: str) -> Scope:
    """What an expression sees that is of one table."""
    return Scope({table.lower(): table}, (table,), frozenset(), True)


def _use(source: str, table: str, column: Token) -> Use:
    return Use(TABLE + table, (name_of(source, column),), (name_range(column),), "read", "sql")


def _on(source: str, found: Sequence[Token], start: int) -> tuple[str, int]:
    """The table behind ON, and the place behind it."""
    on = next((i for i in range(start, len(found)) if found[i].said("ON")), len(found))
    return _name(source, found, on + 1)


def _name(source: str, found: Sequence[Token], at: int) -> tuple[str, int]:
    """A name like `public.users`, empty where there is none, and the place behind it."""
    while at < len(found) and found[at].said("IF", "NOT", "EXISTS", "ONLY"):
        at += 1
    return named_at(source, found, at) if at < len(found) and found[at].is_name else ("", at)
