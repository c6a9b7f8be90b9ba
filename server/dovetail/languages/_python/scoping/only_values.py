"""What variables of functions stand for that are given nothing but what is written out: `level = "high" if odd else "low"`."""

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.locals import function_of, given_values
from ..syntax.plain import is_refused
from .bodies import parameters_of
from .values import bound_names


def only_values(syntax: Syntax, name: Node) -> list[Node]:
    """All that a variable is given in its function, None left aside. Nothing where a parameter, a loop, another function or an operator may
    give it something else, and where an error is expected of it.
    """
    function, own = function_of(name), syntax.str(name)
    body = ts.field(function, "body") if function is not None else None
    given = given_values(syntax, name) if body is not None else []
    if function is None or body is None or not given:
        return []
    counts, outer = syntax.once_of(body, bound_names)
    if counts[own] != len(given) or own in outer or own in parameters_of(syntax, function) or is_refused(name):
        return []
    return [v for v in given if v.type != "none"]


def only_texts(syntax: Syntax, name: Node) -> list[Node]:
    """The strings that a variable of a function stands for, one of which each time, but for what the other way of a condition gives."""
    values = [_written(value) for value in only_values(syntax, name)]
    return [text for texts in values for text in texts] if all(values) else []


def _written(value: Node) -> list[Node]:
    if value.type == "conditional_expression":
        return [n for c in [c for c in value.children if c.is_named and c.type != "comment"][::2] for n in _written(c)]
    if value.type == "parenthesized_expression":
        return [n for c in value.children if c.is_named for n in _written(c)]
    return [value] if value.type == "string" else []
