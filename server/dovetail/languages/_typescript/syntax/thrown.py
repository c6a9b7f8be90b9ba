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
    if not syntax.once(_thrown):
        return None
    text, throwers = syntax.str(function), syntax.once(_throwers)
    found = _thrown_in(text)
    for name in {*_CALLED.findall(text)} & throwers.keys():
        found |= throwers[name]
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
            found.setdefault(syntax.str(name), set()).update(_thrown_in(syntax.str(function)))
    return {name: thrown for name, thrown in found.items() if thrown}


def _thrown(syntax: Syntax) -> set[str]:
    """The errors of the program's own that a file throws."""
    return _thrown_in(syntax.text.source) if syntax.has_any("throw new") else set()


def _thrown_in(text: str) -> set[str]:
    """The errors of the program's own that a text throws."""
    return {*_THROWN.findall(text)} - _PLAIN
