"""What a name stands for in a function of Python, as far as it is given one value: there, or at the top of its file."""

from tree_sitter import Node

from . import _treesitter as ts
from ._statements import constant
from ._treesitter import Syntax


def local_value(syntax: Syntax, name: Node) -> Node | None:
    """What a name stands for that a function gives one value, without a type, and does not change."""
    body, own = function_of(name), syntax.str(name)
    if body is None:
        return None
    found: list[Node] = []
    for node in ts.walk(body):
        if node.type in ("assignment", "augmented_assignment"):
            left = ts.field(node, "left")
            if left is not None and syntax.str(left) == own:
                found.append(node)
            elif left is not None and left.type == "subscript" and syntax.str(left).startswith(f"{own}["):
                return None
        elif node.type == "call" and syntax.str(node).startswith(
            (f"{own}.update(", f"{own}.pop(", f"{own}.setdefault(")
        ):
            return None
    if len(found) != 1 or found[0].type != "assignment" or ts.field(found[0], "type") is not None:
        return None
    return ts.field(found[0], "right")


def function_of(node: Node) -> Node | None:
    """The function that a node is in."""
    here = node.parent
    while here is not None and here.type != "function_definition":
        here = here.parent
    return here


def constant_value(syntax: Syntax, name: Node) -> Node | None:
    """What a name at the top of the file is given, if that is done once, and the function that the name is in has none of its own."""
    function, own = function_of(name), syntax.str(name)
    parameters = ts.field(function, "parameters") if function is not None else None
    if parameters is not None and any(n.type == "identifier" and syntax.str(n) == own for n in ts.walk(parameters)):
        return None
    return constant(syntax, own)
