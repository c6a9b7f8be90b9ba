"""Classes of which Python makes objects of rows, beside the statement that gives these: `class_row(Job)`, `Job(**row)`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import ROWS_OF, Use

from ... import _treesitter as ts
from ..._sql.rows import GIVEN, ONLY, SEVERAL
from ..._sql.uses import TABLE
from ..._treesitter import Syntax
from ..scoping.rows import rows
from ..syntax.given import first_argument, plain_arguments
from ..syntax.locals import function_of

_MAKES = re.compile(r"\b(?:class_row|kwargs_row)\(|\b[A-Z]\w*\(\s*\*\*(?:dict\()?\w+\)")
_FACTORIES = frozenset({"class_row", "kwargs_row"})


def row_classes(syntax: Syntax) -> Iterator[Use]:
    """The names of such classes, each as a use of the rows of the one table that the statements of the same function read."""
    if _MAKES.search(syntax.text.source) is None:
        return
    for call in syntax.nodes(frozenset({"call"})):
        named = _class(syntax, call)
        function = function_of(call) if named is not None else None
        table = _table(syntax, function) if function is not None else ""
        if named is not None and table:
            yield Use(f"{ROWS_OF}{table}", (syntax.str(named),), (syntax.range(named),), "read", "rows")


def _class(syntax: Syntax, call: Node) -> Node | None:
    """The name of the class that a call makes of rows, or says that they are to be made."""
    called = ts.field(call, "function")
    written = syntax.str(called).rpartition(".")[2] if called is not None else ""
    if written in _FACTORIES:
        first = first_argument(call)
        return first if first is not None and first.type == "identifier" else None
    if called is None or called.type != "identifier" or not written[:1].isupper():
        return None
    arguments = ts.field(call, "arguments")
    given = arguments.named_children if arguments is not None else []
    return called if len(given) == 1 and given[0].type == "dictionary_splat" else None


def _table(syntax: Syntax, function: Node) -> str:
    """The one table of which the statements that a function runs give rows; empty for none, or several."""
    tables: set[str] = set()
    for call in (n for n in ts.walk(function) if n.type == "call"):
        called = ts.field(call, "function")
        method = ts.field(called, "attribute") if called is not None else None
        row = rows(syntax, syntax.str(method), plain_arguments(call)) if method is not None else None
        if row is not None and row.type_name.startswith(TABLE):
            tables.add(row.type_name.removeprefix(TABLE).partition(ONLY)[0].partition(GIVEN)[0])
    return next(iter(tables)) if len(tables) == 1 and not any(SEVERAL in t for t in tables) else ""
