"""SQL: tables and enums as they stand after every statement of a file, in PostgreSQL, MySQL and SQLite.

The reader is our own: it gives exact places, and a column that cannot be read costs no other. The tests hold it to sqlglot.
"""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.dataclass import replace
from dovetail.core.shapes import FileShapes, Given, Quoted, Use
from dovetail.core.text import Range, Text

from ._comments import bindings, ignores
from ._sql.alter import alter_table, alter_type, rename_tables
from ._sql.do_blocks import unfolded
from ._sql.filled import given_values
from ._sql.parts import part_texts, part_uses, triggers_of
from ._sql.schema import Schema
from ._sql.templates import without_templates
from ._sql.tokens import Statement, items, name_of, statements
from ._sql.uses import TABLE, statement_texts, statement_uses
from ._sql.writer import SqlWriter

NAME = "sql"
SUFFIXES = (".sql",)
WRITER = SqlWriter()
_LONG = 500  # tokens
_MOST = 10_000  # uses; a dump may have a statement for each row
# The other half of a migration: `0001_users.down.sql`, `U1__users.sql`.
_TAKES_BACK = re.compile(r"(?:[._-](?:down|rollback|undo)|/down|(?:^|/)U\d[\d._]*__[^/]*)\.sql\Z", re.IGNORECASE)


def read(path: str, text: Text) -> FileShapes:
    """The tables, views and enums that a file leaves behind."""
    plain = without_templates(text.source)
    text = text if plain is text.source else Text(plain)
    schema = Schema(text)
    uses: list[Use] = []
    quoted: list[Quoted] = []
    given: list[Given] = []
    found = unfolded(text.source, list(statements(text.source))) if not _TAKES_BACK.search(path) else []
    triggers = triggers_of(text.source, found)
    for statement in found:
        _apply(schema, statement)
        if len(uses) < _MOST:
            query = _query(statement)
            if query is not None:
                known = _columns(schema, statement)
                uses.extend(statement_uses(text[query], query.start))
                quoted.extend(statement_texts(text[query], query.start, known))
                given.extend(_given(text.source, statement, query, known))
            else:
                uses.extend(part_uses(text.source, statement, triggers))
                quoted.extend(part_texts(text.source, statement, triggers))
    return FileShapes(
        language=NAME,
        uses=(*(_now(use, schema) for use in uses), *schema.members, *schema.asked),
        quoted=tuple(quoted),
        given=tuple(given),
        records=schema.records(),
        enums=tuple(sorted(schema.enums.values(), key=lambda e: e.range)),
        aliases=tuple(schema.domains.values()),
        definitions=tuple(schema.definitions),
        ignores=ignores(text),
        bindings=bindings(text),
    )


def _query(statement: Statement) -> Range | None:
    """Where a query stands: a statement, as far as it names columns, or what a view is made of."""
    if statement.tokens[0].said("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"):
        return Range(statement.range.start, _end(statement))
    words = [t.text if t.kind == "word" else "" for t in statement.tokens[:6]]
    if words[:1] != ["CREATE"] or "VIEW" not in words:
        return None
    before = zip(statement.tokens, statement.tokens[1:], strict=False)
    begins = next((t for a, t in before if a.said("AS") and t.said("SELECT", "WITH")), None)
    return Range(begins.range.start, statement.range.end) if begins is not None else None


def _columns(schema: Schema, statement: Statement) -> Mapping[str, tuple[str, ...]]:
    """The columns of the table that an INSERT fills, in their order, where the file makes it."""
    found = statement.tokens
    into = next((i for i, t in enumerate(found[:4]) if t.said("INTO")), None)
    if into is None or into + 1 >= len(found) or not found[0].said("INSERT", "REPLACE"):
        return {}
    target = schema.target(found, into + 1)
    record = schema.tables.get(schema.key(target)) if target.name is not None else None
    if target.name is None or record is None or record.open:
        return {}
    return {name_of(schema.source, target.name).lower(): tuple(f.name for f in record.fields)}


def _given(source: str, statement: Statement, query: Range, known: Mapping[str, tuple[str, ...]]) -> Iterator[Given]:
    if statement.tokens[0].said("INSERT", "REPLACE", "UPDATE"):
        yield from given_values(source, [t for t in statement.tokens if t.range.end <= query.end], known)


def _now(use: Use, schema: Schema) -> Use:
    """What a table is asked for by the name that it has until the file renames it."""
    name = use.type_name.removeprefix(TABLE).lower() if schema.formerly else ""
    now = schema.formerly.get(name) if use.type_name.startswith(TABLE) else None
    if any(k.rpartition(".")[2] == name.upper() for k in schema.tables) if now is not None else False:
        return use  # another table has the name since
    return replace(use, type_name=TABLE + now) if now is not None else use


def _end(statement: Statement) -> int:
    """Where a statement ends, or in a long one of a dump its first row of values: the others name no column."""
    tokens = statement.tokens
    if len(tokens) < _LONG or not tokens[0].said("INSERT", "REPLACE"):
        return statement.range.end
    values = next((i for i, t in enumerate(tokens) if t.said("VALUES")), len(tokens))
    depth = 0
    for token in tokens[values + 1 :]:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            return token.range.end
    return statement.range.end


def _apply(schema: Schema, statement: Statement) -> None:
    words = [t.text if t.kind == "word" else "" for t in statement.tokens[:6]]
    match words[:2]:
        case ["CREATE", "TYPE"]:
            schema.create_type(statement)
        case ["CREATE", _] if "TABLE" in words:
            schema.create_table(statement, words.index("TABLE") + 1)
        case ["CREATE", _] if "VIEW" in words:
            schema.create_view(statement, words.index("VIEW") + 1)
        case ["CREATE", "DOMAIN"]:
            schema.create_domain(statement)
        case ["COMMENT", "ON"]:
            schema.comment_on(statement)
        case ["RENAME", "TABLE"]:
            rename_tables(schema, statement)
        case ["ALTER", "TABLE"]:
            alter_table(schema, statement)
        case ["ALTER", "TYPE"]:
            alter_type(schema, statement)
        case ["DROP", "TABLE" | "VIEW" | "MATERIALIZED"]:
            at = 3 if words[1] == "MATERIALIZED" else 2
            for part in items(statement.tokens[at:]):
                schema.drop(schema.target(part, 0))
        case ["DROP", "TYPE"]:
            for token in statement.tokens[2:]:
                schema.enums.pop(name_of(schema.source, token).upper(), None)
        case _:
            pass
