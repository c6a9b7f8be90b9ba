"""Migrations in TypeScript and JavaScript as the tables that they make and alter: those of Knex, Kysely, Sequelize and TypeORM.

What one file does is replayed in its order; what takes a migration back, its `down`, is left out.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import RENAMED, Enum, Field, Kind, Record, Reference
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._embedded_sql import defines, made_tables
from ..._treesitter import Syntax
from ..syntax.literals import pairs
from ..syntax.nodes import given, parameters, parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range
from .columns_in_code import chain_on, checked, described_column, knex_columns, kysely_column
from .sequelize import model_field

MADE = "migrated table"
ALTERED = "altered table"
_WORDS = ("Table", "Column", "schema.table", "queryRunner", "MigrationInterface", "addSql")
_FOLDER = re.compile(r"(?:^|/)(?:\w*migrations?|migrate|versions)/")
_BACK = frozenset({"down", "rollback", "undo"})
_CALLS = frozenset({"call_expression"})
_STRINGS = frozenset({"template_string", "string"})
_MAKES = frozenset({"createTable", "createTableIfNotExists"})
_ALTERS = frozenset({"alterTable", "table"})
_OF_KNEX = {"dropColumn": 1, "dropColumns": 99, "renameColumn": 1}
_LONGEST = 60


def migrated_tables(syntax: Syntax, path: str) -> tuple[tuple[Record, ...], tuple[Enum, ...]]:
    """The tables that a file makes or alters, with the types that it makes for them, if it is a migration: none of any other file."""
    if _FOLDER.search(path) is None or not syntax.has_any(*_WORDS):
        return (), ()
    steps = _Steps(syntax)
    for call in syntax.nodes(_CALLS):
        steps.visit(call)
    tables, enums = _in_strings(syntax)
    return (*steps.tables.values(), *tables), enums


def _in_strings(syntax: Syntax) -> tuple[Iterable[Record], tuple[Enum, ...]]:
    """The tables that statements in strings make, and the types of their columns: `queryRunner.query("CREATE TABLE …")`."""
    if not syntax.has_any("CREATE TABLE", "create table"):
        return (), ()
    strings = [n for n in syntax.nodes(_STRINGS) if defines(syntax.str(n)) and not _is_back(syntax, n)]
    found = made_tables(syntax, strings)
    return (replace(r, construct=MADE) for r in found.records), found.enums


@dataclass
class _Steps:
    syntax: Syntax
    tables: dict[str, Record] = field(default_factory=dict[str, Record])

    def visit(self, call: Node) -> None:
        """Replays what one call does."""
        function = ts.field(call, "function")
        method = (
            ts.field(function, "property") if function is not None and function.type == "member_expression" else None
        )
        name, arguments = self._text(method) if method is not None else "", given(call)
        if not arguments or name not in _METHODS or _is_back(self.syntax, call):
            return
        first = arguments[0]
        if name in _MAKES and first.type == "new_expression":
            self._described(first)
        elif first.type != "string":
            return
        elif name in _MAKES or name in _ALTERS:
            self._built(call, name in _MAKES, first, arguments[1:])
        elif name == "dropTable":
            self.tables.pop(unquoted(self._text(first)), None)
        elif len(arguments) > 1:
            self._change(name, first, arguments[1:])

    def _described(self, table: Node) -> None:
        """TypeORM's `createTable(new Table({ name: "users", columns: [ … ] }))`."""
        options = next((a for a in given(table) if a.type == "object"), None)
        said = {self._text(p.key): p.value for p in pairs(self.syntax, options)} if options is not None else {}
        name, listed = said.get("name"), said.get("columns")
        if name is None or name.type != "string" or listed is None or listed.type != "array":
            return
        found = [described_column(self.syntax, c) for c in parts(listed)]
        whole = [f for f in found if f is not None]
        self._make(name, whole, len(whole) < len(found))

    def _built(self, call: Node, makes: bool, name: Node, rest: list[Node]) -> None:
        """`createTable("users", (table) => { … })` of Knex, `("users", { … })` of Sequelize, `("users").addColumn(…)` of Kysely."""
        if rest and rest[0].type in FUNCTIONS:
            self._by_builder(name, rest[0], makes)
        elif rest and rest[0].type == "object" and makes:
            listed = list(pairs(self.syntax, rest[0]))
            found = [f for pair in listed if (f := model_field(self.syntax, pair)) is not None]
            opened = len(listed) < len(parts(rest[0]))
            self._make(name, [_loose(f) for f in found], opened)
        elif not rest:
            self._chained(call, name, makes)

    def _by_builder(self, name: Node, function: Node, makes: bool) -> None:
        taken = parameters(self.syntax, function)
        pattern = taken[0].pattern if taken else None
        body = ts.field(function, "body")
        if pattern is None or pattern.type != "identifier" or body is None:
            return
        own = self._text(pattern)
        fields: list[Field] = []
        opened = False
        for statement in parts(body) if body.type == "statement_block" else [body]:
            expression = next(iter(parts(statement)), None) if statement.type == "expression_statement" else statement
            expression = (
                parts(expression)[0] if expression is not None and expression.type == "await_expression" else expression
            )
            chain = chain_on(self.syntax, expression, own) if expression is not None else None
            if chain is None:
                opened = opened or re.search(rf"\b{re.escape(own)}\b", self._text(statement)) is not None
                continue
            found = list(knex_columns(self.syntax, chain))
            fields.extend(found)
            arguments = given(chain.call)
            if chain.method in _OF_KNEX and not makes:
                dropped = [a for p in arguments for a in (parts(p) if p.type == "array" else [p])]
                self._columns_change(chain.method, name, dropped)
        if makes:
            self._make(name, fields, opened)
        else:
            for each in fields:
                self._put(name, each)

    def _chained(self, call: Node, name: Node, makes: bool) -> None:
        """What Kysely chains behind the table's name."""
        here = call
        fields: list[Field] = []
        spread = False
        for _ in range(_LONGEST):
            member = here.parent
            outer = member.parent if member is not None and member.type == "member_expression" else None
            if member is None or outer is None or outer.type != "call_expression":
                break
            method = self._text(ts.field(member, "property") or member)
            arguments = given(outer)
            column = kysely_column(self.syntax, arguments) if method == "addColumn" else None
            if column is not None:
                fields.append(column)
            elif method in ("dropColumn", "renameColumn"):
                self._columns_change(method, name, arguments)
            elif method == "addCheckConstraint" and len(arguments) > 1:
                condition = self._text(arguments[1])
                fields = [replace(f, kind=checked(f.kind, f.name, condition)) for f in fields]
            spread = spread or (method in ("$call", "addColumn") and column is None)
            here = outer
        if makes and fields:
            self._make(name, fields, spread, self.syntax.range(here))
        for each in fields if not makes else ():
            self._put(name, each)

    def _change(self, method: str, table: Node, rest: list[Node]) -> None:
        """One column of a table: `addColumn("users", "email", { … })` of Sequelize, `("users", new TableColumn({ … }))` of TypeORM."""
        match method:
            case "addColumn" | "changeColumn" if rest[0].type == "string" and len(rest) > 1:
                if method == "addColumn" or self._text(table) not in self.tables:
                    column = self._sequelize_column(rest[0], rest[1])
                    self._put(table, _loose(column))
            case "addColumn":
                column = described_column(self.syntax, rest[0])
                if column is not None:
                    self._put(table, column)
            case "addColumns" if rest[0].type == "array":
                for each in parts(rest[0]):
                    if (column := described_column(self.syntax, each)) is not None:
                        self._put(table, column)
            case "removeColumn" | "dropColumn" | "renameColumn":
                self._columns_change(method, table, rest)
            case "renameTable" if rest[0].type == "string":
                self._rename(table, rest[0])
            case _:
                pass

    def _sequelize_column(self, name: Node, described: Node) -> Field:
        whole = self.syntax.range(name)
        plain = Field(
            unquoted(self._text(name)), unquoted_range(self.syntax, name), Kind("unknown"), "optional", "unknown", whole
        )
        said = list(pairs(self.syntax, described)) if described.type == "object" else []
        inner = next((p for p in said if self._text(p.key) == "type"), None)
        found = model_field(self.syntax, replace(inner, value=described)) if inner is not None else None
        return replace(found, name=plain.name, name_range=plain.name_range, range=whole) if found is not None else plain

    def _columns_change(self, method: str, table: Node, columns: Sequence[Node]) -> None:
        named = [c for c in columns if c.type == "string"]
        if method == "renameColumn" and len(named) > 1:
            self._goes(table, named[0], named[1])
            at = unquoted_range(self.syntax, named[1])
            partial = Field(unquoted(self._text(named[1])), at, Kind("unknown"), "optional", "unknown", at)
            self._put(table, partial)
        else:
            for each in named:
                self._goes(table, each, each)

    def _rename(self, table: Node, name: Node) -> None:
        """A table under its new name, which others know by the one that it had, where another file has made it."""
        record = self._table(table)
        self.tables.pop(record.name, None)
        formerly = (Reference(record.name, record.name_range, RENAMED),) if record.construct == ALTERED else ()
        own, at = unquoted(self._text(name)), unquoted_range(self.syntax, name)
        self.tables[own] = replace(record, name=own, name_range=at, table=own, bases=record.bases or formerly)

    def _make(self, name: Node, fields: Iterable[Field], opened: bool, around: Range | None = None) -> None:
        own, at = unquoted(self._text(name)), unquoted_range(self.syntax, name)
        self.tables[own] = Record(
            own, at, around or self._around(name), tuple(fields), "db", MADE, open=opened, table=own
        )

    def _put(self, table: Node, column: Field) -> None:
        record = self._table(table)
        others = tuple(f for f in record.fields if f.name != column.name)
        self.tables[record.name] = replace(record, fields=(*others, column))

    def _goes(self, table: Node, column: Node, at: Node) -> None:
        record, name = self._table(table), unquoted(self._text(column))
        kept = tuple(f for f in record.fields if f.name != name)
        gone = record.gone
        if len(kept) == len(record.fields):
            gone = (*gone, (name, unquoted_range(self.syntax, at)))
        self.tables[record.name] = replace(record, fields=kept, gone=gone)

    def _table(self, name: Node) -> Record:
        """The table that this file makes, or what it alters of one that another makes."""
        own = unquoted(self._text(name))
        at = unquoted_range(self.syntax, name)
        return self.tables.get(own) or Record(own, at, self._around(name), (), "db", ALTERED, open=True, table=own)

    def _around(self, name: Node) -> Range:
        call = name.parent.parent if name.parent is not None else None
        return self.syntax.range(call if call is not None else name)

    def _text(self, node: Node) -> str:
        return self.syntax.str(node)


_METHODS = (
    _MAKES
    | _ALTERS
    | {
        "addColumn",
        "addColumns",
        "changeColumn",
        "removeColumn",
        "dropColumn",
        "renameColumn",
        "renameTable",
        "dropTable",
    }
)


def _loose(column: Field) -> Field:
    """A column that says nothing of null may be empty."""
    return replace(column, nullable="yes") if column.nullable == "unknown" and column.presence == "optional" else column


def _is_back(syntax: Syntax, node: Node) -> bool:
    """True inside of the function that takes a migration back."""
    here: Node | None = node
    while here is not None:
        if here.type in FUNCTIONS or here.type == "function_declaration":
            own = ts.field(here, "name")
            around = here.parent
            named = own or (
                ts.field(around, "key") or ts.field(around, "name") or ts.field(around, "left")
                if around is not None
                else None
            )
            if named is not None and syntax.str(named).rpartition(".")[2] in _BACK:
                return True
        here = here.parent
    return False
