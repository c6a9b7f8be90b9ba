"""Where a function of Python writes a parameter of its own, for those who rename it."""

import re

from tree_sitter import Node

from dovetail.core.text import Range, Text

from . import _treesitter as ts

_INNER = frozenset({"function_definition", "lambda", "class_definition", "for_in_clause"})
_DECLARED = frozenset({"parameters", "typed_parameter", "default_parameter", "typed_default_parameter"})
_BY_NAME = re.compile(r"\b(?:locals|vars|eval|exec)\(")


def parameter_places(text: Text, at: Range, new: str) -> tuple[Range, ...]:
    """All places of the parameter whose name stands at a place, where it can be called `new`; none for any other name.

    None either where an inner scope may have it for itself, or somebody may ask for it as a text, as the path in a decorator does.
    """
    syntax, name = ts.parse("python", text), text[at]
    function = _function_of(syntax.at(at.start))
    body = ts.field(function, "body") if function is not None else None
    if function is None or body is None:
        return ()
    if re.search(rf"\b{re.escape(name)}\b", _decorators(syntax, function)) or _BY_NAME.search(syntax.str(body)):
        return ()
    names = [n for n in ts.walk(function) if n.type == "identifier"]
    meant = [n for n in names if syntax.str(n) == name and n.start_byte >= body.start_byte and not _is_of_other(n)]
    if any(syntax.str(n) == new for n in names) or any(_is_inner(n, body) for n in meant):
        return ()
    return (at, *(syntax.range(n) for n in meant))


def _function_of(name: Node) -> Node | None:
    """The function that has a name as a parameter, and not in a default value or a type."""
    node = name
    while node.type != "parameters":
        parent = node.parent
        if parent is None or parent.type not in _DECLARED or parent.child_by_field_name("type") == node:
            return None
        if parent.child_by_field_name("value") == node:
            return None
        node = parent
    return node.parent


def _decorators(syntax: ts.Syntax, function: Node) -> str:
    around = function.parent
    decorated = around is not None and around.type == "decorated_definition"
    return " ".join(syntax.str(d) for d in around.children if d.type == "decorator") if decorated and around else ""


def _is_of_other(name: Node) -> bool:
    """True for the name of an attribute, or of an argument: `store.page`, `load(page=1)`."""
    parent = name.parent
    if parent is None:
        return False
    of_attribute = parent.type == "attribute" and parent.child_by_field_name("attribute") == name
    return of_attribute or (parent.type == "keyword_argument" and parent.child_by_field_name("name") == name)


def _is_inner(name: Node, body: Node) -> bool:
    """True where a scope within the function names it: a function, or a comprehension that may bind it."""
    node = name.parent
    while node is not None and node != body:
        if node.type in _INNER:
            return True
        node = node.parent
    return False
