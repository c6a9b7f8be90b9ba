"""Components at their call sites, and what each is given."""

from tree_sitter import Node

from dovetail.core.shapes import Element
from dovetail.core.text import Range

from .. import _treesitter as ts
from .._treesitter import Syntax

OPENINGS = ("jsx_opening_element", "jsx_self_closing_element")


def element(syntax: Syntax, node: Node) -> Element | None:
    """The component that an opening tag calls; None for an element of HTML, and for a component that is not a plain name."""
    name = ts.field(node, "name")
    if name is None or name.type != "identifier" or not syntax.str(name)[:1].isupper():
        return None
    given: list[tuple[str, Range]] = []
    open = node.has_error
    for part in node.children:
        if part.type == "jsx_attribute" and part.children:
            given.append((syntax.str(part.children[0]), syntax.range(part.children[0])))
        elif part.type == "jsx_expression":
            open = True
    if node.type == "jsx_opening_element":
        given.extend(_children(syntax, node))
    return Element(syntax.str(name), syntax.range(name), syntax.range(node), tuple(given), open)


def _children(syntax: Syntax, node: Node) -> list[tuple[str, Range]]:
    """What stands between the tags is given as `children`."""
    parent = node.parent
    inner = (
        [c for c in parent.children if c.type not in ("jsx_opening_element", "jsx_closing_element")] if parent else []
    )
    real = [c for c in inner if c.type != "jsx_text" or syntax.str(c).strip()]
    return [("children", syntax.range(real[0]))] if real else []
