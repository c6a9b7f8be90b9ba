"""Classes that decorators map to tables (TypeORM, MikroORM, Sequelize, Mongoose in NestJS), and the interfaces that Kysely takes for its
tables.

Both are stores: their fields are columns, whatever they are called in code.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Import, Kind, KindName, Record, Use
from dovetail.core.words import in_casing, key

from ... import _treesitter as ts
from ..._sql.uses import TABLE
from ..._treesitter import Syntax
from ..scoping.origins import declaration
from ..syntax.literals import value_of
from ..syntax.nodes import parts
from ..syntax.types import unquoted, unquoted_range
from .mongoose import of_documents, pluralized

_DESCRIBES = frozenset({"Column", "ApiProperty", "ApiPropertyOptional", "Prop"})  # whose options list what is allowed
_ALLOWS = _DESCRIBES | {"IsIn", "IsEnum"}
KYSELY = "kysely"
_TABLES = frozenset({"Entity", "Table", "ViewEntity"})
_TO_ONE = frozenset({"ManyToOne", "OneToOne", "BelongsTo"})
_RELATIONS = _TO_ONE | frozenset({"OneToMany", "ManyToMany", "HasMany", "HasOne", "BelongsToMany"})
_KEYS = frozenset({"Index", "Unique"})  # which list properties of the class that they stand before
_COLUMN_NAMES = ("name", "fieldName", "field", "foreignKey")
_TABLE_NAMES = ("name", "tableName", "collection")
_COLLECTIONS = re.compile(r"""["']@nestjs/mongoose["']""")  # what has `@Schema({ collection: "users" })`
_NAMES_TABLES = re.compile(r"""["'](?:typeorm|@mikro-orm/\w+)["']""")
_TYPEORM = re.compile(r"""from\s+["']typeorm["']""")
_CONVERTS = frozenset({"transformer", "array"})  # what makes something else of a column's values
_INTEGERS, _TEXTS = (
    ("int", "integer", "smallint", "int4", "mediumint"),
    ("text", "varchar", "character varying", "char"),
)
_COLUMN_KINDS: dict[str, KindName] = {**dict.fromkeys(_INTEGERS, "int"), **dict.fromkeys(_TEXTS, "string")}
# The types of code that a driver gives for no column of a kind.
_UNLIKE: dict[KindName, frozenset[KindName]] = {
    "int": frozenset({"string", "uuid", "date", "instant", "time"}),
    "string": frozenset({"number", "int", "float", "boolean"}),
}
_DATABASE = re.compile(r"\b(?:Kysely|Transaction)<(\w+)>")
_COLUMN_TYPE = re.compile(r"(?:Generated|GeneratedAlways|ColumnType|JSONColumnType)<")

Decorators = dict[str, list[Node]]  # what each decorator is given


def entity(syntax: Syntax, node: Node, record: Record) -> Record:
    """A class as the table that its decorator says that it is.

    The very same where none does, and where the class implements a contract: then its properties are what is promised.
    """
    if record.conforms:
        return record
    around = node.parent.children if node.parent is not None and node.parent.type == "export_statement" else []
    names = _TABLES | {"Schema"} if syntax.says(_COLLECTIONS) else _TABLES
    said = next((given for name, given in _decorators(syntax, [*node.children, *around]) if name in names), None)
    body = ts.field(node, "body")
    if said is None or body is None:
        return record
    columns: dict[str, Decorators] = {}
    for member in body.children:
        name = ts.field(member, "name") if member.type == "public_field_definition" else None
        if name is not None:
            columns[unquoted(syntax.str(name))] = dict(_decorators(syntax, member.children))
    fields = tuple(_column(syntax, field, columns.get(field.name, {})) for field in record.fields)
    keys = {key(f.stored or f.name) for f in fields if not f.relation}
    joined = (_joined(syntax, f, columns.get(f.name, {})) for f in fields if f.relation)
    ids = tuple(f for f in joined if f is not None and f.key not in keys)
    table = _named(syntax, said, _TABLE_NAMES) or ("" if said else _implied_table(syntax, record))
    if syntax.says(_COLLECTIONS):
        stamps = ("createdAt", "updatedAt") if _option(syntax, said, "timestamps") not in ("", "false") else ()
        ids = (*ids, *of_documents(stamps, {f.name for f in fields}))
        table = table or pluralized(record.name)
    return replace(record, layer="db", table=table or None, fields=(*fields, *ids))


def _implied_table(syntax: Syntax, record: Record) -> str:
    """The table of a class that names none: TypeORM and MikroORM write its name in snake_case."""
    return in_casing(record.name, "snake_case") if syntax.says(_NAMES_TABLES) else ""


def named_columns(syntax: Syntax, node: Node, record: Record) -> Iterator[Use]:
    """The columns that the decorators of a class name which implements a contract: `@Column({ name: "display_name" })`."""
    if not record.conforms:
        return
    around = node.parent.children if node.parent is not None and node.parent.type == "export_statement" else []
    said = next((given for name, given in _decorators(syntax, [*node.children, *around]) if name in _TABLES), None)
    table, body = _named(syntax, said, _TABLE_NAMES) if said is not None else "", ts.field(node, "body")
    for member in body.children if table and body is not None else ():
        for _, given in _decorators(syntax, member.children):
            name = _value(syntax, given, *_COLUMN_NAMES)
            if name is not None and name.type == "string":
                at = unquoted_range(syntax, name)
                yield Use(TABLE + table, (syntax.text[at],), (at,), "read", "sql")


def named_properties(syntax: Syntax, node: Node) -> Iterator[Use]:
    """The properties of entities that decorators of TypeORM name: those of the class itself, `@Index(["areaId", "day"])`, and those by
    which another one leads back, `@OneToMany(() => Order, (order) => order.customer)`.
    """
    body, name = ts.field(node, "body"), ts.field(node, "name")
    if body is None or name is None or not syntax.says(_TYPEORM):
        return
    around = node.parent.children if node.parent is not None and node.parent.type == "export_statement" else []
    for decorator, given in _decorators(syntax, [*node.children, *around]):
        for each in (p for g in given if decorator in _KEYS and g.type == "array" for p in parts(g)):
            if each.type == "string" and "." not in syntax.str(each):
                yield _property(syntax, syntax.str(name), each)
    for member in body.children if syntax.has_any(*_RELATIONS) else ():
        for decorator, given in _decorators(syntax, member.children):
            back = _led_back(syntax, given[:2]) if decorator in _RELATIONS and len(given) > 1 else None
            if back is not None:
                yield _property(syntax, *back)


def _led_back(syntax: Syntax, given: Sequence[Node]) -> tuple[str, Node] | None:
    """The entity that a relation leads to, and the name of the property there that leads back."""
    entity, inverse = (ts.field(g, "body") if g.type == "arrow_function" else g for g in given)
    if entity is None or inverse is None or entity.type != "identifier":
        return None
    if inverse.type == "string":
        return syntax.str(entity), inverse
    held, name = ts.field(inverse, "object"), ts.field(inverse, "property")
    return (syntax.str(entity), name) if held is not None and held.type == "identifier" and name is not None else None


def _property(syntax: Syntax, entity: str, name: Node) -> Use:
    at = unquoted_range(syntax, name) if name.type == "string" else syntax.range(name)
    return Use(entity, (syntax.text[at],), (at,), "read", entity)


def _column(syntax: Syntax, field: Field, decorators: Decorators) -> Field:
    """A property as the column that its decorators make of it."""
    if _RELATIONS.intersection(decorators):
        return replace(field, relation=True)
    name = next((n for given in decorators.values() if (n := _named(syntax, given, _COLUMN_NAMES))), "")
    empty = any(_option(syntax, given, "nullable", "allowNull") == "true" for given in decorators.values())
    column = decorators.get("Column") if syntax.says(_TYPEORM) else None
    if column is not None and all(part.type in ("object", "string") for part in column):
        field = _of_typeorm(syntax, field, column)
    return replace(field, stored=name or None, nullable="yes" if empty else field.nullable)


def _of_typeorm(syntax: Syntax, field: Field, column: list[Node]) -> Field:
    """A property as the column that TypeORM makes, whatever its type in code says: without `nullable: true` it holds no null."""
    options = [part for part in column if part.type == "object"]
    if any(p.type == "spread_element" or _key_is(syntax, p, _CONVERTS) for o in options for p in parts(o)):
        return field
    if field.nullable == "yes" and _option(syntax, column, "nullable") in ("", "false"):
        field = replace(field, nullable="no", type_range=None)  # another type in code would not change the column
    said = unquoted(syntax.str(column[0])) if column and column[0].type == "string" else ""
    said = said or unquoted(_option(syntax, column, "type"))
    other = _COLUMN_KINDS.get(said)
    if other is None or field.list_depth or field.kind.name not in _UNLIKE[other]:
        return field
    return replace(field, kind=Kind(other, text=said), type_range=None)


def _key_is(syntax: Syntax, pair: Node, names: frozenset[str]) -> bool:
    name = ts.field(pair, "key")
    return name is not None and syntax.str(name) in names


def _joined(syntax: Syntax, field: Field, decorators: Decorators) -> Field | None:
    """The column of an id that leads to one of another entity."""
    if not _TO_ONE.intersection(decorators):
        return None
    name = next((n for given in decorators.values() if (n := _named(syntax, given, _COLUMN_NAMES))), f"{field.name}Id")
    return replace(field, stored=name, kind=Kind("unknown"), nullable="unknown", list_depth=0, relation=False)


def allowed_texts(syntax: Syntax, decorator: Node) -> Iterator[Node]:
    """The texts that a decorator allows for a property: `@IsIn(["open", "closed"])`, `@IsEnum(Status)`, `@Column({ enum: [ … ] })`."""
    for name, given in _decorators(syntax, [decorator]):
        first = given[0] if given else None
        if first is None or name not in _ALLOWS:
            continue
        if name in _DESCRIBES:
            options = {
                syntax.str(key): ts.field(p, "value") for p in parts(first) if (key := ts.field(p, "key")) is not None
            }
            written = [options.get("enum"), options.get("default")]
        else:
            written = [value_of(first).node]
        for value in written:
            if value is not None and value.type == "identifier":
                found = declaration(syntax, value)
                listed = ts.field(found, "value") if found is not None and found.type == "variable_declarator" else None
                value = ts.field(found, "body") if found is not None and found.type == "enum_declaration" else None
                value = value_of(listed).node if listed is not None else value
            for part in _each(value):
                if part.type == "string":
                    yield part


def _each(value: Node | None) -> list[Node]:
    """The members of a list, the values of an enum, or what is no such thing by itself."""
    if value is None or value.type not in ("array", "enum_body"):
        return [value] if value is not None else []
    return [ts.field(part, "value") or part for part in parts(value)]


def _decorators(syntax: Syntax, nodes: Iterable[Node]) -> Iterator[tuple[str, list[Node]]]:
    """The decorators among some nodes, each with what it is given."""
    for node in nodes:
        made = node.children[-1] if node.type == "decorator" and node.children else None
        if made is not None and made.type == "call_expression":
            yield syntax.str(made.children[0]), parts(ts.field(made, "arguments"))
        elif made is not None:
            yield syntax.str(made), []


def _named(syntax: Syntax, given: Sequence[Node], options: tuple[str, ...]) -> str:
    """The name that a decorator is given: by itself, as of tables, or among its options."""
    if given and given[0].type == "string" and options is _TABLE_NAMES:
        return unquoted(syntax.str(given[0]))
    return unquoted(_option(syntax, given, *options))


def _option(syntax: Syntax, given: Sequence[Node], *names: str) -> str:
    """What an option is written as; nothing where it is not given."""
    value = _value(syntax, given, *names)
    return syntax.str(value) if value is not None else ""


def _value(syntax: Syntax, given: Sequence[Node], *names: str) -> Node | None:
    """What an option is given."""
    for pair in (p for part in given if part.type == "object" for p in parts(part)):
        name, value = ts.field(pair, "key"), ts.field(pair, "value")
        if name is not None and value is not None and syntax.str(name) in names:
            return value
    return None


def kysely_tables(records: Sequence[Record], imports: Iterable[Import], text: str) -> Sequence[Record]:
    """The records of a file, those that Kysely takes for tables as such: what has generated columns, and what stands beside it in one
    record that has only such tables, where each is named, or in the one of which a database is made: `new Kysely<Database>(…)`. The very
    same in a file that imports nothing from Kysely.
    """
    if not any(i.module == KYSELY for i in imports):
        return records
    columns = {r.name for r in records if any(_COLUMN_TYPE.match(f.kind.text) for f in r.fields)}
    names = {r.name for r in records}
    named: dict[str, str] = {}
    databases = set(_DATABASE.findall(text))
    for record in records:
        targets = [f.kind.target if f.kind.name == "ref" and not f.list_depth else "" for f in record.fields]
        told = record.name in databases or columns.intersection(targets)
        if targets and names.issuperset(targets) and told:
            named.update(zip(targets, (f.name for f in record.fields), strict=True))
    return [
        replace(r, layer="db", table=named.get(r.name)) if r.name in columns or r.name in named else r for r in records
    ]
