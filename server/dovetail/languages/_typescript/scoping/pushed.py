"""What a function puts into a list that it makes itself: `const cards = []`, and later `cards.push({ … })`."""

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS

_CALLS = frozenset({"call_expression"})
_PUTS = ("push", "unshift")


def pushed(syntax: Syntax, name: Node) -> list[Node]:
    """What is put into the list that a name stands for, anywhere in the function around it."""
    own, here = syntax.str(name), name.parent
    if not any(f"{own}.{method}(" in syntax.text.source for method in _PUTS):
        return []
    while here is not None and here.type not in FUNCTIONS:
        here = here.parent
    body = ts.field(here, "body") if here is not None else None
    return list(syntax.once_of(body, _puts).get(own, ())) if body is not None else []


def _puts(syntax: Syntax, body: Node) -> dict[str, list[Node]]:
    """What a body puts into each list, by the list's name."""
    found: dict[str, list[Node]] = {}
    for call in syntax.nodes(_CALLS, body):
        function = syntax.field(call, "function")
        target, method = (
            (syntax.field(function, r) for r in ("object", "property")) if function is not None else (None, None)
        )
        if target is not None and method is not None and target.type == "identifier" and syntax.str(method) in _PUTS:
            given = [p for p in parts(syntax.field(call, "arguments")) if p.type != "spread_element"]
            found.setdefault(syntax.str(target), []).extend(given)
    return found
