"""Functions that are handed an answer and give what it holds: `def body(answer): answer.raise_for_status(); return answer.json()`."""

import re
from collections.abc import Iterator
from typing import Literal

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..classes.errors import parameter_names
from ..syntax.locals import function_of, local_value

Given = Literal["answer", "value"]
_VALUE = r"{0}\.json\(\)|(?:\w+\.)?loads\({0}\.(?:text|content|read\(\))\)"


def handed_back(syntax: Syntax, called: Node, place: int) -> Given | None:
    """Whether a function of the file gives the answer that it is handed at a place, or the value in it; None where that is something else,
    or not seen."""
    name = syntax.str(ts.field(called, "attribute") or called)
    functions = [
        f for f in syntax.nodes(frozenset({"function_definition"})) if syntax.str(ts.field(f, "name") or f) == name
    ]
    taken = list(parameter_names(syntax, functions[0])) if len(functions) == 1 else []
    if place >= len(taken):
        return None
    kinds: list[Given | None] = [_of_parameter(syntax, value, taken[place]) for value in given_values(functions[0])]
    return kinds[0] if kinds and all(kind == kinds[0] for kind in kinds) else None


def given_values(function: Node) -> Iterator[Node]:
    """What a function gives besides None."""
    for node in ts.walk(function):
        if node.type == "return_statement" and function_of(node) == function:
            value = next((c for c in node.children if c.is_named), None)
            if value is not None and value.type != "none":
                yield value


def _of_parameter(syntax: Syntax, node: Node, name: str) -> Given | None:
    """Whether a function gives a parameter, or the value in it."""
    if node.type == "identifier" and syntax.str(node) != name:
        node = local_value(syntax, node) or node
    if node.type == "conditional_expression" and syntax.str(node).endswith((" else None", " else {}")):
        node = node.named_children[0]
    written = syntax.str(node).removeprefix("await ")
    if written == name:
        return "answer"
    if re.fullmatch(_VALUE.format(re.escape(name)), written) is not None:
        return "value"
    return None
