"""Dictionaries that are sent without what is None in them: `{k: v for k, v in params.items() if v is not None}`, `drop_none(params)`."""

import re

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from .bodies import own_function, parameters_of, returned

_DROPS = re.compile(
    r"_*(?:compact|(?:drop|remove|without|filter|strip|exclude|omit|prune|clean)(?:_?(?:none|nones|null|nulls|empty|unset|params))?)"
)


def filtered(syntax: Syntax, node: Node) -> Node | None:
    """The dictionary of which an expression is a part; None for any other expression."""
    if node.type == "dictionary_comprehension":
        return _of_items(syntax, node)
    called, arguments = (ts.field(node, n) if node.type == "call" else None for n in ("function", "arguments"))
    if called is None or arguments is None:
        return None
    given = [c for c in arguments.children if c.is_named and c.type != "comment"]
    name = ts.field(called, "attribute") or called
    if len(given) != 1 or given[0].type not in ("dictionary", "identifier", "call") or name.type != "identifier":
        return None
    function = own_function(syntax, name.text) if called.type == "identifier" else None
    if function is None:
        return given[0] if _DROPS.fullmatch(syntax.str(name)) is not None else None
    values, taken = returned(function), parameters_of(syntax, function)
    inner = _of_items(syntax, values[0]) if len(values) == 1 and values[0].type == "dictionary_comprehension" else None
    return given[0] if inner is not None and taken == frozenset({syntax.str(inner)}) else None


def _of_items(syntax: Syntax, node: Node) -> Node | None:
    """What `{k: v for k, v in values.items() if …}` goes through, where it keeps the names as they are."""
    body, clauses = ts.field(node, "body"), [c for c in node.children if c.type == "for_in_clause"]
    left, right = (ts.field(clauses[0], n) if len(clauses) == 1 else None for n in ("left", "right"))
    kept, called = ts.field(body, "key") if body is not None else None, ts.field(right, "function") if right else None
    if kept is None or left is None or called is None or called.type != "attribute":
        return None
    names = [c for c in left.children if c.is_named]
    if len(names) != 2 or names[0].text != kept.text or syntax.str(ts.field(called, "attribute") or called) != "items":
        return None
    return ts.field(called, "object")
