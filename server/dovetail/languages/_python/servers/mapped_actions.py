"""The methods that a table of URLs maps to the actions of a viewset: `path("leads/", LeadViewSet.as_view({"get": "list"}))`."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import METHODS
from ..._treesitter import Syntax
from ..classes.members import assignments
from ..syntax.literals import is_plain_string, string_range, string_value

_MAKES = "as_view"


def mapped_actions(syntax: Syntax, view: Node) -> tuple[tuple[str, Range, str], ...]:
    """Each method that is mapped, where it says so, and the action: `LeadViewSet.list`; none for a view that is not told so.

    The view may have been made before: `leads = LeadViewSet.as_view({"get": "list"})`.
    """
    if view.type == "identifier" and syntax.has_any(_MAKES):
        made = [v for left, v in assignments(syntax.root) if v is not None and left.text == view.text]
        return tuple(_mapped(syntax, made[0])) if len(made) == 1 else ()
    return tuple(_mapped(syntax, view))


def _mapped(syntax: Syntax, call: Node) -> Iterator[tuple[str, Range, str]]:
    function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    word = ts.field(function, "attribute") if function is not None and function.type == "attribute" else None
    owner = ts.field(function, "object") if function is not None and word is not None else None
    if word is None or owner is None or arguments is None or syntax.str(word) != _MAKES:
        return
    actions = next((c for c in arguments.children if c.type == "dictionary"), None)
    for pair in actions.children if actions is not None else ():
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        if key is None or value is None or not is_plain_string(key) or not is_plain_string(value):
            continue
        method = string_value(syntax.str(key)).lower()
        if method in METHODS:
            yield (
                method.upper(),
                string_range(syntax, key),
                f"{syntax.str(owner)}.{string_value(syntax.str(value))}",
            )
