"""The models of Django whose signals a function is told of: `@receiver(post_save, sender=Order)`."""

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from .django import keywords

RECEIVED = "instance"  # the parameter that is the object which was saved


def sender(syntax: Syntax, function: Node) -> Node | None:
    """The one model whose signals a function receives by its decorators; None where they say none, or several."""
    outer = function.parent
    found: dict[str, Node] = {}
    for decorator in outer.children if outer is not None and outer.type == "decorated_definition" else ():
        call = ts.child(decorator, "call") if decorator.type == "decorator" else None
        called = ts.field(call, "function") if call is not None else None
        if call is None or called is None or syntax.str(called).rpartition(".")[2] != "receiver":
            continue
        model = keywords(syntax, call).get("sender")
        if model is None:
            return None
        found[syntax.str(model)] = model
    return next(iter(found.values())) if len(found) == 1 else None
