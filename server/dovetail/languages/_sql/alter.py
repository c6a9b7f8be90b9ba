"""ALTER statements, replayed on the tables and enums of the same file."""

from collections.abc import Sequence

from dovetail.core.dataclass import replace
from dovetail.core.shapes import RENAMED, Field, Kind, Record, Reference, Use
from dovetail.core.text import Range

from .columns import Column, checked, is_constraint, kind_of, read_column
from .schema import Schema
from .tokens import Statement, Token, inside, items, name_of, name_range
from .uses import MEMBER_OF, TABLE

_ELSEWHERE = "altered table"


def alter_table(schema: Schema, statement: Statement) -> None:
    """Adds, drops, renames and changes columns. A table that the file does not make is open: most of it is elsewhere."""
    target = schema.target(statement.tokens, 2)
    if target.name is None:
        return
    own = name_of(schema.source, target.name)
    key = schema.key(target)
    record = schema.tables.get(key) or _elsewhere(schema, statement, own, name_range(target.name))
    fields = {f.name.upper(): f for f in record.fields}
    gone = dict(record.gone) if record.construct == _ELSEWHERE else None
    renamed: Token | None = None
    for action in items(statement.tokens[target.behind :]):
        renamed = _act(schema, statement, fields, action, gone) or renamed
    still = tuple((n, r) for n, r in (gone or {}).items() if n.upper() not in fields)
    record = replace(record, fields=tuple(fields.values()), gone=still)
    if renamed is not None:
        schema.renamed(key, _formerly(record, target.name), renamed)
    elif record.fields or record.gone or key in schema.tables:
        schema.tables[key] = record


def rename_tables(schema: Schema, statement: Statement) -> None:
    """MySQL's `RENAME TABLE a TO b, c TO d`."""
    for part in items(statement.tokens[2:]):
        target = schema.target(part, 0)
        key = schema.key(target)
        new = schema.target(part, target.behind + 1).name
        if target.name is not None and new is not None:
            own = name_of(schema.source, target.name)
            record = schema.tables.get(key) or _elsewhere(schema, statement, own, name_range(target.name))
            schema.renamed(key, _formerly(record, target.name), new)


def _formerly(record: Record, name: Token) -> Record:
    """A table that another file makes, with the name that it had."""
    if record.construct != _ELSEWHERE or record.bases:
        return record
    return replace(record, bases=(Reference(record.name, name_range(name), RENAMED),))


def alter_type(schema: Schema, statement: Statement) -> None:
    """`ALTER TYPE name ADD VALUE 'x' [BEFORE 'y']` and `RENAME VALUE 'x' TO 'y'`."""
    target = schema.target(statement.tokens, 2)
    name, rest = target.name, statement.tokens[target.behind :]
    enum = schema.enums.get(name_of(schema.source, name).upper()) if name is not None else None
    strings = [t for t in rest if t.kind == "string"]
    if len(rest) < 3 or not rest[1].said("VALUE") or not strings:
        return
    if enum is None and name is not None:  # another file makes it
        value = strings[-1] if rest[0].said("RENAME") else strings[0]
        at = Range(value.range.start + 1, value.range.end - 1)
        own = name_of(schema.source, name).rpartition(".")[2]
        schema.members.append(Use(f"{MEMBER_OF}{own}", (value.text,), (at,), "write", MEMBER_OF.strip()))
    if enum is None:
        return
    members = list(enum.members)
    if rest[0].said("ADD") and not any(m.value == strings[0].text for m in members):
        beside = next(
            (i for i, m in enumerate(members) if len(strings) > 1 and m.value == strings[1].text), len(members)
        )
        before = any(t.said("BEFORE") for t in rest)
        members.insert(beside if before or beside == len(members) else beside + 1, schema.member(strings[0]))
    elif rest[0].said("RENAME") and len(strings) > 1:
        members = [schema.member(strings[1]) if m.value == strings[0].text else m for m in members]
    schema.enums[enum.name.upper()] = replace(enum, members=tuple(members))


def _act(
    schema: Schema,
    statement: Statement,
    fields: dict[str, Field],
    action: Sequence[Token],
    gone: dict[str, Range] | None = None,
) -> Token | None:
    """Does one action; the table's new name, where that is what it gives.

    `gone` takes the columns that go, of a table that another file makes. Of its columns only what is said here is known.
    """
    if len(action) < 2:
        return None
    rest = [t for t in action[1:] if not t.said("COLUMN", "IF", "EXISTS")]
    if action[0].said("ADD"):
        rest = rest[1:] if rest and rest[0].said("NOT") else rest
        if rest and rest[0].said("("):
            for part in items(inside(rest, 0)[0]):
                _act(schema, statement, fields, (action[0], *part), gone)
        elif rest and is_constraint(rest):
            if gone is not None:
                _checked(schema, fields, rest)
            schema.constrain(fields, rest)
        elif (column := read_column(rest)) is not None:
            _put(schema, statement, fields, column)
    elif not rest:
        return None
    elif action[0].said("DROP") and rest[0].said("CONSTRAINT", "CHECK"):
        _unchecked(fields, rest[-1])
    elif action[0].said("DROP") and not rest[0].said("CONSTRAINT", "PRIMARY", "FOREIGN", "INDEX", "KEY", "CHECK"):
        alone = len(rest) == 1 or rest[1].said("CASCADE", "RESTRICT")  # and no partition
        if gone is not None and alone and not any(t.said("IF") for t in action):
            _ask(schema, statement, rest[0])
        _goes(schema, fields, rest[0], gone)
    elif action[0].said("RENAME") and rest[0].said("TO", "AS"):
        return rest[1] if len(rest) > 1 and rest[1].is_name else None
    elif action[0].said("RENAME") and len(rest) == 3 and rest[1].said("TO"):
        if gone is not None and not any(t.said("IF") for t in action):
            _ask(schema, statement, rest[0])
        _rename(schema, fields, rest[0], rest[2], gone)
    elif action[0].said("ALTER"):
        if rest[0].is_name and rest[0].text.upper() not in fields and not any(t.said("IF") for t in action):
            _ask(schema, statement, rest[0])
        if gone is not None and rest[0].is_name:
            fields.setdefault(rest[0].text.upper(), _partial(schema, rest[0]))
        _alter_column(schema, statement, fields, rest)
    elif action[0].said("MODIFY") and (column := read_column(rest)) is not None:
        if column.name.text.upper() not in fields and not any(t.said("IF") for t in action):
            _ask(schema, statement, column.name)
        if gone is not None or column.name.text.upper() in fields:
            _put(schema, statement, fields, column)
    elif action[0].said("CHANGE") and (column := read_column(rest[1:])) is not None:
        if rest[0].text.upper() not in fields and (gone is None or rest[0].text.upper() != rest[1].text.upper()):
            _ask(schema, statement, rest[0])
        if rest[0].text.upper() != rest[1].text.upper():
            _rename(schema, fields, rest[0], rest[1], gone)
        _put(schema, statement, fields, column)
    return None


def _checked(schema: Schema, fields: dict[str, Field], constraint: Sequence[Token]) -> None:
    """The columns of a table of another file of which a check lists the values: no more is known of them."""
    opening = next((i for i, t in enumerate(constraint[:-1]) if t.said("CHECK") and constraint[i + 1].said("(")), None)
    body = inside(constraint, opening + 1)[0] if opening is not None else ()
    for name in checked(body):
        column = next(t for t in body if t.is_name and t.text.upper() == name)
        fields.setdefault(name, _partial(schema, column))


def _unchecked(fields: dict[str, Field], constraint: Token) -> None:
    """A check that is gone limits its column no more. By custom a constraint's name has the column's."""
    for key, field in fields.items():
        if field.kind.name == "enum" and not field.kind.target and f"_{key}_" in f"_{constraint.text.upper()}_":
            fields[key] = replace(field, kind=Kind("unknown", text=field.kind.text))


def _alter_column(schema: Schema, statement: Statement, fields: dict[str, Field], rest: Sequence[Token]) -> None:
    """`ALTER COLUMN c SET NOT NULL`, `DROP DEFAULT`, `TYPE t` …"""
    field = fields.get(rest[0].text.upper())
    if field is None or len(rest) < 3:
        return
    first, second = rest[1], rest[2]
    if first.said("ADD") and second.said("GENERATED"):
        field = replace(field, presence="defaulted")
    elif second.said("NOT"):
        field = replace(field, nullable="no" if first.said("SET") else "yes")
    elif second.said("DEFAULT"):
        field = replace(field, presence="defaulted" if first.said("SET") else "required")
    elif first.said("TYPE") or (first.said("SET") and second.said("DATA")):
        at = 2 if first.said("TYPE") else 4
        column = read_column([rest[0], *rest[at:]])
        if column is not None and column.type:
            kind, depth = kind_of(schema.source, column)
            place = Range(column.type[0].range.start, column.type[-1].range.end)
            field = replace(field, kind=kind, list_depth=depth, type_range=place)
    fields[rest[0].text.upper()] = field


def _ask(schema: Schema, statement: Statement, column: Token) -> None:
    """A column that a statement renames, drops or changes must be there. What it says of it stands at the same place."""
    table = schema.target(statement.tokens, 2).name
    if table is not None and column.is_name:
        own = name_of(schema.source, table).rpartition(".")[2]
        schema.asked.append(
            Use(f"{TABLE}{own}", (name_of(schema.source, column),), (name_range(column),), "read", "sql")
        )


def _goes(schema: Schema, fields: dict[str, Field], column: Token, gone: dict[str, Range] | None) -> None:
    fields.pop(column.text.upper(), None)
    if gone is not None and column.is_name:
        gone[name_of(schema.source, column)] = name_range(column)


def _partial(schema: Schema, column: Token) -> Field:
    """A column of which no more is known than that it is there."""
    place = name_range(column)
    return Field(name_of(schema.source, column), place, Kind("unknown"), "required", "unknown", place)


def _rename(
    schema: Schema, fields: dict[str, Field], old: Token, new: Token, gone: dict[str, Range] | None = None
) -> None:
    """Renames a column in its place."""
    if gone is not None:
        gone[name_of(schema.source, old)] = name_range(new)
    if gone is not None and old.text.upper() not in fields:
        fields[new.text.upper()] = _partial(schema, new)
        return
    found = dict(fields)
    fields.clear()
    for key, field in found.items():
        if key == old.text.upper():
            place = name_range(new)  # what says it now; its type and its comments stay where they were
            field = replace(field, name=name_of(schema.source, new), name_range=place, range=place)
            key = new.text.upper()
        fields[key] = field


def _put(schema: Schema, statement: Statement, fields: dict[str, Field], column: Column) -> None:
    fields[column.name.text.upper()] = schema.column(column, statement)


def _elsewhere(schema: Schema, statement: Statement, name: str, place: Range) -> Record:
    comment = schema.comment_above(statement)
    return Record(
        name, place, statement.range, (), "db", _ELSEWHERE, open=True, doc=comment.doc, tags=comment.tags, table=name
    )  # fmt: skip
