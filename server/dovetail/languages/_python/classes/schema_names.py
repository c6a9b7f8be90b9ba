"""Columns that strings of SQLAlchemy and Alembic name: `ForeignKey("users.id")`, `op.create_index("ix", "users", ["email"])`."""

import re

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Quoted, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sql.uses import NAMED, REFERS, TABLE, statement_texts, statement_uses
from ..._treesitter import Syntax
from ..syntax.literals import is_plain_string, string_range, string_value
from .bases import table_name
from .django import keywords

_SPEAKS = re.compile(r"ForeignKey|foreign_key\s*=|CheckConstraint|from\s+alembic\s+import")
_OF_TABLE = frozenset({"PrimaryKeyConstraint", "UniqueConstraint", "ForeignKeyConstraint"})
_KEYS = frozenset({"ForeignKey", "ForeignKeyConstraint"})
_OPERATIONS = frozenset(
    "create_index create_unique_constraint create_primary_key create_foreign_key create_check_constraint alter_column".split()
)
# At which place the operations of Alembic name their table.
_TABLE_AT = {
    "create_index": 1, "create_unique_constraint": 1, "create_check_constraint": 1,
    "add_column": 0, "drop_column": 0, "alter_column": 0, "batch_alter_table": 0,
}  # fmt: skip
MADE_OF = "made of"  # how a text comes about that a migration lists among the values of a column
_CONDITION = "DELETE FROM {} WHERE "  # a statement in which a condition may stand


@dataclass
class _Names:
    syntax: Syntax
    uses: list[Use]
    texts: list[Quoted]

    def of(self, table: str, node: Node | None) -> None:
        """A string, or a list of strings, that names columns of a table."""
        for part in node.children if node is not None and node.type in ("list", "tuple") else (node,):
            if part is not None and is_plain_string(part):
                self.named(table, string_value(self.syntax.str(part)), string_range(self.syntax, part))

    def named(self, table: str, column: str, at: Range) -> None:
        if column.isidentifier() and table:
            self.uses.append(Use(f"{TABLE}{table}", (column,), (at,), "read", "sql"))

    def listed(self, table: str, parts: list[Node]) -> None:
        """The values that a column of a migration may have: `Column("role", Enum("owner", "viewer"))`."""
        called = ts.field(parts[1], "function") if parts[1].type == "call" else None
        if called is None or not self.syntax.str(called).endswith(("Enum", "ENUM")) or not table:
            return
        at = string_range(self.syntax, parts[0])
        use = Use(f"{TABLE}{table}", (string_value(self.syntax.str(parts[0])),), (at,), "read", MADE_OF)
        for value in positional(parts[1]):
            if is_plain_string(value):
                self.texts.append(Quoted(use, string_value(self.syntax.str(value)), string_range(self.syntax, value)))

    def referred(self, node: Node, key: str) -> None:
        """`"users.id"`, also behind the name of a schema, to which a column refers."""
        schema, _, column = string_value(self.syntax.str(node)).rpartition(".")
        table, at = schema.rpartition(".")[2], string_range(self.syntax, node)
        self.named(table, column, Range(at.end - len(column), at.end))
        if table.isidentifier() and column.isidentifier() and not column[0].isupper():  # which is a class of Django
            end = at.end - len(column) - 1
            self.uses.append(Use(NAMED, (table,), (Range(end - len(table), end),), "read", f"{REFERS}{table}.{key}"))

    def altered(self, called: str, parts: list[Node]) -> None:
        """The table that a step of Alembic is about, where the file says it once: another one it may have made, or called otherwise."""
        place = _TABLE_AT.get(called, len(parts))
        node = parts[place] if place < len(parts) and is_plain_string(parts[place]) else None
        table = string_value(self.syntax.str(node)) if node is not None else ""
        said = re.findall(rf"(?<![\w$]){re.escape(table)}(?![\w$])", self.syntax.text.source) if table else []
        if node is not None and len(said) == 1:
            self.uses.append(Use(NAMED, (table,), (string_range(self.syntax, node),), "read", "sql"))

    def condition(self, table: str, node: Node) -> None:
        """`"status IN ('open', 'done')"`, as a statement would say it."""
        before, at = _CONDITION.format(table), string_range(self.syntax, node)
        text, moved = before + string_value(self.syntax.str(node)), at.start - len(before)
        if len(text) == len(before) + at.end - at.start:  # and nothing in it is escaped
            self.uses.extend(
                replace(u, ranges=tuple(r.shifted(moved) for r in u.ranges)) for u in statement_uses(text, 0)
            )
            for quoted in statement_texts(text, 0):
                use = replace(quoted.use, ranges=tuple(r.shifted(moved) for r in quoted.use.ranges))
                self.texts.append(Quoted(use, quoted.text, quoted.range.shifted(moved)))


def schema_names(syntax: Syntax) -> tuple[list[Use], list[Quoted]]:
    """The columns that strings name, each of its table, and the texts that conditions compare them with."""
    names = _Names(syntax, [], [])
    if _SPEAKS.search(syntax.text.source) is None:
        return [], []
    alembic = "alembic" in syntax.text.source
    for call in syntax.nodes(frozenset({"call"})):
        function = ts.field(call, "function")
        owner, _, called = syntax.str(function).rpartition(".") if function is not None else ("", "", "")
        given = keywords(syntax, call)
        if owner == "op" and alembic:
            names.altered(called, positional(call))
        referred = given.get("foreign_key")
        if referred is not None and is_plain_string(referred):
            names.referred(referred, _assigned(syntax, call))
        parts = positional(call)
        if called in _KEYS and owner != "models":  # in Django those name classes
            for part in parts[-1].children if parts and parts[-1].type in ("list", "tuple") else parts[:1]:
                if is_plain_string(part):
                    names.referred(part, _assigned(syntax, call))
        if called in _OF_TABLE and (table := _table_of_call(syntax, call)):
            for part in parts if called in ("PrimaryKeyConstraint", "UniqueConstraint") else parts[:1]:
                names.of(table, part)
        elif called == "CheckConstraint" and parts and is_plain_string(parts[0]):
            names.condition(_table_around(syntax, call), parts[0])
        elif called == "Column" and alembic and len(parts) > 1 and is_plain_string(parts[0]):
            names.listed(_table_around(syntax, call), parts)
        elif called in _OPERATIONS and "new_column_name" not in given:
            batch = batch_around(syntax, call, owner)
            if batch is not None or owner == "op":
                whole = [*parts[:1], batch, *parts[1:]] if batch is not None else parts
                _operation(names, called, whole, batch is not None)
    return names.uses, names.texts


def _assigned(syntax: Syntax, call: Node) -> str:
    """The name of the attribute that a column is given to; empty where it is none."""
    here = call.parent
    while here is not None and here.type in ("argument_list", "call", "keyword_argument"):
        here = here.parent
    left = ts.field(here, "left") if here is not None and here.type == "assignment" else None
    return syntax.str(left) if left is not None and left.type == "identifier" else ""


def batch_around(syntax: Syntax, call: Node, name: str) -> Node | None:
    """The table that `with op.batch_alter_table("users") as batch` around a call alters by a name; None where it is no such name."""
    here = call.parent if "batch_alter_table" in syntax.text.source else None
    while here is not None:
        items = ts.child(here, "with_clause") if here.type == "with_statement" else None
        for node in (n for n in ts.walk(items) if n.type == "as_pattern") if items is not None else ():
            made, target = node.children[0], ts.child(node, "as_pattern_target")
            function = ts.field(made, "function") if made.type == "call" else None
            if target is None or function is None or syntax.str(target) != name:
                continue
            parts = positional(made)
            return parts[0] if syntax.str(function) == "op.batch_alter_table" and parts else None
        here = here.parent
    return None


def positional(call: Node) -> list[Node]:
    """The arguments of a call that are given by their places."""
    arguments = ts.field(call, "arguments")
    found = arguments.children if arguments is not None else []
    return [c for c in found if c.is_named and c.type not in ("comment", "keyword_argument")]


def _operation(names: _Names, called: str, parts: list[Node], in_batch: bool) -> None:
    """The columns that an operation of Alembic names; its parts are those that it has outside of a batch."""
    if called == "alter_column":
        parts = [parts[1], parts[0], *parts[2:]] if in_batch and len(parts) > 1 else parts
        table, columns = (parts[0], parts[1]) if len(parts) > 1 else (None, None)
    else:
        table, columns = (parts[1], parts[2]) if len(parts) > 2 else (None, None)
    if table is None or columns is None or not is_plain_string(table):
        return
    own = string_value(names.syntax.str(table))
    if called == "create_check_constraint":
        if is_plain_string(columns):
            names.condition(own, columns)
        return
    if called == "create_foreign_key" and len(parts) > 4:
        names.of(own, parts[3])
        if is_plain_string(columns):
            names.of(string_value(names.syntax.str(columns)), parts[4])
        return
    names.of(own, columns)


def _table_around(syntax: Syntax, node: Node) -> str:
    """The table of the class, of the call of `Table`, or of the migration's statement, that a constraint stands in."""
    called, here = _table_of_call(syntax, node), node.parent
    while not called and here is not None and here.type != "class_definition":
        here = here.parent
    if called:
        return called
    body = ts.field(here, "body") if here is not None else None
    return (table_name(syntax, here, body) or "") if here is not None and body is not None else ""


def _table_of_call(syntax: Syntax, node: Node) -> str:
    """The table of the call that a constraint or a column is an argument of."""
    listed = node.parent
    call = listed.parent if listed is not None and listed.type == "argument_list" else None
    function = ts.field(call, "function") if call is not None else None
    if call is None or function is None:
        return ""
    if syntax.str(function).rpartition(".")[2] not in ("Table", "create_table", "add_column"):
        return ""
    first = next(iter(positional(call)), None)
    return string_value(syntax.str(first)) if first is not None and is_plain_string(first) else ""
