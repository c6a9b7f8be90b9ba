"""The errors of a program's own that functions throw, or that a function does which they call: `throw new BookingError("SOLD_OUT")`."""

import re

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind

from ... import _treesitter as ts
from ..._treesitter import Syntax
from .made import THROWS, member
from .signatures import FUNCTIONS

_THROWN = re.compile(r"\bthrow new ([A-Z]\w*)\(")
_CALLED = re.compile(r"\b(?:this\.#?)?(\w+)\(")
_PLAIN = frozenset({"Error", "TypeError", "RangeError", "SyntaxError"})


def thrown_by(syntax: Syntax, function: Node) -> Field | None:
    """The error that a function throws, as a member of it; None where it throws none, or several kinds, of the program's own."""
    if not syntax.has_any("throw new"):
        return None
    text = syntax.str(function)
    found = {*_THROWN.findall(text)}
    for name in {*_CALLED.findall(text)} & syntax.once(_throwers).keys():
        found |= syntax.once(_throwers)[name]
    found -= _PLAIN
    return member(THROWS, Typed(Kind("ref", target=next(iter(found))))) if len(found) == 1 else None


def _throwers(syntax: Syntax) -> dict[str, set[str]]:
    """The functions and methods of a file that throw by themselves, by their names."""
    found: dict[str, set[str]] = {}
    for function in syntax.nodes(FUNCTIONS):
        above = function.parent
        name = ts.field(function, "name")
        if (
            name is None
            and above is not None
            and above.type in ("variable_declarator", "pair", "public_field_definition")
        ):
            name = ts.field(above, "name") or ts.field(above, "key")
        if name is not None:
            found.setdefault(syntax.str(name), set()).update(_THROWN.findall(syntax.str(function)))
    return {name: thrown for name, thrown in found.items() if thrown}
