"""What members are called where they are declared: `Users.list` of a class, `makeUsers().list` of what a function gives."""

from tree_sitter import Node

from ..._treesitter import Syntax
from .injected import injected
from .origins import declaration, origin, said_of, taken_property


def member_name(syntax: Syntax, node: Node) -> str:
    """What a name or a property is called where it is declared, as far as this file says; else as it is written."""
    if node.type == "member_expression":
        target, name = syntax.field(node, "object"), syntax.field(node, "property")
        of = (origin(syntax, target) or injected(syntax, target)) if target is not None else ""
        return f"{of}.{syntax.str(name)}" if of and name is not None else syntax.str(node)
    found = declaration(syntax, node) if node.type == "identifier" else None
    taken = taken_property(syntax, found, syntax.str(node)) if found is not None else ""
    if found is None or not taken:
        return syntax.str(node)
    of = said_of(syntax, found, 0)
    return f"{of}.{taken}" if of else syntax.str(node)
