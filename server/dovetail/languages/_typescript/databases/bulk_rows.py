"""Rows that seeders of Sequelize write: `queryInterface.bulkInsert("tools", [{ serial_number: "HD-100" }])`."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Quoted, Use

from ... import _treesitter as ts
from ..._sql.uses import TABLE
from ..._treesitter import Syntax
from ..syntax.literals import pairs
from ..syntax.nodes import given, parts
from ..syntax.types import unquoted, unquoted_range

WORD = "queryInterface"
_ROWS = frozenset({"bulkInsert", "bulkUpdate", "bulkDelete"})
_KEYS = frozenset({"property_identifier", "string", "shorthand_property_identifier"})


def bulk_rows(syntax: Syntax, call: Node) -> Iterator[tuple[Use, Quoted | None]]:
    """The columns that a call names of the table that it is given first, each with the text that is put there, if one is."""
    function = ts.field(call, "function")
    method = ts.field(function, "property") if function is not None and function.type == "member_expression" else None
    arguments = given(call) if method is not None and syntax.str(method) in _ROWS else []
    if not arguments or arguments[0].type != "string":
        return
    table = TABLE + unquoted(syntax.str(arguments[0]))
    last = 3 if method is not None and syntax.str(method) == "bulkUpdate" else 2  # what comes behind are options
    for part in arguments[1:last]:
        for row in (r for r in (parts(part) if part.type == "array" else [part]) if r.type == "object"):
            for pair in (p for p in pairs(syntax, row) if p.key.type in _KEYS):
                use = Use(table, (unquoted(syntax.str(pair.key)),), (unquoted_range(syntax, pair.key),), "read", "sql")
                text = pair.value if pair.value.type == "string" else None
                quoted = (
                    Quoted(use, unquoted(syntax.str(text)), unquoted_range(syntax, text)) if text is not None else None
                )
                yield use, quoted
