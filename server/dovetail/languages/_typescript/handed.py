"""Components that do not say what they take: what they are given where they are used is what they have."""

from tree_sitter import Node

from dovetail.core.shapes import Kind

from .. import _treesitter as ts
from .._treesitter import Syntax
from .scopes import Value

HANDED = "props of "  # before the name of a component, the type of what it is given wherever it is used
_MARKUP = ("</", "/>")
_NAMED = frozenset({"function_declaration", "function_expression"})
_WRAPPERS = ("memo", "forwardRef", "observer")
_MOST = 2  # the props, and a ref


def handed(syntax: Syntax, function: Node, place: int, count: int) -> Value | None:
    """What a component takes in the place of its props, where that has no type; None for any other parameter."""
    if place or count > _MOST or not syntax.has_any(*_MARKUP):
        return None
    name = _component(syntax, function)
    return Value(Kind("ref", target=f"{HANDED}{name}"), 0, "props") if name else None


def _component(syntax: Syntax, function: Node) -> str:
    """The name of the component that a function is; empty for one that is none."""
    named = function
    if function.type not in _NAMED or ts.field(function, "name") is None:
        outer = function.parent
        if outer is not None and outer.type == "arguments" and outer.parent is not None:
            called = ts.field(outer.parent, "function")
            if called is None or not syntax.str(called).endswith(_WRAPPERS):
                return ""
            outer = outer.parent.parent
        if outer is None or outer.type != "variable_declarator":
            return ""
        named = outer
    name = ts.field(named, "name")
    own = syntax.str(name) if name is not None else ""
    is_component = own[:1].isupper() and any(sign in syntax.str(function) for sign in _MARKUP)
    return own if is_component else ""
