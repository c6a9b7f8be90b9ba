"""The texts that a variable of a function may hold: `const plan = input.plan ?? "free"`."""

from tree_sitter import Node

from ..._treesitter import Syntax
from ..syntax.nodes import alternatives, bare
from ..syntax.signatures import function_around
from .local_names import local_value

_CHOOSES = ("ternary_expression", "binary_expression")


def kept_texts(syntax: Syntax, name: Node) -> list[Node]:
    """The texts of which one may be what a name stands for; none that the function asks for elsewhere, as `if (plan === "none")` does."""
    made = local_value(syntax, name)
    around = function_around(name)
    if made is None or made.type not in _CHOOSES or around is None:
        return []
    body = syntax.str(around)
    texts = [part for each in alternatives(made) if (part := bare(each)).type == "string"]
    return [text for text in texts if body.count(syntax.str(text)) == 1]
