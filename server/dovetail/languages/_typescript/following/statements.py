"""Statements of SQL that code runs, and queries that it builds: what they give, and what the program calls a row of that."""

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import CAST

from ... import _treesitter as ts
from ..databases.built_rows import given_by_chain
from ..databases.sql_rows import given_by_statement, row_schema, shown_to_callback
from ..scoping.scopes import Scope, Value
from ..syntax.signatures import type_arguments
from ..syntax.tags import tag_type
from .streams import Streams


@dataclass
class Statements(Streams):
    """Follows the rows of statements."""

    def _selected(self, call: Node, method: str, said: list[Typed], scope: Scope) -> Typed | None:
        """What a call gives that runs a statement of SQL. What the program calls a row of it has the names of columns."""
        found = given_by_statement(self.types.syntax, call, method, said)
        if found is None:
            return self._built_rows(call, method, scope)
        given, row = found
        at = self._at(ts.field(call, "arguments"))
        told = tag_type(self.types, call, scope.generics)
        if told is not None:  # the tag itself says what it gives
            self.uses.call_row(told, row, at, CAST)
            return None
        shown = shown_to_callback(self.types.syntax, call, given)
        if shown is not None:
            self.asked[shown[0].id] = Value(shown[1].kind, 0, method)
        for type in said[-1:]:
            self.uses.call_row(type, row, at, CAST)
        schema = row_schema(self.types.syntax, call)
        if schema is not None:
            self.uses.note_rows(self._text(schema), row, self._at(schema))
        return given

    def _built_rows(self, call: Node, method: str, scope: Scope) -> Typed | None:
        """What a query gives that Kysely or Knex builds, which may say at its table what the program calls a row of it."""
        built = given_by_chain("", self.types.syntax, call, method)
        if built is None:
            return None
        said = next(iter(type_arguments(built.begins) or type_arguments(call)), None)
        row = Typed(built.row)
        if said is not None:
            row = self.types.typed(said, scope.generics)
            self.uses.call_row(row, built.row, self._at(ts.field(call, "arguments")), CAST)
        return replace(row, list_depth=1) if built.several else row
