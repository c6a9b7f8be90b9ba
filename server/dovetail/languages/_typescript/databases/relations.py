"""What Drizzle's `relations(orders, ({ one }) => ({ user: one(users, …) }))` adds to the rows of a table of the same file."""

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Kind, Record

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.made import TYPE_OF
from ..syntax.nodes import bare, parts
from ..syntax.types import unquoted, unquoted_range

_MANY = {"one": 0, "many": 1}


def with_relations(syntax: Syntax, records: Sequence[Record]) -> Sequence[Record]:
    """The records of a file, its tables with the relations that are declared for them. The very same where none are."""
    if "relations(" not in syntax.text.source or not any(r.construct == "drizzle table" for r in records):
        return records
    found: dict[str, list[Field]] = {}
    for statement in syntax.root.children:
        for declarator in ts.walk(statement) if statement.type in ("export_statement", "lexical_declaration") else ():
            if declarator.type == "variable_declarator":
                for table, field in _relations(syntax, ts.field(declarator, "value")):
                    found.setdefault(table, []).append(field)
                break
    return [replace(r, fields=(*r.fields, *found.get(r.name, ()))) if r.name in found else r for r in records]


def _relations(syntax: Syntax, call: Node | None) -> Iterator[tuple[str, Field]]:
    """The relations that one call declares, each with the variable of the table that has it."""
    function = ts.field(call, "function") if call is not None and call.type == "call_expression" else None
    given = parts(ts.field(call, "arguments")) if call is not None and function is not None else []
    if function is None or syntax.str(function) != "relations" or len(given) != 2:
        return
    body = ts.field(given[1], "body")
    for pair in parts(bare(body)) if body is not None else []:
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        maker = ts.field(value, "function") if value is not None and value.type == "call_expression" else None
        led_to = (
            next(iter(parts(ts.field(value, "arguments"))), None) if value is not None and maker is not None else None
        )
        how = syntax.str(maker) if maker is not None else ""
        if key is None or led_to is None or how not in _MANY:
            continue
        kind = Kind("unknown", f"{TYPE_OF}{syntax.str(led_to)}", steps=("$inferSelect",))
        name, at = unquoted(syntax.str(key)), unquoted_range(syntax, key)
        field = Field(name, at, kind, "required", "unknown", syntax.range(pair), list_depth=_MANY[how], relation=True)
        yield syntax.str(given[0]), field
