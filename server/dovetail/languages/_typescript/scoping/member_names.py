"""What members are called where they are declared: `Users.list` of a class, `makeUsers().list` of what a function gives."""

from tree_sitter import Node

from ..._treesitter import Syntax
from .injected import injected
from .origins import declaration, origin, said_of, taken_property

_DEEPEST = 3


def member_name(syntax: Syntax, node: Node) -> str:
    """What a name or a property is called where it is declared, as far as this file says; else as it is written."""
    if node.type == "member_expression":
        target, name = syntax.field(node, "object"), syntax.field(node, "property")
        of = _whose(syntax, target) if target is not None else ""
        return f"{of}.{syntax.str(name)}" if of and name is not None else syntax.str(node)
    found = declaration(syntax, node) if node.type == "identifier" else None
    taken = taken_property(syntax, found, syntax.str(node)) if found is not None else ""
    if found is None or not taken:
        return syntax.str(node)
    of = said_of(syntax, found, 0)
    return f"{of}.{taken}" if of else syntax.str(node)


def _whose(syntax: Syntax, node: Node) -> str:
    return origin(syntax, node) or injected(syntax, node) or _inside(syntax, node, 0)


def _inside(syntax: Syntax, node: Node, depth: int) -> str:
    """What is kept in something whose type has a name, `Deps.users`, or in what a function gives, `makeApi().users`.

    What that is the file says that declares it.
    """
    if depth > _DEEPEST:
        return ""
    if node.type == "identifier":
        found = declaration(syntax, node)
        name = taken_property(syntax, found, syntax.str(node)) if found is not None else ""
        value = syntax.field(found, "value") if found is not None and name else None
        of = said_of(syntax, found, 0) if found is not None and name else ""
        of = of or (_inside(syntax, value, depth + 1) if value is not None else "")
        return f"{of}.{name}" if of else ""
    target, own = syntax.field(node, "object"), syntax.field(node, "property")
    if node.type != "member_expression" or target is None or own is None or target.type == "this":
        return ""
    of = origin(syntax, target) or _inside(syntax, target, depth + 1)
    return f"{of}.{syntax.str(own)}" if of else ""
