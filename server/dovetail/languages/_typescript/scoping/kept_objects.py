"""Objects that stand outside of the function in which they are sent, and that nothing changes: `const order = { … };` above the tests."""

import re

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.signatures import FUNCTIONS
from .origins import declaration


def kept_object(syntax: Syntax, name: Node) -> Node | None:
    """The object, or list, that a name stands for wherever it is asked; None for anything that may be another one by then."""
    own = syntax.str(name)
    found = declaration(syntax, name)
    if found is None or found.type != "variable_declarator" or ts.field(found, "type") is not None:
        return None
    here = name.parent
    while here is not None and here.type not in FUNCTIONS:
        here = here.parent
    if here is None or here.start_byte <= found.start_byte < here.end_byte:
        return None  # of the same function, whose own steps are followed
    value = ts.field(found, "value")
    outer = found.parent
    if value is None or value.type not in ("object", "array") or outer is None or ts.child(outer, "const") is None:
        return None
    return value if not is_changed(syntax, own) else None


def is_changed(syntax: Syntax, name: str) -> bool:
    """True where something of the object that a name stands for is given another value, or taken away, anywhere in a file."""
    word = re.escape(name)
    changed = rf"(?<![\w$.])(?:{word}(?:\??\.[\w$]+|\[[^\]\n]*\])+\s*(?:[+\-*/]?=(?![=>])|\+\+|--)|delete\s+{word}\b|assign\(\s*{word}\b)"
    return re.search(changed, syntax.text.source) is not None


def is_taken_out(syntax: Syntax, name: str) -> bool:
    """True where no place of a file gives a name a value, so that it only takes what it stands for out of something: `({ total }) => …`."""
    given = rf"(?<![\w$.]){re.escape(name)}\s*(?:(?:[+\-*/%]|&&|\|\||\?\?)?=(?![=>])|\+\+|--)"
    return re.search(given, syntax.text.source) is None


def is_gone_through(syntax: Syntax, name: str) -> bool:
    """True where a file goes through the items of a list, and may give each something more."""
    return re.search(rf"\bof\s+{re.escape(name)}\b|\b{re.escape(name)}\??\.forEach\(", syntax.text.source) is not None
