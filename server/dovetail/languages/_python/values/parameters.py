"""The names by which a statement of SQL asks for what it is given: `execute("… VALUES (:id, %(state)s)", order)`."""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from dovetail.core.text import Range

from ..._statements import constant
from ..._treesitter import Syntax
from ..scoping.values import Uses, Value
from ..syntax.given import arguments_of
from ..syntax.literals import is_plain_string
from ..syntax.locals import local_value

RUNS = frozenset({"execute", "executemany", "fetch_all", "fetch_one", "fetch_val"})
_EACH = "executemany"
_NAMED = re.compile(r"'[^'\n]*'|(?<![:\w]):([A-Za-z_]\w*)|%\((\w+)\)s")
_WRAPS = ("text(", "sa.text(", "sqlalchemy.text(", "SQL(", "sql.SQL(")
_ASKS = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|REPLACE|MERGE|WITH)\b")


def note_parameters(syntax: Syntax, uses: Uses, method: str, parts: Sequence[Node], given: Value) -> None:
    """Notes what a statement asks by name of the value that it is given, or of each of several."""
    for name, at in _named(syntax, parts[0]):
        one = given.element(at) if method == _EACH else given
        uses.emit(one.property(name, at) if one is not None else None)


def _named(syntax: Syntax, node: Node) -> Iterator[tuple[str, Range]]:
    """The parameters of a statement that is written here, in a variable of the function or at the top of the file."""
    if node.type == "call" and syntax.str(node).startswith(_WRAPS):
        node = next(iter(arguments_of(node)), node)
    if node.type == "identifier":
        node = local_value(syntax, node) or constant(syntax, syntax.str(node)) or node
    strings = node.children if node.type in ("concatenated_string", "parenthesized_expression") else [node]
    plain = [s for s in strings if is_plain_string(s)]
    if not any(_ASKS.search(syntax.str(s)) for s in plain):
        return
    for string in plain:
        start = syntax.range(string).start
        for found in _NAMED.finditer(syntax.str(string)):
            group = 1 if found[1] else 2
            if found[group]:
                yield found[group], Range(*found.span(group)).shifted(start)
