"""The values that statements put into columns: rows of INSERT, what its query selects, and the rows that a dump copies."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Given, Plain, Quoted, Use
from dovetail.core.text import Range

from .blocks import is_source, listed_columns, named_at, table_at
from .tokens import Statement, Token, inside, items, name_of, name_range

TABLE: Final = "sql "
_MOST_ROWS = 20  # of those that a dump copies
_LONGEST = 40  # characters of a value in them
_TOGETHER = ("UNION", "EXCEPT", "INTERSECT")
_ENDS = (";", "FROM", "WHERE", "GROUP", "ORDER", "LIMIT", "HAVING", "ON", "RETURNING", "WINDOW")
_NO_ROWS: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class Filled:
    """A value that is put into a column: the table, the column, where that is named (else where the value is), and the value's tokens."""

    table: str
    column: str
    place: Range
    value: tuple[Token, ...]

    @property
    def use(self) -> Use:
        """What leads to the column."""
        return Use(TABLE + self.table, (self.column,), (self.place,), "read", "sql")


def filled(text: str, found: Sequence[Token], known: Mapping[str, tuple[str, ...]] = _NO_ROWS) -> Iterator[Filled]:
    """What a statement of these tokens puts into columns. `known` are the columns of tables, by their names in lower case."""
    into = next((i for i, t in enumerate(found[:-1]) if t.said("INTO") and is_source(found, i)), None)
    if into is None:
        return
    _, table, _ = table_at(text, found, into + 1)
    _, opening = named_at(text, found, into + 1)
    if table is None or opening >= len(found):
        return
    listed, at = inside(found, opening) if found[opening].said("(") else ((), opening)
    names = [
        (name_of(text, item[0]), name_range(item[0])) for item in items(listed) if len(item) == 1 and item[0].is_name
    ]
    if len(names) != len(list(items(listed))):
        return
    for row in _rows(found, at):
        if names and len(row) == len(names):
            yield from (Filled(table, *name, value) for name, value in zip(names, row, strict=True))
        elif not names and len(row) == len(columns := known.get(table.lower(), ())):
            for column, value in zip(columns, row, strict=True):
                yield Filled(table, column, Range(value[0].range.start, value[-1].range.end), value)


def _rows(found: Sequence[Token], at: int) -> Iterator[list[tuple[Token, ...]]]:
    """The rows behind VALUES, or the lists of the queries that give them."""
    if at < len(found) and found[at].said("SELECT"):
        depth = 0
        for i in range(at, len(found)):
            depth += found[i].said("(") - found[i].said(")")
            if depth == 0 and found[i].said("SELECT"):
                listed = listed_columns(found[i:], *_ENDS)
                row = list(items(listed)) if listed else []
                yield [] if any(t.said("*", "DISTINCT") for item in row for t in item[:1]) else row
            elif depth == 0 and found[i].said(*_ENDS) and not any(t.said(*_TOGETHER) for t in found[i:]):
                return
    while at + 1 < len(found) and found[at].said("VALUES", ",") and found[at + 1].said("("):
        row, at = inside(found, at + 1)
        yield list(items(row))


def text_of(source: str, value: Sequence[Token]) -> Quoted | None:
    """The text that a value is, perhaps cast to a type; None where it is something else. Its use says nothing yet."""
    alone = len(value) == 1 or (
        len(value) > 2 and value[1].said("::") and all(t.is_name or t.said(".") for t in value[2:])
    )
    token = value[0]
    if not (alone and token.kind == "string" and source[token.range.start] == "'" and "''" not in token.text):
        return None
    return Quoted(Use("", (), (), "read", "sql"), token.text, Range(token.range.start + 1, token.range.end - 1))


def texts_in(source: str, value: Sequence[Token]) -> Iterator[Quoted]:
    """The texts that a value may be: the one that it is, or those that its CASE gives without a cast of their own."""
    own = text_of(source, value)
    if own is not None:
        yield own
        return
    if len(value) > 1 and value[0].said("(") and value[1].said("CASE"):
        value = inside(value, 0)[0]
    depth = 0
    for i, token in enumerate(value if value[0].said("CASE") else ()):
        depth += token.said("CASE") - token.said("END")
        behind = value[i + 2 : i + 3]
        if depth == 1 and token.said("THEN", "ELSE") and behind and behind[0].said("WHEN", "ELSE", "END"):
            given = text_of(source, value[i + 1 : i + 2])
            yield from (given,) if given is not None else ()
        if depth < 1:
            return


def plain_of(source: str, value: Sequence[Token]) -> tuple[Plain, Range] | None:
    """What a value shows by itself to be: a text, a number or null."""
    whole = Range(value[0].range.start, value[-1].range.end)
    if len(value) == 1 and value[0].said("NULL"):
        return "null", whole
    signed = value[1:] if value[0].said("-", "+") else value
    if len(signed) == 1 and signed[0].kind == "number" and source[signed[0].range.start].isdigit():
        return "number", whole
    text = text_of(source, value)
    return ("text", text.range) if text is not None and len(value) == 1 else None


def given_values(source: str, found: Sequence[Token], known: Mapping[str, tuple[str, ...]]) -> Iterator[Given]:
    """The values of a statement that show by themselves what they are."""
    for value in (*filled(source, found, known), *assigned(source, found)):
        plain = plain_of(source, value.value)
        if plain is not None:
            yield Given(value.use, *plain)


def assigned(source: str, found: Sequence[Token]) -> Iterator[Filled]:
    """What UPDATE sets columns to, and MySQL's `INSERT INTO users SET name = 'a'`, and what either does in a conflict."""
    into = next((i for i, t in enumerate(found[:-1]) if t.said("INTO", "UPDATE") and is_source(found, i)), None)
    at, table, alias = table_at(source, found, into + 1) if into is not None else (len(found), None, "")
    if table is None or not (found[at : at + 1] and (found[at].said("SET") or found[0].said("INSERT"))):
        return  # of several tables
    starts = (i for i, t in enumerate(found) if t.said("SET") or (i and t.said("UPDATE") and found[i - 1].said("KEY")))
    own = {table.lower(), alias.lower()}
    for start in starts:
        for item in items(_set(found, start + 1)):
            named = (
                item[2:] if len(item) > 2 and item[1].said(".") and name_of(source, item[0]).lower() in own else item
            )
            if len(named) > 2 and named[0].is_name and named[1].said("="):
                yield Filled(table, name_of(source, named[0]), name_range(named[0]), named[2:])


def _set(found: Sequence[Token], start: int) -> Sequence[Token]:
    """The list behind a SET."""
    depth = 0
    for i, token in enumerate(found[start:], start):
        depth += token.said("(") - token.said(")")
        if depth < 0 or (depth == 0 and token.said(*_ENDS)):
            return found[start:i]
    return found[start:]


def copied_texts(source: str, statement: Statement) -> Iterator[Quoted]:
    """The short texts of the first rows behind `COPY users (id, role) FROM stdin;`."""
    found = statement.tokens
    if len(found) < 3 or not found[1].is_name or not found[-1].said("STDIN"):
        return
    table, opening = named_at(source, found, 1)
    if not found[opening].said("("):
        return
    names = [(name_of(source, i[0]), name_range(i[0])) for i in items(inside(found, opening)[0])]
    at = source.find("\n", statement.range.end) + 1
    for _ in range(_MOST_ROWS):
        end = source.find("\n", at)
        line = source[at:end]
        cells = line.split("\t")
        if not at or end < 0 or line.startswith("\\.") or len(cells) != len(names):
            return
        for (name, place), cell in zip(names, cells, strict=True):
            if 0 < len(cell) <= _LONGEST and "\\" not in cell:
                yield Quoted(Use(TABLE + table, (name,), (place,), "read", "sql"), cell, Range(at, at + len(cell)))
            at += len(cell) + 1
