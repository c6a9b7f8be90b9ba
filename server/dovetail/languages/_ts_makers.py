"""Functions that make what others send: whose results are objects that are written in them, where no type says what they are."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Maker

from . import _treesitter as ts
from ._sending import NOTHING, Sending
from ._treesitter import Syntax
from ._ts_functions import functions_in, named_functions
from ._ts_made import CALL
from ._ts_sent import sending
from ._ts_signatures import FUNCTIONS

_RESULTS = frozenset(
    "object call_expression await_expression identifier parenthesized_expression ternary_expression array".split()
)


def makers(syntax: Syntax) -> Iterator[Maker]:
    """The functions of the top level, and the methods of its classes and objects, that give what is written in them."""
    for owner, name, written in named_functions(syntax):
        function = next(functions_in(syntax, [written]), None) if written.type != "identifier" else None
        function = written if written.type == "method_definition" else function
        if function is None or ts.field(function, "return_type") is not None:
            continue  # what says its type is compared by that
        made = _results(syntax, function)
        if made != NOTHING:
            yield Maker(owner + syntax.str(name), syntax.range(name), made.carries, made.sent, made.passes)


def _results(syntax: Syntax, function: Node) -> Sending:
    body, found = ts.field(function, "body"), NOTHING
    if body is None:
        return found
    if body.type != "statement_block":
        return sending(syntax, body, CALL) if body.type in _RESULTS else found
    for node in _own(body):
        value = next((c for c in node.children if c.is_named and c.type != "comment"), None)
        if value is not None and value.type in _RESULTS:
            found += sending(syntax, value, CALL)
    return found


def _own(body: Node) -> Iterator[Node]:
    """The statements that return from a function, and not from one inside of it."""
    todo = [body]
    while todo:
        node = todo.pop()
        if node.type == "return_statement":
            yield node
        elif node.type not in FUNCTIONS and node.type not in ("class_body", "expression_statement"):
            todo.extend(reversed(node.children))
