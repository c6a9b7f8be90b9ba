"""Migrations in Python as the tables that they make and alter: `op.create_table(…)` of Alembic, `CreateModel(…)` of Django.

What one file does is replayed in its order; what takes a migration back is left out.
"""

import re
from collections.abc import Mapping
from dataclasses import field

from tree_sitter import Node

from dovetail.core.cached import cached_property
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Field, Kind, Nullable, Record

from ... import _treesitter as ts
from ..._comments import NO_COMMENT
from ..._treesitter import Syntax
from ..classes.columns import column_field, named_kind
from ..classes.django import django_field, keywords
from ..classes.schema_names import batch_around, positional
from ..syntax.literals import is_plain_string, string_range, string_value

MADE = "migrated table"
# What makes a list of values longer, or another one, that a type of the database has.
LONGER = re.compile(r"\bALTER\s+TYPE\b|\bADD\s+VALUE\b|sync_enum_values", re.IGNORECASE)
_ALTERED = "altered table"
# The parameters of Django's operations, in the order of their places.
_ORDERS = {
    "CreateModel": ("name", "fields", "options"), "AddField": ("model_name", "name", "field"),
    "AlterField": ("model_name", "name", "field"), "RemoveField": ("model_name", "name"),
    "RenameField": ("model_name", "old_name", "new_name"),
}  # fmt: skip
_MAY_BE_NULL: dict[str, Nullable] = {"True": "yes", "False": "no"}
_IS_ALEMBIC = re.compile(r"^\s*from\s+alembic\s+import\b", re.MULTILINE)
_IS_DJANGO = re.compile(r"\bmigrations\.Migration\b")


def migrated_tables(syntax: Syntax, path: str) -> tuple[Record, ...]:
    """The tables that a file makes or alters, if it is a migration."""
    text = syntax.text.source
    if "op." in text and _IS_ALEMBIC.search(text) is not None:
        return _Steps(syntax).alembic()
    folders = path.split("/")
    if len(folders) > 2 and folders[-2] == "migrations" and _IS_DJANGO.search(text) is not None:
        return _Steps(syntax).django(folders[-3])
    return ()


@dataclass
class _Steps:
    syntax: Syntax
    tables: dict[str, Record] = field(default_factory=dict[str, Record])

    def alembic(self) -> tuple[Record, ...]:
        self._follow("upgrade", ())
        if LONGER.search(self.syntax.text.source) is None:
            return tuple(self.tables.values())
        return tuple(replace(t, fields=tuple(map(_unlisted, t.fields))) for t in self.tables.values())

    @cached_property
    def _functions(self) -> dict[str, Node]:
        """The functions of the file by their names."""
        named = ((n, ts.field(n, "name")) for n in self.syntax.root.children if n.type == "function_definition")
        return {self._text(name): node for node, name in named if name is not None}

    def _follow(self, name: str, within: tuple[str, ...]) -> None:
        """Replays what a function does, and the functions of the file that it calls."""
        body = self._functions.get(name)
        if body is None or name in within:
            return
        for call in (n for n in ts.walk(body) if n.type == "call"):
            function = ts.field(call, "function")
            owner, method = (ts.field(function, n) if function is not None else None for n in ("object", "attribute"))
            if owner is None or method is None:
                if function is not None and function.type == "identifier":
                    self._follow(self._text(function), (*within, name))
                continue
            batch = batch_around(self.syntax, call, self._text(owner))
            parts = ([batch] if batch is not None else []) + positional(call)
            if (batch is not None or self._text(owner) == "op") and parts and is_plain_string(parts[0]):
                self._operate(self._text(method), parts, keywords(self.syntax, call))

    def _spread(self, part: Node) -> list[Node]:
        """The columns that `*timestamps()` stands for, where that function of the file gives them; itself where that is not seen."""
        call = ts.child(part, "call") if part.type == "list_splat" else None
        function = ts.field(call, "function") if call is not None else None
        body = self._functions.get(self._text(function)) if function is not None else None
        returns = [n for n in ts.walk(body) if n.type == "return_statement"] if body is not None else []
        given = next((c for c in returns[0].children if c.is_named), None) if len(returns) == 1 else None
        if given is None or given.type not in ("tuple", "list"):
            return [part]
        columns = [c for c in given.children if c.is_named and c.type != "comment"]
        return columns if all(c.type == "call" for c in columns) else [part]

    def _operate(self, method: str, parts: list[Node], given: dict[str, Node]) -> None:
        table = string_value(self._text(parts[0]))
        parts = [own for part in parts for own in self._spread(part)]
        columns = [f for p in parts[1:] if p.type == "call" and (f := column_field(self.syntax, p)) is not None]
        named = parts[1] if len(parts) > 1 and is_plain_string(parts[1]) else None
        match method:
            case "create_table":
                starred = any(p.type in ("list_splat", "identifier") for p in parts[1:])
                self.tables[table] = self._record(parts[0], tuple(map(_loose, columns)), MADE, starred)
            case "add_column":
                for column in columns:
                    self._put(parts[0], _loose(column))
            case "drop_column" if named is not None:
                self._goes(parts[0], named, named)
            case "alter_column" if named is not None:
                new = given.get("new_column_name")
                if new is not None and is_plain_string(new):
                    self._goes(parts[0], named, new)
                    self._put(parts[0], self._partial(new))
                else:
                    known = self._column(table, string_value(self._text(named)))
                    if known is not None or table not in self.tables or "type_" in given:
                        self._put(parts[0], self._altered(named, given, known))
            case "drop_table":
                self.tables.pop(table, None)
            case _:
                pass

    def django(self, app: str) -> tuple[Record, ...]:
        for call in (n for n in ts.walk(self.syntax.root) if n.type == "call"):
            function = ts.field(call, "function")
            operation = self._text(function).rpartition(".")[2] if function is not None else ""
            order = _ORDERS.get(operation)
            if order is None:
                continue
            given = {**dict(zip(order, positional(call), strict=False)), **keywords(self.syntax, call)}
            model = given.get(order[0])
            if model is None or not is_plain_string(model):
                continue
            own = string_value(self._text(model)).lower()
            if operation == "CreateModel":
                self._model(app, own, model, given)
            else:
                self._of_model(f"{app}_{own}", operation, model, given)
        return tuple(self.tables.values())

    def _model(self, app: str, own: str, model: Node, given: dict[str, Node]) -> None:
        listed, options = given.get("fields"), given.get("options")
        if listed is None or listed.type != "list" or "bases" in given:
            return
        pairs = [c for c in listed.children if c.is_named and c.type != "comment"]
        found = [f for pair in pairs if (f := self._field(pair)) is not None]
        for pair in (n for n in ts.walk(options) if n.type == "pair") if options is not None else ():
            key, value = ts.field(pair, "key"), ts.field(pair, "value")
            if key is not None and value is not None and self._text(key) in ('"db_table"', "'db_table'"):
                table = string_value(self._text(value))
                break
        else:
            table = f"{app}_{own}"
        record = self._record(model, tuple(found), MADE, len(found) < len(pairs))
        self.tables[f"{app}_{own}"] = replace(record, table=table)

    def _of_model(self, table: str, operation: str, model: Node, given: dict[str, Node]) -> None:
        name, old, new = given.get("name"), given.get("old_name"), given.get("new_name")
        if operation == "RenameField" and old is not None and new is not None and is_plain_string(new):
            before = self._column(table, string_value(self._text(old)))
            self._goes(model, old, new, table)
            if before is not None:
                self._put(model, _renamed(_unplaced(before), new, self.syntax), table)
                return
            partial = self._partial(new)
            self._put(model, partial, table)
            self._put(model, replace(partial, name=f"{partial.name}_id"), table)  # where it is a key, which is not seen
        elif operation == "RemoveField" and name is not None and is_plain_string(name):
            self._goes(model, name, name, table)
        elif name is not None and is_plain_string(name):
            value = given.get("field")
            made = django_field(self.syntax, name, name, value, NO_COMMENT, {}) if value is not None else None
            column = _loose(_renamed(made, name, self.syntax)) if made is not None else self._partial(name)
            self._put(model, column, table)

    def _field(self, pair: Node) -> Field | None:
        """`("email", models.EmailField())`."""
        inner = [c for c in pair.children if c.is_named and c.type != "comment"] if pair.type == "tuple" else []
        if len(inner) != 2 or not is_plain_string(inner[0]):
            return None
        made = django_field(self.syntax, pair, inner[0], inner[1], NO_COMMENT, {})
        return _loose(_renamed(made, inner[0], self.syntax)) if made is not None else None

    def _put(self, table: Node, column: Field, key: str = "") -> None:
        key = key or string_value(self._text(table))
        record = self.tables.get(key) or self._elsewhere(table, key)
        fields = {f.name: f for f in record.fields}
        fields[column.name] = column
        self.tables[key] = replace(record, fields=tuple(fields.values()))

    def _column(self, table: str, name: str) -> Field | None:
        record = self.tables.get(table)
        return next((f for f in record.fields if f.name == name), None) if record is not None else None

    def _goes(self, table: Node, column: Node, said: Node, key: str = "") -> None:
        key = key or string_value(self._text(table))
        record = self.tables.get(key) or self._elsewhere(table, key)
        name = string_value(self._text(column))
        fields = tuple(f for f in record.fields if f.name != name)
        gone = record.gone
        if record.construct == _ALTERED and len(fields) == len(record.fields):
            gone = (*gone, (name, string_range(self.syntax, said)))
        self.tables[key] = replace(record, fields=fields, gone=gone)

    def _elsewhere(self, table: Node, key: str) -> Record:
        return replace(self._record(table, (), _ALTERED, True), table=key)

    def _record(self, name: Node, fields: tuple[Field, ...], construct: str, open: bool) -> Record:
        at = string_range(self.syntax, name)
        own = string_value(self._text(name))
        return Record(own, at, at, fields, "db", construct, open=open, table=own)

    def _altered(self, column: Node, given: Mapping[str, Node], before: Field | None) -> Field:
        """A column with what `alter_column` says of it, beside what the file said before: it may have been added so that there may be rows
        already, and then filled."""
        field, call = self._partial(column), column.parent.parent if column.parent is not None else None
        field = replace(field, range=self.syntax.range(call)) if call is not None else field
        if before is not None:
            field = replace(
                field,
                kind=before.kind,
                nullable=before.nullable,
                list_depth=before.list_depth,
                presence=before.presence,
            )
        may, type = given.get("nullable"), given.get("type_")
        if type is not None:
            kind, depth = named_kind(self.syntax, type) or (Kind("unknown"), 0)
            field = _loose(replace(field, kind=kind, list_depth=depth, type_range=self.syntax.range(type)))
        if may is not None:
            field = replace(field, nullable=_MAY_BE_NULL.get(self._text(may), "unknown"))
        return field

    def _partial(self, column: Node) -> Field:
        at = string_range(self.syntax, column)
        return Field(string_value(self._text(column)), at, Kind("unknown"), "required", "unknown", at)

    def _text(self, node: Node) -> str:
        return self.syntax.str(node)


def _loose(column: Field) -> Field:
    """A column without a class of the program as its type, which may have changed since."""
    return replace(column, kind=Kind("unknown")) if column.kind.name in ("ref", "literal") else column


def _unlisted(column: Field) -> Field:
    """A column that is held to no list of values."""
    return replace(column, kind=Kind("unknown")) if column.kind.name == "enum" else column


def _unplaced(column: Field) -> Field:
    """A foreign key whose column follows its name again, when that changes."""
    return replace(column, stored=f'"{column.stored}') if column.stored == f"{column.name}_id" else column


def _renamed(made: Field, name: Node, syntax: Syntax) -> Field:
    """A field of Django that is named by a string."""
    own = string_value(syntax.str(name))
    stored = (
        made.stored
        if made.stored is not None and not made.stored.startswith(('"', "'"))
        else f"{own}_id"
        if made.stored
        else None
    )
    return replace(made, name=own, name_range=string_range(syntax, name), stored=stored)
